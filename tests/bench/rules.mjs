/**
 * What every contender has to find: 29 codes of edition 2026-06, and the cases they are held against.
 *
 * The cases are the repository's own (tests/cases). Taken are those for the object door (`request`) without options.
 * Left out are those that expect a finding on the root (it silences all others, and no schema library knows depth
 * or total size). Nothing else is left out: findings of other codes are ignored, on both sides.
 */

export const CODES = [
  'wrong-type', 'unknown-field', 'field-not-exposed',
  'model-missing', 'model-unknown', 'prompt-missing', 'nothing-to-generate',
  'duration-out-of-range', 'duration-auto-unsupported', 'duration-not-listed', 'duration-left-to-default',
  'aspect-ratio-unknown', 'resolution-not-offered',
  'image-urls-with-roles', 'image-urls-not-supported', 'image-urls-discouraged',
  'url-missing', 'role-missing', 'role-not-offered',
  'too-many-first-frames', 'too-many-last-frames', 'last-frame-alone',
  'too-many-reference-images', 'too-many-reference-videos', 'too-many-reference-audios',
  'frame-and-reference-mixed', 'audio-without-visual',
  'url-scheme-not-offered', 'seed-unsafe',
];

export const EDITION = '2026-06';

const subset = new Set(CODES);
const pointer = (path) => path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** What a report says, as far as it is compared: each code with its place, sorted. A finding on the root is always compared: none is expected. */
export const summary = (issues) =>
  issues.filter(({ code, path }) => subset.has(code) || path.length === 0).map(({ code, path }) => `${code} ${pointer(path)}`).sort();

/**
 * @param {{file: string, content: {cases: object[]}}[]} files
 * @returns {{cases: {name: string, request: unknown, expected: string[]}[], left: Record<string, number>}}
 */
export function select(files) {
  const cases = [];
  const left = { 'text only': 0, 'with options': 0, 'root findings': 0 };
  for (const { file, content } of files) {
    for (const { name, request, options, expect } of content.cases) {
      const expected = expect[EDITION].map((line) => {
        const [, code, at] = /^\w+ (\S+) ?(.*)$/s.exec(line);
        return { code, at };
      });
      if (request === undefined) left['text only']++;
      else if (options) left['with options']++;
      else if (expected.some(({ at, code }) => at === '' && code !== 'unknown-field')) left['root findings']++;
      else {
        const found = expected.filter(({ code }) => subset.has(code)).map(({ code, at }) => `${code} ${at}`).sort();
        cases.push({ name: `${file}: ${name}`, request, expected: found });
      }
    }
  }
  return { cases, left };
}

/** Where a contender says something else than the cases. */
export function disagreements(validate, cases) {
  const faults = [];
  for (const { name, request, expected } of cases) {
    let found;
    try {
      found = summary(validate(request));
    } catch (error) {
      found = [String(error)];
    }
    if (found.join('\n') !== expected.join('\n')) faults.push({ name, expected, found });
  }
  return faults;
}
