/** The package for edge runtimes that import modules as such. */

import * as glue from './core_bg.js';
import module from './core_bg.wasm?module';
import * as scanGlue from './scan_bg.js';
import scanModule from './scan_bg.wasm?module';
import { createCore } from './core.js';
import { jobs, jobsGlue } from './jobs.edge.js';
import { WHOLE } from './loader.js';
import { createScan } from './scan.js';

const core = /* @__PURE__ */ createCore(glue, () => module);
const commands = WHOLE;
const texts = WHOLE;
const forms = WHOLE;
const scan = /* @__PURE__ */ createScan(scanGlue, () => scanModule);

//# verbs.js
