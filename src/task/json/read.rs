//! JSON text to a value, or nothing: the grammar of RFC 8259, and the bounds of serde_json.

use super::write::put;
use super::{Json, number};
use crate::request::number::parse;

/// One level more is refused, so that no text can run over the stack.
const MOST_LEVELS: u32 = 127;

impl Json {
    /// The value of a text; nothing where it is no JSON, too deep or holds a number beyond every double.
    pub(in crate::task) fn read(text: &str) -> Option<Self> {
        let mut reader = Reader { text, at: 0, depth: 0 };
        let value = reader.value();
        reader.blank();
        (reader.at == reader.text.len()).then_some(value)
    }
}

/// A percentage as a text: what the standard library reads as a double, without the words for what is none.
pub(in crate::task) fn percentage(text: &str) -> Option<f64> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let negative = reader.eat(b'-');
    if !negative {
        reader.eat(b'+');
    }
    let start = reader.at;
    let mut sound = reader.skip_digits();
    if reader.eat(b'.') {
        sound |= reader.skip_digits();
    }
    if sound && (reader.eat(b'e') || reader.eat(b'E')) {
        if !reader.eat(b'-') {
            reader.eat(b'+');
        }
        sound = reader.skip_digits();
    }
    let value = parse(text.as_bytes().get(start..reader.at)?);
    reader.eat(b'%');
    (sound && reader.at == text.len() && value.is_finite()).then_some(if negative { -value } else { value })
}

/// After a fault there is no text left, so that every loop ends, and the place is beyond it.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
}

impl Reader<'_> {
    fn fail(&mut self) {
        self.text = "";
        self.at = 1;
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline(never)]
    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn blank(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Whether there were any.
    #[inline(never)]
    fn skip_digits(&mut self) -> bool {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        self.at > start
    }

    fn value(&mut self) -> Json {
        self.blank();
        match self.peek() {
            Some(b'"') => Json::Text(self.string()),
            Some(b'[') => {
                let mut items = Vec::new();
                let mut more = self.enter(b']');
                while more {
                    items.push(self.value());
                    more = self.goes_on(b']');
                }
                Json::List(items)
            }
            Some(b'{') => {
                let mut members = Vec::new();
                let mut more = self.enter(b'}');
                while more {
                    self.blank();
                    let name = self.string();
                    self.blank();
                    if !self.eat(b':') {
                        self.fail();
                    }
                    members.push((name, self.value()));
                    more = self.goes_on(b'}');
                }
                Json::Object(members)
            }
            Some(b'n') => self.word("null", Json::Null),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Json {
        if !word.bytes().all(|byte| self.eat(byte)) {
            self.fail();
        }
        value
    }

    /// Past an opening bracket; whether anything follows before the closing one.
    #[inline(never)]
    fn enter(&mut self, close: u8) -> bool {
        self.at += 1;
        self.depth += 1;
        if self.depth > MOST_LEVELS {
            self.fail();
        }
        self.blank();
        let more = !self.eat(close);
        self.depth -= u32::from(!more);
        more
    }

    /// Past what follows a part of a list or an object; whether another part follows.
    #[inline(never)]
    fn goes_on(&mut self, close: u8) -> bool {
        self.blank();
        if self.eat(b',') {
            return true;
        }
        self.depth -= 1;
        if !self.eat(close) {
            self.fail();
        }
        false
    }

    #[inline(never)]
    fn string(&mut self) -> String {
        let mut text = String::new();
        if !self.eat(b'"') {
            self.fail();
        }
        let mut from = self.at;
        loop {
            match self.peek() {
                Some(byte) if byte >= b' ' && byte != b'"' && byte != b'\\' => {
                    self.at += 1;
                    continue;
                }
                _ => {}
            }
            put(&mut text, self.text.get(from..self.at).unwrap_or_default());
            if self.eat(b'"') {
                return text;
            }
            match self.escape() {
                Some(character) => put(&mut text, character.encode_utf8(&mut [0; 4])),
                None => {
                    self.fail();
                    return text;
                }
            }
            from = self.at;
        }
    }

    fn escape(&mut self) -> Option<char> {
        if !self.eat(b'\\') {
            return None;
        }
        let byte = self.peek()?;
        self.at += 1;
        Some(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\x08',
            b'f' => '\x0c',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.hex()?;
                if code & 0xfc00 == 0xd800 {
                    let low = if self.eat(b'\\') && self.eat(b'u') { self.hex()? } else { 0 };
                    if low & 0xfc00 != 0xdc00 {
                        return None;
                    }
                    code = 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff);
                }
                // Nothing for the second half of a pair without the first.
                return char::from_u32(code);
            }
            _ => return None,
        })
    }

    #[inline(never)]
    fn hex(&mut self) -> Option<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let byte = self.peek()?;
            let letter = (byte | 0x20).wrapping_sub(b'a');
            let digit = if byte.is_ascii_digit() { byte & 15 } else { letter.checked_add(10)? };
            if digit > 15 {
                return None;
            }
            code = code << 4 | u32::from(digit);
            self.at += 1;
        }
        Some(code)
    }

    fn number(&mut self) -> Json {
        let negative = self.eat(b'-');
        let mut digits = number::Digits::default();
        let mut whole = true;
        if !self.eat(b'0') {
            whole = self.digits(&mut digits, 0);
        } else if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.fail();
        }
        if self.eat(b'.') {
            whole = false;
            self.digits(&mut digits, -1);
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            whole = false;
            self.at += 1;
            let sign = if self.eat(b'-') { -1 } else { 1 };
            if sign > 0 {
                self.eat(b'+');
            }
            let mut written = number::Digits::default();
            self.digits(&mut written, 0);
            digits.exponent = digits.exponent.saturating_add(sign * written.clamped());
        }
        if whole && !negative {
            return Json::Whole(digits.value);
        }
        // Zero has no sign as an integer, and what is too large for one is a double.
        match (digits.value as i64).wrapping_neg() {
            number if whole && number < 0 => Json::Negative(number),
            _ if whole => Json::Real(-(digits.value as f64)),
            _ => match digits.double() {
                Some(size) => Json::Real(if negative { -size } else { size }),
                None => {
                    self.fail();
                    Json::Null
                }
            },
        }
    }

    /// Reads at least one digit. Digits that do not fit are left out and counted before the point; whether all did.
    #[inline(never)]
    fn digits(&mut self, digits: &mut number::Digits, each: i32) -> bool {
        let start = self.at;
        let mut fits = true;
        while let Some(byte @ b'0'..=b'9') = self.peek() {
            self.at += 1;
            fits = fits && digits.push(byte & 15);
            digits.exponent = digits.exponent.saturating_add(if fits { each } else { each + 1 });
        }
        if self.at == start {
            self.fail();
        }
        fits
    }
}
