/**
 * Reads the own enumerable string keys of objects and the items of lists, each accessor once, nothing inherited; never
 * throws. What was read lies on a stack, so that whoever asks for the same object again gets what was read of it.
 * Knows no request.
 */

import { MOST_NODES } from './generated/tables.js';
import { hasOwn } from './own.js';

/** Stands for a value whose accessor threw, and for one that is not there. */
export const THREW = {};
export const HOLE = {};
/** In place of a count: the keys cannot be listed. */
export const UNLISTABLE = -1;

const { getPrototypeOf } = Object;
const plainPrototype = Object.prototype;
const { toStringTag } = Symbol;

/** Keys and values in turn, or items. */
export const stack = [];
let top = 0;
// Containers that are to be asked for again, each with where it lies and how many entries it has.
let known = [];
let last = 0;

/** Where the next entry goes. */
export function height() {
  return top;
}

/** Forgets everything from there on. */
export function release(height) {
  while (top > height) stack[--top] = undefined;
}

/** Gives away what is known, to one who gives it back. */
export function takeKnown() {
  const taken = known.slice(0, last);
  forgetKnown();
  return taken;
}

export function giveKnown(given) {
  known = given;
  last = given.length;
}

export function forgetKnown() {
  while (last > 0) known[--last] = undefined;
}

/** Keeps what was gathered of a container. */
export function keep(container, from, count) {
  known[last++] = container;
  known[last++] = from;
  known[last++] = count;
}

/** The place of a container among what is known; -1 where it is not. */
export function placeOf(container) {
  for (let i = 0; i < last; i += 3) if (known[i] === container) return i;
  return -1;
}

export function fromOf(place) {
  return known[place + 1];
}

export function countOf(place) {
  return known[place + 2];
}

/** An object of no class, whichever realm it is from. Asking a Proxy may throw. */
export function isPlain(value) {
  const prototype = getPrototypeOf(value);
  if (prototype === plainPrototype) return !hasOwn.call(value, toStringTag);
  if (prototype !== null && getPrototypeOf(prototype) !== null) return false;
  // Namespaces of the language, Math or a module's, look plain but for their tag. An inherited one is pollution.
  return !(toStringTag in value) || !(hasOwn.call(value, toStringTag) || isTagged(prototype));
}

function isTagged(prototype) {
  return prototype !== null && hasOwn.call(prototype, toStringTag);
}

/** Reads keys and values onto the stack; no more than any request may have. Returns how many, or UNLISTABLE. */
export function gather(object) {
  const from = top;
  const most = top + 2 * (MOST_NODES + 1);
  let key;
  let reading = false;
  try {
    for (key in object) {
      if (!hasOwn.call(object, key)) continue;
      // In this loop an engine knows where the value lies.
      reading = true;
      const value = object[key];
      reading = false;
      stack[top++] = key;
      stack[top++] = value;
      if (top === most) break;
    }
  } catch {
    if (!reading) return unlistable(from);
    pushPair(key, THREW);
    return gatherRest(object, from);
  }
  return top - from >> 1;
}

function unlistable(from) {
  release(from);
  return UNLISTABLE;
}

/** The same where a part was read already, which lies on the stack: it is not read again. */
export function gatherRest(object, from) {
  const most = from + 2 * (MOST_NODES + 1);
  const until = top;
  let next = from;
  // The keys that lie there, once they are not listed in their order.
  let there;
  try {
    for (const key in object) {
      if (top >= most) break;
      if (!hasOwn.call(object, key)) continue;
      if (next < until) {
        if (there === undefined && stack[next] === key) {
          next += 2;
          continue;
        }
        there ??= keysOf(from, until);
        if (there.has(key)) continue;
      }
      pushPair(key, valueOf(object, key));
    }
  } catch {
    return unlistable(from);
  }
  return top - from >> 1;
}

function keysOf(from, until) {
  const keys = new Set();
  for (let i = from; i < until; i += 2) keys.add(stack[i]);
  return keys;
}

/** Reads the items from one on onto the stack. */
export function gatherItems(array, from, length) {
  for (let i = from; i < length; i++) push(itemOf(array, i));
}

export function push(entry) {
  stack[top++] = entry;
}

export function pushPair(key, value) {
  stack[top++] = key;
  stack[top++] = value;
}

function valueOf(object, key) {
  try {
    return object[key];
  } catch {
    return THREW;
  }
}

export function itemOf(array, index) {
  try {
    return hasOwn.call(array, index) ? array[index] : HOLE;
  } catch {
    return THREW;
  }
}
