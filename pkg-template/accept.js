/**
 * Accepts at once what gives no rule reason to speak, by tables that were made by asking the rules. It finds no fault:
 * whatever it is not sure of is for the module to say, and so it is plain values, plain URLs and plain text alone.
 *
 * What it reads stands in variables, and is kept for the reader only where it gives up. An own key is one that is listed
 * while objects inherit none; so nothing need be asked of each key.
 */

import {
  ACCEPTED, ASPECT_RATIOS, DIGIT, EXTENSIONS, LONGEST, NOUNS, RESOLUTIONS, ROLES, SHORTEST,
} from './generated/accept.js';
import { NAMES } from './generated/tables.js';
import {
  gather, gatherItems, gatherRest, height, HOLE, keep, push, pushPair, release, stack, THREW, UNLISTABLE,
} from './gather.js';
import { hasOwn } from './own.js';
import { isSingle, shapeOf } from './recall.js';

const MOST_KEYS = 24;
const MOST_ITEMS = 16;
/** No rule on length can speak below, and no size is reached. */
const MOST_PROMPT = 500;
const MOST_TEXT = 1000;
const MOST_ID = 64;
const MOST_LINE = 256;

const { isArray } = Array;
const { getPrototypeOf } = Object;
const plainPrototype = Object.prototype;
const { toStringTag } = Symbol;
/** Has nothing of its own. */
const EMPTY = {};

/** The fields by their numbers. Those with masks stand first, in the order of their masks. */
const FIELDS = [
  'duration', 'resolution', 'aspect_ratio', 'generate_audio', 'return_last_frame', 'prompt', 'client_business_id', 'seed',
  'model', 'image_with_roles', 'video_with_roles', 'audio_with_roles', 'callback_url', 'trace_id', 'metadata',
];

const numbers = /* @__PURE__ */ new Map(/* @__PURE__ */ FIELDS.map((name, number) => [name, number]));
const LISTS = ['image_with_roles', 'video_with_roles', 'audio_with_roles'];

// The lowest bit of a mask stands for no value.
const NO_VALUE = 1;
const bitsOf = (values) => new Map(values.map((value, index) => [value, 2 << index]));
const resolutions = /* @__PURE__ */ bitsOf(RESOLUTIONS);
const aspectRatios = /* @__PURE__ */ bitsOf(ASPECT_RATIOS);
const names = /* @__PURE__ */ new Set(NAMES);

/** Of each list, the last ones first: they are the usual ones. With what one of it adds to the counts. */
const rolesOf = /* @__PURE__ */ rolesByList();
/** The highest bit of each digit of counts. */
const TOPS = /* @__PURE__ */ ROLES.reduce((tops, _, index) => tops | 1 << DIGIT * index + DIGIT - 1, 0);

function rolesByList() {
  const all = ROLES.map(([name, list], index) => ({ name, list, one: 1 << DIGIT * index })).reverse();
  return LISTS.map((name) => all.filter(({ list }) => list === name));
}

// Four to a step, for an engine that notes each step it may have to take back.
const many = (one) => `(?:${one.repeat(4)})*${one}{0,3}`;
const whole = (form) => new RegExp(`^${form}$`);
// A name of several labels that the local network does not use, none of them international or a number at the end.
const HOST = '(?:[a-z0-9]+[.-])+(?!local(?:host)?(?![a-z]))[a-z]{2,}';
const PATH = "(?:/[\\w~%!$&'()*+,;=:@/-]*)?";
const QUERY = "(?:\\?[\\w~%!$&'()*+,;=:@./?-]*)?";
const web = /* @__PURE__ */ whole(`https://${HOST}${PATH}${QUERY}`);
// The file is of the list's kind, or has no extension.
const media = /* @__PURE__ */ EXTENSIONS.map((names) => whole(`https://${HOST}${PATH}(?:\\.(?:${names.join('|')}))?${QUERY}`));
const businessId = /^(?!ta?sk_)[\w-]+$/;
const line = /^[!-~][ -~]*$/;
// What needs no second look in a prompt. Numbers, the middle of URLs and halves of characters do.
const run = /* @__PURE__ */ many('[^\\d:\\ud800-\\udfff]');
/** By how many media there are of every kind at least: smaller numbers name none that is missing. */
const harmless = /* @__PURE__ */ [0, 1, 2, 3].map((least) =>
  new RegExp(least === 0 ? run : `${run}(?:[1-${least}](?!\\d)${run})*`, 'y'));
const nouns = /* @__PURE__ */ NOUNS.map(([noun]) => noun);
const kinds = /* @__PURE__ */ NOUNS.map(([, kind]) => kind);

const models = /* @__PURE__ */ ACCEPTED.map((edition) => new Map(Object.entries(edition).map(
  ([name, [duration, resolution, aspectRatio, generateAudio, returnLastFrame, counts]]) =>
    [name, { duration, resolution, aspectRatio, generateAudio, returnLastFrame, counts }],
)));

// How far a request was read.
const UNREAD = 0;
const LISTING = 1;
const READING = 2;
const UNFINISHED = 3;
const READ = 4;
// Which keys an item has, in their order: two bits each.
const URL_ROLE = 6;
const ROLE_URL = 9;

// The items under the eye, list after list, and what was read of them. Only while they are.
const MOST_HELD = 3 * MOST_ITEMS;
const items = /* @__PURE__ */ Array.from({ length: MOST_HELD });
const urls = /* @__PURE__ */ Array.from({ length: MOST_HELD });
/** Twice the place of an item's role among those of its list, and one more where it stands before the URL. */
const roles = /* @__PURE__ */ new Uint8Array(MOST_HELD);
/** Equal URLs have equal prints. */
const prints = /* @__PURE__ */ new Int32Array(MOST_HELD);
let held = 0;

/**
 * Whether nothing can be said of a request in an edition, under any severities. What was read of one that is not accepted
 * is kept for whoever reads it again; one that has a shape is not read again.
 *
 * @param {unknown} request
 * @param {number} edition
 * @param {boolean} recalls whether a report of before would do
 * @returns {boolean | import('./recall.js').Shape} the shape of a request that is plain but for single values
 */
export function accepts(request, edition, recalls) {
  if (typeof request !== 'object' || request === null) return false;
  let model, prompt, id, duration, aspectRatio, images, videos, audios, resolution, generateAudio, returnLastFrame, seed;
  let callback, trace, metadata;
  // The bits of the fields that were read.
  let read = 0;
  let state = UNREAD;
  let key = '';
  try {
    if (isArray(request) || !isOrdinary(request) || isPolluted()) return false;
    state = LISTING;
    fields: for (key in request) {
      state = READING;
      // By its name: one key that varies costs an engine more than many that do not.
      switch (key) {
        case 'model': model = request.model; read |= 256; break;
        case 'prompt': prompt = request.prompt; read |= 32; break;
        case 'duration': duration = request.duration; read |= 1; break;
        case 'aspect_ratio': aspectRatio = request.aspect_ratio; read |= 4; break;
        case 'resolution': resolution = request.resolution; read |= 2; break;
        case 'image_with_roles': images = request.image_with_roles; read |= 512; break;
        case 'video_with_roles': videos = request.video_with_roles; read |= 1024; break;
        case 'audio_with_roles': audios = request.audio_with_roles; read |= 2048; break;
        case 'client_business_id': id = request.client_business_id; read |= 64; break;
        case 'generate_audio': generateAudio = request.generate_audio; read |= 8; break;
        case 'return_last_frame': returnLastFrame = request.return_last_frame; read |= 16; break;
        case 'seed': seed = request.seed; read |= 128; break;
        case 'callback_url': callback = request.callback_url; read |= 4096; break;
        case 'trace_id': trace = request.trace_id; read |= 8192; break;
        case 'metadata': metadata = request.metadata; read |= 16384; break;
        default:
          state = UNFINISHED;
          break fields;
      }
      state = LISTING;
    }
    if (state === LISTING) {
      state = READ;
      const accepted = models[edition].get(model);
      const written = typeof prompt === 'string' && prompt !== '';
      // What no table knows is no number, and has no bit in common with any mask.
      const fits = written
        && accepted !== undefined
        && (accepted.duration & (duration === undefined ? NO_VALUE : secondsBit(duration))) !== 0
        && (accepted.resolution & (resolution === undefined ? NO_VALUE : resolutions.get(resolution))) !== 0
        && (accepted.aspectRatio & (aspectRatio === undefined ? NO_VALUE : aspectRatios.get(aspectRatio))) !== 0
        && (accepted.generateAudio & (generateAudio === undefined ? NO_VALUE : switchBit(generateAudio))) !== 0
        && (accepted.returnLastFrame & (returnLastFrame === undefined ? NO_VALUE : switchBit(returnLastFrame))) !== 0;
      if (
        (fits || recalls && (written || prompt === undefined || prompt === '')
          && isSingle(model) && isSingle(duration) && isSingle(resolution) && isSingle(aspectRatio)
          && isSingle(generateAudio) && isSingle(returnLastFrame))
        && (id === undefined || isId(id))
        && (seed === undefined || isSeed(seed))
        && (callback === undefined ? trace === undefined : isWeb(callback))
        && (trace === undefined || isLine(trace))
        && (metadata === undefined || isPlainMetadata(metadata))
      ) {
        const pictures = sizeOf(images);
        const films = sizeOf(videos);
        const sounds = sizeOf(audios);
        if ((pictures | films | sounds) >= 0 && (!written || isPlainPrompt(prompt, pictures, films, sounds))) {
          const counts = countLists(images, pictures, videos, films, audios, sounds);
          // An accessor of the request may have polluted all objects meanwhile.
          if (counts >= 0 && !isPolluted()) {
            if (fits && areWithin(counts, accepted.counts)) return true;
            if (recalls) return shapeOf([
              edition, model, duration, resolution, aspectRatio, generateAudio, returnLastFrame, written || prompt,
              orderOf(0, pictures), orderOf(pictures, films), orderOf(pictures + films, sounds),
            ]);
            keepLists(images, pictures, videos, films, audios, sounds);
          }
        }
      }
    }
  } catch {
    // An accessor threw, or a trap: the state says which.
  }
  keepRequest(request, state, key, read, [
    duration, resolution, aspectRatio, generateAudio, returnLastFrame, prompt, id, seed, model, images, videos, audios, callback, trace, metadata,
  ]);
  return false;
}

/** A request of a shape: all that its report rests on, and nothing else of whoever asked. */
export function likenessOf({ parts }) {
  const [, model, duration, resolution, aspect_ratio, generate_audio, return_last_frame, prompt, ...orders] = parts;
  const request = { model, prompt: prompt === true ? 'a' : prompt, duration, aspect_ratio, resolution, generate_audio, return_last_frame };
  for (let list = 0; list < LISTS.length; list++) {
    const items = [];
    for (let order = orders[list]; order > 1; order = Math.floor(order / ROLES.length)) {
      items.unshift({ url: `https://e.example/${items.length}`, role: rolesOf[list][order % ROLES.length].name });
    }
    if (items.length > 0) request[LISTS[list]] = items;
  }
  return request;
}

/** Forgets the items under the eye. */
export function forgetItems() {
  while (held > 0) {
    items[--held] = undefined;
    urls[held] = undefined;
  }
}

/** Keeps what was read of a request, in the order of its keys; and reads the rest. */
function keepRequest(request, state, key, read, values) {
  if (state === UNREAD) return;
  const from = height();
  const threw = state === READING ? numbers.get(key) : -1;
  let listed = state !== LISTING;
  try {
    if (listed) for (const name in request) {
      const number = numbers.get(name);
      if (number === threw) pushPair(name, THREW);
      else if (number !== undefined && (read >> number & 1) === 1) pushPair(name, values[number]);
    }
  } catch {
    listed = false;
    release(from);
  }
  keep(request, from, !listed ? UNLISTABLE : state === READ ? height() - from >> 1 : gatherRest(request, from));
}

/** An object of no class, with whose keys nothing inherited is listed unless all objects are {@link isPolluted polluted}. */
function isOrdinary(value) {
  const prototype = getPrototypeOf(value);
  return (prototype === plainPrototype || prototype === null) && !hasOwn.call(value, toStringTag);
}

/** Whether somebody gave all objects a key. */
function isPolluted() {
  for (const _ in EMPTY) return true;
  return false;
}

/** Whether the counts of the roles lie between the lowest and the highest ones of a pair. */
function areWithin(counts, pairs) {
  // The top of a digit stays where nothing is borrowed from it.
  for (let i = 0; i < pairs.length; i += 2) {
    if (((counts | TOPS) - pairs[i] & (pairs[i + 1] | TOPS) - counts & TOPS) === TOPS) return true;
  }
  return false;
}

/** The fields that {@link kindOfValue} knows, in the order of their numbers. */
export const SINGLE_FIELDS = /* @__PURE__ */ FIELDS.slice(0, 8);
/** How many kinds a field with a mask has, no value included. */
export const KINDS = [LONGEST - SHORTEST + 2, RESOLUTIONS.length + 1, ASPECT_RATIOS.length + 1, 3, 3];

/** The masks of a model, in the order of their fields. */
export function masksOf(edition, model) {
  const { duration, resolution, aspectRatio, generateAudio, returnLastFrame } = models[edition].get(model);
  return [duration, resolution, aspectRatio, generateAudio, returnLastFrame];
}

/**
 * The number of a value's bit in the mask of its field; 0 for a value that no mask has. The plain values of a field
 * without a mask are all of one kind; so are prompts that name no media beyond those that there are, by list.
 */
export function kindOfValue(field, value, sizes) {
  if (field === 5) return typeof value === 'string' && isPlainPrompt(value, sizes[0], sizes[1], sizes[2]) ? 1 : 0;
  switch (field) {
    case 0:
      return 31 - Math.clz32(secondsBit(value) | NO_VALUE);
    case 1:
      return 31 - Math.clz32(resolutions.get(value) | NO_VALUE);
    case 2:
      return 31 - Math.clz32(aspectRatios.get(value) | NO_VALUE);
    case 3:
    case 4:
      return 31 - Math.clz32(switchBit(value) | NO_VALUE);
    case 6:
      return isId(value) ? 1 : 0;
    default:
      return isSeed(value) ? 1 : 0;
  }
}

function secondsBit(value) {
  return typeof value === 'number' && value >= SHORTEST && value <= LONGEST && value === (value | 0) ? 2 << value - SHORTEST : 0;
}

function switchBit(value) {
  return value === true ? 4 : value === false ? 2 : 0;
}

function isId(value) {
  return typeof value === 'string' && value.length <= MOST_ID && businessId.test(value);
}

function isSeed(value) {
  return typeof value === 'number' && value >>> 0 === value;
}

function isWeb(value) {
  return typeof value === 'string' && value.length <= MOST_TEXT && web.test(value);
}

function isLine(value) {
  return typeof value === 'string' && value.length <= MOST_LINE && line.test(value);
}

/** How many items a list has: none where there is no list, -1 where it is none that can be accepted. */
function sizeOf(list) {
  if (list === undefined) return 0;
  if (!isArray(list)) return -1;
  const { length } = list;
  return length > 0 && length <= MOST_ITEMS ? length : -1;
}

/** The counts of the roles in lists of so many items. Less than 0 where they are not sure; what was read is kept then. */
function countLists(images, pictures, videos, films, audios, sounds) {
  held = pictures + films + sounds;
  const one = pictures > 0 ? acceptsList(images, 0, 0, pictures) : 0;
  if (one < 0) return -1;
  const two = films > 0 ? acceptsList(videos, 1, pictures, films) : 0;
  if (two >= 0) {
    const three = sounds > 0 ? acceptsList(audios, 2, pictures + films, sounds) : 0;
    if (three >= 0) return one + two + three;
    keepList(videos, 1, pictures, films, films);
  }
  keepList(images, 0, 0, pictures, pictures);
  return -1;
}

/** Keeps lists of which every item is held. */
function keepLists(images, pictures, videos, films, audios, sounds) {
  keepList(audios, 2, pictures + films, sounds, sounds);
  keepList(videos, 1, pictures, films, films);
  keepList(images, 0, 0, pictures, pictures);
}

/** The roles of items in their order, and how many there are, as one number. */
function orderOf(from, length) {
  let order = 1;
  for (let i = from; i < from + length; i++) order = order * ROLES.length + (roles[i] >> 1);
  return order;
}

/** Items with different plain URLs and roles of that list: the counts of these. Less than 0 where they are not sure. */
function acceptsList(array, list, from, length) {
  const known = rolesOf[list];
  const form = media[list];
  let counts = 0;
  let printed = 0;
  let at = from;
  let item;
  let url;
  let role;
  let keys = 0;
  try {
    for (; at < from + length; at++) {
      url = role = HOLE;
      item = THREW;
      item = hasOwn.call(array, at - from) ? array[at - from] : HOLE;
      // An array is no item, and would teach an engine of other keys.
      if (typeof item !== 'object' || item === null || isArray(item)) break;
      keys = 0;
      for (const key in item) keys = key === 'url' ? keys << 2 | 1 : key === 'role' ? keys << 2 | 2 : -1;
      // An engine knows the few shapes that come this far.
      if (keys !== URL_ROLE && keys !== ROLE_URL || toStringTag in item) break;
      const prototype = getPrototypeOf(item);
      if (prototype !== plainPrototype && prototype !== null) break;
      url = THREW;
      url = item.url;
      role = THREW;
      role = item.role;
      let place = 0;
      while (place < known.length && known[place].name !== role) place++;
      if (place === known.length || typeof url !== 'string' || url.length > MOST_TEXT || !form.test(url)) break;
      if (length > 1) {
        const print = url.length << 16 ^ url.charCodeAt(url.length - 6) << 8 ^ url.charCodeAt(url.length - 5);
        const bit = 1 << (print >> 8 ^ print);
        if ((printed & bit) !== 0 && isHeld(url, print, from, at)) break;
        printed |= bit;
        prints[at] = print;
      }
      counts += known[place].one;
      items[at] = item;
      urls[at] = url;
      roles[at] = keys === ROLE_URL ? 2 * place + 1 : 2 * place;
    }
    if (at === from + length) return counts;
  } catch {
    // What threw is noted where its value belongs.
  }
  keepList(array, list, from, length, at - from, item, url, role, keys === ROLE_URL);
  return -1;
}

function isHeld(url, print, from, until) {
  for (let i = from; i < until; i++) if (prints[i] === print && urls[i] === url) return true;
  return false;
}

/** Keeps a list of which so many items are held; the next one, if there is one, was read as far as given. */
function keepList(array, list, from, length, count, item, url, role, turned) {
  if (length === 0) return;
  const place = height();
  for (let i = from; i < from + count; i++) push(items[i]);
  if (count < length) {
    push(item);
    gatherItems(array, count + 1, length);
  }
  keep(array, place, length);
  for (let i = from; i < from + count; i++) {
    keepItem(items[i], urls[i], rolesOf[list][roles[i] >> 1].name, (roles[i] & 1) === 1);
  }
  if (count < length && url !== HOLE) keepItem(item, url, role, turned);
}

/** Keeps what was read of an item: its URL, and mostly its role. */
function keepItem(item, url, role, turned) {
  const from = height();
  if (turned && role !== HOLE) pushPair('role', role);
  pushPair('url', url);
  if (!turned && role !== HOLE) pushPair('role', role);
  keep(item, from, role === HOLE ? gatherRest(item, from) : 2);
}

/** A few own values of one line each, under no name that a field has. */
function isPlainMetadata(metadata) {
  if (typeof metadata !== 'object' || metadata === null || isArray(metadata) || !isOrdinary(metadata)) return false;
  const from = height();
  const count = gather(metadata);
  keep(metadata, from, count);
  if (count < 0 || count > MOST_KEYS) return false;
  for (let i = from; i < from + 2 * count; i += 2) {
    if (stack[i].length > MOST_TEXT || names.has(stack[i])) return false;
    const value = stack[i + 1];
    switch (typeof value) {
      case 'string':
        if (!isLine(value)) return false;
        break;
      case 'number':
        if (value - value !== 0) return false;
        break;
      case 'boolean':
        break;
      default:
        if (value !== null) return false;
    }
  }
  return true;
}

/** A short text that holds no URL, and names no media beyond those that there are. */
function isPlainPrompt(prompt, pictures, films, sounds) {
  const { length } = prompt;
  if (length > MOST_PROMPT) return false;
  const first = prompt.charCodeAt(0);
  // Neither white space nor nothing.
  if (!(first > 0x20 && first < 0x7f || first > 0x33ff && first < 0xd800)) return false;
  const part = harmless[Math.min(pictures, films, sounds, 3)];
  let at = 0;
  for (;;) {
    part.lastIndex = at;
    part.test(prompt);
    at = part.lastIndex;
    if (at >= length) return true;
    const unit = prompt.charCodeAt(at);
    if (unit >= 0xd800) {
      if (unit >= 0xdc00 || (prompt.charCodeAt(at + 1) & 0xfc00) !== 0xdc00) return false;
      at += 2;
    } else if (unit === 0x3a) {
      if (prompt.charCodeAt(at + 1) === 0x2f && prompt.charCodeAt(at + 2) === 0x2f) return false;
      at++;
    } else {
      const start = at;
      let number = 0;
      for (let digit = unit; digit >= 0x30 && digit <= 0x39; digit = prompt.charCodeAt(++at)) number = 10 * number + digit - 0x30;
      const kind = kindBefore(prompt, start);
      if (number > (kind === 0 ? pictures : kind === 1 ? films : kind === 2 ? sounds : number)) return false;
    }
  }
}

/** The kind of media whose name stands before a number; -1 where none does. */
function kindBefore(prompt, start) {
  let end = start;
  if (prompt.charCodeAt(end - 1) === 0x23) end--;
  if (prompt.charCodeAt(end - 1) === 0x20) end--;
  for (let i = 0; i < nouns.length; i++) if (endsWith(prompt, end, nouns[i])) return kinds[i];
  return -1;
}

/** Whether a word stands before a place, in any case. */
function endsWith(text, end, word) {
  const from = end - word.length;
  for (let i = word.length - 1; i >= 0; i--) {
    const unit = word.charCodeAt(i);
    if (text.charCodeAt(from + i) !== unit && text.charCodeAt(from + i) !== unit - 32) return false;
  }
  return true;
}
