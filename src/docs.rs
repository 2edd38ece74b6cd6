//! Everything that is generated: read from the tables, never typed by hand. Each generator gives the whole text of its
//! files; the build writes them, and a test holds what is committed against them.

mod accept;
mod capabilities;
mod catalogs;
mod fields;
mod openapi;
mod readme;
mod rules;
mod schema;
mod tables;
mod types;

pub use capabilities::capabilities;
pub use openapi::openapi;
pub use schema::json_schema;

/// Every generated file: its path from the top of the repository, and its text.
pub fn generate() -> Vec<(String, String)> {
    let mut files = vec![tables::file(), types::file()];
    files.extend(accept::files());
    files.extend(capabilities::files());
    files.extend(rules::files());
    files.extend(schema::files());
    files.extend(openapi::files());
    files.extend(catalogs::files());
    files.push(readme::file());
    files
}

/// The first lines of a generated file, each behind the comment mark of its language.
pub(crate) fn banner(comment: &str, source: &str) -> String {
    format!("{comment} Generated from {source} by `cargo xtask generate`. Do not edit.\n")
}
