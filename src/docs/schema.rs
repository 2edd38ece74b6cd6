//! The JSON Schema of a request, per edition: it rejects what the rules marked `InSchema::Yes` call an error.
//!
//! A schema need not be exact about what is rejected anyway: a documented field of the wrong type and a missing or
//! unknown model are errors of their own, so the conditions below may take types and the model for granted.
//! Patterns are read alike with and without the `u` flag of JavaScript.

use super::banner;
use super::fields::{default, describe, exposure, is_documented, is_required, limit, options, roles};
use crate::capability::{Exposure, Limit, Model, Page, Role};
use crate::edition::Edition;
use crate::locale::EN;
use crate::report::Severity;
use crate::request::read::data_kind;
use crate::request::{Field, Part, Shape, is_white_space};
use crate::rules::{Rule, SAFE, rule};
use serde_json::{Map, Value, json};

/// Half a character: no partner before it, or none after it.
const LONE: &str = r"(?:^|[^\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])";
const SCHEME: &str = "[A-Za-z][A-Za-z0-9+.-]*:";

pub(super) fn files() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Edition::ALL
        .into_iter()
        .map(|edition| {
            let part = if edition == Edition::default() { String::new() } else { format!(".{}", edition.name()) };
            (format!("pkg-template/generated/request{part}.schema.json"), format!("{:#}\n", json_schema(edition)))
        })
        .collect();
    let all: Map<String, Value> =
        Edition::ALL.into_iter().map(|edition| (edition.name().to_owned(), json_schema(edition))).collect();
    files.push((
        "pkg-template/generated/schema.js".to_owned(),
        format!("{}export default {};\n", banner("//", SOURCE), Value::Object(all)),
    ));
    files
}

const SOURCE: &str = "src/capability/table.rs";

/// The JSON Schema (2020-12) of a request in one edition. It rejects exactly the requests with an error of a rule that a
/// schema can express; which rules those are stands in the rule index.
pub fn json_schema(edition: Edition) -> Value {
    let page = Page::of(edition);
    let required: Vec<&str> = Field::ALL.into_iter().filter(|field| is_required(*field)).map(Field::name).collect();
    let properties: Map<String, Value> = Field::ALL
        .into_iter()
        .filter(|field| is_documented(*field, page))
        .map(|field| (field.name().to_owned(), field_schema(field, page)))
        .collect();
    let mut all: Vec<Value> = page.models.iter().map(|model| of_model(model, page)).collect();
    all.extend(across_fields(page));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": banner("", SOURCE).trim(),
        "title": format!("Seedance 2 video request, edition {}", edition.name()),
        "description": "What the video generation API takes. Unknown keys are left alone. The validator finds more: a \
            schema looks at the scheme of a URL only, compares no two values, and sees neither bytes nor repeated keys.",
        "type": "object",
        "required": required,
        "properties": properties,
        "allOf": all,
        "$defs": { "text": { "type": "string", "not": { "type": "string", "pattern": LONE } } },
    })
}

/// What holds for a field whatever the model is.
fn field_schema(field: Field, page: &Page) -> Value {
    let mut schema = match (field, field.shape()) {
        (Field::Model, _) => json!({ "type": "string", "enum": options(field, page) }),
        (Field::AspectRatio | Field::Resolution, _) => blank_or(json!({ "enum": options(field, page) })),
        (Field::ClientBusinessId, _) => business_id(),
        (Field::CallbackUrl, _) => json!({ "$ref": TEXT, "type": "string", "pattern": callback_url(page) }),
        (Field::Duration, _) => {
            let (shortest, longest) = page.duration.value;
            json!({
                "type": "integer",
                "anyOf": [{ "minimum": shortest, "maximum": longest }, { "enum": page.auto_durations.value }],
            })
        }
        (Field::Seed, _) => json!({ "type": "integer", "minimum": -(SAFE as i64), "maximum": SAFE as i64 }),
        (_, Shape::Text) => json!({ "$ref": TEXT }),
        (_, Shape::Integer) => json!({ "type": "integer" }),
        (_, Shape::Boolean) => json!({ "type": "boolean" }),
        (_, Shape::Urls) => json!({ "type": "array", "items": media_url(field, page) }),
        (_, Shape::Media) => items(&[
            (Part::Url, media_url(field, page)),
            (Part::Role, json!({ "type": "string", "enum": names(&all_roles(field, page)) })),
        ]),
        (_, Shape::Tools) => items(&[(Part::Type, json!({ "type": "string", "enum": options(field, page) }))]),
        (_, Shape::Metadata) => {
            json!({ "type": "object", "properties": { (Field::ClientBusinessId.name()): business_id() } })
        }
        (_, Shape::Any) => json!({}),
    };
    if let Some(schema) = schema.as_object_mut() {
        let label = EN.fields.iter().find(|(name, _)| *name == field.name());
        schema.insert("title".to_owned(), json!(label.map_or(field.name(), |(_, label)| label)));
        schema.insert("description".to_owned(), json!(describe(field)));
        if let Some(default) = default(field, page) {
            schema.insert("default".to_owned(), default);
        }
    }
    schema
}

const TEXT: &str = "#/$defs/text";

/// A list of objects that have all of these parts.
fn items(parts: &[(Part, Value)]) -> Value {
    let required: Vec<&str> = parts.iter().map(|(part, _)| part.name()).collect();
    let properties: Map<String, Value> =
        parts.iter().map(|(part, schema)| (part.name().to_owned(), schema.clone())).collect();
    json!({ "type": "array", "items": { "type": "object", "required": required, "properties": properties } })
}

/// What holds for one model only.
fn of_model(model: &Model, page: &Page) -> Value {
    let mut properties = Map::new();
    for field in Field::ALL {
        if let Some(schema) = field_of_model(field, model, page) {
            properties.insert(field.name().to_owned(), schema);
        }
    }
    json!({
        "if": {
            "required": [Field::Model.name()],
            "properties": { (Field::Model.name()): { "const": model.name } },
        },
        "then": { "properties": properties },
    })
}

fn field_of_model(field: Field, model: &Model, page: &Page) -> Option<Value> {
    match exposure(field, model).value {
        // A list that is not taken may still be there, with nothing in it.
        Exposure::NotExposed if field.shape() == Shape::Urls => {
            return Some(json!({ "type": "array", "maxItems": 0 }));
        }
        Exposure::NotExposed => return Some(json!(false)),
        Exposure::NotExposedAs(refused) => return Some(json!({ "not": { "const": refused } })),
        _ => {}
    }
    match field {
        // What every model has stands in the properties already.
        Field::Resolution if model.resolutions.value == options(field, page) => None,
        Field::Resolution => Some(blank_or(json!({ "enum": model.resolutions.value }))),
        Field::Duration if !model.auto_duration.value => {
            let (shortest, longest) = page.duration.value;
            Some(json!({ "type": "integer", "minimum": shortest, "maximum": longest }))
        }
        _ => {
            let roles = roles(field, model)?.value;
            let mut all = Vec::new();
            if roles != all_roles(field, page) {
                all.push(json!({
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": { (Part::Role.name()): { "enum": names(roles) } },
                    },
                }));
            }
            all.extend(counts(roles, model, page));
            match all.len() {
                0 | 1 => all.pop(),
                _ => Some(json!({ "allOf": all })),
            }
        }
    }
}

/// What holds between fields.
fn across_fields(page: &Page) -> Vec<Value> {
    let (images, videos, audios) = (Field::ImageWithRoles, Field::VideoWithRoles, Field::AudioWithRoles);
    let media = || Field::MEDIA.into_iter().map(has_items);
    let visual: Vec<Value> = [Field::ImageUrls, images, videos].into_iter().map(has_items).collect();
    let prompt = json!({
        "required": [Field::Prompt.name()],
        "properties": { (Field::Prompt.name()): { "type": "string", "pattern": format!("[^{}]", white_space()) } },
    });
    let mut all = vec![
        json!({ "anyOf": core::iter::once(prompt).chain(media()).collect::<Vec<_>>() }),
        json!({ "if": has_items(Field::ImageUrls), "then": without_items(&[images]) }),
        json!({
            "if": has_roles(images, &[Role::LastFrame]),
            "then": has_roles(images, &[Role::FirstFrame]),
        }),
        json!({
            "if": has_roles(images, &FRAMES),
            "then": {
                "allOf": [
                    { "not": has_roles(images, &[Role::ReferenceImage]) },
                    without_items(&[videos, audios]),
                ],
            },
        }),
        json!({ "if": has_items(audios), "then": { "anyOf": visual } }),
    ];
    if is_documented(Field::Tools, page) {
        all.push(json!({ "if": has_items(Field::Tools), "then": without_items(&Field::MEDIA) }));
    }
    all
}

/// How many items of each role a list may have. Frames and references exclude each other, so each of the two groups can be
/// counted by the length of the whole list, which every dialect of JSON Schema can; a list with an item of neither is
/// rejected anyway.
fn counts(roles: &[Role], model: &Model, page: &Page) -> Vec<Value> {
    let (frames, references): (Vec<Role>, Vec<Role>) = roles.iter().copied().partition(|role| FRAMES.contains(role));
    let most = |role: Role| match limit(role, model, page).value {
        Limit::AtMost(most) => Some(most),
        Limit::DependsOnChannel => None,
    };
    let mut all: Vec<Value> = references
        .into_iter()
        .filter_map(|role| {
            Some(json!({ "if": contains(&[role]), "then": { "type": "array", "maxItems": most(role)? } }))
        })
        .collect();
    // One of each: two frames are two different ones.
    if !frames.is_empty() && frames.iter().all(|role| most(*role) == Some(1)) {
        let each: Vec<Value> = frames.iter().map(|role| contains(&[*role])).collect();
        let full = frames.len();
        all.push(json!({
            "if": contains(&frames),
            "then": {
                "type": "array",
                "maxItems": full,
                "anyOf": [{ "type": "array", "maxItems": full - 1 }, { "allOf": each }],
            },
        }));
    }
    all
}

const FRAMES: [Role; 2] = [Role::FirstFrame, Role::LastFrame];

fn contains(roles: &[Role]) -> Value {
    json!({ "type": "array", "contains": with_role(roles) })
}

fn has_items(list: Field) -> Value {
    json!({ "required": [list.name()], "properties": { (list.name()): { "type": "array", "minItems": 1 } } })
}

fn without_items(lists: &[Field]) -> Value {
    let properties: Map<String, Value> =
        lists.iter().map(|list| (list.name().to_owned(), json!({ "type": "array", "maxItems": 0 }))).collect();
    json!({ "properties": properties })
}

fn has_roles(list: Field, roles: &[Role]) -> Value {
    json!({
        "required": [list.name()],
        "properties": { (list.name()): contains(roles) },
    })
}

fn with_role(roles: &[Role]) -> Value {
    let role = Part::Role.name();
    json!({ "type": "object", "required": [role], "properties": { (role): { "enum": names(roles) } } })
}

fn all_roles(field: Field, page: &Page) -> Vec<Role> {
    Role::ALL
        .into_iter()
        .filter(|role| {
            page.models.iter().any(|model| roles(field, model).is_some_and(|roles| roles.value.contains(role)))
        })
        .collect()
}

fn names(roles: &[Role]) -> Vec<&'static str> {
    roles.iter().map(|role| role.name()).collect()
}

/// A blank value counts as absent, which is no error.
fn blank_or(schema: Value) -> Value {
    json!({ "type": "string", "anyOf": [schema, { "type": "string", "pattern": blank() }] })
}

/// An id that can stand in a path: no control characters, and neither of the segments that a path resolves away.
fn business_id() -> Value {
    let mut schema = blank_or(json!({ "type": "string", "pattern": r"^(?!\.{1,2}$)[^\u0000-\u001f\u007f]*$" }));
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("$ref".to_owned(), json!(TEXT));
    }
    schema
}

fn media_url(field: Field, page: &Page) -> Value {
    let data = if page.data_urls.value { data_kind(field) } else { None };
    // The media type, any parameters, and base64 as the last of them.
    let data = data.map_or(String::new(), |kind| {
        format!("|{}{}/[^;,]+(?:;[^,]*)?;{}(?:,|$)", any_case("data:"), any_case(kind), any_case("base64"))
    });
    json!({ "$ref": TEXT, "type": "string", "pattern": web_url(&format!("|{}{data}", any_case("asset:"))) })
}

/// Where the service would not call over http, that scheme is none.
fn callback_url(page: &Page) -> String {
    let is_error = |(_, rule): (u8, &Rule)| rule.severity.of(page.edition) == Some(Severity::Error);
    if rule("callback-url-refused").is_some_and(is_error) { url(&any_case("https:")) } else { web_url("") }
}

/// http or https, or what stands in `others`.
fn web_url(others: &str) -> String {
    url(&format!("{}?:{others}", any_case("https")))
}

/// One of these schemes, or nothing that begins like one: what is no URL at all is for the validator to say.
fn url(schemes: &str) -> String {
    format!("^(?:{schemes}|(?!{SCHEME}))")
}

/// A pattern for a word in any case.
fn any_case(word: &str) -> String {
    word.chars()
        .map(|letter| match letter {
            letter if letter.is_ascii_alphabetic() => format!("[{letter}{}]", letter.to_ascii_uppercase()),
            other => other.to_string(),
        })
        .collect()
}

fn blank() -> String {
    format!("^[{}]*$", white_space())
}

/// What JavaScript's `trim()` removes, as the inside of a character class: `\s` is another set elsewhere.
fn white_space() -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for code in (0..=0xffff).filter(|code| char::from_u32(*code).is_some_and(is_white_space)) {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == code => *last = code,
            _ => ranges.push((code, code)),
        }
    }
    ranges
        .into_iter()
        .map(
            |(first, last)| {
                if first == last { format!("\\u{first:04x}") } else { format!("\\u{first:04x}-\\u{last:04x}") }
            },
        )
        .collect()
}
