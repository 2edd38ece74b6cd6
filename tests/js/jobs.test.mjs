// The client on the scripts that the Rust machines run: the same endings, also after a reload at any step.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { Api, chances, mapStorage, settled, Time } from './job-world.mjs';
import { installed, load } from './setup.mjs';

const { createClient } = await load('seedance-request/client');
const glue = await import(pathToFileURL(join(installed, 'dist', 'jobs_bg.js')));
const transcripts = (name) => JSON.parse(readFileSync(new URL(`../transcripts/${name}.json`, import.meta.url), 'utf8'));
const submits = transcripts('submit');
const polls = transcripts('poll');
const REQUEST = { model: 'seedance-2', prompt: 'a cat', client_business_id: 'order-7' };
const SEEDS = process.env.LONG ? 20 : 2;
/** The longest a job can take: a submission at its worst, a look-up window, a watch. */
const DEADLINE_MS = 3 * 60_000 + 3 * 120_000 + 60_000 + 30_000 + 1_800_000;

function world(script, seed) {
  const time = new Time();
  const random = chances(seed);
  const api = new Api(time, script, random);
  const storage = mapStorage();
  // Each page has its own handle on what they share; locks die with their page.
  const open = () => {
    const clock = time.owner();
    const dead = { is: false };
    // A page that is gone sends nothing and hears nothing.
    const never = new Promise(() => {});
    const alive = (settle) => (value) => (dead.is ? never : settle(value));
    const fetch = (url, init) => api.fetch(url, init).then(alive((answer) => answer), alive((error) => Promise.reject(error)));
    const client = createClient({ baseUrl: 'https://api.example', apiKey: 'sk-canary-0123456789', fetch, storage: mapStorage(storage.kept), clock, random });
    return { client, clock, die: () => { dead.is = true; clock.die(); } };
  };
  return { time, api, storage, open };
}

/** How a promise ends, in the words of the transcripts. */
async function ending(promise) {
  const names = { JobPaused: 'paused', OutcomeUnknown: 'unknown', CompletedWithoutUrl: 'completed-without-url', Rejected: 'rejected', AbortError: 'aborted' };
  try {
    const result = await promise;
    if (result.outcome) return { name: result.outcome, failure: result.failure ?? result.lastError, result };
    return { name: result.status, failure: result.status === 'failed' ? { billed: 'maybe', code: result.error?.code ?? 'generation_failed' } : undefined, result };
  } catch (error) {
    if (!names[error.name]) throw error;
    return { name: names[error.name], failure: error, reason: error.reason, error };
  }
}

async function play(time, promise) {
  let end;
  ending(promise).then((value) => { end = value; }, (error) => { end = { error, name: 'thrown' }; });
  await time.until(() => end);
  if (end.name === 'thrown') throw end.error;
  return end;
}

function check(script, end, api, time) {
  const told = `${script.name}: ${JSON.stringify(end)} ${JSON.stringify(api.log)}`;
  assert.equal(end.name, script.ends, told);
  if (script.code) assert.equal(end.failure?.code, script.code, told);
  if (script.billed) assert.equal(end.failure?.billed, script.billed, told);
  // Once a job was accepted, the same call again would be a second job.
  const accepted = end.error?.record?.job.kind === 'watch';
  if (script.retryable !== undefined) assert.equal(end.failure?.retryable, script.retryable && !accepted, told);
  if (script.reason) assert.equal(end.reason, script.reason, told);
  for (const count of ['posts', 'charges', 'gets']) if (script[count] !== undefined) assert.equal(api[count], script[count], `${count}: ${told}`);
  if (script.within_ms) assert.ok(time.ms <= script.within_ms, told);
}

/** A job as far as the script goes: a submission, or one with its watch. */
const begin = (kind) => (client, options) => (kind === 'submit' ? client.submit(REQUEST, options) : client.run(REQUEST, options));

for (const [kind, scripts] of [['submit', submits], ['poll', polls]]) {
  test(`${kind}: every transcript ends as documented, in time, and leaves nothing behind`, async (t) => {
    const endings = {};
    for (const script of scripts) {
      for (let seed = 0; seed < SEEDS; seed++) {
        const { time, api, open } = world(script.script, seed);
        const { client, clock } = open();
        const end = await play(time, begin(kind)(client));
        check(script, end, api, time);
        assert.ok(api.charges <= 1, script.name);
        assert.ok(time.ms <= DEADLINE_MS + 1_000, `${script.name}: ${time.ms}`);
        assert.equal(clock.left(), 0, `${script.name}: timers`);
        assert.equal(glue.job_count(), 0, `${script.name}: machines`);
        endings[end.name] = (endings[end.name] ?? 0) + 1;
      }
    }
    assert.ok(scripts.length >= (kind === 'submit' ? 64 : 48));
    const journeys = (scripts.length * SEEDS).toLocaleString('en');
    if (kind === 'submit') {
      t.diagnostic(`R1: npm client: ${scripts.length} submit fault scripts, ${journeys} journeys, 0 duplicate charges`);
      t.diagnostic(`R2: npm client: ${scripts.length} submit fault scripts, each found or typed: ${JSON.stringify(endings)}`);
    } else t.diagnostic(`R3: npm client: ${scripts.length} poll fault scripts, ${journeys} journeys, all end as documented: ${JSON.stringify(endings)}`);
    t.diagnostic(`R4: npm client, ${kind}: ${journeys} promises settled by the deadline + 1 s, 0 timers and machines left`);
  });
}

/** After a reload: goes on with what is on file; nothing where nothing was filed. A submission goes as far as itself. */
async function goOn(kind, client) {
  const [record, ...more] = await client.pending();
  assert.deepEqual(more, []);
  if (!record) return undefined;
  assert.equal(JSON.stringify(record).includes('canary'), false);
  return { promise: kind === 'submit' ? client.submit(REQUEST) : client.resume(record) };
}

test('a reload at every step leads to the same ending without another POST', async (t) => {
  let reloads = 0;
  let unknown = 0;
  let neverSent = 0;
  for (const [kind, scripts] of [['submit', submits], ['poll', polls]]) {
    for (const script of scripts) {
      const whole = world(script.script, 1);
      const first = await play(whole.time, begin(kind)(whole.open().client));
      // Long watches repeat themselves.
      const most = process.env.LONG ? 60 : kind === 'submit' ? 12 : 8;
      for (let step = 0; step < most; step++) {
        const { time, api, storage, open } = world(script.script, 1);
        const before = open();
        let over = false;
        begin(kind)(before.client).then(() => { over = true; }, () => { over = true; });
        await settled();
        for (let done = 0; done < step && !over; done++) await time.step();
        if (over) break;
        before.die();
        reloads++;
        const sending = [...storage.kept.values()].some((text) => JSON.parse(text).job.phase === 'sending');
        await time.pass(300);
        const resumed = await goOn(kind, open().client);
        const told = `${kind} ${script.name}, reload at step ${step}`;
        if (resumed === undefined) {
          assert.equal(api.posts, 0, told);
          neverSent++;
          continue;
        }
        const end = await play(time, resumed.promise);
        assert.ok(api.posts <= whole.api.posts, `${told}: ${api.posts} POSTs, not ${whole.api.posts}`);
        assert.ok(api.charges <= whole.api.charges, told);
        if (end.name === first.name) continue;
        assert.ok(end.name === 'unknown' && sending, `${told}: ${end.name} instead of ${first.name}`);
        unknown++;
      }
    }
  }
  assert.ok(reloads >= 1000, `${reloads}`);
  t.diagnostic(`R8: npm client: ${reloads.toLocaleString('en')} reloads, 0 extra POSTs, ${unknown} of them unknown for a lost answer, ${neverSent} with nothing on file`);
});

test('every Retry-After is kept within bounds', async (t) => {
  const cases = transcripts('retry_after');
  assert.ok(cases.length >= 40);
  let hot = 0;
  let longest = 0;
  for (const { value, date, ms } of cases) {
    for (const route of ['submit', 'status']) {
      const headers = { date: date ?? '', 'retry-after': value };
      if (!date) delete headers.date;
      const { time, api, storage } = world({}, 3);
      const clock = time.owner();
      let struck = 0;
      const fetch = async (url, init) => {
        const aimed = (init.method === 'POST') === (route === 'submit');
        if (aimed && struck++ === 0) {
          at = time.ms;
          // Headers refuses what HTTP cannot carry, such as a line break; fetch would never hand it on.
          return { status: 429, headers: { get: (name) => headers[name] ?? null }, body: null };
        }
        if (aimed && again === undefined) again = time.ms;
        return api.fetch(url, init);
      };
      let at;
      let again;
      const client = createClient({ baseUrl: 'https://api.example', fetch, storage, clock, random: chances(5) });
      const end = await play(time, client.run(REQUEST));
      if (ms !== null && ms > 120_000) {
        assert.equal(again, undefined, value);
        assert.equal(end.name, route === 'submit' ? 'rejected' : 'paused', value);
        continue;
      }
      const waited = again - at;
      assert.ok(waited >= Math.max(5_000, ms ?? 0) && waited <= 120_000, `${value}, ${date}: waited ${waited} ms`);
      hot += waited < 5_000;
      longest = Math.max(longest, waited);
    }
  }
  assert.equal(hot, 0);
  t.diagnostic(`R6: npm client: ${cases.length} values on both routes, ${hot} hot retries, the longest wait ${longest} ms`);
});
