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
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are still "very long", not "nothing".
        let seconds = whole(value).unwrap_or(u64::MAX);
        return RetryAfter::Wait(seconds.saturating_mul(1_000));
    }
    let (Some(until), Some(from)) = (http_date::parse(value), date.map(trim).and_then(http_date::parse)) else {
        return RetryAfter::Unreadable;
    };
    let seconds = u64::try_from(until.saturating_sub(from)).unwrap_or(0);
    RetryAfter::Wait(seconds.saturating_mul(1_000))
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}
