/** The verdict: how many issues, and each with its way to the text and its repair. Knows no rule; it reads reports. */

import { byId, el, setText } from './dom.js';

const AT_ONCE = 50;

/**
 * @param {{ jump: (position: object) => void, fix: (pick?: (issue: object) => boolean) => void }} actions
 */
export function createIssues({ jump, fix }) {
  const list = byId('issues');
  const heading = byId('verdict-title');
  const panel = byId('verdict');
  const fixAll = /** @type {HTMLButtonElement} */ (byId('fix-all'));
  let shown = AT_ONCE;
  let drawn;
  fixAll.addEventListener('click', () => fix());

  function draw(view) {
    drawn = view;
    const { words, report, trouble } = view;
    const issues = report?.issues ?? [];
    panel.dataset.state = trouble ? 'trouble' : !report.valid ? 'error' : issues.length ? 'notes' : 'ok';
    setText(heading, words.verdict(report));
    setText(byId('verdict-detail'), trouble ? words.trouble(trouble) : words.detail(report));
    fixAll.hidden = issues.filter((issue) => issue.fix).length < 2;
    list.hidden = !issues.length;
    const items = issues.slice(0, shown).map((issue) => item(issue, view));
    if (issues.length > shown) items.push(el('li', { class: 'more' }, el('button', {
      type: 'button',
      onclick: () => { shown += 500; draw(drawn); },
    }, words.more(issues.length - shown))));
    list.replaceChildren(...items);
  }

  function item(issue, { words, fields }) {
    const field = issue.path[0];
    const label = typeof field === 'string' ? fields[field] : undefined;
    const { position, help, source } = issue;
    const message = [
      el('span', { class: 'badge' }, words.severities[issue.severity]),
      el('span', { class: 'message' }, label && el('strong', {}, label, words.colon), issue.message),
    ];
    return el('li', { class: 'issue', 'data-severity': issue.severity, 'data-code': issue.code, 'data-pointer': issue.pointer },
      position
        ? el('button', { type: 'button', class: 'jump', title: words.jump, onclick: () => jump(position) }, ...message)
        : el('div', { class: 'jump' }, ...message),
      help && el('p', { class: 'help' }, help),
      el('p', { class: 'meta' },
        position && el('span', { class: 'position', title: words.position(position) }, `${position.line}:${position.column}`),
        el('code', { class: 'code' }, issue.code),
        issue.pointer && el('code', { class: 'pointer' }, issue.pointer),
        el('span', { class: 'source' }, words.source(source))),
      issue.fix && el('button', {
        type: 'button',
        class: 'fix',
        onclick: () => fix((other) => other.code === issue.code && other.pointer === issue.pointer),
      }, el('span', { class: 'fix-word' }, words.fix), issue.fix.title));
  }

  return {
    draw(view) {
      shown = AT_ONCE;
      draw(view);
    },
    /** Where the keyboard goes on after a repair. */
    focus() {
      (/** @type {HTMLElement | null} */ (list.querySelector('.fix')) ?? heading).focus({ preventScroll: true });
    },
  };
}
