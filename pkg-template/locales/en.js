/** English, the catalog that is built in: for pages that show labels in more than one language. */

import { english } from '../generated/en.js';

export default /* @__PURE__ */ english();
