/** English. */

import type { Catalog } from '../generated/types.js';

declare const catalog: Catalog;
export default catalog;
