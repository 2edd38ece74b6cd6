/**
 * Builds a request from a draft: an own copy in the order of the page, without what is empty, each change listed. Text
 * of controls becomes numbers and booleans where a form gave it, or where the caller says that one did.
 */

import { array, decode, more, value } from './decode.js';
import { MisuseError } from './errors.js';
import { entriesOf, fromControls, fromEntries } from './form-data.js';
import { stringify } from './json.js';
import { normalise, optionOf } from './options.js';
import { isRecord, put } from './own.js';
import { readApart } from './reader.js';
import { issues, makeReport } from './report.js';

const { freeze } = Object;
const SENDABLE = 'an object that JSON can carry, within the sizes of a request';

export function build(core, draft, options) {
  const settings = normalise(options, ['form']);
  const form = optionOf(options, 'form', (value) => typeof value === 'boolean', 'true or false');
  const entries = entriesOf(draft);
  if (!entries && !form) return buildAs(core, draft, settings, []);
  const given = entries ? fromEntries(core, entries, settings) : fromControls(core, draft, settings);
  return buildAs(core, given.request, settings, given.changes);
}

/** @param {readonly object[]} before what was changed already */
export function buildAs(core, draft, settings, before) {
  const { tape, refs, foreign, stopped } = readApart(draft, settings);
  core.load(tape, tape.length);
  core.call(core.exports.build, tape.length);
  const built = decode(core.bytes, core.output(), refs, readBuilt, settings);
  const report = makeReport(settings, built.issues);
  const { request } = built;
  const changes = freeze([...before, ...built.changes]);
  if (!report.valid) return freeze({ ok: false, request, changes, report });
  // A caller may take a fault for none, but that makes no JSON of it.
  if (stopped || foreign > 0) throw new MisuseError('draft', SENDABLE);
  return freeze({ ok: true, request, json: stringify(request), changes, report });
}

function readBuilt(settings) {
  const request = value();
  const changes = [];
  array();
  while (more()) {
    array();
    const change = { path: freeze(value()), kind: 'dropped' };
    const from = value();
    if (from !== undefined) put(change, 'from', from);
    put(change, 'reason', value());
    array();
    changes.push(freeze(change));
  }
  return { request, changes, issues: issues(settings) };
}

/**
 * A plain deep copy of a request that JSON can carry.
 *
 * @param {unknown} request
 * @param {import('./options.js').Settings} settings
 */
export function snapshot(request, settings) {
  const { tape, header, refs, foreign, stopped } = readApart(request, settings);
  if (stopped || foreign > 0) throw new MisuseError('request', SENDABLE);
  const copy = decode(tape, header, refs, value);
  if (!isRecord(copy)) throw new MisuseError('request', 'an object');
  return copy;
}
