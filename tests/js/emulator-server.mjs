/**
 * Puts a fetch handler on a socket of the loopback, so that what it does to a connection really happens: a rejected
 * answer breaks the connection, a silent one leaves it open, and a stream arrives as it is written.
 *
 * Each request has a connection of its own, unless `keepAlive` is said: where a connection that served before breaks,
 * Chromium sends the request again by itself, a POST too, and nobody sees the fault.
 */

import { createServer } from 'node:http';
import { once } from 'node:events';

/**
 * @param {{ fetch(request: Request): Promise<Response> }} handler such as an emulator
 * @param {{ port?: number, keepAlive?: boolean }} [options] without a port the system picks one
 * @returns {Promise<{ url: string, close(): Promise<void> }>} the url has no slash at its end
 */
export async function serve(handler, { port = 0, keepAlive = false } = {}) {
  const server = createServer((incoming, outgoing) => {
    if (!keepAlive) outgoing.shouldKeepAlive = false;
    answer(handler, incoming, outgoing, origin).catch(() => incoming.socket.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    url: origin,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(handler, incoming, outgoing, origin) {
  const gone = new AbortController();
  outgoing.on('close', () => gone.abort(new DOMException('the client is gone', 'AbortError')));
  // A browser hands over the bytes of a small answer at once; without Nagle, so does the socket.
  incoming.socket.setNoDelay(true);
  const parts = [];
  for await (const part of incoming) parts.push(part);
  const { method, url, rawHeaders } = incoming;
  const headers = [];
  for (let at = 0; at < rawHeaders.length; at += 2) headers.push([rawHeaders[at], rawHeaders[at + 1]]);
  const body = parts.length > 0 && method !== 'GET' && method !== 'HEAD' ? Buffer.concat(parts) : undefined;
  const response = await handler.fetch(new Request(`${origin}${url}`, { method, headers, body, signal: gone.signal }));
  outgoing.writeHead(response.status, [...response.headers].flat());
  outgoing.flushHeaders();
  if (method !== 'HEAD' && response.body) for await (const chunk of response.body) outgoing.write(chunk);
  outgoing.end();
}
