// The package as tools for packages see it.
import { execFileSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { installed } from './setup.mjs';

const { messages, pkg } = await publint({ pkgDir: installed, strict: true, pack: false });
for (const message of messages) console.error(formatMessage(message, pkg));
if (messages.length > 0) process.exit(1);
console.log('publint: ok');

const attw = join(dirname(createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json')), 'dist', 'index.js');
execFileSync(
  process.execPath,
  [
    attw, resolve(process.env.SEEDANCE_TARBALL), '--no-emoji',
    // Bytes have no types, and JSON needs a tool that reads `exports`; the types test covers the others without.
    '--exclude-entrypoints', './core.wasm', '--profile', 'node16',
    // A catalog is a default export, which CommonJS reaches as `.default`, as its types say.
    '--ignore-rules', 'missing-export-equals',
  ],
  { stdio: 'inherit' },
);
