// The emulator as its users get it: the documented answers, every fault by name, limits, webhooks, clips, real sockets.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { serve } from './emulator-server.mjs';
import { installed, load, loadCommonJs } from './setup.mjs';

const { createEmulator, createVirtualClock } = await load('seedance-request/emulator');
const { parseError, parseTask, validateJson } = await load();

const HOST = 'https://emulator.test';
const ROUTE = '/v1/videos/generations';
const ORDER = { model: 'seedance-2', prompt: 'a cat', client_business_id: 'order 7' };
const START = Date.UTC(2026, 5, 16);

/** An emulator on a clock that stands still, and what a client does with it. */
function start(options = {}) {
  const clock = createVirtualClock(START);
  const emulator = createEmulator({ clock, ...options });
  const submit = (body = ORDER, init = {}) => emulator.fetch(`${HOST}${ROUTE}`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), ...init });
  const ask = (id = ORDER.client_business_id, init = {}) => emulator.fetch(`${HOST}${ROUTE}/${encodeURIComponent(id)}`, init);
  const charged = () => Object.values(emulator.charges()).reduce((sum, count) => sum + count, 0);
  return { clock, emulator, submit, ask, charged };
}

/** What becomes of a promise within so much virtual time, and when. */
async function within(clock, promise, ms) {
  let end;
  promise.then((value) => { end ??= { value, at: clock.now() }; }, (error) => { end ??= { error, at: clock.now() }; });
  const from = clock.now();
  while (!end && clock.now() - from < ms) await clock.advance(Math.min(250, ms));
  return end ? { ...end, took: end.at - from } : 'open';
}

test('a task from its submission to its clip, in virtual time', async () => {
  const { clock, emulator, submit, ask } = start();
  const submitted = await submit();
  assert.equal(submitted.status, 200);
  assert.equal(submitted.headers.get('content-type'), 'application/json');
  assert.equal(submitted.headers.get('date'), 'Tue, 16 Jun 2026 00:00:00 GMT');
  const task = parseTask(await submitted.json());
  assert.match(task.id, /^tsk_vid_[0-9A-Z]{26}$/);
  const seen = [];
  for (let second = 0; second <= 60; second += 10) {
    for (const id of [task.id, ORDER.client_business_id]) {
      const { status, progress, id: same } = parseTask(await (await ask(id)).json());
      assert.equal(same, task.id);
      if (id === task.id) seen.push([status, progress]);
    }
    await clock.advance(10_000);
  }
  assert.deepEqual(seen.map(([status]) => status), ['queued', 'in_progress', 'in_progress', 'in_progress', 'in_progress', 'in_progress', 'completed']);
  assert.ok(seen.every(([, progress], at) => at === 0 || progress > seen[at - 1][1]));
  const { result } = await (await ask()).json();
  assert.deepEqual(result, { type: 'video', data: [{ url: `/clips/${task.id}.webm`, format: 'webm' }] });
  const clip = await emulator.fetch(`${HOST}${result.data[0].url}`);
  assert.equal(clip.headers.get('content-type'), 'video/webm');
  assert.equal(Buffer.from(await clip.arrayBuffer()).readUInt32BE(), 0x1a45dfa3);
  assert.deepEqual(emulator.charges(), { 'order 7': 1 });
  assert.deepEqual(emulator.tasks(), [{ id: task.id, client_business_id: 'order 7', model: 'seedance-2', created_at_ms: START }]);
});

test('a clip is there from completion until it expires, whole or in parts', async () => {
  const { clock, emulator, submit } = start({ clips: `${HOST}/files/` });
  const { id } = await (await submit()).json();
  const get = (headers, method = 'GET', name = `${id}.webm`) => emulator.fetch(`${HOST}/files/${name}`, { headers, method });
  assert.equal((await get()).status, 404);
  await clock.advance(60_000);
  const whole = Buffer.from(await (await get()).arrayBuffer());
  for (const [range, want, from, to] of [['bytes=0-3', 206, 0, 3], ['bytes=100-', 206, 100, whole.length - 1], ['bytes=-5', 206, whole.length - 5, whole.length - 1], ['bytes=0-999999', 206, 0, whole.length - 1], ['rows=1', 200, 0, whole.length - 1]]) {
    const part = await get({ range });
    assert.deepEqual([part.status, Buffer.from(await part.arrayBuffer())], [want, whole.subarray(from, to + 1)], range);
    assert.equal(part.headers.get('content-range'), want === 206 ? `bytes ${from}-${to}/${whole.length}` : null);
  }
  assert.equal((await get({ range: `bytes=${whole.length}-` })).status, 416);
  assert.equal((await get({}, 'HEAD')).headers.get('content-length'), String(whole.length));
  assert.equal((await get({}, 'POST')).status, 405);
  for (const name of ['', 'nobody.webm', `${id}.mp4`, `x/${id}.webm`]) assert.equal((await get({}, 'GET', name)).status, 404, name);
  await clock.advance(86_400_000);
  assert.equal((await get()).status, 404);
});

test('what the API turns away, and charges nothing for', async () => {
  const check = (body) => {
    const { valid, errors } = validateJson(body);
    return valid ? undefined : { status: 422, message: errors[0].message };
  };
  const { emulator, submit, ask, charged } = start({ requireKey: true, check, webhookSecrets: [] });
  const key = { headers: { authorization: 'Bearer sk-test' } };
  const said = async (response) => {
    const { status } = await response;
    return [status, parseError(status, await (await response).text()).code];
  };
  assert.deepEqual(await said(submit()), [401, 'unauthorized']);
  assert.deepEqual(await said(ask()), [401, 'unauthorized']);
  assert.deepEqual(await said(submit('[]', key)), [400, 'invalid_request']);
  assert.deepEqual(await said(submit({ ...ORDER, duration: 99 }, key)), [422, 'invalid_request']);
  assert.deepEqual(await said(submit({ ...ORDER, callback_url: 'https://me.example/hook' }, key)), [400, 'webhook_not_configured']);
  assert.deepEqual(await said(ask('nobody', key)), [404, 'task_not_found']);
  assert.deepEqual(await said(emulator.fetch(`${HOST}${ROUTE}`, { method: 'PUT', ...key })), [405, 'method_not_allowed']);
  assert.deepEqual(await said(emulator.fetch('/v1/models', key)), [404, 'not_found']);
  assert.equal(charged(), 0);
  assert.equal((await submit(ORDER, key)).status, 200);
  assert.equal(charged(), 1);
  const lenient = start();
  assert.deepEqual(await said(lenient.submit('[]')), [400, 'invalid_request']);
  assert.deepEqual(await said(lenient.submit({ prompt: 'a' })), [400, 'invalid_request']);
  assert.deepEqual(await said(start({ script: { not_found: 'seen' } }).ask('nobody')), [400, 'task_not_exist']);
});

test('charges are counted per business id', async () => {
  const { emulator, submit } = start();
  await submit({ ...ORDER, client_business_id: 'a' });
  await submit({ ...ORDER, client_business_id: 'a' });
  await submit({ ...ORDER, client_business_id: undefined, metadata: { client_business_id: 'b' } });
  await submit({ ...ORDER, client_business_id: '__proto__' });
  const { id } = await (await submit({ model: 'seedance-2' })).json();
  assert.deepEqual(Object.entries(emulator.charges()).sort(), [['__proto__', 1], ['a', 2], ['b', 1], [id, 1]].sort());
});

test('allowances', async () => {
  for (const [tier, burst, submits, queries] of [['default', 50, 300, 3_000], ['vip', 166, 1_000, 10_000], ['svip', 333, 2_000, 30_000]]) {
    const { clock, submit, ask } = start({ tier });
    let last;
    for (let count = 0; count < burst; count++) last = await submit();
    assert.deepEqual(['limit', 'remaining', 'reset', 'category'].map((name) => last.headers.get(`x-ratelimit-${name}`)), [String(submits), String(submits - burst), String(START / 1000 + 60), 'async_submit']);
    const refused = await submit();
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '10'], tier);
    assert.equal(parseError(429, await refused.text()).code, 'rate_limit_exceeded');
    await clock.advance(10_000);
    assert.equal((await submit()).status, 200);
    const asked = await ask();
    assert.deepEqual(['limit', 'remaining', 'category'].map((name) => asked.headers.get(`x-ratelimit-${name}`)), [String(queries), String(queries - 1), 'async_query']);
  }
  const { submit } = start({ tier: 'unlimited' });
  for (let count = 0; count < 400; count++) assert.equal((await submit()).headers.get('x-ratelimit-limit'), null);
});

test('three shapes of errors, and those of the wild', async () => {
  const shapes = {
    object: { error: { code: 'teapot', message: 'scripted' } },
    typed: { error: { code: 'teapot', message: 'scripted', type: 'scripted_error' } },
    flat: { success: false, message: 'scripted' },
    text: { error: 'scripted' },
    message: { message: 'teapot' },
    nested: { error: { code: 'teapot', message: { message: 'scripted' } } },
  };
  for (const [shape, body] of Object.entries(shapes)) {
    const { submit } = start({ script: { submit: [{ say: { status: 418, code: 'teapot', shape } }] } });
    const response = await submit();
    assert.deepEqual([response.status, await response.json()], [418, body]);
  }
});

// What the descriptions say, written down a second time: route, status or what becomes of the connection, and the rest.
const DROP = 'drop';
const HANG = 'hang';
const charge = { charge: 1 };
const page = { type: 'text/html' };
const EXPECTED = {
  'submit-lost': [DROP],
  'submit-accepted-answer-dropped': [DROP, charge],
  'submit-accepted-answer-hangs': [HANG, charge],
  'submit-accepted-answer-late': [200, { ...charge, took: 90_000 }],
  'submit-accepted-answer-slow': [200, { ...charge, took: 8_000 }],
  'submit-accepted-answer-trickles': [200, { ...charge, trickles: true }],
  'submit-rejected-400': [400, { code: 'invalid_request' }],
  'submit-rejected-401': [401, { code: 'unauthorized', typed: true }],
  'submit-rejected-402': [402, { code: 'insufficient_quota' }],
  'submit-rejected-403': [403, { code: 'forbidden' }],
  'submit-rejected-422': [422, { code: 'content_policy_violation' }],
  'submit-rejected-flat': [400, { body: { success: false, message: 'scripted' } }],
  'submit-429': [429, { code: 'rate_limit_exceeded', after: '2' }],
  'submit-429-bare': [429, { code: 'rate_limit_exceeded', after: null }],
  'submit-429-date': [429, { code: 'rate_limit_exceeded', after: 'Mon, 15 Jun 2026 23:00:30 GMT', date: 'Mon, 15 Jun 2026 23:00:00 GMT' }],
  'submit-429-too-long': [429, { code: 'rate_limit_exceeded', after: '3600' }],
  'submit-503-refused': [503, { code: 'rate_limit_unavailable', after: '5' }],
  'submit-503-accepted': [503, { code: 'service_unavailable', ...charge }],
  'submit-503-not-accepted': [503, { code: 'service_unavailable' }],
  'submit-425': [425, { code: 'too_early' }],
  'submit-500-accepted': [500, { code: 'internal_error', ...charge }],
  'submit-500-not-accepted': [500, { code: 'internal_error' }],
  'submit-502-html-accepted': [502, { ...page, ...charge }],
  'submit-504-html-not-accepted': [504, page],
  'submit-408-accepted': [408, { body: { error: 'scripted' }, ...charge }],
  'submit-409-accepted': [409, { code: 'conflict', ...charge }],
  'submit-redirect-accepted': [302, { location: '/moved', ...charge }],
  'submit-redirect-not-accepted': [307, { location: '/moved' }],
  'submit-200-html-accepted': [200, { ...page, ...charge }],
  'submit-200-truncated': [200, { half: true, ...charge }],
  'submit-200-null': [200, { body: null, ...charge }],
  'submit-200-error-body': [200, { code: 'internal_error', ...charge }],
  'submit-200-no-id': [200, { has: { id: undefined, client_business_id: 'order 7' }, ...charge }],
  'submit-200-other-id': [200, { has: { client_business_id: 'somebody-else' }, ...charge }],
  'submit-200-huge': [200, { bytes: 20_000, ...charge }],
  'status-lost': [DROP],
  'status-dropped': [DROP],
  'status-hangs': [HANG],
  'status-slow': [200, { took: 12_000 }],
  'status-trickles': [200, { trickles: true }],
  'status-401': [401, { code: 'unauthorized', typed: true }],
  'status-403': [403, { code: 'forbidden' }],
  'status-404': [404, { code: 'task_not_found' }],
  'status-404-html': [404, page],
  'status-400-task-not-exist': [400, { body: { message: 'task_not_exist' } }],
  'status-429': [429, { code: 'rate_limit_exceeded', after: '30' }],
  'status-429-date': [429, { code: 'rate_limit_exceeded', after: 'Tue, 16 Jun 2026 00:00:20 GMT', date: 'Tue, 16 Jun 2026 00:00:00 GMT' }],
  'status-429-too-long': [429, { code: 'rate_limit_exceeded', after: '600' }],
  'status-500': [500, { code: 'internal_error' }],
  'status-502-html': [502, page],
  'status-503': [503, { code: 'rate_limit_unavailable', after: '0' }],
  'status-outage': [503, { ...page, times: 12 }],
  'status-redirect': [302, { location: '/moved' }],
  'status-html': [200, page],
  'status-truncated': [200, { half: true }],
  'status-null': [200, { body: null }],
  'status-huge': [200, { bytes: 20_000 }],
  'status-other-task': [200, { has: { id: 'tsk_vid_other', client_business_id: 'somebody-else' } }],
  'status-progress-backwards': [200, { has: { status: 'in_progress', progress: 3, result: undefined } }],
  'status-unheard-of': [200, { has: { status: 'reticulating' } }],
  'status-no-url': [200, { has: { status: 'completed', result: undefined } }],
  'status-never-a-url': [200, { has: { status: 'completed', result: undefined }, times: 9 }],
  'status-data-url': [200, { has: { status: 'completed', result: undefined, data: [{ url: '/clip.mp4' }] } }],
};
// When a task is found, how it is told by then, and how it is told in the end.
const LIVES = {
  'life-failed': [[0, 'queued'], [34_999, 'in_progress'], [35_000, 'failed']],
  'life-hidden-briefly': [[11_999, 404], [12_000, 'in_progress'], [60_000, 'completed']],
  'life-hidden-long': [[44_999, 404], [45_000, 'in_progress'], [60_000, 'completed']],
  'life-hidden-past-the-window': [[99_999, 404], [100_000, 'completed']],
  'life-expires-at-once': [[59_999, 'in_progress'], [60_000, 'completed, expired']],
  'life-never-ends': [[59_999, 'in_progress'], [60_000, 'zombie'], [86_400_000, 'zombie']],
  'life-long': [[904_999, 'in_progress'], [905_000, 'completed']],
  'life-past-the-deadline': [[7_204_999, 'in_progress'], [7_205_000, 'completed']],
  'life-wild-word': [[59_999, 'in_progress'], [60_000, 'cancelled']],
};
const WEBHOOKS = ['webhook-twice', 'webhook-forged', 'webhook-stale'];

test('every fault by name does what its description says', async (t) => {
  const { faults } = createEmulator();
  assert.deepEqual(faults.map(({ name }) => name).sort(), [...Object.keys(EXPECTED), ...Object.keys(LIVES), ...WEBHOOKS].sort());
  assert.ok(faults.every(({ name, route, description }) => name.startsWith(`${route}-`) && /^[A-Z].*\.$/.test(description)));
  for (const [name, [outcome, expected = {}]] of Object.entries(EXPECTED)) {
    const { clock, emulator, submit, ask, charged } = start({ script: [name] });
    const isSubmit = name.startsWith('submit-');
    if (!isSubmit) await submit();
    const honest = isSubmit ? undefined : await (await honestAnswer()).text();
    const before = charged();
    for (let time = 0; time < (expected.times ?? 1); time++) {
      const from = clock.now();
      const gone = new AbortController();
      const promise = (isSubmit ? submit : ask)(undefined, { signal: gone.signal });
      const end = await within(clock, promise, 100_000);
      if (outcome === HANG) {
        assert.equal(end, 'open', name);
        gone.abort(new Error('enough'));
        await assert.rejects(promise, /enough/);
        continue;
      }
      if (outcome === DROP) {
        assert.equal(end.error?.name, 'TypeError', name);
        assert.equal(end.error.message, 'Failed to fetch');
        continue;
      }
      const { value: response } = end;
      assert.equal(response?.status, outcome, `${name}: ${end.error}`);
      assert.equal(end.at - from, expected.took ?? 0, name);
      const read = await within(clock, response.text(), 600_000);
      const body = read.value;
      assert.equal(typeof body, 'string', name);
      if (expected.trickles) assert.equal(read.took, 1000 * body.length, name);
      if (expected.code !== undefined) assert.equal(parseError(outcome, body).code, expected.code, name);
      if (expected.typed) assert.deepEqual(JSON.parse(body).error, { code: 401, message: 'scripted', type: 'scripted_error' }, name);
      assert.equal(response.headers.get('content-type'), expected.type ?? 'application/json', name);
      if (expected.type) assert.match(body, /^<html>/, name);
      if ('after' in expected) assert.equal(response.headers.get('retry-after'), expected.after, name);
      if (expected.date) assert.equal(response.headers.get('date'), expected.date, name);
      assert.equal(response.headers.get('location'), expected.location ?? null, name);
      if ('body' in expected) assert.deepEqual(JSON.parse(body), expected.body, name);
      if (expected.bytes) assert.deepEqual([body.length, body.trimEnd().at(-1)], [expected.bytes, '}'], name);
      if (expected.half) assert.ok(body.startsWith('{"id":"tsk_vid_') && body.length > 40 && body.length < 150 && (!honest || honest.startsWith(body)), `${name}: ${body}`);
      for (const [key, value] of Object.entries(expected.has ?? {})) assert.deepEqual(JSON.parse(body)[key], value, `${name}: ${key}`);
    }
    assert.equal(charged() - before, expected.charge ?? 0, name);
    // It struck as often as it should, and is over.
    const after = await (isSubmit ? submit : ask)();
    assert.equal(after.status, 200, `${name}: and then`);
    assert.equal(parseTask(await after.json()).client_business_id, 'order 7');
    emulator.close();
  }
  for (const [name, course] of Object.entries(LIVES)) {
    const { clock, emulator, submit, ask } = start({ script: [name] });
    await submit();
    for (const [at, want] of course) {
      await clock.advance(START + at - clock.now());
      const response = await ask();
      const { status, result, error } = await response.json();
      const told = response.status !== 200 ? response.status : status === 'completed' && !result ? 'completed, expired' : status;
      assert.equal(told, want, `${name} after ${at} ms`);
      if (status === 'failed') assert.equal(error.code, 'generation_failed');
    }
    emulator.close();
  }
  t.diagnostic(`${Object.keys(EXPECTED).length} faults of requests, ${Object.keys(LIVES).length} lives; ${WEBHOOKS.length} of webhooks below`);
});

/** What the API says of the same task where nothing goes wrong. */
async function honestAnswer() {
  const { submit, ask } = start();
  await submit();
  return ask();
}

/** Whether a webhook is signed with a secret, as WebCrypto sees it. */
async function isSignedWith(secret, { headers, body }) {
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  const data = encoder.encode(`${headers['X-ToAPIs-Webhook-Id']}.${headers['X-ToAPIs-Webhook-Timestamp']}.${body}`);
  const signatures = headers['X-ToAPIs-Webhook-Signature'].split(',').map((one) => /^v1=([0-9a-f]{64})$/.exec(one)[1]);
  const verdicts = await Promise.all(signatures.map((hex) => crypto.subtle.verify('HMAC', key, Buffer.from(hex, 'hex'), data)));
  return verdicts.some(Boolean);
}

const CALLBACK = { ...ORDER, callback_url: 'https://me.example/hook?x=1' };

test('webhooks are signed, listed, and told apart from forged and stale ones', async () => {
  const run = async (script) => {
    const { clock, emulator, submit } = start({ script, webhookSecrets: ['new', 'old'] });
    await submit(CALLBACK);
    assert.deepEqual(emulator.webhooks(), []);
    await clock.advance(60_000);
    return emulator.webhooks();
  };
  const [honest, ...more] = await run([]);
  assert.deepEqual(more, []);
  assert.equal(honest.url, CALLBACK.callback_url);
  assert.deepEqual([await isSignedWith('new', honest), await isSignedWith('old', honest), await isSignedWith('other', honest)], [true, true, false]);
  assert.equal(honest.headers['X-ToAPIs-Webhook-Signature'].split(',')[0].slice(3), createHmac('sha256', 'new').update(`${honest.id}.${(START + 60_000) / 1000}.${honest.body}`).digest('hex'));
  const { type, data } = JSON.parse(honest.body);
  assert.deepEqual([type, data.status, data.progress, data.client_business_id], ['generation.completed', 'SUCCESS', '100%', 'order 7']);
  const failed = await run(['life-failed']);
  assert.deepEqual([JSON.parse(failed[0].body).type, JSON.parse(failed[0].body).data.status], ['generation.failed', 'FAILURE']);
  const twice = await run(['webhook-twice']);
  assert.deepEqual(twice.map(({ id }) => id), [honest.id, honest.id]);
  const [forged] = await run(['webhook-forged']);
  assert.deepEqual([await isSignedWith('new', forged), await isSignedWith('old', forged)], [false, false]);
  const [stale] = await run(['webhook-stale']);
  assert.deepEqual([await isSignedWith('new', stale), stale.at / 1000 - Number(stale.headers['X-ToAPIs-Webhook-Timestamp'])], [true, 600]);
});

test('webhooks are delivered, repeated until they are taken, and given up', async () => {
  const answers = [500, 302, 'throws', 'hangs', 200];
  const got = [];
  const { clock, emulator, submit } = start({
    deliver: async (request) => {
      got.push({ at: clock.now() - START, url: request.url, method: request.method, body: await request.text(), id: request.headers.get('x-toapis-webhook-id') });
      const answer = answers[got.length - 1];
      if (answer === 'throws') throw new Error('refused');
      if (answer === 'hangs') return new Promise(() => {});
      return { status: answer };
    },
  });
  await submit(CALLBACK);
  // An earlier webhook than the one that is waited for.
  emulator.inject({ route: 'life', life: { queued_ms: 0, running_ms: 1_000_000 } });
  await clock.advance(1_000_000);
  assert.deepEqual(got.map(({ at }) => at / 1000), [60, 70, 100, 220, 830]);
  assert.deepEqual(new Set(got.map(({ id, url, method }) => `${method} ${id} ${url}`)).size, 1);
  assert.deepEqual(emulator.webhooks().map(({ status }) => status), [500, 302, 0, 0, 200]);
  await clock.advance(86_400_000);
  assert.equal(got.length, 5);
  const never = start({ deliver: () => ({ status: 500 }) });
  await never.submit(CALLBACK);
  await never.clock.advance(7 * 86_400_000);
  assert.equal(never.emulator.webhooks().length, 8);
  assert.equal(never.clock.sleeping, 0);
});

test('a task that ends earlier is told earlier', async () => {
  const order = [];
  const { clock, emulator, submit } = start({ deliver: async (request) => (order.push(JSON.parse(await request.text()).data.client_business_id), { status: 204 }) });
  await submit({ ...CALLBACK, client_business_id: 'slow' });
  emulator.inject('life-failed');
  await submit({ ...CALLBACK, client_business_id: 'fast' });
  await clock.advance(60_000);
  assert.deepEqual(order, ['fast', 'slow']);
});

test('faults strike in turn, and can be added', async () => {
  const { emulator, submit, ask } = start({ script: ['submit-500-accepted', 'status-500', 'submit-429'] });
  assert.deepEqual([(await submit()).status, (await submit()).status, (await submit()).status], [500, 429, 200]);
  assert.deepEqual([(await ask()).status, (await ask()).status], [500, 200]);
  emulator.inject('status-html', { route: 'status', fault: { say: { status: 410 }, times: 2 } });
  assert.deepEqual([(await ask()).headers.get('content-type'), (await ask()).status, (await ask()).status, (await ask()).status], ['text/html', 410, 410, 200]);
});

test('an abort settles at once, whatever is waited for', async () => {
  for (const name of ['submit-accepted-answer-hangs', 'submit-accepted-answer-late', 'submit-accepted-answer-trickles']) {
    const { clock, submit } = start({ script: [name] });
    const gone = new AbortController();
    const reading = submit(ORDER, { signal: gone.signal }).then((response) => response.text());
    await clock.advance(500);
    gone.abort(new RangeError('mine'));
    await assert.rejects(reading, { name: 'RangeError', message: 'mine' }, name);
    assert.equal(clock.sleeping, 0, name);
  }
  const { submit, charged } = start();
  await assert.rejects(submit(ORDER, { signal: AbortSignal.abort(new RangeError('before')) }), { message: 'before' });
  assert.equal(charged(), 0);
});

test('what it does not take', async () => {
  for (const [options, argument] of [
    [null, 'options'], [{ nonsense: 1 }, 'options.nonsense'], [{ clock: {} }, 'options.clock'], [{ tier: 'gold' }, 'options.tier'], [{ requireKey: 'yes' }, 'options.requireKey'],
    [{ clips: '/clips' }, 'options.clips'], [{ webhookSecrets: 'a' }, 'options.webhookSecrets'], [{ deliver: 1 }, 'options.deliver'], [{ check: 1 }, 'options.check'],
    [{ script: ['submit-429', 'nonsense'] }, 'options.script[1]'], [{ script: 'submit-429' }, 'options.script'], [{ script: { submit: ['status-500'] } }, 'options.script.submit[0]'],
    [{ script: { submit: [{ say: { status: 101 } }] } }, 'options.script.submit[0]'], [{ script: { nonsense: 1 } }, 'options.script'], [{ script: { life: { ends: 'well' } } }, 'options.script'],
  ]) assert.throws(() => createEmulator(options), { name: 'MisuseError', argument }, JSON.stringify(options));
  const emulator = createEmulator();
  assert.throws(() => emulator.inject('nonsense'), { name: 'MisuseError', argument: 'faults[0]' });
  assert.throws(() => emulator.inject({ route: 'nowhere' }), TypeError);
  emulator.close();
  emulator.close();
  assert.throws(() => emulator.tasks(), /closed/);
  await assert.rejects(emulator.fetch(`${ROUTE}/a`), /closed/);
  const other = createEmulator();
  assert.deepEqual(other.tasks(), []);
});

test('many at once know nothing of each other', async () => {
  const all = Array.from({ length: 50 }, () => start());
  await Promise.all(all.map(async ({ submit }, at) => {
    for (let count = 0; count < at % 5; count++) await submit();
  }));
  assert.deepEqual(all.map(({ charged }) => charged()), all.map((_, at) => at % 5));
  for (const { emulator } of all) emulator.close();
});

test('require gives the same', async () => {
  const { createEmulator, createVirtualClock } = loadCommonJs('seedance-request/emulator');
  const clock = createVirtualClock();
  const { fetch, charges } = createEmulator({ clock, script: ['submit-500-accepted'] });
  assert.equal((await fetch(ROUTE, { method: 'POST', body: JSON.stringify(ORDER) })).status, 500);
  assert.equal(typeof charges, 'function');
});

test('on a socket: a dropped answer is charged, and really dropped', async () => {
  const { emulator, charged } = start({ clock: undefined, script: ['submit-accepted-answer-dropped', 'submit-lost', 'status-dropped'] });
  const { url, close } = await serve(emulator);
  try {
    const post = () => fetch(`${url}${ROUTE}`, { method: 'POST', body: JSON.stringify(ORDER) });
    await assert.rejects(post(), (error) => error instanceof TypeError && error.cause?.code === 'UND_ERR_SOCKET');
    assert.equal(charged(), 1);
    await assert.rejects(post(), TypeError);
    assert.equal(charged(), 1);
    await assert.rejects(fetch(`${url}${ROUTE}/order%207`), TypeError);
    const task = await (await fetch(`${url}${ROUTE}/order%207`)).json();
    assert.equal(task.client_business_id, 'order 7');
  } finally {
    await close();
  }
});

test('on a socket: silence lasts until the client leaves, and bytes come one by one', async () => {
  const clock = createVirtualClock(START);
  const { emulator, charged } = start({ clock, script: { submit: ['submit-accepted-answer-hangs'], status: ['status-trickles', 'status-trickles', 'status-redirect'] } });
  const { url, close } = await serve(emulator);
  try {
    const gone = new AbortController();
    const hanging = fetch(`${url}${ROUTE}`, { method: 'POST', body: JSON.stringify(ORDER), signal: gone.signal });
    while (charged() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    gone.abort(new Error('enough'));
    await assert.rejects(hanging, /enough/);
    const response = await fetch(`${url}${ROUTE}/order%207`);
    const reader = response.body.getReader();
    const chunks = [];
    for (;;) {
      const next = reader.read();
      let there = false;
      next.then(() => { there = true; });
      while (!there) {
        if (clock.sleeping > 0) await clock.advance(1_000);
        else await new Promise((resolve) => setTimeout(resolve, 1));
      }
      const { value, done } = await next;
      if (done) break;
      chunks.push(value);
    }
    const text = Buffer.concat(chunks).toString();
    assert.equal(parseTask(JSON.parse(text)).client_business_id, 'order 7');
    assert.ok(chunks.length > text.length / 2, `${chunks.length} chunks for ${text.length} bytes`);
    assert.equal(clock.now() - START, 1_000 * text.length);
    // A client that leaves in the middle stops the drip.
    const second = await fetch(`${url}${ROUTE}/order%207`);
    while (clock.sleeping === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await second.body.cancel();
    while (clock.sleeping > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const redirect = await fetch(`${url}${ROUTE}/order%207`, { redirect: 'manual' });
    assert.deepEqual([redirect.status, redirect.headers.get('location')], [302, '/moved']);
  } finally {
    await close();
  }
});

test('the doors differ in where the module comes from, and in nothing else', () => {
  const [first, ...others] = ['emulator.js', 'emulator.workerd.js', 'emulator.edge.js'].map((name) => {
    const [, rest] = readFileSync(join(installed, 'dist', name), 'utf8').split('// What follows is the same in every door.');
    assert.ok(rest, name);
    return rest;
  });
  for (const other of others) assert.equal(other, first);
});

test('a runtime that compiles nothing takes the module as an import', async () => {
  const handler = await import(pathToFileURL(join(installed, 'dist/emulator-handler.js')));
  const glue = await import(`${pathToFileURL(join(installed, 'dist/emulator_bg.js'))}?workerd`);
  const compiled = await WebAssembly.compile(readFileSync(join(installed, 'dist/emulator_bg.wasm')));
  const emulator = handler.createEmulator(handler.createMachine(glue, () => compiled), { script: ['submit-425'] });
  assert.equal((await emulator.fetch(ROUTE, { method: 'POST', body: JSON.stringify(ORDER) })).status, 425);
});
