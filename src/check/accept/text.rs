//! Strings of prose, ids and names that no rule speaks of. Knows how prompts name media, more broadly than the rules do.

use super::Scan;
use super::block::Block;

/// What a string is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// It is not blank.
    Line,
    /// Anything.
    Any,
}

/// The most bytes of a string. No rule on the length of prompts speaks of one as short as this.
const MOST: usize = 1500;
/// The most bytes of a string without spaces.
const MOST_SHORT: usize = 64;

/// Up to fifteen bytes as two numbers.
#[expect(clippy::indexing_slicing, reason = "only the compiler runs this")]
pub(super) const fn pack(text: &str) -> [u64; 2] {
    let (mut words, mut index) = ([0; 2], 0);
    while index < text.len() {
        words[index / 8] |= (text.as_bytes()[index] as u64) << (index % 8 * 8);
        index += 1;
    }
    words
}

/// Words of at most eight bytes as numbers.
#[expect(clippy::indexing_slicing, reason = "only the compiler runs this")]
pub(super) const fn packed<const N: usize>(list: [&str; N]) -> [u64; N] {
    let (mut all, mut index) = ([0; N], 0);
    while index < N {
        assert!(list[index].len() <= 8);
        [all[index], _] = pack(list[index]);
        index += 1;
    }
    all
}

impl Scan<'_> {
    /// A string of at most fifteen bytes without escapes: its end, and itself packed.
    #[inline(always)]
    pub(super) fn short_word(self, at: usize) -> Option<(usize, [u64; 2])> {
        if self.byte(at) != b'"' {
            return None;
        }
        let block = self.block(at + 1);
        let length = block.ends_text().trailing_zeros();
        let end = at + 1 + length as usize;
        if length > 15 || self.byte(end) != b'"' {
            return None;
        }
        Some((end + 1, block.first(length as usize)))
    }

    /// Letters, digits, `_`, `-`, `.` and `~` up to a quote: its place.
    #[inline(always)]
    pub(super) fn name(self, start: usize) -> Option<usize> {
        let mut at = start;
        let end = loop {
            let ends = self.block(at).ends_name();
            if ends != 0 {
                break at + ends.trailing_zeros() as usize;
            }
            at += 16;
        };
        (self.byte(end) == b'"' && end - start <= MOST_SHORT).then_some(end)
    }

    /// A business id that goes into a path as it is, and is not taken for an id of the service.
    #[inline(always)]
    pub(super) fn business_id(self, at: usize) -> Option<usize> {
        if self.byte(at) != b'"' {
            return None;
        }
        let start = at + 1;
        let end = self.name(start)?;
        let plain = !self.is(start, b"tsk_") && !self.is(start, b"task_");
        (plain && !matches!(self.page.get(start..end)?, b"" | b"." | b"..")).then_some(end + 1)
    }

    /// A prompt: its end, and the highest numbers by which it names an image, a video and a sound, a byte for each.
    #[inline(always)]
    pub(super) fn prompt(self, at: usize) -> Option<(usize, u64)> {
        self.string::<true>(at, Text::Line)
    }

    /// Another string.
    #[inline(never)]
    pub(super) fn prose(self, at: usize, kind: Text) -> Option<usize> {
        Some(self.string::<false>(at, kind)?.0)
    }

    #[inline(always)]
    fn string<const PROMPT: bool>(self, at: usize, kind: Text) -> Option<(usize, u64)> {
        if self.byte(at) != b'"' {
            return None;
        }
        let start = at + 1;
        let (mut at, mut all, mut mentions) = (start, Block::zero(), 0);
        'blocks: loop {
            let [first, second] = self.blocks(at)?;
            // What stands behind the string may be beyond ASCII, too; then it is looked at in vain.
            all = all.or(first.or(second));
            let marks = |block: Block| if PROMPT { block.marks_of_prompt() } else { block.ends_text() };
            let mut marks = marks(first) | marks(second) << 16;
            while marks != 0 {
                let mark = at + marks.trailing_zeros() as usize;
                match [self.byte(mark), self.byte(mark + 1)] {
                    [b'"', _] => {
                        at = mark;
                        break 'blocks;
                    }
                    [b'0'..=b':', _] => mentions = self.mention(mark, mentions)?,
                    // Escapes of white space, quotes and backslashes: nothing that could be part of a mention or of a URL.
                    [b'\\', b'n' | b't' | b'r' | b'"' | b'\\'] => {
                        at = mark + 2;
                        continue 'blocks;
                    }
                    _ => return None,
                }
                marks &= marks - 1;
            }
            at += 32;
        }
        if at - start > MOST {
            return None;
        }
        let says_something = || match [self.byte(start), self.byte(start + 1)] {
            // The three-byte characters from U+4000 on hold ideographs alone, up to U+9FFF.
            [0x21 | 0x23..=0x5b | 0x5d..=0x7e | 0xe4..=0xe9, _] | [b'\\', b'"' | b'\\'] => true,
            _ => false,
        };
        if kind != Text::Any && !says_something() || all.is_wide() && !self.is_unicode(start, at) {
            return None;
        }
        Some((at + 1, mentions))
    }

    /// Whether a string is UTF-8, without the character that encoders put in the place of a lone surrogate. What stands
    /// behind its quote, at `end`, may be looked at, too.
    #[inline(never)]
    fn is_unicode(self, start: usize, end: usize) -> bool {
        let (mut at, mut before, mut faults) = (start, Block::zero(), Block::zero());
        while at <= end {
            let block = self.block(at);
            faults = faults.or(block.faults_of_unicode(before));
            before = block;
            at += 16;
        }
        faults.is_zero()
    }

    /// A digit or a colon of a prompt: what is named by the number that begins here; nothing for a URL.
    #[inline(always)]
    fn mention(self, at: usize, mentions: u64) -> Option<u64> {
        let [first, second, third, _] = self.half(at).to_le_bytes();
        if first == b':' {
            return ([second, third] != *b"//").then_some(mentions);
        }
        // In front of a prompt stands its key, and of that a quote is part of no noun.
        let before = self.word(at - 8);
        if ((before >> 56) as u8).is_ascii_digit() {
            return Some(mentions);
        }
        let before = if before >> 56 == u64::from(b'#') { before << 8 } else { before };
        let before = if before >> 56 == u64::from(b' ') { before << 8 } else { before };
        let Some(noun) = noun(before) else { return Some(mentions) };
        let number = match [second, third].map(|byte| byte.is_ascii_digit()) {
            [true, true] => return Some(mentions),
            [true, false] => (first & 15) * 10 + (second & 15),
            [false, _] => first & 15,
        };
        let (lane, number) = (8 * noun, u64::from(number));
        let highest = number.max(mentions >> lane & 0xff);
        Some(mentions & !(0xff << lane) | highest << lane)
    }
}

/// The noun that eight bytes end with; that it begins a word is not asked for.
#[inline(always)]
fn noun(bytes: u64) -> Option<u32> {
    // Only letters become small letters by this bit.
    match bytes >> 24 | 0x20_2020_2020 {
        IMAGE => Some(0),
        VIDEO => Some(1),
        AUDIO => Some(2),
        _ if bytes >> 63 == 0 => None,
        _ => match bytes >> 16 {
            CHINESE_IMAGE => Some(0),
            CHINESE_VIDEO => Some(1),
            CHINESE_AUDIO => Some(2),
            _ => None,
        },
    }
}

const IMAGE: u64 = pack("image")[0];
const VIDEO: u64 = pack("video")[0];
const AUDIO: u64 = pack("audio")[0];
const CHINESE_IMAGE: u64 = pack("图片")[0];
const CHINESE_VIDEO: u64 = pack("视频")[0];
const CHINESE_AUDIO: u64 = pack("音频")[0];
