/** zod/mini: the schema of zod.mjs in the functional spelling. */

import * as z from 'zod/mini';
import { cross } from './cross.mjs';
import { isBlank, isMediaUrl, isWebUrl, MODELS, RATIOS } from './facts.mjs';
import { say } from './words.mjs';

const wrong = { error: () => say('wrong-type') };
const text = z.string(wrong);
const failing = (code) => ({ params: { code }, error: (issue) => say(code, issue.input) });
const oneOf = (choices, code) => text.check(z.refine((value) => choices.includes(value) || isBlank(value), failing(code)));
const url = (isOffered) => text.check(z.refine(isOffered, failing('url-scheme-not-offered')));
const integer = z.number(wrong).check(z.refine(Number.isInteger, failing('wrong-type')));

const mediaUrl = url(isMediaUrl);
const item = z.strictObject({ url: z.optional(mediaUrl), role: z.optional(text) }, wrong);
const items = z.optional(z.array(item, wrong));

const schema = z
  .strictObject(
    {
      model: z.optional(oneOf(MODELS, 'model-unknown')),
      prompt: z.optional(text),
      client_business_id: z.optional(text),
      duration: z.optional(integer.check(z.refine((n) => !Number.isInteger(n) || (n >= 4 && n <= 15) || n === 0 || n === -1, failing('duration-out-of-range')))),
      aspect_ratio: z.optional(oneOf(RATIOS, 'aspect-ratio-unknown')),
      image_urls: z.optional(z.array(mediaUrl, wrong)),
      image_with_roles: items,
      video_with_roles: items,
      audio_with_roles: items,
      resolution: z.optional(text),
      generate_audio: z.optional(z.boolean(wrong)),
      seed: z.optional(integer.check(z.refine((n) => !Number.isInteger(n) || Number.isSafeInteger(n), failing('seed-unsafe')))),
      callback_url: z.optional(url(isWebUrl)),
      trace_id: z.optional(text),
      metadata: z.optional(z.looseObject({ client_business_id: z.optional(text) }, wrong)),
      n: z.optional(z.unknown()),
      count: z.optional(z.unknown()),
      media_mode: z.optional(z.unknown()),
      return_last_frame: z.optional(z.unknown()),
    },
    wrong,
  )
  .check(
    z.superRefine(
      (request, context) => cross(request, (code, path, actual) => context.addIssue({ code: 'custom', path, message: say(code, actual), params: { code } })),
      { when: () => true },
    ),
  );

export function validate(request) {
  const result = schema.safeParse(request);
  if (result.success) return [];
  const issues = [];
  for (const { code, path, message, params, keys } of result.error.issues) {
    if (code === 'unrecognized_keys') for (const key of keys) issues.push({ code: 'unknown-field', path: [...path, key], message: say('unknown-field') });
    else issues.push({ code: params?.code ?? 'wrong-type', path, message });
  }
  return issues;
}
