// The weight of each entry of the package, minified and brotli: a counter, so that growth is decided and never drifts in.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budget, excesses, HOW_TO_ACCEPT, measure } from '../bench/budget.mjs';

test('no entry grows by more than 5 % over tests/bench/budget.json', async () => {
  const faults = excesses(await measure(), budget());
  assert.deepEqual(faults, [], `${faults.join('\n')}\n${HOW_TO_ACCEPT}`);
});

test('the budget notices growth, new entries and lost entries', () => {
  assert.deepEqual(excesses({ a: 105 }, { a: 100 }), []);
  assert.equal(excesses({ a: 106 }, { a: 100 }).length, 1);
  assert.equal(excesses({ a: 100, b: 1 }, { a: 100 }).length, 1);
  assert.equal(excesses({}, { a: 100 }).length, 1);
});
