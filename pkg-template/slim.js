/** The package with its module as a file of its own: `init` fetches it, `initSync` is given it. */

import * as glue from './core_bg.js';
import * as scanGlue from './scan_bg.js';
import scanBytes from './scan_bg.bytes.js';
import { createCore } from './core.js';
import { jobs, jobsGlue } from './jobs.js';
import { createScan } from './scan.js';
import { inlined, WHOLE } from './loader.js';
import { given, moduleOf, missing } from './source.js';

const core = /* @__PURE__ */ createCore(glue, missing, true);
const commands = WHOLE;
const texts = WHOLE;
const forms = WHOLE;
const scan = /* @__PURE__ */ createScan(scanGlue, /* @__PURE__ */ inlined(scanBytes));

/** Finds and starts the module; the file beside this one where nothing else is named. */
export async function init(source = new URL('./core_bg.wasm', import.meta.url)) {
  core.loader.link(await moduleOf(source));
}

/** Starts the module out of bytes, or as it is. */
export function initSync(source) {
  core.loader.link(given(source));
}

//# verbs.js
