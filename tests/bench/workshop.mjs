/** The temporary folder of one run: the package as a user gets it, Ajv's generated code, the bundles. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

export const here = dirname(fileURLToPath(import.meta.url));

// The size test needs esbuild and none of the peers: the one of the build, of the same version, will do.
const { build } = await import('esbuild').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  return import('../../xtask/node_modules/esbuild/lib/main.js');
});

export function makeWorkshop() {
  const folder = mkdtempSync(join(tmpdir(), 'seedance-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  return folder;
}

/** Unpacks what `npm pack` made. Reads the tar itself: a tar command is not to be had everywhere. */
export function unpack(tarball, folder) {
  const tar = gunzipSync(readFileSync(tarball));
  const field = (at, length) => tar.toString('utf8', at, at + length).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(field(at + 124, 12), 8);
    const name = [field(at + 345, 155), field(at, 100)].filter(Boolean).join('/');
    const file = resolve(folder, name.replace(/^package\//, ''));
    if (['0', ''].includes(field(at + 156, 1))) {
      if (!file.startsWith(resolve(folder) + sep)) throw new Error(`the tarball leaves its folder: ${name}`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, tar.subarray(at + 512, at + 512 + size));
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return folder;
}

/** Resolves the two names that are no npm packages of this folder. */
const resolver = ({ packageFolder, standalone }) => ({
  name: 'bench',
  setup(plugin) {
    plugin.onResolve({ filter: /^ajv-standalone$/ }, () => ({ path: standalone }));
    if (packageFolder === undefined) {
      plugin.onResolve({ filter: /^seedance-request/ }, () => ({ path: 'none', namespace: 'none' }));
      plugin.onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'export {}' }));
      return;
    }
    // As a user's bundler finds it: by its exports, from a folder that has it in node_modules.
    plugin.onResolve({ filter: /^seedance-request/ }, ({ path, kind, pluginData }) =>
      pluginData === resolver ? undefined : plugin.resolve(path, { kind, resolveDir: dirname(dirname(packageFolder)), pluginData: resolver }),
    );
  },
});

/** @returns {Promise<{code: string}>} one module, as a page would load it */
export async function bundle(contents, { minify = false, ...names }) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: here, loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [resolver(names)],
    // What fails is thrown; an import that the package does not have yet is no warning here.
    logLevel: 'silent',
  });
  return outputFiles[0].text;
}

/** What a build step with Ajv leaves, as a module with `validate`. */
export async function writeStandalone(folder) {
  const { source } = await import('./contenders/ajv-generate.mjs');
  const around = JSON.stringify(join(here, 'contenders/ajv-standalone.mjs'));
  const file = join(folder, 'ajv-standalone.mjs');
  const check = source().replace('export default ', 'const generated = ').replace(/export const validate = \w+;/, '');
  writeFileSync(file, `import { around } from ${around};\n${check}\nexport const validate = /* @__PURE__ */ around(generated);\n`);
  return file;
}
