/** What the proxy answers: headers from a list, bodies that it wrote itself. */

/** Ends a request. Where nothing was sent on, the status is one that says so. */
export class Refusal extends Error {
  constructor(status, code, message, { headers, ...more } = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.more = more;
  }
}

/** Of the API's headers, and what they may say. */
const PASSED = {
  'retry-after': /^[\w ,:+-]{1,64}$/,
  date: /^[\w ,:+-]{1,64}$/,
  'x-ratelimit-limit': /^[\d.]{1,20}$/,
  'x-ratelimit-remaining': /^-?[\d.]{1,20}$/,
  'x-ratelimit-reset': /^[\w ,:.+-]{1,64}$/,
  'x-ratelimit-category': /^[a-z_]{1,32}$/,
};
const EXPOSED = 'Retry-After, Date, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-RateLimit-Category';
const MOST_ISSUES = 100;

/** @param {(text: string) => string} redact a header that it would change is left out */
export function passedHeaders(headers, redact) {
  const passed = {};
  for (const [name, form] of Object.entries(PASSED)) {
    const value = headers.get(name);
    if (value !== null && form.test(value) && redact(value) === value) passed[name] = value;
  }
  return passed;
}

export function errorBody(code, message, source, more) {
  return { error: { code, message, source, ...more } };
}

/** A request that the rules refuse, with what they say. */
export function invalid(report) {
  const { errors } = report;
  const tooLarge = errors.some(({ code }) => code === 'too-large');
  const found = report.issues.slice(0, MOST_ISSUES).map(({ code, severity, pointer, message, help, position }) => ({
    code, severity, pointer, message, ...(help && { help }), ...(position && { position }),
  }));
  const count = errors.length === 1 ? 'an error' : `${errors.length} errors`;
  return new Refusal(tooLarge ? 413 : 400, 'invalid_request', `the request has ${count}`, { issues: found });
}

/** What a page of another origin is told. */
export function corsHeaders({ origins, credentials }, origin) {
  if (origins.size === 0) return {};
  if (!origins.has(origin)) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    ...(credentials && { 'access-control-allow-credentials': 'true' }),
    'access-control-expose-headers': EXPOSED,
  };
}

export function preflight({ method }) {
  const headers = {
    'access-control-allow-methods': method,
    'access-control-allow-headers': 'content-type, authorization',
    'access-control-max-age': '600',
  };
  return { status: 204, text: null, headers };
}

export function respond({ status, text, headers }, cors) {
  const fixed = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  if (text !== null) fixed['content-type'] = 'application/json';
  return new Response(text, { status, headers: { ...headers, ...cors, ...fixed } });
}
