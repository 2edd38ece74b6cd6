/** The package with its module as a file of its own: `init` fetches it, `initSync` is given it. The doors differ in their first lines alone. */

import * as glue from './core_bg.js';
import * as scanGlue from './scan_bg.js';
import scanHex from './scan_bg.hex.js';
import * as building from './build.js';
import * as fixes from './fixes.js';
import * as forms from './form-session.js';
import * as http from './http.js';
import * as lines from './lines.js';
import * as models from './models.js';
import * as possible from './possible.js';
import * as tasks from './tasks.js';
import * as check from './validate.js';
import * as json from './validate-json.js';
import { createCore } from './core.js';
import { jobs, jobsGlue } from './jobs.js';
import { requestBuilder } from './request-builder.js';
import { createScan } from './scan.js';
import { standardSchema } from './standard.js';
import { fromHex } from './loader.js';
import { given, moduleOf, missing } from './source.js';

const core = /* @__PURE__ */ createCore(glue, missing, true);
const scan = /* @__PURE__ */ createScan(scanGlue, () => new WebAssembly.Module(fromHex(scanHex)));

/** Finds and starts the module; the file beside this one where nothing else is named. */
export async function init(source = new URL('./core_bg.wasm', import.meta.url)) {
  core.loader.link(await moduleOf(source));
}

/** Starts the module out of bytes, or as it is. */
export function initSync(source) {
  core.loader.link(given(source));
}

// What follows is the same in every door.

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
  return json.validateJson(core, scan, text, options);
}

export function validateLines(ndjson, options) {
  return lines.validateLines(core, scan, ndjson, options);
}

export function linesValidator(options) {
  return lines.linesValidator(core, scan, options);
}

export function build(draft, options) {
  return building.build(core, draft, options);
}

export const RequestBuilder = /* @__PURE__ */ requestBuilder(build);

export function applyFixes(request, options) {
  return fixes.applyFixes(core, request, options);
}

export function createForm(options) {
  return forms.createForm(core, options);
}

export function optionsFor(draft, options) {
  return possible.optionsFor(core, draft, options);
}

export function modelsFor(draft, options) {
  return models.modelsFor(core, draft, options);
}

export function switchModel(draft, model, options) {
  return models.switchModel(core, draft, model, options);
}

export function toHttpRequest(request, options) {
  return http.toHttpRequest(core, request, options);
}

export function toCurl(request, options) {
  return http.toCurl(core, request, options);
}

export function parseTask(json) {
  return tasks.parseTask(jobs, jobsGlue, json);
}

export function parseError(status, body) {
  return tasks.parseError(jobs, jobsGlue, status, body);
}
