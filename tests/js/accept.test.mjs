// What is accepted at once changes no verdict: the same texts with `limits: {}`, which leaves every one to the rules.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { instances, load, watch } from './setup.mjs';

watch();
const { toPlain, validateJson, validateLines, linesValidator } = await load();
const encoder = new TextEncoder();
const folder = fileURLToPath(new URL('../cases/', import.meta.url));
const cases = readdirSync(folder).filter((name) => name.endsWith('.json')).flatMap((name) => JSON.parse(readFileSync(folder + name, 'utf8')).cases);
const textOf = ({ text, parts, request }) => text ?? parts?.map(([piece, times]) => piece.repeat(times)).join('') ?? JSON.stringify(request);

let state = 20261123;
const below = (end) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * end);
};
const pick = (list) => list[below(list.length)];

/** Requests that are mostly accepted, and mostly spoilt a little. */
function request() {
  const media = (kind, extension) => Array.from({ length: 1 + below(4) }, (_, i) => ({ url: `https://${pick(['cdn.example.com', 'localhost', 'm.example.net'])}/${i}.${extension}`, role: `reference_${kind}` }));
  const made = { model: pick(['seedance-2', 'seedance-2-fast', 'seedance-2-mini', 'seedance']), prompt: pick(['A boat.', 'like image 2 \u5728\u96e8\u4e2d', '\ud83c\udfac "cut"\nthen image 1', 'https://example.com', 'odd \ud800', '\ufffd', ' ']), duration: pick([4, 5, 8, 10, 16]) };
  if (below(3) === 0) made.resolution = pick(['480p', '480p', '720p', '1080p', '8k', '']);
  if (below(3) === 0) made.aspect_ratio = pick(['16:9', '16:9', '1:1', 'adaptive', '2:1']);
  if (below(12) === 0) made.return_last_frame = true;
  if (below(2)) made.image_with_roles = media('image', pick(['jpg', 'png', 'mp4']));
  if (below(3) === 0) made.video_with_roles = media('video', 'mp4');
  if (below(3) === 0) made.metadata = { user: 'u', n: below(10) };
  if (below(9) === 0) made.colour = 1;
  return made;
}

/** Written by JSON.stringify, in one line; lone surrogates as they are. */
const spell = (value) => JSON.stringify(value).replaceAll('\\ud800', '\ud800');

const options = (i) => pick([{}, { edition: '2026-08' }, { unknownFields: 'error' }, { severities: { 'media-kind-mismatch': 'error' } }, { severities: { 'resolution-not-offered': 'off', 'field-undocumented': 'error' } }, { edition: i % 2 ? '2026-06' : '2026-08' }]);

function agree(text, settings) {
  const asked = { ...settings, limits: {} };
  const bytes = encoder.encode(text);
  assert.deepEqual(validateJson(text, settings), validateJson(text, asked), text.slice(0, 2000));
  assert.deepEqual(validateJson(bytes, settings), validateJson(bytes, asked), text.slice(0, 2000));
}

test('one text', () => {
  let clean = 0;
  for (const one of cases) {
    for (const edition of ['2026-06', '2026-08']) agree(textOf(one), { edition });
  }
  for (let i = 0; i < 4000; i++) {
    const text = spell(request());
    agree(text, options(i));
    clean += validateJson(text).issues.length === 0;
  }
  assert.ok(clean > 200, `${clean}`);
});

test('bytes that may be no text', () => {
  const hex = ['61', 'c3a9', 'c2', 'c080', 'c1bf', 'dfbf', 'e59bbe', 'e59b', 'e08080', 'e0a080', 'eda080', 'ed9fbf', 'efbfbc', 'efbfbd', 'efbfbe', 'f09f8eac', 'f09f8e', 'f0808080', 'f48fbfbf', 'f4908080', 'f5808080', '80', 'bf', 'fe', 'ff', 'e4bda0e5a5bd'];
  const sound = hex.filter((piece) => !Buffer.from(piece, 'hex').toString().includes('\ufffd'));
  const start = Buffer.from('{"model":"seedance-2","prompt":"a');
  let clean = 0;
  for (let i = 0; i < 20_000; i++) {
    const pieces = Array.from({ length: 1 + below(30) }, () => pick(sound));
    if (below(3) > 0) pieces[below(pieces.length)] = pick(hex);
    const bytes = Buffer.concat([start, Buffer.from(pieces.join(''), 'hex'), Buffer.from('"}')]);
    const codes = (settings) => validateJson(new Uint8Array(bytes), settings).issues.map(({ code }) => code);
    const found = codes({});
    assert.deepEqual(found, codes({ limits: {} }), bytes.toString('hex'));
    clean += found.length === 0;
  }
  assert.ok(clean > 5000 && clean < 15_000, `${clean}`);
});

const plain = ({ report, counts, ...rest }) => ({ ...rest, counts: { ...counts }, reports: Array.from(rest.invalidLines, (line) => toPlain(report(line))) });

test('lines', async () => {
  for (let round = 0; round < 12; round++) {
    const lines = Array.from({ length: round === 5 ? 3000 : below(600) }, () => pick([spell(request()), spell(request()), spell(request()), '', '{}', textOf(pick(cases)).slice(0, 3000).replaceAll('\n', ' ')]));
    let text = lines.join(pick(['\n', '\r\n']));
    if (below(2)) text += '\n';
    const settings = options(round);
    const known = plain(validateLines(text, { ...settings, limits: {} }));
    assert.deepEqual(plain(validateLines(text, settings)), known);
    assert.ok(round === 0 || known.invalid > 0 && known.valid > 0 || lines.length < 20);
    const bytes = encoder.encode(text);
    const asked = plain(validateLines(bytes, { ...settings, limits: {} }));
    assert.deepEqual(plain(validateLines(bytes, settings)), asked);

    const stream = linesValidator(settings);
    const writer = stream.writable.getWriter();
    const written = (async () => {
      for (let at = 0; at < bytes.length; ) {
        const size = 1 + below(100000);
        await writer.write(bytes.subarray(at, at + size));
        at += size;
      }
      await writer.close();
    })();
    const found = [];
    for await (const one of stream.readable) found.push(one.line);
    await written;
    assert.deepEqual(found, [...asked.invalidLines]);
  }
});

test('more lines are left over than fit', () => {
  const text = '\n'.repeat(100000);
  const report = validateLines(text);
  assert.deepEqual([report.lines, report.valid, report.invalid], [100000, 0, 100000]);
});

test('the rules are not asked for what is accepted, and are for all else', () => {
  const rules = instances.at(-1);
  const before = new Uint8Array(rules.memory.buffer).slice();
  assert.ok(validateJson('{"model":"seedance-2","prompt":"never seen before 8128"}').valid);
  assert.equal(validateLines('{"model":"seedance-2","prompt":"never seen before 8128"}\n').valid, 1);
  assert.deepEqual(Buffer.compare(before, new Uint8Array(rules.memory.buffer)), 0);
  assert.ok(validateJson('{"model":"seedance-2","prompt":"never seen before 8128"}', { limits: {} }).valid);
  assert.notEqual(Buffer.compare(before, new Uint8Array(rules.memory.buffer)), 0);
});
