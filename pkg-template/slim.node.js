/** The package for Node with its module as a file of its own, read on the first use. */

import { readFileSync } from 'node:fs';
import * as glue from './core_bg.js';
import * as scanGlue from './scan_bg.js';
import scanBytes from './scan_bg.bytes.js';
import { createCore } from './core.js';
import { jobs, jobsGlue } from './jobs.js';
import { createScan } from './scan.js';
import { inlined, WHOLE } from './loader.js';
import { given, moduleOf } from './source.js';

const here = () => new URL('./core_bg.wasm', import.meta.url);
const core = /* @__PURE__ */ createCore(glue, () => new WebAssembly.Module(readFileSync(here())));
const commands = WHOLE;
const texts = WHOLE;
const forms = WHOLE;
const scan = /* @__PURE__ */ createScan(scanGlue, /* @__PURE__ */ inlined(scanBytes));

/** Starts the module; the file beside this one where nothing else is named. */
export async function init(source) {
  core.loader.link(source === undefined ? undefined : await moduleOf(source));
}

/** Starts the module out of bytes, or as it is; out of the file beside this one where nothing is given. */
export function initSync(source) {
  core.loader.link(source === undefined ? undefined : given(source));
}

//# verbs.js
