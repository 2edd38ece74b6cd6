/**
 * One job at a time: sent, watched, gone on with. It says what happens as data; words and drawing are elsewhere. How a job
 * is sent and what an answer means is the package's client.
 */

import { createClient, localStorageRecords } from 'seedance-request/client';

// The emulator works in seconds and grants as many questions as anybody asks. The real API is asked at the client's own pace.
const QUICK = { firstMs: 500, intervalMs: 1_000 };
const MOST_NOTES = 200;

/** How a job ended where the client throws, by the name of the error. */
const ENDS = {
  AbortError: 'stopped',
  JobPaused: 'paused',
  OutcomeUnknown: 'unknown',
  CompletedWithoutUrl: 'without-url',
  Rejected: 'rejected',
};

/** The business id of a record, or what stands for it. */
export const idOf = (record) => record.client_business_id ?? record.job.address;

/**
 * @param {{ emulated: boolean, changed: () => void }} options
 */
export function createSender({ emulated, changed }) {
  const storage = localStorageRecords();
  const clients = new Map();
  /** Business ids of the jobs that were accepted for this page since it was loaded. */
  const accepted = new Set();
  let job;
  let pending = [];

  /** The proxy judges by the same revision as the page. */
  function clientOf(edition) {
    if (!clients.has(edition)) {
      clients.set(edition, createClient({ baseUrl: `/api/${edition}`, edition, storage, fetch: observed, ...(emulated && { polling: QUICK }) }));
    }
    return clients.get(edition);
  }

  /** The fetch of the clients, which takes notes. */
  async function observed(url, init) {
    const mine = job;
    if (init.method === 'POST') {
      mine.id = businessId(init.body);
      mine.stage = 'sending';
      note(mine, { kind: mine.notes.some(({ kind }) => kind === 'sent') ? 'sent-again' : 'sent' });
    } else if (mine.stage === 'watching') {
      note(mine, { kind: 'asked' });
    } else {
      mine.stage = 'looking';
      note(mine, { kind: 'looked' });
    }
    try {
      const response = await fetch(url, init);
      if (!response.ok) hesitate(mine);
      note(mine, { kind: 'answered', status: response.status });
      return response;
    } catch (error) {
      hesitate(mine);
      note(mine, { kind: 'unanswered' });
      throw error;
    }
  }

  function hesitate(mine) {
    if (mine.stage === 'sending') mine.stage = 'waiting';
  }

  function note(mine, what) {
    if (mine.end) return;
    mine.notes.push({ ...what, at: new Date() });
    if (mine.notes.length > MOST_NOTES) mine.notes.shift();
    changed();
  }

  async function refresh(edition) {
    try {
      pending = await clientOf(edition).pending();
    } catch {
      // Without a storage there is nothing to go on with.
      pending = [];
    }
    changed();
  }

  /** Runs a job to its end, whatever that is. */
  async function run(begun, work) {
    const control = new AbortController();
    const mine = { stage: 'sending', progress: 0, notes: [], ...begun, stop: () => control.abort() };
    job = mine;
    changed();
    try {
      mine.end = await work(mine, control.signal);
    } catch (error) {
      mine.end = { kind: ENDS[error?.name] ?? 'broken', failure: error, record: error?.record, reason: error?.reason, task: error?.task, unknown: error?.recheck ? error : undefined };
    }
    if (mine.end.kind === 'completed') mine.progress = 100;
    await refresh(mine.edition);
    return mine;
  }

  function onProgress(mine) {
    return (task) => {
      mine.stage = 'watching';
      mine.task = task;
      if (Number.isFinite(task.progress)) mine.progress = Math.min(100, Math.max(mine.progress, task.progress));
      changed();
    };
  }

  const ended = (task) => ({ kind: task.status === 'completed' ? 'completed' : 'failed', task });

  async function follow(mine, signal, submitted) {
    const { outcome, task, failure, lastError, record } = submitted;
    if (outcome === 'rejected') return { kind: 'rejected', failure };
    if (outcome === 'unknown') return { kind: 'unknown', failure: lastError, record, unknown: submitted };
    mine.id = idOf(record);
    accepted.add(mine.id);
    mine.stage = 'watching';
    mine.task = task;
    changed();
    return ended(await clientOf(mine.edition).wait(task, { signal, onProgress: onProgress(mine) }));
  }

  const busy = () => job !== undefined && !job.end;

  return {
    get job() {
      return job;
    },
    /** The records on file, without the one of a job under way. */
    get pending() {
      return pending.filter((record) => !busy() || idOf(record) !== job.id);
    },
    get busy() {
      return busy();
    },
    wasAccepted: (id) => accepted.has(id),
    refresh,
    send(request, edition) {
      if (busy()) return undefined;
      const id = request.client_business_id ?? request.metadata?.client_business_id;
      return run({ id, edition }, async (mine, signal) => follow(mine, signal, await clientOf(edition).submit(request, { signal })));
    },
    resume(record, edition) {
      if (busy()) return undefined;
      const stage = record.job.kind === 'watch' ? 'watching' : 'looking';
      return run({ id: idOf(record), edition, stage }, async (mine, signal) =>
        ended(await clientOf(edition).resume(record, { signal, onProgress: onProgress(mine) })));
    },
    /** Looks for a job whose outcome is unknown; `again` is the reader's word that it may be sent a second time. */
    settle({ again }) {
      if (busy() || !job?.end?.unknown) return undefined;
      const { id, edition, notes, end: { unknown } } = job;
      return run({ id, edition, notes, stage: 'looking' }, async (mine, signal) =>
        follow(mine, signal, await (again ? unknown.resubmit({ confirm: true, signal }) : unknown.recheck({ signal }))));
    },
    stop() {
      if (busy()) job.stop();
    },
  };
}

function businessId(body) {
  const { client_business_id: id, metadata } = JSON.parse(body);
  return id ?? metadata?.client_business_id;
}

/**
 * The address of a result as one that may be followed: https, or of the page's own site.
 * @returns {string | undefined}
 */
export function followable(url, base = location.href) {
  if (typeof url !== 'string') return undefined;
  let parsed;
  try {
    parsed = new URL(url, base);
  } catch {
    return undefined;
  }
  const { protocol, origin, username, password } = parsed;
  // A blob: has the origin of the page too.
  const safe = protocol === 'https:' || (protocol === 'http:' && origin === new URL(base).origin);
  return safe && !username && !password ? parsed.href : undefined;
}
