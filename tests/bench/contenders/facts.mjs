/** The tables that all contenders read; the project's own package has its own. */

export const MINI = 'seedance-2-mini';
export const MODELS = ['seedance-2', 'seedance-2-fast', MINI];
export const RATIOS = ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16'];
export const RESOLUTIONS = { 'seedance-2': ['480p', '720p', '1080p', '4k'], 'seedance-2-fast': ['480p', '720p'], [MINI]: ['480p', '720p'] };
export const DURATIONS = [-1, 0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
export const HIDDEN = ['generate_audio', 'return_last_frame', 'n', 'count'];

/** Matches unless the text has a scheme that is none of the offered. */
const MEDIA_URL = /^(?:https?:|asset:|(?![a-z][a-z0-9+.-]*:))/i;
const WEB_URL = /^(?:https?:|(?![a-z][a-z0-9+.-]*:))/i;

/** The same as functions: the common case needs no regular expression. */
export const isMediaUrl = (url) => url.startsWith('https://') || MEDIA_URL.test(url);
export const isWebUrl = (url) => url.startsWith('https://') || WEB_URL.test(url);

/** The same without flags, for JSON Schema. */
const SCHEME = '(?![a-zA-Z][a-zA-Z0-9+.\\-]*:)';
export const MEDIA_PATTERN = `^(?:[hH][tT][tT][pP][sS]?:|[aA][sS][sS][eE][tT]:|${SCHEME})`;
export const WEB_PATTERN = `^(?:[hH][tT][tT][pP][sS]?:|${SCHEME})`;

/** Most texts show with their first character that they are not blank. */
export function isBlank(text) {
  const first = text.charCodeAt(0);
  return !(first > 0x20 && first < 0x7f) && text.trim() === '';
}
