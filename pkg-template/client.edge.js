/** Submits jobs and watches them. The doors of the package differ in where they find its modules. */

import { clientFactory } from './client-verbs.js';
import { toHttpRequest, validate } from './index.edge.js';
import { jobs, jobsGlue } from './jobs.edge.js';

export { AbortError, CompletedWithoutUrl, JobPaused, OutcomeUnknown, Rejected, ValidationError } from './client-errors.js';
export { localStorageRecords } from './client-storage.js';
export { MisuseError } from './errors.js';
export { NotATask } from './tasks.js';

export const createClient = /* @__PURE__ */ clientFactory({ jobs, glue: jobsGlue, toHttpRequest, validate });
