// What is accepted at once is what the rules say nothing of. `limits`, even empty ones, ask the rules every time.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { cases, EDITIONS } from './cases.mjs';
import { corpora, folder } from './corpora-files.mjs';
import { installed, instances, load, watch } from './setup.mjs';

watch();
const { applyFixes, build, createForm, modelsFor, optionsFor, toCurl, toPlain, validate, validateJson, validateLines } = await load();
const LONG = process.env.LONG === '1';
const COUNT = LONG ? 1_000_000 : 100_000;
const NOW = { limits: {} };

const media = (kind, extension, count) => Array.from({ length: count }, (_, i) => ({ url: `https://cdn.example.com/a/${kind}-${i}.${extension}`, role: `reference_${kind}` }));
const PLAIN = [
  { model: 'seedance-2', prompt: 'A paper boat.' },
  { prompt: '一只纸船漂过下雨的街道', model: 'seedance-2-fast', resolution: '480p', duration: -1 },
  { model: 'seedance-2-mini', prompt: 'As in image 2, at 24 fps: 3 boats.', duration: 8, image_with_roles: media('image', 'png', 2), seed: 0 },
  { model: 'seedance-2', prompt: 'Boats 🚤', image_with_roles: [{ role: 'first_frame', url: 'https://example.org/a' }], generate_audio: false },
  {
    model: 'seedance-2', prompt: 'A workshop.', client_business_id: 'order-1', video_with_roles: media('video', 'mp4', 3), audio_with_roles: media('audio', 'mp3', 3),
    callback_url: 'https://hooks.example.com/done?take=1', trace_id: 'trace 1', metadata: { campaign: 'autumn', take: 1, draft: true, none: null },
  },
];

test('what is plain starts no module', () => {
  for (const request of PLAIN) {
    const report = validate(request);
    assert.equal(report.valid, true);
    assert.equal(validate(request, { severities: { 'prompt-missing': 'error' } }).issues.length, 0);
  }
  assert.equal(instances.length, 0);
  for (const request of PLAIN) assert.deepEqual(validate(request, NOW).issues, []);
  assert.equal(instances.length, 1);
});

/** Compares; says whether there was nothing to find. */
function same(request, edition) {
  const asked = validate(request, { edition, ...NOW });
  const found = validate(request, { edition });
  assert.equal(JSON.stringify(found), JSON.stringify(asked));
  return asked.issues.length === 0;
}

test('every case gets the same report with the rules asked', (t) => {
  let clean = 0;
  let all = 0;
  for (const { value, hasValue, options } of cases()) {
    if (!hasValue || options) continue;
    for (const edition of EDITIONS) {
      all++;
      if (same(value, edition)) clean++;
    }
  }
  assert.ok(clean > 200);
  t.diagnostic(`${all} reports, ${clean} without an issue`);
});

function generator(state) {
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  return { below: (count) => next() % count, one: (list) => list[next() % list.length] };
}

const HOSTS = ['example.com', 'a-b.example.org', 'example.local', 'localhost', 'local', 'x.localhost', 'xn--bcher-kva.de', 'a--b.com', '1.2.3.4', '10.0.0.1', '0x7f.1', 'a.0x1', 'a_b.com', 'EXAMPLE.com', 'a.b.c.d.example.net', 'example', 'example.com:8080', 'u@example.com', '-a.com', 'a-.com', 'my-local', 'a.localx', '[::1]', 'éxample.com', 'a..com', 'com.', 'e.x1', 'e.1x'];
const PATHS = ['', '/', '/a.png', '/a.mp4', '/a.mp3', '/a.b/c', '/a.b/c.PNG', '/a/b.jpg?x=1', '/a?b.mp4', '/a#b', '//a.png', '/a b.png', '/%41.gif', '/.png', '/a.', '/a.png/', '/a.html', '/a.tar.png', '/é.png', '/..', '/a\\b', '/a;v=1.webm', '?a.png', '#', '/a.opus?', '/a.jpegs'];
const PROMPTS = ['', ' ', '\u3000', 'A boat.', ' a boat', 'image 1', 'Image 2 and video 1', 'IMAGE1', 'image #3', 'image# 3', 'image  1', 'preimage 9', 'image 10', 'image 100', 'image 0', 'audio 1s', '图片1', '视频 2', '音频#9', 'see https://a.b', 'see ://', 'a: //b', 'x'.repeat(500), 'x '.repeat(250), '船'.repeat(501), 'a\ud800', '\udc00', '🚤 2', '\ud83d\ud83d\ude80', 'é', '\0', 'video 4', 'audio 1', 'take 5', 'image１'];
const TEXTS = ['', ' ', 'a', 'order-1', 'tsk_1', 'task_2', 'task', 'Tsk_3', '.', '..', 'a b', 'a/b', 'é', 'a\n', 'x'.repeat(64), 'x'.repeat(65), 'x'.repeat(300), 1, null, undefined, '\ud800'];
const NUMBERS = [-2, -1, -0, 0, 1, 3, 4, 5, 8, 10, 12, 15, 16, 20, 21, 30, 31, 32, 33, 1e21, 4.5, NaN, Infinity, '8', true, null, undefined, [8], 4294967295, 4294967296, -4294967288, 2 ** 53];
const MODELS = ['seedance-2', 'seedance-2-fast', 'seedance-2-mini'];
const RESOLUTIONS = ['480p', '720p', '1080p', '4k', '2k', '', 720, null, undefined, ['480p'], 'toString'];
const RATIOS = ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16', 'adaptive', '2:1', undefined];
const SWITCHES = [true, false, undefined, null, 0, 1, 'true'];
const ROLES = ['first_frame', 'last_frame', 'reference_image', 'reference_video', 'reference_audio', '', 'x', undefined, null, 1];
const METADATA = [{}, { a: 1 }, { a: NaN }, { prompt: 1 }, { client_business_id: 'a' }, { a: { b: 1 } }, { a: undefined }, [], null, { a: '\ud800' }, { a: 1n }, { url: 'x' }, { __proto__: null, a: 1 }, { a: '' }, { a: 'é' }, new Map(), new Date(0), { a: () => {} }];

function request(random) {
  const url = () => `https://${random.below(3) ? 'example.com' : random.one(HOSTS)}${random.below(3) ? `/${random.below(6)}.${random.one(['png', 'mp4', 'mp3'])}` : random.one(PATHS)}`;
  const list = (role) => {
    if (random.below(40) === 0) return random.one([[], null, undefined, 'x', {}, [null], [undefined], new Array(1), [[]]]);
    return Array.from({ length: random.below(random.below(4) ? 3 : 12) + 1 }, () => {
      const item = { url: random.below(50) ? url() : random.one([...TEXTS, 'asset://a', 'data:,', 'http://example.com/a.png', ' https://example.com/a.png']), role: random.below(8) ? role : random.one(ROLES) };
      if (random.below(60) === 0) item.extra = 1;
      if (random.below(60) === 0) delete item[random.one(['url', 'role'])];
      return random.below(4) ? item : { role: item.role, url: item.url };
    });
  };
  const parts = {
    model: () => (random.below(30) ? random.one(MODELS) : random.one([...MODELS, 'seedance', '', undefined, null, 2])),
    prompt: () => (random.below(2) ? 'A paper boat.' : random.one(PROMPTS)),
    client_business_id: () => random.one(TEXTS),
    duration: () => (random.below(2) ? random.one([8, 10]) : random.one(NUMBERS)),
    aspect_ratio: () => random.one(RATIOS),
    image_with_roles: () => list(random.one(ROLES.slice(0, 3))),
    video_with_roles: () => list('reference_video'),
    audio_with_roles: () => list('reference_audio'),
    image_urls: () => [url()],
    resolution: () => random.one(RESOLUTIONS),
    generate_audio: () => random.one(SWITCHES),
    return_last_frame: () => random.one(SWITCHES),
    seed: () => random.one(NUMBERS),
    callback_url: () => url(),
    trace_id: () => random.one(TEXTS),
    metadata: () => random.one(METADATA),
    tools: () => random.one([[], [{ type: 'web_search' }], undefined]),
    n: () => 1,
    unheard_of: () => 1,
  };
  const made = {};
  const names = Object.keys(parts);
  for (const name of ['model', 'prompt', 'duration']) if (random.below(12)) made[name] = parts[name]();
  const rare = new Set(['image_urls', 'tools', 'n', 'unheard_of']);
  for (let more = random.below(5); more > 0; more--) {
    const name = random.one(names);
    if (!rare.has(name) || random.below(5) === 0) made[name] = parts[name]();
  }
  return made;
}

test('random requests get the same report with the rules asked', (t) => {
  const random = generator(20261123);
  let clean = 0;
  for (let i = 0; i < COUNT; i++) {
    const made = request(random);
    if (same(made, EDITIONS[i % 2])) clean++;
  }
  assert.ok(clean > COUNT / 10 && clean < COUNT * 0.6, `${clean} clean`);
  t.diagnostic(`${COUNT} requests, ${clean} without an issue`);
});

/** What tells requests apart that are plain but for single values. */
const SINGLE = {
  model: [...MODELS, undefined, '', 'Seedance 2', 'seedance-2-min', null, 1],
  prompt: ['text', 'text', undefined, ''],
  duration: [8, 10, 5, -1, 0, -0, 31, 4.5, '8', null, undefined, NaN],
  resolution: ['720p', '1080p', '720P', 720, undefined],
  aspect_ratio: ['16:9', '2:1', '16x9', undefined, 'x'.repeat(64), 'x'.repeat(65), '\ud800'],
  generate_audio: [undefined, true, 'true', 0, -0],
  return_last_frame: [undefined, false, 1],
  image_with_roles: [[], ['reference_image'], ['first_frame'], ['last_frame'], ['first_frame', 'last_frame'], ['last_frame', 'first_frame'], ['first_frame', 'first_frame'], ['first_frame', 'reference_image'], ['reference_image', 'first_frame'], new Array(10).fill('reference_image')],
  video_with_roles: [[], ['reference_video'], new Array(4).fill('reference_video')],
  audio_with_roles: [[], ['reference_audio'], new Array(4).fill('reference_audio')],
};

/** A request with such values and other texts, in any order. */
function filled(random, values) {
  const entries = [['client_business_id', `order-${random.below(1000)}`], ['seed', random.below(2) ? random.below(1000) : undefined], ['metadata', random.below(2) ? { take: random.below(1000) } : undefined]];
  for (const [name, value] of Object.entries(values)) {
    if (name === 'prompt' && value === 'text') entries.push([name, `Take ${random.below(1000)}.`]);
    else if (!Array.isArray(value)) entries.push([name, value]);
    else if (value.length > 0) entries.push([name, value.map((role, i) => ({ url: `https://cdn.example.com/${random.below(1000)}/${i}`, role }))]);
  }
  const turn = random.below(entries.length);
  return Object.fromEntries([...entries.slice(turn), ...entries.slice(0, turn)]);
}

test('a report of before is the one that the rules would give', (t) => {
  const random = generator(20261128);
  const one = (name) => random.one(SINGLE[name]);
  const names = Object.keys(SINGLE);
  let faulty = 0;
  let again = 0;
  for (let i = 0; i < COUNT; i += 5) {
    const edition = EDITIONS[i % 2];
    const values = { model: random.one(MODELS), prompt: 'text', duration: 8 };
    for (let more = random.below(5); more > 0; more--) {
      const name = random.one(names);
      values[name] = one(name);
    }
    const changed = random.one(names);
    const other = { ...values, [changed]: one(changed) };
    const seen = new Set();
    for (const each of [values, other, values, other, values]) {
      const made = filled(random, each);
      const found = validate(made, { edition });
      assert.deepEqual(toPlain(found), toPlain(validate(made, { edition, ...NOW })));
      if (found.issues.length === 0) continue;
      faulty++;
      if (seen.has(found)) again++;
      seen.add(found);
    }
  }
  assert.ok(again > faulty / 3 && again < faulty, `${again} of ${faulty} again`);
  t.diagnostic(`${faulty} reports with issues, ${again} of them were given before`);
});

test('what a request does while it is read decides nothing about others', () => {
  let prompts = 0;
  /** Read it, then a plain one with the values that it had at first. */
  const ways = [
    (whole) => ({ ...whole, get prompt() { delete this.duration; return whole.prompt; } }),
    (whole) => ({ ...whole, get metadata() { delete this.model; delete this.prompt; return undefined; } }),
    (whole) => twoFaced(whole, 'ownKeys', (target) => Reflect.ownKeys(target), () => []),
    (whole) => twoFaced(whole, 'ownKeys', (target) => Reflect.ownKeys(target), () => { throw new Error('not again'); }),
    (whole) => twoFaced(whole, 'getPrototypeOf', () => Object.prototype, () => Date.prototype),
    (whole) => {
      const { proxy, revoke } = Proxy.revocable(whole, { ownKeys: (target) => { if (asked++ > 0) revoke(); return Reflect.ownKeys(target); } });
      let asked = 0;
      return proxy;
    },
    (whole) => {
      const roles = ['reference_image', 'reference_video'];
      const item = { url: 'https://e.com/a', get role() { return roles[asked++ % 2]; } };
      let asked = 0;
      return { ...whole, image_with_roles: [item], video_with_roles: [item] };
    },
  ];
  function twoFaced(target, trap, first, later) {
    let asked = 0;
    return new Proxy(target, { [trap]: (...rest) => (asked++ === 0 ? first(...rest) : later(...rest)) });
  }
  for (const way of ways) {
    for (const values of [{ duration: 99 }, { duration: 99, resolution: '4k' }, { aspect_ratio: '5:6' }, { model: 'seedance' }]) {
      // Each way gets shapes of its own.
      const plain = () => ({ model: 'seedance-2-mini', prompt: `Take ${prompts++}.`, duration: 8, generate_audio: ways.indexOf(way), ...values });
      const media = { image_with_roles: [{ url: 'https://e.com/a', role: 'reference_image' }], video_with_roles: [{ url: 'https://e.com/a', role: 'reference_video' }] };
      validate(way(plain()));
      for (const honest of [plain(), { ...plain(), ...media }]) {
        for (let i = 0; i < 2; i++) assert.deepEqual(toPlain(validate(honest)), toPlain(validate(honest, NOW)), String(way));
      }
    }
  }
});

test('shapes that differ in one part are not taken for each other', async () => {
  const { note, shapeOf } = await import(pathToFileURL(join(installed, 'dist', 'recall.js')));
  // Each other one would be kept in the same place.
  const parts = [0, 'ab', 'ab', 'ab', 'ab', 'ab', 'ab', '', 5, 6, 7];
  const others = [
    ...[1, 2, 3, 4, 5, 6].map((index) => parts.with(index, 'cb')), parts.with(7, undefined),
    ...[0, 8, 9, 10].map((index) => parts.with(index, parts[index] + 64)),
  ];
  const report = {};
  note(shapeOf(parts), report);
  assert.equal(shapeOf(parts).report, report);
  for (const other of others) {
    assert.equal(shapeOf(other).place, shapeOf(parts).place);
    assert.equal(shapeOf(other).report, undefined);
  }
});

test('a report of before has the words and the severities that are asked for', () => {
  const request = (id) => ({ model: 'seedance-2-mini', prompt: `Take ${id}.`, client_business_id: `order-${id}`, duration: 8, resolution: '1080p' });
  const first = validate(request(1));
  assert.equal(validate(request(2)), first);
  assert.deepEqual(first.issues.map(({ code }) => code), ['resolution-not-offered']);
  const german = { separator: ', ', phrases: { 'resolution-not-offered': { message: 'Anders.' } }, terms: {} };
  assert.deepEqual(validate(request(3), { locale: german }).issues.map(({ message }) => message), ['Anders.']);
  assert.equal(validate(request(3), { severities: { 'resolution-not-offered': 'warning' } }).valid, true);
  assert.equal(validate(request(3), { severities: { 'resolution-not-offered': 'off' } }).issues.length, 0);
  assert.equal(validate(request(4)), first);
  assert.equal(validate(request(4), { edition: '2026-08' }).edition, '2026-08');
});

test('URLs of the corpora and naughty strings', { skip: folder ? false : 'CORPORA is not set' }, (t) => {
  const { strings, urls } = corpora();
  let all = 0;
  let clean = 0;
  const look = (request) => {
    all++;
    if (same(request, EDITIONS[all % 2])) clean++;
  };
  const base = { model: 'seedance-2', prompt: 'A boat.' };
  for (const url of [...urls, ...strings]) {
    look({ ...base, image_with_roles: [{ url, role: 'reference_image' }] });
    look({ ...base, video_with_roles: [{ url, role: 'reference_video' }] });
    look({ ...base, callback_url: url, trace_id: 'a' });
  }
  for (const text of strings) {
    for (const field of ['prompt', 'client_business_id', 'aspect_ratio', 'resolution', 'model', 'trace_id']) look({ ...base, callback_url: 'https://e.com/', [field]: text });
    look({ ...base, metadata: { a: text, [text]: 1 } });
  }
  t.diagnostic(`${all} requests, ${clean} without an issue`);
});

test('an accessor is read once, whether or not its request is accepted', () => {
  for (const duration of [8, 99]) {
    const reads = {};
    const counted = (object, name = '') => {
      if (Array.isArray(object)) return object.map((item, index) => counted(item, `${name}[${index}]`));
      if (typeof object !== 'object' || object === null) return object;
      const made = {};
      for (const key of Object.keys(object)) {
        const value = counted(object[key], `${name}.${key}`);
        Object.defineProperty(made, key, { enumerable: true, get() { reads[`${name}.${key}`] = (reads[`${name}.${key}`] ?? 0) + 1; validate(PLAIN[2]); validate({ seed: 'x' }); return value; } });
      }
      return made;
    };
    const request = counted({ ...PLAIN[4], duration });
    assert.equal(validate(request).valid, duration === 8);
    assert.deepEqual([...new Set(Object.values(reads))], [1]);
    assert.equal(Object.keys(reads).length, 9 + 12 + 4);
  }
});

const RICH = {
  ...PLAIN[4], image_with_roles: media('image', 'png', 2).map(({ url, role }, index) => (index ? { role, url } : { url, role })), duration: 8, aspect_ratio: '16:9', resolution: '720p', generate_audio: true, seed: 7,
};

/** Every place of a value but the whole. */
function places(value, path = []) {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => [[...path, key], ...places(value[key], [...path, key])]);
}

/** The same behind accessors, down to the items of lists; what is a function throws. */
function behindAccessors(value, reads, path = '') {
  if (typeof value !== 'object' || value === null) return value;
  const made = Array.isArray(value) ? new Array(value.length) : {};
  for (const key of Object.keys(value)) {
    const at = `${path}/${key}`;
    const held = behindAccessors(value[key], reads, at);
    const get = () => {
      reads.set(at, (reads.get(at) ?? 0) + 1);
      return typeof held === 'function' ? held() : held;
    };
    Object.defineProperty(made, key, { __proto__: null, enumerable: true, configurable: true, get });
  }
  return made;
}

test('an accessor is read once, wherever it ends that a request is accepted', (t) => {
  const thrower = () => { throw new Error('hostile'); };
  const faults = [undefined, null, 1.5, 'x ://', '', {}, [], { url: 'https://e.com/a' }, thrower];
  let all = 0;
  let clean = 0;
  assert.deepEqual(validate(RICH).issues, []);
  for (const place of places(RICH)) {
    for (const fault of [...faults, 'more']) {
      const made = structuredClone(RICH);
      const last = place.at(-1);
      const owner = place.slice(0, -1).reduce((value, key) => value[key], made);
      if (fault === 'more') {
        if (Array.isArray(owner)) continue;
        owner.more = 1;
      } else {
        owner[last] = fault;
      }
      const reads = new Map();
      const report = validate(behindAccessors(made, reads));
      assert.ok([...reads.values()].every((times) => times === 1), `${place}: ${[...reads].filter(([, times]) => times !== 1)}`);
      const asked = validate(behindAccessors(made, new Map()), NOW);
      assert.equal(JSON.stringify(report), JSON.stringify(asked), `${place}`);
      if (fault !== thrower) assert.equal(JSON.stringify(report), JSON.stringify(validate(made, NOW)), `${place}`);
      all++;
      if (report.issues.length === 0) clean++;
    }
  }
  assert.ok(clean > 0 && clean < all / 2, `${clean} of ${all}`);
  t.diagnostic(`${all} requests, ${clean} without an issue`);
});

test('URLs that differ in one place are different, and equal ones are found', () => {
  const list = (count, end) => Array.from({ length: count }, (_, i) => ({ url: `https://cdn.example.com/${i.toString(16)}${end}`, role: 'reference_image' }));
  for (const end of ['.png', '.webp', '-0123456789.png', '.png?w=640&q=80', '']) {
    for (let count = 2; count <= 9; count++) {
      const request = { model: 'seedance-2', prompt: 'A boat.', image_with_roles: list(count, end) };
      assert.deepEqual(validate(request).issues, []);
      for (let one = 0; one < count; one++) {
        for (let other = one + 1; other < count; other++) {
          const image_with_roles = structuredClone(request.image_with_roles);
          image_with_roles[other].url = image_with_roles[one].url;
          assert.deepEqual(validate({ ...request, image_with_roles }).issues.map(({ code, pointer }) => `${code} ${pointer}`), [`duplicate-reference /image_with_roles/${other}/url`]);
        }
      }
    }
  }
});

test('numbers in prompts are held against what there is', () => {
  for (let counts = 0; counts < 64; counts++) {
    const [images, videos, audios] = [counts & 3, counts >> 2 & 3, counts >> 4];
    const request = { model: 'seedance-2' };
    if (images > 0) request.image_with_roles = media('image', 'png', images);
    if (videos > 0) request.video_with_roles = media('video', 'mp4', videos);
    if (audios > 0) request.audio_with_roles = media('audio', 'mp3', audios);
    for (const noun of ['image', 'Video', 'AUDIO', '\u89c6\u9891', 'take']) {
      for (const number of [0, 1, 2, 3, 4, 10, 11, 12, 13, 20, 31, 100, 101, '01', '1x', '1.5', '1:2', '1://', '2s', '1 and video 2', '3 and audio 3', '1, image 9']) {
        same({ ...request, prompt: `As in ${noun} ${number}` }, EDITIONS[images % 2]);
        same({ ...request, prompt: `${noun}${number} is first.` }, EDITIONS[images % 2]);
      }
    }
  }
});

test('issues of every length are told', () => {
  for (let length = 1; length <= 600; length++) {
    const key = 'k'.repeat(length);
    const request = { model: 'seedance-2', prompt: 'A boat.', duration: 99, [key]: 1, metadata: { seed: 1 } };
    const expected = ['/duration', '/metadata/seed', `/${key}`];
    assert.deepEqual(validate(request).issues.map(({ pointer }) => pointer), expected);
    assert.deepEqual(validateJson(JSON.stringify(request)).issues.map(({ pointer }) => pointer), expected);
  }
});

test('a fix is the same through the doors of objects and of text', () => {
  const fixes = (report) => report.issues.map(({ code, fix }) => [code, fix]);
  const off = { severities: { 'too-many-reference-images': 'off' } };
  const images = (count) => ({ model: 'seedance-2', prompt: 'A boat.', image_urls: Array.from({ length: count }, (_, i) => `https://e.com/${i}.png`) });
  for (const [request, options] of [
    ...[1, 2, 9, 10, 40, 3000, 3400, 8000].flatMap((count) => [[images(count)], [images(count), off]]),
    [{ ...images(3), image_with_roles: [] }],
    [{ model: 'seedance-2-mini', prompt: 'a', generate_audio: true, resolution: '720P', tool: 1, metadata: { client_business_id: 'x' } }],
  ]) {
    assert.deepEqual(fixes(validate(request, options)), fixes(validateJson(JSON.stringify(request), options)));
  }
  assert.ok(validate(images(3000), off).issues[0].fix.patch.length > 6000);
  // The sizes hold for what a fix would make, too.
  assert.equal(validate({ prompt: 'a' }, { limits: { bytes: 7 } }).issues[0].fix, undefined);
  assert.notEqual(validate({ prompt: 'a' }, { limits: { bytes: 30 } }).issues[0].fix, undefined);
});

test('a fix is read through whatever stands in front of an issue', () => {
  const [issue] = validate({ model: 'seedance-2', prompt: 'A boat.', resolution: '720P' }).issues;
  const wrapped = [new Proxy(issue, {}), Object.create(issue)].map((front) => front.fix);
  assert.equal(issue.fix.patch[0].value, '720p');
  for (const fix of wrapped) assert.equal(fix, issue.fix);
});

test('what all objects inherit is no part of a request', () => {
  const items = [{ url: 'https://e.com/a.png', role: 'reference_image' }];
  const requests = [
    { prompt: 'A boat.' }, { model: 'seedance-2' }, { model: 'seedance-2', prompt: 'A boat.' }, RICH,
    { model: 'seedance-2', prompt: 'A boat.', image_with_roles: [{ url: items[0].url }] },
    { model: 'seedance-2', prompt: 'A boat.', image_with_roles: [{ role: items[0].role }] },
    { model: 'seedance-2', prompt: 'A boat.', image_with_roles: new Array(1) },
    { model: 'seedance-2', prompt: 'A boat.', image_with_roles: [items[0], , items[0]] },
    { model: 'seedance-2', prompt: 'A boat.', metadata: {} },
  ];
  const reports = () => requests.flatMap((request) => EDITIONS.map((edition) => JSON.stringify(validate(request, { edition }))));
  const before = reports();
  const pollution = { model: 'seedance-2', prompt: 'x', seed: 'x', duration: 99, url: items[0].url, role: items[0].role, metadata: 1, image_with_roles: items, 0: items[0], 1: items[0] };
  let inherited = 0;
  const pollute = (target, name, enumerable, accessor) => {
    const property = accessor ? { get() { inherited++; return pollution[name]; }, set() {} } : { value: pollution[name], writable: true };
    Object.defineProperty(target, name, { __proto__: null, configurable: true, enumerable, ...property });
    let during;
    let read;
    try {
      const start = inherited;
      during = reports();
      read = inherited - start;
    } finally {
      delete target[name];
    }
    assert.deepEqual(during, before, `${name} ${enumerable} ${accessor}`);
    assert.equal(read, 0, `${name} ${enumerable} ${accessor}`);
  };
  for (const enumerable of [true, false]) {
    for (const accessor of [true, false]) {
      // With a setter among indices no array of the language works.
      const names = Object.keys(pollution).filter((name) => !accessor || Number.isNaN(Number(name)));
      for (const name of names) pollute(Object.prototype, name, enumerable, accessor);
    }
    for (const name of ['0', '1']) pollute(Array.prototype, name, enumerable, false);
  }
});

test('a key that an accessor gives to all objects is no part of the request that is being read', () => {
  for (const name of ['url', 'role', 'prompt']) {
    const item = { url: 'https://e.com/a.png', role: 'reference_image' };
    const whole = { model: 'seedance-2', image_with_roles: [item], prompt: 'A boat.' };
    const without = structuredClone(whole);
    delete (name === 'prompt' ? without : without.image_with_roles[0])[name];
    const expected = JSON.stringify(validate(without));
    assert.notEqual(expected, JSON.stringify(validate(whole)));
    const value = name === 'prompt' ? whole.prompt : item[name];
    const request = {
      get model() {
        Object.defineProperty(Object.prototype, name, { __proto__: null, value, configurable: true, enumerable: true, writable: true });
        return without.model;
      },
      ...Object.fromEntries(Object.entries(without).filter(([key]) => key !== 'model')),
    };
    let found;
    try {
      found = JSON.stringify(validate(request));
    } finally {
      delete Object.prototype[name];
    }
    assert.equal(found, expected, name);
  }
});

test('an accessor that calls anything of the package disturbs no reading', () => {
  const bad = { model: 'seedance-2', prompt: 'A boat.', resolution: '720P' };
  const form = createForm();
  form.load(bad);
  const long = `{"model":"seedance-2","prompt":"${'x'.repeat(500)}","duration":99}`;
  const calls = [
    () => validate(bad).issues[0].fix, () => validateJson(long), () => validateLines(`${long}\n{}`), () => build(bad), () => applyFixes(bad),
    () => form.field('duration'), () => form.set('duration', 99), () => form.snapshot(), () => optionsFor(bad), () => modelsFor(bad), () => toCurl(bad),
  ];
  const request = (inner) => ({ model: 'seedance-2', unheard: 1, prompt: 'p'.repeat(30), metadata: { a: inner }, resolution: '8k', seed: -5 });
  const expected = JSON.stringify(validate(request({ b: 1 })));
  for (const call of calls) {
    const accessor = { get b() { call(); return 1; } };
    assert.equal(JSON.stringify(validate(request(accessor))), expected, String(call));
  }
});
