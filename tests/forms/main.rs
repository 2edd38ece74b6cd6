//! Forms: sessions against whole checks, what is possible against trying it, model advice against a search, and the
//! values that forms give against their grammar.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod advice;
mod growth;
mod options;
mod random;
mod sessions;
mod values;
