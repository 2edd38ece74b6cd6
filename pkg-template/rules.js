/** The rules, as data: what was generated of each, under its code and with the words of the built-in language. */

import facts from './generated/rules.js';
import { CODES, EDITIONS, SECTIONS } from './generated/tables.js';
import { editionOf, own } from './options.js';
import { phrase } from './phrase.js';
import { freezeAll } from './report.js';

let all;

/** The rules that an edition has. */
export function rules(edition) {
  const name = EDITIONS[editionOf(edition, 'edition')];
  all ??= freezeAll(facts.map(documented));
  return Object.freeze(all.filter((rule) => rule.severity[name] !== null));
}

function documented({ summary, severity, field, schema, schema_reason, fixable, params }, number) {
  const code = CODES[number];
  const words = phrase(undefined, code);
  const [help, fix] = ['help', 'fix'].map((part) => own(words, part) ?? null);
  return {
    code, summary, severity, field, section: SECTIONS[number], schema, schema_reason, fixable, message: words.message, help, fix, params,
  };
}
