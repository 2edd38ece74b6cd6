// Wrong calls: each throws one typed error that names the argument. Options are read as what they own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summary } from './cases.mjs';
import { load } from './setup.mjs';

const api = await load();
const { applyFixes, build, capabilities, fromPointer, jsonSchema, MisuseError, rules, toCurl, toHttpRequest, toPointer, validate, validateJson, validateLines } = api;
const good = { model: 'seedance-2', prompt: 'a cat' };
const thrower = () => {
  throw new Error('hostile');
};

const names = (argument) => (error) => {
  assert.ok(error instanceof MisuseError && error instanceof TypeError);
  assert.equal(error.name, 'MisuseError');
  assert.equal(error.code, 'misuse');
  assert.equal(error.argument, argument);
  assert.ok(error.message.startsWith(`${argument}: `), error.message);
  return true;
};

const wrong = [
  ['options', [null, 0, 'x', true, [], () => {}, 1n]],
  ['options.edition', ['2026-07', null, 0, {}, 'default'].map((edition) => ({ edition }))],
  ['options.unknownFields', ['Warn', null, true, 1].map((unknownFields) => ({ unknownFields }))],
  ['options.locale', ['de', null, 1, {}, { phrases: {} }].map((locale) => ({ locale }))],
  ['options.severities', [null, 'off', []].map((severities) => ({ severities }))],
  ['options.severities.no-such-code', [{ severities: { 'no-such-code': 'off' } }]],
  ['options.severities.wrong-type', ['on', null, 0, true].map((severity) => ({ severities: { 'wrong-type': severity } }))],
  ['options.limits', [null, 3, []].map((limits) => ({ limits }))],
  ['options.limits.videos', [{ limits: { videos: 3 } }]],
  ['options.limits.reference_videos', [-1, 1.5, NaN, Infinity, '3', 3n].map((limit) => ({ limits: { reference_videos: limit } }))],
  ['options.limits.reference_audios', [-1, '3'].map((limit) => ({ limits: { reference_audios: limit } }))],
  ['options.limits.bytes', [-1, null, 0.5].map((bytes) => ({ limits: { bytes } }))],
  ['options.strict', [{ strict: true }]],
  ['options.edition', [{ get edition() { return thrower(); } }]],
  ['options', [new Proxy({}, { ownKeys: thrower })]],
];

test('wrong options', () => {
  for (const [argument, values] of wrong) {
    for (const options of values) {
      const calls = [
        () => validate(good, options), () => validateJson('{}', options), () => validateLines('{}', options), () => build(good, options),
        () => applyFixes(good, options), () => api.linesValidator(options), () => new api.RequestBuilder('seedance-2').build(options),
      ];
      for (const call of calls) assert.throws(call, names(argument));
    }
  }
});

test('wrong arguments', () => {
  for (const text of [undefined, null, 1, {}, new ArrayBuffer(2), new Uint16Array(2), new DataView(new ArrayBuffer(1)), ['{}']]) {
    assert.throws(() => validateJson(text), names('text'));
    assert.throws(() => validateLines(text), names('ndjson'));
  }
  const lines = validateLines('{}\n');
  for (const line of [-1, 1, 0.5, '0', undefined]) assert.throws(() => lines.report(line), names('line'));
  for (const path of ['/a', null, [1.5], [-1], [null], [{}]]) assert.throws(() => toPointer(path), names('path'));
  for (const pointer of ['a', '/~', '/~2', null, 1, ['a']]) assert.throws(() => fromPointer(pointer), names('pointer'));
  for (const edition of ['2026-07', null, 6]) {
    assert.throws(() => capabilities(edition), names('edition'));
    assert.throws(() => rules(edition), names('edition'));
    assert.throws(() => jsonSchema({ edition }), names('options.edition'));
  }
  assert.throws(() => jsonSchema({ target: 'draft-03' }), names('options.target'));
  assert.throws(() => applyFixes(good, { pick: 1 }), names('options.pick'));
  const cycle = { ...good };
  cycle.metadata = cycle;
  for (const request of [null, 'x', [], cycle, { ...good, seed: 1n }, { ...good, prompt: () => {} }, new Map()]) {
    assert.throws(() => toHttpRequest(request), names('request'));
    assert.throws(() => toCurl(request), names('request'));
  }
  for (const baseUrl of ['', 'toapis.com', 'ftp://x', 'https://a b', 'https://a\n', 'https://', 'https:///a', 'https://a?b=c', 'https://a/v1#d', 'https://e:f@a/', 1, null]) {
    assert.throws(() => toHttpRequest(good, { baseUrl }), names('options.baseUrl'));
    assert.throws(() => toCurl(good, { baseUrl }), names('options.baseUrl'));
  }
  for (const apiKey of ['', 'a b', 'a\r\nb: c', 'ключ', 'undefined', 'null', '[object', 1, null]) {
    assert.throws(() => toHttpRequest(good, { apiKey }), (error) => names('options.apiKey')(error) && !/a b|ключ|\r/.test(error.message));
  }
  assert.throws(() => toCurl(good, { apiKey: 'x' }), names('options.apiKey'));
  assert.throws(() => new api.RequestBuilder('x').set(1, 2), names('key'));
});

test('what a wrong option was given as is not lost', () => {
  assert.throws(() => validate(good, { get edition() { return thrower(); } }), (error) => error.cause.message === 'hostile');
});

test('options are own properties, read anew in each call', () => {
  const faulty = { ...good, zz: 1 };
  assert.deepEqual(summary(validate(faulty, Object.create({ unknownFields: 'error' }))), ['warning unknown-field /zz']);
  const options = { unknownFields: 'error' };
  assert.deepEqual(summary(validate(faulty, options)), ['error unknown-field /zz']);
  options.unknownFields = 'allow';
  assert.deepEqual(summary(validate(faulty, options)), []);
  assert.deepEqual(summary(validate(faulty, { edition: undefined, limits: undefined, severities: { 'unknown-field': undefined } })), ['warning unknown-field /zz']);
});

test('severities', () => {
  const faulty = { ...good, zz: 1, duration: 3 };
  const report = validate(faulty, { severities: { 'duration-out-of-range': 'off', 'unknown-field': 'advice' } });
  assert.deepEqual(summary(report), ['advice unknown-field /zz']);
  assert.deepEqual(report.overridden, ['unknown-field', 'duration-out-of-range']);
  assert.equal(report.valid, true);
  assert.deepEqual(validate(good, { severities: { 'unknown-field': 'error' } }).overridden, ['unknown-field']);
  assert.equal('overridden' in validate(faulty), false);
});

test('limits', () => {
  const videos = (count) => ({ ...good, video_with_roles: Array.from({ length: count }, (_, i) => ({ url: `https://e.com/${i}.mp4`, role: 'reference_video' })) });
  assert.deepEqual(summary(validate(videos(4))), ['warning channel-limit-unknown /video_with_roles']);
  assert.deepEqual(summary(validate(videos(4), { limits: { reference_videos: null } })), ['warning channel-limit-unknown /video_with_roles']);
  assert.deepEqual(summary(validate(videos(4), { limits: { reference_videos: 4 } })), []);
  assert.deepEqual(summary(validate(videos(4), { limits: { reference_videos: 0 } })), ['error too-many-reference-videos /video_with_roles']);
  assert.deepEqual(summary(validate(good, { limits: { bytes: 10 } })), ['error too-large ']);
  assert.deepEqual(summary(validateJson(JSON.stringify(good), { limits: { bytes: 10 } })), ['error too-large ']);
  const room = { limits: { bytes: 2 ** 53 - 1 } };
  assert.deepEqual(summary(validate({ ...good, metadata: { a: Array(8).fill('a'.repeat(1 << 18)) } }, room)), []);
});
