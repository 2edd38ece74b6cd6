/** Where the records of jobs are kept, and who may work on which. What is in a record is not known here. */

import { isObject } from './own.js';

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
    get: (key) => area.getItem(key),
    set: (key, value) => area.setItem(key, value),
    delete: (key) => area.removeItem(key),
    list: () => Array.from(area, (_, index) => area.key(index)),
  };
}

/** @implements {Storage} */
class Memory extends Map {
  set(key, value) {
    this.delete(key);
    super.set(key, value);
    if (this.size > MOST_REMEMBERED) this.delete(this.list().next().value);
  }

  list() {
    return this.keys();
  }
}

/** What a record is filed under: the business id, or what a watch without one asks for. */
const keyOf = (record) => record.client_business_id ?? record.job.address;

/** Whether what is on file under a key is a record that belongs there. */
export const isFiledAs = (record, key) => isObject(record?.job) && keyOf(record) === key;

/** What a record of a watch is about: a business id that is used again has several tasks, in turn. */
const taskOf = ({ job }) => job.task_id ?? job.address;

/** In front of every key, in the storage and among the locks. The Rust client has the same: a page may have both. */
const PREFIX = 'seedance-request:job:';

/**
 * What this process does with a storage, whoever asks for it: of each key that is worked on, the last of the calls,
 * which go in turn; and of each key that somebody has for himself, how to learn of his job, and what ends that, once it
 * is under way.
 */
const busy = new WeakMap();

/**
 * @param {Storage | undefined} given
 * @param {boolean} locks whether other pages may work on the same keys
 * @param {<T>(work: Promise<T>) => Promise<T>} inTime rejects where a storage takes too long
 */
export function createRecords(given, locks, inTime) {
  const storage = given ?? new Memory();
  if (!busy.has(storage)) busy.set(storage, [new Map(), new Map()]);
  const [calls, claims] = busy.get(storage);

  /** The first in line begins at once: what is sync is done when this returns. */
  function inTurn(key, work) {
    const name = PREFIX + key;
    const before = calls.get(name);
    const result = before ? before.then(() => work(name)) : new Promise((resolve) => resolve(work(name)));
    const settled = result.then(done, done);
    calls.set(name, settled);
    function done() {
      if (calls.get(name) === settled) calls.delete(name);
    }
    return result;
  }

  const read = async (key) => parsed(await inTurn(key, (name) => storage.get(name)));

  /** Every record on file, as it comes. What somebody else wrote there is left alone. */
  async function all() {
    const names = Array.from(await storage.list(PREFIX), String).filter((name) => name.startsWith(PREFIX));
    return names.map((name) => name.slice(PREFIX.length))
      .map((key) => read(key).then((record) => (isFiledAs(record, key) ? record : undefined)));
  }

  return {
    read,
    /** What is on file, but for what takes too long or cannot be read, unless that is all of it. */
    async pending() {
      const reading = await inTime(all());
      const ends = await Promise.allSettled(reading.map(inTime));
      if (ends.length > 0 && ends.every(({ status }) => status === 'rejected')) throw ends[0].reason;
      return ends.map(({ value }) => value).filter(Boolean);
    },
    /** What is on file of a task, by its id. */
    async find(id) {
      const found = async (reading) => ((await reading)?.job.task_id === id ? reading : Promise.reject());
      return Promise.any((await all()).map(found));
    },
    write: (record) => inTurn(keyOf(record), (name) => storage.set(name, JSON.stringify(record))),
    /** Files the end of a job, or deletes what is on file of it. Without the claim, what a newer job has filed stays. */
    close: (record, keeps, claimed) => inTurn(keyOf(record), (name) => {
      const file = () => (keeps ? storage.set(name, JSON.stringify(record)) : storage.delete(name));
      const unless = (text) => {
        const other = parsed(text);
        if (other === null || (other.job.kind === 'watch' && taskOf(other) === taskOf(record))) return file();
      };
      if (claimed) return file();
      const found = storage.get(name);
      // What is sync stays so: a page that goes has no later.
      return found?.then ? found.then(unless) : unless(found);
    }),
    /** The record of whoever has a key in this process. */
    holder: (key) => claims.get(PREFIX + key)?.record(),
    /**
     * Takes a key for one job alone, whose record a function tells: gives the function that lets go of it, at once or
     * after a last call to the storage; or nothing while somebody else has it.
     */
    async claim(key, record) {
      const name = PREFIX + key;
      await claims.get(name)?.end;
      if (claims.has(name)) return undefined;
      claims.set(name, { record });
      let release = () => {};
      try {
        const manager = locks && globalThis.navigator?.locks;
        if (manager) release = await lock(manager, name);
      } catch {
        // A page without an origin has no locks, and no storage to share either.
      }
      const free = () => {
        claims.delete(name);
        release?.();
      };
      if (release) return (last) => { last ? claims.set(name, { record, end: last.then(free, free) }) : free(); };
      free();
      return undefined;
    },
  };
}

/** The text of a storage, which may have none. */
function parsed(text) {
  return JSON.parse(text ?? null);
}

/** A lock over all pages of this origin: what ends it, or nothing where another page has it. */
function lock(manager, name) {
  return new Promise((answer, refuse) => {
    // The lock is held until the promise settles whose making gives the function that settles it.
    manager.request(name, { ifAvailable: true }, (lock) => (lock ? new Promise(answer) : answer())).catch(refuse);
  });
}
