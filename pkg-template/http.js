/** The HTTP request and the curl command that submit a job. Sends nothing; curl never shows a key. */

import { snapshot } from './build.js';
import { decode, value } from './decode.js';
import { EDITIONS } from './generated/tables.js';
import { stringify } from './json.js';
import { keyOf, normalise, optionOf, record } from './options.js';
import { writeInteger } from './reader.js';
import { byteSize, copyText } from './text.js';

export function toHttpRequest(core, request, options) {
  const { baseUrl, apiKey } = settingsOf(options, ['baseUrl', 'apiKey']);
  const body = bodyOf(request);
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  if (apiKey !== undefined) headers.authorization = `Bearer ${apiKey}`;
  return { method: 'POST', url: texts(core, 'endpoint', [baseUrl]), headers, body };
}

export function toCurl(core, request, options) {
  const { baseUrl } = settingsOf(options, ['baseUrl']);
  return texts(core, 'curl', [baseUrl, bodyOf(request)]);
}

/** The sizes of the widest edition: which edition a request is for is not asked here. */
function bodyOf(request) {
  return stringify(snapshot(request, normalise({ edition: EDITIONS[EDITIONS.length - 1] })));
}

function settingsOf(options, names) {
  if (options !== undefined) record(options, 'options', names);
  const isUrl = (value) => typeof value === 'string' && /^https?:\/\/[^\s\p{Cc}/?#@]+(?:\/[^\s\p{Cc}?#]*)?$/iu.test(value);
  const baseUrl = optionOf(options, 'baseUrl', isUrl, 'an http or https URL without credentials, query or fragment');
  // An empty one stands for the vendor's own.
  return { baseUrl: baseUrl ?? '', apiKey: keyOf(options) };
}

/** Hands texts over and reads one back. */
function texts(core, name, list) {
  const sizes = list.map((text) => byteSize(text, Infinity));
  core.room(sizes.reduce((sum, size) => sum + size + 4, 0));
  let at = core.start;
  list.forEach((text, index) => {
    at = copyText(text, core.bytes, writeInteger(core.bytes, at, sizes[index]), sizes[index]);
  });
  core.call(core.exports[name], at - core.start);
  return decode(core.bytes, core.output(), undefined, value);
}
