// The proxy and the webhooks as a Cloudflare Worker.
import { createProxy } from 'seedance-request/proxy';
import { verifyWebhook, WebhookError } from 'seedance-request/webhook';
import { authorize, owns, settled } from './session.mjs';

let proxy;

export default {
  async fetch(request, env, context) {
    if (new URL(request.url).pathname === '/webhooks/seedance') return webhook(request, env);
    // Secrets are known from the first request on; the proxy is made once.
    proxy ??= createProxy({ upstream: env.SEEDANCE_UPSTREAM, apiKey: env.TOAPIS_API_KEY, authorize, owns, settled });
    return proxy(request, context);
  },
};

async function webhook(request, env) {
  try {
    const { task } = await verifyWebhook(await request.arrayBuffer(), request.headers, env.WEBHOOK_SECRET);
    return Response.json({ id: task.id, status: task.status });
  } catch (error) {
    if (error instanceof WebhookError) return Response.json({ code: error.code }, { status: 400 });
    throw error;
  }
}
