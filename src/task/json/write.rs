//! Values to JSON text, without a blank. Nothing here fails, and nothing looks at what it writes.

use super::{Json, number};

impl Json {
    pub(crate) fn write(&self, out: &mut String) {
        match self {
            Self::Null => put(out, "null"),
            Self::Bool(value) => push_flag(out, *value),
            Self::Whole(number) => push_whole(out, *number),
            Self::Negative(number) => {
                put(out, "-");
                push_whole(out, number.unsigned_abs());
            }
            Self::Real(number) => push_real(out, *number),
            Self::Text(text) => quote(out, text),
            Self::List(items) => {
                put(out, "[");
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        put(out, ",");
                    }
                    item.write(out);
                }
                put(out, "]");
            }
            Self::Object(members) => {
                put(out, "{");
                for (at, (name, value)) in members.iter().enumerate() {
                    if at > 0 {
                        put(out, ",");
                    }
                    quote(out, name);
                    put(out, ":");
                    value.write(out);
                }
                put(out, "}");
            }
        }
    }

    /// A number as it is written; nothing for another value.
    pub(crate) fn number_text(&self) -> Option<String> {
        self.as_f64()?;
        let mut text = String::new();
        self.write(&mut text);
        Some(text)
    }
}

/// Adds to a text, by one function that all share.
#[inline(never)]
pub(crate) fn put(out: &mut String, text: &str) {
    out.push_str(text);
}

#[inline(never)]
pub(crate) fn joined(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        put(&mut text, part);
    }
    text
}

pub(crate) fn push_flag(out: &mut String, value: bool) {
    put(out, if value { "true" } else { "false" });
}

#[inline(never)]
pub(crate) fn push_whole(out: &mut String, number: u64) {
    push_digits(out, number, 10, 1);
}

/// A number to a base of up to 16, of so many digits at least; those above nine are capital letters.
#[inline(never)]
pub(crate) fn push_digits(out: &mut String, number: u64, base: u64, least: u32) {
    if number >= base || least > 1 {
        push_digits(out, number / base, base, least.saturating_sub(1));
    }
    let digit = (number % base) as usize;
    put(out, "0123456789ABCDEF".get(digit..=digit).unwrap_or_default());
}

/// JSON has no word for what is no number.
#[inline(never)]
pub(crate) fn push_real(out: &mut String, number: f64) {
    if !number.is_finite() {
        return put(out, "null");
    }
    if number.is_sign_negative() {
        put(out, "-");
    }
    if number == 0.0 {
        return put(out, "0.0");
    }
    let (digits, first) = number::shortest(number.abs());
    let scientific = !(-5..16).contains(&first);
    // Digits before the point.
    let whole = if scientific { 1 } else { first + 1 };
    let mut text = String::new();
    for _ in whole..1 {
        put(&mut text, "0");
    }
    push_whole(&mut text, digits);
    let point = whole.max(1) as usize;
    while text.len() < point {
        put(&mut text, "0");
    }
    put(out, text.get(..point).unwrap_or_default());
    let rest = text.get(point..).unwrap_or_default();
    if !rest.is_empty() || !scientific {
        put(out, ".");
        put(out, if rest.is_empty() { "0" } else { rest });
    }
    if scientific {
        put(out, if first < 0 { "e-" } else { "e+" });
        push_whole(out, u64::from(first.unsigned_abs()));
    }
}

#[inline(never)]
pub(crate) fn quote(out: &mut String, text: &str) {
    put(out, "\"");
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        put(out, text.get(from..at).unwrap_or_default());
        from = at + 1;
        put(out, "\\");
        let digit = usize::from(byte & 15);
        match byte {
            b'"' => put(out, "\""),
            b'\\' => put(out, "\\"),
            8 | 9 | 10 | 12 | 13 => put(out, "btn-fr".get(digit - 8..digit - 7).unwrap_or_default()),
            _ => {
                put(out, if byte < 16 { "u000" } else { "u001" });
                put(out, "0123456789abcdef".get(digit..=digit).unwrap_or_default());
            }
        }
    }
    put(out, text.get(from..).unwrap_or_default());
    put(out, "\"");
}
