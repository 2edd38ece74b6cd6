/** Validates a value. */

import { normalise } from './options.js';
import { read } from './reader.js';
import { readReport } from './report.js';

export function validate(core, request, options) {
  const settings = normalise(options);
  return readReport(core, core.call(core.glue.check_tape, read(core, request, settings)), settings);
}
