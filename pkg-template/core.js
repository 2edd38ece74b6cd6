/**
 * A running module and its memory: where input is written and output is read. Knows no request and no rule.
 *
 * What is kept of an instance, its memory and the address of the input, is void once the instance is dropped or its
 * memory grows: `bytes` then has no length, and `ready()` looks again.
 */

import { createLoader } from './loader.js';

/** Input up to this size is written straight into the module's memory. */
export const DIRECT = 1 << 16;
const GONE = new Uint8Array(0);

/**
 * @param {object} glue the namespace of `core_bg.js`
 * @param {() => WebAssembly.Module} compile
 * @param {boolean} [waits] whether a caller has to give the module first
 */
export function createCore(glue, compile, waits = false) {
  return new Core(glue, compile, waits);
}

class Core {
  /** The functions of the running instance. Not those of the glue: doors share the glue, and each has its instance. */
  exports = undefined;
  /** The whole memory. */
  bytes = GONE;
  /** Where input begins. */
  start = 0;
  #room = DIRECT;
  #generation = 0;
  #waits;

  constructor(glue, compile, waits) {
    this.loader = createLoader(glue, compile);
    this.#waits = waits;
  }

  /** Whether answers that need no module may be given: not before the module was, where a caller has to give it. */
  mayAnswer() {
    return !this.#waits || this.loader.generation() > 0;
  }

  /** The same, with the functions of a part of the module. */
  with(part) {
    this.loader.join(part);
    return this;
  }

  /** Sees to it that input can be written. */
  ready() {
    if (this.bytes.length === 0 || this.loader.generation() !== this.#generation) this.reserve(DIRECT);
  }

  /** Room for that many bytes of input; what was written before stays, unless the instance is a new one. */
  reserve(length) {
    const { loader } = this;
    this.exports = loader.exports();
    if (loader.generation() !== this.#generation) {
      this.#generation = loader.generation();
      this.#room = DIRECT;
    }
    if (length > this.#room) this.#room = length;
    this.start = this.call(this.exports.reserve, this.#room);
    this.#look();
  }

  /** Sees to it that so much input can be written. */
  room(length) {
    this.ready();
    if (length > this.#room) this.reserve(length);
  }

  /** Takes bytes over as input. */
  load(bytes, length) {
    this.room(length);
    this.bytes.set(length === bytes.length ? bytes : bytes.subarray(0, length), this.start);
  }

  /** Calls one of the exports, once input is ready; a trap leaves the next call a fresh instance. */
  call(fn, length) {
    try {
      const result = this.loader.call(fn, length) >>> 0;
      if (this.bytes.length === 0) this.#look();
      return result;
    } catch (error) {
      this.bytes = GONE;
      throw error;
    }
  }

  /** Where the last call wrote. */
  output() {
    return this.call(this.exports.output, 0);
  }

  // The memory grew: the address of the input is the same, the view is not.
  #look() {
    this.bytes = new Uint8Array(this.exports.memory.buffer);
  }
}
