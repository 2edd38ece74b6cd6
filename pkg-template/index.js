/** The package with its modules inlined: nothing to fetch, nothing to wait for. A bundle carries the parts that it calls. */

import * as glue from './core_bg.js';
import coreBytes from './core_bg.bytes.js';
import commonBytes from './core_common.bytes.js';
import commandsBytes from './commands.bytes.js';
import formsBytes from './forms.bytes.js';
import * as scanGlue from './scan_bg.js';
import scanBytes from './scan_bg.bytes.js';
import textsBytes from './texts.bytes.js';
import { createCore } from './core.js';
import { jobs, jobsGlue } from './jobs.js';
import { createPart, inlined } from './loader.js';
import { createScan } from './scan.js';

const core = /* @__PURE__ */ createCore(glue, /* @__PURE__ */ inlined(coreBytes));
const common = /* @__PURE__ */ createPart(/* @__PURE__ */ inlined(commonBytes));
const commands = /* @__PURE__ */ createPart(/* @__PURE__ */ inlined(commandsBytes));
const texts = /* @__PURE__ */ createPart(/* @__PURE__ */ inlined(textsBytes), common);
const forms = /* @__PURE__ */ createPart(/* @__PURE__ */ inlined(formsBytes), common);
const scan = /* @__PURE__ */ createScan(scanGlue, /* @__PURE__ */ inlined(scanBytes));

//# verbs.js
