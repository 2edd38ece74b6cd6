/** What an import costs on the wire: bundled by esbuild, minified, brotli at its best. */

import { brotliCompressSync, constants } from 'node:zlib';
import { bundle } from './workshop.mjs';

export function brotli(text) {
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS } };
  return brotliCompressSync(Buffer.from(text), options).length;
}

/** The package's own entries that a page pays for, by the name under which budget.json keeps them. */
const ENTRIES = {
  'import { validate }': ['.', "export { validate } from 'seedance-request'"],
  'import { validateJson }': ['.', "export { validateJson } from 'seedance-request'"],
  'import { createForm }': ['.', "export { createForm } from 'seedance-request'"],
  'the whole entry': ['.', "export * from 'seedance-request'"],
  'the whole entry and /client': ['./client', "export * from 'seedance-request'; export * from 'seedance-request/client'"],
  '/client': ['./client', "export * from 'seedance-request/client'"],
  '/form': ['./form', "export * from 'seedance-request/form'"],
  '/webhook': ['./webhook', "export * from 'seedance-request/webhook'"],
  '/proxy': ['./proxy', "export * from 'seedance-request/proxy'"],
  '/emulator': ['./emulator', "export * from 'seedance-request/emulator'"],
};

/** Bytes by entry; an entry or a name that the package does not have is left out. */
export async function entrySizes(packageFolder, manifest) {
  const sizes = {};
  for (const [name, [door, source]] of Object.entries(ENTRIES)) {
    if (!manifest.exports?.[door]) continue;
    let code;
    try {
      code = await bundle(source, { minify: true, packageFolder });
    } catch (error) {
      if (error.errors?.every(({ text }) => text.startsWith('No matching export'))) continue;
      throw error;
    }
    sizes[name] = brotli(code);
  }
  return sizes;
}
