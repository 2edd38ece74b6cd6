// The emulator in Chromium: inside the page, and over a socket. The clip of a finished task plays.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, normalize, sep } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { serve } from '../js/emulator-server.mjs';
import { installed, load } from '../js/setup.mjs';

const { createEmulator } = await load('seedance-request/emulator');
const ROUTE = '/v1/videos/generations';
const PAGE = `<!doctype html><title>emulator</title><link rel="icon" href="data:,"><script type="importmap">{ "imports": { "seedance-request/emulator": "/package/dist/emulator.js" } }</script>`;
const QUICK = { queued_ms: 0, running_ms: 0 };

let emulator;
let server;
let browser;
let page;

before(async () => {
  emulator = createEmulator({ script: { life: QUICK } });
  // The page, the package and the emulator share an origin.
  const fetch = async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/') return new Response(PAGE, { headers: { 'content-type': 'text/html' } });
    if (!pathname.startsWith('/package/')) return emulator.fetch(request);
    const file = normalize(join(installed, pathname.replace('/package/', '/')));
    if (!file.startsWith(installed + sep)) return new Response(null, { status: 404 });
    return new Response(readFileSync(file), { headers: { 'content-type': 'text/javascript' } });
  };
  server = await serve({ fetch });
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
  page = await browser.newPage();
  await page.goto(server.url);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** Plays a clip and tells what the player makes of it. */
const play = (url) => page.evaluate(async (url) => {
  const video = document.createElement('video');
  video.muted = true;
  const happens = (name) => new Promise((resolve, reject) => {
    video.addEventListener(name, resolve, { once: true });
    video.addEventListener('error', () => reject(new Error(video.error?.message ?? 'error')), { once: true });
  });
  const metadata = happens('loadedmetadata');
  video.src = url;
  document.body.append(video);
  await metadata;
  const enough = happens('seeked');
  video.currentTime = 1.5;
  await enough;
  const ended = happens('ended');
  await video.play();
  await ended;
  const { duration, videoWidth, videoHeight, readyState, currentTime } = video;
  const canvas = new OffscreenCanvas(videoWidth, videoHeight);
  const context = canvas.getContext('2d');
  context.drawImage(video, 0, 0);
  // The sea at the bottom is dark, the sky at the top is not.
  const [sky, sea] = [10, videoHeight - 10].map((y) => context.getImageData(10, y, 1, 1).data.slice(0, 3).reduce((sum, part) => sum + part, 0));
  return { duration, videoWidth, videoHeight, readyState, currentTime, sky, sea };
}, url);

function check({ duration, videoWidth, videoHeight, readyState, currentTime, sky, sea }) {
  assert.deepEqual([duration, videoWidth, videoHeight], [2, 320, 180]);
  assert.ok(readyState >= 2 && currentTime >= 1.9, `${readyState} ${currentTime}`);
  assert.ok(sky > sea + 30, `${sky} ${sea}`);
}

test('a finished task has a clip that loads, seeks and plays to its end', async () => {
  const url = await page.evaluate(async (route) => {
    const answer = await fetch(route, { method: 'POST', body: JSON.stringify({ model: 'seedance-2', prompt: 'a', client_business_id: 'a' }) });
    const { id } = await answer.json();
    const task = await (await fetch(`${route}/${id}`)).json();
    return task.result.data[0].url;
  }, ROUTE);
  assert.match(url, /^\/clips\/tsk_vid_\w+\.webm$/);
  check(await play(url));
});

test('inside the page: the same answers, and a clip from a blob', async () => {
  const { url, told } = await page.evaluate(async ([route, life]) => {
    const { createEmulator } = await import('seedance-request/emulator');
    const emulator = createEmulator({ script: { life, submit: ['submit-accepted-answer-dropped', 'submit-429'] } });
    const submit = () => emulator.fetch(route, { method: 'POST', body: JSON.stringify({ model: 'seedance-2', prompt: 'a', client_business_id: 'a' }) });
    const told = [await submit().catch((error) => `${error}`), (await submit()).status, (await submit()).status];
    const task = await (await emulator.fetch(`${route}/a`)).json();
    const clip = await emulator.fetch(task.result.data[0].url);
    return { told: [...told, emulator.charges().a], url: URL.createObjectURL(await clip.blob()) };
  }, [ROUTE, QUICK]);
  assert.deepEqual(told, ['TypeError: Failed to fetch', 429, 200, 2]);
  check(await play(url));
});

test('a dropped answer is a network error to the page, and is charged once; over a used connection Chromium resends', async (t) => {
  const drop = async (url, id) => {
    emulator.inject('submit-accepted-answer-dropped');
    const told = await page.evaluate(
      ([url, id]) => fetch(url, { method: 'POST', body: JSON.stringify({ model: 'seedance-2', client_business_id: id }) }).then(({ status }) => `${status}`, String),
      [url, id],
    );
    return { told, charges: emulator.charges()[id] };
  };
  assert.deepEqual(await drop(ROUTE, 'own'), { told: 'TypeError: Failed to fetch', charges: 1 });
  const kept = await serve({ fetch: (request) => (new URL(request.url).pathname === '/' ? new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }) : emulator.fetch(request)) }, { keepAlive: true });
  try {
    await page.goto(kept.url);
    // Whoever serves the API can count; the page cannot. This is why a lost answer is looked up and never sent again.
    t.diagnostic(`over a used connection: ${JSON.stringify(await drop(ROUTE, 'used'))}`);
    assert.ok(emulator.charges().used >= 1);
  } finally {
    await page.goto(server.url);
    await kept.close();
  }
});
