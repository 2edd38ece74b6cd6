/** The editions, oldest first. */

import { EDITIONS } from './generated/tables.js';

export const editions = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ EDITIONS.slice());
