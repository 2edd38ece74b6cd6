/** Changes, as callers get them. */

import { array, more, value } from './decode.js';
import { CODES } from './generated/tables.js';
import { put } from './own.js';

const { freeze } = Object;

/** For `decode`: the changes of a step, of form values, of a switch. */
export function readChanges() {
  const changes = [];
  array();
  while (more()) {
    array();
    const change = { path: freeze(value()), kind: value() };
    const from = value();
    const to = value();
    if (from !== undefined) put(change, 'from', from);
    if (to !== undefined) put(change, 'to', to);
    const reason = value();
    put(change, 'reason', CODES[reason] ?? reason);
    array();
    changes.push(freeze(change));
  }
  return freeze(changes);
}
