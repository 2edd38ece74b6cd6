/** The API without a server or a key: its documented answers, limits and webhooks, and faults by name. */

/** Time. A clock of your own makes a test independent of the machine's. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A clock that stands still until it is moved. */
export interface VirtualClock extends Clock {
  /** Moves it, and wakes whoever sleeps until then, one after the other. */
  advance(ms: number): Promise<void>;
  /** How many sleep now. */
  readonly sleeping: number;
}

/** Default: it begins on 16 June 2026, UTC. */
export function createVirtualClock(startMs?: number): VirtualClock;

/** A fault of the catalogue. */
export interface NamedFault {
  readonly name: string;
  readonly route: 'submit' | 'status' | 'life' | 'webhook';
  readonly description: string;
}

export type Shape = 'object' | 'typed' | 'flat' | 'text' | 'message' | 'nested' | 'html' | 'raw';
export type Delivery = 'answer' | 'drop' | 'hang' | { readonly delay: number } | { readonly trickle: number };

/** What becomes of one request. These are the names of the Rust crate, so that a script serves both. */
export interface Fault {
  /** For so many requests. */
  readonly times?: number;
  /** The request never arrives. */
  readonly lost?: boolean;
  /** The API does what it is asked, although it says something else. Without `say` it always does. */
  readonly accepts?: boolean;
  /** What is said instead of the honest answer. */
  readonly say?: { readonly status: number; readonly code?: string | number | null; readonly shape?: Shape; readonly text?: string };
  /** What is changed in the honest answer; null takes a key out. */
  readonly patch?: Readonly<Record<string, unknown>>;
  /** Only the first half of the body arrives. */
  readonly cut?: boolean;
  /** The body is padded to so many bytes. */
  readonly pad_to?: number;
  /** The header, verbatim. */
  readonly retry_after?: string;
  /** A date in the header, in seconds from the answer's own. */
  readonly retry_after_date?: number;
  /** How far the answer's own date is off, in seconds. */
  readonly date_off?: number;
  readonly no_date?: boolean;
  readonly delivery?: Delivery;
}

/** How a task lives. */
export interface Life {
  readonly queued_ms?: number;
  readonly running_ms?: number;
  readonly ends?: 'completed' | 'failed' | { readonly word: string };
  /** For so long no question finds it. */
  readonly visible_after_ms?: number;
  /** For so long its result can be fetched. */
  readonly expires_after_ms?: number;
}

export interface WebhookFault {
  /** How often each is sent even though it was taken. */
  readonly copies?: number;
  /** Signed with a secret that is not yours. */
  readonly forged?: boolean;
  /** How far in the past the timestamp is, in seconds. */
  readonly age_s?: number;
}

/** A course of events. */
export interface Script {
  readonly life?: Life;
  /** What becomes of each submission, in turn; afterwards all goes well. */
  readonly submit?: readonly (string | Fault)[];
  /** What becomes of each question, in turn; afterwards all goes well. */
  readonly status?: readonly (string | Fault)[];
  /** How an unknown task is told: as documented, with status 404, or as seen, with status 400. */
  readonly not_found?: 'documented' | 'seen';
  readonly webhook?: WebhookFault;
}

export interface EmulatorOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock | undefined;
  /** Names of faults, each of which strikes once on its route, or a script. Default: all goes well. */
  readonly script?: readonly string[] | Script | undefined;
  /** The allowance. Default: `"default"`, with 300 submissions and 3,000 questions a minute. */
  readonly tier?: 'default' | 'vip' | 'svip' | 'unlimited' | undefined;
  /** Turns requests without a bearer token away. Default: false. The token is never kept. */
  readonly requireKey?: boolean | undefined;
  /** Judges a body before it becomes a task, as `validateJson` does; the default status is 400. */
  readonly check?: ((body: string) => Refusal | undefined | Promise<Refusal | undefined>) | undefined;
  /** Where the results are: a path or a URL that ends in a slash. Default: `"/clips/"`. */
  readonly clips?: string | undefined;
  /** What webhooks are signed with, the current one first. An empty list refuses every `callback_url`. */
  readonly webhookSecrets?: readonly string[] | undefined;
  /** Receives webhooks and returns the answer. Without it every webhook counts as taken. */
  readonly deliver?: ((request: Request) => { readonly status: number } | Promise<{ readonly status: number }>) | undefined;
}

export interface Refusal {
  readonly status?: number;
  readonly message: string;
}

/** A task that was accepted. */
export interface AcceptedTask {
  readonly id: string;
  readonly client_business_id: string | null;
  readonly model: string;
  readonly created_at_ms: number;
}

/** A webhook that was sent. */
export interface SentWebhook {
  /** The same for every repetition. */
  readonly id: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** What the receiver answered; 0 for nothing in time. */
  readonly status: number;
}

export interface Emulator {
  /**
   * Answers as the API does, and follows no redirect. A broken connection is a `TypeError`, as of `fetch`. Beside the two
   * routes it serves the clips that results point to.
   */
  readonly fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>;
  /** Lets faults strike, by name or as data, after those that wait on their routes. */
  inject(...faults: readonly (string | { readonly route: NamedFault['route']; readonly fault?: Fault; readonly life?: Life; readonly webhook?: WebhookFault })[]): void;
  /** Every accepted task, oldest first. */
  tasks(): AcceptedTask[];
  /** How often each business id was charged; a task without one stands under its own id. */
  charges(): Record<string, number>;
  /** The webhooks sent so far. */
  webhooks(): SentWebhook[];
  /** The catalogue. */
  readonly faults: readonly NamedFault[];
  /** Sends no more webhooks and frees the memory; afterwards every call throws. */
  close(): void;
}

export function createEmulator(options?: EmulatorOptions): Emulator;

/** A function was called with something that it does not take. */
export { MisuseError, WasmUnavailable, isSupported } from './index.js';
