//! What is accepted at once: combinations of values of which the rules, asked one by one, say nothing at all; and what
//! they say of single values of a request that is otherwise accepted. Knows no rule; whatever it is not sure of is left
//! out, and goes to the rules.

use super::banner;
use crate::capability::{Page, Role};
use crate::check::validate;
use crate::edition::Edition;
use crate::report::{Issue, PathStep, Severity};
use crate::request::Field;
use crate::request::url::EXTENSIONS;
use crate::rules::prompt_text::NOUNS;
use crate::rules::{Options, code_at, rule};
use serde_json::{Map, Value, json};

/// The lengths that are tried, in seconds.
pub(crate) const SECONDS: std::ops::RangeInclusive<i32> = -1..=20;
/// Up to how many items of each role are tried.
const MOST: [u8; ROLES] = [2, 2, 10, 4, 4];
const ROLES: usize = Role::ALL.len();
/// The fields with a mask, in the order of the masks.
const MASKED: [Field; 5] =
    [Field::Duration, Field::Resolution, Field::AspectRatio, Field::GenerateAudio, Field::ReturnLastFrame];
/// Lengths and words that stand for all that are not tried: of each of these the rules have to say the same.
const OTHER_SECONDS: [u32; 4] = [21, 22, 3600, u32::MAX];
const OTHER_WORDS: [&str; 8] = ["x", "2:1", "16x9", "480P", "480p ", "720", "Adaptive", "~~~~~~~~~~~~~~~"];
/// How many bits of a number the count of one role has, and one more.
const DIGIT: usize = 6;

/// Counts of each role, lowest and highest, between which every request is accepted.
type Counts = ([u8; ROLES], [u8; ROLES]);

/// What one model accepts in one edition. The lowest bit of a mask stands for no value, the next ones for the values in
/// their order, the one behind them for any other.
struct Accepted {
    model: &'static str,
    /// In the order of [`MASKED`].
    masks: [u32; 5],
    counts: Vec<Counts>,
    /// The values of which one rule speaks.
    faults: Vec<(Fault, u32)>,
}

/// One rule that speaks of a single value.
#[derive(Clone, Copy, PartialEq)]
struct Fault {
    /// The position of the field among [`MASKED`].
    mask: usize,
    /// The position of the rule.
    rule: u8,
    /// Whether the request is then invalid.
    error: bool,
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
        let texts = |texts: &[&str]| texts.iter().map(|text| Value::from(*text)).collect::<Vec<_>>();
        let tried = |field: Field| match field {
            Field::Duration => (seconds.clone().collect(), OTHER_SECONDS.map(Value::from).to_vec()),
            Field::Resolution => (texts(&resolutions()), texts(&OTHER_WORDS)),
            Field::AspectRatio => (texts(&aspect_ratios()), texts(&OTHER_WORDS)),
            _ => (vec![Value::from(false), Value::from(true)], Vec::new()),
        };
        let (mut masks, mut faults) = ([0; MASKED.len()], Vec::new());
        for ((field, mask), index) in MASKED.into_iter().zip(&mut masks).zip(0..) {
            let (values, others) = tried(field);
            let said = |value: Option<Value>| alone(&validate(&with(field, value), &options).issues, field);
            let values = std::iter::once(None).chain(values.into_iter().map(Some)).map(said);
            let mut others = others.into_iter().map(|other| said(Some(other)));
            let first = others.next().unwrap_or(Said::More);
            let other = if others.all(|other| other == first) { first } else { Said::More };
            for (said, bit) in values.chain([other]).zip(0..) {
                match said {
                    Said::Nothing => *mask |= 1 << bit,
                    Said::One(rule, error) => add(&mut faults, Fault { mask: index, rule, error }, 1 << bit),
                    Said::More => {}
                }
            }
        }
        Some(Accepted { model, masks, counts: boxes(|counts| says_nothing(with_media(&base, counts))), faults })
    };
    Page::of(edition).models.iter().filter_map(|model| of_model(model.name)).collect()
}

/// What the rules say of one value.
#[derive(Clone, Copy, PartialEq)]
enum Said {
    Nothing,
    /// The position of the one rule that speaks, of this field alone; whether that is an error.
    One(u8, bool),
    More,
}

fn alone(issues: &[Issue], field: Field) -> Said {
    match issues {
        [] => Said::Nothing,
        [issue] if issue.path == [PathStep::Key(field.name().to_owned())] => match rule(issue.code) {
            Some((rule, _)) => Said::One(rule, issue.severity == Severity::Error),
            None => Said::More,
        },
        _ => Said::More,
    }
}

fn add(faults: &mut Vec<(Fault, u32)>, fault: Fault, bit: u32) {
    match faults.iter_mut().find(|(other, _)| *other == fault) {
        Some((_, bits)) => *bits |= bit,
        None => faults.push((fault, bit)),
    }
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
        let Accepted { masks: [duration, resolution, aspect_ratio, generate_audio, return_last_frame], counts, .. } =
            accepted;
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
    text += "\nuse super::{Accepted, Counts, Fault};\n\n";
    for (name, value) in [("RESOLUTIONS", resolutions()), ("ASPECT_RATIOS", aspect_ratios())] {
        text += &format!("pub(super) const {name}: [&str; {}] = {value:?};\n", value.len());
    }
    text += &format!("pub(super) const SHORTEST: i32 = {};\n", SECONDS.start());
    text += &format!("pub(super) const LONGEST: i32 = {};\n\n", SECONDS.end());
    text += "/// By edition, then by model.\npub(super) static ACCEPTED: [&[Accepted]; 2] = [\n";
    for edition in editions {
        text += "    &[\n";
        for accepted in edition {
            text += "        Accepted {\n";
            text += &format!("            model: {:?},\n            masks: [\n", accepted.model);
            for (field, mask) in MASKED.into_iter().zip(accepted.masks) {
                text += &format!("                // {}\n                {mask:#b},\n", field.name());
            }
            text += "            ],\n            counts: &[\n";
            for (low, high) in &accepted.counts {
                text += &format!("                Counts {{ low: {low:?}, high: {high:?} }},\n");
            }
            text += "            ],\n            faults: &[\n";
            for (Fault { mask, rule, error }, values) in &accepted.faults {
                text += &format!("                // {}\n", code_at(*rule));
                let fault = format!("Fault {{ values: {values:#b}, mask: {mask}, rule: {rule}, error: {error} }}");
                text += &format!("                {fault},\n");
            }
            text += "            ],\n        },\n";
        }
        text += "    ],\n";
    }
    text + "];\n"
}
