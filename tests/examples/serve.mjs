// The same handler as the Worker's, on the servers of Deno and Bun.
import worker from './worker.mjs';

const fetch = (request) => worker.fetch(request, process.env);
const place = { hostname: '127.0.0.1', port: 0 };
if (globalThis.Bun) console.log(Bun.serve({ ...place, fetch }).url.origin);
else Deno.serve({ ...place, onListen: ({ hostname, port }) => console.log(`http://${hostname}:${port}`) }, fetch);
