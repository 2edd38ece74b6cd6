// Giants are refused before they reach the module's memory, and a trap never outlives its call.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summary } from './cases.mjs';
import { collected } from './gc.mjs';
import { instances, load, watch } from './setup.mjs';

watch();
const { applyFixes, build, validate, validateJson, validateLines } = await load();
const good = { model: 'seedance-2', prompt: 'a cat' };
const MiB = 1 << 20;
const long = process.env.LONG === '1';

const memory = () => instances.at(-1).memory.buffer.byteLength;

/** Memory that the module grew by while `call` ran. */
function growth(call) {
  validate({ ...good, duration: 99 });
  const before = memory();
  const result = call();
  return { result, grown: memory() - before };
}

/** Takes the fastest of a few runs, in ms: the machine has other things to do. */
function fastest(call) {
  let best = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    call();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

const giants = [256 * MiB, 24 * MiB + 1];
for (const size of giants) {
  const text = Buffer.alloc(size, 0x61).toString('latin1');
  const bytes = new Uint8Array(size).fill(0x20);
  const chunks = Array.from({ length: size >> 17 }, () => 'a'.repeat(1 << 17));
  const list = new Array(size >> 3).fill(1);
  const calls = {
    'a string as the request': () => validate(text),
    'a prompt': () => validate({ ...good, prompt: text }),
    'a key': () => validate({ ...good, [text]: 1 }),
    'many strings': () => validate({ ...good, metadata: { chunks } }),
    'many items': () => validate({ ...good, metadata: { list } }),
    'text': () => validateJson(text),
    'bytes': () => validateJson(bytes),
    'a draft': () => build({ ...good, prompt: text }).report,
    'a request to fix': () => applyFixes({ ...good, prompt: text }).report,
    'one line': () => validateLines(bytes).report(0),
    'one line of text': () => validateLines(text).report(0),
  };
  for (const [name, call] of Object.entries(calls)) {
    test(`${size / MiB} MiB as ${name}`, (t) => {
      const { result, grown } = growth(call);
      assert.deepEqual(summary(result), ['error too-large ']);
      assert.ok(grown <= MiB, `memory grew by ${grown} bytes`);
      t.diagnostic(`${fastest(call).toFixed(2)} ms`);
    });
  }
}

test('bulk input is read in windows', () => {
  const line = `${JSON.stringify(good)}\n`;
  const many = line.repeat(Math.ceil((32 * MiB) / line.length));
  for (const input of [many, new TextEncoder().encode(many)]) {
    const { result, grown } = growth(() => validateLines(input));
    assert.equal(result.lines, Math.ceil((32 * MiB) / line.length));
    assert.equal(result.valid, result.lines);
    assert.ok(grown <= MiB, `memory grew by ${grown} bytes`);
  }
});

test('memory stays flat', () => {
  const faulty = { ...good, duration: 3, image_with_roles: [{ url: 'http://x', role: 'x' }], zz: 'a'.repeat(1000) };
  for (let i = 0; i < 100; i++) validate(faulty);
  const { grown } = growth(() => {
    for (let i = 0; i < (long ? 1e6 : 1e5); i++) validate(i % 2 ? good : faulty);
  });
  assert.equal(grown, 0);
});

test('long data: URLs stay where they are', () => {
  const url = (size, end = '') => `data:image/png;base64,${'QUJD'.repeat(size >> 2)}${end}`;
  const of = (image, extra) => ({ ...good, image_with_roles: [{ url: image, role: 'reference_image' }, ...(extra ?? [])] });
  const edition = '2026-08';
  const big = url(15 * MiB);
  const { result, grown } = growth(() => validate(of(big), { edition }));
  assert.deepEqual(summary(result), []);
  assert.ok(grown <= MiB, `memory grew by ${grown} bytes`);
  const at = '/image_with_roles/0/url';
  const verdict = (value, options = { edition }) => summary(validate(value, options));
  assert.deepEqual(verdict(of(big), {}), ['error too-large ']);
  assert.deepEqual(verdict(of(url(MiB, 'QQ=='))), []);
  assert.deepEqual(verdict(of(url(MiB, 'QQ='))), [`error url-malformed ${at}`]);
  assert.deepEqual(verdict(of(url(MiB, '*'))), [`error url-malformed ${at}`]);
  assert.deepEqual(verdict(of(url(MiB, 'é'))), [`error url-malformed ${at}`]);
  assert.deepEqual(verdict(of(url(MiB, '\ud800'))), [`error wrong-type ${at}`]);
  assert.deepEqual(verdict(of(url(16 * MiB))), ['error too-large ']);
  assert.deepEqual(verdict({ ...good, prompt: url(MiB) }), ['error too-large ']);
  assert.deepEqual(verdict({ ...good, metadata: { image_with_roles: [{ url: url(MiB) }] } }), ['error too-large ']);
  assert.deepEqual(verdict({ ...good, video_with_roles: [{ url: url(MiB), role: 'reference_video' }] }), ['error too-large ']);
  const same = of(url(MiB), [{ url: url(MiB), role: 'reference_image' }]);
  assert.deepEqual(verdict(same), ['warning duplicate-reference /image_with_roles/1/url']);
  assert.deepEqual(verdict(of(url(MiB), [{ url: url(MiB, 'QUJD'), role: 'reference_image' }])), []);
  const built = build(of(big), { edition });
  assert.equal(built.ok, true);
  assert.equal(built.request.image_with_roles[0].url, big);
  assert.equal(applyFixes(same, { edition }).request.image_with_roles.length, 1);
  // Both doors say the same of each.
  for (const value of [
    { ...good, image_urls: [null, url(MiB)] }, { ...good, image_with_roles: [{ role: 'reference_image' }, { url: url(MiB), role: 'reference_image' }] },
    { ...good, image_with_roles: url(MiB) }, { ...good, image_with_roles: [url(MiB)] }, { ...good, image_urls: url(MiB) },
    of(url(MiB)), of(url(MiB, '*')), same, of(url(16 * MiB)), of(`data:image/png,${'a'.repeat(MiB)}`), of(`data:image/${'a'.repeat(MiB)}`), of(`DATA:IMAGE/png;BASE64,${'QUJD'.repeat(MiB)}`), { ...good, image_urls: [url(MiB)] }, { ...good, audio_with_roles: [{ url: url(MiB).replace('image', 'audio'), role: 'reference_audio' }] }]) {
    assert.deepEqual(verdict(value), summary(validateJson(JSON.stringify(value), { edition })));
  }
});

test('a trap spoils one call and no other', async () => {
  const reserve = (length) => instances.at(-1).reserve(length);
  // Of a key that nothing knows the module is asked each time.
  const faulty = { ...good, duration: 3, unheard_of: 1 };
  const ways = [
    // A trap outside every call leaves the instance locked.
    () => assert.throws(() => reserve(2 ** 32 - 1), { name: 'RuntimeError' }),
    () => new Uint8Array(instances.at(-1).memory.buffer).fill(0xff),
    // No room for what comes next.
    () => {
      try {
        while (instances.at(-1).memory.grow(1024) > 0);
      } catch {}
      assert.throws(() => reserve(2 ** 31), { name: 'RuntimeError' });
    },
  ];
  const cycles = long ? 1000 : 200;
  const times = [];
  for (let cycle = 0; cycle < cycles * 5 + 4; cycle++) {
    // Filling up the memory takes its time: a few of those will do.
    const way = cycle < 4 ? 2 : cycle % 2;
    assert.deepEqual(summary(validate(faulty)), ['error duration-out-of-range /duration', 'warning unknown-field /unheard_of']);
    ways[way]();
    const calls = [() => validate(faulty), () => validateJson('{}'), () => build(good), () => validateLines('{}')];
    const started = instances.length;
    const broken = calls[cycle % 4];
    assert.throws(broken, { name: 'RuntimeError' });
    const start = performance.now();
    const report = validate(faulty);
    times.push(performance.now() - start);
    assert.equal(instances.length, started + 1);
    assert.deepEqual(summary(report), ['error duration-out-of-range /duration', 'warning unknown-field /unheard_of']);
    assert.equal(build(good).ok, true);
    instances.splice(0, instances.length - 1);
  }
  assert.ok(times.length >= 1000);
  times.sort((one, two) => one - two);
  const middle = times[times.length >> 1];
  assert.ok(middle < 50, `${middle} ms`);
});

test('what is remembered of a request does not hold on to the text that it was cut from', async () => {
  await collected();
  const { heapUsed } = process.memoryUsage();
  const size = 1 << 23;
  const twice = (i) => {
    const text = `aspect ratio number ${i}! `.repeat(size / 16);
    const report = validate({ ...good, aspect_ratio: text.slice(0, 20 + i) });
    assert.equal(validate({ ...good, aspect_ratio: text.slice(0, 20 + i) }), report);
  };
  for (let i = 0; i < 16; i++) twice(i);
  await collected();
  assert.ok(process.memoryUsage().heapUsed - heapUsed < size);
});

test('what is remembered holds nothing of a request but its choices', async () => {
  const media = (count) => Array.from({ length: count }, (_, i) => ({ url: `https://cdn.example.com/${i}/${'x'.repeat(900)}`, role: 'reference_image' }));
  await collected();
  const before = process.memoryUsage();
  for (let i = 0; i < 64; i++) validate({ ...good, duration: 1000 + i, aspect_ratio: '16x9', image_with_roles: media(9), metadata: { note: 'x'.repeat(200) } });
  await collected();
  const after = process.memoryUsage();
  // Each of them is 8 kB.
  assert.ok(after.arrayBuffers - before.arrayBuffers < 64 * 2000, `${after.arrayBuffers - before.arrayBuffers} bytes`);
  assert.ok(after.heapUsed - before.heapUsed < 64 * 8000, `${after.heapUsed - before.heapUsed} bytes`);
});

test('a report is not kept, nor what names something long', async () => {
  const held = (length) => Array.from({ length: 20 }, (_, index) => {
    const report = validate({ ...good, ['k'.repeat(length) + index]: Symbol.iterator });
    return [new WeakRef(report), new WeakRef(report.issues.find(({ code }) => code === 'wrong-type'))];
  });
  const [short, lengthy] = [held(10), held(10_000)];
  await collected();
  for (const [report] of [...short, ...lengthy]) assert.equal(report.deref(), undefined);
  for (const [, issue] of lengthy) assert.equal(issue.deref(), undefined);
});
