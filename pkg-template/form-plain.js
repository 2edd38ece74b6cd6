/**
 * A form of whose request nothing is to be said, while single values of it change to others of which nothing is to be
 * said either. What such a step tells was told before by the module, for the same step; the module gets the values when
 * it is next asked for anything.
 */

import { KINDS, kindOfValue, masksOf, SINGLE_FIELDS } from './accept.js';
import { isPlainNow, isReading } from './reader.js';
import { hasOwn } from './own.js';

/** The fields that can change so. */
const FIELDS = /* @__PURE__ */ new Map(/* @__PURE__ */ SINGLE_FIELDS.map((name, index) => [name, index]));
// A state is one number: the kinds of the fields that have several, as its digits. The others do not tell states apart.
const WEIGHTS = /* @__PURE__ */ SINGLE_FIELDS.map((_, index) => (index < KINDS.length ? KINDS.slice(0, index).reduce(times, 1) : 0));
const STATES = /* @__PURE__ */ KINDS.reduce(times, 1);

export class Plain {
  #masks;
  #sizes;
  /** What the fields hold, by their number; nothing where they hold nothing. */
  #values = new Array(SINGLE_FIELDS.length).fill(undefined);
  /** The kinds of what they hold. */
  #kinds = new Array(SINGLE_FIELDS.length).fill(0);
  #state = 0;
  /** What a step from one state to another told. */
  #told = new Map();
  #last = -1;
  /** The fields whose values the module has yet to get. */
  late = [];
  /** Whether the last step was the one before it again. */
  repeats = false;

  /** Whether a path is that of a field that can change so. */
  static knows(path) {
    return FIELDS.has(path);
  }

  /** @returns {Plain | null} nothing for a request of which something may be said */
  static of(request, settings) {
    return isPlainNow(request, settings) ? new Plain(request, settings) : null;
  }

  constructor(request, { edition }) {
    this.#masks = masksOf(edition, request.model);
    this.#sizes = ['image_with_roles', 'video_with_roles', 'audio_with_roles'].map((list) => request[list]?.length ?? 0);
    for (const [name, index] of FIELDS) {
      if (hasOwn.call(request, name) && request[name] !== undefined) this.#take(index, request[name], kindOfValue(index, request[name], this.#sizes));
    }
  }

  /**
   * What setting a field tells: the same object for the same step. Nothing where the step was never seen, or something
   * may be said of it.
   */
  set(path, value) {
    const index = FIELDS.get(path);
    const kind = index === undefined ? 0 : this.#kindOf(index, value);
    if (kind === 0) return undefined;
    const delta = this.#told.get(this.#stepTo(index, kind));
    if (delta === undefined) return undefined;
    this.repeats = this.#last === index && this.#values[index] === value;
    if (!this.late.includes(path)) this.late.push(path);
    this.#take(index, value, kind);
    this.#last = index;
    return delta;
  }

  /** Notes what the module told of such a step, which it took. Says whether it was one. */
  learn(path, value, delta) {
    const index = FIELDS.get(path);
    const kind = index === undefined ? 0 : this.#kindOf(index, value);
    if (kind === 0 || !delta.valid || delta.added.length + delta.removed.length + delta.changes.length > 0) return false;
    this.#told.set(this.#stepTo(index, kind), delta);
    this.#take(index, value, kind);
    this.#last = index;
    return true;
  }

  valueOf(path) {
    return this.#values[FIELDS.get(path)];
  }

  /** The number of a value's kind, above 0, where it is there already and the new one is as plain. */
  #kindOf(index, value) {
    if (this.#values[index] === undefined || isReading()) return 0;
    const kind = kindOfValue(index, value, this.#sizes);
    return index >= this.#masks.length || (this.#masks[index] >> kind & 1) === 1 ? kind : 0;
  }

  #take(index, value, kind) {
    this.#state += (kind - this.#kinds[index]) * WEIGHTS[index];
    this.#kinds[index] = kind;
    this.#values[index] = value;
  }

  #stepTo(index, kind) {
    return this.#state * STATES + this.#state + (kind - this.#kinds[index]) * WEIGHTS[index];
  }
}

function times(one, other) {
  return one * other;
}
