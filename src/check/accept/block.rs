//! Sixteen bytes at a time. Knows classes of bytes, and no text. Masks have bit `n` for byte `n`.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use core::arch::wasm32::{
    i8x16_add, i8x16_lt, i8x16_shuffle, i8x16_splat, i8x16_swizzle, u8x16_bitmask, u8x16_eq, u8x16_shr, u8x16_splat,
    u8x16_sub_sat, u32x4, u32x4_eq, u32x4_splat, u64x2, u64x2_extract_lane, v128, v128_and, v128_andnot, v128_any_true,
    v128_or, v128_xor,
};

/// The first sixteen end where the others begin.
const ONES_THEN_ZEROS: [u8; 32] = {
    let mut bytes = [0; 32];
    let (ones, _) = bytes.split_at_mut(16);
    ones.copy_from_slice(&[0xff; 16]);
    bytes
};

/// What two bytes behind each other cannot be in UTF-8, each a bit, by the halves of the first and the upper half of the
/// second: it is wrong where all three have a bit. Two bytes that both continue are right as the end of a longer character.
const PAIRS: [[u8; 16]; 3] = {
    // The first begins a character, and the second does not continue it; or the other way round.
    const S: u8 = 1;
    const L: u8 = 2;
    // Both continue: the bit that is held against longer characters.
    const C: u8 = 128;
    // Characters that fit in less bytes: of two bytes, of three.
    const TWO: u8 = 8;
    const THREE: u8 = 16;
    // Those of four do, too, or are beyond the last plane: no first byte could begin both.
    const FOUR: u8 = 32;
    const BEYOND: u8 = 64;
    const SURROGATE: u8 = 4;
    const ANY: u8 = S | L | C;
    // The lower halves of first bytes: the first ones begin shorter characters, the last but one surrogates.
    const A: u8 = ANY | TWO | THREE | FOUR;
    const B: u8 = ANY | TWO;
    const D: u8 = ANY | BEYOND;
    const F: u8 = ANY | BEYOND | FOUR;
    const G: u8 = F | SURROGATE;
    // The upper halves of bytes that continue, in three ranges.
    const NEXT: u8 = L | C | TWO;
    const X: u8 = NEXT | THREE | FOUR;
    const Y: u8 = NEXT | THREE | BEYOND;
    const Z: u8 = NEXT | SURROGATE | BEYOND;
    [
        [L, L, L, L, L, L, L, L, C, C, C, C, S | TWO, S, S | THREE | SURROGATE, S | BEYOND | FOUR],
        [A, B, ANY, ANY, D, F, F, F, F, F, F, F, F, G, F, F],
        [S, S, S, S, S, S, S, S, X, Y, Z, Z, S, S, S, S],
    ]
};
/// U+FFFD in UTF-8.
const REPLACEMENT: [u8; 3] = {
    let mut bytes = [0; 3];
    '\u{fffd}'.encode_utf8(&mut bytes);
    bytes
};

/// Sixteen bytes of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    bytes: v128,
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    words: [u64; 2],
}

impl Block {
    #[inline(always)]
    pub(super) fn of(bytes: &[u8; 16]) -> Block {
        let words = [bytes.first_chunk::<8>(), bytes.last_chunk::<8>()];
        let [low, high] = words.map(|word| word.map_or(0, |word| u64::from_le_bytes(*word)));
        Block::from_words(low, high)
    }

    /// Zeros.
    #[inline(always)]
    pub(super) fn zero() -> Block {
        Block::from_words(0, 0)
    }

    /// The first bytes, less than sixteen, as two numbers.
    #[inline(always)]
    pub(super) fn first(self, length: usize) -> [u64; 2] {
        let mask = ONES_THEN_ZEROS.get(16 - (length & 15)..).and_then(|rest| rest.first_chunk());
        let [low, high] = self.words();
        mask.map_or([0, 0], |mask| {
            let [low_mask, high_mask] = Block::of(mask).words();
            [low & low_mask, high & high_mask]
        })
    }
}

/// The beginning of a text that was found sound, up to so many blocks: the same text is sound again.
#[derive(Clone, Copy, Debug)]
#[repr(align(16))]
pub(super) struct Known<const N: usize> {
    bytes: [[u8; 16]; N],
    masks: [[u8; 16]; N],
    pub(super) length: usize,
}

impl<const N: usize> Known<N> {
    /// No text begins like it.
    pub(super) const NONE: Known<N> = Known { bytes: [[0; 16]; N], masks: [[0xff; 16]; N], length: 0 };

    /// Of none and of one that is too long, nothing.
    pub(super) fn of(text: &[u8]) -> Known<N> {
        if text.is_empty() || text.len() > 16 * N {
            return Known::NONE;
        }
        let mut known = Known { bytes: [[0; 16]; N], masks: [[0; 16]; N], length: text.len() };
        let places = known.bytes.as_flattened_mut().iter_mut().zip(known.masks.as_flattened_mut());
        for (byte, (place, mask)) in text.iter().zip(places) {
            (*place, *mask) = (*byte, 0xff);
        }
        known
    }

    #[inline(always)]
    pub(super) fn is(&self, blocks: [Block; N]) -> bool {
        let known = self.bytes.iter().zip(&self.masks);
        let differences = blocks.into_iter().zip(known);
        differences
            .fold(Block::zero(), |all, (block, (bytes, mask))| all.or(block.differs(Block::of(bytes), Block::of(mask))))
            .is_zero()
    }
}

/// Up to sixteen numbers.
#[derive(Debug)]
pub(super) struct Numbers([u32; 16]);

impl Numbers {
    /// Zeros.
    pub(super) const NONE: Numbers = Numbers([0; 16]);

    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    #[inline(always)]
    pub(super) fn have(&self, number: u32) -> bool {
        let number = u32x4_splat(number);
        let (fours, _) = self.0.as_chunks::<4>();
        let equal = fours.iter().map(|[a, b, c, d]| u32x4_eq(u32x4(*a, *b, *c, *d), number));
        v128_any_true(equal.fold(u32x4_splat(0), |all, one| v128_or(all, one)))
    }

    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    pub(super) fn have(&self, number: u32) -> bool {
        self.0.contains(&number)
    }

    /// False where there is no such place.
    #[inline(always)]
    pub(super) fn set(&mut self, place: usize, number: u32) -> bool {
        self.0.get_mut(place).is_some_and(|old| {
            *old = number;
            true
        })
    }
}

/// The bytes of a host as it is written in most links.
#[derive(Clone, Copy, Debug)]
pub(super) struct Host {
    /// Other than small letters, digits, `-` and `.`.
    pub(super) ends: u64,
    /// Other than small letters.
    pub(super) others: u64,
    /// `-` and `.`.
    pub(super) marks: u64,
    /// `.`.
    pub(super) dots: u64,
}

impl Host {
    /// No host at all.
    pub(super) const NONE: Host = Host { ends: 1, others: 0, marks: 0, dots: 0 };

    #[inline(always)]
    fn of(host: u32, letters: u32, marks: u32, dots: u32) -> Host {
        let [ends, others] = [host, letters].map(|inside| u64::from(!inside & 0xffff));
        Host { ends, others, marks: u64::from(marks), dots: u64::from(dots) }
    }

    /// This, and another so many bytes behind it.
    #[inline(always)]
    pub(super) fn with(self, other: Host, shift: u32) -> Host {
        Host {
            ends: self.ends | other.ends << shift,
            others: self.others | other.others << shift,
            marks: self.marks | other.marks << shift,
            dots: self.dots | other.dots << shift,
        }
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
impl Block {
    #[inline(always)]
    fn from_words(low: u64, high: u64) -> Block {
        Block { bytes: u64x2(low, high) }
    }

    #[inline(always)]
    fn words(self) -> [u64; 2] {
        [u64x2_extract_lane::<0>(self.bytes), u64x2_extract_lane::<1>(self.bytes)]
    }

    #[inline(always)]
    fn differs(self, other: Block, mask: Block) -> Block {
        Block { bytes: v128_and(v128_xor(self.bytes, other.bytes), mask.bytes) }
    }

    /// Where the bytes differ from those of the other that are no zeros.
    #[inline(always)]
    pub(super) fn differs_from(self, other: Block) -> Block {
        Block { bytes: v128_andnot(v128_xor(self.bytes, other.bytes), other.is(0)) }
    }

    #[inline(always)]
    pub(super) fn or(self, other: Block) -> Block {
        Block { bytes: v128_or(self.bytes, other.bytes) }
    }

    #[inline(always)]
    pub(super) fn is_zero(self) -> bool {
        !v128_any_true(self.bytes)
    }

    /// Bytes from `first` on, `count` of them. Comparing with a sign is one instruction where without one it is three.
    #[inline(always)]
    fn within(self, first: u8, count: u8) -> v128 {
        let lowest = i8x16_add(self.bytes, i8x16_splat(0x80u8.wrapping_sub(first) as i8));
        i8x16_lt(lowest, i8x16_splat(count.wrapping_add(0x80) as i8))
    }

    #[inline(always)]
    fn is(self, byte: u8) -> v128 {
        u8x16_eq(self.bytes, u8x16_splat(byte))
    }

    /// Bytes that are not plain inside a string: quotes, backslashes, control characters.
    #[inline(always)]
    pub(super) fn ends_text(self) -> u32 {
        mask(self.ends())
    }

    #[inline(always)]
    fn ends(self) -> v128 {
        // With a sign, the bytes beyond ASCII are small, too; only the highest bits count.
        let control = v128_andnot(i8x16_lt(self.bytes, i8x16_splat(0x20)), self.bytes);
        v128_or(control, v128_or(self.is(b'"'), self.is(b'\\')))
    }

    /// Line feeds.
    #[inline(always)]
    pub(super) fn ends_line(self) -> u32 {
        mask(self.is(b'\n'))
    }

    /// Those and digits and colons.
    #[inline(always)]
    pub(super) fn marks_of_prompt(self) -> u32 {
        mask(v128_or(self.ends(), self.within(b'0', 11)))
    }

    /// Whether there are bytes beyond ASCII.
    #[inline(always)]
    pub(super) fn is_wide(self) -> bool {
        mask(self.bytes) != 0
    }

    /// Not zero where the bytes are no UTF-8 behind those before, or are U+FFFD. What is cut off at the end is not seen yet.
    #[inline(always)]
    pub(super) fn faults_of_unicode(self, before: Block) -> Block {
        let (old, new) = (before.bytes, self.bytes);
        let back_1 = i8x16_shuffle::<15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30>(old, new);
        let back_2 = i8x16_shuffle::<14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29>(old, new);
        let back_3 = i8x16_shuffle::<13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28>(old, new);
        let halves = [u8x16_shr(back_1, 4), v128_and(back_1, u8x16_splat(15)), u8x16_shr(new, 4)];
        let [a, b, c] = PAIRS.each_ref().map(Block::of).map(|table| table.bytes);
        let [upper, lower, next] = halves;
        let wrong = v128_and(v128_and(i8x16_swizzle(a, upper), i8x16_swizzle(b, lower)), i8x16_swizzle(c, next));
        // The highest bit where this byte has to continue a character of three or four.
        let long = v128_or(u8x16_sub_sat(back_2, u8x16_splat(0x60)), u8x16_sub_sat(back_3, u8x16_splat(0x70)));
        let [first, second, third] = REPLACEMENT.map(|byte| u8x16_splat(byte));
        let ends = v128_and(u8x16_eq(back_1, second), u8x16_eq(new, third));
        let replaced = v128_and(u8x16_eq(back_2, first), ends);
        Block { bytes: v128_or(v128_xor(v128_and(long, u8x16_splat(0x80)), wrong), replaced) }
    }

    /// Bytes other than letters, digits, `_`, `-`, `.` and `~`.
    #[inline(always)]
    pub(super) fn ends_name(self) -> u32 {
        let letter = Block { bytes: v128_or(self.bytes, u8x16_splat(0x20)) }.within(b'a', 26);
        let rest = v128_or(v128_or(self.within(b'0', 10), self.within(b'-', 2)), v128_or(self.is(b'_'), self.is(b'~')));
        !mask(v128_or(letter, rest)) & 0xffff
    }

    /// The classes of hosts.
    #[inline(always)]
    pub(super) fn host(self) -> Host {
        let (letter, point) = (self.within(b'a', 26), self.within(b'-', 2));
        let host = v128_or(letter, v128_or(self.within(b'0', 10), point));
        Host::of(mask(host), mask(letter), mask(point), mask(self.is(b'.')))
    }

    /// Bytes that are not plain inside the path of a URL: quotes, backslashes, `!`, `#`, `?`, and all that is not
    /// printable ASCII.
    #[inline(always)]
    pub(super) fn ends_path(self) -> u32 {
        let low = i8x16_lt(self.bytes, i8x16_splat(0x24));
        // Of `?` and DEL one bit differs.
        let high = u8x16_eq(v128_or(self.bytes, u8x16_splat(0x40)), u8x16_splat(0x7f));
        mask(v128_or(low, v128_or(high, self.is(b'\\'))))
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
fn mask(bytes: v128) -> u32 {
    u32::from(u8x16_bitmask(bytes))
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
impl Block {
    #[inline(always)]
    fn from_words(low: u64, high: u64) -> Block {
        Block { words: [low, high] }
    }

    #[inline(always)]
    fn differs(self, other: Block, mask: Block) -> Block {
        let ([a, b], [c, d], [e, f]) = (self.words, other.words, mask.words);
        Block { words: [(a ^ c) & e, (b ^ d) & f] }
    }

    /// Where the bytes differ from those of the other that are no zeros.
    #[inline(always)]
    pub(super) fn differs_from(self, other: Block) -> Block {
        let there = other.words.map(|word| !((is(word, 0) >> 7) * 0xff));
        self.differs(other, Block { words: there })
    }

    #[inline(always)]
    pub(super) fn or(self, other: Block) -> Block {
        let ([a, b], [c, d]) = (self.words, other.words);
        Block { words: [a | c, b | d] }
    }

    #[inline(always)]
    pub(super) fn is_zero(self) -> bool {
        self.words == [0, 0]
    }

    /// Bytes that are not plain inside a string: quotes, backslashes, control characters.
    #[inline(always)]
    pub(super) fn ends_text(self) -> u32 {
        self.mask(|word| below(word, 0x20) | is(word, b'"') | is(word, b'\\'))
    }

    /// Line feeds.
    #[inline(always)]
    pub(super) fn ends_line(self) -> u32 {
        self.mask(|word| is(word, b'\n'))
    }

    /// Those and digits and colons.
    #[inline(always)]
    pub(super) fn marks_of_prompt(self) -> u32 {
        self.ends_text() | self.mask(|word| below(word, b':' + 1) & !below(word, b'0'))
    }

    /// Whether there are bytes beyond ASCII.
    #[inline(always)]
    pub(super) fn is_wide(self) -> bool {
        self.mask(|word| word) != 0
    }

    /// Not zero where the bytes are no UTF-8 behind those before, or are U+FFFD. What is cut off at the end is not seen yet.
    pub(super) fn faults_of_unicode(self, before: Block) -> Block {
        let words = [before.words, self.words];
        let bytes: Vec<u8> = words.as_flattened().iter().flat_map(|word| word.to_le_bytes()).skip(13).collect();
        let [a, b, c] = &PAIRS;
        let at = |table: &[u8; 16], half: u8| table.get(usize::from(half)).copied().unwrap_or(0);
        let fault = bytes.windows(4).any(|window| {
            let [back_3, back_2, back_1, new] = window else { return false };
            let wrong = at(a, back_1 >> 4) & at(b, back_1 & 15) & at(c, new >> 4);
            let long = back_2.saturating_sub(0x60) | back_3.saturating_sub(0x70);
            (long & 0x80) ^ wrong != 0 || [*back_2, *back_1, *new] == REPLACEMENT
        });
        Block { words: [u64::from(fault), 0] }
    }

    /// Bytes other than letters, digits, `_`, `-`, `.` and `~`.
    #[inline(always)]
    pub(super) fn ends_name(self) -> u32 {
        let within = |word, first: u8, end: u8| below(word, end) & !below(word, first);
        self.mask(|word| {
            let letter = within(word | (ONES * 0x20), b'a', b'z' + 1);
            let rest = within(word, b'0', b'9' + 1) | within(word, b'-', b'.' + 1) | is(word, b'_') | is(word, b'~');
            !(letter | rest)
        })
    }

    /// The classes of hosts.
    #[inline(always)]
    pub(super) fn host(self) -> Host {
        let within = |word, first: u8, end: u8| below(word, end) & !below(word, first);
        let letter = |word| within(word, b'a', b'z' + 1);
        let mark = |word| within(word, b'-', b'.' + 1);
        let host = |word| letter(word) | within(word, b'0', b'9' + 1) | mark(word);
        Host::of(self.mask(host), self.mask(letter), self.mask(mark), self.mask(|word| is(word, b'.')))
    }

    #[inline(always)]
    fn words(self) -> [u64; 2] {
        self.words
    }

    /// Bytes that are not plain inside the path of a URL: quotes, backslashes, `!`, `#`, `?`, and all that is not
    /// printable ASCII.
    #[inline(always)]
    pub(super) fn ends_path(self) -> u32 {
        self.mask(|word| word | below(word, 0x24) | is(word, b'\\') | is(word, b'?') | is(word, 0x7f))
    }

    /// Gathers the highest bits of all bytes.
    #[inline(always)]
    fn mask(self, of: impl Fn(u64) -> u64) -> u32 {
        let [low, high] = self.words.map(|word| {
            let bits = (of(word) & HIGHS) >> 7;
            (bits.wrapping_mul(0x0102_0408_1020_4080) >> 56) as u32
        });
        low | high << 8
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
const ONES: u64 = u64::MAX / 255;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
const HIGHS: u64 = ONES * 128;

/// The highest bit of each byte that is less than `end`, an ASCII character; no byte borrows from the next.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
fn below(word: u64, end: u8) -> u64 {
    !((word | HIGHS) - ONES * u64::from(end)) & !word & HIGHS
}

/// The highest bit of each byte that is `byte`.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
fn is(word: u64, byte: u8) -> u64 {
    below(word ^ (ONES * u64::from(byte)), 1)
}

#[cfg(test)]
mod tests {
    use super::Block;

    #[test]
    fn unicode_is_what_the_standard_library_takes_for_it() {
        let sound = |text: &[u8]| {
            let padded: Vec<u8> = text.iter().copied().chain([b'"'; 17]).collect();
            let mut before = Block::zero();
            padded.chunks_exact(16).all(|bytes| {
                let block = Block::of(bytes.try_into().unwrap_or(&[0xff; 16]));
                let faults = block.faults_of_unicode(before);
                before = block;
                faults.is_zero()
            })
        };
        let ends = [0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbd, 0xbf, 0xc0];
        for first in 0x70..=255u8 {
            for second in 0..=255u8 {
                for third in ends {
                    for fourth in ends {
                        let bytes = [first, second, third, fourth];
                        for start in [0, 14] {
                            let text = [&b"aaaaaaaaaaaaaaa"[..start], &bytes].concat();
                            let expected = std::str::from_utf8(&text).is_ok_and(|text| !text.contains('\u{fffd}'));
                            assert_eq!(sound(&text), expected, "{bytes:x?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn every_byte_is_of_its_classes_at_every_place() {
        for byte in 0..=255u8 {
            for other in [0, b'a', b'"', 0x7f, 0x80, 0xff] {
                for place in 0..16 {
                    let mut bytes = [other; 16];
                    bytes[place] = byte;
                    let block = Block::of(&bytes);
                    let mask = |is: fn(u8) -> bool| {
                        bytes.iter().zip(0..).fold(0u32, |mask, (byte, bit)| mask | u32::from(is(*byte)) << bit)
                    };
                    assert_eq!(
                        block.ends_text(),
                        mask(|byte| byte < 0x20 || byte == b'"' || byte == b'\\'),
                        "{bytes:?}"
                    );
                    let in_prompt = |byte: u8| {
                        byte < 0x20 || byte == b'"' || byte == b'\\' || byte.is_ascii_digit() || byte == b':'
                    };
                    assert_eq!(block.marks_of_prompt(), mask(in_prompt), "{bytes:?}");
                    let name = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.~".contains(&byte);
                    assert_eq!(!block.ends_name() & 0xffff, mask(name), "{bytes:?}");
                    let [low, high] = block.first(place);
                    let number = u128::from(low) | u128::from(high) << 64;
                    assert_eq!(number, u128::from_le_bytes(bytes) & !(u128::MAX << (8 * place)));
                    assert_eq!(block.is_wide(), !bytes.is_ascii(), "{bytes:?}");
                    let mut but_one = bytes;
                    but_one[15 - place] = b'"';
                    let key = Block::of(&but_one);
                    let there = mask(|byte| byte != 0) | 1 << (15 - place);
                    let differ = bytes
                        .iter()
                        .zip(but_one)
                        .zip(0..)
                        .fold(0, |mask, ((one, other), bit)| mask | u32::from(*one != other) << bit);
                    assert_eq!(!block.differs_from(key).is_zero(), differ & there != 0, "{bytes:?}");
                    assert_eq!(
                        Block::of(&but_one).differs_from(block).is_zero(),
                        bytes[15 - place] == 0 || bytes[15 - place] == b'"',
                        "{bytes:?}"
                    );
                    assert_eq!(block.ends_line(), mask(|byte| byte == b'\n'), "{bytes:?}");
                    let host = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
                    let found = block.host();
                    let classes = [!found.ends & 0xffff, !found.others & 0xffff, found.marks, found.dots];
                    let letter = |byte: u8| byte.is_ascii_lowercase();
                    let expected =
                        [mask(host), mask(letter), mask(|byte| b"-.".contains(&byte)), mask(|byte| byte == b'.')];
                    assert_eq!(classes, expected.map(u64::from), "{bytes:?}");
                    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"!#?\\".contains(&byte);
                    let ends =
                        bytes.iter().zip(0..).fold(0, |mask, (byte, bit)| mask | u32::from(!plain(*byte)) << bit);
                    assert_eq!(block.ends_path(), ends, "{bytes:?}");
                }
            }
        }
    }
}
