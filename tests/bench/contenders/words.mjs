/** What the contenders say to people: as short as it can be while it names the value. */

const TEXT = {
  'wrong-type': 'The value has the wrong type',
  'unknown-field': 'The API does not know this field',
  'field-not-exposed': 'This model does not take this field',
  'model-missing': 'Choose a model',
  'model-unknown': 'There is no such model: seedance-2, seedance-2-fast or seedance-2-mini',
  'prompt-missing': 'Describe the video in the prompt',
  'nothing-to-generate': 'Give a prompt or media',
  'duration-out-of-range': 'The duration must be 4 to 15 seconds',
  'duration-auto-unsupported': 'This model needs a duration in seconds',
  'duration-not-listed': 'This model lists 4, 8, 10, 12 and 15 seconds',
  'duration-left-to-default': 'This model needs a duration, since the default is automatic',
  'aspect-ratio-unknown': 'The aspect ratio must be 21:9, 16:9, 4:3, 1:1, 3:4 or 9:16',
  'resolution-not-offered': 'The model does not offer this resolution',
  'image-urls-with-roles': 'Give image_urls or image_with_roles, not both',
  'image-urls-not-supported': 'This model does not take image_urls',
  'image-urls-discouraged': 'Prefer image_with_roles, which names the roles',
  'url-missing': 'The item needs a url',
  'role-missing': 'The item needs a role',
  'role-not-offered': 'This list does not take this role',
  'too-many-first-frames': 'There can be one first_frame',
  'too-many-last-frames': 'There can be one last_frame',
  'last-frame-alone': 'A last_frame needs a first_frame',
  'too-many-reference-images': 'There can be up to 9 reference images',
  'too-many-reference-videos': 'There can be up to 3 reference videos',
  'too-many-reference-audios': 'There can be up to 3 reference audios',
  'frame-and-reference-mixed': 'Frames and references cannot be mixed',
  'audio-without-visual': 'Audio needs an image or a video',
  'url-scheme-not-offered': 'The URL must start with https:// or asset://',
  'seed-unsafe': 'The seed is too large to be exact',
};

export function say(code, actual) {
  const text = TEXT[code];
  if (typeof actual === 'string') return `${text}, not "${actual.length > 60 ? `${actual.slice(0, 59)}…` : actual}"`;
  if (typeof actual === 'number') return `${text}, not ${actual}`;
  return text;
}
