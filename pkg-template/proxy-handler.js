/**
 * One request through the proxy: who asks, may they, is the request right, then once to the API and back.
 *
 * INVARIANT: what the caller sent never reaches the API as it was. The address is configuration, the id is encoded anew,
 * the headers are written here, and the body is the one that was rebuilt.
 * INVARIANT: once a submission is on its way, nothing that the caller does stops it: its answer may be worth money.
 */

import { corsHeaders, errorBody, invalid, passedHeaders, preflight, Refusal, respond } from './proxy-answer.js';
import { BodyTooLarge, inTime, Late, readBytes } from './proxy-body.js';
import { createRedactor } from './proxy-redact.js';
import { routeOf, segmentOf } from './proxy-routes.js';
import { settingsOf } from './proxy-settings.js';

const MOST_ANSWER_BYTES = 1 << 20;
/** For so long a submission that was answered still stands for the same one. */
const LANDED_MS = 10_000;
/** So many of them are kept, and no answer longer than a task needs. */
const MOST_LANDED = 1000;
const MOST_TASK_UNITS = 1 << 14;
const REJECTED = [400, 401, 402, 403, 404, 405, 413, 415, 422];
const utf8 = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true });

/** @param {object} door the functions of the package */
export function proxyOver(door, options) {
  const proxy = new Handler(door, settingsOf(door, options));
  return (request, context) => proxy.handle(request, context);
}

class Handler {
  #door;
  #settings;
  #redact;
  /** Submissions on their way, by business id. */
  #flights = new Map();
  /** Those just answered, by business id, in the order of their answers. */
  #landed = new Map();

  constructor(door, settings) {
    this.#door = door;
    this.#settings = settings;
    this.#redact = createRedactor(settings.apiKey);
  }

  /** Never throws. */
  async handle(request, context) {
    const start = this.#now();
    const entry = { event: 'request', method: undefined, route: undefined };
    let answer;
    let cors = {};
    try {
      entry.method = String(request.method).slice(0, 20);
      cors = corsHeaders(this.#settings, request.headers.get('origin'));
      answer = await this.#answer(request, context, entry, cors);
    } catch (error) {
      answer = this.#refused(error, entry);
    }
    entry.status = answer.status;
    entry.ms = this.#now() - start;
    this.#log(entry);
    return respond(answer, cors);
  }

  async #answer(request, context, entry, cors) {
    const route = routeOf(request.url, this.#settings.basePath);
    entry.route = route.name;
    if (route.id !== undefined) entry.id = route.id;
    this.#checkOrigin(request, cors);
    if (request.method === 'OPTIONS' && cors['access-control-allow-origin']) return preflight(route);
    if (request.method !== route.method) {
      throw new Refusal(405, 'method_refused', `the route takes ${route.method}`, { headers: { allow: route.method } });
    }
    if (route.name === 'submit') this.#checkHead(request.headers);
    const subject = await this.#authorize(request);
    if (subject !== true) entry.subject = subject;
    await this.#checkRate(route, subject, request);
    return route.name === 'submit' ? this.#submit(request, subject, context, entry) : this.#status(request, subject, route.id, entry);
  }

  /** Browsers say where a request comes from; a page that is not listed gets nothing, whatever it carries. */
  #checkOrigin(request, cors) {
    const site = request.headers.get('sec-fetch-site');
    const foreign = site !== null && site !== 'same-origin' && site !== 'none';
    const asksAhead = request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
    if ((foreign || asksAhead) && !cors['access-control-allow-origin']) {
      throw new Refusal(403, 'origin_refused', 'pages of this origin are not let in');
    }
  }

  #checkHead(headers) {
    const type = headers.get('content-type') ?? '';
    if (!/^application\/json[ \t]*(?:;[ \t]*charset="?utf-8"?[ \t]*)?$/i.test(type) || (headers.get('content-encoding') ?? 'identity') !== 'identity') {
      throw new Refusal(415, 'content_type_refused', 'a request is application/json in UTF-8, not compressed');
    }
    if (Number(headers.get('content-length') ?? 0) > this.#settings.mostBytes) throw this.#bodyTooLarge();
  }

  async #authorize(request) {
    const subject = await this.#ask('authorize', request);
    if (request.bodyUsed) throw this.#hookFailed('authorize', 'it read the body');
    if (subject === false || subject === null || subject === undefined || subject === '') {
      throw new Refusal(401, 'unauthorized', 'the proxy does not know who asks');
    }
    // An object would let everybody in who forgot an await, or who returns an error.
    if (subject !== true && typeof subject !== 'string') throw this.#hookFailed('authorize', 'it gave neither true nor a name');
    return subject;
  }

  async #checkRate(route, subject, request) {
    if (!this.#settings.rate) return;
    const verdict = await this.#ask('rate', { subject, route: route.name, request });
    if (verdict === true) return;
    const seconds = verdict?.retryAfterSeconds;
    if (verdict !== false && !(Number.isFinite(seconds) && seconds >= 0)) throw this.#hookFailed('rate', 'it gave no verdict');
    const headers = verdict === false ? undefined : { 'retry-after': String(Math.ceil(seconds)) };
    throw new Refusal(429, 'rate_limit_exceeded', 'too many requests', { headers });
  }

  async #allowed(hook, question) {
    if (!this.#settings[hook]) return true;
    const verdict = await this.#ask(hook, question);
    if (typeof verdict !== 'boolean') throw this.#hookFailed(hook, 'it gave neither true nor false');
    return verdict;
  }

  async #ask(hook, question) {
    try {
      return await inTime(this.#settings, () => this.#settings[hook](question));
    } catch (error) {
      throw this.#hookFailed(hook, error instanceof Late ? 'it did not answer in time' : this.#words(error));
    }
  }

  #hookFailed(hook, words) {
    this.#log({ event: 'hook', hook, error: words });
    return unavailable();
  }

  // Submitting.

  async #submit(request, subject, context, entry) {
    const bytes = await this.#body(request);
    entry.bytes = bytes.byteLength;
    const { id, json, draft, isTheirs } = this.#rebuilt(bytes);
    entry.id = id;
    if (!(await this.#allowed('owns', { subject, id, route: 'submit', request }))) throw notTheirs();

    // Until something was sent, a caller who is gone costs nothing.
    if (request.signal?.aborted) throw new Refusal(499, 'caller_gone', 'the caller hung up before anything was sent');
    // INVARIANT: between this look and the entry there is no await.
    const flying = this.#flights.get(id);
    if (flying && (flying.subject !== subject || flying.json !== json)) {
      throw new Refusal(422, 'business_id_in_use', 'another request with this business id is on its way');
    }
    const known = flying ?? this.#landedAs(id, subject, json);
    if (known) {
      entry.joined = true;
      return known.answer;
    }
    const answer = this.#send(id, subject, json, draft, entry).then((answer) => {
      this.#flights.delete(id);
      if (isTheirs) this.#land(id, subject, json, answer);
      return answer;
    });
    this.#flights.set(id, { subject, json, answer });
    // Runtimes that stop with the connection are asked to stay.
    try {
      context?.waitUntil?.(answer);
    } catch {
      // Not a context of that kind.
    }
    return answer;
  }

  /** What may have been paid for is told again for a while: the second of two clicks may come late. */
  #land(id, subject, json, answer) {
    const outcome = outcomeOf(answer.status, answer.code);
    this.#landed.delete(id);
    if (outcome !== 'accepted' && outcome !== 'unknown' || answer.text.length > MOST_TASK_UNITS) return;
    this.#landed.set(id, { subject, mark: markOf(json), answer, at: this.#now() });
    if (this.#landed.size > MOST_LANDED) this.#landed.delete(this.#landed.keys().next().value);
  }

  #landedAs(id, subject, json) {
    const now = this.#now();
    for (const [other, { at }] of this.#landed) {
      if (Math.abs(now - at) < LANDED_MS) break;
      this.#landed.delete(other);
    }
    const known = this.#landed.get(id);
    return known?.subject === subject && known.mark === markOf(json) ? known : undefined;
  }

  async #body(request) {
    try {
      return await inTime(this.#settings, (signal) => readBytes(request.body, this.#settings.mostBytes, { signal }));
    } catch (error) {
      if (error instanceof BodyTooLarge) throw this.#bodyTooLarge();
      if (error instanceof Late) throw new Refusal(408, 'body_too_slow', 'the body did not arrive in time');
      throw new Refusal(400, 'body_incomplete', 'the body did not arrive');
    }
  }

  #bodyTooLarge() {
    return new Refusal(413, 'body_too_large', `a request has at most ${this.#settings.mostBytes} bytes`);
  }

  /** Checks the bytes by the rules and writes the request anew. */
  #rebuilt(bytes) {
    const { rules, requireBusinessId } = this.#settings;
    const report = this.#door.validateJson(bytes, rules);
    if (!report.valid) throw invalid(report);
    let built = this.#build(JSON.parse(utf8.decode(bytes)));
    let id = idOf(built.request);
    const isTheirs = id !== undefined;
    if (!isTheirs) {
      if (requireBusinessId) throw new Refusal(400, 'business_id_missing', 'the request has no client_business_id');
      // The answer can get lost between here and the API, and there must be something to look for.
      id = crypto.randomUUID();
      built = this.#build({ ...built.request, client_business_id: id });
    }
    // What cannot be looked up later is not paid for now.
    if (segmentOf(id) === undefined) throw new Refusal(400, 'id_refused', 'the business id could not be looked up through this proxy');
    return { id, json: built.json, draft: built.request, isTheirs };
  }

  #build(draft) {
    let built;
    try {
      built = this.#door.build(draft, this.#settings.rules);
    } catch (error) {
      if (error.code !== 'misuse') throw error;
      throw new Refusal(413, 'request_too_large', 'the request is beyond the sizes that can be built');
    }
    if (!built.ok) throw invalid(built.report);
    return built;
  }

  /** Never rejects: several callers may wait for it. */
  async #send(id, subject, json, request, entry) {
    try {
      if (!(await this.#allowed('spend', { subject, id, request, json }))) {
        throw new Refusal(402, 'spend_refused', 'there is no allowance left for this request');
      }
    } catch (error) {
      return this.#refused(error, entry);
    }
    let answer;
    try {
      answer = this.#read('submit', await this.#upstream(this.#settings.url, 'POST', json));
    } catch (error) {
      this.#log({ event: 'fault', error: this.#words(error) });
      answer = told(502, 'internal_error', 'the proxy failed after the request was sent');
    }
    const { status, code, taskId } = answer;
    const outcome = outcomeOf(status, code);
    if (outcome === 'unknown') answer.text = this.#withId(answer.text, id);
    await this.#settled({ subject, id, outcome, status, ...(taskId !== undefined && { taskId }) });
    this.#note(entry, answer);
    return answer;
  }

  /** With the id the caller can look for what may have been paid for. */
  #withId(text, id) {
    const { error } = JSON.parse(text);
    return JSON.stringify({ error: { ...error, client_business_id: id } });
  }

  async #settled(told) {
    if (!this.#settings.settled) return;
    try {
      await this.#ask('settled', told);
    } catch {
      // It is in the log. The answer goes to the caller all the same.
    }
  }

  // Looking.

  async #status(request, subject, id, entry) {
    if (!(await this.#allowed('owns', { subject, id, route: 'status', request }))) throw notTheirs();
    const answer = this.#read('status', await this.#upstream(`${this.#settings.url}/${segmentOf(id)}`, 'GET', undefined, request.signal));
    this.#note(entry, answer);
    return answer;
  }

  // The API.

  /** Gives an answer or a refusal; what was refused here may have been carried out there. */
  async #upstream(url, method, body, callerGone) {
    const { apiKey, fetch } = this.#settings;
    const headers = { accept: 'application/json', authorization: `Bearer ${apiKey}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const init = { method, headers, redirect: 'manual' };
    if (body !== undefined) init.body = body;
    // Some servers keep answers of GET; some runtimes do not know the option.
    if ('cache' in Request.prototype) init.cache = 'no-store';
    try {
      return await inTime(this.#settings, async (late) => {
        const stop = new AbortController();
        const end = () => stop.abort();
        late.addEventListener('abort', end);
        callerGone?.addEventListener('abort', end);
        if (callerGone?.aborted) end();
        try {
          const response = await fetch(url, { ...init, signal: stop.signal });
          const { status } = response;
          if (response.type === 'opaqueredirect' || !(status >= 200 && status < 600) || (status >= 300 && status < 400)) {
            response.body?.cancel().catch(() => {});
            return told(502, 'upstream_redirect', 'the API answered with something that is no answer');
          }
          const bytes = await readBytes(response.body, MOST_ANSWER_BYTES, { signal: stop.signal });
          return { status, bytes, headers: passedHeaders(response.headers, this.#redact.text) };
        } finally {
          late.removeEventListener('abort', end);
          callerGone?.removeEventListener('abort', end);
        }
      });
    } catch (error) {
      if (error instanceof Late) return told(504, 'upstream_timeout', 'the API did not answer in time');
      if (error instanceof BodyTooLarge) return told(502, 'upstream_too_large', 'the answer of the API is too large');
      this.#log({ event: 'upstream', error: this.#words(error) });
      return told(502, 'upstream_unreachable', 'the API could not be reached');
    }
  }

  /** What the API said, in words of the proxy's: a task, or an error in one shape. */
  #read(route, answer) {
    if (answer.text !== undefined) return answer;
    const { status, bytes, headers } = answer;
    if (status < 300) {
      try {
        const json = JSON.parse(utf8.decode(bytes));
        const taskId = this.#door.parseTask(json).id;
        return { status, text: JSON.stringify(this.#redact.json(json)), headers, taskId };
      } catch {
        return told(502, 'upstream_not_a_task', 'the API answered with something that is no task', headers);
      }
    }
    const { code, message, fromApi } = this.#door.parseError(status, new TextDecoder().decode(bytes));
    // A gateway's page is not the API's word that there is no such task.
    if (!fromApi && route === 'status' && (status === 400 || status === 404)) {
      return told(502, 'upstream_not_the_api', 'something else than the API answered', headers);
    }
    const body = errorBody(this.#redact.text(code), this.#redact.text(message), 'api');
    return { status, code, text: JSON.stringify(body), headers };
  }

  // Telling.

  #refused(error, entry) {
    const refusal = error instanceof Refusal ? error : this.#fault(error);
    entry.code = refusal.code;
    const body = errorBody(refusal.code, refusal.message, 'proxy', refusal.more);
    return { status: refusal.status, code: refusal.code, text: JSON.stringify(body), headers: refusal.headers };
  }

  /** What is thrown as far as this was thrown before anything was sent. */
  #fault(error) {
    this.#log({ event: 'fault', error: this.#words(error) });
    return unavailable();
  }

  #note(entry, { code, taskId }) {
    if (code !== undefined) entry.code = code;
    if (taskId !== undefined) entry.taskId = taskId;
  }

  #words(error) {
    try {
      return this.#redact.text(`${error?.name ?? 'Error'}: ${error?.message ?? error}`).slice(0, 500);
    } catch {
      return 'an error without words';
    }
  }

  #now() {
    try {
      return this.#settings.clock.now();
    } catch {
      return 0;
    }
  }

  #log(entry) {
    if (!this.#settings.log) return;
    try {
      const told = {};
      for (const [name, value] of Object.entries(entry)) {
        if (value !== undefined) told[name] = typeof value === 'string' ? this.#redact.text(value) : value;
      }
      Promise.resolve(this.#settings.log(told)).catch(() => {});
    } catch {
      // A log that fails is no reason to fail.
    }
  }
}

/** Tells two requests of one caller apart (the length and two lanes as of FNV-1a), and guards against nobody. */
function markOf(json) {
  let [one, other] = [0x811c9dc5, 0x1b873593];
  for (let i = 0; i < json.length; i++) {
    one = Math.imul(one ^ json.charCodeAt(i), 0x01000193);
    other = Math.imul(other ^ json.charCodeAt(i), 0x85ebca6b);
  }
  return `${json.length} ${one} ${other}`;
}

/** The API's own word for "refused before a task existed": whoever asks may ask again. */
function unavailable() {
  return new Refusal(503, 'rate_limit_unavailable', 'the proxy cannot decide on the request now; nothing was sent');
}

function notTheirs() {
  return new Refusal(403, 'forbidden', 'this id is not one of yours');
}

function told(status, code, message, headers) {
  return { status, code, text: JSON.stringify(errorBody(code, message, 'proxy')), headers };
}

/** The business id that the API will go by. */
function idOf(request) {
  return request.client_business_id ?? request.metadata?.client_business_id;
}

/** What became of a submission, as clients of this package read it. */
function outcomeOf(status, code) {
  if (status < 300) return 'accepted';
  if (status === 429 || status === 425 || (status === 503 && code === 'rate_limit_unavailable')) return 'refused';
  return REJECTED.includes(status) ? 'rejected' : 'unknown';
}
