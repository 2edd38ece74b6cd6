/** What there is of a page: whether there is one at all, and when it is shown or online again. */

/** Whether this is a browser, a page's worker included: a place where a key can be read by anybody. */
export function isBrowser() {
  return typeof document === 'object' || /^Mozilla\//.test(globalThis.navigator?.userAgent);
}

/** Tells those who watch. It listens to the page only while somebody does. */
export function createVisibility() {
  const told = new Set();
  const tell = () => {
    if (globalThis.document?.visibilityState === 'hidden') return;
    for (const listener of [...told]) listener();
  };
  const each = (method) => {
    globalThis.document?.[method]?.('visibilitychange', tell);
    for (const name of ['online', 'pageshow']) globalThis[method]?.(name, tell);
  };
  return {
    add(listener) {
      if (told.size === 0) each('addEventListener');
      told.add(listener);
    },
    delete(listener) {
      if (told.delete(listener) && told.size === 0) each('removeEventListener');
    },
  };
}
