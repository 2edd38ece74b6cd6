//! Every case file through the doors of the Rust library.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod common;

use common::{cases, options, summary};
use seedance_request::{Edition, apply_fixes, validate, validate_json};

#[test]
fn every_case_has_the_expected_issues_through_both_doors() {
    let mut faults = Vec::new();
    let mut checks = 0;
    for case in cases() {
        for edition in Edition::ALL {
            let options = options(&case.options, edition);
            let expected: Vec<String> = serde_json::from_value(case.expect[edition.name()].clone()).unwrap();
            let mut compare = |door: &str, found: Vec<String>| {
                checks += 1;
                if found != expected {
                    faults.push(format!(
                        "{}: {} ({}, {door})\n   expected {expected:?}\n   found    {found:?}",
                        case.file,
                        case.name,
                        edition.name()
                    ));
                }
            };
            compare("text", summary(&validate_json(&case.text, &options)));
            if let Some(value) = &case.value {
                compare("object", summary(&validate(value, &options)));
            }
        }
    }
    assert!(faults.is_empty(), "{} of {checks}:\n{}", faults.len(), faults.join("\n"));
    println!("{checks} checks");
}

#[test]
fn fixes_do_what_cases_expect() {
    let mut faults = Vec::new();
    for case in cases() {
        for edition in Edition::ALL {
            let (Some(value), Some(fixed)) = (&case.value, case.fixed.get(edition.name())) else { continue };
            let repaired = apply_fixes(value, &options(&case.options, edition), |_| true);
            if repaired.request != *fixed {
                faults.push(format!(
                    "{}: {} ({})\n   expected {fixed}\n   found    {}",
                    case.file,
                    case.name,
                    edition.name(),
                    repaired.request
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn issues_stand_where_cases_expect() {
    let mut faults = Vec::new();
    for case in cases() {
        for edition in Edition::ALL {
            let Some(expected) = case.position.get(edition.name()).and_then(|list| list.as_array()) else { continue };
            let report = validate_json(&case.text, &options(&case.options, edition));
            for (issue, expected) in report.issues.iter().zip(expected) {
                let Some(position) = issue.position else { panic!("{}: no position", case.name) };
                let found = serde_json::json!([position.offset, position.line, position.column]);
                if !expected.is_null() && found != *expected {
                    faults.push(format!("{}: {} {}: {expected} {found}", case.file, case.name, issue.code));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
}
