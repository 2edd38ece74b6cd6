/** The catalog that is built in, made when a word of it is asked for first: a page that begins with a plain request needs none. */

import { FIELDS, LOCALE, OPTIONS, PHRASES, SEPARATOR, TERMS } from './generated/en.js';
import { CODES } from './generated/tables.js';

const PARTS = ['message', 'help', 'fix'];

let made;

/** What messages are made of. */
export function english() {
  return (made ??= {
    locale: LOCALE,
    separator: SEPARATOR,
    phrases: table(PHRASES, (parts, rule) => [CODES[rule], phraseOf(parts)]),
    terms: table(TERMS),
  });
}

/** The same with the labels of a form. */
export function englishLabels() {
  return { ...english(), fields: table(FIELDS), options: table(OPTIONS) };
}

function phraseOf(parts) {
  return Object.fromEntries(parts.map((text, part) => [PARTS[part], text]).filter(([, text]) => text));
}

/** An entry a line. */
function table(lines, entryOf = (parts) => parts) {
  return Object.fromEntries(lines.split('\n').map((line, index) => entryOf(line.split('|'), index)));
}
