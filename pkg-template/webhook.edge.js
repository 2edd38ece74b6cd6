/** Webhooks, for edge runtimes that import modules as such. The doors differ in their first lines alone. */

import { MisuseError, parseTask } from './index.edge.js';
import { verify } from './webhook-event.js';

// What follows is the same in every door.

export { MisuseError };
export { createDedupe } from './webhook-dedupe.js';
export { WebhookError } from './webhook-event.js';

export function verifyWebhook(rawBody, headers, secrets, options) {
  return verify(parseTask, rawBody, headers, secrets, options);
}
