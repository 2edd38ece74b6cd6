//! What is accepted at once: combinations of values of which the rules, asked one by one, say nothing at all.
//! Knows no rule; whatever it is not sure of is left out, and goes to the rules.

use super::banner;
use crate::capability::{Page, Role};
use crate::check::validate;
use crate::edition::Edition;
use crate::request::Field;
use crate::request::url::EXTENSIONS;
use crate::rules::Options;
use crate::rules::prompt_text::NOUNS;
use serde_json::{Map, Value, json};

/// The lengths that are tried, in seconds.
pub(crate) const SECONDS: std::ops::RangeInclusive<i32> = -1..=20;
/// Up to how many items of each role are tried.
const MOST: [u8; ROLES] = [2, 2, 10, 4, 4];
const ROLES: usize = Role::ALL.len();
/// How many bits of a number the count of one role has, and one more.
const DIGIT: usize = 6;

/// Counts of each role, lowest and highest, between which every request is accepted.
type Counts = ([u8; ROLES], [u8; ROLES]);

/// What one model accepts in one edition. The lowest bit of a mask stands for no value, the next ones for the values in
/// their order.
struct Accepted {
    model: &'static str,
    duration: u32,
    resolution: u32,
    aspect_ratio: u32,
    generate_audio: u32,
    return_last_frame: u32,
    counts: Vec<Counts>,
}

pub(super) fn files() -> Vec<(String, String)> {
    let editions: Vec<Vec<Accepted>> = Edition::ALL.into_iter().map(accepted_in).collect();
    vec![
        ("pkg-template/generated/accept.js".to_owned(), javascript(&editions)),
        ("src/generated/accept.rs".to_owned(), rust(&editions)),
    ]
}

/// Every resolution of any edition, in the order of the bits.
fn resolutions() -> Vec<&'static str> {
    let pages = Edition::ALL.into_iter().map(Page::of);
    unique(pages.flat_map(|page| page.models).flat_map(|model| model.resolutions.value))
}

fn aspect_ratios() -> Vec<&'static str> {
    unique(Edition::ALL.into_iter().flat_map(|edition| Page::of(edition).aspect_ratios.value))
}

fn unique(values: impl Iterator<Item = &'static &'static str>) -> Vec<&'static str> {
    let mut all = Vec::new();
    for value in values {
        if !all.contains(value) {
            all.push(*value);
        }
    }
    all
}

fn accepted_in(edition: Edition) -> Vec<Accepted> {
    let options = Options::of(edition);
    let says_nothing = |request: Value| validate(&request, &options).issues.is_empty();
    let of_model = |model: &'static str| {
        let seconds = SECONDS.clone().map(Value::from);
        let plain = |duration: Value| json!({ "model": model, "prompt": "A boat.", "duration": duration });
        let base = plain(seconds.clone().find(|duration| says_nothing(plain(duration.clone())))?);
        let with = |field: Field, value: Option<Value>| {
            let mut request = base.clone();
            if let Some(request) = request.as_object_mut() {
                match value {
                    Some(value) => request.insert(field.name().to_owned(), value),
                    None => request.remove(field.name()),
                };
            }
            request
        };
        let mask = |field: Field, values: Vec<Value>| {
            let tried = std::iter::once(None).chain(values.into_iter().map(Some));
            tried.zip(0..).fold(0, |mask, (value, bit)| mask | u32::from(says_nothing(with(field, value))) << bit)
        };
        let texts = |texts: Vec<&str>| texts.into_iter().map(Value::from).collect::<Vec<_>>();
        let switch = || vec![Value::from(false), Value::from(true)];
        Some(Accepted {
            model,
            duration: mask(Field::Duration, seconds.collect()),
            resolution: mask(Field::Resolution, texts(resolutions())),
            aspect_ratio: mask(Field::AspectRatio, texts(aspect_ratios())),
            generate_audio: mask(Field::GenerateAudio, switch()),
            return_last_frame: mask(Field::ReturnLastFrame, switch()),
            counts: boxes(|counts| says_nothing(with_media(&base, counts))),
        })
    };
    Page::of(edition).models.iter().filter_map(|model| of_model(model.name)).collect()
}

/// The list that a role belongs to.
const fn list_of(role: Role) -> Field {
    match role {
        Role::FirstFrame | Role::LastFrame | Role::ReferenceImage => Field::ImageWithRoles,
        Role::ReferenceVideo => Field::VideoWithRoles,
        Role::ReferenceAudio => Field::AudioWithRoles,
    }
}

fn with_media(base: &Value, counts: &[u8; ROLES]) -> Value {
    let mut lists = Map::new();
    for (role, count) in Role::ALL.into_iter().zip(counts) {
        for index in 0..*count {
            let item = json!({ "url": format!("https://e.example/{}-{index}", role.name()), "role": role.name() });
            let list = lists.entry(list_of(role).name()).or_insert_with(|| Value::Array(Vec::new()));
            list.as_array_mut().map(|list| list.push(item)).unwrap_or_default();
        }
    }
    let mut request = base.clone();
    request.as_object_mut().map(|request| request.append(&mut lists)).unwrap_or_default();
    request
}

/// Covers the counts that are accepted with as few boxes as growing them greedily gives.
fn boxes(is_accepted: impl Fn(&[u8; ROLES]) -> bool) -> Vec<Counts> {
    let accepted: Vec<[u8; ROLES]> = every_count().filter(is_accepted).collect();
    let is_full = |(low, high): &Counts| {
        let inside = accepted.iter().filter(|counts| within(counts, low, high)).count();
        let size = low.iter().zip(high).map(|(low, high)| usize::from(high - low) + 1).product::<usize>();
        inside == size
    };
    let mut boxes: Vec<Counts> = Vec::new();
    for counts in &accepted {
        if boxes.iter().any(|(low, high)| within(counts, low, high)) {
            continue;
        }
        let mut grown = (*counts, *counts);
        for axis in 0..ROLES {
            loop {
                let mut next = grown;
                if let Some(high) = next.1.get_mut(axis) {
                    *high += 1;
                }
                if !is_full(&next) {
                    break;
                }
                grown = next;
            }
        }
        boxes.push(grown);
    }
    boxes
}

fn every_count() -> impl Iterator<Item = [u8; ROLES]> {
    let all = MOST.iter().map(|most| usize::from(*most) + 1).product::<usize>();
    (0..all).map(|mut number: usize| {
        MOST.map(|most| {
            let size = usize::from(most) + 1;
            let digit = number % size;
            number /= size;
            digit as u8
        })
    })
}

fn within(counts: &[u8; ROLES], low: &[u8; ROLES], high: &[u8; ROLES]) -> bool {
    counts.iter().zip(low.iter().zip(high)).all(|(count, (low, high))| (low..=high).contains(&count))
}

const SOURCE: &str = "src/rules.rs, by asking the rules,";

fn javascript(editions: &[Vec<Accepted>]) -> String {
    let model = |accepted: &Accepted| {
        let Accepted { duration, resolution, aspect_ratio, generate_audio, return_last_frame, counts, .. } = accepted;
        let counts: Vec<_> = counts.iter().flat_map(|(low, high)| [packed(low), packed(high)]).collect();
        let masks = json!([duration, resolution, aspect_ratio, generate_audio, return_last_frame, counts]);
        (accepted.model.to_owned(), masks)
    };
    let table: Vec<Map<_, _>> = editions.iter().map(|edition| edition.iter().map(model).collect()).collect();
    let roles: Vec<_> = Role::ALL.iter().map(|role| json!([role.name(), list_of(*role).name()])).collect();
    let extensions: Vec<_> = EXTENSIONS.iter().map(|(_, names)| json!(names)).collect();
    let nouns: Vec<_> = NOUNS.iter().map(|(spelling, noun)| json!([spelling, *noun as u8])).collect();
    let lists = [
        ("SHORTEST", "the first length of a mask, in seconds", json!(SECONDS.start())),
        ("LONGEST", "the last length of a mask", json!(SECONDS.end())),
        ("RESOLUTIONS", "in the order of their bits", json!(resolutions())),
        ("ASPECT_RATIOS", "in the order of their bits", json!(aspect_ratios())),
        ("ROLES", "with their lists, in the order of their counts", json!(roles)),
        ("EXTENSIONS", "of files: images, videos, sounds", json!(extensions)),
        ("NOUNS", "by which prompts name media: images, videos, sounds", json!(nouns)),
        (
            "ACCEPTED",
            "by edition and model: masks of duration, resolution, aspect_ratio, generate_audio and return_last_frame, of \
             which the lowest bit is for no value, and pairs of the lowest and the highest counts of all roles, which are \
             the digits of one number",
            json!(table),
        ),
        ("DIGIT", "how many bits such a digit has; the highest one is always clear", json!(DIGIT)),
    ];
    let mut text = banner("//", SOURCE);
    for (name, what, value) in lists {
        text += &format!("/** {what} */\nexport const {name} = {value};\n");
    }
    text
}

/// The counts of all roles in one number that JavaScript has without a fraction or a sign.
fn packed(counts: &[u8; ROLES]) -> u32 {
    counts.iter().rev().fold(0, |number, count| number << DIGIT | u32::from(*count))
}

fn rust(editions: &[Vec<Accepted>]) -> String {
    let mut text = banner("//!", SOURCE);
    text += "\nuse super::{Accepted, Counts};\n\n";
    for (name, value) in [("RESOLUTIONS", resolutions()), ("ASPECT_RATIOS", aspect_ratios())] {
        text += &format!("pub(super) const {name}: [&str; {}] = {value:?};\n", value.len());
    }
    text += &format!("pub(super) const SHORTEST: i32 = {};\n\n", SECONDS.start());
    text += "/// By edition, then by model.\npub(super) static ACCEPTED: [&[Accepted]; 2] = [\n";
    for edition in editions {
        text += "    &[\n";
        for accepted in edition {
            text += "        Accepted {\n";
            text += &format!("            model: {:?},\n", accepted.model);
            let masks = [
                ("duration", accepted.duration),
                ("resolution", accepted.resolution),
                ("aspect_ratio", accepted.aspect_ratio),
                ("generate_audio", accepted.generate_audio),
                ("return_last_frame", accepted.return_last_frame),
            ];
            for (name, mask) in masks {
                text += &format!("            {name}: {mask:#b},\n");
            }
            text += "            counts: &[\n";
            for (low, high) in &accepted.counts {
                text += &format!("                Counts {{ low: {low:?}, high: {high:?} }},\n");
            }
            text += "            ],\n        },\n";
        }
        text += "    ],\n";
    }
    text + "];\n"
}
