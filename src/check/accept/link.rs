//! Links that are certainly sound: https, a public host by name, a file of the kind that is wanted or of none that is
//! known. Knows less than [`crate::request::url`] and is sure of it.

use super::Scan;
use super::block::Block;
use crate::request::url::{EXTENSIONS, MediaKind};

/// Words of the longest beginning of a link that is kept.
const WORDS: usize = 6;

/// The beginning of a link, up to the slash behind its host, that was found sound before.
#[derive(Debug)]
pub(super) struct Known {
    words: [u64; WORDS],
    masks: [u64; WORDS],
    used: usize,
    length: usize,
}

/// Where a link stands, and how it ends.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    start: usize,
    end: usize,
    tail: u64,
}

impl Span {
    #[inline(always)]
    pub(super) fn may_equal(&self, other: &Span, text: &[u8]) -> bool {
        self.tail == other.tail && self.equals(other, text)
    }

    fn equals(&self, other: &Span, text: &[u8]) -> bool {
        text.get(self.start..self.end) == text.get(other.start..other.end)
    }
}

impl Known {
    pub(super) const NONE: Known = Known { words: [0; WORDS], masks: [0; WORDS], used: 0, length: 0 };

    #[inline(always)]
    fn begins(&self, text: &[u8], at: usize) -> bool {
        let (mut differ, mut at) = (0, at);
        for (word, mask) in self.words.iter().zip(&self.masks).take(self.used) {
            differ |= (word_at(text, at) ^ word) & mask;
            at += 8;
        }
        differ == 0 && self.length > 0
    }

    fn keep(&mut self, text: &[u8]) {
        self.length = 0;
        if text.len() > WORDS * 8 {
            return;
        }
        for (index, (word, mask)) in self.words.iter_mut().zip(&mut self.masks).enumerate() {
            let length = text.len().saturating_sub(index * 8).min(8);
            *word = word_at(text, index * 8);
            *mask = if length == 8 { u64::MAX } else { !(u64::MAX << (8 * length)) };
        }
        self.used = text.len().div_ceil(8);
        self.length = text.len();
    }
}

impl Scan<'_> {
    /// A string that is a sound link to a file of this kind, or of none that is known.
    #[inline(never)]
    pub(super) fn link(&mut self, kind: Option<MediaKind>, known: &mut Known) -> Option<Span> {
        self.byte(b'"')?;
        let start = self.at;
        if known.begins(self.text, start) {
            self.at += known.length;
        } else {
            self.authority()?;
            known.keep(self.text.get(start..self.at).filter(|text| text.ends_with(b"/")).unwrap_or(&[]));
        }
        let mut path_end = None;
        let end = loop {
            let ends = Block::at(self.text, self.at).ends_path();
            if ends == 0 {
                self.at += 16;
                continue;
            }
            self.at += ends.trailing_zeros() as usize;
            match self.peek() {
                b'"' => break self.at,
                b'?' => {
                    path_end.get_or_insert(self.at);
                }
                b'!' => {}
                _ => return None,
            }
            self.at += 1;
        };
        self.at += 1;
        if let Some(kind) = kind
            && !fits(word_at(self.text, path_end.unwrap_or(end) - 8), kind)
        {
            return None;
        }
        Some(Span { start, end, tail: word_at(self.text, end - 8) })
    }

    /// The scheme, and a host of plain names up to what ends it; past it, if that is a slash.
    #[cold]
    fn authority(&mut self) -> Option<()> {
        self.skip(b"https://").then_some(())?;
        let (mut before, mut label, mut letters, mut dots) = (b'.', self.at, true, 0);
        loop {
            let byte = self.peek();
            match byte {
                b'a'..=b'z' => {}
                b'0'..=b'9' => letters = false,
                b'-' if !matches!(before, b'.' | b'-') => letters = false,
                b'.' if !matches!(before, b'.' | b'-') => {
                    (label, letters) = (self.at + 1, true);
                    dots += 1;
                }
                b'/' | b'?' | b'"' => break,
                _ => return None,
            }
            before = byte;
            self.at += 1;
        }
        let label = self.text.get(label..self.at).unwrap_or(&[]);
        self.at += usize::from(self.peek() == b'/');
        let public = label.len() > 1 && !matches!(label, b"local" | b"localhost");
        (public && letters && dots > 0).then_some(())
    }
}

/// Whether the last eight bytes of a path do not promise a file of another kind.
#[inline(always)]
fn fits(tail: u64, kind: MediaKind) -> bool {
    const DOT: u64 = b'.' as u64;
    let extension = if tail >> 32 & 0xff == DOT {
        tail >> 40
    } else if tail >> 24 & 0xff == DOT {
        tail >> 32
    } else {
        return true;
    };
    // Lower case; digits stay as they are, and nothing else becomes a letter that was none.
    let extension = (extension as u32) | if extension >> 24 == 0 { 0x0020_2020 } else { 0x2020_2020 };
    let is_of = |kind: usize| PACKED.get(kind).is_some_and(|all| all.contains(&extension));
    is_of(kind as usize) || !(0..PACKED.len()).any(is_of)
}

const MOST_EXTENSIONS: usize = 9;

/// The extensions of each kind, in the order of [`MediaKind`], as numbers.
#[expect(clippy::indexing_slicing, reason = "only the compiler runs this")]
const PACKED: [[u32; MOST_EXTENSIONS]; 3] = {
    let mut packed = [[0; MOST_EXTENSIONS]; 3];
    let mut kind = 0;
    while kind < packed.len() {
        let mut index = 0;
        while index < EXTENSIONS[kind].1.len() {
            let name = EXTENSIONS[kind].1[index].as_bytes();
            packed[kind][index] = match name {
                [a, b, c] => u32::from_le_bytes([*a, *b, *c, 0]),
                [a, b, c, d] => u32::from_le_bytes([*a, *b, *c, *d]),
                _ => panic!("an extension of another length"),
            };
            index += 1;
        }
        kind += 1;
    }
    packed
};

/// Eight bytes of a text, zeros beyond its end.
#[inline(always)]
fn word_at(text: &[u8], at: usize) -> u64 {
    match text.get(at..).and_then(|rest| rest.first_chunk()) {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => last_word(text, at),
    }
}

#[cold]
fn last_word(text: &[u8], at: usize) -> u64 {
    text.get(at..).unwrap_or(&[]).iter().take(8).rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}
