/**
 * Checks the signature of a webhook and reads it. Nothing of a body is looked at before its signature is known to be
 * right, and the key never meets a comparison of ours: the platform compares.
 */

import { MisuseError } from './errors.js';
import { own, record } from './options.js';
import { hasOwn, isObject, isRecord } from './own.js';
import { isBytes } from './text.js';

const NAMES = { id: 'x-toapis-webhook-id', timestamp: 'x-toapis-webhook-timestamp', signature: 'x-toapis-webhook-signature' };
/** Two are sent after a rotation. More would let a sender buy work. */
const MOST_SIGNATURES = 8;
const MOST_SECRETS = 8;
const MOST_BYTES = 1 << 20;
const ENDINGS = { 'generation.completed': 'SUCCESS', 'generation.failed': 'FAILURE' };
const encoder = /* @__PURE__ */ new TextEncoder();

/** What arrived is no genuine webhook, or none that can be read. Answer it with a status other than 2xx. */
export class WebhookError extends Error {
  name = 'WebhookError';
  code;

  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** @param {(json: unknown) => object} parseTask */
export async function verify(parseTask, rawBody, headers, secrets, options) {
  const { toleranceSeconds, now } = settingsOf(options);
  const keys = secretsOf(secrets);
  const body = bytesOf(rawBody);
  const sent = readHeaders(headers);
  if (body.byteLength > MOST_BYTES) throw new WebhookError('body_too_large', `a webhook has at most ${MOST_BYTES} bytes`);
  if (!(await isSigned(keys, sent, body))) throw new WebhookError('signature_mismatch', 'no signature of the webhook is right');
  if (Math.abs(now / 1000 - Number(sent.timestamp)) > toleranceSeconds) {
    throw new WebhookError('timestamp_out_of_tolerance', 'the webhook was signed too long ago, or in the future');
  }
  return eventOf(parseTask, sent, body);
}

function settingsOf(options) {
  if (options !== undefined) record(options, 'options', ['toleranceSeconds', 'now']);
  const toleranceSeconds = own(options, 'toleranceSeconds') ?? 300;
  if (!Number.isFinite(toleranceSeconds) || toleranceSeconds < 0) throw new MisuseError('options.toleranceSeconds', 'seconds, at least 0');
  const given = own(options, 'now');
  const now = typeof given === 'function' ? given() : given instanceof Date ? given.getTime() : given ?? Date.now();
  if (!Number.isFinite(now)) throw new MisuseError('options.now', 'milliseconds since 1970, a Date, or a function that gives them');
  return { toleranceSeconds, now };
}

/** The message never holds a secret. */
function secretsOf(secrets) {
  const list = typeof secrets === 'string' ? [secrets] : secrets;
  const isSecret = (secret) => typeof secret === 'string' && secret !== '' && secret !== 'undefined' && secret !== 'null';
  if (!Array.isArray(list) || list.length === 0 || list.length > MOST_SECRETS || !list.every(isSecret)) {
    throw new MisuseError('secrets', `a secret, or a list of up to ${MOST_SECRETS}`);
  }
  return list.map((secret) => encoder.encode(secret));
}

function bytesOf(rawBody) {
  if (typeof rawBody === 'string') return encoder.encode(rawBody);
  if (isBytes(rawBody)) return rawBody.slice();
  if (Object.prototype.toString.call(rawBody) === '[object ArrayBuffer]') return new Uint8Array(rawBody.slice(0));
  // JSON that was parsed and written again is not what was signed.
  throw new MisuseError('rawBody', 'the body as it arrived, a string or bytes');
}

function readHeaders(headers) {
  if (!isObject(headers)) throw new MisuseError('headers', 'Headers or an object');
  const read = typeof headers.get === 'function' && !hasOwn.call(headers, 'get') ? (name) => headers.get(name) ?? undefined : readerOf(headers);
  const id = one(read, 'id', /^[!-~]{1,256}$/);
  const timestamp = one(read, 'timestamp', /^\d{1,15}$/);
  const signatures = one(read, 'signature', /^[ -~]{1,2048}$/).split(',').flatMap((part) => {
    const found = /^v1=([0-9a-f]{64})$/i.exec(part.trim());
    return found ? [fromHex(found[1])] : [];
  });
  if (signatures.length === 0 || signatures.length > MOST_SIGNATURES) throw new WebhookError('header_malformed', `${NAMES.signature} has no readable signature, or too many`);
  return { id, timestamp, signatures };
}

function one(read, what, form) {
  const value = read(NAMES[what]);
  if (value === undefined || value === '') throw new WebhookError('header_missing', `${NAMES[what]} is missing`);
  if (typeof value !== 'string' || !form.test(value)) throw new WebhookError('header_malformed', `${NAMES[what]} cannot be read`);
  return value;
}

/** Own properties in any case; lists as Node gives them. */
function readerOf(headers) {
  return (name) => {
    const values = Object.keys(headers).filter((key) => key.toLowerCase() === name).flatMap((key) => headers[key] ?? []);
    return values.length > 1 ? values.join(', ') : values[0];
  };
}

async function isSigned(keys, { id, timestamp, signatures }, body) {
  const head = encoder.encode(`${id}.${timestamp}.`);
  const signed = new Uint8Array(head.length + body.length);
  signed.set(head);
  signed.set(body, head.length);
  let right = false;
  for (const secret of keys) {
    const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
    // Each is tried, whichever was right.
    for (const signature of signatures) if (await crypto.subtle.verify('HMAC', key, signature, signed)) right = true;
  }
  return right;
}

function eventOf(parseTask, { id, timestamp }, body) {
  let json;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new WebhookError('body_not_json', 'the webhook is not JSON');
  }
  const event = plain(json);
  const { type } = event;
  if (typeof type !== 'string' || type === '') throw new WebhookError('body_not_an_event', 'the webhook does not say what happened');
  const task = taskOf(parseTask, type, plain(event.data));
  if (task === undefined && hasOwn.call(ENDINGS, type)) throw new WebhookError('body_not_an_event', 'the webhook does not say of which task');
  return Object.freeze({
    id, type, sentAt: Number(timestamp),
    ...(typeof event.api_version === 'string' && { apiVersion: event.api_version }),
    ...(Number.isFinite(event.created_at) && { createdAt: event.created_at }),
    ...(task && { task }),
  });
}

/** Webhooks name the parts of a task in other words than polling does; what a word means is decided in one place. */
function taskOf(parseTask, type, data) {
  const { task_id, submitted_at, finished_at, status = hasOwn.call(ENDINGS, type) ? ENDINGS[type] : undefined } = data;
  const { client_business_id, model, progress, result, error, usage } = data;
  try {
    return parseTask({
      __proto__: null, id: task_id, client_business_id, model, status, progress, result, error, usage, created_at: submitted_at, completed_at: finished_at,
    });
  } catch {
    return undefined;
  }
}

/** An object of JSON without a prototype to fall back on; an empty one for everything else. */
function plain(value) {
  return Object.assign({ __proto__: null }, isRecord(value) ? value : undefined);
}

function fromHex(text) {
  return Uint8Array.from(text.match(/../g), (pair) => Number.parseInt(pair, 16));
}
