// Installs the packed package into a folder of its own, as a user would, and loads it from there.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const tarball = process.env.SEEDANCE_TARBALL;
if (!tarball) throw new Error('SEEDANCE_TARBALL is not set: it names the tarball that npm pack makes of pkg/');

/** The folder with the package in its node_modules. Test files that run at once share it. */
export const folder = install(resolve(tarball));
/** The installed package. */
export const installed = join(folder, 'node_modules', 'seedance-request');

const loader = await import(pathToFileURL(join(folder, 'load.mjs')));

/** Every instance of the module with the rules that was started after `watch`. */
export const instances = [];
/** Every instance of the module with the jobs. */
export const jobs = [];

/** Imports an entry of the package. */
export const load = (name = 'seedance-request') => loader.load(name);
/** Requires an entry of the package. */
export const loadCommonJs = (name = 'seedance-request') => loader.require(name);

/** Keeps each instance that is started from here on, for a look at its memory. */
export function watch() {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (module, imports) {
    const instance = new Instance(module, imports);
    if (instance.exports.check_tape) instances.push(instance.exports);
    if (instance.exports.job_open) jobs.push(instance.exports);
    return instance;
  };
}

function install(file) {
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
  const shared = join(tmpdir(), `seedance-request-${hash}`);
  if (existsSync(shared)) return shared;
  const fresh = mkdtempSync(join(tmpdir(), 'seedance-request-'));
  writeFileSync(join(fresh, 'package.json'), '{ "private": true }');
  writeFileSync(
    join(fresh, 'load.mjs'),
    "import { createRequire } from 'node:module';\nexport const load = (name) => import(name);\nexport const require = createRequire(import.meta.url);\n",
  );
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  execFileSync(npm, ['install', '--offline', '--no-audit', '--no-fund', '--loglevel=error', file], { cwd: fresh });
  try {
    renameSync(fresh, shared);
  } catch (error) {
    // Another test file was faster.
    if (!existsSync(shared)) throw error;
  }
  return shared;
}
