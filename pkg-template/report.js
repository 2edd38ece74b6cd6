/** Reports and issues, as callers get them: frozen values of their own. Knows no rule. */

import { CODES, EDITIONS, PARAMS, SECTIONS, SEVERITIES } from './generated/tables.js';
import { array, byte, copy as copyOf, decode, integer, more, passes, printOf, value } from './decode.js';
import { own } from './options.js';
import { isObject, put } from './own.js';
import { fill, phrase } from './phrase.js';
import { escape } from './pointer.js';

const { freeze } = Object;

// What the fields of the next Report are made of. Fields are defined, not assigned: no prototype can interfere.
let edition = '';
let found;
let errors;
let warnings;
let advice;

class Report {
  valid = errors.length === 0;
  edition = edition;
  issues = found;
  errors = errors;
  warnings = warnings;
  advice = advice;

  /** The issues by the first step of their path; those of the request as a whole under the empty name. */
  byField() {
    const fields = { __proto__: null };
    for (const issue of this.issues) (fields[issue.path[0] ?? ''] ??= []).push(issue);
    return fields;
  }
}

const NOTHING = /* @__PURE__ */ freeze([]);

/** Those of one severity. Lists are frozen, so one can be the other. */
function only(issues, severity) {
  let count = 0;
  for (let i = 0; i < issues.length; i++) if (issues[i].severity === severity) count++;
  if (count === 0) return NOTHING;
  return count === issues.length ? issues : freeze(issues.filter((issue) => issue.severity === severity));
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
  found = freeze(issues);
  errors = only(issues, 'error');
  warnings = only(issues, 'warning');
  advice = only(issues, 'advice');
  const report = new Report();
  // Nobody's report is kept for longer than its caller keeps it.
  found = errors = warnings = advice = NOTHING;
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
  untried?.keep(core, size);
  untried = undefined;
  return makeReport(settings, found);
}

/** The fixes of the report that is being read. */
let untried = undefined;

// Requests are kept side by side: bytes of their own would each cost as much as the rest of a report.
const SHELF = 8192;
let shelf = undefined;
let taken = 0;

class Untried {
  #core;
  #catalog;
  #shelf;
  #from;
  #size;
  #patches;

  constructor(catalog) {
    this.#catalog = catalog;
  }

  /** What is asked for later is asked of the request as it was. */
  keep(core, size) {
    if (shelf === undefined || taken + size > shelf.length) {
      shelf = new Uint8Array(Math.max(SHELF, size));
      taken = 0;
    }
    shelf.set(core.bytes.subarray(core.start, core.start + size), taken);
    this.#core = core;
    this.#shelf = shelf;
    this.#from = taken;
    this.#size = size;
    taken += size;
  }

  /** The fix of an issue by its place, once it was tried and helps. */
  fix(index, issue) {
    this.#patches ??= this.#try();
    const patch = this.#patches[index];
    return patch === null ? undefined : fixOf(issue, patch, this.#catalog);
  }

  #try() {
    const core = this.#core;
    core.load(this.#shelf.subarray(this.#from, this.#from + this.#size), this.#size);
    core.call(core.exports.repairs, this.#size);
    const patches = decode(core.bytes, core.output(), undefined, value);
    this.#core = this.#shelf = undefined;
    return patches;
  }
}

/** What an issue knows of its fix. A symbol, so that a Proxy of the issue finds it too. */
const STATE = /* @__PURE__ */ Symbol('fix');

// One accessor for all issues: objects that differ in an accessor share nothing that makes them fast.
const TRIED = {
  __proto__: null,
  get() {
    const state = this[STATE];
    if (state?.untried) {
      state.fix = state.untried.fix(state.index, state.issue);
      state.untried = state.issue = undefined;
    }
    return state?.fix;
  },
  enumerable: true,
};

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

// Issues of before, by a print of their bytes: while somebody types, most of a report says what the last one said. What
// stands in them never changes, so the same object can stand in several reports.
const KNOWN = 256;
const known = [];
/** What names something long is not kept for it to come again. */
const MOST_KNOWN_BYTES = 512;

function readIssue({ edition, catalog }, countsBytes, index) {
  const { issue, help, position } = readKnown(edition, catalog, countsBytes);
  const patch = value();
  if (patch === null) return issue;
  const fixed = issueOf(issue, help);
  if (patch === true) {
    Object.defineProperty(fixed, 'fix', TRIED);
    const state = { untried: untried ??= new Untried(catalog), index, issue, fix: undefined };
    Object.defineProperty(fixed, STATE, { __proto__: null, value: state });
  } else {
    put(fixed, 'fix', fixOf(issue, patch, catalog));
  }
  if (position) put(fixed, 'position', position);
  return freeze(fixed);
}

/** An issue but for its fix, and those of its properties that it may not have. */
function readKnown(edition, catalog, countsBytes) {
  const rule = byte();
  const length = integer();
  const place = printOf(length) + rule & KNOWN - 1;
  const last = known[place];
  if (
    last !== undefined && last.rule === rule && last.edition === edition && last.catalog === catalog
    && last.countsBytes === countsBytes && last.bytes.length === length && passes(last.bytes)
  ) return last;
  // Somebody else's catalog may say something else next time.
  const bytes = catalog === undefined && length <= MOST_KNOWN_BYTES ? copyOf(length) : undefined;
  const made = readNew(rule, edition, catalog, countsBytes, bytes);
  if (bytes) known[place] = made;
  return made;
}

function readNew(rule, edition, catalog, countsBytes, bytes) {
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
  const code = CODES[rule];
  const said = phrase(catalog, code);
  const message = fill(catalog, own(said, 'message'), params) ?? code;
  const help = fill(catalog, own(said, 'help'), params);
  freeze(path);
  freeze(params);
  const issue = issueOf({ code, severity, path, pointer, message, params, source: sourceOf(edition, rule) }, help);
  if (position) put(issue, 'position', position);
  return { rule, edition, catalog, countsBytes, bytes, issue: freeze(issue), help, position };
}

/** An issue of one's own, in the order in which properties are shown. */
function issueOf({ code, severity, path, pointer, message, params, source }, help) {
  return help === undefined
    ? { code, severity, path, pointer, message, params, source }
    : { code, severity, path, pointer, message, help, params, source };
}

function fixOf({ code, params }, patch, catalog) {
  return freeze({ title: fill(catalog, own(phrase(catalog, code), 'fix'), params) ?? '', patch: freezeAll(patch) });
}

const sources = /* @__PURE__ */ EDITIONS.map(() => CODES.map(() => undefined));

function sourceOf(edition, rule) {
  return sources[edition][rule] ??= freeze({ edition: EDITIONS[edition], section: SECTIONS[rule] });
}

/** Freezes a value that was decoded, to its depths. */
export function freezeAll(value) {
  if (isObject(value)) {
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
  if (!isObject(value)) return value;
  const plain = {};
  for (const key of Object.keys(value)) {
    const held = copy(value[key]);
    if (held !== undefined) put(plain, key, held);
  }
  return plain;
}
