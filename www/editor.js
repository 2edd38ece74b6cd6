/**
 * The text and where its issues are. A copy of the text lies under the textarea, line by line, and carries the colours,
 * the line numbers and the marks; the textarea itself stays an ordinary textarea. Knows lines and columns, not requests.
 */

import { el } from './dom.js';

// Beyond these a copy would slow the typing down; the textarea then stands alone.
const DECORATED = { characters: 30_000, lines: 1_500 };
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"?|-?\d[\d.eE+-]*|[A-Za-z]+|[{}[\],:]|\s+|[^\s"{}[\],:A-Za-z\d]+|./gu;
const RANK = { error: 3, warning: 2, advice: 1 };

/** The pieces of one line: `{ text, kind, from }`. */
function tokens(line) {
  const found = [];
  for (const { 0: text, index } of line.matchAll(TOKEN)) found.push({ text, kind: kindOf(text), from: index });
  for (let i = 0; i < found.length; i++) {
    const next = found[i + 1]?.text.trim() === '' ? found[i + 2] : found[i + 1];
    if (found[i].kind === 'string' && next?.text === ':') found[i].kind = 'key';
  }
  return found;
}

function kindOf(text) {
  if (text[0] === '"') return 'string';
  if (/^-?\d/.test(text)) return 'number';
  return /^[A-Za-z]/.test(text) ? 'word' : 'other';
}

/** The piece of a line that begins at, or holds, a column. */
function tokenAt(line, column) {
  const at = Math.max(0, column - 1);
  return tokens(line).find(({ text, from }) => at < from + text.length) ?? { text: '', from: Math.min(at, line.length) };
}

/**
 * @param {{ area: HTMLTextAreaElement, copy: HTMLElement, frame: HTMLElement, changed: (text: string) => void }} parts
 */
export function createEditor({ area, copy, frame, changed }) {
  let marks = [];
  area.addEventListener('input', () => changed(area.value));

  /** Draws the copy anew with the marks, `{ line, column, severity }`. */
  function decorate(list) {
    marks = list;
    const lines = area.value.length > DECORATED.characters ? [] : area.value.split('\n');
    const plain = !lines.length || lines.length > DECORATED.lines;
    frame.classList.toggle('plain', plain);
    copy.replaceChildren(...(plain ? [] : lines.map(lineOf)));
  }

  function lineOf(line, index) {
    const here = marks.filter((mark) => mark.line === index + 1);
    const worst = here.reduce((best, { severity }) => RANK[severity] > (RANK[best] ?? 0) ? severity : best, '');
    const parts = tokens(line).map(({ text, kind, from }) => {
      const mark = here.find(({ column }) => column - 1 >= from && column - 1 < from + text.length);
      const names = [kind === 'other' ? '' : `t-${kind}`, mark ? `mark ${mark.severity}` : ''].filter(Boolean).join(' ');
      return names ? el('span', { class: names }, text) : text;
    });
    return el('div', { class: worst ? `line ${worst}` : 'line' }, ...parts);
  }

  return {
    decorate,
    /** Puts the caret on what stands at a position, in view. */
    select({ line, column }) {
      const lines = area.value.split('\n');
      const text = lines[line - 1] ?? '';
      const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
      const token = tokenAt(text, column);
      area.focus({ preventScroll: true });
      area.setSelectionRange(start + token.from, start + token.from + token.text.length);
      const shown = copy.children[line - 1];
      if (shown) return shown.scrollIntoView({ block: 'nearest' });
      const height = area.scrollHeight / lines.length;
      area.scrollTop = Math.max(0, (line - 4) * height);
      area.scrollIntoView({ block: 'nearest' });
    },
    /** Shows a text that was written elsewhere; the focus stays there. */
    show(text) {
      if (area.value !== text) area.value = text;
    },
    /** Replaces the text, as one step that the reader can undo. */
    write(text) {
      const old = area.value;
      if (old === text) return;
      let start = 0;
      while (start < old.length && old[start] === text[start]) start++;
      if (start && isHigh(old, start - 1)) start--;
      let end = 0;
      const most = Math.min(old.length, text.length) - start;
      while (end < most && old[old.length - 1 - end] === text[text.length - 1 - end]) end++;
      if (end && isHigh(old, old.length - end - 1)) end--;
      const inserted = text.slice(start, text.length - end);
      area.focus({ preventScroll: true });
      area.setSelectionRange(start, old.length - end);
      // The only way that leaves the undo history whole; slow for very long texts.
      const short = Math.max(old.length, text.length) <= DECORATED.characters;
      if (short) document.execCommand(inserted ? 'insertText' : 'delete', false, inserted);
      if (area.value !== text) area.value = text;
      changed(area.value);
    },
  };
}

function isHigh(text, index) {
  const code = text.charCodeAt(index);
  return code >= 0xd800 && code <= 0xdbff;
}
