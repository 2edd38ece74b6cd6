// `requestSchema` inside the libraries that people use: each submits a good form and a bad one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, root, submit, until } from './page.mjs';
import { load } from './setup.mjs';

const { requestSchema } = await load();
const good = { model: 'seedance-2', prompt: 'Rain.', duration: 5 };
const video = { url: 'https://example.com/a.mp4' };
// A list that is wrong as a whole and in an item, a number, and an item without a role.
const bad = {
  model: 'seedance-2-mini',
  prompt: 'Rain.',
  duration: 99,
  image_with_roles: Array.from({ length: 10 }, (_, index) => ({ url: index === 4 ? 'ftp://example.com/a.png' : `https://example.com/${index}.png`, role: 'reference_image' })),
  video_with_roles: [video],
};
const { issues } = requestSchema['~standard'].validate(bad);
const message = (path) => issues.find((issue) => issue.path.join() === path).message;

test('the bad form is bad in the list, in its item, and in a number', () => {
  const paths = issues.map(({ path }) => path.join());
  for (const path of ['duration', 'image_with_roles', 'image_with_roles,4,url']) assert.ok(paths.includes(path), `${path} of ${paths}`);
  assert.ok(paths.some((path) => path.startsWith('video_with_roles,0')), `${paths}`);
});

test('React Hook Form: every message arrives, a parent beside its child', async () => {
  const { createFormControl } = await import('react-hook-form');
  const { standardSchemaResolver } = await import('@hookform/resolvers/standard-schema');
  const run = async (values) => {
    const form = createFormControl({ defaultValues: values, resolver: standardSchemaResolver(requestSchema) });
    const calls = { sent: [], refused: [] };
    await form.handleSubmit((request) => calls.sent.push(request), (errors) => calls.refused.push(errors))();
    return calls;
  };
  const sent = await run(good);
  assert.deepEqual(sent, { sent: [good], refused: [] });
  const { sent: none, refused: [errors] } = await run(bad);
  assert.deepEqual(none, []);
  assert.equal(errors.duration.message, message('duration'));
  assert.equal(errors.image_with_roles.message, message('image_with_roles'));
  assert.equal(errors.image_with_roles[4].url.message, message('image_with_roles,4,url'));
  assert.ok(errors.video_with_roles[0]);
  // What concerns the whole request blocks the form too, at the model.
  const { sent: nothing, refused: [whole] } = await run({ model: 'seedance-2', prompt: '' });
  assert.deepEqual(nothing, []);
  assert.equal(Object.keys(whole).length, 1);
});

test('React Hook Form, in a page', async () => {
  const { act, createElement } = await import('react');
  const { createRoot } = await import('react-dom/client');
  const { useForm } = await import('react-hook-form');
  const { standardSchemaResolver } = await import('@hookform/resolvers/standard-schema');
  const sent = [];
  function Form() {
    const { register, handleSubmit, formState: { errors } } = useForm({ resolver: standardSchemaResolver(requestSchema), defaultValues: { ...good } });
    return createElement('form', { onSubmit: handleSubmit((request) => sent.push(request)) },
      createElement('input', { ...register('duration', { valueAsNumber: true }) }),
      createElement('output', null, errors.duration?.message ?? ''));
  }
  const element = root();
  const app = createRoot(element);
  await act(() => app.render(createElement(Form)));
  const go = async (duration) => {
    await act(async () => enter(element.querySelector('input'), duration));
    await act(async () => submit(element.querySelector('form')));
  };
  await go('99');
  assert.deepEqual(sent, []);
  assert.equal(element.querySelector('output').textContent, message('duration'));
  await go('7');
  assert.deepEqual(sent, [{ ...good, duration: 7 }]);
  assert.equal(element.querySelector('output').textContent, '');
  await act(() => app.unmount());
});

test('TanStack Form: whole issues arrive at their fields', async () => {
  const { FieldApi, FormApi } = await import('@tanstack/form-core');
  const run = async (values, names) => {
    const sent = [];
    const form = new FormApi({ defaultValues: values, validators: { onSubmit: requestSchema }, onSubmit: ({ value }) => { sent.push(value); } });
    form.mount();
    const fields = names.map((name) => new FieldApi({ form, name }));
    for (const field of fields) field.mount();
    await form.handleSubmit();
    return { sent, canSubmit: form.state.canSubmit, errors: fields.map((field) => field.state.meta.errors) };
  };
  assert.deepEqual(await run(good, ['duration']), { sent: [good], canSubmit: true, errors: [[]] });
  const { sent, errors } = await run(bad, ['duration', 'image_with_roles', 'image_with_roles[4].url', 'prompt']);
  assert.deepEqual(sent, []);
  const codes = errors.map((list) => list.map(({ code }) => code));
  assert.deepEqual(codes, [['duration-out-of-range'], ['too-many-reference-images'], ['url-scheme-not-offered'], []]);
  assert.equal(errors[0][0].params.max, 15);
});

test('VeeValidate, in a page, by an adapter', async () => {
  const { createApp, h, nextTick } = await import('vue');
  const { useForm } = await import('vee-validate');
  const name = (path) => path.map((step, index) => typeof step === 'number' ? `[${step}]` : index > 0 ? `.${step}` : step).join('');
  const typed = (schema) => ({
    __type: 'VVTypedSchema',
    async parse(values) {
      const { value, issues = [] } = schema['~standard'].validate(values);
      // The first message of a field is the one to keep, and the last entry wins.
      return { value, errors: issues.map(({ path, message }) => ({ path: name(path), errors: [message] })).reverse() };
    },
  });
  const run = async (values) => {
    const calls = { sent: [], refused: [] };
    const element = root();
    const app = createApp({
      setup() {
        const form = useForm({ validationSchema: typed(requestSchema), initialValues: structuredClone(values) });
        const onSubmit = form.handleSubmit((request) => calls.sent.push(request), ({ errors }) => calls.refused.push(errors));
        return () => h('form', { onSubmit }, form.errors.value.duration ?? '');
      },
    });
    app.mount(element);
    submit(element.querySelector('form'));
    await until(() => calls.sent.length + calls.refused.length > 0, 'an outcome');
    await nextTick();
    const shown = element.textContent;
    app.unmount();
    return { ...calls, shown };
  };
  const taken = await run(good);
  assert.deepEqual(JSON.parse(JSON.stringify(taken)), { sent: [good], refused: [], shown: '' });
  const { sent, refused: [errors], shown } = await run(bad);
  assert.deepEqual(sent, []);
  assert.equal(errors.duration, message('duration'));
  assert.equal(errors.image_with_roles, message('image_with_roles'));
  assert.equal(errors['image_with_roles[4].url'], message('image_with_roles,4,url'));
  assert.equal(shown, message('duration'));
});

test('Hono: a request that is wrong never reaches the handler', async () => {
  const { Hono } = await import('hono');
  const { sValidator } = await import('@hono/standard-validator');
  const handled = [];
  const app = new Hono().post('/videos', sValidator('json', requestSchema), (context) => {
    handled.push(context.req.valid('json'));
    return context.json({ ok: true });
  });
  const post = (body) => app.request('/videos', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  assert.equal((await post(JSON.stringify(good))).status, 200);
  assert.deepEqual(handled, [good]);
  const refused = await post(JSON.stringify(bad));
  assert.equal(refused.status, 400);
  const { error } = await refused.json();
  assert.deepEqual(error.map(({ code, pointer }) => [code, pointer]), issues.map(({ code, pointer }) => [code, pointer]));
  assert.equal((await post('[]')).status, 400);
  assert.equal((await post('{')).status, 400);
  assert.equal(handled.length, 1);
});
