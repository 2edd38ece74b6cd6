//! Links that are certainly sound: https, a public host by name, a file of the kind that is wanted or of none that is
//! known. Knows less than [`crate::request::url`] and is sure of it.

use super::Scan;
use super::block::Host;
use crate::request::url::{EXTENSIONS, MediaKind};

impl Scan<'_> {
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
        let (path_end, end) = self.path(self.origin(at)?)?;
        let fits = kind.is_none_or(|kind| self.fits(path_end, kind));
        fits.then_some(end)
    }

    /// The scheme and the host: the place of the slash, the question mark or the quote that ends it.
    #[inline(always)]
    pub(super) fn origin(self, at: usize) -> Option<usize> {
        if self.is(at, b"https://") { self.host(at + 8) } else { None }
    }

    /// The rest of a link: where its path ends, and where itself.
    #[inline(always)]
    pub(super) fn path(self, mut at: usize) -> Option<(usize, usize)> {
        let mut path_end = None;
        loop {
            let [first, second] = self.blocks(at)?;
            let ends = first.ends_path() | second.ends_path() << 16;
            if ends == 0 {
                at += 32;
                continue;
            }
            at += ends.trailing_zeros() as usize;
            match self.byte(at) {
                b'"' => return Some((path_end.unwrap_or(at), at)),
                b'?' => {
                    path_end.get_or_insert(at);
                }
                b'!' => {}
                _ => return None,
            }
            at += 1;
        }
    }

    /// Whether the end of a path does not promise a file of another kind.
    #[inline(always)]
    pub(super) fn fits(self, path_end: usize, kind: MediaKind) -> bool {
        let tail = self.word(path_end - 8);
        // Lower case; digits stay as they are, and nothing else becomes a letter that was none. Where there is no dot, four
        // letters are taken for an extension all the same.
        let is_short = (tail >> 32) as u8 == b'.';
        let extension = if is_short { (tail >> 40) as u32 | 0x0020_2020 } else { (tail >> 32) as u32 | 0x2020_2020 };
        let known = KNOWN.get((extension.wrapping_mul(SPREAD) >> 26) as usize).copied().unwrap_or(0);
        let difference = known ^ extension;
        difference == mark_of(kind as usize) || difference & !KIND != 0
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
        match self.blocks(at) {
            Some([first, second]) => first.host().with(second.host(), 16),
            None => Host::NONE,
        }
    }
}

const LOCAL: u64 = u64::from_le_bytes(*b"local\0\0\0");

/// Bits that no character of ASCII has; the kind of an extension is kept there.
const KIND: u32 = 0x0080_8080;

const fn mark_of(kind: usize) -> u32 {
    0x80 << (8 * kind)
}

/// An extension as a number.
const fn packed(name: &str) -> u32 {
    assert!(matches!(name.len(), 3 | 4));
    match name.as_bytes() {
        [a, b, c, d] => u32::from_le_bytes([*a, *b, *c, *d]),
        [a, b, c] => u32::from_le_bytes([*a, *b, *c, 0]),
        _ => 0,
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
