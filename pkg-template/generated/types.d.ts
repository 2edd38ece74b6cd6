// Generated from src/capability/table.rs, src/rules/ and src/locale/en.rs by `cargo xtask generate`. Do not edit.

/** A published revision of the API page. */
export type Edition = "2026-06" | "2026-08";

/** The edition that is asked when none is named. */
export type DefaultEdition = "2026-06";

/** How much an issue weighs: only errors make a request invalid. */
export type Severity = "error" | "warning" | "advice";

/** The stable name of a rule. */
export type Code = "not-an-object" | "not-json" | "duplicate-key" | "too-deep" | "too-large" | "wrong-type" | "empty-value" | "unknown-field" | "field-undocumented" | "field-not-exposed" | "model-missing" | "model-unknown" | "prompt-missing" | "nothing-to-generate" | "prompt-too-long" | "prompt-names-missing-media" | "prompt-holds-url" | "duration-out-of-range" | "duration-auto-unsupported" | "duration-not-listed" | "duration-left-to-default" | "aspect-ratio-unknown" | "resolution-not-offered" | "image-urls-with-roles" | "image-urls-not-supported" | "image-urls-discouraged" | "image-urls-beside-references" | "url-missing" | "role-missing" | "role-not-offered" | "too-many-first-frames" | "too-many-last-frames" | "last-frame-alone" | "too-many-reference-images" | "too-many-reference-videos" | "too-many-reference-audios" | "channel-limit-unknown" | "frame-and-reference-mixed" | "audio-without-visual" | "web-search-with-media" | "tool-unknown" | "url-malformed" | "url-scheme-not-offered" | "url-not-https" | "url-has-credentials" | "url-not-public" | "asset-id-malformed" | "media-kind-mismatch" | "duplicate-reference" | "callback-url-refused" | "trace-id-without-callback" | "business-id-in-metadata" | "business-id-conflict" | "business-id-unusable" | "business-id-needs-encoding" | "business-id-like-task-id" | "metadata-shadows-field" | "seed-unsafe" | "seed-range-unknown";

/** A field that some edition documents. */
export type FieldName = "model" | "prompt" | "client_business_id" | "duration" | "aspect_ratio" | "image_urls" | "image_with_roles" | "video_with_roles" | "audio_with_roles" | "resolution" | "generate_audio" | "return_last_frame" | "seed" | "tools" | "callback_url" | "trace_id" | "metadata";

/** What an item of a media list is for. */
export type Role = "first_frame" | "last_frame" | "reference_image" | "reference_video" | "reference_audio";

/** The name of a model. */
export type Model = "seedance-2" | "seedance-2-fast" | "seedance-2-mini";

/** A parameter of an issue. */
export type ParamName = "actual" | "found" | "expected" | "allowed" | "min" | "max" | "count" | "model" | "key" | "nearest" | "reason" | "role" | "default";

/** A kind, a reason or a unit that messages name with `{term:…}`. */
export type Term = "string" | "number" | "integer" | "fraction" | "boolean" | "array" | "object" | "null" | "undefined" | "nan" | "infinite" | "broken" | "json" | "function" | "symbol" | "bigint" | "instance" | "cycle" | "hole" | "accessor" | "unlistable" | "bytes" | "values" | "string-bytes" | "ideographs" | "words" | "image" | "video" | "audio" | "blank" | "no-scheme" | "white-space" | "control-character" | "backslash" | "slashes" | "empty-host" | "port" | "host-not-ascii" | "host-percent" | "host-forbidden" | "ipv6" | "numeric-host" | "data-payload" | "not-https" | "credentials" | "fragment" | "not-public";

/** A field that catalogs have a label for. */
export type LabelledField = "model" | "prompt" | "client_business_id" | "duration" | "aspect_ratio" | "image_urls" | "image_with_roles" | "video_with_roles" | "audio_with_roles" | "resolution" | "generate_audio" | "return_last_frame" | "seed" | "tools" | "callback_url" | "trace_id" | "metadata";

/** An option that catalogs have a label for. */
export type LabelledOption = "first_frame" | "last_frame" | "reference_image" | "reference_video" | "reference_audio" | "web_search" | "auto" | "seconds";

/** A request for `seedance-2` (higher quality), edition 2026-06. */
export interface Seedance2Request202606 {
  /** Which model makes the video. Edition 2026-06, Body / model. */
  model: "seedance-2";
  /** What should happen in the video: scene, action, camera, style, sound. Edition 2026-06, Body / prompt. */
  prompt?: string;
  /** Your own id of the job, by which it can be looked up later. Edition 2026-06, Body / client_business_id. */
  client_business_id?: string;
  /** Length of the video in whole seconds. 0 or -1 leaves it to the service. Default: `0`. Edition 2026-06, Body / duration. */
  duration?: 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 0 | -1;
  /** Width to height of the video. Edition 2026-06, Body / aspect_ratio. */
  aspect_ratio?: "21:9" | "16:9" | "4:3" | "1:1" | "3:4" | "9:16";
  /** Images without a role; `image_with_roles` says what each is for. Edition 2026-06, Body / image_urls. */
  image_urls?: readonly string[];
  /** Images, each with its role: either frames or references. `first_frame`: at most 1; `last_frame`: at most 1; `reference_image`: at most 9. Each url is https or `asset://…`. Edition 2026-06, Body / image_with_roles. */
  image_with_roles?: readonly MediaItem<"first_frame" | "last_frame" | "reference_image">[];
  /** Videos to take motion or camera work from. `reference_video`: as many as the channel takes. Each url is https or `asset://…`. Edition 2026-06, Body / video_with_roles. */
  video_with_roles?: readonly MediaItem<"reference_video">[];
  /** Sounds to take rhythm or mood from; they need an image or a video beside them. `reference_audio`: as many as the channel takes. Each url is https or `asset://…`. Edition 2026-06, Body / audio_with_roles. */
  audio_with_roles?: readonly MediaItem<"reference_audio">[];
  /** Resolution of the video. Default: `"720p"`. Edition 2026-06, Body / resolution. */
  resolution?: "480p" | "720p" | "1080p" | "4k";
  /** Whether the video gets a sound track that fits it. Default: `true`. Edition 2026-06, Body / generate_audio. */
  generate_audio?: boolean;
  /** A whole number that makes results repeatable as far as the service allows. Edition 2026-06, Body / seed. */
  seed?: number;
  /** Where the service reports the end of the job. Edition 2026-06, Body / callback_url. */
  callback_url?: string;
  /** An id that the service passes through. Edition 2026-06, Body / trace_id. */
  trace_id?: string;
  /** Keys of your own. Edition 2026-06, Body / client_business_id. */
  metadata?: Metadata;
}

/** A request for `seedance-2-fast` (faster previews), edition 2026-06. */
export interface Seedance2FastRequest202606 {
  /** Which model makes the video. Edition 2026-06, Body / model. */
  model: "seedance-2-fast";
  /** What should happen in the video: scene, action, camera, style, sound. Edition 2026-06, Body / prompt. */
  prompt?: string;
  /** Your own id of the job, by which it can be looked up later. Edition 2026-06, Body / client_business_id. */
  client_business_id?: string;
  /** Length of the video in whole seconds. 0 or -1 leaves it to the service. Default: `0`. Edition 2026-06, Body / duration. */
  duration?: 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 0 | -1;
  /** Width to height of the video. Edition 2026-06, Body / aspect_ratio. */
  aspect_ratio?: "21:9" | "16:9" | "4:3" | "1:1" | "3:4" | "9:16";
  /** Images without a role; `image_with_roles` says what each is for. Edition 2026-06, Body / image_urls. */
  image_urls?: readonly string[];
  /** Images, each with its role: either frames or references. `first_frame`: at most 1; `last_frame`: at most 1; `reference_image`: at most 9. Each url is https or `asset://…`. Edition 2026-06, Body / image_with_roles. */
  image_with_roles?: readonly MediaItem<"first_frame" | "last_frame" | "reference_image">[];
  /** Videos to take motion or camera work from. `reference_video`: as many as the channel takes. Each url is https or `asset://…`. Edition 2026-06, Body / video_with_roles. */
  video_with_roles?: readonly MediaItem<"reference_video">[];
  /** Sounds to take rhythm or mood from; they need an image or a video beside them. `reference_audio`: as many as the channel takes. Each url is https or `asset://…`. Edition 2026-06, Body / audio_with_roles. */
  audio_with_roles?: readonly MediaItem<"reference_audio">[];
  /** Resolution of the video. Default: `"720p"`. Edition 2026-06, Body / resolution. */
  resolution?: "480p" | "720p";
  /** Whether the video gets a sound track that fits it. Default: `true`. Edition 2026-06, Body / generate_audio. */
  generate_audio?: boolean;
  /** A whole number that makes results repeatable as far as the service allows. Edition 2026-06, Body / seed. */
  seed?: number;
  /** Where the service reports the end of the job. Edition 2026-06, Body / callback_url. */
  callback_url?: string;
  /** An id that the service passes through. Edition 2026-06, Body / trace_id. */
  trace_id?: string;
  /** Keys of your own. Edition 2026-06, Body / client_business_id. */
  metadata?: Metadata;
}

/** A request for `seedance-2-mini` (lower-cost drafts), edition 2026-06. */
export interface Seedance2MiniRequest202606 {
  /** Which model makes the video. Edition 2026-06, Body / model. */
  model: "seedance-2-mini";
  /** What should happen in the video: scene, action, camera, style, sound. Edition 2026-06, Body / prompt. */
  prompt?: string;
  /** Your own id of the job, by which it can be looked up later. Edition 2026-06, Body / client_business_id. */
  client_business_id?: string;
  /** Length of the video in whole seconds. The table of the page lists 4, 8, 10, 12, 15 alone (Capabilities). The documented default, 0, is none of them: give a length. Edition 2026-06, Body / duration. */
  duration?: 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15;
  /** Width to height of the video. Edition 2026-06, Body / aspect_ratio. */
  aspect_ratio?: "21:9" | "16:9" | "4:3" | "1:1" | "3:4" | "9:16";
  /** Not taken by this model. Edition 2026-06, Body / image_urls. */
  image_urls?: never;
  /** Images, each with its role: either frames or references. `reference_image`: at most 9. Each url is https or `asset://…`. Edition 2026-06, Body / image_with_roles. */
  image_with_roles?: readonly MediaItem<"reference_image">[];
  /** Videos to take motion or camera work from. `reference_video`: at most 3. Each url is https or `asset://…`. Edition 2026-06, Body / video_with_roles. */
  video_with_roles?: readonly MediaItem<"reference_video">[];
  /** Sounds to take rhythm or mood from; they need an image or a video beside them. `reference_audio`: at most 3. Each url is https or `asset://…`. Edition 2026-06, Body / audio_with_roles. */
  audio_with_roles?: readonly MediaItem<"reference_audio">[];
  /** Resolution of the video. Default: `"720p"`. Edition 2026-06, Body / resolution. */
  resolution?: "480p" | "720p";
  /** Not taken by this model. Edition 2026-06, Body / generate_audio. */
  generate_audio?: never;
  /** Not taken by this model. Edition 2026-06, Capabilities. */
  return_last_frame?: never;
  /** A whole number that makes results repeatable as far as the service allows. Edition 2026-06, Body / seed. */
  seed?: number;
  /** Where the service reports the end of the job. Edition 2026-06, Body / callback_url. */
  callback_url?: string;
  /** An id that the service passes through. Edition 2026-06, Body / trace_id. */
  trace_id?: string;
  /** Not taken by this model. Edition 2026-06, Capabilities. */
  n?: never;
  /** Not taken by this model. Edition 2026-06, Capabilities. */
  count?: never;
  /** Keys of your own. Edition 2026-06, Body / client_business_id. */
  metadata?: Metadata;
}

/** A request for `seedance-2` (higher quality), edition 2026-08. */
export interface Seedance2Request202608 {
  /** Which model makes the video. Edition 2026-08, Body / model. */
  model: "seedance-2";
  /** What should happen in the video: scene, action, camera, style, sound. Edition 2026-08, Body / prompt. */
  prompt?: string;
  /** Your own id of the job, by which it can be looked up later. Edition 2026-08, Body / client_business_id. */
  client_business_id?: string;
  /** Length of the video in whole seconds. 0 or -1 leaves it to the service. Default: `0`. Edition 2026-08, Body / duration. */
  duration?: 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 0 | -1;
  /** Width to height of the video. Edition 2026-08, Body / aspect_ratio. */
  aspect_ratio?: "21:9" | "16:9" | "4:3" | "1:1" | "3:4" | "9:16" | "adaptive";
  /** Images without a role; `image_with_roles` says what each is for. Edition 2026-08, Body / image_urls. */
  image_urls?: readonly string[];
  /** Images, each with its role: either frames or references. `first_frame`: at most 1; `last_frame`: at most 1; `reference_image`: at most 9. Each url is https or `asset://…`, or `data:image/…;base64,…`. Edition 2026-08, Body / image_with_roles. */
  image_with_roles?: readonly MediaItem<"first_frame" | "last_frame" | "reference_image">[];
  /** Videos to take motion or camera work from. `reference_video`: as many as the channel takes. Each url is https or `asset://…`. Edition 2026-08, Body / video_with_roles. */
  video_with_roles?: readonly MediaItem<"reference_video">[];
  /** Sounds to take rhythm or mood from; they need an image or a video beside them. `reference_audio`: as many as the channel takes. Each url is https or `asset://…`, or `data:audio/…;base64,…`. Edition 2026-08, Body / audio_with_roles. */
  audio_with_roles?: readonly MediaItem<"reference_audio">[];
  /** Resolution of the video. Default: `"720p"`. Edition 2026-08, Body / resolution. */
  resolution?: "480p" | "720p" | "1080p" | "4k";
  /** Whether the video gets a sound track that fits it. Default: `true`. Edition 2026-08, Body / generate_audio. */
  generate_audio?: boolean;
  /** Whether the result also holds the last frame as an image. Default: `false`. Edition 2026-08, Body / return_last_frame. */
  return_last_frame?: boolean;
  /** A whole number that makes results repeatable as far as the service allows. Edition 2026-08, Body / seed. */
  seed?: number;
  /** Tools that the model may use; for text without media only. Edition 2026-08, Body / tools. */
  tools?: readonly Tool<"web_search">[];
  /** Where the service reports the end of the job. Edition 2026-08, Body / callback_url. */
  callback_url?: string;
  /** An id that the service passes through. Edition 2026-08, Body / trace_id. */
  trace_id?: string;
  /** Keys of your own. Edition 2026-08, Body / client_business_id. */
  metadata?: Metadata;
}

/** A request for `seedance-2-fast` (faster previews), edition 2026-08. */
export interface Seedance2FastRequest202608 {
  /** Which model makes the video. Edition 2026-08, Body / model. */
  model: "seedance-2-fast";
  /** What should happen in the video: scene, action, camera, style, sound. Edition 2026-08, Body / prompt. */
  prompt?: string;
  /** Your own id of the job, by which it can be looked up later. Edition 2026-08, Body / client_business_id. */
  client_business_id?: string;
  /** Length of the video in whole seconds. 0 or -1 leaves it to the service. Default: `0`. Edition 2026-08, Body / duration. */
  duration?: 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 0 | -1;
  /** Width to height of the video. Edition 2026-08, Body / aspect_ratio. */
  aspect_ratio?: "21:9" | "16:9" | "4:3" | "1:1" | "3:4" | "9:16" | "adaptive";
  /** Images without a role; `image_with_roles` says what each is for. Edition 2026-08, Body / image_urls. */
  image_urls?: readonly string[];
  /** Images, each with its role: either frames or references. `first_frame`: at most 1; `last_frame`: at most 1; `reference_image`: at most 9. Each url is https or `asset://…`, or `data:image/…;base64,…`. Edition 2026-08, Body / image_with_roles. */
  image_with_roles?: readonly MediaItem<"first_frame" | "last_frame" | "reference_image">[];
  /** Videos to take motion or camera work from. `reference_video`: as many as the channel takes. Each url is https or `asset://…`. Edition 2026-08, Body / video_with_roles. */
  video_with_roles?: readonly MediaItem<"reference_video">[];
  /** Sounds to take rhythm or mood from; they need an image or a video beside them. `reference_audio`: as many as the channel takes. Each url is https or `asset://…`, or `data:audio/…;base64,…`. Edition 2026-08, Body / audio_with_roles. */
  audio_with_roles?: readonly MediaItem<"reference_audio">[];
  /** Resolution of the video. Default: `"720p"`. Edition 2026-08, Body / resolution. */
  resolution?: "480p" | "720p";
  /** Whether the video gets a sound track that fits it. Default: `true`. Edition 2026-08, Body / generate_audio. */
  generate_audio?: boolean;
  /** Whether the result also holds the last frame as an image. Default: `false`. Edition 2026-08, Body / return_last_frame. */
  return_last_frame?: boolean;
  /** A whole number that makes results repeatable as far as the service allows. Edition 2026-08, Body / seed. */
  seed?: number;
  /** Tools that the model may use; for text without media only. Edition 2026-08, Body / tools. */
  tools?: readonly Tool<"web_search">[];
  /** Where the service reports the end of the job. Edition 2026-08, Body / callback_url. */
  callback_url?: string;
  /** An id that the service passes through. Edition 2026-08, Body / trace_id. */
  trace_id?: string;
  /** Keys of your own. Edition 2026-08, Body / client_business_id. */
  metadata?: Metadata;
}

/** A request for `seedance-2-mini` (lower-cost drafts), edition 2026-08. */
export interface Seedance2MiniRequest202608 {
  /** Which model makes the video. Edition 2026-08, Body / model. */
  model: "seedance-2-mini";
  /** What should happen in the video: scene, action, camera, style, sound. Edition 2026-08, Body / prompt. */
  prompt?: string;
  /** Your own id of the job, by which it can be looked up later. Edition 2026-08, Body / client_business_id. */
  client_business_id?: string;
  /** Length of the video in whole seconds. The documented default, 0, is none of them: give a length. Edition 2026-08, Body / duration. */
  duration?: 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15;
  /** Width to height of the video. Edition 2026-08, Body / aspect_ratio. */
  aspect_ratio?: "21:9" | "16:9" | "4:3" | "1:1" | "3:4" | "9:16" | "adaptive";
  /** Images without a role; `image_with_roles` says what each is for. Edition 2026-08, Body / image_urls. */
  image_urls?: readonly string[];
  /** Images, each with its role: either frames or references. `first_frame`: at most 1; `last_frame`: at most 1; `reference_image`: at most 9. Each url is https or `asset://…`, or `data:image/…;base64,…`. Edition 2026-08, Body / image_with_roles. */
  image_with_roles?: readonly MediaItem<"first_frame" | "last_frame" | "reference_image">[];
  /** Videos to take motion or camera work from. `reference_video`: at most 3. Each url is https or `asset://…`. Edition 2026-08, Body / video_with_roles. */
  video_with_roles?: readonly MediaItem<"reference_video">[];
  /** Sounds to take rhythm or mood from; they need an image or a video beside them. `reference_audio`: at most 3. Each url is https or `asset://…`, or `data:audio/…;base64,…`. Edition 2026-08, Body / audio_with_roles. */
  audio_with_roles?: readonly MediaItem<"reference_audio">[];
  /** Resolution of the video. Default: `"720p"`. Edition 2026-08, Body / resolution. */
  resolution?: "480p" | "720p";
  /** Whether the video gets a sound track that fits it. Default: `true`. Edition 2026-08, Body / generate_audio. */
  generate_audio?: boolean;
  /** Whether the result also holds the last frame as an image. Default: `false`. Edition 2026-08, Body / return_last_frame. */
  return_last_frame?: boolean;
  /** A whole number that makes results repeatable as far as the service allows. Edition 2026-08, Body / seed. */
  seed?: number;
  /** Tools that the model may use; for text without media only. Edition 2026-08, Body / tools. */
  tools?: readonly Tool<"web_search">[];
  /** Where the service reports the end of the job. Edition 2026-08, Body / callback_url. */
  callback_url?: string;
  /** An id that the service passes through. Edition 2026-08, Body / trace_id. */
  trace_id?: string;
  /** Not taken by this model. Edition 2026-08, Capabilities. */
  n?: never;
  /** Not taken by this model. Edition 2026-08, Capabilities. */
  count?: never;
  /** Keys of your own. Edition 2026-08, Body / client_business_id. */
  metadata?: Metadata;
}

/** The requests of each edition, a union that `model` tells apart. */
export interface Requests {
  "2026-06": Seedance2Request202606 | Seedance2FastRequest202606 | Seedance2MiniRequest202606;
  "2026-08": Seedance2Request202608 | Seedance2FastRequest202608 | Seedance2MiniRequest202608;
}

/** The requests of one edition. */
export type RequestOf<E extends Edition> = Requests[E];

/** A request of the default edition. */
export type SeedanceRequest = RequestOf<DefaultEdition>;

/** An item of a media list. */
export interface MediaItem<R extends Role = Role> {
  /** Where the media is. */
  url: string;
  /** What it is for. */
  role: R;
}

/** A tool that the model may use. */
export interface Tool<T extends string = string> {
  /** Which tool. */
  type: T;
}

/** Keys of the caller's own. */
export interface Metadata {
  /** Taken here too, but recommended at the top of the request. */
  client_business_id?: string;
  readonly [key: string]: unknown;
}

/** What a message is made of. Strings of the request are cut and redacted. */
export type Params = { readonly [name in ParamName]?: string | number | readonly (string | number)[] };

/** The templates of one rule: `{name}` is a parameter, `{term:name}` one that is a term of the catalog. */
export interface Phrase {
  /** What is wrong. */
  readonly message: string;
  /** What to do about it; left out where one of its parameters is not there. */
  readonly help?: string;
  /** What the fix does. */
  readonly fix?: string;
}

/** The words of one language. A missing code does not compile. */
export interface Catalog {
  /** A BCP 47 tag. */
  readonly locale: string;
  /** What stands between the items of a list. */
  readonly separator: string;
  /** One phrase a rule. */
  readonly phrases: Readonly<Record<Code, Phrase>>;
  /** Kinds, reasons and units. */
  readonly terms: Readonly<Record<Term, string>>;
  /** What people call the fields. */
  readonly fields: Readonly<Record<LabelledField, string>>;
  /** What people call roles, tools and automatic lengths. */
  readonly options: Readonly<Record<LabelledOption, string>>;
}

/** A fact of the page, with the section that states it. */
export interface Fact<T> {
  readonly value: T;
  readonly section: string;
}

/** How the page speaks of a field for one model. */
export interface FieldExposure {
  /** `mentioned`: named without being documented. `not_exposed`: said not to be there. `unknown`: not on the page. */
  readonly value: "documented" | "mentioned" | "not_exposed" | "unknown";
  /** The one value that is said not to be there. */
  readonly refused: string | null;
  readonly section: string;
}

/** One model in one edition. */
export interface ModelCapabilities {
  readonly name: Model;
  /** What it is for, in English. */
  readonly positioning: string;
  readonly resolutions: Fact<readonly string[]>;
  /** Whole seconds. */
  readonly durations: {
    readonly min: number;
    readonly max: number;
    /** The values that let the service choose; empty where the model has none. */
    readonly auto: readonly number[];
    /** The lengths that the capability table of the page lists; empty where it gives the whole range. */
    readonly listed: readonly number[];
    readonly section: string;
    readonly listed_section: string;
  };
  /** The roles of each list that has roles. */
  readonly roles: Readonly<Record<"image_with_roles" | "video_with_roles" | "audio_with_roles", Fact<readonly Role[]>>>;
  /** The most items of each role that the model has; `null` depends on the channel. */
  readonly limits: Readonly<Partial<Record<Role, Fact<number | null>>>>;
  readonly fields: Readonly<Record<string, FieldExposure>>;
}

/** One field of the request. */
export interface FieldCapabilities {
  readonly name: string;
  /** The key of its label in a catalog's `fields`. */
  readonly label: string;
  readonly description: string;
  readonly shape: "text" | "integer" | "boolean" | "urls" | "media" | "tools" | "metadata" | "any";
  readonly type: "string" | "integer" | "boolean" | "array" | "object" | null;
  /** Whether the edition documents it for any model. */
  readonly documented: boolean;
  readonly required: boolean;
  readonly default: string | number | boolean | null;
  /** What any model of the edition takes; empty where there is no list. */
  readonly options: readonly string[];
  /** The parts of an item, for lists of items. */
  readonly parts: readonly { readonly name: "url" | "role" | "type"; readonly type: "string"; readonly required: boolean }[];
  /** The media kind of the `data:` URLs taken here; null where none is. */
  readonly data_urls: "image" | "audio" | null;
  readonly section: string;
}

/** What one edition takes. */
export interface Capabilities {
  readonly edition: Edition;
  /** Whether it is the default edition. */
  readonly default: boolean;
  readonly models: readonly ModelCapabilities[];
  /** In the order of the page. */
  readonly fields: readonly FieldCapabilities[];
  readonly aspect_ratios: Fact<readonly string[]>;
  readonly data_urls: Fact<boolean>;
  /** The longest advised prompt: ideographs and words. */
  readonly prompt_advice: Fact<{ readonly ideographs: number; readonly words: number } | null>;
  /** The most bytes of a request, of one string and of one `data:` URL. */
  readonly bytes: { readonly request: number; readonly text: number; readonly data_url: number };
}

/** What a rule means. */
export interface RuleDoc {
  readonly code: Code;
  /** What it is about, in one English sentence. */
  readonly summary: string;
  /** How much it weighs; null where the edition does not have it. */
  readonly severity: Readonly<Record<Edition, Severity | null>>;
  /** The field it speaks of; null where it speaks of any. */
  readonly field: FieldName | null;
  /** The section of the page it rests on. */
  readonly section: string;
  /** Whether the JSON Schema rejects what it finds. */
  readonly schema: boolean;
  /** Why the schema does not. */
  readonly schema_reason: string | null;
  /** Whether it may offer a fix. */
  readonly fixable: boolean;
  /** The English templates. */
  readonly message: string;
  readonly help: string | null;
  readonly fix: string | null;
  /** The parameters that the templates name. */
  readonly params: readonly ParamName[];
}
