/** The JSON Schema of both Ajv contenders, and how their errors read as issues. */

import { DURATIONS, isBlank, MEDIA_PATTERN, MODELS, RATIOS, WEB_PATTERN } from './facts.mjs';
import { say } from './words.mjs';

const text = { type: 'string' };
const mediaUrl = { type: 'string', pattern: MEDIA_PATTERN };
const items = {
  type: 'array',
  items: { type: 'object', properties: { url: mediaUrl, role: text }, additionalProperties: false },
};

export const schema = {
  type: 'object',
  properties: {
    model: { type: 'string', enum: MODELS },
    prompt: text,
    client_business_id: text,
    duration: { type: 'integer', enum: DURATIONS },
    aspect_ratio: { type: 'string', enum: RATIOS },
    image_urls: { type: 'array', items: mediaUrl },
    image_with_roles: items,
    video_with_roles: items,
    audio_with_roles: items,
    resolution: text,
    generate_audio: { type: 'boolean' },
    seed: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
    callback_url: { type: 'string', pattern: WEB_PATTERN },
    trace_id: text,
    metadata: { type: 'object', properties: { client_business_id: text } },
    n: true,
    count: true,
    media_mode: true,
    return_last_frame: true,
  },
  additionalProperties: false,
};

export const options = { allErrors: true, strictTypes: false };

const ENUMS = { '/model': 'model-unknown', '/aspect_ratio': 'aspect-ratio-unknown', '/duration': 'duration-out-of-range' };

const toPath = (pointer) =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));

/** Ajv's error as an issue; nothing where another error already says it, or where the value counts as absent. */
export function toIssue({ keyword, instancePath, params }, request) {
  const path = toPath(instancePath);
  const data = path.reduce((value, step) => value[step], request);
  switch (keyword) {
    case 'type':
      return { code: 'wrong-type', path, message: say('wrong-type') };
    case 'additionalProperties':
      path.push(params.additionalProperty);
      return { code: 'unknown-field', path, message: say('unknown-field') };
    case 'enum': {
      const fits = instancePath === '/duration' ? Number.isInteger(data) : typeof data === 'string' && !isBlank(data);
      return fits ? { code: ENUMS[instancePath], path, message: say(ENUMS[instancePath], data) } : undefined;
    }
    case 'pattern':
      return { code: 'url-scheme-not-offered', path, message: say('url-scheme-not-offered', data) };
    default:
      return { code: 'seed-unsafe', path, message: say('seed-unsafe', data) };
  }
}
