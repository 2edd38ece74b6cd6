/** ArkType, and a function for the rules that join fields: a narrow would wait until the types are right. */

import { type } from 'arktype';
import { cross } from './cross.mjs';
import { DURATIONS, isBlank, MEDIA_PATTERN, MODELS, RATIOS, WEB_PATTERN } from './facts.mjs';
import { say } from './words.mjs';

const mediaUrl = type(new RegExp(MEDIA_PATTERN));
// To ArkType an array is an object as well. One parameter: with a second, the context, every check would need one.
const plain = (value) => !Array.isArray(value);
const item = type({ '+': 'reject', 'url?': mediaUrl, 'role?': 'string' }).narrow(plain);

const schema = type({
  '+': 'reject',
  'model?': type.enumerated(...MODELS),
  'prompt?': 'string',
  'client_business_id?': 'string',
  'duration?': type.enumerated(...DURATIONS),
  'aspect_ratio?': type.enumerated(...RATIOS),
  'image_urls?': mediaUrl.array(),
  'image_with_roles?': item.array(),
  'video_with_roles?': item.array(),
  'audio_with_roles?': item.array(),
  'resolution?': 'string',
  'generate_audio?': 'boolean',
  'seed?': 'number.integer',
  'callback_url?': new RegExp(WEB_PATTERN),
  'trace_id?': 'string',
  'metadata?': type({ 'client_business_id?': 'string' }).narrow(plain),
  'n?': 'unknown',
  'count?': 'unknown',
  'media_mode?': 'unknown',
  'return_last_frame?': 'unknown',
});

const ENUMS = { model: 'model-unknown', aspect_ratio: 'aspect-ratio-unknown', duration: 'duration-out-of-range' };

function codeOf({ code, path, data, expected }) {
  const [field] = path;
  if (path.length === 1 && Object.hasOwn(ENUMS, field)) {
    if (field === 'duration' ? !Number.isInteger(data) : typeof data !== 'string') return 'wrong-type';
    return typeof data === 'string' && isBlank(data) ? undefined : ENUMS[field];
  }
  if (expected === 'removed') return 'unknown-field';
  return code === 'pattern' ? 'url-scheme-not-offered' : 'wrong-type';
}

export function validate(request) {
  const issues = [];
  const result = schema(request);
  if (result instanceof type.errors) {
    for (const error of result) {
      const [list, index, ...rest] = error.path;
      if (rest.length > 0 && Array.isArray(request[list][index])) {
        if (rest[0] === '0') issues.push({ code: 'wrong-type', path: [list, index], message: say('wrong-type') });
        continue;
      }
      const code = codeOf(error);
      if (code) issues.push({ code, path: [...error.path], message: say(code, error.data) });
    }
  }
  const { seed } = request;
  if (Number.isInteger(seed) && !Number.isSafeInteger(seed)) issues.push({ code: 'seed-unsafe', path: ['seed'], message: say('seed-unsafe', seed) });
  cross(request, (code, path, actual) => {
    issues.push({ code, path, message: say(code, actual) });
  });
  return issues;
}
