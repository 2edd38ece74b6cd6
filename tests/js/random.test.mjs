// Random values and random requests through the package: nothing traps, nothing unknown is accepted, and an object gets
// the verdict of its text. LONG=1 runs the full counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cases, EDITIONS, summary } from './cases.mjs';
import { load } from './setup.mjs';

const { build, rules, validate, validateJson } = await load();
const LONG = process.env.LONG === '1';
const COUNT = LONG ? 1_000_000 : 100_000;

/** SplitMix64 would need bigints; this 32-bit generator is enough to choose with. */
function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  const below = (count) => next() % count;
  return { below, one: (list) => list[below(list.length)] };
}

/** Sets an own key, whatever its name. */
const put = (object, key, value) => Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });

// What each key was ever given in a case, and the cases without an issue to begin from.
const pool = cases().filter((one) => one.hasValue && !one.options && one.text.length < 4000);
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const values = new Map();
for (const { value } of pool.filter((one) => isRecord(one.value))) {
  for (const [key, held] of Object.entries(value)) values.set(key, [...(values.get(key) ?? []), held]);
}
const keys = [...values.keys()];
const clean = Object.fromEntries(EDITIONS.map((edition) => [edition, pool.filter((one) => isRecord(one.value) && one.expect[edition].length === 0)]));
const byCode = new Map();
for (const one of pool.filter((one) => isRecord(one.value))) {
  for (const line of new Set(EDITIONS.flatMap((edition) => one.expect[edition].map((issue) => issue.split(' ')[1])))) {
    byCode.set(line, [...(byCode.get(line) ?? []), one]);
  }
}
const codes = [...byCode.keys()];

function request(random, edition) {
  // Each code gets its share, however rare its values are.
  const base = random.below(3) === 0 ? random.one(clean[edition]).value : random.one(byCode.get(random.one(codes))).value;
  const made = structuredClone(base);
  for (let changes = [0, 1, 1, 2][random.below(4)]; changes > 0; changes--) {
    const key = random.one(keys);
    if (random.below(5) === 0) delete made[key];
    else put(made, key, structuredClone(random.one(values.get(key))));
  }
  return made;
}

test('an object gets the verdict of its text', (t) => {
  const random = generator(20261122);
  const tally = {};
  let valid = 0;
  for (let index = 0; index < COUNT; index++) {
    const edition = EDITIONS[index & 1];
    const made = request(random, edition);
    const object = validate(made, { edition });
    const text = validateJson(JSON.stringify(made), { edition });
    assert.deepEqual(summary(object), summary(text), JSON.stringify(made));
    if (object.valid) valid++;
    for (const issue of object.issues) tally[issue.code] = (tally[issue.code] ?? 0) + 1;
  }
  const share = valid / COUNT;
  t.diagnostic(`${COUNT} requests, ${(share * 100).toFixed(1)} % valid, ${JSON.stringify(tally)}`);
  assert.ok(share >= 0.2 && share <= 0.6, `${share} are valid`);
  // What only a text, a size or another root can trip has its own tests.
  const elsewhere = ['not-an-object', 'not-json', 'duplicate-key', 'too-deep', 'too-large', 'prompt-too-long'];
  const rare = [...new Set(EDITIONS.flatMap((edition) => rules(edition).map((rule) => rule.code)))].filter((code) => !elsewhere.includes(code) && (tally[code] ?? 0) < 100);
  assert.deepEqual(rare, []);
});

/** Values that no JSON text holds, and ordinary ones, nested in each other. */
function wild(random, depth = 0) {
  const inner = () => (depth > 3 ? random.below(10) : wild(random, depth + 1));
  const fill = (make) => {
    const made = make();
    for (let count = random.below(5); count > 0; count--) put(made, random.one([...keys, 'url', 'role', 'type', '']), inner());
    return made;
  };
  const getter = (get) => Object.defineProperty({}, random.one(keys), { get, enumerable: true });
  return random.one([
    () => fill(() => ({})),
    () => fill(() => ({})),
    () => fill(() => Object.create(null)),
    () => fill(() => Object.create({ model: 'seedance-2', prompt: 'inherited' })),
    () => Array.from({ length: random.below(4) }, inner),
    () => [, inner()],
    () => random.one(values.get(random.one(keys))),
    () => new Map([['model', 'seedance-2']]),
    () => new Set([1]),
    () => new Date(0),
    () => new Uint8Array(3),
    () => /x/,
    () => new (class Request { model = 'seedance-2'; prompt = 'x'; })(),
    () => Object('seedance-2'),
    () => Promise.resolve(),
    () => new Proxy({}, { ownKeys() { throw new Error('no keys'); } }),
    () => new Proxy({ model: 'seedance-2', prompt: 'x' }, { get() { throw new Error('no value'); } }),
    () => new Proxy([], { get(target, key) { if (key === 'length') throw new Error('no length'); return target[key]; } }),
    () => getter(() => { throw new Error('no'); }),
    () => { const held = inner(); return getter(() => held); },
    () => { const self = fill(() => ({})); return put(self, random.one(keys), self); },
    () => ({ ...fill(() => ({})), toJSON: () => ({ model: 'seedance-2', prompt: 'x' }) }),
    () => Symbol('x'),
    () => 10n,
    () => () => {},
    () => undefined,
    () => null,
    () => NaN,
    () => -Infinity,
    () => -0,
    () => '\ud800',
    () => 1e308 * random.below(3),
  ])();
}

test('every JavaScript value gets a report; what is accepted is what its JSON says', (t) => {
  const random = generator(7);
  let accepted = 0;
  for (let index = 0; index < COUNT; index++) {
    // By itself, or in the place of one value of a request that is fine.
    const value = random.below(2) ? wild(random) : put({ ...random.one(clean['2026-06']).value }, random.one(keys), wild(random, 1));
    let report;
    try {
      report = validate(value);
    } catch (error) {
      assert.fail(`value ${index} threw ${error}`);
    }
    if (!report.valid) continue;
    accepted++;
    // A plain object, whose JSON as it was read is accepted too.
    const text = build(value).json;
    assert.ok(validateJson(text).valid, text);
    const prototype = Object.getPrototypeOf(value);
    assert.ok(prototype === null || prototype === Object.prototype, text);
  }
  t.diagnostic(`${COUNT} values, ${accepted} accepted`);
  assert.ok(accepted > COUNT / 100, 'hardly anything was accepted: the values are too wild to tell');
});

test('a polluted Object.prototype changes no verdict', () => {
  const random = generator(99);
  const made = Array.from({ length: 2000 }, () => request(random, '2026-06'));
  const before = made.map((one) => summary(validate(one)));
  const pollution = { seed: 1, model: 'seedance-2', prompt: 'x', url: 'https://example.com/a', role: 'first_frame', edition: '2026-08', limits: 3, get: 1, value: 2 };
  Object.assign(Object.prototype, pollution);
  let after;
  try {
    after = made.map((one) => validate(one).issues.map((issue) => [issue.severity, issue.code, issue.pointer]));
  } finally {
    for (const key of Object.keys(pollution)) delete Object.prototype[key];
  }
  assert.deepEqual(after.map((issues) => issues.map((issue) => issue.join(' '))), before);
});
