/** Lets Node's own server, and what is built on it, call a fetch handler. Imports nothing of Node. */

import { MisuseError } from './errors.js';

/** @param {(request: Request) => Promise<Response>} handler */
export function toNodeListener(handler) {
  if (typeof handler !== 'function') throw new MisuseError('handler', 'a function from a Request to a Response');
  return (incoming, outgoing) => {
    listen(handler, incoming, outgoing).catch(() => outgoing.destroy());
  };
}

async function listen(handler, incoming, outgoing) {
  const request = requestOf(incoming, outgoing);
  const response = request ? await handler(request) : refusal();
  if (outgoing.destroyed) return;
  // A body that was not read to its end leaves the connection unusable.
  if (!incoming.readableEnded && hasBody(incoming) && incoming.httpVersionMajor < 2) outgoing.setHeader('connection', 'close');
  outgoing.statusCode = response.status;
  response.headers.forEach((value, name) => outgoing.setHeader(name, value));
  outgoing.end(new Uint8Array(await response.arrayBuffer()));
}

/** Nothing where the target is not a plain path: an address of another host, or one that would be read as another. */
function requestOf(incoming, outgoing) {
  const { method, url: target, rawHeaders } = incoming;
  let url;
  try {
    url = new URL(`http://localhost${target}`);
  } catch {
    return undefined;
  }
  if (!target.startsWith('/') || url.host !== 'localhost' || url.href !== `http://localhost${target}`) return undefined;
  const headers = new Headers();
  try {
    for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
      // HTTP/2 has the target among the headers.
      if (!rawHeaders[i].startsWith(':')) headers.append(rawHeaders[i], rawHeaders[i + 1]);
    }
  } catch {
    return undefined;
  }
  const body = hasBody(incoming) && method !== 'GET' && method !== 'HEAD' ? streamOf(incoming) : undefined;
  try {
    return new Request(url, { method, headers, body, duplex: 'half', signal: goneWith(outgoing) });
  } catch {
    return undefined;
  }
}

function refusal() {
  const body = { error: { code: 'request_refused', message: 'this is not a request to a path of this server', source: 'proxy' } };
  return new Response(JSON.stringify(body), {
    status: 400,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  });
}

function hasBody({ headers, httpVersionMajor, method }) {
  if (httpVersionMajor >= 2) return method !== 'GET' && method !== 'HEAD';
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Goes off when the caller hangs up. */
function goneWith(outgoing) {
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  return gone.signal;
}

function streamOf(incoming) {
  const parts = incoming[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    async cancel() {
      // Destroying the request would take the answer's connection with it.
      incoming.pause?.();
    },
  }, { highWaterMark: 0 });
}
