// The panel that sends, in a real browser, served by the real command: page, proxy, emulator. At the end with a key, and a
// stub in place of the API. Environment: CHROMIUM, the browser to start.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer, request as ask } from 'node:http';
import { createRequire } from 'node:module';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { chromium } from 'playwright-core';

const root = new URL('../../', import.meta.url);
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const KEY = 'sk-canary0123456789abcdef';
const ENDED = ['completed', 'failed', 'rejected', 'unknown', 'paused', 'stopped', 'without-url', 'broken'];
const BUILD_MS = 900_000;

let demo;
let address;
let browser;
let context;
let page;
let complaints;
/** What the page asked of the API, as `POST` or `GET`. */
let asked;
let jobs = 0;

/** The real command, with all that it says. */
async function start(env = {}) {
  const { TOAPIS_API_KEY, TOAPIS_BASE_URL, ...rest } = process.env;
  // Its own group, so that what cargo starts ends with it.
  const child = spawn('cargo', ['xtask', 'demo', '--port', '0'], { cwd: root, detached: true, env: { ...rest, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const started = { child, said: '' };
  started.address = await new Promise((found, failed) => {
    const listen = (bytes) => {
      started.said += bytes;
      const line = /^demo: (http:\S+)/m.exec(started.said);
      if (line) found(line[1]);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', failed);
    child.on('exit', (code) => failed(new Error(`the demo ended with ${code}: ${started.said}`)));
  });
  return started;
}

function stop(started) {
  started?.child.removeAllListeners('exit');
  if (started?.child.pid && started.child.exitCode === null) process.kill(-started.child.pid);
}

before(async () => {
  assert.ok(process.env.CHROMIUM, 'set CHROMIUM to the path of a Chromium');
  demo = await start();
  ({ address } = demo);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
}, { timeout: BUILD_MS });

after(async () => {
  await browser?.close();
  stop(demo);
});

beforeEach(async () => open());

afterEach(async () => {
  assert.deepEqual(complaints, [], 'no script error, no CSP violation, no request to elsewhere');
  await context.close();
});

async function open({ at = address, fakeClock = false, ...options } = {}) {
  await context?.close();
  context = await browser.newContext({ locale: 'en-GB', ...options });
  page = await context.newPage();
  complaints = [];
  asked = [];
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    // The browser itself notes every answer that is an error, and every clip that is not there.
    const noted = message.text().startsWith('Failed to load resource') && /\/api\/|\/clips\/|\/%3Cimg|^https:\/\/clips\.example\//.test(message.location().url);
    if (!noted) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => { complaints.push('a dialog'); dialog.dismiss(); });
  page.on('request', (request) => {
    const url = request.url();
    if (url.startsWith(`${at}api/`)) asked.push(request.method());
    if (!url.startsWith(at) && !url.startsWith('https://clips.example/')) complaints.push(url);
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.route('https://clips.example/**', (route) => route.abort());
  if (fakeClock) await page.clock.install();
  await page.goto(at);
  await page.locator('#send-button').waitFor();
}

const state = () => page.locator('#send').getAttribute('data-state');
const said = (id) => page.locator(`#${id}`).textContent();
const posts = () => asked.filter((method) => method === 'POST').length;
const until = (...states) => page.waitForFunction((wanted) => wanted.includes(document.getElementById('send').dataset.state), states, { timeout: 40_000 });
const ended = () => until(...ENDED);
const mint = () => `job-${process.pid}-${++jobs}`;

async function write(id = mint()) {
  await page.locator('#tab-text').click();
  await page.locator('#text').fill(JSON.stringify({ model: 'seedance-2', prompt: 'Rain.', client_business_id: id }));
  return id;
}

async function send(id) {
  const name = await write(id);
  await page.locator('#send-button').click();
  return name;
}

async function seconds(n) {
  await page.selectOption('#job-length', String(n));
  await page.waitForFunction(async (wanted) => (await (await fetch('/demo/api')).json()).seconds === wanted, n);
}

async function strike(fault) {
  await page.selectOption('#fault', fault);
  await page.locator('#strike').click();
  await page.waitForFunction((name) => document.getElementById('strike-said').textContent.includes(name), fault);
}

async function counts() {
  const { submissions, charges } = await (await fetch(`${address}demo/api`)).json();
  return { submissions, charges };
}

/** What the emulator got meanwhile. */
async function counting(work) {
  const start = await counts();
  await work();
  const now = await counts();
  return { submissions: now.submissions - start.submissions, charges: now.charges - start.charges };
}

const ONE = { submissions: 1, charges: 1 };

test('a job is sent, watched and played', async () => {
  await seconds(5);
  const seen = [];
  await page.exposeFunction('progressed', (value) => seen.push(value));
  await page.evaluate(() => {
    const bar = document.getElementById('job-progress');
    new MutationObserver(() => globalThis.progressed(bar.value)).observe(bar, { attributes: true });
  });
  assert.deepEqual(await counting(async () => {
    const id = await send();
    await until('watching');
    assert.match(await said('job-facts'), new RegExp(`${id}.*tsk_`));
    await until('completed');
  }), ONE);
  assert.ok(seen.filter((value) => value > 0 && value < 100).length >= 1, seen.join(' '));
  assert.deepEqual(seen, [...seen].sort((a, b) => a - b));
  assert.equal(await said('job-percent'), '100 %');
  await page.waitForFunction(() => document.querySelector('#job-clip video').readyState >= HTMLMediaElement.HAVE_METADATA);
  const clip = await page.evaluate(async () => {
    const video = document.querySelector('#job-clip video');
    video.muted = true;
    await video.play();
    await new Promise((played) => video.addEventListener('timeupdate', () => { if (video.currentTime > 0) played(); }));
    return { width: video.videoWidth, own: new URL(video.src).origin === location.origin, controls: video.controls };
  });
  assert.ok(clip.width > 0);
  assert.deepEqual([clip.own, clip.controls], [true, true]);
  const link = page.locator('#job-clip a');
  assert.equal(await link.getAttribute('rel'), 'noopener noreferrer');
  assert.equal(await page.locator('#pending').isVisible(), false);
  await page.locator('#job summary').click();
  assert.match(await said('job-notes'), /Sent the request.*Asked for the task/s);
});

test('an invalid request is not sent, and the page says why', async () => {
  await page.locator('#text').fill('{"model":"seedance-2","prompt":"Rain.","duration":99}');
  assert.equal(await page.locator('#send-button').getAttribute('aria-disabled'), 'true');
  assert.match(await said('send-reason'), /errors/);
  await page.locator('#send-button').click({ force: true });
  await page.locator('#text').fill(`{"model":"seedance-2","prompt":"${KEY}"}`);
  assert.match(await said('send-reason'), /key/);
  await page.locator('#send-button').click({ force: true });
  assert.deepEqual(asked, []);
});

test('a watch is stopped with the keyboard, and gone on with', async () => {
  await seconds(25);
  assert.deepEqual(await counting(async () => {
    await write();
    await page.locator('#send-button').focus();
    await page.keyboard.press('Enter');
    await until('watching');
    assert.match(await said('send-reason'), /under way/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'send-button');
    await page.locator('#job-stop').focus();
    await page.keyboard.press('Enter');
    await until('stopped');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'job-status');
    assert.match(await said('job-billed'), /may have been charged/);
    const before = asked.length;
    // Two intervals of the demo's polling.
    await page.waitForTimeout(2_500);
    assert.equal(asked.length, before, 'nothing is asked after the stop');
    assert.equal(await page.locator('#pending-list li').count(), 1);
    await page.locator('#job-go-on').click();
    await until('watching');
    while (asked.length === before) await page.waitForTimeout(50);
  }), ONE);
  assert.equal(posts(), 1);
});

test('a reload in the middle goes on with the job', async () => {
  await seconds(25);
  assert.deepEqual(await counting(async () => {
    await send();
    await until('watching');
    await page.reload();
    await until('watching', 'completed');
    await until('completed');
  }), ONE);
  assert.equal(posts(), 1);
});

test('a reload while the submission is on its way finds the job', async () => {
  await seconds(5);
  await strike('submit-accepted-answer-slow');
  assert.deepEqual(await counting(async () => {
    const start = await counts();
    await send();
    while ((await counts()).charges === start.charges) await page.waitForTimeout(50);
    await page.reload();
    await until('looking', 'watching');
    await until('completed');
  }), ONE);
  assert.equal(posts(), 1);
});

test('a double click is one submission', async () => {
  await seconds(5);
  assert.deepEqual(await counting(async () => {
    await write();
    await page.locator('#send-button').dblclick();
    await page.evaluate(() => { for (let i = 0; i < 5; i++) document.getElementById('send-button').click(); });
    await until('completed');
  }), ONE);
  assert.equal(posts(), 1);
});

test('two tabs that send the same are one submission', async () => {
  await seconds(5);
  const other = await context.newPage();
  await other.goto(address);
  await other.locator('#send-button').waitFor();
  assert.deepEqual(await counting(async () => {
    const id = await write();
    await other.locator('#text').fill(await page.locator('#text').inputValue());
    await Promise.all([page.locator('#send-button').click(), other.locator('#send-button').click()]);
    await until('completed');
    await other.waitForFunction(() => document.getElementById('send').dataset.state === 'completed', undefined, { timeout: 40_000 });
    assert.ok((await said('job-facts')).includes(id));
  }), ONE);
});

test('a dropped answer: the job is found by its business id', async () => {
  await seconds(5);
  await strike('submit-accepted-answer-dropped');
  assert.deepEqual(await counting(async () => {
    await write();
    const told = [];
    await page.exposeFunction('told', (text) => told.push(text));
    await page.evaluate(() => {
      const status = document.getElementById('job-status');
      new MutationObserver(() => globalThis.told(status.textContent)).observe(status, { childList: true });
    });
    await page.locator('#send-button').click();
    await until('completed');
    const order = [/being sent once/, /No clear answer yet/, /looked for by its business id; it is not sent again/, /Accepted/, /finished/];
    assert.deepEqual(order.map((words) => told.findIndex((text) => words.test(text))).filter((at, i, all) => at >= (all[i - 1] ?? 0)).length, order.length, told.join(' | '));
  }), ONE);
  assert.equal(posts(), 1);
});

/** Lets the page's clock run on, faster than the wall's, until the panel is in one of some states. */
async function hurry(...states) {
  const start = Date.now();
  while (!states.includes(await state())) {
    assert.ok(Date.now() - start < 60_000, `still ${await state()}`);
    await page.clock.runFor(500);
  }
}

test('a job that nobody finds is unknown: looked for again, and sent again only on the reader\'s word', async () => {
  await open({ fakeClock: true });
  await seconds(5);
  await strike('life-hidden-past-the-window');
  await strike('submit-accepted-answer-dropped');
  assert.deepEqual(await counting(async () => {
    await send();
    await hurry('unknown');
    assert.match(await said('job-status'), /Nobody can tell/);
    assert.match(await said('job-billed'), /may have been charged/);
    const before = asked.length;
    await page.locator('#job-look').click();
    await hurry('looking');
    await hurry('unknown');
    assert.ok(asked.length > before);
    await page.locator('#job-again').click();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'confirm-text');
    assert.match(await said('confirm-text'), /both are charged/);
    await page.locator('#confirm-no').click();
    assert.equal(await state(), 'unknown');
  }), ONE);
  assert.equal(posts(), 1);
  // It is on file after a reload too.
  await page.reload();
  await page.locator('#pending-list button').waitFor();
});

test('a submission that was lost is sent again after a look, once', async () => {
  await open({ fakeClock: true });
  await seconds(5);
  await strike('submit-lost');
  assert.deepEqual(await counting(async () => {
    await send();
    await hurry('unknown');
    // The proxy has no such hurry: it stands by its last answer for ten seconds.
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    const before = asked.length;
    await page.locator('#job-again').click();
    await page.locator('#confirm-yes').click();
    await hurry('watching', 'completed');
    assert.deepEqual(asked.slice(before, before + 2), ['GET', 'POST']);
    await hurry('completed');
  }), { submissions: 2, charges: 1 });
});

test('an id that was accepted is asked about before it is sent a second time', async () => {
  await seconds(5);
  await send();
  await until('completed');
  await page.locator('#send-button').click();
  assert.match(await said('confirm-text'), /accepted already/);
  await page.locator('#confirm-no').click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'send-button');
  await page.locator('#send-button').click();
  await page.locator('#text').press('End');
  await page.keyboard.type(' ');
  assert.equal(await page.locator('#confirm').isVisible(), false, 'the question was about the request as it stood');
  assert.equal(posts(), 1);
});

test('what the API refuses is told, with what it cost', async () => {
  await strike('submit-rejected-402');
  await send();
  await until('rejected');
  assert.match(await said('job-failure'), /insufficient_quota/);
  assert.match(await said('job-billed'), /Nothing was charged/);
  await strike('life-failed');
  await send();
  await until('watching');
  await page.locator('#job-stop').click();
  await until('stopped');
});

test('each edition has its own proxy', async () => {
  await seconds(5);
  const seen = new Set();
  page.on('request', (request) => { if (request.method() === 'POST' && request.url().includes('/api/')) seen.add(new URL(request.url()).pathname.split('/')[2]); });
  for (const edition of await page.locator('#edition option').allTextContents()) {
    await page.selectOption('#edition', edition);
    await send();
    await until('completed');
    assert.ok(seen.has(edition));
    await write();
  }
});

const done = (patch) => ({ status: 'completed', progress: 100, ...patch });
const video = (url) => done({ result: { type: 'video', data: [{ url, format: 'webm' }] } });
const IMG = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>';
const long = (n, text = 'x') => text.repeat(n);

/** Each is laid over a task; a string is the whole body. Some end the job, others do not. */
const HOSTILE = {
  'javascript:': [video('javascript:window.ran=1'), 'completed'],
  'javascript: in odd letters': [video('JaVaScRiPt:window.ran=1'), 'completed'],
  'javascript: with a line break': [video('java\nscript:window.ran=1'), 'completed'],
  'javascript: behind a blank': [video(' \u0001javascript:window.ran=1'), 'completed'],
  'data: video': [video('data:video/webm;base64,GkXfo0AgQoaBAUL3gQFC8oEEQvOBCEKCQAR3ZWJtQoeBAkKFgQIYU4BnQI0VSalm'), 'completed'],
  'data: page': [video('data:text/html,<script>parent.ran=1</script>'), 'completed'],
  'vbscript:': [video('vbscript:msgbox(1)'), 'completed'],
  'blob: of elsewhere': [video('blob:https://clips.example/1'), 'completed'],
  'blob: of this site': [video('blob:ADDRESSx'), 'completed'],
  'filesystem:': [video('filesystem:ADDRESStemporary/x'), 'completed'],
  'file:': [video('file:///etc/passwd'), 'completed'],
  'http of elsewhere': [video('http://clips.example/x.webm'), 'completed'],
  'no scheme': [video('//clips.example/x.webm'), 'completed'],
  'a password in the address': [video('https://a:b@clips.example/x.webm'), 'completed'],
  'an address that is markup': [video(IMG), 'completed'],
  'quotes in an address': [video('https://clips.example/"onerror="window.ran=1'), 'completed'],
  'https of elsewhere': [video('https://clips.example/x.webm'), 'completed'],
  'an endless address': [video(`https://clips.example/${long(200_000)}`), 'completed'],
  'an endless address that is not followed': [video(`gopher://${long(200_000)}`), 'completed'],
  'markup in an error': [{ status: 'failed', error: { code: IMG, message: IMG } }, 'failed'],
  'an endless error': [{ status: 'failed', error: { code: long(100_000), message: long(300_000) } }, 'failed'],
  'an error of odd types': [{ status: 'failed', error: { code: { a: 1 }, message: [1, { toString: 1 }] } }, 'failed'],
  'an error that is a text': [{ status: 'failed', error: IMG }, 'failed'],
  'an error about prototypes': [{ status: 'failed', error: JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"message":"m","code":"c"}') }, 'failed'],
  'direction marks': [{ status: 'failed', error: { code: '\u202egnp', message: '\u202e\u2066\u0000\u0007' } }, 'failed'],
  'markup in the status': [{ status: IMG }],
  'an endless status': [{ status: long(100_000) }],
  'a status of the prototype': [{ status: 'constructor' }],
  'a status that is an object': [{ status: { toString: 'x' } }],
  'markup in the id': [{ id: IMG, status: 'in_progress' }],
  'an endless id': [{ id: long(100_000), status: 'in_progress' }],
  'an id that is a number': [{ id: 7, status: 'in_progress' }],
  'progress that is markup': [{ status: 'in_progress', progress: IMG }],
  'progress beyond numbers': ['{"id":"ID","client_business_id":"ID","status":"in_progress","progress":1e999}'],
  'progress below nothing': [{ status: 'in_progress', progress: -5 }],
  'progress in millions': [{ status: 'in_progress', progress: 5_000_000 }],
  'a result that is a text': [done({ result: IMG })],
  'addresses that are none': [done({ result: { type: 'video', data: [{ url: { href: 'javascript:1' } }, { url: 7 }, null, 'x'] } })],
  'a thousand results': [done({ result: { type: 'video', data: Array.from({ length: 1_000 }, () => ({ url: 'javascript:window.ran=1' })) } }), 'completed'],
  'deep lists': [`{"id":"ID","client_business_id":"ID","status":"in_progress","usage":${long(5_000, '[')}${long(5_000, ']')}}`],
  'a page': [`<!doctype html><title>x</title>${IMG}`],
  'null': ['null'],
  'nothing': [''],
  'half of it': ['{"id":"ID","status":"comp'],
  'a megabyte and more': [`{"id":"ID","status":"completed","pad":"${long(1_200_000)}"}`],
  'javascript: with a tab': [video('java\tscript:window.ran=1'), 'completed'],
  'javascript: with an address in it': [video('javascript://clips.example/%0awindow.ran=1'), 'completed'],
  'view-source:': [video('view-source:https://clips.example/x.webm'), 'completed'],
  'about:': [video('about:srcdoc'), 'completed'],
  'a socket': [video('wss://clips.example/x.webm'), 'completed'],
  'an app of the reader': [video('intent://clips.example/#Intent;scheme=https;end'), 'completed'],
  'data: image with a script': [video('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="parent.ran=1"/>'), 'completed'],
  'https of elsewhere, its last frame a script': [done({ result: { type: 'video', data: [{ url: 'https://clips.example/y.webm', last_frame_url: 'javascript:window.ran=1' }] } }), 'completed'],
  'https of elsewhere, its format markup': [done({ result: { type: IMG, data: [{ url: 'https://clips.example/z.webm', format: IMG }] } }), 'completed'],
  'https of elsewhere, at no time that there is': [{ ...video('https://clips.example/w.webm'), created_at: -1e300, completed_at: 1e300, expires_at: IMG }, 'completed'],
  'markup in the model': [{ model: IMG, status: 'in_progress', progress: 5 }],
  'markup in the usage': [{ usage: { [IMG]: IMG }, status: 'in_progress', progress: 6 }],
  'progress that is a list': [{ status: 'in_progress', progress: [50] }],
  'the id of the prototype': [{ id: '__proto__', status: 'in_progress' }],
  'direction marks in the id': [{ id: '\u202e\u2066DI', status: 'in_progress' }],
  'a task of somebody else': [{ id: 'other', client_business_id: 'other', ...video('javascript:window.ran=1') }],
  'half a character': [{ status: 'failed', error: { code: '\ud800', message: '\udfff\ud800' } }],
  'a prototype of its own': ['{"id":"ID","client_business_id":"ID","status":"in_progress","progress":7,"__proto__":{"polluted":1,"status":"completed"}}'],
  'two statuses': ['{"id":"ID","client_business_id":"ID","status":"<script>window.ran=1</script>","status":"in_progress"}'],
};

test('hostile answers: no script runs, nothing is loaded from elsewhere, text stays text', async (t) => {
  const names = Object.keys(HOSTILE);
  assert.ok(new Set(Object.values(HOSTILE).map(([body]) => JSON.stringify(body))).size >= 60);
  let current;
  await page.route('**/api/**', (route) => {
    const task = { id: current.id, client_business_id: current.id, object: 'generation.task', model: 'm', status: 'queued', progress: 0, created_at: 1 };
    if (route.request().method() === 'POST') return route.fulfill({ json: task });
    current.looks++;
    const { body } = current;
    const text = typeof body === 'string' ? body : JSON.stringify({ ...task, ...body });
    return route.fulfill({ contentType: 'application/json', body: text.replaceAll('ID', current.id).replaceAll('ADDRESS', address) });
  });
  for (const name of names) {
    const [body, end] = HOSTILE[name];
    current = { id: mint(), body, looks: 0 };
    await send(current.id);
    await until('watching');
    if (end) {
      await ended();
      assert.equal(await state(), end, name);
    } else {
      while (current.looks === 0) await page.waitForTimeout(20);
      await page.evaluate(() => fetch('/demo/api').then((response) => response.json()));
      if (await page.locator('#job-stop').isVisible()) await page.locator('#job-stop').click();
      await ended();
    }
    const found = await page.evaluate(() => {
      const panel = document.getElementById('send');
      return {
        ran: window.ran,
        polluted: {}.polluted,
        markup: panel.querySelectorAll('script, img, iframe, object, embed, svg, [onerror], [style]').length,
        addresses: [...panel.querySelectorAll('[src], [href]')].map((node) => node.getAttribute('src') ?? node.getAttribute('href')),
        size: panel.textContent.length,
        progress: document.getElementById('job-progress').value,
      };
    });
    assert.deepEqual([found.ran, found.polluted, found.markup], [undefined, undefined, 0], name);
    assert.ok(found.addresses.every((url) => url.startsWith('https://clips.example/') || url.startsWith(address)), `${name}: ${found.addresses}`);
    assert.equal(found.addresses.length > 0, /^https of|^quotes|^an endless address$|^an address that is markup/.test(name), `${name}: ${found.addresses}`);
    assert.ok(found.size < 30_000, `${name}: ${found.size}`);
    assert.ok(found.progress >= 0 && found.progress <= 100, name);
    if (name === 'markup in an error') assert.ok((await said('job-failure')).includes(IMG));
  }
  assert.deepEqual(complaints, []);
  t.diagnostic(`S6: ${names.length} hostile task answers, 0 script runs, 0 CSP violations`);
});

test('hostile answers to a submission', async (t) => {
  const error = (value) => ({ status: 400, json: { error: value } });
  const answers = [
    error({ code: 'x', message: IMG, source: 'api' }),
    error({ code: IMG, message: long(200_000), source: 'api' }),
    error({ code: { a: 1 }, message: { b: [1] }, issues: IMG }),
    error(IMG),
    { status: 422, contentType: 'text/html', body: IMG },
    { status: 401, json: [IMG] },
    { status: 403, json: JSON.parse('{"__proto__":{"polluted":1},"error":{"__proto__":{"polluted":1}}}') },
  ];
  let answer;
  await page.route('**/api/**', (route) => route.fulfill(answer));
  for (answer of answers) {
    await send();
    await until('rejected');
    const [ran, markup, size] = await page.evaluate(() => [window.ran ?? {}.polluted, document.querySelectorAll('#send script, #send img').length, document.getElementById('send').textContent.length]);
    assert.deepEqual([ran, markup], [undefined, 0], JSON.stringify(answer).slice(0, 100));
    assert.ok(size < 30_000);
    assert.match(await said('job-billed'), /Nothing was charged/);
    await write();
  }
  assert.deepEqual(complaints, []);
  t.diagnostic(`S6: ${answers.length} hostile answers to a submission, 0 script runs, 0 CSP violations`);
});

for (const colorScheme of ['light', 'dark']) {
  for (const language of ['en', 'zh-CN']) {
    test(`accessible: ${colorScheme}, ${language}`, async () => {
      // axe is put in by the test, which a page's policy would forbid.
      await open({ colorScheme, bypassCSP: true, reducedMotion: 'reduce' });
      await page.selectOption('#language', language);
      await page.addScriptTag({ path: axe });
      const scan = async (when) => {
        const { violations, passes } = await page.evaluate(async () => {
          const found = await globalThis.axe.run(document, { resultTypes: ['violations'] });
          return { passes: found.passes.length, violations: found.violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`)]) };
        });
        assert.deepEqual(violations, [], when);
        assert.ok(passes > 15);
      };
      await scan('at rest');
      await seconds(25);
      await strike('submit-rejected-402');
      await send();
      await until('rejected');
      await scan('rejected');
      await send();
      await until('watching');
      await scan('watching');
      await page.locator('#job-stop').click();
      await until('stopped');
      await scan('stopped, with a job on file');
      await seconds(5);
      await send();
      await until('completed');
      await page.locator('#job summary').click();
      await page.locator('#send-button').click();
      await page.locator('#confirm').waitFor();
      await scan('completed, and a question');
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 850 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(wide, 0, 'the page itself does not scroll sideways');
      }
      if (language === 'en') return;
      const left = await page.locator('#send :is(h2, h3, label, button, legend, summary, p:not(:empty), option:not([lang]))').evaluateAll((nodes) =>
        nodes.filter((node) => node.checkVisibility() && node.textContent.trim() && !/\p{Script=Han}/u.test(node.textContent)).map((node) => node.textContent));
      assert.deepEqual(left, []);
    });
  }
}

/** A request as no browser lets a page send it. */
function raw(method, path, headers, body = '') {
  const { hostname, port, host } = new URL(address);
  return new Promise((answered, failed) => {
    const asking = ask({ hostname, port, method, path, headers: { host, 'content-length': Buffer.byteLength(body), ...headers } }, (response) => {
      let text = '';
      response.on('data', (bytes) => { text += bytes; }).on('end', () => answered({ status: response.statusCode, headers: response.headers, text }));
    });
    asking.on('error', failed);
    asking.end(body);
  });
}

test('the server lets nobody in but this page, and keeps no connection of a submission', async () => {
  const path = '/api/2026-06/v1/videos/generations';
  const type = { 'content-type': 'application/json' };
  const body = JSON.stringify({ model: 'seedance-2', prompt: 'Rain.', client_business_id: mint() });
  const own = await raw('POST', path, type, body);
  assert.equal(own.status, 200);
  assert.equal(own.headers.connection, 'close');
  assert.deepEqual(await counting(async () => {
    for (const [status, headers] of [
      [403, { ...type, 'sec-fetch-site': 'cross-site' }],
      [403, { ...type, 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }],
      [415, { 'content-type': 'text/plain' }],
      [421, { ...type, host: 'evil.example' }],
    ]) assert.equal((await raw('POST', path, headers, body)).status, status, JSON.stringify(headers));
    assert.equal((await raw('POST', `${path}?x`, type, body)).status, 400);
    assert.equal((await raw('POST', '/api/2026-06/v1/other', type, body)).status, 404);
    assert.equal((await raw('POST', '/demo/api', { 'content-type': 'text/plain' }, '{"seconds":5}')).status, 415);
    assert.equal((await raw('POST', '/demo/api', type, '{"fault":"constructor"}')).status, 400);
    assert.equal((await raw('POST', '/demo/api', type, 'null')).status, 400);
    assert.equal((await raw('POST', '/demo/api', type, `"${long(5_000)}"`)).status, 413);
  }), { submissions: 0, charges: 0 });
});

// The last one: the command builds anew what the demo of the other tests is served from.
test('with a key: the real API is asked, and the key is seen by nobody else', { timeout: BUILD_MS }, async (t) => {
  const got = [];
  const api = createServer((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (bytes) => { body += bytes; }).on('end', () => {
      got.push({ method: incoming.method, authorization: incoming.headers.authorization });
      const { client_business_id: id = 'x', prompt } = body ? JSON.parse(body) : {};
      const { authorization } = incoming.headers;
      const [status, answer] = prompt === 'echo'
        ? [400, { error: { code: 'invalid_request', message: `wrong: ${authorization}, ${KEY}` } }]
        : [200, { id: 'tsk_1', client_business_id: body ? id : undefined, status: body ? 'queued' : 'completed', progress: 1, note: KEY,
          result: body ? undefined : { type: 'video', data: [{ url: 'https://clips.example/x.webm' }] } }];
      outgoing.writeHead(status, { 'content-type': 'application/json', 'set-cookie': `key=${KEY}` }).end(JSON.stringify(answer));
    });
  });
  await new Promise((listening) => api.listen(0, '127.0.0.1', listening));
  const host = `127.0.0.1:${api.address().port}`;
  const paid = await start({ TOAPIS_API_KEY: KEY, TOAPIS_BASE_URL: `http://${host}` });
  t.after(() => {
    stop(paid);
    api.close();
    api.closeAllConnections();
  });
  await open({ at: paid.address });
  const seen = [];
  page.on('request', (request) => seen.push(request.allHeaders().then((headers) => JSON.stringify(headers) + request.url() + (request.postData() ?? ''))));
  page.on('response', (response) => {
    if (response.url().startsWith(paid.address)) seen.push(Promise.all([response.allHeaders(), response.text().catch(() => '')]).then(([headers, text]) => JSON.stringify(headers) + text));
  });
  assert.match(await said('send-behind'), new RegExp(`real API at ${host}.*costs money`));
  assert.equal(await page.locator('#emulator').isVisible(), false);

  await send();
  assert.equal(got.length, 0, 'nothing is sent before the question is answered');
  assert.match(await said('confirm-text'), new RegExp(host));
  await page.locator('#confirm-yes').click();
  await until('completed');
  await page.locator('#text').fill(JSON.stringify({ model: 'seedance-2', prompt: 'echo', client_business_id: mint() }));
  await page.locator('#send-button').click();
  await page.locator('#confirm-yes').click();
  await until('rejected');
  assert.match(await said('job-message'), /redacted/);

  assert.equal(got.filter(({ method }) => method === 'POST').length, 2);
  assert.ok(got.every(({ authorization }) => authorization === `Bearer ${KEY}`));
  const everything = {
    traffic: (await Promise.all(seen)).join('\n'),
    page: await page.content(),
    storage: await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])),
    said: paid.said,
  };
  assert.ok(everything.traffic.includes('tsk_1') && everything.said.includes(host));
  for (const [place, text] of Object.entries(everything)) assert.ok(!text.includes(KEY) && !text.includes('canary'), `the key is in the ${place}`);
  const characters = Object.values(everything).reduce((sum, text) => sum + text.length, 0).toLocaleString('en');
  t.diagnostic(`S1: demo with a key: ${characters} characters of ${Object.keys(everything).join(', ')}, 0 with the key`);
});
