/** The module of tasks and jobs for edge runtimes that import modules as such. */

import * as jobsGlue from './jobs_bg.js';
import module from './jobs_bg.wasm?module';
import { createLoader } from './loader.js';

export { jobsGlue };
export const jobs = /* @__PURE__ */ createLoader(jobsGlue, () => module);
