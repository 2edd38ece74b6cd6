/** The tables that all contenders read; the project's own package has its own. */

export const MINI = 'seedance-2-mini';
export const MODELS = ['seedance-2', 'seedance-2-fast', MINI];
export const RATIOS = ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16'];
export const RESOLUTIONS = { 'seedance-2': ['480p', '720p', '1080p', '4k'], 'seedance-2-fast': ['480p', '720p'], [MINI]: ['480p', '720p'] };
export const DURATIONS = [-1, 0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
export const HIDDEN = ['generate_audio', 'return_last_frame', 'n', 'count'];

/** Matches unless the text has a scheme that is none of the offered. */
export const MEDIA_URL = /^(?:https?:|asset:|(?![a-z][a-z0-9+.-]*:))/i;
export const WEB_URL = /^(?:https?:|(?![a-z][a-z0-9+.-]*:))/i;

/** The same without flags, for JSON Schema. */
const SCHEME = '(?![a-zA-Z][a-zA-Z0-9+.\\-]*:)';
export const MEDIA_PATTERN = `^(?:[hH][tT][tT][pP][sS]?:|[aA][sS][sS][eE][tT]:|${SCHEME})`;
export const WEB_PATTERN = `^(?:[hH][tT][tT][pP][sS]?:|${SCHEME})`;

export const isBlank = (text) => text.trim() === '';
