// Every case through every door of the package: the same verdict everywhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cases, EDITIONS, summary } from './cases.mjs';
import { load, loadCommonJs } from './setup.mjs';

const { applyFixes, build, validate, validateJson, validateLines } = await load();
const all = cases();
const encoder = new TextEncoder();

/** Runs a check of each case in each edition and names those that failed, all of them. */
function each(check) {
  const faults = [];
  let checks = 0;
  for (const one of all) {
    for (const edition of EDITIONS) {
      try {
        if (check(one, { ...one.options, edition }, one.expect[edition], edition) !== false) checks++;
      } catch (error) {
        faults.push(`${one.file}: ${one.name} (${edition}): ${error.message}`);
      }
    }
  }
  assert.deepEqual(faults, []);
  assert.ok(checks > 0);
  return checks;
}

test('object door', (t) => {
  const checks = each((one, options, expected) => {
    if (!one.hasValue) return false;
    assert.deepEqual(summary(validate(one.value, options)), expected);
  });
  t.diagnostic(`${checks} checks`);
});

test('text door, string', (t) => {
  const checks = each((one, options, expected) => assert.deepEqual(summary(validateJson(one.text, options)), expected));
  t.diagnostic(`${checks} checks`);
});

test('text door, bytes', () => {
  each((one, options, expected) => assert.deepEqual(summary(validateJson(encoder.encode(one.text), options)), expected));
});

test('bulk door', () => {
  each((one, options, expected) => {
    if (/\n/.test(one.text) || one.text === '') return false;
    for (const input of [one.text, encoder.encode(one.text)]) {
      const lines = validateLines(input, options);
      assert.equal(lines.lines, 1);
      assert.deepEqual(summary(lines.report(0)), expected);
      assert.equal(lines.invalid, expected.some((issue) => issue.startsWith('error')) ? 1 : 0);
      const tally = {};
      for (const issue of expected) tally[issue.split(' ')[1]] = (tally[issue.split(' ')[1]] ?? 0) + 1;
      assert.deepEqual(lines.counts, tally);
    }
  });
});

test('build says what validate says', () => {
  each((one, options, expected) => {
    if (!one.hasValue) return false;
    const built = build(one.value, options);
    assert.deepEqual(summary(built.report), expected);
    assert.equal(built.ok, built.report.valid);
    if (built.ok) assert.deepEqual(JSON.parse(built.json), built.request);
  });
});

test('fixes do what cases expect', () => {
  each((one, options, _, edition) => {
    if (!one.hasValue || one.fixed?.[edition] === undefined) return false;
    assert.deepEqual(applyFixes(one.value, options).request, one.fixed[edition]);
  });
});

test('positions stand where cases expect', () => {
  each((one, options, _, edition) => {
    const expected = one.position?.[edition];
    if (!expected) return false;
    const bytes = encoder.encode(one.text);
    const units = (offset) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, offset)).length;
    const ofBytes = validateJson(bytes, options).issues;
    const ofString = validateJson(one.text, options).issues;
    expected.forEach((place, index) => {
      if (place === null) return;
      const [offset, line, column] = place;
      assert.deepEqual(ofBytes[index].position, { offset, line, column });
      assert.deepEqual(ofString[index].position, { offset: units(offset), line, column });
    });
  });
});

test('require gives the same', () => {
  const common = loadCommonJs();
  each((one, options, expected) => {
    if (!one.hasValue) return false;
    assert.deepEqual(summary(common.validate(one.value, options)), expected);
  });
});
