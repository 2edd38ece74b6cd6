/** The module of tasks and jobs, inlined. One per door, so that everything in it shares an instance. */

import * as jobsGlue from './jobs_bg.js';
import bytes from './jobs_bg.bytes.js';
import { createLoader, inlined } from './loader.js';

export { jobsGlue };
export const jobs = /* @__PURE__ */ createLoader(jobsGlue, /* @__PURE__ */ inlined(bytes));
