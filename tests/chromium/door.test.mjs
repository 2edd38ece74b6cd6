// The package in Chromium: every case through both doors, and the verdicts on public corpora, as in Node.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, normalize, sep } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { cases, EDITIONS, summary } from '../js/cases.mjs';
import { corpora, folder as corporaFolder } from '../js/corpora-files.mjs';
import { installed, load } from '../js/setup.mjs';
import { verdicts } from '../js/verdicts.mjs';

const script = (name) => fileURLToPath(new URL(`../js/${name}`, import.meta.url));
const PAGE = `<!doctype html><title>doors</title><script type="importmap">{ "imports": { "seedance-request": "/package/dist/index.js" } }</script>
<script type="module">window.door = await import('seedance-request'); window.verdicts = (await import('/verdicts.mjs')).verdicts; document.title = 'ready';</script>`;

let server;
let browser;
let page;

before(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    const send = (type, body) => response.writeHead(200, { 'content-type': type }).end(body);
    if (path === '/') return send('text/html', PAGE);
    if (path === '/verdicts.mjs') return send('text/javascript', readFileSync(script('verdicts.mjs')));
    const file = normalize(join(installed, path.replace('/package/', '/')));
    if (!file.startsWith(installed + sep)) return response.writeHead(404).end();
    try {
      return send('text/javascript', readFileSync(file));
    } catch {
      return response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  page = await browser.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => document.title === 'ready', undefined, { timeout: 30_000 });
  assert.deepEqual(errors, []);
});

after(async () => {
  await browser?.close();
  server?.close();
});

test('every case, both doors', async (t) => {
  const all = cases().filter((one) => one.text.length < 1 << 20);
  const faults = [];
  let checks = 0;
  for (let from = 0; from < all.length; from += 200) {
    // Lone surrogates do not cross to the page, so everything crosses as ASCII JSON.
    const ascii = (text) => text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const batch = all.slice(from, from + 200);
    const message = ascii(JSON.stringify(batch.map(({ text, value, hasValue, options }) => ({ text, hasValue, options, value: hasValue ? JSON.stringify(value) : undefined, infinite: hasValue && /1e400/.test(text) }))));
    const found = await page.evaluate(
      ([message, editions]) => {
        const say = (report) => report.issues.map((issue) => `${issue.severity} ${issue.code} ${issue.pointer}`);
        return JSON.stringify(JSON.parse(message).map(({ text, hasValue, options, value, infinite }) =>
          editions.map((edition) => [
            say(window.door.validateJson(text, { ...options, edition })),
            hasValue ? say(window.door.validate(JSON.parse(infinite ? text : value), { ...options, edition })) : null,
          ])));
      },
      [message, EDITIONS],
    );
    JSON.parse(found).forEach((ofEditions, index) =>
      ofEditions.forEach(([text, object], position) => {
        const expected = batch[index].expect[EDITIONS[position]];
        for (const verdict of [text, object]) {
          if (verdict === null) continue;
          checks++;
          if (JSON.stringify(verdict) !== JSON.stringify(expected)) faults.push(`${batch[index].file}: ${batch[index].name}: ${verdict}`);
        }
      }),
    );
  }
  assert.deepEqual(faults, []);
  t.diagnostic(`${checks} checks`);
});

test('corpora: the verdicts of Node', { skip: !corporaFolder && 'CORPORA is not set: left out' }, async (t) => {
  const input = corpora();
  const expected = verdicts(await load(), input);
  const handed = { ...input, json: input.json.map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]), urls: input.urls.map((url) => JSON.stringify(url)) };
  const found = await page.evaluate(({ json, strings, urls }) => {
    const bytes = (text) => Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0));
    return window.verdicts(window.door, {
      json: json.map(([name, text]) => [name, bytes(text)]),
      strings,
      urls: urls.map((url) => JSON.parse(url)),
    });
  }, handed);
  assert.equal(found.length, expected.length);
  const differing = found.filter((line, index) => line !== expected[index]);
  assert.deepEqual(differing.slice(0, 10), []);
  t.diagnostic(`V1: Chromium: ${found.length.toLocaleString('en')} verdicts, each that of Node`);
});

test('text that is no well-formed UTF-16 gets a report', async () => {
  const lone = { model: 'seedance-2', prompt: '\ud800' };
  const { validate } = await load();
  const found = await page.evaluate(() => window.door.validate({ model: 'seedance-2', prompt: '\ud800' }).issues.map((issue) => `${issue.severity} ${issue.code} ${issue.pointer}`));
  assert.deepEqual(found, summary(validate(lone)));
  assert.deepEqual(found, ['error wrong-type /prompt']);
});
