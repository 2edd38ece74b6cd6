//! The bytes of the object door, written and read by the tests' own hand.

use seedance_request::Edition;
use seedance_request::request::Field;
use seedance_request::rules::{Options, RULES, UnknownFields};
use serde_json::{Value, json};

/// A character that stands for a lone surrogate in the trees of tests.
pub const LONE: &str = "\u{f8e0}";
/// A string that stands for a number too large for a double.
pub const INFINITE: &str = "\u{f8e1}inf";

const NAMES: [&str; 23] = [
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
    "url",
    "role",
    "type",
];

/// The header in front of every input.
pub fn header(options: &Options) -> Vec<u8> {
    let limit = |limit: Option<u32>| limit.unwrap_or(u32::MAX).to_le_bytes();
    let mut bytes = vec![
        u8::from(options.edition == Edition::E2026_08),
        match options.unknown_fields {
            UnknownFields::Warn => 0,
            UnknownFields::Error => 1,
            UnknownFields::Allow => 2,
        },
    ];
    bytes.extend(limit(options.reference_videos));
    bytes.extend(limit(options.reference_audios));
    bytes.extend(limit(options.bytes.map(|bytes| bytes as u32)));
    bytes.push(options.severities.len() as u8);
    for (rule, severity) in &options.severities {
        bytes.extend([*rule, severity.map_or(0, |severity| severity as u8 + 1)]);
    }
    bytes
}

/// Writes a tree as a JavaScript reader does: sizes held against it on the way, known names as one byte.
pub struct Writer<'w> {
    pub bytes: Vec<u8>,
    /// Called at each chance to write what means the same: returns a number below its argument.
    pub whim: &'w mut dyn FnMut(usize) -> usize,
    most_bytes: usize,
    data: bool,
    /// `data:` URLs stay where they are, whatever their length; all or none, so that equal ones are written alike.
    refers: bool,
    nodes: usize,
    held: usize,
    seen: Vec<String>,
}

struct Stopped;

impl<'w> Writer<'w> {
    pub fn write(options: &Options, value: &Value, whim: &'w mut dyn FnMut(usize) -> usize) -> Vec<u8> {
        let late = options.edition == Edition::E2026_08;
        let mut writer = Writer {
            bytes: Vec::new(),
            whim,
            most_bytes: options.bytes.unwrap_or(if late { 24 << 20 } else { 1 << 20 }),
            data: late,
            refers: false,
            nodes: 0,
            held: 0,
            seen: Vec::new(),
        };
        writer.refers = (writer.whim)(2) == 0;
        let _ = writer.value(value, &mut Vec::new(), 0);
        writer.bytes
    }

    fn stop(&mut self, reason: u8) -> Result<(), Stopped> {
        self.bytes.extend([253, reason]);
        Err(Stopped)
    }

    fn value(&mut self, value: &Value, path: &mut Vec<String>, depth: usize) -> Result<(), Stopped> {
        self.nodes += 1;
        if self.nodes > 10_000 {
            return self.stop(2);
        }
        match value {
            Value::Null => self.bytes.push(1),
            Value::Bool(bool) => self.bytes.push(2 + u8::from(*bool)),
            Value::Number(number) => self.number(number.as_f64().unwrap()),
            Value::String(text) if text == INFINITE => self.number(f64::INFINITY),
            Value::String(text) => {
                let offered = offered(path).filter(|kind| {
                    self.data && {
                        text.get(..6 + kind.len())
                            .is_some_and(|head| head.eq_ignore_ascii_case(&format!("data:{kind}/")))
                    }
                });
                if text.len() > if offered.is_some() { 16 << 20 } else { 256 << 10 } {
                    return self.stop(if offered.is_some() { 4 } else { 3 });
                }
                self.hold(text)?;
                if offered.is_some() && text.contains(',') && self.refers {
                    let (head, payload) = text.split_at(text.find(',').unwrap() + 1);
                    self.bytes.push(8);
                    self.bare(head);
                    self.bytes
                        .push(u8::from(is_base64(payload) && head.bytes().all(|byte| (0x21..0x7f).contains(&byte))));
                    let identity = self.seen.iter().position(|seen| seen == text).unwrap_or(self.seen.len());
                    self.seen.push(text.clone());
                    self.bytes.extend((identity as u32 + 1).to_le_bytes());
                    self.bytes.extend(9_u32.to_le_bytes());
                } else {
                    self.bytes.push(if text.contains(LONE) { 7 } else { 6 });
                    self.bare(&text.replace(LONE, "\u{fffd}"));
                    if text.contains(LONE) {
                        self.bytes.extend(7_u32.to_le_bytes());
                    }
                }
            }
            Value::Array(items) => {
                if depth == 64 {
                    return self.stop(0);
                }
                self.bytes.push(9);
                for (index, item) in items.iter().enumerate() {
                    path.push(format!("#{index}"));
                    self.value(item, path, depth + 1)?;
                    path.pop();
                }
                self.bytes.push(255);
            }
            Value::Object(entries) => {
                if depth == 64 {
                    return self.stop(0);
                }
                self.bytes.push(10);
                for (key, value) in entries {
                    if key.len() > 256 << 10 {
                        return self.stop(3);
                    }
                    self.hold(key)?;
                    match NAMES.iter().position(|name| name == key) {
                        Some(index) if (self.whim)(4) > 0 => self.bytes.push(index as u8),
                        _ => {
                            self.bytes.push(254);
                            self.bare(&key.replace(LONE, "\u{fffd}"));
                        }
                    }
                    path.push(key.clone());
                    self.value(value, path, depth + 1)?;
                    path.pop();
                }
                // An undefined value is no value; it is a node all the same, so stay clear of the edge.
                if self.nodes < 9_000 && (self.whim)(20) == 0 {
                    self.bytes.push(254);
                    self.bare("undefined_key");
                    self.bytes.push(0);
                }
                self.bytes.push(255);
            }
        }
        Ok(())
    }

    fn hold(&mut self, text: &str) -> Result<(), Stopped> {
        self.held += text.len();
        if self.held > self.most_bytes { self.stop(1) } else { Ok(()) }
    }

    fn bare(&mut self, text: &str) {
        self.bytes.extend((text.len() as u32).to_le_bytes());
        self.bytes.extend(text.as_bytes());
    }

    fn number(&mut self, number: f64) {
        let small = number.trunc() == number && (-128.0..128.0).contains(&number);
        if small && (self.whim)(4) > 0 {
            self.bytes.extend([5, number as i8 as u8]);
        } else {
            self.bytes.push(4);
            self.bytes.extend(number.to_le_bytes());
        }
    }
}

/// The media kind whose `data:` URLs may be long at a path.
fn offered(path: &[String]) -> Option<&'static str> {
    let kind = match path.first()?.as_str() {
        "image_urls" | "image_with_roles" => "image",
        "audio_with_roles" => "audio",
        _ => return None,
    };
    let item = |step: &String| step.starts_with('#');
    match path {
        [list, index] if list == "image_urls" && item(index) => Some(kind),
        [list, index, url] if list != "image_urls" && item(index) && url == "url" => Some(kind),
        _ => None,
    }
}

/// Whether a text is base64 of whole bytes, padded or not, and not empty.
pub fn is_base64(text: &str) -> bool {
    let bare = text.trim_end_matches('=');
    let padding = text.len() - bare.len();
    let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    !bare.is_empty()
        && padding <= 2
        && bare.len() % 4 != 1
        && (padding == 0 || text.len().is_multiple_of(4))
        && bare.bytes().all(alphabet)
}

/// One issue as the door writes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    pub code: &'static str,
    pub severity: u8,
    pub pointer: String,
    pub offset: Option<u32>,
    pub params: Value,
    pub patch: Value,
}

pub struct Reader<'a>(pub &'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let (chunk, rest) = self.0.split_first_chunk::<N>().expect("the output is whole");
        self.0 = rest;
        *chunk
    }

    pub fn byte(&mut self) -> u8 {
        self.take::<1>()[0]
    }

    pub fn integer(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }

    pub fn text(&mut self) -> String {
        let length = self.integer() as usize;
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8(text.to_vec()).expect("text is UTF-8")
    }

    fn until_end<T>(&mut self, mut read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let mut list = Vec::new();
        while self.0[0] != 255 {
            list.push(read(self));
        }
        self.byte();
        list
    }

    pub fn value(&mut self) -> Value {
        match self.byte() {
            0 | 1 => Value::Null,
            2 => false.into(),
            3 => true.into(),
            4 => {
                let number = f64::from_le_bytes(self.take());
                if number.trunc() == number && number.abs() < 9e15 { (number as i64).into() } else { json!(number) }
            }
            5 => i64::from(self.byte() as i8).into(),
            6 => self.text().into(),
            9 => self.until_end(Reader::value).into(),
            10 => Value::Object(
                self.until_end(|reader| {
                    assert_eq!(reader.byte(), 254);
                    (reader.text(), reader.value())
                })
                .into_iter()
                .collect(),
            ),
            11 => {
                self.byte();
                json!({"reference": self.integer()})
            }
            other => panic!("no value begins with {other}"),
        }
    }

    pub fn issues(&mut self) -> Vec<Decoded> {
        if self.0.is_empty() {
            return Vec::new();
        }
        assert_eq!(self.byte(), 9);
        self.until_end(|reader| {
            let code = RULES[reader.byte() as usize].code;
            let length = reader.integer() as usize;
            let behind = reader.0.len() - length;
            let severity = reader.byte();
            let offset = (reader.byte() == 1).then(|| [0; 4].map(|_: u8| reader.integer())[0]);
            let path = reader.value();
            let pointer = path.as_array().unwrap().iter().fold(String::new(), |pointer, step| match step {
                Value::String(key) => format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")),
                index => format!("{pointer}/{index}"),
            });
            let params = (0..reader.byte())
                .map(|_| {
                    let name = seedance_request::report::Param::ALL[reader.byte() as usize].name();
                    (name.to_owned(), reader.value())
                })
                .collect();
            assert_eq!(reader.0.len(), behind, "an issue knows its length");
            Decoded { code, severity, pointer, offset, params: Value::Object(params), patch: reader.value() }
        })
    }
}

#[test]
fn the_names_are_those_of_the_fields() {
    for (index, field) in Field::ALL.into_iter().enumerate() {
        assert_eq!(NAMES[index], field.name());
    }
}
