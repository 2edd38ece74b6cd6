// What the package says of public corpora, as lines: the same computation runs in Node and in a page, and the native
// library writes the same lines. Knows no file system: texts come in.

const EDITIONS = ['2026-06', '2026-08'];
const summary = (report) => report.issues.map((issue) => `${issue.severity} ${issue.code} ${issue.pointer}`).join('; ');

/** Where a text can stand in a request. */
export const PLACES = {
  prompt: (text) => ({ model: 'seedance-2', prompt: text }),
  model: (text) => ({ model: text, prompt: 'a cat' }),
  aspect_ratio: (text) => ({ model: 'seedance-2', prompt: 'a cat', aspect_ratio: text }),
  resolution: (text) => ({ model: 'seedance-2', prompt: 'a cat', resolution: text }),
  client_business_id: (text) => ({ model: 'seedance-2', prompt: 'a cat', client_business_id: text }),
  callback_url: (text) => ({ model: 'seedance-2', prompt: 'a cat', callback_url: text }),
  trace_id: (text) => ({ model: 'seedance-2', prompt: 'a cat', trace_id: text }),
  image_urls: (text) => ({ model: 'seedance-2', prompt: 'a cat', image_urls: [text] }),
  url: (text) => ({ model: 'seedance-2', prompt: 'a cat', image_with_roles: [{ url: text, role: 'first_frame' }] }),
  role: (text) => ({ model: 'seedance-2', prompt: 'a cat', image_with_roles: [{ url: 'https://example.com/a.png', role: text }] }),
  metadata_id: (text) => ({ model: 'seedance-2', prompt: 'a cat', metadata: { client_business_id: text } }),
};

/**
 * @param {{ validate: Function, validateJson: Function }} door
 * @param {{ json: [string, Uint8Array][], strings: string[], urls: string[] }} corpora
 * @returns {string[]} one line a verdict
 */
export function verdicts({ validate, validateJson }, { json, strings, urls }) {
  const lines = [];
  for (const edition of EDITIONS) {
    for (const [name, bytes] of json) lines.push(`${edition} ${name}: ${summary(validateJson(bytes, { edition }))}`);
    const both = (name, request) => {
      const object = summary(validate(request, { edition }));
      const text = summary(validateJson(JSON.stringify(request), { edition }));
      lines.push(`${edition} ${name}: ${object}${object === text ? '' : ` BUT AS TEXT ${text}`}`);
    };
    strings.forEach((text, index) => {
      for (const [place, put] of Object.entries(PLACES)) both(`string ${index} as ${place}`, put(text));
    });
    urls.forEach((text, index) => {
      for (const place of ['url', 'callback_url']) both(`url ${index} as ${place}`, PLACES[place](text));
    });
  }
  return lines;
}
