// Public corpora through the proxy: it sends on what the native library accepts, rebuilt, and refuses the rest.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { corpora, folder } from './corpora-files.mjs';
import { load } from './setup.mjs';
import { PLACES } from './verdicts.mjs';

const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../target', import.meta.url));
const native = join(target, 'tmp', 'verdicts.txt');

/** Every text, in the order of verdicts.mjs. */
function* requests({ json, strings, urls }) {
  for (const [, bytes] of json) yield bytes;
  for (const text of strings) for (const put of Object.values(PLACES)) yield JSON.stringify(put(text));
  for (const text of urls) for (const place of ['url', 'callback_url']) yield JSON.stringify(PLACES[place](text));
}

/** Ids that the native library accepts and that the proxy's own route for looking could not carry. */
function cannotBeLookedUp(id) {
  return [id, id.normalize('NFKC')].some((text) => /[/\\?#%;\p{C}\p{Zl}\p{Zp}]/u.test(text) || text === '.' || text === '..') || encodeURIComponent(id).length > 4096;
}

test('corpora through the proxy: the verdicts of the native library', { skip: !folder && 'CORPORA is not set: left out' }, async (t) => {
  assert.ok(existsSync(native), `${native} is missing: \`cargo test --test verdicts\` writes it`);
  const verdicts = readFileSync(native, 'utf8').trimEnd().split('\n');
  const { createProxy } = await load('seedance-request/proxy');
  const { build } = await load();
  const texts = corpora();
  const counts = { sent: 0, refused: 0, 'refused for an id that could not be looked up': 0 };
  let at = 0;
  for (const edition of ['2026-06', '2026-08']) {
    const sent = [];
    const proxy = createProxy({
      upstream: 'https://toapis.com', apiKey: 'sk-test', authorize: () => true, edition,
      fetch: async (url, { body }) => {
        sent.push(body);
        return new Response('{"id":"tsk_1","status":"queued"}');
      },
    });
    for (const text of requests(texts)) {
      const line = verdicts[at++];
      assert.ok(line.startsWith(`${edition} `), line);
      const accepted = !/[:;] error /.test(line.replace(/ BUT AS TEXT .*/, ''));
      const { status, headers } = await proxy(new Request('https://proxy.example/v1/videos/generations', { method: 'POST', headers: { 'content-type': 'application/json' }, body: text }));
      assert.equal(headers.get('content-type'), 'application/json');
      const body = sent.pop();
      if (!accepted) {
        assert.ok(status === 400 || status === 413, `${status} ${line}`);
        assert.equal(body, undefined, line);
        counts.refused++;
        continue;
      }
      const built = build(JSON.parse(new TextDecoder().decode(typeof text === 'string' ? new TextEncoder().encode(text) : text)), { edition });
      const id = built.request.client_business_id ?? built.request.metadata?.client_business_id;
      if (id !== undefined && cannotBeLookedUp(id)) {
        assert.deepEqual([status, body], [400, undefined], line);
        counts['refused for an id that could not be looked up']++;
        continue;
      }
      assert.equal(status, 200, line);
      const rebuilt = JSON.parse(body);
      if (id === undefined) {
        assert.match(rebuilt.client_business_id, /^[\da-f-]{36}$/);
        delete rebuilt.client_business_id;
      }
      assert.equal(JSON.stringify(rebuilt), built.json, line);
      counts.sent++;
    }
  }
  assert.equal(at, verdicts.length);
  assert.ok(counts.sent > 1000 && counts.refused > 1000);
  t.diagnostic(`V1: proxy: ${at.toLocaleString('en')} requests: ${Object.entries(counts).map(([what, count]) => `${count} ${what}`).join(', ')}`);
});
