//! Takes keys out of text that is kept, shown or logged. It errs on the side of hiding too much.

use super::json::{joined, put};
use std::borrow::Cow;

const HIDDEN: &str = "[redacted]";
/// Inside a word (as in "task-7") `sk-` is no key, unless what follows is as long as one.
const AS_LONG_AS_A_KEY: usize = 20;
/// How much of an answer is kept with an error.
const EXCERPT_CHARS: usize = 500;

/// The text without `Bearer ...` credentials and `sk-...` keys.
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let (mut kept, mut last, mut at) = (String::new(), 0, 0);
    while at < bytes.len() {
        at += match secret_at(bytes, at) {
            Some((from, length)) => {
                put(&mut kept, text.get(last..from).unwrap_or_default());
                put(&mut kept, HIDDEN);
                last = from + length;
                last - at
            }
            None => 1,
        };
    }
    if last == 0 {
        return Cow::Borrowed(text);
    }
    put(&mut kept, text.get(last..).unwrap_or_default());
    Cow::Owned(kept)
}

/// The beginning of a text without secrets, to be kept or shown.
#[inline(never)]
pub(super) fn shown(text: &str) -> String {
    excerpt(&redact(text))
}

/// The beginning of a text.
fn excerpt(text: &str) -> String {
    let begins = |(_, byte): &(usize, u8)| byte & 0xc0 != 0x80;
    match text.bytes().enumerate().filter(begins).nth(EXCERPT_CHARS) {
        Some((end, _)) => joined(&[text.get(..end).unwrap_or_default(), "..."]),
        None => text.to_owned(),
    }
}

/// Where a secret begins whose mark stands at `at`, and how long it is.
fn secret_at(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let rest = bytes.get(at..)?;
    if starts_with(rest, b"bearer") {
        let gap = gap_length(rest.get(6..)?);
        let length = token_length(rest.get(6 + gap..)?);
        return (gap > 0 && length > 0).then_some((at + 6 + gap, length));
    }
    if starts_with(rest, b"sk-") {
        let length = token_length(rest.get(3..)?);
        let stands_alone = begins_a_word(bytes.get(..at)?);
        return (length > 0 && (stands_alone || length >= AS_LONG_AS_A_KEY)).then_some((at, 3 + length));
    }
    None
}

#[inline(never)]
fn token_length(text: &[u8]) -> usize {
    text.iter().take_while(|byte| is_token(**byte)).count()
}

#[inline(never)]
fn starts_with(text: &[u8], mark: &[u8]) -> bool {
    text.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark))
}

/// Spaces between the scheme and its credentials, plain, percent-encoded or as plus signs.
fn gap_length(text: &[u8]) -> usize {
    let mut length = 0;
    loop {
        match text.get(length..) {
            Some([b' ' | b'\t' | b'+' | b':' | b'=', ..]) => length += 1,
            Some([b'%', b'2', b'0', ..]) => length += 3,
            _ => return length,
        }
    }
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'+' | b'/' | b'=')
}

/// Whether a word can begin after this text: at its start, after a non-letter, or after an escape sequence.
fn begins_a_word(before: &[u8]) -> bool {
    match before {
        [] => true,
        [.., last] if !last.is_ascii_alphanumeric() => true,
        [.., b'%', _, _] | [.., b'\\', _] | [.., b'\\', b'u', _, _, _, _] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_gone_and_words_stay() {
        for (text, want) in [
            ("no secret here", "no secret here"),
            ("Authorization: Bearer abc.def-123 ok", "Authorization: Bearer [redacted] ok"),
            ("bearer%20sk-canary", "bearer%20[redacted]"),
            ("key=sk-canary&x=1", "key=[redacted]&x=1"),
            ("\"sk-a\"", "\"[redacted]\""),
            (r#"{"message":"\nsk-abc"}"#, r#"{"message":"\n[redacted]"}"#),
            (r"\u0020sk-abc", r"\u0020[redacted]"),
            ("%20sk-abc", "%20[redacted]"),
            ("task-7 of disk-3", "task-7 of disk-3"),
            ("xsk-0123456789012345678901", "x[redacted]"),
            ("Bearer", "Bearer"),
            ("Bearer ", "Bearer "),
            ("sk-", "sk-"),
            ("密钥sk-秘", "密钥sk-秘"),
            ("密钥sk-abc。", "密钥[redacted]。"),
            ("SK-ABC", "[redacted]"),
        ] {
            assert_eq!(redact(text), want, "{text}");
        }
    }

    #[test]
    fn excerpts_end_between_characters() {
        assert_eq!(excerpt("short"), "short");
        assert_eq!(excerpt(&"ü".repeat(501)).chars().count(), 503);
    }
}
