// A job from its request to its video, in whatever runs this file: what came of it on the last line, as JSON.
import { validate } from 'seedance-request';
import { createClient } from 'seedance-request/client';
import { createEmulator } from 'seedance-request/emulator';

const request = { model: 'seedance-2', prompt: 'a cat', client_business_id: 'order-7' };
const codes = validate({ ...request, duration: 99 }).errors.map(({ code }) => code);
const run = async (options) => {
  const { status, videos } = await createClient({ polling: { firstMs: 0, intervalMs: 100, backoffMs: 100 }, ...options }).run(request);
  return [status, videos.length];
};
const overSocket = await run({ baseUrl: process.argv[2] });
const emulator = createEmulator({ script: { life: { queued_ms: 0, running_ms: 0 } } });
const inside = await run({ baseUrl: 'https://api.example', fetch: (url, init) => emulator.fetch(new Request(url, init)) });
console.log(JSON.stringify({ codes, overSocket, inside }));
