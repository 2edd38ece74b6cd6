/**
 * The API behind the demo's page: the package's own proxy, and behind it the package's emulator, or, where TOAPIS_API_KEY
 * is set, the real API. It listens on the loopback host, says in one line of JSON where, and ends with its standard input.
 */

import { createServer } from 'node:http';
import { editions } from 'seedance-request';
import { createEmulator } from 'seedance-request/emulator';
import { createProxy, toNodeListener } from 'seedance-request/proxy';

const API = 'https://toapis.com';
/** How long an emulated job may be made to take, in seconds. */
const LENGTHS = [5, 25, 60];
const OWN_HOST = /^(?:127\.0\.0\.1|localhost):\d+$/;
const MOST_BYTES = 1_000;

/** What stands behind the proxy, and what the page may know and change about it. */
function emulated() {
  let seconds = LENGTHS[1];
  let submissions = 0;
  const life = () => ({ queued_ms: seconds * 200, running_ms: seconds * 800 });
  const lives = () => ({ route: 'life', life: life() });
  const emulator = createEmulator({ clips: '/clips/', requireKey: true, script: { life: life() } });
  // Nothing in this page receives webhooks.
  const faults = emulator.faults.filter(({ route }) => route !== 'webhook');
  const status = () => ({
    behind: 'emulator',
    faults,
    lengths: LENGTHS,
    seconds,
    submissions,
    charges: Object.values(emulator.charges()).reduce((sum, times) => sum + times, 0),
  });
  return {
    upstream: 'https://emulator.invalid',
    apiKey: 'emulated',
    async fetch(url, init) {
      if (init.method !== 'POST') return emulator.fetch(url, init);
      submissions++;
      const before = emulator.tasks().length;
      try {
        return await emulator.fetch(url, init);
      } finally {
        // A life out of the catalogue is for one job.
        if (emulator.tasks().length > before) emulator.inject(lives());
      }
    },
    clip: (request) => emulator.fetch(request),
    status,
    change({ fault, seconds: wanted }) {
      if (LENGTHS.includes(wanted)) {
        seconds = wanted;
        emulator.inject(lives());
      } else if (faults.some(({ name }) => name === fault)) {
        emulator.inject(fault);
      } else {
        return undefined;
      }
      return status();
    },
  };
}

function real(apiKey, upstream) {
  return { upstream, apiKey, status: () => ({ behind: 'api', host: new URL(upstream).host }) };
}

const key = process.env.TOAPIS_API_KEY;
const behind = key ? real(key, process.env.TOAPIS_BASE_URL || API) : emulated();

/** One proxy for each revision of the page's rules, below its name. */
function proxies() {
  const { upstream, apiKey, fetch } = behind;
  // Whoever reaches the loopback host of this machine is let in: enough for a demo, and for nothing else. The proxy itself
  // turns pages of other sites away.
  const authorize = () => true;
  return editions.map((edition) => {
    const basePath = `/api/${edition}`;
    return [`${basePath}/`, createProxy({ upstream, apiKey, fetch, authorize, edition, basePath })];
  });
}

const json = (value, status = 200) => Response.json(value, { status, headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } });
const nothing = () => json({ error: { code: 'no_such_route', message: 'there is nothing here', source: 'demo' } }, 404);
const refused = (status, message) => json({ error: { code: 'request_refused', message, source: 'demo' } }, status);

/** The demo's own route, which the API does not have: what stands behind the page, and what shall go wrong there. */
async function demo(request) {
  if (request.method === 'GET') return json(behind.status());
  if (request.method !== 'POST' || !behind.change) return refused(405, 'this cannot be changed');
  const { headers } = request;
  // With this content type no page of another site can ask without asking ahead, and nobody answers that.
  if (headers.get('content-type') !== 'application/json') return refused(415, 'JSON alone');
  if (!(Number(headers.get('content-length')) <= MOST_BYTES)) return refused(413, 'too long');
  const wish = await request.json().catch(() => null);
  const changed = behind.change(Object(wish));
  return changed ? json(changed) : refused(400, 'there is no such fault and no such length');
}

async function answer(request, routes) {
  // A page that points its own name at this machine shall not get past the demo's server.
  if (!OWN_HOST.test(request.headers.get('host') ?? '')) return refused(421, 'this answers to 127.0.0.1 and localhost only');
  const { pathname } = new URL(request.url);
  const proxy = routes.find(([path]) => pathname.startsWith(path))?.[1];
  if (proxy) return proxy(request);
  if (pathname === '/demo/api') return demo(request);
  if (pathname.startsWith('/clips/') && behind.clip) return behind.clip(request);
  return nothing();
}

function start() {
  const routes = proxies();
  const listener = toNodeListener((request) => answer(request, routes));
  const server = createServer((incoming, outgoing) => {
    // A browser sends a POST a second time by itself when a connection that it used before breaks: none is used twice.
    outgoing.setHeader('connection', 'close');
    listener(incoming, outgoing);
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    process.stdout.write(`${JSON.stringify({ port, host: behind.status().host })}\n`);
  });
  for (const end of ['end', 'close', 'error']) process.stdin.on(end, () => process.exit());
  process.stdin.resume();
}

try {
  start();
} catch (error) {
  // The messages of the package never hold the key.
  process.stderr.write(`error: the API of the demo cannot start (TOAPIS_API_KEY, TOAPIS_BASE_URL): ${error.message}\n`);
  process.exitCode = 1;
}
