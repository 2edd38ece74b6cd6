/**
 * Who submits a job in `dropped.mjs`: each SDK as its documentation sets it up, and just enough of its vendor's create
 * endpoint to answer it. Knows no fault and counts nothing.
 *
 * `accept(number)` is the vendor's answer to the accepted task of that number, `idOf(task)` the id in it. `submit(to, limit)`
 * makes one call and resolves with what the SDK gives. Everything is as it comes, but for the address and a key. With `limit`
 * what ends the wait for an answer by default, `limitedBy`, does so after that many milliseconds: it would take minutes.
 */

import { Agent, fetch as undiciFetch } from 'undici';

const PROMPT = 'A paper boat drifts down a rainy street.';
const KEY = 'key-of-nobody';

const json = (status, body) => ({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const uuid = (number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const PEERS = [
  {
    name: 'replicate',
    route: '/v1/models/bytedance/seedance-1-pro/predictions',
    limitedBy: 'the limit of `fetch`',
    accept: (number) => json(201, { id: uuid(number), model: 'bytedance/seedance-1-pro', version: 'hidden', input: { prompt: PROMPT }, output: null, logs: '', error: null, status: 'starting', created_at: '2026-06-16T00:00:00Z', urls: {} }),
    idOf: (prediction) => prediction?.id,
    async submit(to, limit) {
      const { default: Replicate } = await import('replicate');
      const replicate = new Replicate({ auth: KEY, baseUrl: `${to}/v1`, ...(limit && { fetch: impatient(limit) }) });
      return replicate.predictions.create({ model: 'bytedance/seedance-1-pro', input: { prompt: PROMPT } });
    },
  },
  {
    name: '@fal-ai/client',
    route: '/fal-ai/bytedance/seedance/v1/pro/text-to-video',
    limitedBy: 'the limit of `fetch`',
    accept: (number) => json(200, { status: 'IN_QUEUE', request_id: uuid(number), queue_position: 0, response_url: 'https://queue.fal.run/', status_url: 'https://queue.fal.run/', cancel_url: 'https://queue.fal.run/' }),
    idOf: (queued) => queued?.request_id,
    async submit(to, limit) {
      const { createFalClient } = await import('@fal-ai/client');
      const fal = createFalClient({
        credentials: KEY,
        requestMiddleware: async (request) => ({ ...request, url: request.url.replace('https://queue.fal.run', to) }),
        ...(limit && { fetch: impatient(limit) }),
      });
      return fal.queue.submit('fal-ai/bytedance/seedance/v1/pro/text-to-video', { input: { prompt: PROMPT } });
    },
  },
  {
    name: 'openai',
    route: '/v1/videos',
    limitedBy: 'its `timeout`',
    accept: (number) => json(200, { id: `video_${number}`, object: 'video', model: 'sora-2', status: 'queued', progress: 0, created_at: 1781568000, seconds: '4', size: '720x1280' }),
    idOf: (video) => video?.id,
    async submit(to, limit) {
      const { default: OpenAI } = await import('openai');
      const client = new OpenAI({ apiKey: KEY, baseURL: `${to}/v1`, ...(limit && { timeout: limit }) });
      return client.videos.create({ model: 'sora-2', prompt: PROMPT, seconds: '4' });
    },
  },
  {
    name: '@runwayml/sdk',
    route: '/v1/text_to_video',
    limitedBy: 'its `timeout`',
    accept: (number) => json(200, { id: uuid(number) }),
    idOf: (task) => task?.id,
    async submit(to, limit) {
      const { default: RunwayML } = await import('@runwayml/sdk');
      const client = new RunwayML({ apiKey: KEY, baseURL: to, ...(limit && { timeout: limit }) });
      return client.textToVideo.create({ model: 'veo3.1', promptText: PROMPT, ratio: '1280:720', duration: 8 });
    },
  },
  {
    name: 'lumaai',
    route: '/dream-machine/v1/generations/video',
    limitedBy: 'its `timeout`',
    accept: (number) => json(201, { id: uuid(number), generation_type: 'video', state: 'queued', created_at: '2026-06-16T00:00:00Z', model: 'ray-2', request: { prompt: PROMPT, model: 'ray-2' } }),
    idOf: (generation) => generation?.id,
    async submit(to, limit) {
      const { default: LumaAI } = await import('lumaai');
      const client = new LumaAI({ authToken: KEY, baseURL: `${to}/dream-machine/v1`, ...(limit && { timeout: limit }) });
      return client.generations.create({ model: 'ray-2', prompt: PROMPT });
    },
  },
];

/** Node's own fetch is undici's, which waits 300 s for an answer to begin. */
const impatient = (limit) => {
  const dispatcher = new Agent({ headersTimeout: limit });
  return (url, init) => undiciFetch(url, { ...init, dispatcher });
};

/** Three tries, whatever happened. It is in no table: it shows that the counting counts. */
export const BLIND = {
  name: 'three blind tries',
  route: '/jobs',
  accept: (number) => json(200, { id: uuid(number) }),
  idOf: (task) => task?.id,
  async submit(to) {
    for (let left = 2; ; left--) {
      try {
        const answer = await fetch(`${to}/jobs`, { method: 'POST', body: '{}' });
        if (answer.ok) return await answer.json();
        throw new Error(`status ${answer.status}`);
      } catch (error) {
        if (left === 0) throw error;
      }
    }
  },
};

/** Ours, as installed. `emulator` is what stands behind the socket in the vendor's place. It needs no limit: it has one. */
export function ours(name, { createClient }) {
  return {
    name,
    route: '/v1/videos/generations',
    idOf: (submitted) => submitted?.task?.id,
    async submit(to) {
      return createClient({ baseUrl: to, apiKey: KEY }).submit({ model: 'seedance-2', prompt: PROMPT });
    },
  };
}
