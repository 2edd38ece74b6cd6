/** zod 4: types, formats and choices in the schema, the rest in one check that also runs beside other issues. */

import * as z from 'zod';
import { cross } from './cross.mjs';
import { isBlank, isMediaUrl, isWebUrl, MODELS, RATIOS } from './facts.mjs';
import { say } from './words.mjs';

const wrong = { error: () => say('wrong-type') };
const text = z.string(wrong);
const failing = (code) => ({ params: { code }, error: (issue) => say(code, issue.input) });
const oneOf = (choices, code) => text.refine((value) => choices.includes(value) || isBlank(value), failing(code));
const url = (isOffered) => text.refine(isOffered, failing('url-scheme-not-offered'));
// z.int() ends the whole parse on a fraction, and the other findings with it.
const integer = z.number(wrong).refine(Number.isInteger, { ...failing('wrong-type'), abort: false });

const mediaUrl = url(isMediaUrl);
const item = z.strictObject({ url: mediaUrl.optional(), role: text.optional() }, wrong);
const items = z.array(item, wrong).optional();

const schema = z
  .strictObject(
    {
      model: oneOf(MODELS, 'model-unknown').optional(),
      prompt: text.optional(),
      client_business_id: text.optional(),
      duration: integer.refine((n) => !Number.isInteger(n) || (n >= 4 && n <= 15) || n === 0 || n === -1, failing('duration-out-of-range')).optional(),
      aspect_ratio: oneOf(RATIOS, 'aspect-ratio-unknown').optional(),
      image_urls: z.array(mediaUrl, wrong).optional(),
      image_with_roles: items,
      video_with_roles: items,
      audio_with_roles: items,
      resolution: text.optional(),
      generate_audio: z.boolean(wrong).optional(),
      seed: integer.refine((n) => !Number.isInteger(n) || Number.isSafeInteger(n), failing('seed-unsafe')).optional(),
      callback_url: url(isWebUrl).optional(),
      trace_id: text.optional(),
      metadata: z.looseObject({ client_business_id: text.optional() }, wrong).optional(),
      n: z.unknown().optional(),
      count: z.unknown().optional(),
      media_mode: z.unknown().optional(),
      return_last_frame: z.unknown().optional(),
    },
    wrong,
  )
  .superRefine(
    (request, context) => cross(request, (code, path, actual) => context.addIssue({ code: 'custom', path, message: say(code, actual), params: { code } })),
    { when: () => true },
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
