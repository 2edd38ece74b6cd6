/** What each model of an edition takes, as a table, and requests to start from. Both are read off capabilities(). */

import { byId, el, setText } from './dom.js';

/**
 * One short request a model: text alone, the shortest length, the first of each choice.
 * @returns {{ name: string, request: object }[]}
 */
export function startingPoints({ models, aspect_ratios: ratios }, words) {
  return models.map(({ name, durations, resolutions }) => ({
    name: words.startWith(name),
    request: {
      model: name,
      prompt: words.samplePrompt,
      duration: durations.listed[0] ?? durations.min,
      aspect_ratio: ratios.value[0],
      resolution: resolutions.value[0],
    },
  }));
}

export function createCapabilities() {
  return {
    draw(page, words, catalog) {
      setText(byId('capabilities-hint'), words.capabilitiesHint(page.edition));
      const { models } = page;
      const row = ({ label, name, section, cell }) => el('tr', {},
        el('th', { scope: 'row' }, label, name && name !== label && el('code', {}, name), section && el('small', {}, section)),
        ...models.map((model) => el('td', {}, ...cell(model))));
      const head = el('tr', {},
        el('th', { scope: 'col' }, words.capability),
        ...models.map(({ name, positioning }) => el('th', { scope: 'col' },
          el('code', {}, name), el('small', {}, words.positions[positioning] ?? positioning))));
      byId('capabilities').replaceChildren(
        el('thead', {}, head),
        el('tbody', {}, ...rows(page, words, catalog).map(row)));
    },
  };
}

/** The rows in the order of the page: choices, then roles, then the fields that not every model has. */
function rows(page, words, { fields, options }) {
  const named = (name, labels = fields) => ({ label: labels[name] ?? name, name });
  const { models } = page;
  const [first] = models;
  const roles = [...new Set(models.flatMap(({ limits }) => Object.keys(limits)))];
  const exposures = (name) => models.map((model) => model.fields[name]?.value ?? 'unknown');
  const partial = page.fields.filter(({ name }) =>
    exposures(name).some((said) => said !== 'documented') && exposures(name).some((said) => said !== 'unknown'));
  return [
    { ...named('duration'), section: first.durations.section, cell: (model) => duration(model.durations, words) },
    { ...named('aspect_ratio'), section: page.aspect_ratios.section, cell: () => [values(page.aspect_ratios.value)] },
    { ...named('resolution'), section: first.resolutions.section, cell: (model) => [values(model.resolutions.value)] },
    ...roles.map((role) => ({
      ...named(role, options),
      section: models.find(({ limits }) => limits[role])?.limits[role].section,
      cell: ({ limits }) => [limits[role] ? amount(limits[role].value, words) : no(words.no)],
    })),
    ...partial.map(({ name }) => ({
      ...named(name),
      section: first.fields[name]?.section,
      cell: ({ fields: exposed }) => [exposure(exposed[name], words)],
    })),
  ];
}

function duration({ min, max, auto, listed }, words) {
  return [
    words.seconds(min, max),
    el('small', {}, auto.length ? words.automatic(auto) : words.notAutomatic),
    listed.length > 0 && el('small', {}, words.listed(listed)),
  ];
}

function values(list) {
  return el('ul', { class: 'values' }, ...list.map((value) => el('li', {}, String(value))));
}

function amount(limit, words) {
  return limit === null ? words.depends : words.atMost(limit);
}

function exposure(fact, words) {
  const said = words.exposure[fact?.value] ?? words.no;
  const shown = fact?.value === 'documented' ? said : no(said);
  return fact?.refused ? el('span', {}, shown, el('small', {}, words.refused(fact.refused))) : shown;
}

function no(text) {
  return el('span', { class: 'no' }, text);
}
