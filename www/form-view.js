/** The request as a form. Its controls are drawn from capabilities(); bindForm does the rest. Knows no model and no rule. */

import { capabilities } from 'seedance-request';
import { bindForm } from 'seedance-request/form';
import { byId, el } from './dom.js';
import { catalogs, texts } from './text.js';
import { written } from './tree.js';

const LISTS = ['urls', 'media'];
const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {{ changed: (text: string) => void, submitted: () => void }} actions
 */
export function createFormView({ changed, submitted }) {
  const element = /** @type {HTMLFormElement} */ (byId('form'));
  let binding;
  let drawn = '';
  let loading = false;
  let words;

  function build({ edition, language }, value) {
    binding?.destroy();
    words = texts[language];
    const catalog = catalogs[language];
    element.replaceChildren(...controls(capabilities(edition), words, catalog));
    binding = bindForm(element, {
      edition,
      locale: catalog,
      value,
      heading: words.formProblem,
      errorPrefix: words.formPrefix,
      onSubmit: submitted,
      onChange() {
        hideOffer();
        if (!loading) changed(written(binding.form.snapshot()));
      },
      onSwitch: showOffer,
    });
  }

  function hideOffer() {
    byId('offer').hidden = true;
  }

  function showOffer({ model, changes, apply }) {
    const rest = changes.filter(({ path }) => path[0] !== 'model');
    if (!rest.length) return;
    byId('offer').replaceChildren(
      el('p', {}, el('strong', {}, words.offer(model))),
      el('ul', {}, ...rest.map((change) => el('li', {}, words.offered(change)))),
      el('div', { class: 'offer-buttons' },
        el('button', { type: 'button', class: 'primary', id: 'offer-apply', onclick: () => { apply(); element.querySelector('[name=model]:checked')?.focus(); } }, words.offerApply),
        el('button', { type: 'button', class: 'quiet', onclick: () => { hideOffer(); element.querySelector('[name=model]:checked')?.focus(); } }, words.offerLeave)));
    byId('offer').hidden = false;
  }

  return {
    draw(state) {
      const draft = parsed(state.text);
      byId('form-notice').hidden = Boolean(draft);
      element.hidden = !draft;
      if (!draft) return;
      const frame = `${state.edition} ${state.language}`;
      loading = true;
      try {
        if (frame !== drawn) build(state, draft);
        else if (JSON.stringify(binding.form.snapshot()) !== JSON.stringify(draft)) binding.form.load(draft);
      } finally {
        loading = false;
      }
      drawn = frame;
    },
  };
}

/** The request in a text, where it is an object. */
function parsed(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function controls(page, words, catalog) {
  const label = (name) => catalog.fields[name] ?? name;
  const draw = (field) => control(field, page, words, catalog, label(field.name));
  const fields = page.fields.filter(({ documented, shape }) => documented && shape !== 'metadata' && shape !== 'any');
  const isMore = ({ name, shape, options }) => !options.length && ((shape === 'text' && name !== 'prompt') || (shape === 'integer' && name !== 'duration'));
  const isShort = ({ shape }) => shape === 'boolean' || shape === 'tools';
  return [
    el('div', { 'data-seedance-summary': '' }),
    ...fields.filter((field) => !isMore(field) && !isShort(field)).map(draw),
    el('div', { class: 'switches' }, ...fields.filter(isShort).map(draw)),
    el('details', { class: 'more-fields' }, el('summary', {}, words.moreFields), el('div', {}, ...fields.filter(isMore).map(draw))),
    el('div', { class: 'form-end' }, el('button', { type: 'submit', class: 'primary' }, words.submit)),
  ];
}

function control(field, page, words, catalog, label) {
  const { name, shape, options } = field;
  const id = `field-${name}`;
  if (LISTS.includes(shape)) return list(field, page, words, catalog, label);
  if (shape === 'tools') {
    return el('fieldset', { class: 'field plain' }, el('legend', {}, label), ...options.map((option, at) =>
      el('label', { class: 'check' }, el('input', { type: 'checkbox', name: `${name}[${at}].type`, value: option }), el('span', {}, catalog.options[option] ?? option))));
  }
  if (shape === 'boolean') {
    return el('div', { class: 'field' }, el('label', { class: 'check' }, el('input', { type: 'checkbox', name, id }), el('span', {}, label)));
  }
  if (options.length) return choices(field, page, words, label);
  const hint = name === 'duration' ? durations(page, words) : undefined;
  const props = { name, id, 'aria-describedby': hint && `${id}-hint`, autocomplete: 'off' };
  const node = name === 'prompt' ? el('textarea', { ...props, rows: 4 })
    : shape === 'integer' ? el('input', { ...props, type: 'number', step: '1' })
    : el('input', { ...props, type: 'text' });
  return el('div', { class: `field field-${shape}` }, el('label', { for: id }, label), hint && el('p', { class: 'hint', id: `${id}-hint` }, hint), node);
}

function durations({ models }, words) {
  const auto = models.flatMap(({ durations: { auto } }) => auto);
  const [{ durations: { min, max } }] = models;
  return `${words.seconds(min, max)}${auto.length ? words.or(words.automatic([...new Set(auto)])) : ''}`;
}

function choices({ name, options, required, default: preset }, { models }, words, label) {
  const choice = (value, text, small, icon) => el('label', { class: small ? 'choice card' : 'choice' },
    el('input', { type: 'radio', name, value, 'data-seedance-label': text }), el('span', { class: 'face' }, icon, el('span', {}, text), small && el('small', {}, small)));
  const position = (value) => {
    const model = name === 'model' ? models.find((each) => each.name === value) : undefined;
    return model && (words.positions[model.positioning] ?? model.positioning);
  };
  return el('fieldset', { class: 'field' }, el('legend', {}, label),
    el('div', { class: 'choices' },
      !required && choice('', preset === null ? words.unset : words.preset(preset)),
      ...options.map((option) => choice(option, option, position(option), shape(option)))),
    el('div', { 'data-seedance-note': name }),
    el('div', { 'data-seedance-error': name }),
    name === 'model' && el('div', { class: 'offer', id: 'offer', role: 'status', hidden: true }));
}

/** A frame of the proportions that a text names, width to height. */
function shape(text) {
  const [, wide, high] = /^(\d+):(\d+)$/.exec(text) ?? [];
  if (!wide) return undefined;
  const scale = 16 / Math.max(wide, high);
  const icon = document.createElementNS(SVG, 'svg');
  const frame = document.createElementNS(SVG, 'rect');
  const put = (node, values) => { for (const [name, value] of Object.entries(values)) node.setAttribute(name, String(value)); };
  put(icon, { viewBox: '0 0 18 18', class: 'ratio', 'aria-hidden': 'true' });
  put(frame, { x: 9 - (wide * scale) / 2, y: 9 - (high * scale) / 2, width: wide * scale, height: high * scale, rx: 1.5 });
  icon.append(frame);
  return icon;
}

function list({ name, shape: kind }, { models }, words, catalog, label) {
  const url = kind === 'urls' ? `${name}[0]` : `${name}[0].url`;
  const roles = [...new Set(models.flatMap((model) => model.roles[name]?.value ?? []))];
  const number = () => el('span', { 'data-seedance-number': '' });
  const hidden = (text) => el('span', { class: 'visually-hidden' }, `${text} `);
  const row = el('li', { class: 'row' },
    el('span', { class: 'row-number', 'aria-hidden': 'true' }, number()),
    el('div', { class: 'row-url' },
      el('label', { for: `${name}-url`, class: 'visually-hidden' }, label, ' ', number(), words.colon, 'URL'),
      el('input', { type: 'text', inputMode: 'url', spellcheck: false, name: url, id: `${name}-url`, placeholder: 'https://', autocomplete: 'off' })),
    kind === 'media' && el('div', { class: 'row-role' },
      el('label', { for: `${name}-role`, class: 'visually-hidden' }, label, ' ', number(), words.colon, words.role),
      el('select', { name: `${name}[0].role`, id: `${name}-role` }, ...roles.map((role) => el('option', { value: role }, catalog.options[role] ?? role)))),
    el('button', { type: 'button', class: 'quiet remove', 'data-seedance-remove': '', title: words.remove }, el('span', { 'aria-hidden': 'true' }, '×'), hidden(`${words.remove}${words.colon}${label}`), el('span', { class: 'visually-hidden' }, number())),
    el('div', { class: 'row-says' }, el('div', { 'data-seedance-note': 'role' }), el('div', { 'data-seedance-error': 'url' }), el('div', { 'data-seedance-error': 'role' })));
  const template = el('template', { 'data-seedance-row': name });
  template.content.append(row);
  return el('fieldset', { class: 'field' }, el('legend', {}, label),
    el('ol', { class: 'rows' }, template),
    el('button', { type: 'button', class: 'quiet add', 'data-seedance-add': name }, el('span', { 'aria-hidden': 'true' }, '+ '), words.add(label)));
}

