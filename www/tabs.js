/** Tabs, by keyboard and by pointer. Knows ids: a tab is `tab-x`, its panel `panel-x`. */

import { byId } from './dom.js';

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

/**
 * @param {readonly string[]} names
 * @param {(name: string) => void} chosen called when the reader chooses
 * @returns {(name: string) => void} shows one of them
 */
export function createTabs(names, chosen) {
  const tab = (name) => /** @type {HTMLButtonElement} */ (byId(`tab-${name}`));

  function show(name) {
    for (const each of names) {
      tab(each).setAttribute('aria-selected', String(each === name));
      tab(each).tabIndex = each === name ? 0 : -1;
      byId(`panel-${each}`).hidden = each !== name;
    }
  }

  function choose(name) {
    show(name);
    chosen(name);
  }

  for (const name of names) {
    tab(name).addEventListener('click', () => choose(name));
    tab(name).addEventListener('keydown', (event) => {
      const step = STEPS[event.key];
      const to = step ? names.at((names.indexOf(name) + step) % names.length) : { Home: names[0], End: names.at(-1) }[event.key];
      if (!to) return;
      event.preventDefault();
      choose(to);
      tab(to).focus();
    });
  }
  return show;
}
