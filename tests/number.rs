//! Number texts against the standard library's reading of them, bit for bit.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use seedance_request::request::number::parse;

/// A small generator (xorshift), so that each run reads the same texts.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, bound: u64) -> u64 {
        (self.next() >> 11) % bound
    }

    fn digits(&mut self, count: u64) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    fn integer(&mut self, count: u64) -> String {
        let digits = self.digits(count);
        match digits.trim_start_matches('0') {
            "" => "0".to_string(),
            rest => rest.to_string(),
        }
    }
}

fn check(text: &str) {
    let ours = parse(text.as_bytes());
    let theirs: f64 = text.parse().unwrap();
    let shown = if text.len() > 200 { &text[..200] } else { text };
    assert_eq!(ours.to_bits(), theirs.to_bits(), "{shown} (length {}): {ours:e} against {theirs:e}", text.len());
}

#[test]
fn small_and_known_texts() {
    for text in [
        "0",
        "-0",
        "0.0",
        "-0.0e5",
        "0e999999999999999999999",
        "1",
        "10.0",
        "1e1",
        "1E+1",
        "10e-1",
        "0.1",
        "0.3",
        "123456.789",
        "1e22",
        "1e23",
        "1e-22",
        "1e-23",
        "8.5e22",
        "9007199254740991",
        "9007199254740992",
        "9007199254740993",
        "-9007199254740993",
        "9007199254740993.0",
        "9007199254740992.5",
        "9007199254740993.00000000000000000000000000001",
        "9007199254740995",
        "18446744073709551615",
        "18446744073709551616",
        "9999999999999999999",
        "99999999999999999999",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e308",
        "1e309",
        "-1e309",
        "1e310",
        "1e311",
        "1e99999999999999999999",
        "-1e99999999999999999999",
        "1e-99999999999999999999",
        "-1e-99999999999999999999",
        "2.2250738585072014e-308",
        "2.2250738585072011e-308",
        "4.9e-324",
        "5e-324",
        "3e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2e-324",
        "1e-324",
        "9e-325",
        "1e-325",
        "1e-400",
        "0.000000000000000000000000000000000000000000000000000000000000000000000001",
        "4294967295",
        "4294967296",
        "-1",
    ] {
        check(text);
    }
    assert!(parse(b"-0").is_sign_negative());
    assert_eq!(parse(b"1e400"), f64::INFINITY);
    assert_eq!(parse(b"-1e400"), f64::NEG_INFINITY);
}

#[test]
fn random_texts() {
    let mut chance = Chance(0x5eed_0001);
    for round in 0..300_000 {
        let longest = if round % 50 == 0 { 900 } else { 40 };
        let mut text = String::new();
        if chance.below(4) == 0 {
            text.push('-');
        }
        let bound = [longest, 8][chance.below(2) as usize];
        let count = 1 + chance.below(bound);
        text += &chance.integer(count);
        if chance.below(2) == 0 {
            text.push('.');
            if chance.below(4) == 0 {
                text += &"0".repeat(chance.below(longest) as usize);
            }
            let count = 1 + chance.below(longest);
            text += &chance.digits(count);
        }
        if chance.below(2) == 0 {
            text += ["e", "E", "e+", "e-", "E-"][chance.below(5) as usize];
            let bound = [5, 30, 350, 1000][chance.below(4) as usize];
            text += &chance.below(bound).to_string();
        }
        check(&text);
    }
}

fn tiny(chance: &mut Chance) -> f64 {
    let bits = chance.next() >> 12;
    f64::from_bits(bits >> chance.below(52))
}

#[test]
fn shortest_and_long_spellings_of_random_doubles() {
    let mut chance = Chance(0x5eed_0002);
    for _ in 0..100_000 {
        let value = f64::from_bits(chance.next());
        if value.is_finite() {
            check(&format!("{value:e}"));
            check(&format!("{value:.17e}"));
            check(&format!("{value:.25e}"));
        }
        let subnormal = tiny(&mut chance);
        check(&format!("{subnormal:e}"));
    }
}

/// Decimal text of `mantissa * 2^power`, exact.
fn exact_decimal(mantissa: u128, power: i32) -> String {
    // Decimal digits, least significant first, and how many of them stand behind the point.
    let mut digits: Vec<u8> = mantissa.to_string().bytes().rev().map(|byte| byte - b'0').collect();
    for _ in 0..power.unsigned_abs() {
        // A halving is five times as much with the point one digit further left.
        let factor = if power < 0 { 5 } else { 2 };
        let mut carry = 0;
        for digit in &mut digits {
            carry += *digit * factor;
            *digit = carry % 10;
            carry /= 10;
        }
        if carry > 0 {
            digits.push(carry);
        }
    }
    let behind = (-power).max(0) as usize;
    while digits.len() <= behind {
        digits.push(0);
    }
    let mut text: String = digits.iter().rev().map(|digit| char::from(digit + b'0')).collect();
    if behind > 0 {
        text.insert(text.len() - behind, '.');
    }
    text
}

/// The text with its last digit lowered by one.
fn lowered(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for byte in bytes.iter_mut().rev() {
        match byte {
            b'.' => {}
            b'0' => *byte = b'9',
            _ => {
                *byte -= 1;
                break;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn halfway_cases_and_their_neighbours() {
    let mut chance = Chance(0x5eed_0003);
    for round in 0..4_000 {
        // The point halfway between a double and the next one, of any size, subnormal ones on every eighth round.
        let (mantissa, power) = match round % 8 {
            0 => (u128::from(tiny(&mut chance).to_bits()), -1074),
            1 => (u128::from((chance.next() >> 12) | 1 << 52), -1074),
            2 => (u128::from((chance.next() >> 12) | 1 << 52), chance.below(972) as i32),
            3 => ((1 << 53) - 1, chance.below(2046) as i32 - 1074),
            4 => (1 << 52, chance.below(2046) as i32 - 1074),
            _ => (u128::from((chance.next() >> 12) | 1 << 52), chance.below(2046) as i32 - 1074),
        };
        let halfway = exact_decimal(2 * mantissa + 1, power - 1);
        check(&halfway);
        check(&format!("-{halfway}"));
        check(&lowered(&halfway));
        let dotted = if halfway.contains('.') { halfway } else { halfway + "." };
        check(&format!("{dotted}1"));
        check(&format!("{dotted}0000001"));
        check(&format!("{dotted}{}", "0".repeat(400)));
        check(&format!("{dotted}{}1", "0".repeat(400)));
        check(&format!("{dotted}{}1e-3", "0".repeat(400)));
        check(dotted.trim_end_matches('.'));
    }
}

#[test]
fn every_power_of_ten_and_two() {
    for power in -400..400 {
        check(&format!("1e{power}"));
        check(&format!("9.999999999999999999999e{power}"));
        check(&format!("5.000000000000000000001e{power}"));
    }
    for power in -1080..1020 {
        check(&exact_decimal(1, power));
        check(&lowered(&exact_decimal(1, power)));
        check(&exact_decimal((1 << 53) + 1, power));
    }
}

// The standard library gives up on exponents that only a megabyte of digits balances, so these values are written out.
#[test]
fn a_megabyte_of_digits() {
    let zeros = "0".repeat(1 << 20);
    let nines = "9".repeat(1 << 20);
    let long = zeros.len();
    for (text, value) in [
        (format!("1{zeros}e-{long}"), 1.0),
        (format!("-1{zeros}e-{}", long + 3), -1e-3),
        (format!("0.{zeros}1e{long}"), 0.1),
        (format!("0.{zeros}123456789012345678901234567890e{}", long - 200), 1.234_567_890_123_456_8e-201),
        (format!("0.{nines}"), 1.0),
        (format!("{nines}e-{}", long + 300), 1e-300),
        (format!("{nines}e-{}", long + 330), 0.0),
        (nines.clone(), f64::INFINITY),
        (format!("9007199254740993.{zeros}1"), 9_007_199_254_740_994.0),
        (format!("9007199254740993.{zeros}"), 9_007_199_254_740_992.0),
        (format!("1e{zeros}7"), 1e7),
        (format!("1e-{nines}"), 0.0),
        (format!("1{zeros}e-{nines}"), 0.0),
        (format!("0.{zeros}1e{nines}"), f64::INFINITY),
        (format!("0.{zeros}e{nines}"), 0.0),
    ] {
        assert_eq!(
            parse(text.as_bytes()).to_bits(),
            value.to_bits(),
            "{} ... {}",
            &text[..20],
            &text[text.len() - 20..]
        );
    }
}
