/**
 * Accepts at once what gives no rule reason to speak, by tables that were made by asking the rules. It finds no fault:
 * whatever it is not sure of is for the module to say, and so it is plain values, plain URLs and plain text alone.
 */

import {
  ACCEPTED, ASPECT_RATIOS, EXTENSIONS, LONGEST, NOUNS, RESOLUTIONS, ROLES, SHORTEST,
} from './generated/accept.js';
import { MEDIA_LISTS, NAMES } from './generated/tables.js';
import { gather, gatherItems, height, isPlain, keep, stack } from './gather.js';

const MOST_KEYS = 24;
const MOST_ITEMS = 16;
/** No rule on length can speak below, and no size is reached. */
const MOST_PROMPT = 500;
const MOST_TEXT = 1000;

const { isArray } = Array;

// The lowest bit of a mask stands for no value.
const bitsOf = (values) => new Map(values.map((value, index) => [value, 2 << index]));
const resolutions = /* @__PURE__ */ bitsOf(RESOLUTIONS);
const aspectRatios = /* @__PURE__ */ bitsOf(ASPECT_RATIOS);
const roles = /* @__PURE__ */ new Map(/* @__PURE__ */ ROLES.map(([name], index) => [name, index]));
const listOfRole = /* @__PURE__ */ ROLES.map(([, list]) => MEDIA_LISTS.indexOf(list));
const names = /* @__PURE__ */ new Set(NAMES);

// A name of several labels that the local network does not use, none of them international or a number at the end.
const HOST = '(?:[a-z0-9]+[.-])+(?!local(?:host)?(?![a-z]))[a-z]{2,}';
const PATH = "(?:/[\\w~%!$&'()*+,;=:@-]*)*";
const QUERY = "(?:\\?[\\w~%!$&'()*+,;=:@./?-]*)?";
const web = /* @__PURE__ */ new RegExp(`^https://${HOST}${PATH}${QUERY}$`);
// The file is of the list's kind, or has no extension.
const media = /* @__PURE__ */ EXTENSIONS.map((names) => new RegExp(`^https://${HOST}${PATH}(?:\\.(?:${names.join('|')}))?${QUERY}$`));
const nouns = /* @__PURE__ */ NOUNS.map(([noun]) => noun);
const kinds = /* @__PURE__ */ NOUNS.map(([, kind]) => kind);
const businessId = /^(?!ta?sk_)[\w-]{1,64}$/;
// What is looked at twice in a prompt: digits, the middle of URLs, halves of characters.
const special = /[\d\ud800-\udfff]|:\/\//g;
const printable = /^[!-~](?:[ -~]{0,255})$/;

// What the request under the eye has.
const counts = [0, 0, 0, 0, 0];
const sizes = [0, 0, 0, 0];
const mentioned = [0, 0, 0];
const prints = [];

/**
 * Whether nothing can be said of a request in an edition, under any severities. What was read of it is kept for whoever
 * reads it again.
 */
export function accepts(request, edition) {
  if (typeof request !== 'object' || request === null || !isRecord(request)) return false;
  const from = height();
  const count = gather(request);
  keep(request, from, count);
  if (count < 0 || count > MOST_KEYS) return false;
  return acceptsAll(from, from + 2 * count, edition);
}

function acceptsAll(from, until, edition) {
  let accepted;
  let duration = 1;
  let resolution = 1;
  let aspectRatio = 1;
  let generateAudio = 1;
  let returnLastFrame = 1;
  let hasPrompt = false;
  let callback = false;
  let trace = false;
  counts[0] = counts[1] = counts[2] = counts[3] = counts[4] = 0;
  sizes[1] = sizes[2] = sizes[3] = 0;
  mentioned[0] = mentioned[1] = mentioned[2] = 0;
  for (let i = from; i < until; i += 2) {
    const value = stack[i + 1];
    if (value === undefined) continue;
    switch (stack[i]) {
      case 'model':
        accepted = models[edition].get(value);
        if (accepted === undefined) return false;
        break;
      case 'prompt':
        if (typeof value !== 'string' || !isPlainPrompt(value)) return false;
        hasPrompt = true;
        break;
      case 'client_business_id':
        if (typeof value !== 'string' || !businessId.test(value)) return false;
        break;
      case 'duration':
        duration = secondsBit(value);
        break;
      case 'aspect_ratio':
        aspectRatio = aspectRatios.get(value);
        break;
      case 'image_with_roles':
        if (!acceptsList(value, 1)) return false;
        break;
      case 'video_with_roles':
        if (!acceptsList(value, 2)) return false;
        break;
      case 'audio_with_roles':
        if (!acceptsList(value, 3)) return false;
        break;
      case 'resolution':
        resolution = resolutions.get(value);
        break;
      case 'generate_audio':
        generateAudio = switchBit(value);
        break;
      case 'return_last_frame':
        returnLastFrame = switchBit(value);
        break;
      case 'seed':
        if (typeof value !== 'number' || value >>> 0 !== value) return false;
        break;
      case 'callback_url':
        if (typeof value !== 'string' || value.length > MOST_TEXT || !web.test(value)) return false;
        callback = true;
        break;
      case 'trace_id':
        if (typeof value !== 'string' || !printable.test(value)) return false;
        trace = true;
        break;
      case 'metadata':
        if (!isPlainMetadata(value)) return false;
        break;
      default:
        return false;
    }
  }
  // What no table knows is no number, and has no bit in common with any mask.
  return accepted !== undefined
    && hasPrompt
    && (callback || !trace)
    && (accepted.duration & duration) !== 0
    && (accepted.resolution & resolution) !== 0
    && (accepted.aspectRatio & aspectRatio) !== 0
    && (accepted.generateAudio & generateAudio) !== 0
    && (accepted.returnLastFrame & returnLastFrame) !== 0
    && mentioned[0] <= sizes[1] && mentioned[1] <= sizes[2] && mentioned[2] <= sizes[3]
    && areWithin(accepted.counts);
}

const models = /* @__PURE__ */ ACCEPTED.map((edition) => new Map(Object.entries(edition).map(
  ([name, [duration, resolution, aspectRatio, generateAudio, returnLastFrame, counts]]) =>
    [name, { duration, resolution, aspectRatio, generateAudio, returnLastFrame, counts }],
)));

/** The counts of each role, lowest and highest in turn. */
function areWithin(boxes) {
  for (let at = 0; at < boxes.length; at += 2 * counts.length) {
    let inside = true;
    for (let i = 0; inside && i < counts.length; i++) {
      inside = counts[i] >= boxes[at + 2 * i] && counts[i] <= boxes[at + 2 * i + 1];
    }
    if (inside) return true;
  }
  return false;
}

/** The fields that {@link kindOfValue} knows, in the order of their numbers. The first ones have masks. */
export const SINGLE_FIELDS = [
  'duration', 'resolution', 'aspect_ratio', 'generate_audio', 'return_last_frame', 'prompt', 'client_business_id', 'seed',
];
export const PROMPT = 5;
/** How many kinds a field with a mask has, no value included. */
export const KINDS = [LONGEST - SHORTEST + 2, RESOLUTIONS.length + 1, ASPECT_RATIOS.length + 1, 3, 3];

/** The masks of a model, in the order of their fields. */
export function masksOf(edition, model) {
  const { duration, resolution, aspectRatio, generateAudio, returnLastFrame } = models[edition].get(model);
  return [duration, resolution, aspectRatio, generateAudio, returnLastFrame];
}

/**
 * The number of a value's bit in the mask of its field; 0 for a value that no mask has. The plain values of a field
 * without a mask are all of one kind.
 */
export function kindOfValue(field, value) {
  switch (field) {
    case 0:
      return 31 - Math.clz32(secondsBit(value) | 1);
    case 1:
      return 31 - Math.clz32(resolutions.get(value) | 1);
    case 2:
      return 31 - Math.clz32(aspectRatios.get(value) | 1);
    case 3:
    case 4:
      return 31 - Math.clz32(switchBit(value) | 1);
    case PROMPT:
      mentioned[0] = mentioned[1] = mentioned[2] = 0;
      return typeof value === 'string' && isPlainPrompt(value) ? 1 : 0;
    case 6:
      return typeof value === 'string' && businessId.test(value) ? 1 : 0;
    default:
      return typeof value === 'number' && value >>> 0 === value ? 1 : 0;
  }
}

/** Whether the prompt that was looked at last names no media beyond those that there are. */
export function mentionsFit(sizes) {
  return mentioned[0] <= sizes[0] && mentioned[1] <= sizes[1] && mentioned[2] <= sizes[2];
}

function secondsBit(value) {
  return typeof value === 'number' && value >= SHORTEST && value <= LONGEST && value === (value | 0) ? 2 << value - SHORTEST : 0;
}

function switchBit(value) {
  return value === true ? 4 : value === false ? 2 : 0;
}

/** A plain object; whoever throws when asked is none. */
function isRecord(value) {
  try {
    return !isArray(value) && isPlain(value);
  } catch {
    return false;
  }
}

/** A short list of items with different plain URLs and roles of that list. */
function acceptsList(array, list) {
  const length = lengthOf(array);
  if (!(length > 0 && length <= MOST_ITEMS)) return false;
  const from = height();
  gatherItems(array, length);
  keep(array, from, length);
  sizes[list] = length;
  for (let i = 0; i < length; i++) {
    const item = stack[from + i];
    if (typeof item !== 'object' || item === null || !isRecord(item)) return false;
    const at = height();
    const count = gather(item);
    keep(item, at, count);
    if (count !== 2) return false;
    const straight = stack[at] === 'url' && stack[at + 2] === 'role';
    if (!straight && !(stack[at] === 'role' && stack[at + 2] === 'url')) return false;
    const url = stack[straight ? at + 1 : at + 3];
    const role = roles.get(stack[straight ? at + 3 : at + 1]);
    if (role === undefined || listOfRole[role] !== list) return false;
    if (typeof url !== 'string' || url.length > MOST_TEXT || !media[list - 1].test(url)) return false;
    counts[role]++;
    // Equal URLs have equal prints.
    const print = url.length << 16 ^ url.charCodeAt(url.length - 5) << 8 ^ url.charCodeAt(url.length - 6);
    for (let j = 0; j < i; j++) if (prints[j] === print) return false;
    prints[i] = print;
  }
  return true;
}

/** How long an array is; what is none, or throws when asked, has no length. */
function lengthOf(value) {
  try {
    return isArray(value) ? value.length : 0;
  } catch {
    return 0;
  }
}

/** A few own values of one line each, under no name that a field has. */
function isPlainMetadata(metadata) {
  if (typeof metadata !== 'object' || metadata === null || !isRecord(metadata)) return false;
  const from = height();
  const count = gather(metadata);
  keep(metadata, from, count);
  if (count < 0 || count > MOST_KEYS) return false;
  for (let i = from; i < from + 2 * count; i += 2) {
    if (stack[i].length > MOST_TEXT || names.has(stack[i])) return false;
    const value = stack[i + 1];
    switch (typeof value) {
      case 'string':
        if (!printable.test(value)) return false;
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

/** A short text that holds no URL; the highest number of each kind of media that it names is noted. */
function isPlainPrompt(prompt) {
  const { length } = prompt;
  if (length > MOST_PROMPT) return false;
  const first = prompt.charCodeAt(0);
  // Neither white space nor nothing.
  if (!(first > 0x20 && first < 0x7f || first > 0x33ff && first < 0xd800)) return false;
  special.lastIndex = 0;
  while (special.test(prompt)) {
    const at = special.lastIndex - 1;
    const unit = prompt.charCodeAt(at);
    if (unit >= 0xd800) {
      if (unit >= 0xdc00 || (prompt.charCodeAt(at + 1) & 0xfc00) !== 0xdc00) return false;
      special.lastIndex = at + 2;
    } else if (unit >= 0x30) {
      special.lastIndex = noteMention(prompt, at);
    } else {
      return false;
    }
  }
  return true;
}

/** Notes the number that begins at a place, where a kind of media stands before it; returns where it ends. */
function noteMention(prompt, start) {
  let number = 0;
  let end = start;
  for (let unit = prompt.charCodeAt(start); unit >= 0x30 && unit <= 0x39; unit = prompt.charCodeAt(++end)) {
    number = 10 * number + unit - 0x30;
  }
  let at = start;
  if (prompt.charCodeAt(at - 1) === 0x23) at--;
  if (prompt.charCodeAt(at - 1) === 0x20) at--;
  for (let i = 0; i < nouns.length; i++) {
    if (number > mentioned[kinds[i]] && endsWith(prompt, at, nouns[i])) mentioned[kinds[i]] = number;
  }
  return end;
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
