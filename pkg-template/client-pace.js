/**
 * When the next request may leave, so that any number of jobs of one client stays within what the API grants a user.
 *
 * Requests of a kind keep a distance; a few that come after a silence may leave at once. In any stretch of time no more
 * leave than `burst` and one per distance. That is some way below what is granted: other pages and processes ask too.
 */

/**
 * The allowance of the smallest tier is 3,000 questions and 300 submissions a minute, 50 of those within 10 s.
 *
 * @param {{ GET?: object, POST?: object }} given the caller's own
 */
export function createPaces({ GET, POST }) {
  return { GET: createPace({ everyMs: 25, burst: 100, ...GET }), POST: createPace({ everyMs: 250, burst: 10, ...POST }) };
}

/**
 * @param {{ everyMs: number, burst: number }} policy
 * @returns {(nowMs: number) => number} takes the next turn and says how long it is away, in milliseconds
 */
function createPace({ everyMs, burst }) {
  let next = -Infinity;
  return (nowMs) => {
    next = Math.max(next, nowMs - everyMs * (burst - 1));
    const waitMs = Math.max(0, Math.ceil(next - nowMs));
    next += everyMs;
    return waitMs;
  };
}
