//! Sixteen bytes at a time. Knows classes of bytes, and no text. Masks have bit `n` for byte `n`.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use core::arch::wasm32::{
    i8x16_lt, i8x16_splat, u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u8x16_sub, u64x2, u64x2_extract_lane, v128,
    v128_not, v128_or,
};

/// Sixteen bytes of a text, zeros beyond its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    bytes: v128,
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    words: [u64; 2],
}

impl Block {
    #[inline(always)]
    pub(super) fn at(text: &[u8], at: usize) -> Block {
        match text.get(at..).and_then(|rest| rest.first_chunk::<16>()) {
            Some(bytes) => Block::of(bytes),
            None => Block::last(text, at),
        }
    }

    #[cold]
    fn last(text: &[u8], at: usize) -> Block {
        let mut bytes = [0; 16];
        for (byte, value) in bytes.iter_mut().zip(text.get(at..).unwrap_or(&[])) {
            *byte = *value;
        }
        Block::of(&bytes)
    }

    #[inline(always)]
    fn of(bytes: &[u8; 16]) -> Block {
        let words = [bytes.first_chunk::<8>(), bytes.last_chunk::<8>()];
        let [low, high] = words.map(|word| word.map_or(0, |word| u64::from_le_bytes(*word)));
        Block::from_words(low, high)
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

    /// All of it.
    #[inline(always)]
    pub(super) fn number(self) -> u128 {
        u128::from(u64x2_extract_lane::<0>(self.bytes)) | u128::from(u64x2_extract_lane::<1>(self.bytes)) << 64
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

    /// All of it.
    #[inline(always)]
    pub(super) fn number(self) -> u128 {
        let [low, high] = self.words.map(u128::from);
        low | high << 64
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
                    assert_eq!(block.number(), u128::from_le_bytes(bytes));
                    assert_eq!(block.wide(), mask(|byte| byte >= 0x80), "{bytes:?}");
                    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"!#?\\".contains(&byte);
                    let ends =
                        bytes.iter().zip(0..).fold(0, |mask, (byte, bit)| mask | u32::from(!plain(*byte)) << bit);
                    assert_eq!(block.ends_path(), ends, "{bytes:?}");
                }
            }
        }
    }

    #[test]
    fn beyond_the_end_are_zeros() {
        assert_eq!(Block::at(b"abc", 1).ends_text(), 0b1111_1111_1111_1100);
        assert_eq!(Block::at(b"abc", 9).ends_text(), 0xffff);
    }
}
