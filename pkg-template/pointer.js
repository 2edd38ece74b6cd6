/** Paths and JSON Pointers (RFC 6901). */

import { MisuseError } from './errors.js';

/**
 * @param {readonly (string | number)[]} path
 * @returns {string}
 */
export function toPointer(path) {
  if (!Array.isArray(path)) throw new MisuseError('path', 'an array of keys and indices');
  let pointer = '';
  for (const step of path) {
    if (typeof step === 'number') {
      if (!Number.isInteger(step) || step < 0) throw new MisuseError('path', 'indices that are integers from 0');
      pointer += `/${step}`;
    } else if (typeof step === 'string') {
      pointer += '/' + escape(step);
    } else {
      throw new MisuseError('path', 'an array of keys and indices');
    }
  }
  return pointer;
}

/** One step, as pointers spell it. */
export function escape(key) {
  return key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;
}

/**
 * The path of a pointer. A step that is written like an index becomes a number.
 *
 * @param {string} pointer
 * @returns {(string | number)[]}
 */
export function fromPointer(pointer) {
  if (typeof pointer !== 'string' || (pointer !== '' && pointer[0] !== '/') || /~(?![01])/.test(pointer)) {
    throw new MisuseError('pointer', 'a JSON Pointer');
  }
  const path = [];
  for (const step of pointer.split('/').slice(1)) {
    const index = /^(0|[1-9]\d{0,8})$/.test(step);
    path.push(index ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  return path;
}
