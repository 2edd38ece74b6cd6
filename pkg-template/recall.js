/**
 * Reports of before. What the rules say of a request whose texts, URLs and ids are plain rests on its single values and
 * on the roles of its media alone; so the next request of the same shape gets the same report, and the module is not
 * asked again. A form says the same of most keystrokes. Knows no rule.
 */

/** How many reports are kept. */
const MOST = 64;
/** A longer value is no slip of a choice. */
const LONGEST = 64;

const known = [];

/** @typedef {{ place: number, parts: unknown[], report: object | undefined }} Shape what was said of it, once it was */

/** Whether a value can be told from others at once, and kept without keeping anything of the caller's. */
export function isSingle(value) {
  switch (typeof value) {
    case 'string':
      return value.length <= LONGEST;
    case 'number':
    case 'boolean':
    case 'undefined':
      return true;
    default:
      return value === null;
  }
}

/** The shape that has these parts, all of them single values, with its report if it is known. */
export function shapeOf(parts) {
  let mixed = 0;
  for (let i = 0; i < parts.length; i++) mixed += (2 * i + 1) * printOf(parts[i]);
  const place = mixed & MOST - 1;
  const last = known[place];
  return last !== undefined && areSame(parts, last.parts) ? last : { place, parts, report: undefined };
}

function areSame(parts, others) {
  for (let i = 0; i < parts.length; i++) if (parts[i] !== others[i]) return false;
  return true;
}

/** Notes what was said of a shape. Reports are frozen, so one can be given many times. */
export function note({ place, parts }, report) {
  // A string that was cut out of a text may hold on to all of it; a copy does not.
  known[place] = { place, parts: parts.map((part) => (typeof part === 'string' ? JSON.parse(JSON.stringify(part)) : part)), report };
}

/** Equal values have equal prints. */
function printOf(value) {
  return typeof value === 'string' ? 8 * value.length + value.charCodeAt(value.length >> 1) | 0 : value | 0;
}
