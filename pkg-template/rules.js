/** The rules, as data. */

import { EDITIONS } from './generated/tables.js';
import all from './generated/rules.js';
import { editionOf } from './options.js';
import { freezeAll } from './report.js';

/** The rules that an edition has. */
export function rules(edition) {
  const name = EDITIONS[editionOf(edition, 'edition')];
  return freezeAll(all.filter((rule) => rule.severity[name] !== null));
}
