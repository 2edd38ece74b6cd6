/** Takes keys out of what leaves the proxy. It errs on the side of hiding too much, except in results. */

const HIDDEN = '[redacted]';
/** A shorter key than this is nobody's, and taking it out would tear words apart. */
const SHORTEST_KEY = 6;
const BEARER = /(\bbearer(?:[ \t+:=]|%20)+)[\w.~+/=-]+/gi;
const KEY = /(?<![A-Za-z0-9])sk-[\w.~+/=-]+|sk-[\w.~+/=-]{20,}/gi;

/** @param {string} apiKey */
export function createRedactor(apiKey) {
  const spellings = [...new Set([apiKey, encodeURIComponent(apiKey)])].filter(({ length }) => length >= SHORTEST_KEY);
  const withoutKey = (text) => spellings.reduce((kept, spelling) => kept.replaceAll(spelling, HIDDEN), text);
  return {
    /** Text of the API's or of errors. */
    text: (text) => withoutKey(text).replace(BEARER, `$1${HIDDEN}`).replace(KEY, HIDDEN),
    /** Parsed JSON, in which nothing but this very key is looked for: addresses of results stay whole. */
    json: (value) => scrub(value, withoutKey),
  };
}

function scrub(value, clean) {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((item) => scrub(item, clean));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [clean(key), scrub(member, clean)]));
}
