// bindForm in a real browser: over the demo's form and over a page of somebody else's markup, both under a strict policy.
// Environment: CHROMIUM, the browser to start.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { chromium } from 'playwright-core';

const root = new URL('../../', import.meta.url);
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

/** Markup as a user might have it: hints, a title of its own, controls in and beside labels, a row that is there already. */
const FIXTURE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>My studio</title><script type="module" src="fixture.js"></script></head>
<body><main><h1>My studio</h1>
<form id="mine" action="sent" aria-label="Video">
  <input type="hidden" name="csrf" value="t">
  <p><label for="m">Model</label> <select id="m" name="model"><option value="seedance-2">Two</option><option value="seedance-2-fast">Fast</option><option value="seedance-2-mini">Mini</option></select></p>
  <p><label for="p">What happens</label> <textarea id="p" name="prompt" aria-describedby="p-hint"></textarea></p>
  <p id="p-hint">One scene, please.</p>
  <label>Seconds <input type="number" name="duration" value="8"></label>
  <fieldset><legend>Resolution</legend>
    <label><input type="radio" name="resolution" value="" checked> Any</label>
    <label><input type="radio" name="resolution" value="720p"> Good</label>
    <label><input type="radio" name="resolution" value="4k"> Best</label>
  </fieldset>
  <p><label for="s">Sound</label><input type="checkbox" id="s" name="generate_audio"></p>
  <fieldset><legend>Images</legend>
    <div>
      <div class="item"><label for="u">Address</label><input id="u" name="image_with_roles[0].url"> <label for="r">Use</label><select id="r" name="image_with_roles[0].role"><option value="">None</option><option value="first_frame">First</option><option value="last_frame">Last</option><option value="reference_image">Reference</option></select> <button type="button" data-seedance-remove="">Remove image <span data-seedance-number="">1</span></button></div>
      <template data-seedance-row="image_with_roles"><div class="item"><label for="u-new">Address</label><input id="u-new" name="image_with_roles[0].url"> <label for="r-new">Use</label><select id="r-new" name="image_with_roles[0].role"><option value="">None</option><option value="first_frame">First</option><option value="last_frame">Last</option><option value="reference_image">Reference</option></select> <button type="button" data-seedance-remove="">Remove image <span data-seedance-number=""></span></button></div></template>
    </div>
    <button type="button" data-seedance-add="image_with_roles">Another image</button>
  </fieldset>
  <fieldset><legend>Videos</legend>
    <div><template data-seedance-row="video_with_roles"><div><label for="v">Address</label><input id="v" name="video_with_roles[0].url"><input type="hidden" name="video_with_roles[0].role" value="reference_video"></div></template></div>
    <button type="button" data-seedance-add="video_with_roles">A video</button>
  </fieldset>
  <p><label for="b">Order</label><input id="b" name="metadata.client_business_id"></p>
  <button>Send</button>
</form></main></body></html>`;

const SCRIPT = `import { bindForm } from '/fixture/dist/form.js';
import chinese from '/fixture/dist/locales/zh-CN.js';
const form = document.getElementById('mine');
window.before = form.outerHTML;
window.deltas = 0;
window.bind = (options = {}) => {
  window.sent = [];
  window.offers = [];
  window.bound = bindForm(form, { onSubmit: (result) => sent.push(result.request), onChange: () => { deltas++; }, onSwitch: (offer) => offers.push(offer), ...options });
};
window.chinese = chinese;
if (location.hash !== '#unbound') window.bind(location.hash === '#zh' ? { locale: chinese } : {});
`;

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

beforeEach(() => { context = undefined; });

afterEach(async () => {
  assert.deepEqual(complaints, [], 'no console error, no CSP violation, no request to elsewhere');
  await context?.close();
});

async function fresh(options = {}) {
  context = await browser.newContext({ locale: 'en-GB', ...options });
  page = await context.newPage();
  complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => { if (!request.url().startsWith(address)) complaints.push(request.url()); });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
  });
}

/** The demo, with its form in view. */
async function demo(options) {
  await fresh(options);
  await page.goto(address);
  await page.locator('#tab-form').click();
}

/** The page of somebody else's markup; the package comes as plain modules. */
async function fixture(hash = '', options) {
  await fresh(options);
  await page.route(`${address}fixture/**`, async (route) => {
    const path = new URL(route.request().url()).pathname.replace('/fixture/', '');
    const headers = { 'Content-Security-Policy': POLICY };
    if (path === 'page') return route.fulfill({ headers, contentType: 'text/html', body: FIXTURE });
    if (path === 'sent') return route.fulfill({ headers, contentType: 'text/html', body: '<!doctype html><title>sent</title>' });
    if (path === 'fixture.js') return route.fulfill({ headers, contentType: 'text/javascript', body: SCRIPT });
    return route.fulfill({ headers, contentType: 'text/javascript', body: await readFile(new URL(`pkg/${path}`, root), 'utf8') });
  });
  await page.goto(`${address}fixture/page${hash}`);
  await page.waitForFunction((bound) => (bound ? window.bound : window.bind), hash !== '#unbound');
}

const control = (name) => page.locator(`[name="${name}"]`);
const radio = (name, value) => page.locator(`input[name="${name}"][value="${value}"]`);
const held = () => page.evaluate(() => bound.form.snapshot());
const request = async () => JSON.parse(await page.locator('#text').inputValue());
const summary = () => page.locator('.seedance-summary');
/** What assistive technology reads out as the description of a control; every id must be there. */
const described = (locator) => locator.evaluate((node) => (node.getAttribute('aria-describedby') ?? '').split(/\s+/).filter(Boolean).map((id) => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element has the id ${id}`);
  return found.textContent;
}).join(' | '));
const scan = async () => {
  await page.addScriptTag({ path: axe });
  return page.evaluate(async () => {
    const { violations, passes } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return { passes: passes.length, violations: violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`)]) };
  });
};

test('demo: form and text are the same request, both ways', async () => {
  await demo();
  const given = await request();
  assert.equal(await control('prompt').inputValue(), given.prompt);
  assert.equal(await control('duration').inputValue(), String(given.duration));
  assert.equal(await control('image_with_roles[0].url').inputValue(), given.image_with_roles[0].url);
  assert.ok(await radio('model', given.model).isChecked());
  await control('prompt').fill('A boat');
  await control('duration').fill('12');
  assert.deepEqual(await request(), { ...given, prompt: 'A boat', duration: 12 });
  await control('duration').fill('');
  assert.ok(!('duration' in await request()));
  await page.locator('#tab-text').click();
  await page.locator('#text').fill(JSON.stringify({ ...given, unheard: 1, seed: 7, image_with_roles: [{ url: 'https://a.example/1.png', role: 'reference_image' }, { url: 'https://a.example/2.png', role: 'reference_image', more: true }] }));
  await page.locator('#tab-form').click();
  assert.equal(await control('image_with_roles[1].url').inputValue(), 'https://a.example/2.png');
  await control('image_with_roles[1].url').fill('https://a.example/3.png');
  const changed = await request();
  assert.deepEqual([changed.unheard, changed.seed, changed.image_with_roles[1]], [1, 7, { url: 'https://a.example/3.png', role: 'reference_image', more: true }]);
  await page.locator('#tab-text').click();
  await page.locator('#text').fill('{');
  await page.locator('#tab-form').click();
  assert.ok(await page.locator('#form-notice').isVisible());
  assert.ok(!await page.locator('#form').isVisible());
});

test('demo: the form is drawn from capabilities, in both editions', async () => {
  await demo();
  const all = JSON.parse(await readFile(new URL('pkg-template/generated/capabilities.json', root), 'utf8'));
  for (const [edition, { fields, models }] of Object.entries(all)) {
    await page.selectOption('#edition', edition);
    for (const { name, options, documented, shape } of fields) {
      if (!documented || ['metadata', 'any'].includes(shape)) continue;
      const names = await page.locator(`#form [name="${name}"], #form [name^="${name}["], #form [data-seedance-add="${name}"]`).count();
      assert.ok(names > 0, `${edition} ${name}`);
      for (const option of options) assert.equal(await page.locator(`#form [name^="${name}"][value="${option}"]`).count(), 1, `${edition} ${name} ${option}`);
    }
    assert.equal(await page.locator('#form [name=model]').count(), models.length);
  }
});

test('demo: what mini has not is disabled, and says why', async () => {
  await demo();
  await radio('model', 'seedance-2-mini').check();
  const best = radio('resolution', '4k');
  assert.ok(await best.isDisabled());
  assert.match(await best.getAttribute('title'), /4k/);
  assert.match(await described(best), /4k/);
  assert.ok(await radio('resolution', '720p').isEnabled());
  await radio('model', 'seedance-2').check();
  assert.ok(await best.isEnabled());
  assert.equal(await best.getAttribute('title'), null);
  assert.equal(await described(best), '');
});

test('demo: a model that does not fit stays in reach, and switching is offered', async () => {
  await demo();
  await radio('model', 'seedance-2').check();
  await radio('resolution', '4k').check();
  const mini = radio('model', 'seedance-2-mini');
  assert.ok(await mini.isEnabled());
  assert.match(await described(mini), /seedance-2-mini/);
  await mini.check();
  assert.ok(await radio('resolution', '4k').isEnabled(), 'what is chosen is never disabled');
  assert.ok(await page.locator('#offer').isVisible());
  await page.locator('#offer-apply').click();
  const { model, resolution } = await request();
  assert.equal(model, 'seedance-2-mini');
  assert.notEqual(resolution, '4k');
  assert.ok(!await page.locator('#offer').isVisible());
  assert.ok(await mini.isChecked());
  assert.equal(await page.locator('#verdict').getAttribute('data-state'), 'ok');
});

test('demo: a first frame leaves no room for references', async () => {
  await demo();
  await page.selectOption('#start', '0');
  assert.ok(await page.locator('[data-seedance-add="video_with_roles"]').isEnabled());
  await page.locator('[data-seedance-add="image_with_roles"]').click();
  assert.equal(await page.evaluate(() => document.activeElement.name), 'image_with_roles[0].url');
  await control('image_with_roles[0].url').fill('https://a.example/1.png');
  await control('image_with_roles[0].role').selectOption('first_frame');
  for (const list of ['video_with_roles', 'audio_with_roles']) {
    const add = page.locator(`[data-seedance-add="${list}"]`);
    assert.ok(await add.isDisabled(), list);
    assert.ok((await described(add)).length > 10, list);
  }
  await page.locator('[data-seedance-add="image_with_roles"]').click();
  const role = control('image_with_roles[1].role');
  assert.equal(await role.inputValue(), 'last_frame', 'a new row begins with what is possible');
  assert.ok(await role.locator('option[value="reference_image"]').evaluate((option) => option.disabled && option.title.length > 10));
  assert.ok((await described(role)).length > 10);
  await page.locator('.row').first().locator('[data-seedance-remove]').click();
  assert.equal(await control('image_with_roles[1].url').count(), 0);
  assert.deepEqual((await request()).image_with_roles.map((item) => item.role), ['last_frame']);
});

test('demo: errors are summed up, lead to their controls, and go', async () => {
  await demo();
  const title = await page.title();
  await control('duration').fill('99');
  await page.locator('.more-fields summary').click();
  await control('seed').fill('1e99');
  await page.locator('.more-fields summary').click();
  await page.locator('#form [type=submit]').click();
  assert.ok(await summary().evaluate((node) => document.activeElement === node));
  assert.equal(await page.title(), `Error: ${title}`);
  assert.equal(await summary().locator('[role=alert] h2').count(), 1);
  const links = summary().locator('a');
  assert.equal(await links.count(), 2);
  for (const [index, name] of [[0, 'duration'], [1, 'seed']]) {
    const text = await links.nth(index).textContent();
    assert.ok((await described(control(name))).includes(text), 'the same words in both places');
    assert.equal(await control(name).getAttribute('aria-invalid'), 'true');
    await links.nth(index).click();
    assert.equal(await page.evaluate(() => document.activeElement.name), name);
    assert.equal(await links.nth(index).getAttribute('href'), `#${await control(name).getAttribute('id')}`);
  }
  await control('duration').fill('9');
  assert.equal(await links.count(), 1);
  await control('seed').fill('7');
  assert.equal(await summary().count(), 0);
  assert.equal(await page.title(), title);
  assert.equal(await control('seed').getAttribute('aria-invalid'), null);
  await page.locator('#form [type=submit]').click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'outputs-title');
});

test('demo: sound that was ticked off is said, and else left out', async () => {
  await demo();
  await page.selectOption('#start', '0');
  assert.ok(await control('generate_audio').isChecked(), 'the default is shown');
  assert.ok(!('generate_audio' in await request()));
  await control('generate_audio').focus();
  await page.keyboard.press('Space');
  assert.equal((await request()).generate_audio, false);
  await page.keyboard.press('Space');
  assert.equal((await request()).generate_audio, true);
});

test('demo: the words are of the chosen language', async () => {
  await demo();
  await page.selectOption('#language', 'zh-CN');
  await control('duration').fill('99');
  await page.locator('#form [type=submit]').click();
  const words = await page.locator('#form :is(h2, legend, label, button, .seedance-summary a, .seedance-messages, .seedance-note > div, summary)').evaluateAll((nodes) =>
    nodes.filter((node) => node.checkVisibility()).map((node) => node.textContent.trim()));
  assert.ok(words.length > 20);
  // What is left in Latin letters are values of the API.
  const left = words.filter((text) => text && !/\p{Script=Han}/u.test(text) && !/^[\d:a-z-]+$/.test(text));
  assert.deepEqual(left, []);
  assert.match(await page.title(), /^错误：/);
});

for (const colorScheme of ['light', 'dark']) {
  for (const [size, viewport] of Object.entries({ desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } })) {
    test(`demo: accessible, ${colorScheme}, ${size}`, async () => {
      // axe is put in by the test, which a page's policy would forbid.
      await demo({ colorScheme, viewport, bypassCSP: true, reducedMotion: 'reduce' });
      const { passes, violations } = await scan();
      assert.deepEqual(violations, []);
      assert.ok(passes > 20);
      await radio('model', 'seedance-2').check();
      await radio('resolution', '4k').check();
      await radio('model', 'seedance-2-mini').check();
      await control('duration').fill('99');
      await page.locator('.more-fields summary').click();
      await page.locator('#form [type=submit]').click();
      assert.ok(await page.locator('#offer').count() === 1 && await summary().count() === 1);
      assert.deepEqual((await scan()).violations, []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    });
  }
}

test('own markup: the controls are the request', async () => {
  await fixture();
  assert.deepEqual(await held(), { model: 'seedance-2', duration: 8 });
  assert.equal(await page.locator('#mine').evaluate((form) => form.noValidate), true);
  await control('prompt').fill('A boat');
  await control('duration').fill('10');
  await radio('resolution', '720p').check();
  await control('metadata.client_business_id').fill('order-1');
  await control('image_with_roles[0].url').fill('https://a.example/1.png');
  await control('image_with_roles[0].role').selectOption('first_frame');
  const expected = { model: 'seedance-2', prompt: 'A boat', duration: 10, resolution: '720p', metadata: { client_business_id: 'order-1' }, image_with_roles: [{ url: 'https://a.example/1.png', role: 'first_frame' }] };
  assert.deepEqual(await held(), expected);
  assert.ok(await page.evaluate(() => deltas) >= 6);
  assert.ok(await page.locator('[data-seedance-add="video_with_roles"]').isDisabled());
  await page.getByRole('button', { name: 'Send' }).click();
  assert.deepEqual(await page.evaluate(() => sent), [expected]);
  await control('metadata.client_business_id').fill('');
  await radio('resolution', '').check();
  const { metadata, resolution, ...rest } = expected;
  assert.deepEqual(await held(), rest);
});

test('own markup: nothing is called wrong before it was left', async () => {
  await fixture();
  const duration = control('duration');
  await duration.fill('99');
  assert.equal(await duration.evaluate((node) => node.validity.customError), true);
  assert.equal(await duration.getAttribute('aria-invalid'), null);
  assert.equal(await described(duration), '');
  await duration.blur();
  assert.equal(await duration.getAttribute('aria-invalid'), 'true');
  assert.match(await described(duration), /99/);
  await duration.fill('9');
  assert.equal(await duration.getAttribute('aria-invalid'), null);
  assert.equal(await described(duration), '');
  assert.equal(await duration.evaluate((node) => node.validity.valid), true);
  assert.equal(await page.locator('.seedance-messages').count(), 0);
});

test('own markup: hints stay before messages, and text that is no number is not blank', async () => {
  await fixture();
  await page.getByRole('button', { name: 'Send' }).click();
  assert.match(await described(control('prompt')), /^One scene, please\. \| .*prompt/);
  assert.equal(await page.title(), 'Error: My studio');
  await control('prompt').fill('A boat');
  assert.equal(await described(control('prompt')), 'One scene, please.');
  assert.equal(await page.title(), 'My studio');
  await control('duration').focus();
  await page.keyboard.press('End');
  await page.keyboard.type('e');
  assert.equal(await control('duration').evaluate((node) => node.validity.badInput && node.validity.customError), true);
  assert.equal(await page.evaluate(() => bound.form.report().valid), false);
});

test('own markup: a click on the button that a message moves still counts', async () => {
  await fixture();
  await control('prompt').fill('A boat');
  await control('metadata.client_business_id').fill('x'.repeat(300));
  await control('duration').fill('99');
  // The message appears as the control is left, which is when the button is pressed.
  await page.mouse.move(0, 0);
  const box = await page.getByRole('button', { name: 'Send' }).boundingBox();
  await page.mouse.move(box.x + 4, box.y + 3);
  await page.mouse.down();
  await page.mouse.up();
  assert.equal(await summary().count(), 1);
});

test('own markup: a checkbox that nobody touched sends nothing', async () => {
  await fixture('#unbound');
  await page.evaluate(() => bind({ onSubmit: undefined }));
  const entries = () => page.evaluate(() => [...new FormData(document.getElementById('mine'))].filter(([name]) => name === 'generate_audio'));
  assert.ok(await control('generate_audio').isChecked());
  assert.deepEqual(await entries(), []);
  await control('generate_audio').uncheck();
  assert.equal((await held()).generate_audio, false);
  assert.deepEqual(await entries(), [['generate_audio', 'false']]);
  // Without onSubmit the browser sends a valid form itself, and no other.
  await page.getByRole('button', { name: 'Send' }).click();
  assert.equal(await summary().count(), 1);
  await control('prompt').fill('A boat');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL(/sent\?/);
  assert.match(page.url(), /csrf=t.*generate_audio=false/);
});

test('own markup: rows are added, named anew and removed', async () => {
  await fixture();
  await control('image_with_roles[0].url').fill('https://a.example/1.png');
  await control('image_with_roles[0].role').selectOption('reference_image');
  const add = page.getByRole('button', { name: 'Another image' });
  await add.click();
  await page.keyboard.type('https://a.example/2.png');
  await control('image_with_roles[1].role').selectOption('reference_image');
  await add.click();
  await page.keyboard.type('https://a.example/3.png');
  await control('image_with_roles[2].role').selectOption('reference_image');
  assert.deepEqual((await held()).image_with_roles.map(({ url }) => url.at(-5)), ['1', '2', '3']);
  const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map(({ id }) => id));
  assert.equal(new Set(ids).size, ids.length, 'no id twice');
  await page.getByRole('button', { name: 'Remove image 2' }).click();
  assert.deepEqual((await held()).image_with_roles.map(({ url }) => url.at(-5)), ['1', '3']);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Remove image 2');
  assert.equal(await control('image_with_roles[1].url').inputValue(), 'https://a.example/3.png');
  await control('image_with_roles[0].url').fill('');
  await control('image_with_roles[0].role').selectOption('');
  assert.equal((await held()).image_with_roles.length, 1, 'a blank row is no item');
  await control('image_with_roles[1].url').fill('nowhere');
  await control('image_with_roles[1].url').blur();
  assert.match(await described(control('image_with_roles[1].url')), /nowhere/);
  assert.equal(await described(control('image_with_roles[0].url')), '');
});

test('own markup: what is set in the session shows in the form', async () => {
  await fixture();
  await page.evaluate(() => bound.form.load({ model: 'seedance-2-fast', prompt: 'x', resolution: '4k', image_with_roles: [{ url: 'a', role: 'first_frame' }, { url: 'b', role: 'last_frame' }] }));
  assert.equal(await control('model').inputValue(), 'seedance-2-fast');
  assert.ok(await radio('resolution', '4k').isChecked());
  assert.ok(await radio('resolution', '4k').isEnabled());
  assert.equal(await control('image_with_roles[1].role').inputValue(), 'last_frame');
  await page.evaluate(() => bound.form.set('model', 'another'));
  assert.equal(await control('model').inputValue(), 'another', 'a select shows what it did not offer');
  await page.evaluate(() => bound.form.set('model', 'seedance-2'));
  assert.equal(await control('model').locator('option').count(), 3);
});

test('own markup: a model that does not fit is offered with its changes', async () => {
  await fixture();
  await control('prompt').fill('A boat');
  await radio('resolution', '4k').check();
  const mini = page.locator('#m option[value="seedance-2-mini"]');
  assert.equal(await mini.evaluate((option) => option.disabled), false);
  assert.match(await mini.getAttribute('title'), /4k/);
  assert.match(await described(control('model')), /Mini/);
  await control('model').selectOption('seedance-2-mini');
  const [offer] = await page.evaluate(() => offers.map(({ model, changes, report }) => ({ model, paths: changes.map(({ path }) => path.join('.')), valid: report.valid })));
  assert.equal(offer.model, 'seedance-2-mini');
  assert.ok(offer.valid && offer.paths.includes('resolution'), JSON.stringify(offer));
  await page.evaluate(() => offers[0].apply());
  assert.equal(await page.evaluate(() => bound.form.report().valid), true);
  assert.ok(!await radio('resolution', '4k').isChecked());
});

test('own markup: accessible, with errors and without', async () => {
  for (const colorScheme of ['light', 'dark']) {
    await context?.close();
    await fixture('', { colorScheme, bypassCSP: true });
    assert.deepEqual((await scan()).violations, []);
    await control('duration').fill('99');
    await page.getByRole('button', { name: 'Send' }).click();
    assert.equal(await summary().count(), 1);
    assert.deepEqual((await scan()).violations, []);
  }
});

test('own markup: the words are those of the catalog', async () => {
  await fixture('#zh');
  await control('duration').fill('99');
  await page.getByRole('button', { name: 'Send' }).click();
  assert.match(await summary().locator('h2').textContent(), /\p{Script=Han}/u);
  for (const text of await summary().locator('a').allTextContents()) assert.match(text, /\p{Script=Han}/u);
  assert.equal(await summary().getAttribute('lang'), 'zh-CN');
  assert.match(await page.title(), /^错误：My studio$/);
});

test('own markup: destroy leaves the form as it was', async () => {
  await fixture();
  await control('duration').fill('99');
  await control('model').selectOption('seedance-2-mini');
  await page.getByRole('button', { name: 'Send' }).click();
  assert.notEqual(await page.evaluate(() => document.getElementById('mine').outerHTML), await page.evaluate(() => before));
  await page.evaluate(() => bound.destroy());
  assert.equal(await page.evaluate(() => document.getElementById('mine').outerHTML), await page.evaluate(() => before));
  assert.equal(await page.title(), 'My studio');
  assert.equal(await page.evaluate(() => [...document.getElementById('mine').elements].filter((node) => node.validationMessage).length), 0);
  const deltas = await page.evaluate(() => window.deltas);
  await control('duration').fill('98');
  assert.equal(await page.evaluate(() => window.deltas), deltas);
  assert.equal(await page.evaluate(() => { try { bound.form.report(); return 'alive'; } catch (error) { return error.name; } }), 'MisuseError');
  await page.evaluate(() => bound.destroy());
  await page.evaluate(() => bind());
  await control('duration').fill('9');
  assert.equal((await held()).duration, 9);
});

test('own markup: a reset begins again', async () => {
  await fixture();
  await control('prompt').fill('A boat');
  await control('generate_audio').uncheck();
  await control('duration').fill('99');
  await control('duration').blur();
  await page.evaluate(() => document.getElementById('mine').reset());
  await page.waitForFunction(() => bound.form.snapshot().prompt === undefined);
  assert.deepEqual(await held(), { model: 'seedance-2', duration: 8 });
  assert.ok(await control('generate_audio').isChecked());
  assert.equal(await control('duration').getAttribute('aria-invalid'), null);
});
