/** Plain JavaScript by hand, with no library and no schema: the limit of what an object can cost. */

import { HIDDEN, isBlank, isMediaUrl, isWebUrl, MINI, MODELS, RATIOS, RESOLUTIONS } from './facts.mjs';
import { say } from './words.mjs';

const FIELDS = new Set([
  'model', 'prompt', 'client_business_id', 'duration', 'aspect_ratio', 'image_urls', 'image_with_roles', 'video_with_roles', 'audio_with_roles',
  'resolution', 'generate_audio', 'seed', 'callback_url', 'trace_id', 'metadata', 'n', 'count', 'media_mode', 'return_last_frame',
]);
const IMAGE_ROLES = ['first_frame', 'last_frame', 'reference_image'];
const IMAGE_ROLES_MINI = ['reference_image'];
const VIDEO_ROLES = ['reference_video'];
const AUDIO_ROLES = ['reference_audio'];

const add = (issues, code, path, actual) => {
  issues.push({ code, path, message: say(code, actual) });
};
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The text of a field that is there and not blank. */
function textOf(value, key, issues) {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return isBlank(value) ? undefined : value;
  add(issues, 'wrong-type', [key]);
  return undefined;
}

/** A list that is one, or an empty one where there is none; nothing where it is of the wrong type. */
const EMPTY = [];
function listOf(value, key, issues) {
  if (value === undefined) return EMPTY;
  if (Array.isArray(value)) return value;
  add(issues, 'wrong-type', [key]);
  return undefined;
}

/** Looks at a list of items with roles, and counts them into `count`. */
function items(list, key, roles, count, issues) {
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (!isObject(item)) {
      count.unusable++;
      add(issues, 'wrong-type', [key, i]);
      continue;
    }
    const { url, role } = item;
    for (const part in item) if (part !== 'url' && part !== 'role') add(issues, 'unknown-field', [key, i, part]);
    if (url === undefined) add(issues, 'url-missing', [key, i]);
    else if (typeof url !== 'string') add(issues, 'wrong-type', [key, i, 'url']);
    else if (!isMediaUrl(url)) add(issues, 'url-scheme-not-offered', [key, i, 'url'], url);
    if (roles.includes(role)) {
      if (role === 'first_frame') {
        if (++count.first > 1) add(issues, 'too-many-first-frames', [key, i, 'role']);
      } else if (role === 'last_frame') {
        if (++count.last > 1) add(issues, 'too-many-last-frames', [key, i, 'role']);
      } else {
        count.references++;
      }
      continue;
    }
    count.unusable++;
    if (role === undefined) add(issues, 'role-missing', [key, i]);
    else if (typeof role !== 'string') add(issues, 'wrong-type', [key, i, 'role']);
    else if (isBlank(role)) add(issues, 'role-missing', [key, i]);
    else add(issues, 'role-not-offered', [key, i, 'role'], role);
  }
}

function withRole(images, role, code, issues) {
  for (let i = 0; i < images.length; i++) if (images[i].role === role) add(issues, code, ['image_with_roles', i, 'role']);
}

function checkDuration(duration, mini, issues) {
  if (duration === undefined) {
    if (mini) add(issues, 'duration-left-to-default', ['duration']);
  } else if (!Number.isInteger(duration)) {
    add(issues, 'wrong-type', ['duration']);
  } else if (duration === 0 || duration === -1) {
    if (mini) add(issues, 'duration-auto-unsupported', ['duration'], duration);
  } else if (duration < 4 || duration > 15) {
    add(issues, 'duration-out-of-range', ['duration'], duration);
  } else if (mini && duration !== 10 && duration !== 8 && duration !== 4 && duration !== 12 && duration !== 15) {
    add(issues, 'duration-not-listed', ['duration'], duration);
  }
}

function checkScalars(request, issues) {
  const { client_business_id: id, trace_id: trace, generate_audio: sound, seed, metadata } = request;
  if (id !== undefined && typeof id !== 'string') add(issues, 'wrong-type', ['client_business_id']);
  if (trace !== undefined && typeof trace !== 'string') add(issues, 'wrong-type', ['trace_id']);
  if (sound !== undefined && typeof sound !== 'boolean') add(issues, 'wrong-type', ['generate_audio']);
  if (seed !== undefined) {
    if (!Number.isInteger(seed)) add(issues, 'wrong-type', ['seed']);
    else if (!Number.isSafeInteger(seed)) add(issues, 'seed-unsafe', ['seed'], seed);
  }
  const callback = textOf(request.callback_url, 'callback_url', issues);
  if (callback !== undefined && !isWebUrl(callback)) add(issues, 'url-scheme-not-offered', ['callback_url'], callback);
  if (metadata !== undefined) {
    if (!isObject(metadata)) add(issues, 'wrong-type', ['metadata']);
    else if (metadata.client_business_id !== undefined && typeof metadata.client_business_id !== 'string') add(issues, 'wrong-type', ['metadata', 'client_business_id']);
  }
}

export function validate(request) {
  const issues = [];
  for (const key in request) if (!FIELDS.has(key)) add(issues, 'unknown-field', [key]);

  const model = textOf(request.model, 'model', issues);
  const mini = model === MINI;
  if (model === undefined) {
    if (request.model === undefined || typeof request.model === 'string') add(issues, 'model-missing', ['model']);
  } else if (!MODELS.includes(model)) {
    add(issues, 'model-unknown', ['model'], model);
  }

  checkDuration(request.duration, mini, issues);
  checkScalars(request, issues);
  const ratio = textOf(request.aspect_ratio, 'aspect_ratio', issues);
  if (ratio !== undefined && !RATIOS.includes(ratio)) add(issues, 'aspect-ratio-unknown', ['aspect_ratio'], ratio);
  const resolution = textOf(request.resolution, 'resolution', issues);
  if (resolution !== undefined && !(MODELS.includes(model) ? RESOLUTIONS[model] : RESOLUTIONS['seedance-2']).includes(resolution)) {
    add(issues, 'resolution-not-offered', ['resolution'], resolution);
  }
  if (mini) {
    for (const key of HIDDEN) if (request[key] !== undefined) add(issues, 'field-not-exposed', [key]);
    if (request.media_mode === 'frame') add(issues, 'field-not-exposed', ['media_mode']);
  }

  const urls = listOf(request.image_urls, 'image_urls', issues);
  const images = listOf(request.image_with_roles, 'image_with_roles', issues);
  const videos = listOf(request.video_with_roles, 'video_with_roles', issues);
  const audios = listOf(request.audio_with_roles, 'audio_with_roles', issues);
  const visualsKnown = urls !== undefined && images !== undefined && videos !== undefined;
  const visuals = (urls?.length ?? 0) + (images?.length ?? 0) + (videos?.length ?? 0);
  const sounds = audios?.length ?? 0;

  if (textOf(request.prompt, 'prompt', issues) === undefined && (request.prompt === undefined || typeof request.prompt === 'string')) {
    if (visuals + sounds > 0) add(issues, 'prompt-missing', ['prompt']);
    else if (visualsKnown && audios !== undefined) add(issues, 'nothing-to-generate', ['prompt']);
  }
  if (urls !== undefined && urls.length > 0) {
    const both = images !== undefined && images.length > 0;
    if (both) add(issues, 'image-urls-with-roles', ['image_urls']);
    if (mini) add(issues, 'image-urls-not-supported', ['image_urls']);
    else if (!both) add(issues, 'image-urls-discouraged', ['image_urls']);
    for (let i = 0; i < urls.length; i++) {
      if (typeof urls[i] !== 'string') add(issues, 'wrong-type', ['image_urls', i]);
      else if (!isMediaUrl(urls[i])) add(issues, 'url-scheme-not-offered', ['image_urls', i], urls[i]);
    }
  }

  const image = { first: 0, last: 0, references: 0, unusable: 0 };
  const video = { first: 0, last: 0, references: 0, unusable: 0 };
  const audio = { first: 0, last: 0, references: 0, unusable: 0 };
  if (images !== undefined) items(images, 'image_with_roles', mini ? IMAGE_ROLES_MINI : IMAGE_ROLES, image, issues);
  if (videos !== undefined) items(videos, 'video_with_roles', VIDEO_ROLES, video, issues);
  if (audios !== undefined) items(audios, 'audio_with_roles', AUDIO_ROLES, audio, issues);

  if (image.references > 9) add(issues, 'too-many-reference-images', ['image_with_roles']);
  if (mini && video.references > 3) add(issues, 'too-many-reference-videos', ['video_with_roles']);
  if (mini && audio.references > 3) add(issues, 'too-many-reference-audios', ['audio_with_roles']);
  if (image.last > 0 && image.first === 0 && image.unusable === 0) withRole(images, 'last_frame', 'last-frame-alone', issues);
  if (image.first + image.last > 0) {
    if (image.references > 0) withRole(images, 'reference_image', 'frame-and-reference-mixed', issues);
    if (video.references > 0) add(issues, 'frame-and-reference-mixed', ['video_with_roles']);
    if (audio.references > 0) add(issues, 'frame-and-reference-mixed', ['audio_with_roles']);
  }
  if (sounds > 0 && visuals === 0 && visualsKnown) add(issues, 'audio-without-visual', ['audio_with_roles']);
  return issues;
}
