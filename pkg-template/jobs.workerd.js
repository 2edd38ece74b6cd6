/** The module of tasks and jobs for workerd, which compiles modules that are imported and no others. */

import * as jobsGlue from './jobs_bg.js';
import module from './jobs_bg.wasm';
import { createLoader } from './loader.js';

export { jobsGlue };
export const jobs = /* @__PURE__ */ createLoader(jobsGlue, () => module);
