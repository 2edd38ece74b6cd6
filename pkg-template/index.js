/** The package with its modules inlined: nothing to fetch, nothing to wait for. A bundle carries the parts that it calls. */

import * as glue from './core_bg.js';
import coreHex from './core_bg.hex.js';
import commonHex from './core_common.hex.js';
import commandsHex from './commands.hex.js';
import formsHex from './forms.hex.js';
import * as scanGlue from './scan_bg.js';
import scanHex from './scan_bg.hex.js';
import textsHex from './texts.hex.js';
import { createCore } from './core.js';
import { jobs, jobsGlue } from './jobs.js';
import { createPart, inlined } from './loader.js';
import { createScan } from './scan.js';

const core = /* @__PURE__ */ createCore(glue, /* @__PURE__ */ inlined(coreHex));
const common = /* @__PURE__ */ createPart(/* @__PURE__ */ inlined(commonHex));
const commands = /* @__PURE__ */ createPart(/* @__PURE__ */ inlined(commandsHex));
const texts = /* @__PURE__ */ createPart(/* @__PURE__ */ inlined(textsHex), common);
const forms = /* @__PURE__ */ createPart(/* @__PURE__ */ inlined(formsHex), common);
const scan = /* @__PURE__ */ createScan(scanGlue, /* @__PURE__ */ inlined(scanHex));

//# verbs.js
