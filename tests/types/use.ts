// What users write compiles; what cannot be right does not.
import {
  applyFixes, build, capabilities, editions, jsonSchema, linesValidator, RequestBuilder, rules, toCurl, toHttpRequest, toPlain, toPointer,
  validate, validateJson, validateLines,
} from 'seedance-request';
import type { BuildResult, Code, Issue, Report, RequestOf, SeedanceRequest } from 'seedance-request';
import * as slim from 'seedance-request/slim';
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
