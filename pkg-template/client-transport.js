/** One request: sent, read to its end or to the limit, told as an event. Decides nothing and never rejects. */

/** One byte past what the machines read. */
const MOST_BYTES = (1 << 20) + 1;
const MOST_WORDS = 500;
const TASK = 'generation.task';

/**
 * @param {object} settings
 * @param {{ method: string, path: string, body?: string }} outgoing
 * @param {AbortController} controller aborted without a reason, for some implementations of fetch trip over one
 */
export async function send(settings, outgoing, controller) {
  const { fetch, base, headers, init, hide } = settings;
  const { method, path, body } = outgoing;
  try {
    const response = await fetch(base + path, {
      ...init,
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body,
      // INVARIANT: a redirect is never followed, for the key would go along.
      redirect: 'manual',
      signal: controller.signal,
    });
    const header = (name) => {
      const value = response.headers?.get(name);
      return typeof value === 'string' ? hide(value) : null;
    };
    return {
      type: 'answer',
      value: {
        // What was redirected after all comes from somewhere else.
        status: response.redirected === true ? 0 : response.status & 0xffff,
        retryAfter: header('retry-after'),
        date: header('date'),
        contentType: header('content-type'),
        body: bodyOf(wellFormed(await textOf(response, controller)), response.status, settings),
      },
    };
  } catch (error) {
    return { type: 'networkError', value: wellFormed(hide(wordsOf(error)).slice(0, MOST_WORDS)) };
  }
}

/** What a task says of itself is read as it is, but for the key. Whatever else is kept and shown repeats no header. */
function bodyOf(text, status, { hide, hideKey }) {
  try {
    const task = JSON.parse(status >= 200 && status < 300 ? text : null);
    if ((task.id || task.task_id) && task.status && (task.object ?? TASK) === TASK) {
      return hideKey(task.error ? JSON.stringify({ ...task, error: JSON.parse(hide(JSON.stringify(task.error))) }) : text);
    }
  } catch {
    // It is no task.
  }
  return hide(text);
}

/** Half a character is nothing that a machine could read. */
const wellFormed = (text) => text.replace(/\p{Surrogate}/gu, '\ufffd');

async function textOf(response, controller) {
  const { body } = response;
  if (!body?.getReader) return body === null ? '' : String(await response.text()).slice(0, MOST_BYTES);
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let left = MOST_BYTES; left > 0;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value.subarray(0, left), { stream: true });
    left -= value.length;
  }
  // Nobody will read the rest.
  reader.cancel().catch(() => {});
  controller.abort();
  return text + decoder.decode();
}

/** A rejection can be any value, and any look at it can throw. */
export function wordsOf(error) {
  try {
    if (typeof error === 'string') return error;
    return [error?.message, error?.cause?.message].filter((text) => text && typeof text === 'string').join(': ');
  } catch {
    return '';
  }
}
