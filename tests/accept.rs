//! What is accepted at once: of no such text the rules say anything, under any options that narrow no limit. Cases, public
//! corpora, generated requests in many spellings, and texts with single bytes changed; and most plain requests are. What is
//! told of single values is what the rules say of the line.

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
use common::requests::{Rng, count, sample, spell, spell_with_repeats};
use seedance_request::check::sieve::{HEAD, INVALID, MOST_LEFT, Sieve, WINDOW};
use seedance_request::rules::{Options, RULES, UnknownFields};
use seedance_request::{Edition, LinesReport, validate_json, validate_lines};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const SEED: u64 = 20_261_123;

struct Judge {
    sieve: Box<Sieve>,
    asked: u64,
    accepted: u64,
}

impl Judge {
    fn new() -> Self {
        Judge { sieve: Box::new(Sieve::new()), asked: 0, accepted: 0 }
    }

    /// Whether the text is accepted; that the rules then say nothing is asserted, also of the text as a line.
    fn accepts(&mut self, text: &[u8], edition: Edition) -> bool {
        self.asked += 1;
        if text.len() > WINDOW {
            return false;
        }
        self.sieve.text[..text.len()].copy_from_slice(text);
        let accepted = self.sieve.accepts(text.len(), edition as usize);
        if accepted {
            self.accepted += 1;
            let unknown_fields = [UnknownFields::Warn, UnknownFields::Error][self.accepted as usize % 2];
            let report = validate_json(text, &Options { edition, unknown_fields, ..Options::default() });
            let say = || format!("{}: {:?}\n{}", edition.name(), report.issues, String::from_utf8_lossy(text));
            assert!(report.issues.is_empty(), "{}", say());
        }
        accepted
    }

    fn accepts_in_both(&mut self, text: &[u8]) {
        for edition in Edition::ALL {
            self.accepts(text, edition);
        }
    }

    fn tell(&self, what: &str) {
        println!("{what}: {} of {} accepted", self.accepted, self.asked);
    }
}

#[test]
fn no_case_with_an_issue_is_accepted() {
    let mut judge = Judge::new();
    for case in common::cases() {
        judge.accepts_in_both(case.text.as_bytes());
        if let Some(value) = case.value {
            judge.accepts_in_both(value.to_string().as_bytes());
        }
    }
    judge.tell("cases");
    assert!(judge.accepted > 0);
}

#[test]
fn no_text_of_the_corpora_with_an_issue_is_accepted() {
    let Some(folder) = std::env::var_os("CORPORA").map(PathBuf::from) else {
        println!("left out: CORPORA is not set");
        return;
    };
    let mut judge = Judge::new();
    let mut strings = Vec::new();
    for file in files(&folder) {
        let bytes = std::fs::read(&file).unwrap();
        judge.accepts_in_both(&bytes);
        // What stands for the value of a key of metadata.
        judge.accepts_in_both(
            &[br#"{"model":"seedance-2","prompt":"a","metadata":{"k":"#.as_slice(), &bytes, b"}}"].concat(),
        );
        if let Ok(value) = serde_json::from_slice::<Value>(&bytes) {
            collect(&value, &mut strings);
        }
    }
    judge.tell("files");
    assert!(judge.asked > 1000 && judge.accepted > 0, "no corpora in {}", folder.display());
    strings.sort_unstable();
    strings.dedup();
    let mut judge = Judge::new();
    for text in &strings {
        for (place, name) in PLACES.iter().enumerate() {
            let mut request = placed(text, place);
            // Without these nothing at all would be accepted.
            for field in ["image_urls", "tools", "media_mode", "metadata"] {
                if let Some(request) = request.as_object_mut().filter(|_| !name.contains(field)) {
                    request.remove(field);
                }
            }
            judge.accepts_in_both(request.to_string().as_bytes());
        }
        // Text that is no string, too.
        judge.accepts_in_both(format!(r#"{{"model":"seedance-2","prompt":"{text}"}}"#).as_bytes());
        let image = format!(
            r#"{{"model":"seedance-2","prompt":"a","image_with_roles":[{{"url":"{text}","role":"reference_image"}}]}}"#
        );
        judge.accepts_in_both(image.as_bytes());
    }
    judge.tell("strings of corpora at all places");
    assert!(judge.accepted > 1000);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.append(&mut files(&path));
        } else if path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
    found
}

fn collect(value: &Value, strings: &mut Vec<String>) {
    match value {
        Value::String(text) => strings.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, strings)),
        Value::Object(entries) => entries.values().for_each(|value| collect(value, strings)),
        _ => {}
    }
}

#[test]
fn no_generated_request_with_an_issue_is_accepted() {
    let mut judge = Judge::new();
    for seed in 0..count(1_000_000) {
        let sample = sample(SEED + seed);
        let mut rng = Rng(seed);
        let edition = Edition::ALL[seed as usize % 2];
        judge.accepts(spell(&sample.value, &mut rng).as_bytes(), edition);
        if seed % 8 == 0 {
            judge.accepts(spell_with_repeats(&sample.value, &mut rng).0.as_bytes(), edition);
        }
    }
    judge.tell("generated requests");
    assert!(judge.accepted * 40 > judge.asked);
}

#[test]
fn most_plain_requests_are_accepted() {
    let mut judge = Judge::new();
    let mut clean = 0;
    for seed in 0..count(300_000) {
        let mut rng = Rng(SEED ^ seed);
        let edition = Edition::ALL[rng.below(2)];
        let text = plain(&mut rng);
        let accepted = judge.accepts(text.as_bytes(), edition);
        let without_issue = validate_json(&text, &Options::of(edition)).issues.is_empty();
        assert!(without_issue || !accepted);
        clean += u64::from(without_issue);
    }
    judge.tell(&format!("plain requests, {clean} of them without an issue"));
    assert!(clean * 3 > judge.asked, "the generator makes too few requests without an issue");
    assert!(judge.accepted * 10 > clean * 9);
}

#[test]
fn no_text_with_changed_bytes_and_an_issue_is_accepted() {
    const BYTES: &[u8] = b"\"\\{}[]:,/.#?@-_ 0123456789 aeimouvIMAGE\n\t\r\0\x1f\x7f\x80\xc3\xe5\xef\xff!%&";
    let mut judge = Judge::new();
    let mut text = Vec::new();
    for seed in 0..count(3_000_000) {
        let mut rng = Rng(!SEED ^ seed);
        let edition = Edition::ALL[rng.below(2)];
        if seed % 64 == 0 {
            text = plain(&mut rng).into_bytes();
        }
        let mut changed = text.clone();
        for _ in 0..1 + rng.below(2) {
            let at = rng.below(changed.len());
            match rng.below(6) {
                0 => drop(changed.remove(at)),
                1 => changed.insert(at, rng.pick(BYTES)),
                2 => changed[at] = rng.below(256) as u8,
                3 => {
                    let end = (at + 1 + rng.below(40)).min(changed.len());
                    let piece = changed[at..end].to_vec();
                    let to = rng.below(changed.len());
                    changed.splice(to..to, piece);
                }
                4 => changed.truncate(at.max(1)),
                _ => changed[at] = rng.pick(BYTES),
            }
        }
        judge.accepts(&changed, edition);
    }
    judge.tell("texts with changed bytes");
    assert!(judge.accepted * 50 > judge.asked && judge.accepted * 2 < judge.asked);
}

/// Ordinary requests, written as programs write them.
fn plain(rng: &mut Rng) -> String {
    let mut request = json!({});
    let model = rng.pick(&["seedance-2", "seedance-2", "seedance-2-fast", "seedance-2-mini"]);
    let mini = model == "seedance-2-mini";
    request["model"] = model.into();
    let nouns = ["image", "Video", "audio", "picture", "图片", "视频"];
    request["prompt"] = match rng.below(8) {
        0 => format!("{} {} at dusk, 12 s", rng.pick(&nouns), rng.below(4)),
        1 => format!("Keep {}{} and {} #{}.", rng.pick(&nouns), rng.below(12), rng.pick(&nouns), rng.below(3)),
        2 => "\"Slow\" dolly shot\nthen: a close-up".to_owned(),
        3 => format!("镜头缓缓推进,{}{}", rng.pick(&nouns), rng.below(3)),
        4 => "word ".repeat(1 + rng.below(330)),
        _ => "A paper boat drifts down a rain gutter at dusk, slow dolly shot.".to_owned(),
    }
    .into();
    if mini || rng.chance(70) {
        request["duration"] = rng.pick(&[4, 5, 8, 10, 12, 15, -1, 0]).into();
    }
    if rng.chance(60) {
        request["aspect_ratio"] = rng.pick(&["21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]).into();
    }
    if rng.chance(60) {
        request["resolution"] = rng.pick(&["480p", "720p", "1080p"]).into();
    }
    let lists = [
        ("image_with_roles", "reference_image", 9, ["jpg", "png", "WEBP"]),
        ("video_with_roles", "reference_video", 3, ["mp4", "mov", "webm"]),
        ("audio_with_roles", "reference_audio", 3, ["mp3", "wav", "opus"]),
    ];
    let host = rng.pick(&[
        "cdn.example.com",
        "media-2.example.co",
        "e.example",
        "a.very.long.name.of-a-host.with.many-labels.example.org",
    ]);
    for (list, role, most, extensions) in lists {
        if rng.chance(40) {
            let items = (0..1 + rng.below(most)).map(|index| {
                let url = match rng.below(12) {
                    0 => format!("https://{host}/{index}"),
                    1 => format!("https://{host}/ref.{}?sig={index}%2F!", rng.pick(&extensions)),
                    2 => format!("https://files{index}.example.net/ref/{index}.{}", rng.pick(&extensions)),
                    3 => format!("https://{host}/{}/ref-image.{}", index, rng.pick(&extensions)),
                    _ => format!("https://{host}/ref-{index}.{}", rng.pick(&extensions)),
                };
                json!({"url": url, "role": role})
            });
            request[list] = items.collect();
        }
    }
    if !mini && request.as_object().unwrap().keys().all(|key| !key.contains("roles")) && rng.chance(40) {
        request["image_with_roles"] = json!([{"role": "first_frame", "url": format!("https://{host}/first")}]);
        if rng.chance(50) {
            let last = json!({"role": "last_frame", "url": format!("https://{host}/last.jpg")});
            request["image_with_roles"].as_array_mut().unwrap().push(last);
        }
    }
    if rng.chance(30) {
        request["client_business_id"] = format!("order_{}", rng.below(1000)).into();
    }
    if rng.chance(30) {
        request["seed"] = rng.pick(&[-1, 0, 42, 4_294_967_295_i64]).into();
    }
    if !mini && rng.chance(30) {
        request["generate_audio"] = rng.chance(50).into();
    }
    if rng.chance(30) {
        request["callback_url"] = "https://api.example.com/hook?x=1".into();
        request["trace_id"] = "trace 1".into();
    }
    if rng.chance(30) {
        request["metadata"] = json!({"user": "u1", "take": rng.below(100), "final": true, "note": "x"});
    }
    if rng.chance(20) { serde_json::to_string_pretty(&request).unwrap() } else { request.to_string() }
}

#[test]
fn what_was_accepted_before_vouches_for_nothing_else() {
    const HOSTS: [&str; 12] = [
        "e.example",
        "e.example.org",
        "e.example:8443",
        "e.example@e.org",
        "e.example\\\\.org",
        "cdn.e.example",
        "cdn.e.example.local",
        "localhost",
        "e.examples",
        "E.example",
        "e-example",
        "a.very.long.name.of-a-host.with.many-labels.and.some.more.example.org",
    ];
    let mut used = Judge::new();
    let (mut accepted, all) = (0, count(20_000));
    for seed in 0..all {
        let mut rng = Rng(SEED ^ seed << 20);
        let (list, role) = rng.pick(&[
            ("image_with_roles", "reference_image"),
            ("image_with_roles", "first_frame"),
            ("video_with_roles", "reference_video"),
            ("audio_with_roles", "reference_image"),
        ]);
        let item = |rng: &mut Rng| {
            let host = if rng.chance(70) { "e.example" } else { rng.pick(&HOSTS) };
            let (path, extension) =
                (rng.pick(&["/", "/", "/a/", "?", ""]), rng.pick(&["jpg", "mp4", "webp", "webm", "txt", "mp3"]));
            let url = format!("https://{host}{path}{}.{extension}", rng.below(3));
            match rng.below(4) {
                0 => format!(r#"{{"url": "{url}", "role": "{role}"}}"#),
                1 => format!(r#"{{"role":"{role}","url":"{url}"}}"#),
                _ => format!(r#"{{"url":"{url}","role":"{role}"}}"#),
            }
        };
        let items: Vec<String> = (0..1 + rng.below(3)).map(|_| item(&mut rng)).collect();
        let text =
            format!(r#"{{"model":"seedance-2","prompt":"a","{list}":[{}]}}"#, items.join(rng.pick(&[",", ", "])));
        let now = used.accepts(text.as_bytes(), Edition::ALL[0]);
        assert_eq!(now, Judge::new().accepts(text.as_bytes(), Edition::ALL[0]), "{text}");
        accepted += u64::from(now);
    }
    println!("items of many hosts: {accepted} of {all} accepted");
    assert!(accepted * 20 > all && accepted < all);
}

/// Sifts lines. That what is left over, and what is told of the rest, is together what the rules say is asserted. Returns
/// how many lines are left over, and of how many invalid ones all was told.
fn sift(sieve: &mut Sieve, text: &[u8], edition: Edition, tells: bool) -> (usize, usize) {
    let mut lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    if lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    sieve.text[..text.len()].copy_from_slice(text);
    assert_eq!(sieve.sift(text.len(), edition as usize, tells), text.len());
    let [sifted, numbered, bytes] = sieve.left[..3] else { panic!() };
    assert_eq!(sifted as usize, lines.len());
    let numbers = &sieve.left[HEAD..HEAD + numbered as usize];
    assert!(numbers.is_sorted_by_key(|number| number & !INVALID));
    let left: Vec<usize> = numbers.iter().filter(|number| **number < INVALID).map(|number| *number as usize).collect();
    let kept: Vec<u8> = left.iter().flat_map(|line| [lines[*line], b"\n"].concat()).collect();
    assert_eq!(&sieve.text[..bytes as usize], kept);
    let options = Options::of(edition);
    let whole = validate_lines(text, &options);
    let rest = validate_lines(&kept, &options);
    let mut faulty: Vec<usize> = rest.invalid_lines().map(|line| left[line]).collect();
    faulty.extend(numbers.iter().filter(|number| **number >= INVALID).map(|number| (number & !INVALID) as usize));
    faulty.sort_unstable();
    assert_eq!(whole.invalid_lines().collect::<Vec<_>>(), faulty);
    let of = |report: &LinesReport<'_>, code: &str| {
        report.counts().find(|(counted, _)| *counted == code).map_or(0, |(_, count)| count)
    };
    for (rule, told) in RULES.iter().zip(&sieve.left[3..HEAD]) {
        assert!(tells || *told == 0);
        assert_eq!(of(&whole, rule.code), of(&rest, rule.code) + told, "{}", rule.code);
    }
    (left.len(), numbers.len() - left.len())
}

#[test]
fn single_values_are_told_as_the_rules_say() {
    let mut sieve = Box::new(Sieve::new());
    let durations: Vec<String> = (-2..=22)
        .map(|seconds| seconds.to_string())
        .chain(["4294967295", "4294967296", "4.0", "1e1"].map(str::to_owned))
        .collect();
    let words = |listed: &[&str]| -> Vec<String> {
        let others = [
            "",
            " ",
            "x",
            "4K",
            "2:1",
            " 480p",
            "480p ",
            "21:9x",
            "fifteen letters",
            "sixteen letters.",
            "\u{85}",
            "é",
            "4\\u006b",
        ];
        listed.iter().copied().chain(others).map(|word| format!("\"{word}\"")).collect()
    };
    let resolutions = words(&["480p", "720p", "1080p", "4k"]);
    let ratios = words(&["21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "adaptive"]);
    let switches = ["true", "false", "null"].map(str::to_owned);
    let (mut all, mut told) = (0, 0);
    for edition in Edition::ALL {
        for model in ["seedance-2", "seedance-2-fast", "seedance-2-mini", "seedance-2-max"] {
            let mut lines = Vec::new();
            for [generate, last] in (0..16).map(|n| [n % 4, n / 4].map(|n| switches.get(n))) {
                for duration in std::iter::once(None).chain(durations.iter().map(Some)) {
                    // Not each resolution with each ratio: the rules speak of each by itself.
                    for n in 0..=ratios.len() {
                        let values = [
                            ("duration", duration),
                            ("resolution", resolutions.get((n + lines.len()) % (resolutions.len() + 1))),
                            ("aspect_ratio", ratios.get(n)),
                            ("generate_audio", generate),
                            ("return_last_frame", last),
                        ];
                        let mut line = format!(r#"{{"model":"{model}","prompt":"a""#);
                        for (field, value) in values {
                            value.iter().for_each(|value| line += &format!(r#","{field}":{value}"#));
                        }
                        lines.push(line + "}\n");
                    }
                }
            }
            for window in lines.chunks(1000) {
                all += window.len();
                told += sift(&mut sieve, window.concat().as_bytes(), edition, true).1;
            }
        }
    }
    println!("single values: {told} of {all} lines told to be invalid");
    assert!(told * 10 > all && told < all);
}

#[test]
fn nothing_is_told_of_a_line_that_goes_on() {
    let mut sieve = Box::new(Sieve::new());
    let request = r#"{"model":"seedance-2","prompt":"a","duration":99}"#;
    for (rest, left) in [("\n", 0), ("", 0), (" \n", 0), ("\r\n", 0), ("x\n", 1), (",\n", 1), (" {}", 1)] {
        let text = [request, rest].concat();
        assert_eq!(sift(&mut sieve, text.as_bytes(), Edition::ALL[0], true), (left, 1 - left), "{text}");
        assert_eq!(sift(&mut sieve, text.as_bytes(), Edition::ALL[0], false), (1, 0), "{text}");
    }
}

#[test]
fn lines_are_sifted_as_the_rules_say() {
    let mut sieve = Box::new(Sieve::new());
    let (mut accepted, mut all) = (0, 0);
    for seed in 0..count(10_000) {
        let mut rng = Rng(SEED << 8 ^ seed);
        let edition = Edition::ALL[rng.below(2)];
        let mut text = Vec::new();
        for _ in 0..rng.below(40) {
            let line = match rng.below(10) {
                0 => spell(&sample(rng.next()).value, &mut rng).replace('\n', " "),
                1 => String::new(),
                2 => "{\"model\":".to_owned(),
                _ => plain(&mut rng).replace('\n', ""),
            };
            text.extend_from_slice(line.as_bytes());
            text.extend_from_slice(rng.pick(&["\n", "\n", "\r\n"]).as_bytes());
        }
        if rng.chance(50) {
            text.pop();
        }
        if text.len() > WINDOW {
            continue;
        }
        let lines = text.split_inclusive(|byte| *byte == b'\n').count();
        let (left, told) = sift(&mut sieve, &text, edition, rng.chance(70));
        all += lines;
        accepted += lines - left - told;
    }
    println!("lines: {accepted} of {all} accepted");
    assert!(accepted * 3 > all && accepted < all);
}

#[test]
fn a_window_ends_where_too_many_lines_are_left() {
    let mut sieve = Box::new(Sieve::new());
    sieve.text.fill(b'\n');
    assert_eq!(sieve.sift(WINDOW, 0, true), MOST_LEFT);
    assert_eq!(sieve.left[..3], [MOST_LEFT as u32, MOST_LEFT as u32, MOST_LEFT as u32]);
    assert_eq!(sieve.left[HEAD..][..2], [0, 1]);
    assert_eq!(sieve.sift(0, 0, true), 0);
    assert_eq!(sieve.left[..3], [0, 0, 0]);
    assert!(!sieve.accepts(0, 0) && !sieve.accepts(10, 7) && !sieve.accepts(usize::MAX, 0));
}

#[test]
fn a_request_may_fill_its_window() {
    let mut sieve = Box::new(Sieve::new());
    let text = r#"{"model":"seedance-2","prompt":"a"}"#;
    sieve.text.fill(b' ');
    sieve.text[WINDOW - text.len()..WINDOW].copy_from_slice(text.as_bytes());
    assert!(sieve.accepts(WINDOW, 0));
    assert_eq!(sieve.sift(WINDOW, 0, false), WINDOW);
    assert_eq!(sieve.left[..3], [1, 0, 0]);
}
