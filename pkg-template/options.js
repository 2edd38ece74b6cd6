/** The options of a caller, held against what they may be, once per call. What is left out costs nothing. */

import { CODES, EDITIONS, EDITION_BYTES, EDITION_DATA, SEVERITIES } from './generated/tables.js';
import { MisuseError } from './errors.js';
import { hasOwn, isObject, isRecord } from './own.js';

/** What stands for "not given" in the header of a call. */
const NONE = 0xffffffff;
const NOTHING = Object.freeze([]);
const NAMES = ['edition', 'unknownFields', 'severities', 'limits', 'locale'];
const LIMITS = ['reference_videos', 'reference_audios', 'bytes'];
const UNKNOWN_FIELDS = ['warn', 'error', 'allow'];

/**
 * @typedef {object} Settings
 * @property {number} edition by number
 * @property {number} unknownFields by number
 * @property {number} videos the caller's limit
 * @property {number} audios the caller's limit
 * @property {number} bytes the caller's limit
 * @property {number} mostBytes the limit that counts
 * @property {boolean} takesData whether the edition takes data: URLs
 * @property {readonly number[]} severities rule and severity in turns, 0 for off
 * @property {object} [catalog] somebody else's words
 * @property {boolean} mayAccept whether what no rule speaks of by the page's own limits needs no rule
 */

/** @type {Settings} */
const defaults = /* @__PURE__ */ settings(0, 0, NONE, NONE, NONE, NOTHING, undefined, true);

function settings(edition, unknownFields, videos, audios, bytes, severities, catalog, mayAccept) {
  const mostBytes = bytes === NONE ? EDITION_BYTES[edition] : bytes;
  const takesData = EDITION_DATA[edition];
  return { edition, unknownFields, videos, audios, bytes, mostBytes, takesData, severities, catalog, mayAccept };
}

/**
 * @param {unknown} options
 * @param {readonly string[]} [more] options of one function alone, which it reads itself
 * @returns {Settings}
 */
export function normalise(options, more) {
  if (options === undefined) return defaults;
  record(options, 'options', more ? [...NAMES, ...more] : NAMES);
  const limits = own(options, 'limits');
  if (limits !== undefined) record(limits, 'options.limits', LIMITS);
  return settings(
    editionOf(own(options, 'edition'), 'options.edition'),
    oneOf(own(options, 'unknownFields'), UNKNOWN_FIELDS, 'options.unknownFields'),
    limit(limits, 'reference_videos', true),
    limit(limits, 'reference_audios', true),
    limit(limits, 'bytes', false),
    severitiesOf(own(options, 'severities')),
    catalogOf(own(options, 'locale'), 'options.locale'),
    limits === undefined,
  );
}

/** An own property of something of the caller's; its accessor may throw. */
export function own(object, key, name = 'options') {
  try {
    return object !== undefined && hasOwn.call(object, key) ? object[key] : undefined;
  } catch (cause) {
    throw new MisuseError(`${name}.${key}`, 'a value that can be read', cause);
  }
}

/** An option, if it is there or has to be, held against what it has to be. No message shows it: it may be a key. */
export function optionOf(options, name, fits, expected, required = false) {
  const value = own(options, name);
  if ((value !== undefined || required) && !fits(value)) throw new MisuseError(`options.${name}`, expected);
  return value;
}

export const functionOf = (options, name, required) => optionOf(options, name, (value) => typeof value === 'function', 'a function', required);

/** What a template or an environment makes of a key that is not there. */
const NO_KEY = /^(?:undefined|null|\[object.*)$/;

/** The key of the API. */
export function keyOf(options, required) {
  const isKey = (key) => typeof key === 'string' && /^[!-~]+$/.test(key) && !NO_KEY.test(key);
  return optionOf(options, 'apiKey', isKey, 'the key of the API, visible ASCII characters', required);
}

/** Holds an object of options to the names that it may have. */
export function record(value, name, names) {
  if (!isRecord(value)) throw new MisuseError(name, 'an object');
  for (const key of keysOf(value, name)) {
    if (!names.includes(key)) throw new MisuseError(`${name}.${key}`, `one of the options ${names.join(', ')}`);
  }
}

/** The number of an edition's name; the default where there is none. */
export function editionOf(value, name) {
  return oneOf(value, EDITIONS, name);
}

function keysOf(value, name) {
  try {
    return Object.keys(value);
  } catch (cause) {
    throw new MisuseError(name, 'an object whose keys can be listed', cause);
  }
}

function oneOf(value, values, name) {
  if (value === undefined) return 0;
  const index = values.indexOf(value);
  if (index < 0) throw new MisuseError(name, `one of ${values.join(', ')}`);
  return index;
}

function limit(limits, key, nullable) {
  const value = own(limits, key, 'options.limits');
  if (value === undefined || (nullable && value === null)) return NONE;
  if (!Number.isInteger(value) || value < 0) {
    throw new MisuseError(`options.limits.${key}`, nullable ? 'an integer from 0, or null' : 'an integer from 0');
  }
  return Math.min(value, NONE - 1);
}

function severitiesOf(value) {
  if (value === undefined) return NOTHING;
  record(value, 'options.severities', CODES);
  const pairs = [];
  for (const code of keysOf(value, 'options.severities')) {
    const severity = own(value, code, 'options.severities');
    if (severity === undefined) continue;
    const index = SEVERITIES.indexOf(severity) + 1;
    if (index === 0 && severity !== 'off') {
      throw new MisuseError(`options.severities.${code}`, `one of ${SEVERITIES.join(', ')}, off`);
    }
    pairs.push(CODES.indexOf(code), index);
  }
  return pairs;
}

/** The words of messages; nothing for the built-in ones. */
export function catalogOf(value, name) {
  if (value === undefined || value === 'en') return undefined;
  if (!isObject(value) || !isObject(value.phrases) || !isObject(value.terms) || typeof value.separator !== 'string') {
    throw new MisuseError(name, "'en' or a catalog");
  }
  return value;
}
