// The examples of tests/examples, in a project with the packed package, each behind a socket of its own and in front of
// one that stands for the API.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { serve as serveEmulator } from '../js/emulator-server.mjs';
import { createStub, serve } from '../js/upstream.mjs';

const tarball = process.env.SEEDANCE_TARBALL;
assert.ok(tarball, 'SEEDANCE_TARBALL names the packed package');
const libraries = fileURLToPath(new URL('../node_modules', import.meta.url));
const KEY = 'sk-canary-0123456789';
const SECRET = 'whsec-example';
const SUBMIT = '/v1/videos/generations';

let project;
let api;
let stub;
before(async () => {
  project = mkdtempSync(join(tmpdir(), 'seedance-examples-'));
  cpSync(fileURLToPath(new URL('../examples', import.meta.url)), project, { recursive: true });
  cpSync(fileURLToPath(new URL('job.mjs', import.meta.url)), join(project, 'job.mjs'));
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball], { cwd: project, stdio: 'pipe' });
  symlinkSync(join(libraries, 'hono'), join(project, 'node_modules', 'hono'), 'junction');
  stub = createStub();
  api = await serve((request) => stub.fetch(request));
  Object.assign(process.env, { SEEDANCE_UPSTREAM: `${api.url}/v1`, TOAPIS_API_KEY: KEY, WEBHOOK_SECRET: SECRET });
});
after(() => {
  api?.close();
  rmSync(project, { recursive: true, force: true });
});

const example = (name) => import(pathToFileURL(join(project, name)));

async function listening(t, server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** What every proxy does, wherever it runs. */
async function tryProxy(url, name) {
  const charges = stub.charges();
  const call = async (path, { as = 'ann', ...init } = {}) => {
    const response = await fetch(`${url}${path}`, { redirect: 'manual', ...init, headers: { cookie: `session=${as}-token`, ...init.headers } });
    const text = await response.text();
    assert.ok(!`${JSON.stringify([...response.headers])}${text}`.includes('canary'), 'the key stays');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    return { status: response.status, body: JSON.parse(text) };
  };
  const submit = (request, init) => call(SUBMIT, { method: 'POST', body: JSON.stringify(request), ...init, headers: { 'content-type': 'application/json', ...init?.headers } });
  const request = { model: 'seedance-2-mini', client_business_id: `${name}/1`.replace('/', '-'), prompt: 'Regen, 雨, 🌧', duration: 8, resolution: '480p' };

  const { status, body } = await submit(request);
  assert.deepEqual([status, body.client_business_id], [200, request.client_business_id], JSON.stringify(body));
  const posted = api.received.at(-1);
  assert.deepEqual([posted.method, posted.url, posted.headers.authorization, posted.headers.cookie], ['POST', SUBMIT, `Bearer ${KEY}`, undefined]);
  assert.deepEqual(JSON.parse(posted.body), request);
  for (const id of [body.id, request.client_business_id]) {
    const found = await call(`${SUBMIT}/${id}`);
    assert.deepEqual([found.status, found.body.id], [200, body.id]);
    assert.equal((await call(`${SUBMIT}/${id}`, { as: 'bob' })).status, 403);
  }
  const sent = api.received.length;
  assert.equal((await submit(request, { as: 'eve' })).status, 401);
  assert.equal((await submit(request, { as: 'bob' })).status, 403);
  const refused = await submit({ ...request, duration: 99 });
  assert.deepEqual([refused.status, refused.body.error.issues.map(({ code }) => code)], [400, ['duration-out-of-range']]);
  assert.equal((await submit({ ...request, prompt: 'a'.repeat((1 << 20) + 1) })).status, 413);
  assert.equal((await submit(request, { headers: { 'content-type': 'text/plain' } })).status, 415);
  assert.ok([400, 404].includes((await call(`${SUBMIT}/..%2f..%2fuser`)).status));
  assert.ok([400, 404].includes((await call(`${SUBMIT}/${body.id}?a=1`)).status));
  assert.equal(api.received.length, sent, 'none of these was sent on');
  assert.equal(stub.charges() - charges, 1);

  api.answer = () => new Response(null, { status: 307, headers: { location: `${api.url}/elsewhere` } });
  const redirected = await submit({ ...request, client_business_id: `${name}-2` });
  assert.deepEqual([redirected.status, redirected.body.error.code], [502, 'upstream_redirect']);
  assert.equal(api.received.length, sent + 1, 'a redirect is not followed');
  api.answer = (request) => stub.fetch(request);

  // Double clicks: the first POST is held until the others wait for it.
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  api.answer = async (request) => {
    await held;
    return stub.fetch(request);
  };
  const clicks = Promise.all(Array.from({ length: 10 }, () => submit({ ...request, client_business_id: `${name}-3` })));
  await new Promise((resolve) => setTimeout(resolve, 500));
  release();
  assert.equal(new Set((await clicks).map(({ body }) => body.id)).size, 1);
  assert.equal(stub.charges() - charges, 2);

  // A caller who hangs up: what was paid for is still there.
  let arrived;
  const there = new Promise((resolve) => { arrived = resolve; });
  let go;
  const heldAgain = new Promise((resolve) => { go = resolve; });
  let cutOff = false;
  api.answer = async (request, { outgoing }) => {
    outgoing.on('close', () => { cutOff ||= !outgoing.writableFinished; });
    arrived();
    await heldAgain;
    return stub.fetch(request);
  };
  const gone = new AbortController();
  const hungUp = assert.rejects(submit({ ...request, client_business_id: `${name}-4` }, { signal: gone.signal }));
  await there;
  gone.abort();
  await hungUp;
  await new Promise((resolve) => setTimeout(resolve, 300));
  go();
  api.answer = (request) => stub.fetch(request);
  let found;
  for (let i = 0; i < 100 && found?.status !== 200; i++) found = await call(`${SUBMIT}/${name}-4`);
  assert.deepEqual([found.status, cutOff, stub.charges() - charges], [200, false, 3]);
}

async function tryWebhook(url) {
  const body = JSON.stringify({ id: 'whk_1', type: 'generation.completed', data: { task_id: 'tsk_vid_1', status: 'SUCCESS', progress: '100%', result: { data: [{ url: 'https://files.example/v.mp4' }] } } });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = (secret) => `v1=${createHmac('sha256', secret).update(`whk_1.${timestamp}.${body}`).digest('hex')}`;
  const call = (secret) => fetch(`${url}/webhooks/seedance`, { method: 'POST', body, headers: { 'x-toapis-webhook-id': 'whk_1', 'x-toapis-webhook-timestamp': timestamp, 'x-toapis-webhook-signature': signature(secret) } });
  const forged = await call('guess');
  assert.deepEqual([forged.status, await forged.json()], [400, { code: 'signature_mismatch' }]);
  return [await call(SECRET), await call(SECRET)];
}

test('Node', async (t) => {
  const { server } = await example('node.mjs');
  await tryProxy(await listening(t, server), 'node');
});

test('Hono', async (t) => {
  const { app, finished } = await example('hono.mjs');
  const { toNodeListener } = await import(pathToFileURL(join(project, 'node_modules/seedance-request/dist/proxy.js')));
  const url = await listening(t, createServer(toNodeListener((request) => app.fetch(request))));
  await tryProxy(`${url}/api/seedance`, 'hono');
  const answers = await tryWebhook(url);
  assert.deepEqual(answers.map(({ status }) => status), [204, 204]);
  assert.deepEqual(finished.map(({ id, status }) => [id, status]), [['tsk_vid_1', 'completed']], 'twice delivered, once done');
});

test('a route handler of Next', async (t) => {
  const handlers = await example('next/app/api/seedance/[...path]/route.js');
  const { toNodeListener } = await import(pathToFileURL(join(project, 'node_modules/seedance-request/dist/proxy.js')));
  // As Next calls them: by method, with the parameters of the route beside the request.
  const route = (request) => handlers[request.method](request, { params: Promise.resolve({ path: new URL(request.url).pathname.split('/').slice(3) }) });
  await tryProxy(`${await listening(t, createServer(toNodeListener(route)))}/api/seedance`, 'next');
});

test('Next itself: built, and served by its own server', async (t) => {
  for (const name of ['next', 'react', 'react-dom']) symlinkSync(join(libraries, name), join(project, 'node_modules', name), 'junction');
  const folder = join(project, 'next');
  // The libraries are links to elsewhere.
  writeFileSync(join(folder, 'next.config.mjs'), `export default { turbopack: { root: ${JSON.stringify(parse(folder).root)} } };`);
  const next = (...args) => [[join(libraries, 'next/dist/bin/next'), ...args], { cwd: folder, env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' } }];
  execFileSync(process.execPath, ...next('build'));
  const [args, options] = next('start', '--hostname', '127.0.0.1', '--port', '0');
  const server = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'close');
  t.after(async () => {
    server.kill();
    await ended;
  });
  const url = await new Promise((found, failed) => {
    createInterface(server.stdout).on('line', (line) => {
      const address = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(line);
      if (address) found(address[0]);
    });
    ended.then(([status]) => failed(new Error(`next ended with status ${status}`)));
  });
  await tryProxy(`${url}/api/seedance`, 'next-server');
});

/** The binaries are packages of their own, one for each system. */
const RUNTIMES = {
  Deno: { scope: '@deno', binary: /^deno(\.exe)?$/, flags: ['run', '--quiet', '--no-lock', '--no-prompt', '--no-remote', '--node-modules-dir=manual', '--allow-net=127.0.0.1', '--allow-env', '--allow-read'] },
  Bun: { scope: '@oven', binary: /^bin.bun(\.exe)?$/, flags: ['run', '--no-install'] },
};

for (const [name, { scope, binary, flags }] of Object.entries(RUNTIMES)) {
  test(`${name}: the proxy, the webhooks, and a job over a socket`, async (t) => {
    const folder = join(libraries, scope);
    const program = readdirSync(folder).flatMap((system) => readdirSync(join(folder, system), { recursive: true }).filter((file) => binary.test(file)).map((file) => join(folder, system, file)))[0];
    assert.ok(program, `${name} is installed`);
    const start = (...args) => {
      const env = { ...process.env, DENO_DIR: join(project, 'deno'), DENO_NO_UPDATE_CHECK: '1', BUN_INSTALL_CACHE_DIR: join(project, 'bun'), DO_NOT_TRACK: '1' };
      const child = spawn(program, [...flags, ...args], { cwd: project, env, stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = once(child, 'close');
      t.after(async () => {
        child.kill();
        await ended;
      });
      const line = once(createInterface(child.stdout), 'line').then(([text]) => text);
      return Promise.race([line, ended.then(([status]) => assert.fail(`${name} ended with status ${status}`))]);
    };
    const url = await start(join(project, 'serve.mjs'));
    await tryProxy(url, name.toLowerCase());
    const [answer] = await tryWebhook(url);
    assert.deepEqual([answer.status, await answer.json()], [200, { id: 'tsk_vid_1', status: 'completed' }]);

    const { createEmulator } = await import(pathToFileURL(join(project, 'node_modules/seedance-request/dist/emulator.js')));
    const emulator = createEmulator({ script: { life: { queued_ms: 0, running_ms: 500 } } });
    const server = await serveEmulator(emulator);
    t.after(() => server.close());
    const told = JSON.parse(await start(join(project, 'job.mjs'), server.url));
    assert.deepEqual(told, { codes: ['duration-out-of-range'], overSocket: ['completed', 1], inside: ['completed', 1] });
    assert.deepEqual(Object.values(emulator.charges()), [1]);
  });
}

test('a Cloudflare Worker, in workerd', async (t) => {
  await build({
    entryPoints: [join(project, 'worker.mjs')], outfile: join(project, 'worker/worker.js'), bundle: true, format: 'esm', target: 'es2022',
    conditions: ['workerd', 'import'], loader: { '.wasm': 'copy' }, assetNames: '[name]', logLevel: 'error',
  });
  const wasm = readdirSync(join(project, 'worker')).filter((name) => name.endsWith('.wasm'));
  const text = (value) => JSON.stringify(value);
  writeFileSync(join(project, 'worker/config.capnp'), `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private", "local"])),
  ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ],
);
const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    ${wasm.map((name) => `(name = "${name}", wasm = embed "${name}"),`).join('\n    ')}
  ],
  bindings = [
    (name = "SEEDANCE_UPSTREAM", text = ${text(process.env.SEEDANCE_UPSTREAM)}),
    (name = "TOAPIS_API_KEY", text = ${text(KEY)}),
    (name = "WEBHOOK_SECRET", text = ${text(SECRET)}),
  ],
  compatibilityDate = "2026-06-01",
);
`);
  const require = createRequire(import.meta.url);
  const workerd = spawn(require('workerd').default, ['serve', join(project, 'worker/config.capnp'), '--control-fd=3'], { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
  const ended = once(workerd, 'exit');
  t.after(async () => {
    workerd.kill();
    await ended;
  });
  const [line] = await Promise.race([
    once(createInterface(workerd.stdio[3]), 'line'),
    ended.then(([status]) => assert.fail(`workerd ended with status ${status}`)),
  ]);
  const { port } = JSON.parse(line);
  const url = `http://127.0.0.1:${port}`;
  await tryProxy(url, 'worker');
  const [answer] = await tryWebhook(url);
  assert.deepEqual([answer.status, await answer.json()], [200, { id: 'tsk_vid_1', status: 'completed' }]);
});
