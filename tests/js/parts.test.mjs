// The module comes in parts: what becomes of calls while one of them cannot be had, and afterwards.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { installed, instances, watch } from './setup.mjs';

watch();
const good = { model: 'seedance-2', prompt: 'a cat', seed: -5 };
const { Module } = WebAssembly;

/** Lets the compilation of that number fail, and no other. */
function failing(number, call) {
  let left = number;
  WebAssembly.Module = function (bytes) {
    if (--left === 0) throw new WebAssembly.CompileError('no memory');
    return new Module(bytes);
  };
  WebAssembly.Module.imports = Module.imports;
  try {
    return call();
  } finally {
    WebAssembly.Module = Module;
  }
}

/** The package with nothing started. */
const fresh = (name) => import(`${pathToFileURL(join(installed, 'dist', 'index.js'))}?${name}`);

for (const [verb, call, parts] of [
  ['build', ({ build }) => build(good).ok, 3],
  ['validateJson', ({ validateJson }) => validateJson('{"model":"seedance-2","prompt":"a cat","seed":-5}', { limits: {} }).valid, 3],
  ['toCurl', ({ toCurl }) => toCurl(good).length > 100, 2],
]) {
  for (let part = 1; part <= parts; part++) {
    test(`${verb} works after its compilation ${part} failed once`, async () => {
      const door = await fresh(`${verb}-${part}`);
      assert.throws(() => failing(part, () => call(door)), { code: 'WASM_UNAVAILABLE' });
      assert.equal(call(door), true);
      assert.equal(door.validate(good).issues.length, 1);
    });
  }
}

test('a part that comes later joins the instance that is there, and those after a trap', async () => {
  const { build, validate, validateJson } = await fresh('later');
  assert.equal(validate(good).issues.length, 1);
  const started = instances.length;
  assert.equal(build(good).ok, true);
  assert.equal(instances.length, started);
  assert.throws(() => instances.at(-1).reserve(0xffffffff), { name: 'RuntimeError' });
  assert.throws(() => validate(good), { name: 'RuntimeError' });
  assert.equal(build(good).ok, true);
  assert.equal(validateJson(JSON.stringify(good), { limits: {} }).issues.length, 1);
  assert.equal(instances.length, started + 1);
});
