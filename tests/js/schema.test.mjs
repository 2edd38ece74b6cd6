// The generated JSON Schemas against the cases: a schema rejects exactly when a rule that it can express finds an error.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';
import { jsonSchema } from '../../pkg-template/schema.js';

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

const logger = { log: assert.fail, warn: assert.fail, error: assert.fail };
const compile = {
  'draft-2020-12': (edition, reader) => new Ajv2020({ strict: true, logger, ...reader }).compile(read(schemas[edition])),
  'draft-07': (edition, reader) => new Ajv({ strict: true, logger, ...reader }).compile(jsonSchema({ edition, target: 'draft-07' })),
  // Its keywords are a part of draft 07's, with the same meaning.
  'openapi-3.0': (edition, reader) => new Ajv({ strict: true, logger, ...reader }).compile(jsonSchema({ edition, target: 'openapi-3.0' })),
};

for (const [target, edition, reader] of Object.keys(compile).flatMap((target) => Object.keys(schemas).flatMap((edition) => readers.map((reader) => [target, edition, reader])))) {
  test(`the schema of ${edition} in ${target} rejects what its rules reject, ${JSON.stringify(reader)}`, () => {
    const validate = compile[target](edition, reader);
    const wrong = [];
    const rejectedFor = new Set();
    let seen = 0;
    for (const one of cases) {
      const input = changesErrors(one) ? undefined : valueOf(one);
      const issues = one.expect[edition];
      if (!input || stopped(issues)) continue;
      seen += 1;
      // Of a callback that is an error anyway, the scheme is seen.
      const unsafe = /^http:/i.test(input.value?.callback_url);
      const expressed = (code, path) => expressible.has(code) || (edition === '2026-08' && unsafe && path === '/callback_url');
      const codes = issues.map((issue) => issue.split(' ')).filter(([severity, code, path]) => severity === 'error' && expressed(code, path));
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
    // Of a callback, only the scheme is seen.
    assert.equal(rejectedFor.has('callback-url-refused'), edition === '2026-08');
  });
}

/** Every schema within a schema, itself included. */
function* schemasIn(schema) {
  yield schema;
  if (typeof schema !== 'object') return;
  for (const [key, value] of Object.entries(schema)) {
    if (['items', 'contains', 'not', 'if', 'then'].includes(key)) yield* schemasIn(value);
    else if (['allOf', 'anyOf'].includes(key)) for (const part of value) yield* schemasIn(part);
    else if (['properties', '$defs', 'definitions'].includes(key)) for (const part of Object.values(value)) yield* schemasIn(part);
  }
}

// What OpenAPI 3.0 says a schema object may hold, as far as it is used.
const OPENAPI_30 = new Set(['title', 'description', 'default', 'type', 'enum', 'pattern', 'minimum', 'maximum', 'minItems', 'maxItems', 'required', 'properties', 'items', 'allOf', 'anyOf', 'not']);

for (const edition of Object.keys(schemas)) {
  test(`draft-07 of ${edition} has nothing that the dialect would overlook`, () => {
    const schema = jsonSchema({ edition, target: 'draft-07' });
    assert.equal(schema.$schema, 'http://json-schema.org/draft-07/schema#');
    let references = 0;
    for (const part of schemasIn(schema)) {
      if (typeof part === 'boolean') continue;
      for (const key of ['$defs', 'minContains', 'maxContains', 'prefixItems', 'unevaluatedProperties']) assert.ok(!(key in part), key);
      if (!('$ref' in part)) continue;
      references++;
      assert.deepEqual(Object.keys(part), ['$ref']);
      assert.match(part.$ref, /^#\/definitions\//);
    }
    assert.ok(references > 3);
  });

  test(`openapi-3.0 of ${edition} has the words of that dialect alone`, () => {
    const parts = [...schemasIn(jsonSchema({ edition, target: 'openapi-3.0' }))];
    assert.ok(parts.length > 100);
    for (const part of parts) {
      assert.equal(typeof part, 'object');
      for (const key of Object.keys(part)) assert.ok(OPENAPI_30.has(key), key);
      if (part.type === 'array') assert.ok('items' in part, JSON.stringify(part));
      if ('type' in part) assert.equal(typeof part.type, 'string');
    }
  });
}

test('a dialect that is not on offer is refused', () => {
  for (const target of ['draft-04', '__proto__', 'toString', '', 7]) {
    assert.throws(() => jsonSchema({ target }), { name: 'MisuseError', argument: 'options.target' });
  }
});

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
