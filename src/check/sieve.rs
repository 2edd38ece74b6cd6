//! Sifts requests that are certainly without an issue, or with issues of single values alone, from those that the rules
//! have to look at. A module of its own in the npm package: it runs no rule, starts small, and works in one fixed piece of
//! memory.

use super::accept::{BEYOND, Memory, Settled, Told, accepts, line_end, settles_line};
use crate::rules::COUNT;

/// Bytes of one window of lines.
pub const WINDOW: usize = 256 << 10;
/// Lines that may be left over of one window.
pub const MOST_LEFT: usize = 16 << 10;
/// Numbers in front of theirs.
pub const HEAD: usize = 3 + COUNT;
/// Marks the number of a line that is invalid, and of which all is told.
pub const INVALID: u32 = 1 << 31;

/// A window of text, and what is left of it.
#[derive(Debug)]
pub struct Sieve {
    /// The text; after sifting, the lines that are left over, behind each other and each with its line feed.
    pub text: [u8; WINDOW + BEYOND],
    /// How many lines were sifted, how many have a number here, how many bytes are left over; how often each rule spoke of
    /// the lines that are not left over; then the numbers of those that are, and, marked, of the invalid ones that are not.
    pub left: [u32; HEAD + MOST_LEFT],
    memory: Memory,
}

impl Sieve {
    /// An empty one.
    #[expect(clippy::new_without_default, reason = "it is too large to be made by chance")]
    pub const fn new() -> Sieve {
        Sieve { text: [0; WINDOW + BEYOND], left: [0; HEAD + MOST_LEFT], memory: Memory::NONE }
    }

    /// Whether the rules of an edition, by its number, certainly say nothing of the first `length` bytes.
    pub fn accepts(&mut self, length: usize, edition: usize) -> bool {
        self.end(length) && accepts(&self.text, length, edition, &mut self.memory)
    }

    /// Sifts the lines within the first `length` bytes. Lines with issues are all left over unless `tells`, which holds
    /// for the severities of the page. Returns how many bytes that took: all, unless too many lines are left over.
    pub fn sift(&mut self, length: usize, edition: usize, tells: bool) -> usize {
        let length = length.min(WINDOW);
        self.end(length);
        let Sieve { text, left: list, memory } = self;
        let Some(([all, numbered, bytes, counts @ ..], numbers)) = list.split_first_chunk_mut::<HEAD>() else {
            return 0;
        };
        counts.fill(0);
        let mut told = Told::new(counts);
        let (mut at, mut lines, mut left, mut kept) = (0, 0, 0, 0);
        while at < length && left < MOST_LEFT {
            let mut number = lines;
            match settles_line(text, at, length, edition, memory, tells.then_some(&mut told)) {
                Some(Settled { next, valid }) => {
                    at = next;
                    if valid {
                        lines += 1;
                        continue;
                    }
                    number |= INVALID;
                }
                None => {
                    let end = line_end(text, at, length);
                    // INVARIANT: what is kept is never longer than what was read.
                    move_down(text, at..end, kept);
                    kept += end - at;
                    at = end + 1;
                    if let Some(byte) = text.get_mut(kept) {
                        *byte = b'\n';
                    }
                    kept += 1;
                }
            }
            if let Some(place) = numbers.get_mut(left) {
                *place = number;
            }
            left += 1;
            lines += 1;
        }
        (*all, *numbered, *bytes) = (lines, left as u32, kept as u32);
        at.min(length)
    }

    /// Puts zeros behind the text; false where it is larger than a window.
    fn end(&mut self, length: usize) -> bool {
        match self.text.get_mut(length..).and_then(|rest| rest.first_chunk_mut::<BEYOND>()) {
            Some(beyond) => {
                *beyond = [0; BEYOND];
                true
            }
            None => false,
        }
    }
}

/// Moves a range of bytes towards the beginning. The library's own function brings the words of its panic along, which
/// are as large as all the rest.
fn move_down(text: &mut [u8], range: core::ops::Range<usize>, to: usize) {
    if range.start == to {
        return;
    }
    let shift = range.start - to;
    let mut from = range.start;
    while from < range.end {
        // A whole word is read before it is written, and only bytes that were read are overwritten.
        let word = text.get(from..range.end).and_then(|rest| rest.first_chunk::<8>()).copied();
        match (word, text.get_mut(from - shift..).and_then(|rest| rest.first_chunk_mut::<8>())) {
            (Some(word), Some(place)) => {
                *place = word;
                from += 8;
            }
            _ => {
                let byte = text.get(from).copied().unwrap_or(0);
                if let Some(place) = text.get_mut(from - shift) {
                    *place = byte;
                }
                from += 1;
            }
        }
    }
}
