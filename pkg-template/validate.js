/** Validates a value. */

import { normalise } from './options.js';
import { read, takeShape } from './reader.js';
import { note } from './recall.js';
import { makeReport, readTapeReport } from './report.js';

const NOTHING = Object.freeze([]);

export function validate(core, request, options) {
  return check(core, request, normalise(options));
}

/** The same with options that were read before. */
export function check(core, request, settings) {
  const recalls = settings.severities.length === 0 && settings.catalog === undefined;
  // Reading may start a fresh instance, so the function is looked up after it.
  const length = read(core, request, settings, recalls);
  const known = takeShape();
  if (length === 0) return known === undefined ? makeReport(settings, NOTHING) : known.report;
  const report = readTapeReport(core, length, core.call(core.exports.check_tape, length), settings);
  if (known !== undefined) note(known, report);
  return report;
}
