/** From a tape to JavaScript values: plain ones of its own, nothing that reaches into the module's memory. */

import {
  ARRAY, BROKEN, DATA, END, FALSE, FOREIGN, KEY, NAMES, NULL, NUMBER, OBJECT, SMALL, TEXT, TRUE,
} from './generated/tables.js';
import { put } from './own.js';

const NONE = /* @__PURE__ */ new Uint8Array(0);
const double = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

let bytes = NONE;
let at = 0;
let refs = undefined;

/**
 * Decodes with `read`, a function of the readers below.
 *
 * INVARIANT: readers run no code of the caller's but a catalog's accessors, and what those read is put back in place.
 *
 * @template R
 * @param {Uint8Array} from
 * @param {number} position
 * @param {unknown[] | undefined} values what references stand for
 * @param {(context?: any) => R} read
 * @param {any} [context]
 * @returns {R}
 */
export function decode(from, position, values, read, context) {
  const before = bytes;
  const place = at;
  const given = refs;
  bytes = from;
  at = position;
  refs = values;
  try {
    return read(context);
  } finally {
    bytes = before;
    at = place;
    refs = given;
  }
}

export function byte() {
  return bytes[at++];
}

export function integer() {
  const value = bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24;
  at += 4;
  return value >>> 0;
}

/** Some of the next bytes as a number, the same for the same bytes. */
export function printOf(length) {
  let print = length;
  for (let i = 0; i < length; i += 3) print = print * 31 + bytes[at + i] | 0;
  return print;
}

/** Whether those bytes are the next ones; if so, goes past them. */
export function passes(known) {
  const { length } = known;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== known[i]) return false;
  at += length;
  return true;
}

/** A copy of the next bytes. */
export function copy(length) {
  return bytes.slice(at, at + length);
}

/** Enters an array; `more` then says whether there is another item. */
export function array() {
  at++;
}

export function more() {
  if (bytes[at] !== END) return true;
  at++;
  return false;
}

/** Any value. Its depth is bounded by whoever wrote it. */
export function value() {
  switch (bytes[at++]) {
    case NULL:
      return null;
    case FALSE:
      return false;
    case TRUE:
      return true;
    case NUMBER:
      for (let i = 0; i < 8; i++) double.setUint8(i, bytes[at++]);
      return double.getFloat64(0, true);
    case SMALL:
      return bytes[at++] << 24 >> 24;
    case TEXT:
      return text();
    case BROKEN:
      at += integer();
      return refs?.[integer()];
    case DATA:
      at += integer() + 5;
      return refs?.[integer()];
    case FOREIGN:
      at++;
      return refs?.[integer()];
    case ARRAY: {
      const items = [];
      while (more()) items.push(value());
      return items;
    }
    case OBJECT: {
      const object = {};
      while (more()) {
        const number = bytes[at++];
        const key = number === KEY ? text() : NAMES[number];
        put(object, key, value());
      }
      return object;
    }
    default:
      return undefined;
  }
}

// Words of the library's own come again and again: the last text of each place in here is compared before one is made.
const SHORT = 24;
const seen = /* @__PURE__ */ new Array(256).fill('');

/** Length and UTF-8, as this package's own side writes it. */
export function text() {
  const length = integer();
  if (length > SHORT || length === 0) return long(length);
  const place = (bytes[at] * 31 ^ bytes[at + (length >> 1)] * 7 ^ bytes[at + length - 1] ^ length << 3) & 255;
  const known = seen[place];
  if (isNext(known, length)) {
    at += length;
    return known;
  }
  return seen[place] = long(length);
}

/** Whether a text of ASCII is the next one. */
function isNext(text, length) {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== bytes[at + i]) return false;
  return true;
}

function long(length) {
  const end = at + length;
  let string = '';
  while (at < end) {
    const unit = bytes[at++];
    if (unit < 0x80) {
      string += String.fromCharCode(unit);
    } else if (unit < 0xe0) {
      string += String.fromCharCode((unit & 0x1f) << 6 | bytes[at++] & 0x3f);
    } else if (unit < 0xf0) {
      string += String.fromCharCode((unit & 0xf) << 12 | (bytes[at++] & 0x3f) << 6 | bytes[at++] & 0x3f);
    } else {
      const rest = (bytes[at++] & 0x3f) << 12 | (bytes[at++] & 0x3f) << 6 | bytes[at++] & 0x3f;
      string += String.fromCodePoint((unit & 7) << 18 | rest);
    }
  }
  return string;
}
