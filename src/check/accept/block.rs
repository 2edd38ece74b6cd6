//! Sixteen bytes at a time. Knows classes of bytes, and no text. Masks have bit `n` for byte `n`.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use core::arch::wasm32::{
    i8x16_lt, i8x16_splat, u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u8x16_sub, u64x2, u64x2_extract_lane, v128,
    v128_any_true, v128_not, v128_or,
};

/// The first sixteen end where the others begin.
const ONES_THEN_ZEROS: [u8; 32] = {
    let mut bytes = [0; 32];
    let (ones, _) = bytes.split_at_mut(16);
    ones.copy_from_slice(&[0xff; 16]);
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

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
impl Block {
    #[inline(always)]
    fn from_words(low: u64, high: u64) -> Block {
        Block { bytes: u64x2(low, high) }
    }

    /// Bytes that are not plain inside a string: quotes, backslashes, control characters.
    #[inline(always)]
    pub(super) fn ends_text(self) -> u32 {
        let control = u8x16_lt(self.bytes, u8x16_splat(0x20));
        let quote = u8x16_eq(self.bytes, u8x16_splat(b'"'));
        let backslash = u8x16_eq(self.bytes, u8x16_splat(b'\\'));
        u32::from(u8x16_bitmask(v128_or(control, v128_or(quote, backslash))))
    }

    /// Line feeds.
    #[inline(always)]
    pub(super) fn ends_line(self) -> u32 {
        u32::from(u8x16_bitmask(u8x16_eq(self.bytes, u8x16_splat(b'\n'))))
    }

    /// Whether there are bytes that are not plain inside a prompt: those of the next three classes.
    #[inline(always)]
    pub(super) fn is_odd(self) -> bool {
        // With a sign, the bytes beyond ASCII are the smallest.
        let low = i8x16_lt(self.bytes, i8x16_splat(0x20));
        let quote = u8x16_eq(self.bytes, u8x16_splat(b'"'));
        let backslash = u8x16_eq(self.bytes, u8x16_splat(b'\\'));
        let numeric = u8x16_lt(u8x16_sub(self.bytes, u8x16_splat(b'0')), u8x16_splat(11));
        v128_any_true(v128_or(v128_or(low, quote), v128_or(backslash, numeric)))
    }

    /// Digits and colons.
    #[inline(always)]
    pub(super) fn numeric(self) -> u32 {
        u32::from(u8x16_bitmask(u8x16_lt(u8x16_sub(self.bytes, u8x16_splat(b'0')), u8x16_splat(11))))
    }

    /// Bytes beyond ASCII.
    #[inline(always)]
    pub(super) fn wide(self) -> u32 {
        u32::from(u8x16_bitmask(self.bytes))
    }

    /// Bytes other than letters, digits, `_`, `-`, `.` and `~`.
    #[inline(always)]
    pub(super) fn ends_name(self) -> u32 {
        let within = |bytes, first: u8, count: u8| u8x16_lt(u8x16_sub(bytes, u8x16_splat(first)), u8x16_splat(count));
        let letter = within(v128_or(self.bytes, u8x16_splat(0x20)), b'a', 26);
        let digit = within(self.bytes, b'0', 10);
        let point = within(self.bytes, b'-', 2);
        let mark = v128_or(u8x16_eq(self.bytes, u8x16_splat(b'_')), u8x16_eq(self.bytes, u8x16_splat(b'~')));
        u32::from(u8x16_bitmask(v128_not(v128_or(v128_or(letter, digit), v128_or(point, mark)))))
    }

    /// Bytes that no host may hold, as it is written in most links: other than small letters, digits, `-` and `.`; then
    /// all but the letters; then `-` and `.`; then `.` alone.
    #[inline(always)]
    pub(super) fn host(self) -> [u32; 4] {
        let within = |first: u8, count: u8| u8x16_lt(u8x16_sub(self.bytes, u8x16_splat(first)), u8x16_splat(count));
        let (letter, digit, mark) = (within(b'a', 26), within(b'0', 10), within(b'-', 2));
        let dot = u8x16_eq(self.bytes, u8x16_splat(b'.'));
        [v128_not(v128_or(letter, v128_or(digit, mark))), v128_not(letter), mark, dot].map(|mask| u32::from(u8x16_bitmask(mask)))
    }

    #[inline(always)]
    fn words(self) -> [u64; 2] {
        [u64x2_extract_lane::<0>(self.bytes), u64x2_extract_lane::<1>(self.bytes)]
    }

    /// Bytes that are not plain inside the path of a URL: quotes, backslashes, `!`, `#`, `?`, and all that is not
    /// printable ASCII.
    #[inline(always)]
    pub(super) fn ends_path(self) -> u32 {
        // With a sign, the bytes beyond ASCII are the smallest.
        let low = i8x16_lt(self.bytes, i8x16_splat(0x24));
        let backslash = u8x16_eq(self.bytes, u8x16_splat(b'\\'));
        let question = u8x16_eq(self.bytes, u8x16_splat(b'?'));
        let delete = u8x16_eq(self.bytes, u8x16_splat(0x7f));
        u32::from(u8x16_bitmask(v128_or(v128_or(low, delete), v128_or(backslash, question))))
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
impl Block {
    #[inline(always)]
    fn from_words(low: u64, high: u64) -> Block {
        Block { words: [low, high] }
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

    /// Whether there are bytes that are not plain inside a prompt: those of the next three classes.
    #[inline(always)]
    pub(super) fn is_odd(self) -> bool {
        self.ends_text() | self.numeric() | self.wide() != 0
    }

    /// Digits and colons.
    #[inline(always)]
    pub(super) fn numeric(self) -> u32 {
        self.mask(|word| below(word, b':' + 1) & !below(word, b'0'))
    }

    /// Bytes beyond ASCII.
    #[inline(always)]
    pub(super) fn wide(self) -> u32 {
        self.mask(|word| word)
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

    /// Bytes that no host may hold, as it is written in most links: other than small letters, digits, `-` and `.`; then
    /// all but the letters; then `-` and `.`; then `.` alone.
    #[inline(always)]
    pub(super) fn host(self) -> [u32; 4] {
        let within = |word, first: u8, end: u8| below(word, end) & !below(word, first);
        let letter = |word| within(word, b'a', b'z' + 1);
        let mark = |word| within(word, b'-', b'.' + 1);
        [
            self.mask(|word| !(letter(word) | within(word, b'0', b'9' + 1) | mark(word))),
            self.mask(|word| !letter(word)),
            self.mask(mark),
            self.mask(|word| is(word, b'.')),
        ]
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
                    assert_eq!(block.numeric(), mask(|byte| byte.is_ascii_digit() || byte == b':'), "{bytes:?}");
                    let name = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.~".contains(&byte);
                    assert_eq!(!block.ends_name() & 0xffff, mask(name), "{bytes:?}");
                    let [low, high] = block.first(place);
                    let number = u128::from(low) | u128::from(high) << 64;
                    assert_eq!(number, u128::from_le_bytes(bytes) & !(u128::MAX << (8 * place)));
                    assert_eq!(block.wide(), mask(|byte| byte >= 0x80), "{bytes:?}");
                    assert_eq!(block.ends_line(), mask(|byte| byte == b'\n'), "{bytes:?}");
                    assert_eq!(block.is_odd(), block.ends_text() | block.numeric() | block.wide() != 0, "{bytes:?}");
                    let host = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
                    let [ends, others, marks, dots] = block.host();
                    assert_eq!(!ends & 0xffff, mask(host), "{bytes:?}");
                    assert_eq!(!others & 0xffff, mask(|byte| byte.is_ascii_lowercase()), "{bytes:?}");
                    assert_eq!(marks, mask(|byte| byte == b'-' || byte == b'.'), "{bytes:?}");
                    assert_eq!(dots, mask(|byte| byte == b'.'), "{bytes:?}");
                    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"!#?\\".contains(&byte);
                    let ends =
                        bytes.iter().zip(0..).fold(0, |mask, (byte, bit)| mask | u32::from(!plain(*byte)) << bit);
                    assert_eq!(block.ends_path(), ends, "{bytes:?}");
                }
            }
        }
    }
}
