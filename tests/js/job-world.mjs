// A world for clients: virtual time, an API that follows a transcript, a storage. Written apart from the Rust emulator.

export const EPOCH_MS = 1_781_577_600_000;
const PATH = '/v1/videos/generations';
/** What the transcripts call too large stands for more than clients read. */
const TOO_LARGE = 16_384;
const MOST_BYTES = 1 << 20;

/** Everything that is ready to happen has happened. */
export const settled = async () => {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** Numbers from a seed (mulberry32). */
export function chances(seed) {
  let state = seed >>> 0;
  return () => {
    state = state + 0x6d2b79f5 >>> 0;
    let mixed = Math.imul(state ^ state >>> 15, state | 1);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}

export class Time {
  ms = 0;
  /** How far the wall clock is off. */
  wallOff = 0;
  #timers = new Map();
  #numbers = 0;

  /** Timers of one owner, who can be asked how many are left. */
  owner() {
    const own = new Set();
    return {
      now: () => EPOCH_MS + this.ms + this.wallOff,
      monotonic: () => this.ms,
      setTimeout: (work, ms) => {
        if (!(ms >= 0 && ms < 2 ** 31)) throw new Error(`a timer of ${ms} ms`);
        const timer = ++this.#numbers;
        own.add(timer);
        this.#timers.set(timer, { at: this.ms + ms, work: () => { own.delete(timer); work(); } });
        return timer;
      },
      clearTimeout: (timer) => {
        own.delete(timer);
        this.#timers.delete(timer);
      },
      left: () => own.size,
      /** A page that is gone: its timers never fire. */
      die: () => own.forEach((timer) => this.#timers.delete(timer)),
    };
  }

  nextAt() {
    let at = Infinity;
    for (const timer of this.#timers.values()) at = Math.min(at, timer.at);
    return at;
  }

  /** Lets the timers of the next moment fire. */
  async step() {
    const at = this.nextAt();
    if (at === Infinity) return false;
    this.ms = Math.max(this.ms, at);
    for (const [timer, { at: due, work }] of [...this.#timers].filter(([, { at: due }]) => due <= this.ms)) {
      if (!this.#timers.delete(timer)) continue;
      void due;
      work();
    }
    await settled();
    return true;
  }

  /** Runs until something is over. */
  async until(over, mostMs = 100_000_000) {
    await settled();
    while (!over()) {
      if (this.ms > mostMs || !(await this.step())) throw new Error(`nothing more happens, at ${this.ms} ms`);
    }
  }

  /** Runs for so long, whatever happens. */
  async pass(ms) {
    const end = this.ms + ms;
    await settled();
    while (this.nextAt() <= end) await this.step();
    this.ms = end;
  }
}

/** An adapter over a Map, sync or async. */
export function mapStorage(kept = new Map(), { lazy = false, log = [] } = {}) {
  const say = (value) => (lazy ? Promise.resolve(value) : value);
  return {
    kept,
    log,
    get: (key) => say(kept.get(key)),
    set(key, value) {
      log.push(['set', key, value]);
      kept.set(key, value);
      return say();
    },
    delete(key) {
      log.push(['delete', key]);
      kept.delete(key);
      return say();
    },
    list: () => say([...kept.keys()]),
  };
}

/** The API, following a script of faults. */
export class Api {
  posts = 0;
  gets = 0;
  charges = 0;
  /** When each request came, and which. */
  log = [];
  inFlight = 0;
  tasks = [];
  #time;
  #timers;
  #script;
  #random;
  #submit;
  #status;

  constructor(time, script = {}, random = chances(1)) {
    this.#time = time;
    this.#timers = time.owner();
    this.#script = script;
    this.#random = random;
    this.#submit = faults(script.submit);
    this.#status = faults(script.status);
  }

  /** A `fetch` onto this API. */
  fetch = (url, init) => new Promise((resolve, reject) => {
    const { signal } = init;
    const stop = () => reject(new DOMException('This operation was aborted', 'AbortError'));
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    this.inFlight++;
    const over = (settle, value) => { signal.removeEventListener('abort', stop); settle(value); };
    const { response, delivery } = this.#handle(new URL(url).pathname, init);
    const latency = 20 + Math.floor(this.#random() * 480);
    const kind = typeof delivery === 'string' ? delivery : Object.keys(delivery)[0];
    const later = (ms, work) => this.#timers.setTimeout(() => { this.inFlight--; work(); }, ms);
    if (kind === 'hang') return;
    if (kind === 'drop') return later(latency, () => over(reject, new TypeError('Failed to fetch')));
    const length = new TextEncoder().encode(response.body).length;
    const extra = kind === 'delay' ? delivery.delay : kind === 'trickle' ? delivery.trickle * length : 0;
    later(latency + extra, () => {
      // Which Response cannot say: an opaque redirect.
      const { status, headers, body } = response;
      over(resolve, status === 0 ? { status: 0, headers: new Headers(), body: null } : new Response(status === 204 ? null : body, { status, headers }));
    });
  });

  #handle(path, { method, body }) {
    const nowMs = EPOCH_MS + this.#time.ms;
    this.log.push({ ms: this.#time.ms, method, path });
    if (path === PATH && method === 'POST') {
      this.posts++;
      const fault = this.#submit();
      if (fault.lost) return { response: say(500), delivery: 'drop' };
      const honest = fault.accepts || !fault.say ? this.#accept(JSON.parse(body), nowMs) : say(500);
      return shape(fault, honest, nowMs);
    }
    this.gets++;
    const fault = this.#status();
    if (fault.lost) return { response: say(500), delivery: 'drop' };
    return shape(fault, this.#look(decodeURIComponent(path.slice(PATH.length + 1)), nowMs), nowMs);
  }

  #accept(request, nowMs) {
    this.charges++;
    const life = { queued_ms: 5_000, running_ms: 55_000, ends: 'completed', visible_after_ms: 0, expires_after_ms: 86_400_000, ...this.#script.life };
    const task = { id: `tsk_vid_${this.tasks.length + 1}`, business: request.client_business_id ?? request.metadata?.client_business_id, model: request.model, at: nowMs, life };
    this.tasks.push(task);
    return say(200, described(task, nowMs, false));
  }

  #look(id, nowMs) {
    const task = this.tasks.findLast((task) => task.id === id || task.business === id);
    if (task && nowMs >= task.at + task.life.visible_after_ms) return say(200, described(task, nowMs, true));
    if (this.#script.not_found === 'seen') return say(400, { message: 'task_not_exist' });
    return say(404, { error: { code: 'task_not_found', message: 'there is no such task' } });
  }
}

function described({ id, business, model, at, life }, nowMs, looked) {
  const endsAt = at + life.queued_ms + life.running_ms;
  const ended = looked && nowMs >= endsAt;
  const queued = nowMs < at + life.queued_ms;
  const word = life.ends?.word;
  const running = Math.min(100, Math.floor((nowMs - at - life.queued_ms) * 95 / Math.max(1, life.running_ms)));
  const body = {
    id, client_business_id: business, object: 'generation.task', model,
    status: queued ? 'queued' : ended ? word ?? life.ends : 'in_progress',
    progress: queued ? 0 : ended ? (word ? 95 : 100) : running,
    created_at: Math.floor(at / 1000),
  };
  if (ended && life.ends === 'completed') {
    body.completed_at = Math.floor(endsAt / 1000);
    body.expires_at = Math.floor((endsAt + life.expires_after_ms) / 1000);
    if (nowMs < endsAt + life.expires_after_ms) body.result = { type: 'video', data: [{ url: '/clip.mp4', format: 'mp4' }] };
  }
  if (ended && life.ends === 'failed') body.error = { code: 'generation_failed', message: 'the generation failed' };
  return body;
}

const say = (status, body = { error: { code: 'internal_error', message: 'scripted' } }) =>
  ({ status, headers: { 'content-type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body) });

/** Bodies of the shapes that the API and its gateways were seen to answer with. */
const SHAPES = {
  object: ({ code = null }) => ({ error: { code, message: 'scripted' } }),
  typed: ({ code = null }) => ({ error: { code, message: 'scripted', type: 'scripted_error' } }),
  flat: () => ({ success: false, message: 'scripted' }),
  text: () => ({ error: 'scripted' }),
  message: ({ code = null }) => ({ message: code }),
  nested: ({ code = null }) => ({ error: { code, message: { message: 'scripted' } } }),
  raw: ({ text = '' }) => text,
};

function shape(fault, honest, nowMs) {
  let response = honest;
  if (fault.say) {
    const { status, shape = 'object' } = fault.say;
    response = shape === 'html'
      ? { status, headers: { 'content-type': 'text/html' }, body: `<html><body><h1>${status}</h1></body></html>` }
      : say(status, SHAPES[shape](fault.say));
  }
  if (fault.patch) {
    const body = { ...JSON.parse(response.body), ...fault.patch };
    for (const [key, value] of Object.entries(fault.patch)) if (value === null) delete body[key];
    response.body = JSON.stringify(body);
  }
  if (fault.cut) response.body = response.body.slice(0, response.body.length >> 1);
  if (fault.pad_to) response.body = response.body.padEnd(fault.pad_to > TOO_LARGE ? MOST_BYTES + 1 : fault.pad_to);
  const date = (seconds) => new Date(Math.floor(nowMs / 1000) * 1000 + ((fault.date_off ?? 0) + seconds) * 1000).toUTCString();
  const asked = fault.retry_after ?? (fault.retry_after_date === undefined ? undefined : date(fault.retry_after_date));
  if (asked !== undefined) response.headers['retry-after'] = asked;
  if (!fault.no_date) response.headers.date = date(0);
  return { response, delivery: fault.delivery ?? 'answer' };
}

function faults(list = []) {
  let at = 0;
  let used = 0;
  return () => {
    const fault = list[at];
    if (fault && ++used >= Math.max(1, fault.times ?? 1)) {
      at++;
      used = 0;
    }
    return fault ?? {};
  };
}
