/**
 * The API without a server: a fetch handler with the documented answers, limits and webhooks, and with faults by name.
 *
 * What is answered is decided in the module; here it becomes a Response, a broken connection, or a wait.
 */

import clip from './emulator-clip.js';
import { systemClock } from './emulator-clock.js';
import { MisuseError } from './errors.js';
import { createLoader } from './loader.js';
import { isRecord } from './own.js';

/**
 * The running module of a door.
 * @param {object} glue the namespace of `emulator_bg.js`
 * @param {() => WebAssembly.Module} compile
 */
export function createMachine(glue, compile) {
  return { glue, loader: createLoader(glue, compile), faults: undefined };
}

const OPTIONS = ['clock', 'script', 'tier', 'requireKey', 'check', 'clips', 'webhookSecrets', 'deliver'];
const TIERS = ['default', 'vip', 'svip', 'unlimited'];
const LISTS = ['submit', 'status'];
/** A receiver of webhooks has so long to answer. */
const RECEIVER_MS = 10_000;
/** What a path is resolved against, where there is no page. */
const NOWHERE = 'https://emulator.invalid';

const isStrings = (value) => Array.isArray(value) && value.every((item) => typeof item === 'string');

/** The catalogue of faults, by name. */
function catalogue(machine) {
  return machine.faults ??= new Map(machine.loader.call(machine.glue.catalogue).map((preset) => [preset.name, preset]));
}

function preset(machine, name, argument) {
  const found = catalogue(machine).get(name);
  if (!found) throw new MisuseError(argument, 'the name of a fault; `faults` lists them');
  return found;
}

/** What goes wrong, as the module reads it: names are looked up, and each goes where it strikes. */
function scriptOf(machine, given) {
  if (Array.isArray(given)) {
    const script = { submit: [], status: [] };
    given.forEach((name, at) => {
      const { route, fault, life, webhook } = preset(machine, name, `options.script[${at}]`);
      if (LISTS.includes(route)) script[route].push(fault);
      else Object.assign(script, route === 'life' ? { life } : { webhook });
    });
    return script;
  }
  if (!isRecord(given)) throw new MisuseError('options.script', 'names of faults, or a script');
  const script = { ...given };
  for (const list of LISTS) {
    if (script[list] === undefined) continue;
    if (!Array.isArray(script[list])) throw new MisuseError(`options.script.${list}`, 'an array');
    script[list] = script[list].map((one, at) => {
      const argument = `options.script.${list}[${at}]`;
      if (typeof one !== 'string') return fault(one, argument);
      const found = preset(machine, one, argument);
      if (found.route !== list) throw new MisuseError(argument, `a fault of the route ${list}`);
      return found.fault;
    });
  }
  return script;
}

/** A Response can carry no other statuses. */
function fault(given, argument) {
  const status = given?.say?.status ?? 200;
  if (!isRecord(given) || !(status >= 200 && status <= 599)) throw new MisuseError(argument, 'a fault, with a status from 200 to 599');
  return given;
}

/** @param {object} machine of the door */
export function createEmulator(machine, options = {}) {
  if (!isRecord(options)) throw new MisuseError('options', 'an object');
  for (const name of Object.keys(options)) if (!OPTIONS.includes(name)) throw new MisuseError(`options.${name}`, `one of ${OPTIONS.join(', ')}`);
  const { clock = systemClock, script = [], tier = 'default', requireKey = false, check, clips = '/clips/', webhookSecrets = ['emulator-secret'], deliver } = options;
  if (typeof clock?.now !== 'function' || typeof clock.sleep !== 'function') throw new MisuseError('options.clock', '{ now(), sleep(ms, signal) }');
  if (!TIERS.includes(tier)) throw new MisuseError('options.tier', TIERS.join(', '));
  if (typeof requireKey !== 'boolean') throw new MisuseError('options.requireKey', 'a boolean');
  if (typeof clips !== 'string' || !clips.endsWith('/')) throw new MisuseError('options.clips', 'a path or a URL that ends in a slash');
  if (!isStrings(webhookSecrets)) throw new MisuseError('options.webhookSecrets', 'an array of strings');
  for (const [name, call] of Object.entries({ check, deliver })) {
    if (call !== undefined && typeof call !== 'function') throw new MisuseError(`options.${name}`, 'a function');
  }
  const setup = { script: scriptOf(machine, script), tier, require_key: requireKey, result_url: `${clips}{id}.webm`, webhook_secrets: webhookSecrets };
  return new Emulator(machine, setup, { clock, check, clips: new URL(clips, NOWHERE).pathname, deliver });
}

const forget = /* @__PURE__ */ (() => typeof FinalizationRegistry === 'function'
  ? new FinalizationRegistry(release)
  : undefined)();

function release({ machine, handle, generation }) {
  if (generation === machine.loader.generation()) machine.glue.close(handle);
}

class Emulator {
  #machine;
  #clock;
  #check;
  #clips;
  #deliver;
  #place;
  #sent = [];
  #stop = new AbortController();
  #pumping = false;
  #alarm;
  /** As a bare function it can be given to whatever takes a fetch. */
  fetch = (input, init) => this.#fetch(input, init);

  constructor(machine, setup, { clock, check, clips, deliver }) {
    this.#clock = clock;
    this.#check = check;
    this.#clips = clips;
    this.#deliver = deliver;
    let handle;
    try {
      handle = machine.loader.call(machine.glue.open, JSON.stringify(setup));
    } catch (error) {
      throw typeof error === 'string' ? new MisuseError('options.script', `a script (${error})`) : error;
    }
    this.#machine = machine;
    this.#place = { machine, handle, generation: machine.loader.generation() };
    forget?.register(this, this.#place, this.#place);
    Object.freeze(this);
  }

  get faults() {
    return [...catalogue(this.#machine).values()].map(({ name, route, description }) => ({ name, route, description }));
  }

  inject(...faults) {
    const presets = faults.map((one, at) => typeof one === 'string' ? preset(this.#machine, one, `faults[${at}]`) : { name: '', description: '', route: one?.route, fault: fault(one?.fault ?? {}, `faults[${at}].fault`), life: one?.life, webhook: one?.webhook });
    for (const one of presets) this.#call('inject', JSON.stringify(one));
  }

  tasks() {
    return this.#call('tasks');
  }

  charges() {
    return Object.fromEntries(this.#call('charges'));
  }

  webhooks() {
    if (!this.#deliver) this.#collect();
    return [...this.#sent];
  }

  close() {
    if (this.#place.handle === undefined) return;
    this.#stop.abort();
    this.#alarm?.abort();
    forget?.unregister(this.#place);
    release(this.#place);
    this.#place.handle = undefined;
  }

  /** Calls the module with the handle; what it throws as a string is told as an error. */
  #call(name, a, b, c) {
    const { machine: { loader, glue }, handle, generation } = this.#place;
    if (handle === undefined) throw new Error('the emulator is closed');
    if (generation !== loader.generation()) throw new Error('the emulator is lost: its module had to be started again');
    try {
      return loader.call(glue[name], handle, a, b, c);
    } catch (error) {
      throw typeof error === 'string' ? new TypeError(error) : error;
    }
  }

  async #fetch(input, init) {
    const request = new Request(typeof input === 'string' && input.startsWith('/') ? `${NOWHERE}${input}` : input, init);
    const { method, signal } = request;
    const body = await request.text();
    signal?.throwIfAborted();
    const { pathname, search } = new URL(request.url);
    if (pathname.startsWith(this.#clips)) return this.#clip(request, pathname.slice(this.#clips.length));
    const verdict = method === 'POST' && this.#check ? await this.#check(body) : undefined;
    const message = { method, path: pathname + search, headers: [...request.headers], body };
    const refused = verdict ? [verdict.status ?? 400, String(verdict.message)] : null;
    const { response, delivery } = this.#call('answer', JSON.stringify(message), JSON.stringify(refused), this.#clock.now());
    this.#pump();
    return this.#travel(response, delivery, signal);
  }

  /** What the network makes of an answer. */
  async #travel({ status, headers, body }, delivery, signal) {
    if (delivery === 'drop') throw new TypeError('Failed to fetch');
    if (delivery === 'hang') return silence(signal);
    if (delivery.delay) await this.#clock.sleep(delivery.delay, signal);
    signal?.throwIfAborted();
    const bytes = new TextEncoder().encode(body);
    const stream = delivery.trickle ? trickle(bytes, delivery.trickle, this.#clock, signal) : bytes;
    return new Response(NO_BODY.includes(status) ? null : stream, { status, headers });
  }

  /** The clip of a task, while its result can be fetched. */
  #clip({ method, headers }, name) {
    if (method !== 'GET' && method !== 'HEAD') return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
    const id = /^([^/]+)\.webm$/.exec(name)?.[1];
    if (!id || !this.#call('has_result', id, this.#clock.now())) return new Response('there is no such file', { status: 404, headers: { 'content-type': 'text/plain' } });
    const bytes = clipBytes();
    const fields = { 'content-type': 'video/webm', 'accept-ranges': 'bytes', 'cache-control': 'no-store' };
    const range = rangeOf(headers.get('range'), bytes.length);
    if (range === null) return new Response(null, { status: 416, headers: { ...fields, 'content-range': `bytes */${bytes.length}` } });
    const part = range ? bytes.slice(range.from, range.to + 1) : bytes;
    if (range) fields['content-range'] = `bytes ${range.from}-${range.to}/${bytes.length}`;
    fields['content-length'] = String(part.length);
    return new Response(method === 'HEAD' ? null : part, { status: range ? 206 : 200, headers: fields });
  }

  /** Without a receiver every webhook is taken as it becomes due; the moments in between are made up for. */
  #collect() {
    for (let due; (due = this.#call('next_webhook')) <= this.#clock.now();) {
      for (const webhook of this.#call('due_webhooks', due)) {
        this.#record(webhook, due, 200);
        this.#call('webhook_answered', webhook.id, 200, due);
      }
    }
  }

  #record(webhook, at, status) {
    this.#sent.push(Object.freeze({ id: webhook.id, url: webhook.url, headers: Object.freeze(Object.fromEntries(webhook.headers)), body: webhook.body, at, status }));
  }

  /** Sends webhooks as they become due, for as long as there are any. */
  async #pump() {
    if (!this.#deliver) return;
    if (this.#pumping) return this.#alarm?.abort();
    this.#pumping = true;
    try {
      for (let due; (due = this.#call('next_webhook')) < Infinity;) {
        const wait = due - this.#clock.now();
        if (wait > 0) await this.#rest(wait);
        // A slow receiver holds up no other.
        else for (const webhook of this.#call('due_webhooks', this.#clock.now())) this.#send(webhook);
      }
    } catch {
      // Closed, or lost with the module; whoever calls next is told.
    } finally {
      this.#pumping = false;
    }
  }

  /** Waits, unless something comes up that may be due earlier. */
  async #rest(ms) {
    const alarm = this.#alarm = new AbortController();
    await this.#clock.sleep(ms, alarm.signal, true).catch((error) => {
      if (!alarm.signal.aborted) throw error;
    });
  }

  async #send(webhook) {
    const at = this.#clock.now();
    const limit = new AbortController();
    const over = new AbortController();
    const stop = () => over.abort();
    this.#stop.signal.addEventListener('abort', stop, { once: true });
    const late = this.#clock.sleep(RECEIVER_MS, over.signal, true).then(() => limit.abort(new DOMException('no answer in time', 'TimeoutError')), () => undefined);
    const answer = (async () => {
      const { status } = await this.#deliver(new Request(webhook.url, { method: 'POST', headers: webhook.headers, body: webhook.body, redirect: 'manual', signal: limit.signal })) ?? {};
      return Number.isInteger(status) && status >= 100 && status <= 999 ? status : 0;
    })().catch(() => 0);
    const status = await Promise.race([answer, late.then(() => 0)]);
    over.abort();
    this.#stop.signal.removeEventListener('abort', stop);
    if (this.#stop.signal.aborted) return;
    this.#record(webhook, at, status);
    this.#call('webhook_answered', webhook.id, status, this.#clock.now());
    this.#pump();
  }
}

const NO_BODY = [204, 205, 304];

/** Settles only when the caller gives up. */
function silence(signal) {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    else signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** One byte at a time. */
function trickle(bytes, ms, clock, signal) {
  const stop = new AbortController();
  let at = 0;
  return new ReadableStream({
    start(controller) {
      if (!signal) return;
      const give = () => {
        stop.abort(signal.reason);
        controller.error(signal.reason);
      };
      if (signal.aborted) give();
      else signal.addEventListener('abort', give, { once: true });
    },
    async pull(controller) {
      try {
        await clock.sleep(ms, stop.signal);
      } catch {
        return;
      }
      if (stop.signal.aborted) return;
      controller.enqueue(bytes.slice(at, ++at));
      if (at >= bytes.length) controller.close();
    },
    cancel: () => stop.abort(new DOMException('nobody reads', 'AbortError')),
  }, { highWaterMark: 0 });
}

/** One range of bytes: undefined for the whole, null where there is none. */
function rangeOf(header, length) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || (first === '' && last === '')) return undefined;
  const from = first === '' ? Math.max(0, length - Number(last)) : Number(first);
  const to = first === '' || last === '' ? length - 1 : Math.min(Number(last), length - 1);
  return from <= to && from < length ? { from, to } : null;
}

let film;
function clipBytes() {
  return film ??= Uint8Array.from(atob(clip), (unit) => unit.charCodeAt(0));
}
