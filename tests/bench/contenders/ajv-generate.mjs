/** Writes what a build step with Ajv would write: the check as a module of its own. */

import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { options, schema } from './schema.mjs';

export function source() {
  const ajv = new Ajv({ ...options, code: { source: true, esm: true, lines: false } });
  return (standalone.default ?? standalone)(ajv, ajv.compile(schema));
}
