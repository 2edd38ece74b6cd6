/** The rules as a Standard Schema (https://standardschema.dev) and a Standard JSON Schema. Knows no rule, and throws for no request. */

import { EDITIONS } from './generated/tables.js';
import { catalogOf, normalise } from './options.js';
import { hasOwn, isObject } from './own.js';
import { schemaFor } from './schema.js';
import { check } from './validate.js';

const { freeze } = Object;

/** Forms drop an issue without a path and submit: what concerns the request as a whole stands at the field it begins with. */
const ROOT = /* @__PURE__ */ freeze(['model']);

/**
 * @param {object} core
 * @param {object} [options] those of `validate`, read once
 */
export function standardSchema(core, options) {
  const settings = normalise(options);
  const schema = ({ target }) => schemaFor(EDITIONS[settings.edition], target, 'target');
  return freeze({
    '~standard': freeze({
      version: 1,
      vendor: 'seedance-request',
      validate: (value, options) => validate(core, settings, value, options),
      jsonSchema: freeze({ input: schema, output: schema }),
    }),
    with: (options) => standardSchema(core, options),
  });
}

function validate(core, settings, value, options) {
  try {
    const { valid, errors } = check(core, value, localised(settings, options?.libraryOptions));
    // A report names a list before its items: readers that nest messages would lose an item otherwise.
    return valid ? { value } : { issues: errors.map(placed) };
  } catch (error) {
    return { issues: [internal(error)] };
  }
}

/** Options of the call belong to every library at once: of these one is ours. */
function localised(settings, options) {
  const given = isObject(options) && hasOwn.call(options, 'locale');
  return given ? { ...settings, catalog: catalogOf(options.locale, 'libraryOptions.locale') } : settings;
}

function placed(issue) {
  return issue.path.length > 0 ? issue : freeze({ ...issue, path: ROOT });
}

function internal(error) {
  // Whatever was thrown, a request's own accessor may have thrown it: nothing of it is touched but in here.
  let message = 'The request could not be checked';
  try {
    if (error.code === 'misuse' || error.code === 'WASM_UNAVAILABLE') message = String(error.message);
  } catch {
    // The plain words then.
  }
  return freeze({ code: 'internal', severity: 'error', path: ROOT, pointer: '', message, params: freeze({}) });
}
