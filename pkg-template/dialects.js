/**
 * Writes a JSON Schema of draft 2020-12 down in older dialects. Knows no field of a request.
 *
 * It knows the keywords that the generated schemas use and no others; a test holds the outcome against the dialects.
 */

import { put } from './own.js';

const SCHEMA = ['items', 'contains', 'not', 'if', 'then'];
const LIST = ['allOf', 'anyOf'];
const NAMED = ['properties', '$defs'];

/** Applies `change` to a schema after its parts were changed. */
function rewrite(schema, change) {
  if (typeof schema === 'boolean') return change(schema);
  const copy = {};
  for (const key of Object.keys(schema)) {
    const value = schema[key];
    if (SCHEMA.includes(key)) put(copy, key, rewrite(value, change));
    else if (LIST.includes(key)) put(copy, key, value.map((part) => rewrite(part, change)));
    else if (NAMED.includes(key)) {
      const parts = {};
      for (const name of Object.keys(value)) put(parts, name, rewrite(value[name], change));
      put(copy, key, parts);
    } else put(copy, key, value);
  }
  return change(copy);
}

/** Adds conditions that all have to hold. */
function all(schema, conditions) {
  return conditions.length === 0 ? schema : { ...schema, allOf: [...(schema.allOf ?? []), ...conditions] };
}

/** What stands beside a reference does not count in draft 07, and definitions have another name. */
export function toDraft07(schema) {
  const { $schema, $defs, ...rest } = rewrite(schema, (part) => {
    if (typeof part === 'boolean' || part.$ref === undefined) return part;
    const { $ref, ...beside } = part;
    return all(beside, [{ $ref: $ref.replace('#/$defs/', '#/definitions/') }]);
  });
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...rest, definitions: $defs };
}

/** A schema object of OpenAPI 3.0: no conditions, no constants, no booleans for schemas, and nothing to refer to. */
export function toOpenApi30(schema) {
  const { $schema, $comment, $defs, ...rest } = rewrite(schema, (part) => {
    if (typeof part === 'boolean') return part ? {} : { not: {} };
    const { $ref, const: constant, contains, if: condition, then, ...plain } = part;
    if (constant !== undefined) plain.enum = [constant];
    // A list without the item is one whose every item is another.
    if (plain.type === 'array') plain.items ??= {};
    const conditions = [];
    if ($ref !== undefined) conditions.push(schema.$defs[$ref.replace('#/$defs/', '')]);
    if (contains !== undefined) conditions.push({ not: { type: 'array', items: { not: contains } } });
    if (condition !== undefined) conditions.push({ anyOf: [{ not: condition }, then] });
    return all(plain, conditions);
  });
  return rest;
}
