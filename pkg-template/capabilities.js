/** What each model takes, as data. */

import { EDITIONS } from './generated/tables.js';
import all from './generated/capabilities.js';
import { editionOf } from './options.js';
import { freezeAll } from './report.js';

/** @param {string} [edition] */
export function capabilities(edition) {
  return freezeAll(all[EDITIONS[editionOf(edition, 'edition')]]);
}
