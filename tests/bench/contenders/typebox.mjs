/** TypeBox, compiled at run time, and a function for the rules that join fields. */

import { Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { cross } from './cross.mjs';
import { DURATIONS, isBlank, MEDIA_PATTERN, MODELS, RATIOS, WEB_PATTERN } from './facts.mjs';
import { say } from './words.mjs';

const text = Type.Optional(Type.String());
const oneOf = (choices) => Type.Optional(Type.Union(choices.map((choice) => Type.Literal(choice))));
const mediaUrl = Type.String({ pattern: MEDIA_PATTERN });
const items = Type.Optional(Type.Array(Type.Object({ url: Type.Optional(mediaUrl), role: text }, { additionalProperties: false })));
const anything = Type.Optional(Type.Unknown());

const check = TypeCompiler.Compile(
  Type.Object(
    {
      model: oneOf(MODELS),
      prompt: text,
      client_business_id: text,
      duration: oneOf(DURATIONS),
      aspect_ratio: oneOf(RATIOS),
      image_urls: Type.Optional(Type.Array(mediaUrl)),
      image_with_roles: items,
      video_with_roles: items,
      audio_with_roles: items,
      resolution: text,
      generate_audio: Type.Optional(Type.Boolean()),
      seed: Type.Optional(Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })),
      callback_url: Type.Optional(Type.String({ pattern: WEB_PATTERN })),
      trace_id: text,
      metadata: Type.Optional(Type.Object({ client_business_id: text })),
      n: anything,
      count: anything,
      media_mode: anything,
      return_last_frame: anything,
    },
    { additionalProperties: false },
  ),
);

const ENUMS = { '/model': 'model-unknown', '/aspect_ratio': 'aspect-ratio-unknown', '/duration': 'duration-out-of-range' };

const toPath = (pointer) =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));

function codeOf({ path, value, schema, message }) {
  if (Object.hasOwn(ENUMS, path)) {
    if (path === '/duration' ? !Number.isInteger(value) : typeof value !== 'string') return 'wrong-type';
    return typeof value === 'string' && isBlank(value) ? undefined : ENUMS[path];
  }
  if (message === 'Unexpected property') return 'unknown-field';
  if (schema.type === 'integer' && Number.isInteger(value)) return 'seed-unsafe';
  return schema.pattern !== undefined && typeof value === 'string' ? 'url-scheme-not-offered' : 'wrong-type';
}

export function validate(request) {
  const issues = [];
  if (!check.Check(request)) {
    for (const error of check.Errors(request)) {
      const code = codeOf(error);
      if (code) issues.push({ code, path: toPath(error.path), message: say(code, error.value) });
    }
  }
  cross(request, (code, path, actual) => {
    issues.push({ code, path, message: say(code, actual) });
  });
  return issues;
}
