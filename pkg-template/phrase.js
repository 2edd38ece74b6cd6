/** From a code and its parameters to words: the templates of a catalog, filled in. Knows no rule and no language. */

import { english } from './english.js';
import { hasOwn } from './own.js';

// Templates taken apart, by their text: words stand at even places, names at odd ones.
const parsed = new Map();

/**
 * @param {import('./generated/types.js').Catalog | undefined} catalog the built-in one where there is none
 * @param {string | undefined} template
 * @param {Record<string, unknown>} params
 * @returns {string | undefined} nothing where a parameter that it names is not there
 */
export function fill(catalog = english(), template, params) {
  if (!template) return undefined;
  const pieces = parsed.get(template) ?? parse(template);
  let text = pieces[0];
  for (let i = 1; i < pieces.length; i += 2) {
    let name = pieces[i];
    const isTerm = name.startsWith('term:');
    if (isTerm) name = name.slice(5);
    if (!hasOwn.call(params, name)) return undefined;
    const value = params[name];
    text += (isTerm ? term(catalog, value) : words(catalog, value)) + pieces[i + 1];
  }
  return text;
}

/** The phrase of a rule; a catalog without it leaves the code to speak for itself. */
export function phrase(catalog = english(), code) {
  return hasOwn.call(catalog.phrases, code) ? catalog.phrases[code] : { message: code };
}

function term(catalog, name) {
  return hasOwn.call(catalog.terms, name) ? catalog.terms[name] : String(name);
}

function words(catalog, value) {
  if (!Array.isArray(value)) return String(value);
  let text = '';
  for (let i = 0; i < value.length; i++) text += (i ? catalog.separator : '') + words(catalog, value[i]);
  return text;
}

function parse(template) {
  const pieces = [];
  let rest = template;
  for (let open; (open = rest.indexOf('{')) >= 0; ) {
    const close = rest.indexOf('}', open);
    if (close < 0) break;
    pieces.push(rest.slice(0, open), rest.slice(open + 1, close));
    rest = rest.slice(close + 1);
  }
  pieces.push(rest);
  // Callers may make catalogs as they go: their templates are not kept for ever.
  if (parsed.size >= 1000) parsed.clear();
  parsed.set(template, pieces);
  return pieces;
}
