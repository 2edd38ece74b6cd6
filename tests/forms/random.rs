//! Requests at random, mostly close to valid: what people fill in, and what they should not.

use seedance_request::rules::{Options, UnknownFields};
use seedance_request::{Edition, Severity};
use serde_json::{Map, Value, json};

/// SplitMix64: the same sequence everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Random(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    pub(crate) fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }

    pub(crate) fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }
}

/// How many rounds a test makes: `COUNT`, else ten times as many with `LONG=1`, else as given.
pub(crate) fn rounds(usual: usize) -> usize {
    match (std::env::var("COUNT"), std::env::var("LONG")) {
        (Ok(count), _) => count.parse().expect("COUNT is a number"),
        (_, Ok(long)) if long == "1" => usual * 10,
        _ => usual,
    }
}

pub(crate) const MODELS: [&str; 3] = ["seedance-2", "seedance-2-fast", "seedance-2-mini"];

/// The fields a page has controls for, and a few it should not have.
pub(crate) const FIELDS: [&str; 20] = [
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

pub(crate) const LISTS: [&str; 5] = ["image_urls", "image_with_roles", "video_with_roles", "audio_with_roles", "tools"];

pub(crate) fn options(random: &mut Random, edition: Edition) -> Options {
    let mut options = Options::of(edition);
    if random.one_in(3) {
        options.reference_videos = Some(*random.pick(&[0, 1, 2, 3, 5, 20]));
    }
    if random.one_in(3) {
        options.reference_audios = Some(*random.pick(&[0, 1, 2, 3, 5, 20]));
    }
    if random.one_in(5) {
        options.unknown_fields = *random.pick(&[UnknownFields::Error, UnknownFields::Allow]);
    }
    if random.one_in(6) {
        for _ in 0..=random.below(4) {
            let code = random.pick(&RESETTABLE);
            let severity = *random.pick(&[Some(Severity::Error), Some(Severity::Warning), None]);
            assert!(options.set_severity(code, severity), "{code}");
        }
    }
    if random.one_in(40) {
        options.bytes = Some(*random.pick(&[0, 10, 60, 200, 1000]));
    }
    options
}

const RESETTABLE: [&str; 16] = [
    "prompt-missing",
    "nothing-to-generate",
    "empty-value",
    "duration-left-to-default",
    "duration-not-listed",
    "trace-id-without-callback",
    "channel-limit-unknown",
    "image-urls-discouraged",
    "image-urls-beside-references",
    "prompt-names-missing-media",
    "business-id-in-metadata",
    "business-id-conflict",
    "duplicate-reference",
    "field-undocumented",
    "frame-and-reference-mixed",
    "too-many-first-frames",
];

/// A value for a field: of the documented type four times out of five.
pub(crate) fn value(random: &mut Random, field: &str) -> Value {
    if random.one_in(12) {
        return anything(random);
    }
    match field {
        "model" => match random.below(12) {
            0 => json!(random.pick(&["seedance-3", "", "Seedance-2", "doubao-seedance-2-0-fast"])),
            _ => json!(random.pick(&MODELS)),
        },
        "prompt" => json!(random.pick(&[
            "a cat",
            "",
            "  ",
            "like image 2 and video 1, then audio 3",
            "see https://example.com/a",
            "图片3",
        ])),
        "client_business_id" | "trace_id" => {
            json!(random.pick(&["order-1", "b", "", "a b", "tsk_1", "..", "x\u{1}", "order-2"]))
        }
        "duration" => match random.below(6) {
            0 => json!(random.pick(&[3, 16, -2, 100])),
            1 => json!(random.pick(&["5", " -1 ", "+8", "x", ""])),
            _ => json!(random.pick(&[0, -1, 4, 5, 8, 10, 12, 15])),
        },
        "seed" => random.pick(&[json!(1), json!(-1), json!(4_294_967_296_u64), json!(1e300), json!("7")]).clone(),
        "aspect_ratio" => json!(random.pick(&["16:9", "9:16", "adaptive", "16x9", "", "1:1"])),
        "resolution" => json!(random.pick(&["480p", "720p", "1080p", "4k", "4K", "8k", ""])),
        "generate_audio" | "return_last_frame" => {
            random.pick(&[json!(true), json!(false), json!("on"), json!("0"), json!("maybe"), json!(" ")]).clone()
        }
        "callback_url" => json!(random.pick(&[
            "https://example.com/hook",
            "http://example.com/hook",
            "https://localhost/",
            "x",
            "",
            "asset://a"
        ])),
        "n" | "count" => random.pick(&[json!(1), json!(2), json!("2")]).clone(),
        "media_mode" => json!(random.pick(&["frame", "reference"])),
        "metadata" => {
            let mut metadata = Map::new();
            for _ in 0..random.below(3) {
                let key = *random.pick(&["client_business_id", "client_business_id", "seed", "note", "__proto__"]);
                metadata.insert(key.into(), value(random, if key == "seed" { "seed" } else { "trace_id" }));
            }
            Value::Object(metadata)
        }
        list => {
            let most = if random.one_in(12) { 13 } else { 4 };
            let len = random.below(most);
            Value::Array((0..len).map(|_| item(random, list)).collect())
        }
    }
}

/// An item for a list.
pub(crate) fn item(random: &mut Random, list: &str) -> Value {
    if random.one_in(16) {
        return anything(random);
    }
    let url = json!(random.pick(&[
        "https://example.com/a",
        "https://example.com/a.mp4",
        "https://example.com/b.png",
        "https://example.com/c.wav",
        "asset://one",
        "asset://two",
        "http://example.com/d",
        "https://10.0.0.1/e",
        "data:image/png;base64,AAAA",
        "data:audio/wav;base64,AAAA",
        "",
        "nowhere",
        "asset://",
    ]));
    let usual = match list {
        "image_urls" => return url,
        "tools" => return random.pick(&[json!({"type": "web_search"}), json!({"type": "x"}), json!({})]).clone(),
        "image_with_roles" => *random.pick(&["first_frame", "last_frame", "reference_image", "reference_image"]),
        "video_with_roles" => "reference_video",
        _ => "reference_audio",
    };
    let role = if random.one_in(8) { *random.pick(&["reference_video", "", "first", "last_frame"]) } else { usual };
    let mut item = Map::new();
    if !random.one_in(12) {
        item.insert("url".into(), if random.one_in(3) { url } else { json!(format!("asset://{role}")) });
    }
    if !random.one_in(12) {
        item.insert("role".into(), json!(role));
    }
    if random.one_in(12) {
        item.insert((*random.pick(&["type", "uri", "note"])).into(), anything(random));
    }
    Value::Object(item)
}

/// Any JSON value, small.
pub(crate) fn anything(random: &mut Random) -> Value {
    let scalars = [json!(null), json!(true), json!(0), json!(-1.5), json!("x"), json!(""), json!([]), json!({})];
    match random.below(12) {
        0 => json!([anything(random), anything(random)]),
        1 => json!({ "url": anything(random), "k": anything(random) }),
        _ => random.pick(&scalars).clone(),
    }
}

/// A whole request.
pub(crate) fn draft(random: &mut Random) -> Value {
    if random.one_in(60) {
        return anything(random);
    }
    let mut draft = Map::new();
    for field in FIELDS {
        let rarity = match field {
            "model" | "prompt" => 8,
            "image_with_roles" | "duration" | "resolution" => 5,
            "n" | "count" | "media_mode" | "tools" | "image_urls" => 1,
            _ => 3,
        };
        if random.below(10) < rarity {
            draft.insert(field.into(), value(random, field));
        }
    }
    if random.one_in(12) {
        draft.insert((*random.pick(&["ratio", "zz", "__proto__", "imageUrls"])).into(), anything(random));
    }
    Value::Object(draft)
}
