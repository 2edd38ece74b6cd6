// What users write compiles; what cannot be right does not.
import {
  applyFixes, build, capabilities, editions, jsonSchema, linesValidator, RequestBuilder, rules, toCurl, toHttpRequest, toPlain, toPointer,
  validate, validateJson, validateLines,
} from 'seedance-request';
import type { BuildResult, Code, Issue, Report, RequestOf, SeedanceRequest } from 'seedance-request';
import * as slim from 'seedance-request/slim';
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
