// What users write compiles; what cannot be right does not.
import {
  applyFixes, build, capabilities, editions, jsonSchema, linesValidator, RequestBuilder, rules, toCurl, toHttpRequest, toPlain, toPointer,
  validate, validateJson, validateLines,
} from 'seedance-request';
import type { BuildResult, Code, Issue, Report, RequestOf, SeedanceRequest } from 'seedance-request';
import * as slim from 'seedance-request/slim';
import { createProxy, MisuseError, toNodeListener } from 'seedance-request/proxy';
import type { LogEntry, ProxyError, ProxyOptions, Settled } from 'seedance-request/proxy';
import { createDedupe, verifyWebhook, WebhookError } from 'seedance-request/webhook';
import type { WebhookEvent } from 'seedance-request/webhook';
import { createClient, JobPaused, localStorageRecords } from 'seedance-request/client';
import type { Client, JobRecord, Sighting, Submitted } from 'seedance-request/client';
import zh from 'seedance-request/locales/zh-CN';

const report: Report = validate({}, { locale: zh, edition: '2026-08', limits: { reference_videos: null }, severities: { 'unknown-field': 'off' } });
const codes: readonly Code[] = report.issues.map((issue: Issue) => issue.code);
const text: string = report.issues[0]?.fix?.title ?? toPointer(['a', 0]);
const offset: number | undefined = validateJson(new Uint8Array()).issues[0]?.position?.offset;
const lines: Report = validateLines('').report(0);
const built: BuildResult = build({});
if (built.ok) {
  const request: SeedanceRequest = built.request;
  const body: string = built.json;
  void [request.model, body];
} else {
  // @ts-expect-error what was refused has no JSON
  void built.json;
}
const next: BuildResult<RequestOf<'2026-08'>> = new RequestBuilder('seedance-2').prompt('x').tool('web_search').build({ edition: '2026-08' });
const stream: TransformStream<Uint8Array, { line: number; report: Report }> = linesValidator();
const mini: SeedanceRequest = { model: 'seedance-2-mini', prompt: 'x', duration: 8, resolution: '720p' };
// @ts-expect-error mini has no 4k
const wrong: SeedanceRequest = { model: 'seedance-2-mini', prompt: 'x', resolution: '4k' };
// @ts-expect-error an edition that is not there
validate({}, { edition: '2026-07' });
// @ts-expect-error a code that is not there
validate({}, { severities: { nothing: 'off' } });
// @ts-expect-error a report is frozen
report.valid = true;
const proxied: ProxyOptions = {
  upstream: 'https://toapis.com', apiKey: 'k', edition: '2026-08', origins: ['https://app.example.com'],
  authorize: async (incoming) => incoming.headers.get('x-user'),
  rate: ({ subject, route }) => (route === 'status' || subject === true ? true : { retryAfterSeconds: 1 }),
  spend: async ({ request, json }) => request.model === 'seedance-2-mini' && json.length < 1000,
  owns: ({ id }) => id.length > 0,
  settled: ({ outcome, taskId }: Settled) => void [outcome === 'unknown', taskId],
  log: (entry: LogEntry) => void entry.code,
};
const handler: (request: Request, context?: unknown) => Promise<Response> = createProxy(proxied);
const listener: (incoming: object, outgoing: object) => void = toNodeListener(handler);
// @ts-expect-error nobody is let in by default
createProxy({ upstream: 'https://toapis.com', apiKey: 'k' });
// @ts-expect-error an object is no name
createProxy({ ...proxied, authorize: () => ({ user: 'ann' }) });
// @ts-expect-error a verdict is needed
createProxy({ ...proxied, spend: () => undefined });
const problem = (body: ProxyError): string => (body.error.source === 'proxy' ? body.error.code : body.error.message);
async function hook(incoming: Request, node: { [name: string]: string | string[] | undefined }): Promise<string | undefined> {
  const event: WebhookEvent = await verifyWebhook(await incoming.arrayBuffer(), incoming.headers, ['new', 'old'], { toleranceSeconds: 60, now: Date.now });
  await verifyWebhook(new Uint8Array(), node, 'secret').catch((error) => (error instanceof WebhookError ? error.code : error instanceof MisuseError));
  // @ts-expect-error JSON that was parsed is not what was signed
  await verifyWebhook({ type: 'endpoint.test' }, node, 'secret');
  const first: boolean = await createDedupe({ ttlSeconds: 60, storage: { get: async () => null, set: () => undefined } }).once(event.id, () => event.task);
  return first ? event.task?.videos[0]?.url : undefined;
}
void [listener, problem, hook];
void [
  codes, text, offset, lines, next, stream, mini, wrong, editions, capabilities().models, rules()[0]?.code, jsonSchema(), toCurl(mini),
  toHttpRequest(mini, { apiKey: 'k' }).headers, toPlain(report).issues, applyFixes({}, { pick: (issue) => issue.severity === 'error' }).applied,
  slim.init(), slim.validate({}),
];

async function jobs(): Promise<void> {
  const client: Client = createClient({ baseUrl: '/api', storage: localStorageRecords(), polling: { deadlineMs: 60_000 }, edition: '2026-08', validate: { unknownFields: 'error' } });
  createClient({ baseUrl: 'https://toapis.com', apiKey: 'k', fetch, storage: { get: async () => null, set: () => {}, delete: () => true, list: () => [] }, clock: { now: Date.now, setTimeout, clearTimeout } });
  const submitted: Submitted = await client.submit(mini, { signal: new AbortController().signal });
  if (submitted.outcome === 'unknown') {
    const again: Submitted = await submitted.resubmit({ confirm: true });
    // @ts-expect-error the word has to be said
    await submitted.resubmit({});
    void [again, submitted.lastError.code, await submitted.recheck()];
  } else if (submitted.outcome === 'accepted') {
    for await (const task of client.watch(submitted.task)) void (task satisfies Sighting).progress;
    const url: string | undefined = (await client.wait(submitted.task, { timeoutMs: 1000, onProgress: ({ raw_progress }) => void raw_progress })).videos[0]?.url;
    void url;
  } else {
    void submitted.failure.billed;
    // @ts-expect-error nothing was accepted
    void submitted.task;
  }
  const records: JobRecord[] = await client.pending();
  for (const record of records) await client.resume(record);
  const error: unknown = await client.run({}).catch((error: unknown) => error);
  if (error instanceof JobPaused) void [error.reason === 'deadline', error.record.job.kind, error.retryable];
  // @ts-expect-error an option that is not there
  createClient({ baseUrl: '/api', key: 'k' });
  // @ts-expect-error there is always an address
  createClient({});
}
void jobs;
