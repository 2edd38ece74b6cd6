/**
 * From any JavaScript value to a tape. Reads own enumerable string keys, each accessor once, nothing inherited; never
 * throws. Sizes are counted here, before anything large reaches the module. Judges nothing: what JSON cannot carry is
 * written down as what it is.
 *
 * A tape is written on this side and handed over when it is whole: reading runs foreign code, accessors and traps of a
 * Proxy, which may call anything of this library in turn. A reading that is interrupted by another moves its tape out of
 * the bytes that both use, and its state onto the stack.
 */

import { DIRECT } from './core.js';
import {
  ARRAY, BROKEN, DATA, DATA_KINDS, END, FALSE, FOREIGN, FOREIGN_ACCESSOR, FOREIGN_BIGINT, FOREIGN_CYCLE,
  FOREIGN_FUNCTION, FOREIGN_HOLE, FOREIGN_INSTANCE, FOREIGN_SYMBOL, FOREIGN_UNDEFINED, FOREIGN_UNLISTABLE, KEY,
  MOST_DATA, MOST_LEVELS, MOST_NODES, MOST_TEXT, NAMES, NULL, NUMBER, OBJECT, SMALL, STOP, STOP_DATA_TOO_LONG,
  STOP_TEXT_TOO_LONG, STOP_TOO_DEEP, STOP_TOO_MANY_BYTES, STOP_TOO_MANY_NODES, TEXT, TRUE, UNDEFINED,
} from './generated/tables.js';
import { accepts, forgetItems, likenessOf } from './accept.js';
import {
  countOf, forgetKnown, fromOf, gather, giveKnown, height, HOLE, isPlain, itemOf, placeOf, release, stack, takeKnown, THREW, UNLISTABLE,
} from './gather.js';
import { hasOwn } from './own.js';
import { byteSize, encodeLong, isWellFormed, LONG } from './text.js';

// Where a value stands: it decides which strings may be long data: URLs.
const ELSEWHERE = 0;
const ROOT = 1;
const URLS = 2;
const ITEMS = 3;
const ITEM = 4;
const URL = 5;

const { isArray } = Array;

const numbers = /* @__PURE__ */ new Map(/* @__PURE__ */ NAMES.map((name, index) => [name, index]));
const double = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

const NONE = /* @__PURE__ */ new Uint8Array(0);
/** Where a tape is written that is not too long; never the module's memory, which foreign code may put to use meanwhile. */
let scratch = undefined;

// The reading under way. Its tape begins with the first byte of `bytes`.
let busy = false;
let bytes = NONE;
let at = 0;
let room = 0;
let outside = false;
let nodes = 0;
let total = 0;
let mostTotal = 0;
let takesData = false;
let kind = '';
let depth = 0;
let levels = [];
let refs = undefined;
let longUrls = undefined;
let foreignCount = 0;
let stopped = -1;

let shape = undefined;

/** The shape of the value that was read last, if it has one. It is told once: nothing of the caller's is kept. */
export function takeShape() {
  const taken = shape;
  shape = undefined;
  return taken;
}

/**
 * Reads a value behind a header. The input of the module then holds both.
 *
 * @param {object} core
 * @param {unknown} value
 * @param {import('./options.js').Settings} settings
 * @param {boolean} [recalls] whether a report of before would do, in the built-in words: the shape then has it
 * @returns {number} how many bytes there are; 0 where the module is not needed: there is nothing to be said of the value,
 * or its report is known
 */
export function read(core, value, settings, recalls = false) {
  const interrupted = busy ? interrupt() : undefined;
  const from = height();
  try {
    busy = true;
    shape = undefined;
    let found = false;
    // What was interrupted may be in the middle of accepting.
    if (settings.mayAccept && interrupted === undefined && core.mayAnswer()) found = accepts(value, settings.edition, recalls);
    if (found === true) return 0;
    if (found !== false) {
      shape = found;
      if (found.report !== undefined) return 0;
      // What others will be told rests on the shape alone: from here on no foreign code runs.
      value = likenessOf(found);
    }
    begin(scratch ??= new Uint8Array(DIRECT), settings, undefined);
    readRoot(value);
    core.load(bytes, at);
    return at;
  } finally {
    // Not in a function: where the stack ends, it could not be called.
    busy = interrupted !== undefined;
    end(interrupted, from);
  }
}

/** Whether a value is being read: what runs now is foreign code that it called. */
export const isReading = () => busy;

/** Whether nothing is to be said of a request, as far as that is seen without asking the rules. */
export function isPlainNow(request, settings) {
  if (busy || !settings.mayAccept) return false;
  const from = height();
  try {
    busy = true;
    return accepts(request, settings.edition, false);
  } finally {
    busy = false;
    end(undefined, from);
  }
}

/**
 * Reads a value into bytes of its own, and keeps the values that a tape only refers to.
 *
 * @param {unknown} value
 * @param {import('./options.js').Settings} settings
 * @returns {{ tape: Uint8Array, header: number, refs: unknown[], foreign: number, stopped: boolean }}
 */
export function readApart(value, settings) {
  const interrupted = busy ? interrupt() : undefined;
  const from = height();
  try {
    busy = true;
    begin(new Uint8Array(1024), settings, []);
    outside = true;
    const header = at;
    readRoot(value);
    return { tape: bytes.subarray(0, at), header, refs, foreign: foreignCount, stopped: stopped >= 0 };
  } finally {
    busy = interrupted !== undefined;
    end(interrupted, from);
  }
}

function begin(into, settings, keep) {
  bytes = into;
  at = 0;
  room = into.length;
  outside = false;
  nodes = total = depth = foreignCount = 0;
  mostTotal = settings.mostBytes;
  takesData = settings.takesData;
  refs = keep;
  longUrls = undefined;
  stopped = -1;
  at = writeHeader(bytes, at, settings);
}

/** The options, as they stand in front of every input. */
export function writeHeader(to, position, settings) {
  to[position++] = settings.edition;
  to[position++] = settings.unknownFields;
  position = writeInteger(to, position, settings.videos);
  position = writeInteger(to, position, settings.audios);
  position = writeInteger(to, position, settings.bytes);
  const { severities } = settings;
  to[position++] = severities.length >> 1;
  for (let i = 0; i < severities.length; i++) to[position++] = severities[i];
  return position;
}

export function writeInteger(to, position, integer) {
  to[position++] = integer;
  to[position++] = integer >>> 8;
  to[position++] = integer >>> 16;
  to[position++] = integer >>> 24;
  return position;
}

function readRoot(value) {
  const from = at;
  if (!readValue(value, ROOT)) {
    at = from;
    bytes[at++] = STOP;
    bytes[at++] = stopped;
  }
}

function interrupt() {
  if (!outside) grow(0);
  const state = [
    bytes, at, room, outside, nodes, total, mostTotal, takesData, kind, depth, levels, refs, longUrls, foreignCount, stopped,
  ];
  levels = [];
  return { state, known: takeKnown() };
}

function end(interrupted, from) {
  release(from);
  if (interrupted === undefined) {
    forgetKnown();
    forgetItems();
    // Nothing of the caller's is kept.
    refs = longUrls = undefined;
    bytes = NONE;
    for (let i = 0; i < levels.length && levels[i] !== undefined; i++) levels[i] = undefined;
    return;
  }
  [
    bytes, at, room, outside, nodes, total, mostTotal, takesData, kind, depth, levels, refs, longUrls, foreignCount, stopped,
  ] = interrupted.state;
  giveKnown(interrupted.known);
}

/** Moves the tape to bytes of its own, with room for more. */
function grow(more) {
  const larger = new Uint8Array(2 * at + more + 1024);
  larger.set(bytes.subarray(0, at));
  bytes = larger;
  room = larger.length;
  outside = true;
}

function stop(reason) {
  stopped = reason;
  return false;
}

/** Each function below writes one value and says whether to go on. */
function readValue(value, where) {
  if (++nodes > MOST_NODES) return stop(STOP_TOO_MANY_NODES);
  if (room - at < 32) grow(32);
  switch (typeof value) {
    case 'string':
      return readText(value, TEXT, where);
    case 'number':
      return readNumber(value);
    case 'boolean':
      bytes[at++] = value ? TRUE : FALSE;
      return true;
    case 'object':
      if (value !== null) return readContainer(value, where);
      bytes[at++] = NULL;
      return true;
    case 'undefined':
      bytes[at++] = UNDEFINED;
      return true;
    case 'function':
      return writeForeign(FOREIGN_FUNCTION, value);
    case 'symbol':
      return writeForeign(FOREIGN_SYMBOL, value);
    default:
      return writeForeign(FOREIGN_BIGINT, value);
  }
}

function readNumber(value) {
  if (value >= -128 && value <= 127 && value === Math.trunc(value)) {
    bytes[at++] = SMALL;
    bytes[at++] = value;
    return true;
  }
  bytes[at++] = NUMBER;
  double.setFloat64(0, value, true);
  for (let i = 0; i < 8; i++) bytes[at++] = double.getUint8(i);
  return true;
}

function writeForeign(what, value) {
  foreignCount++;
  bytes[at++] = FOREIGN;
  bytes[at++] = what;
  at = writeInteger(bytes, at, refer(value));
  return true;
}

function refer(value) {
  return refs === undefined ? 0 : refs.push(value) - 1;
}

function readContainer(value, where) {
  for (let i = 0; i < depth; i++) if (levels[i] === value) return writeForeign(FOREIGN_CYCLE, value);
  let what;
  try {
    what = isArray(value) ? ARRAY : isPlain(value) ? OBJECT : FOREIGN_INSTANCE;
  } catch {
    return writeForeign(FOREIGN_UNLISTABLE, value);
  }
  if (what === FOREIGN_INSTANCE) return writeForeign(FOREIGN_INSTANCE, value);
  if (depth >= MOST_LEVELS) return stop(STOP_TOO_DEEP);
  return what === ARRAY ? readArray(value, where) : readObject(value, where);
}

function readObject(object, where) {
  const place = placeOf(object);
  const from = place < 0 ? height() : fromOf(place);
  const count = place < 0 ? gather(object) : countOf(place);
  if (count === UNLISTABLE) return writeForeign(FOREIGN_UNLISTABLE, object);
  bytes[at++] = OBJECT;
  levels[depth++] = object;
  for (let i = from; i < from + 2 * count; i += 2) {
    const key = stack[i];
    const value = stack[i + 1];
    let inside = ELSEWHERE;
    const number = numbers.get(key);
    if (number === undefined) {
      if (!readText(key, KEY, ELSEWHERE)) return false;
    } else {
      total += key.length;
      if (total > mostTotal) return stop(STOP_TOO_MANY_BYTES);
      bytes[at++] = number;
      if (where === ROOT) inside = listOf(key);
      else if (where === ITEM && key === 'url') inside = URL;
    }
    if (value !== THREW) {
      if (!readValue(value, inside)) return false;
    } else {
      if (++nodes > MOST_NODES) return stop(STOP_TOO_MANY_NODES);
      if (room - at < 32) grow(32);
      writeForeign(FOREIGN_ACCESSOR, undefined);
    }
    if (room - at < 32) grow(32);
  }
  if (place < 0) release(from);
  levels[--depth] = undefined;
  bytes[at++] = END;
  return true;
}

/** The long data: URLs that a field of the request may hold. */
function listOf(field) {
  if (!takesData || !hasOwn.call(DATA_KINDS, field)) return ELSEWHERE;
  kind = DATA_KINDS[field];
  return field === 'image_urls' ? URLS : ITEMS;
}

function readArray(array, where) {
  const place = placeOf(array);
  let length;
  try {
    length = place < 0 ? array.length : countOf(place);
  } catch {
    return writeForeign(FOREIGN_UNLISTABLE, array);
  }
  // Only a Proxy has another length.
  if (typeof length !== 'number' || !(length >= 0)) return writeForeign(FOREIGN_UNLISTABLE, array);
  const inside = where === URLS ? URL : where === ITEMS ? ITEM : ELSEWHERE;
  bytes[at++] = ARRAY;
  levels[depth++] = array;
  for (let i = 0; i < length; i++) {
    const value = place < 0 ? itemOf(array, i) : stack[fromOf(place) + i];
    if (value === HOLE || value === THREW || value === undefined) {
      if (++nodes > MOST_NODES) return stop(STOP_TOO_MANY_NODES);
      if (room - at < 32) grow(32);
      writeForeign(value === HOLE ? FOREIGN_HOLE : value === THREW ? FOREIGN_ACCESSOR : FOREIGN_UNDEFINED, undefined);
    } else if (!readValue(value, inside)) {
      return false;
    }
  }
  levels[--depth] = undefined;
  if (room - at < 32) grow(32);
  bytes[at++] = END;
  return true;
}

/** A string as UTF-8, or a key. */
function readText(text, tag, where) {
  const { length } = text;
  if (length > MOST_TEXT) return readLong(text, where);
  if (room - at < 3 * length + 32) grow(3 * length + 32);
  if (length > LONG) {
    const size = encodeLong(text, bytes, at + 5);
    if (size >= 0) return finishText(text, tag, where, size);
  }
  const out = bytes;
  let to = at + 5;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return readWide(text, tag, where, i, to);
    out[to++] = unit;
  }
  return finishText(text, tag, where, length);
}

/** The string is written but for what stands in front of it. */
function finishText(text, tag, where, size) {
  if (size > MOST_TEXT) return readLong(text, where);
  total += size;
  if (total > mostTotal) return stop(STOP_TOO_MANY_BYTES);
  bytes[at] = tag;
  writeInteger(bytes, at + 1, size);
  at += size + 5;
  return true;
}

/** The rest of a string from its first character beyond ASCII. */
function readWide(text, tag, where, i, to) {
  let broken = false;
  for (const { length } = text; i < length; i++) {
    let unit = text.charCodeAt(i);
    if (unit < 0x80) {
      bytes[to++] = unit;
      continue;
    }
    if (unit < 0x800) {
      bytes[to++] = 0xc0 | unit >> 6;
      bytes[to++] = 0x80 | unit & 0x3f;
      continue;
    }
    if (unit >= 0xd800 && unit < 0xe000) {
      const next = unit < 0xdc00 && i + 1 < length ? text.charCodeAt(i + 1) : 0;
      if (next >= 0xdc00 && next < 0xe000) {
        const point = 0x10000 + (unit - 0xd800 << 10) + (next - 0xdc00);
        bytes[to++] = 0xf0 | point >> 18;
        bytes[to++] = 0x80 | point >> 12 & 0x3f;
        bytes[to++] = 0x80 | point >> 6 & 0x3f;
        bytes[to++] = 0x80 | point & 0x3f;
        i++;
        continue;
      }
      broken = true;
      unit = 0xfffd;
    }
    bytes[to++] = 0xe0 | unit >> 12;
    bytes[to++] = 0x80 | unit >> 6 & 0x3f;
    bytes[to++] = 0x80 | unit & 0x3f;
  }
  const size = to - at - 5;
  if (size > MOST_TEXT || !broken || tag === KEY) return finishText(text, tag, where, size);
  if (!finishText(text, BROKEN, where, size)) return false;
  at = writeInteger(bytes, at, refer(text));
  return true;
}

/** A string beyond the usual size: only a data: URL may be, and its payload is looked at where it is. */
function readLong(text, where) {
  if (where !== URL || !takesData || !startsAs(text, `data:${kind}/`)) return stop(STOP_TEXT_TOO_LONG);
  if (text.length > MOST_DATA) return stop(STOP_DATA_TOO_LONG);
  const comma = text.indexOf(',');
  const header = comma < 0 ? text : text.slice(0, comma);
  const sound = comma >= 0 && /^[!-[\]-~]*$/.test(header) && isBase64(text, comma + 1);
  const size = sound ? text.length : byteSize(text, MOST_DATA);
  if (size > MOST_DATA) return stop(STOP_DATA_TOO_LONG);
  total += size;
  if (total > mostTotal) return stop(STOP_TOO_MANY_BYTES);
  const whole = sound || isWellFormed(text);
  // A header is short; of a longer one its kind and its last parameter say all there is to say.
  const cut = header.length <= 256 ? header : header.slice(0, 128) + header.slice(header.lastIndexOf(';')).slice(0, 64);
  let shown = '';
  for (let i = 0; i < cut.length; i++) shown += cut.charCodeAt(i) < 0x80 ? cut[i] : '?';
  if (comma >= 0) shown += ',';
  bytes[at++] = whole ? DATA : BROKEN;
  at = writeInteger(bytes, at, shown.length);
  if (room - at < shown.length + 32) grow(shown.length + 32);
  for (let i = 0; i < shown.length; i++) bytes[at++] = shown.charCodeAt(i);
  if (whole) {
    bytes[at++] = sound ? 1 : 0;
    at = writeInteger(bytes, at, identityOf(text));
  }
  at = writeInteger(bytes, at, refer(text));
  return true;
}

function startsAs(text, start) {
  return text.slice(0, start.length).toLowerCase() === start;
}

/** Base64 of a possible length, padded or not. */
function isBase64(text, from) {
  const length = text.length - from;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = length - padding;
  if (digits <= 0 || (padding ? length % 4 !== 0 : digits % 4 === 1)) return false;
  return !/[^A-Za-z0-9+/]/.test(text.slice(from, text.length - padding));
}

/** Equal numbers for equal URLs of one request. */
function identityOf(text) {
  longUrls ??= [];
  const known = longUrls.indexOf(text);
  return known < 0 ? longUrls.push(text) - 1 : known;
}
