// The proxy behind a real server, called over sockets: by the page that it is for, and by everybody else.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { after, before, test } from 'node:test';
import { get, post, probes } from './probes.mjs';
import { raw } from './raw.mjs';
import { load, loadCommonJs } from './setup.mjs';
import { createStub, serve } from './upstream.mjs';

const { createProxy, MisuseError, toNodeListener } = await load('seedance-request/proxy');
const KEY = 'sk-canary-0123456789-do-not-tell';
const SUBMIT = '/v1/videos/generations';
const LISTED = 'https://app.example.com';

// Everything that leaves the proxy in any direction but the API's, for a look at the end.
const told = [];
const tell = (value) => void told.push(typeof value === 'string' ? value : JSON.stringify(value));

let api;
let stub;
const servers = [];

/** A proxy behind a socket. */
async function host(options) {
  const proxy = createProxy({
    upstream: api.url, apiKey: KEY, log: tell, timeoutMs: 2_500, origins: [LISTED],
    authorize: (request) => ({ 'Bearer ann': 'ann', 'Bearer bob': 'bob' })[request.headers.get('authorization')],
    owns: ({ subject, id }) => !id.startsWith('of-') || id.startsWith(`of-${subject}`),
    ...options,
  });
  const server = createServer(toNodeListener(proxy));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  const { port } = server.address();
  return { port, url: `http://127.0.0.1:${port}`, proxy };
}

async function send(at, target, { as = 'ann', headers, ...init } = {}) {
  const response = await fetch(`${at.url}${target}`, { redirect: 'manual', ...init, headers: { authorization: `Bearer ${as}`, ...(init.body && { 'content-type': 'application/json' }), ...headers } });
  const text = await response.text();
  tell([...response.headers]);
  tell(text);
  return { status: response.status, headers: response.headers, text, body: text === '' ? undefined : JSON.parse(text) };
}
const request = (more) => ({ model: 'seedance-2', prompt: 'Rain.', ...more });
const submit = (at, more, init) => send(at, SUBMIT, { method: 'POST', body: JSON.stringify(request(more)), ...init });
const code = ({ status, body }) => `${status} ${body.error.code}`;

let main;
before(async () => {
  stub = createStub();
  api = await serve((request) => stub.fetch(request));
  main = await host();
});
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  api.close();
});

test('a submission and a look, and what the API gets to see of them', async () => {
  const { length } = api.received;
  const first = await submit(main, {}, {
    body: ' {"zz": 1, "image_urls": [], "client_business_id": "order 1", "prompt": "\\u0052ain.", "model": "seedance-2"}\n',
    headers: { cookie: 'session=1', 'x-api-key': 'page', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example', 'x-real-ip': '1.2.3.4', 'if-none-match': '*', range: 'bytes=0-1', referer: 'https://page.example/secret', accept: 'text/html', 'accept-language': 'xx' },
  });
  assert.equal(first.status, 200);
  assert.equal(first.body.client_business_id, 'order 1');
  const second = await send(main, `${SUBMIT}/order%201`);
  assert.deepEqual(second.body, first.body);
  assert.equal((await send(main, `${SUBMIT}/${first.body.id}`)).body.id, first.body.id);
  assert.equal(code(await send(main, `${SUBMIT}/nobody`)), '404 task_not_found');
  const [posted, looked] = api.received.slice(length);
  assert.deepEqual([posted.method, posted.url, looked.method, looked.url], ['POST', SUBMIT, 'GET', `${SUBMIT}/order%201`]);
  // The rest is what Node's fetch adds for itself.
  const OWN = ['host', 'connection', 'user-agent', 'accept-language', 'sec-fetch-mode', 'accept-encoding', 'content-length', 'cache-control', 'pragma'];
  for (const { headers } of [posted, looked]) {
    const { authorization, accept, ...others } = headers;
    assert.equal(authorization, `Bearer ${KEY}`);
    assert.equal(accept, 'application/json');
    assert.equal(others['accept-language'], '*');
    assert.equal(others.host, new URL(api.url).host);
    assert.deepEqual(Object.keys(others).filter((name) => !OWN.includes(name) && name !== 'content-type'), []);
  }
  assert.equal(posted.headers['content-type'], 'application/json');
  assert.equal(posted.body, '{"model":"seedance-2","prompt":"Rain.","client_business_id":"order 1","zz":1}', 'the body is rebuilt, in the order of the page');
  for (const { headers } of [first, second]) {
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('content-type'), 'application/json');
  }
});

test('CommonJS gets the same', async () => {
  const { createProxy: required } = loadCommonJs('seedance-request/proxy');
  const response = await required({ upstream: api.url, apiKey: KEY, authorize: () => true })(new Request('http://localhost/v1/videos/generations/nobody'));
  assert.equal(response.status, 404);
});

// Refused for the right reason, where there is a second line of defence behind the first.
const EXACTLY = {
  'a body: too large by one byte': 413, 'chunks without end': 413, 'a length that is claimed': 413, 'a body that stops': 408, 'a body by the drop': 408, 'a body by chunks, one byte each': 408,
  'GET an id: an encoded slash': 400, 'GET an id: a query': 400, 'GET an id: somebody else': 403, 'a body: a business id of another': 403, 'a body: a business id that climbs': 400, nobody: 401, 'two names': 401,
  'a page of elsewhere': 403, 'a page of a neighbour': 403, 'an origin asks ahead': 403, 'a type: a form': 415, 'a compressed body': 415, 'GET an address': 400, 'GET a detour': 400, 'an upgrade': 404,
};

test('the sum of hostile probes that reach the API is 0', async (t) => {
  assert.ok(probes.length >= 120);
  assert.deepEqual(Object.keys(EXACTLY).filter((name) => !probes.some(([probe]) => probe === name)), []);
  const statuses = new Map();
  let good = 0;
  for (const [name, pieces] of probes) {
    const before = api.received.length;
    const answer = await raw(main.port, pieces);
    tell(answer.text);
    assert.ok(answer.status === 0 || (answer.status >= 400 && answer.status < 500), `${name}: ${answer.text.slice(0, 300)}`);
    assert.equal(api.received.length, before, `${name} was sent on`);
    if (name in EXACTLY) assert.equal(answer.status, EXACTLY[name], name);
    assert.ok(!/\r\n\r\n[^{]*evil/.test(answer.text), `${name} is echoed`);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    const after = await submit(main, { client_business_id: `after ${name}`.replace(/[^\w ]/g, '-') });
    assert.equal(after.status, 200, `after ${name}: ${after.text}`);
    good++;
  }
  const shown = [...statuses].sort(([one], [two]) => one - two).map(([status, count]) => `${status || 'hung up'}: ${count}`).join(', ');
  t.diagnostic(`S2: ${probes.length} hostile probes (${shown}), 0 sent on; ${good} of ${probes.length} requests served after them`);
});

test('what would be a fault if nothing were wrong with it gets through', async () => {
  // The probes are refused for what is wrong with them: without that, they pass.
  assert.equal((await raw(main.port, post())).status, 200);
  assert.equal((await raw(main.port, get(`${SUBMIT}/probe`))).status, 200);
  assert.equal((await raw(main.port, post(undefined, { headers: 'Authorization: Bearer ann\r\nContent-Type: Application/JSON ; charset="UTF-8"\r\n' }))).status, 200);
});

test('ids arrive as they are, however they were encoded', async () => {
  for (const id of ['订单-1', 'a b', "it's!(*)", 'a+b', 'a@b:c', 'a&b=c', 'a,b', '~', '...', 'é', 'e\u0301', '🙂', '"<>"', '__proto__', 'constructor']) {
    const { body, status, text } = await submit(main, { client_business_id: id });
    assert.equal(status, 200, `${id}: ${text}`);
    for (const spelling of [encodeURIComponent(id), [...Buffer.from(id)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')]) {
      if (spelling.replaceAll('%2e', '.').match(/^\.\.?$/)) continue;
      const found = await send(main, `${SUBMIT}/${spelling}`);
      assert.equal(found.body.id, body.id, spelling);
      assert.match(api.received.at(-1).url, /^\/v1\/videos\/generations\/(?:[\w.~-]|%[0-9A-F]{2})+$/);
    }
  }
});

// What the API could answer. Nothing of it may hurt the page.
const huge = 'a'.repeat((1 << 20) + 1);
const secret = `it was ${KEY} or Bearer ${KEY}`;
const ANSWERS = {
  'a redirect': [() => new Response(null, { status: 302, headers: { location: '/elsewhere' } }), '502 upstream_redirect'],
  'a redirect that keeps the method': [() => new Response(null, { status: 307, headers: { location: '/elsewhere' } }), '502 upstream_redirect'],
  'a redirect that stays': [() => new Response(null, { status: 308, headers: { location: 'http://127.0.0.1:9/' } }), '502 upstream_redirect'],
  'choices': [() => new Response('{}', { status: 300 }), '502 upstream_redirect'],
  'nothing new': [() => new Response(null, { status: 304 }), '502 upstream_redirect'],
  'a page': [() => new Response('<html><script>alert(1)</script>', { headers: { 'content-type': 'text/html' } }), '502 upstream_not_a_task'],
  'no content': [() => new Response(null, { status: 204 }), '502 upstream_not_a_task'],
  'null': [() => new Response('null'), '502 upstream_not_a_task'],
  'half a task': [() => new Response('{"id":"tsk_1","sta'), '502 upstream_not_a_task'],
  'a task without id': [() => new Response('{"status":"queued"}'), '502 upstream_not_a_task'],
  'another object': [() => new Response('{"id":"a","status":"queued","object":"list"}'), '502 upstream_not_a_task'],
  'deep nesting': [() => new Response(`{"id":"a","status":"queued","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`), '502 upstream_not_a_task'],
  'bytes that are no UTF-8': [() => new Response(Buffer.from([0xff, 0xfe, 0x7b])), '502 upstream_not_a_task'],
  'too much': [() => new Response(JSON.stringify({ id: 'a', status: 'queued', x: huge })), '502 upstream_too_large'],
  'an error too large': [() => new Response(huge, { status: 500 }), '502 upstream_too_large'],
  'an error that echoes the key': [() => new Response(JSON.stringify({ error: { code: KEY, message: secret, type: secret } }), { status: 401 }), /^401 /],
  'an error that echoes it in a page': [() => new Response(`<html>${secret}</html>`, { status: 403 }), '403 forbidden'],
  'a gateway that fails': [() => new Response('<html>bad gateway</html>', { status: 502 }), '502 http_502'],
  'no funds': [() => new Response('{"error":{"code":"insufficient_quota","message":"m"}}', { status: 402 }), '402 insufficient_quota'],
  'too often': [() => new Response('{"error":{"code":"rate_limit_exceeded","message":"m"}}', { status: 429 }), '429 rate_limit_exceeded'],
  'refused before a task existed': [() => new Response('{"error":{"code":"rate_limit_unavailable","message":"m"}}', { status: 503 }), '503 rate_limit_unavailable'],
  'a number as the code': [() => new Response('{"error":{"code":404,"message":"m"}}', { status: 404 }), '404 task_not_found'],
  'text as the error': [() => new Response('{"error":"m"}', { status: 500 }), '500 internal_error'],
  'no success': [() => new Response('{"success":false,"message":"m"}', { status: 400 }), '400 invalid_request'],
  'it hangs up': [(request, { outgoing }) => void outgoing.destroy(), '502 upstream_unreachable'],
  'it hangs up halfway': [(request, { outgoing }) => {
    outgoing.writeHead(200, { 'content-length': '500' });
    outgoing.write('{"id":');
    setImmediate(() => outgoing.destroy());
  }, '502 upstream_unreachable'],
  'it says nothing': [() => undefined, '504 upstream_timeout'],
  'it stops halfway': [(request, { outgoing }) => {
    outgoing.writeHead(200);
    outgoing.write('{"id":');
  }, '504 upstream_timeout'],
};

test('no answer of the API hurts, and none is followed', async (t) => {
  let count = 0;
  for (const [name, [answer, expected]] of Object.entries(ANSWERS)) {
    for (const route of ['submit', 'status']) {
      let asked = 0;
      api.answer = (...call) => {
        asked++;
        const response = answer(...call);
        if (response) {
          response.headers.append('set-cookie', 'session=stolen');
          response.headers.append('x-powered-by', KEY);
          response.headers.append('access-control-allow-origin', '*');
        }
        return response;
      };
      const got = route === 'submit' ? await submit(main, { client_business_id: `${name} ${count}` }) : await send(main, `${SUBMIT}/of-ann`);
      if (expected instanceof RegExp) assert.match(code(got), expected, `${name}, ${route}`);
      else assert.equal(code(got), expected, `${name}, ${route}`);
      assert.equal(asked, 1, `${name}, ${route}: ${asked} requests`);
      assert.deepEqual([got.headers.get('set-cookie'), got.headers.get('location'), got.headers.get('x-powered-by'), got.headers.get('access-control-allow-origin')], [null, null, null, null]);
      const lost = got.status === 409 || got.status >= 500 && got.body.error.code !== 'rate_limit_unavailable';
      assert.equal(got.body.error.client_business_id, route === 'submit' && lost ? `${name} ${count}` : undefined, `${name}, ${route}`);
      count++;
    }
  }
  api.answer = () => new Response('<html>404</html>', { status: 404 });
  assert.equal(code(await send(main, `${SUBMIT}/of-ann`)), '502 upstream_not_the_api', 'a gateway cannot say that there is no such task');
  assert.equal(code(await submit(main, { client_business_id: 'gateway' })), '404 task_not_found');
  api.answer = (request) => stub.fetch(request);
  assert.equal((await submit(main, { client_business_id: 'after all of them' })).status, 200);
  t.diagnostic(`${count} answers`);
});

test('a task keeps everything but the key, and headers are from a list', async () => {
  const task = { id: 'tsk_1', status: 'completed', result: { data: [{ url: 'https://files.example/sk-looks-like-one/v.mp4?X=1' }] }, usage: { note: `${KEY}!`, [KEY]: 1 }, more: [1, null, true] };
  api.answer = () => new Response(JSON.stringify(task), {
    headers: { 'retry-after': '7', date: 'Mon, 23 Nov 2026 02:00:00 GMT', 'x-ratelimit-limit': '300', 'x-ratelimit-remaining': '299', 'x-ratelimit-reset': '1781577600', 'x-ratelimit-category': 'async_query', 'set-cookie': 'a=b', server: 'x', link: '<https://evil.example>; rel=preload', 'content-security-policy': 'x', 'clear-site-data': '"*"', refresh: '0;url=https://evil.example', 'x-ratelimit-evil': '1' },
  });
  const { body, headers } = await send(main, `${SUBMIT}/tsk_1`);
  assert.deepEqual(body, { ...task, usage: { note: '[redacted]!', '[redacted]': 1 } });
  const own = ['cache-control', 'connection', 'content-length', 'content-type', 'date', 'keep-alive', 'retry-after', 'vary', 'x-content-type-options', 'x-ratelimit-category', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'];
  assert.deepEqual([...headers.keys()].filter((name) => name !== 'transfer-encoding'), own);
  assert.equal(headers.get('date'), 'Mon, 23 Nov 2026 02:00:00 GMT');
  assert.equal(headers.get('retry-after'), '7');
  api.answer = () => new Response('{"error":"m"}', { status: 429, headers: { 'retry-after': KEY } });
  assert.equal((await send(main, `${SUBMIT}/tsk_1`)).headers.get('retry-after'), null);
  api.answer = (request) => stub.fetch(request);
});

test('100 simultaneous submissions of one id are one POST', async (t) => {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  let asked = 0;
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead, setTimeout: (...call) => setTimeout(...call), clearTimeout: (timer) => clearTimeout(timer) };
  const at = await host({ owns: () => { asked++; return true; }, timeoutMs: 30_000, clock });
  api.answer = async (request) => {
    await held;
    return stub.fetch(request);
  };
  const before = stub.charges();
  const answers = Promise.all(Array.from({ length: 100 }, () => submit(at, { client_business_id: 'one' })));
  while (asked < 100) await new Promise((resolve) => setTimeout(resolve, 5));
  // Others with the same id: what they want is something else, or they are somebody else.
  assert.equal(code(await submit(at, { client_business_id: 'one', prompt: 'Snow.' })), '422 business_id_in_use');
  assert.equal(code(await submit(at, { client_business_id: 'one' }, { as: 'bob' })), '422 business_id_in_use');
  release();
  const tasks = await answers;
  assert.equal(stub.charges() - before, 1);
  assert.deepEqual([...new Set(tasks.map(({ status, text }) => `${status} ${text}`))].length, 1);
  assert.equal(tasks[0].status, 200);
  api.answer = (request) => stub.fetch(request);
  // The second of two clicks may come when the first is answered.
  assert.equal((await submit(at, { client_business_id: 'one' })).text, tasks[0].text);
  assert.equal(stub.charges() - before, 1);
  // What was refused may be asked again at once.
  api.answer = () => new Response('{"error":{"code":"rate_limit_exceeded","message":"m"}}', { status: 429 });
  assert.equal((await submit(at, { client_business_id: 'two' })).status, 429);
  api.answer = (request) => stub.fetch(request);
  assert.equal((await submit(at, { client_business_id: 'two' })).status, 200);
  assert.equal(stub.charges() - before, 2);
  // Later a further one, and at once another request, is the caller's explicit wish.
  assert.equal((await submit(at, { client_business_id: 'two', prompt: 'Snow.' })).status, 200);
  assert.equal(stub.charges() - before, 3);
  // However long a request is.
  const long = { client_business_id: 'long', prompt: 'Rain. '.repeat(3000) };
  for (let times = 0; times < 2; times++) assert.equal((await submit(at, long)).status, 200);
  assert.equal(stub.charges() - before, 4);
  ahead = 10_000;
  assert.equal((await submit(at, { client_business_id: 'one' })).status, 200);
  assert.equal(stub.charges() - before, 5);
  t.diagnostic('S4: 100 submissions of one id at once, 1 upstream POST');
});

test('what no severity makes a request of is refused for good', async () => {
  const at = await host({ severities: { 'too-deep': 'off', 'too-large': 'off' } });
  const deep = JSON.parse(`${'{"a":'.repeat(80)}1${'}'.repeat(80)}`);
  const before = stub.charges();
  assert.equal(code(await submit(at, { metadata: deep })), '413 request_too_large');
  assert.equal(code(await submit(at, { prompt: 'x'.repeat(300_000) })), '413 request_too_large');
  assert.equal(stub.charges(), before);
});

test('a caller who hangs up does not stop a submission', async () => {
  const settled = [];
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  let arrived;
  const there = new Promise((resolve) => { arrived = resolve; });
  const at = await host({ settled: (end) => void settled.push(end), timeoutMs: 30_000 });
  let goneAtApi = false;
  api.answer = async (request, { outgoing }) => {
    outgoing.on('close', () => { goneAtApi ||= !outgoing.writableFinished; });
    arrived();
    await held;
    return stub.fetch(request);
  };
  const hangUp = new AbortController();
  const mine = assert.rejects(submit(at, { client_business_id: 'gone' }, { signal: hangUp.signal }));
  await there;
  hangUp.abort();
  await mine;
  const again = submit(at, { client_business_id: 'gone' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  release();
  const { body } = await again;
  assert.equal(goneAtApi, false);
  assert.deepEqual(settled, [{ subject: 'ann', id: 'gone', outcome: 'accepted', status: 200, taskId: body.id }]);
  // A look costs nothing: it ends with its caller.
  let closed;
  const over = new Promise((resolve) => { closed = resolve; });
  api.answer = (request, { outgoing }) => void outgoing.on('close', closed) || undefined;
  const look = new AbortController();
  const looking = assert.rejects(send(at, `${SUBMIT}/gone`, { signal: look.signal }));
  while (api.received.at(-1).method !== 'GET') await new Promise((resolve) => setTimeout(resolve, 5));
  look.abort();
  await looking;
  await over;
  api.answer = (request) => stub.fetch(request);
});

test('a caller who is gone before anything was sent pays for nothing', async () => {
  const gone = new AbortController();
  const before = stub.charges();
  const at = await host({ owns: () => { gone.abort(); return true; } });
  const call = new Request(`http://localhost${SUBMIT}`, { method: 'POST', signal: gone.signal, headers: { authorization: 'Bearer ann', 'content-type': 'application/json' }, body: JSON.stringify(request()) });
  assert.equal((await at.proxy(call)).status, 499);
  assert.equal(stub.charges(), before);
});

test('over HTTP/2', async () => {
  const server = createHttp2Server(toNodeListener(main.proxy));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const session = connectHttp2(`http://127.0.0.1:${server.address().port}`);
  const call = (headers, body) => new Promise((resolve, reject) => {
    const stream = session.request({ authorization: 'Bearer ann', 'content-type': 'application/json', ...headers });
    let status;
    let text = '';
    stream.on('response', (head) => { status = head[':status']; });
    stream.on('data', (chunk) => { text += chunk; });
    stream.on('error', reject);
    stream.on('end', () => resolve({ status, text }));
    stream.end(body);
  });
  const { status, text } = await call({ ':method': 'POST', ':path': SUBMIT }, JSON.stringify(request({ client_business_id: 'h2' })));
  assert.equal(status, 200, text);
  assert.equal((await call({ ':method': 'GET', ':path': `${SUBMIT}/h2` })).status, 200);
  assert.equal((await call({ ':method': 'GET', ':path': `${SUBMIT}/../x` })).status, 400);
  session.close();
  server.close();
});

test('a context of Workers is asked to wait', async () => {
  const waited = [];
  const { proxy } = main;
  const call = () => new Request(`http://localhost${SUBMIT}`, { method: 'POST', headers: { authorization: 'Bearer ann', 'content-type': 'application/json' }, body: JSON.stringify(request({ client_business_id: 'w' })) });
  assert.equal((await proxy(call(), { waitUntil: (promise) => void waited.push(promise) })).status, 200);
  assert.equal(waited.length, 1);
  await waited[0];
  for (const context of [{ waitUntil: () => { throw new Error('no'); } }, { waitUntil: 1 }, 5, null, { get waitUntil() { throw new Error('no'); } }]) {
    assert.equal((await proxy(call(), context)).status, 200);
  }
});

test('an id is minted where there is none, or asked for', async () => {
  const ids = [];
  const at = await host({ spend: ({ id, json }) => { ids.push(id); return json.includes(`"client_business_id":"${id}"`); } });
  const one = await submit(at);
  const two = await submit(at, { client_business_id: '  ' });
  assert.match(one.body.client_business_id, /^[\da-f]{8}-[\da-f]{4}-4/);
  assert.match(two.body.client_business_id, /^[\da-f]{8}-[\da-f]{4}-4/);
  assert.equal((await submit(at, { metadata: { client_business_id: 'below' } })).status, 200);
  assert.deepEqual(ids, [one.body.client_business_id, two.body.client_business_id, 'below']);
  const strict = await host({ requireBusinessId: true });
  assert.equal(code(await submit(strict)), '400 business_id_missing');
  assert.equal((await submit(strict, { metadata: { client_business_id: 'below' } })).status, 200);
});

test('the rules are those of the edition, with their words', async () => {
  const faulty = { duration: 99, resolution: '8k' };
  const { status, body } = await submit(main, faulty);
  assert.equal(status, 400);
  assert.equal(body.error.code, 'invalid_request');
  assert.deepEqual(body.error.issues.map(({ code, pointer }) => `${code} ${pointer}`), ['duration-out-of-range /duration', 'resolution-not-offered /resolution']);
  assert.ok(body.error.issues.every(({ position, message }) => position.line === 1 && message));
  const zh = (await load('seedance-request/locales/zh-CN')).default;
  const august = await host({ edition: '2026-08', locale: zh, unknownFields: 'error', limits: { bytes: 300 } });
  assert.equal((await submit(august, { aspect_ratio: 'adaptive' })).status, 200);
  assert.equal((await submit(main, { aspect_ratio: 'adaptive' })).status, 400);
  assert.match((await submit(august, { zz: 1 })).body.error.issues[0].message, /[\u4e00-\u9fff]/);
  assert.equal((await submit(august, { prompt: 'a'.repeat(300) })).status, 413);
  // 24 MiB may arrive by the later edition.
  const wide = await host({ edition: '2026-08', timeoutMs: 30_000 });
  const image = { url: `data:image/png;base64,${'QUJD'.repeat(1 << 19)}`, role: 'reference_image' };
  assert.equal((await submit(wide, { image_with_roles: [image] })).status, 200);
  assert.equal((await submit(main, { image_with_roles: [image] })).status, 413);
});

test('hooks decide, and one that fails sends nothing', async () => {
  const before = stub.charges();
  const ask = async (options, expected, init) => {
    const at = await host(options);
    const got = await submit(at, { client_business_id: 'h' }, init);
    assert.equal(got.status === 200 ? '200' : code(got), expected, JSON.stringify(Object.keys(options)));
    return got;
  };
  for (const refusal of [false, null, undefined, '']) await ask({ authorize: async () => refusal }, '401 unauthorized');
  for (const odd of [{}, { ok: false }, 0, 1, new Response(), [], Symbol('a')]) await ask({ authorize: () => odd }, '503 rate_limit_unavailable');
  await ask({ authorize: async (request) => { await request.text(); return true; } }, '503 rate_limit_unavailable');
  await ask({ authorize: async (request) => { await request.clone().text(); return true; } }, '200');
  assert.equal((await ask({ rate: () => ({ retryAfterSeconds: 2.5 }) }, '429 rate_limit_exceeded')).headers.get('retry-after'), '3');
  await ask({ rate: () => false }, '429 rate_limit_exceeded');
  await ask({ spend: () => false }, '402 spend_refused');
  await ask({ owns: () => false }, '403 forbidden');
  for (const hook of ['authorize', 'rate', 'owns', 'spend']) {
    for (const fault of [() => { throw new Error(KEY); }, async () => { throw undefined; }, () => new Promise(() => {}), () => 'yes'.length, () => { throw { get message() { throw 1; } }; }]) {
      await ask({ [hook]: fault, timeoutMs: 300 }, '503 rate_limit_unavailable');
    }
  }
  assert.equal(stub.charges() - before, 1);
  for (const settled of [() => { throw new Error('x'); }, () => new Promise(() => {})]) await ask({ settled, timeoutMs: 1_000 }, '200');
  for (const log of [() => { throw new Error('x'); }, async () => { throw new Error('x'); }]) await ask({ log }, '200');
  // A look at what is not one's own says the same, whether it is there or not.
  const at = await host();
  assert.equal(code(await send(at, `${SUBMIT}/of-bob-1`)), '403 forbidden');
  const spent = [];
  const counting = await host({ spend: ({ subject, id, request, json }) => { spent.push({ subject, id, model: request.model, json }); return true; } });
  await Promise.all([submit(counting, { client_business_id: 's' }), submit(counting, { client_business_id: 't' })]);
  assert.deepEqual(spent.map(({ id }) => id).sort(), ['s', 't']);
  assert.ok(spent.every(({ subject, model }) => subject === 'ann' && model === 'seedance-2'));
});

test('the end of a POST is told as clients read it', async () => {
  const ends = [];
  const at = await host({ settled: ({ outcome, status }) => void ends.push(`${status} ${outcome}`), timeoutMs: 500 });
  const statuses = { 200: 'accepted', 400: 'rejected', 401: 'rejected', 402: 'rejected', 404: 'rejected', 408: 'unknown', 409: 'unknown', 413: 'rejected', 415: 'rejected', 422: 'rejected', 425: 'refused', 429: 'refused', 500: 'unknown', 503: 'unknown', 504: 'unknown' };
  for (const status of Object.keys(statuses).map(Number)) {
    api.answer = (request) => (status === 200 ? stub.fetch(request) : new Response('{"error":{"code":"x","message":"m"}}', { status }));
    await submit(at, { client_business_id: `e${status}` });
  }
  assert.deepEqual(ends, Object.entries(statuses).map(([status, outcome]) => `${status} ${outcome}`));
  ends.length = 0;
  api.answer = () => undefined;
  await submit(at, { client_business_id: 'late' });
  assert.deepEqual(ends, ['504 unknown']);
  api.answer = (request) => stub.fetch(request);
});

test('pages of listed origins get their headers, others none', async () => {
  const listed = await submit(main, { client_business_id: 'cors' }, { headers: { origin: LISTED, 'sec-fetch-site': 'cross-site' } });
  assert.equal(listed.status, 200);
  assert.equal(listed.headers.get('access-control-allow-origin'), LISTED);
  assert.equal(listed.headers.get('vary'), 'Origin');
  assert.equal(listed.headers.get('access-control-allow-credentials'), null);
  assert.match(listed.headers.get('access-control-expose-headers'), /Retry-After, Date, X-RateLimit-Limit/);
  const ahead = await send(main, SUBMIT, { method: 'OPTIONS', headers: { origin: LISTED, 'access-control-request-method': 'POST' } });
  assert.equal(ahead.headers.get('access-control-allow-origin'), LISTED);
  assert.deepEqual([ahead.status, ahead.headers.get('access-control-allow-methods'), ahead.headers.get('access-control-allow-headers')], [204, 'POST', 'content-type, authorization']);
  // Errors too: the page must be able to read them.
  assert.equal((await submit(main, { duration: 99 }, { headers: { origin: LISTED } })).headers.get('access-control-allow-origin'), LISTED);
  assert.equal((await submit(main, {}, { headers: { origin: 'https://evil.example' } })).headers.get('access-control-allow-origin'), null);
  const none = await host({ origins: undefined });
  const silent = await submit(none, {}, { headers: { origin: LISTED } });
  assert.deepEqual([silent.headers.get('access-control-allow-origin'), silent.headers.get('vary')], [null, null]);
  const cookies = await host({ credentials: true });
  assert.equal((await submit(cookies, {}, { headers: { origin: LISTED } })).headers.get('access-control-allow-credentials'), 'true');
});

test('it can be mounted below a path, and the upstream be written in any way', async () => {
  for (const upstream of [api.url, `${api.url}/`, `${api.url}/v1`, `${api.url}/v1/`, `${api.url}${SUBMIT}`]) {
    const at = await host({ basePath: '/api/seedance/', upstream });
    const { status } = await send(at, `/api/seedance${SUBMIT}`, { method: 'POST', body: JSON.stringify(request()) });
    assert.equal(status, 200, upstream);
    assert.equal(code(await send(at, SUBMIT, { method: 'POST', body: '{}' })), '404 no_such_route');
  }
});

test('what cannot work is an error at the start', () => {
  const right = { upstream: 'https://toapis.com', apiKey: KEY, authorize: () => true };
  createProxy(right);
  createProxy({ ...right, upstream: 'http://localhost:1', origins: [], basePath: '' });
  createProxy({ ...right, upstream: 'http://[::1]:1' });
  const wrong = {
    apiKey: [undefined, '', ' ', 'undefined', 'null', 'sk a', 'sk\n', 'ключ', 5, null, `Bearer ${KEY}`, {}, '[object Object]'],
    upstream: [undefined, '', 'toapis.com', 'http://toapis.com', 'http://127.0.0.1.evil.example', 'http://127.evil', 'ftp://toapis.com', 'https://a:b@toapis.com', 'https://toapis.com/?a=1', 'https://toapis.com/#a', 'https://toapis.com\n', 'http://10.0.0.1', 5, new URL('https://toapis.com')],
    authorize: [undefined, null, true, 'ann'], rate: [true], spend: [1], owns: [{}], settled: ['x'], log: [console], fetch: ['fetch'],
    origins: ['*', ['*'], ['null'], ['https://a.example/'], ['https://a.example/x'], ['app.example'], [/a/], 'https://a.example', [undefined]],
    credentials: ['true'], basePath: ['api', '/a/../b', '/a?b', '//evil', 5, '/a b'], requireBusinessId: [1], timeoutMs: [0, -1, 1.5, 2 ** 31, '5', NaN, Infinity], clock: [{}, 5, { now: () => 0 }],
    edition: ['2026-07'], limits: [{ bytes: -1 }], severities: [{ nothing: 'off' }], locale: ['xx'], apikey: [KEY],
  };
  let count = 0;
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      assert.throws(() => createProxy({ ...right, [name]: value }), (error) => {
        tell(`${error.stack} ${error.argument}`);
        return error instanceof MisuseError && error.argument.startsWith(`options.${name}`);
      }, `${name}: ${String(value)}`);
      count++;
    }
  }
  for (const options of [undefined, null, 5, [], 'x', {}]) assert.throws(() => createProxy(options), MisuseError);
  assert.throws(() => toNodeListener(undefined), MisuseError);
  // What a prototype holds is nobody's option.
  assert.throws(() => createProxy(Object.create(right)), MisuseError);
  assert.ok(count > 50);
});

test('nothing throws out of the handler', async () => {
  const fetchers = [() => { throw new Error(KEY); }, async () => undefined, async () => ({}), async () => ({ status: 200 }), async () => new Response(new ReadableStream({ start: (c) => c.error(new Error(KEY)) })), async () => Response.error(), async () => ({ status: 200, headers: new Headers(), body: 'x' })];
  for (const fetcher of fetchers) {
    const proxy = createProxy({ upstream: 'https://toapis.com', apiKey: KEY, authorize: () => true, fetch: fetcher, log: tell });
    for (const call of [new Request(`http://localhost${SUBMIT}/a`), new Request(`http://localhost${SUBMIT}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(request()) })]) {
      const response = await proxy(call);
      assert.equal(response.status, 502);
      tell(await response.text());
    }
  }
  const { proxy } = main;
  for (const odd of [undefined, null, 5, {}, { url: 'x', method: 'GET', headers: new Headers() }, { get method() { throw new Error('x'); } }]) {
    const { status } = await proxy(odd);
    assert.equal(status, 503);
  }
  const read = new Request(`http://localhost${SUBMIT}`, { method: 'POST', headers: { authorization: 'Bearer ann', 'content-type': 'application/json' }, body: '{}' });
  await read.text();
  assert.ok((await proxy(read)).status >= 400);
  const broken = new Request(`http://localhost${SUBMIT}`, { method: 'POST', duplex: 'half', headers: { authorization: 'Bearer ann', 'content-type': 'application/json' }, body: new ReadableStream({ pull(controller) { controller.error(new Error('x')); } }) });
  assert.equal((await proxy(broken)).status, 400);
});

test('time is the clock\'s that was given, and no timer is left', async () => {
  const timers = new Map();
  let made = 0;
  const clock = {
    now: () => 5,
    setTimeout: (fn, ms) => { const timer = ++made; timers.set(timer, { ms, fn: () => { timers.delete(timer); fn(); } }); return timer; },
    clearTimeout: (timer) => void timers.delete(timer),
  };
  const entries = [];
  const proxy = createProxy({ upstream: api.url, apiKey: KEY, authorize: () => true, clock, log: (entry) => void entries.push(entry), fetch: async () => new Promise(() => {}) });
  const answer = proxy(new Request(`http://localhost${SUBMIT}/a`));
  while (timers.size === 0 || made < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  for (const { fn, ms } of timers.values()) {
    assert.equal(ms, 30_000);
    fn();
  }
  assert.equal((await answer).status, 504);
  assert.equal(timers.size, 0);
  assert.equal(entries[0].ms, 0);
});

test('the key is nowhere but with the API', (t) => {
  const everything = told.join('\n');
  assert.ok(told.length > 500 && everything.includes('[redacted]'));
  const encodings = [KEY, encodeURIComponent(KEY), Buffer.from(KEY).toString('base64').slice(0, -4), Buffer.from(KEY).toString('hex'), 'canary', [...KEY].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')];
  for (const spelling of encodings) assert.ok(!everything.toLowerCase().includes(spelling.toLowerCase()), spelling);
  assert.ok(api.received.every(({ url, body }) => !`${url}${body}`.includes(KEY)), 'not in an address, not in a body');
  t.diagnostic(`S1: proxy: ${told.length.toLocaleString('en')} answers, logs and errors, ${everything.length.toLocaleString('en')} characters, 0 with the key`);
});
