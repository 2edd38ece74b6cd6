/** Webhooks arrive at least once; this has each one dealt with once. What dealing with one means is not known here. */

import { MisuseError } from './errors.js';
import { own, record } from './options.js';

/** Repetitions come for 31 hours and a bit. */
const TTL_SECONDS = 72 * 3600;
const MOST_KEPT = 10_000;

/** @param {unknown} [options] */
export function createDedupe(options) {
  if (options !== undefined) record(options, 'options', ['storage', 'ttlSeconds', 'now']);
  const ttlSeconds = own(options, 'ttlSeconds') ?? TTL_SECONDS;
  if (!Number.isFinite(ttlSeconds) || ttlSeconds <= 0) throw new MisuseError('options.ttlSeconds', 'seconds, more than 0');
  const now = own(options, 'now') ?? Date.now;
  if (typeof now !== 'function') throw new MisuseError('options.now', 'a function that gives milliseconds since 1970');
  const storage = own(options, 'storage') ?? memory(now);
  if (typeof storage?.get !== 'function' || typeof storage.set !== 'function') throw new MisuseError('options.storage', 'an object with get and set');
  const running = new Map();

  /** Calls the function unless this was done before. Gives back whether it was called here. */
  async function once(id, work) {
    if (typeof id !== 'string' || id === '') throw new MisuseError('id', 'the id of an event');
    if (typeof work !== 'function') throw new MisuseError('work', 'a function');
    const other = running.get(id);
    if (other) {
      await other;
      return false;
    }
    let ran = false;
    const run = (async () => {
      const until = await storage.get(id);
      if (Number(until) > now()) return;
      ran = true;
      // What failed is not done: the repetition gets its turn.
      await work();
      await storage.set(id, String(now() + ttlSeconds * 1000), { ttlSeconds });
    })();
    running.set(id, run);
    try {
      await run;
    } finally {
      running.delete(id);
    }
    return ran;
  }

  return Object.freeze({ once });
}

/** For one process. The oldest go first. */
function memory(now) {
  const kept = new Map();
  return {
    get: (id) => kept.get(id),
    set(id, until) {
      kept.delete(id);
      kept.set(id, until);
      for (const [oldest, end] of kept) {
        if (kept.size <= MOST_KEPT && Number(end) > now()) break;
        kept.delete(oldest);
      }
    },
  };
}
