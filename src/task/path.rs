//! Where the API's two routes are. The host and an optional prefix are the driver's.

use super::json::{push_digits, put};
use std::fmt;

/// The route a job is submitted to, and the stem of the route it is read from.
pub const SUBMIT_PATH: &str = "/v1/videos/generations";

/// An id that no path can carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidId;

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for InvalidId {}

impl InvalidId {
    pub(crate) fn message(self) -> &'static str {
        "an id must not be empty, \".\" or \"..\""
    }
}

/// The path of a task's status, by task id or by business id.
///
/// # Errors
/// For an id that URL parsers would fold away: with one of those, the look-up that protects a submission cannot work.
pub fn status_path(id: &str) -> Result<String, InvalidId> {
    // Parsers read %2e as a dot too, so encoding does not help.
    if matches!(id, "" | "." | "..") {
        return Err(InvalidId);
    }
    let mut path = SUBMIT_PATH.to_owned();
    put(&mut path, "/");
    for (at, byte) in id.bytes().enumerate() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            put(&mut path, id.get(at..=at).unwrap_or_default());
        } else {
            put(&mut path, "%");
            push_digits(&mut path, u64::from(byte), 16, 2);
        }
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_segment_whatever_the_id() {
        assert_eq!(status_path("tsk_vid_01").as_deref(), Ok("/v1/videos/generations/tsk_vid_01"));
        assert_eq!(status_path("a/b?c#d %ü").as_deref(), Ok("/v1/videos/generations/a%2Fb%3Fc%23d%20%25%C3%BC"));
        for bad in ["", ".", ".."] {
            assert_eq!(status_path(bad), Err(InvalidId));
        }
        assert!(status_path("...").is_ok());
    }
}
