/** Where the records of jobs are kept, and who may work on which. What is in a record is not known here. */

/** Without a storage of the caller's, so many records are remembered, the newest. */
const MOST_REMEMBERED = 1000;

/**
 * @typedef {object} Storage sync or async; values are JSON text
 * @property {(key: string) => any} get
 * @property {(key: string, value: string) => any} set
 * @property {(key: string) => any} delete
 * @property {(prefix: string) => any} list the keys; more than those with the prefix do no harm
 */

/** Records in localStorage, shared by all tabs of an origin. */
export function localStorageRecords(area = globalThis.localStorage) {
  return {
    get: (key) => area.getItem(key) ?? undefined,
    set: (key, value) => area.setItem(key, value),
    delete: (key) => area.removeItem(key),
    list: () => Array.from({ length: area.length }, (_, index) => area.key(index)).filter((key) => key !== null),
  };
}

/** @returns {Storage} */
function memory() {
  const kept = new Map();
  return {
    get: (key) => kept.get(key),
    set(key, value) {
      kept.delete(key);
      kept.set(key, value);
      if (kept.size > MOST_REMEMBERED) kept.delete(kept.keys().next().value);
    },
    delete: (key) => kept.delete(key),
    list: () => kept.keys(),
  };
}

/** What a record is filed under: the business id, or what a watch without one asks for. */
export const keyOf = (record) => record.client_business_id ?? record.job.address;

/** Whether a record of a watch and another one are of the same task: an id that is used again has several, in turn. */
const isOfSameTask = (record, other) =>
  other.job.kind === 'watch' && (other.job.task_id ?? other.job.address) === (record.job.task_id ?? record.job.address);

/** In front of every key, in the storage and among the locks. The Rust client has the same: a page may have both. */
const PREFIX = 'seedance-request:job:';

/** Work on one key of a storage goes in turn, whoever asks for it. */
const queues = new WeakMap();
/** The keys of a storage that somebody in this process works on, each with what ends that, once it is under way. */
const claims = new WeakMap();

/**
 * @param {Storage | undefined} given
 * @param {boolean} locks whether other pages may work on the same keys
 */
export function createRecords(given, locks) {
  const storage = given ?? memory();
  const waiting = shared(queues, storage, () => new Map());
  const claimed = shared(claims, storage, () => new Map());

  /** The first in line begins at once: what is sync is done when this returns. */
  function inTurn(key, work) {
    const before = waiting.get(key);
    const result = before ? before.then(work, work) : attempt(work);
    const settled = result.then(done, done);
    waiting.set(key, settled);
    function done() {
      if (waiting.get(key) === settled) waiting.delete(key);
    }
    return result;
  }

  return {
    async read(key) {
      const text = await inTurn(key, () => storage.get(PREFIX + key));
      return text === undefined || text === null ? null : JSON.parse(text);
    },
    write: (record) => inTurn(keyOf(record), () => storage.set(PREFIX + keyOf(record), JSON.stringify(record))),
    /** Files the end of a job, or deletes what is on file of it. Without the claim, what a newer job has filed stays. */
    close(record, keeps, claimed) {
      const key = PREFIX + keyOf(record);
      const file = () => (keeps ? storage.set(key, JSON.stringify(record)) : storage.delete(key));
      const unless = (text) => (text === undefined || text === null || isOfSameTask(record, JSON.parse(text)) ? file() : undefined);
      return inTurn(keyOf(record), () => {
        if (claimed) return file();
        const found = storage.get(key);
        // What is sync stays so: a page that goes has no later.
        return typeof found?.then === 'function' ? found.then(unless) : unless(found);
      });
    },
    async keys() {
      const keys = await storage.list(PREFIX);
      return Array.from(keys).filter((key) => String(key).startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
    },
    /**
     * Takes a key for one job alone: gives the function that lets go of it, at once or after a last call to the storage;
     * or nothing while somebody else has it.
     */
    async claim(key) {
      const ending = claimed.get(key)?.ending;
      if (ending) await ending;
      if (claimed.has(key)) return undefined;
      const claim = {};
      claimed.set(key, claim);
      let release = () => {};
      try {
        if (locks) release = await lock(PREFIX + key);
      } catch {
        // A page without an origin has no locks, and no storage to share either.
      }
      const free = () => {
        claimed.delete(key);
        release?.();
      };
      if (release) return (last) => { last ? claim.ending = last.then(free, free) : free(); };
      free();
      return undefined;
    },
  };
}

/** A lock over all pages of this origin, where there are such locks. */
function lock(name) {
  const locks = globalThis.navigator?.locks;
  if (!locks) return () => {};
  return new Promise((answer, refuse) => {
    const held = (lock) => (lock ? new Promise((release) => answer(release)) : answer(undefined));
    locks.request(name, { ifAvailable: true }, held).catch(refuse);
  });
}

function shared(map, key, make) {
  let value = map.get(key);
  if (!value) map.set(key, value = make());
  return value;
}

/** A promise of what a function gives, which is called at once. */
function attempt(work) {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(error);
  }
}
