/** Applies the fixes that issues offer. */

import { decode, value } from './decode.js';
import { functionOf, normalise, own } from './options.js';
import { readApart, writeInteger } from './reader.js';
import { issues, makeReport, readTapeReport } from './report.js';

const { freeze } = Object;

export function applyFixes(core, request, options) {
  const settings = normalise(options, ['pick']);
  const pick = functionOf(options, 'pick');
  const { tape, header, refs, stopped } = readApart(request, settings);
  core.load(tape, tape.length);
  const report = readTapeReport(core, tape.length, core.call(core.exports.check_tape, tape.length), settings);
  if (stopped) return freeze({ request, applied: freeze([]), skipped: freeze([]), report });

  const offered = [...report.issues.keys()].filter((index) => own(report.issues[index], 'fix') !== undefined);
  const chosen = offered.filter((index) => pick === undefined || pick(report.issues[index]));
  const input = withChoice(tape, header, chosen);
  core.load(input, input.length);
  core.call(core.exports.fix, input.length);
  const repaired = decode(core.bytes, core.output(), refs, readRepaired, settings);
  const skipped = [
    ...chosen.filter((index) => !repaired.applied.includes(index)),
    ...offered.filter((index) => !chosen.includes(index)),
  ];
  const fixOf = (index) => report.issues[index].fix;
  return freeze({
    request: repaired.request,
    applied: freeze(repaired.applied.map(fixOf)),
    skipped: freeze(skipped.map(fixOf)),
    report: makeReport(settings, repaired.issues),
  });
}

/** The tape again, with the chosen issues between header and value. */
function withChoice(tape, header, chosen) {
  const input = new Uint8Array(tape.length + 4 + 4 * chosen.length);
  input.set(tape.subarray(0, header));
  let at = writeInteger(input, header, chosen.length);
  for (const index of chosen) at = writeInteger(input, at, index);
  input.set(tape.subarray(header), at);
  return input;
}

function readRepaired(settings) {
  return { request: value(), applied: value(), issues: issues(settings) };
}
