/** The package for workerd, which compiles modules that are imported and no others. */

import * as glue from './core_bg.js';
import module from './core_bg.wasm';
import * as scanGlue from './scan_bg.js';
import scanModule from './scan_bg.wasm';
import { createCore } from './core.js';
import { jobs, jobsGlue } from './jobs.workerd.js';
import { WHOLE } from './loader.js';
import { createScan } from './scan.js';

const core = /* @__PURE__ */ createCore(glue, () => module);
const commands = WHOLE;
const texts = WHOLE;
const forms = WHOLE;
const scan = /* @__PURE__ */ createScan(scanGlue, () => scanModule);

//# verbs.js
