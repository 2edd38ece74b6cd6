/** Valibot: types, formats and choices in the schema, the rest in one rawCheck. */

import * as v from 'valibot';
import { cross } from './cross.mjs';
import { isBlank, isMediaUrl, isWebUrl, MODELS, RATIOS } from './facts.mjs';
import { say } from './words.mjs';

// Valibot's issues have no place for a code of one's own, but say which requirement they came from.
const CODES = new Map();
const checked = (requirement, code) => {
  const action = v.check(requirement, (issue) => say(code, issue.input));
  CODES.set(requirement, code);
  return action;
};

const wrong = () => say('wrong-type');
const text = v.string(wrong);
const oneOf = (choices, code) => v.pipe(text, checked((value) => choices.includes(value) || isBlank(value), code));
const url = (isOffered) => v.pipe(text, checked(isOffered, 'url-scheme-not-offered'));
const integer = v.pipe(v.number(wrong), v.integer(wrong));

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const mediaUrl = url(isMediaUrl);
const item = v.pipe(v.custom(isObject, wrong), v.object({ url: v.optional(mediaUrl), role: v.optional(text) }, wrong));
const list = v.optional(v.array(item, wrong));

const entries = {
  model: v.optional(oneOf(MODELS, 'model-unknown')),
  prompt: v.optional(text),
  client_business_id: v.optional(text),
  duration: v.optional(v.pipe(integer, checked((n) => (n >= 4 && n <= 15) || n === 0 || n === -1 || !Number.isInteger(n), 'duration-out-of-range'))),
  aspect_ratio: v.optional(oneOf(RATIOS, 'aspect-ratio-unknown')),
  image_urls: v.optional(v.array(mediaUrl, wrong)),
  image_with_roles: list,
  video_with_roles: list,
  audio_with_roles: list,
  resolution: v.optional(text),
  generate_audio: v.optional(v.boolean(wrong)),
  seed: v.optional(v.pipe(integer, checked((n) => Number.isSafeInteger(n) || !Number.isInteger(n), 'seed-unsafe'))),
  callback_url: v.optional(url(isWebUrl)),
  trace_id: v.optional(text),
  metadata: v.optional(v.pipe(v.custom(isObject, wrong), v.object({ client_business_id: v.optional(text) }, wrong))),
  n: v.optional(v.unknown()),
  count: v.optional(v.unknown()),
  media_mode: v.optional(v.unknown()),
  return_last_frame: v.optional(v.unknown()),
};

const LISTS = ['image_with_roles', 'video_with_roles', 'audio_with_roles'];

// strictObject stops at the first unknown key, and looseObject drops some names: the keys are looked at apart.
function unknownKeys(request, issues) {
  const report = (...path) => issues.push({ code: 'unknown-field', path, message: say('unknown-field') });
  for (const key in request) if (!Object.hasOwn(entries, key)) report(key);
  for (const key of LISTS) {
    const list = request[key];
    if (!Array.isArray(list)) continue;
    for (let i = 0; i < list.length; i++) {
      if (isObject(list[i])) for (const part in list[i]) if (part !== 'url' && part !== 'role') report(key, i, part);
    }
  }
}

const schema = v.pipe(
  v.object(entries, wrong),
  v.rawCheck(({ dataset, addIssue }) => {
    cross(dataset.value, (code, path, actual) => {
      // The only free place of an issue for a code is what it expected.
      addIssue({ message: say(code, actual), expected: code, path: path.map((key) => ({ type: 'unknown', origin: 'value', input: undefined, key, value: undefined })) });
    });
  }),
);

const codeOf = ({ type, expected, requirement }) => {
  if (type === 'raw_check') return expected;
  return type === 'check' ? CODES.get(requirement) : 'wrong-type';
};

export function validate(request) {
  const result = v.safeParse(schema, request);
  const issues = result.issues
    ? result.issues.map((issue) => ({ code: codeOf(issue), path: issue.path?.map(({ key }) => key) ?? [], message: issue.message }))
    : [];
  unknownKeys(request, issues);
  return issues;
}
