// Compiles what users write against the installed package, under each way of finding modules.
import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { folder } from './setup.mjs';

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
// The same texts as ES modules and as CommonJS.
for (const [name, extensions] of Object.entries({ use: ['mts', 'cts', 'ts'], emulator: ['mts', 'cts'], form: ['mts', 'cts'] })) {
  for (const extension of extensions) copyFileSync(new URL(`../types/${name}.ts`, import.meta.url), join(folder, `${name}.${extension}`));
}

const ways = [
  { name: 'bundler', module: 'esnext', moduleResolution: 'bundler', files: ['use.mts', 'emulator.mts', 'form.mts'] },
  { name: 'nodenext', module: 'nodenext', moduleResolution: 'nodenext', files: ['use.mts', 'use.cts', 'emulator.mts', 'emulator.cts', 'form.mts', 'form.cts'] },
  { name: 'node16', module: 'node16', moduleResolution: 'node16', files: ['use.mts', 'use.cts', 'emulator.mts', 'emulator.cts', 'form.mts', 'form.cts'] },
  // Before `exports`: the files at the root of the package.
  { name: 'node10', module: 'commonjs', moduleResolution: 'node10', files: ['use.ts'] },
];
for (const { name, files, ...options } of ways) {
  const compilerOptions = {
    ...options, strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, esModuleInterop: true, noEmit: true,
    target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], types: [], skipLibCheck: false,
  };
  const config = join(folder, `tsconfig.${name}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions, files }));
  execFileSync(process.execPath, [tsc, '--project', config], { stdio: 'inherit' });
  console.log(`types, ${name}: ok`);
}
