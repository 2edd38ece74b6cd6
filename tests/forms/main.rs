//! Forms: sessions against whole checks, what is possible against trying it, model advice against a search, and the
//! values that forms give against their grammar.

mod advice;
mod growth;
mod options;
mod random;
mod sessions;
mod values;
