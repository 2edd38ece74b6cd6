/** A server's own door to the API: it holds the key, checks each request by the rules, and sends on what it rebuilt. */

import { build, MisuseError, parseError, parseTask, toHttpRequest, validateJson } from './index.js';
import { proxyOver } from './proxy-handler.js';

// What follows is the same in every door.

export { MisuseError };
export { toNodeListener } from './proxy-node.js';

export function createProxy(options) {
  return proxyOver({ build, parseError, parseTask, toHttpRequest, validateJson }, options);
}
