/**
 * The benchmark: `cargo xtask bench`, or by itself
 *
 *   SEEDANCE_TARBALL=<npm pack's file> CHROMIUM=<path> node tests/bench/run.mjs [--quick] [--node-only]
 *
 * --quick      a short run that shows that everything works; its figures mean little, and RESULTS.md stays as it is
 * --node-only  no browser
 *
 * First every contender has to agree with the cases; one that does not is named and not timed.
 */

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus, release, totalmem, type } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { measureDropped, reportDropped, versionsOf, writeDropped } from './dropped.mjs';
import { OURS, PEERS } from './names.mjs';
import { marks, report } from './report.mjs';
import { pools } from './requests.mjs';
import { refresh } from './results.mjs';
import { CODES, select } from './rules.mjs';
import { brotli, entrySizes } from './sizes.mjs';
import { median } from './timing.mjs';
import { bundle, here, makeWorkshop, unpack, writeStandalone } from './workshop.mjs';

const quick = process.argv.includes('--quick');
const nodeOnly = process.argv.includes('--node-only');
const unknown = process.argv.slice(2).filter((arg) => !['--quick', '--node-only'].includes(arg));
if (unknown.length > 0) fail(`unknown option: ${unknown.join(' ')}`);

// Samples shorter than a scheduler's slice: one that was interrupted spoils itself alone.
const effort = quick ? { rounds: 5, sampleMs: 1, warmMs: 30 } : { rounds: 300, sampleMs: 1, warmMs: 300 };
const bulk = quick
  ? { lines: 2_000, effort: { rounds: 2, sampleMs: 1, warmMs: 1 } }
  : { lines: 100_000, effort: { rounds: 7, sampleMs: 1, warmMs: 1 } };
const starts = quick ? 2 : 15;
const heapCalls = quick ? 20_000 : 50_000;
const lifetime = quick ? 20_000 : 1_000_000;

function fail(message) {
  console.error(`error: ${message}`);
  process.exit(1);
}
const say = (message) => console.error(message);

const tarball = process.env.SEEDANCE_TARBALL || fail('SEEDANCE_TARBALL names no package: run this through cargo xtask bench');
const chromium = nodeOnly ? undefined : process.env.CHROMIUM || fail('CHROMIUM names no browser (or leave it out with --node-only)');

// The package, the generated code, and one bundle with everything for both engines.
const workshop = makeWorkshop();
const packageFolder = unpack(resolve(tarball), join(workshop, 'node_modules/seedance-request'));
const manifest = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
const standalone = await writeStandalone(workshop);
const names = { packageFolder, standalone };
const rowsFile = join(workshop, 'rows.mjs');
writeFileSync(rowsFile, await bundle("export * from './rows.mjs'", names));
const rows = await import(pathToFileURL(rowsFile));

const sourceOf = (name) => {
  if (name === OURS) return "export { validate } from 'seedance-request'";
  return name === 'ajv-standalone' ? "export { validate } from 'ajv-standalone'" : `export { validate } from './contenders/${name}.mjs'`;
};

// Agreement.
const folder = join(here, '../cases');
const files = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
const { cases, left } = select(files.map((file) => ({ file, content: JSON.parse(readFileSync(join(folder, file), 'utf8')) })));
const contenders = [OURS, ...PEERS];
const out = [];

function disagreeing(engine, faults) {
  for (const [name, list] of Object.entries(faults)) {
    if (list.length === 0) continue;
    const timed = name === OURS ? 'timed all the same' : 'not timed there';
    out.push(`${name} in ${engine}: ${list.length} cases, ${timed}`);
    say(`${name} disagrees on ${list.length} of ${cases.length} cases in ${engine}, ${timed}:`);
    for (const { name: title, expected, found } of list.slice(0, 5)) say(`  ${title}\n    expected ${JSON.stringify(expected)}\n    found    ${JSON.stringify(found)}`);
  }
  return PEERS.filter((name) => faults[name]?.length === 0);
}

const leftOut = Object.entries(left).map(([why, count]) => `${count} ${why}`).join(', ');
say(`${cases.length} cases compared on ${CODES.length} codes (left out: ${leftOut})`);
const run = { cases: cases.length, leftOut, engines: {}, sizes: {}, skipped: [], disagreeing: out };
const faults = rows.agree(cases);
if (faults[OURS] === undefined) fail('the package has no validate');
const agreeing = disagreeing('Node', faults);
let oursAgrees = faults[OURS].length === 0;

// Node.
say('timing in Node');
const inNode = rows.measure({ names: agreeing, effort, bulk });
run.engines.Node = inNode.results;
run.skipped = inNode.skipped;
for (const name of run.skipped) say(`skipped: the package has no ${name} yet`);

const script = fileURLToPath(new URL('./process.mjs', import.meta.url));
const start = (flags, ...args) => JSON.parse(execFileSync(process.execPath, [...flags, script, ...args], { encoding: 'utf8' }));

say('first verdicts in fresh processes');
const single = {};
function starter(name, code) {
  const file = join(workshop, `first-${name}.mjs`);
  writeFileSync(file, code);
  return { url: pathToFileURL(file).href, path: `/first-${name}.mjs`, code };
}
for (const name of contenders) {
  if (name !== OURS && !agreeing.includes(name)) continue;
  const code = await bundle(sourceOf(name), { ...names, minify: true });
  single[name] = starter(name, code);
  run.sizes[name] = brotli(code);
}
// What an import costs by itself.
const starters = { ...single, nothing: starter('nothing', 'export const validate = () => [];') };
const request = JSON.stringify(pools.mini[0]);
const first = Object.fromEntries(Object.keys(starters).map((name) => [name, []]));
for (let round = 0; round < starts; round++) {
  for (const [name, { url }] of Object.entries(starters)) first[name].push(start([], 'first', url, request) * 1e6);
}
run.engines.Node.first = { samples: first };

say('heap per call');
const YOUNG = ['--expose-gc', '--max-semi-space-size=512', '--min-semi-space-size=512'];
const heap = {};
const nothing = start(YOUNG, 'heap', pathToFileURL(rowsFile).href, 'nothing', heapCalls);
for (const name of Object.keys(single)) heap[name] = start(YOUNG, 'heap', pathToFileURL(rowsFile).href, name, heapCalls) - nothing;
run.heap = heap;

say(`memory over ${lifetime.toLocaleString('en')} validations`);
const looks = start(['--expose-gc'], 'live', pathToFileURL(rowsFile).href, lifetime);
run.memory = { calls: lifetime, kept: looks.at(-1) - looks[0] };

say('sizes');
Object.assign(run.sizes, await entrySizes(packageFolder, manifest));

// Chromium.
if (chromium) {
  const { chromium: browsers } = await import('playwright-core');
  const pages = { '/rows.mjs': readFileSync(rowsFile, 'utf8'), ...Object.fromEntries(Object.values(starters).map(({ path, code }) => [path, code])) };
  const server = createServer((incoming, response) => {
    const body = incoming.url === '/' ? '<!doctype html><title>bench</title>' : pages[incoming.url];
    // Isolated, the page's clock counts in 5 microseconds instead of 100.
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': incoming.url === '/' ? 'text/html' : 'text/javascript; charset=utf-8',
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    response.end(body);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${server.address().port}/`;
  const browser = await browsers.launch({
    executablePath: chromium,
    headless: true,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    run.browser = `Chromium ${browser.version()}`;
    say(`timing in ${run.browser}`);
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(origin);
    const inPage = await page.evaluate(async (cases) => (await import('/rows.mjs')).agree(cases), cases);
    const agreeingHere = disagreeing('Chromium', inPage);
    oursAgrees &&= inPage[OURS].length === 0;
    run.engines.Chromium = (await page.evaluate(async (what) => (await import('/rows.mjs')).measure(what), { names: agreeingHere, effort, bulk })).results;
    await page.close();

    say('first verdicts in fresh pages');
    const samples = Object.fromEntries([...agreeingHere, OURS, 'nothing'].map((name) => [name, []]));
    // The first round is the browser's own warming up.
    for (let round = -1; round < starts; round++) {
      for (const name of Object.keys(samples)) {
        const context = await browser.newContext();
        const fresh = await context.newPage();
        await fresh.goto(origin);
        const took = await fresh.evaluate(async ({ path, request }) => {
          const value = JSON.parse(request);
          const begin = performance.now();
          const { validate } = await import(path);
          const verdict = validate(value);
          const took = performance.now() - begin;
          if ((verdict.issues ?? verdict).length !== 0) throw new Error('the request should be valid');
          return took * 1e6;
        }, { path: starters[name].path, request });
        if (round >= 0) samples[name].push(took);
        await context.close();
      }
    }
    run.engines.Chromium.first = { samples };
  } finally {
    await browser.close();
    server.close();
  }
}

// Last, for here nothing is timed and the machine may be busy.
say('submissions whose answer is lost');
const submitters = versionsOf(packageFolder);
const dropped = await measureDropped(packageFolder, { quick });

const pinned = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')).devDependencies;
run.about = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`,
  node: `Node ${process.versions.node} (V8 ${process.versions.v8})`,
  versions: { [OURS]: manifest.version, ...Object.fromEntries(Object.entries(pinned).filter(([name]) => !(name in submitters))) },
};
const markdown = report(run, { median, quick });
console.log(`# Benchmark\n\n${markdown}\n${reportDropped(dropped, submitters)}`);
if (quick || nodeOnly) say('RESULTS.md left as it is');
else {
  refresh(join(here, 'RESULTS.md'), 'timing', markdown, { heading: 'Benchmark', first: true });
  refresh(join(here, '../../README.md'), 'marks', marks(run), { word: 'measured' });
  writeDropped(dropped, submitters);
}
if (!oursAgrees) process.exit(1);
