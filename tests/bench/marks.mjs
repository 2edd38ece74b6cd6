/**
 * The marks this project set itself, and whether a run met them. A figure over both engines is the worse of the two.
 *
 * `view` gives figures of the run: time(row, a, b) is how many times as long as `b` contender `a` took.
 */

import { OURS } from './names.mjs';

const BYTES = `${OURS}-bytes`;

const at = (text, met) => ({ text, met });
const times = (figure) => `${figure < 10 ? figure.toFixed(2) : figure.toFixed(0)}x`;
const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** Ours may take `limit` times as long as a peer. */
const within = (limit, row, peer, name) => (view) => {
  const figure = view.time(row, OURS, peer);
  return figure === undefined ? undefined : at(`${times(figure)} ${name ?? peer} (at most ${limit}x)`, figure <= limit);
};
/** A peer takes at least `factor` times as long as ours. */
const faster = (factor, row, peer, ours = OURS, name = peer) => (view) => {
  const figure = view.speedup(row, peer, ours);
  return figure === undefined ? undefined : at(`${times(figure)} faster than ${name} (at least ${factor}x)`, figure >= factor);
};
const weighs = (limit, entry, of = (sizes) => sizes[entry]) => (view) => {
  const size = of(view.sizes);
  return size === undefined || Number.isNaN(size) ? undefined : at(`${kilo(size)} (at most ${kilo(limit)})`, size <= limit);
};

export const MARKS = [
  ...[['mini', 'mini request'], ['full', 'full request']].map(([row, title]) => ({
    axis: `validate(object), valid ${title}`,
    must: [within(1, row, 'typebox'), within(1, row, 'ajv-standalone'), faster(4, row, 'zod'), faster(3, row, 'valibot')],
    moonshot: [within(1.15, row, 'hand')],
  })),
  ...[['errors', 'all messages read'], ['unseen', 'two of them never seen before']].map(([row, title]) => ({
    axis: `validate(object), 3 errors, ${title}`,
    must: [faster(10, row, 'zod'), within(1, row, 'ajv-standalone')],
    moonshot: [within(1, row, 'hand')],
  })),
  ...[['choice', 'a choice'], ['prompt', 'a text']].map(([row, title]) => ({
    axis: `form.set of ${title}, verdict and changes`,
    must: [faster(50, row, 'zod'), faster(10, row, 'typebox'), faster(10, row, 'ajv-standalone')],
    moonshot: [faster(95, row, 'zod')],
  })),
  {
    axis: 'validateJson(bytes)',
    must: [faster(3, 'json', 'parse', BYTES, 'JSON.parse alone'), faster(8, 'json', 'zod', BYTES, 'JSON.parse + zod')],
    moonshot: [faster(4.5, 'json', 'parse', BYTES, 'JSON.parse alone')],
  },
  {
    axis: 'validateLines(bytes)',
    must: [faster(5, 'bulk', 'parse', OURS, 'JSON.parse alone'), faster(20, 'bulk', 'zod', OURS, 'JSON.parse + zod')],
    moonshot: [faster(12, 'bulk', 'parse', OURS, 'JSON.parse alone')],
  },
  {
    axis: 'heap for a valid request',
    // Half a byte: what the measurement itself may be off by.
    must: [(view) => (view.heap?.[OURS] === undefined ? undefined : at(`${Math.max(0, view.heap[OURS]).toFixed(1)} B (0 B)`, view.heap[OURS] < 0.5))],
    moonshot: [],
  },
  {
    axis: 'size of `import { validate }`',
    must: [weighs(12_000, 'import { validate }')],
    moonshot: [weighs(7_600, 'import { validate }')],
  },
  {
    axis: 'size of the whole entry',
    must: [weighs(25_000, 'the whole entry')],
    moonshot: [weighs(15_000, 'the whole entry')],
  },
  {
    axis: 'size of /client on top',
    must: [weighs(5_000, '', (sizes) => sizes['the whole entry and /client'] - sizes['the whole entry'])],
    moonshot: [weighs(3_000, '', (sizes) => sizes['the whole entry and /client'] - sizes['the whole entry'])],
  },
  {
    axis: 'first verdict, fresh process and page',
    must: [within(0.3, 'first', 'zod'), within(1, 'first', 'zod-mini')],
    moonshot: [within(1, 'first', 'valibot')],
  },
  {
    axis: 'cost growth: a byte of 64 times the items against a byte of 8 times',
    // Linear is 1; the slack is for caches and noise.
    must: [(view) => (view.growth === undefined ? undefined : at(`${times(view.growth)} (at most 1.3x)`, view.growth <= 1.3))],
    moonshot: [],
  },
  {
    axis: 'cost growth: memory after many validations',
    must: [(view) => (view.memory === undefined ? undefined : at(`${Math.max(0, view.memory.kept).toFixed(1)} MB kept over the last nine tenths of ${view.memory.calls.toLocaleString('en')} (at most 1 MB)`, view.memory.kept <= 1))],
    moonshot: [],
  },
];

const state = (results) => {
  if (results.length === 0) return ['', 'no mark'];
  const known = results.filter(Boolean);
  const text = known.map(({ text, met }) => (met ? text : `**${text}**`)).join('; ');
  if (known.some(({ met }) => !met)) return [text, '**missed**'];
  return known.length < results.length ? [text, 'not measured'] : [text, 'met'];
};

/** Rows of [axis, our figures, must, figures, moonshot]. */
export function judge(view) {
  return MARKS.map(({ axis, must, moonshot }) => [axis, ...state(must.map((mark) => mark(view))), ...state(moonshot.map((mark) => mark(view)))]);
}
