/** The JSON Schema of a request, as data. */

import { EDITIONS } from './generated/tables.js';
import all from './generated/schema.js';
import { MisuseError } from './errors.js';
import { editionOf, own, record } from './options.js';
import { freezeAll } from './report.js';

/** @param {{ edition?: string, target?: 'draft-2020-12' }} [options] */
export function jsonSchema(options) {
  if (options !== undefined) record(options, 'options', ['edition', 'target']);
  const target = own(options, 'target') ?? 'draft-2020-12';
  if (target !== 'draft-2020-12') throw new MisuseError('options.target', 'draft-2020-12');
  return freezeAll(all[EDITIONS[editionOf(own(options, 'edition'), 'options.edition')]]);
}
