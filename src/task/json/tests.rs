//! This reader and this writer against serde_json, on the same texts and the same values.

use super::{Json, percentage, push_real};
use serde_json::Value;

/// A small generator (xorshift), so that each run reads the same texts.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 11) as usize % bound
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    fn digits(&mut self, most: usize) -> String {
        (0..=self.below(most)).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    fn number(&mut self) -> String {
        let most = [3, 17, 21, 30][self.below(4)];
        let mut text = self.pick(&["", "-"]).to_owned() + &self.digits(most);
        if self.below(2) == 0 {
            text += &format!(".{}", self.digits(most));
        }
        if self.below(2) == 0 {
            let most = [1, 3, 12][self.below(3)];
            text += &format!("{}{}{}", self.pick(&["e", "E"]), self.pick(&["", "+", "-"]), self.digits(most));
        }
        text
    }

    fn string(&mut self) -> String {
        const PARTS: [&str; 21] = [
            "a",
            "task",
            " ",
            "\u{7f}",
            "ü",
            "\u{1f600}",
            "\\n",
            "\\\"",
            "\\\\",
            "\\/",
            "\\b",
            "\\f",
            "\\r\\t",
            "\\u0041",
            "\\u00e9",
            "\\ud83d\\ude00",
            "\\u0000",
            "\\u001f",
            "\u{feff}",
            "\u{85}",
            "\\u000B",
        ];
        let parts: String = (0..self.below(5)).map(|_| self.pick(&PARTS)).collect();
        format!("\"{parts}\"")
    }

    fn value(&mut self, depth: usize) -> String {
        let blank = self.pick(&["", "", "", " ", "\n\t\r "]);
        let text = match self.below(if depth == 0 { 4 } else { 8 }) {
            0 => self.pick(&["null", "true", "false"]).to_owned(),
            1 => self.number(),
            2 | 3 => self.string(),
            4 | 5 => {
                let items: Vec<String> = (0..self.below(4)).map(|_| self.value(depth - 1)).collect();
                format!("[{}]", items.join(","))
            }
            _ => {
                let members: Vec<String> =
                    (0..self.below(4)).map(|_| format!("{}{blank}:{}", self.string(), self.value(depth - 1))).collect();
                format!("{{{blank}{}}}", members.join(","))
            }
        };
        format!("{blank}{text}{blank}")
    }

    fn spoil(&mut self, text: &str) -> String {
        const NEW: &str = "{}[]\",:\\eE+-.0179ntu \u{1}ud8\u{e9}/";
        let mut characters: Vec<char> = text.chars().collect();
        let at = self.below(characters.len());
        let new = NEW.chars().nth(self.below(NEW.chars().count())).unwrap();
        match self.below(3) {
            0 => drop(characters.remove(at)),
            1 => characters.insert(at, new),
            _ => characters[at] = new,
        }
        characters.into_iter().collect()
    }
}

/// Whether the text is JSON.
fn compare(text: &str) -> bool {
    let ours = Json::read(text);
    let theirs: Option<Value> = serde_json::from_str(text).ok();
    assert_eq!(
        ours.as_ref().map(|json| Value::from(json).to_string()),
        theirs.as_ref().map(Value::to_string),
        "{text}"
    );
    if let Some(theirs) = &theirs {
        let mut written = String::new();
        Json::from(theirs).write(&mut written);
        assert_eq!(written, theirs.to_string(), "{text}");
    }
    theirs.is_some()
}

#[test]
fn reads_refuses_and_writes_what_serde_json_does() {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let (mut sound, mut broken) = (0, 0);
    for _ in 0..40_000 {
        let text = chance.value(4);
        for text in [chance.spoil(&text), chance.number(), text] {
            if compare(&text) { sound += 1 } else { broken += 1 }
        }
    }
    assert!(sound > 50_000 && broken > 10_000, "{sound} {broken}");
}

#[test]
fn known_hard_texts() {
    for text in [
        "",
        " ",
        "\u{feff}1",
        "-",
        "-0",
        "-0.0",
        "0.",
        ".5",
        "01",
        "1e",
        "1e+",
        "1.e1",
        "+1",
        "0x1",
        "NaN",
        "1e308",
        "1e309",
        "-1e309",
        "0e999999999999999999999",
        "1e-999999999999999999999",
        "1e99999999999",
        "1.7976931348623157e308",
        "1.7976931348623159e308",
        "17976931348623157e292",
        "5e-324",
        "2e-324",
        "123456789012345678901234567890e-30",
        "18446744073709551615",
        "18446744073709551616",
        "18446744073709551619.5",
        "-9223372036854775808",
        "-9223372036854775809",
        "33.333333333333336",
        "0.1e1",
        "1E400",
        "[1,]",
        "[,1]",
        "{\"a\":1,}",
        "{\"a\"}",
        "{1:2}",
        "{\"a\":1 \"b\":2}",
        "[1 2]",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\"\\ud83d\\ude00\"",
        "\"\\u12\"",
        "\"\\u+123\"",
        "\"\\u00G0\"",
        "\"\\x\"",
        "\"a",
        "\"\n\"",
        "\"\\\"",
        "nul",
        "nullx",
        "truefalse",
        "[",
        "]",
        "{",
        "}",
        "[]]",
        "{}{}",
        "1 2",
        "\u{b}1",
        "{\"a\":1,\"b\":2,\"a\":[3]}",
        "{\"\":0}",
    ] {
        compare(text);
    }
    for depth in [1, 126, 127, 128, 129, 100_000] {
        let lists = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(compare(&lists), depth < 128, "{depth}");
        let objects = format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        assert_eq!(compare(&objects), depth < 128, "{depth}");
        assert!(!compare(&"[{\"a\":".repeat(depth)));
    }
    assert!(compare(&format!("[{}[]]", "[],".repeat(1_000))));
}

#[test]
fn doubles_are_written_as_serde_json_writes_them() {
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    let check = |number: f64| {
        let mut ours = String::new();
        push_real(&mut ours, number);
        assert_eq!(ours, serde_json::to_string(&number).unwrap(), "{:x}", number.to_bits());
    };
    for exponent in 0..2047_u64 {
        for fraction in [0, 1, 2, (1 << 52) - 1, (1 << 52) - 2, chance.next() >> 12, chance.next() >> 12] {
            check(f64::from_bits(exponent << 52 | fraction));
        }
    }
    for power in -330..309 {
        for digits in [1, 5, 9, 15, 123, 9_999, 12_345] {
            check(format!("{digits}e{power}").parse().unwrap());
        }
    }
    // Halfway between two texts of one length.
    for quarters in [2_400_000_000_000_001_u64, 2_400_000_000_000_003, 3_602_879_701_896_397, 18_014_398_509_481_990] {
        check(quarters as f64 / 4.0);
    }
    for _ in 0..20_000 {
        check(f64::from_bits(chance.next() >> 1));
        check((chance.next() >> chance.below(64)) as f64 / 8.0);
        check((chance.next() >> 40) as f64 / 1000.0);
    }
    for number in [0.0, -0.0, -1.0, -1.5e-9, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN_POSITIVE] {
        check(number);
    }
}

#[test]
fn percentages_are_what_the_standard_library_reads() {
    for text in [
        "",
        "%",
        "0",
        "7",
        "45%",
        "100%",
        "45%%",
        "-3%",
        "+3",
        "+-3",
        "--3",
        "1.5",
        ".5",
        "5.",
        ".",
        "-.",
        "1.5.5",
        "1e2",
        "1e+2",
        "1e-2",
        "1E2%",
        "1e",
        "e1",
        "1e+",
        "1e+-2",
        "1e2.5",
        "1e400",
        "1e-400",
        ".e5",
        "1.e5",
        "inf",
        "nan",
        "infinity",
        "-inf",
        "1_0",
        " 1",
        "1 ",
        "0x1",
        "33.333333333333336%",
        "9007199254740993",
        "-0",
        "1e5e5",
        "1+1",
        "1-",
        "\u{661}",
        "%5",
    ] {
        let want = text.strip_suffix('%').unwrap_or(text).parse().ok().filter(|number: &f64| number.is_finite());
        assert_eq!(percentage(text).map(f64::to_bits), want.map(f64::to_bits), "{text}");
    }
}
