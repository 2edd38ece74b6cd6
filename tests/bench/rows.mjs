/**
 * What is timed, in Node and in a page alike. Bundled with all contenders; the runner calls `agree` and `measure`.
 *
 * `ours` is the package, whole; what it does not have yet is left out and named in `skipped`.
 */

import * as ours from 'seedance-request';
import { validate as ajvStandalone } from 'ajv-standalone';
import { validate as ajv } from './contenders/ajv.mjs';
import { validate as arktype } from './contenders/arktype.mjs';
import { validate as hand } from './contenders/hand.mjs';
import { validate as typebox } from './contenders/typebox.mjs';
import { validate as valibot } from './contenders/valibot.mjs';
import { validate as zodMini } from './contenders/zod-mini.mjs';
import { validate as zod } from './contenders/zod.mjs';
import { OURS } from './names.mjs';
import { cycle, faultyLines, lines, pools } from './requests.mjs';
import { disagreements } from './rules.mjs';
import { race } from './timing.mjs';

const peers = { hand, typebox, 'ajv-standalone': ajvStandalone, ajv, arktype, valibot, zod, 'zod-mini': zodMini };

/** By contender, the cases on which it does not find what is expected. */
export function agree(cases) {
  const faults = {};
  for (const [name, validate] of Object.entries(peers)) faults[name] = disagreements(validate, cases);
  if (ours.validate) faults[OURS] = disagreements((request) => ours.validate(request).issues, cases);
  return faults;
}

const entries = (names, make) => Object.fromEntries(names.map((name) => [name, make(peers[name])]));

function read(issues) {
  let sum = issues.length;
  for (const { code, path, message } of issues) sum += code.length + path.length + message.length;
  return sum;
}

function objectRow(id, pool, names) {
  const contenders = entries(names, (validate) => {
    const next = cycle(pool);
    return () => validate(next()).length;
  });
  const next = cycle(pool);
  if (ours.validate) contenders[OURS] = () => (ours.validate(next()).valid ? 0 : 1);
  return { id, contenders };
}

function errorsRow(id, pool, names) {
  const contenders = entries(names, (validate) => {
    const next = cycle(pool);
    return () => read(validate(next()));
  });
  const next = cycle(pool);
  if (ours.validate) contenders[OURS] = () => read(ours.validate(next()).issues);
  return { id, contenders };
}

const texts = pools.mini.map((request) => JSON.stringify(request));
const encode = (text) => new TextEncoder().encode(text);

function textRow(names) {
  const nextOf = (list) => cycle(list);
  const alone = nextOf(texts);
  const contenders = { parse: () => JSON.parse(alone()).model.length };
  for (const name of names) {
    const validate = peers[name];
    const next = nextOf(texts);
    contenders[name] = () => validate(JSON.parse(next())).length;
  }
  if (ours.validateJson) {
    const text = nextOf(texts);
    const bytes = nextOf(texts.map(encode));
    contenders[`${OURS}-text`] = () => (ours.validateJson(text()).valid ? 0 : 1);
    contenders[`${OURS}-bytes`] = () => (ours.validateJson(bytes()).valid ? 0 : 1);
  }
  return { id: 'json', contenders };
}

function bulkRow(names, count) {
  // The peers get what suits them best: strings that are already decoded and split.
  const list = lines(count);
  const bytes = encode(`${list.join('\n')}\n`);
  const expected = faultyLines(count);
  const counted = (name, found) => {
    if (found !== expected) throw new Error(`${name}: ${found} faulty lines of ${expected}`);
    return found;
  };
  const contenders = {
    parse: () => {
      let sum = 0;
      for (const line of list) sum += JSON.parse(line).model.length;
      return sum;
    },
  };
  for (const name of names) {
    const validate = peers[name];
    contenders[name] = () => {
      let faulty = 0;
      for (const line of list) if (validate(JSON.parse(line)).length > 0) faulty++;
      return counted(name, faulty);
    };
  }
  if (ours.validateLines) contenders[OURS] = () => counted(OURS, ours.validateLines(bytes).invalid);
  return { id: 'bulk', bytes: bytes.length, lines: count, contenders };
}

/** A form in which one field changes per call, against checking the whole request again. */
function keystrokeRow(id, field, values, names) {
  const contenders = entries(names, (validate) => {
    const request = structuredClone(pools.mini[0]);
    const next = cycle(values);
    return () => {
      request[field] = next();
      return validate(request).length;
    };
  });
  if (ours.createForm) {
    const form = ours.createForm();
    form.load(structuredClone(pools.mini[0]));
    const next = cycle(values);
    contenders[OURS] = () => {
      const delta = form.set(field, next());
      return delta.added.length + delta.removed.length + (delta.valid ? 0 : 1);
    };
  }
  return { id, contenders };
}

/** One request of more and more items: what a byte costs. */
function growthRow() {
  const contenders = {};
  const sizes = {};
  if (ours.validateJson) {
    for (const factor of [1, 8, 64]) {
      const request = structuredClone(pools.mini[0]);
      request.image_with_roles = Array.from({ length: 8 * factor }, (_, i) => ({ url: `https://example.com/ref-image-${i}.jpg`, role: 'reference_image' }));
      const bytes = encode(JSON.stringify(request));
      sizes[`x${factor}`] = bytes.length;
      contenders[`x${factor}`] = () => ours.validateJson(bytes).issues.length;
    }
  }
  return { id: 'growth', sizes, contenders };
}

/** Every row but the bulk, then the bulk. */
export function measure({ names, effort, bulk }) {
  const skipped = [];
  for (const name of ['validate', 'validateJson', 'validateLines', 'createForm']) if (!ours[name]) skipped.push(name);
  const prompts = Array.from({ length: 40 }, (_, i) => pools.mini[0].prompt.slice(0, 60 + i));
  const rows = [
    objectRow('mini', pools.mini, names),
    objectRow('full', pools.full, names),
    objectRow('text', pools.text, names),
    errorsRow('errors', pools.faulty, names),
    errorsRow('unseen', pools.unseen, names),
    textRow(names),
    growthRow(),
  ];
  if (ours.createForm) rows.push(keystrokeRow('choice', 'duration', [8, 10], names), keystrokeRow('prompt', 'prompt', prompts, names));
  rows.push(bulkRow(names, bulk.lines));
  const results = {};
  for (const { id, contenders, ...facts } of rows) {
    if (Object.keys(contenders).length === 0) continue;
    results[id] = { ...facts, samples: race(contenders, id === 'bulk' ? bulk.effort : effort) };
  }
  return { results, skipped };
}

/** Bytes on the heap per call, for a contender; `collect` and `used` come from the process. */
export function heapOf(name, { collect, used, calls }) {
  const validate = name === OURS ? ours.validate : name === 'nothing' ? (request) => request.model : peers[name];
  const next = cycle(pools.mini);
  let kept;
  const run = () => { for (let i = 0; i < calls; i++) kept = validate(next()); };
  for (let i = 0; i < 8; i++) run();
  const figures = [];
  for (let i = 0; i < 9; i++) {
    collect();
    const before = used();
    run();
    figures.push((used() - before) / calls);
  }
  if (kept === undefined) throw new Error(`${name} gave no verdict`);
  return figures.sort((a, b) => a - b)[4];
}

/** A long life: validations of all kinds; calls `look` at each tenth. */
export function live(calls, look) {
  const all = [cycle(pools.mini), cycle(pools.full), cycle(pools.text), cycle(pools.faulty)];
  for (let tenth = 0; tenth < 10; tenth++) {
    for (let i = 0; i < calls / 10; i++) read(ours.validate(all[i % 4]()).issues);
    look();
  }
}

