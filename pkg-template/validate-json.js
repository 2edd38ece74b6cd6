/** Validates JSON text. Its size is known before any of it is copied. */

import { STOP, STOP_TOO_MANY_BYTES } from './generated/tables.js';
import { decode } from './decode.js';
import { MisuseError } from './errors.js';
import { normalise } from './options.js';
import { writeHeader, writeInteger } from './reader.js';
import { issues, makeReport, readReport } from './report.js';
import { byteSize, copyText, isBytes, loneSurrogates, sizeOfBytes } from './text.js';

const { freeze } = Object;

export function validateJson(core, scan, text, options) {
  const settings = normalise(options);
  return core.mayAnswer() && scan.accepts(text, settings) ? makeReport(settings, []) : checkText(core, text, settings);
}

/** A whole text, or one line of many. */
export function checkText(core, text, settings) {
  const length = enterText(core, text, settings);
  if (length < 0) return makeReport(settings, tooLarge(core, settings));
  return readReport(core, core.call(core.exports.check_text, length), settings, typeof text !== 'string');
}

/** Hands a text over. Returns how many bytes of input there are, or less than 0 where the text is too large. */
function enterText(core, text, settings) {
  const isText = typeof text === 'string';
  if (!isText && !isBytes(text)) throw new MisuseError('text', 'a string or a Uint8Array');
  const size = isText ? byteSize(text, settings.mostBytes) : sizeOfBytes(text);
  if (size > settings.mostBytes) return -1;
  const lone = isText ? loneSurrogates(text) : undefined;
  const count = lone === undefined ? 0 : lone.length;
  core.room(256 + 4 * count + size);
  const { bytes, start } = core;
  let at = writeHeader(bytes, start, settings);
  at = writeInteger(bytes, at, count);
  for (let i = 0; i < count; i++) at = writeInteger(bytes, at, lone[i]);
  if (isText) copyText(text, bytes, at, size);
  else bytes.set(text, at);
  return at + size - start;
}

/** What the rules say of a text that is refused for its size, which was not copied. */
export function tooLarge(core, settings) {
  core.ready();
  const { bytes, start } = core;
  let at = writeHeader(bytes, start, settings);
  bytes[at++] = STOP;
  bytes[at++] = STOP_TOO_MANY_BYTES;
  if (core.call(core.exports.check_tape, at - start) === 0) return [];
  const found = decode(core.bytes, core.output(), undefined, issues, settings);
  return found.map((issue) => freeze({ ...issue, position: freeze({ offset: 0, line: 1, column: 1 }) }));
}
