/** Reads bodies with a counter: whatever a header claims, no more is kept than was allowed. */

export class BodyTooLarge extends Error {}

/** Time ran out. */
export class Late extends Error {}

/**
 * @param {ReadableStream<Uint8Array> | null} body
 * @param {number} most
 */
export async function readBytes(body, most, { signal } = {}) {
  if (!body) return new Uint8Array();
  const reader = body.getReader();
  const stop = () => reader.cancel().catch(() => {});
  signal?.addEventListener('abort', stop, { once: true });
  const chunks = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (signal?.aborted) throw new Late();
      if (done) break;
      size += value.byteLength;
      if (size > most) {
        stop();
        throw new BodyTooLarge();
      }
      chunks.push(value);
    }
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  if (chunks.length === 1) return chunks[0];
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/**
 * Does something in a given time. Its signal goes off when the time is over; whether that is heeded changes nothing.
 *
 * @template T
 * @param {{ clock: object, timeoutMs: number }} settings
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 */
export function inTime({ clock, timeoutMs }, work) {
  const stop = new AbortController();
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => {
      reject(new Late());
      stop.abort();
    }, timeoutMs);
    const settle = (end) => (value) => {
      clock.clearTimeout(timer);
      end(value);
    };
    Promise.resolve(stop.signal).then(work).then(settle(resolve), settle(reject));
  });
}
