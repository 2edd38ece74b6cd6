/** Submits jobs and watches them to their end, without ever paying twice for one. */

import type { ApiFailure, Options, Report, Task } from './index.js';
import type { Edition } from './generated/types.js';

export { MisuseError, NotATask } from './index.js';
export type { Task } from './index.js';

type Awaitable<T> = T | PromiseLike<T>;

/** Where records are kept. Values are JSON text; none holds a key. */
export interface Storage {
  get(key: string): Awaitable<string | null | undefined>;
  set(key: string, value: string): Awaitable<unknown>;
  delete(key: string): Awaitable<unknown>;
  /** The keys; more than those with the prefix do no harm. */
  list(prefix: string): Awaitable<Iterable<string>>;
}

/** Time from outside. `monotonic` never goes back; without it, `now` stands for both. */
export interface Clock {
  now(): number;
  monotonic?(): number;
  setTimeout(work: () => void, ms: number): unknown;
  clearTimeout(timer: any): void;
}

/** How a task is watched, in milliseconds where the name says so. What is left out is as documented. */
export interface Polling {
  readonly firstMs?: number | undefined;
  readonly intervalMs?: number | undefined;
  readonly jitterPercent?: number | undefined;
  readonly slowAfterMs?: number | undefined;
  readonly slowDivisor?: number | undefined;
  readonly intervalMaxMs?: number | undefined;
  readonly askTimeoutMs?: number | undefined;
  readonly hiddenGraceMs?: number | undefined;
  readonly budget?: number | undefined;
  readonly rereads?: number | undefined;
  readonly backoffMs?: number | undefined;
  readonly maxWaitMs?: number | undefined;
  readonly retryAfterSpreadMs?: number | undefined;
  readonly deadlineMs?: number | undefined;
  readonly maxAnswerBytes?: number | undefined;
}

/** Requests keep a distance; a few that come after a silence may leave at once. */
export interface Pace {
  readonly everyMs?: number | undefined;
  readonly burst?: number | undefined;
}

export interface ClientOptions {
  /** The API, or your proxy. https, or http on this machine; in a browser also a path of the page's own site. */
  readonly baseUrl: string;
  /** For servers. In a browser anybody can read it. */
  readonly apiKey?: string | undefined;
  /** Allows an `apiKey` in a browser. */
  readonly dangerouslyAllowBrowser?: boolean | undefined;
  /** Sent with every request. Values are kept out of what errors and records repeat of an answer. */
  readonly headers?: { readonly [name: string]: string } | Iterable<readonly [string, string]> | undefined;
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Where jobs survive a reload, and what clients share. Default: the client's own memory. */
  readonly storage?: Storage | undefined;
  readonly clock?: Clock | undefined;
  /** From 0 up to 1. */
  readonly random?: (() => number) | undefined;
  readonly polling?: Polling | undefined;
  /** For accounts with another allowance than the smallest. */
  readonly pacing?: { readonly GET?: Pace | undefined; readonly POST?: Pace | undefined } | undefined;
  /** The revision of the API page that requests are held against. */
  readonly edition?: Edition | undefined;
  /** `false` sends requests unchecked; options say how they are checked. */
  readonly validate?: boolean | Options | undefined;
}

/** Everything needed to go on with a job: plain JSON, never a key. */
export interface JobRecord {
  readonly version: number;
  readonly client_business_id?: string;
  readonly saved_at_ms: number;
  readonly job: { readonly kind: 'submit' | 'watch'; readonly [name: string]: unknown };
}

/** Whether the job was charged: `maybe` means that it cannot be told. */
export type Billed = 'no' | 'maybe' | 'yes';

export interface Failure {
  /** The API's own word where it gave one, else one of this package. */
  readonly code: string;
  readonly message: string;
  /** Whether doing the same again can succeed and is free of risk. */
  readonly retryable: boolean;
  readonly billed: Billed;
  readonly taskId?: string;
  readonly clientBusinessId?: string;
  readonly status?: ApiFailure['status'];
  /** The beginning of the answer, redacted. */
  readonly body?: string;
  readonly retryAfterMs?: number;
}

/** How a submission ended. */
export type Submitted = Accepted | Refused | Unknown;

export interface Accepted {
  readonly outcome: 'accepted';
  readonly task: Task;
  readonly record: JobRecord;
}

/** Nothing was created and nothing charged. */
export interface Refused {
  readonly outcome: 'rejected';
  readonly failure: Failure;
  readonly record: JobRecord;
}

/** Nobody can tell whether the job was accepted. */
export interface Unknown {
  readonly outcome: 'unknown';
  readonly record: JobRecord;
  readonly lastError: Failure;
  /** Looks for the job again; sends nothing that costs. */
  recheck(options?: { readonly signal?: AbortSignal | undefined }): Promise<Submitted>;
  /** Looks for the job, and submits it again if it is not there. It may then be paid for twice. */
  resubmit(options: { readonly confirm: true; readonly signal?: AbortSignal | undefined }): Promise<Submitted>;
}

/** A task as a watch saw it: `progress` never goes back, `raw_progress` is what the API said. */
export interface Sighting extends Task {
  readonly raw_progress?: number;
}

export interface WatchOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((task: Sighting) => void) | undefined;
}

export interface Client {
  /** Sends a job once. Throws `ValidationError`, `MisuseError`, or `AbortError`; everything else is an outcome. */
  submit(request: unknown, options?: { readonly signal?: AbortSignal | undefined }): Promise<Submitted>;
  /** One look at a task, by its id or its business id. */
  retrieve(idOrBusinessId: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<Task>;
  /** The task once it is completed or failed. */
  wait(taskOrId: Task | string, options?: WatchOptions & { readonly timeoutMs?: number | undefined }): Promise<Task>;
  /** The task each time it was looked at, the last time completed or failed. */
  watch(taskOrId: Task | string, options?: { readonly signal?: AbortSignal | undefined }): AsyncIterableIterator<Sighting>;
  /** `submit`, then `wait`. Its errors are never `retryable` once the job was accepted: `resume(error.record)` goes on. */
  run(request: unknown, options?: WatchOptions): Promise<Task>;
  /** The jobs on file that have not come to their end. */
  pending(): Promise<JobRecord[]>;
  /**
   * Goes on with a job, wherever it stood. Never submits again what may have been accepted: a record that is not on file
   * any more is only looked for. After an abort with `billed: "no"`, submit again instead.
   */
  resume(record: JobRecord, options?: WatchOptions): Promise<Task>;
}

export function createClient(options: ClientOptions): Client;

/** Keeps records in localStorage, where all tabs of a site find them. */
export function localStorageRecords(area?: {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}): Storage;

/** The request is wrong; nothing was sent. */
export class ValidationError extends Error {
  readonly name: 'ValidationError';
  readonly code: 'invalid_request';
  readonly retryable: false;
  readonly billed: 'no';
  readonly report: Report;
}

declare class JobError extends Error {
  /** As in `Failure`. */
  readonly code: string;
  readonly retryable: boolean;
  readonly billed: Billed;
  readonly taskId?: string;
  readonly clientBusinessId?: string;
  readonly status?: number;
  readonly body?: string;
  readonly retryAfterMs?: number;
  /** What `client.resume` goes on with. */
  readonly record: JobRecord;
}

/** The caller stopped waiting; `cause` is the signal's reason. */
export class AbortError extends JobError {
  readonly name: 'AbortError';
}

/** The watch stopped, the job did not. */
export class JobPaused extends JobError {
  readonly name: 'JobPaused';
  readonly reason: 'deadline' | 'could-not-ask' | 'long-retry-after';
}

/** The submission may or may not have been accepted. */
export class OutcomeUnknown extends JobError {
  readonly name: 'OutcomeUnknown';
  /** As in {@link Unknown}. */
  readonly recheck: Unknown['recheck'];
  /** As in {@link Unknown}. */
  readonly resubmit: Unknown['resubmit'];
}

/** The task is completed, and the API names no video. */
export class CompletedWithoutUrl extends JobError {
  readonly name: 'CompletedWithoutUrl';
  readonly task: Task;
}

/** The API said no. */
export class Rejected extends JobError {
  readonly name: 'Rejected';
}
