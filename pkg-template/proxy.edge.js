/** The proxy for edge runtimes that import modules as such. The doors differ in their first lines alone. */

import { build, MisuseError, parseError, parseTask, toHttpRequest, validateJson } from './index.edge.js';
import { proxyOver } from './proxy-handler.js';

// What follows is the same in every door.

export { MisuseError };
export { toNodeListener } from './proxy-node.js';

export function createProxy(options) {
  return proxyOver({ build, parseError, parseTask, toHttpRequest, validateJson }, options);
}
