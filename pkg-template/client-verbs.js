/** What a client can do. Each verb opens a machine, has it driven to its end, and hands that end over. */

import { drive } from './client-driver.js';
import { errorOf, ValidationError } from './client-errors.js';
import { callOptions, settingsOf } from './client-options.js';
import { createVisibility } from './client-page.js';
import { createPace, PACE } from './client-pace.js';
import { createRecords, keyOf } from './client-storage.js';
import { MisuseError } from './errors.js';

/** One look, now: the first answer counts. */
const ONE_LOOK = '{"firstMs":0,"budget":1,"rereads":0}';

/** @param {{ jobs: object, glue: object, toHttpRequest: Function, validate: Function }} door */
export function clientFactory({ jobs, glue, toHttpRequest, validate }) {
  /** @param {object} options */
  return function createClient(options) {
    const { storage, locks, pacing, polling, checks, ...settings } = settingsOf(options);
    const client = {
      ...settings,
      jobs,
      glue,
      polling: JSON.stringify(polling),
      records: createRecords(storage, locks),
      visibility: createVisibility(),
      pace: { GET: createPace({ ...PACE.GET, ...pacing.GET }), POST: createPace({ ...PACE.POST, ...pacing.POST }) },
    };
    /** The records of accepted tasks, while somebody holds the task. */
    const accepted = new WeakMap();

    /** What is sent is what was validated: one copy. */
    function frozen(request) {
      let copy;
      try {
        copy = JSON.parse(toHttpRequest(request).body);
      } catch (misuse) {
        if (checks) checked(request);
        throw misuse;
      }
      if (checks) checked(copy);
      const id = copy.client_business_id ?? copy.metadata?.client_business_id ?? mint();
      if (typeof id !== 'string') throw new MisuseError('request.client_business_id', 'a string');
      if (copy.metadata?.client_business_id === undefined) copy.client_business_id ??= id;
      return { body: JSON.stringify(copy), id };
    }

    function checked(request) {
      const report = validate(request, checks);
      if (!report.valid) throw new ValidationError(report);
    }

    async function submitAs(opening, signal, first) {
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
        recheck: async (options) => submitAs({ record }, callOptions(options, ['signal']).signal),
        resubmit: async (options) => {
          const { signal } = callOptions(options, ['signal', 'confirm']);
          if (options?.confirm !== true) throw new MisuseError('options.confirm', 'true');
          return submitAs({ record }, signal, 'confirmed');
        },
      };
    }

    /** To the end of the job: its task, or the error of any other ending. */
    async function watchToEnd(opening, { signal, onProgress, timeoutMs, onBegin }) {
      const policy = timeoutMs === undefined ? undefined : JSON.stringify({ ...polling, deadlineMs: timeoutMs });
      const end = await drive(client, opening, { signal, policy, onBegin, onTask: onProgress && ((task) => onProgress(task)) });
      if (end.outcome.outcome === 'completed' || end.outcome.outcome === 'failed') return end.outcome.task;
      throw errorOf(end, signal);
    }

    async function finish(submission, options) {
      const { outcome, record, failure, lastError, recheck, resubmit } = submission;
      if (outcome === 'accepted') return watchToEnd({ record }, options);
      const error = errorOf({ outcome: { outcome, failure: failure ?? lastError }, record }, options.signal);
      // Whoever catches it can go on as after a submission.
      if (recheck) Object.defineProperties(error, { recheck: { value: recheck }, resubmit: { value: resubmit } });
      throw error;
    }

    /** What to watch: a record where there is one, for it knows more than an id. */
    function watched(taskOrId) {
      const record = typeof taskOrId === 'object' && taskOrId !== null ? accepted.get(taskOrId) : undefined;
      if (record) return { record };
      const id = typeof taskOrId === 'string' ? taskOrId : taskOrId?.id;
      if (typeof id !== 'string') throw new MisuseError('taskOrId', 'a task or the id of one');
      const businessId = typeof taskOrId === 'string' ? undefined : taskOrId.client_business_id;
      return { id, key: typeof businessId === 'string' ? businessId : id };
    }

    return Object.freeze({
      async submit(request, options) {
        const { signal } = callOptions(options, ['signal']);
        return submitAs(frozen(request), signal);
      },

      async retrieve(idOrBusinessId, options) {
        const { signal } = callOptions(options, ['signal']);
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
        return watchToEnd(watched(taskOrId), callOptions(options, ['signal', 'onProgress', 'timeoutMs']));
      },

      watch(taskOrId, options) {
        const { signal } = callOptions(options, ['signal']);
        const opening = watched(taskOrId);
        return sightings((onProgress, onBegin) => watchToEnd(opening, { signal, onProgress, onBegin }));
      },

      async run(request, options) {
        const { signal, onProgress } = callOptions(options, ['signal', 'onProgress']);
        return finish(await submitAs(frozen(request), signal), { signal, onProgress });
      },

      async resume(record, options) {
        const { signal, onProgress } = callOptions(options, ['signal', 'onProgress']);
        if (typeof record !== 'object' || record === null) throw new MisuseError('record', 'a record of this package');
        if (record.job?.kind === 'watch') return watchToEnd({ record }, { signal, onProgress });
        return finish(await submitAs({ record }, signal), { signal, onProgress });
      },

      async pending() {
        const found = [];
        for (const key of await client.records.keys()) {
          const record = await client.records.read(key).catch(() => null);
          // What somebody else wrote there is left alone.
          if (record?.job && keyOf(record) === key) found.push(record);
        }
        return found;
      },
    });
  };
}

/** What a watch sees, one after the other; whoever is slow sees the newest. It begins with the first look at it. */
function sightings(begin) {
  let stop = () => {};
  let begun = false;
  let over = false;
  let next;
  let failure;
  const waiting = [];
  const serve = () => {
    while (waiting.length > 0) {
      const { resolve, reject } = waiting[0];
      if (next) resolve({ value: next, done: false });
      else if (failure) reject(failure.error);
      else if (over) resolve({ value: undefined, done: true });
      else return;
      waiting.shift();
      next = failure = undefined;
    }
  };
  const see = (task) => {
    next = task;
    serve();
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      if (!begun) {
        begun = true;
        const last = (task, error) => {
          if (!over) [next, failure] = [task, error];
          over = true;
          serve();
        };
        begin(see, (stopping) => { stop = stopping; }).then((task) => last(task), (error) => last(undefined, { error }));
      }
      serve();
    }),
    async return(value) {
      begun = over = true;
      next = failure = undefined;
      stop();
      serve();
      return { value, done: true };
    },
  };
}

/** A random UUID, made by hand: pages over plain http have no randomUUID. */
function mint() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = bytes[6] & 15 | 64;
  bytes[8] = bytes[8] & 63 | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
