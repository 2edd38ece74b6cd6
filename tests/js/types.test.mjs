// The generated TypeScript nouns, compiled: what a model has not does not compile, what it has does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const nouns = fileURLToPath(new URL('../../pkg-template/generated/types.d.ts', import.meta.url));

/** The complaints of the compiler about each snippet, all of which see the nouns. */
function complaints(snippets) {
  const files = new Map(Object.values(snippets).map((code, index) => [nouns.replace('types.d.ts', `snippet-${index}.ts`), `import type * as n from './types';\n${code}\n`]));
  const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts'], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [], skipDefaultLibCheck: true };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists.call(host, file);
  host.readFile = (file) => files.get(file) ?? readFile.call(host, file);
  host.getSourceFile = (file, ...rest) => files.has(file) ? ts.createSourceFile(file, files.get(file), rest[0]) : getSourceFile.call(host, file, ...rest);
  const program = ts.createProgram([...files.keys()], options, host);
  assert.deepEqual(program.getSemanticDiagnostics(program.getSourceFile(nouns)), []);
  const of = (file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  return Object.keys(snippets).map((what, index) => [what, of(program.getSourceFile([...files.keys()][index]))]);
}

const june = (request) => `export const request: n.SeedanceRequest = ${request};`;
const august = (request) => `export const request: n.RequestOf<'2026-08'> = ${request};`;

const compile = {
  'mini with references': june(`{ model: 'seedance-2-mini', duration: 10, image_with_roles: [{ url: 'a', role: 'reference_image' }] }`),
  'seedance-2 in 4k, automatic length': june(`{ model: 'seedance-2', resolution: '4k', duration: -1, generate_audio: false }`),
  'frozen lists': june(`{ model: 'seedance-2-fast', image_urls: Object.freeze(['a']) }`),
  'mini with frames and sound in August': august(`{ model: 'seedance-2-mini', generate_audio: true, return_last_frame: true, image_with_roles: [{ url: 'a', role: 'first_frame' }] }`),
  'tools and adaptive in August': august(`{ model: 'seedance-2', tools: [{ type: 'web_search' }], aspect_ratio: 'adaptive' }`),
  'metadata of the caller': june(`{ model: 'seedance-2', metadata: { client_business_id: 'a', anything: [1] } }`),
  'one type a model': `export const request: n.Seedance2MiniRequest202606 = { model: 'seedance-2-mini' };`,
  'narrowing by model': `export const f = (r: n.SeedanceRequest) => (r.model === 'seedance-2' ? r.resolution : undefined) satisfies '480p' | '720p' | '1080p' | '4k' | undefined;`,
};
const refuse = {
  'no model': june(`{ prompt: 'a' }`),
  'an unknown model': june(`{ model: 'seedance-3' }`),
  '4k on mini': june(`{ model: 'seedance-2-mini', resolution: '4k' }`),
  '1080p on fast': august(`{ model: 'seedance-2-fast', resolution: '1080p' }`),
  'sound on mini in June': june(`{ model: 'seedance-2-mini', generate_audio: true }`),
  'sound on mini in June, behind a variable': `declare const draft: { model: 'seedance-2-mini'; generate_audio: boolean }; ${june('draft')}`,
  'image_urls on mini in June': june(`{ model: 'seedance-2-mini', image_urls: ['a'] }`),
  'a frame on mini in June': june(`{ model: 'seedance-2-mini', image_with_roles: [{ url: 'a', role: 'first_frame' }] }`),
  'automatic length on mini': august(`{ model: 'seedance-2-mini', duration: 0 }`),
  'sixteen seconds': june(`{ model: 'seedance-2', duration: 16 }`),
  'adaptive in June': june(`{ model: 'seedance-2', aspect_ratio: 'adaptive' }`),
  'tools in June': june(`{ model: 'seedance-2', tools: [{ type: 'web_search' }] }`),
  'an unknown tool': august(`{ model: 'seedance-2', tools: [{ type: 'browser' }] }`),
  'an image role among the videos': june(`{ model: 'seedance-2', video_with_roles: [{ url: 'a', role: 'first_frame' }] }`),
  'an item without role': june(`{ model: 'seedance-2', image_with_roles: [{ url: 'a' }] }`),
  'a misspelt key': june(`{ model: 'seedance-2', promt: 'a' }`),
  'n on mini': august(`{ model: 'seedance-2-mini', n: 1 }`),
  'a catalog without a code': `export const c: Pick<n.Catalog, 'phrases'> = { phrases: { 'not-json': { message: 'a' } } };`,
};

test('what a model has compiles', () => {
  for (const [what, found] of complaints(compile)) assert.deepEqual(found, [], what);
});

test('what a model has not does not compile', () => {
  for (const [what, found] of complaints(refuse)) {
    assert.ok(found.length > 0, `${what} compiles`);
    assert.ok(found.every((message) => !/cannot find/i.test(message)), `${what}: ${found}`);
  }
});
