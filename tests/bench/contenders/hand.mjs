/** Plain JavaScript by hand, with no library and no schema: the limit of what an object can cost. */

import { cross } from './cross.mjs';
import { isBlank, MEDIA_URL, MODELS, RATIOS, WEB_URL } from './facts.mjs';
import { say } from './words.mjs';

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function urls(list, key, report) {
  for (let i = 0; i < list.length; i++) {
    const url = list[i];
    if (typeof url !== 'string') report('wrong-type', [key, i]);
    else if (!MEDIA_URL.test(url)) report('url-scheme-not-offered', [key, i], url);
  }
}

function items(list, key, report) {
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (!isObject(item)) {
      report('wrong-type', [key, i]);
      continue;
    }
    for (const part in item) {
      const value = item[part];
      if (value === undefined) continue;
      if (part === 'url') {
        if (typeof value !== 'string') report('wrong-type', [key, i, part]);
        else if (!MEDIA_URL.test(value)) report('url-scheme-not-offered', [key, i, part], value);
      } else if (part === 'role') {
        if (typeof value !== 'string') report('wrong-type', [key, i, part]);
      } else {
        report('unknown-field', [key, i, part]);
      }
    }
  }
}

function fields(request, report) {
  for (const key in request) {
    const value = request[key];
    if (value === undefined) continue;
    switch (key) {
      case 'model':
        if (typeof value !== 'string') report('wrong-type', [key]);
        else if (!MODELS.includes(value) && !isBlank(value)) report('model-unknown', [key], value);
        break;
      case 'aspect_ratio':
        if (typeof value !== 'string') report('wrong-type', [key]);
        else if (!RATIOS.includes(value) && !isBlank(value)) report('aspect-ratio-unknown', [key], value);
        break;
      case 'callback_url':
        if (typeof value !== 'string') report('wrong-type', [key]);
        else if (!WEB_URL.test(value)) report('url-scheme-not-offered', [key], value);
        break;
      case 'prompt':
      case 'client_business_id':
      case 'resolution':
      case 'trace_id':
        if (typeof value !== 'string') report('wrong-type', [key]);
        break;
      case 'duration':
        if (!Number.isInteger(value)) report('wrong-type', [key]);
        else if ((value < 4 || value > 15) && value !== 0 && value !== -1) report('duration-out-of-range', [key], value);
        break;
      case 'seed':
        if (!Number.isInteger(value)) report('wrong-type', [key]);
        else if (!Number.isSafeInteger(value)) report('seed-unsafe', [key], value);
        break;
      case 'generate_audio':
        if (typeof value !== 'boolean') report('wrong-type', [key]);
        break;
      case 'image_urls':
        if (!Array.isArray(value)) report('wrong-type', [key]);
        else urls(value, key, report);
        break;
      case 'image_with_roles':
      case 'video_with_roles':
      case 'audio_with_roles':
        if (!Array.isArray(value)) report('wrong-type', [key]);
        else items(value, key, report);
        break;
      case 'metadata':
        if (!isObject(value)) report('wrong-type', [key]);
        else if (value.client_business_id !== undefined && typeof value.client_business_id !== 'string') report('wrong-type', [key, 'client_business_id']);
        break;
      case 'n':
      case 'count':
      case 'media_mode':
      case 'return_last_frame':
        break;
      default:
        report('unknown-field', [key]);
    }
  }
}

export function validate(request) {
  const issues = [];
  const report = (code, path, actual) => {
    issues.push({ code, path, message: say(code, actual) });
  };
  fields(request, report);
  cross(request, report);
  return issues;
}
