// Generated from src/request/tape.rs, src/rules.rs and src/capability/table.rs by `cargo xtask generate`. Do not edit.
export const UNDEFINED = 0;
export const NULL = 1;
export const FALSE = 2;
export const TRUE = 3;
export const NUMBER = 4;
export const SMALL = 5;
export const TEXT = 6;
export const BROKEN = 7;
export const DATA = 8;
export const ARRAY = 9;
export const OBJECT = 10;
export const FOREIGN = 11;
export const STOP = 253;
export const KEY = 254;
export const END = 255;
export const STOP_TOO_DEEP = 0;
export const STOP_TOO_MANY_BYTES = 1;
export const STOP_TOO_MANY_NODES = 2;
export const STOP_TEXT_TOO_LONG = 3;
export const STOP_DATA_TOO_LONG = 4;
export const FOREIGN_UNDEFINED = 0;
export const FOREIGN_FUNCTION = 1;
export const FOREIGN_SYMBOL = 2;
export const FOREIGN_BIGINT = 3;
export const FOREIGN_INSTANCE = 4;
export const FOREIGN_CYCLE = 5;
export const FOREIGN_HOLE = 6;
export const FOREIGN_ACCESSOR = 7;
export const FOREIGN_UNLISTABLE = 8;
export const MOST_NODES = 10000;
export const MOST_LEVELS = 64;
export const MOST_TEXT = 262144;
export const MOST_DATA = 16777216;
/** the keys that cross as one byte */
export const NAMES = ["model","prompt","client_business_id","duration","aspect_ratio","image_urls","image_with_roles","video_with_roles","audio_with_roles","resolution","generate_audio","return_last_frame","seed","tools","callback_url","trace_id","n","count","media_mode","metadata","url","role","type"];
/** by number */
export const EDITIONS = ["2026-06","2026-08"];
/** the most bytes of a request, by edition */
export const EDITION_BYTES = [1048576,25165824];
/** whether data: URLs are taken, by edition */
export const EDITION_DATA = [false,true];
/** by number */
export const SEVERITIES = ["error","warning","advice"];
/** by number */
export const PARAMS = ["actual","found","expected","allowed","min","max","count","model","key","nearest","reason","role","default"];
/** of the rules, by number */
export const CODES = ["not-an-object","not-json","duplicate-key","too-deep","too-large","wrong-type","empty-value","unknown-field","field-undocumented","field-not-exposed","model-missing","model-unknown","prompt-missing","nothing-to-generate","prompt-too-long","prompt-names-missing-media","prompt-holds-url","duration-out-of-range","duration-auto-unsupported","duration-not-listed","duration-left-to-default","aspect-ratio-unknown","resolution-not-offered","image-urls-with-roles","image-urls-not-supported","image-urls-discouraged","image-urls-beside-references","url-missing","role-missing","role-not-offered","too-many-first-frames","too-many-last-frames","last-frame-alone","too-many-reference-images","too-many-reference-videos","too-many-reference-audios","channel-limit-unknown","frame-and-reference-mixed","audio-without-visual","web-search-with-media","tool-unknown","url-malformed","url-scheme-not-offered","url-not-https","url-has-credentials","url-not-public","asset-id-malformed","media-kind-mismatch","duplicate-reference","callback-url-refused","trace-id-without-callback","business-id-in-metadata","business-id-conflict","business-id-unusable","business-id-needs-encoding","business-id-like-task-id","metadata-shadows-field","seed-unsafe","seed-range-unknown"];
/** of the rules, by number */
export const SECTIONS = ["Body","Body","Body","Body","Body","Body","Body","Body","Capabilities","Capabilities","Body / model","Body / model","Input Combinations","Input Combinations","Body / prompt","Body / prompt","Body / prompt","Body / duration","Body / duration","Capabilities","Body / duration","Body / aspect_ratio","Body / resolution","Body / image_urls","Body / image_urls","Body / image_urls","Body / image_urls","Body / image_with_roles","Body / image_with_roles","Body / image_with_roles","Body / image_with_roles","Body / image_with_roles","Body / image_with_roles","Body / image_with_roles","Body / video_with_roles","Body / audio_with_roles","Capabilities","Body / image_with_roles","Body / audio_with_roles","Body / tools","Body / tools","Body / image_with_roles","Body / image_with_roles","Body / image_with_roles","Body / image_with_roles","Body / image_with_roles","Use Uploaded Assets","Body / image_with_roles","Body / image_with_roles","Body / callback_url","Body / trace_id","Body / client_business_id","Body / client_business_id","Body / client_business_id","Body / client_business_id","Response / id","Body","Body / seed","Body / seed"];
/** in the order of their fields */
export const MEDIA_LISTS = ["image_urls","image_with_roles","video_with_roles","audio_with_roles"];
/** the media kind of data: URLs, by field */
export const DATA_KINDS = {"image_urls":"image","image_with_roles":"image","audio_with_roles":"audio"};
