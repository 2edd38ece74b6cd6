//! The Rust library inside WebAssembly, in Node and in Chromium: the same verdicts as natively. Every case file runs
//! through the npm package there; these are the broad ones, through the Rust interface that a Rust front end calls.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]
#![cfg(target_arch = "wasm32")]

use seedance_request::{Edition, Options, validate, validate_json};
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

const FILES: [&str; 4] = [
    include_str!("cases/page.json"),
    include_str!("cases/clean.json"),
    include_str!("cases/order.json"),
    include_str!("cases/duplicate-key.json"),
];

#[wasm_bindgen_test]
fn verdicts_are_those_of_the_cases() {
    let mut checked = 0;
    for file in FILES {
        let file: Value = serde_json::from_str(file).unwrap();
        for case in file["cases"].as_array().unwrap() {
            if !case["options"].is_null() {
                continue;
            }
            for edition in Edition::ALL {
                let options = Options::of(edition);
                let report = match &case["text"] {
                    Value::String(text) => validate_json(text, &options),
                    _ => validate(&case["request"], &options),
                };
                let found: Vec<String> = report
                    .issues
                    .iter()
                    .map(|issue| format!("{} {} {}", issue.severity.name(), issue.code, issue.pointer))
                    .collect();
                let expected: Vec<String> = serde_json::from_value(case["expect"][edition.name()].clone()).unwrap();
                assert_eq!(found, expected, "{} ({})", case["name"], edition.name());
                checked += 1;
            }
        }
    }
    assert!(checked > 100, "only {checked} checks ran");
}

#[wasm_bindgen_test]
fn depth_and_size_end_in_a_report() {
    let options = Options::default();
    let deep = validate_json("[".repeat(1_000_000), &options);
    assert_eq!(deep.issues[0].code, "too-deep");
    let large = validate_json(" ".repeat(2 << 20), &options);
    assert_eq!(large.issues[0].code, "too-large");
}
