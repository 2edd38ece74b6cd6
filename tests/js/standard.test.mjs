// `requestSchema`: what Standard Schema and Standard JSON Schema 1.1 promise.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { cases, EDITIONS } from './cases.mjs';
import { folder, load, loadCommonJs } from './setup.mjs';

const { jsonSchema, requestSchema, validate } = await load();
const { default: zhCN } = await load('seedance-request/locales/zh-CN');
const standard = requestSchema['~standard'];
const good = { model: 'seedance-2', prompt: 'Rain.', duration: 5 };
const bad = { model: 'seedance-2-mini', prompt: 'Rain.', duration: 99, resolution: '4k' };

test('version, vendor, and nothing that can be changed', () => {
  assert.equal(standard.version, 1);
  assert.equal(standard.vendor, 'seedance-request');
  assert.ok(Object.isFrozen(requestSchema) && Object.isFrozen(standard) && Object.isFrozen(standard.jsonSchema));
});

test('a valid request is given back as it is, warnings or not', () => {
  for (const request of [good, { ...good, nonsense: 1 }, Object.freeze({ ...good })]) {
    const result = standard.validate(request);
    assert.deepEqual(Object.keys(result), ['value']);
    assert.equal(result.value, request);
  }
});

test('every case: the errors and no others, each with a path, none before its parent', () => {
  let failures = 0;
  for (const one of cases().filter((one) => one.hasValue)) {
    for (const edition of EDITIONS) {
      const options = { ...one.options, edition };
      const report = validate(one.value, options);
      const result = requestSchema.with(options)['~standard'].validate(one.value);
      if (report.valid) {
        assert.deepEqual(Object.keys(result), ['value'], one.name);
        assert.equal(result.value, one.value);
        continue;
      }
      failures++;
      const { issues } = result;
      assert.equal(issues.length, report.errors.length, one.name);
      const said = (list) => list.map((issue) => `${issue.code} ${issue.pointer} ${issue.message}`);
      assert.deepEqual(said(issues), said(report.errors), one.name);
      const seen = [];
      for (const issue of issues) {
        assert.equal(issue.severity, 'error');
        assert.ok(issue.path.length > 0, one.name);
        const path = JSON.stringify(issue.path).slice(0, -1);
        assert.ok(!seen.some((before) => before !== path && before.startsWith(`${path},`)), `${one.name}: ${path} after a child`);
        seen.push(path);
      }
    }
  }
  assert.ok(failures > 300, `${failures}`);
});

test('what concerns the whole request stands at the model', () => {
  for (const value of [null, undefined, 7, 'text', [], () => {}, Symbol('a')]) {
    const { issues } = standard.validate(value);
    assert.deepEqual(issues.map(({ code, path, pointer }) => [code, path, pointer]), [['not-an-object', ['model'], '']]);
  }
});

test('issues carry more than words', () => {
  const { issues } = standard.validate(bad);
  assert.deepEqual(issues.map(({ path }) => path), [['duration'], ['resolution']]);
  const [issue] = issues;
  assert.equal(issue.code, 'duration-out-of-range');
  assert.equal(issue.pointer, '/duration');
  assert.equal(issue.params.actual, 99);
  assert.equal(issue.params.max, 15);
  assert.equal(typeof issue.help, 'string');
});

test('words by schema and by call', () => {
  const words = (result) => result.issues.map(({ message }) => message);
  const english = words(standard.validate(bad));
  const chinese = words(standard.validate(bad, { libraryOptions: { locale: zhCN, others: 1 } }));
  assert.notDeepEqual(chinese, english);
  assert.deepEqual(chinese, validate(bad, { locale: zhCN }).errors.map(({ message }) => message));
  assert.deepEqual(words(requestSchema.with({ locale: zhCN })['~standard'].validate(bad)), chinese);
  assert.deepEqual(words(requestSchema.with({ locale: zhCN })['~standard'].validate(bad, { libraryOptions: { locale: 'en' } })), english);
  assert.deepEqual(words(standard.validate(bad)), english);
  for (const options of [undefined, {}, { libraryOptions: undefined }, { libraryOptions: {} }, { libraryOptions: null }]) assert.deepEqual(words(standard.validate(bad, options)), english);
});

test('options', () => {
  const sound = { model: 'seedance-2-mini', prompt: 'Rain.', duration: 4, generate_audio: true };
  assert.ok(standard.validate(sound).issues);
  assert.equal(requestSchema.with({ edition: '2026-08' })['~standard'].validate(sound).issues, undefined);
  assert.equal(requestSchema.with({ unknownFields: 'error' })['~standard'].validate({ ...good, a: 1 }).issues[0].code, 'unknown-field');
  assert.equal(requestSchema.with({ severities: { 'unknown-field': 'error' } })['~standard'].validate({ ...good, a: 1 }).issues[0].code, 'unknown-field');
  assert.equal(requestSchema.with({ limits: { bytes: 3 } })['~standard'].validate(good).issues[0].code, 'too-large');
  // Options are those of the one call: nothing adds up.
  assert.ok(requestSchema.with({ edition: '2026-08' }).with({})['~standard'].validate(sound).issues);
  assert.throws(() => requestSchema.with({ edition: '2027' }), { name: 'MisuseError', argument: 'options.edition' });
  assert.throws(() => requestSchema.with({ lang: 'en' }), { name: 'MisuseError', argument: 'options.lang' });
});

test('of the JSON Schema half the edition alone changes anything', () => {
  const schema = (options, half = 'input') => requestSchema.with(options)['~standard'].jsonSchema[half]({ target: 'draft-2020-12' });
  for (const half of ['input', 'output']) {
    const plain = schema({}, half);
    for (const options of [{ unknownFields: 'error' }, { severities: { 'prompt-missing': 'error', 'model-unknown': 'off' } }, { limits: { bytes: 3, reference_videos: 1 } }, { locale: zhCN }]) {
      assert.deepEqual(schema(options, half), plain, JSON.stringify(options));
    }
    assert.notDeepEqual(schema({ edition: '2026-08' }, half), plain);
  }
});

test('a check that fails is an issue', () => {
  const only = (result) => {
    assert.equal(result.issues.length, 1);
    const [{ code, severity, path, message, pointer }] = result.issues;
    assert.deepEqual({ code, severity, path, pointer }, { code: 'internal', severity: 'error', path: ['model'], pointer: '' });
    return message;
  };
  assert.match(only(standard.validate(good, { libraryOptions: { locale: 'xx' } })), /libraryOptions\.locale/);
  assert.equal(only(standard.validate(good, { get libraryOptions() { throw null; } })), 'The request could not be checked');
  const { Instance } = WebAssembly;
  const fresh = load('seedance-request/slim');
  return fresh.then(async ({ requestSchema, initSync }) => {
    // A module whose every export traps, then the real one again.
    WebAssembly.Instance = function (module, imports) {
      const { exports } = new Instance(module, imports);
      const broken = Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, name.startsWith('check') ? () => { throw new WebAssembly.RuntimeError('unreachable'); } : value]));
      return { exports: broken };
    };
    try {
      initSync();
      // Neither plain nor plain but for single values: of those the module is not always asked.
      assert.equal(only(requestSchema['~standard'].validate({ ...bad, unheard_of: 1 })), 'The request could not be checked');
    } finally {
      WebAssembly.Instance = Instance;
    }
    assert.equal(requestSchema['~standard'].validate(good).value, good);
    assert.ok(requestSchema['~standard'].validate(bad).issues.length === 2);
  });
});

test('JSON Schema: three dialects, and an error for any other', () => {
  for (const edition of EDITIONS) {
    const { input, output } = requestSchema.with({ edition })['~standard'].jsonSchema;
    for (const target of ['draft-2020-12', 'draft-07', 'openapi-3.0']) {
      assert.deepEqual(input({ target }), jsonSchema({ edition, target }));
      assert.equal(output({ target, libraryOptions: {} }), input({ target }));
    }
    for (const target of ['draft-04', '__proto__', undefined, 7]) assert.throws(() => input({ target }), { name: 'MisuseError', argument: 'target' });
    assert.throws(() => output(), TypeError);
  }
});

test('the JSON Schema starts no module', async () => {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = () => assert.fail('started');
  try {
    const { requestSchema } = loadCommonJs();
    for (const target of ['draft-2020-12', 'draft-07', 'openapi-3.0']) requestSchema['~standard'].jsonSchema.input({ target });
  } finally {
    WebAssembly.Instance = Instance;
  }
});

test('the types fit those of the specification', () => {
  const file = `${folder}/standard-types.ts`.replaceAll('\\', '/');
  const spec = fileURLToPath(new URL('../node_modules/@standard-schema/spec/dist/index.d.ts', import.meta.url));
  const complaints = (code) => {
    const source = `import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';\nimport { requestSchema, type SeedanceRequest, type RequestOf } from 'seedance-request';\n${code}\n`;
    const options = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [], skipDefaultLibCheck: true, paths: { '@standard-schema/spec': [spec] } };
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists, readFile } = host;
    host.fileExists = (name) => name === file || fileExists.call(host, name);
    host.readFile = (name) => name === file ? source : readFile.call(host, name);
    host.getSourceFile = (name, ...rest) => name === file ? ts.createSourceFile(name, source, rest[0]) : getSourceFile.call(host, name, ...rest);
    return ts.getPreEmitDiagnostics(ts.createProgram([file], options, host)).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  };
  const fits = [
    'export const a: StandardSchemaV1 = requestSchema;',
    'export const a: StandardJSONSchemaV1 = requestSchema;',
    'export const a: StandardSchemaV1<SeedanceRequest> & StandardJSONSchemaV1<SeedanceRequest> = requestSchema;',
    'export const a = (r: StandardSchemaV1.InferOutput<typeof requestSchema>): SeedanceRequest => r;',
    "export const a: StandardSchemaV1<RequestOf<'2026-08'>> = requestSchema.with({ edition: '2026-08' });",
    "const result = requestSchema['~standard'].validate({}); export const a = result.issues ? result.issues[0]?.code : result.value.model;",
  ];
  for (const code of fits) assert.deepEqual(complaints(code), [], code);
  const faulty = [
    'export const a: StandardSchemaV1<string> = requestSchema;',
    "export const a: StandardSchemaV1<SeedanceRequest> = requestSchema.with({ edition: '2026-08' });",
    "requestSchema.with({ edition: '2027' });",
  ];
  for (const code of faulty) assert.notDeepEqual(complaints(code), [], code);
});
