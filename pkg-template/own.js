/** Own properties and nothing else: what a polluted prototype holds is never read, and never stands in the way. */

export const hasOwn = Object.prototype.hasOwnProperty;

/** Whether a value can have properties of its own. Functions are none of ours. */
export const isObject = (value) => typeof value === 'object' && value !== null;
/** The same, but for a list. */
export const isRecord = (value) => isObject(value) && !Array.isArray(value);

/** Sets an own property, past setters and locked names of the prototype; `__proto__` is a key like any other. */
export function put(object, key, value) {
  if (key in object && !hasOwn.call(object, key)) {
    Object.defineProperty(object, key, { __proto__: null, value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}
