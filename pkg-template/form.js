/**
 * Drives a real <form>: its controls and a session say the same, errors stand beside their controls and in a summary,
 * and what is not possible now is disabled with the reason beside it. All judging is the session's.
 */

import { englishLabels } from './english.js';
import { MisuseError } from './errors.js';
import { collect, isChoice, isList, read, renumbered, rowsOf, write } from './form-controls.js';
import { createLedger } from './form-ledger.js';
import { createSummary, reach } from './form-summary.js';
import { LOCALE } from './generated/en.js';
import { capabilities, createForm, switchModel, validate } from './index.js';
import { functionOf, optionOf } from './options.js';
import { isObject } from './own.js';

const HANDLERS = ['onSubmit', 'onChange', 'onSwitch'];
const WORDED = ['heading', 'errorPrefix'];
const OWN = ['form', 'value', ...HANDLERS, ...WORDED];
/** The form's own words; everything else is in the catalog. */
const WORDS = {
  en: { heading: 'There is a problem', errorPrefix: 'Error: ', colon: ': ' },
  zh: { heading: '存在问题', errorPrefix: '错误：', colon: '：' },
};
const POSSIBLE = Object.freeze({ available: true, required: false });

let serial = 0;
/** What each element of a binding's own says. */
const sayings = new WeakMap();

/**
 * @param {HTMLFormElement} element
 * @param {object} [options]
 */
export function bindForm(element, options = {}) {
  if (element?.localName !== 'form') throw new MisuseError('formElement', 'a <form>');
  if (!isObject(options)) throw new MisuseError('options', 'an object');
  for (const name of HANDLERS) functionOf(options, name);
  for (const name of WORDED) optionOf(options, name, (value) => typeof value === 'string', 'a string');
  optionOf(options, 'form', (form) => typeof form?.subscribe === 'function', 'a form that createForm made');
  const settings = {};
  for (const name of Object.keys(options)) if (!OWN.includes(name)) settings[name] = options[name];
  const binding = new Binding(element, options, settings);
  return Object.freeze({ form: binding.session, refresh: () => binding.refresh(), destroy: () => binding.destroy() });
}

class Binding {
  #id = `seedance-${++serial}`;
  #names = 0;
  #element;
  #page;
  #options;
  #settings;
  #catalog;
  #words;
  #known = new Map();
  #ledger = createLedger();
  #summary;
  #fields = new Map();
  #memory;
  /** Controls that were left once: their errors are shown. */
  #visited = new WeakSet();
  #submitted = false;
  /** Elements of this binding's own: messages and reasons, by the control that they belong to. */
  #messages = new Map();
  #notes = new Map();
  #offered = new Map();
  #snapshot = {};
  #report;
  #before;
  #writing = false;
  #pressed = false;
  #waiting = false;
  #stop = new AbortController();
  #unsubscribe;

  constructor(element, options, settings) {
    this.#element = element;
    this.#page = element.ownerDocument;
    this.#options = options;
    this.#settings = settings;
    this.session = options.form ?? createForm(settings);
    this.#catalog = isObject(settings.locale) ? settings.locale : englishLabels();
    const locale = this.#catalog.locale ?? LOCALE;
    const words = WORDS[/^[a-z]+/i.exec(locale)?.[0].toLowerCase()] ?? WORDS.en;
    this.#words = { ...words, lang: locale, heading: options.heading ?? words.heading, errorPrefix: options.errorPrefix ?? words.errorPrefix };
    for (const fact of capabilities(settings.edition).fields) this.#known.set(fact.name, fact);
    this.#memory = {
      touched: new Set(),
      bases: new WeakMap(),
      places: new Map(),
      grows: (list) => this.#template(list) !== null,
      offer: (node, text) => this.#offer(node, text),
    };
    const { heading, errorPrefix: prefix, lang } = this.#words;
    this.#summary = createSummary(element, { heading, prefix, lang, id: `${this.#id}-summary` });

    this.#ledger.set(element, 'novalidate', '');
    this.#unsubscribe = this.session.subscribe((delta) => this.#changed(delta));
    this.#collect();
    const given = options.value ?? (options.form ? options.form.snapshot() : undefined);
    if (given === undefined) {
      this.#writing = true;
      for (const field of this.#fields.values()) this.#put(field);
      this.#writing = false;
      this.#fill([...this.#fields.values()].filter(({ controls, shape }) => shape === 'boolean' && controls.some(({ node }) => isChoice(node))));
    } else {
      if (options.value !== undefined) this.session.load(options.value);
      this.#fill(this.#fields.values());
    }
    this.#draw();
    this.#listen();
  }

  /** Reads the markup anew and shows the request in it. */
  refresh() {
    this.#collect();
    this.#fill(this.#fields.values());
    this.#draw();
  }

  destroy() {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.#unsubscribe?.();
    this.#summary.remove();
    for (const box of [...this.#messages.values(), ...this.#notes.values()]) this.#discard(box);
    for (const option of this.#offered.values()) option.remove();
    for (const { node } of this.#all()) node.setCustomValidity('');
    this.#ledger.restore();
    if (!this.#options.form) this.session.free();
  }

  // Reading and writing.

  #collect() {
    this.#fields = collect(this.#element, this.#known);
    // A list without a row is a field too.
    for (const template of this.#element.querySelectorAll('template[data-seedance-row]')) {
      const name = template.getAttribute('data-seedance-row');
      const fact = this.#known.get(name);
      if (fact && !this.#fields.has(name)) this.#fields.set(name, { name, shape: fact.shape, fact, controls: [] });
    }
  }

  *#all() {
    for (const { controls } of this.#fields.values()) yield* controls;
  }

  /** Hands what the controls of a field say to the session. */
  #put(field) {
    const held = this.session.snapshot()[field.name];
    const value = read(field, held, this.#memory);
    if (value === held || (typeof value === 'object' && JSON.stringify(value) === JSON.stringify(held))) return;
    if (String(value) === String(held) && typeof held !== 'object' && held !== undefined && value !== undefined) return;
    this.session.set([field.name], value);
  }

  #sync(field) {
    const offer = field.name === 'model' ? this.#switchTo(field) : undefined;
    this.#writing = true;
    try {
      this.#put(field);
    } finally {
      this.#writing = false;
    }
    this.#draw();
    offer?.();
  }

  #changed(delta) {
    if (!this.#writing) {
      this.#collect();
      this.#fill(this.#fields.values());
      this.#draw();
    }
    this.#options.onChange?.(delta);
  }

  #fill(fields) {
    this.#snapshot = this.session.snapshot();
    for (let field of fields) {
      const value = this.#snapshot?.[field.name];
      if (isList(field.shape) && this.#template(field.name)) field = this.#fit(field, Array.isArray(value) ? value.length : 0);
      if (field) write(field, value, this.#memory);
    }
  }

  /** A select shows what the request holds, even where the page did not offer it. */
  #offer(node, text) {
    const extra = this.#offered.get(node);
    if (extra && extra.value !== text) {
      extra.remove();
      this.#offered.delete(node);
    }
    if (text === '' || [...node.options].some(({ value }) => value === text)) return;
    const option = this.#page.createElement('option');
    option.value = text;
    option.textContent = text;
    node.append(option);
    this.#offered.set(node, option);
  }

  // Rows of lists.

  #template(list) {
    return this.#element.querySelector(`template[data-seedance-row="${CSS.escape(list)}"]`);
  }

  #rows(template) {
    return [...template.parentElement.children].filter((node) => node !== template && !this.#isOwn(node)
      && [...this.#controlsIn(node)].length > 0);
  }

  *#controlsIn(node) {
    for (const control of this.#element.elements) if (node.contains(control) && control.name) yield control;
  }

  #isOwn(node) {
    return node.classList.contains('seedance-messages') || node.classList.contains('seedance-note');
  }

  #rowOf(node) {
    for (let row = node; row && row !== this.#element; row = row.parentElement) {
      if (row.parentElement?.querySelector(':scope > template[data-seedance-row]')) return row;
    }
    return undefined;
  }

  #insert(template) {
    const row = template.content.firstElementChild.cloneNode(true);
    const number = ++this.#names;
    const nodes = [row, ...row.querySelectorAll('*')];
    const own = new Set(nodes.map(({ id }) => id).filter(Boolean));
    const fresh = (id) => (own.has(id) ? `${id}-${this.#id}-${number}` : id);
    for (const node of nodes) {
      if (node.id) node.id = fresh(node.id);
      for (const name of ['for', 'aria-describedby', 'aria-labelledby', 'aria-controls']) {
        const value = node.getAttribute(name);
        if (value) node.setAttribute(name, value.split(/\s+/).map(fresh).join(' '));
      }
    }
    template.before(row);
    this.#number(template);
    return row;
  }

  /** Names and numbers follow the order of the rows. */
  #number(template) {
    this.#rows(template).forEach((row, index) => {
      for (const control of this.#controlsIn(row)) {
        const name = renumbered(control.name, index);
        if (control.name !== name) control.name = name;
      }
      for (const node of row.querySelectorAll('[data-seedance-number]')) node.textContent = String(index + 1);
    });
  }

  /** As many rows as there are items. */
  #fit({ name }, count) {
    const template = this.#template(name);
    const rows = this.#rows(template);
    for (const row of rows.slice(count)) row.remove();
    for (let i = rows.length; i < count; i++) this.#insert(template);
    this.#number(template);
    this.#collect();
    return this.#fields.get(name);
  }

  #add(list) {
    const template = this.#template(list);
    if (!template) return;
    const row = this.#insert(template);
    this.#collect();
    const field = this.#fields.get(list);
    if (!field) return;
    const first = [...this.#controlsIn(row)][0];
    this.#choose(field, row);
    this.#sync(field);
    if (first) reach(first);
  }

  /** A new row begins with a choice that is still possible. */
  #choose(field, row) {
    this.#draw();
    for (const { node, part } of field.controls) {
      if (part === undefined || !row.contains(node) || node.localName !== 'select') continue;
      const open = [...node.options].find(({ value }) => value !== '' && !this.#tried(field, [{ ...blankItem(field), [part]: value }]));
      if (open && node.value !== '') node.value = open.value;
    }
  }

  #remove(button) {
    const row = this.#rowOf(button);
    const template = row?.parentElement.querySelector(':scope > template[data-seedance-row]');
    if (!template) return;
    const list = template.getAttribute('data-seedance-row');
    const index = this.#rows(template).indexOf(row);
    row.remove();
    this.#number(template);
    this.#collect();
    this.#sync(this.#fields.get(list));
    const rows = this.#rows(template);
    const next = rows[Math.min(index, rows.length - 1)]?.querySelector('[data-seedance-remove]');
    (next ?? this.#adder(list))?.focus();
  }

  #adder(list) {
    return this.#element.querySelector(`[data-seedance-add="${CSS.escape(list)}"]`);
  }

  // Listening.

  #listen() {
    const root = this.#element.getRootNode();
    const on = (target, type, listener) => target.addEventListener(type, listener, { signal: this.#stop.signal });
    const mine = (listener) => (event) => {
      const { target } = event;
      if (target?.form === this.#element) listener(target, event);
    };
    for (const type of ['input', 'change']) on(root, type, mine((node) => this.#input(node)));
    on(root, 'focusout', mine((node) => this.#left(node)));
    on(root, 'pointerdown', () => { this.#pressed = true; });
    for (const type of ['pointerup', 'pointercancel']) {
      on(root, type, () => {
        this.#pressed = false;
        // A message that appears under the pointer would move what is being clicked.
        if (this.#waiting) setTimeout(() => this.#stop.signal.aborted || this.#drawMessages());
      });
    }
    on(this.#element, 'click', (event) => {
      const button = event.target.closest?.('[data-seedance-add], [data-seedance-remove]');
      if (!button || button.disabled) return;
      const list = button.getAttribute('data-seedance-add');
      if (list === null) this.#remove(button);
      else this.#add(list);
    });
    on(this.#element, 'submit', (event) => this.#submit(event));
    on(this.#element, 'reset', () => setTimeout(() => this.#stop.signal.aborted || this.#reset()));
    on(this.#element, 'formdata', ({ formData }) => {
      for (const { name, shape, controls } of this.#fields.values()) {
        if (shape !== 'boolean' || !controls.some(({ node }) => node.type === 'checkbox')) continue;
        const value = this.session.snapshot()[name];
        if (value === undefined) formData.delete(name);
        else formData.set(name, String(value));
      }
    });
  }

  #fieldOf(node) {
    for (const field of this.#fields.values()) if (field.controls.some((control) => control.node === node)) return field;
    return undefined;
  }

  #input(node) {
    const field = this.#fieldOf(node);
    if (!field) return;
    if (node.type === 'checkbox') this.#memory.touched.add(field.name);
    this.#sync(field);
  }

  #left(node) {
    this.#visited.add(this.#anchor(node));
    if (this.#pressed) this.#waiting = true;
    else this.#drawMessages();
  }

  #submit(event) {
    const result = this.session.build();
    this.#submitted = true;
    for (const { node } of this.#all()) this.#visited.add(this.#anchor(node));
    if (!result.ok) {
      event.preventDefault();
      this.#drawMessages();
      this.#drawSummary();
      this.#summary.focus();
      return;
    }
    this.#submitted = false;
    this.#drawMessages();
    if (!this.#options.onSubmit) return;
    event.preventDefault();
    this.#options.onSubmit(result);
  }

  #reset() {
    this.#submitted = false;
    this.#visited = new WeakSet();
    this.#memory.touched.clear();
    this.#collect();
    this.#writing = true;
    for (const field of this.#fields.values()) this.#put(field);
    this.#writing = false;
    this.#fill([...this.#fields.values()].filter(({ shape }) => shape === 'boolean'));
    this.#draw();
  }

  /** Choosing a model that the request does not fit: what would have to change is offered. */
  #switchTo(field) {
    const draft = this.session.snapshot();
    const model = read(field, draft.model, this.#memory);
    const choice = this.#state('model').options?.find(({ value }) => value === model);
    if (!choice || choice.available) return undefined;
    return () => {
      const { request, changes, report } = switchModel(draft, model, this.#settings);
      const apply = () => this.session.load(request);
      const detail = Object.freeze({ model, reason: choice.reason, changes, request, report, apply });
      const { CustomEvent } = this.#page.defaultView;
      if (this.#element.dispatchEvent(new CustomEvent('seedance-switch', { bubbles: true, cancelable: true, detail }))) {
        this.#options.onSwitch?.(detail);
      }
    };
  }

  // Showing.

  #draw() {
    this.#snapshot = this.session.snapshot();
    this.#report = this.session.report();
    this.#before = undefined;
    for (const field of this.#fields.values()) this.#drawField(field);
    for (const button of this.#element.querySelectorAll('[data-seedance-add]')) this.#drawAdder(button);
    this.#drawMessages();
    this.#drawSummary();
  }

  #state(name) {
    return this.session.field(name) ?? POSSIBLE;
  }

  /** The first error that a value would bring, as far as it was not there. */
  #tried({ name, shape }, value, index) {
    const draft = { ...this.#snapshot };
    if (index === undefined) draft[name] = isList(shape) ? [...(Array.isArray(draft[name]) ? draft[name] : []), ...value] : value;
    else draft[name] = draft[name].map((item, at) => (at === index ? value : item));
    const key = ({ code, pointer }) => `${code} ${pointer}`;
    this.#before ??= new Set(validate(this.#snapshot, this.#settings).errors.map(key));
    return validate(draft, this.#settings).errors.find((issue) => !this.#before.has(key(issue)));
  }

  #drawField(field) {
    const { name, shape, controls } = field;
    const state = this.#state(name);
    if (isList(shape)) {
      for (const row of rowsOf(field)) this.#drawRow(field, row, state);
      return;
    }
    const value = this.#snapshot[name];
    const away = !state.available && value === undefined;
    const reasons = away && state.reason ? [state.reason.message] : [];
    for (const { node, part } of controls) {
      this.#enable(node, !away || node === this.#page.activeElement);
      if (part === undefined && node.localName !== 'input') this.#ledger.set(node, 'aria-required', state.required ? 'true' : undefined);
      if (node.type === 'checkbox' && value === undefined) node.checked = !away && field.fact.default === true;
    }
    if (!away) {
      const why = (text) => {
        const option = state.options?.find((each) => String(each.value) === text);
        if (option) return option.available ? undefined : option.reason;
        return this.#tried(field, shape === 'integer' ? Number(text) : text);
      };
      for (const { node } of controls) reasons.push(...this.#drawChoices(node, why, name === 'model'));
    }
    this.#note(controls, reasons, name);
  }

  /** Disables the choices of a control that are not possible, and gives the reasons. */
  #drawChoices(node, why, always) {
    const choices = node.localName === 'select' ? [...node.options] : node.type === 'radio' ? [node] : [];
    const reasons = [];
    for (const choice of choices) {
      const chosen = choice.selected ?? choice.checked;
      const reason = choice.value === '' ? undefined : why(choice.value);
      this.#enable(choice, !reason || chosen || always);
      this.#ledger.set(choice, 'title', reason ? sentence(reason.message) : undefined);
      const label = choice.localName === 'option' ? undefined : choice.labels?.[0];
      if (label) {
        this.#ledger.set(label, 'title', reason ? sentence(reason.message) : undefined);
        this.#ledger.set(label, 'data-seedance-unavailable', reason ? '' : undefined);
      }
      // What is chosen and wrong has its error.
      if (reason && !chosen) reasons.push(`${(choice.getAttribute('data-seedance-label') ?? label?.textContent ?? choice.textContent).trim()}${this.#words.colon}${reason.message}`);
    }
    return reasons;
  }

  #drawRow(field, { index, parts }, state) {
    const at = this.#memory.places.get(field.name)?.[index] ?? -1;
    const item = this.#snapshot[field.name]?.[at];
    const away = at < 0 && !state.available;
    const reasons = away && state.reason ? [state.reason.message] : [];
    for (const { node, part } of parts) {
      this.#enable(node, !away || node === this.#page.activeElement);
      if (away || part === undefined || (node.localName !== 'select' && !isChoice(node))) continue;
      const whole = { ...blankItem(field), ...(at < 0 ? undefined : item) };
      const own = this.#drawChoices(node, (text) => this.#tried(field, at < 0 ? [{ ...whole, [part]: text }] : { ...item, [part]: text }, at < 0 ? undefined : at));
      if (node.type === 'checkbox' && at < 0) {
        const reason = this.#tried(field, [{ ...whole, [part]: node.value }]);
        this.#enable(node, !reason);
        if (reason) own.push(reason.message);
      }
      this.#note([{ node }], own, part);
    }
    if (away) this.#note(parts.slice(0, 1), reasons, field.name);
    else if (parts[0] && parts.every(({ node }) => node.localName !== 'select' && !isChoice(node))) this.#note(parts.slice(0, 1), [], field.name);
  }

  #drawAdder(button) {
    const list = button.getAttribute('data-seedance-add');
    if (!this.#known.has(list)) return;
    const state = this.#state(list);
    this.#enable(button, state.available);
    this.#ledger.set(button, 'title', state.available || !state.reason ? undefined : sentence(state.reason.message));
    this.#note([{ node: button }], state.available || !state.reason ? [] : [state.reason.message], list);
  }

  #enable(node, possible) {
    this.#ledger.set(node, 'disabled', possible ? undefined : '');
  }

  /** Shows reasons beside a control, tied to it. */
  #note(controls, reasons, slot) {
    const node = controls[0]?.node;
    if (!node) return;
    let box = this.#notes.get(node);
    if (reasons.length === 0) {
      if (box) this.#discard(box);
      this.#notes.delete(node);
    } else {
      if (!box) {
        box = this.#box('seedance-note', controls.map((control) => control.node), 'note', slot);
        this.#notes.set(node, box);
      }
      say(box, reasons.map((text) => [sentence(text)]));
    }
    for (const control of controls) this.#describe(control.node, node);
  }

  #describe(node, holder = node) {
    this.#ledger.add(node, 'aria-describedby', [this.#notes.get(holder)?.id, this.#messages.get(this.#anchor(node))?.id]);
  }

  /** An element of the binding's own: in the place that the page gave it, else after its controls and their labels. */
  #box(name, nodes, kind, slot) {
    const box = this.#page.createElement('div');
    box.className = name;
    box.id = `${this.#id}-${++this.#names}`;
    box.lang = this.#words.lang;
    const scope = this.#rowOf(nodes[0]) ?? this.#element;
    const given = scope.querySelector(`[data-seedance-${kind}="${CSS.escape(slot)}"]`);
    if (given) {
      given.append(box);
      return box;
    }
    let last = nodes[0];
    for (const node of nodes) {
      for (const candidate of [node, ...(node.labels ?? [])]) {
        const outer = candidate.closest('label') ?? candidate;
        if (last.compareDocumentPosition(outer) & 4 || outer.contains(last)) last = outer;
      }
    }
    last.after(box);
    return box;
  }

  #discard(box) {
    box.remove();
  }

  /** The one control of a group that stands for all of it. */
  #anchor(node) {
    if (node.type !== 'radio') return node;
    return this.#fieldOf(node)?.controls.find((control) => control.node.name === node.name && control.node.type === 'radio')?.node ?? node;
  }

  /** The control that an issue belongs to. */
  #place(path) {
    const [name, at, part] = path;
    const field = this.#fields.get(name);
    if (!field) return this.#adder(name) ?? undefined;
    let { controls } = field;
    if (isList(field.shape) && typeof at === 'number') {
      const index = this.#memory.places.get(name)?.indexOf(at) ?? -1;
      const row = controls.filter((control) => control.index === index);
      if (row.length > 0) controls = row;
      controls = [...controls.filter((control) => control.part === part), ...controls];
    } else if (field.shape === 'metadata') {
      controls = [...controls.filter((control) => control.part === at), ...controls];
    }
    return controls[0] && this.#anchor(controls[0].node);
  }

  #wordsOf({ path, message, help }) {
    const label = Object.hasOwn(this.#catalog.fields, path[0]) ? this.#catalog.fields[path[0]] : path[0];
    const index = typeof path[1] === 'number' ? this.#memory.places.get(path[0])?.indexOf(path[1]) ?? path[1] : undefined;
    const name = label === undefined ? '' : index === undefined ? label : `${label} ${(index < 0 ? path[1] : index) + 1}`;
    const said = name === '' ? sentence(message) : `${name}${this.#words.colon}${message}`;
    return [said, help ? sentence(help) : undefined];
  }

  #drawMessages() {
    this.#waiting = false;
    const found = new Map();
    for (const { node } of this.#all()) node.setCustomValidity('');
    for (const issue of this.#report.issues) {
      const node = this.#place(issue.path);
      if (!node) continue;
      const list = found.get(node);
      if (list) list.push(issue);
      else found.set(node, [issue]);
    }
    for (const [node, box] of this.#messages) {
      if (found.has(node) && this.#isShown(node) && node.isConnected) continue;
      this.#discard(box);
      this.#messages.delete(node);
    }
    for (const [node, issues] of found) {
      const errors = issues.filter(({ severity }) => severity === 'error');
      node.setCustomValidity?.(errors.map((issue) => this.#wordsOf(issue)[0]).join('\n'));
      if (!this.#isShown(node)) continue;
      let box = this.#messages.get(node);
      if (!box) {
        const group = node.type === 'radio' ? this.#fieldOf(node).controls.map((control) => control.node) : [node];
        box = this.#box('seedance-messages', group, 'error', node.name ? this.#slotOf(node) : node.getAttribute('data-seedance-add'));
        this.#messages.set(node, box);
      }
      say(box, issues.map((issue) => [...this.#wordsOf(issue), issue.severity]));
    }
    for (const { node } of this.#all()) {
      const anchor = this.#anchor(node);
      const wrong = this.#isShown(anchor) && found.get(anchor)?.some(({ severity }) => severity === 'error');
      this.#ledger.set(node, 'aria-invalid', wrong ? 'true' : undefined);
      this.#describe(node, this.#notes.has(node) ? node : anchor);
    }
    for (const button of this.#element.querySelectorAll('[data-seedance-add]')) this.#describe(button);
    for (const [node, box] of this.#notes) {
      if (node.isConnected) continue;
      this.#discard(box);
      this.#notes.delete(node);
    }
  }

  #slotOf(node) {
    const control = this.#fieldOf(node)?.controls.find((each) => each.node === node);
    return control?.part ?? this.#fieldOf(node)?.name ?? node.name;
  }

  #isShown(node) {
    return this.#submitted || this.#visited.has(node);
  }

  #drawSummary() {
    if (!this.#submitted) return;
    const errors = this.#report.errors.map((issue) => {
      const node = this.#place(issue.path);
      if (node && !node.id) this.#ledger.set(node, 'id', `${this.#id}-${++this.#names}`);
      return { text: this.#wordsOf(issue)[0], target: node };
    });
    // In the order of the form; what has no control comes last.
    errors.sort((one, two) => {
      if (!one.target || !two.target) return Number(!one.target) - Number(!two.target);
      if (one.target === two.target) return 0;
      return one.target.compareDocumentPosition(two.target) & 4 ? -1 : 1;
    });
    this.#summary.draw(errors);
    if (errors.length === 0) this.#submitted = false;
  }
}

function blankItem({ shape }) {
  return shape === 'media' ? { url: 'asset://sample' } : {};
}

/** Begins with a capital, unless it begins with a name. */
function sentence(text) {
  return text.replace(/^\p{Ll}(?=\p{L}*(?:[\s,;:]|$))/u, (letter) => letter.toUpperCase());
}

/** Writes lines, `[text, help, severity]`, and leaves alone what already stands there. */
function say(box, lines) {
  const said = JSON.stringify(lines);
  if (sayings.get(box) === said) return;
  sayings.set(box, said);
  box.replaceChildren(...lines.map(([text, help, severity]) => {
    const line = box.ownerDocument.createElement('div');
    if (severity) line.className = `seedance-${severity}`;
    const words = box.ownerDocument.createElement('span');
    words.textContent = text;
    line.append(words);
    if (help) {
      const more = box.ownerDocument.createElement('span');
      more.className = 'seedance-help';
      more.textContent = help;
      line.append(' ', more);
    }
    return line;
  }));
}
