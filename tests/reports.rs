//! What every report promises: paths that lead somewhere, the order of the page, no secret in any word of it. And what
//! a request becomes for a shell and for a client.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod common;

use common::places::{PLACES, placed};
use common::requests::{Rng, count, sample, spell_with_repeats};
use seedance_request::builder::endpoint;
use seedance_request::report::{MOST_SHOWN, PathStep, shown};
use seedance_request::rules::{Options, UnknownFields};
use seedance_request::{Edition, Issue, build, to_curl, to_http_request, validate, validate_json};
use serde_json::{Value, json};
use std::cmp::Ordering;

const SEED: u64 = 9_090_000;

/// The fields as the contract orders issues.
const FIELDS: &[&str] = &[
    "model",
    "prompt",
    "client_business_id",
    "duration",
    "aspect_ratio",
    "image_urls",
    "image_with_roles",
    "video_with_roles",
    "audio_with_roles",
    "resolution",
    "generate_audio",
    "return_last_frame",
    "seed",
    "tools",
    "callback_url",
    "trace_id",
    "n",
    "count",
    "media_mode",
    "metadata",
];

/// The codes as the contract lists them.
const CODES: &str = "not-an-object not-json duplicate-key too-deep too-large wrong-type empty-value unknown-field \
    field-undocumented field-not-exposed model-missing model-unknown prompt-missing nothing-to-generate prompt-too-long \
    prompt-names-missing-media prompt-holds-url duration-out-of-range duration-auto-unsupported duration-not-listed \
    duration-left-to-default aspect-ratio-unknown resolution-not-offered image-urls-with-roles image-urls-not-supported \
    image-urls-discouraged image-urls-beside-references url-missing role-missing role-not-offered too-many-first-frames \
    too-many-last-frames last-frame-alone too-many-reference-images too-many-reference-videos too-many-reference-audios \
    channel-limit-unknown frame-and-reference-mixed audio-without-visual web-search-with-media tool-unknown url-malformed \
    url-scheme-not-offered url-not-https url-has-credentials url-not-public asset-id-malformed media-kind-mismatch \
    duplicate-reference callback-url-refused trace-id-without-callback business-id-in-metadata business-id-conflict \
    business-id-unusable business-id-needs-encoding business-id-like-task-id metadata-shadows-field seed-unsafe \
    seed-range-unknown";

fn order(one: &Issue, two: &Issue) -> Ordering {
    for (depth, (left, right)) in one.path.iter().zip(&two.path).enumerate() {
        let order = match (left, right) {
            (PathStep::Index(left), PathStep::Index(right)) => left.cmp(right),
            (PathStep::Key(left), PathStep::Key(right)) => {
                let names: &[&str] = match (depth, one.path.first(), one.path.get(1)) {
                    (0, ..) => FIELDS,
                    (2, Some(PathStep::Key(list)), Some(PathStep::Index(_))) if FIELDS.contains(&list.as_str()) => {
                        &["url", "role", "type"]
                    }
                    _ => &[],
                };
                let rank = |key: &str| names.iter().position(|name| *name == key).unwrap_or(names.len());
                rank(left).cmp(&rank(right)).then(left.as_bytes().cmp(right.as_bytes()))
            }
            _ => panic!("a key beside an index: {} and {}", one.pointer, two.pointer),
        };
        if order.is_ne() {
            return order;
        }
    }
    let place = |issue: &Issue| CODES.split_whitespace().position(|code| code == issue.code).unwrap();
    one.path
        .len()
        .cmp(&two.path.len())
        .then((one.severity as u8).cmp(&(two.severity as u8)))
        .then(place(one).cmp(&place(two)))
}

#[test]
fn issues_lead_somewhere_in_the_order_of_the_page() {
    for seed in SEED..SEED + count(200_000) {
        let sample = sample(seed);
        let (text, _) = spell_with_repeats(&sample.value, &mut Rng(seed));
        for edition in Edition::ALL {
            let report = validate_json(&text, &sample.options(edition));
            assert_eq!(report.valid, report.errors().next().is_none());
            for pair in report.issues.windows(2) {
                assert!(
                    order(&pair[0], &pair[1]).is_lt(),
                    "seed {seed}: {} {} before {} {} in {text:.2000}",
                    pair[0].code,
                    pair[0].pointer,
                    pair[1].code,
                    pair[1].pointer
                );
            }
            if sample.beyond || text.contains("\\ud8") {
                continue;
            }
            for issue in &report.issues {
                let parent = issue.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
                // Keys that were overwritten may be all that leads there.
                let repeated = report.issues.iter().any(|issue| issue.code == "duplicate-key");
                let found = sample.value.pointer(&issue.pointer).or_else(|| sample.value.pointer(parent));
                assert!(repeated || found.is_some(), "seed {seed}: {} leads nowhere in {text:.2000}", issue.pointer);
                let again = issue.path.iter().fold(String::new(), |pointer, step| match step {
                    PathStep::Key(key) => pointer + "/" + &key.replace('~', "~0").replace('/', "~1"),
                    PathStep::Index(index) => pointer + "/" + &index.to_string(),
                });
                assert_eq!(again, issue.pointer);
                let position = issue.position.expect("text has positions");
                assert!(text.is_char_boundary(position.offset), "seed {seed}");
                let before = &text[..position.offset];
                let line = before.replace("\r\n", "\n").replace('\r', "\n");
                assert_eq!(position.line, 1 + line.matches('\n').count(), "seed {seed}");
                let column = before.rsplit(['\n', '\r']).next().unwrap().encode_utf16().count();
                assert_eq!(position.column, 1 + column, "seed {seed}");
            }
        }
    }
}

/// `url`, `role` and `type` come first in the items of lists, and nowhere else.
#[test]
fn only_items_have_parts() {
    let inner = "{\"a\":0,\"a\":0,\"url\":0,\"url\":0,\"role\":0,\"role\":0}";
    for (text, expected) in [
        (format!("{{\"metadata\":{{\"x\":{inner}}}}}"), ["/metadata/x/a", "/metadata/x/role", "/metadata/x/url"]),
        (format!("{{\"other\":[{inner}]}}"), ["/other/0/a", "/other/0/role", "/other/0/url"]),
        (
            format!("{{\"video_with_roles\":[{inner}]}}"),
            ["/video_with_roles/0/url", "/video_with_roles/0/role", "/video_with_roles/0/a"],
        ),
    ] {
        let report = validate_json(&text, &Options::default());
        let found: Vec<&str> = report
            .issues
            .iter()
            .filter(|issue| issue.code == "duplicate-key")
            .map(|issue| issue.pointer.as_str())
            .collect();
        assert_eq!(found, expected, "{text}");
    }
}

/// Everything a report says, but for paths and patches, which hold what the request holds.
fn said(issue: &Issue) -> String {
    let title = issue.fix.as_ref().map_or("", |fix| &fix.title);
    format!(
        "{}\n{}\n{}\n{title}",
        issue.message,
        issue.help.as_deref().unwrap_or(""),
        Value::Object(issue.params.clone())
    )
}

const SECRETS: &[&str] = &[
    "sk-CANARY123",
    "SK-canary_CANARY",
    "key=sk-proj-CANARY",
    "Bearer CANARY",
    "bearer   CANARY",
    "Authorization: Bearer\tCANARY:CANARY",
    "https://user:CANARY@h.example/x",
    "https://CANARY@h.example/x",
    "http://CANARY:@h.example/",
    "https://user:CANARY@localhost/x#y",
    "https://u:CANARY@h.example:99999/",
    "https://u:12CANARY/34@h.example/",
    "https://u:1234CANARY@bücher.example/x.mp4",
    "ftp://user:CANARY@h.example/x",
    "https:/user:CANARY@h.example",
    "https:\\\\user:CANARY@h.example",
    "//user:CANARY@h.example/",
    "user:CANARY@h.example",
    " https://user:CANARY@h.example",
    "https://h.example/a?token=CANARY",
    "http://h.example/a.mp4?x=1&token=CANARY#part",
    "https://h.example/#token=CANARY",
    "https://h.example/a b?token=CANARY",
    "/relative?token=CANARY",
    "callback?token=CANARY",
    "asset://id?token=CANARY",
    "data:image/png;base64,CANARY?token=CANARY",
    "see https://user:CANARY@h.example/ and image 9",
    "see image 9 https://h.example/?token=CANARY sk-CANARY",
];

fn leaks(said: &str) -> bool {
    // A payload is no secret, a query behind it is.
    said.replace("base64,CANARY", "").contains("CANARY")
}

#[test]
fn no_report_says_a_secret() {
    let mut issues = 0;
    for secret in SECRETS {
        for (place, name) in PLACES.iter().enumerate() {
            let value = placed(secret, place);
            for edition in Edition::ALL {
                for unknown_fields in [UnknownFields::Warn, UnknownFields::Error] {
                    let options = Options { unknown_fields, ..Options::of(edition) };
                    for issue in validate(&value, &options).issues {
                        let said = said(&issue);
                        assert!(!leaks(&said), "{secret:?} at {name}: {said}");
                        issues += 1;
                    }
                }
            }
        }
        let repeated = format!("{{{0}:1,{0}:2}}", json!(secret));
        for issue in validate_json(repeated, &Options::default()).issues {
            assert!(!leaks(&said(&issue)), "{secret:?} as a key: {}", said(&issue));
        }
    }
    println!("{issues} issues");
}

#[test]
fn no_report_says_more_than_sixty_characters_of_a_value() {
    for unit in ["Z", "字", "https://z.example/ZZZ", "Z://", "a:Z", "Z@"] {
        let long = unit.repeat(3000);
        for place in 0..PLACES.len() {
            for issue in validate(&placed(&long, place), &Options::default()).issues {
                for said in [
                    Some(issue.message.as_str()),
                    issue.help.as_deref(),
                    issue.params.get("actual").and_then(Value::as_str),
                ] {
                    let said = said.unwrap_or("");
                    let of_value = said.chars().filter(|character| "Z字".contains(*character)).count();
                    assert!(of_value <= MOST_SHOWN && said.chars().count() <= 400, "{} says {said}", issue.code);
                }
            }
        }
    }
}

#[test]
fn what_is_shown_is_readable() {
    for (text, expected) in [
        ("https://cdn.example.com/a.png", "https://cdn.example.com/a.png"),
        ("https://h.example:8080/@name/x", "https://h.example:8080/@name/x"),
        ("https://u:p@h.example/x", "https://…@h.example/x"),
        ("https://h.example/a?b=c#d", "https://h.example/a?…#d"),
        ("16:9", "16:9"),
        ("me@example.com", "me@example.com"),
        ("what is this? a cat", "what is this? a cat"),
        ("task-sk", "task-sk"),
        ("ask-me", "ask-me"),
        ("Bearer", "Bearer"),
        ("a & b = c", "a & b = c"),
    ] {
        assert_eq!(shown(text), expected);
    }
    assert_eq!(shown(&"x".repeat(60)), "x".repeat(60));
    assert_eq!(shown(&"x".repeat(61)), "x".repeat(59) + "…");
}

#[test]
fn curl_hands_the_body_over_byte_by_byte() {
    // What a shell would call instead of curl: it writes each argument with its length.
    let fake = "curl() { for argument in \"$@\"; do printf '%s\\n' \"${#argument}\"; printf '%s' \"$argument\" | od -An -v -tx1 | tr -d ' \\n'; printf '\\n'; done; }\n";
    let prompts = [
        "plain",
        "it's \"quoted\" 'twice'",
        "line\none\r\n\ttwo",
        "$HOME ${PATH} $(echo no) `echo no` $0",
        "back\\slash \\n \\\\ \\'",
        "ünïcode 字 🎬 \u{2028}",
        "!history #comment ; & | > < * ? [a] {b,c} ~",
        "\u{0}\u{1}\u{7f}",
        "'; echo no; '",
        "%s %d %%",
        "-o /dev/null",
    ];
    for prompt in prompts {
        let draft = json!({"model": "seedance-2", "prompt": prompt, "metadata": {prompt: prompt}});
        let request = build(&draft, &Options::default()).ok().unwrap();
        for base in ["https://toapis.com", "https://h.example/it's $HOME"] {
            let command = to_curl(&request, base);
            assert!(!command.contains("CANARY"));
            let output = std::process::Command::new("sh")
                .arg("-c")
                .arg(fake.to_owned() + &command)
                .env("TOAPIS_API_KEY", "CANARY")
                .output()
                .unwrap();
            assert!(output.status.success() && output.stderr.is_empty(), "{command}");
            let said = String::from_utf8(output.stdout).unwrap();
            let arguments: Vec<String> = said
                .lines()
                .skip(1)
                .step_by(2)
                .map(|hex| {
                    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
                    String::from_utf8((0..hex.len()).step_by(2).map(byte).collect()).unwrap()
                })
                .collect();
            let http = to_http_request(&request, base);
            assert_eq!(
                arguments,
                [
                    "--request",
                    "POST",
                    "--url",
                    &http.url,
                    "--header",
                    "Authorization: Bearer CANARY",
                    "--header",
                    "Content-Type: application/json",
                    "--data-raw",
                    &http.body,
                ]
            );
            assert_eq!(serde_json::from_str::<Value>(&arguments[9]).unwrap(), *request.value());
        }
    }
}

#[test]
fn every_spelling_of_a_base_url_is_one_endpoint() {
    const ENDPOINT: &str = "https://toapis.com/v1/videos/generations";
    for base in [
        "https://toapis.com",
        "https://toapis.com/",
        "https://toapis.com//",
        "https://toapis.com/v1",
        "https://toapis.com/v1/",
        "https://toapis.com/v1/videos/generations",
        "https://toapis.com/v1/videos/generations/",
    ] {
        assert_eq!(endpoint(base), ENDPOINT, "{base}");
        assert_eq!(endpoint(&endpoint(base)), ENDPOINT, "{base}");
    }
    assert_eq!(endpoint("https://h.example/proxy"), "https://h.example/proxy/v1/videos/generations");
    assert_eq!(endpoint("https://h.example/proxy/v1/"), "https://h.example/proxy/v1/videos/generations");
    assert_eq!(endpoint("http://127.0.0.1:8080"), "http://127.0.0.1:8080/v1/videos/generations");
    assert_eq!(endpoint("https://h.example/myv1"), "https://h.example/myv1/v1/videos/generations");
    assert_eq!(endpoint(""), "/v1/videos/generations");
}
