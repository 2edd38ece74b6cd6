/**
 * The controls of a <form> as values, and values as controls. Control names follow one grammar: `prompt`,
 * `image_urls[0]`, `image_with_roles[0].url` or `image_with_roles.0.url`, `metadata.key`. Knows no rule.
 */

import { isRecord } from './own.js';

const NAME = /^([^[\].]+)(?:\[(\d{1,6})\]|\.(\d{1,6}))?(?:\.([^[\].]+))?$/;
const CONTROLS = new Set(['input', 'select', 'textarea']);
const MUTE = new Set(['button', 'submit', 'reset', 'image', 'file']);
const LISTS = new Set(['urls', 'media', 'tools']);

/** What stands in a number control that the browser cannot read as a number: it is wrong, and must not count as blank. */
const UNREADABLE = 'NaN';

export const isList = (shape) => LISTS.has(shape);
export const isChoice = (node) => node.type === 'checkbox' || node.type === 'radio';
const isSwitch = (node, shape) => shape === 'boolean' && node.type === 'checkbox';
const isBlank = (value) => typeof value === 'string' && value.trim() === '';

/** @returns {{ field: string, index?: number, part?: string } | undefined} */
export function placeOf(name) {
  const found = NAME.exec(name);
  if (!found) return undefined;
  const index = found[2] ?? found[3];
  return { field: found[1], index: index === undefined ? undefined : Number(index), part: found[4] };
}

/** The same name for another item of its list. */
export function renumbered(name, index) {
  return name.replace(/^([^[\].]+)(?:\[\d*\]|\.\d+)/, `$1[${index}]`);
}

/**
 * @typedef {object} Control
 * @property {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} node
 * @property {number} [index] of its item
 * @property {string} [part] of its item
 */

/**
 * The controls of each field, in the order of the form.
 *
 * @param {HTMLFormElement} element
 * @param {Map<string, object>} known what capabilities() says of each field
 * @returns {Map<string, { name: string, shape: string, fact: object, controls: Control[] }>}
 */
export function collect(element, known) {
  const fields = new Map();
  for (const node of element.elements) {
    if (!CONTROLS.has(node.localName) || MUTE.has(node.type)) continue;
    const place = placeOf(node.name);
    const fact = place && known.get(place.field);
    if (!fact) continue;
    let field = fields.get(place.field);
    if (!field) fields.set(place.field, field = { name: place.field, shape: fact.shape, fact, controls: [] });
    const bare = isList(fact.shape) && place.index === undefined;
    const index = bare ? field.controls.length : place.index;
    field.controls.push({ node, index, part: place.part });
  }
  for (const field of fields.values()) {
    // A hidden `false` beside a checkbox is there for forms without a script.
    if (field.controls.some(({ node }) => isSwitch(node, field.shape))) {
      field.controls = field.controls.filter(({ node }) => node.type !== 'hidden');
    }
  }
  return fields;
}

/** The controls of each item of a list, by the index that their names have. */
export function rowsOf({ controls }) {
  const rows = new Map();
  for (const control of controls) {
    const row = rows.get(control.index);
    if (row) row.push(control);
    else rows.set(control.index, [control]);
  }
  return [...rows].sort(([one], [two]) => one - two).map(([index, parts]) => ({ index, parts, first: parts[0].node }));
}

/** The text of controls that share one name: of radio buttons the chosen one, else the last. */
function textOf(controls) {
  let text = '';
  for (const { node } of controls) {
    if (node.disabled) continue;
    if (node.type === 'radio') text = node.checked ? node.value : text;
    else if (node.type === 'checkbox') text = node.checked ? node.value : text;
    else text = node.validity.badInput ? UNREADABLE : node.value;
  }
  return text;
}

/**
 * What the controls of a field say.
 *
 * @param {object} field
 * @param {unknown} held the field's value now: what no control shows stays
 * @param {{ touched: Set<string>, bases: WeakMap<object, object>, places: Map<string, number[]> }} memory
 */
export function read(field, held, memory) {
  const { name, shape, controls } = field;
  if (isList(shape)) return readList(field, held, memory);
  if (shape === 'metadata') {
    const kept = isRecord(held) ? { ...held } : {};
    for (const control of controls) {
      const text = textOf([control]);
      if (control.part === undefined) continue;
      if (text === '') delete kept[control.part];
      else kept[control.part] = text;
    }
    return Object.keys(kept).length > 0 ? kept : undefined;
  }
  if (controls.some(({ node }) => isSwitch(node, shape))) {
    return memory.touched.has(name) ? controls.some(({ node }) => node.checked) : undefined;
  }
  const text = textOf(controls);
  return text === '' ? undefined : text;
}

function readList(field, held, memory) {
  const items = [];
  const places = [];
  for (const { index, parts, first } of rowsOf(field)) {
    const whole = parts.every(({ part }) => part === undefined);
    const item = whole ? textOf(parts) : { ...memory.bases.get(first) };
    let blank = whole ? isBlank(item) : true;
    if (!whole) {
      for (const part of new Set(parts.map((control) => control.part))) {
        item[part] = textOf(parts.filter((control) => control.part === part));
        blank &&= isBlank(item[part]);
      }
    }
    places[index] = blank ? -1 : items.push(item) - 1;
    if (!whole && !blank) memory.bases.set(first, item);
  }
  // Without rows of their own, items beyond the controls are not the form's to drop.
  if (Array.isArray(held) && !memory.grows(field.name)) items.push(...held.slice(places.length));
  memory.places.set(field.name, places);
  return items.length > 0 ? items : undefined;
}

/** Shows a field's value in its controls. */
export function write(field, value, memory) {
  const { name, shape, controls, fact } = field;
  if (isList(shape)) {
    const items = Array.isArray(value) ? value : [];
    const places = [];
    for (const { index, parts, first } of rowsOf(field)) {
      const item = items[index];
      places[index] = index < items.length ? index : -1;
      if (isRecord(item)) memory.bases.set(first, item);
      else memory.bases.delete(first);
      for (const control of parts) show(control.node, control.part === undefined ? item : isRecord(item) ? item[control.part] : undefined, memory);
    }
    memory.places.set(name, places);
    return;
  }
  if (value === undefined) memory.touched.delete(name);
  else memory.touched.add(name);
  for (const { node, part } of controls) {
    if (isSwitch(node, shape)) {
      const checked = value === undefined ? fact.default === true : value === true;
      if (node.checked !== checked) node.checked = checked;
    } else if (shape === 'metadata') {
      if (part !== undefined) show(node, isRecord(value) ? value[part] : undefined, memory);
    } else {
      show(node, value, memory);
    }
  }
}

function show(node, value, memory) {
  const text = value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (isChoice(node)) {
    node.checked = node.value === text;
    return;
  }
  if (node.localName === 'select') memory.offer(node, text);
  // Writing the same text again would move the caret.
  if (node.value !== text) node.value = text;
}
