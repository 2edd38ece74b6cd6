/** The page: one state, and the views that read it. Decides nothing about requests. */

import { capabilities, editions } from 'seedance-request';
import example from './example.json';
import { createCapabilities, startingPoints } from './capabilities.js';
import { check, formatted, repaired } from './check.js';
import { byId, el, setText } from './dom.js';
import { createEditor } from './editor.js';
import { createFormView } from './form-view.js';
import { createIssues } from './issues.js';
import { keep, mayHoldKey, recall } from './keep.js';
import { createOutputs } from './outputs.js';
import { createSendPanel } from './send-view.js';
import { createStore } from './store.js';
import { createTabs } from './tabs.js';
import { catalogs, languages, preferred, texts } from './text.js';
import { written } from './tree.js';

const VIEWS = ['text', 'form'];
const kept = recall();
const store = createStore({
  text: kept.text ?? written(example),
  edition: editions.includes(kept.edition) ? kept.edition : editions[0],
  language: Object.hasOwn(texts, kept.language ?? '') ? kept.language : preferred(),
  view: VIEWS.includes(kept.view) ? kept.view : VIEWS[0],
  job: kept.job ?? '',
});

const area = /** @type {HTMLTextAreaElement} */ (byId('text'));
const editor = createEditor({ area, copy: byId('copy-of-text'), frame: byId('frame'), changed: (text) => store.set({ text }) });
const showView = createTabs(VIEWS, (view) => store.set({ view }));
const formView = createFormView({
  changed(text) {
    editor.show(text);
    store.set({ text });
  },
  submitted: () => byId('outputs-title').focus(),
});
const jump = (position) => {
  store.set({ view: VIEWS[0] });
  editor.select(position);
};
const issues = createIssues({ jump, fix });
const outputs = createOutputs({ jump });
const overview = createCapabilities();
let panel = { draw() {} };
const choices = { edition: select('edition'), language: select('language'), start: select('start') };

/** Replaces the text: in the editor as a step that can be undone. */
function write(text) {
  if (store.get().view === VIEWS[0]) return editor.write(text);
  editor.show(text);
  store.set({ text });
}

function select(id) {
  return /** @type {HTMLSelectElement} */ (byId(id));
}

function fix(pick) {
  const text = repaired(store.get(), pick);
  if (text === undefined) return setText(byId('verdict-detail'), texts[store.get().language].nothingFixed);
  write(text);
  issues.focus();
}

/** Everything that hangs on the text. */
function drawRequest() {
  const state = store.get();
  const view = { ...check(state), text: state.text, edition: state.edition, words: texts[state.language], fields: catalogs[state.language].fields };
  issues.draw(view);
  outputs.draw(view);
  panel.draw(view);
  editor.decorate((view.report?.issues ?? []).filter(({ position }) => position)
    .map(({ position, severity }) => ({ ...position, severity })));
  byId('key-notice').hidden = !mayHoldKey(state.text);
  if (state.view === 'form') formView.draw(state);
}

function drawView() {
  const { view } = store.get();
  showView(view);
  byId('format').hidden = view !== 'text';
}

/** Everything that hangs on edition and language alone. */
function drawFrame() {
  const { edition, language } = store.get();
  const words = texts[language];
  document.documentElement.lang = language;
  document.title = words.title;
  for (const node of document.querySelectorAll('[data-text]')) setText(node, words[node.getAttribute('data-text')]);
  for (const node of document.querySelectorAll('[data-label]')) node.setAttribute('aria-label', words[node.getAttribute('data-label')]);
  fill(choices.edition, editions.map((name) => [name, name]), edition);
  fill(choices.language, Object.entries(languages), language);
  const starts = startingPoints(capabilities(edition), words);
  fill(choices.start, [['', words.startFrom], ['page', words.pageExample], ...starts.map(({ name }, at) => [String(at), name])], '');
  choices.start.onchange = () => {
    const { value } = choices.start;
    choices.start.value = '';
    if (value) write(written(value === 'page' ? example : starts[Number(value)].request));
  };
  overview.draw(capabilities(edition), words, catalogs[language]);
}

function fill(node, options, value) {
  node.replaceChildren(...options.map(([key, label]) => el('option', { value: key }, label)));
  node.value = value;
}

choices.edition.addEventListener('change', () => store.set({ edition: choices.edition.value }));
choices.language.addEventListener('change', () => store.set({ language: choices.language.value }));
byId('format').addEventListener('click', () => write(formatted(store.get().text)));

store.subscribe((now, before) => {
  // Nothing that is drawn here hangs on the job.
  if (now.job !== before.job) return;
  if (now.edition !== before.edition || now.language !== before.language) drawFrame();
  if (now.view !== before.view) drawView();
  drawRequest();
});
keep(store);
area.value = store.get().text;
drawFrame();
drawView();
drawRequest();
createSendPanel({ current: () => store.get().job, remember: (job) => store.set({ job }) }).then((made) => {
  panel = made;
  drawRequest();
});
