/** The package with its modules inlined: nothing to fetch, nothing to wait for. A bundle carries the parts that it calls. */

import * as glue from './core_bg.js';
import coreHex from './core_bg.hex.js';
import formsHex from './forms.hex.js';
import * as scanGlue from './scan_bg.js';
import scanHex from './scan_bg.hex.js';
import textsHex from './texts.hex.js';
import { createCore } from './core.js';
import { jobs, jobsGlue } from './jobs.js';
import { createPart, fromHex } from './loader.js';
import { createScan } from './scan.js';

const core = /* @__PURE__ */ createCore(glue, () => new WebAssembly.Module(fromHex(coreHex)));
const texts = /* @__PURE__ */ createPart(() => new WebAssembly.Module(fromHex(textsHex)));
const forms = /* @__PURE__ */ createPart(() => new WebAssembly.Module(fromHex(formsHex)));
const scan = /* @__PURE__ */ createScan(scanGlue, () => new WebAssembly.Module(fromHex(scanHex)));

//# verbs.js
