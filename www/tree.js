/**
 * JSON as it was written: numbers keep their digits, texts their escapes, repeated keys stay. So a repair changes what it
 * says and nothing else. Reads only texts that JSON.parse accepts; a too deep one throws.
 */

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const WIDTH = 100;

/** @typedef {{ raw: string } | { entries: [key: string, value: Tree][] } | { items: Tree[] }} Tree */

/** @returns {Tree} */
export function parse(text) {
  JSON.parse(text);
  const tokens = text.match(TOKEN) ?? [];
  let next = 0;
  const value = () => {
    const token = tokens[next++];
    if (token === '{') return { entries: list('}', () => [tokens[(next += 2) - 2], value()]) };
    if (token === '[') return { items: list(']', value) };
    return { raw: token };
  };
  const list = (end, read) => {
    const found = [];
    while (tokens[next] !== end) {
      found.push(read());
      if (tokens[next] === ',') next++;
    }
    next++;
    return found;
  };
  return value();
}

/** Lays a tree out for people: short items of lists stay on one line. */
export function print(tree, indent = '  ', margin = '', inList = false) {
  if ('raw' in tree) return tree.raw;
  const [open, close] = tree.items ? '[]' : '{}';
  const parts = tree.items ? tree.items.map((item) => ['', item]) : tree.entries.map(([key, item]) => [`${key}: `, item]);
  if (!parts.length) return open + close;
  if ((inList || tree.items) && parts.every(([, item]) => 'raw' in item)) {
    const line = open + parts.map(([key, item]) => key + item.raw).join(', ') + close;
    if (margin.length + line.length <= WIDTH) return line;
  }
  const inner = margin + indent;
  const lines = parts.map(([key, item]) => inner + key + print(item, indent, inner, Boolean(tree.items)));
  return `${open}\n${lines.join(',\n')}\n${margin}${close}`;
}

/** Applies one JSON Patch, in place. */
export function patch(tree, operations) {
  for (const { op, path, from, value } of operations) {
    if (op === 'test') continue;
    if (op === 'move' && rename(tree, keysOf(from), keysOf(path))) continue;
    const given = from === undefined ? parse(JSON.stringify(value ?? null)) : structuredClone(find(tree, keysOf(from)));
    if (op === 'remove' || op === 'move') take(tree, keysOf(from ?? path));
    if (op !== 'remove') put(tree, keysOf(path), given, op === 'replace');
  }
  return tree;
}

const keysOf = (pointer) => pointer.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
const sameKey = (key) => ([written]) => JSON.parse(written) === key;
const find = (tree, keys) => keys.reduce((node, key) =>
  node.items ? node.items[Number(key)] : node.entries.findLast(sameKey(key))[1], tree);

/** A key that only changes its name stays where it is. */
function rename(tree, from, to) {
  const parent = from.slice(0, -1);
  if (parent.length !== to.length - 1 || parent.some((key, at) => key !== to[at])) return false;
  const { entries } = find(tree, parent);
  if (!entries || entries.some(sameKey(to.at(-1)))) return false;
  entries.findLast(sameKey(from.at(-1)))[0] = JSON.stringify(to.at(-1));
  return true;
}

function take(tree, keys) {
  const { entries, items } = find(tree, keys.slice(0, -1));
  const key = keys.at(-1);
  if (items) items.splice(Number(key), 1);
  else entries.splice(entries.findLastIndex(sameKey(key)), 1);
}

function put(tree, keys, value, instead) {
  const { entries, items } = find(tree, keys.slice(0, -1));
  const key = keys.at(-1);
  if (items) return void items.splice(key === '-' ? items.length : Number(key), instead ? 1 : 0, value);
  const there = entries.findLast(sameKey(key));
  if (there) there[1] = value;
  else entries.push([JSON.stringify(key), value]);
}

/** A value as text for people. */
export function written(value, indent) {
  return print(parse(JSON.stringify(value)), indent);
}

/**
 * A text with fixes applied, and otherwise as it was written.
 * @param {readonly { patch: object[] }[]} fixes in the order in which they were applied
 * @param {unknown} result what they must come to; where the patches alone do not, it is written anew
 */
export function repair(text, fixes, result) {
  const indent = indentOf(text);
  try {
    const repaired = print(fixes.reduce((tree, fix) => patch(tree, fix.patch), parse(text)), indent);
    if (sorted(JSON.parse(repaired)) === sorted(result)) return repaired;
  } catch {
    // A patch was made for the text as it was before another one.
  }
  return written(result, indent);
}

/** A value as text that does not depend on the order of keys. */
function sorted(value) {
  return JSON.stringify(value, (_, part) => typeof part === 'object' && part !== null && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
    : part);
}

/** The indentation that a text already uses. */
function indentOf(text) {
  return /^[{[][^\S\n]*\n([ \t]+)/.exec(text.trimStart())?.[1] ?? '  ';
}
