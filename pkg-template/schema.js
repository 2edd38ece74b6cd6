/** The JSON Schema of a request, as data, in the dialect that is asked for. */

import { EDITIONS } from './generated/tables.js';
import all from './generated/schema.js';
import { toDraft07, toOpenApi30 } from './dialects.js';
import { MisuseError } from './errors.js';
import { editionOf, own, record } from './options.js';
import { freezeAll } from './report.js';

const TARGETS = {
  __proto__: null,
  'draft-2020-12': (schema) => schema,
  'draft-07': toDraft07,
  'openapi-3.0': toOpenApi30,
};
const made = { __proto__: null };

/** @param {{ edition?: string, target?: string }} [options] */
export function jsonSchema(options) {
  if (options !== undefined) record(options, 'options', ['edition', 'target']);
  const target = own(options, 'target') ?? 'draft-2020-12';
  return schemaFor(EDITIONS[editionOf(own(options, 'edition'), 'options.edition')], target, 'options.target');
}

/** The schema of an edition; `name` is what the target is called where it is none. */
export function schemaFor(edition, target, name) {
  const write = typeof target === 'string' ? TARGETS[target] : undefined;
  if (!write) throw new MisuseError(name, `one of ${Object.keys(TARGETS).join(', ')}`);
  return made[`${edition} ${target}`] ??= freezeAll(write(all[edition]));
}
