//! Forms: sessions against whole checks, what is possible against trying it, and model advice against a search.

mod advice;
mod options;
mod random;
mod sessions;
