//! Values as a flat run of bytes: how they cross between JavaScript and this library, both ways.
//! Its JavaScript half is written by hand against the numbers below, which the generator hands it.

use super::read::{Cursor, Head, Key};
use super::{Field, Foreign, LongData, Part, Stop};

/// The first byte of a value.
pub(crate) mod tag {
    pub(crate) const UNDEFINED: u8 = 0;
    pub(crate) const NULL: u8 = 1;
    pub(crate) const FALSE: u8 = 2;
    pub(crate) const TRUE: u8 = 3;
    /// Eight bytes, a double.
    pub(crate) const NUMBER: u8 = 4;
    /// One byte, a signed integer.
    pub(crate) const SMALL: u8 = 5;
    /// Length in four bytes, then UTF-8.
    pub(crate) const TEXT: u8 = 6;
    /// As text, lone surrogates written as U+FFFD; then reference in four bytes.
    pub(crate) const BROKEN: u8 = 7;
    /// As text, the header alone; then soundness in one byte, identity in four, reference in four.
    pub(crate) const DATA: u8 = 8;
    /// Values, then END.
    pub(crate) const ARRAY: u8 = 9;
    /// Keys and values, then END.
    pub(crate) const OBJECT: u8 = 10;
    /// Kind in one byte, reference in four.
    pub(crate) const FOREIGN: u8 = 11;
    /// Reading stopped here; the reason in one byte. It may stand for a value or for a key, so it is no number of a name.
    pub(crate) const STOP: u8 = 253;
    /// A key by its text.
    pub(crate) const KEY: u8 = 254;
    /// The end of a container.
    pub(crate) const END: u8 = 255;
}

/// The reasons for [`tag::STOP`], by number.
pub(crate) const STOPS: [(Stop, &str); 5] = [
    (Stop::TooDeep, "TOO_DEEP"),
    (Stop::TooManyBytes, "TOO_MANY_BYTES"),
    (Stop::TooManyNodes, "TOO_MANY_NODES"),
    (Stop::TextTooLong, "TEXT_TOO_LONG"),
    (Stop::DataTooLong, "DATA_TOO_LONG"),
];

/// The names that cross as one byte instead of as text: fields, then parts.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    Field::ALL.into_iter().map(Field::name).chain(Part::ALL.into_iter().map(Part::name))
}

fn known_name(index: u8) -> Option<&'static str> {
    let index = index as usize;
    Field::from_index(index)
        .map(Field::name)
        .or_else(|| Part::ALL.get(index.wrapping_sub(Field::ALL.len())).map(|part| part.name()))
}

/// Reads one value off the tape. A tape that breaks the format reads as a syntax error: that is a fault of this
/// library's own JavaScript, never of a request.
#[derive(Debug)]
pub(crate) struct TapeCursor<'a> {
    tape: &'a [u8],
    /// The reference of the head that came last, where it has one.
    reference: u32,
}

impl<'a> TapeCursor<'a> {
    pub(crate) fn new(tape: &'a [u8]) -> Self {
        TapeCursor { tape, reference: 0 }
    }

    /// What has not been read.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.tape
    }

    pub(crate) fn reference(&self) -> u32 {
        self.reference
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Stop> {
        let (first, rest) = self.tape.split_first().ok_or(Stop::Syntax)?;
        self.tape = rest;
        Ok(*first)
    }

    fn chunk<const N: usize>(&mut self) -> Result<[u8; N], Stop> {
        let (chunk, rest) = self.tape.split_first_chunk::<N>().ok_or(Stop::Syntax)?;
        self.tape = rest;
        Ok(*chunk)
    }

    pub(crate) fn integer(&mut self) -> Result<u32, Stop> {
        self.chunk().map(u32::from_le_bytes)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, Stop> {
        let length = self.integer()? as usize;
        let (text, rest) = self.tape.split_at_checked(length).ok_or(Stop::Syntax)?;
        self.tape = rest;
        core::str::from_utf8(text).map_err(|_| Stop::Syntax)
    }
}

impl<'a> Cursor<'a> for TapeCursor<'a> {
    fn head(&mut self, _: Option<&'static str>) -> Result<Head<'a>, Stop> {
        Ok(match self.byte()? {
            tag::UNDEFINED => Head::Absent,
            tag::NULL => Head::Null,
            tag::FALSE => Head::Bool(false),
            tag::TRUE => Head::Bool(true),
            tag::NUMBER => Head::Number(f64::from_le_bytes(self.chunk()?)),
            tag::SMALL => Head::Number(f64::from(i8::from_le_bytes(self.chunk()?))),
            tag::TEXT => Head::Text(self.text()?),
            tag::BROKEN => {
                let text = self.text()?;
                self.reference = self.integer()?;
                Head::Broken(text)
            }
            tag::DATA => {
                let head = self.text()?;
                let sound = self.byte()? != 0;
                let identity = self.integer()?;
                self.reference = self.integer()?;
                Head::Data(LongData { head, sound, identity })
            }
            tag::ARRAY => Head::ARRAY,
            tag::OBJECT => Head::Object,
            tag::FOREIGN => {
                let kind = *Foreign::ALL.get(self.byte()? as usize).ok_or(Stop::Syntax)?;
                self.reference = self.integer()?;
                Head::Foreign(kind)
            }
            tag::STOP => return Err(STOPS.get(self.byte()? as usize).map_or(Stop::Syntax, |(stop, _)| *stop)),
            _ => return Err(Stop::Syntax),
        })
    }

    fn key(&mut self) -> Result<Option<Key<'a>>, Stop> {
        let name = match self.byte()? {
            tag::END => return Ok(None),
            tag::KEY => self.text()?,
            tag::STOP => return Err(STOPS.get(self.byte()? as usize).map_or(Stop::Syntax, |(stop, _)| *stop)),
            index => known_name(index).ok_or(Stop::Syntax)?,
        };
        Ok(Some(Key { name, at: 0, repeated: false }))
    }

    fn item(&mut self) -> Result<bool, Stop> {
        if self.tape.first() == Some(&tag::END) {
            self.byte()?;
            return Ok(false);
        }
        Ok(true)
    }

    fn at(&self) -> u32 {
        0
    }

    fn finish(&mut self) -> Result<(), Stop> {
        Ok(())
    }
}

/// Writes values onto a tape.
#[derive(Debug, Default)]
pub(crate) struct Tape {
    pub(crate) bytes: Vec<u8>,
}

impl Tape {
    // A push is long code wherever it stands.
    #[inline(never)]
    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(crate) fn integer(&mut self, integer: u32) {
        self.bytes.extend_from_slice(&integer.to_le_bytes());
    }

    /// Writes an integer over four bytes that are there.
    #[inline(never)]
    pub(crate) fn put_integer(&mut self, at: usize, integer: u32) {
        for (byte, value) in self.bytes.iter_mut().skip(at).zip(integer.to_le_bytes()) {
            *byte = value;
        }
    }

    /// Writes how many bytes came since an integer was written for them.
    pub(crate) fn put_length(&mut self, at: usize) {
        self.put_integer(at, (self.bytes.len() - at) as u32 - 4);
    }

    pub(crate) fn bool(&mut self, bool: bool) {
        self.byte(if bool { tag::TRUE } else { tag::FALSE });
    }

    pub(crate) fn number(&mut self, number: f64) {
        let small = number as i8;
        if f64::from(small) == number && !(small == 0 && number.is_sign_negative()) {
            self.byte(tag::SMALL);
            self.byte(small as u8);
        } else {
            self.byte(tag::NUMBER);
            self.bytes.extend_from_slice(&number.to_le_bytes());
        }
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.byte(tag::TEXT);
        self.bare_text(text);
    }

    pub(crate) fn key(&mut self, key: &str) {
        self.byte(tag::KEY);
        self.bare_text(key);
    }

    pub(crate) fn bare_text(&mut self, text: &str) {
        self.bare_bytes(text.as_bytes());
    }

    /// A text that is UTF-8 as it is known to be.
    #[inline(never)]
    pub(crate) fn bare_bytes(&mut self, text: &[u8]) {
        self.integer(text.len() as u32);
        self.bytes.extend_from_slice(text);
    }
}
