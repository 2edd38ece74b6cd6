import { readdirSync, readFileSync } from 'node:fs';
import { disagreements, select } from './rules.mjs';
const folder = new URL('../cases/', import.meta.url);
const files = readdirSync(folder).filter((n) => n.endsWith('.json')).sort().map((file) => ({ file, content: JSON.parse(readFileSync(new URL(file, folder))) }));
const { cases, left } = select(files);
console.log(cases.length, left);
for (const name of process.argv.slice(2)) {
  const { validate } = await import(`./contenders/${name}.mjs`);
  const faults = disagreements(validate, cases);
  console.log(name, faults.length);
  for (const f of faults.slice(0, 12)) console.log('  ', JSON.stringify(f));
}
