// The packed package in empty projects: plain Node, and three bundlers without configuration, run in Chromium.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = fileURLToPath(new URL('.', import.meta.url));
const tarball = process.env.SEEDANCE_TARBALL;
assert.ok(tarball, 'SEEDANCE_TARBALL names the packed package');

// What each consumer runs: three verdicts, read back as one line.
const APP = `
const page = ${readFileSync(join(here, '../../www/example.json'), 'utf8')};
const verdicts = [validate(page).valid, validate({ ...page, duration: 99 }).errors.map((issue) => issue.code), validateJson('{').issues[0].code];
const line = JSON.stringify(verdicts);
`;
const EXPECTED = JSON.stringify([true, ['duration-out-of-range'], 'not-json']);
const IMPORT = 'import { validate, validateJson } from "seedance-request";\n';

let root;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'seedance-consumers-'));
});
after(() => rmSync(root, { recursive: true, force: true }));

/** An empty project with the package installed from its tarball, and bundlers within reach. */
function project(name) {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true, version: '0.0.0' }));
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball], { cwd: folder, stdio: 'pipe' });
  return folder;
}

test('Node runs it by import', () => {
  const folder = project('node-import');
  writeFileSync(join(folder, 'app.mjs'), `${IMPORT}${APP}\nconsole.log(line);`);
  assert.equal(execFileSync('node', ['app.mjs'], { cwd: folder, encoding: 'utf8' }).trim(), EXPECTED);
});

test('Node runs it by require', () => {
  const folder = project('node-require');
  writeFileSync(join(folder, 'app.cjs'), `const { validate, validateJson } = require("seedance-request");\n${APP}\nconsole.log(line);`);
  assert.equal(execFileSync('node', ['app.cjs'], { cwd: folder, encoding: 'utf8' }).trim(), EXPECTED);
});

const BUNDLERS = {
  esbuild: ['esbuild', 'src/index.js', '--bundle', '--outfile=dist/index.js'],
  webpack: ['webpack', 'build', '--mode', 'production', '--entry', './src/index.js', '--output-path', 'dist', '--output-filename', 'index.js'],
  vite: ['vite', 'build', '--logLevel', 'error'],
};

for (const [bundler, [command, ...args]] of Object.entries(BUNDLERS)) {
  test(`${bundler} bundles it without configuration, and Chromium runs it`, async () => {
    const folder = project(bundler);
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src/index.js'), `${IMPORT}${APP}\ndocument.title = line;`);
    const source = bundler === 'vite' ? '/src/index.js' : '/index.js';
    writeFileSync(join(folder, 'index.html'), `<!doctype html><title>waiting</title><script type="module" src="${source}"></script>`);
    // The bundler comes from the pinned tree of these tests; the project itself stays without dependencies.
    execFileSync(join(here, '../node_modules/.bin', command), args, {
      cwd: folder,
      stdio: 'pipe',
      env: { ...process.env, NODE_PATH: join(here, '../node_modules') },
    });
    if (bundler !== 'vite') cpSync(join(folder, 'index.html'), join(folder, 'dist/index.html'));
    assert.equal(await titleOf(join(folder, 'dist')), EXPECTED);
  });
}

/** The title that a page ends up with, served from a folder. */
async function titleOf(folder) {
  const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    try {
      const file = join(folder, path === '/' ? 'index.html' : path);
      const body = readFileSync(file);
      response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => document.title !== 'waiting', undefined, { timeout: 15_000 }).catch(() => {});
    assert.deepEqual(errors, []);
    return await page.title();
  } finally {
    await browser.close();
    server.close();
  }
}
