//! Sizes at their edges, depth without a stack, and work that grows no faster than its input.
#![allow(unsafe_code, reason = "counting allocations takes an allocator")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod common;

use common::tape::{Reader, Writer, header};
use seedance_request::door::Door;
use seedance_request::rules::Options;
use seedance_request::{Edition, Report, apply_fixes, build, validate, validate_json};
use serde_json::{Value, json};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
}

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations<R>(work: impl FnOnce() -> R) -> u64 {
    let before = ALLOCATIONS.with(Cell::get);
    let result = work();
    let after = ALLOCATIONS.with(Cell::get);
    drop(result);
    after - before
}

/// The finding that stopped reading, if any.
fn stop(report: &Report) -> &'static str {
    match report.issues.first().map(|issue| issue.code) {
        Some(code @ ("too-large" | "too-deep" | "not-json")) => {
            assert_eq!(report.issues.len(), 1);
            code
        }
        _ => "read",
    }
}

fn taped(value: &Value, options: &Options) -> &'static str {
    let tape = Writer::write(options, value, &mut |end| end - 1);
    let input = [header(options), tape].concat();
    let mut door = Door::default();
    door.reserve(input.len())[..input.len()].copy_from_slice(&input);
    door.check_tape(input.len());
    match Reader(door.output()).issues().first().map(|issue| issue.code) {
        Some(code @ ("too-large" | "too-deep" | "not-json")) => code,
        _ => "read",
    }
}

fn in_every_door(value: &Value, options: &Options) -> &'static str {
    let tree = validate(value, options);
    let text = value.to_string();
    let written = validate_json(&text, options);
    let verdict = stop(&tree);
    assert_eq!(stop(&written), verdict, "text: {text:.200}");
    assert_eq!(taped(value, options), verdict, "tape: {text:.200}");
    verdict
}

/// The places where a value of any kind can stand.
fn everywhere(value: &Value) -> Vec<Value> {
    vec![
        json!({"other": value}),
        json!({"metadata": {"own": value}}),
        json!({"image_with_roles": [{"other": value}]}),
        json!({"image_with_roles": [value]}),
        json!({"image_urls": [value]}),
        json!({"prompt": value}),
        json!({"seed": value}),
        json!({"tools": [value]}),
        json!({"n": value}),
        json!([value]),
    ]
}

fn nodes(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(nodes).sum(),
        Value::Object(entries) => entries.values().map(nodes).sum(),
        _ => 0,
    }
}

fn levels(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(levels).max().unwrap_or(0),
        Value::Object(entries) => 1 + entries.values().map(levels).max().unwrap_or(0),
        _ => 0,
    }
}

#[test]
fn ten_thousand_values_and_not_one_more() {
    for around in everywhere(&Value::Null) {
        for make in [
            |many: usize| Value::Array(vec![Value::Null; many]),
            |many: usize| Value::Object((0..many).map(|index| (index.to_string(), json!(""))).collect()),
            |many: usize| {
                Value::Array((0..many).map(|index| if index % 2 == 0 { json!([]) } else { json!({}) }).collect())
            },
        ] {
            // The value itself is one of those around it.
            let room = 10_000 - nodes(&around);
            for (many, expected) in [(room, "read"), (room + 1, "too-large")] {
                let text = around.to_string().replace("null", &make(many).to_string());
                let value: Value = serde_json::from_str(&text).unwrap();
                assert_eq!(nodes(&value), 10_000 + usize::from(many > room));
                for edition in Edition::ALL {
                    assert_eq!(in_every_door(&value, &Options::of(edition)), expected, "{text:.100}");
                }
            }
        }
    }
    let items: Vec<Value> = (0..3332).map(|index| json!({"url": index.to_string(), "role": "x"})).collect();
    let value = json!({"image_with_roles": items, "a": 1, "b": 1});
    assert_eq!((nodes(&value), in_every_door(&value, &Options::default())), (10_000, "read"));
}

#[test]
fn sixty_four_levels_and_not_one_more() {
    let array: fn(Value, usize) -> Value = |inner, _| json!([inner]);
    let object: fn(Value, usize) -> Value = |inner, _| json!({"k": inner});
    let mixed: fn(Value, usize) -> Value =
        |inner, at| if at % 2 == 0 { json!([inner, 1]) } else { json!({"k": inner}) };
    for wrap in [array, object, mixed] {
        for around in everywhere(&Value::Null) {
            for (most, expected) in [(64, "read"), (65, "too-deep")] {
                let inner = (0..most - levels(&around)).fold(json!("end"), wrap);
                // An array without items counts as one with.
                for inner in [inner.clone(), serde_json::from_str(&inner.to_string().replace("\"end\"", "0")).unwrap()]
                {
                    let value: Value =
                        serde_json::from_str(&around.to_string().replace("null", &inner.to_string())).unwrap();
                    assert_eq!(levels(&value), most);
                    assert_eq!(in_every_door(&value, &Options::default()), expected, "{value}");
                }
            }
        }
    }
}

#[test]
fn strings_and_keys_of_256_kib_and_not_one_byte_more() {
    const MOST: usize = 256 << 10;
    for character in ["a", "é", "字", "🎬", "\"", "\u{1}"] {
        for excess in [-1_isize, 0, 1] {
            let length = (MOST as isize + excess) as usize;
            let mut text = character.repeat(length / character.len());
            text.push_str(&"b".repeat(length - text.len()));
            let expected = if excess > 0 { "too-large" } else { "read" };
            let mut values = everywhere(&json!(text));
            values.extend([
                json!({text.clone(): 1}),
                json!({"metadata": {text.clone(): 1}}),
                json!({"image_with_roles": [{text.clone(): 1}]}),
                json!({"other": [{text.clone(): 1}]}),
            ]);
            for value in values {
                assert_eq!(in_every_door(&value, &roomy()), expected, "{character:?} {excess}");
            }
            // Escapes count as what they stand for.
            let escaped: String = text
                .encode_utf16()
                .map(|unit| if unit % 3 > 0 { format!("\\u{unit:04x}") } else { format!("\\u{unit:04X}") })
                .collect();
            for spelled in [format!("{{\"prompt\":\"{escaped}\"}}"), format!("{{\"{escaped}\":0}}")] {
                let options = Options { bytes: Some(8 << 20), ..Options::default() };
                assert_eq!(stop(&validate_json(&spelled, &options)), expected, "{character:?} {excess}, escaped");
            }
        }
    }
}

#[test]
fn data_urls_have_16_mib_where_they_are_offered() {
    const MOST: usize = 16 << 20;
    let url = |kind: &str, length: usize| {
        let head = format!("DATA:{kind}/x;base64,");
        let payload = "A".repeat(length - head.len());
        head + &payload
    };
    let late = Options::of(Edition::E2026_08);
    let places: [fn(Value) -> Value; 4] = [
        |url| json!({"image_urls": [url]}),
        |url| json!({"image_with_roles": [{"url": url, "role": "first_frame"}]}),
        |url| json!({"audio_with_roles": [{"url": url, "role": "reference_audio"}]}),
        |url| json!({"image_with_roles": [{"role": "first_frame"}, {"url": url}]}),
    ];
    for (place, kind) in places.into_iter().zip(["image", "image", "audio", "image"]) {
        for (length, expected) in [(MOST, "read"), (MOST + 1, "too-large")] {
            let value = place(json!(url(kind, length)));
            assert_eq!(in_every_door(&value, &late), expected);
        }
        let other = if kind == "image" { "audio" } else { "image" };
        let small = place(json!(url(kind, (256 << 10) + 1)));
        assert_eq!(in_every_door(&small, &late), "read");
        assert_eq!(in_every_door(&small, &Options::default()), "too-large");
        assert_eq!(in_every_door(&place(json!(url(other, (256 << 10) + 1))), &late), "too-large");
    }
    let long = url("image", (256 << 10) + 1);
    for value in everywhere(&json!(long)).into_iter().chain([
        json!({"video_with_roles": [{"url": long}]}),
        json!({"image_with_roles": [{"role": long}]}),
        json!({"image_with_roles": long}),
        json!({"image_urls": [{"url": long}]}),
        json!({"image_urls": [[long]]}),
        json!({"metadata": {"image_urls": [long]}}),
        json!({"callback_url": long}),
        json!({"image_with_roles": [{long.clone(): 1}]}),
    ]) {
        let offered = value.get("image_urls").is_some_and(|list| list[0].is_string());
        assert_eq!(in_every_door(&value, &late), if offered { "read" } else { "too-large" }, "{value:.60}");
    }
}

#[test]
fn the_total_is_known_first() {
    for (options, most) in [
        (Options::default(), 1 << 20),
        (Options::of(Edition::E2026_08), 24 << 20),
        (Options { bytes: Some(100), ..Options::default() }, 100),
        (Options { bytes: Some(2), ..Options::default() }, 2),
        (Options { bytes: Some(0), ..Options::default() }, 0),
        (Options { bytes: Some(2 << 20), ..Options::default() }, 2 << 20),
    ] {
        for text in ["{}", "[[", "{\"a\":\"\\q", &"[".repeat(80)] {
            let expected = stop(&validate_json(text, &Options::default()));
            if text.len() <= most {
                // A text of broken brackets stays broken with blanks behind it.
                let padded = text.to_owned() + &" ".repeat(most - text.len());
                assert_eq!(stop(&validate_json(&padded, &options)), expected, "{text} {most}");
            }
            let padded = text.to_owned() + &" ".repeat((most + 1).saturating_sub(text.len()));
            assert_eq!(stop(&validate_json(&padded, &options)), "too-large", "{text} {most}");
        }
        // An object is as large as its strings and keys.
        let pieces: usize = 250_000.min(most);
        let whole = most / pieces.max(1);
        let value = |more: usize| {
            let mut items: Vec<Value> = (0..whole).map(|_| "x".repeat(pieces).into()).collect();
            items.push("x".repeat(more + most - whole * pieces).into());
            Value::Array(items)
        };
        assert_eq!(stop(&validate(&value(0), &options)), "read");
        assert_eq!(stop(&validate(&value(1), &options)), "too-large");
        assert_eq!((taped(&value(0), &options), taped(&value(1), &options)), ("read", "too-large"));
    }
}

#[test]
fn the_first_fault_in_the_text_is_the_only_one() {
    let deep = "[".repeat(70);
    let long = "x".repeat(300 << 10);
    let many = "0,".repeat(10_001);
    for (text, expected) in [
        (format!("{{\"a\":{deep}\"{long}\""), "too-deep"),
        (format!("{{\"a\":\"{long}\",\"b\":{deep}"), "too-large"),
        (format!("{{\"a\":[{many}{deep}"), "too-large"),
        (format!("{{\"a\":{deep}{many}"), "too-deep"),
        (format!("{{\"a\":tru,\"b\":{deep}"), "not-json"),
        (format!("{{\"a\":{deep},\"b\":tru"), "too-deep"),
        (format!("{{\"a\":\"{long}\",\"b\":tru"), "too-large"),
        // The string is too long before it is broken.
        (format!("{{\"a\":\"{long}\\q\"}}"), "too-large"),
        (format!("{{\"a\":\"\\n{long}\\q\"}}"), "too-large"),
        (format!("{{\"a\":\"{long}"), "too-large"),
        (format!("{{\"a\":\"{long}\n\"}}"), "too-large"),
        (format!("{{\"{long}\\u12\":1}}"), "too-large"),
        (format!("{{\"a\":\"\\q{long}\"}}"), "not-json"),
        (format!("{{\"a\":\"x\n{long}\"}}"), "not-json"),
        (format!("{{\"a\" \"{long}\"}}"), "not-json"),
        (format!("{{\"a\":\"{}\\q\"}}", &long[..256 << 10]), "not-json"),
    ] {
        assert_eq!(stop(&validate_json(&text, &Options::default())), expected, "{text:.40}");
    }
    // What is no UTF-8 is a fault where it stands.
    let broken = |before: &str| [before.as_bytes(), b"\xff"].concat();
    assert_eq!(stop(&validate_json(broken(&deep), &Options::default())), "too-deep");
    assert_eq!(stop(&validate_json(broken(&format!("\"{long}")), &Options::default())), "too-large");
    assert_eq!(stop(&validate_json(broken("{} "), &Options::default())), "not-json");
}

/// A tree of a million levels, taken apart without recursion.
struct Deep(Value);

impl Deep {
    fn of(levels: usize) -> Deep {
        Deep((0..levels).fold(Value::Null, |inner, at| {
            if at % 2 == 0 {
                Value::Array(vec![inner])
            } else {
                Value::Object([("k".to_owned(), inner)].into_iter().collect())
            }
        }))
    }
}

impl Drop for Deep {
    fn drop(&mut self) {
        let mut rest = std::mem::take(&mut self.0);
        loop {
            rest = match rest {
                Value::Array(mut items) => items.pop().unwrap_or_default(),
                Value::Object(mut entries) => entries.get_mut("k").map(Value::take).unwrap_or_default(),
                _ => break,
            };
        }
    }
}

#[test]
fn no_depth_overflows_the_stack() {
    // A quarter of what threads have by default on the smallest of platforms.
    let small = std::thread::Builder::new().stack_size(256 << 10);
    let run = small.spawn(|| {
        let options = Options { bytes: Some(200 << 20), ..Options::default() };
        for unit in ["[", "{\"k\":", "[{\"k\":", "{\"metadata\":", "{\"image_with_roles\":["] {
            let text = unit.repeat((100 << 20) / unit.len());
            assert_eq!(stop(&validate_json(&text, &options)), "too-deep");
            assert_eq!(stop(&validate_json(&text, &Options::default())), "too-large");
        }
        let deep = Deep::of(1_000_000);
        assert_eq!(stop(&validate(&deep.0, &options)), "too-deep");
        assert_eq!(stop(&build(&deep.0, &options).report), "too-deep");
        assert_eq!(stop(&apply_fixes(&deep.0, &options, |_| true).report), "too-deep");
        // Just below the limit every walk over the tree goes all the way down.
        let inner = Deep::of(62);
        let value = json!({"metadata": inner.0.clone(), "modle": "seedance-2", "prompt": "x"});
        assert_eq!(levels(&value), 63);
        assert_eq!(apply_fixes(&value, &options, |_| true).applied.len(), 1);
        assert_eq!(stop(&build(&value, &options).report), "read");
    });
    run.unwrap().join().unwrap();
}

fn put(door: &mut Door, options: &Options, body: &[u8], text: bool) -> usize {
    let lone: &[u8] = if text { &[0; 4] } else { &[] };
    let input = [header(options).as_slice(), lone, body].concat();
    door.reserve(input.len())[..input.len()].copy_from_slice(&input);
    input.len()
}

#[test]
fn a_valid_request_is_checked_without_an_allocation() {
    let value = json!({
        "model": "seedance-2", "prompt": "a \"quoted\" line\nand image 1", "duration": 10, "seed": 7,
        "image_with_roles": (0..9).map(|index| json!({"url": format!("https://a.example/{index}"), "role": "reference_image"})).collect::<Vec<_>>(),
        "video_with_roles": [{"url": "asset://v_1", "role": "reference_video"}],
        "callback_url": "https://a.example/hook", "trace_id": "t", "client_business_id": "order-1",
        "metadata": {"plain": "x", "nested": {"a": [1, {"b": [true]}]}, "list": [[], {}, [1.5]]},
    });
    for edition in Edition::ALL {
        let options = Options::of(edition);
        let mut door = Door::default();
        let text = value.to_string();
        let length = put(&mut door, &options, text.as_bytes(), true);
        assert_eq!(door.check_text(length), 0);
        assert_eq!(allocations(|| (0..10).map(|_| door.check_text(length)).sum::<usize>()), 0, "text");
        let mut door = Door::default();
        let tape = Writer::write(&options, &value, &mut |end| end - 1);
        let length = put(&mut door, &options, &tape, false);
        assert_eq!(door.check_tape(length), 0);
        assert_eq!(allocations(|| (0..10).map(|_| door.check_tape(length)).sum::<usize>()), 0, "tape");
    }
}

#[test]
fn allocations_grow_with_what_is_found() {
    for (name, make) in WORK {
        let grown = |size: usize| {
            let text = make(size);
            allocations(|| validate_json(&text, &roomy()))
        };
        let (once, twice) = (grown(2000), grown(4000));
        println!("{name}: {once} and {twice} allocations");
        assert!(twice as f64 <= once as f64 * 2.3 + 200.0, "{name}: {once} and {twice}");
    }
}

fn roomy() -> Options {
    Options { bytes: Some(16 << 20), ..Options::default() }
}

type Work = (&'static str, fn(usize) -> String);

/// Texts that grow with a number and look for work that grows faster.
const WORK: &[Work] = &[
    ("repeated keys", |size| object((0..size).map(|index| format!("\"k{}\":0", index % (size / 2))))),
    ("one key repeated", |size| object((0..size).map(|_| "\"k\":0".to_owned()))),
    ("unknown keys", |size| object((0..size).map(|index| format!("\"k{index}\":0")))),
    ("keys near a known one", |size| object((0..size).map(|index| format!("\"durat{index}\":0")))),
    ("keys in metadata", |size| {
        format!("{{\"metadata\":{}}}", object((0..size).map(|index| format!("\"k{index}\":0"))))
    }),
    ("colliding keys", |size| object(colliding(size).into_iter().map(|key| format!("\"{key}\":0")))),
    ("keys of one beginning", |size| object((0..size).map(|index| format!("\"{}{index}\":0", "x".repeat(90))))),
    ("keys inside each other", |size| object((0..size).map(|index| format!("\"{}\":0", "x".repeat(index % 100))))),
    ("items with one url", |size| {
        let item = "{\"url\":\"https://a.example/x\",\"role\":\"reference_image\"},".repeat(size / 2);
        format!("{{\"image_with_roles\":[{}]}}", item.trim_end_matches(','))
    }),
    ("items of their own", |size| {
        let items: Vec<String> = (0..size / 2)
            .map(|index| format!("{{\"url\":\"https://a.example/{index}\",\"role\":\"first_frame\"}}"))
            .collect();
        format!("{{\"image_with_roles\":[{}]}}", items.join(","))
    }),
    ("urls of the same beginning", |size| {
        let items: Vec<String> =
            (0..size).map(|index| format!("\"https://a.example/{}{index}\"", "x".repeat(90))).collect();
        format!("{{\"image_urls\":[{}]}}", items.join(","))
    }),
    ("faulty items", |size| format!("{{\"image_with_roles\":[{}1]}}", "1,".repeat(size))),
    ("deep nests", |size| {
        let nest = "[".repeat(60) + &"]".repeat(60);
        format!("{{\"other\":[{}0]}}", (nest + ",").repeat(size / 60))
    }),
    ("repeated keys, deep", |size| {
        let nest = "[".repeat(50) + "{\"a\":0,\"a\":0}" + &"]".repeat(50);
        format!("{{\"other\":[{}0]}}", (nest + ",").repeat(size / 55))
    }),
    ("mentions", |size| prompt("image 3 ", size * 4)),
    ("mentions without spaces", |size| prompt("图片3", size * 4)),
    ("mentions and blanks", |size| prompt("image 3   ", size * 3)),
    ("slashes", |size| prompt("://", size * 10)),
    ("schemes", |size| prompt("xhttp://", size * 4)),
    ("white space", |size| format!("{{{}}}", " \n".repeat(size * 60))),
    ("blank prompt", |size| prompt("\u{3000}", size * 10)),
    ("escapes", |size| prompt("\\u0041\\n", size * 4)),
    ("lone surrogates", |size| prompt("\\ud800", size * 5)),
    ("digits", |size| format!("{{\"seed\":0.{}1}}", "0".repeat(size * 60))),
    ("a long number", |size| format!("{{\"seed\":{}}}", "9".repeat(size * 60))),
    ("a long url", |size| image(&format!("https://a.example/{}", "a/%2F".repeat(size * 6)))),
    ("a long host", |size| image(&format!("https://{}example/", "xn--a.".repeat(size * 5)))),
    ("a long userinfo", |size| image(&format!("https://{}@a.example/", "a:@".repeat(size * 10)))),
    ("an open userinfo", |size| image(&format!("https://{}", "a:@%".repeat(size * 8)))),
    ("a long id", |size| format!("{{\"client_business_id\":\"{}\"}}", "a b".repeat(size * 10))),
    ("secrets", |size| image(&"sk-a bearer x ".repeat(size * 4))),
];

fn object(entries: impl Iterator<Item = String>) -> String {
    format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
}

fn prompt(unit: &str, times: usize) -> String {
    // A string has 256 KiB.
    assert!(unit.len() * times < 256 << 10);
    format!("{{\"model\":\"seedance-2\",\"prompt\":\"{}\"}}", unit.repeat(times))
}

fn image(url: &str) -> String {
    format!("{{\"image_urls\":[\"{url}\"]}}")
}

fn fnv(text: &[u8]) -> u32 {
    text.iter().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Keys of one FNV-1a hash: pairs of blocks that lead to the same state, one behind the other.
fn colliding(size: usize) -> Vec<String> {
    let letters: Vec<u8> = (b'a'..=b'z').chain(b'A'..=b'Z').chain(b'0'..=b'9').collect();
    let mut keys = vec![String::new()];
    let mut state = fnv(b"");
    while keys.len() < size {
        let mut seen = std::collections::HashMap::new();
        let (mut pair, mut index) = (None, 0_usize);
        while pair.is_none() {
            let block = [index / 238_328, index / 3844, index / 62, index].map(|digit| letters[digit % 62]);
            let next = block.iter().fold(state, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
            pair = seen.insert(next, block).map(|other| (next, other, block));
            index += 1;
        }
        let (next, one, two) = pair.unwrap();
        state = next;
        keys = [one, two]
            .iter()
            .flat_map(|block| keys.iter().map(move |key| key.clone() + std::str::from_utf8(block).unwrap()))
            .collect();
    }
    keys.truncate(size);
    assert!(keys.iter().all(|key| fnv(key.as_bytes()) == state));
    keys
}

/// The work that `instructions_grow_with_the_input` counts, in a process of its own.
#[test]
fn work() {
    let Ok(file) = std::env::var("WORK") else { return };
    let text = std::fs::read(file).unwrap();
    if std::env::var("IDLE").is_err() {
        validate_json(&text, &roomy());
    }
}

/// Instructions, counted by a simulator: only with `LONG=1` and where there is one.
#[test]
fn instructions_grow_with_the_input() {
    if std::env::var("LONG").is_err() {
        println!("left out: LONG is not set");
        return;
    }
    let file = std::env::temp_dir().join(format!("seedance-request-{}.json", std::process::id()));
    let counted = |idle: bool| -> Option<f64> {
        let mut command = std::process::Command::new("valgrind");
        command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
        command.arg(std::env::current_exe().unwrap()).args(["--exact", "work", "--test-threads=1"]);
        command.env("WORK", &file);
        if idle {
            command.env("IDLE", "1");
        }
        let output = command.output().ok()?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8(output.stderr).unwrap();
        let line = said.lines().find(|line| line.contains("Collected")).expect("callgrind says what it collected");
        line.rsplit(' ').next()?.parse().ok()
    };
    let mut steep = Vec::new();
    for (name, make) in WORK {
        let of = |size: usize| {
            let text = make(size);
            assert_ne!(stop(&validate_json(&text, &roomy())), "too-large", "{name}");
            std::fs::write(&file, text).unwrap();
            Some(counted(false)? - counted(true)?)
        };
        let (Some(once), Some(twice)) = (of(2000), of(4000)) else {
            println!("left out: there is no valgrind");
            return;
        };
        println!("{name}: {once} and {twice} instructions, {:.2}", twice / once);
        if twice > once * 2.3 {
            steep.push(format!("{name}: {:.2}", twice / once));
        }
    }
    std::fs::remove_file(&file).unwrap();
    assert!(steep.is_empty(), "{steep:?}");
}
