//! The nearest double of a JSON number's text.
//!
//! Refuses to know the grammar (its caller has checked it), what the number stands for and which numbers a field takes.

/// Significant digits that are read exactly. A point halfway between two doubles has at most 768 of them, so whatever follows
/// can only tell "exactly there" from "just above".
const DIGITS: usize = 770;

/// Room for the widest case: `DIGITS` digits, or as many powers of five as stand below the smallest double's last digit.
const LIMBS: usize = 96;

/// More than any text has digits: where a written exponent stops counting.
const LARGE: i64 = 1 << 40;

/// The double nearest to `json_number`, ties to even; infinity where it is too large, a zero of its sign where it is too small.
pub fn parse(json_number: &[u8]) -> f64 {
    match json_number {
        [b'-', unsigned @ ..] => -magnitude(unsigned),
        unsigned => magnitude(unsigned),
    }
}

fn magnitude(text: &[u8]) -> f64 {
    let decimal = Decimal::read(text);
    let exponent = decimal.exponent;
    if decimal.count <= 19 {
        // The conversion of an integer rounds once, to nearest, as does one operation between two exact doubles.
        if decimal.head == 0 || exponent == 0 {
            return decimal.head as f64;
        }
        if decimal.head <= 1 << 53 && exponent.unsigned_abs() <= 22 {
            let mut power = 1.0;
            for _ in 0..exponent.unsigned_abs() {
                power *= 10.0;
            }
            let head = decimal.head as f64;
            return if exponent < 0 { head / power } else { head * power };
        }
    }
    let leading = exponent + decimal.count as i64;
    if leading > 310 {
        f64::INFINITY
    } else if leading < -324 {
        0.0
    } else {
        exact(text, &decimal)
    }
}

/// Where the digits of a number stand: its value is its first `count` significant digits, read as an integer, times ten to `exponent`.
struct Decimal {
    /// The significant digits as an integer, as long as there are no more than 19.
    head: u64,
    /// Up to `DIGITS`, leading zeros not counted.
    count: usize,
    exponent: i64,
    /// A digit other than 0 follows the counted ones.
    more: bool,
}

impl Decimal {
    fn read(text: &[u8]) -> Decimal {
        let mut decimal = Decimal { head: 0, count: 0, exponent: 0, more: false };
        let mut fraction = false;
        let mut written = 0_i64;
        let mut rest = text;
        while let [byte, tail @ ..] = rest {
            rest = tail;
            match byte {
                b'0'..=b'9' => {
                    if decimal.count == DIGITS {
                        decimal.more |= *byte != b'0';
                        decimal.exponent += i64::from(!fraction);
                        continue;
                    }
                    decimal.exponent -= i64::from(fraction);
                    if decimal.count > 0 || *byte != b'0' {
                        decimal.count += 1;
                        decimal.head = decimal.head.wrapping_mul(10).wrapping_add(u64::from(byte & 15));
                    }
                }
                b'.' => fraction = true,
                _ => {
                    written = written_exponent(tail);
                    break;
                }
            }
        }
        decimal.exponent += written;
        decimal
    }
}

fn written_exponent(text: &[u8]) -> i64 {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let value = digits.iter().fold(0, |sum, byte| (sum * 10 + i64::from(byte & 15)).min(LARGE));
    if negative { -value } else { value }
}

/// The same without any rounding on the way: the number is a fraction of two big integers, scaled by powers of two until it lies in
/// 1..2, and then divided bit by bit, as many bits as the double holds at that size.
fn exact(text: &[u8], decimal: &Decimal) -> f64 {
    let up = decimal.exponent.max(0) as usize;
    let down = (-decimal.exponent).max(0) as usize;
    // A limb holds nine digits or thirteen powers of five; the powers of two in ten are only counted.
    let limbs = (decimal.count / 9 + up / 13).max(down / 13) + 4;
    let (mut upper, mut lower) = ([0_u32; LIMBS], [0_u32; LIMBS]);
    let (Some(upper), Some(lower)) = (upper.get_mut(..limbs), lower.get_mut(..limbs)) else {
        return f64::NAN;
    };

    let digits = text.iter().take_while(|byte| !matches!(byte, b'e' | b'E')).filter(|byte| **byte != b'.');
    let (mut chunk, mut scale) = (0, 1);
    for byte in digits.skip_while(|byte| **byte == b'0').take(decimal.count) {
        chunk = chunk * 10 + u32::from(byte & 15);
        scale *= 10;
        if scale == 1_000_000_000 {
            multiply(upper, scale, chunk);
            (chunk, scale) = (0, 1);
        }
    }
    multiply(upper, scale, chunk);
    raise(upper, up, 5);
    multiply(lower, 1, 1);
    raise(lower, down, 5);

    let (above, below) = (bits(upper), bits(lower));
    raise(upper, below.saturating_sub(above), 2);
    raise(lower, above.saturating_sub(below), 2);
    let mut power = above as i32 - below as i32 + decimal.exponent as i32;
    if less(upper, lower) {
        multiply(upper, 2, 0);
        power -= 1;
    }

    // Under 2^-1022 a double loses one bit for each halving.
    let kept = 53 + (power + 1022).min(0);
    if kept < 0 {
        return 0.0;
    }
    let mut mantissa = 0_u64;
    for _ in 0..kept {
        mantissa *= 2;
        if !less(upper, lower) {
            subtract(upper, lower);
            mantissa += 1;
        }
        multiply(upper, 2, 0);
    }
    // What is left over stands for the bits after the last one kept, the first of them being worth a half.
    if less(lower, upper) || (!less(upper, lower) && (decimal.more || mantissa % 2 == 1)) {
        mantissa += 1;
    }
    if power > 1023 {
        return f64::INFINITY;
    }
    // A normal mantissa brings its own leading bit, worth one exponent, and so does one that was rounded up to the next power of two.
    f64::from_bits(mantissa + (((power + 1022).max(0) as u64) << 52))
}

// The integers below are little-endian limbs of a width that the caller chose large enough: no carry leaves them.

pub(crate) fn multiply(number: &mut [u32], factor: u32, add: u32) {
    let mut carry = u64::from(add);
    for limb in number {
        carry += u64::from(*limb) * u64::from(factor);
        *limb = carry as u32;
        carry >>= 32;
    }
}

pub(crate) fn raise(number: &mut [u32], exponent: usize, base: u32) {
    let mut factor = 1;
    for _ in 0..exponent {
        factor *= base;
        if factor >= 1 << 28 {
            multiply(number, factor, 0);
            factor = 1;
        }
    }
    multiply(number, factor, 0);
}

pub(crate) fn subtract(number: &mut [u32], other: &[u32]) {
    let mut borrow = 0;
    for (limb, other) in number.iter_mut().zip(other) {
        borrow += i64::from(*limb) - i64::from(*other);
        *limb = borrow as u32;
        borrow >>= 32;
    }
}

pub(crate) fn less(one: &[u32], other: &[u32]) -> bool {
    for (one, other) in one.iter().zip(other).rev() {
        if one != other {
            return one < other;
        }
    }
    false
}

fn bits(number: &[u32]) -> usize {
    let (mut result, mut below) = (0, 0);
    for limb in number {
        below += 32;
        if *limb != 0 {
            result = below - limb.leading_zeros() as usize;
        }
    }
    result
}
