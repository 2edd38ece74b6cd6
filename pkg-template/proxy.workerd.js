/** The proxy for workerd. The doors differ in their first lines alone. */

import { build, MisuseError, parseError, parseTask, toHttpRequest, validateJson } from './index.workerd.js';
import { proxyOver } from './proxy-handler.js';

// What follows is the same in every door.

export { MisuseError };
export { toNodeListener } from './proxy-node.js';

export function createProxy(options) {
  return proxyOver({ build, parseError, parseTask, toHttpRequest, validateJson }, options);
}
