/** Elements made from data. Text goes in as text; nothing here reads markup. */

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [props] properties; `class`, `for`, `role`, `aria-*` and `data-*` are set as attributes
 * @param {...(Node | string | null | undefined | false)} children
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (/^(class|for|role|scope|lang|href|(aria|data)-.*)$/.test(name)) node.setAttribute(name, String(value));
    else node[name] = value;
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** @param {string} id */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** Writes only when it changes: an unchanged live region stays silent. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
