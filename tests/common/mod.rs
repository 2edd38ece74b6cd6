//! The cases as the Rust tests read them.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its own part")]

pub mod figures;
pub mod places;
pub mod requests;
pub mod strict;
pub mod tape;

use seedance_request::rules::{Options, UnknownFields};
use seedance_request::{Edition, Report, Severity};
use serde_json::Value;

/// One case of one file.
pub struct Case {
    pub file: String,
    pub code: Option<String>,
    pub name: String,
    /// The value, where the case is one for the object door.
    pub value: Option<Value>,
    pub text: String,
    pub options: Value,
    pub expect: Value,
    pub fixed: Value,
    pub position: Value,
}

/// Every case of every file.
pub fn cases() -> Vec<Case> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .into_iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "json"))
        .flat_map(|file| {
            let content: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
            let stem = file.file_stem().unwrap().to_str().unwrap().to_owned();
            let code = content["code"].as_str().map(str::to_owned);
            let list = content["cases"].as_array().unwrap().clone();
            list.into_iter().map(move |case| read(stem.clone(), code.clone(), &case))
        })
        .collect()
}

fn read(file: String, code: Option<String>, case: &Value) -> Case {
    let text = match (&case["text"], &case["parts"]) {
        (Value::String(text), _) => text.clone(),
        (_, Value::Array(parts)) => {
            parts.iter().map(|part| part[0].as_str().unwrap().repeat(part[1].as_u64().unwrap() as usize)).collect()
        }
        _ => case["request"].to_string(),
    };
    let value = match case.get("request") {
        Some(request) => Some(request.clone()),
        // serde_json refuses what JavaScript reads as Infinity or as a lone surrogate: the text door alone has those.
        None if case["textOnly"] == true => None,
        None => serde_json::from_str(&text).ok(),
    };
    Case {
        file,
        code,
        name: case["name"].as_str().unwrap().to_owned(),
        value,
        text,
        options: case["options"].clone(),
        expect: case["expect"].clone(),
        fixed: case["fixed"].clone(),
        position: case["position"].clone(),
    }
}

/// The options of a case in one edition.
pub fn options(case: &Value, edition: Edition) -> Options {
    let mut options = Options::of(edition);
    options.unknown_fields = match case["unknownFields"].as_str() {
        Some("error") => UnknownFields::Error,
        Some("allow") => UnknownFields::Allow,
        _ => UnknownFields::Warn,
    };
    let limit = |name: &str| case["limits"][name].as_u64();
    options.reference_videos = limit("reference_videos").map(|limit| limit as u32);
    options.reference_audios = limit("reference_audios").map(|limit| limit as u32);
    options.bytes = limit("bytes").map(|limit| limit as usize);
    for (code, severity) in case["severities"].as_object().into_iter().flatten() {
        let severity = Severity::ALL.into_iter().find(|known| Some(known.name()) == severity.as_str());
        assert!(options.set_severity(code, severity), "unknown code {code}");
    }
    options
}

/// A report as cases write it.
pub fn summary(report: &Report) -> Vec<String> {
    report.issues.iter().map(|issue| format!("{} {} {}", issue.severity.name(), issue.code, issue.pointer)).collect()
}
