/** English, the catalog that is built in: for pages that show labels in more than one language. */

import { englishLabels } from '../english.js';

export default /* @__PURE__ */ englishLabels();
