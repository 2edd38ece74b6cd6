/** The options of a client, held against what they may be. No message ever shows a value: one of them is a key. */

import { isBrowser } from './client-page.js';
import { MisuseError } from './errors.js';
import { functionOf, keyOf, normalise, optionOf, own, record } from './options.js';
import { isObject, isRecord } from './own.js';

const NAMES = [
  'baseUrl', 'apiKey', 'dangerouslyAllowBrowser', 'headers', 'fetch', 'storage', 'clock', 'random', 'polling', 'pacing', 'edition', 'validate',
];
/** A shorter text is no secret, and would be found everywhere. */
const LEAST_SECRET = 8;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

export function settingsOf(options) {
  record(options, 'options', NAMES);
  const browser = isBrowser();
  const apiKey = keyOf(options);
  const headers = headersOf(own(options, 'headers'));
  if (apiKey) headers.authorization = `Bearer ${apiKey}`;
  const direct = headers.authorization !== undefined;
  if (direct && browser && own(options, 'dangerouslyAllowBrowser') !== true) {
    throw new MisuseError('options.apiKey', 'no key in a browser; send through a proxy');
  }
  const clock = methodsOf(options, 'clock', ['now', 'setTimeout', 'clearTimeout']);
  const whole = (ms) => Math.max(0, Math.trunc(ms) || 0);
  return {
    base: baseOf(own(options, 'baseUrl'), direct),
    headers: Object.freeze({ accept: 'application/json', ...headers }),
    // Other runtimes refuse what they do not implement.
    init: browser ? { cache: 'no-store', credentials: direct ? 'omit' : 'same-origin', referrerPolicy: 'no-referrer' } : {},
    hide: hiding(headers),
    // What else is sent may well be what a task says.
    hideKey: hiding({ authorization: headers.authorization ?? '' }),
    fetch: functionOf(options, 'fetch') ?? ((url, init) => fetch(url, init)),
    storage: methodsOf(options, 'storage', ['get', 'set', 'delete', 'list']),
    // On a server there are no other pages, but there can be clients of other accounts.
    locks: !direct || browser,
    random: functionOf(options, 'random') ?? Math.random,
    polling: objectOf(options, 'polling'),
    pacing: objectOf(options, 'pacing'),
    clock: clock ?? globalThis,
    wallMs: () => whole((clock ?? Date).now()),
    monoMs: () => whole(clock ? (clock.monotonic ?? clock.now).call(clock) : performance.now()),
    checks: checksOf(options),
  };
}

function headersOf(value) {
  const headers = {};
  const wrong = () => new MisuseError('options.headers', 'names and texts that HTTP can carry');
  if (value === undefined) return headers;
  if (!isObject(value)) throw wrong();
  for (const [name, text] of typeof value[Symbol.iterator] === 'function' ? value : Object.entries(value)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || typeof text !== 'string' || !/^[\t -~]*$/.test(text)) throw wrong();
    headers[name.toLowerCase()] = text;
  }
  return headers;
}

/** The address in front of the API's paths, without `/v1` and without a slash. */
function baseOf(value, direct) {
  try {
    if (typeof value === 'string' && value !== '') {
      const absolute = /^[a-z][a-z\d+.-]*:/i.test(value);
      const url = absolute ? new URL(value) : new URL(value, location.href);
      const { protocol, hostname, username, password, search, hash } = url;
      // A path of the page's own site is as safe as the page.
      const safe = protocol === 'https:' || (protocol === 'http:' && (LOOPBACK.test(hostname) || !(absolute || direct)));
      if (safe && !(username || password || search || hash)) return url.href.replace(/\/+$/, '').replace(/\/v1$/, '');
    }
  } catch {
    // It is no URL.
  }
  throw new MisuseError('options.baseUrl', 'https, http on this machine or in a browser a path, without credentials, query or fragment');
}

/**
 * Takes what headers hold out of a text: whole and in its parts, the credentials behind a scheme and the cookies; each
 * character but letters and digits as it is, or escaped as JSON or a URL may have it.
 */
function hiding(headers) {
  const secrets = Object.values(headers)
    .flatMap((text) => [text, ...text.split(/[\s;]+/), ...text.split(/;\s*|\s*=\s*/)])
    .filter((text) => text.length >= LEAST_SECRET)
    // One may be a part of another.
    .sort((one, other) => other.length - one.length)
    .map((text) => text.replace(/\W/g, (unit) => {
      const hex = unit.charCodeAt(0).toString(16).padStart(2, '0');
      return `(?:\\\\?\\x${hex}|\\\\u00${hex}|%${hex})`;
    }));
  const forms = secrets.length > 0 && new RegExp(secrets.join('|'), 'gi');
  return (text) => (forms ? text.replace(forms, '[redacted]') : text);
}

/** Whether requests are validated, and with which options. */
function checksOf(options) {
  const validate = own(options, 'validate');
  const edition = own(options, 'edition');
  const checks = { ...(typeof validate === 'boolean' || objectOf(options, 'validate')), ...(edition !== undefined && { edition }) };
  normalise(checks);
  return validate === false ? undefined : checks;
}

const methodsOf = (options, name, methods) =>
  optionOf(options, name, (value) => isObject(value) && methods.every((method) => typeof value[method] === 'function'), `an object with ${methods.join(', ')}`);

const objectOf = (options, name) => optionOf(options, name, isRecord, 'an object') ?? {};

/** The signal that a call may bring, and what else it may. */
export function callOptions(options, ...names) {
  if (options !== undefined) record(options, 'options', ['signal', ...names]);
  return {
    signal: optionOf(options, 'signal', (signal) => typeof signal?.addEventListener === 'function', 'an AbortSignal'),
    onProgress: functionOf(options, 'onProgress'),
    timeoutMs: optionOf(options, 'timeoutMs', (ms) => Number.isSafeInteger(ms) && ms >= 0, 'an integer from 0'),
  };
}
