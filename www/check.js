/** From a state to what there is to see: the report, what can be sent, and the repairs. All judging is the package's. */

import { applyFixes, build, toCurl, validateJson } from 'seedance-request';
import { catalogs } from './text.js';
import { parse, print, repair } from './tree.js';

function optionsOf({ edition, language }) {
  return { edition, locale: catalogs[language] };
}

/**
 * @returns {{ report?: object, built?: object, curl?: string, trouble?: unknown }} `trouble`: the checker could not run
 */
export function check(state) {
  try {
    const options = optionsOf(state);
    const report = validateJson(state.text, options);
    if (!report.valid) return { report };
    const built = build(JSON.parse(bare(state.text)), options);
    return { report, built, curl: built.ok ? toCurl(built.request) : undefined };
  } catch (trouble) {
    return { trouble };
  }
}

/**
 * The text with its fixes applied, and otherwise as it was written.
 * @param {(issue: object) => boolean} [pick] all of them, if not given
 * @returns {string | undefined} nothing when no fix could be applied
 */
export function repaired(state, pick) {
  const text = bare(state.text);
  const { request, applied } = applyFixes(JSON.parse(text), pick ? { ...optionsOf(state), pick } : optionsOf(state));
  if (!applied.length) return undefined;
  return repair(text, applied, request);
}

/** The same request, neatly laid out; the text itself where it is not JSON. */
export function formatted(text) {
  try {
    return print(parse(bare(text)));
  } catch {
    return text;
  }
}

/** Without a byte order mark, which JSON.parse would refuse. */
function bare(text) {
  return text.replace(/^\ufeff/, '');
}
