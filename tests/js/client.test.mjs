// What the client promises beside the endings: aborts, double clicks, keys, crowds, storages that fail, lost machines.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { reasons } from './abort-reasons.mjs';
import { Api, chances, EPOCH_MS, mapStorage, settled, Time } from './job-world.mjs';
import { installed, jobs, load, loadCommonJs, watch } from './setup.mjs';

watch();
const { createClient, localStorageRecords, MisuseError } = await load('seedance-request/client');
const glue = await import(pathToFileURL(join(installed, 'dist', 'jobs_bg.js')));
const REQUEST = { model: 'seedance-2', prompt: 'a cat', client_business_id: 'order-7' };
/** What both clients file, and under which names: pages that have both share it. */
const SHARED = JSON.parse(readFileSync(new URL('../transcripts/shared.json', import.meta.url), 'utf8'));
const KEY = 'canary-0123456789/"\\';

function world({ script = {}, seed = 1, ...options } = {}) {
  const time = new Time();
  const random = chances(seed);
  const api = new Api(time, script, random);
  const clock = time.owner();
  const storage = mapStorage();
  const client = createClient({ baseUrl: 'https://api.example', fetch: api.fetch, storage, clock, random, ...options });
  return { time, api, clock, storage, client, random };
}

async function over(time, promise) {
  let end;
  promise.then((value) => { end = { value }; }, (error) => { end = { error }; });
  await time.until(() => end);
  return end;
}

/** A signal that counts its listeners. */
function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...call) => { listeners.add(call[1]); add(...call); };
  signal.removeEventListener = (...call) => { listeners.delete(call[1]); remove(...call); };
  return { controller, signal, listeners: () => listeners.size };
}

test('CommonJS has the same names', async () => {
  const names = Object.keys(await load('seedance-request/client')).filter((name) => name !== 'default').sort();
  assert.deepEqual(Object.keys(loadCommonJs('seedance-request/client')).sort(), names);
  assert.deepEqual(names, ['AbortError', 'CompletedWithoutUrl', 'JobPaused', 'MisuseError', 'NotATask', 'OutcomeUnknown', 'Rejected', 'ValidationError', 'createClient', 'localStorageRecords']);
});

test('a job from its request to its video', async () => {
  const { time, api, client, storage } = world();
  const seen = [];
  const { value } = await over(time, client.run(REQUEST, { onProgress: (task) => seen.push(task) }));
  assert.equal(value.status, 'completed');
  assert.equal(value.videos[0].url, '/clip.mp4');
  assert.equal(api.posts, 1);
  assert.ok(seen.length >= 3);
  seen.reduce((before, { progress }) => { assert.ok(progress >= before); return progress; }, 0);
  assert.deepEqual(await client.pending(), []);
  assert.equal(storage.kept.size, 0);
});

test('a wrong request is never sent', async () => {
  const { api, client } = world();
  for (const request of [{ model: 'seedance-2' }, { ...REQUEST, duration: 99 }, null, 7, [], { ...REQUEST, metadata: new Map() }, { ...REQUEST, prompt: Symbol('x') }]) {
    await assert.rejects(client.submit(request), (error) => {
      assert.equal(error.name, 'ValidationError');
      assert.equal(error.report.valid, false);
      assert.deepEqual([error.billed, error.retryable], ['no', false]);
      return true;
    });
  }
  assert.equal(api.log.length, 0);
  const unchecked = world({ validate: false });
  assert.equal((await over(unchecked.time, unchecked.client.submit({ model: 'seedance-9' }))).value.outcome, 'accepted');
  const later = world({ edition: '2026-08', validate: { unknownFields: 'error' } });
  await assert.rejects(later.client.submit({ ...REQUEST, surprise: 1 }), { name: 'ValidationError' });
  assert.equal((await over(later.time, later.client.submit({ ...REQUEST, return_last_frame: true }))).value.outcome, 'accepted');
});

test('a business id is minted, filed before the first byte, and sent', async () => {
  const { time, client, storage } = world({ fetch: async (url, init) => {
    if (init.method === 'POST') bodies.push(JSON.parse(init.body));
    filed.push(...storage.kept.values());
    throw new TypeError('Failed to fetch');
  } });
  const bodies = [];
  const filed = [];
  const { model, prompt } = REQUEST;
  const end = over(time, client.submit({ model, prompt }));
  await settled();
  assert.equal(bodies.length, 1);
  assert.match(bodies[0].client_business_id, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  assert.equal(JSON.parse(filed[0]).client_business_id, bodies[0].client_business_id);
  assert.equal((await end).value.outcome, 'unknown');
});

test('options that are wrong are named, and no value is shown', () => {
  const good = { baseUrl: 'https://api.example' };
  const wrong = [
    [undefined, 'options'], [{}, 'options.baseUrl'], [{ baseUrl: 'http://api.example' }, 'options.baseUrl'], [{ baseUrl: '/api' }, 'options.baseUrl'],
    [{ baseUrl: `https://${encodeURIComponent(KEY)}@api.example` }, 'options.baseUrl'], [{ baseUrl: `https://api.example?${KEY}` }, 'options.baseUrl'],
    [{ baseUrl: 'ftp://api.example' }, 'options.baseUrl'], [{ baseUrl: 'https://' }, 'options.baseUrl'], [{ baseUrl: 7 }, 'options.baseUrl'],
    [{ ...good, apiKey: `${KEY}\n` }, 'options.apiKey'], [{ ...good, apiKey: '' }, 'options.apiKey'], [{ ...good, apiKey: null }, 'options.apiKey'],
    [{ ...good, headers: { a: `${KEY}\n` } }, 'options.headers'], [{ ...good, headers: { 'a b': '' } }, 'options.headers'], [{ ...good, headers: 7 }, 'options.headers'],
    [{ ...good, storage: {} }, 'options.storage'], [{ ...good, clock: { now: Date.now } }, 'options.clock'], [{ ...good, random: 0.5 }, 'options.random'],
    [{ ...good, fetch: {} }, 'options.fetch'], [{ ...good, validate: 'no' }, 'options.validate'], [{ ...good, polling: [] }, 'options.polling'], [{ ...good, key: KEY }, 'options.key'],
  ];
  for (const [options, argument] of wrong) {
    assert.throws(() => createClient(options), (error) => {
      assert.ok(error instanceof MisuseError);
      assert.equal(error.argument, argument);
      assert.equal(error.message.includes('canary'), false);
      return true;
    });
  }
  for (const baseUrl of ['http://localhost:8080', 'http://127.0.0.1:1/', 'http://[::1]:1', 'https://api.example/v1/', 'HTTPS://API.example']) createClient({ baseUrl });
});

test('the address may end in /v1 or a slash, and a path before it stays', async () => {
  for (const [baseUrl, url] of [
    ['https://api.example', 'https://api.example/v1/videos/generations/a%2Fb'], ['https://api.example/', 'https://api.example/v1/videos/generations/a%2Fb'],
    ['https://api.example/v1', 'https://api.example/v1/videos/generations/a%2Fb'], ['https://api.example/v1/', 'https://api.example/v1/videos/generations/a%2Fb'],
    ['https://site.example/api/v1', 'https://site.example/api/v1/videos/generations/a%2Fb'],
  ]) {
    const urls = [];
    const { time, client } = world({ baseUrl, fetch: async (...call) => { urls.push(call); throw 0; } });
    await over(time, client.retrieve('a/b'));
    assert.deepEqual(urls.map(([url]) => url), [url]);
    assert.equal(urls[0][1].redirect, 'manual');
  }
});

test('calls that are wrong are refused before anything is sent', async () => {
  const { api, client, time } = world();
  for (const [call, argument] of [
    [() => client.wait(''), 'id'], [() => client.wait('..'), 'id'], [() => client.wait(7), 'taskOrId'], [() => client.wait({}), 'taskOrId'], [() => client.retrieve(''), 'id'],
    [() => client.wait('a', { timeoutMs: -1 }), 'options.timeoutMs'], [() => client.wait('a', { onProgress: 7 }), 'options.onProgress'], [() => client.submit(REQUEST, { signal: {} }), 'options.signal'],
    [() => client.submit(REQUEST, { timeout: 1 }), 'options.timeout'], [() => client.resume({}), 'record'], [() => client.resume(null), 'record'], [() => client.resume({ version: 2, job: { kind: 'watch' } }), 'record'],
    [() => world({ polling: { interval: 5 } }).client.wait('a'), 'options.polling'],
    [() => world({ validate: false }).client.submit({ model: 'm', client_business_id: '..' }), 'request.client_business_id'],
    [async () => world({ edition: '2026-07' }), 'options.edition'], [async () => world({ validate: false, edition: 6 }), 'options.edition'],
    [async () => world({ validate: { severities: { 'no-such-rule': 'off' } } }), 'options.severities.no-such-rule'], [async () => world({ apiKey: 'undefined' }), 'options.apiKey'],
  ]) {
    const { error } = await over(time, call());
    assert.deepEqual([error?.name, error?.code, error?.argument, error?.retryable, error?.billed], ['MisuseError', 'misuse', argument, false, 'no']);
  }
  assert.equal(api.log.length, 0);
  assert.equal(glue.job_count(), 0);
});

/** Where a job can be when its caller has enough: how far in virtual time, and what the API does until then. */
const MOMENTS = {
  'before it began': { at: -1, billed: 'no' },
  'the storage is busy': { at: 0, billed: 'no', slow: true },
  'the POST is under way': { at: 1, billed: 'maybe' },
  'waiting after a refusal': { at: 2_000, billed: 'no', script: { submit: [{ say: { status: 429 }, times: 9 }] } },
  'waiting for a look': { at: 1_000, billed: 'maybe', script: { submit: [{ lost: true }], status: [{ lost: true, times: 99 }] } },
  'the POST hangs': { at: 30_000, billed: 'maybe', script: { submit: [{ delivery: 'hang' }] } },
  'waiting for the first question': { at: 3_000, billed: 'maybe' },
  'a question hangs': { at: 20_000, billed: 'maybe', script: { status: [{ delivery: 'hang' }] } },
  'in trouble': { at: 20_000, billed: 'maybe', script: { status: [{ say: { status: 500 }, times: 99 }] } },
};

test('an abort settles at once, whatever its reason, and nothing follows', async (t) => {
  let aborts = 0;
  for (const [moment, { at, billed, script, slow }] of Object.entries(MOMENTS)) {
    for (const [name, reason] of Object.entries(reasons(runInNewContext('new Error("enough")')))) {
      const { time, api, clock, client, storage } = world({ script });
      if (slow) storage.get = () => new Promise(() => {});
      const { controller, signal, listeners } = countedSignal();
      if (at < 0) controller.abort(reason);
      let end;
      client.run(REQUEST, { signal }).then((value) => { end = { value }; }, (error) => { end = { error }; });
      if (at >= 0) {
        await time.pass(at);
        assert.equal(end, undefined, moment);
        assert.equal(listeners() > 0, true, moment);
        controller.abort(reason);
      }
      const sent = api.log.length;
      // No timer fires here: what settles now settles by the abort alone.
      await settled();
      const told = `${moment}, ${name}`;
      assert.equal(end?.error?.name, 'AbortError', told);
      assert.deepEqual([end.error.code, end.error.billed], ['aborted', billed], told);
      assert.ok(Object.is(end.error.cause, signal.reason), told);
      assert.equal(clock.left(), 0, `${told}: timers`);
      assert.equal(listeners(), 0, `${told}: listeners`);
      assert.equal(glue.job_count(), 0, told);
      await time.pass(200_000);
      assert.equal(api.log.length, sent, `${told}: sent after the abort`);
      // What may be paid for is on file, and the record in the error says the same.
      assert.equal(storage.kept.size, billed === 'no' ? 0 : 1, told);
      if (billed !== 'no') assert.deepEqual(end.error.record, JSON.parse([...storage.kept.values()][0]), told);
      aborts++;
    }
  }
  t.diagnostic(`R5: npm client in Node: ${aborts} aborts at ${Object.keys(MOMENTS).length} moments, all without a timer; 0 timers, listeners and machines left, 0 requests after`);
});

test('a fetch may reject with anything', async () => {
  for (const [name, reason] of Object.entries(reasons(runInNewContext('new Error("enough")')))) {
    if (name.endsWith('promise')) continue;
    for (const fetch of [() => Promise.reject(reason), () => { throw reason; }, async () => ({ status: 200, headers: new Headers(), body: { getReader: () => ({ read: () => Promise.reject(reason) }) } })]) {
      const { time, client, clock } = world({ fetch });
      const { value } = await over(time, client.submit(REQUEST));
      assert.deepEqual([value.outcome, value.lastError.code, value.lastError.billed], ['unknown', 'network_error', 'maybe'], name);
      assert.equal(clock.left(), 0);
    }
  }
});

test('answers that are none, and bodies without an end', async () => {
  let read = 0;
  const endless = () => new ReadableStream({ pull(controller) { read += 65_536; controller.enqueue(new Uint8Array(65_536).fill(32)); } }, { highWaterMark: 0 });
  for (const [answer, code] of [
    [() => undefined, 'network_error'], [() => null, 'network_error'], [() => 7, 'network_error'], [() => ({}), 'network_error'],
    [() => new Response(endless(), { status: 200 }), 'answer_too_large'],
    [() => ({ status: 200, headers: new Headers(), text: async () => 'x'.repeat(1 << 21) }), 'answer_too_large'],
    [() => ({ status: 200, redirected: true, headers: new Headers(), body: null }), 'http_0'],
    [() => ({ status: NaN, headers: new Headers(), body: null }), 'http_0'],
    [() => new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'answer_not_json'],
    [() => ({ status: 200, headers: new Headers(), body: new ReadableStream({ start(controller) { controller.enqueue('text'); } }) }), 'network_error'],
  ]) {
    let posts = 0;
    const { time, client } = world({ fetch: async (url, { method }) => {
      if (method === 'GET') return new Response('{"error":{"code":"task_not_found"}}', { status: 404 });
      posts++;
      return answer();
    } });
    const { value } = await over(time, client.submit(REQUEST));
    assert.equal(value.outcome, 'unknown');
    assert.equal(JSON.parse(JSON.stringify(value.record)).job.in_doubt, true);
    assert.equal(posts, 1);
    void code;
  }
  assert.ok(read <= (1 << 20) + 3 * 65_536, `${read} bytes were read`);
});

test('a double click, and two pages: one POST', async () => {
  const { time, api, client, storage, random } = world();
  const other = createClient({ baseUrl: 'https://api.example', fetch: api.fetch, storage, clock: time.owner(), random });
  const ends = [client.submit(REQUEST), client.submit(REQUEST), other.submit(REQUEST)].map((promise) => over(time, promise));
  for (const { value } of await Promise.all(ends)) assert.deepEqual([value.outcome, value.task?.id], ['accepted', 'tsk_vid_1']);
  assert.equal(api.posts, 1);
  // Later, too, as long as the job has not come to its end.
  assert.equal((await over(time, other.submit(REQUEST))).value.task.id, 'tsk_vid_1');
  const taken = (await over(time, other.submit({ ...REQUEST, prompt: 'a dog' }))).value;
  assert.deepEqual([taken.outcome, taken.failure.code], ['rejected', 'business_id_in_use']);
  assert.equal(api.posts, 1);
});

test('a hundred clicks at once on a storage that takes its time: one POST', async (t) => {
  const time = new Time();
  const api = new Api(time);
  const storage = mapStorage(new Map(), { lazy: true });
  const clients = Array.from({ length: 100 }, (_, index) => createClient({ baseUrl: 'https://api.example', fetch: api.fetch, storage, clock: time.owner(), random: chances(index) }));
  const ends = await Promise.all(clients.map((client) => over(time, client.submit(REQUEST))));
  assert.deepEqual(new Set(ends.map(({ value }) => value.task?.id)), new Set(['tsk_vid_1']));
  assert.equal(api.posts, 1);
  t.diagnostic(`R1: npm client: ${clients.length} clients at once with one id, ${api.posts} POST`);
});

test('a rejected submission lets go of its id before the next one gets it, however slow the storage is', async () => {
  for (const ms of [1, 50, 4_000]) {
    const time = new Time();
    const api = new Api(time, { submit: [{ say: { status: 400 } }] });
    const clock = time.owner();
    const kept = mapStorage();
    const slow = (value) => new Promise((answered) => clock.setTimeout(() => answered(value), ms));
    const storage = { get: (key) => slow(kept.get(key)), set: (...call) => slow(kept.set(...call)), delete: (key) => slow(kept.delete(key)), list: () => kept.list() };
    const client = createClient({ baseUrl: 'https://api.example', fetch: api.fetch, storage, clock, random: chances(1) });
    const twice = async () => [(await client.submit(REQUEST)).outcome, ...(await Promise.all([client.submit(REQUEST), client.submit(REQUEST)])).map(({ outcome }) => outcome)];
    assert.deepEqual((await over(time, twice())).value, ['rejected', 'accepted', 'accepted'], `${ms} ms`);
    assert.deepEqual([api.posts, api.charges], [2, 1]);
  }
});

test('Web Locks keep another page out', async (t) => {
  const held = new Set();
  const names = new Set();
  const locks = { async request(name, { ifAvailable }, work) {
    assert.equal(ifAvailable, true);
    names.add(name);
    if (held.has(name)) return work(null);
    held.add(name);
    try { return await work({ name }); } finally { held.delete(name); }
  } };
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true });
  t.after(() => (before ? Object.defineProperty(globalThis, 'navigator', before) : delete globalThis.navigator));
  const { time, api, storage, client, random } = world();
  // Another page: another handle on the same storage.
  const other = createClient({ baseUrl: 'https://api.example', fetch: api.fetch, storage: mapStorage(storage.kept), clock: time.owner(), random });
  const ends = await Promise.all([client, other].map((page) => over(time, page.submit(REQUEST))));
  assert.deepEqual(ends.map(({ value }) => value.outcome), ['accepted', 'accepted']);
  assert.equal(api.posts, 1);
  assert.equal(held.size, 0);
  assert.deepEqual([...names], [`${SHARED.prefix}order-7`]);
});

test('records and locks are those that the Rust client knows', async (t) => {
  const { key, request, task, records } = SHARED;
  const texts = [];
  let held;
  const locks = { request: async (name, options, work) => { held = name; return work({ name }); } };
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true });
  t.after(() => (before ? Object.defineProperty(globalThis, 'navigator', before) : delete globalThis.navigator));
  const time = new Time();
  const kept = mapStorage();
  const storage = { ...kept, set: (at, text) => { texts.push([at, JSON.parse(text)]); kept.set(at, text); } };
  const bodies = [];
  const fetch = async (url, { body }) => { bodies.push(body); return new Response(JSON.stringify(task)); };
  const client = () => createClient({ baseUrl: 'https://api.example', fetch, storage, clock: time.owner(), random: chances(1) });
  await over(time, client().submit(request));
  assert.deepEqual(texts, records.map((record) => [SHARED.prefix + key, record]));
  assert.deepEqual([held, bodies.length], [SHARED.prefix + key, 1]);
  // Each of them, filed by the other client, is gone on with: no second POST.
  for (const record of records) {
    kept.kept.set(SHARED.prefix + key, JSON.stringify(record));
    assert.equal((await over(time, client().submit(request))).value.task.id, task.id);
    assert.deepEqual((await client().pending()).map((record) => record.client_business_id), [key]);
  }
  assert.deepEqual(bodies.filter(Boolean).length, 1);
});

test('a watch that ends late leaves alone what a newer job has filed under its id', async () => {
  const [sending, watching] = SHARED.records;
  const key = SHARED.prefix + SHARED.key;
  const newer = { ...watching, job: { ...watching.job, address: 'tsk_2', task_id: 'tsk_2' } };
  for (const lazy of [false, true]) {
    for (const record of [sending, newer, 'none of ours']) {
      for (const ending of ['completed', 'aborted']) {
        const storage = mapStorage(new Map(), { lazy });
        const filed = JSON.stringify(record);
        const fetch = async () => {
          storage.kept.set(key, filed);
          return new Response(JSON.stringify({ ...SHARED.task, status: ending === 'completed' ? ending : 'queued', video_url: '/clip.mp4' }));
        };
        const { time, client } = world({ fetch, storage });
        const controller = new AbortController();
        const { value, error } = await over(time, client.resume(watching, { signal: controller.signal, onProgress: () => controller.abort() }));
        assert.equal(value?.status ?? error.name, ending === 'completed' ? ending : 'AbortError');
        await settled();
        assert.equal(storage.kept.get(key), filed, `${ending}, ${filed}`);
      }
    }
    // What is of the same task is its own, whoever filed it.
    const storage = mapStorage(new Map([[key, JSON.stringify({ ...watching, job: { ...watching.job, address: SHARED.key, progress: 5 } })]]), { lazy });
    const { time, client } = world({ fetch: async () => new Response(JSON.stringify({ ...SHARED.task, status: 'completed', video_url: '/clip.mp4' })), storage });
    await over(time, client.resume(watching));
    await settled();
    assert.deepEqual([...storage.kept], []);
  }
});

test('an unknown outcome: looked for again, and sent again only on the word', async () => {
  const script = { submit: [{ lost: true }] };
  const { time, api, client } = world({ script });
  const { value } = await over(time, client.submit(REQUEST));
  assert.equal(value.outcome, 'unknown');
  assert.equal((await over(time, value.recheck())).value.outcome, 'unknown');
  for (const options of [undefined, {}, { confirm: 'yes' }, { confirm: 1 }]) assert.equal((await over(time, value.resubmit(options))).error.name, 'MisuseError');
  assert.equal(api.posts, 1);
  const again = (await over(time, value.resubmit({ confirm: true }))).value;
  assert.equal(again.outcome, 'accepted');
  assert.deepEqual([api.posts, api.charges], [2, 1]);
  assert.equal((await over(time, client.wait(again.task))).value.status, 'completed');

  const lost = world({ script });
  const { error } = await over(lost.time, lost.client.run(REQUEST));
  assert.deepEqual([error.name, error.billed, error.retryable, error.clientBusinessId], ['OutcomeUnknown', 'maybe', false, 'order-7']);
  const resumed = (await over(lost.time, lost.client.resume(error.record))).error;
  assert.equal(resumed.name, 'OutcomeUnknown');
  for (const { recheck, resubmit } of [error, resumed]) {
    assert.equal((await over(lost.time, recheck())).value.outcome, 'unknown');
    await assert.rejects(resubmit({}), { name: 'MisuseError' });
  }
});

test('one word is one POST, however long the trouble lasts', async () => {
  const { time, api, client } = world({ script: { submit: [{ lost: true, times: 99 }] } });
  let { value } = await over(time, client.submit(REQUEST));
  for (const posts of [2, 3]) {
    ({ value } = await over(time, value.resubmit({ confirm: true })));
    assert.deepEqual([value.outcome, value.lastError.retryable, api.posts], ['unknown', false, posts]);
  }
  await time.pass(10_000_000);
  assert.equal(api.posts, 3);
});

test('what was never sent can be submitted again, and its record pays for nothing', async () => {
  for (const when of ['before it began', 'while it is filed', 'after a refusal']) {
    const { time, api, client, storage } = world({ script: when === 'after a refusal' ? { submit: [{ say: { status: 429 } }] } : {} });
    const controller = new AbortController();
    if (when === 'while it is filed') storage.set = ((set) => (...call) => { set(...call); controller.abort(); })(storage.set);
    if (when === 'before it began') controller.abort();
    const ending = client.run(REQUEST, { signal: controller.signal }).catch((error) => error);
    if (when === 'after a refusal') {
      await time.pass(2_000);
      controller.abort();
    }
    const { value: { record, billed, retryable } } = await over(time, ending);
    assert.deepEqual([billed, retryable, storage.kept.size, api.charges], ['no', true, 0, 0], when);
    assert.equal((await over(time, client.run(REQUEST))).value.status, 'completed', when);
    // Whoever goes on from the record finds that job, and where it cannot be found does not send it.
    assert.equal((await over(time, client.resume(record))).value.status, 'completed', when);
    api.tasks.length = 0;
    assert.equal((await over(time, client.resume(record))).error.name, 'OutcomeUnknown', when);
    assert.equal(api.charges, 1, when);
  }
});

test('what a run that was accepted ends with is no reason to run it again', async () => {
  const { time, api, client } = world({ script: { status: [{ say: { status: 502 }, times: 99 }] } });
  const { error } = await over(time, client.run(REQUEST));
  assert.deepEqual([error.name, error.retryable, error.billed, api.posts], ['JobPaused', false, 'maybe', 1]);
  // To resume is what is safe to do again.
  assert.equal((await over(time, client.resume(error.record))).error.retryable, true);
  // What the caller's own function throws is handed on as it is.
  for (const thrown of [null, undefined, { record: {} }, Object.freeze(new Error('mine'))]) {
    const { time, client } = world();
    let caught = 'nothing';
    await over(time, client.run(REQUEST, { onProgress() { throw thrown; } }).catch((error) => { caught = error; }));
    assert.equal(caught, thrown);
  }
});

test('a watch of a task is never told of a newer one under its business id', async () => {
  const { time, client } = world();
  const { value: { task: older } } = await over(time, client.submit(REQUEST));
  assert.equal((await over(time, client.wait(older))).value.id, older.id);
  const { value: { task: newer } } = await over(time, client.submit({ ...REQUEST, prompt: 'a dog' }));
  assert.notEqual(newer.id, older.id);
  const seen = { ...older };
  assert.equal((await over(time, client.wait(seen))).value.id, older.id);
  assert.equal((await over(time, client.wait(REQUEST.client_business_id))).value.id, newer.id);
});

test('an id that was only asked for can still be submitted', async () => {
  const { time, api, client, storage } = world();
  assert.equal((await over(time, client.wait(REQUEST.client_business_id))).error.code, 'task_not_found');
  const controller = new AbortController();
  const ending = client.wait(REQUEST.client_business_id, { signal: controller.signal }).catch((error) => error.name);
  controller.abort();
  assert.equal(await ending, 'AbortError');
  assert.equal(storage.kept.size, 0);
  assert.equal((await over(time, client.submit(REQUEST))).value.outcome, 'accepted');
  assert.equal(api.posts, 1);
});

test('another request under an id that is on its way is refused', async () => {
  const { time, api, client } = world();
  const [first, second] = await Promise.all([client.submit(REQUEST), client.submit({ ...REQUEST, prompt: 'a dog' })].map((end) => over(time, end)));
  assert.equal(first.value.outcome, 'accepted');
  assert.deepEqual([second.value.outcome, second.value.failure.code], ['rejected', 'business_id_in_use']);
  assert.equal(api.posts, 1);
});

test('a task that is older than its submission is that of an earlier use of the id', async () => {
  // The clock of the API is an hour ahead of ours.
  const server = EPOCH_MS + 3_600_000;
  const task = (created) => JSON.stringify({ id: `tsk_${created}`, client_business_id: 'order-7', status: 'completed', created_at: Math.floor((server + created) / 1000), video_url: '/v.mp4' });
  for (const [created, outcome] of [[-86_400_000, 'unknown'], [-70_000, 'unknown'], [-30_000, 'accepted'], [1_000, 'accepted']]) {
    const time = new Time();
    const clock = time.owner();
    const fetch = async (url, { method }) => {
      if (method === 'POST') throw new TypeError('Failed to fetch');
      return new Response(task(created), { headers: { date: new Date(server + time.ms).toUTCString() } });
    };
    const client = createClient({ baseUrl: 'https://api.example', fetch, storage: mapStorage(), clock });
    const { value } = await over(time, client.submit(REQUEST));
    assert.equal(value.outcome, outcome, `${created}`);
    // It is not that task for whoever goes on, either.
    if (outcome === 'unknown') assert.equal((await over(time, client.resume(value.record))).error.name, 'OutcomeUnknown');
  }
});

test('a task says what it says, and errors nothing of what was sent in secret', async () => {
  const headers = { 'x-tenant-key': 'order-77-of', 'x-app': 'generation', 'x-author': 'completed', 'x-jwt': 'canary-token', cookie: 'a=1; session=canary-cookie', authorization: 'Bearer canary/of+headers' };
  const id = 'order-77-of-customer';
  const { time, client } = world({ headers, dangerouslyAllowBrowser: true });
  const { value } = await over(time, client.submit({ ...REQUEST, client_business_id: id }));
  assert.deepEqual([value.outcome, value.task.client_business_id], ['accepted', id]);
  assert.equal((await over(time, client.wait(value.task))).value.status, 'completed');
  // Secrets are taken out in each of their forms.
  for (const words of ['canary-token', 'canary-cookie', 'canary/of\\u002Bheaders', 'canary\\/of\\u002bheaders', 'canary\\u002fof+headers', 'canary/of+headers', 'canary\\/of+headers', 'canary\\u002fof\\u002bheaders', 'canary\\u002Fof\\u002Bheaders', 'Bearer canary%2Fof%2Bheaders']) {
    const refused = world({ headers, dangerouslyAllowBrowser: true, fetch: async () => new Response(`{"error":{"message":"no: ${words}"}}`, { status: 401 }) });
    const { value: { failure, record } } = await over(refused.time, refused.client.submit(REQUEST));
    assert.equal(JSON.stringify([failure, record]).includes('canary'), false, words);
    assert.match(failure.message, /^no: /);
  }
  // The key is taken out of a task as well.
  const failed = JSON.stringify({ id: 'tsk_1', status: 'failed', error: { message: 'no: canary/of+headers' } });
  const told = world({ headers, dangerouslyAllowBrowser: true, fetch: async () => new Response(failed) });
  assert.equal((await over(told.time, told.client.retrieve('tsk_1'))).value.error.message, 'no: [redacted]');
  // So is everything out of what only looks like one, and out of what a failed task says.
  for (const said of [{ id: 'req-1', message: 'canary-token' }, { id: 'req-1', status: 'x', object: 'trace', message: 'canary-cookie' }, { id: 'tsk_1', status: 'failed', error: { message: 'canary-token' } }]) {
    const odd = world({ headers, dangerouslyAllowBrowser: true, fetch: async () => new Response(JSON.stringify(said)) });
    const { value } = await over(odd.time, odd.client.submit(REQUEST));
    assert.equal(JSON.stringify([value, [...odd.storage.kept.values()]]).includes('canary'), false, JSON.stringify(value));
  }
});

test('what a storage has of something else is not gone on with', async () => {
  const { time, api, client, storage } = world();
  await over(time, client.submit(REQUEST));
  const { get } = storage;
  storage.get = () => get('seedance-request:job:order-7');
  const { value } = await over(time, client.submit({ ...REQUEST, client_business_id: 'order-8' }));
  assert.deepEqual([value.outcome, value.failure.code, value.failure.billed, api.posts], ['rejected', 'record_not_stored', 'no', 1]);
});

test('pending settles, whatever the storage does', async () => {
  for (const [list, words] of [[() => new Promise(() => {}), /no answer in time/], [() => { throw new Error(`quota of ${KEY}`); }, /quota of \[redacted\]/], [() => Promise.reject(new Error('no')), /no/]]) {
    const { time, clock, client, storage } = world({ apiKey: KEY, dangerouslyAllowBrowser: true });
    storage.list = list;
    const { error } = await over(time, client.pending());
    assert.deepEqual([error.name, error.argument], ['MisuseError', 'options.storage']);
    assert.match(error.message, words);
    assert.equal(clock.left(), 0);
  }
  // One record that cannot be read keeps nobody from the others, nor do many that take their time.
  const { time, clock, client, storage } = world();
  await over(time, client.submit(REQUEST));
  const { get } = storage;
  storage.list = () => ['seedance-request:job:stuck', ...Array.from({ length: 300 }, (_, i) => `seedance-request:job:slow-${i}`), 'seedance-request:job:order-7'];
  storage.get = (key) => (key.endsWith('stuck') ? new Promise(() => {}) : key.includes('slow') ? new Promise((told) => clock.setTimeout(() => told(null), 50)) : get(key));
  assert.deepEqual((await over(time, client.pending())).value.map((record) => record.client_business_id), ['order-7']);
  assert.equal(clock.left(), 0);
  const [{ job }] = (await over(time, client.pending())).value;
  assert.equal((await over(time, client.wait(job.task_id))).value.status, 'completed');
  assert.ok(time.ms < 100_000, `${time.ms} ms`);
  storage.list = () => Array.from({ length: 1000 }, (_, i) => `seedance-request:job:${i}`);
  storage.get = () => new Promise(() => {});
  const from = time.ms;
  assert.equal((await over(time, client.pending())).error.name, 'MisuseError');
  assert.deepEqual([time.ms - from <= 20_000, clock.left()], [true, 0]);
});

test('half a character in the words of an error is no reason to wait', async () => {
  const { time, client } = world({ fetch: async (url, { method }) => { throw new TypeError(method === 'POST' ? `${'x'.repeat(499)}😀` : '\ud800'); } });
  const { value } = await over(time, client.submit(REQUEST));
  assert.deepEqual([value.outcome, value.lastError.code], ['unknown', 'network_error']);
  assert.ok(time.ms < 62_000, `${time.ms} ms`);
});

test('an id that is minted is in the request, whatever its metadata holds', async () => {
  const bodies = [];
  const { time, client } = world({ validate: false, fetch: async (url, { body }) => { bodies.push(body); throw new TypeError('no'); } });
  await over(time, client.submit({ model: 'seedance-2', prompt: 'a cat', metadata: { client_business_id: null } }));
  assert.match(JSON.parse(bodies[0]).client_business_id, /^[\da-f-]{36}$/);
});

test('retrieve looks once', async () => {
  const { time, api, client, storage } = world();
  const { value } = await over(time, client.submit(REQUEST));
  for (const id of [value.task.id, 'order-7']) assert.equal((await over(time, client.retrieve(id))).value.id, value.task.id);
  assert.equal(api.gets, 2);
  const { error } = await over(time, client.retrieve('nobody'));
  assert.deepEqual([error.name, error.code, error.status], ['Rejected', 'task_not_found', 404]);
  const broken = world({ script: { status: [{ say: { status: 502, shape: 'html' } }] } });
  assert.deepEqual((({ error }) => [error.name, error.retryable, error.status])(await over(broken.time, broken.client.retrieve('a'))), ['JobPaused', true, 502]);
  assert.equal(storage.kept.size, 1, 'a look files nothing');
});

test('a watch by the id of a task knows from what is on file how young the task is', async () => {
  const script = { life: { visible_after_ms: 20_000 } };
  for (const verb of ['wait', 'watch']) {
    for (const anew of [false, true]) {
      const { time, api, clock, client, storage } = world({ script });
      const { value: { task } } = await over(time, client.submit(REQUEST));
      // After a reload there is the storage alone, with what others wrote there.
      const other = anew ? createClient({ baseUrl: 'https://api.example', fetch: api.fetch, storage, clock }) : client;
      storage.set('seedance-request:job:x', 'no record');
      storage.set('seedance-request:job:y', '{"version":1,"client_business_id":"y","job":{"kind":"submit","task_id":7}}');
      const last = async (tasks) => { let seen; for await (seen of tasks); return seen; };
      const { value } = await over(time, verb === 'wait' ? other.wait(task.id) : last(other.watch(task.id)));
      assert.deepEqual([value?.id, value?.status], [task.id, 'completed'], `${verb}, ${anew}`);
      assert.deepEqual([api.posts, clock.left(), glue.job_count()], [1, 0, 0]);
      assert.equal([...storage.kept.keys()].some((key) => key.endsWith(REQUEST.client_business_id)), false, 'its record is done with');
    }
  }
});

test('an id that is unknown to the API and to the storage is refused, whatever the storage does', async () => {
  for (const [name, list] of Object.entries({ empty: () => [], throws: () => { throw new Error('no'); }, rejects: () => Promise.reject(new Error('no')), hangs: () => new Promise(() => {}) })) {
    const { time, api, clock, client, storage } = world();
    storage.list = list;
    const { error } = await over(time, client.wait('tsk_vid_9'));
    assert.deepEqual([error.name, error.code, error.status, error.billed], ['Rejected', 'task_not_found', 404, 'maybe'], name);
    assert.deepEqual([api.gets, clock.left(), glue.job_count()], [1, 0, 0], name);
    if (name !== 'hangs') continue;
    // While the storage is asked, the caller can still stop.
    const { controller, signal, listeners } = countedSignal();
    let end;
    client.wait('tsk_vid_9', { signal }).catch((error) => { end = error; });
    await time.until(() => api.gets === 2);
    await settled();
    controller.abort();
    await settled();
    assert.equal(end?.name, 'AbortError');
    assert.deepEqual([clock.left(), listeners(), glue.job_count()], [0, 0, 0]);
  }
});

test('a watch is told task by task, and ends by a break', async () => {
  const { time, api, clock, client } = world();
  const { value: { task } } = await over(time, client.submit(REQUEST));
  const seen = [];
  const all = (async () => { for await (const one of client.watch(task)) seen.push(one.status); })();
  await over(time, all);
  assert.deepEqual([...new Set(seen)], ['in_progress', 'completed']);
  const again = world();
  const accepted = (await over(again.time, again.client.submit(REQUEST))).value;
  await over(again.time, (async () => { for await (const one of again.client.watch(accepted.task)) { void one; break; } })());
  const sent = again.api.log.length;
  await again.time.pass(100_000);
  assert.equal(again.api.log.length, sent);
  assert.equal(again.clock.left() + clock.left() + glue.job_count(), 0);
  // One that was never begun has begun nothing.
  client.watch(task);
  const iterator = client.watch('nobody');
  const pending = iterator.next();
  await iterator.return();
  assert.deepEqual(await pending, { value: undefined, done: true });
  assert.equal(clock.left(), 0);
  const controller = new AbortController();
  const aborted = client.watch('tsk_vid_1', { signal: controller.signal }).next();
  controller.abort();
  await assert.rejects(aborted, { name: 'AbortError' });
  void api;
});

test("an exception of the caller's own function ends the watch and is handed on", async () => {
  const { time, clock, client, storage } = world();
  const { error } = await over(time, client.run(REQUEST, { onProgress() { throw new RangeError('mine'); } }));
  assert.deepEqual([error.name, error.message], ['RangeError', 'mine']);
  assert.equal(clock.left() + glue.job_count(), 0);
  assert.equal(storage.kept.size, 1, 'the job is on file');
  const controller = new AbortController();
  const stopped = await over(time, client.resume((await client.pending())[0], { signal: controller.signal, onProgress: () => controller.abort() }));
  assert.equal(stopped.error.name, 'AbortError');
});

test('a deadline pauses, and the record resumes', async () => {
  const { time, client } = world({ script: { life: { running_ms: 3_600_000 } } });
  const { value: { task } } = await over(time, client.submit(REQUEST));
  const from = time.ms;
  const { error } = await over(time, client.wait(task, { timeoutMs: 60_000 }));
  assert.deepEqual([error.name, error.reason, error.retryable], ['JobPaused', 'deadline', true]);
  assert.ok(time.ms - from <= 61_000);
  assert.equal((await client.pending()).length, 1);
  let end = await over(time, client.resume(error.record));
  for (let turn = 0; end.error && turn < 3; turn++) end = await over(time, client.resume(end.error.record));
  assert.equal(end.value.status, 'completed');
  assert.deepEqual(await client.pending(), []);
});

test('a storage that fails or never answers', async () => {
  const broken = (part) => ({ ...mapStorage(), ...part });
  for (const part of [
    { set() { throw new Error('quota'); } }, { set: () => Promise.reject('quota') }, { set: () => new Promise(() => {}) },
    { get() { throw new Error('denied'); } }, { get: () => new Promise(() => {}) }, { get: () => '{"not":' }, { get: () => '{"version":2}' }, { get: () => 7 },
  ]) {
    const { time, api, clock, client } = world({ storage: broken(part) });
    const { value } = await over(time, client.submit(REQUEST));
    assert.deepEqual([value.outcome, value.failure?.code, value.failure?.billed], ['rejected', 'record_not_stored', 'no'], String(Object.values(part)));
    assert.equal(api.log.length, 0);
    assert.ok(time.ms <= 11_000);
    assert.equal(clock.left() + glue.job_count(), 0);
  }
  // What cannot be read is no reason not to watch.
  const { time, client } = world({ storage: broken({ get() { throw new Error('denied'); }, delete() { throw new Error('denied'); } }) });
  assert.equal((await over(time, client.wait('nobody'))).error.name, 'Rejected');
});

test('without a storage: memory, bounded', async () => {
  const { time, api, client } = world({ storage: undefined, pacing: { POST: { everyMs: 1, burst: 5000 } } });
  assert.equal((await over(time, client.submit(REQUEST))).value.task.id, (await over(time, client.submit(REQUEST))).value.task.id);
  assert.equal(api.posts, 1);
  await over(time, Promise.all(Array.from({ length: 1200 }, () => client.submit({ model: 'seedance-2', prompt: 'a cat' }))));
  assert.equal((await client.pending()).length, 1000);
});

test('records in localStorage', async () => {
  const area = new Map();
  const storage = localStorageRecords({
    get length() { return area.size; },
    key: (index) => [...area.keys()][index] ?? null,
    getItem: (key) => area.get(key) ?? null,
    setItem: (key, value) => area.set(key, value),
    removeItem: (key) => area.delete(key),
  });
  area.set('somebody else', 'x');
  const { time, client } = world({ storage });
  await over(time, client.submit(REQUEST));
  assert.equal((await client.pending()).length, 1);
  assert.equal((await over(time, client.resume((await client.pending())[0]))).value.status, 'completed');
  assert.deepEqual([...area.keys()], ['somebody else']);
});

test('the key is in the requests and nowhere else', async (t) => {
  const texts = [];
  const hidden = (what) => {
    // Own properties at any depth, enumerable or not, as any logger could reach them.
    const seen = new Set();
    const visit = (value, depth) => {
      if (typeof value === 'string') texts.push(value);
      if (typeof value !== 'object' || value === null || seen.has(value) || depth > 8) return;
      seen.add(value);
      for (const key of Reflect.ownKeys(value)) visit(value[key], depth + 1);
    };
    visit(what, 0);
    texts.push(String(what?.stack));
  };
  for (const method of ['log', 'warn', 'error', 'info', 'debug']) t.mock.method(console, method, (...said) => texts.push(...said.map(String)));
  const echo = (status) => () => new Response(JSON.stringify({ error: { code: KEY, message: `the key ${KEY} is wrong`, type: KEY } }), { status, headers: { 'content-type': `text/${'x'}; ${encodeURIComponent(KEY)}`, 'retry-after': '1' } });
  const answers = [echo(401), echo(429), echo(500), echo(200), () => new Response(`<html>${KEY}`), () => { throw new TypeError(`Headers: "Bearer ${KEY}" is no header`); }, () => Promise.reject({ message: KEY, config: { headers: { authorization: KEY } } }), () => { throw KEY; }];
  let sent = 0;
  for (const answer of answers) {
    for (const secret of [{ apiKey: KEY }, { headers: { 'x-proxy-token': KEY } }]) {
      const { time, client, storage } = world({ ...secret, fetch: async (url, init) => {
        sent += Number(JSON.stringify(init.headers).includes('canary'));
        assert.equal(url.includes('canary') || String(init.body).includes('canary'), false);
        return answer();
      } });
      hidden(client);
      for (const call of [() => client.submit(REQUEST), () => client.run(REQUEST), () => client.wait('tsk'), () => client.retrieve('tsk')]) {
        const { value, error } = await over(time, call());
        hidden(value ?? error);
        hidden(await client.pending());
      }
      hidden(storage.log);
    }
  }
  assert.ok(sent > 50);
  assert.ok(texts.length > 1000);
  assert.deepEqual(texts.filter((text) => text.includes('canary')), []);
  t.diagnostic(`S1: npm client: ${texts.length.toLocaleString('en')} texts of errors, records, logs and storage, 0 with the key`);
});

test('a key in a browser needs the word', async (t) => {
  globalThis.document = { addEventListener() {}, removeEventListener() {}, visibilityState: 'visible' };
  t.after(() => delete globalThis.document);
  const options = { baseUrl: 'https://api.example', apiKey: KEY };
  for (const secret of [{ apiKey: KEY }, { headers: { Authorization: `Bearer ${KEY}` } }]) {
    assert.throws(() => createClient({ baseUrl: 'https://api.example', ...secret }), (error) => error.name === 'MisuseError' && !error.message.includes('canary'));
    assert.throws(() => createClient({ baseUrl: 'https://api.example', ...secret, dangerouslyAllowBrowser: 1 }), { name: 'MisuseError' });
    createClient({ baseUrl: 'https://api.example', ...secret, dangerouslyAllowBrowser: true });
  }
  globalThis.location = { href: 'http://192.168.1.5/page' };
  t.after(() => delete globalThis.location);
  createClient({ baseUrl: '/api' });
  assert.throws(() => createClient({ ...options, baseUrl: '/api', dangerouslyAllowBrowser: true }), { argument: 'options.baseUrl' });
});

test('a page that is shown asks at once, and is listened to only while something is watched', async (t) => {
  const page = new EventTarget();
  const counts = { add: 0, remove: 0 };
  const count = (target) => ({
    addEventListener: (...call) => { counts.add++; target.addEventListener(...call); },
    removeEventListener: (...call) => { counts.remove++; target.removeEventListener(...call); },
  });
  globalThis.document = { ...count(page), visibilityState: 'visible' };
  Object.assign(globalThis, count(page));
  t.after(() => ['document', 'addEventListener', 'removeEventListener'].forEach((name) => delete globalThis[name]));
  for (const name of ['visibilitychange', 'online', 'pageshow']) {
    const { time, api, client, clock } = world();
    const { value: { task } } = await over(time, client.submit(REQUEST));
    assert.equal(counts.add, counts.remove);
    const waiting = client.wait(task);
    await settled();
    assert.equal(counts.add - counts.remove, 3);
    const asked = api.gets;
    page.dispatchEvent(new Event(name));
    await settled();
    assert.equal(api.gets, asked, 'not due yet');
    // The device slept: no timer fired, and the wall clock went on.
    time.wallOff += 60_000;
    document.visibilityState = 'hidden';
    if (name === 'visibilitychange') page.dispatchEvent(new Event(name));
    await settled();
    assert.equal(api.gets, asked);
    document.visibilityState = 'visible';
    page.dispatchEvent(new Event(name));
    page.dispatchEvent(new Event(name));
    await settled();
    assert.equal(api.gets, asked + 1, `${name}: once, now`);
    assert.equal((await over(time, waiting)).value.status, 'completed');
    assert.equal(counts.add, counts.remove, 'no listener is left');
    assert.equal(clock.left(), 0);
  }
});

test('a secret that begins with another one is hidden whole', async () => {
  const token = `${KEY}-and-more`;
  const fetch = async () => new Response(JSON.stringify({ error: { code: 'bad', message: `${token} is not known` } }), { status: 400 });
  for (const [apiKey, header] of [[KEY, token], [token, KEY]]) {
    const { client, time } = world({ apiKey, headers: { 'x-token': header }, fetch });
    const { failure } = (await over(time, client.submit(REQUEST))).value;
    assert.match(failure.message, /^\[redacted\] is/);
  }
});

test('a thousand watches stay within what the API grants', async (t) => {
  const { time, api, client, clock } = world({ script: { life: { queued_ms: 0, running_ms: 600_000 } }, pacing: { POST: { everyMs: 1, burst: 5000 } } });
  const tasks = (await over(time, Promise.all(Array.from({ length: 1000 }, (_, index) => client.submit({ ...REQUEST, client_business_id: `order-${index}` }))))).value;
  const from = api.log.length;
  const waiting = over(time, Promise.all(tasks.map(({ task }) => client.wait(task))));
  await time.pass(20_000);
  const most = { machines: glue.job_count(), timers: clock.left(), memory: jobs.at(-1).memory.buffer.byteLength };
  assert.equal(most.machines, 1000);
  await time.pass(300_000);
  const later = { machines: glue.job_count(), timers: clock.left(), memory: jobs.at(-1).memory.buffer.byteLength };
  assert.equal(later.machines, 1000);
  assert.ok(later.timers <= 2000, `${later.timers} timers`);
  assert.equal(later.memory, most.memory, 'the memory does not grow');
  const { value } = await waiting;
  assert.ok(value.every(({ status }) => status === 'completed'));
  const asked = api.log.slice(from).map(({ ms }) => ms);
  let busiest = 0;
  for (let first = 0, last = 0; last < asked.length; last++) {
    while (asked[last] - asked[first] >= 60_000) first++;
    busiest = Math.max(busiest, last - first + 1);
  }
  assert.ok(busiest <= 2_600, `${busiest} in a minute`);
  assert.ok(busiest > 2_000, `${busiest}: the allowance is used`);
  assert.equal(glue.job_count() + clock.left(), 0);
  t.diagnostic(`${asked.length} questions, at most ${busiest} in any minute of 3,000`);
});

test('submissions keep their distance, too', async () => {
  const { time, api, client } = world();
  await over(time, Promise.all(Array.from({ length: 100 }, (_, index) => client.submit({ ...REQUEST, client_business_id: `order-${index}` }))));
  const sent = api.log.filter(({ method }) => method === 'POST').map(({ ms }) => ms);
  assert.equal(sent.length, 100);
  const within = (ms) => Math.max(...sent.map((from) => sent.filter((at) => at >= from && at < from + ms).length));
  assert.ok(within(10_000) <= 50, `${within(10_000)} in 10 s`);
});

test('machines that are lost with their instance go on from the last record', async (t) => {
  let losses = 0;
  for (const run of [(client) => client.run(REQUEST), (client) => client.submit(REQUEST)]) {
    const whole = world();
    await over(whole.time, run(whole.client));
    for (let step = 0; step < 16; step++) {
      const { time, api, client, clock } = world();
      let end;
      run(client).then((value) => { end = { value }; }, (error) => { end = { error }; });
      await settled();
      for (let done = 0; done < step && !end; done++) await time.step();
      if (end) break;
      // Everything in it is gone; the next call traps or finds nothing.
      new Uint8Array(jobs.at(-1).memory.buffer).fill(0xff);
      losses++;
      await time.until(() => end);
      assert.ok(end.value, `step ${step}: ${end.error}`);
      assert.ok(['completed', undefined].includes(end.value.status) && ['accepted', undefined].includes(end.value.outcome), JSON.stringify(end.value));
      assert.equal(api.posts, 1, `step ${step}`);
      assert.equal(clock.left(), 0);
    }
  }
  assert.ok(losses >= 8, `${losses}`);
  t.diagnostic(`R8: npm client: ${losses} machines lost with their instance, 0 extra POSTs`);
});
