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

const PREFIX = 'seedance-request:job:';

/** Work on one key of a storage goes in turn, whoever asks for it. */
const queues = new WeakMap();
/** The keys of a storage that somebody in this process works on. */
const claims = new WeakMap();

/**
 * @param {Storage | undefined} given
 * @param {string | undefined} lockScope under what name other pages see the locks; undefined where there are no pages
 */
export function createRecords(given, lockScope) {
  const storage = given ?? memory();
  const waiting = shared(queues, storage, () => new Map());
  const claimed = shared(claims, storage, () => new Set());

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
    forget: (record) => inTurn(keyOf(record), () => storage.delete(PREFIX + keyOf(record))),
    async keys() {
      const keys = await storage.list(PREFIX);
      return Array.from(keys).filter((key) => String(key).startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
    },
    /** Takes a key for one job alone: gives the function that lets go of it, or nothing while somebody else has it. */
    async claim(key) {
      if (claimed.has(key)) return undefined;
      claimed.add(key);
      const local = () => claimed.delete(key);
      try {
        const release = lockScope === undefined ? () => {} : await lock(`${lockScope} ${key}`);
        if (release) return () => { local(); release(); };
      } catch {
        // A page without an origin has no locks, and no storage to share either.
        return local;
      }
      local();
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
