//! Lists of media of which no rule speaks. What was found sound is remembered, and what reads the same is sound again.

use super::Scan;
use super::block::{Known, Numbers};
use crate::request::url::MediaKind;

/// How items were written that were found sound: most are written alike.
#[derive(Debug)]
pub(crate) struct Memory {
    /// Up to the slash behind the host; files have few hosts.
    beginnings: [Known<3>; BEGINNINGS],
    /// The one that was found last.
    last: usize,
    /// Behind the URL, by kind, and the role there.
    endings: [(Known<2>, u32); 3],
}

const BEGINNINGS: usize = 8;

impl Memory {
    pub(crate) const NONE: Memory =
        Memory { beginnings: [Known::NONE; BEGINNINGS], last: 0, endings: [(Known::NONE, 0); 3] };
}

/// An item of a list: where its URL stands, the position of its role in the counts, and where it ends.
#[derive(Debug)]
struct Item {
    url: (usize, usize),
    role: u32,
    end: usize,
}

const ITEM: u64 = u64::from_le_bytes(*b"{\"url\":\"");
const SPACED_ITEM: u64 = u64::from_le_bytes(*b"{\"url\": ");

/// Stands for no place where that is faster to hand back.
const NOT_SURE: usize = 0;

fn sure(at: usize) -> Option<usize> {
    (at != NOT_SURE).then_some(at)
}

impl Scan<'_> {
    /// A list of `{url, role}`, each URL once: its end, and how often each role is there, a byte for each.
    #[inline(always)]
    pub(super) fn media(self, at: usize, kind: MediaKind, memory: &mut Memory) -> Option<(usize, u64)> {
        // One number comes back in a register.
        let both = self.list(at, kind, memory);
        Some((sure(both as usize & 0xff_ffff)?, both >> 24))
    }

    #[inline(never)]
    fn list(self, at: usize, kind: MediaKind, memory: &mut Memory) -> u64 {
        self.items(at, kind, memory).map_or(0, |(end, counts)| end as u64 | counts << 24)
    }

    #[inline(always)]
    fn items(self, at: usize, kind: MediaKind, memory: &mut Memory) -> Option<(usize, u64)> {
        let mut urls = Urls::NONE;
        let mut counts = 0;
        let list = self.past(at, b'[')?;
        let mut at = list;
        loop {
            at = self.blank(at);
            let item = match self.plain_item(at, kind, memory) {
                Some(item) => item,
                None => self.item(at, kind)?,
            };
            if !urls.add(self, list, item.url) {
                return None;
            }
            counts += 1 << (8 * item.role);
            at = match self.mark(item.end) {
                (b',', next) => next,
                (b']', end) => return Some((end, counts)),
                _ => return None,
            }
        }
    }

    /// An item as most programs write it, with the spaces that some of them leave.
    #[inline(always)]
    fn plain_item(self, at: usize, kind: MediaKind, memory: &mut Memory) -> Option<Item> {
        let beginning = memory.beginnings.get(memory.last)?;
        let path = match beginning.is(self.blocks(at)?) {
            true => at + beginning.length,
            false => sure(self.other_beginning(at, memory))?,
        };
        let (path_end, url_end) = self.path(path)?;
        if !self.fits(path_end, kind) {
            return None;
        }
        let ending = memory.endings.get_mut(kind as usize)?;
        let end = match ending.0.is(self.blocks(url_end)?) {
            true => url_end + ending.0.length,
            false => sure(self.new_ending(url_end, kind, ending))?,
        };
        let start = at + 8 + usize::from(self.byte(at + 7) == b' ');
        Some(Item { url: (start, url_end), role: ending.1, end })
    }

    /// The beginning of an item from another host than the last: where its path begins.
    #[inline(never)]
    fn other_beginning(self, at: usize, memory: &mut Memory) -> usize {
        // By the first letters of the host.
        memory.last = (self.word(at + 16).wrapping_mul(FACTOR) >> 61) as usize;
        let Some(beginning) = memory.beginnings.get_mut(memory.last) else { return NOT_SURE };
        if self.blocks(at).is_some_and(|blocks| beginning.is(blocks)) {
            return at + beginning.length;
        }
        let start = match self.word(at) {
            ITEM => at + 8,
            SPACED_ITEM if self.byte(at + 8) == b'"' => at + 9,
            _ => return NOT_SURE,
        };
        let Some(end) = self.origin(start) else { return NOT_SURE };
        if self.byte(end) == b'/' {
            *beginning = Known::of(self.page.get(at..=end).unwrap_or(&[]));
        }
        end
    }

    /// An ending that was not found before, from the quote behind the URL on: where the item ends.
    #[inline(never)]
    fn new_ending(self, at: usize, kind: MediaKind, ending: &mut (Known<2>, u32)) -> usize {
        let start = if self.is(at, b"\",\"role\":\"") {
            at + 10
        } else if self.is(at, b"\", \"role\": \"") {
            at + 12
        } else {
            return NOT_SURE;
        };
        match self.role(start, kind) {
            Some((end, role)) if self.byte(end) == b'}' => {
                *ending = (Known::of(self.page.get(at..=end).unwrap_or(&[])), role);
                end + 1
            }
            _ => NOT_SURE,
        }
    }

    /// An item with its parts in any order.
    #[cold]
    #[inline(never)]
    fn item(self, at: usize, kind: MediaKind) -> Option<Item> {
        let mut at = self.past(at, b'{')?;
        let (mut url, mut role) = (None, None);
        loop {
            at = self.past(at, b'"')?;
            if url.is_none() && self.is(at, b"url\"") {
                let start = self.blank(self.past(at + 4, b':')?);
                at = self.whole_link(start, Some(kind))?;
                url = Some((start + 1, at - 1));
            } else if role.is_none() && self.is(at, b"role\"") {
                let start = self.past(self.past(at + 5, b':')?, b'"')?;
                let (end, index) = self.role(start, kind)?;
                (at, role) = (end, Some(index));
            } else {
                return None;
            }
            at = match self.mark(at) {
                (b',', next) => next,
                (b'}', end) => return Some(Item { url: url?, role: role?, end }),
                _ => return None,
            }
        }
    }

    /// A role, behind its quote: its end and its position in the counts.
    #[inline(never)]
    fn role(self, at: usize, kind: MediaKind) -> Option<(usize, u32)> {
        match kind {
            MediaKind::Image if self.is(at, b"reference_image\"") => Some((at + 16, 2)),
            MediaKind::Image if self.is(at, b"first_frame\"") => Some((at + 12, 0)),
            MediaKind::Image if self.is(at, b"last_frame\"") => Some((at + 11, 1)),
            MediaKind::Video if self.is(at, b"reference_video\"") => Some((at + 16, 3)),
            MediaKind::Audio if self.is(at, b"reference_audio\"") => Some((at + 16, 4)),
            _ => None,
        }
    }

    /// Whether the string between two quotes is found in front of itself.
    #[cold]
    #[inline(never)]
    fn has(self, from: usize, start: usize, end: usize) -> bool {
        let (before, text) = (self.page.get(from..start), self.page.get(start..=end));
        before.zip(text).is_none_or(|(before, text)| before.windows(text.len()).any(|window| window == text))
    }
}

/// Spreads what little differs over all bits.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// The links of one list, by numbers that equal ones share; 0 stands for none.
#[derive(Debug)]
struct Urls {
    tags: Numbers,
    count: usize,
}

impl Urls {
    const NONE: Urls = Urls { tags: Numbers::NONE, count: 0 };

    /// Adds one of a list that begins at `list`. Says whether it is new, and there was room.
    #[inline(always)]
    fn add(&mut self, scan: Scan<'_>, list: usize, (start, end): (usize, usize)) -> bool {
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
