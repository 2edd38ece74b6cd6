// The generated JSON Schemas against the cases: a schema rejects exactly when a rule that it can express finds an error.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import Ajv2020 from 'ajv/dist/2020.js';

const root = new URL('../../', import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
const generated = 'pkg-template/generated';
const schemas = { '2026-06': `${generated}/request.schema.json`, '2026-08': `${generated}/request.2026-08.schema.json` };
const expressible = new Set(read(`${generated}/rules.json`).filter((rule) => rule.schema).map((rule) => rule.code));
const cases = readdirSync(new URL('tests/cases/', root))
  .filter((file) => file.endsWith('.json'))
  .sort()
  .flatMap((file) => read(`tests/cases/${file}`).cases.map((one) => ({ ...one, file })));

/** The value of a case, or nothing where it has none that a schema could see. */
function valueOf(one) {
  if ('request' in one) return { value: one.request };
  if (one.textOnly) return undefined;
  const text = one.text ?? one.parts.map(([part, times]) => part.repeat(times)).join('');
  try {
    return { value: JSON.parse(text.replace(/^\ufeff/, '')) };
  } catch {
    return undefined;
  }
}

/** Options that change what is an error are beyond a schema. */
const changesErrors = ({ options = {} }) => 'severities' in options || 'limits' in options || 'unknownFields' in options;
/** What could not be read to its end has one finding: why. A schema reads on. */
const stopped = (issues) => issues.some((issue) => /^error (?:not-json|too-deep|too-large) $/.test(issue));

/** Readers differ on whether patterns are read by code points or by UTF-16 units: the schemas mean the same to both. */
const readers = [{ unicodeRegExp: true }, { unicodeRegExp: false }];

function compile(edition, reader) {
  const logger = { log: assert.fail, warn: assert.fail, error: assert.fail };
  return new Ajv2020({ strict: true, logger, ...reader }).compile(read(schemas[edition]));
}

for (const [edition, reader] of Object.keys(schemas).flatMap((edition) => readers.map((reader) => [edition, reader]))) {
  test(`the schema of ${edition} rejects what its rules reject, ${JSON.stringify(reader)}`, () => {
    const validate = compile(edition, reader);
    const wrong = [];
    const rejectedFor = new Set();
    let seen = 0;
    for (const one of cases) {
      const input = changesErrors(one) ? undefined : valueOf(one);
      const issues = one.expect[edition];
      if (!input || stopped(issues)) continue;
      seen += 1;
      const codes = issues.map((issue) => issue.split(' ')).filter(([severity, code]) => severity === 'error' && expressible.has(code));
      for (const [, code] of codes) rejectedFor.add(code);
      const accepted = validate(input.value);
      if (accepted !== (codes.length === 0)) {
        wrong.push(`${one.file}: ${one.name}: ${accepted ? 'accepted' : `rejected: ${JSON.stringify(validate.errors)}`}, expected ${issues.join('; ') || 'no issue'}`);
      }
    }
    assert.deepEqual(wrong, []);
    console.log(`${seen} of ${cases.length} cases`);
    assert.ok(seen > 700, `only ${seen} cases`);
    const rules = read(`${generated}/rules.json`);
    const never = rules.filter((rule) => rule.schema && rule.severity[edition] === 'error' && !rejectedFor.has(rule.code));
    assert.deepEqual(never.map((rule) => rule.code), [], 'no case trips these rules');
  });
}

test('a rule that is no error in any edition is never marked as one that the schema has', () => {
  for (const rule of read(`${generated}/rules.json`)) {
    const error = Object.values(rule.severity).includes('error');
    assert.ok(error || !rule.schema, rule.code);
    assert.equal(rule.schema, rule.schema_reason === null, rule.code);
  }
});

test('the module holds the same schemas as the files', async () => {
  const { default: module } = await import(new URL(`${generated}/schema.js`, root));
  for (const [edition, file] of Object.entries(schemas)) assert.deepEqual(module[edition], read(file));
});
