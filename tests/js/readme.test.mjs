// The examples of the README, run against the installed package: what a comment says of a line is what the line gives.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { enter, root, submit, until } from './page.mjs';
import { installed, load } from './setup.mjs';

const fences = [...readFileSync(new URL('../../README.md', import.meta.url), 'utf8').matchAll(/^```(jsx?|tsx?)( run)?\n([^]*?)^```$/gm)];
const blocks = fences.filter(([, , run]) => run).map(([, language, , code]) => ({ language, code }));

// A project with the package, and with the libraries of the tests.
const project = mkdtempSync(join(tmpdir(), 'seedance-readme-'));
after(() => rmSync(project, { recursive: true, force: true }));
const libraries = fileURLToPath(new URL('../node_modules', import.meta.url));
mkdirSync(join(project, 'node_modules'));
for (const name of readdirSync(libraries).filter((name) => !name.startsWith('.'))) symlinkSync(join(libraries, name), join(project, 'node_modules', name), 'junction');
symlinkSync(installed, join(project, 'node_modules', 'seedance-request'), 'junction');

let files = 0;
let claims = 0;

/** Runs the one example that has a text in it. */
async function run(text) {
  const found = blocks.filter(({ code }) => code.includes(text));
  assert.equal(found.length, 1, `${found.length} examples with ${text}`);
  const [block] = found;
  block.ran = true;
  const checked = block.code.replace(/^(\S.*);[ ]+\/\/ (true|false|undefined|-?\d+|'.*')$/gm, (line, expression, value) => {
    claims++;
    return `assert.deepEqual(${expression}, ${value});`;
  });
  const { code } = transformSync(`import assert from 'node:assert/strict';\n${checked}`, { loader: block.language, jsx: 'automatic' });
  const file = join(project, `example-${files++}.mjs`);
  writeFileSync(file, code);
  return import(pathToFileURL(file));
}

test('every example of JavaScript is marked to be run', () => {
  assert.ok(fences.length >= 8, `${fences.length}`);
  assert.deepEqual(fences.filter(([, , run]) => !run).map(([, , , code]) => code), []);
});

test('validate', async () => {
  await run('report.errors[0].pointer;');
  assert.equal(claims, 4);
});

test('bulk', async (t) => {
  process.chdir(project);
  writeFileSync('requests.ndjson', '{"model":"seedance-2","prompt":"Rain."}\n{"model":"seedance-9","prompt":"Rain."}\n');
  const log = t.mock.method(console, 'log', () => {});
  await run('validateLines(await');
  const [line, errors] = log.mock.calls[0].arguments;
  log.mock.restore();
  assert.equal(log.mock.calls.length, 1);
  assert.equal(line, 2);
  assert.deepEqual(errors.map(({ code }) => code), ['model-unknown']);
});

test('Hono, and build and fix, which sends to it', async (t) => {
  const { app } = await run('sValidator');
  const answers = [];
  const server = createServer(async (incoming, outgoing) => {
    const parts = [];
    for await (const part of incoming) parts.push(part);
    const { method, url, headers } = incoming;
    const answer = await app.request(url, { method, headers, body: Buffer.concat(parts) });
    answers.push({ status: answer.status, body: await answer.json() });
    outgoing.writeHead(answer.status).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A page's addresses are those of its host.
  const { fetch } = globalThis;
  t.after(() => {
    globalThis.fetch = fetch;
    server.closeAllConnections();
    server.close();
  });
  globalThis.fetch = (url, init) => fetch(new URL(url, `http://127.0.0.1:${server.address().port}/`), init);
  const before = claims;
  await run('applyFixes(');
  assert.equal(claims, before + 2);
  assert.deepEqual(answers, [{ status: 200, body: { model: 'seedance-2' } }]);
  const refused = await app.request('/api/videos', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"model":"seedance-9","prompt":"a"}' });
  assert.equal(refused.status, 400);
  assert.equal((await refused.json()).error[0].code, 'model-unknown');
});

test('React', async () => {
  const { act, createElement } = await import('react');
  const { createRoot } = await import('react-dom/client');
  const { VideoForm } = await run('standardSchemaResolver(');
  const sent = [];
  const element = root();
  const app = createRoot(element);
  await act(() => app.render(createElement(VideoForm, { onSubmit: (request) => sent.push(request) })));
  const go = async (control, value) => {
    await act(async () => enter(element.querySelector(control), value));
    await act(async () => submit(element.querySelector('form')));
    return element.querySelector('[role=alert]').textContent;
  };
  assert.notEqual(await go('input', '99'), '');
  assert.notEqual(await go('input', ''), '', 'there is no prompt yet');
  assert.deepEqual(sent, []);
  assert.equal(await go('textarea', 'Rain.'), '');
  assert.equal(await go('input', '7'), '');
  assert.deepEqual(sent.map((request) => JSON.parse(JSON.stringify(request))), [{ model: 'seedance-2', prompt: 'Rain.' }, { model: 'seedance-2', prompt: 'Rain.', duration: 7 }]);
  await act(() => app.unmount());
});

test('Vue', async () => {
  const { createApp, h } = await import('vue');
  const { useVideoForm } = await run('VVTypedSchema');
  const sent = [];
  const refused = [];
  let form;
  const element = root();
  const app = createApp({
    setup() {
      form = useVideoForm();
      const onSubmit = form.handleSubmit((request) => sent.push(request), ({ errors }) => refused.push(errors));
      return () => h('form', { onSubmit });
    },
  });
  app.mount(element);
  form.setValues({ prompt: 'Rain.', image_with_roles: [{ url: 'ftp://example.com/a.png', role: 'reference_image' }] });
  submit(element.querySelector('form'));
  await until(() => refused.length > 0, 'a refusal');
  assert.deepEqual(Object.keys(refused[0]), ['image_with_roles[0].url']);
  assert.deepEqual(sent, []);
  form.setValues({ image_with_roles: [{ url: 'https://example.com/a.png', role: 'reference_image' }] });
  submit(element.querySelector('form'));
  await until(() => sent.length > 0, 'a submission');
  assert.equal(sent[0].image_with_roles[0].url, 'https://example.com/a.png');
  app.unmount();
});

test('a form of your own', async (t) => {
  const { fetch } = globalThis;
  const css = Object.getOwnPropertyDescriptor(globalThis, 'CSS');
  t.after(() => {
    globalThis.fetch = fetch;
    delete globalThis.CSS;
    if (css) Object.defineProperty(globalThis, 'CSS', css);
  });
  Object.defineProperty(globalThis, 'CSS', { value: window.CSS, configurable: true, writable: true });
  const sent = [];
  globalThis.fetch = async (url, { body }) => void sent.push([url, JSON.parse(body)]);
  const markup = [...readFileSync(new URL('../../README.md', import.meta.url), 'utf8').matchAll(/^```html\n([^]*?)^```$/gm)];
  assert.equal(markup.length, 1);
  document.body.replaceChildren();
  const element = root();
  element.innerHTML = markup[0][1];
  const form = element.querySelector('form');
  const { binding } = await run('bindForm(');
  submit(form);
  assert.deepEqual(sent, [], 'there is no prompt yet');
  assert.match(element.textContent, /There is a problem/);
  enter(form.elements.prompt, 'Rain.');
  enter(form.elements.duration, '7');
  form.querySelector('[data-seedance-add]').click();
  enter(form.elements['image_with_roles[0].url'], 'https://example.com/a.png');
  submit(form);
  assert.deepEqual(sent, [['/api/videos', { model: 'seedance-2', prompt: 'Rain.', duration: 7, image_with_roles: [{ url: 'https://example.com/a.png', role: 'first_frame' }] }]]);
  binding.destroy();
  assert.doesNotMatch(element.textContent, /There is a problem/);
});

test('a session without markup', async () => {
  const before = claims;
  await run('createForm();');
  assert.equal(claims - before, 9);
});

test('the proxy', async (t) => {
  const seen = [];
  const { fetch } = globalThis;
  process.env.TOAPIS_API_KEY = 'sk-canary';
  const { server } = await run('toNodeListener(proxy)');
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    globalThis.fetch = fetch;
    delete process.env.TOAPIS_API_KEY;
    server.closeAllConnections();
    server.close();
  });
  globalThis.fetch = async (url, init) => {
    seen.push({ url, authorization: init.headers.authorization, body: JSON.parse(init.body) });
    return new Response('{"id":"tsk_1","status":"queued"}');
  };
  const call = (authorization) => fetch(`http://127.0.0.1:${server.address().port}/v1/videos/generations`, {
    method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: '{"model":"seedance-2","prompt":"Rain.","client_business_id":"a"}',
  });
  assert.equal((await call('Bearer guess')).status, 401);
  assert.equal((await call('Bearer a-session-token')).status, 200);
  assert.deepEqual(seen, [{ url: 'https://toapis.com/v1/videos/generations', authorization: 'Bearer sk-canary', body: { model: 'seedance-2', prompt: 'Rain.', client_business_id: 'a' } }]);
});

test('webhooks', async (t) => {
  process.env.WEBHOOK_SECRET = 'whsec-new';
  process.env.WEBHOOK_SECRET_BEFORE = 'whsec-old';
  const { app } = await run('verifyWebhook(');
  const log = t.mock.method(console, 'log', () => {});
  t.after(() => {
    delete process.env.WEBHOOK_SECRET;
    delete process.env.WEBHOOK_SECRET_BEFORE;
  });
  const body = '{"type":"generation.completed","data":{"task_id":"tsk_1","status":"SUCCESS"}}';
  const timestamp = String(Math.floor(Date.now() / 1000));
  const call = (secret) => app.request('/webhooks/seedance', {
    method: 'POST', body,
    headers: { 'x-toapis-webhook-id': 'whk_1', 'x-toapis-webhook-timestamp': timestamp, 'x-toapis-webhook-signature': `v1=${createHmac('sha256', secret).update(`whk_1.${timestamp}.${body}`).digest('hex')}` },
  });
  const statuses = [(await call('guess')).status, (await call('whsec-old')).status, (await call('whsec-new')).status];
  const calls = log.mock.calls.map(({ arguments: said }) => said);
  log.mock.restore();
  assert.deepEqual(statuses, [400, 204, 204]);
  assert.deepEqual(calls, [['generation.completed', 'tsk_1', 'completed']]);
});

test('the emulator', async () => {
  const before = claims;
  await run('createEmulator(');
  assert.equal(claims, before + 4);
});

test('a job, submitted and watched', async (t) => {
  const { fetch, setTimeout } = globalThis;
  const key = process.env.TOAPIS_API_KEY;
  t.after(() => {
    Object.assign(globalThis, { fetch, setTimeout });
    if (key === undefined) delete process.env.TOAPIS_API_KEY;
    else process.env.TOAPIS_API_KEY = key;
  });
  process.env.TOAPIS_API_KEY = 'sk-example';
  // Waiting takes no time here.
  globalThis.setTimeout = (work, ms) => setTimeout(work, ms > 25_000 ? ms : 0);
  const sent = [];
  let looks = 0;
  globalThis.fetch = async (url, { method, headers, body }) => {
    sent.push({ url, method, authorization: headers.authorization, body });
    const done = method === 'GET' && ++looks > 1;
    return Response.json({ id: 'tsk_1', status: done ? 'completed' : 'in_progress', progress: done ? 100 : 40, video_url: done ? 'https://files.example/v.mp4' : undefined });
  };
  // A clock that leaps with each look at it, or the machine would sleep on.
  const { now } = performance;
  let leap = 0;
  performance.now = () => now.call(performance) + (leap += 30_000);
  t.after(() => { delete performance.now; });
  // The libraries above made this a page, where a key is refused.
  const { document } = globalThis;
  const { navigator } = globalThis;
  Object.defineProperty(globalThis, 'document', { value: undefined, configurable: true, writable: true });
  Object.defineProperty(globalThis, 'navigator', { value: undefined, configurable: true, writable: true });
  t.after(() => {
    Object.defineProperty(globalThis, 'document', { value: document, configurable: true, writable: true });
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true });
  });
  const log = t.mock.method(console, 'log', () => {});
  await run('client.wait(');
  const said = log.mock.calls.map(({ arguments: words }) => words);
  log.mock.restore();
  assert.deepEqual(said, [[40], ['completed', 'https://files.example/v.mp4']]);
  assert.deepEqual(sent.map(({ method }) => method), ['POST', 'GET', 'GET']);
  assert.equal(sent[0].url, 'https://toapis.com/v1/videos/generations');
  assert.equal(sent[0].authorization, 'Bearer sk-example');
});

test('without WebAssembly', async () => {
  const { check } = await run('WASM_UNAVAILABLE');
  assert.equal(check({ model: 'seedance-2', prompt: 'Rain.' }).valid, true);
  assert.equal(check({}).valid, false);
});

test('every entry of the package and every name that it has is spoken of', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const entries = Object.keys(exports).filter((entry) => entry !== './package.json').map((entry) => `seedance-request${entry.slice(1)}`);
  const names = [];
  for (const entry of entries.filter((entry) => !/\.(?:json|wasm)$/.test(entry))) {
    names.push(...Object.keys(await load(entry)).filter((name) => !['default', 'module.exports'].includes(name)));
  }
  assert.ok(names.length > 50 && entries.length > 15);
  assert.deepEqual(entries.filter((entry) => !readme.includes(entry)), []);
  assert.deepEqual(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(readme)), []);
});

test('all of them were run', () => {
  assert.deepEqual(blocks.filter(({ ran }) => !ran).map(({ code }) => code), []);
});
