//! One request, one verdict: a tree, a text in any spelling, a text with a byte order mark, and the bytes of the
//! object door say the same of a hundred thousand generated requests, or of a million with `LONG=1`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod common;

use common::requests::{Rng, Sample, count, sample, spell, spell_with_repeats};
use common::strict::is_json;
use common::tape::{Decoded, Reader, Writer, header};
use seedance_request::door::Door;
use seedance_request::rules::{Options, RULES};
use seedance_request::{Edition, Issue, Report, validate, validate_json};
use serde_json::Value;
use std::collections::BTreeMap;

const SEED: u64 = 20_260_620;

/// What all doors must agree on, spelled the door's way.
fn decoded(issues: &[Issue]) -> Vec<Decoded> {
    issues
        .iter()
        .map(|issue| Decoded {
            code: issue.code,
            severity: issue.severity as u8,
            pointer: issue.pointer.clone(),
            offset: issue.position.map(|position| position.offset as u32),
            params: Value::Object(issue.params.clone()),
            patch: issue.fix.as_ref().map_or(Value::Null, |fix| fix.patch.clone()),
        })
        .collect()
}

fn without_offsets(issues: &[Decoded]) -> Vec<Decoded> {
    issues.iter().map(|issue| Decoded { offset: None, ..issue.clone() }).collect()
}

fn faults(issues: &[Decoded]) -> Vec<(&'static str, u8, &str)> {
    issues.iter().map(|issue| (issue.code, issue.severity, issue.pointer.as_str())).collect()
}

fn through_tape(door: &mut Door, options: &Options, tape: &[u8]) -> Vec<Decoded> {
    let input = [header(options).as_slice(), tape].concat();
    door.reserve(input.len())[..input.len()].copy_from_slice(&input);
    let length = door.check_tape(input.len());
    assert_eq!(length, door.output().len());
    let mut issues = Reader(door.output()).issues();
    // The fixes of this door are tried when somebody asks for them.
    if issues.iter().any(|issue| issue.patch == Value::Bool(true)) {
        door.repairs(input.len());
        let Value::Array(patches) = Reader(door.output()).value() else { panic!("repairs are a list") };
        assert_eq!(patches.len(), issues.len());
        for (issue, patch) in issues.iter_mut().zip(patches) {
            assert!(issue.patch == Value::Bool(true) || patch == Value::Null);
            issue.patch = patch;
        }
    }
    issues
}

fn through_text(door: &mut Door, options: &Options, text: &[u8]) -> Vec<Decoded> {
    let input = [header(options).as_slice(), &0_u32.to_le_bytes(), text].concat();
    door.reserve(input.len())[..input.len()].copy_from_slice(&input);
    door.check_text(input.len());
    Reader(door.output()).issues()
}

/// Numbers in parameters cross as doubles.
fn doubles(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let double = number.as_f64().unwrap();
            *value =
                if double.trunc() == double && double.abs() < 9e15 { (double as i64).into() } else { double.into() };
        }
        Value::Array(items) => items.iter_mut().for_each(doubles),
        Value::Object(entries) => entries.values_mut().for_each(doubles),
        _ => {}
    }
}

fn doubled(issues: &[Issue]) -> Vec<Decoded> {
    let mut issues = decoded(issues);
    for issue in &mut issues {
        doubles(&mut issue.params);
        doubles(&mut issue.patch);
    }
    issues
}

#[derive(Default)]
struct Tally {
    requests: u64,
    valid: u64,
    codes: BTreeMap<(&'static str, &'static str), u64>,
}

impl Tally {
    fn add(&mut self, report: &Report) {
        self.requests += 1;
        self.valid += u64::from(report.valid);
        let mut codes: Vec<&'static str> = report.issues.iter().map(|issue| issue.code).collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            *self.codes.entry((code, report.edition)).or_default() += 1;
        }
    }

    fn merge(&mut self, other: Tally) {
        self.requests += other.requests;
        self.valid += other.valid;
        for (code, count) in other.codes {
            *self.codes.entry(code).or_default() += count;
        }
    }
}

fn agree(sample: &Sample, seed: u64, edition: Edition, door: &mut Door, tally: &mut Tally) {
    let options = sample.options(edition);
    let mut rng = Rng(seed ^ 0xabcd);
    let text = spell(&sample.value, &mut rng);
    // Text of small total limits is longer than what its object holds: each door has its own total.
    let own_total = options.bytes.is_some();
    let report = validate_json(&text, &options);
    let known = doubled(&report.issues);
    let say = |door: &str| format!("seed {seed}, {}, {door}: {text:.2000}", edition.name());

    let marked = validate_json(["\u{feff}", &text].concat(), &options);
    let shifted: Vec<Decoded> = doubled(&marked.issues)
        .into_iter()
        .map(|issue| Decoded { offset: issue.offset.map(|offset| offset.saturating_sub(3)), ..issue })
        .collect();
    assert_eq!(shifted, known, "{}", say("byte order mark"));

    assert_eq!(through_text(door, &options, text.as_bytes()), known, "{}", say("text of the door"));

    let plain = without_offsets(&known);
    if !sample.beyond {
        let tree = validate(&sample.value, &options);
        if !own_total {
            assert_eq!(without_offsets(&doubled(&tree.issues)), plain, "{}", say("tree"));
        } else if tree.issues.first().is_some_and(|issue| issue.code == "too-large") {
            assert_eq!(faults(&doubled(&tree.issues)), faults(&plain), "{}", say("tree"));
        }
    }
    let mut data = false;
    let tape = Writer::write(&options, &sample.value, &mut |end| {
        let whim = rng.below(end);
        data |= end == 2 && whim == 0;
        whim
    });
    let taped = through_tape(door, &options, &tape);
    if !own_total || taped.first().is_some_and(|issue| issue.code == "too-large") {
        assert_eq!(faults(&taped), faults(&plain), "{}", say("tape"));
        if !data && !own_total && !sample.beyond {
            assert_eq!(taped, plain, "{}", say("tape"));
        }
    }
    tally.add(&report);
}

/// Text that is broken, or repeats keys: only the doors of text can see that.
fn agree_on_text(sample: &Sample, seed: u64, edition: Edition, door: &mut Door, tally: &mut Tally) {
    let options = sample.options(edition);
    let mut rng = Rng(seed ^ 0x1234);
    let (text, repeats) = spell_with_repeats(&sample.value, &mut rng);
    let report = validate_json(&text, &options);
    let known = doubled(&report.issues);
    assert_eq!(through_text(door, &options, text.as_bytes()), known, "seed {seed}: {text:.2000}");
    let stopped = known.first().is_some_and(|issue| ["too-large", "too-deep"].contains(&issue.code));
    if !stopped && report.issues.iter().all(|issue| issue.code != "not-an-object") {
        let once = validate_json(spell(&sample.value, &mut rng), &options);
        let others: Vec<&Issue> = report.issues.iter().filter(|issue| issue.code != "duplicate-key").collect();
        let others: Vec<(&str, &str)> = others.iter().map(|issue| (issue.code, issue.pointer.as_str())).collect();
        let expected: Vec<(&str, &str)> =
            once.issues.iter().map(|issue| (issue.code, issue.pointer.as_str())).collect();
        if !once.issues.iter().any(|issue| ["too-large", "too-deep"].contains(&issue.code)) {
            assert_eq!(others, expected, "seed {seed}, repeated keys: {text:.2000}");
            assert_eq!(report.issues.len() > others.len(), repeats > 0, "seed {seed}: {text:.2000}");
        }
    }
    tally.add(&report);

    let mut bytes = text.into_bytes();
    for _ in 0..1 + rng.below(2) {
        let at = rng.below(bytes.len());
        match rng.below(4) {
            0 => drop(bytes.remove(at)),
            1 => bytes.insert(at, rng.pick(b"{}[]\",:0-e.\\u \n\x00\x80\xff")),
            2 => bytes[at] = rng.next() as u8,
            _ => bytes.truncate(at),
        }
        if bytes.is_empty() {
            break;
        }
    }
    let report = validate_json(&bytes, &options);
    let known = doubled(&report.issues);
    assert_eq!(through_text(door, &options, &bytes), known, "seed {seed}: {}", String::from_utf8_lossy(&bytes));
    let code = known.first().map(|issue| issue.code);
    if !matches!(code, Some("too-large" | "too-deep")) {
        let refused = code == Some("not-json");
        assert_eq!(refused, !is_json(&bytes), "seed {seed}: {}", String::from_utf8_lossy(&bytes));
    }
    tally.add(&report);
}

fn run(from: u64, to: u64) -> Tally {
    let mut tally = Tally::default();
    let mut door = Door::default();
    for index in from..to {
        let seed = SEED + index;
        let sample = sample(seed);
        for edition in Edition::ALL {
            agree(&sample, seed, edition, &mut door, &mut tally);
            if index % 8 == 0 {
                agree_on_text(&sample, seed, edition, &mut door, &mut tally);
            }
        }
    }
    tally
}

/// Each name that crosses as one byte is that name: none of them is taken for a mark of the tape.
#[test]
fn every_name_crosses_as_one_byte() {
    let mut door = Door::default();
    let options = Options::default();
    for field in seedance_request::request::Field::ALL {
        let value = serde_json::json!({field.name(): {"url": 1, "role": 2, "type": 3}});
        let tape = Writer::write(&options, &value, &mut |end| end - 1);
        let taped = through_tape(&mut door, &options, &tape);
        assert_eq!(taped, without_offsets(&doubled(&validate(&value, &options).issues)), "{value}");
    }
}

/// Repeated keys among few and many, short and long, alike and unlike, in objects inside objects.
#[test]
fn repeated_keys_are_found_among_many() {
    let mut rng = Rng(7);
    for round in 0..3000 {
        let mut seen: Vec<std::collections::BTreeSet<String>> = Vec::new();
        let (mut text, mut expected) = (String::new(), std::collections::BTreeSet::new());
        let mut path: Vec<String> = Vec::new();
        let letters = [1, 2, 26][rng.below(3)];
        text.push('{');
        seen.push(std::collections::BTreeSet::new());
        for _ in 0..rng.below(200) {
            let longest = rng.pick(&[2, 4, 9, 40]);
            let key: String = (0..rng.below(longest)).map(|_| (b'A' + rng.below(letters) as u8) as char).collect();
            text.push_str(&format!("\"{key}\":"));
            path.push(key.clone());
            if !seen.last_mut().unwrap().insert(key) {
                expected.insert(format!("/{}", path.join("/")));
            }
            match rng.below(12) {
                0 if path.len() < 60 => {
                    text.push('{');
                    seen.push(std::collections::BTreeSet::new());
                    continue;
                }
                1 if path.len() > 1 => {
                    path.pop();
                    path.pop();
                    seen.pop();
                    text.push_str("0},");
                    continue;
                }
                _ => {}
            }
            path.pop();
            text.push_str("0,");
        }
        text.push_str("\"zz\":0");
        text.push_str(&"}".repeat(seen.len()));
        let report = validate_json(&text, &Options::default());
        let found: std::collections::BTreeSet<String> = report
            .issues
            .iter()
            .filter(|issue| issue.code == "duplicate-key")
            .map(|issue| issue.pointer.clone())
            .collect();
        assert_eq!(found, expected, "round {round}: {text}");
    }
}

#[test]
fn every_door_says_the_same() {
    let samples = count(1_000_000);
    let halves: Vec<_> = [0..samples / 2, samples / 2..samples]
        .map(|range| std::thread::spawn(move || run(range.start, range.end)))
        .into_iter()
        .collect();
    let mut tally = Tally::default();
    for half in halves {
        tally.merge(half.join().expect("no door panics"));
    }
    println!("{samples} requests, {} checks in both editions, {} valid", tally.requests, tally.valid);
    let mut rare = Vec::new();
    for rule in RULES {
        for edition in Edition::ALL {
            let tripped = tally.codes.get(&(rule.code, edition.name())).copied().unwrap_or(0);
            println!("{tripped:>9} {} {}", edition.name(), rule.code);
            if rule.severity.of(edition).is_some() && tripped * 1000 < samples {
                rare.push(format!("{} in {}: {tripped}", rule.code, edition.name()));
            }
        }
    }
    let share = tally.valid * 100 / tally.requests;
    assert!((20..=60).contains(&share), "{share} % are valid");
    assert!(rare.is_empty(), "seldom tripped: {rare:?}");
}
