/** Validates, builds and repairs requests of the Seedance 2 video generation API. */

import type { Capabilities, Catalog, Code, DefaultEdition, Edition, FieldName, Model, Params, RequestOf, Role, RuleDoc, Severity } from './generated/types.js';

import type { JsonSchemaTarget, RequestSchema } from './standard.js';

export type * from './generated/types.js';
export type * from './standard.js';

export interface Options {
  /** Which revision of the API page counts. Default: `2026-06`. */
  readonly edition?: Edition | undefined;
  /** What a key that the page does not know is worth. Default: `warn`. */
  readonly unknownFields?: 'warn' | 'error' | 'allow' | undefined;
  /** Other weights for some rules. Reports then name them in `overridden`. */
  readonly severities?: { readonly [code in Code]?: Severity | 'off' | undefined } | undefined;
  readonly limits?: Limits | undefined;
  /** The words of messages. Default: English. */
  readonly locale?: 'en' | Catalog | undefined;
}

/** What your channel takes, where the page leaves it open. `null`: not known. */
export interface Limits {
  readonly reference_videos?: number | null | undefined;
  readonly reference_audios?: number | null | undefined;
  /** The most bytes of a request. Default: the edition's. */
  readonly bytes?: number | undefined;
}

export interface Report {
  /** True exactly when no issue is an error. */
  readonly valid: boolean;
  readonly edition: Edition;
  /** Every issue, in the order of the page. */
  readonly issues: readonly Issue[];
  readonly errors: readonly Issue[];
  readonly warnings: readonly Issue[];
  readonly advice: readonly Issue[];
  /** The codes whose severity the caller changed. */
  readonly overridden?: readonly Code[];
  /** The issues by the first step of their path; those of the request as a whole under the empty name. */
  byField(): Record<string, Issue[]>;
}

/** A report as plain data. */
export type PlainReport = Omit<Report, 'byField'>;

export interface Issue {
  /** The rule, by its stable name. */
  readonly code: Code;
  readonly severity: Severity;
  /** From the request's root. */
  readonly path: readonly (string | number)[];
  /** The path as a JSON Pointer. */
  readonly pointer: string;
  /** One sentence: the value and what is allowed. */
  readonly message: string;
  /** What to do about it. */
  readonly help?: string;
  /** What the message is made of. */
  readonly params: Params;
  /** Where the API says so. */
  readonly source: { readonly edition: Edition; readonly section: string };
  /** A repair, where there is an obvious one. */
  readonly fix?: Fix;
  /** Where it stands, for text. */
  readonly position?: Position;
}

/** A repair: applying it removes its issue and adds no error. */
export interface Fix {
  readonly title: string;
  readonly patch: JsonPatch;
}

/** RFC 6902. */
export type JsonPatch = readonly (
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move'; readonly from: string; readonly path: string }
)[];

export interface Position {
  /** UTF-16 units before it in a string, bytes before it in a Uint8Array. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

export interface LinesReport {
  readonly lines: number;
  readonly valid: number;
  readonly invalid: number;
  /** The lines with errors, from 0. */
  readonly invalidLines: Uint32Array;
  /** How often each code was found; codes that were not found are left out. */
  readonly counts: Readonly<Record<Code, number>>;
  /** The report of a line, which is read again. */
  report(line: number): Report;
}

/** What building, a form or a switch of models did to a value. */
export interface Change {
  readonly path: readonly (string | number)[];
  readonly kind: 'converted' | 'dropped' | 'set';
  readonly from?: unknown;
  readonly to?: unknown;
  /**
   * A code, or one of the words `undefined`, `form-value` (text became what the field holds), `gap` (an item closed up),
   * `replaced` (another value went there), `chosen` (the model that was asked for).
   */
  readonly reason: string;
}

/** Why something is not possible. */
export interface Reason {
  /** The rule that it would break. */
  readonly code: Code;
  readonly message: string;
  readonly params: Params;
}

/** One option of a field. */
export interface OptionState {
  /** The value that it sets. */
  readonly value: unknown;
  /** Whether taking it introduces no error. */
  readonly available: boolean;
  readonly reason?: Reason;
}

/** What is possible for a field. */
export interface FieldOption {
  /** Whether some value of it introduces no error. */
  readonly available: boolean;
  /** Whether leaving it out is an error. */
  readonly required: boolean;
  readonly reason?: Reason;
  /** Where the page lists what the field may be. */
  readonly options?: readonly OptionState[];
  /** For media lists: how many more items of a role fit. `null`: the channel decides. */
  readonly left?: { readonly [role in Role]?: number | null };
}

/** A field of a form. */
export interface FieldState extends FieldOption {
  /** Left out where the field is. */
  readonly value?: unknown;
  readonly issues: readonly Issue[];
}

/** Every field that the edition documents. */
export type FieldOptions = { readonly [field in FieldName]?: FieldOption };

/** How a request does on a model. */
export interface ModelFit {
  readonly model: Model;
  /** Whether it is valid there as it is. */
  readonly fits: boolean;
  readonly report: Report;
  /** What `switchModel` would change. */
  readonly changes: readonly Change[];
}

/** A request that was moved to another model. */
export interface Switched {
  readonly request: unknown;
  readonly changes: readonly Change[];
  readonly report: Report;
}

/** What a step changed: a page redraws only these. */
export interface Delta {
  /** Whether the request has no error now. */
  readonly valid: boolean;
  /** Issues that were not there, or said something else. Issues that say the same stay the same objects. */
  readonly added: readonly Issue[];
  /** Issues that are gone, or say something else now. */
  readonly removed: readonly Issue[];
  /** Fields whose availability, requirement or room changed. */
  readonly availability: readonly FieldName[];
  /** Fields whose options changed. */
  readonly options: readonly FieldName[];
  /** What was converted, replaced or dropped on the way in. */
  readonly changes: readonly Change[];
}

/**
 * A place in a request: keys and indices, or `key([n])?(.key)?`, as in `duration`, `image_urls[0]`,
 * `image_with_roles[0].url`, `tools[0].type`, `metadata.client_business_id`. `image_urls.0` means the same.
 */
export type FormPath = string | readonly (string | number)[];

type ListField = 'image_urls' | 'image_with_roles' | 'video_with_roles' | 'audio_with_roles' | 'tools';

/** A request being filled in. It takes one value at a time and tells what changed. */
export interface Form<E extends Edition = DefaultEdition> {
  /**
   * Sets a field, an item or a part; `undefined` leaves it out. Numbers and booleans may be the text of controls. An item
   * has to be there: `add` makes one.
   */
  set(path: FormPath, value: unknown): Delta;
  /** Adds an item to a list, at its end where no place is named. */
  add(list: ListField, item: unknown, at?: number): Delta;
  /** Takes an item out of a list; a list that is empty then is left out. */
  remove(list: ListField, index: number): Delta;
  /** Moves an item within its list. */
  move(list: ListField, from: number, to: number): Delta;
  /** Replaces the whole request. */
  load(draft: unknown): Delta;
  /** The request as it stands, a copy. */
  snapshot(): object;
  /** What `validate` says of the snapshot. */
  report(): Report;
  field(name: FieldName): FieldState;
  /** Builds the request as it stands. */
  build(): BuildResult<RequestOf<E>>;
  /** Calls a function after each step that changed something; gives back how to stop. */
  subscribe(listener: (delta: Delta) => void): () => void;
  /** Gives the form's memory back; nothing else can be called then. A form that is dropped frees itself some day. */
  free(): void;
}

export type BuildResult<R = RequestOf<DefaultEdition>> =
  | { readonly ok: true; readonly request: R; readonly json: string; readonly changes: readonly Change[]; readonly report: Report }
  | { readonly ok: false; readonly request: unknown; readonly changes: readonly Change[]; readonly report: Report };

export interface Repaired {
  readonly request: unknown;
  /** In the order of application. */
  readonly applied: readonly Fix[];
  readonly skipped: readonly Fix[];
  readonly report: Report;
}

export interface HttpRequest {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export type EditionOf<O> = O extends { readonly edition: infer E extends Edition } ? E : DefaultEdition;

/** Checks a request. Never throws for a request, whatever it is. */
export function validate(request: unknown, options?: Options): Report;

/** Checks a request as JSON text: duplicate keys are found too, and issues carry their position. */
export function validateJson(text: string | Uint8Array, options?: Options): Report;

/** Checks NDJSON, one request a line. */
export function validateLines(ndjson: string | Uint8Array, options?: Options): LinesReport;

/** Checks NDJSON as it streams in: bytes in, the reports of lines with errors out. */
export function linesValidator(options?: Options): TransformStream<Uint8Array, { line: number; report: Report }>;

/**
 * Builds a request from a draft: an own copy, keys in the order of the page, nothing that is empty.
 *
 * Of a `FormData`, keys are `key([n])?(.key)?`, as in `image_with_roles[0].url` or `metadata.client_business_id`: lists
 * close up, items without any text go, the last entry of a key wins, and numbers and booleans (`true`, `on`, `1`,
 * `false`, `off`, `0`) are read out of their text. `form: true` reads them in other drafts too.
 */
export function build<const O extends Options & { readonly form?: boolean | undefined } = {}>(
  draft: unknown,
  options?: O,
): BuildResult<RequestOf<EditionOf<O>>>;

/** Opens a form: an empty request. */
export function createForm<const O extends Options = {}>(options?: O): Form<EditionOf<O>>;

/** What is possible for each field of a draft, and why the rest is not. */
export function optionsFor(draft: unknown, options?: Options): FieldOptions;

/** How a draft does on each model. */
export function modelsFor(draft: unknown, options?: Options): readonly ModelFit[];

/** Moves a draft to a model with the least loss that introduces no error. */
export function switchModel(draft: unknown, model: Model, options?: Options): Switched;

/** Names a request field by field. */
export class RequestBuilder {
  constructor(model?: string);
  prompt(text: string): this;
  clientBusinessId(id: string): this;
  duration(seconds: number): this;
  aspectRatio(ratio: string): this;
  resolution(resolution: string): this;
  generateAudio(generate?: boolean): this;
  returnLastFrame(give?: boolean): this;
  seed(seed: number): this;
  callbackUrl(url: string): this;
  traceId(id: string): this;
  /** Sets a key of your own. */
  metadata(key: string, value: unknown): this;
  /** Adds an image without a role. */
  imageUrl(url: string): this;
  firstFrame(url: string): this;
  lastFrame(url: string): this;
  referenceImage(url: string): this;
  referenceVideo(url: string): this;
  referenceAudio(url: string): this;
  tool(type: string): this;
  /** Sets any key, known or not. */
  set(key: string, value: unknown): this;
  build<const O extends Options = {}>(options?: O): BuildResult<RequestOf<EditionOf<O>>>;
}

/** Applies the fixes that issues offer, each tried again before it is applied. */
export function applyFixes(request: unknown, options?: Options & { readonly pick?: ((issue: Issue) => boolean) | undefined }): Repaired;

/** What each model takes, as data. */
export function capabilities(edition?: Edition): Capabilities;

/** The rules that an edition has. */
export function rules(edition?: Edition): readonly RuleDoc[];

/** The names of the editions, oldest first. */
export const editions: readonly Edition[];

/** The JSON Schema of a request, in one of the dialects. */
export function jsonSchema(options?: { readonly edition?: Edition | undefined; readonly target?: JsonSchemaTarget | undefined }): object;

/** The rules as a Standard Schema, for forms and servers that take one. */
export const requestSchema: RequestSchema;

/** The HTTP request that submits a job. Only an `apiKey` that is given makes an authorization header. */
export function toHttpRequest(
  request: unknown,
  options?: { readonly baseUrl?: string | undefined; readonly apiKey?: string | undefined },
): HttpRequest;

/** The curl command that submits a job, for a POSIX shell, which fills in `$TOAPIS_API_KEY`. */
export function toCurl(request: unknown, options?: { readonly baseUrl?: string | undefined }): string;

/** A task of the API, however it was spelled: parsed JSON in, one shape out. */
export interface Task {
  readonly id: string;
  readonly client_business_id?: string;
  readonly model?: string;
  /** `queued`, `in_progress`, `completed`, `failed`, or a word that nobody has documented, which is no ending. */
  readonly status: 'queued' | 'in_progress' | 'completed' | 'failed' | (string & {});
  /** The word that was sent. */
  readonly raw_status: string;
  /** In percent, as it was sent. */
  readonly progress?: number;
  /** Seconds since 1970. */
  readonly created_at?: number;
  /** Seconds since 1970. */
  readonly completed_at?: number;
  /** Seconds since 1970; the results are gone from then on. */
  readonly expires_at?: number;
  /** The results. A completed task may have none: that is no failure, and no reason to submit again. */
  readonly videos: readonly { readonly url: string; readonly format?: string; readonly last_frame_url?: string }[];
  readonly usage?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

/** What an error answer of the API says, whatever its shape. Keys and tokens in it are redacted. */
export interface ApiFailure {
  readonly status: number;
  /** The API's word; where it gave a number or none, the documented word for the status. */
  readonly code: string;
  readonly kind?: string;
  /** Localised: show it, never compare it. */
  readonly message: string;
  readonly body?: string;
  /** Whether the answer has one of the API's own shapes. */
  readonly fromApi: boolean;
}

/** Reads a task out of parsed JSON; throws `NotATask` where it is none. */
export function parseTask(json: unknown): Task;

/** Reads an error answer. */
export function parseError(status: number, body: string): ApiFailure;

/** What was read does not describe a task. */
export class NotATask extends Error {
  readonly name: 'NotATask';
  readonly code: 'answer_not_json' | 'answer_not_a_task' | 'answer_too_large';
}

/** A report as plain data, for postMessage and the like. */
export function toPlain(report: Report): PlainReport;

/** The JSON Pointer of a path. */
export function toPointer(path: readonly (string | number)[]): string;

/** The path of a JSON Pointer; steps that are written like indices become numbers. */
export function fromPointer(pointer: string): (string | number)[];

/** Whether there is a WebAssembly to run on; a page's policy can still forbid it. */
export function isSupported(): boolean;

/** A function was called with something that it does not take. */
export class MisuseError extends TypeError {
  readonly name: 'MisuseError';
  readonly code: 'misuse';
  readonly retryable: false;
  readonly billed: 'no';
  /** What was wrong, as in `options.edition`. */
  readonly argument: string;
}

/** There is no WebAssembly here, or the page's policy forbids it. */
export class WasmUnavailable extends Error {
  readonly name: 'WasmUnavailable';
  readonly code: 'WASM_UNAVAILABLE';
}
