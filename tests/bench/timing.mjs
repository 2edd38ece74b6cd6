/**
 * Times functions against each other: one sample of each per round, in an order that turns from round to round,
 * so that what slows the machine for a while slows all of them. Knows nothing of what is timed.
 */

const now = () => performance.now();

// A loop of its own for each function: a shared one would make every call in it go through a table.
let loops = 0;
const loopOf = (run) => new Function('run', `return function loop${++loops}(n) { let sum = 0; for (let i = 0; i < n; i++) sum += run(); return sum; }`)(run);

export const median = (list) => {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/**
 * @param {Record<string, () => number>} contenders each returns a number that depends on its work
 * @param {{rounds: number, sampleMs: number, warmMs: number}} effort
 * @returns {Record<string, number[]>} nanoseconds per call, by round
 */
export function race(contenders, { rounds, sampleMs, warmMs }) {
  const runners = Object.entries(contenders).map(([name, run]) => ({ name, loop: loopOf(run), n: 1, samples: [] }));
  let sum = 0;
  for (const runner of runners) {
    const end = now() + warmMs;
    do {
      const start = now();
      sum += runner.loop(runner.n);
      const took = now() - start;
      if (took < sampleMs) runner.n = Math.ceil(runner.n * Math.min(8, (1.1 * sampleMs) / Math.max(took, sampleMs / 8)));
    } while (now() < end);
    // Once more, warm: the size of a sample.
    const start = now();
    sum += runner.loop(runner.n);
    runner.n = Math.max(1, Math.round((runner.n * sampleMs) / Math.max(now() - start, 0.01)));
  }
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < runners.length; i++) {
      const runner = runners[(i + round) % runners.length];
      const start = now();
      sum += runner.loop(runner.n);
      runner.samples.push(((now() - start) * 1e6) / runner.n);
    }
  }
  if (!Number.isFinite(sum)) throw new Error('a contender returned no number');
  return Object.fromEntries(runners.map(({ name, samples }) => [name, samples]));
}
