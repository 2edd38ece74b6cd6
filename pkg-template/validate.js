/** Validates a value. */

import { normalise } from './options.js';
import { read } from './reader.js';
import { readReport } from './report.js';

export function validate(core, request, options) {
  const settings = normalise(options);
  const length = read(core, request, settings);
  return readReport(core, core.call(core.exports.check_tape, length), settings);
}
