//! Links that are certainly sound: https, a public host by name, a file of the kind that is wanted or of none that is
//! known. Knows less than [`crate::request::url`] and is sure of it.

use super::block::{Host, Known, Numbers};
use super::{ITEM, NOT_SURE, SPACED_ITEM, Scan, sure};
use crate::request::url::{EXTENSIONS, MediaKind};

/// Spreads what little differs over all bits.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// The links of one list, by numbers that equal ones share; 0 stands for none.
#[derive(Debug)]
pub(super) struct Urls {
    tags: Numbers,
    count: usize,
}

impl Urls {
    pub(super) const NONE: Urls = Urls { tags: Numbers::NONE, count: 0 };

    /// Adds one of a list that begins at `list`. Says whether it is new, and there was room.
    #[inline(always)]
    pub(super) fn add(&mut self, scan: Scan<'_>, list: usize, (start, end): (usize, usize)) -> bool {
        // A link is longer than a word. Most differ in their last bytes, all in their length or somewhere.
        let ends = scan.word(end - 8) ^ scan.word(start + (end - start) / 2).wrapping_mul(FACTOR);
        let tag = (ends.wrapping_add((end - start) as u64).wrapping_mul(FACTOR) >> 32) as u32 | 1;
        if self.count > 0 && self.tags.have(tag) && scan.has(list, start, end) {
            return false;
        }
        self.count += 1;
        self.tags.set(self.count - 1, tag)
    }
}

/// How items began that were found sound, up to what ends the host: most lists have them from few hosts.
#[derive(Debug)]
pub(crate) struct Beginnings([Known; 8]);

impl Beginnings {
    pub(crate) const NONE: Beginnings = Beginnings([Known::NONE; 8]);

    /// The one that may be found here.
    #[inline(always)]
    pub(super) fn at(&self, scan: Scan<'_>, at: usize) -> &Known {
        // The first letters of the host.
        let spread = (scan.word(at + 16).wrapping_mul(FACTOR) >> 61) as usize;
        let [first, ..] = &self.0;
        self.0.get(spread).unwrap_or(first)
    }

    fn keep(&mut self, scan: Scan<'_>, at: usize, end: usize) {
        let spread = (scan.word(at + 16).wrapping_mul(FACTOR) >> 61) as usize;
        if let (Some(known), Some(text)) = (self.0.get_mut(spread), scan.page.get(at..end)) {
            *known = Known::of(text);
        }
    }
}

impl Scan<'_> {
    /// Whether the string between two quotes is found in front of itself.
    #[cold]
    #[inline(never)]
    fn has(self, from: usize, start: usize, end: usize) -> bool {
        let (before, text) = (self.page.get(from..start), self.page.get(start..=end));
        before.zip(text).is_none_or(|(before, text)| before.windows(text.len()).any(|window| window == text))
    }

    /// A string that is a sound link to a file of this kind, or of none that is known.
    #[inline(never)]
    pub(super) fn whole_link(self, at: usize, kind: Option<MediaKind>) -> Option<usize> {
        if self.byte(at) != b'"' {
            return None;
        }
        Some(self.link(at + 1, kind)? + 1)
    }

    /// The same, between its quotes.
    #[inline(always)]
    fn link(self, at: usize, kind: Option<MediaKind>) -> Option<usize> {
        self.path(self.origin(at)?, kind)
    }

    /// The beginning of an item up to its path, as most programs write it, with the space that some of them leave.
    #[inline(always)]
    pub(super) fn beginning(self, at: usize, known: &mut Beginnings) -> Option<usize> {
        let one = known.at(self, at);
        if one.is(self.block(at), self.block(at + 16), self.block(at + 32)) {
            Some(at + one.length)
        } else {
            sure(self.new_beginning(at, known))
        }
    }

    #[inline(never)]
    fn new_beginning(self, at: usize, known: &mut Beginnings) -> usize {
        let start = match self.word(at) {
            ITEM => at + 8,
            SPACED_ITEM if self.byte(at + 8) == b'"' => at + 9,
            _ => return NOT_SURE,
        };
        let Some(end) = self.origin(start) else { return NOT_SURE };
        if self.byte(end) == b'/' {
            known.keep(self, at, end + 1);
        }
        end
    }

    /// The scheme and the host: the place of the slash, the question mark or the quote that ends it.
    #[inline(always)]
    fn origin(self, at: usize) -> Option<usize> {
        if self.is(at, b"https://") { self.host(at + 8) } else { None }
    }

    /// The rest of a link.
    #[inline(always)]
    pub(super) fn path(self, mut at: usize, kind: Option<MediaKind>) -> Option<usize> {
        let mut path_end = None;
        let end = loop {
            let ends = self.block(at).ends_path() | self.block(at + 16).ends_path() << 16;
            if ends == 0 {
                at += 32;
                continue;
            }
            at += ends.trailing_zeros() as usize;
            match self.byte(at) {
                b'"' => break at,
                b'?' => {
                    path_end.get_or_insert(at);
                }
                b'!' => {}
                _ => return None,
            }
            at += 1;
        };
        let fits = kind.is_none_or(|kind| fits(self.word(path_end.unwrap_or(end) - 8), kind));
        fits.then_some(end)
    }

    /// A host of plain names: the place of the slash, the question mark or the quote that ends it.
    #[inline(always)]
    fn host(self, at: usize) -> Option<usize> {
        let classes = self.classes(at);
        if classes.ends != 0 { self.host_of(at, classes) } else { self.long_host(at, classes) }
    }

    #[cold]
    #[inline(never)]
    fn long_host(self, at: usize, low: Host) -> Option<usize> {
        let high = self.classes(at + 32);
        self.host_of(at, low.with(high, 32))
    }

    /// The same by the classes of what stands here.
    #[inline(always)]
    fn host_of(self, at: usize, Host { ends, others, marks, dots }: Host) -> Option<usize> {
        let length = ends.trailing_zeros();
        let inside = 1u64.checked_shl(length)? - 1;
        let last_dot = (dots & inside).checked_ilog2()?;
        let label = at + last_dot as usize + 1;
        let end = at + length as usize;
        let sound = marks & inside & (marks << 1 | 1) == 0
            // Behind the last dot are letters.
            && (others & inside) >> last_dot == 1
            && end - label > 1
            // Also what only begins like a name that is not public.
            && self.word(label) << 24 != LOCAL << 24
            && matches!(self.byte(end), b'/' | b'?' | b'"');
        sound.then_some(end)
    }

    #[inline(always)]
    fn classes(self, at: usize) -> Host {
        self.block(at).host().with(self.block(at + 16).host(), 16)
    }
}

const LOCAL: u64 = u64::from_le_bytes(*b"local\0\0\0");

/// Whether the last eight bytes of a path do not promise a file of another kind.
#[inline(always)]
fn fits(tail: u64, kind: MediaKind) -> bool {
    const DOT: u64 = b'.' as u64;
    let short = tail >> 32 & 0xff == DOT;
    let long = tail >> 24 & 0xff == DOT;
    // Lower case; digits stay as they are, and nothing else becomes a letter that was none.
    let extension = if short { (tail >> 40) as u32 | 0x0020_2020 } else { (tail >> 32) as u32 | 0x2020_2020 };
    let known = KNOWN.get((extension.wrapping_mul(SPREAD) >> 26) as usize).copied().unwrap_or(0);
    let difference = known ^ extension ^ mark_of(kind as usize);
    !(short | long) | (difference == 0) | (difference & !KIND != 0)
}

/// Bits that no character of ASCII has; the kind of an extension is kept there.
const KIND: u32 = 0x0080_8080;

const fn mark_of(kind: usize) -> u32 {
    0x80 << (8 * kind)
}

/// An extension as a number.
const fn packed(name: &str) -> u32 {
    match name.as_bytes() {
        [a, b, c] => u32::from_le_bytes([*a, *b, *c, 0]),
        [a, b, c, d] => u32::from_le_bytes([*a, *b, *c, *d]),
        _ => panic!("an extension of another length"),
    }
}

/// The factor by which no two extensions share a slot.
const SPREAD: u32 = {
    let mut factor = 1;
    while filled(factor).is_none() {
        factor += 2;
    }
    factor
};

/// All extensions with their kinds, each in its slot.
static KNOWN: [u32; 64] = match filled(SPREAD) {
    Some(known) => known,
    None => panic!("the factor was tried"),
};

#[expect(clippy::indexing_slicing, reason = "only the compiler runs this")]
const fn filled(factor: u32) -> Option<[u32; 64]> {
    let mut known = [0; 64];
    let mut kind = 0;
    while kind < EXTENSIONS.len() {
        let mut index = 0;
        while index < EXTENSIONS[kind].1.len() {
            let extension = packed(EXTENSIONS[kind].1[index]);
            let slot = (extension.wrapping_mul(factor) >> 26) as usize;
            if known[slot] != 0 {
                return None;
            }
            known[slot] = extension | mark_of(kind);
            index += 1;
        }
        kind += 1;
    }
    Some(known)
}
