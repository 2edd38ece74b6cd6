// The OpenAPI descriptions: a linter's opinion, and what stands in them against the schemas and the API's answers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import Ajv2020 from 'ajv/dist/2020.js';
import { load, loadCommonJs } from './setup.mjs';

const { jsonSchema } = await load();
const files = { '2026-06': 'openapi.json', '2026-08': 'openapi.2026-08.json' };
const committed = (file) => readFileSync(new URL(`../../pkg-template/generated/${file}`, import.meta.url), 'utf8');
const path = '/v1/videos/generations';

async function lint(source) {
  // Unknown keys are allowed, in examples too.
  const rules = { 'no-invalid-media-type-examples': { severity: 'error', allowAdditionalProperties: true } };
  const config = await createConfig({ extends: ['recommended-strict'], rules, telemetry: 'off' });
  return (await lintFromString({ source, config })).map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`);
}

/** A validator for a schema of the description. */
function compile(description, name) {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false });
  ajv.addVocabulary(Object.keys(description).concat('example'));
  return ajv.addSchema({ $id: 'https://example.com/openapi', ...description }).compile({ $ref: `https://example.com/openapi#/components/schemas/${name}` });
}

for (const [edition, file] of Object.entries(files)) {
  test(`${file}: a linter finds nothing`, async () => {
    assert.deepEqual(await lint(committed(file)), []);
  });

  test(`${file}: the package exports it as it is committed`, () => {
    assert.deepEqual(loadCommonJs(`seedance-request/${file}`), JSON.parse(committed(file)));
  });

  test(`${file}: the request is that of the JSON Schema`, () => {
    const description = JSON.parse(committed(file));
    const { $schema, $comment, $defs, ...schema } = jsonSchema({ edition });
    const moved = JSON.parse(JSON.stringify(schema).replaceAll('#/$defs/', '#/components/schemas/'));
    assert.deepEqual(description.components.schemas.VideoRequest, moved);
    assert.deepEqual(description.components.schemas.text, $defs.text);
    const takes = compile(description, 'VideoRequest');
    const { content, required } = description.paths[path].post.requestBody;
    assert.equal(required, true);
    assert.ok(takes(content['application/json'].example), JSON.stringify(takes.errors));
    assert.ok(!takes({ ...content['application/json'].example, duration: 99 }));
    assert.equal(takes({ model: 'seedance-2-mini', prompt: 'a', generate_audio: true }), edition === '2026-08');
  });

  test(`${file}: answers, headers, key and hosts`, () => {
    const description = JSON.parse(committed(file));
    assert.equal(description.openapi, '3.1.0');
    assert.equal(description.info.version, edition);
    assert.deepEqual(description.servers.map(({ url }) => url), ['https://toapis.com', 'https://toapis.cn']);
    assert.deepEqual(Object.values(description.components.securitySchemes).map(({ type, scheme }) => [type, scheme]), [['http', 'bearer']]);
    const { post } = description.paths[path];
    const { get } = description.paths[`${path}/{id}`];
    assert.deepEqual(Object.keys(post.responses).sort(), ['200', '400', '401', '402', '422', '429', '500', '503']);
    assert.deepEqual(Object.keys(get.responses).sort(), ['200', '400', '401', '404', '429', '500']);
    const { TooManyRequests, BadRequest } = description.components.responses;
    const limits = ['Limit', 'Remaining', 'Reset', 'Category'].map((name) => `X-RateLimit-${name}`);
    assert.deepEqual(Object.keys(post.responses[200].headers), limits);
    assert.deepEqual(Object.keys(TooManyRequests.headers), [...limits, 'Retry-After']);
    assert.match(TooManyRequests.description, /rate_limit_exceeded/);
    assert.equal(/webhook_not_configured/.test(BadRequest.description), edition === '2026-08');
  });

  test(`${file}: takes the answers that were seen, and no others`, () => {
    const description = JSON.parse(committed(file));
    const isTask = compile(description, 'Task');
    const task = { id: 'tsk_vid_01', object: 'generation.task', model: 'seedance-2', status: 'queued', progress: 0, created_at: 1750000000 };
    const ended = { ...task, status: 'completed', progress: 100, completed_at: 1750000100, expires_at: 1750086500, result: { type: 'video', data: [{ url: 'https://files.toapis.com/a.mp4', format: 'mp4' }] } };
    const failed = { ...task, status: 'failed', error: { code: 'generation_failed', message: 'no' } };
    for (const answer of [task, ended, failed, { ...task, status: 'unheard-of' }]) assert.ok(isTask(answer), JSON.stringify(isTask.errors));
    for (const answer of [{}, { id: 1, status: 'queued' }, { ...task, progress: '100%' }, { task_id: 'a', status: 'SUCCESS' }]) assert.ok(!isTask(answer), JSON.stringify(answer));
    const isFailure = compile(description, 'Failure');
    const failures = [
      { error: { code: 401, message: 'a', type: 'authentication_error' } },
      { error: { code: 'rate_limit_exceeded', message: 'a' } },
      { success: false, message: 'a' },
      { error: 'text' },
      { message: 'task_not_exist' },
    ];
    for (const answer of failures) assert.ok(isFailure(answer), JSON.stringify(answer));
    for (const answer of [{}, { error: 1 }, { message: 1 }, []]) assert.ok(!isFailure(answer), JSON.stringify(answer));
  });
}

test('the linter finds faults where there are some', async () => {
  const description = JSON.parse(committed(files['2026-06']));
  delete description.paths[path].post.responses;
  description.components.schemas.Task.type = 'thing';
  const found = await lint(JSON.stringify(description));
  assert.ok(found.length >= 2, found.join('\n'));
});
