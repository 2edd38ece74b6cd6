// The client in Chromium, in a page of its own: aborts, and pages that are hidden, frozen or offline for a while.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, normalize, sep } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { installed } from '../js/setup.mjs';
import { openTabs } from './tabs.mjs';

const PATH = '/v1/videos/generations';
const KEY = 'canary-0123456789';
const PAGE = `<!doctype html><title>client</title><iframe></iframe>
<script type="importmap">{ "imports": { "seedance-request/client": "/package/dist/client.js" } }</script>
<script type="module">
  Object.assign(window, await import('seedance-request/client'), await import('/abort-reasons.mjs'));
  document.title = 'ready';
</script>`;
const REQUEST = { model: 'seedance-2', prompt: 'a cat', client_business_id: 'order-7' };

let server;
let browser;
let page;
let cdp;
/** What the API was asked, and how it answers. */
let asked = [];
let answer;
const running = () => ({ status: 200, body: { id: 'tsk_1', status: 'in_progress', progress: 10 } });
const done = () => ({ status: 200, body: { id: 'tsk_1', status: 'completed', progress: 100, video_url: 'https://files.example/v.mp4' } });

before(async () => {
  const scripts = { '/abort-reasons.mjs': fileURLToPath(new URL('../js/abort-reasons.mjs', import.meta.url)) };
  server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    if (path.startsWith(PATH)) {
      asked.push({ method: request.method, at: Date.now(), headers: request.headers });
      const { status, body, hang } = answer(request.method);
      // An answer that never comes.
      if (!hang) response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      return undefined;
    }
    if (path === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
    const file = scripts[path] ?? normalize(join(installed, path.replace('/package/', '/')));
    if (!scripts[path] && !file.startsWith(installed + sep)) return response.writeHead(404).end();
    try {
      const script = readFileSync(file);
      return response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    } catch {
      return response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

beforeEach(async () => {
  await page?.context().close();
  const context = await browser.newContext();
  page = await context.newPage();
  cdp = await context.newCDPSession(page);
  asked = [];
  answer = (method) => (method === 'POST' ? running() : done());
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => document.title === 'ready', undefined, { timeout: 30_000 });
});

const until = async (holds, what) => {
  for (let turn = 0; turn < 400; turn++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} never came: ${JSON.stringify(asked)}`);
};

test('an abort settles before any timer or answer, whatever its reason', async (t) => {
  answer = () => ({ hang: true });
  const { latencies, faults, listeners } = await page.evaluate(async (REQUEST) => {
    const foreign = new frames[0].Error('enough');
    const latencies = [];
    const faults = [];
    let listeners = 0;
    for (const [name, reason] of Object.entries(window.reasons(foreign))) {
      for (const verb of ['submit', 'wait']) {
        const timers = new Set();
        const clock = {
          now: () => Date.now(),
          monotonic: () => performance.now(),
          setTimeout: (work, ms) => {
            const timer = setTimeout(() => { timers.delete(timer); work(); }, ms);
            timers.add(timer);
            return timer;
          },
          clearTimeout: (timer) => { timers.delete(timer); clearTimeout(timer); },
        };
        const client = window.createClient({ baseUrl: '/', clock, polling: { firstMs: 0 } });
        const controller = new AbortController();
        const { signal } = controller;
        const add = signal.addEventListener.bind(signal);
        const remove = signal.removeEventListener.bind(signal);
        signal.addEventListener = (...call) => { listeners++; add(...call); };
        signal.removeEventListener = (...call) => { listeners--; remove(...call); };
        const promise = verb === 'submit' ? client.submit({ ...REQUEST, client_business_id: `${name} ${verb}` }, { signal }) : client.wait('tsk_1', { signal });
        let end;
        promise.catch((error) => { end = error; });
        await new Promise((resolve) => setTimeout(resolve, 30));
        if (end) faults.push(`${name}, ${verb}: over before the abort: ${end}`);
        const start = performance.now();
        controller.abort(reason);
        // Microtasks alone: no timer and no answer can come between.
        for (let turn = 0; turn < 20 && !end; turn++) await undefined;
        latencies.push(performance.now() - start);
        if (end?.name !== 'AbortError' || !Object.is(end.cause, signal.reason)) faults.push(`${name}, ${verb}: ${end}`);
        if (timers.size !== 0) faults.push(`${name}, ${verb}: ${timers.size} timers`);
      }
    }
    return { latencies, faults, listeners };
  }, REQUEST);
  assert.deepEqual(faults, []);
  assert.equal(listeners, 0);
  assert.ok(latencies.length >= 24);
  const sent = asked.length;
  assert.ok(sent >= latencies.length / 2, `${sent}`);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  assert.equal(asked.length, sent, 'nothing is sent after an abort');
  t.diagnostic(`R5: npm client in Chromium: ${latencies.length} aborts, the slowest in ${Math.max(...latencies).toFixed(2)} ms`);
});

test('a key needs the word, stays out of the page, and is sent', async (t) => {
  const texts = await page.evaluate(async ([REQUEST, KEY]) => {
    const texts = [];
    try {
      window.createClient({ baseUrl: location.origin, apiKey: KEY });
      texts.push(`made a client with ${KEY}`);
    } catch (error) {
      texts.push(error.name, error.message, String(error.stack));
    }
    const client = window.createClient({ baseUrl: location.origin, apiKey: KEY, dangerouslyAllowBrowser: true, storage: window.localStorageRecords(), polling: { firstMs: 0 } });
    const submitted = await client.submit(REQUEST);
    texts.push(JSON.stringify(submitted), JSON.stringify(localStorage), JSON.stringify(await client.pending()));
    texts.push(JSON.stringify(await client.wait(submitted.task)), document.documentElement.outerHTML, JSON.stringify(localStorage));
    return texts;
  }, [REQUEST, KEY]);
  assert.equal(texts[0], 'MisuseError');
  assert.deepEqual(texts.filter((text) => text.includes('canary')), []);
  assert.deepEqual(asked.map(({ headers }) => headers.authorization), [`Bearer ${KEY}`, `Bearer ${KEY}`]);
  t.diagnostic(`S1: npm client in Chromium: ${texts.length} texts of errors, records, storage and DOM, 0 with the key`);
});

test('a relative address is a proxy on the same site, and two tabs are one job', async () => {
  answer = (method) => (method === 'POST' ? running() : asked.length > 3 ? { status: 200, body: { id: 'tsk_1', client_business_id: 'order-7', status: 'queued' } } : { status: 404, body: { error: { code: 'task_not_found' } } });
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.waitForFunction(() => document.title === 'ready');
  const submit = (tab) => tab.evaluate(async (REQUEST) => (await window.createClient({ baseUrl: '/', storage: window.localStorageRecords() }).submit(REQUEST)).task?.id, REQUEST);
  assert.deepEqual(await Promise.all([submit(page), submit(other), submit(page)]), ['tsk_1', 'tsk_1', 'tsk_1']);
  assert.equal(asked.filter(({ method }) => method === 'POST').length, 1);
});

test('a rejected submission has let go of its id when the next one asks for it', async () => {
  answer = (method) => (method === 'POST' && asked.length % 2 === 1 ? { status: 400, body: { error: { code: 'invalid_request' } } } : method === 'POST' ? running() : { status: 404, body: { error: { code: 'task_not_found' } } });
  const ends = await page.evaluate(async (REQUEST) => {
    const ends = [];
    for (let round = 0; round < 20; round++) {
      const storage = window.localStorageRecords();
      const client = window.createClient({ baseUrl: '/', storage });
      const request = { ...REQUEST, client_business_id: `round-${round}` };
      ends.push((await client.submit(request)).outcome, (await client.submit(request)).outcome);
    }
    return ends;
  }, REQUEST);
  assert.deepEqual(ends, Array.from({ length: 20 }, () => ['rejected', 'accepted']).flat());
  assert.deepEqual(asked.map(({ method }) => method), Array(40).fill('POST'));
});

/** Begins a watch that asks every half second. */
const beginWatch = () => {
  const client = window.createClient({ baseUrl: '/', polling: { firstMs: 0, intervalMs: 500, jitterPercent: 0, backoffMs: 1_000 } });
  window.ended = undefined;
  client.wait('tsk_1').then((task) => { window.ended = task.status; }, (error) => { window.ended = `${error}`; });
};
const begin = () => page.evaluate(beginWatch);
const ended = () => page.waitForFunction(() => window.ended, undefined, { timeout: 20_000 }).then((handle) => handle.jsonValue());

test('a page that is hidden, frozen and offline for a while asks once when it is back, and goes on', async (t) => {
  answer = running;
  const tabs = await openTabs(process.env.CHROMIUM);
  t.after(() => tabs.close());
  const tab = await tabs.open(page.url());
  await until(() => tab.evaluate('document.title === "ready"'), 'the page');
  await tab.evaluate(`{
    window.told = [];
    for (const name of ['visibilitychange', 'freeze', 'resume']) document.addEventListener(name, () => told.push(name === 'visibilitychange' ? document.visibilityState : name));
  }`);
  await tab.evaluate(`(${beginWatch})()`);
  await until(() => asked.length >= 2, 'a question');
  const other = await tabs.open('about:blank');
  await other.toFront();
  await until(() => tab.evaluate('document.hidden'), 'the other tab');
  await tab.send('Network.enable');
  await tab.send('Page.setWebLifecycleState', { state: 'frozen' });
  await tab.send('Network.emulateNetworkConditions', { offline: true, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  // What was under way when it froze has arrived.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const before = asked.length;
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  assert.equal(asked.length, before, 'nothing is asked meanwhile');
  await tab.send('Page.setWebLifecycleState', { state: 'active' });
  await until(() => tab.evaluate('told.includes("resume")'), 'the resumption');
  // Awake, hidden and still offline: it cannot ask, which is not having failed.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.deepEqual([asked.length, await tab.evaluate('window.ended ?? null')], [before, null]);
  await tab.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await tab.toFront();
  await until(() => asked.length >= before + 3, 'questions after its return');
  // It does not make up for the questions that were not asked.
  const gaps = asked.slice(before).map(({ at }, index, all) => (index ? at - all[index - 1].at : 1_000));
  assert.ok(gaps.every((gap) => gap >= 250), `${gaps}`);
  assert.deepEqual(await tab.evaluate('told'), ['hidden', 'freeze', 'resume', 'visible']);
  answer = done;
  await until(() => tab.evaluate('window.ended'), 'the end');
  assert.equal(await tab.evaluate('window.ended'), 'completed');
});

test('a page that is offline is in trouble, and asks when it is online again', async () => {
  answer = running;
  await begin();
  await until(() => asked.length >= 2, 'a question');
  const offline = (state) => cdp.send('Network.emulateNetworkConditions', { offline: state, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await offline(true);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const before = asked.length;
  assert.equal(await page.evaluate(() => window.ended), undefined, 'not being able to ask is not having failed');
  await offline(false);
  answer = done;
  assert.equal(await ended(), 'completed');
  assert.ok(asked.length > before);
});

test('a reload in the middle of a job: one POST, and the job goes on from its record', async () => {
  answer = () => ({ hang: true });
  const start = () => page.evaluate((REQUEST) => { void window.createClient({ baseUrl: '/', storage: window.localStorageRecords() }).submit(REQUEST).catch(() => {}); }, REQUEST);
  await start();
  await until(() => asked.length === 1, 'the POST');
  await page.reload();
  await page.waitForFunction(() => document.title === 'ready');
  answer = done;
  const status = await page.evaluate(async () => {
    const client = window.createClient({ baseUrl: '/', storage: window.localStorageRecords(), polling: { firstMs: 0 } });
    const [record] = await client.pending();
    return (await client.resume(record)).status;
  });
  assert.equal(status, 'completed');
  assert.equal(asked.filter(({ method }) => method === 'POST').length, 1);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
});
