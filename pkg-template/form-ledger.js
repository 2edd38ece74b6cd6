/** What a binding does to the attributes of elements that are not its own, so that all of it can be taken back. */

export function createLedger() {
  const kept = new Map();

  function original(node, name) {
    let names = kept.get(node);
    if (!names) kept.set(node, names = new Map());
    if (!names.has(name)) names.set(name, node.getAttribute(name));
    return names.get(name);
  }

  function write(node, name, value) {
    if (value === null) node.removeAttribute(name);
    else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }

  return {
    original,
    /** @param {string | null | undefined} value `null` for none, `undefined` for what was there at first */
    set(node, name, value) {
      const first = original(node, name);
      write(node, name, value === undefined ? first : value);
    },
    /** Adds ids to a list of ids, after those that were there at first. */
    add(node, name, ids) {
      const all = [original(node, name), ...ids].filter(Boolean);
      write(node, name, all.length > 0 ? all.join(' ') : null);
    },
    restore() {
      for (const [node, names] of kept) for (const [name, value] of names) write(node, name, value);
      kept.clear();
    },
  };
}
