//! Values to JSON text, without a blank. Nothing here fails, and nothing looks at what it writes.

use super::{Json, number};

const DIGITS: &[u8; 16] = b"0123456789abcdef";

impl Json {
    pub(in crate::task) fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => push_flag(out, *value),
            Self::Whole(number) => push_whole(out, *number),
            Self::Negative(number) => {
                out.push('-');
                push_whole(out, number.unsigned_abs());
            }
            Self::Real(number) => push_real(out, *number),
            Self::Text(text) => quote(out, text),
            Self::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    quote(out, name);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }

    /// A number as it is written; nothing for another value.
    pub(in crate::task) fn number_text(&self) -> Option<String> {
        self.as_f64()?;
        let mut text = String::new();
        self.write(&mut text);
        Some(text)
    }
}

#[inline(never)]
pub(in crate::task) fn joined(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

pub(in crate::task) fn push_flag(out: &mut String, value: bool) {
    out.push_str(if value { "true" } else { "false" });
}

#[inline(never)]
pub(in crate::task) fn push_whole(out: &mut String, number: u64) {
    if number > 9 {
        push_whole(out, number / 10);
    }
    out.push(digit(number % 10));
}

/// The lowest `count` digits to the base of 16.
pub(in crate::task) fn hexadecimal(number: u64, count: u32) -> impl Iterator<Item = char> {
    (0..count).rev().map(move |at| digit(number >> (4 * at) & 15))
}

fn digit(value: u64) -> char {
    DIGITS.get(value as usize).copied().map_or('0', char::from)
}

/// JSON has no word for what is no number.
#[inline(never)]
pub(in crate::task) fn push_real(out: &mut String, number: f64) {
    if !number.is_finite() {
        return out.push_str("null");
    }
    if number.is_sign_negative() {
        out.push('-');
    }
    if number == 0.0 {
        return out.push_str("0.0");
    }
    let (digits, first) = number::shortest(number.abs());
    let mut text = String::new();
    push_whole(&mut text, digits);
    let scientific = !(-5..16).contains(&first);
    // Digits before the point.
    let whole = if scientific { 1 } else { first + 1 };
    for _ in whole..1 {
        text.insert(0, '0');
    }
    let point = whole.max(1) as usize;
    while text.len() < point {
        text.push('0');
    }
    out.push_str(text.get(..point).unwrap_or_default());
    match text.get(point..) {
        Some("") | None if scientific => {}
        Some("") | None => out.push_str(".0"),
        Some(rest) => {
            out.push('.');
            out.push_str(rest);
        }
    }
    if scientific {
        out.push_str(if first < 0 { "e-" } else { "e+" });
        push_whole(out, u64::from(first.unsigned_abs()));
    }
}

#[inline(never)]
pub(in crate::task) fn quote(out: &mut String, text: &str) {
    out.push('"');
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(text.get(from..at).unwrap_or_default());
        from = at + 1;
        out.push('\\');
        out.push(match byte {
            b'\x08' => 'b',
            b'\x0c' => 'f',
            b'\n' => 'n',
            b'\r' => 'r',
            b'\t' => 't',
            b'"' | b'\\' => char::from(byte),
            _ => 'u',
        });
        if byte < b' ' && out.ends_with('u') {
            out.extend(hexadecimal(u64::from(byte), 4));
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out.push('"');
}
