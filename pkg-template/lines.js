/** Validates NDJSON, line by line, in windows: the module's memory does not grow with the input. */

import { CODES } from './generated/tables.js';
import { decode, integer } from './decode.js';
import { MisuseError } from './errors.js';
import { normalise } from './options.js';
import { writeHeader } from './reader.js';
import { HEAD, WINDOW } from './scan.js';
import { byteSize, copyText, isBytes, loneSurrogates, sizeOfBytes } from './text.js';
import { checkText } from './validate-json.js';

export function validateLines(core, scan, ndjson, options) {
  const isText = typeof ndjson === 'string';
  if (!isText && !isBytes(ndjson)) throw new MisuseError('ndjson', 'a string or a Uint8Array');
  return check(core, scan, isText ? new TextSource(ndjson) : new ByteSource(ndjson), normalise(options));
}

/** Bytes in, `{ line, report }` of the faulty lines out. */
export function linesValidator(core, scan, options) {
  const settings = normalise(options);
  let line = 0;
  // The line that is not complete yet; what is too large for a report is not kept.
  let parts = [];
  let size = 0;

  function hold(bytes) {
    size += bytes.length;
    if (size <= settings.mostBytes + 1) parts.push(bytes.slice());
    else parts = [];
  }

  function finish(controller) {
    let bytes = joined(parts, Math.min(size, settings.mostBytes + 2));
    if (bytes.at(-1) === 13) bytes = bytes.subarray(0, -1);
    const report = checkText(core, bytes, settings);
    if (!report.valid) controller.enqueue({ line, report });
    line++;
    parts = [];
    size = 0;
  }

  return new TransformStream({
    __proto__: null,
    transform(chunk, controller) {
      if (!isBytes(chunk)) throw new MisuseError('chunk', 'a Uint8Array');
      let from = 0;
      if (size > 0) {
        const end = chunk.indexOf(10);
        hold(end < 0 ? chunk : chunk.subarray(0, end));
        if (end < 0) return;
        finish(controller);
        from = end + 1;
      }
      const end = chunk.lastIndexOf(10) + 1;
      if (end > from) {
        const found = check(core, scan, new ByteSource(chunk.subarray(from, end)), settings);
        for (const index of found.invalidLines) controller.enqueue({ line: line + index, report: found.report(index) });
        line += found.lines;
        from = end;
      }
      if (from < chunk.length) hold(chunk.subarray(from));
    },
    flush(controller) {
      if (size > 0) finish(controller);
    },
  });
}

/** The parts as one; of parts that were dropped only the length is left. */
function joined(parts, size) {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

class ByteSource {
  window = WINDOW;

  constructor(bytes) {
    this.whole = bytes;
    this.length = sizeOfBytes(bytes);
  }

  newline(from) {
    const at = this.whole.indexOf(10, from);
    return at < 0 ? this.length : at;
  }

  lastNewline(before) {
    return before > 0 ? this.whole.lastIndexOf(10, before - 1) : -1;
  }

  slice(from, to) {
    return this.whole.subarray(from, to);
  }

  /** The line without what ends it. */
  line(from, to) {
    return this.slice(from, to > from && this.whole[to - 1] === 13 ? to - 1 : to);
  }
}

class TextSource {
  // In UTF-16 units, none of which is more than three bytes.
  window = Math.floor(WINDOW / 3);

  constructor(text) {
    this.whole = text;
    this.length = text.length;
  }

  newline(from) {
    const at = this.whole.indexOf('\n', from);
    return at < 0 ? this.length : at;
  }

  lastNewline(before) {
    return before > 0 ? this.whole.lastIndexOf('\n', before - 1) : -1;
  }

  slice(from, to) {
    return this.whole.slice(from, to);
  }

  line(from, to) {
    return this.slice(from, to > from && this.whole.charCodeAt(to - 1) === 13 ? to - 1 : to);
  }
}

/** The most bytes of whole lines that are looked at in one call are those of a window. */
function check(core, scan, source, settings) {
  const tally = new Array(CODES.length).fill(0);
  const invalid = [];
  // Where each window begins: its first line, and its place in the source.
  const marks = [];
  let lines = 0;
  let valid = 0;

  function alone(from, to) {
    const report = checkText(core, source.line(from, to), settings);
    for (const issue of report.issues) tally[CODES.indexOf(issue.code)]++;
    if (report.valid) valid++;
    else invalid.push(lines);
    lines++;
  }

  for (let from = 0; from < source.length; ) {
    marks.push({ line: lines, at: from });
    let to = Math.min(from + source.window, source.length);
    if (to < source.length) {
      const last = source.lastNewline(to);
      if (last < from) {
        to = source.newline(to);
        alone(from, to);
        from = to + 1;
        continue;
      }
      to = last + 1;
    }
    const window = source.slice(from, to);
    if (typeof window === 'string' && loneSurrogates(window)) {
      for (let end; from < to; from = end + 1) {
        end = source.newline(from);
        alone(from, end);
      }
      continue;
    }
    const found = core.mayAnswer() && scan.sift(window, settings) ? checkLeft(core, scan, settings) : checkWindow(core, window, settings);
    for (const index of found.invalid) invalid.push(lines + index);
    found.tally.forEach((count, rule) => (tally[rule] += count));
    lines += found.lines;
    valid += found.valid;
    from = to;
  }

  const counts = {};
  tally.forEach((count, rule) => count > 0 && (counts[CODES[rule]] = count));
  let near = { line: 0, at: 0 };
  return Object.freeze({
    lines,
    valid,
    invalid: invalid.length,
    invalidLines: Uint32Array.from(invalid),
    counts: Object.freeze(counts),
    /** The report of a line, which is read again. */
    report(line) {
      if (!Number.isInteger(line) || line < 0 || line >= lines) throw new MisuseError('line', 'the number of a line');
      if (near.line > line || marks.some((mark) => mark.line > near.line && mark.line <= line)) {
        near = marks.findLast((mark) => mark.line <= line);
      }
      let { at } = near;
      for (let left = line - near.line; left > 0; left--) at = source.newline(at) + 1;
      near = { line, at };
      return checkText(core, source.line(at, source.newline(at)), settings);
    },
  });
}

/** A window after sifting: what is left of it goes to the rules. */
function checkLeft(core, { text, left }, settings) {
  const [lines, count, size] = left;
  const found = size > 0 ? checkWindow(core, text.subarray(0, size), settings) : { invalid: [], tally: [] };
  const invalid = [];
  let line = 0;
  let next = 0;
  for (const number of left.subarray(HEAD, HEAD + count)) {
    if (number >>> 31 || (found.invalid[next] === line++ && ++next)) invalid.push(number & 0x7fffffff);
  }
  const tally = CODES.map((_, rule) => left[3 + rule] + (found.tally[rule] ?? 0));
  return { lines, valid: lines - invalid.length, invalid, tally };
}

function checkWindow(core, window, settings) {
  const size = typeof window === 'string' ? byteSize(window, Infinity) : window.length;
  core.room(256 + WINDOW);
  const { bytes, start } = core;
  const at = writeHeader(bytes, start, settings);
  if (typeof window === 'string') copyText(window, bytes, at, size);
  else bytes.set(window, at);
  core.call(core.exports.check_lines, at + size - start);
  return decode(core.bytes, core.output(), undefined, readLines);
}

function readLines() {
  const lines = integer();
  const valid = integer();
  const invalid = new Array(integer());
  for (let i = 0; i < invalid.length; i++) {
    invalid[i] = integer();
    // Where the line stands in the window; it is found again by its number.
    integer();
    integer();
  }
  return { lines, valid, invalid, tally: CODES.map(integer) };
}
