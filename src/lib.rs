//! What the Seedance 2 video generation API accepts, as a library: validate a request, build it, repair it.
//!
//! # The map
//! - [`edition`]: the published revisions of the API page.
//! - [`capability`]: what each model takes; [`capability::table`] is the only place where a number stands.
//! - [`request`]: a request as it was written, and the readers of JSON text, JavaScript objects and trees.
//! - [`report`]: findings, issues, fixes.
//! - [`rules`]: one rule, one file.
//! - [`locale`]: codes and parameters to words.
//! - [`check`]: from an input to a report.
//! - [`builder`]: from a draft to a request that can be sent.
//! - [`form`]: a request being filled in: sessions, what is still possible, what a model switch costs.
//! - [`door`]: the binary interface of the npm package, the same natively.
//! - [`task`]: a job: its wire shapes, and submitting and watching as pure machines.
//! - `emulator`: the API itself as a pure machine, with scripted faults; feature `emulator`.
//! - `client`: the driver of the machines for Rust front ends: a loop, no decisions; feature `client`, only on wasm32.
//! - [`docs`]: everything that is generated from the tables.
//! - `wasm`: the one room where JavaScript is spoken; only in the npm build.
//!
//! # Import law
//! A test reads these lines and holds every `use crate::` against them.
//! ```text
//! edition    ->
//! capability -> edition
//! request    -> capability
//! report     -> request, capability, edition
//! locale     -> report
//! rules      -> capability, request, report, edition
//! generated  ->
//! check      -> rules, locale, report, request
//! builder    -> check, rules, locale, report, request, capability, edition
//! form       -> builder, check, rules, locale, report, request, capability
//! door       -> capability, form, builder, check, rules, report, request, edition
//! task       -> request
//! emulator   -> task
//! client     -> task, builder
//! docs       -> form, edition, capability, request, report, locale, rules, check, builder
//! wasm       -> door, task, emulator, check
//! ```
//!
//! # Invariants
//! - A draft may be wrong in every way; a [`builder::Request`] may not.
//! - Reading never fails and never overflows the stack: what stopped it is a finding.
//! - A valid request is checked without an allocation for any of its values.
//! - Nothing is changed silently: every builder lists its changes.

pub mod builder;
pub mod capability;
pub mod check;
#[cfg(all(target_arch = "wasm32", feature = "client"))]
pub mod client;
#[cfg(not(target_arch = "wasm32"))]
pub mod docs;
#[doc(hidden)]
pub mod door;
pub mod edition;
#[cfg(feature = "emulator")]
pub mod emulator;
pub mod form;
pub mod locale;
pub mod report;
pub mod request;
pub mod rules;
pub mod task;

#[cfg(all(
    target_arch = "wasm32",
    any(feature = "npm", feature = "npm-jobs", feature = "npm-emulator", feature = "npm-scan")
))]
mod wasm;

pub use builder::{Built, Change, Request, RequestBuilder, apply_fixes, build, to_curl, to_http_request};
pub use check::{LinesReport, validate, validate_json, validate_lines};
pub use edition::Edition;
pub use report::{Fix, Issue, Report, Severity};
pub use rules::Options;
pub use task::wire::{parse_error, parse_task};

/// The Rust examples of the manual, as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Manual;
