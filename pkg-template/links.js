/**
 * Values that tapes only refer to, kept while many tapes belong to one request: what is foreign, what has lone
 * surrogates, long data: URLs. Reads a value as it would be read at its place in a request.
 */

import {
  ARRAY, BROKEN, DATA, END, FOREIGN, KEY, NUMBER, OBJECT, SMALL, TEXT,
} from './generated/tables.js';
import { readApart, writeInteger } from './reader.js';

/** The values of one request. */
export class Links {
  values = [];

  refer(value) {
    return this.values.push(value) - 1;
  }

  /** Equal numbers for equal strings. */
  known(text) {
    const known = this.values.indexOf(text);
    return known < 0 ? this.refer(text) : known;
  }
}

/**
 * The tape of a value that is to stand at a path. Where reading stopped, that is what the tape says, with a reference
 * behind it.
 *
 * @param {readonly (string | number)[]} path
 * @param {unknown} value
 * @param {import('./options.js').Settings} settings
 * @param {Links} links
 * @returns {Uint8Array}
 */
export function readAt(path, value, settings, links) {
  // Which strings may be long, and how deep a value may go, depends on where it stands: it is read there.
  let whole = value;
  for (let i = path.length - 1; i >= 0; i--) whole = typeof path[i] === 'number' ? [whole] : { [path[i]]: whole };
  const { tape, header, refs, stopped } = readApart(whole, settings);
  if (stopped) {
    const input = new Uint8Array(tape.length - header + 4);
    input.set(tape.subarray(header));
    writeInteger(input, input.length - 4, links.refer(value));
    return input;
  }
  let at = header;
  for (const step of path) {
    at++;
    if (typeof step === 'string' && tape[at++] === KEY) at += 4 + integerAt(tape, at);
  }
  const input = tape.slice(at, tape.length - path.length);
  if (refs.length > 0) relink(input, refs, links);
  return input;
}

function integerAt(tape, at) {
  return (tape[at] | tape[at + 1] << 8 | tape[at + 2] << 16 | tape[at + 3] << 24) >>> 0;
}

/** Lets the references of a tape name values of the whole request. */
function relink(tape, refs, links) {
  // Of each container that is open, whether it has keys.
  const keyed = [];
  let at = 0;
  const link = (to) => writeInteger(tape, to, links.refer(refs[integerAt(tape, to)]));
  do {
    if (keyed.length > 0 && tape[at] === END) {
      at++;
      keyed.pop();
      continue;
    }
    if (keyed.at(-1) && tape[at++] === KEY) at += 4 + integerAt(tape, at);
    switch (tape[at++]) {
      case NUMBER:
        at += 8;
        break;
      case SMALL:
        at++;
        break;
      case TEXT:
        at += 4 + integerAt(tape, at);
        break;
      case BROKEN:
        at = link(at + 4 + integerAt(tape, at));
        break;
      case DATA: {
        // After the header stand soundness, identity, reference.
        at += 5 + integerAt(tape, at);
        const known = links.known(refs[integerAt(tape, at + 4)]);
        at = writeInteger(tape, writeInteger(tape, at, known), known);
        break;
      }
      case FOREIGN:
        at = link(at + 1);
        break;
      case ARRAY:
        keyed.push(false);
        break;
      case OBJECT:
        keyed.push(true);
        break;
    }
  } while (keyed.length > 0);
}
