/** Writes one generated part of a Markdown file and leaves the others as they are. Knows nothing of what is in them. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * @param {string} file made with the heading if it is not there
 * @param {string} part what the part is called; it is added at the end if the file does not have it
 * @param {string} markdown
 * @param {{ heading?: string, first?: boolean, word?: string }} [options] without a heading, file and part have to be there.
 * `first` adds the part before the others. `word` stands in the markers, for a file whose generated parts are somebody else's
 */
export function refresh(file, part, markdown, { heading, first = false, word = 'generated' } = {}) {
  const open = `<!-- ${word}: ${part} -->`;
  const close = `<!-- /${word} -->`;
  const block = `${open}\n\n${markdown.trim()}\n\n${close}`;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (text === undefined && heading === undefined) throw new Error(`${file} is not there`);
  const from = text?.indexOf(open) ?? -1;
  const to = from === -1 ? -1 : text.indexOf(close, from);
  if (from !== -1 && to === -1) throw new Error(`${file}: ${open} has no end`);
  if (from !== -1) writeFileSync(file, `${text.slice(0, from)}${block}${text.slice(to + close.length)}`);
  else if (heading === undefined) throw new Error(`${file} has no ${open}`);
  else {
    const title = `# ${heading}\n`;
    const rest = text?.startsWith(title) ? text.slice(title.length).trim() : (text ?? '').trim();
    writeFileSync(file, `${[title.trim(), ...(first ? [block, rest] : [rest, block])].filter(Boolean).join('\n\n')}\n`);
  }
}
