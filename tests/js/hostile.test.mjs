// Values that no request should be: each gets a report, none an exception, and nothing is changed by reading.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { summary } from './cases.mjs';
import { load } from './setup.mjs';

const { applyFixes, build, validate, validateJson } = await load();
const good = { model: 'seedance-2', prompt: 'a cat' };
const thrower = () => {
  throw new Error('hostile');
};

/** The issues of a value, after a check that building and fixing bear it as well. */
function issuesOf(value, options) {
  const report = validate(value, options);
  assert.deepEqual(summary(build(value, options).report), summary(report));
  applyFixes(value, options);
  return summary(report);
}

test('roots that are no object', () => {
  const roots = [
    undefined, null, true, 0, NaN, '', 'x', 1n, Symbol('s'), () => {}, class {}, [], [good], new Map(), new Set(), new Date(),
    new URL('https://e.com'), new Uint8Array(8), new ArrayBuffer(8), new String('x'), new Number(1), new Error('x'), /x/,
    new (class Request {})(), Promise.resolve(), new WeakMap(), Math, JSON, globalThis.Reflect, Object.create(good),
    new URLSearchParams('model=seedance-2'),
  ];
  for (const root of roots) {
    assert.deepEqual(issuesOf(root), ['error not-an-object '], String(typeof root));
  }
  // Only building reads it.
  assert.deepEqual(summary(validate(new FormData())), ['error not-an-object ']);
});

test('plain objects of every origin', () => {
  const bare = Object.assign(Object.create(null), good);
  const foreign = vm.runInNewContext('({ model: "seedance-2", prompt: "a cat", image_urls: [] })');
  const frozen = Object.freeze({ ...good });
  const symbols = { ...good, [Symbol('x')]: thrower, [Symbol.iterator]: 1 };
  const hidden = Object.defineProperty({ ...good }, 'seed', { value: 'x', enumerable: false });
  for (const value of [bare, frozen, symbols, hidden, new Proxy({ ...good }, {})]) assert.deepEqual(issuesOf(value), []);
  assert.deepEqual(issuesOf(foreign), ['warning empty-value /image_urls']);
});

test('values that JSON cannot carry, in a list that one edition knows and the other does not', () => {
  for (const [tools, unknown, known] of [
    [[7n], ['0'], ['0']],
    [[[7n]], ['0/0'], ['0']],
    // eslint-disable-next-line no-sparse-arrays
    [[[, 1]], ['0/0'], ['0']],
    [[[{ type: 7n }]], ['0/0/type'], ['0']],
    [[{ type: 7n }], ['0/type'], ['0/type']],
    [[{ type: [7n] }], ['0/type/0'], ['0/type']],
    [[{ type: { y: 7n } }], ['0/type/y'], ['0/type']],
    [[{ type: 'web_search', x: [7n, { y: 7n }] }], ['0/x/0', '0/x/1/y'], ['0/x/0', '0/x/1/y']],
    [{ a: [7n] }, ['a/0'], ['']],
  ]) {
    for (const [edition, places] of [['2026-06', unknown], ['2026-08', known]]) {
      const wrong = issuesOf({ ...good, tools }, { edition }).filter((issue) => issue.includes('wrong-type'));
      assert.deepEqual(wrong, places.map((place) => `error wrong-type /tools${place && `/${place}`}`));
    }
  }
});

test('values that JSON cannot carry, at every depth', () => {
  const cycle = {};
  cycle.self = cycle;
  // eslint-disable-next-line no-sparse-arrays
  const values = [1n, Symbol('s'), () => {}, new Map(), new Date(), new Uint8Array(2), new (class A {})(), Object(1)];
  for (const value of values) {
    for (const place of [{ prompt: value }, { metadata: value }, { image_with_roles: [value] }, { image_urls: [value] }]) {
      const [issue] = issuesOf({ model: 'seedance-2', ...place }).filter((issue) => issue.includes('wrong-type'));
      assert.ok(issue, `${String(typeof value)} in ${Object.keys(place)}`);
    }
    assert.deepEqual(issuesOf({ ...good, metadata: { a: [{ b: value }] } }), ['error wrong-type /metadata/a/0/b']);
    assert.deepEqual(issuesOf({ ...good, zz: [value] }), ['warning unknown-field /zz', 'error wrong-type /zz/0']);
  }
  assert.deepEqual(issuesOf({ ...good, metadata: { cycle } }), ['error wrong-type /metadata/cycle/self']);
  assert.deepEqual(issuesOf({ ...good, metadata: { a: [, 1, undefined] } }), [
    'error wrong-type /metadata/a/0',
    'error wrong-type /metadata/a/2',
  ]);
  const twice = { a: 1 };
  assert.deepEqual(issuesOf({ ...good, metadata: { one: twice, two: twice } }), []);
});

test('numbers', () => {
  for (const seed of [NaN, Infinity, -Infinity, 1.5, '1', null]) {
    assert.deepEqual(issuesOf({ ...good, seed }), ['error wrong-type /seed']);
  }
  for (const duration of [10, 10.0, -0]) assert.deepEqual(issuesOf({ ...good, duration }), []);
  assert.deepEqual(issuesOf({ ...good, seed: 2 ** 53 }), ['error seed-unsafe /seed']);
  assert.deepEqual(issuesOf({ ...good, seed: -129 }), ['warning seed-range-unknown /seed']);
});

test('accessors are read once, and one that throws is a fault of its place', () => {
  let reads = 0;
  const lazy = { ...good, get seed() { return ++reads; } };
  validate(lazy);
  assert.equal(reads, 1);
  assert.equal(build(lazy).request.seed, 2);
  applyFixes(lazy);
  assert.equal(reads, 3);
  assert.deepEqual(issuesOf({ ...good, get seed() { return thrower(); } }), ['error wrong-type /seed']);
  assert.deepEqual(issuesOf({ ...good, get zz() { return thrower(); } }), ['error wrong-type /zz', 'warning unknown-field /zz']);
  const items = Object.defineProperty(['https://e.com/a.png'], 1, { get: thrower, enumerable: true });
  assert.ok(issuesOf({ ...good, image_urls: items }).includes('error wrong-type /image_urls/1'));
  class Inherited { get model() { return 'seedance-2'; } }
  assert.deepEqual(issuesOf(new Inherited()), ['error not-an-object ']);
});

test('toJSON and friends are never called', () => {
  const value = { ...good, metadata: { toJSON: 'text', valueOf: 'x', then: 'y' } };
  assert.deepEqual(issuesOf(value), []);
  const own = { ...good, toJSON: thrower, toString: thrower, valueOf: thrower, [Symbol.toPrimitive]: thrower };
  assert.equal(issuesOf(own).filter((issue) => issue.startsWith('error wrong-type')).length, 3);
});

test('Proxies whose traps throw', () => {
  const traps = ['ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'get', 'has'];
  for (const trap of traps) {
    const proxy = new Proxy({ ...good }, { [trap]: thrower });
    const report = validate(proxy);
    if (trap !== 'has') assert.equal(report.valid, false, trap);
    const inside = validate({ ...good, metadata: { proxy, list: new Proxy([1], { [trap]: thrower }) } });
    if (trap !== 'has') assert.equal(inside.valid, false, trap);
    build(proxy);
  }
  assert.deepEqual(issuesOf(new Proxy({ ...good }, { ownKeys: thrower })), ['error not-an-object ']);
  const { proxy, revoke } = Proxy.revocable({ ...good }, {});
  revoke();
  assert.deepEqual(issuesOf(proxy), ['error not-an-object ']);
  assert.deepEqual(issuesOf({ ...good, metadata: { proxy } }), ['error wrong-type /metadata/proxy']);
  for (const length of [NaN, -1, 'x', 1n, Symbol('l'), {}]) {
    const list = new Proxy([], { get: (target, key) => (key === 'length' ? length : target[key]) });
    assert.deepEqual(issuesOf({ ...good, metadata: { list } }), ['error wrong-type /metadata/list']);
  }
  const endless = new Proxy([], { get: (target, key) => (key === 'length' ? Infinity : 1), has: () => true });
  assert.deepEqual(issuesOf({ ...good, metadata: { endless } }), ['error too-large ']);
  let deeper;
  deeper = new Proxy({}, { ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }), get: () => new Proxy({}, deeper) });
  issuesOf(deeper);
});

test('depth and sparseness end in a report', () => {
  const nest = (levels, wrap, inner = 1) => {
    let value = inner;
    for (let i = 0; i < levels; i++) value = wrap(value);
    return value;
  };
  assert.deepEqual(issuesOf({ ...good, metadata: nest(63, (a) => ({ a })) }), []);
  assert.deepEqual(issuesOf({ ...good, metadata: nest(64, (a) => ({ a })) }), ['error too-deep ']);
  for (const levels of [10_000, 1_000_000]) {
    assert.deepEqual(issuesOf({ ...good, zz: nest(levels, (a) => [a]) }), ['error too-deep ']);
    assert.deepEqual(issuesOf(nest(levels, (model) => ({ model }))), ['error too-deep ']);
  }
  const sparse = [];
  sparse.length = 2 ** 32 - 1;
  assert.deepEqual(issuesOf({ ...good, metadata: { sparse } }), ['error too-large ']);
  // A call from the last frames of the stack.
  const deep = () => {
    try {
      return deep();
    } catch {
      return validate({ ...good, metadata: nest(60, (a) => ({ a })) });
    }
  };
  let outcome;
  try {
    outcome = deep();
  } catch (error) {
    assert.equal(error.name, 'RangeError');
  }
  if (outcome) assert.equal(outcome.edition, '2026-06');
  assert.deepEqual(issuesOf(good), []);
});

test('lone surrogates', () => {
  for (const text of ['\ud800', 'a\udc00b', '\udc00\ud800', 'é\ud83d', 'x'.repeat(300) + '\ud800']) {
    assert.deepEqual(issuesOf({ ...good, prompt: text }), ['error wrong-type /prompt']);
    assert.deepEqual(summary(validateJson(JSON.stringify({ ...good, prompt: text }))), ['error wrong-type /prompt']);
    assert.deepEqual(summary(validateJson(`{"model":"seedance-2","prompt":"${text}"}`)), ['error wrong-type /prompt']);
    assert.equal(build({ ...good, prompt: text }).request.prompt, text);
    assert.deepEqual(issuesOf({ ...good, metadata: { a: text } }), []);
    assert.equal(build({ ...good, metadata: { a: text } }).request.metadata.a, text);
  }
  assert.deepEqual(issuesOf({ ...good, prompt: '😀é中' }), []);
  assert.equal(build({ ...good, prompt: '😀é中' }).request.prompt, '😀é中');
});

test('__proto__ is a key like any other', () => {
  const value = JSON.parse('{"model":"seedance-2","prompt":"x","__proto__":{"seed":1},"metadata":{"__proto__":[1],"constructor":2}}');
  assert.deepEqual(issuesOf(value), ['warning unknown-field /__proto__']);
  const { request, json } = build(value);
  assert.equal(Object.getPrototypeOf(request), Object.prototype);
  assert.deepEqual(Object.keys(request), ['model', 'prompt', 'metadata', '__proto__']);
  assert.equal(json, '{"model":"seedance-2","prompt":"x","metadata":{"__proto__":[1],"constructor":2},"__proto__":{"seed":1}}');
});

test('an accessor that validates in turn disturbs nothing', () => {
  const prompt = 'é'.repeat(3000);
  let inner;
  const value = {
    model: 'seedance-2',
    get prompt() {
      inner = [validate({ ...good, duration: 3 }), build(good), validateJson('{'), applyFixes({ ...good, resolution: '720P' })];
      return prompt;
    },
    get resolution() {
      return validate({ ...good, metadata: { get a() { return validate(null).valid; } } }).valid ? '720p' : 'x';
    },
    duration: 5,
  };
  assert.deepEqual(issuesOf(value), []);
  assert.equal(build(value).request.prompt, prompt);
  assert.deepEqual(summary(inner[0]), ['error duration-out-of-range /duration']);
  assert.equal(inner[1].ok, true);
  assert.deepEqual(summary(inner[2]), ['error not-json ']);
  assert.equal(inner[3].request.resolution, '720p');
});

test('a polluted Object.prototype has no effect', () => {
  const faulty = { model: 'seedance-2', prompt: 'x', duration: 3, resolution: '720P', zz: 1 };
  const outcome = () =>
    JSON.stringify([
      validate(good), validate(faulty), validate(faulty, {}), validateJson(JSON.stringify(faulty)), build(faulty), applyFixes(faulty),
      build({ ...good, metadata: { b: [1] } }).json,
    ]);
  const before = outcome();
  const names = ['model', 'seed', 'zz', 'edition', 'limits', 'severities', 'unknownFields', 'locale', 'pick', 'message', 'help', 'fix', 'get', 'set', 'value', 'cause', 'length', 'title', 'position', '0', 'term', 'actual', 'readableType'];
  try {
    for (const name of names) Object.defineProperty(Object.prototype, name, { __proto__: null, value: 'polluted', configurable: true, enumerable: true, writable: true });
    Object.prototype[Symbol.toStringTag] = 'Polluted';
    Array.prototype[1] = 'polluted';
    const during = outcome();
    const holes = summary(validate({ ...good, metadata: { a: [0, , 2] } }));
    for (const name of names) delete Object.prototype[name];
    delete Object.prototype[Symbol.toStringTag];
    delete Array.prototype[1];
    assert.deepEqual(JSON.parse(during), JSON.parse(before));
    assert.deepEqual(holes, ['error wrong-type /metadata/a/1']);

    for (const name of ['model', 'help', 'fix', 'position', 'overridden', 'from', 'path']) {
      Object.defineProperty(Object.prototype, name, { __proto__: null, set: thrower, get: () => 'polluted', configurable: true });
    }
    const setters = outcome();
    for (const name of ['model', 'help', 'fix', 'position', 'overridden', 'from', 'path']) delete Object.prototype[name];
    assert.deepEqual(JSON.parse(setters), JSON.parse(before));

    Object.prototype.toJSON = () => 'polluted';
    const { json } = build(good);
    delete Object.prototype.toJSON;
    assert.equal(json, '{"model":"seedance-2","prompt":"a cat"}');
  } finally {
    for (const name of [...names, 'toJSON', 'overridden', 'from', 'path']) delete Object.prototype[name];
    delete Object.prototype[Symbol.toStringTag];
    delete Array.prototype[1];
  }
});

test('reading changes nothing', () => {
  const value = { ...good, metadata: { a: [{ b: 1 }] }, image_with_roles: [] };
  const copy = structuredClone(value);
  issuesOf(value);
  assert.deepEqual(value, copy);
  const globals = Object.getOwnPropertyNames(globalThis).sort().join();
  issuesOf(value);
  assert.equal(Object.getOwnPropertyNames(globalThis).sort().join(), globals);
});
