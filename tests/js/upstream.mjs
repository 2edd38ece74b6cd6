// Something in the place of the API, on the loopback host. What answers is any function from a Request to a Response,
// such as the `fetch` of an emulator; the one below keeps tasks and counts what a submission would have cost.
import { createServer } from 'node:http';

/** Takes every submission and answers for its tasks, by either id. */
export function createStub() {
  const tasks = new Map();
  let charges = 0;
  const json = (status, body) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
  return {
    charges: () => charges,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (!request.headers.get('authorization')?.startsWith('Bearer sk-')) return json(401, { error: { code: 401, message: 'no key', type: 'authentication_error' } });
      if (request.method === 'POST' && pathname === '/v1/videos/generations') {
        const { model, client_business_id } = await request.json();
        charges++;
        const task = { id: `tsk_vid_${charges}`, client_business_id, object: 'generation.task', model, status: 'queued', progress: 0, created_at: 1781577600 };
        tasks.set(task.id, task);
        tasks.set(client_business_id, task);
        return json(200, task);
      }
      const id = /^\/v1\/videos\/generations\/([^/]+)$/.exec(pathname)?.[1];
      const task = request.method === 'GET' && id !== undefined && tasks.get(decodeURIComponent(id));
      return task ? json(200, task) : json(404, { error: { code: 'task_not_found', message: 'no such task' } });
    },
  };
}

/**
 * Puts such a function behind a real socket.
 *
 * @returns what it listens on, what it was sent, and how to take it down; `answer` may be replaced at any time
 */
export async function serve(answer) {
  const received = [];
  const state = { answer, received, url: '', close: undefined };
  const server = createServer(async (incoming, outgoing) => {
    const parts = [];
    try {
      for await (const part of incoming) parts.push(part);
    } catch {
      return;
    }
    const body = Buffer.concat(parts);
    const { method, url, rawHeaders, headers } = incoming;
    received.push({ method, url, rawHeaders, headers, body: body.toString() });
    const request = new Request(new URL(url, state.url), { method, headers, ...(body.length > 0 && { body }) });
    const response = await state.answer(request, { incoming, outgoing });
    // It has answered for itself.
    if (!response) return;
    outgoing.writeHead(response.status, [...response.headers].flat());
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.url = `http://127.0.0.1:${server.address().port}`;
  state.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return state;
}
