//! What the library promises of its repairs and of building, held against generated requests by an RFC 6902 applier of
//! the tests' own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod common;

use common::requests::{Rng, count, sample};
use seedance_request::report::PathStep;
use seedance_request::request::Field;
use seedance_request::rules::{Options, RULES};
use seedance_request::{Edition, Report, Severity, apply_fixes, build, validate};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const SEED: u64 = 4_711_000;

/// Applies a JSON Patch; nothing where it does not fit.
fn patched(value: &Value, patch: &Value) -> Option<Value> {
    let mut value = value.clone();
    for op in patch.as_array()? {
        let text = |name: &str| op[name].as_str();
        match text("op")? {
            "add" => add(&mut value, text("path")?, op.get("value")?.clone())?,
            "remove" => drop(remove(&mut value, text("path")?)?),
            "replace" => *value.pointer_mut(text("path")?)? = op.get("value")?.clone(),
            "move" => {
                let (from, to) = (text("from")?, text("path")?);
                assert!(!to.starts_with(&format!("{from}/")), "a move into itself");
                let moved = remove(&mut value, from)?;
                add(&mut value, to, moved)?;
            }
            other => panic!("no operation {other}"),
        }
    }
    Some(value)
}

fn split(pointer: &str) -> Option<(&str, String)> {
    let (parent, last) = pointer.rsplit_once('/')?;
    Some((parent, last.replace("~1", "/").replace("~0", "~")))
}

fn remove(value: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, last) = split(pointer)?;
    match value.pointer_mut(parent)? {
        Value::Object(entries) => entries.shift_remove(&last),
        Value::Array(items) => {
            let index: usize = last.parse().ok()?;
            (index < items.len()).then(|| items.remove(index))
        }
        _ => None,
    }
}

fn add(value: &mut Value, pointer: &str, new: Value) -> Option<()> {
    if pointer.is_empty() {
        *value = new;
        return Some(());
    }
    let (parent, last) = split(pointer)?;
    match value.pointer_mut(parent)? {
        Value::Object(entries) => drop(entries.insert(last, new)),
        Value::Array(items) if last == "-" => items.push(new),
        Value::Array(items) => {
            let index: usize = last.parse().ok()?;
            if index > items.len() {
                return None;
            }
            items.insert(index, new);
        }
        _ => return None,
    }
    Some(())
}

fn counts(report: &Report, errors: bool) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for issue in report.issues.iter().filter(|issue| !errors || issue.severity == Severity::Error) {
        *counts.entry(issue.code).or_default() += 1;
    }
    counts
}

fn added_errors(before: &Report, after: &Report) -> Vec<&'static str> {
    let (before, after) = (counts(before, true), counts(after, true));
    after.into_iter().filter(|(code, many)| before.get(code).unwrap_or(&0) < many).map(|(code, _)| code).collect()
}

fn each(mut hold: impl FnMut(u64, &Value, &Options)) {
    for seed in SEED..SEED + count(200_000) {
        let sample = sample(seed);
        if !sample.beyond {
            for edition in Edition::ALL {
                hold(seed, &sample.value, &sample.options(edition));
            }
        }
    }
}

#[test]
fn each_fix_removes_its_issue_and_adds_no_error() {
    let mut offered = BTreeMap::<&str, u32>::new();
    each(|seed, value, options| {
        let before = validate(value, options);
        for issue in &before.issues {
            let Some(fix) = &issue.fix else { continue };
            *offered.entry(issue.code).or_default() += 1;
            let say = format!("seed {seed}, {} at {}: {} of {value}", issue.code, issue.pointer, fix.patch);
            assert!(!fix.title.is_empty(), "{say}");
            let after = patched(value, &fix.patch).unwrap_or_else(|| panic!("does not fit: {say}"));
            let after = validate(&after, options);
            let many = |report| counts(report, false).get(issue.code).copied().unwrap_or(0);
            assert!(many(&after) < many(&before), "{say}");
            assert!(added_errors(&before, &after).is_empty(), "adds {:?}: {say}", added_errors(&before, &after));
        }
    });
    println!("{offered:?}");
    for rule in RULES.iter().filter(|rule| rule.repair.is_some()) {
        assert!(offered.contains_key(rule.code), "{} has no fix", rule.code);
    }
}

#[test]
fn applying_every_fix_leaves_none_of_them_and_adds_no_error() {
    let mut left = BTreeMap::<&str, u32>::new();
    each(|seed, value, options| {
        let before = validate(value, options);
        let fixes = before.issues.iter().filter(|issue| issue.fix.is_some()).count();
        let repaired = apply_fixes(value, options, |_| true);
        assert_eq!(repaired.applied.len() + repaired.skipped.len(), fixes, "seed {seed}");
        assert_eq!(repaired.report, validate(&repaired.request, options), "seed {seed}: {value}");
        let added = added_errors(&before, &repaired.report);
        assert!(added.is_empty(), "seed {seed} adds {added:?}: {value} -> {}", repaired.request);
        for issue in before.issues.iter().filter(|issue| issue.fix.is_some()) {
            let left_over = &mut repaired.report.issues.iter().filter(|other| other.fix.is_some());
            if left_over.any(|other| other.code == issue.code && other.path == issue.path) {
                *left.entry(issue.code).or_default() += 1;
                println!("seed {seed}: {} at {} is left: {value} -> {}", issue.code, issue.pointer, repaired.request);
            }
        }
        if fixes == 0 {
            assert_eq!(plain(&repaired.request), plain(value), "seed {seed}");
        }
        let none = apply_fixes(value, options, |_| false);
        assert_eq!((plain(&none.request), none.applied.len()), (plain(value), 0), "seed {seed}");
    });
    assert!(left.is_empty(), "left: {left:?}");
}

fn step<'v>(value: &'v mut Value, path: &[PathStep]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, step| match step {
        PathStep::Key(key) => value.get_mut(key),
        PathStep::Index(index) => value.get_mut(*index as usize),
    })
}

#[test]
fn building_lists_every_change_and_orders_keys() {
    each(|seed, value, options| {
        let built = build(value, options);
        assert_eq!(built.report, validate(value, options), "seed {seed}");
        // Taking the listed changes back gives the draft, whatever the order of its keys.
        let mut again = built.request.clone();
        for change in built.changes.iter().rev() {
            let (last, parent) = change.path.split_last().unwrap();
            let parent = step(&mut again, parent).unwrap_or_else(|| panic!("seed {seed}: {change:?}"));
            match last {
                PathStep::Key(key) => {
                    let from = change.from.clone().unwrap_or_else(|| panic!("seed {seed}: {change:?}"));
                    assert_eq!(parent.as_object_mut().unwrap().insert(key.clone(), from), None, "seed {seed}");
                }
                PathStep::Index(_) => panic!("seed {seed}: an item was dropped: {change:?}"),
            }
        }
        assert_eq!(plain(&again), plain(value), "seed {seed}: {value}");
        if let Some(entries) = built.request.as_object().filter(|_| !stopped(&built.report)) {
            let rank = |key: &String| {
                let field = Field::ALL.into_iter().position(|field| field.name() == key);
                (field.unwrap_or(usize::MAX), if field.is_none() { key.as_bytes().to_vec() } else { Vec::new() })
            };
            assert!(entries.keys().map(rank).is_sorted(), "seed {seed}: {}", built.request);
        }
        let valid = built.report.valid;
        let request = built.request.clone();
        match built.ok() {
            Ok(made) => {
                assert!(valid);
                assert_eq!(made.json(), request.to_string());
                let after = validate(&request, options);
                assert!(after.valid, "seed {seed}: {request}");
                assert_eq!(build(&request, options).changes.len(), 0, "seed {seed}: building twice");
            }
            Err(report) => assert!(!report.valid),
        }
    });
}

fn stopped(report: &Report) -> bool {
    report.issues.first().is_some_and(|issue| ["too-large", "too-deep"].contains(&issue.code))
}

/// A value in which 10 and 10.0 are one number; no other two are.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            let double = number.as_f64().unwrap();
            if double.trunc() == double && double.abs() < 9_007_199_254_740_992.0 {
                json!(double as i64)
            } else {
                json!(double)
            }
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(entries) => {
            let mut entries: Vec<(String, Value)> =
                entries.iter().map(|(key, value)| (key.clone(), plain(value))).collect();
            entries.sort_by(|one, two| one.0.cmp(&two.0));
            Value::Object(entries.into_iter().collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

#[test]
fn the_applier_is_sound() {
    let value = json!({"a": [1, 2], "b/c": {"~": 3}});
    let patch = json!([{"op": "move", "from": "/a/0", "path": "/b~1c/x"}, {"op": "add", "path": "/a/0", "value": 9}, {"op": "remove", "path": "/b~1c/~0"}]);
    assert_eq!(patched(&value, &patch), Some(json!({"a": [9, 2], "b/c": {"x": 1}})));
    assert_eq!(patched(&value, &json!([{"op": "remove", "path": "/a/2"}])), None);
    let mut rng = Rng(1);
    assert_ne!(rng.next(), rng.next());
}
