/**
 * A server's own door to the API: it holds the key, lets in whom you let in, checks each request by the rules, and sends
 * on what it rebuilt. A plain function from `Request` to `Promise<Response>`.
 */

import type { Issue, Options, SeedanceRequest } from './index.js';

export { MisuseError } from './index.js';

/** `submit` is POST /v1/videos/generations, `status` is GET /v1/videos/generations/{id}. */
export type ProxyRoute = 'submit' | 'status';

/** Who asks: what `authorize` gave. */
export type Subject = string | true;

type Awaitable<T> = T | Promise<T>;

/**
 * A hook that throws, takes too long or gives anything else than it should is answered with status 503; nothing is then
 * sent to the API.
 */
export interface ProxyOptions extends Options {
  /** The API: an https URL, or http on the loopback host. Whether it ends in `/v1` makes no difference. */
  readonly upstream: string;
  /** The key of the API. It is sent to `upstream` and nowhere else. */
  readonly apiKey: string;
  /**
   * Says who asks. `true` or a name lets the request in; `false`, `null`, `undefined` and `''` refuse it. Must not read
   * the body. Requests of other names never share an answer.
   */
  authorize(request: Request): Awaitable<Subject | false | null | undefined>;
  /** Whether the subject may ask now. Called before the body is read. */
  rate?(question: { readonly subject: Subject; readonly route: ProxyRoute; readonly request: Request }): Awaitable<boolean | { readonly retryAfterSeconds: number }>;
  /**
   * Whether the id is the subject's. With `submit` it is the business id that a task is about to get: file it there.
   * With `status` it is a task id or a business id. Without this hook everybody who is let in may look at every task.
   */
  owns?(question: { readonly subject: Subject; readonly id: string; readonly route: ProxyRoute; readonly request: Request }): Awaitable<boolean>;
  /** Whether the subject may spend on this. Called once for each POST to the API, right before it. */
  spend?(question: { readonly subject: Subject; readonly id: string; readonly request: SeedanceRequest; readonly json: string }): Awaitable<boolean>;
  /** Told of the end of each POST to the API, before the caller is answered: the place to file the task id. */
  settled?(told: Settled): Awaitable<void>;
  /** Takes what happened, without keys. */
  log?(entry: LogEntry): void;
  /** Other origins whose pages may call the proxy. Default: none. */
  readonly origins?: readonly string[] | undefined;
  /** Whether pages of those origins may send cookies. Default: false. */
  readonly credentials?: boolean | undefined;
  /** Where the routes are mounted, as in `/api/seedance`. Default: at the root. */
  readonly basePath?: string | undefined;
  /** Refuses requests without a `client_business_id` instead of giving them one. Default: false. */
  readonly requireBusinessId?: boolean | undefined;
  /** For a body, for a hook, for an answer of the API. Default: 30,000. */
  readonly timeoutMs?: number | undefined;
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  readonly clock?: ProxyClock | undefined;
}

/** Time, as a proxy needs it. */
export interface ProxyClock {
  now(): number;
  setTimeout(fn: () => void, ms: number): unknown;
  clearTimeout(timer: any): void;
}

/** How a POST to the API ended. `refused`: no task was made, it may be sent again. `unknown`: it may have been paid for. */
export interface Settled {
  readonly subject: Subject;
  /** The business id. */
  readonly id: string;
  readonly outcome: 'accepted' | 'refused' | 'rejected' | 'unknown';
  readonly status: number;
  readonly taskId?: string;
}

export interface LogEntry {
  /** `request` once for each request; `hook`, `upstream` and `fault` where something broke. */
  readonly event: 'request' | 'hook' | 'upstream' | 'fault';
  readonly method?: string;
  readonly route?: ProxyRoute;
  readonly status?: number;
  /** The code of the error that was answered. */
  readonly code?: string;
  readonly subject?: string;
  readonly id?: string;
  readonly taskId?: string;
  /** Whether the answer is the one of another request with the same id, body and subject. */
  readonly joined?: true;
  readonly bytes?: number;
  readonly ms?: number;
  readonly hook?: string;
  readonly error?: string;
}

/** The body of every answer that is not a task. */
export interface ProxyError {
  readonly error: {
    readonly code: string;
    readonly message: string;
    /** Who says so. */
    readonly source: 'proxy' | 'api';
    /** With `invalid_request`: what the rules say, the first hundred. */
    readonly issues?: readonly Pick<Issue, 'code' | 'severity' | 'pointer' | 'message' | 'help' | 'position'>[];
    /** Where a submission may have been paid for: what to look for. */
    readonly client_business_id?: string;
  };
}

/**
 * Makes a proxy. The context of Workers may be passed along: its `waitUntil` keeps a submission whose caller hung up.
 * Never rejects.
 */
export function createProxy(options: ProxyOptions): (request: Request, context?: unknown) => Promise<Response>;

/** Lets Node's `http.createServer`, Express and the like call such a function; put it before anything that reads bodies. */
export function toNodeListener(handler: (request: Request) => Promise<Response>): (incoming: any, outgoing: any) => void;
