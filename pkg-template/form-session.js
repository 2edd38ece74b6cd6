/**
 * A request being filled in. The module keeps the values and the issues; this side keeps what a page holds on to, the
 * Issue objects, and the steps that led here, out of which a form is opened again when its instance is gone.
 */

import { NAMES, STOP } from './generated/tables.js';
import { buildAs } from './build.js';
import { readChanges } from './changes.js';
import { byte, decode, integer, value } from './decode.js';
import { MisuseError } from './errors.js';
import { entriesOf, fromEntries } from './form-data.js';
import { Links, readAt } from './links.js';
import { normalise } from './options.js';
import { hasOwn, isObject, put } from './own.js';
import { bareText, isIndex, joined, pathOf, pathTape } from './paths.js';
import { Plain } from './form-plain.js';
import { readPossible } from './possible.js';
import { writeHeader, writeInteger } from './reader.js';
import { issues, makeReport } from './report.js';

const { freeze } = Object;
const NOTHING = freeze([]);
const AT_END = 0xffffffff;
const NO_BYTES = /* @__PURE__ */ new Uint8Array(0);

// The first byte of an answer to a step.
const DONE = 0;
const UNKNOWN_FIELD = 1;
const INDEX_OUT_OF_RANGE = 2;
const NOT_A_LIST = 3;

/** After so many steps or bytes, what led here is replaced by what is here. */
const MOST_STEPS = 64;
const MOST_BYTES = 1 << 16;

/** @typedef {{ core: object, handle: number, generation: number, sound: boolean }} Lease a form of an instance */

/** @type {FinalizationRegistry<Lease> | undefined} */
let registry;

export function createForm(core, options) {
  const settings = normalise(options);
  const lease = { core, handle: 0, generation: 0, sound: false };
  const form = new Form(core, settings, lease);
  if (typeof FinalizationRegistry === 'function') {
    registry ??= new FinalizationRegistry(close);
    registry.register(form, lease, lease);
  }
  if (typeof Symbol.dispose === 'symbol') {
    Object.defineProperty(form, Symbol.dispose, { __proto__: null, value: () => form.free() });
  }
  return form;
}

/** Gives a form of a running instance back. @param {Lease} lease */
function close(lease) {
  const { core, handle, generation } = lease;
  lease.generation = 0;
  if (core.bytes.length === 0 || core.loader.generation() !== generation) return;
  writeInteger(core.bytes, core.start, handle);
  core.call(core.exports.form_close, 4);
}

class Form {
  #core;
  #settings;
  #lease;
  #isFree = false;
  /** What the values of the request refer to. */
  #links = new Links();
  /** What led here: which call, its input behind the handle, and for a value that was set its path. */
  #steps = [];
  #mostSteps = MOST_STEPS;
  #mostBytes = MOST_BYTES;
  #mostLinks = MOST_STEPS;
  #version = 0;
  #issues = NOTHING;
  #report = undefined;
  #possible = undefined;
  #listeners = [];
  /** What is known of a request of which nothing is to be said; null where something may be. */
  #plain = undefined;

  constructor(core, settings, lease) {
    this.#core = core;
    this.#settings = settings;
    this.#lease = lease;
    this.#live();
  }

  /** Sets a field, an item or a part; `undefined` leaves it out. */
  set(path, value) {
    const delta = this.#plain?.set(path, value);
    if (delta === undefined) return this.#setAny(path, value);
    if (delta.availability.length + delta.options.length > 0) this.#possible = undefined;
    if (!this.#plain.repeats && this.#listeners.length > 0) this.#tell(delta);
    return delta;
  }

  #setAny(path, value) {
    this.#begin();
    const plain = Plain.knows(path) ? this.#lookPlain() : null;
    const version = this.#version;
    const delta = this.#setNow(path, value);
    // A listener may have gone on.
    if (plain && this.#version === version + 1 && plain.learn(path, value, delta)) this.#plain = plain;
    return delta;
  }

  /** What is known of the request, if nothing is to be said of it. */
  #lookPlain() {
    if (this.#plain === undefined && this.#issues.length === 0) this.#plain = Plain.of(this.snapshot(), this.#settings);
    return this.#plain;
  }

  #setNow(path, value) {
    const place = pathOf(this.#core, path);
    const input = value === undefined ? NO_BYTES : readAt(place, value, this.#settings, this.#links);
    return this.#step({ call: 'form_put', input: joined(pathTape(place), input), place, sets: value !== undefined }, 'path');
  }

  /** Adds an item to a list, at its end where no place is named. */
  add(list, item, at) {
    this.#begin();
    const name = text(list);
    if (at !== undefined && !isIndex(at)) throw new MisuseError('at', 'an index');
    const input = readAt([name, 0], item, this.#settings, this.#links);
    return this.#step({ call: 'form_insert', input: joined(bareText(name), bytesOf(at ?? AT_END), input) }, 'at');
  }

  /** Takes an item out of a list; a list that is empty then is left out. */
  remove(list, index) {
    this.#begin();
    const name = text(list);
    if (!isIndex(index)) throw new MisuseError('index', 'an index');
    return this.#step({ call: 'form_remove', input: joined(bareText(name), bytesOf(index)) }, 'index');
  }

  /** Moves an item within its list. */
  move(list, from, to) {
    this.#begin();
    const name = text(list);
    if (!isIndex(from)) throw new MisuseError('from', 'an index');
    if (!isIndex(to)) throw new MisuseError('to', 'an index');
    const input = joined(bareText(name), bytesOf(from), bytesOf(to));
    return this.#step({ call: 'form_move', input, repeats: from === to }, 'from', to);
  }

  /** Replaces the whole request, by an object or by a FormData. */
  load(draft) {
    this.#begin();
    const entries = entriesOf(draft);
    const given = entries && fromEntries(this.#core, entries, this.#settings);
    const request = given ? given.request : draft;
    const links = new Links();
    const input = readAt([], request, this.#settings, links);
    return this.#step({ call: 'form_load', input, links }, 'draft', undefined, given?.changes);
  }

  /** The request as it stands: a copy, in which only values that are no plain data are the ones that were set. */
  snapshot() {
    this.#live();
    return this.#ask('form_snapshot', value);
  }

  report() {
    this.#live();
    return this.#report ??= makeReport(this.#settings, this.#issues);
  }

  /** A field by its name: its value, its issues, and what is possible. */
  field(name) {
    this.#live();
    if (!FIELDS.includes(name)) throw new MisuseError('name', 'the name of a field');
    const possible = this.#possible ??= this.#ask('form_possible', readPossible);
    // A field that the edition does not know is not available.
    const state = { ...(hasOwn.call(possible, name) ? possible[name] : { available: false, required: false }) };
    const request = this.snapshot();
    if (isObject(request) && hasOwn.call(request, name)) put(state, 'value', request[name]);
    put(state, 'issues', freeze(this.#issues.filter(({ path }) => path[0] === name)));
    return freeze(state);
  }

  /** Builds the request as it stands. */
  build() {
    return buildAs(this.#core, this.snapshot(), this.#settings, NOTHING);
  }

  /** Calls a function after each step that changed something; gives back how to stop. */
  subscribe(listener) {
    this.#live();
    if (typeof listener !== 'function') throw new MisuseError('listener', 'a function');
    const entry = { listener };
    this.#listeners.push(entry);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== entry);
    };
  }

  /** Gives the form's memory back. Nothing else can be called then. */
  free() {
    if (this.#isFree) return;
    this.#isFree = true;
    this.#steps = [];
    this.#listeners = [];
    this.#links.values = [];
    this.#plain = undefined;
    registry?.unregister(this.#lease);
    close(this.#lease);
  }

  /** Sees to it that the module has this form; opens it again where an instance was lost. */
  #live() {
    if (this.#isFree) throw new MisuseError('form', 'a form that is not free yet');
    this.#open();
    this.#catchUp();
  }

  /** Hands over the values that only this side has. */
  #catchUp() {
    const plain = this.#plain;
    while (plain && plain.late.length > 0) {
      const place = pathOf(this.#core, plain.late[0]);
      const input = joined(pathTape(place), readAt(place, plain.valueOf(plain.late[0]), this.#settings, this.#links));
      this.#lease.sound = false;
      this.#send('form_put', input);
      this.#lease.sound = true;
      plain.late.shift();
      this.#note({ call: 'form_put', input, place, sets: true });
    }
  }

  /** Opens the form where the module has not got it. */
  #open() {
    const lease = this.#lease;
    this.#core.ready();
    if (lease.sound && lease.generation === this.#core.loader.generation()) return;
    close(lease);
    let step = this.#start();
    for (const { call, input } of this.#steps) step = this.#send(call, input);
    lease.sound = true;
    // It is the same request: what a page holds on to stays.
    if (!isAlike(this.#issues, step.issues)) {
      this.#issues = step.issues;
      this.#report = this.#possible = undefined;
    }
  }

  /** Before a step reads anything. */
  #begin() {
    this.#live();
    this.#shorten();
  }

  #start() {
    const core = this.#core;
    const lease = this.#lease;
    const header = new Uint8Array(64 + this.#settings.severities.length);
    core.load(header, writeHeader(header, 0, this.#settings));
    core.call(core.exports.form_open, header.length);
    lease.generation = core.loader.generation();
    const step = decode(core.bytes, core.output(), undefined, readOpened, this.#settings);
    lease.handle = step.handle;
    return step;
  }

  /** Calls a function of the form's. */
  #call(name, input) {
    const core = this.#core;
    core.room(4 + input.length);
    core.bytes.set(input, writeInteger(core.bytes, core.start, this.#lease.handle));
    core.call(core.exports[name], 4 + input.length);
    return core.output();
  }

  #send(name, input) {
    const position = this.#call(name, input);
    return decode(this.#core.bytes, position, this.#links.values, readStep, this.#settings);
  }

  #ask(name, read) {
    const position = this.#call(name, NO_BYTES);
    return decode(this.#core.bytes, position, this.#links.values, read, this.#settings);
  }

  #step(entry, argument, to, before = NOTHING) {
    // Reading ran code of the caller's: the form may have been freed, or its instance lost.
    this.#live();
    // If this ends early, nobody knows what the module has done: the next call opens the form again.
    this.#lease.sound = false;
    const step = this.#send(entry.call, entry.input);
    this.#lease.sound = true;
    if (step.status !== DONE) throw misuse(step, argument, to);
    this.#plain = undefined;
    const known = this.#issues;
    const kept = new Set(step.kept);
    const added = step.issues.filter((_, index) => step.kept[index] === null);
    const removed = known.filter((_, index) => !kept.has(index));
    if (known.length !== step.kept.length || step.kept.some((place, index) => place !== index)) this.#report = undefined;
    this.#issues = step.issues.map((issue, index) => (step.kept[index] === null ? issue : known[step.kept[index]]));
    const { availability, options } = step;
    if (availability.length + options.length > 0) this.#possible = undefined;
    const repeats = this.#note(entry);
    const delta = freeze({
      valid: step.valid,
      added: freeze(added),
      removed: freeze(removed),
      availability: freeze(availability),
      options: freeze(options),
      changes: before.length > 0 ? freeze([...before, ...step.changes]) : step.changes,
    });
    if (!repeats) this.#tell(delta);
    return delta;
  }

  /** Notes a step; true where it changed nothing. */
  #note(entry) {
    this.#version++;
    if (entry.links) {
      this.#links.values = entry.links.values;
      this.#steps = [{ call: entry.call, input: entry.input }];
      this.#mostSteps = MOST_STEPS;
      this.#mostBytes = MOST_BYTES + 4 * entry.input.length;
      this.#mostLinks = MOST_STEPS + 4 * entry.links.values.length;
      return false;
    }
    const last = this.#steps.at(-1);
    // Setting a place again leaves nothing of the first value; leaving an item out twice takes two.
    if (!last?.sets || !entry.place || !isSame(last.place, entry.place)) {
      this.#steps.push(entry);
      return entry.repeats ?? false;
    }
    this.#steps[this.#steps.length - 1] = entry;
    return isSame(last.input, entry.input);
  }

  #tell(delta) {
    for (const entry of [...this.#listeners]) {
      // A listener may end another's subscription.
      if (!this.#listeners.includes(entry)) continue;
      try {
        entry.listener.call(undefined, delta);
      } catch (error) {
        tellNobody(error);
      }
    }
  }

  /** Replaces a long way here by one step, where the request can be read as a whole. */
  #shorten() {
    const isShort = this.#steps.length <= this.#mostSteps && this.#links.values.length <= this.#mostLinks;
    if (isShort && bytesIn(this.#steps) <= this.#mostBytes) return;
    this.#mostSteps *= 2;
    this.#mostBytes *= 2;
    this.#mostLinks *= 2;
    const version = this.#version;
    const links = new Links();
    const input = readAt([], this.snapshot(), this.#settings, links);
    // Reading may run code of the caller's, which may have gone on.
    if (input[0] === STOP || version !== this.#version || this.#isFree) return;
    // The same request behind other references is opened again from what is noted.
    if (this.#links.values.length > 0) this.#lease.sound = false;
    this.#note({ call: 'form_load', input, links });
    this.#live();
  }
}

/** The names of fields stand before those of parts. */
const FIELDS = /* @__PURE__ */ NAMES.slice(0, /* @__PURE__ */ NAMES.indexOf('metadata') + 1);

function readOpened(settings) {
  const handle = integer();
  return { handle, ...readStep(settings) };
}

function readStep(settings) {
  const status = byte();
  switch (status) {
    case DONE:
      return {
        status,
        valid: value(),
        issues: issues(settings),
        kept: value(),
        availability: value(),
        options: value(),
        changes: readChanges(),
      };
    case INDEX_OUT_OF_RANGE:
      return { status, name: value(), index: value(), length: value() };
    case UNKNOWN_FIELD:
    case NOT_A_LIST:
      return { status, name: value() };
    default:
      return { status, name: '' };
  }
}

function misuse({ status, name, index, length }, argument, to) {
  switch (status) {
    case INDEX_OUT_OF_RANGE:
      return new MisuseError(index === to ? 'to' : argument, `an index of ${name}, which has ${length} items, not ${index}`);
    case NOT_A_LIST:
      return new MisuseError('list', `the name of a list, which ${name} is not`);
    default:
      return new MisuseError(argument === 'path' ? 'path' : 'list', `a field, or a part that it has, not ${JSON.stringify(name.slice(0, 60))}`);
  }
}

function text(list) {
  if (typeof list !== 'string') throw new MisuseError('list', 'the name of a list');
  return list;
}

function bytesOf(number) {
  const bytes = new Uint8Array(4);
  writeInteger(bytes, 0, number);
  return bytes;
}

function bytesIn(steps) {
  let bytes = 0;
  for (const { input } of steps) bytes += input.length;
  return bytes;
}

function isSame(one, two) {
  if (one.length !== two.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== two[i]) return false;
  return true;
}

function isAlike(one, two) {
  const alike = (issue, index) => issue.code === two[index].code && issue.pointer === two[index].pointer && issue.message === two[index].message;
  return one.length === two.length && one.every(alike);
}

/** A fault of a listener is its owner's: it is reported as uncaught. */
function tellNobody(error) {
  if (typeof reportError === 'function') reportError(error);
  else queueMicrotask(() => {
    throw error;
  });
}
