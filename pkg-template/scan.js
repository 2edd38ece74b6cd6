/**
 * The sieve in front of the rules: a small module that says at once which texts no rule would speak of, and what rules say
 * of single values in lines. It starts on its first use; where the engine cannot run it, every text goes to the rules.
 * Knows no rule.
 */

import { CODES } from './generated/tables.js';
import { createLoader } from './loader.js';
import { isBytes, sizeOfBytes } from './text.js';

/** The most bytes it takes at once. */
export const WINDOW = 256 << 10;
/** The most lines that may have a number of one window. */
const MOST_LEFT = 16 << 10;
/** How many numbers stand in front of those. */
export const HEAD = 3 + CODES.length;
const GONE = new Uint8Array(0);

/**
 * @param {object} glue the namespace of `scan_bg.js`
 * @param {() => WebAssembly.Module} compile
 */
export function createScan(glue, compile) {
  return new Scan(glue, compile);
}

class Scan {
  /** Where text is written. The module's memory never grows, so a view of it stays. */
  text = GONE;
  /**
   * Of the window sifted last: how many lines, how many have a number here, how many bytes are left over; how often each
   * rule spoke of the lines that are not; then the numbers of those that are, and of the others that are invalid, marked
   * by the highest bit.
   */
  left = undefined;
  #loader;
  #missing = false;
  #exports = undefined;
  #encoder = undefined;

  constructor(glue, compile) {
    this.#loader = createLoader(glue, compile);
  }

  /** Whether there is a module to ask. */
  #ready() {
    if (this.#exports) return true;
    if (this.#missing) return false;
    // One try: what is missing now, SIMD or the leave of the page's policy, stays missing.
    this.#missing = true;
    try {
      const exports = this.#loader.exports();
      const { buffer } = exports.memory;
      this.text = new Uint8Array(buffer, exports.text(), WINDOW);
      this.left = new Uint32Array(buffer, exports.left(), HEAD + MOST_LEFT);
      if (typeof TextEncoder === 'function') this.#encoder = new TextEncoder();
      this.#exports = exports;
    } catch {
      return false;
    }
    this.#missing = false;
    return true;
  }

  /** Calls an export. One that traps, for the caller's stack is full, leaves the next call a fresh instance. */
  #call(fn, size, edition, tells) {
    try {
      return fn(size, edition, tells);
    } catch {
      this.#exports = undefined;
      this.#loader.drop();
      return -1;
    }
  }

  /**
   * Whether no rule would speak of a text. False says nothing.
   *
   * @param {unknown} text
   * @param {import('./options.js').Settings} settings
   */
  accepts(text, { mayAccept, edition }) {
    if (!mayAccept || !this.#ready()) return false;
    const size = this.#write(text);
    return size > 0 && this.#call(this.#exports.accepts, size, edition) === 1;
  }

  /**
   * Sifts whole lines. What is left over is found in `text` and `left`.
   *
   * @param {string | Uint8Array} lines
   * @param {import('./options.js').Settings} settings
   * @returns {boolean} whether that was done
   */
  sift(lines, { mayAccept, edition, severities }) {
    if (!mayAccept || !this.#ready()) return false;
    const size = this.#write(lines);
    return size > 0 && this.#call(this.#exports.sift, size, edition, severities.length === 0) === size;
  }

  /** Hands a text over. Returns its size, or -1 where it is no text or too large. A lone surrogate becomes U+FFFD. */
  #write(text) {
    if (typeof text === 'string') {
      if (text.length > WINDOW || !this.#encoder) return -1;
      const { read, written } = this.#encoder.encodeInto(text, this.text);
      return read === text.length ? written : -1;
    }
    if (!isBytes(text)) return -1;
    const size = sizeOfBytes(text);
    if (size > WINDOW) return -1;
    this.text.set(text);
    return size;
  }
}
