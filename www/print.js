/** JSON for people: short items of lists stay on one line. The value is that of JSON.stringify. */

const WIDTH = 100;

/** @param {unknown} value something that came from JSON */
export function print(value, indent = '  ') {
  return write(value, '', indent, false);
}

function write(value, margin, indent, inList) {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  const isList = Array.isArray(value);
  if (!entries.length) return isList ? '[]' : '{}';
  const flat = entries.every(([, item]) => typeof item !== 'object' || item === null);
  if (flat && (inList || isList)) {
    const line = isList
      ? `[${value.map((item) => JSON.stringify(item)).join(', ')}]`
      : `{${entries.map(([key, item]) => `${JSON.stringify(key)}: ${JSON.stringify(item)}`).join(', ')}}`;
    if (margin.length + line.length <= WIDTH) return line;
  }
  const inner = margin + indent;
  const items = entries.map(([key, item]) =>
    inner + (isList ? '' : `${JSON.stringify(key)}: `) + write(item, inner, indent, isList));
  return `${isList ? '[' : '{'}\n${items.join(',\n')}\n${margin}${isList ? ']' : '}'}`;
}

/** The indentation that a text already uses. */
export function indentOf(text) {
  return /^[{[][^\S\n]*\n([ \t]+)/.exec(text.trimStart())?.[1] ?? '  ';
}
