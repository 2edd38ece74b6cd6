/** Strings and byte arrays of callers: what they are, their size as UTF-8, and how they are copied. */

const getterOf = (name) => Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), name).get;
const tagOf = /* @__PURE__ */ getterOf(Symbol.toStringTag);
const lengthOf = /* @__PURE__ */ getterOf('length');
const encoder = /* @__PURE__ */ (() => (typeof TextEncoder === 'function' ? new TextEncoder() : undefined))();

/** From this length on the platform's encoder is faster than a loop. */
export const LONG = 512;

/** Writes a string without lone surrogates into bytes that have room for it; returns its size, or -1: not done. */
export function encodeLong(text, bytes, at) {
  if (!encoder || !isWellFormed(text)) return -1;
  return encoder.encodeInto(text, bytes.subarray(at, at + 3 * text.length)).written;
}

/** Whether it is a Uint8Array, of any realm. */
export function isBytes(value) {
  return tagOf.call(value) === 'Uint8Array';
}

/** The length of a Uint8Array, whatever was written over it. */
export function sizeOfBytes(bytes) {
  return lengthOf.call(bytes);
}

/** The size of a string as UTF-8, lone surrogates as U+FFFD. It may be more than `most` without being exact. */
export function byteSize(text, most) {
  const { length } = text;
  if (length > most) return length;
  let size = length;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    size += unit < 0x800 ? 1 : 2;
    if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) i++;
  }
  return size;
}

/** Whether a string has no lone surrogate. */
export const isWellFormed = (text) => (text.isWellFormed ? text.isWellFormed() : !/\p{Cs}/u.test(text));

/** Where lone surrogates stand, in bytes of the UTF-8; nothing where there is none. */
export function loneSurrogates(text) {
  if (isWellFormed(text)) return undefined;
  const offsets = [];
  for (let i = 0, at = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) at++;
    else if (unit < 0x800) at += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      i++;
      at += 4;
    } else {
      if (unit >= 0xd800 && unit < 0xe000) offsets.push(at);
      at += 3;
    }
  }
  return offsets;
}

/** Writes a string of known size as UTF-8; returns where it ends. */
export function copyText(text, bytes, at, size) {
  const end = at + size;
  if (size > LONG && encoder) {
    encoder.encodeInto(text, bytes.subarray(at, end));
    return end;
  }
  for (let i = 0; i < text.length; i++) {
    let unit = text.charCodeAt(i);
    if (unit < 0x80) {
      bytes[at++] = unit;
    } else if (unit < 0x800) {
      bytes[at++] = 0xc0 | unit >> 6;
      bytes[at++] = 0x80 | unit & 0x3f;
    } else {
      if (unit >= 0xd800 && unit < 0xe000) {
        const next = unit < 0xdc00 ? text.charCodeAt(i + 1) : 0;
        if ((next & 0xfc00) === 0xdc00) {
          const point = 0x10000 + (unit - 0xd800 << 10) + (next - 0xdc00);
          bytes[at++] = 0xf0 | point >> 18;
          bytes[at++] = 0x80 | point >> 12 & 0x3f;
          bytes[at++] = 0x80 | point >> 6 & 0x3f;
          bytes[at++] = 0x80 | point & 0x3f;
          i++;
          continue;
        }
        unit = 0xfffd;
      }
      bytes[at++] = 0xe0 | unit >> 12;
      bytes[at++] = 0x80 | unit >> 6 & 0x3f;
      bytes[at++] = 0x80 | unit & 0x3f;
    }
  }
  return end;
}
