/**
 * Drives one machine: sends, sleeps, stores, and reports what came of it. Every decision is the machine's.
 *
 * A step replaces whatever the step before it began, so there is at most one request, one timer or one call to the
 * storage at a time, and what arrives late is not listened to.
 */

import { MisuseError } from './errors.js';
import { isFiledAs } from './client-storage.js';
import { send, wordsOf } from './client-transport.js';

/** A storage or a lock that takes longer has failed. */
export const STORAGE_MS = 10_000;
/** Without what is on file, somebody else's job can be looked for as well. */
const GLANCE_MS = 1_000;
/** So many lost machines are too many for one job. */
const MOST_REVIVALS = 3;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const ABORT = { type: 'abortRequested' };

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
  return new Promise((settle, fail) => {
    const { jobs, glue, clock, records, visibility } = client;
    const { signal, first = 'start', files = true, policy = client.polling, onTask, onBegin } = how;
    /** The number of the machine; 0 before it is opened. */
    let number = 0;
    let revivals = 0;
    /** Counts the things begun: what belongs to an earlier count is void. */
    let turn = 0;
    let cancel;
    let release;
    let ended = false;
    /** What is watched by the id of a task, until it was looked for among all that is on file. */
    let sought = opening.key === undefined ? undefined : opening.id;
    const stop = () => tell(ABORT);
    const show = () => number && tell({ type: 'visible' });

    onBegin?.(stop);
    if (signal?.aborted) return stop();
    signal?.addEventListener('abort', stop);
    visibility.add(show);
    if (opening.key === undefined) return tell({ type: first });
    look(records.read(opening.key), () => tell({ type: first }));

    /** Goes on from a record of what is watched, if there is one. */
    function look(finding, otherwise) {
      const { id } = opening;
      const go = still((found) => {
        drop();
        // Under a business id there may be a newer task.
        const known = found?.job?.kind === 'watch' && [found.job.task_id, found.job.address, found.client_business_id];
        if (!known || !known.includes(id)) return otherwise();
        opening = { record: found };
        tell({ type: 'start' });
      });
      after(STORAGE_MS, () => go());
      finding.then(go, () => go());
    }

    function open(sameRun) {
      const { body, id = '', record } = opening;
      const kind = record ? sameRun ? 3 : 2 : body === undefined ? 1 : 0;
      const text = record ? JSON.stringify(record) : body ?? '';
      const next = numbers = (numbers + 1) >>> 0;
      const fault = jobs.call(() => glue.job_open(next, kind, text, id, policy));
      if (fault !== undefined) throw new MisuseError(...fault.split('\n', 2));
      number = next;
    }

    function tell(event) {
      if (ended) return;
      try {
        if (!number) open();
        take(step(event));
      } catch (error) {
        // Never the machine's doing: it could not be opened, its module is beyond repair, or the caller's function threw.
        end();
        fail(error);
        try {
          // Gives up a machine that has not come to its end.
          ask(ABORT, 0, 0, 0);
        } catch {
          // It is gone already.
        }
      }
    }

    /** One step of the machine. One that was lost with its instance goes on from the last record. */
    function step(event) {
      for (;;) {
        let fault;
        try {
          const text = ask(event, client.wallMs(), client.monoMs(), client.random());
          if (text !== undefined) return JSON.parse(text);
          fault = new Error('the job was lost');
        } catch (error) {
          fault = error;
        }
        if (revivals++ >= MOST_REVIVALS) throw fault;
        drop();
        open(true);
        if (event !== ABORT) event = { type: 'start' };
      }
    }

    function ask(event, wallMs, monoMs, chance) {
      return jobs.call(() => glue.job_step(number, JSON.stringify(event), wallMs, monoMs, chance));
    }

    function take({ notice, action }) {
      const { type, record } = action;
      if (type === 'wait') return;
      drop();
      if (type === 'done') return done(action);
      if (notice?.type === 'progress') {
        onTask?.(shown(notice), stop);
        // The caller may have aborted.
        if (ended) return;
      }
      if (type === 'sleep') {
        remember();
        after(action.ms, () => tell({ type: 'woke' }));
      } else if (type === 'send') {
        sendOut(action);
      } else if (type === 'store') {
        opening = { record };
        stored(Promise.resolve(files && records.write(record)).then(() => ({ type: 'stored' })));
      } else {
        stored(claim(action.clientBusinessId));
      }
    }

    /** Ends whatever is under way. */
    function drop() {
      turn++;
      const cancelling = cancel;
      cancel = undefined;
      cancelling?.();
    }

    /** A function that does nothing once something else is begun. */
    function still(work) {
      const begun = turn;
      return (value) => {
        if (begun === turn) work(value);
      };
    }

    /** Does something later, unless something else is begun meanwhile. */
    function after(ms, work) {
      const timer = clock.setTimeout(still(() => work()), Math.min(ms, LONGEST_TIMER_MS));
      const before = cancel;
      cancel = () => {
        clock.clearTimeout(timer);
        before?.();
      };
    }

    function sendOut(outgoing) {
      const controller = new AbortController();
      // Without a reason: see send().
      cancel = () => controller.abort();
      const waitMs = client.pace[outgoing.method](client.monoMs());
      const told = still(tell);
      const go = () => send(client, outgoing, controller).then(told);
      after(Math.min(waitMs + outgoing.timeoutMs, outgoing.withinMs ?? Infinity), () => tell({ type: 'timeout' }));
      if (waitMs > 0) after(waitMs, go);
      else go();
    }

    /** Tells what came of a call to the storage, or that it failed. */
    function stored(work) {
      const failed = (value) => tell({ type: 'storeFailed', value });
      after(STORAGE_MS, () => failed('no answer in time'));
      work.then(still(tell), still((error) => failed(client.hide(wordsOf(error)))));
    }

    /** The record of somebody else's job, if that is told soon. */
    function glanceAt(key) {
      return records.holder(key) ?? new Promise((told) => {
        after(GLANCE_MS, () => told(null));
        records.read(key).then(told, () => told(null));
      });
    }

    async function claim(key) {
      if (!release) {
        const begun = turn;
        const claimed = await records.claim(key, recordNow);
        if (!claimed) return { type: 'busy', value: begun === turn ? await glanceAt(key) : null };
        // INVARIANT: a lock that comes too late is let go at once.
        if (begun !== turn) return claimed();
        release = claimed;
      }
      const found = await records.read(key);
      if (found !== null && !isFiledAs(found, key)) throw new Error('what is on file under this id is of something else');
      return { type: 'claimed', value: found };
    }

    /** Keeps what a watch that is lost would go on from. A submission goes on from what was filed. */
    function remember() {
      if (opening.body !== undefined || opening.record?.job.kind === 'submit') return;
      const record = recordNow();
      if (record) opening = { record };
    }

    /** Nothing once the machine is done, or lost: the next step then goes on from the record before. */
    function recordNow() {
      try {
        return JSON.parse(jobs.call(() => glue.job_record(number)) ?? null) ?? undefined;
      } catch {
        return undefined;
      }
    }

    function done(action) {
      const { outcome: { outcome, failure } } = action;
      if (sought === undefined || outcome !== 'rejected' || failure.status === 401 || failure.status === 403) return close(action);
      // An id alone does not tell how young its task is. What is on file of it does, under whichever key.
      opening = { id: sought };
      sought = undefined;
      number = 0;
      look(records.find(opening.id), () => close(action));
    }

    /** Settles the caller first: an abort waits for nobody. The lock is kept until the record is filed. */
    function close({ outcome, record, filing }) {
      const claimed = release;
      release = undefined;
      end();
      const filed = files && filing !== 'leave' ? records.close(record, filing === 'keep', claimed !== undefined) : undefined;
      // A record that cannot be filed or deleted is the older one, from which the job goes on as well.
      if (claimed) claimed(filed);
      else filed?.catch(() => {});
      settle({ outcome, record });
    }

    function end() {
      ended = true;
      drop();
      release?.();
      signal?.removeEventListener('abort', stop);
      visibility.delete(show);
    }
  });
}

/** The task with the progress to show, which never goes back, beside the one that was sent. */
function shown({ task, progress }) {
  return task.progress === undefined ? { ...task, progress } : { ...task, progress, raw_progress: task.progress };
}
