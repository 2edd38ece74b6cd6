/** The two routes, and the ids that they carry. Knows no upstream: what is read here is written anew. */

import { Refusal } from './proxy-answer.js';

const PATH = '/v1/videos/generations';
/** Of an id in a path. Servers take 8 KiB and more for a whole request line. */
const LONGEST_SEGMENT = 4096;
/**
 * What a server between here and the task could take for more than a name: separators, escapes, and what is not seen.
 * `%` and `;` stand here for servers that decode twice or cut parameters off.
 */
const UNSAFE = /[/\\?#%;]|\p{C}|\p{Zl}|\p{Zp}/u;

/**
 * @param {string} url the request's
 * @param {string} basePath
 * @returns {{ name: 'submit' | 'status', method: string, id?: string }}
 */
export function routeOf(url, basePath) {
  const { pathname } = new URL(url);
  const stem = `${basePath}${PATH}`;
  const rest = pathname.startsWith(stem) ? pathname.slice(stem.length) : undefined;
  if (rest !== '' && !/^\/[^/]+$/.test(rest ?? '')) throw new Refusal(404, 'no_such_route', 'there is nothing here');
  if (/[?#]/.test(url)) throw new Refusal(400, 'query_refused', 'the routes take no query');
  if (rest === '') return { name: 'submit', method: 'POST' };
  const id = decoded(rest.slice(1));
  if (id === undefined || segmentOf(id) === undefined) throw new Refusal(400, 'id_refused', 'this is not an id that can be looked up');
  return { name: 'status', method: 'GET', id };
}

/** An id as one segment of a path, or nothing: not every id can be looked up. */
export function segmentOf(id) {
  if (id === '') return undefined;
  // Compatibility forms too: some servers fold a full-width slash into a slash.
  if ([id, id.normalize('NFKC')].some((text) => UNSAFE.test(text) || /^\.{1,2}$/.test(text))) return undefined;
  const segment = encodeURIComponent(id).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  return segment.length > LONGEST_SEGMENT ? undefined : segment;
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
