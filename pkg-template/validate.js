/** Validates a value. */

import { normalise } from './options.js';
import { read } from './reader.js';
import { makeReport, readTapeReport } from './report.js';

const NOTHING = Object.freeze([]);

export function validate(core, request, options) {
  return check(core, request, normalise(options));
}

/** The same with options that were read before. */
export function check(core, request, settings) {
  // Reading may start a fresh instance, so the function is looked up after it.
  const length = read(core, request, settings);
  if (length === 0) return makeReport(settings, NOTHING);
  return readTapeReport(core, length, core.call(core.exports.check_tape, length), settings);
}
