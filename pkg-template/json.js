/** JSON of values that were decoded here: what JSON.stringify makes of them, whatever was done to prototypes. */

import { isObject } from './own.js';

/**
 * @param {unknown} value plain, without cycles
 * @returns {string | undefined}
 */
export function stringify(value) {
  if (isObject(value)) {
    if (Array.isArray(value)) return `[${value.map(stringify).join(',')}]`;
    let json = '';
    for (const key of Object.keys(value)) {
      const member = stringify(value[key]);
      if (member !== undefined) json += `${json && ','}${JSON.stringify(key)}:${member}`;
    }
    return `{${json}}`;
  }
  return JSON.stringify(value);
}
