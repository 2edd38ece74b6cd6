/**
 * What forms give, as a request: FormData, and objects whose typed fields hold the text of controls. Keys are
 * `key([n])?(.key)?`, as in `image_urls[0]`, `tools[0].type`, `metadata.client_business_id`; `list.0.key` too. Gaps
 * close up, blank items go, the last entry of a key wins.
 */

import { MOST_NODES } from './generated/tables.js';
import { readChanges } from './changes.js';
import { decode, value } from './decode.js';
import { Links, readAt } from './links.js';
import { hasOwn, isRecord, put } from './own.js';
import { bareText, joined, pathOf } from './paths.js';
import { readApart } from './reader.js';

const { toString } = Object.prototype;

/**
 * The entries of a FormData, of any realm; nothing where it is none.
 *
 * @param {unknown} value
 * @returns {[string, unknown][] | undefined}
 */
export function entriesOf(value) {
  try {
    if (!isRecord(value)) return undefined;
    if (toString.call(value) !== '[object FormData]') return undefined;
    // Neither its own tag nor its own entries make an object one.
    if (hasOwn.call(value, Symbol.toStringTag) || hasOwn.call(value, 'entries')) return undefined;
    const entries = [];
    for (const entry of value.entries()) entries.push([String(entry[0]), entry[1]]);
    return entries;
  } catch {
    return undefined;
  }
}

/** The request that entries describe, and what was changed on the way. */
export function fromEntries(core, entries, settings) {
  const links = new Links();
  const parts = [];
  let size = 0;
  for (const [key, entry] of entries) {
    size += key.length;
    if (typeof entry === 'string') size += entry.length;
    // What is refused for its size anyway does not make the module's memory grow.
    if (parts.length > 2 * MOST_NODES || size > settings.mostBytes || key.length > 1 << 16) return asTheyAre(entries);
    parts.push(bareText(key), readAt(pathOf(core, key), entry, settings, links));
  }
  const input = joined(...parts);
  core.load(input, input.length);
  core.call(core.exports.entries, input.length);
  return decode(core.bytes, core.output(), links.values, readRequest);
}

/** Converts the text of an object's typed fields; of what is too large, nothing. */
export function fromControls(core, draft, settings) {
  const { tape, header, refs, stopped } = readApart(draft, settings);
  if (stopped) return { request: draft, changes: [] };
  const input = tape.subarray(header);
  core.load(input, input.length);
  core.call(core.exports.convert, input.length);
  return decode(core.bytes, core.output(), refs, readRequest);
}

function readRequest() {
  return { request: value(), changes: readChanges() };
}

function asTheyAre(entries) {
  const values = new Map();
  for (const [key, entry] of entries) {
    const known = values.get(key);
    if (known) known.push(entry);
    else values.set(key, [entry]);
  }
  const request = {};
  for (const [key, all] of values) put(request, key, all.length > 1 ? all : all[0]);
  return { request, changes: [] };
}
