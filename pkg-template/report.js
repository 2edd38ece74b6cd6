/** Reports and issues, as callers get them: frozen values of their own. Knows no rule. */

import { CODES, EDITIONS, PARAMS, SECTIONS, SEVERITIES } from './generated/tables.js';
import { array, byte, decode, integer, more, value } from './decode.js';
import { own } from './options.js';
import { put } from './own.js';
import { fill, phrase } from './phrase.js';
import { escape } from './pointer.js';

const { freeze } = Object;

// What the fields of the next Report are made of. Fields are defined, not assigned: no prototype can interfere.
let edition = '';
let found = [];
let errors = [];
let warnings = [];
let advice = [];

class Report {
  valid = errors.length === 0;
  edition = edition;
  issues = freeze(found);
  errors = freeze(errors);
  warnings = freeze(warnings);
  advice = freeze(advice);

  /** The issues by the first step of their path; those of the request as a whole under the empty name. */
  byField() {
    const fields = { __proto__: null };
    for (const issue of this.issues) (fields[issue.path[0] ?? ''] ??= []).push(issue);
    return fields;
  }
}

/** One shared report for every request of an edition without an issue. */
const clean = /* @__PURE__ */ EDITIONS.map(() => undefined);

/**
 * @param {import('./options.js').Settings} settings
 * @param {readonly object[]} issues
 */
export function makeReport(settings, issues) {
  const { severities } = settings;
  if (issues.length === 0 && severities.length === 0) return clean[settings.edition] ??= make(settings, []);
  return make(settings, issues);
}

function make(settings, issues) {
  edition = EDITIONS[settings.edition];
  found = issues;
  errors = [];
  warnings = [];
  advice = [];
  for (let i = 0; i < issues.length; i++) {
    const { severity } = issues[i];
    (severity === 'error' ? errors : severity === 'warning' ? warnings : advice).push(issues[i]);
  }
  const report = new Report();
  if (settings.severities.length > 0) {
    const rules = settings.severities.filter((_, index) => index % 2 === 0);
    put(report, 'overridden', freeze(rules.sort((one, two) => one - two).map((rule) => CODES[rule])));
  }
  return freeze(report);
}

/**
 * The report of the last call, out of what it wrote.
 *
 * @param {object} core
 * @param {number} length how much it wrote
 * @param {import('./options.js').Settings} settings
 * @param {boolean} [bytes] whether the caller gave bytes: positions then count them
 */
export function readReport(core, length, settings, bytes) {
  if (length === 0) return makeReport(settings, []);
  const position = core.output();
  return makeReport(settings, decode(core.bytes, position, undefined, bytes ? issuesOfBytes : issues, settings));
}

/**
 * The same of a tape. Its fixes are tried when one of them is asked for.
 *
 * @param {number} size how many bytes of input there were
 */
export function readTapeReport(core, size, length, settings) {
  if (length === 0) return makeReport(settings, []);
  untried = undefined;
  const found = decode(core.bytes, core.output(), undefined, issues, settings);
  // What is asked for later is asked of the request as it was.
  untried?.keep(core, core.bytes.slice(core.start, core.start + size));
  untried = undefined;
  return makeReport(settings, found);
}

/** The fixes of the report that is being read. */
let untried = undefined;

class Untried {
  #core;
  #tape;
  #patches;

  keep(core, tape) {
    this.#core = core;
    this.#tape = tape;
  }

  /** The patch of an issue by its place, once it was tried and helps. */
  patch(index) {
    this.#patches ??= this.#try();
    return this.#patches[index];
  }

  #try() {
    const core = this.#core;
    core.load(this.#tape, this.#tape.length);
    core.call(core.exports.repairs, this.#tape.length);
    const patches = decode(core.bytes, core.output(), undefined, value);
    this.#core = this.#tape = undefined;
    return patches;
  }
}

/** For `decode`: the issues, as the module writes them. */
export function issues(settings) {
  return readIssues(settings, false);
}

function issuesOfBytes(settings) {
  return readIssues(settings, true);
}

function readIssues(settings, countsBytes) {
  const list = [];
  array();
  while (more()) list.push(readIssue(settings, countsBytes, list.length));
  return list;
}

function readIssue({ edition, catalog }, countsBytes, index) {
  const rule = byte();
  const severity = SEVERITIES[byte()];
  let position;
  if (byte() === 1) {
    const inBytes = integer();
    const inUnits = integer();
    position = freeze({ offset: countsBytes ? inBytes : inUnits, line: integer(), column: integer() });
  }
  const path = value();
  let pointer = '';
  for (let i = 0; i < path.length; i++) pointer += '/' + (typeof path[i] === 'string' ? escape(path[i]) : path[i]);
  const params = {};
  for (let left = byte(); left > 0; left--) {
    const name = PARAMS[byte()];
    const param = value();
    put(params, name, typeof param === 'object' ? freeze(param) : param);
  }
  const patch = value();
  const code = CODES[rule];
  const said = phrase(catalog, code);
  const message = fill(catalog, own(said, 'message'), params) ?? code;
  const help = fill(catalog, own(said, 'help'), params);
  freeze(path);
  freeze(params);
  const source = sourceOf(edition, rule);
  const issue =
    help === undefined
      ? { code, severity, path, pointer, message, params, source }
      : { code, severity, path, pointer, message, help, params, source };
  if (patch === true) offer(issue, index, catalog);
  else if (patch !== null) put(issue, 'fix', fixOf(issue, patch, catalog));
  if (position) put(issue, 'position', position);
  return freeze(issue);
}

function fixOf({ code, params }, patch, catalog) {
  return freeze({ title: fill(catalog, own(phrase(catalog, code), 'fix'), params) ?? '', patch: freezeAll(patch) });
}

/** A fix that is tried when somebody asks for it. */
function offer(issue, index, catalog) {
  const fixes = (untried ??= new Untried());
  let isTried = false;
  let fix;
  const get = () => {
    if (isTried) return fix;
    const patch = fixes.patch(index);
    isTried = true;
    return fix = patch === null ? undefined : fixOf(issue, patch, catalog);
  };
  Object.defineProperty(issue, 'fix', { __proto__: null, get, enumerable: true });
}

const sources = /* @__PURE__ */ EDITIONS.map(() => CODES.map(() => undefined));

function sourceOf(edition, rule) {
  return sources[edition][rule] ??= freeze({ edition: EDITIONS[edition], section: SECTIONS[rule] });
}

/** Freezes a value that was decoded, to its depths. */
export function freezeAll(value) {
  if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) freezeAll(value[key]);
    freeze(value);
  }
  return value;
}

/**
 * The same as plain data, which structured cloning and every serializer take.
 *
 * @param {object} report
 */
export function toPlain(report) {
  return copy(report);
}

function copy(value) {
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null) return value;
  const plain = {};
  for (const key of Object.keys(value)) {
    const held = copy(value[key]);
    if (held !== undefined) put(plain, key, held);
  }
  return plain;
}
