/**
 * The size budget: what each entry of the package may weigh.
 *
 *   node tests/bench/budget.mjs            shows the sizes beside the budget
 *   node tests/bench/budget.mjs --accept   writes them into budget.json
 *
 * The package is pkg/, as `cargo xtask build` leaves it, or the tarball in SEEDANCE_TARBALL.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cpSync } from 'node:fs';
import { entrySizes } from './sizes.mjs';
import { here, makeWorkshop, unpack } from './workshop.mjs';

const FILE = join(here, 'budget.json');
const ALLOWED_GROWTH = 1.05;
export const HOW_TO_ACCEPT = 'if that is meant: node tests/bench/budget.mjs --accept';

export async function measure() {
  const folder = join(makeWorkshop(), 'node_modules/seedance-request');
  const built = resolve(here, '../../pkg');
  if (process.env.SEEDANCE_TARBALL) unpack(process.env.SEEDANCE_TARBALL, folder);
  else if (existsSync(join(built, 'package.json'))) cpSync(built, folder, { recursive: true });
  else throw new Error('there is no pkg/: run cargo xtask build first');
  return entrySizes(folder, JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
}

export const budget = () => JSON.parse(readFileSync(FILE, 'utf8'));

/** What breaks the budget, in words. */
export function excesses(sizes, budget) {
  const faults = [];
  for (const [entry, size] of Object.entries(sizes)) {
    const allowed = budget[entry];
    if (allowed === undefined) faults.push(`${entry}: ${size} bytes, and no budget`);
    else if (size > allowed * ALLOWED_GROWTH) faults.push(`${entry}: ${size} bytes, ${((size / allowed - 1) * 100).toFixed(1)} % over its budget of ${allowed}`);
  }
  for (const entry of Object.keys(budget)) if (sizes[entry] === undefined) faults.push(`${entry}: in the budget, but not in the package`);
  return faults;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const sizes = await measure();
  if (process.argv.includes('--accept')) {
    writeFileSync(FILE, `${JSON.stringify(sizes, null, 2)}\n`);
    console.log(`budget.json: ${Object.keys(sizes).length} entries`);
  } else {
    const known = existsSync(FILE) ? budget() : {};
    for (const [entry, size] of Object.entries(sizes)) console.log(`${entry}: ${size} bytes, budget ${known[entry] ?? 'none'}`);
  }
}
