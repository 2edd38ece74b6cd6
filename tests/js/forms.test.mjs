// Forms: after every step they say what a check of the whole says, whatever was set, loaded, lost or freed on the way.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { cases, EDITIONS, summary } from './cases.mjs';
import { collected } from './gc.mjs';
import { instances, load, watch } from './setup.mjs';

watch();
const { build, capabilities, createForm, MisuseError, modelsFor, optionsFor, switchModel, validate } = await load();
const good = { model: 'seedance-2', prompt: 'a cat' };
const LONG = process.env.LONG === '1';
const COUNT = Number(process.env.COUNT ?? (LONG ? 30_000 : 3_000));
const LISTS = ['image_urls', 'image_with_roles', 'video_with_roles', 'audio_with_roles', 'tools'];

/** Numbers that look random and are the same each time. */
function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (most) => Math.floor(next() * most), of: (list) => list[Math.floor(next() * list.length)] };
}

const data = (type, mark) => `data:${type};base64,${mark.repeat(4).repeat(80_000)}`;
const LONG_URLS = [data('image/png', 'A'), data('image/png', 'B'), data('audio/mp3', 'A')];
const URLS = ['https://e.com/a.png', 'https://e.com/b.png', 'http://e.com/c', 'asset://x', 'asset://', '', 'no url', 'https://10.0.0.1/a'];
const ROLES = ['first_frame', 'last_frame', 'reference_image', 'reference_video', 'reference_audio', 'x', undefined];
const broken = 'a\ud800b';
const instance = new (class Video {})();
const VALUES = {
  model: ['seedance-2', 'seedance-2-fast', 'seedance-2-mini', 'seedance-3', '', null],
  prompt: ['a cat', '', ' ', 'see @image1', 'x'.repeat(4000), 'x'.repeat(300_000), broken, 'é😀', 5],
  client_business_id: ['a', '', 'é', 'x'.repeat(200)],
  duration: [5, '5', ' 15 ', '', 3, '3', 0, -1, '-1', 4.5, '1e1', 60, NaN, '9'.repeat(400)],
  aspect_ratio: ['16:9', '1:1', 'adaptive', '', 'x'],
  resolution: ['480p', '720p', '1080p', '4k', '720P', ''],
  generate_audio: [true, false, 'on', 'off', '', 'x', 1],
  return_last_frame: [true, '0', 'x'],
  seed: [1, '1', -1, 2 ** 53, 1n, '+7'],
  callback_url: ['https://e.com/', 'http://e.com/', '', 'x'],
  trace_id: ['a', ''],
  n: [1, 'x'],
  media_mode: ['x', {}],
  metadata: [{}, { a: [1, { b: broken }] }, { client_business_id: 'b', c: undefined }, [], 'x', instance, { a: 'x'.repeat(270_000) }],
  tools: [[], [{ type: 'web_search' }], [{ type: 'x' }], 'x'],
  image_urls: [[], ['https://e.com/a.png'], ['', undefined, 1n], 'x'],
  image_with_roles: [[], [{ url: 'https://e.com/a.png', role: 'first_frame' }], [{}], {}],
  video_with_roles: [[], [{ url: 'https://e.com/a.mp4', role: 'reference_video' }], [null]],
  audio_with_roles: [[], [{ url: 'asset://a', role: 'reference_audio' }]],
};
const FIELDS = Object.keys(VALUES);
const DRAFTS = [{}, good, { ...good, zz: 1, duration: '5' }, 5, null, [], instance, { ...good, metadata: { a: { b: [instance] } } }, 'x'];

function item(random, list, url) {
  if (list === 'image_urls') return url;
  if (list === 'tools') return random.of([{ type: 'web_search' }, { type: 'x' }, 5]);
  return random.of([{ url, role: random.of(ROLES) }, { url, role: random.of(ROLES) }, { url }, url, null, { url, zz: 1 }]);
}

/** One edit; what no form can mean is a MisuseError and changes nothing. */
function edit(random, form) {
  const url = () => (random.below(40) === 0 ? random.of(LONG_URLS) : random.of(URLS));
  const list = random.of(LISTS);
  const index = random.below(4);
  switch (random.below(16)) {
    case 0: return form.add(list, item(random, list, url()));
    case 1: return form.add(list, item(random, list, url()), index);
    case 2: return form.remove(list, index);
    case 3: return form.move(list, index, random.below(4));
    case 4: return form.set(`${list}[${index}]`, item(random, list, url()));
    case 5: return form.set(`${list}.${index}.url`, url());
    case 6: return form.set([list, index, 'role'], random.of(ROLES));
    case 7: return form.set(random.of(['metadata.a', 'metadata.client_business_id', ['metadata', 'a.b'], ['metadata', broken]]), random.of(['a', undefined, { b: [1] }, instance, broken]));
    case 8: return form.set(random.of(FIELDS), undefined);
    case 9: return random.below(4) === 0 ? form.load(random.of(DRAFTS)) : form.set('model', random.of(VALUES.model));
    case 10: return form.set('image_with_roles', Array.from({ length: random.below(12) }, () => item(random, 'image_with_roles', url())));
    default: {
      const field = random.of(FIELDS);
      return form.set(field, random.of(VALUES[field]));
    }
  }
}

const plain = (report) => JSON.stringify(report, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));

/** Follows a form by its deltas alone. */
function follow(form) {
  let held = new Set(form.report().issues);
  return (delta) => {
    assert.ok(Object.isFrozen(delta) && Object.values(delta).every((part) => typeof part !== 'object' || Object.isFrozen(part)));
    for (const issue of delta.removed) assert.ok(held.delete(issue), `removed but not held: ${issue.pointer} ${issue.code}`);
    for (const issue of delta.added) {
      assert.ok(!held.has(issue));
      held.add(issue);
    }
    const { issues, valid } = form.report();
    assert.equal(delta.valid, valid);
    // The very objects: what says the same stays the same.
    assert.deepEqual(new Set(issues), held);
    assert.ok(issues.every((issue) => held.has(issue)));
    const said = new Set([...held].map((issue) => JSON.stringify(issue)));
    for (const issue of delta.removed) assert.ok(!said.has(JSON.stringify(issue)), 'removed, and still said');
  };
}

const OPTIONS = [undefined, { edition: '2026-08' }, { unknownFields: 'error' }, { edition: '2026-08', limits: { reference_videos: 1, bytes: 2000 } }, { severities: { 'prompt-missing': 'off', 'nothing-to-generate': 'warning' } }];

test('a form says what a check of its snapshot says', (t) => {
  let steps = 0;
  let refused = 0;
  for (let seed = 1; seed <= COUNT; seed++) {
    const random = randomFrom(seed);
    const options = random.of(OPTIONS);
    const form = createForm(options);
    assert.deepEqual(summary(form.report()), summary(validate({}, options)));
    const heed = follow(form);
    for (let left = 3 + random.below(12); left > 0; left--) {
      let delta;
      try {
        delta = edit(random, form);
      } catch (error) {
        if (!(error instanceof MisuseError)) throw error;
        refused++;
        continue;
      }
      steps++;
      try {
        heed(delta);
        const snapshot = form.snapshot();
        assert.equal(plain(form.report()), plain(validate(snapshot, options)));
        // Of what could not be read to its end, a form still knows the parts; its snapshot is refused as a whole.
        if (left % 4 === 0 && !form.report().issues.some(({ code }) => /^too-/.test(code))) checkPossible(form, snapshot, options);
      } catch (error) {
        error.message = `seed ${seed}: ${error.message}`;
        throw error;
      }
    }
    const built = form.build();
    assert.equal(plain(built), plain(build(form.snapshot(), options)));
    form.free();
  }
  assert.ok(steps > 3 * COUNT, `${steps} steps`);
  t.diagnostic(`${COUNT} sequences, ${steps} steps, ${refused} refused`);
});

function checkPossible(form, snapshot, options) {
  const all = optionsFor(snapshot, options);
  for (const name of Object.keys(all)) {
    const { value, issues, ...state } = form.field(name);
    assert.deepEqual(state, all[name], name);
    assert.deepEqual(value, Object(snapshot) === snapshot && Object.hasOwn(snapshot, name) ? snapshot[name] : undefined);
    assert.deepEqual(issues, form.report().issues.filter(({ path }) => path[0] === name));
  }
}

test('availability and options name every field that a step changed', () => {
  for (let seed = 1; seed <= COUNT / 30; seed++) {
    const random = randomFrom(seed);
    const form = createForm({ edition: random.of(EDITIONS) });
    const names = Object.keys(optionsFor({}, { edition: form.report().edition }));
    const state = () => names.map((name) => form.field(name));
    let before = state();
    for (let left = 8; left > 0; left--) {
      let delta;
      try {
        delta = edit(random, form);
      } catch (error) {
        assert.ok(error instanceof MisuseError, error);
        continue;
      }
      const after = state();
      names.forEach((name, index) => {
        const part = ({ available, required, reason, left }) => JSON.stringify([available, required, reason, left]);
        assert.equal(delta.availability.includes(name), part(before[index]) !== part(after[index]), `seed ${seed}: ${name}`);
        assert.equal(delta.options.includes(name), JSON.stringify(before[index].options) !== JSON.stringify(after[index].options), `seed ${seed}: options of ${name}`);
      });
      before = after;
    }
    form.free();
  }
});

test('every case loads and reads as it validates', (t) => {
  const form = Object.fromEntries(EDITIONS.map((edition) => [edition, createForm({ edition })]));
  let checks = 0;
  for (const one of cases()) {
    if (!one.hasValue || one.options) continue;
    for (const edition of EDITIONS) {
      form[edition].load(one.value);
      assert.deepEqual(summary(form[edition].report()), one.expect[edition], one.name);
      checks++;
    }
  }
  assert.ok(checks > 500);
  t.diagnostic(`${checks} checks`);
});

test('an issue that says the same stays the same object', () => {
  const form = createForm();
  form.load({ ...good, duration: 3, resolution: 'x' });
  const [duration, resolution] = form.report().issues;
  const delta = form.set('resolution', 'y');
  assert.deepEqual(delta.removed, [resolution]);
  assert.equal(delta.removed[0], resolution);
  assert.equal(form.report().issues[0], duration);
  assert.equal(form.set('prompt', 'a dog').added.length, 0);
  assert.equal(form.report(), form.report());
  assert.equal(form.set('duration', 4).removed[0], duration);
});

test('long URLs set one by one are known apart and told alike', () => {
  const form = createForm({ edition: '2026-08' });
  form.load({ model: 'seedance-2', prompt: 'x' });
  for (const url of LONG_URLS.slice(0, 2)) form.add('image_with_roles', { url, role: 'reference_image' });
  assert.deepEqual(summary(form.report()), []);
  form.add('image_with_roles', { url: LONG_URLS[0], role: 'reference_image' });
  assert.ok(summary(form.report()).some((issue) => issue.includes('duplicate-reference')));
  assert.deepEqual(summary(form.report()), summary(validate(form.snapshot(), { edition: '2026-08' })));
  assert.equal(form.snapshot().image_with_roles[1].url, LONG_URLS[1]);
  form.set('image_with_roles[2].url', LONG_URLS[0].replace('A', 'C'));
  assert.deepEqual(summary(form.report()), []);
});

test('a form that takes many values keeps none of the past', () => {
  const form = createForm();
  form.load(good);
  for (let i = 0; i < 1000; i++) {
    form.set('prompt', `${i}\ud800`);
    form.set('seed', BigInt(i));
    form.set(`metadata.k${i % 3}`, { i, at: new Date(i) });
    form.set(`metadata.k${(i + 1) % 3}`, undefined);
  }
  assert.equal(form.snapshot().prompt, '999\ud800');
  assert.equal(form.snapshot().seed, 999n);
  assert.equal(plain(form.report()), plain(validate(form.snapshot())));
  assert.equal(form.snapshot().metadata.k0.at.getTime(), 999);
});

test('listeners hear of steps, and one that throws disturbs nobody', async () => {
  const form = createForm();
  const heard = [];
  const faults = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.once('uncaughtException', (error) => faults.push(error.message));
  const stop = form.subscribe(() => {
    throw new Error('mine');
  });
  const stopOther = form.subscribe((delta) => heard.push(delta));
  assert.equal(form.set('model', 'seedance-2'), heard[0]);
  await new Promise((resolve) => setTimeout(resolve, 5));
  for (const listener of listeners) process.on('uncaughtException', listener);
  assert.deepEqual(faults, ['mine']);
  stop();
  form.set('prompt', 'a');
  form.set('prompt', 'a');
  assert.equal(heard.length, 2);
  stopOther();
  form.set('prompt', 'b');
  assert.equal(heard.length, 2);
  // From within: each step is told in full.
  form.subscribe(() => form.snapshot().duration === undefined && form.set('duration', 5));
  form.set('prompt', 'c');
  assert.deepEqual(form.snapshot(), { model: 'seedance-2', prompt: 'c', duration: 5 });
});

test('values whose accessors use the form', () => {
  const form = createForm();
  form.load(good);
  form.set('metadata', {
    get a() {
      for (let i = 0; i < 200; i++) form.set(`metadata.x${i}`, i % 2 ? BigInt(i) : 'y');
      return 1n;
    },
  });
  assert.deepEqual(form.snapshot().metadata, { a: 1n });
  assert.equal(plain(form.report()), plain(validate(form.snapshot())));
  assert.throws(() => form.set('metadata', { get a() { form.free(); return 1; } }), MisuseError);
});

test('calls that mean nothing', () => {
  const form = createForm();
  form.load({ ...good, image_urls: ['https://e.com/a.png'] });
  const before = JSON.stringify([form.snapshot(), form.report()]);
  let told = 0;
  form.subscribe(() => told++);
  const wrong = [
    ['path', () => form.set('zz', 1)], ['path', () => form.set('', 1)], ['path', () => form.set([], 1)], ['path', () => form.set()],
    ['path', () => form.set([0], 1)], ['path', () => form.set(['prompt', -1], 1)], ['path', () => form.set({}, 1)], ['path', () => form.set('prompt.a', 1)],
    ['path', () => form.set('image_urls[1]', 'x')], ['path', () => form.set('image_urls[0].url', 'x')], ['path', () => form.set('image_urls[x]', 'x')],
    ['path', () => form.set('metadata.a.b', 'x')], ['path', () => form.set('__proto__', 'x')], ['path', () => form.set('x'.repeat(1e6), 'x')],
    ['list', () => form.add('prompt', 1)], ['list', () => form.add('zz', 1)], ['list', () => form.add(1, 1)], ['at', () => form.add('image_urls', 'x', 3)],
    ['at', () => form.add('image_urls', 'x', -1)], ['at', () => form.add('image_urls', 'x', '0')], ['index', () => form.remove('image_urls', 1)],
    ['index', () => form.remove('image_urls', 0.5)], ['index', () => form.remove('tools', 0)], ['from', () => form.move('image_urls', 1, 0)], ['to', () => form.move('image_urls', 0, 1)],
    ['to', () => form.move('image_urls', 0)], ['from', () => form.move('image_urls', null, 0)], ['name', () => form.field('zz')], ['name', () => form.field('url')],
    ['listener', () => form.subscribe({})], ['options.edition', () => createForm({ edition: 'x' })], ['options.form', () => createForm({ form: true })],
    ['options', () => createForm(5)], ['options.form', () => build(good, { form: 1 })], ['model', () => switchModel(good, 'seedance-3')],
    ['model', () => switchModel(good)], ['options.limits', () => modelsFor(good, { limits: 1 })], ['options.x', () => optionsFor(good, { x: 1 })],
  ];
  for (const [argument, call] of wrong) {
    assert.throws(call, (error) => error instanceof MisuseError && error.code === 'misuse' && error.argument === argument, String(call));
  }
  assert.equal(JSON.stringify([form.snapshot(), form.report()]), before);
  assert.equal(told, 0);
  form.free();
  form.free();
  for (const call of [() => form.set('prompt', 'x'), () => form.snapshot(), () => form.report(), () => form.subscribe(() => {})]) assert.throws(call, { argument: 'form' });
});

// Key, value, … -> request, changes as "kind path reason".
const U = 'https://e.com/a.png';
const FORM_DATA = [
  ['plain', ['model', 'seedance-2', 'prompt', 'a'], { model: 'seedance-2', prompt: 'a' }, []],
  ['gaps', ['image_urls[5]', U, 'image_urls[2]', 'asset://b'], { image_urls: ['asset://b', U] }, ['converted image_urls/0 gap', 'converted image_urls/1 gap']],
  ['dotted', ['image_with_roles.0.url', U, 'image_with_roles.0.role', 'first_frame'], { image_with_roles: [{ url: U, role: 'first_frame' }] }, []],
  ['blank item', ['image_with_roles[0].url', ' ', 'image_with_roles[0].role', '', 'image_with_roles[1].url', U], { image_with_roles: [{ url: U }] }, ['dropped image_with_roles/0 empty-value', 'converted image_with_roles/0 gap']],
  ['checkbox off', ['generate_audio', 'false'], { generate_audio: false }, ['converted generate_audio form-value']],
  ['checkbox on', ['generate_audio', 'false', 'generate_audio', 'true'], { generate_audio: true }, ['converted generate_audio form-value']],
  ['numbers', ['duration', ' 10 ', 'seed', '-3'], { duration: 10, seed: -3 }, ['converted duration form-value', 'converted seed form-value']],
  ['no numbers', ['duration', '1e1', 'seed', '٣'], { duration: '1e1', seed: '٣' }, []],
  ['blank number', ['duration', '', 'generate_audio', ' '], {}, ['dropped duration empty-value', 'dropped generate_audio empty-value']],
  ['nested', ['tools[0].type', 'web_search', 'metadata.client_business_id', 'x'], { metadata: { client_business_id: 'x' }, tools: [{ type: 'web_search' }] }, []],
  ['one name, many values', ['image_urls', U, 'image_urls', 'asset://b'], { image_urls: [U, 'asset://b'] }, []],
  ['odd keys', ['a[', '1', '', '2', '[0]', '3', 'metadata.a.b.c.d', '4', '__proto__', '5'], JSON.parse('{"a[":"1","":"2","[0]":"3","metadata.a.b.c.d":"4","__proto__":"5"}'), []],
];

test('FormData', () => {
  const changed = (changes) => changes.map(({ kind, path, reason }) => `${kind} ${path.join('/')} ${reason}`);
  for (const [name, pairs, request, changes] of FORM_DATA) {
    const given = new FormData();
    for (let i = 0; i < pairs.length; i += 2) given.append(pairs[i], pairs[i + 1]);
    const built = build(given);
    assert.deepEqual(plain(built.request), plain(build(request).request), name);
    assert.deepEqual(changed(built.changes).filter((change) => !change.startsWith('dropped ') || changes.includes(change)), changes, name);
    assert.equal(plain(built.report), plain(validate(request)), name);
    assert.equal(plain(build(given, { form: true })), plain(built), name);
    const form = createForm();
    const delta = form.load(given);
    assert.deepEqual(changed(delta.changes), changes, name);
    assert.equal(plain(form.report()), plain(built.report), name);
    form.free();
  }
});

test('FormData with files, long values, and too many entries', () => {
  const given = new FormData();
  given.append('model', 'seedance-2');
  given.append('prompt', new File(['x'], 'a.txt'));
  given.append('image_urls[0]', new Blob(['x']));
  const built = build(given);
  assert.deepEqual(summary(built.report).filter((issue) => issue.includes('wrong-type')), ['error wrong-type /prompt', 'error wrong-type /image_urls/0']);
  assert.ok(built.request.prompt instanceof File);
  const long = new FormData();
  long.append('model', 'seedance-2');
  long.append('prompt', 'x'.repeat(300_000));
  long.append('metadata.a', broken);
  assert.deepEqual(summary(build(long).report), ['error too-large ']);
  const url = new FormData();
  for (const [key, value] of Object.entries({ model: 'seedance-2', prompt: 'x', 'image_with_roles[0].url': LONG_URLS[0], 'image_with_roles[0].role': 'reference_image' })) url.append(key, value);
  assert.deepEqual(summary(build(url, { edition: '2026-08' }).report), []);
  assert.equal(build(url, { edition: '2026-08' }).request.image_with_roles[0].url, LONG_URLS[0]);
  const many = new FormData();
  for (let i = 0; i < 25_000; i++) many.append(i % 2 ? 'image_urls' : `k${i}`, 'x');
  assert.deepEqual(summary(build(many).report), ['error too-large ']);
});

test('what is a FormData and what is none', () => {
  class FormData2 {
    get [Symbol.toStringTag]() { return 'FormData'; }
    *entries() { yield ['model', 'seedance-2']; yield ['duration', '5']; }
  }
  assert.deepEqual(build(new FormData2()).request, { model: 'seedance-2', duration: 5 });
  const foreign = vm.runInNewContext('new (class { get [Symbol.toStringTag]() { return "FormData" } entries() { return [["prompt", "x"]][Symbol.iterator]() } })');
  assert.deepEqual(build(foreign).request, { prompt: 'x' });
  const none = [
    { [Symbol.toStringTag]: 'FormData', entries: () => [['model', 'x']] }, Object.assign(new FormData2(), { entries: 5 }),
    new Proxy(new FormData(), { get() { throw new Error('hostile'); } }), new URLSearchParams('model=seedance-2'), new Map([['model', 'x']]),
    new (class { get [Symbol.toStringTag]() { return 'FormData'; } entries() { throw new Error('hostile'); } })(),
  ];
  for (const value of none) assert.deepEqual(summary(build(value).report), ['error not-an-object ']);
});

test('text of controls in a draft', () => {
  const draft = { ...good, duration: ' 5 ', generate_audio: 'off', seed: '', metadata: { a: '5' }, zz: '7' };
  const built = build(draft, { form: true });
  assert.deepEqual(built.request, { ...good, duration: 5, generate_audio: false, metadata: { a: '5' }, zz: '7' });
  assert.deepEqual(built.changes.map(({ kind, path, from, to }) => [kind, path.join('/'), from, to]), [
    ['converted', 'duration', ' 5 ', 5], ['converted', 'generate_audio', 'off', false], ['dropped', 'seed', '', undefined],
  ]);
  assert.equal(draft.duration, ' 5 ');
  assert.equal(build(draft).request.duration, ' 5 ');
  assert.equal(build(draft, { form: false }).request.duration, ' 5 ');
  for (const value of [undefined, null, 5, 'x', [], instance]) assert.deepEqual(summary(build(value, { form: true }).report), ['error not-an-object ']);
  assert.deepEqual(summary(build({ prompt: 'x'.repeat(300_000) }, { form: true }).report), ['error too-large ']);
});

test('models and switches', (t) => {
  let checks = 0;
  for (const one of cases()) {
    if (!one.hasValue) continue;
    for (const edition of EDITIONS) {
      const options = { ...one.options, edition };
      const fits = modelsFor(one.value, options);
      assert.deepEqual(fits.map(({ model }) => model), capabilities(edition).models.map(({ name }) => name));
      for (const { model, fits: does, report, changes } of fits) {
        const isObject = typeof one.value === 'object' && one.value !== null && !Array.isArray(one.value);
        if (isObject) assert.equal(plain(report), plain(validate({ ...one.value, model }, options)), one.name);
        assert.equal(does, report.valid);
        const switched = switchModel(one.value, model, options);
        assert.equal(plain(switched.changes), plain(changes), one.name);
        assert.equal(plain(switched.report), plain(validate(switched.request, options)), one.name);
        checks++;
      }
    }
  }
  t.diagnostic(`${checks} checks`);
  const { request, changes, report } = switchModel({ ...good, resolution: '4k', metadata: { at: instance } }, 'seedance-2-mini');
  assert.deepEqual([request.model, request.resolution, report.valid], ['seedance-2-mini', '720p', false]);
  assert.equal(request.metadata.at, instance);
  assert.deepEqual(changes.map(({ path, reason }) => [path[0], reason]), [['model', 'chosen'], ['resolution', 'resolution-not-offered']]);
  const large = { ...good, prompt: 'x'.repeat(300_000) };
  assert.equal(switchModel(large, 'seedance-2-mini').request, large);
  assert.deepEqual(summary(switchModel(large, 'seedance-2-mini').report), ['error too-large ']);
  assert.deepEqual(modelsFor(large).map(({ fits }) => fits), [false, false, false]);
});

test('options say why not, in the words of the catalog', async () => {
  const { default: zh } = await load('seedance-request/locales/zh-CN');
  const draft = { model: 'seedance-2-mini', prompt: 'x', duration: 5 };
  const find = (fields) => fields.resolution.options.find(({ value }) => value === '4k');
  const said = find(optionsFor(draft));
  const issueOf = (options) => validate({ ...draft, resolution: '4k' }, options).issues.find(({ path }) => path[0] === 'resolution');
  const issue = issueOf();
  assert.deepEqual(said, { value: '4k', available: false, reason: { code: issue.code, message: issue.message, params: issue.params } });
  const other = find(optionsFor(draft, { locale: zh }));
  assert.equal(other.reason.message, issueOf({ locale: zh }).message);
  assert.notEqual(other.reason.message, said.reason.message);
  for (const draft of [null, 5, 'x'.repeat(300_000), { prompt: 'x'.repeat(300_000) }]) assert.ok(optionsFor(draft).model.options.length === 3);
  assert.deepEqual(optionsFor(good, { limits: { reference_videos: 2 } }).video_with_roles.left, { reference_video: 2 });
  assert.deepEqual(optionsFor(good).video_with_roles.left, { reference_video: null });
});

/** Lets the running instance trap: its next allocation of input finds no memory. */
function trap() {
  const running = instances.at(-1);
  const names = Object.keys(running);
  assert.ok(names.includes('reserve'), names.join());
  assert.throws(() => running.reserve(0xffffffff), { name: 'RuntimeError' });
}

test('open forms outlive their instance', () => {
  const forms = [createForm(), createForm({ edition: '2026-08' })];
  for (const form of forms) {
    form.load({ ...good, duration: 3, metadata: { at: instance } });
    form.add('image_with_roles', { url: 'https://e.com/a.png', role: 'first_frame' });
    form.set('seed', 1n);
  }
  const other = createForm();
  const before = forms.map((form) => [form.snapshot(), form.report(), form.field('duration')]);
  const started = instances.length;
  for (let round = 0; round < 3; round++) {
    trap();
    // The library meets the trap, and goes on with a fresh instance.
    assert.throws(() => validate({ ...good, duration: 99 + round }), { name: 'RuntimeError' });
    forms.forEach((form, index) => {
      const [snapshot, report, field] = before[index];
      assert.deepEqual(form.snapshot(), snapshot);
      assert.equal(form.report(), report);
      assert.deepEqual(form.field('duration'), field);
      assert.equal(form.snapshot().metadata.at, instance);
    });
    const delta = forms[0].set('duration', 4 + round);
    assert.deepEqual([delta.added.length, delta.removed.map(({ code }) => code)], [0, round === 0 ? ['duration-out-of-range'] : []]);
    before[0] = [forms[0].snapshot(), forms[0].report(), forms[0].field('duration')];
    assert.equal(plain(forms[0].report()), plain(validate(forms[0].snapshot())));
  }
  assert.ok(instances.length > started);
  // A form of an instance that is gone frees nothing of the next one.
  trap();
  assert.throws(() => validate({ ...good, duration: 3 }));
  forms[1].snapshot();
  other.free();
  forms[0].free();
  assert.deepEqual(forms[1].snapshot(), before[1][0]);
});

test('a random walk with traps is the walk without', () => {
  for (let seed = 1; seed <= (LONG ? 200 : 20); seed++) {
    const [one, two] = [randomFrom(seed), randomFrom(seed)];
    const options = OPTIONS[seed % OPTIONS.length];
    const [steady, shaken] = [createForm(options), createForm(options)];
    const attempt = (random, form) => {
      try {
        return plain(edit(random, form));
      } catch (error) {
        assert.ok(error instanceof MisuseError, error);
        return error.message;
      }
    };
    for (let step = 0; step < 30; step++) {
      const expected = attempt(one, steady);
      if (step % 5 === 4) {
        trap();
        assert.throws(() => validate({ ...good, duration: 99 + step }), { name: 'RuntimeError' });
      }
      assert.equal(attempt(two, shaken), expected, `seed ${seed}, step ${step}`);
      assert.equal(plain(shaken.snapshot()), plain(steady.snapshot()));
    }
    steady.free();
    shaken.free();
  }
});

test('a step from the last frames of the stack', () => {
  const form = createForm();
  form.load({ ...good, metadata: { a: { b: [1, 2, { c: 3 }] } } });
  let last;
  const deep = (depth) => {
    try {
      return deep(depth + 1);
    } catch {
      form.set('duration', 4 + (depth % 12));
      last = 4 + (depth % 12);
      return depth;
    }
  };
  try {
    deep(0);
  } catch (error) {
    assert.equal(error.name, 'RangeError');
  }
  assert.equal(plain(form.report()), plain(validate(form.snapshot())));
  if (last !== undefined) assert.ok(Number.isInteger(form.snapshot().duration));
  assert.deepEqual(form.snapshot().metadata, { a: { b: [1, 2, { c: 3 }] } });
});

test('forms that are freed leave their memory', () => {
  const used = () => instances.at(-1).memory.buffer.byteLength;
  const round = (times) => {
    for (let i = 0; i < times; i++) {
      const form = createForm();
      form.load({ ...good, prompt: 'x'.repeat(2000), image_urls: [`https://e.com/${i}.png`] });
      form.set('duration', 5);
      if (i % 2 && Symbol.dispose) form[Symbol.dispose]();
      else form.free();
    }
  };
  round(500);
  const before = used();
  round(LONG ? 10_000 : 1500);
  assert.equal(used(), before);
});

test('forms that are dropped are freed some day', async () => {
  const used = () => instances.at(-1).memory.buffer.byteLength;
  const before = used();
  for (let round = 0; round < (LONG ? 50 : 8); round++) {
    for (let i = 0; i < 200; i++) createForm().load({ ...good, prompt: 'x'.repeat(4000) });
    await collected();
  }
  // Kept, they would take 6 MB, and 40 MB in the long run.
  assert.ok(used() - before < 4 << 20, `${used() - before}`);
});

test('a form that remembers tells what one that asks the rules tells', (t) => {
  const common = {
    duration: [4, 8, 10, 12, 15, 5, 0, -1], resolution: ['480p', '720p', '1080p', '4k'], aspect_ratio: ['16:9', '1:1', 'adaptive'], generate_audio: [true, false],
    return_last_frame: [true, false], prompt: ['A boat.', 'Boats at dawn, 2 of them.', 'As in image 1.', 'As in image 2.', '一只纸船'], client_business_id: ['a', 'b-1'], seed: [0, 1, 4294967295],
  };
  const fields = Object.keys(common);
  let steps = 0;
  let repeated = 0;
  for (let seed = 1; seed <= (LONG ? 20_000 : 300); seed++) {
    const random = randomFrom(7_000_000 + seed);
    const edition = random.of(['2026-06', '2026-08']);
    const severities = random.of([undefined, { 'duration-not-listed': 'error' }]);
    // Limits, even empty ones, ask the rules every time.
    const forms = [createForm({ edition, severities }), createForm({ edition, severities, limits: {} })];
    const told = [[], []];
    forms.forEach((form, index) => form.subscribe((delta) => told[index].push(plain(delta))));
    const draft = { model: random.of(['seedance-2', 'seedance-2-fast', 'seedance-2-mini']), prompt: 'A boat.' };
    for (const field of fields) if (random.below(2)) draft[field] = random.of(common[field]);
    if (random.below(3) === 0) draft.image_with_roles = [{ url: 'https://e.com/a.png', role: 'reference_image' }];
    const all = new Set();
    for (const form of forms) form.load(draft);
    // Most people go back and forth between a few values.
    const few = [random.of(fields), random.of(fields)].map((field) => [field, [random.of(common[field]), random.of(common[field])]]);
    for (let step = 0; step < 60; step++) {
      const [field, values] = random.below(10) ? random.of(few) : ((one) => [one, common[one]])(random.of(fields));
      const value = random.below(40) ? random.of(values) : random.of([undefined, '', null, 99, '8', 1.5, {}, 'see https://e.com']);
      const run = random.below(60) === 0 ? (form) => edit(randomFrom(seed * 100 + step), form) : (form) => form.set(field, value);
      const deltas = forms.map((form) => {
        try {
          return run(form);
        } catch (error) {
          assert.ok(error instanceof MisuseError, error);
          return { error: error.message };
        }
      });
      assert.equal(plain(deltas[0]), plain(deltas[1]), `seed ${seed}, step ${step}`);
      if (all.has(deltas[0])) repeated++;
      all.add(deltas[0]);
      steps++;
      if (random.below(6) === 0) {
        assert.equal(plain([forms[0].snapshot(), forms[0].report()]), plain([forms[1].snapshot(), forms[1].report()]));
        for (const name of ['model', 'duration', 'resolution', 'image_with_roles']) assert.equal(plain(forms[0].field(name)), plain(forms[1].field(name)));
      }
      if (random.below(60) === 0) {
        trap();
        assert.throws(() => validate({ ...good, duration: 99 }), { name: 'RuntimeError' });
      }
    }
    // A value that is set again may or may not be told.
    const nothing = '{"valid":true,"added":[],"removed":[],"availability":[],"options":[],"changes":[]}';
    assert.deepEqual(...told.map((deltas) => deltas.filter((delta) => delta !== nothing)));
    for (const form of forms) form.free();
  }
  assert.ok(repeated > steps / 10, `${repeated} of ${steps} steps were remembered`);
  t.diagnostic(`${steps} steps, ${repeated} told from memory`);
});
