/** What a client can do. Each verb opens a machine, has it driven to its end, and hands that end over. */

import { drive, STORAGE_MS } from './client-driver.js';
import { errorOf, ValidationError } from './client-errors.js';
import { callOptions, settingsOf } from './client-options.js';
import { createVisibility } from './client-page.js';
import { createPaces } from './client-pace.js';
import { createRecords } from './client-storage.js';
import { wordsOf } from './client-transport.js';
import { MisuseError } from './errors.js';
import { isObject } from './own.js';

/** One look, now: the first answer counts. */
const ONE_LOOK = '{"firstMs":0,"budget":1,"rereads":0}';

/** @param {{ jobs: object, glue: object, toHttpRequest: Function, validate: Function }} door */
export function clientFactory(door) {
  /** @param {object} options */
  return function createClient(options) {
    const { storage, locks, pacing, polling, checks, ...settings } = settingsOf(options);
    const client = {
      ...door,
      ...settings,
      polling: JSON.stringify(polling),
      records: createRecords(storage, locks, inTime),
      visibility: createVisibility(),
      pace: createPaces(pacing),
    };
    function inTime(work) {
      return new Promise((settle, fail) => {
        const timer = settings.clock.setTimeout(() => fail('no answer in time'), STORAGE_MS);
        work.then(settle, fail).finally(() => settings.clock.clearTimeout(timer));
      });
    }

    /** The records of accepted tasks, while somebody holds the task. */
    const accepted = new WeakMap();

    /** What is sent is what was validated: one copy. */
    function frozen(request) {
      let copy;
      try {
        copy = JSON.parse(door.toHttpRequest(request).body);
      } catch (misuse) {
        check(request);
        throw misuse;
      }
      check(copy);
      const id = copy.client_business_id ?? copy.metadata?.client_business_id ?? mint();
      if (typeof id !== 'string') throw new MisuseError('request.client_business_id', 'a string');
      if (typeof copy.metadata?.client_business_id !== 'string') copy.client_business_id ??= id;
      return { body: JSON.stringify(copy), id };
    }

    function check(request) {
      const report = checks && door.validate(request, checks);
      if (report?.valid === false) throw new ValidationError(report);
    }

    async function submitAs(opening, { signal }, first) {
      const end = await drive(client, opening, { signal, first });
      const { outcome: { outcome, task, failure }, record } = end;
      if (outcome === 'accepted') {
        accepted.set(task, record);
        return { outcome, task, record };
      }
      if (outcome === 'rejected') return { outcome, failure, record };
      if (outcome === 'aborted') throw errorOf(end, signal);
      return {
        outcome,
        record,
        lastError: failure,
        recheck: async (options) => submitAs({ record }, callOptions(options)),
        resubmit: async (options) => {
          const call = callOptions(options, 'confirm');
          if (options?.confirm !== true) throw new MisuseError('options.confirm', 'true');
          return submitAs({ record }, call, 'confirmed');
        },
      };
    }

    /** To the end of the job: its task, or the error of any other ending. */
    async function watchToEnd(opening, { signal, onProgress, timeoutMs, runs }, onBegin) {
      const policy = timeoutMs === undefined ? undefined : JSON.stringify({ ...polling, deadlineMs: timeoutMs });
      const end = await drive(client, opening, { signal, policy, onBegin, onTask: (task) => onProgress?.(task) });
      const { outcome, task } = end.outcome;
      if (outcome === 'completed' || outcome === 'failed') return task;
      const error = errorOf(end, signal);
      // The same call again would be a second job: what goes on is the record.
      if (runs) error.retryable = false;
      throw error;
    }

    async function submitToEnd(opening, call) {
      const { outcome, record, failure, lastError = failure, recheck, resubmit } = await submitAs(opening, call);
      if (outcome === 'accepted') return watchToEnd({ record }, call);
      const error = errorOf({ outcome: { outcome, failure: lastError }, record });
      // Whoever catches it can go on as after a submission.
      if (recheck) Object.defineProperties(error, { recheck: { value: recheck }, resubmit: { value: resubmit } });
      throw error;
    }

    /** What to watch: a record where there is one, for it knows more than an id. */
    function watched(taskOrId) {
      const record = accepted.get(taskOrId);
      if (record) return { record };
      const { id, client_business_id: key } = typeof taskOrId === 'string' ? { id: taskOrId } : taskOrId ?? {};
      if (typeof id !== 'string') throw new MisuseError('taskOrId', 'a task or the id of one');
      return { id, key: typeof key === 'string' ? key : id };
    }

    return Object.freeze({
      async submit(request, options) {
        const call = callOptions(options);
        return submitAs(frozen(request), call);
      },

      async retrieve(idOrBusinessId, options) {
        const { signal } = callOptions(options);
        const { id } = watched(idOrBusinessId);
        let seen;
        const onTask = (task, stop) => {
          seen = task;
          stop();
        };
        const end = await drive(client, { id }, { signal, policy: ONE_LOOK, files: false, onTask });
        seen ??= end.outcome.task;
        if (seen) return seen;
        throw errorOf(end, signal);
      },

      async wait(taskOrId, options) {
        return watchToEnd(watched(taskOrId), callOptions(options, 'onProgress', 'timeoutMs'));
      },

      watch(taskOrId, options) {
        const { signal } = callOptions(options);
        const opening = watched(taskOrId);
        return sightings((onProgress, onBegin) => watchToEnd(opening, { signal, onProgress }, onBegin));
      },

      async run(request, options) {
        const call = callOptions(options, 'onProgress');
        return submitToEnd(frozen(request), { ...call, runs: true });
      },

      async resume(record, options) {
        const call = callOptions(options, 'onProgress');
        if (!isObject(record)) throw new MisuseError('record', 'a record of this package');
        return (record.job?.kind === 'watch' ? watchToEnd : submitToEnd)({ record }, call);
      },

      async pending() {
        try {
          return await client.records.pending();
        } catch (error) {
          throw new MisuseError('options.storage', `a storage that can be read (${client.hide(wordsOf(error))})`);
        }
      },
    });
  };
}

/** What a watch sees, one after the other; whoever is slow sees the newest. It begins with the first look at it. */
function sightings(begin) {
  let stop = () => {};
  let begun = false;
  let over = false;
  /** Settles the promise of whoever asks next. */
  let next;
  const waiting = [];
  const serve = (settle) => {
    if (!over) next = settle;
    while (waiting.length > 0 && (next || over)) {
      const [resolve, reject] = waiting.shift();
      if (next) next(resolve, reject);
      else resolve({ value: undefined, done: true });
      next = undefined;
    }
  };
  const see = (value) => serve((resolve) => resolve({ value, done: false }));
  const fail = (error) => serve((_, reject) => reject(error));
  const finish = () => {
    over = true;
    serve(next);
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => new Promise((...asking) => {
      waiting.push(asking);
      if (!begun) {
        begun = true;
        begin(see, (stopping) => { stop = stopping; }).then(see, fail).then(finish);
      }
      serve(next);
    }),
    async return(value) {
      begun = over = true;
      next = undefined;
      stop();
      serve();
      return { value, done: true };
    },
  };
}

/** A random UUID, made by hand: pages over plain http have no randomUUID. */
function mint() {
  const chance = (digit) => crypto.getRandomValues(new Uint8Array(1))[0] & (digit > 0 ? 3 : 15);
  return '00000000-0000-4000-8000-000000000000'.replace(/[08]/g, (digit) => (digit | chance(digit)).toString(16));
}
