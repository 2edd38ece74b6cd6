/** How a request does on each model, and what moving it to another one costs. */

import { EDITIONS } from './generated/tables.js';
import all from './generated/capabilities.js';
import { readChanges } from './changes.js';
import { decode, integer, value } from './decode.js';
import { MisuseError } from './errors.js';
import { normalise } from './options.js';
import { bareText, joined } from './paths.js';
import { readApart } from './reader.js';
import { issues, makeReport } from './report.js';

const { freeze } = Object;

/** Each model of the edition: whether a draft is valid there as it is, and what a switch would change. */
export function modelsFor(core, draft, options) {
  const settings = normalise(options);
  const { tape, refs } = readApart(draft, settings);
  core.load(tape, tape.length);
  core.call(core.exports.models, tape.length);
  return decode(core.bytes, core.output(), refs, readModels, settings);
}

function readModels(settings) {
  const models = [];
  for (let left = integer(); left > 0; left--) {
    const model = value();
    const changes = readChanges();
    const fits = value();
    models.push(freeze({ model, fits, report: makeReport(settings, issues(settings)), changes }));
  }
  return freeze(models);
}

/** Moves a draft to a model with the least loss that introduces no error. */
export function switchModel(core, draft, model, options) {
  const settings = normalise(options);
  const names = all[EDITIONS[settings.edition]].models.map(({ name }) => name);
  if (!names.includes(model)) throw new MisuseError('model', `one of ${names.join(', ')}`);
  const { tape, header, refs, stopped } = readApart(draft, settings);
  const input = joined(tape.subarray(0, header), bareText(model), tape.subarray(header));
  core.load(input, input.length);
  core.call(core.exports.switch_to, input.length);
  const { request, changes, found } = decode(core.bytes, core.output(), refs, readSwitched, settings);
  const report = makeReport(settings, found);
  // What is too large to be read is as it was.
  return stopped ? freeze({ request: draft, changes: freeze([]), report }) : freeze({ request, changes, report });
}

function readSwitched(settings) {
  return { request: value(), changes: readChanges(), found: issues(settings) };
}
