//! Doubles as serde_json reads them out of digits, which is not always to the nearest, and as it writes them: as few digits
//! as tell a double from its neighbours. Refuses to know what a number stands for.

use crate::request::number::{less, multiply, raise, subtract};

/// Room for the widest case: the smallest double has 1,074 bits behind the point, the largest 309 digits before it.
const LIMBS: usize = 40;
type Big = [u32; LIMBS];

/// A number's digits as far as they fit, times ten to the exponent.
#[derive(Default)]
pub(super) struct Digits {
    pub(super) value: u64,
    pub(super) exponent: i32,
}

impl Digits {
    /// Whether the digit fits.
    pub(super) fn push(&mut self, digit: u8) -> bool {
        let digit = u64::from(digit);
        let fits = self.value <= (u64::MAX - digit) / 10;
        if fits {
            self.value = self.value * 10 + digit;
        }
        fits
    }

    pub(super) fn clamped(&self) -> i32 {
        i32::try_from(self.value).unwrap_or(i32::MAX)
    }

    /// One rounding for the digits, one for their power of ten; nothing where the result is beyond every double.
    pub(super) fn double(&self) -> Option<f64> {
        let mut value = self.value as f64;
        let mut exponent = self.exponent;
        while exponent < -308 && value != 0.0 {
            value /= power_of_ten(308);
            exponent += 308;
        }
        if value == 0.0 {
            return Some(value);
        }
        let power = power_of_ten(exponent.unsigned_abs());
        value = if exponent < 0 { value / power } else { value * power };
        value.is_finite().then_some(value)
    }
}

/// The double nearest to a power of ten, up to the last one that there is; infinity beyond.
fn power_of_ten(exponent: u32) -> f64 {
    if exponent > 308 {
        return f64::INFINITY;
    }
    // Of five to the exponent the leading 128 bits, which is enough for each of them to be rounded right.
    let mut fives = 1_u128 << 127;
    let mut bits = 0_u64;
    for _ in 0..exponent {
        fives >>= 3;
        fives += fives << 2;
        bits += 4;
        if fives >> 127 == 0 {
            fives <<= 1;
            bits -= 1;
        }
    }
    let head = (fives >> 64) as u64 | u64::from(fives as u64 != 0);
    head as f64 * f64::from_bits((1023 - 63 + bits) << 52)
}

/// The integer that a text of nothing but digits stands for; nothing where it is too large.
#[inline(never)]
pub(in crate::task) fn whole(text: &[u8]) -> Option<u64> {
    let mut digits = Digits::default();
    let sound = !text.is_empty() && text.iter().all(|byte| byte.is_ascii_digit() && digits.push(byte & 15));
    sound.then_some(digits.value)
}

/// The shortest digits of a positive double, the nearest of them where there are several, and the exponent of the first.
pub(super) fn shortest(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let biased = (bits >> 52) as i32;
    let mantissa = if biased == 0 { fraction } else { fraction | 1 << 52 };
    // Quarters of the last bit: below a power of two the neighbour is half as far away as above it.
    let uneven = fraction == 0 && biased > 1;
    let exponent = biased.max(1) - 1077;
    let twos = exponent.unsigned_abs() as usize;
    // None of the numbers is longer than the scale by more than two digits.
    let limbs = twos / 32 + 4;
    let (up, down) = if exponent < 0 { (0, twos) } else { (twos, 0) };
    let mut rest = placed(mantissa * 4, up);
    let mut below = placed(if uneven { 1 } else { 2 }, up);
    let mut scale = placed(1, down);
    // At most one too low.
    let length = 64 - (mantissa * 4).leading_zeros() as i32;
    let mut first = ((i64::from(length + exponent - 1) * 1_292_913_986) >> 32) as i32;
    let tens = first.unsigned_abs() as usize;
    if first < 0 {
        raise(cut(&mut rest, limbs), tens, 10);
        raise(cut(&mut below, limbs), tens, 10);
    } else {
        raise(cut(&mut scale, limbs), tens, 10);
    }
    let even = mantissa % 2 == 0;
    let reaches = |one: &Big, other: &Big| less(other, one) || (even && one == other);
    let above = |rest: &Big, below: &Big| {
        let mut sum = *rest;
        add(cut(&mut sum, limbs), below);
        if uneven {
            add(cut(&mut sum, limbs), below);
        }
        sum
    };
    let mut tenfold = scale;
    multiply(cut(&mut tenfold, limbs), 10, 0);
    if reaches(&above(&rest, &below), &tenfold) {
        first += 1;
        scale = tenfold;
    }
    let mut digits = 0;
    loop {
        let mut digit = 0;
        while !less(&rest, &scale) {
            subtract(cut(&mut rest, limbs), &scale);
            digit += 1;
        }
        digits = digits * 10 + digit;
        let low = reaches(&below, &rest);
        let high = reaches(&above(&rest, &below), &scale);
        if low || high {
            multiply(cut(&mut rest, limbs), 2, 0);
            let nearer = less(&scale, &rest) || (rest == scale && digit % 2 == 1);
            return (digits + u64::from(high && (!low || nearer)), first);
        }
        multiply(cut(&mut rest, limbs), 10, 0);
        multiply(cut(&mut below, limbs), 10, 0);
    }
}

/// A number times two to the power of `twos`.
fn placed(value: u64, twos: usize) -> Big {
    let mut number = [0; LIMBS];
    let mut wide = u128::from(value) << (twos % 32);
    for limb in number.iter_mut().skip(twos / 32).take(3) {
        *limb = wide as u32;
        wide >>= 32;
    }
    number
}

/// The limbs that are in use.
fn cut(number: &mut Big, limbs: usize) -> &mut [u32] {
    let limbs = limbs.min(LIMBS);
    number.get_mut(..limbs).unwrap_or_default()
}

fn add(number: &mut [u32], other: &[u32]) {
    let mut carry = 0;
    for (limb, other) in number.iter_mut().zip(other) {
        carry += u64::from(*limb) + u64::from(*other);
        *limb = carry as u32;
        carry >>= 32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_power_of_ten_is_the_nearest_double() {
        for exponent in 0..=308 {
            assert_eq!(power_of_ten(exponent), format!("1e{exponent}").parse::<f64>().unwrap(), "{exponent}");
        }
    }
}
