/**
 * Paths into a request, as callers write them: an array of keys and indices, or a string
 * `key([n])?(.key)?`, as in `image_urls[0]`, `image_with_roles[0].url`, `metadata.client_business_id`; `list.0.key` too.
 */

import { decode, value } from './decode.js';
import { MisuseError } from './errors.js';
import { writeInteger } from './reader.js';
import { byteSize, copyText } from './text.js';
import { NUMBER, ARRAY, END, TEXT } from './generated/tables.js';

const MOST_INDEX = 0xfffffffe;
const MOST_KEPT = 1000;
const MOST_LENGTH = 1 << 16;

// The paths of strings, which a form asks for again and again.
const parsed = /* @__PURE__ */ new Map();

/** @returns {readonly (string | number)[]} */
export function pathOf(core, path, name = 'path') {
  if (typeof path === 'string') return parse(core, path, name);
  if (!Array.isArray(path)) throw new MisuseError(name, 'a string, or an array of keys and indices');
  const steps = [];
  for (let i = 0; i < path.length; i++) {
    const step = path[i];
    if (typeof step !== 'string' && !isIndex(step)) throw new MisuseError(name, 'an array of keys and indices');
    if (step.length > MOST_LENGTH) throw new MisuseError(name, 'keys of a reasonable length');
    steps.push(step);
  }
  return steps;
}

export function isIndex(value) {
  return Number.isInteger(value) && value >= 0 && value <= MOST_INDEX;
}

function parse(core, text, name) {
  const known = parsed.get(text);
  if (known) return known;
  if (text.length > MOST_LENGTH) throw new MisuseError(name, 'a path of a reasonable length');
  const input = bareText(text);
  core.load(input, input.length);
  core.call(core.exports.form_path, input.length);
  const path = Object.freeze(decode(core.bytes, core.output(), undefined, value));
  if (parsed.size >= MOST_KEPT) parsed.clear();
  if (text.length < 256) parsed.set(text, path);
  return path;
}

/** Length and UTF-8. */
export function bareText(text) {
  const size = byteSize(text, Infinity);
  const bytes = new Uint8Array(4 + size);
  copyText(text, bytes, writeInteger(bytes, 0, size), size);
  return bytes;
}

/** A path as the module reads it. */
export function pathTape(path) {
  let size = 2;
  for (const step of path) size += typeof step === 'string' ? 5 + byteSize(step, Infinity) : 9;
  const bytes = new Uint8Array(size);
  bytes[0] = ARRAY;
  let at = 1;
  for (const step of path) {
    if (typeof step === 'string') {
      bytes[at++] = TEXT;
      const length = byteSize(step, Infinity);
      at = copyText(step, bytes, writeInteger(bytes, at, length), length);
    } else {
      bytes[at++] = NUMBER;
      new DataView(bytes.buffer).setFloat64(at, step, true);
      at += 8;
    }
  }
  bytes[at] = END;
  return bytes;
}

/** Bytes behind each other. */
export function joined(...parts) {
  let size = 0;
  for (const part of parts) size += part.length;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
