/** Time as the emulator sees it: the machine's own, or one that stands still until a test moves it. */

/** The machine's clock. A wait in the background never keeps a process alive. */
export const systemClock = {
  now: () => Date.now(),
  sleep(ms, signal, background) {
    return new Promise((resolve, reject) => {
      // Longer timers would fire at once.
      const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
      if (background) timer.unref?.();
      function done() {
        signal?.removeEventListener('abort', stop);
        resolve();
      }
      function stop() {
        clearTimeout(timer);
        reject(signal.reason);
      }
      if (signal?.aborted) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    });
  },
};

/** Lets everything run that waits for no clock: what comes next is a task of its own, after every microtask. */
function settle() {
  if (typeof setImmediate === 'function') return new Promise((resolve) => { setImmediate(resolve); });
  if (typeof MessageChannel !== 'function') return new Promise((resolve) => { setTimeout(resolve); });
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      // Both are held until here: a port that is collected takes its message with it.
      port1.close();
      port2.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

// A request body or a digest takes a few turns of the event loop to be read.
const TURNS = 5;

/** @param {number} start milliseconds since 1970 */
export function createVirtualClock(start = Date.UTC(2026, 5, 16)) {
  let now = start;
  /** Who sleeps, in the order of waking. */
  const sleepers = [];

  async function advance(ms) {
    if (!(ms >= 0 && ms < Infinity)) throw new RangeError('ms: expected a number from 0');
    const end = now + ms;
    for (let turn = 0; turn < TURNS; turn++) await settle();
    while (sleepers.length > 0 && sleepers[0].at <= end) {
      const { at, wake } = sleepers.shift();
      now = Math.max(now, at);
      wake();
      for (let turn = 0; turn < TURNS; turn++) await settle();
    }
    now = Math.max(now, end);
  }

  return Object.freeze({
    now: () => now,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper = { at: now + Math.max(0, ms), wake };
        const place = sleepers.findIndex((other) => other.at > sleeper.at);
        sleepers.splice(place < 0 ? sleepers.length : place, 0, sleeper);
        function wake() {
          signal?.removeEventListener('abort', stop);
          resolve();
        }
        function stop() {
          sleepers.splice(sleepers.indexOf(sleeper), 1);
          reject(signal.reason);
        }
        signal?.addEventListener('abort', stop, { once: true });
      });
    },
    advance,
    /** How many sleep now. */
    get sleeping() {
      return sleepers.length;
    },
  });
}
