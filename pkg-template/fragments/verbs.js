// What follows is the same in every door.

import * as building from './build.js';
import * as fixes from './fixes.js';
import * as sessions from './form-session.js';
import * as http from './http.js';
import * as lines from './lines.js';
import * as models from './models.js';
import * as possible from './possible.js';
import * as tasks from './tasks.js';
import * as check from './validate.js';
import * as json from './validate-json.js';
import { requestBuilder } from './request-builder.js';
import { standardSchema } from './standard.js';

export { MisuseError } from './errors.js';
export { WasmUnavailable, isSupported } from './loader.js';
export { capabilities } from './capabilities.js';
export { editions } from './editions.js';
export { fromPointer, toPointer } from './pointer.js';
export { jsonSchema } from './schema.js';
export { rules } from './rules.js';
export { NotATask } from './tasks.js';
export { toPlain } from './report.js';

export function validate(request, options) {
  return check.validate(core, request, options);
}

export const requestSchema = /* @__PURE__ */ standardSchema(core);

export function validateJson(text, options) {
  return json.validateJson(core.with(texts), scan, text, options);
}

export function validateLines(ndjson, options) {
  return lines.validateLines(core.with(texts), scan, ndjson, options);
}

export function linesValidator(options) {
  return lines.linesValidator(core.with(texts), scan, options);
}

export function build(draft, options) {
  return building.build(core.with(forms), draft, options);
}

export const RequestBuilder = /* @__PURE__ */ requestBuilder(build);

export function applyFixes(request, options) {
  return fixes.applyFixes(core.with(forms), request, options);
}

export function createForm(options) {
  return sessions.createForm(core.with(forms), options);
}

export function optionsFor(draft, options) {
  return possible.optionsFor(core.with(forms), draft, options);
}

export function modelsFor(draft, options) {
  return models.modelsFor(core.with(forms), draft, options);
}

export function switchModel(draft, model, options) {
  return models.switchModel(core.with(forms), draft, model, options);
}

export function toHttpRequest(request, options) {
  return http.toHttpRequest(core.with(commands), request, options);
}

export function toCurl(request, options) {
  return http.toCurl(core.with(commands), request, options);
}

export function parseTask(json) {
  return tasks.parseTask(jobs, jobsGlue, json);
}

export function parseError(status, body) {
  return tasks.parseError(jobs, jobsGlue, status, body);
}
