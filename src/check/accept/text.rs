//! Strings of prose, ids and names that no rule speaks of. Knows how prompts name media, more broadly than the rules do.

use super::Scan;
use super::block::Block;

/// What a string is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// It holds no URL and is not blank; what it names by number is of interest.
    Prompt,
    /// It is not blank.
    Line,
    /// Anything.
    Any,
}

/// The most bytes of a string. No rule on the length of prompts speaks of one as short as this.
const MOST: usize = 1500;
/// The most bytes of a string without spaces.
const MOST_SHORT: usize = 64;

/// Up to fifteen bytes of ASCII as a number.
#[expect(clippy::indexing_slicing, reason = "only the compiler runs this")]
pub(super) const fn pack(text: &str) -> u128 {
    let mut bytes = [0; 16];
    let mut rest = text.as_bytes();
    let mut index = 0;
    while let [first, tail @ ..] = rest {
        bytes[index] = *first;
        rest = tail;
        index += 1;
    }
    u128::from_le_bytes(bytes)
}

impl<'t> Scan<'t> {
    /// A string of at most fifteen bytes without escapes, packed.
    #[inline(never)]
    pub(super) fn word(&mut self) -> Option<u128> {
        self.byte(b'"')?;
        let block = Block::at(self.text, self.at);
        let length = block.ends_text().trailing_zeros();
        if length > 15 {
            return None;
        }
        self.at += length as usize;
        self.byte(b'"')?;
        Some(block.number() & !(u128::MAX << (8 * length)))
    }

    /// A string of letters, digits, `_`, `-`, `.` and `~`.
    #[inline(never)]
    pub(super) fn short(&mut self) -> Option<&'t [u8]> {
        self.byte(b'"')?;
        let start = self.at;
        let length = loop {
            let ends = Block::at(self.text, self.at).ends_name();
            if ends != 0 {
                self.at += ends.trailing_zeros() as usize;
                break self.at - start;
            }
            self.at += 16;
        };
        self.byte(b'"')?;
        self.text.get(start..start + length).filter(|text| text.len() <= MOST_SHORT)
    }

    /// A business id that goes into a path as it is, and is not taken for an id of the service.
    #[inline]
    pub(super) fn business_id(&mut self) -> Option<()> {
        let id = self.short()?;
        let plain = !id.starts_with(b"tsk_") && !id.starts_with(b"task_");
        (plain && !matches!(id, b"" | b"." | b"..")).then_some(())
    }

    /// A prompt: the highest numbers by which it names an image, a video and a sound.
    #[inline(never)]
    pub(super) fn prompt(&mut self) -> Option<[u8; 3]> {
        let mut mentions = [0; 3];
        self.string(Text::Prompt, &mut mentions)?;
        Some(mentions)
    }

    /// Another string.
    #[inline(never)]
    pub(super) fn prose(&mut self, kind: Text) -> Option<()> {
        self.string(kind, &mut [0; 3])
    }

    #[inline(always)]
    fn string(&mut self, kind: Text, mentions: &mut [u8; 3]) -> Option<()> {
        self.byte(b'"')?;
        let start = self.at;
        let mut wide = 0;
        loop {
            let block = Block::at(self.text, self.at);
            let ends = block.ends_text();
            // The bits below the first end.
            let inside = (ends & ends.wrapping_neg()).wrapping_sub(1) & 0xffff;
            wide |= block.wide() & inside;
            if kind == Text::Prompt {
                let mut numeric = block.numeric() & inside;
                while numeric != 0 {
                    self.mention(start, self.at + numeric.trailing_zeros() as usize, mentions)?;
                    numeric &= numeric - 1;
                }
            }
            if ends == 0 {
                self.at += 16;
                continue;
            }
            self.at += ends.trailing_zeros() as usize;
            if self.peek() == b'"' {
                break;
            }
            // Escapes of white space, quotes and backslashes: nothing that could be part of a mention or of a URL.
            match self.text.get(self.at..).and_then(|rest| rest.first_chunk()) {
                Some([b'\\', b'n' | b't' | b'r' | b'"' | b'\\']) => self.at += 2,
                _ => return None,
            }
        }
        let text = self.text.get(start..self.at).filter(|text| text.len() <= MOST)?;
        self.at += 1;
        let says_something = || match text {
            // The three-byte characters from U+4000 on hold ideographs alone, up to U+9FFF.
            [0x21..=0x5b | 0x5d..=0x7e | 0xe4..=0xe9, ..] | [b'\\', b'"' | b'\\', ..] => true,
            _ => false,
        };
        if kind != Text::Any && !says_something() || wide != 0 && !is_unicode(text) {
            return None;
        }
        Some(())
    }

    /// A digit or a colon of a prompt: what is named by the number that begins here; nothing for a URL.
    #[inline(never)]
    fn mention(&self, start: usize, at: usize, mentions: &mut [u8; 3]) -> Option<()> {
        let after = self.text.get(at..).unwrap_or(&[]);
        if let [b':', rest @ ..] = after {
            return (!rest.starts_with(b"//")).then_some(());
        }
        let before = self.text.get(start..at).unwrap_or(&[]);
        if matches!(before, [.., b'0'..=b'9']) {
            return Some(());
        }
        let before = before.strip_suffix(b"#").unwrap_or(before);
        let before = before.strip_suffix(b" ").unwrap_or(before);
        let Some(noun) = noun(before) else { return Some(()) };
        let number = match after {
            [_, b'0'..=b'9', b'0'..=b'9', ..] => return Some(()),
            [tens, ones @ b'0'..=b'9', ..] => (tens & 15) * 10 + (ones & 15),
            [ones, ..] => ones & 15,
            [] => 0,
        };
        let highest = mentions.get_mut(noun)?;
        *highest = number.max(*highest);
        Some(())
    }
}

/// The noun that a text ends with; that it begins a word is not asked for.
fn noun(text: &[u8]) -> Option<usize> {
    let is = |noun: &[u8; 5]| text.last_chunk::<5>().is_some_and(|last| last.eq_ignore_ascii_case(noun));
    match text.last()? {
        b'e' | b'E' if is(b"image") => Some(0),
        b'o' | b'O' if is(b"video") => Some(1),
        b'o' | b'O' if is(b"audio") => Some(2),
        0x80.. if text.ends_with("图片".as_bytes()) => Some(0),
        0x80.. if text.ends_with("视频".as_bytes()) => Some(1),
        0x80.. if text.ends_with("音频".as_bytes()) => Some(2),
        _ => None,
    }
}

/// Whether the bytes are UTF-8, without the character that encoders put in the place of a lone surrogate.
fn is_unicode(text: &[u8]) -> bool {
    const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();
    core::str::from_utf8(text).is_ok() && !text.windows(REPLACEMENT.len()).any(|window| window == REPLACEMENT)
}
