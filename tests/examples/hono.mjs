// The proxy and the webhooks as routes of a Hono app.
import { Hono } from 'hono';
import { createProxy } from 'seedance-request/proxy';
import { createDedupe, verifyWebhook, WebhookError } from 'seedance-request/webhook';
import { authorize, owns, settled } from './session.mjs';

const proxy = createProxy({
  upstream: process.env.SEEDANCE_UPSTREAM, apiKey: process.env.TOAPIS_API_KEY, authorize, owns, settled, basePath: '/api/seedance',
});
const dedupe = createDedupe();
export const finished = [];

export const app = new Hono();
app.all('/api/seedance/*', (context) => proxy(context.req.raw));
app.post('/webhooks/seedance', async (context) => {
  try {
    const event = await verifyWebhook(await context.req.arrayBuffer(), context.req.raw.headers, process.env.WEBHOOK_SECRET);
    await dedupe.once(event.id, () => finished.push(event.task));
    return context.body(null, 204);
  } catch (error) {
    if (error instanceof WebhookError) return context.json({ code: error.code }, 400);
    throw error;
  }
});
