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

impl<'t> Scan<'t> {
    /// A string of letters, digits, `_`, `-`, `.`, `:` and `~`.
    #[inline]
    pub(super) fn short(&mut self) -> Option<&'t [u8]> {
        self.byte(b'"')?;
        let start = self.at;
        while matches!(self.peek(), b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'A'..=b'Z' | b'.' | b':' | b'~') {
            self.at += 1;
        }
        let short = self.text.get(start..self.at).filter(|text| text.len() <= MOST_SHORT)?;
        self.byte(b'"')?;
        Some(short)
    }

    /// A business id that goes into a path as it is, and is not taken for an id of the service.
    #[inline]
    pub(super) fn business_id(&mut self) -> Option<()> {
        let id = self.short()?;
        let plain = !id.contains(&b':') && !id.starts_with(b"tsk_") && !id.starts_with(b"task_");
        (plain && !matches!(id, b"" | b"." | b"..")).then_some(())
    }

    /// A string; for a prompt, the highest numbers by which it names an image, a video and a sound.
    #[inline]
    pub(super) fn prose(&mut self, kind: Text) -> Option<[u8; 3]> {
        self.byte(b'"')?;
        let start = self.at;
        let mut mentions = [0; 3];
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
                    self.mention(start, self.at + numeric.trailing_zeros() as usize, &mut mentions)?;
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
        Some(mentions)
    }

    /// A digit or a colon of a prompt: what is named by the number that begins here; nothing for a URL.
    #[inline]
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
