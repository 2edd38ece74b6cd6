/** The options of a proxy, held against what they may be when it is made: nothing is found out at the first request. */

import { MisuseError } from './errors.js';
import { functionOf, keyOf, normalise, own } from './options.js';

const RULES = ['edition', 'unknownFields', 'severities', 'limits', 'locale'];
const HOOKS = ['rate', 'spend', 'owns', 'settled', 'log'];
const OWN = ['upstream', 'apiKey', 'authorize', ...HOOKS, 'origins', 'credentials', 'basePath', 'requireBusinessId', 'timeoutMs', 'fetch', 'clock'];
const LONGEST_TIMEOUT = 2 ** 31 - 1;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

const system = {
  now: () => Date.now(),
  setTimeout: (fn, ms) => setTimeout(fn, ms),
  clearTimeout: (timer) => clearTimeout(timer),
};

/**
 * @param {object} door the functions of the package
 * @param {unknown} options
 */
export function settingsOf(door, options) {
  if (options === undefined) throw new MisuseError('options', 'an object with upstream, apiKey and authorize');
  const { mostBytes } = normalise(options, OWN);
  const read = (name) => own(options, name);
  const rules = {};
  for (const name of RULES) if (read(name) !== undefined) rules[name] = read(name);
  const hooks = {};
  for (const name of HOOKS) hooks[name] = functionOf(options, name);
  return Object.freeze({
    ...hooks,
    authorize: functionOf(options, 'authorize', true),
    apiKey: keyOf(options, true),
    url: door.toHttpRequest({}, { baseUrl: upstreamOf(read('upstream')) }).url,
    rules: Object.freeze(rules),
    mostBytes,
    origins: originsOf(read('origins')),
    credentials: flag(read('credentials'), 'credentials'),
    basePath: pathOf(read('basePath')),
    requireBusinessId: flag(read('requireBusinessId'), 'requireBusinessId'),
    timeoutMs: timeoutOf(read('timeoutMs')),
    fetch: functionOf(options, 'fetch') ?? ((url, init) => globalThis.fetch(url, init)),
    clock: clockOf(read('clock')),
  });
}

function upstreamOf(value) {
  const url = typeof value === 'string' ? parsed(value) : undefined;
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!secure || url.username || url.password || /[?#\s\\]/.test(value)) {
    throw new MisuseError('options.upstream', 'an https URL without credentials and query, or http on the loopback host');
  }
  return url.href;
}

function originsOf(value) {
  if (value === undefined) return new Set();
  const isOrigin = (text) => typeof text === 'string' && /^https?:/.test(text) && parsed(text)?.origin === text;
  if (!Array.isArray(value) || !value.every(isOrigin)) {
    throw new MisuseError('options.origins', 'a list of origins such as https://app.example.com, without wildcards');
  }
  return new Set(value);
}

function pathOf(value) {
  if (value === undefined || value === '' || value === '/') return '';
  const path = typeof value === 'string' ? value.replace(/\/$/, '') : '';
  if (!/^(?:\/[A-Za-z0-9_.~-]+)+$/.test(path) || parsed(`http://localhost${path}`)?.pathname !== path) {
    throw new MisuseError('options.basePath', 'a path such as /api/seedance');
  }
  return path;
}

function timeoutOf(value) {
  if (value === undefined) return 30_000;
  if (!Number.isInteger(value) || value < 1 || value > LONGEST_TIMEOUT) {
    throw new MisuseError('options.timeoutMs', `an integer from 1 to ${LONGEST_TIMEOUT}`);
  }
  return value;
}

function clockOf(value) {
  if (value === undefined) return system;
  if (!Object.keys(system).every((name) => typeof value?.[name] === 'function')) {
    throw new MisuseError('options.clock', 'an object with now, setTimeout and clearTimeout');
  }
  return value;
}

function flag(value, name) {
  if (value !== undefined && typeof value !== 'boolean') throw new MisuseError(`options.${name}`, 'true or false');
  return value === true;
}

function parsed(text) {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
