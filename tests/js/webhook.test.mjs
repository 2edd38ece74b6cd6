// Webhooks: vectors whose signatures Node's own crypto makes, and every kind of headers and bodies.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { load, loadCommonJs } from './setup.mjs';

const { createDedupe, MisuseError, verifyWebhook, WebhookError } = await load('seedance-request/webhook');
const { parseTask } = await load();
const { base, vectors } = JSON.parse(readFileSync(new URL('../webhooks/vectors.json', import.meta.url), 'utf8'));

const NAMES = { id: 'X-ToAPIs-Webhook-Id', timestamp: 'X-ToAPIs-Webhook-Timestamp', signature: 'X-ToAPIs-Webhook-Signature' };
const hmac = (secret, text) => createHmac('sha256', secret).update(text).digest('hex');

/** A vector with its signature made. */
function made(vector) {
  const whole = { ...base, ...vector };
  const { id, timestamp, body, signing } = whole;
  const signed = (whole.signed ?? `${id}.${timestamp}.BODY`).replace('BODY', () => body);
  whole.signature = whole.signature === null ? null : whole.signature.replace(/\{([NFS]?)(\d)\}/g, (_, how, which) => {
    const hex = hmac(signing[which], signed);
    if (how === 'N') return hex.toUpperCase();
    if (how === 'S') return hex.slice(0, -1);
    return how === 'F' ? hex.replace(/.$/, (last) => (Number.parseInt(last, 16) ^ 1).toString(16)) : hex;
  });
  return whole;
}

const headersOf = (whole) => Object.entries(NAMES).flatMap(([what, name]) => (whole[what] === null ? [] : [whole[what]].flat().map((value) => [name, value])));
const grouped = (pairs, rename) => pairs.reduce((all, [name, value]) => ({ ...all, [rename(name)]: rename(name) in all ? [all[rename(name)], value].flat() : value }), {});

/** The same headers in each kind that servers give. */
const KINDS = {
  Headers: (pairs) => new Headers(pairs),
  'as Node gives them': (pairs) => grouped(pairs, (name) => name.toLowerCase()),
  'as they are written': (pairs) => grouped(pairs, (name) => name),
  'lists': (pairs) => Object.fromEntries(Object.entries(grouped(pairs, (name) => name.toUpperCase())).map(([name, value]) => [name, [value].flat()])),
  'without a prototype': (pairs) => Object.assign(Object.create(null), grouped(pairs, (name) => name)),
  'a Map': (pairs) => new Map(Object.entries(grouped(pairs, (name) => name.toLowerCase())).map(([name, value]) => [name, [value].flat().join(', ')])),
};
const BODIES = {
  'a string': (text) => text, 'a Buffer': (text) => Buffer.from(text), 'an array': (text) => new TextEncoder().encode(text), 'an ArrayBuffer': (text) => new TextEncoder().encode(text).buffer,
};

test('vectors', async (t) => {
  assert.ok(vectors.length >= 40);
  let verdicts = 0;
  for (const vector of vectors) {
    const whole = made(vector);
    for (const [kind, headers] of Object.entries(KINDS)) {
      for (const [form, body] of Object.entries(BODIES)) {
        const what = `${vector.name}, ${kind}, ${form}`;
        const options = { now: whole.now, ...(whole.toleranceSeconds !== undefined && { toleranceSeconds: whole.toleranceSeconds }) };
        const end = await verifyWebhook(body(whole.body), headers(headersOf(whole)), whole.secrets, options).then((event) => ({ event }), (error) => ({ error }));
        if (whole.code) {
          assert.ok(end.error instanceof WebhookError, `${what}: ${end.error ?? JSON.stringify(end.event)}`);
          assert.equal(end.error.code, whole.code, what);
        } else {
          assert.equal(end.error, undefined, what);
          if (vector.event) assert.deepEqual(JSON.parse(JSON.stringify(end.event)), vector.event, what);
          else assert.equal(end.event.task.status, 'completed', what);
        }
        verdicts++;
      }
    }
  }
  t.diagnostic(`S5: ${vectors.length} webhook vectors, ${verdicts} verdicts, 0 wrong`);
});

test('the task is what polling would give', async () => {
  const { body } = base;
  const whole = made({});
  const { task } = await verifyWebhook(body, new Headers(headersOf(whole)), whole.secrets, { now: whole.now });
  const { data } = JSON.parse(body);
  assert.deepEqual(task, { ...parseTask({ id: data.task_id, object: 'generation.task', client_business_id: data.client_business_id, model: data.model, status: 'completed', progress: 100, created_at: data.submitted_at, completed_at: data.finished_at, result: data.result }), raw_status: 'SUCCESS' });
});

test('every byte of what is signed counts', async () => {
  const whole = made({ body: '{"type":"endpoint.test"}' });
  const bytes = new TextEncoder().encode(whole.body);
  const headers = new Headers(headersOf(whole));
  for (let at = 0; at < bytes.length; at++) {
    for (const bit of [1, 0x80]) {
      const changed = bytes.slice();
      changed[at] ^= bit;
      await assert.rejects(verifyWebhook(changed, headers, whole.secrets, { now: whole.now }), { code: 'signature_mismatch' });
    }
  }
});

test('bytes that are no UTF-8 are not read as something else', async () => {
  const body = Buffer.from('{"type":"endpoint.test","x":"\xff"}', 'latin1');
  const signature = createHmac('sha256', 'whsec-new').update('whk_1.1781577700.').update(body).digest('hex');
  const headers = new Headers(headersOf({ ...base, signature: `v1=${signature}` }));
  await assert.rejects(verifyWebhook(body, headers, base.secrets, { now: base.now }), { name: 'WebhookError', code: 'body_not_json' });
  const large = Buffer.alloc((1 << 20) + 1, 0x20);
  await assert.rejects(verifyWebhook(large, headers, base.secrets, { now: base.now }), { code: 'body_too_large' });
});

test('wrong calls are errors of another kind, and no secret is in any', async () => {
  const whole = made({});
  const right = [whole.body, new Headers(headersOf(whole)), whole.secrets, { now: whole.now }];
  const wrong = {
    0: [JSON.parse(whole.body), undefined, null, 5, [1], new DataView(new ArrayBuffer(2)), new Uint16Array(2)],
    1: [undefined, null, 5, 'x'],
    2: [undefined, null, '', [], [''], [undefined], ['undefined'], 'null', 5, {}, ['canary', 5], Array(9).fill('canary')],
    3: [null, 5, { tolerance: 1 }, { toleranceSeconds: -1 }, { toleranceSeconds: NaN }, { toleranceSeconds: '300' }, { toleranceSeconds: Infinity }, { now: 'now' }, { now: NaN }, { now: new Date(NaN) }],
  };
  for (const [place, values] of Object.entries(wrong)) {
    for (const value of values) {
      const call = [...right];
      call[place] = value;
      await assert.rejects(() => verifyWebhook(...call), (error) => error instanceof MisuseError && !/canary|whsec/.test(error.stack), `${place}: ${String(value)}`);
    }
  }
  await assert.rejects(verifyWebhook(right[0], right[1], 'canary', right[3]), (error) => error.code === 'signature_mismatch' && !/canary|whsec/.test(`${error.stack}${JSON.stringify(error)}`));
  for (const now of [new Date(whole.now), () => whole.now]) assert.equal((await verifyWebhook(right[0], right[1], right[2], { now })).id, 'whk_1');
  const fresh = made({ timestamp: String(Math.floor(Date.now() / 1000)) });
  assert.equal((await verifyWebhook(fresh.body, new Headers(headersOf(fresh)), fresh.secrets)).id, 'whk_1');
  assert.equal((await verifyWebhook(fresh.body, new Headers(headersOf(fresh)), 'whsec-new')).id, 'whk_1');
});

test('what prototypes hold is never read', async (t) => {
  t.after(() => {
    for (const name of ['type', 'task_id', 'status', 'x-toapis-webhook-id', 'toleranceSeconds', 'get']) delete Object.prototype[name];
  });
  Object.prototype.type = 'generation.completed';
  Object.prototype.task_id = 'polluted';
  Object.prototype.status = 'SUCCESS';
  Object.prototype.toleranceSeconds = 1e9;
  const bare = made({ body: '{"data":{}}' });
  await assert.rejects(verifyWebhook(bare.body, new Headers(headersOf(bare)), bare.secrets, { now: bare.now }), { code: 'body_not_an_event' });
  const whole = made({ body: '{"type":"endpoint.test","data":{}}' });
  assert.equal((await verifyWebhook(whole.body, new Headers(headersOf(whole)), whole.secrets, { now: whole.now })).task, undefined);
  await assert.rejects(verifyWebhook(whole.body, new Headers(headersOf(whole)), whole.secrets, { now: whole.now + 1e9 }), { code: 'timestamp_out_of_tolerance' });
  Object.prototype['x-toapis-webhook-id'] = 'polluted';
  const without = headersOf(whole).filter(([name]) => name !== NAMES.id);
  await assert.rejects(verifyWebhook(whole.body, Object.fromEntries(without), whole.secrets, { now: whole.now }), { code: 'header_missing' });
});

test('a body that changes while it is checked is read as it was', async () => {
  const whole = made({ body: '{"type":"endpoint.test"}' });
  const bytes = new TextEncoder().encode(whole.body);
  const verdict = verifyWebhook(bytes, new Headers(headersOf(whole)), whole.secrets, { now: whole.now });
  bytes.fill(0x20);
  assert.equal((await verdict).type, 'endpoint.test');
});

test('over a socket, by import and by require', async () => {
  for (const door of [await load('seedance-request/webhook'), loadCommonJs('seedance-request/webhook')]) {
    const seen = [];
    const server = createServer(async (incoming, outgoing) => {
      const parts = [];
      for await (const part of incoming) parts.push(part);
      try {
        seen.push((await door.verifyWebhook(Buffer.concat(parts), incoming.headers, base.secrets, { now: base.now })).task.id);
        outgoing.writeHead(204).end();
      } catch (error) {
        outgoing.writeHead(error instanceof door.WebhookError ? 400 : 500).end();
      }
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const call = (whole) => fetch(`http://127.0.0.1:${server.address().port}`, { method: 'POST', headers: headersOf(whole), body: whole.body });
    assert.equal((await call(made({}))).status, 204);
    assert.equal((await call(made({ signing: ['guess'] }))).status, 400);
    assert.deepEqual(seen, ['tsk_vid_1']);
    server.closeAllConnections();
    server.close();
  }
});

test('each event is dealt with once, and one that failed gets its turn again', async () => {
  let time = 0;
  const dedupe = createDedupe({ now: () => time });
  let done = 0;
  const work = async () => { done++; };
  assert.deepEqual(await Promise.all([dedupe.once('a', work), dedupe.once('a', work), dedupe.once('b', work)]), [true, false, true]);
  assert.equal(await dedupe.once('a', work), false);
  assert.equal(done, 2);
  // Both deliveries that came while it failed are told so: the API repeats them.
  const failing = async () => { throw new Error('the database is away'); };
  const both = await Promise.allSettled([dedupe.once('c', failing), dedupe.once('c', work)]);
  assert.deepEqual(both.map(({ status }) => status), ['rejected', 'rejected']);
  assert.equal(await dedupe.once('c', work), true);
  time = 72 * 3600 * 1000 - 1;
  assert.equal(await dedupe.once('a', work), false);
  time++;
  assert.equal(await dedupe.once('a', work), true);
  // Ids are never names of something else.
  for (const id of ['__proto__', 'constructor', 'toString']) assert.equal(await dedupe.once(id, work), true);
});

test('ids are kept where the caller says, for as long', async () => {
  const kept = new Map();
  const storage = { get: async (id) => kept.get(id) ?? null, set: async (id, value, { ttlSeconds }) => { assert.equal(ttlSeconds, 60); kept.set(id, value); } };
  const one = createDedupe({ storage, ttlSeconds: 60, now: () => 1000 });
  const two = createDedupe({ storage, ttlSeconds: 60, now: () => 2000 });
  assert.equal(await one.once('a', () => {}), true);
  assert.equal(await two.once('a', () => {}), false);
  assert.deepEqual([...kept], [['a', '61000']]);
  await assert.rejects(createDedupe({ storage: { get: () => { throw new Error('away'); }, set() {} } }).once('a', () => assert.fail('not known to be new')), /away/);
  for (const options of [null, 5, { ttl: 1 }, { ttlSeconds: 0 }, { ttlSeconds: '1' }, { storage: {} }, { storage: 5 }, { now: 5 }]) assert.throws(() => createDedupe(options), MisuseError);
  await assert.rejects(one.once('', () => {}), MisuseError);
  await assert.rejects(one.once('a'), MisuseError);
});

test('memory keeps a bounded number of ids', async () => {
  const dedupe = createDedupe();
  for (let i = 0; i <= 10_000; i++) await dedupe.once(`e${i}`, () => {});
  assert.equal(await dedupe.once('e0', () => {}), true, 'the oldest is gone');
  assert.equal(await dedupe.once('e10000', () => {}), false);
});
