// What each function gives: reports, requests, lines, streams, pointers, HTTP.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { summary } from './cases.mjs';
import { installed, load, loadCommonJs } from './setup.mjs';

const api = await load();
const { applyFixes, build, fromPointer, linesValidator, RequestBuilder, toCurl, toHttpRequest, toPlain, toPointer, validate, validateJson, validateLines } = api;
const good = { model: 'seedance-2', prompt: 'a cat' };
const faulty = { model: 'seedance-2', prompt: 'x', duration: 3, resolution: '720P', image_with_roles: [{ url: 'https://e.com/a.png' }], zz: 1 };

test('a report is a frozen value of its own', () => {
  const report = validate(faulty);
  assert.deepEqual(Object.keys(report), ['valid', 'edition', 'issues', 'errors', 'warnings', 'advice']);
  const deep = (value) => {
    if (typeof value !== 'object' || value === null) return;
    assert.ok(Object.isFrozen(value));
    Object.values(value).forEach(deep);
  };
  deep(report);
  const before = JSON.stringify(report);
  for (let i = 0; i < 100; i++) validate({ ...good, prompt: 'y'.repeat(5000), zz: 'z'.repeat(i) });
  assert.equal(JSON.stringify(report), before);
  assert.deepEqual(structuredClone(toPlain(report)), JSON.parse(before));
  assert.equal(validate(good), validate({ ...good, seed: 1 }));
  assert.notEqual(validate(good), validate(good, { edition: '2026-08' }));
  const fields = report.byField();
  assert.equal(Object.getPrototypeOf(fields), null);
  assert.deepEqual(Object.keys(fields), ['duration', 'image_with_roles', 'resolution', 'zz']);
  assert.deepEqual(Object.keys(validate(1).byField()), ['']);
  const issue = report.issues.find((issue) => issue.code === 'resolution-not-offered');
  assert.deepEqual(Object.keys(issue), ['code', 'severity', 'path', 'pointer', 'message', 'help', 'params', 'source', 'fix']);
  assert.deepEqual(issue.fix.patch, [{ op: 'replace', path: '/resolution', value: '720p' }]);
  for (const { message, help = '' } of report.issues) assert.ok(message && !/[{}]/.test(message + help), message);
});

test('another language', async () => {
  const { default: zh } = await load('seedance-request/locales/zh-CN');
  assert.equal(zh.locale, 'zh-CN');
  const catalog = { locale: 'x', separator: ' / ', phrases: { 'aspect-ratio-unknown': { message: '<{actual}> {allowed} {term:none}', help: '{nothing}' } }, terms: {} };
  const say = (message) => ({ ...catalog, phrases: { 'aspect-ratio-unknown': { message } } });
  const value = { ...good, aspect_ratio: '7:1' };
  assert.equal(validate(value, { locale: say('<{actual}> {allowed}') }).issues[0].message, '<7:1> 21:9 / 16:9 / 4:3 / 1:1 / 3:4 / 9:16');
  assert.equal(validate(value, { locale: catalog }).issues[0].message, 'aspect-ratio-unknown');
  assert.equal(validate({ ...good, seed: 'x' }, { locale: catalog }).issues[0].message, 'wrong-type');
});

test('build copies, orders and lists what it drops', () => {
  const list = [{ role: 'reference_image', url: 'https://e.com/a.png', note: 1 }];
  const draft = { zz: 1, prompt: 'x', seed: undefined, image_with_roles: list, image_urls: [], trace_id: '', model: 'seedance-2', aa: undefined };
  const { ok, request, json, changes } = build(draft);
  assert.equal(ok, true);
  assert.equal(json, '{"model":"seedance-2","prompt":"x","image_with_roles":[{"url":"https://e.com/a.png","role":"reference_image","note":1}],"zz":1}');
  assert.equal(JSON.stringify(request), json);
  assert.notEqual(request.image_with_roles, list);
  assert.deepEqual(changes.map(({ path, kind, from, reason }) => [path.join('.'), kind, from, reason]).sort(), [
    ['aa', 'dropped', undefined, 'undefined'],
    ['image_urls', 'dropped', [], 'empty-value'],
    ['seed', 'dropped', undefined, 'undefined'],
    ['trace_id', 'dropped', '', 'empty-value'],
  ]);
  const refused = build(faulty);
  assert.equal(refused.ok, false);
  assert.equal('json' in refused, false);
});

test('what JSON cannot carry is never built, whatever a caller takes for a fault', () => {
  const cycle = { model: 'seedance-2', prompt: 'x' };
  cycle.metadata = { cycle };
  const deep = JSON.parse(`{"model":"seedance-2","prompt":"x","metadata":${'{"a":'.repeat(80)}1${'}'.repeat(81)}`);
  const off = Object.fromEntries(['wrong-type', 'too-deep', 'too-large'].map((code) => [code, 'off']));
  for (const draft of [
    cycle, deep, { ...good, prompt: 'x'.repeat(300_000) }, { ...good, seed: 7n }, { ...good, metadata: { when: new Date(0) } },
    { ...good, metadata: { list: [undefined] } }, { ...good, metadata: { f() {} } }, { ...good, duration: Symbol('s') },
  ]) {
    assert.equal(build(draft).ok, false);
    assert.throws(() => build(draft, { severities: off }), { name: 'MisuseError', argument: 'draft' });
  }
  // What JSON can carry is the caller's affair.
  assert.equal(build({ ...good, duration: 'long' }, { severities: off }).json, JSON.stringify({ ...good, duration: 'long' }));
});

test('RequestBuilder', () => {
  const built = new RequestBuilder('seedance-2')
    .prompt('x').duration(5).aspectRatio('16:9').resolution('720p').generateAudio(false).seed(7).callbackUrl('https://e.com/done').traceId('t')
    .clientBusinessId('id-1').metadata('a', 1).metadata('b', 2).firstFrame('https://e.com/a.png').lastFrame('https://e.com/b.png').build();
  assert.deepEqual(built.request, {
    model: 'seedance-2', prompt: 'x', client_business_id: 'id-1', duration: 5, aspect_ratio: '16:9',
    image_with_roles: [{ url: 'https://e.com/a.png', role: 'first_frame' }, { url: 'https://e.com/b.png', role: 'last_frame' }],
    resolution: '720p', generate_audio: false, seed: 7, callback_url: 'https://e.com/done', trace_id: 't', metadata: { a: 1, b: 2 },
  });
  assert.equal(built.ok, true);
  const references = new RequestBuilder('seedance-2').prompt('x').referenceImage('https://e.com/a.png').referenceVideo('https://e.com/a.mp4').referenceAudio('https://e.com/a.mp3').build();
  assert.equal(references.ok, true);
  const tools = new RequestBuilder('seedance-2').prompt('x').tool('web_search').returnLastFrame().build({ edition: '2026-08' });
  assert.deepEqual([tools.ok, tools.request.tools, tools.request.return_last_frame], [true, [{ type: 'web_search' }], true]);
  assert.deepEqual(new RequestBuilder('seedance-2').imageUrl('a').set('__proto__', 1).build().request.image_urls, ['a']);
});

test('applyFixes', () => {
  const value = { ...good, resolution: '720P', duraton: 5 };
  const all = applyFixes(value);
  assert.deepEqual(all.request, { ...good, resolution: '720p', duration: 5 });
  assert.deepEqual([all.applied.length, all.skipped.length, all.report.issues.length], [2, 0, 0]);
  assert.deepEqual(value, { ...good, resolution: '720P', duraton: 5 });
  const seen = [];
  const some = applyFixes(value, { pick: (issue) => { seen.push(issue.code); validate(faulty); return issue.code === 'unknown-field'; } });
  assert.deepEqual(seen, ['resolution-not-offered', 'unknown-field']);
  assert.equal(some.request.resolution, '720P');
  assert.deepEqual([some.applied.length, some.skipped.length], [1, 1]);
  assert.deepEqual(some.skipped[0].patch, [{ op: 'replace', path: '/resolution', value: '720p' }]);
  const map = new Map();
  assert.equal(applyFixes({ ...value, metadata: { map } }).request.metadata.map, map);
});

test('validateLines', () => {
  const lines = ['{}', JSON.stringify(good), '', '{"model":', JSON.stringify({ ...good, zz: 1 }), '{"model":"seedance-2","prompt":"\ud800"}', JSON.stringify({ ...good, prompt: '猫'.repeat(50_000) }), JSON.stringify({ ...good, prompt: 'x'.repeat(2 << 20) })];
  const text = `${lines.join('\r\n')}\n`;
  const expected = lines.map((line) => summary(validateJson(line)));
  for (const input of [text, text.slice(0, -1), new TextEncoder().encode(text.replace('\ud800', '\\ud800'))]) {
    const found = validateLines(input);
    assert.deepEqual([found.lines, found.valid, found.invalid], [8, 3, 5]);
    assert.deepEqual(found.invalidLines, Uint32Array.of(0, 2, 3, 5, 7));
    for (const order of [[0, 1, 2, 3, 4, 5, 6, 7], [7, 3, 0, 6, 1]]) for (const line of order) assert.deepEqual(summary(found.report(line)), expected[line]);
    assert.deepEqual(found.counts, { 'not-json': 2, 'too-large': 1, 'wrong-type': 1, 'unknown-field': 1, 'model-missing': 1, 'nothing-to-generate': 1 });
  }
  assert.deepEqual([validateLines('').lines, validateLines('\n').lines, validateLines('\n\n').invalid], [0, 1, 2]);
});

test('linesValidator gives the same, however the bytes are cut', async () => {
  const lines = ['{}', JSON.stringify({ ...good, prompt: '猫😀' }), '', 'x', JSON.stringify(good), JSON.stringify({ ...good, prompt: 'x'.repeat(2 << 20) }), '[]'];
  for (const end of ['', '\n', '\r\n']) {
    const bytes = new TextEncoder().encode(lines.join('\n') + end);
    const whole = validateLines(bytes);
    for (const size of [1 << 20, 4099, ...(end ? [] : [97])]) {
      const stream = new ReadableStream({
        start(controller) {
          for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
          controller.close();
        },
      }).pipeThrough(linesValidator());
      const found = [];
      for await (const { line, report } of stream) found.push([line, ...summary(report)]);
      assert.deepEqual(found, [...whole.invalidLines].map((line) => [line, ...summary(whole.report(line))]));
    }
  }
  await assert.rejects(async () => {
    for await (const _ of new Blob(['{}']).stream().pipeThrough(new TextDecoderStream()).pipeThrough(linesValidator()));
  }, { name: 'MisuseError', argument: 'chunk' });
});

test('pointers', () => {
  for (const path of [[], ['a'], ['image_with_roles', 2, 'role'], ['', 'a/b', '~', '~1', 'm~0n', 0]]) assert.deepEqual(fromPointer(toPointer(path)), path);
  assert.equal(toPointer(['a/b', '~', 3]), '/a~1b/~0/3');
  for (const pointer of ['', '/', '/a//b', '/01/1', '/~01']) assert.equal(toPointer(fromPointer(pointer)), pointer);
});

test('toHttpRequest', () => {
  for (const baseUrl of [undefined, 'https://toapis.com', 'https://toapis.com/', 'https://toapis.com/v1', 'https://toapis.com/v1/videos/generations']) {
    const { method, url, headers, body } = toHttpRequest(good, { baseUrl });
    assert.deepEqual([method, url], ['POST', 'https://toapis.com/v1/videos/generations']);
    assert.deepEqual(headers, { 'content-type': 'application/json', accept: 'application/json' });
    assert.equal(body, JSON.stringify(good));
  }
  assert.equal(toHttpRequest(good, { apiKey: 'k' }).headers.authorization, 'Bearer k');
});

test('toCurl is safe in a shell', { skip: process.platform === 'win32' }, () => {
  for (const prompt of ["it's", '$(touch x) `id` "\\" \n !x', "'; rm -rf / #", '😀']) {
    const command = toCurl({ ...good, prompt }, { baseUrl: "http://127.0.0.1:9/it's" });
    assert.ok(command.includes('$TOAPIS_API_KEY'));
    const echo = `curl() { printf '%s\\0' "$@"; }\n${command}`;
    const args = execFileSync('sh', ['-c', echo], { encoding: 'utf8', env: { ...process.env, TOAPIS_API_KEY: 'k' } }).split('\0');
    assert.ok(args.includes("http://127.0.0.1:9/it's/v1/videos/generations"));
    assert.ok(args.includes('Authorization: Bearer k'));
    assert.ok(args.includes(JSON.stringify({ ...good, prompt })));
  }
});

test('facts are data', () => {
  for (const edition of api.editions) {
    assert.equal(api.capabilities(edition).edition, edition);
    assert.ok(api.rules(edition).every((rule) => rule.severity[edition]));
    assert.ok(Object.isFrozen(api.jsonSchema({ edition }).properties));
  }
  assert.equal(api.capabilities(), api.capabilities('2026-06'));
  assert.equal(api.isSupported(), true);
});

test('every door is the same but for its first lines', () => {
  const mark = '// What follows is the same in every door.';
  const [first, ...others] = ['index.js', 'index.workerd.js', 'index.edge.js', 'slim.js', 'slim.node.js'].map((name) => {
    const parts = readFileSync(join(installed, 'dist', name), 'utf8').split(mark);
    assert.equal(parts.length, 2, name);
    return parts[1];
  });
  for (const other of others) assert.equal(other, first);
});

test('slim', async () => {
  const slim = await load('seedance-request/slim');
  assert.deepEqual(summary(slim.validate(faulty)), summary(validate(faulty)));
  const wasm = readFileSync(join(installed, 'dist', 'core_bg.wasm'));
  for (const source of [wasm, new Uint8Array(wasm), new Uint8Array(wasm).buffer, new WebAssembly.Module(wasm)]) {
    slim.initSync(source);
    assert.equal(slim.validate(good).valid, true);
    await slim.init(source);
    assert.equal(slim.build(good).ok, true);
  }
  await slim.init(new Response(wasm));
  await slim.init();
  assert.equal(slim.validateJson('{}').valid, false);
  for (const source of [null, 1, {}, 'x:']) assert.throws(() => slim.initSync(source), { name: 'MisuseError' });
  await assert.rejects(slim.init(new Response('', { status: 404 })), { name: 'MisuseError' });
  assert.equal(loadCommonJs('seedance-request/slim').validate(good).valid, true);
  // A browser's door waits for init.
  const { pathToFileURL } = await import('node:url');
  const browser = await import(pathToFileURL(join(installed, 'dist', 'slim.js')));
  assert.throws(() => browser.validate(good), { name: 'MisuseError', argument: 'init' });
  await browser.init(wasm);
  assert.deepEqual(summary(browser.validate(faulty)), summary(validate(faulty)));
});

test('the rule book is the one that is shipped as a file', () => {
  const book = loadCommonJs('seedance-request/rules.json');
  assert.ok(book.length > 50);
  for (const edition of api.editions) {
    const rules = api.rules(edition);
    assert.equal(JSON.stringify(rules), JSON.stringify(book.filter((rule) => rule.severity[edition] !== null)));
    assert.ok([rules, ...rules, rules[0].params].every(Object.isFrozen));
    assert.equal(api.rules(edition)[0], rules[0]);
  }
});

test('subpaths', async () => {
  for (const path of ['request.schema.json', 'request.2026-08.schema.json', 'capabilities.json', 'rules.json', 'package.json']) {
    assert.equal(typeof loadCommonJs(`seedance-request/${path}`), 'object');
  }
  assert.equal(loadCommonJs('seedance-request/locales/zh-CN').default.locale, 'zh-CN');
});
