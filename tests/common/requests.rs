//! Requests from a seed: the shapes that forms and programs really send, and every fault on purpose.

use super::tape::{INFINITE, LONE};
use seedance_request::Edition;
use seedance_request::rules::{Options, UnknownFields};
use serde_json::{Map, Value, json};

/// Numbers from a seed: splitmix64.
#[derive(Clone)]
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// True in `share` of a hundred.
    pub fn chance(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// How often tests run: `COUNT`, else `full` with `LONG=1`, else a tenth of it.
pub fn count(full: u64) -> u64 {
    match std::env::var("COUNT") {
        Ok(count) => count.parse().expect("COUNT is a number"),
        Err(_) if std::env::var("LONG").is_ok_and(|long| long == "1") => full,
        Err(_) => full / 10,
    }
}

/// One generated request.
pub struct Sample {
    pub value: Value,
    pub options: Options,
    /// It holds what a tree of `serde_json` cannot: lone surrogates, numbers beyond a double.
    pub beyond: bool,
}

impl Sample {
    pub fn options(&self, edition: Edition) -> Options {
        Options { edition, ..self.options.clone() }
    }
}

const PROMPTS: &[&str] = &[
    "A paper boat drifts down a rain gutter at dusk, slow dolly shot.",
    "镜头缓缓推进,少年在雪地里奔跑",
    "\"Quoted\" words, a backslash \\ and\nanother line; 日本語とemoji 🎬",
    "A cat",
    "It's 5 s long; the video 5 seconds in shows image 1: nothing.",
    "tab\there\u{1}control",
];
const HTTPS: &[&str] = &[
    "https://cdn.example.com/a",
    "https://cdn.example.com/a.png?sig=1%2F2",
    "HTTPS://Example.COM:443/%E4%BD%A0/x.webp#part",
    "https://93.184.216.34/x",
    "https://[2606:2800:220:1:248:1893:25c8:1946]/x",
    "asset://pa_1",
    "asset://A.b-c_9",
];
const IDS: &[&str] = &["order-1", "a.b_c~d", "019a8a55-1c37-7c6c-9d51-0e1bb35f9c11"];

fn url(rng: &mut Rng, kind: &str) -> String {
    let base = rng.pick(HTTPS);
    let number = rng.below(1000);
    match (base.starts_with("asset"), kind) {
        (true, _) => format!("{base}{number}"),
        (_, "image") if base.contains(['?', '#']) => format!("{base}&n={number}"),
        (_, "image") => format!("{base}/{number}"),
        (_, "video") => format!("https://cdn.example.com/{number}.mp4"),
        _ => format!("https://cdn.example.com/{number}.mp3"),
    }
}

fn item(rng: &mut Rng, kind: &str, role: &str) -> Value {
    let url = url(rng, kind);
    if rng.chance(50) { json!({"url": url, "role": role}) } else { json!({"role": role, "url": url}) }
}

fn items(rng: &mut Rng, most: usize, kind: &str, role: &str) -> Value {
    let many = 1 + rng.below(most);
    Value::Array((0..many).map(|_| item(rng, kind, role)).collect())
}

fn base(rng: &mut Rng) -> Map<String, Value> {
    let mut request = Map::new();
    let model = rng.pick(&["seedance-2", "seedance-2", "seedance-2-fast", "seedance-2-mini"]);
    let mini = model == "seedance-2-mini";
    let mut put = |key: &str, value: Value| drop(request.insert(key.to_owned(), value));
    put("model", model.into());
    put("prompt", rng.pick(PROMPTS).into());
    let durations: &[i64] = if mini { &[4, 8, 10, 12, 15] } else { &[0, -1, 4, 5, 7, 9, 10, 11, 15] };
    if mini || rng.chance(60) {
        put("duration", rng.pick(durations).into());
    }
    match rng.below(if mini { 3 } else { 6 }) {
        0 => put("image_with_roles", items(rng, 9, "image", "reference_image")),
        1 => {
            put("video_with_roles", items(rng, 3, "video", "reference_video"));
            if rng.chance(50) {
                put("audio_with_roles", items(rng, 3, "audio", "reference_audio"));
            }
        }
        2 => {}
        3 => put("image_with_roles", Value::Array(vec![item(rng, "image", "first_frame")])),
        4 => put(
            "image_with_roles",
            Value::Array(vec![item(rng, "image", "first_frame"), item(rng, "image", "last_frame")]),
        ),
        _ => put("image_urls", (0..1 + rng.below(3)).map(|_| url(rng, "image")).collect::<Vec<_>>().into()),
    }
    if rng.chance(50) {
        put("aspect_ratio", rng.pick(&["21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]).into());
    }
    if rng.chance(50) {
        put("resolution", rng.pick(&["480p", "720p"]).into());
    }
    if !mini && rng.chance(30) {
        put("generate_audio", rng.chance(50).into());
    }
    if rng.chance(30) {
        put("seed", rng.pick(&[-1, 0, 42, 4_294_967_295_i64]).into());
    }
    if rng.chance(20) {
        put("callback_url", "https://api.example.com/hook?x=1".into());
        if rng.chance(50) {
            put("trace_id", "trace 1".into());
        }
    }
    if rng.chance(30) {
        put("client_business_id", rng.pick(IDS).into());
    }
    if rng.chance(20) {
        put("metadata", json!({"user": "u1", "tags": ["a", {"b": [1, 2.5, null, true]}], "note": "x"}));
    }
    request
}

const LISTS: &[(&str, &str, &str)] = &[
    ("image_with_roles", "image", "reference_image"),
    ("video_with_roles", "video", "reference_video"),
    ("audio_with_roles", "audio", "reference_audio"),
];
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
const FAULTY_URLS: &[&str] = &[
    "",
    "   ",
    "/relative/a.png",
    "//cdn.example.com/a.png",
    "https:/cdn.example.com",
    "https://",
    "https://exa mple.com/",
    " https://cdn.example.com/a",
    "https://cdn.example.com:99999/",
    "https://bücher.example/",
    "https://a%20b/",
    "https://[::1",
    "https://1.2.3.4.5/",
    "https:\\\\cdn.example.com",
    "https://cdn.example.com/a\u{7f}",
    "ftp://cdn.example.com/a",
    "blob:https://cdn.example.com/1",
    "data:text/plain,hi",
    "data:image/png;base64,iVBORw0KGgo=",
    "data:image/png;base64,iVBORw0KGgo=",
    "data:image/png;base64,####",
    "data:image/png,raw",
    "data:audio/mpeg;base64,AAAA",
    "http://cdn.example.com/a",
    "http://cdn.example.com/b",
    "https://user:secret@cdn.example.com/a",
    "https://user@cdn.example.com/a",
    "https://localhost/a",
    "https://192.168.1.5/a",
    "https://[::1]/a",
    "https://0x7f.1/a",
    "http://printer.local/a.png",
    "asset://",
    "asset://a b",
    "asset:pa_1",
    "https://cdn.example.com/a.mp4",
    "https://cdn.example.com/a.mp3?x=.png",
    "https://cdn.example.com/a.JPG",
];
const STRANGE: &[&str] = &[
    "",
    " ",
    "\u{feff}\u{3000}",
    "a/b",
    "a b",
    "é",
    ".",
    "..",
    "tsk_1",
    "task_9",
    "x\ny",
    "\u{7f}",
    "16：9",
    "16x9",
    "16 : 9",
    "720P",
    "4K",
    "4k",
    "1080p",
    "adaptive",
    "2:1",
    "seedance-2.0",
    "Seedance_2_Mini",
    "doubao-seedance-2-0-fast",
    "gpt-video",
    "web_search",
    "\u{10ffff}\u{0}",
    LONE,
];

fn any(rng: &mut Rng, depth: usize) -> Value {
    match rng.below(if depth > 3 { 8 } else { 10 }) {
        0 => Value::Null,
        1 => rng.chance(50).into(),
        2 => (rng.below(40) as i64 - 20).into(),
        3 => json!(rng.pick(&[0.5, -0.0, 10.0, 1e21, 1.5e-7, 9007199254740993.0, -1.0, 4294967296.0])),
        4 => json!(rng.pick(&[u64::MAX, 9007199254740992, 4294967296, 1 << 40])),
        5 => rng.pick(STRANGE).into(),
        6 => rng.pick(FAULTY_URLS).into(),
        7 => rng.pick(&[INFINITE, "plain", LONE, "text"]).into(),
        8 => (0..rng.below(4)).map(|_| any(rng, depth + 1)).collect(),
        _ => Value::Object(
            (0..rng.below(4))
                .map(|_| (rng.pick(&["a", "url", "role", "b/c", "d~e", ""]).into(), any(rng, depth + 1)))
                .collect(),
        ),
    }
}

/// The items of a random list that has any; a new one where none has.
fn some_list<'r>(request: &'r mut Map<String, Value>, rng: &mut Rng) -> &'r mut Vec<Value> {
    let (name, kind, role) = rng.pick(LISTS);
    let list = request.entry(name).or_insert_with(|| json!([]));
    if list.as_array().is_none_or(|list| list.is_empty()) {
        *list = json!([item(rng, kind, role)]);
    }
    list.as_array_mut().unwrap()
}

fn nested(rng: &mut Rng, levels: usize) -> Value {
    (0..levels).fold(json!(1), |inner, _| if rng.chance(50) { json!([inner]) } else { json!({"k": inner}) })
}

const FAULTS: usize = 52;

fn spoil(request: &mut Map<String, Value>, options: &mut Options, rng: &mut Rng) {
    let fault = rng.below(FAULTS);
    let mut put = |key: &str, value: Value| drop(request.insert(key.to_owned(), value));
    match fault {
        0 => drop(request.remove("model")),
        1 => put("model", rng.pick(STRANGE).into()),
        2 => drop(request.remove("prompt")),
        3 => {
            FIELDS[5..9].iter().for_each(|list| drop(request.remove(*list)));
            request.remove("prompt");
        }
        4 => put("prompt", rng.pick(&["", "  ", "\u{a0}"]).into()),
        5 => {
            let words = "word ".repeat(990 + rng.below(30));
            put("prompt", if rng.chance(50) { words } else { "字".repeat(490 + rng.below(30)) }.into());
        }
        6 => put("prompt", format!("use {} {}", rng.pick(&["image", "Video", "audio #"]), rng.below(12)).into()),
        7 => put("prompt", format!("{}{}的人", rng.pick(&["图片", "视频", "音频"]), 1 + rng.below(9)).into()),
        8 => put("prompt", format!("see {}x", rng.pick(&["https://", "HTTP://", "asset://", "://", "ftp://"])).into()),
        9 => put("duration", rng.pick(&[3, 16, -2, 100, 1, 2]).into()),
        10 => put("duration", rng.pick(&[0, -1, 5, 6, 7, 9, 11, 13, 14]).into()),
        11 => drop(request.remove("duration")),
        12 => {
            put("model", "seedance-2-mini".into());
            let durations = [json!(0), json!(-1), json!(5), json!(6), json!(10.0), json!(-0.0)];
            put("duration", durations[rng.below(6)].clone());
        }
        13 => put("aspect_ratio", rng.pick(STRANGE).into()),
        14 => put("resolution", rng.pick(&["720P", "4K", "4k", "1080p", "720", "", "２k"]).into()),
        15 => {
            put("image_urls", json!(["https://cdn.example.com/1.png"]));
            let list = items(rng, 2, "image", "reference_image");
            put("image_with_roles", list);
        }
        16 => {
            put("image_urls", json!(["https://cdn.example.com/1.png"]));
            request.remove("image_with_roles");
            if rng.chance(50) {
                request.insert("model".into(), "seedance-2-mini".into());
            }
        }
        17 => {
            request.remove("image_with_roles");
            let list = items(rng, 2, "video", "reference_video");
            request.insert("image_urls".into(), json!(["https://cdn.example.com/1.png"]));
            request.insert("video_with_roles".into(), list);
        }
        18 => put("image_urls", (0..rng.below(4)).map(|_| rng.pick(FAULTY_URLS)).collect::<Vec<_>>().into()),
        19..=21 => {
            let list = some_list(request, rng);
            let index = rng.below(list.len());
            if let Some(item) = list[index].as_object_mut() {
                match fault {
                    19 => drop(item.remove(rng.pick(&["url", "role"]))),
                    20 => drop(item.insert(rng.pick(&["url", "role"]).into(), rng.pick(&["", " "]).into())),
                    _ => drop(item.insert("role".into(), rng.pick(ROLES).into())),
                }
            }
        }
        22..=26 => {
            let list = some_list(request, rng);
            let index = rng.below(list.len());
            let url = rng.pick(FAULTY_URLS);
            if let Some(item) = list[index].as_object_mut() {
                item.insert("url".into(), url.into());
            }
        }
        27 => {
            let list = some_list(request, rng);
            let again = list[rng.below(list.len())].clone();
            list.push(again);
        }
        28 => {
            let frames = ["first_frame", "last_frame", "first_frame", "last_frame", "reference_image"];
            let list = (0..1 + rng.below(4)).map(|_| {
                let role = rng.pick(&frames);
                item(rng, "image", role)
            });
            let list: Value = list.collect();
            put("image_with_roles", list);
        }
        29 => {
            let (name, kind, role) = rng.pick(LISTS);
            let list: Value = (0..3 + rng.below(14)).map(|_| item(rng, kind, role)).collect();
            put(name, list);
        }
        30 => {
            let list = items(rng, 6, "video", "reference_video");
            put("video_with_roles", list);
            options.reference_videos = Some(rng.below(5) as u32);
        }
        31 => {
            let list = items(rng, 6, "audio", "reference_audio");
            put("audio_with_roles", list);
            options.reference_audios = Some(rng.below(5) as u32);
        }
        32 => {
            FIELDS[5..8].iter().for_each(|list| drop(request.remove(*list)));
            let list = items(rng, 2, "audio", "reference_audio");
            request.insert("audio_with_roles".into(), list);
        }
        33 => {
            let first = item(rng, "image", "first_frame");
            put("image_with_roles", json!([first]));
            let (name, kind, role) = rng.pick(&LISTS[1..]);
            let list = items(rng, 2, kind, role);
            put(name, list);
        }
        34 => {
            let tools = [
                json!([{"type": "web_search"}]),
                json!([{}]),
                json!([{"type": "Web-Search"}]),
                json!([{"type": 1}, 2]),
            ];
            put("tools", tools[rng.below(4)].clone());
            if rng.chance(50) {
                FIELDS[5..9].iter().for_each(|list| drop(request.remove(*list)));
            }
        }
        35 => put("callback_url", rng.pick(FAULTY_URLS).into()),
        36 => {
            put("trace_id", rng.pick(&["t1", ""]).into());
            request.remove("callback_url");
        }
        37 => {
            let id = rng.pick(IDS);
            put("metadata", json!({"client_business_id": id, "keep": 1}));
            if rng.chance(50) {
                put("client_business_id", rng.pick(IDS).into());
            }
        }
        38 => put("client_business_id", rng.pick(STRANGE).into()),
        39 => put("metadata", json!({"client_business_id": rng.pick(STRANGE), rng.pick(FIELDS): any(rng, 0)})),
        40 => put("seed", json!(rng.pick(&[9007199254740993.0, -9007199254740992.0, 1e300, 9007199254740991.0]))),
        41 => put("seed", rng.pick(&[-2_i64, 4294967296, -5, i64::MIN, i64::MAX]).into()),
        42 => {
            let keys = [
                "Duration",
                "aspectRatio",
                "aspect-ratio",
                "ratio",
                "size",
                "images",
                "promt",
                "foo",
                "模型",
                "\u{ff4d}odel",
            ];
            let key = rng.pick(&keys);
            let meant = match key {
                "Duration" => "duration",
                "images" => "image_with_roles",
                "promt" => "prompt",
                "size" => "resolution",
                "\u{ff4d}odel" => "model",
                _ => "aspect_ratio",
            };
            let value = if rng.chance(50) { request.remove(meant) } else { None };
            let value = value.unwrap_or_else(|| any(rng, 0));
            request.insert(key.to_owned(), value);
        }
        43 => {
            let list = some_list(request, rng);
            let index = rng.below(list.len());
            let value = any(rng, 0);
            let key = rng.pick(&["Url", "URL", "Role", "roel", "type", "weight"]);
            if let Some(item) = list[index].as_object_mut() {
                let meant = if key.eq_ignore_ascii_case("url") { "url" } else { "role" };
                let value = if rng.chance(50) { item.remove(meant) } else { None }.unwrap_or(value);
                item.insert(key.into(), value);
            }
        }
        44 => {
            let key = rng.pick(&["n", "count", "media_mode", "return_last_frame", "generate_audio"]);
            let value = [json!(1), json!("frame"), json!(true), json!("reference")][rng.below(4)].clone();
            put(key, value);
            if rng.chance(50) {
                put("model", "seedance-2-mini".into());
            }
        }
        45 | 46 => {
            let key = rng.pick(FIELDS);
            let value = any(rng, 0);
            put(key, value);
        }
        47 => {
            let list = some_list(request, rng);
            let value = any(rng, 0);
            let index = rng.below(list.len());
            match (rng.below(3), list[index].as_object_mut()) {
                (0, Some(item)) => drop(item.insert(rng.pick(&["url", "role"]).into(), value)),
                (1, _) => list.push(value),
                _ => list[index] = value,
            }
        }
        // What a form sends when nothing was filled in.
        48 => {
            for key in ["aspect_ratio", "resolution", "callback_url", "trace_id", "client_business_id"] {
                if rng.chance(60) {
                    request.insert(key.into(), "".into());
                }
            }
            for list in &FIELDS[5..9] {
                if rng.chance(40) {
                    request.insert((*list).into(), json!([]));
                }
            }
        }
        49 => {
            let levels = 58 + rng.below(10);
            let deep = nested(rng, levels);
            match rng.below(3) {
                0 => put("extra", deep),
                1 => put("metadata", json!({"deep": deep})),
                _ => some_list(request, rng).push(json!({"x": deep})),
            }
        }
        50 => {
            if rng.chance(30) {
                options.bytes = Some(rng.below(40));
            } else if rng.chance(10) {
                let long = 262_140 + rng.below(8);
                put(rng.pick(&["prompt", "other"]), "x".repeat(long).into());
            } else if rng.chance(20) {
                // A long `data:` URL has its place; everywhere else it is a long string.
                let long = format!("data:{}/x;base64,{}", rng.pick(&["image", "audio"]), "A".repeat(262_140));
                let list = rng.pick(&["image_urls", "image_with_roles", "video_with_roles", "audio_with_roles"]);
                let value = match rng.below(5) {
                    0 => json!([long]),
                    1 => json!({"url": long}),
                    2 => json!([[long]]),
                    _ => json!([{rng.pick(&["url", "role", "other"]): long}]),
                };
                match rng.below(4) {
                    0 => put("metadata", json!({list: value})),
                    1 => put("other", json!({list: value})),
                    _ => put(list, value),
                }
            } else if rng.chance(10) {
                put("many", vec![0; 9_960 + rng.below(60)].into());
            }
        }
        _ => {
            let list = some_list(request, rng);
            list[0] = json!({"url": "data:image/png;base64,AAAA", "role": "reference_image"});
        }
    }
}

const ROLES: &[&str] = &[
    "first_frame",
    "last_frame",
    "reference_image",
    "reference_video",
    "reference_audio",
    "First_Frame",
    "refrence_image",
    "keyframe",
    "",
];

/// The request of a seed.
pub fn sample(seed: u64) -> Sample {
    let mut rng = Rng(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let rng = &mut rng;
    let mut options = Options::default();
    if rng.chance(1) {
        let value = any(rng, 0);
        return Sample { beyond: is_beyond(&value), value, options };
    }
    if rng.chance(20) {
        options.reference_videos = Some(3 + rng.below(3) as u32);
        options.reference_audios = Some(3 + rng.below(3) as u32);
    }
    if rng.chance(10) {
        options.unknown_fields = rng.pick(&[UnknownFields::Error, UnknownFields::Allow]);
    }
    let mut request = base(rng);
    let faults = rng.pick(&[0, 0, 0, 0, 0, 1, 1, 1, 2, 3]);
    for _ in 0..faults {
        spoil(&mut request, &mut options, rng);
    }
    // Keys come in any order.
    let mut entries: Vec<(String, Value)> = request.into_iter().collect();
    for last in (1..entries.len()).rev() {
        let other = rng.below(last + 1);
        entries.swap(last, other);
    }
    let value = Value::Object(entries.into_iter().collect());
    Sample { beyond: is_beyond(&value), value, options }
}

fn is_beyond(value: &Value) -> bool {
    match value {
        Value::String(text) => text == INFINITE || text.contains(LONE),
        Value::Array(items) => items.iter().any(is_beyond),
        Value::Object(entries) => entries.iter().any(|(key, value)| key.contains(LONE) || is_beyond(value)),
        _ => false,
    }
}

/// JSON text of a value in one of its many spellings: random white space, escapes and numbers.
pub fn spell(value: &Value, rng: &mut Rng) -> String {
    let mut text = String::new();
    let loose = rng.chance(60);
    write(value, loose, rng, &mut text, &mut None);
    text
}

/// The same with some keys written twice, the last with the value that counts. Returns how many keys are.
pub fn spell_with_repeats(value: &Value, rng: &mut Rng) -> (String, usize) {
    let mut text = String::new();
    let mut repeats = Some(0);
    let loose = rng.chance(60);
    write(value, loose, rng, &mut text, &mut repeats);
    (text, repeats.unwrap_or(0))
}

fn write(value: &Value, loose: bool, rng: &mut Rng, out: &mut String, repeats: &mut Option<usize>) {
    space(loose, rng, out);
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(bool) => out.push_str(if *bool { "true" } else { "false" }),
        Value::Number(number) => write_number(number, loose, rng, out),
        Value::String(text) if text == INFINITE => out.push_str(rng.pick(&["1e999", "1E+400"])),
        Value::String(text) => write_text(text, loose, rng, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, loose, rng, out, repeats);
            }
            space(loose, rng, out);
            out.push(']');
        }
        Value::Object(entries) => {
            out.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                space(loose, rng, out);
                if let Some(count) = repeats.as_mut().filter(|_| !key.contains(LONE) && rng.chance(8)) {
                    *count += 1;
                    write_text(key, loose, rng, out);
                    out.push_str(rng.pick(&[":1,", ": \"x\",", ":null ,"]));
                    space(loose, rng, out);
                }
                write_text(key, loose, rng, out);
                space(loose, rng, out);
                out.push(':');
                write(value, loose, rng, out, repeats);
            }
            space(loose, rng, out);
            out.push('}');
        }
    }
    space(loose, rng, out);
}

fn space(loose: bool, rng: &mut Rng, out: &mut String) {
    while loose && rng.chance(15) {
        out.push(rng.pick(&[' ', '\n', '\t', '\r']));
    }
}

fn write_number(number: &serde_json::Number, loose: bool, rng: &mut Rng, out: &mut String) {
    let text = number.to_string();
    let integer = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    match (loose && integer, rng.below(5)) {
        (true, 0) => out.push_str(&format!("{text}.0")),
        (true, 1) => out.push_str(&format!("{text}e0")),
        (true, 2) if text.ends_with('0') && text.len() > 1 => out.push_str(&format!("{}e1", &text[..text.len() - 1])),
        (true, 2) if text == "0" => out.push_str("-0"),
        (true, 3) if text.trim_start_matches('-') != "0" => out.push_str(&format!("{text}0E-1")),
        _ => out.push_str(&text),
    }
}

fn write_text(text: &str, loose: bool, rng: &mut Rng, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        let lone = LONE.starts_with(character);
        match character {
            _ if lone => out.push_str(rng.pick(&["\\ud800", "\\uDFff", "\\ud83d\\u0041"])),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' if rng.chance(50) => out.push_str("\\n"),
            '/' if loose && rng.chance(20) => out.push_str("\\/"),
            _ if character < ' ' || (loose && rng.chance(5)) => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    out.push_str(&if rng.chance(50) { format!("\\u{unit:04x}") } else { format!("\\u{unit:04X}") });
                }
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}
