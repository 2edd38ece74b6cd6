//! What a handful of everyday checks cost, in instructions: a number that does not depend on what else a machine does.
//! A workload that grows by more than a twentieth fails; `UPDATE=1 cargo test --test instructions` accepts what is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use seedance_request::form::Session;
use seedance_request::report::PathStep;
use seedance_request::rules::Options;
use seedance_request::{Edition, validate, validate_json, validate_lines};
use serde_json::{Map, Value, json};
use std::process::Command;

const BUDGET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/instructions.json");
const ALLOWED_GROWTH: f64 = 1.05;
const TIMES: u32 = 20;

fn mini() -> Value {
    json!({
        "model": "seedance-2-mini",
        "client_business_id": "order_20260616_001",
        "prompt": "Keep the character from image 1, follow the camera motion of video 1, and match audio 1.",
        "duration": 10,
        "aspect_ratio": "16:9",
        "image_with_roles": [{ "url": "https://example.com/ref-1.jpg", "role": "reference_image" }],
        "video_with_roles": [{ "url": "https://example.com/ref-1.mp4", "role": "reference_video" }],
        "audio_with_roles": [{ "url": "https://example.com/ref-1.mp3", "role": "reference_audio" }],
        "resolution": "480p",
    })
}

fn faulty() -> Value {
    let mut request = mini();
    for (key, value) in
        [("aspect_ratio", json!("2:1")), ("resolution", json!("1080p")), ("generate_audio", json!(true))]
    {
        request.as_object_mut().unwrap().insert(key.to_owned(), value);
    }
    request
}

/// Prepares a workload; the function it gives does it once, and says how many issues it saw.
fn prepare(name: &str) -> Box<dyn FnMut() -> usize> {
    let options = Options::of(Edition::default());
    match name {
        "a valid object" => {
            let request = mini();
            Box::new(move || validate(&request, &options).issues.len())
        }
        "an object with three errors" => {
            let request = faulty();
            Box::new(move || validate(&request, &options).issues.len())
        }
        "a valid text" => {
            let text = mini().to_string();
            Box::new(move || validate_json(&text, &options).issues.len())
        }
        "a text with three errors" => {
            let text = faulty().to_string();
            Box::new(move || validate_json(&text, &options).issues.len())
        }
        "a hundred lines" => {
            let (good, bad) = (mini().to_string(), faulty().to_string());
            let lines: Vec<_> = (0..100).map(|index| if index % 50 == 49 { &*bad } else { &*good }).collect();
            let text = lines.join("\n");
            Box::new(move || validate_lines(text.as_bytes(), &options).invalid_lines().count())
        }
        "a key stroke" => {
            let mut session = Session::new(options);
            session.load(&mini());
            let path = [PathStep::Key("duration".to_owned())];
            let mut seconds = 8;
            Box::new(move || {
                seconds = 18 - seconds;
                session.set(&path, &json!(seconds)).unwrap().added.len()
            })
        }
        _ => panic!("{name} is no workload"),
    }
}

const WORKLOADS: [(&str, usize); 6] = [
    ("a valid object", 0),
    ("an object with three errors", 3),
    ("a valid text", 0),
    ("a text with three errors", 3),
    ("a hundred lines", 2),
    ("a key stroke", 0),
];

#[test]
fn workloads_find_what_they_should() {
    for (name, issues) in WORKLOADS {
        assert_eq!(prepare(name)(), issues, "{name}");
    }
}

/// Run under an instruction counter by the test below; otherwise nothing is named.
#[test]
fn work() {
    let (Ok(name), Ok(times)) = (std::env::var("WORKLOAD"), std::env::var("TIMES")) else { return };
    let mut once = prepare(&name);
    for _ in 0..times.parse().unwrap() {
        std::hint::black_box(once());
    }
}

fn counted(name: &str, times: u32) -> Option<u64> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    command.arg(std::env::current_exe().unwrap()).args(["--exact", "work", "--test-threads=1"]);
    let output = command.env("WORKLOAD", name).env("TIMES", times.to_string()).output().ok()?;
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    let line = said.lines().find(|line| line.contains("Collected")).expect("callgrind says what it collected");
    line.rsplit(' ').next()?.parse().ok()
}

#[test]
fn nothing_costs_more_than_it_did() {
    if std::env::var_os("WORKLOAD").is_some() {
        return;
    }
    let mut costs = Map::new();
    for (name, _) in WORKLOADS {
        let (Some(one), Some(more)) = (counted(name, 1), counted(name, 1 + TIMES)) else {
            println!("left out: there is no valgrind");
            return;
        };
        costs.insert(name.to_owned(), Value::from((more - one) / u64::from(TIMES)));
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(BUDGET, format!("{:#}\n", Value::Object(costs))).unwrap();
        return;
    }
    let budget: Map<String, Value> = serde_json::from_str(&std::fs::read_to_string(BUDGET).unwrap()).unwrap();
    assert_eq!(budget.keys().collect::<Vec<_>>(), costs.keys().collect::<Vec<_>>());
    let mut grown = Vec::new();
    for (name, cost) in &costs {
        let (cost, allowed) = (cost.as_f64().unwrap(), budget.get(name).and_then(Value::as_f64).unwrap());
        println!("{name}: {cost} instructions, budget {allowed}");
        if cost > allowed * ALLOWED_GROWTH {
            grown.push(format!("{name}: {cost} instructions, {:+.1} %", (cost / allowed - 1.0) * 100.0));
        }
    }
    assert!(grown.is_empty(), "{grown:?}; if that is meant: UPDATE=1 cargo test --test instructions");
}
