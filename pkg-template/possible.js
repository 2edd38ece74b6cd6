/** What is possible for each field of a request, in the words of a catalog. */

import { CODES } from './generated/tables.js';
import { array, decode, more, value } from './decode.js';
import { normalise, own } from './options.js';
import { put } from './own.js';
import { fill, phrase } from './phrase.js';
import { readApart } from './reader.js';
import { freezeAll } from './report.js';

/** Every field of a draft, with its options and with why some of them are not available. */
export function optionsFor(core, draft, options) {
  const settings = normalise(options);
  const { tape } = readApart(draft, settings);
  core.load(tape, tape.length);
  core.call(core.exports.possible, tape.length);
  return decode(core.bytes, core.output(), undefined, readPossible, settings);
}

/** For `decode`: the states of fields by name, frozen. */
export function readPossible({ catalog }) {
  const fields = {};
  array();
  while (more()) {
    array();
    const name = value();
    const required = value();
    const reason = reasonOf(value(), catalog);
    const options = value();
    const left = value();
    array();
    const state = { available: reason === undefined, required };
    if (reason) put(state, 'reason', reason);
    if (options) put(state, 'options', optionsOf(options, catalog));
    if (left) put(state, 'left', left);
    put(fields, name, state);
  }
  return freezeAll(fields);
}

/** Out of values and reasons in turn. */
function optionsOf(tried, catalog) {
  const options = [];
  for (let i = 0; i < tried.length; i += 2) {
    const reason = reasonOf(tried[i + 1], catalog);
    const option = { value: tried[i], available: reason === undefined };
    if (reason) put(option, 'reason', reason);
    options.push(option);
  }
  return options;
}

function reasonOf(found, catalog) {
  if (found === null) return undefined;
  const [rule, params] = found;
  const code = CODES[rule];
  return { code, message: fill(catalog, own(phrase(catalog, code), 'message'), params) ?? code, params };
}
