//! What a `Retry-After` header asks for. It knows two grammars and no clock: a date is read against the same answer's
//! own `Date`, so that a wrong local clock can neither hurry nor stall a client.

use super::http_date;
use super::json::whole;

/// What the header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// Nothing that can be read: the own backoff decides.
    Unreadable,
    /// Wait this long.
    Wait(u64),
}

impl RetryAfter {
    fn seconds(seconds: u64) -> Self {
        Self::Wait(if seconds > u64::MAX / 1_000 { u64::MAX } else { seconds * 1_000 })
    }

    /// The wait, where there is one.
    #[must_use]
    pub fn ms(self) -> Option<u64> {
        match self {
            Self::Unreadable => None,
            Self::Wait(ms) => Some(ms),
        }
    }
}

/// Reads `Retry-After`, and `Date` where it is needed.
#[must_use]
pub fn read_retry_after(value: Option<&str>, date: Option<&str>) -> RetryAfter {
    let Some(value) = value.map(trim) else {
        return RetryAfter::Unreadable;
    };
    if !value.is_empty() && value.iter().all(u8::is_ascii_digit) {
        // More digits than fit are still "very long", not "nothing".
        let seconds = whole(value).unwrap_or(u64::MAX);
        return RetryAfter::seconds(seconds);
    }
    let (Some(until), Some(from)) = (http_date::parse_bytes(value), date.map(trim).and_then(http_date::parse_bytes))
    else {
        return RetryAfter::Unreadable;
    };
    let seconds = u64::try_from(until.saturating_sub(from)).unwrap_or(0);
    RetryAfter::seconds(seconds)
}

#[inline(never)]
fn trim(text: &str) -> &[u8] {
    let mut text = text.as_bytes();
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}
