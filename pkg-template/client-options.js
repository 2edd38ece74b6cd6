/** The options of a client, held against what they may be. No message ever shows a value: one of them is a key. */

import { isBrowser } from './client-page.js';
import { MisuseError } from './errors.js';
import { own, record } from './options.js';

const NAMES = [
  'baseUrl', 'apiKey', 'dangerouslyAllowBrowser', 'headers', 'fetch', 'storage', 'clock', 'random', 'polling', 'pacing', 'edition', 'validate',
];
/** A shorter text is no secret, and would be found everywhere. */
const LEAST_SECRET = 8;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

export function settingsOf(options) {
  record(options, 'options', NAMES);
  const given = (name) => own(options, name);
  const browser = isBrowser();
  const apiKey = given('apiKey');
  if (apiKey !== undefined && !(typeof apiKey === 'string' && /^[!-~]+$/.test(apiKey))) {
    throw new MisuseError('options.apiKey', 'visible ASCII characters');
  }
  const headers = headersOf(given('headers'));
  const secrets = Object.values(headers);
  if (apiKey !== undefined) {
    secrets.push(apiKey);
    headers.authorization = `Bearer ${apiKey}`;
  }
  const direct = headers.authorization !== undefined;
  if (direct && browser && given('dangerouslyAllowBrowser') !== true) {
    throw new MisuseError('options.apiKey', 'no key in a browser; send through a proxy');
  }
  const base = baseOf(given('baseUrl'), direct);
  const fetch = functionOf(given('fetch'), 'options.fetch');
  return {
    base,
    headers: Object.freeze({ accept: 'application/json', ...headers }),
    // Other runtimes refuse what they do not implement.
    init: browser ? { cache: 'no-store', credentials: direct ? 'omit' : 'same-origin', referrerPolicy: 'no-referrer' } : {},
    hide: hiding(secrets),
    fetch: fetch ?? ((url, init) => globalThis.fetch(url, init)),
    storage: methods(given('storage'), ['get', 'set', 'delete', 'list'], 'options.storage'),
    // On a server there are no other pages, but there can be clients of other accounts.
    locks: !direct || browser,
    random: functionOf(given('random'), 'options.random') ?? Math.random,
    polling: plain(given('polling'), 'options.polling'),
    pacing: plain(given('pacing'), 'options.pacing'),
    ...clockOf(given('clock')),
    checks: checksOf(given('validate'), given('edition')),
  };
}

function headersOf(value) {
  if (value === undefined) return {};
  const headers = {};
  const wrong = () => new MisuseError('options.headers', 'names and texts that HTTP can carry');
  if (typeof value !== 'object' || value === null) throw wrong();
  for (const [name, text] of typeof value[Symbol.iterator] === 'function' ? value : Object.entries(value)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || typeof text !== 'string' || !/^[\t -~]*$/.test(text)) throw wrong();
    headers[name.toLowerCase()] = text;
  }
  return headers;
}

/** The address in front of the API's paths, without `/v1` and without a slash. */
function baseOf(value, direct) {
  const wrong = (expected) => new MisuseError('options.baseUrl', expected);
  if (typeof value !== 'string' || value === '') throw wrong('an address');
  let url;
  const absolute = /^[a-z][a-z\d+.-]*:/i.test(value);
  try {
    url = absolute ? new URL(value) : new URL(value, globalThis.location.href);
  } catch {
    throw wrong('an absolute URL, or in a browser a path');
  }
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  // A path of the page's own site is as safe as the page.
  const own = !absolute && !direct && url.protocol === 'http:';
  if (!safe && !own) throw wrong('https, or http on this machine');
  if (url.username || url.password || url.search || url.hash) throw wrong('no credentials, query or fragment');
  return url.href.replace(/\/+$/, '').replace(/\/v1$/, '');
}

/** Takes secrets out of a text, also as JSON or a URL writes them. */
function hiding(secrets) {
  const forms = secrets.filter((text) => text.length >= LEAST_SECRET)
    .flatMap((text) => [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)]);
  return (text) => forms.reduce((clean, form) => (clean.includes(form) ? clean.split(form).join('[redacted]') : clean), text);
}

function clockOf(value) {
  const clock = methods(value, ['now', 'setTimeout', 'clearTimeout'], 'options.clock');
  const wall = clock ? () => clock.now() : () => Date.now();
  const mono = clock ? () => (clock.monotonic ?? clock.now).call(clock) : () => performance.now();
  const whole = (ms) => Math.max(0, Math.trunc(ms) || 0);
  return {
    now: () => ({ wallMs: whole(wall()), monoMs: whole(mono()) }),
    clock: clock ?? { setTimeout: (work, ms) => setTimeout(work, ms), clearTimeout: (timer) => clearTimeout(timer) },
  };
}

/** Whether requests are validated, and with which options. */
function checksOf(value, edition) {
  if (value !== undefined && typeof value !== 'boolean') plain(value, 'options.validate');
  if (value === false) return undefined;
  return { ...(value === true ? undefined : value), ...(edition === undefined ? undefined : { edition }) };
}

function functionOf(value, name) {
  if (value !== undefined && typeof value !== 'function') throw new MisuseError(name, 'a function');
  return value;
}

function methods(value, names, name) {
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null || names.some((method) => typeof value[method] !== 'function')) {
    throw new MisuseError(name, `an object with ${names.join(', ')}`);
  }
  return value;
}

function plain(value, name) {
  if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value))) throw new MisuseError(name, 'an object');
  return value ?? {};
}

/** The signal, the function and the time that a call may bring. */
export function callOptions(options, names) {
  if (options !== undefined) record(options, 'options', names);
  const signal = own(options, 'signal');
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') throw new MisuseError('options.signal', 'an AbortSignal');
  const onProgress = functionOf(own(options, 'onProgress'), 'options.onProgress');
  const timeoutMs = own(options, 'timeoutMs');
  if (timeoutMs !== undefined && !(Number.isSafeInteger(timeoutMs) && timeoutMs >= 0)) {
    throw new MisuseError('options.timeoutMs', 'whole milliseconds from 0');
  }
  return { signal, onProgress, timeoutMs };
}
