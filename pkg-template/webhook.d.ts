/** Webhooks of the API: whether one is genuine, and what it says, in the words of polling. */

import type { Task } from './index.js';

export { MisuseError } from './index.js';

export interface WebhookOptions {
  /** How far the time of signing may be off. Default: 300. */
  readonly toleranceSeconds?: number | undefined;
  /** Milliseconds since 1970. Default: now. */
  readonly now?: number | Date | (() => number) | undefined;
}

export interface WebhookEvent {
  /** The same for every repetition: what to tell repetitions by. */
  readonly id: string;
  readonly type: 'generation.completed' | 'generation.failed' | 'endpoint.test' | (string & {});
  /** When this delivery was signed, in seconds since 1970. */
  readonly sentAt: number;
  readonly apiVersion?: string;
  /** Seconds since 1970. */
  readonly createdAt?: number;
  /** As `parseTask` gives it. Events that concern no task have none. */
  readonly task?: Task;
}

/** The headers of a request: a `Headers`, what Node has, or any object; names in any case. */
export type WebhookHeaders =
  | { get(name: string): string | null | undefined }
  | { readonly [name: string]: string | readonly string[] | undefined };

/**
 * Checks a webhook's signature and reads it; rejects with a `WebhookError` where it is not genuine or cannot be read.
 *
 * @param rawBody the body as it arrived; not JSON that was parsed
 * @param secrets the token's secret; after a rotation the new one and the old one
 */
export function verifyWebhook(
  rawBody: string | Uint8Array | ArrayBuffer,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  options?: WebhookOptions,
): Promise<WebhookEvent>;

/** What arrived is no genuine webhook, or none that can be read. Answer it with a status other than 2xx. */
export class WebhookError extends Error {
  readonly name: 'WebhookError';
  readonly code:
    | 'header_missing' | 'header_malformed' | 'signature_mismatch' | 'timestamp_out_of_tolerance'
    | 'body_too_large' | 'body_not_json' | 'body_not_an_event';
}

/** Where ids are kept. A `set` that knows how may let go of them after `ttlSeconds`. */
export interface DedupeStorage {
  get(id: string): string | null | undefined | Promise<string | null | undefined>;
  set(id: string, value: string, options: { readonly ttlSeconds: number }): unknown;
}

export interface Dedupe {
  /**
   * Calls `work` unless it was done for this id before, and says whether it called it. Where `work` rejects, so does
   * this, and the next delivery gets its turn. Calls at the same time wait for the first.
   */
  once(id: string, work: () => unknown): Promise<boolean>;
}

/** Without a storage, ids are kept in memory: enough for one process. */
export function createDedupe(options?: {
  readonly storage?: DedupeStorage | undefined;
  /** Default: 72 hours, more than the API repeats for. */
  readonly ttlSeconds?: number | undefined;
  readonly now?: (() => number) | undefined;
}): Dedupe;
