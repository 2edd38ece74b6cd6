/**
 * Drives one machine: sends, sleeps, stores, and reports what came of it. Every decision is the machine's.
 *
 * A step replaces whatever the step before it began, so there is at most one request, one timer or one call to the
 * storage at a time, and what arrives late is not listened to.
 */

import { MisuseError } from './errors.js';
import { keyOf } from './client-storage.js';
import { send, wordsOf } from './client-transport.js';

/** A storage or a lock that takes longer has failed. */
const STORAGE_MS = 10_000;
/** So many lost machines are too many for one job. */
const MOST_REVIVALS = 3;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

let numbers = 0;

/**
 * @typedef {object} Opening how a machine is opened: a body to submit, an id to watch, or a record to go on with
 * @property {string} [body]
 * @property {string} [id]
 * @property {string} [key] what may be on file about the id
 * @property {object} [record]
 *
 * @typedef {object} Manner
 * @property {AbortSignal} [signal]
 * @property {string} [first] the event that the machine begins with
 * @property {boolean} [files] whether records are filed
 * @property {string} [policy]
 * @property {(task: object, stop: () => void) => void} [onTask]
 * @property {(stop: () => void) => void} [onBegin]
 */

/**
 * Runs a machine to its end.
 *
 * @param {object} client
 * @param {Opening} opening
 * @param {Manner} how
 * @returns {Promise<{ outcome: object, record: object }>}
 */
export function drive(client, opening, how) {
  return new Promise((settle, fail) => new Drive(client, opening, how, settle, fail).begin());
}

class Drive {
  #client;
  #opening;
  #how;
  #settle;
  #fail;
  /** The number of the machine; 0 before it is opened. */
  #number = 0;
  #revivals = 0;
  /** Counts the things begun: what belongs to an earlier count is void. */
  #turn = 0;
  #cancel = undefined;
  #release = undefined;
  #ended = false;
  #stop = () => this.#tell({ type: 'abortRequested' });
  #show = () => this.#number && this.#tell({ type: 'visible' });

  constructor(client, opening, how, settle, fail) {
    this.#client = client;
    this.#opening = opening;
    this.#how = how;
    this.#settle = settle;
    this.#fail = fail;
  }

  begin() {
    const { signal, onBegin, first = 'start' } = this.#how;
    onBegin?.(this.#stop);
    if (signal?.aborted) return this.#stop();
    signal?.addEventListener('abort', this.#stop);
    this.#client.visibility.add(this.#show);
    const { key } = this.#opening;
    if (key === undefined) return this.#tell({ type: first });
    const start = this.#still((found) => {
      this.#drop();
      if (found?.job?.kind === 'watch') this.#opening = { record: found };
      this.#tell({ type: first });
    });
    this.#after(STORAGE_MS, () => start());
    this.#client.records.read(key).then(start, () => start());
  }

  #open(sameRun) {
    const { jobs, glue, polling } = this.#client;
    const { body, id, record } = this.#opening;
    const policy = this.#how.policy ?? polling;
    const number = numbers = (numbers + 1) >>> 0;
    const kind = record ? sameRun ? 3 : 2 : body === undefined ? 1 : 0;
    const text = record ? JSON.stringify(record) : body ?? '';
    const fault = jobs.call(() => glue.job_open(number, kind, text, id ?? '', policy));
    if (fault !== undefined) throw new MisuseError(...fault.split('\n', 2));
    this.#number = number;
  }

  #tell(event) {
    if (this.#ended) return;
    try {
      if (!this.#number) this.#open(false);
      this.#take(this.#step(event));
    } catch (error) {
      // Never the machine's doing: it could not be opened, its module is beyond repair, or the caller's function threw.
      this.#end();
      this.#fail(error);
      this.#close();
    }
  }

  /** One step of the machine. One that was lost with its instance goes on from the last record. */
  #step(event) {
    const { jobs, glue, now, random } = this.#client;
    for (;;) {
      try {
        const { wallMs, monoMs } = now();
        const text = jobs.call(() => glue.job_step(this.#number, JSON.stringify(event), wallMs, monoMs, random()));
        if (text !== undefined) return JSON.parse(text);
      } catch (error) {
        if (this.#revivals >= MOST_REVIVALS) throw error;
      }
      if (this.#revivals++ >= MOST_REVIVALS) throw new Error('the job was lost');
      this.#drop();
      this.#open(true);
      if (event.type !== 'abortRequested') event = { type: 'start' };
    }
  }

  #take({ notice, action }) {
    if (action.type === 'wait') return;
    this.#drop();
    if (action.type === 'done') return this.#done(action);
    if (notice?.type === 'progress') {
      this.#how.onTask?.(shown(notice), this.#stop);
      // The caller may have aborted.
      if (this.#ended) return;
    }
    if (action.type === 'sleep') {
      this.#remember();
      this.#after(action.ms, () => this.#tell({ type: 'woke' }));
    } else if (action.type === 'send') {
      this.#send(action);
    } else if (action.type === 'store') {
      this.#opening = { record: action.record };
      this.#stored(this.#file(action.record).then(() => ({ type: 'stored' })));
    } else {
      this.#stored(this.#claim(action.clientBusinessId));
    }
  }

  /** Ends whatever is under way. */
  #drop() {
    this.#turn++;
    const cancel = this.#cancel;
    this.#cancel = undefined;
    cancel?.();
  }

  /** A function that does nothing once something else is begun. */
  #still(work) {
    const turn = this.#turn;
    return (value) => {
      if (turn === this.#turn) work(value);
    };
  }

  /** Does something later, unless something else is begun meanwhile. */
  #after(ms, work) {
    const { clock } = this.#client;
    const timer = clock.setTimeout(this.#still(() => work()), Math.min(ms, LONGEST_TIMER_MS));
    this.#cancel = () => clock.clearTimeout(timer);
  }

  #send(outgoing) {
    const { clock, pace, now } = this.#client;
    const waitMs = pace[outgoing.method].turnMs(now().monoMs);
    const whole = Math.min(waitMs + outgoing.timeoutMs, outgoing.withinMs ?? Infinity, LONGEST_TIMER_MS);
    const controller = new AbortController();
    const timers = [];
    const tell = this.#still((event) => this.#tell(event));
    const go = this.#still(() => send(this.#client, outgoing, controller).then(tell));
    this.#cancel = () => {
      timers.forEach((timer) => clock.clearTimeout(timer));
      // Without a reason: see send().
      controller.abort();
    };
    timers.push(clock.setTimeout(() => tell({ type: 'timeout' }), whole));
    if (waitMs > 0) timers.push(clock.setTimeout(() => go(), waitMs));
    else go();
  }

  /** Tells what came of a call to the storage, or that it failed. */
  #stored(work) {
    const tell = this.#still((event) => this.#tell(event));
    const failed = (value) => tell({ type: 'storeFailed', value });
    this.#after(STORAGE_MS, () => failed('no answer in time'));
    work.then(tell, (error) => failed(this.#client.hide(wordsOf(error))));
  }

  async #claim(key) {
    const { records } = this.#client;
    if (!this.#release) {
      const turn = this.#turn;
      const release = await records.claim(key);
      if (!release) return { type: 'busy' };
      // INVARIANT: a lock that comes too late is let go at once.
      if (turn !== this.#turn) return release();
      this.#release = release;
    }
    return { type: 'claimed', value: await records.read(key) };
  }

  #file(record) {
    return this.#how.files === false ? Promise.resolve() : this.#client.records.write(record);
  }

  /** Keeps what a watch that is lost would go on from. A submission goes on from what was filed. */
  #remember() {
    if (this.#opening.body !== undefined || this.#opening.record?.job.kind === 'submit') return;
    const { jobs, glue } = this.#client;
    try {
      const record = jobs.call(() => glue.job_record(this.#number));
      if (record !== undefined) this.#opening = { record: JSON.parse(record) };
    } catch {
      // The next step finds the machine lost, and goes on from the record before.
    }
  }

  /** Settles the caller first: an abort waits for nobody. The lock is kept until the record is filed. */
  #done({ outcome, record, filing }) {
    const { records } = this.#client;
    const release = this.#release;
    this.#release = undefined;
    this.#end();
    const files = this.#how.files !== false && filing !== 'leave';
    const filed = files ? records.close(record, filing === 'keep', release !== undefined) : undefined;
    // A record that cannot be filed or deleted is the older one, from which the job goes on as well.
    if (release) release(filed);
    else filed?.catch(() => {});
    this.#settle({ outcome, record });
  }

  #end() {
    if (this.#ended) return;
    this.#ended = true;
    this.#drop();
    this.#release?.();
    this.#how.signal?.removeEventListener('abort', this.#stop);
    this.#client.visibility.delete(this.#show);
  }

  /** Gives up a machine that has not come to its end. */
  #close() {
    const { jobs, glue } = this.#client;
    try {
      jobs.call(() => glue.job_step(this.#number, '{"type":"abortRequested"}', 0, 0, 0));
    } catch {
      // It is gone already.
    }
  }
}

/** The task with the progress to show, which never goes back, beside the one that was sent. */
function shown({ task, progress }) {
  return task.progress === undefined ? { ...task, progress } : { ...task, progress, raw_progress: task.progress };
}
