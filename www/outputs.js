/** What can be sent, as JSON and as a command, and copying it. When nothing can be sent: what stands in the way. */

import { byId, el, setText } from './dom.js';
import { createTabs } from './tabs.js';
import { written } from './tree.js';

const KINDS = ['json', 'curl'];

/** @param {{ jump: (position: object) => void }} actions */
export function createOutputs({ jump }) {
  let words;
  let chosen = KINDS[0];
  const copyButton = /** @type {HTMLButtonElement} */ (byId('copy'));

  function rest() {
    clearTimeout(copyButton.timer);
    copyButton.classList.remove('done');
    if (words) setText(copyButton, words.copy[chosen]);
  }

  const show = createTabs(KINDS, (kind) => {
    chosen = kind;
    rest();
  });

  copyButton.addEventListener('click', async () => {
    const code = byId(`code-${chosen}`);
    let copied = true;
    try {
      await navigator.clipboard.writeText(code.textContent ?? '');
    } catch {
      // The clipboard may be closed to pages: the text is selected, and one key copies it.
      getSelection()?.selectAllChildren(code);
      copied = false;
    }
    const said = copied ? words.copied : words.selected;
    setText(copyButton, said);
    setText(byId('copy-status'), said);
    copyButton.classList.toggle('done', copied);
    copyButton.timer = setTimeout(() => { rest(); setText(byId('copy-status'), ''); }, copied ? 2_000 : 6_000);
  });

  show(chosen);
  return {
    draw(view) {
      words = view.words;
      const { report, built, curl } = view;
      const ready = Boolean(built?.ok);
      byId('outputs').dataset.state = ready ? 'ready' : 'blocked';
      byId('ready').hidden = !ready;
      byId('blocked').hidden = ready;
      setText(byId('code-json'), ready ? written(built.request) : '');
      setText(byId('code-curl'), ready ? curl : '');
      byId('changes').replaceChildren(...(built?.changes ?? []).map((change) => el('li', {}, words.change(change))));
      byId('changes').hidden = !built?.changes.length;
      setText(byId('blocked-text'), words.blocked(report));
      byId('blockers').replaceChildren(...(report?.errors ?? []).slice(0, 3).map(({ pointer, message, position }) => {
        const line = [pointer && el('code', {}, pointer), ' ', message];
        return el('li', {}, position
          ? el('button', { type: 'button', class: 'link', onclick: () => jump(position) }, ...line)
          : el('span', {}, ...line));
      }));
      rest();
    },
  };
}
