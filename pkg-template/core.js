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
 */
export function createCore(glue, compile) {
  return new Core(glue, compile);
}

class Core {
  /** The whole memory. */
  bytes = GONE;
  /** Where input begins. */
  start = 0;
  #room = DIRECT;
  #generation = 0;

  constructor(glue, compile) {
    this.glue = glue;
    this.loader = createLoader(glue, compile);
  }

  /** Sees to it that input can be written. */
  ready() {
    if (this.bytes.length === 0 || this.loader.generation() !== this.#generation) this.reserve(DIRECT);
  }

  /** Room for that many bytes of input; what was written before stays, unless the instance is a new one. */
  reserve(length) {
    const { loader } = this;
    const { memory } = loader.exports();
    if (loader.generation() !== this.#generation) {
      this.#generation = loader.generation();
      this.#room = DIRECT;
    }
    if (length > this.#room) this.#room = length;
    this.start = this.call(this.glue.reserve, this.#room);
    this.bytes = new Uint8Array(memory.buffer);
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

  /** Calls a function of the module; a trap leaves the next call a fresh instance. */
  call(fn, length) {
    try {
      const result = this.loader.call(fn, length);
      if (this.bytes.length === 0) this.#look();
      return result;
    } catch (error) {
      this.bytes = GONE;
      throw error;
    }
  }

  /** Where the last call wrote. */
  output() {
    return this.call(this.glue.output, 0);
  }

  // The memory grew: the address of the input is the same, the view is not.
  #look() {
    this.bytes = new Uint8Array(this.loader.exports().memory.buffer);
  }
}
