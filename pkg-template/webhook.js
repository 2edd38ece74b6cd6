/** Webhooks of the API: whether one is genuine, and what it says, in the words of polling. */

import { MisuseError, parseTask } from './index.js';
import { verify } from './webhook-event.js';

// What follows is the same in every door.

export { MisuseError };
export { createDedupe } from './webhook-dedupe.js';
export { WebhookError } from './webhook-event.js';

export function verifyWebhook(rawBody, headers, secrets, options) {
  return verify(parseTask, rawBody, headers, secrets, options);
}
