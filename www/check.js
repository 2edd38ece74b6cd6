/** From a state to what there is to see: the report, what can be sent, and the repairs. All judging is the package's. */

import { applyFixes, build, toCurl, validateJson } from 'seedance-request';
import { indentOf, print } from './print.js';
import { catalogs } from './text.js';

function optionsOf({ edition, language }) {
  return { edition, locale: catalogs[language].locale };
}

/**
 * @returns {{ report?: object, built?: object, curl?: string, trouble?: unknown }} `trouble`: the checker could not run
 */
export function check(state) {
  try {
    const options = optionsOf(state);
    const report = validateJson(state.text, options);
    if (!report.valid) return { report };
    const built = build(JSON.parse(state.text), options);
    return { report, built, curl: built.ok ? toCurl(built.request, options) : undefined };
  } catch (trouble) {
    return { trouble };
  }
}

/**
 * The text with its fixes applied.
 * @param {(issue: object) => boolean} [pick] all of them, if not given
 * @returns {string | undefined} nothing when no fix could be applied
 */
export function repaired(state, pick) {
  const { request, applied } = applyFixes(JSON.parse(state.text), { ...optionsOf(state), pick });
  return applied.length ? print(request, indentOf(state.text)) : undefined;
}

/** The same request, neatly laid out; the text itself where it is not JSON. */
export function formatted(text) {
  try {
    return print(JSON.parse(text));
  } catch {
    return text;
  }
}
