// The demo page in a real browser, served by the real command. Environment: CHROMIUM, the browser to start.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { chromium } from 'playwright-core';

const root = new URL('../../', import.meta.url);
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const example = JSON.parse(await readFile(new URL('www/example.json', root), 'utf8'));
const KEY = 'sk-canary0123456789abcdef';

let server;
let address;
let browser;
let context;
let page;
let complaints;

before(async () => {
  assert.ok(process.env.CHROMIUM, 'set CHROMIUM to the path of a Chromium');
  // Its own group, so that what cargo starts ends with it.
  server = spawn('cargo', ['xtask', 'demo', '--port', '0'], { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  address = await new Promise((found, failed) => {
    let said = '';
    server.stdout.on('data', (bytes) => {
      said += bytes;
      const line = /demo: (http:\S+)/.exec(said);
      if (line) found(line[1]);
    });
    server.on('error', failed);
    server.on('exit', (code) => failed(new Error(`the demo ended with ${code}`)));
  });
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
}, { timeout: 900_000 });

after(async () => {
  await browser?.close();
  server?.removeAllListeners('exit');
  if (server?.pid && server.exitCode === null) process.kill(-server.pid);
});

beforeEach(async () => open());

afterEach(async () => {
  assert.deepEqual(complaints, [], 'no console error, no CSP violation, no request to elsewhere');
  await context.close();
});

async function open(options = {}) {
  await context?.close();
  context = await browser.newContext({ locale: 'en-GB', ...options });
  page = await context.newPage();
  complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => { complaints.push('a dialog'); dialog.dismiss(); });
  page.on('request', (request) => { if (!request.url().startsWith(address)) complaints.push(request.url()); });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.goto(address);
}

const text = () => page.locator('#text');
const write = (value) => text().fill(typeof value === 'string' ? value : JSON.stringify(value, null, 2));
const state = () => page.locator('#verdict').getAttribute('data-state');
const codes = () => page.locator('#issues .issue').evaluateAll((items) => items.map((item) => item.dataset.code));
const issue = (code) => page.locator(`.issue[data-code="${code}"]`);

test('the founding body is there and has no issue in either edition', async () => {
  assert.deepEqual(JSON.parse(await text().inputValue()), example);
  const editions = await page.locator('#edition option').allTextContents();
  assert.equal(editions.length, 2);
  for (const edition of editions) {
    await page.selectOption('#edition', edition);
    assert.equal(await state(), 'ok', edition);
    assert.deepEqual(await codes(), []);
    assert.deepEqual(JSON.parse(await page.locator('#code-json').textContent()), example);
  }
});

test('an issue shows while typing, and leads to its place', async () => {
  await text().evaluate((area) => {
    const at = area.value.indexOf('10,');
    area.focus();
    area.setSelectionRange(at, at + 2);
  });
  await page.keyboard.type('99');
  // No waiting: the verdict is drawn before the next key.
  assert.deepEqual(await codes(), ['duration-out-of-range']);
  const found = issue('duration-out-of-range');
  assert.equal(await found.getAttribute('data-pointer'), '/duration');
  assert.equal(await found.getAttribute('data-severity'), 'error');
  assert.match(await found.textContent(), /99.*4.*15/);
  assert.match(await found.textContent(), /Body \/ duration/);
  assert.equal(await found.locator('.position').textContent(), '5:15');
  assert.equal(await page.locator('#ready').isVisible(), false);
  assert.match(await page.locator('#blockers').textContent(), /\/duration/);
  await found.locator('.jump').click();
  const chosen = await text().evaluate((area) => [document.activeElement === area, area.value.slice(area.selectionStart, area.selectionEnd)]);
  assert.deepEqual(chosen, [true, '99']);
  await page.keyboard.type('12');
  assert.equal(await state(), 'ok');
});

test('one fix, and a way back', async () => {
  await write({ ...example, resolution: '720P' });
  await issue('resolution-not-offered').locator('.fix').click();
  assert.equal(JSON.parse(await text().inputValue()).resolution, '720p');
  assert.equal(await state(), 'ok');
  await text().focus();
  await page.keyboard.press('Control+Z');
  assert.equal(JSON.parse(await text().inputValue()).resolution, '720P');
});

test('a fix leaves the other issues and the layout alone', async () => {
  const { resolution, aspect_ratio: ratio, ...rest } = example;
  await write(JSON.stringify({ ...rest, Resolution: resolution, aspect_ratio: ratio.replace(':', 'x'), duration: 99 }, null, '\t'));
  await issue('aspect-ratio-unknown').locator('.fix').click();
  assert.deepEqual((await codes()).sort(), ['duration-out-of-range', 'unknown-field']);
  assert.match(await text().inputValue(), /^\{\n\t"model"/);
});

test('all fixes at once', async () => {
  const { aspect_ratio: ratio, ...rest } = example;
  await write({ ...rest, aspectRatio: ratio, resolution: '720P' });
  assert.equal((await codes()).length, 2);
  await page.locator('#fix-all').click();
  assert.deepEqual(JSON.parse(await text().inputValue()), { ...example, resolution: '720p' });
  assert.equal(await state(), 'ok');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'verdict-title');
});

test('the language changes the words, not the findings', async () => {
  await write({ ...example, duration: 99 });
  const english = await issue('duration-out-of-range').textContent();
  await page.selectOption('#language', 'zh-CN');
  const chinese = await issue('duration-out-of-range').textContent();
  assert.notEqual(chinese, english);
  assert.match(chinese, /\p{Script=Han}/u);
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  const left = await page.locator('h1, h2, label, button').evaluateAll((nodes) =>
    nodes.filter((node) => node.checkVisibility() && !/\p{Script=Han}/u.test(node.textContent)).map((node) => node.textContent));
  assert.deepEqual(left.filter((words) => !['JSON', 'curl'].includes(words)), []);
  await page.selectOption('#language', 'en');
  assert.equal(await issue('duration-out-of-range').textContent(), english);
});

test('a Chinese browser gets Chinese', async () => {
  await open({ locale: 'zh-CN' });
  assert.equal(await page.locator('#language').inputValue(), 'zh-CN');
});

test('the edition changes the verdict', async () => {
  await write({ ...example, generate_audio: true });
  assert.equal(await state(), 'error');
  await page.selectOption('#edition', '2026-08');
  assert.equal(await state(), 'ok');
});

test('copying fills the clipboard', async () => {
  await open({ permissions: ['clipboard-read', 'clipboard-write'] });
  const pasted = () => page.evaluate(() => navigator.clipboard.readText());
  await page.locator('#copy').click();
  assert.deepEqual(JSON.parse(await pasted()), example);
  await page.locator('#tab-json').press('ArrowRight');
  assert.equal(await page.locator('#tab-curl').getAttribute('aria-selected'), 'true');
  await page.locator('#copy').click();
  assert.equal(await pasted(), await page.locator('#code-curl').textContent());
  assert.match(await pasted(), /\$TOAPIS_API_KEY/);
});

test('where the clipboard is closed the text is selected', async () => {
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await page.locator('#copy').click();
  assert.deepEqual(JSON.parse(await page.evaluate(() => String(getSelection()))), example);
  assert.match(await page.locator('#copy').textContent(), /Ctrl\+C/);
});

test('the command holds the body and no key', async () => {
  const command = await page.locator('#code-curl').textContent();
  assert.match(command, /^curl /);
  assert.match(command, /Authorization: Bearer \$TOAPIS_API_KEY/);
  const body = /\{.*\}/s.exec(command)[0];
  assert.deepEqual(JSON.parse(body), example);
});

test('a reload loses nothing, and no key is kept', async () => {
  const mine = JSON.stringify({ ...example, prompt: 'mine' });
  await write(mine);
  await page.selectOption('#edition', '2026-08');
  await page.reload();
  assert.equal(await text().inputValue(), mine);
  assert.equal(await page.locator('#edition').inputValue(), '2026-08');
  for (const held of [`{"prompt":"Bearer ${KEY}"}`, `Authorization: Bearer ${'x'.repeat(20)}`, `{"api_key":"${KEY}"}`]) {
    await write(held);
    assert.ok(await page.locator('#key-notice').isVisible());
    await page.waitForTimeout(500);
    const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie]));
    assert.ok(!/canary|xxxx/.test(kept), kept);
  }
  await page.reload();
  assert.deepEqual(JSON.parse(await text().inputValue()), example);
});

test('the table and the starting points come from the capabilities', async () => {
  const all = JSON.parse(await readFile(new URL('pkg/dist/generated/capabilities.json', root), 'utf8').catch(() =>
    readFile(new URL('pkg-template/generated/capabilities.json', root), 'utf8')));
  for (const [edition, { models, aspect_ratios: ratios }] of Object.entries(all)) {
    await page.selectOption('#edition', edition);
    const head = await page.locator('#capabilities thead th code').allTextContents();
    assert.deepEqual(head, models.map(({ name }) => name));
    const cells = await page.locator('#capabilities tbody td').allTextContents();
    assert.ok(cells.includes(ratios.value.join('')), edition);
    for (const { resolutions } of models) assert.ok(cells.includes(resolutions.value.join('')), edition);
    const starts = await page.locator('#start option').evaluateAll((options) => options.map(({ value }) => value).filter(Boolean));
    assert.equal(starts.length, models.length + 1);
    for (const start of starts) {
      await page.selectOption('#start', start);
      assert.equal(await state(), 'ok', `${edition} ${start}`);
    }
  }
});

test('a repaired text means what the package repaired', async () => {
  const { applyFixes } = await import(new URL('pkg/dist/index.js', root));
  const { repair } = await import(new URL('www/tree.js', root));
  const folder = new URL('tests/cases/', root);
  let repaired = 0;
  let kept = 0;
  for (const file of await readdir(folder)) {
    for (const { name, request } of JSON.parse(await readFile(new URL(file, folder), 'utf8')).cases) {
      const fixed = Object(request) === request ? applyFixes(request) : { applied: [] };
      if (!fixed.applied.length) continue;
      // A spelling that only a text written anew loses.
      const spelt = JSON.stringify({ ...request, unheard_of: 'HERE' }).replace('"HERE"', '1.0');
      const result = applyFixes(JSON.parse(spelt));
      const text = repair(spelt, result.applied, result.request);
      assert.deepEqual(JSON.parse(text), result.request, `${file}: ${name}`);
      repaired++;
      if (text.includes('1.0')) kept++;
    }
  }
  assert.ok(repaired > 20 && kept > repaired * 0.9, `${kept} of ${repaired} repairs keep the spelling`);
  console.log(`${kept} of ${repaired} repairs keep the spelling`);
});

test('a repair changes what it says, and no spelling beside it', async () => {
  await write('{"model": "seedance-2", "prompt": "\\u0041 boat", "seed": 1e1, "duration": 8.0, "resolution": "720P", "Ratio": "16:9"}');
  await page.locator('#fix-all').click();
  assert.equal(await text().inputValue(),
    '{\n  "model": "seedance-2",\n  "prompt": "\\u0041 boat",\n  "seed": 1e1,\n  "duration": 8.0,\n  "resolution": "720p",\n  "aspect_ratio": "16:9"\n}');
});

test('no name of the API is typed into the page', async () => {
  const read = async (name) => JSON.parse(await readFile(new URL(`pkg-template/generated/${name}`, root), 'utf8'));
  const names = new Set((await read('rules.json')).map(({ code }) => code));
  for (const { models, aspect_ratios: ratios } of Object.values(await read('capabilities.json'))) {
    for (const ratio of ratios.value) names.add(ratio);
    for (const { name, resolutions, limits } of models) for (const each of [name, ...resolutions.value, ...Object.keys(limits)]) names.add(each);
  }
  assert.ok(names.size > 60);
  const folder = new URL('www/', root);
  const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  assert.ok(scripts.length > 5);
  for (const script of scripts) {
    const source = await readFile(new URL(script, folder), 'utf8');
    for (const name of names) {
      const typed = new RegExp(`(?<![\\w-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`);
      assert.ok(!typed.test(source), `${script} names ${name}`);
    }
    assert.ok(!/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b/.test(source), `${script} writes markup`);
  }
});

test('the page carries the policy that the server sends', async () => {
  const sent = (await page.request.get(address)).headers()['content-security-policy'];
  const carried = await page.locator('meta[http-equiv]').getAttribute('content');
  // A meta element cannot speak of frame-ancestors.
  const rules = (policy) => policy.split(';').map((rule) => rule.trim()).filter((rule) => rule && !rule.startsWith('frame-ancestors'));
  assert.deepEqual(rules(carried), rules(sent));
});

const HOSTILE = {
  'markup': ['<img src=x onerror="window.ran=1"><script>window.ran=1</script>', 'error'],
  'markup in a value': [JSON.stringify({ ...example, model: '<img src=x onerror="window.ran=1">', '<script>window.ran=1</script>': '</textarea>' }), 'error'],
  'a prototype': ['{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}', 'error'],
  'deep lists': ['['.repeat(100_000), 'error'],
  'deep objects': ['{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000), 'error'],
  'a lone surrogate': [JSON.stringify({ ...example, prompt: 'x' }).replace('"x"', '"\\ud800"'), 'error'],
  'a raw lone surrogate': [JSON.stringify({ ...example, prompt: 'x' }).replace('"x"', '"\ud800"'), 'error'],
  'a megabyte': [`{"model":"${'a'.repeat(1_000_000)}"}`, 'error'],
  'many findings': [JSON.stringify({ ...example, image_with_roles: Array.from({ length: 2_000 }, () => ({ url: 7, role: 7 })) }), 'error'],
  'nothing': ['', 'error'],
  'a number beyond numbers': ['{"seed":1e999}', 'error'],
  'direction marks': [JSON.stringify({ ...example, model: '\u202egnp.\u0000\u0007' }), 'error'],
};

for (const [name, [value, expected]] of Object.entries(HOSTILE)) {
  test(`hostile text: ${name}`, async () => {
    await text().evaluate((area, given) => {
      area.value = given;
      area.dispatchEvent(new Event('input', { bubbles: true }));
    }, value);
    assert.equal(await state(), expected);
    assert.ok((await codes()).length >= 1);
    const { ran, polluted } = await page.evaluate(() => ({ ran: window.ran, polluted: {}.polluted }));
    assert.deepEqual([ran, polluted], [undefined, undefined]);
    assert.equal(await page.locator('#verdict script, #verdict img, #outputs script, #outputs img').count(), 0);
    if (await page.locator('#issues .jump').first().evaluate((node) => node.tagName === 'BUTTON')) {
      await page.locator('#issues .jump').first().click();
    }
    // Still alive:
    await write(example);
    assert.equal(await state(), 'ok');
  });
}

for (const colorScheme of ['light', 'dark']) {
  for (const [size, viewport] of Object.entries({ desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } })) {
    test(`accessible: ${colorScheme}, ${size}`, async () => {
      // axe is put in by the test, which a page's policy would forbid.
      await open({ colorScheme, viewport, bypassCSP: true, reducedMotion: 'reduce' });
      await page.addScriptTag({ path: axe });
      const scan = () => page.evaluate(async () => {
        const { violations, passes } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
        return { passes: passes.length, violations: violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`)]) };
      });
      const { passes, violations } = await scan();
      assert.deepEqual(violations, []);
      assert.ok(passes > 15);
      await page.locator('#tab-curl').click();
      assert.deepEqual((await scan()).violations, []);
      await write({ ...example, duration: 99, resolution: '720P', Ratio: 1, image_urls: [] });
      assert.deepEqual((await scan()).violations, []);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wide, 0, 'the page itself does not scroll sideways');
    });
  }
}

test('the copy under the text breaks its lines where the text does', async () => {
  for (const width of [390, 700, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await write({ ...example, prompt: `${'word '.repeat(60)}${'x'.repeat(300)} 汉字${'文'.repeat(80)}` });
    const [copy, area] = await page.evaluate(() => {
      const node = document.getElementById('text');
      node.style.height = '0';
      const height = node.scrollHeight;
      node.style.height = '';
      const lines = document.querySelectorAll('.line');
      const box = getComputedStyle(node);
      const sum = [...lines].reduce((all, line) => all + line.getBoundingClientRect().height, 0);
      return [sum + parseFloat(box.paddingTop) + parseFloat(box.paddingBottom), height];
    });
    assert.ok(Math.abs(copy - area) <= 2, `${width}: ${copy} and ${area}`);
  }
});

test('the keyboard alone is enough', async () => {
  await write({ ...example, resolution: '720P' });
  const reached = [];
  await page.locator('#edition').focus();
  for (let i = 0; i < 25; i++) {
    const name = await page.evaluate(() => document.activeElement.id || document.activeElement.className);
    reached.push(name);
    if (name === 'fix') break;
    await page.keyboard.press('Tab');
  }
  assert.ok(reached.includes('text') && reached.includes('jump') && reached.at(-1) === 'fix', reached.join(' '));
  await page.keyboard.press('Enter');
  assert.equal(await state(), 'ok');
});
