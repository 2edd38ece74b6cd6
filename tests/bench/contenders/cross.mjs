/**
 * The rules that join several fields, for the contenders whose schemas cannot say them.
 *
 * Called with a request that may be ill-typed anywhere: what is of the wrong type was reported by the schema,
 * and only keeps rules waiting here.
 */

import { HIDDEN, isBlank, MINI, MODELS, RESOLUTIONS } from './facts.mjs';

const DEFAULT_RESOLUTIONS = RESOLUTIONS['seedance-2'];
const LISTS = ['image_with_roles', 'video_with_roles', 'audio_with_roles'];
const ROLES = { image_with_roles: ['first_frame', 'last_frame', 'reference_image'], video_with_roles: ['reference_video'], audio_with_roles: ['reference_audio'] };

const isWrong = (list) => list !== undefined && !Array.isArray(list);
const size = (list) => (Array.isArray(list) ? list.length : 0);

/** Items of each role; `unusable` where an item has none that the list takes. */
function count(key, list, mini, report) {
  const counts = { first: 0, last: 0, reference: 0, unusable: false };
  if (!Array.isArray(list)) return counts;
  const roles = ROLES[key];
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      counts.unusable = true;
      continue;
    }
    if (item.url === undefined) report('url-missing', [key, i]);
    const { role } = item;
    if (role === undefined || (typeof role === 'string' && isBlank(role))) {
      counts.unusable = true;
      report('role-missing', [key, i]);
    } else if (typeof role !== 'string') {
      counts.unusable = true;
    } else if (!roles.includes(role) || (mini && (role === 'first_frame' || role === 'last_frame'))) {
      counts.unusable = true;
      report('role-not-offered', [key, i, 'role'], role);
    } else if (role === 'first_frame') {
      if (++counts.first > 1) report('too-many-first-frames', [key, i, 'role']);
    } else if (role === 'last_frame') {
      if (++counts.last > 1) report('too-many-last-frames', [key, i, 'role']);
    } else {
      counts.reference++;
    }
  }
  return counts;
}

function each(list, role, code, report) {
  for (let i = 0; i < list.length; i++) if (list[i].role === role) report(code, ['image_with_roles', i, 'role']);
}

/** @param {(code: string, path: (string | number)[], actual?: unknown) => void} report */
export function cross(request, report) {
  const { model, prompt, duration, resolution, image_urls: urls, image_with_roles: images, video_with_roles: videos, audio_with_roles: audios } = request;
  const known = MODELS.includes(model);
  const mini = model === MINI;

  if (model === undefined || (typeof model === 'string' && isBlank(model))) report('model-missing', ['model']);

  const visuals = size(urls) + size(images) + size(videos);
  const media = visuals + size(audios);
  if (prompt === undefined || (typeof prompt === 'string' && isBlank(prompt))) {
    if (media > 0) report('prompt-missing', ['prompt']);
    else if (!isWrong(urls) && !isWrong(images) && !isWrong(videos) && !isWrong(audios)) report('nothing-to-generate', ['prompt']);
  }

  if (mini) {
    if (duration === undefined) report('duration-left-to-default', ['duration']);
    else if (duration === 0 || duration === -1) report('duration-auto-unsupported', ['duration'], duration);
    else if (Number.isInteger(duration) && duration >= 4 && duration <= 15 && duration !== 4 && duration !== 8 && duration !== 10 && duration !== 12 && duration !== 15) {
      report('duration-not-listed', ['duration'], duration);
    }
    for (const key of HIDDEN) if (request[key] !== undefined) report('field-not-exposed', [key]);
    if (request.media_mode === 'frame') report('field-not-exposed', ['media_mode']);
  }

  if (typeof resolution === 'string' && !(known ? RESOLUTIONS[model] : DEFAULT_RESOLUTIONS).includes(resolution) && !isBlank(resolution)) {
    report('resolution-not-offered', ['resolution'], resolution);
  }

  if (size(urls) > 0) {
    if (size(images) > 0) report('image-urls-with-roles', ['image_urls']);
    if (mini) report('image-urls-not-supported', ['image_urls']);
    else if (size(images) === 0) report('image-urls-discouraged', ['image_urls']);
  }

  const image = count(LISTS[0], images, mini, report);
  const video = count(LISTS[1], videos, mini, report);
  const audio = count(LISTS[2], audios, mini, report);
  if (image.reference > 9) report('too-many-reference-images', ['image_with_roles']);
  if (mini && video.reference > 3) report('too-many-reference-videos', ['video_with_roles']);
  if (mini && audio.reference > 3) report('too-many-reference-audios', ['audio_with_roles']);
  if (image.last > 0 && image.first === 0 && !image.unusable) each(images, 'last_frame', 'last-frame-alone', report);
  if (image.first + image.last > 0) {
    if (image.reference > 0) each(images, 'reference_image', 'frame-and-reference-mixed', report);
    if (video.reference > 0) report('frame-and-reference-mixed', ['video_with_roles']);
    if (audio.reference > 0) report('frame-and-reference-mixed', ['audio_with_roles']);
  }
  if (size(audios) > 0 && visuals === 0 && !isWrong(urls) && !isWrong(images) && !isWrong(videos)) {
    report('audio-without-visual', ['audio_with_roles']);
  }
}
