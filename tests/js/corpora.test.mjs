// Public corpora through the package in Node: the verdicts of the native library, which its own tests write down.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { corpora, folder } from './corpora-files.mjs';
import { load } from './setup.mjs';
import { verdicts } from './verdicts.mjs';

const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../target', import.meta.url));
const native = join(target, 'tmp', 'verdicts.txt');

test('corpora: the verdicts of the native library', { skip: !folder && 'CORPORA is not set: left out' }, async (t) => {
  const door = await load();
  const lines = verdicts(door, corpora());
  assert.ok(existsSync(native), `${native} is missing: \`cargo test --test verdicts\` writes it`);
  const expected = readFileSync(native, 'utf8').trimEnd().split('\n');
  assert.equal(lines.length, expected.length);
  const differing = lines.flatMap((line, index) => (line === expected[index] ? [] : [`${line}\n  natively: ${expected[index]}`]));
  assert.deepEqual(differing.slice(0, 20), [], `${differing.length} differ`);
  t.diagnostic(`V1: Node: ${lines.length.toLocaleString('en')} verdicts, each that of the native library`);
});

test('JSON.parse throws exactly when the text is not JSON', { skip: !folder && 'CORPORA is not set: left out' }, async (t) => {
  const { validateJson } = await load();
  // Refused before their syntax is known, each with its reason.
  const REFUSED = {
    'n_structure_100000_opening_arrays.json': 'too-deep',
    'n_structure_open_array_object.json': 'too-deep',
    'i_structure_500_nested_arrays.json': 'too-deep',
  };
  let compared = 0;
  for (const [name, bytes] of corpora().json) {
    const codes = validateJson(bytes).issues.map((issue) => issue.code);
    if (REFUSED[name]) {
      assert.deepEqual(codes, [REFUSED[name]], name);
      continue;
    }
    let parses = true;
    try {
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch {
      parses = false;
    }
    assert.equal(codes.includes('not-json'), !parses, name);
    compared++;
  }
  t.diagnostic(`V1: Node: ${compared} files compared with JSON.parse, ${Object.keys(REFUSED).length} pinned`);
});
