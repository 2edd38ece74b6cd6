/** The summary of errors above a form: a heading, and each error as a link to its control. Knows no rule. */

/**
 * @param {HTMLFormElement} element
 * @param {{ heading: string, prefix: string, lang: string, id: string }} words
 */
export function createSummary(element, { heading, prefix, lang, id }) {
  const { ownerDocument: page } = element;
  let box;
  let list;
  let items = new Map();

  function make() {
    box = page.createElement('div');
    box.className = 'seedance-summary';
    box.tabIndex = -1;
    box.lang = lang;
    box.setAttribute('aria-labelledby', id);
    box.setAttribute('role', 'group');
    const alert = page.createElement('div');
    alert.setAttribute('role', 'alert');
    const title = page.createElement('h2');
    title.id = id;
    title.textContent = heading;
    list = page.createElement('ul');
    alert.append(title, list);
    box.append(alert);
    const slot = element.querySelector('[data-seedance-summary]');
    if (slot) slot.append(box);
    else element.prepend(box);
  }

  /** @param {{ text: string, target?: HTMLElement }[]} errors in the order of the form */
  function draw(errors) {
    if (errors.length === 0) return remove();
    if (!box) make();
    // What stays is not touched, so that it is not read out again.
    const next = new Map();
    for (const { text, target } of errors) {
      const key = `${target?.id ?? ''} ${text}`;
      if (!next.has(key)) next.set(key, items.get(key) ?? item(text, target));
    }
    for (const [key, node] of items) if (!next.has(key)) node.remove();
    let place = list.firstChild;
    for (const node of next.values()) {
      if (node === place) place = place.nextSibling;
      else list.insertBefore(node, place);
    }
    items = next;
    if (!page.title.startsWith(prefix)) page.title = prefix + page.title;
  }

  function item(text, target) {
    const node = page.createElement('li');
    if (!target) {
      node.textContent = text;
      return node;
    }
    const link = page.createElement('a');
    link.href = `#${target.id}`;
    link.textContent = text;
    link.addEventListener('click', (event) => {
      event.preventDefault();
      reach(target);
    });
    node.append(link);
    return node;
  }

  function remove() {
    if (!box) return;
    box.remove();
    box = undefined;
    items = new Map();
    if (page.title.startsWith(prefix)) page.title = page.title.slice(prefix.length);
  }

  return { draw, remove, focus: () => box?.focus(), shown: () => box !== undefined };
}

/** Moves the focus to a control, with its label in view. */
export function reach(node) {
  for (let closed; (closed = node.closest('details:not([open])')); ) closed.open = true;
  node.focus({ preventScroll: true });
  const group = node.type === 'radio' ? node.closest('fieldset')?.querySelector('legend') : undefined;
  node.scrollIntoView({ block: 'nearest' });
  (group ?? node.labels?.[0] ?? node).scrollIntoView({ block: 'nearest' });
}
