//! The capability table as data: everything a form needs to draw itself, so that a page holds no option of its own.

use super::fields::{
    default, describe, documented_anywhere, exposure, is_documented, is_required, limit, options, section, shape,
};
use super::{banner, fields};
use crate::capability::{Cell, Exposure, Limit, Model, Page, Role};
use crate::edition::Edition;
use crate::request::read::data_kind;
use crate::request::{Field, MOST_DATA, MOST_TEXT, Part, Shape};
use serde_json::{Map, Value, json};

pub(super) fn files() -> [(String, String); 2] {
    let all: Map<String, Value> =
        Edition::ALL.into_iter().map(|edition| (edition.name().to_owned(), capabilities(edition))).collect();
    let all = Value::Object(all);
    [
        ("pkg-template/generated/capabilities.json".to_owned(), format!("{all:#}\n")),
        (
            "pkg-template/generated/capabilities.js".to_owned(),
            format!("{}export default {all};\n", banner("//", "src/capability/table.rs")),
        ),
    ]
}

/// What one edition takes, as the npm package's `capabilities()` gives it.
///
/// A fact is `{ value, section }`; a limit of `null` depends on the channel that a request is routed to. Fields stand
/// in the order of the page; their labels are looked up in a catalog by `name`.
pub fn capabilities(edition: Edition) -> Value {
    let page = Page::of(edition);
    let prompt = page.prompt.value.map(|(ideographs, words)| json!({ "ideographs": ideographs, "words": words }));
    json!({
        "edition": edition.name(),
        "default": edition == Edition::default(),
        "models": page.models.iter().map(|of| model(of, page)).collect::<Vec<_>>(),
        "fields": Field::ALL
            .into_iter()
            .filter(|of| documented_anywhere().any(|documented| documented == *of) || is_named(*of, page))
            .map(|of| field(of, page))
            .collect::<Vec<_>>(),
        "aspect_ratios": fact(page.aspect_ratios, |ratios| json!(ratios)),
        "data_urls": fact(page.data_urls, |taken| json!(taken)),
        "prompt_advice": fact(page.prompt, |_| json!(prompt)),
        "bytes": { "request": page.bytes, "text": MOST_TEXT, "data_url": data_bytes(page) },
    })
}

fn data_bytes(page: &Page) -> Value {
    if page.data_urls.value { json!(MOST_DATA) } else { json!(0) }
}

fn is_named(field: Field, page: &Page) -> bool {
    page.models.iter().any(|model| exposure(field, model).value != Exposure::Unknown)
}

fn model(model: &Model, page: &Page) -> Value {
    let (min, max) = page.duration.value;
    let automatic = if model.auto_duration.value { page.auto_durations.value } else { &[] };
    let lists = || Field::MEDIA.into_iter().filter_map(|list| Some((list, fields::roles(list, model)?)));
    let roles: Map<String, Value> =
        lists().map(|(list, roles)| (list.name().to_owned(), fact(roles, |roles| json!(names(roles))))).collect();
    let limits: Map<String, Value> = lists()
        .flat_map(|(_, roles)| roles.value)
        .map(|role| (role.name().to_owned(), fact(limit(*role, model, page), most)))
        .collect();
    let exposures: Map<String, Value> = Field::ALL
        .into_iter()
        .filter(|field| is_documented(*field, page) || is_named(*field, page))
        .map(|field| (field.name().to_owned(), exposed(exposure(field, model))))
        .collect();
    json!({
        "name": model.name,
        "positioning": model.positioning,
        "resolutions": fact(model.resolutions, |resolutions| json!(resolutions)),
        "durations": {
            "min": min,
            "max": max,
            "auto": automatic,
            "listed": model.listed_durations.value,
            "section": page.duration.section,
            "listed_section": model.listed_durations.section,
        },
        "roles": roles,
        "limits": limits,
        "fields": exposures,
    })
}

fn field(field: Field, page: &Page) -> Value {
    let (shape, json_type) = shape(field.shape());
    let parts = |parts: &[Part]| -> Vec<Value> {
        parts.iter().map(|part| json!({ "name": part.name(), "type": "string", "required": true })).collect()
    };
    json!({
        "name": field.name(),
        "label": field.name(),
        "description": describe(field),
        "shape": shape,
        "type": json_type,
        "documented": is_documented(field, page),
        "required": is_required(field),
        "default": default(field, page),
        "options": options(field, page),
        "parts": match field.shape() {
            Shape::Media => parts(&[Part::Url, Part::Role]),
            Shape::Tools => parts(&[Part::Type]),
            _ => Vec::new(),
        },
        "data_urls": if page.data_urls.value { data_kind(field) } else { None },
        "section": section(field),
    })
}

fn fact<T: Copy>(cell: Cell<T>, value: impl Fn(T) -> Value) -> Value {
    json!({ "value": value(cell.value), "section": cell.section })
}

fn most(limit: Limit) -> Value {
    match limit {
        Limit::AtMost(most) => json!(most),
        Limit::DependsOnChannel => Value::Null,
    }
}

fn exposed(cell: Cell<Exposure>) -> Value {
    let (word, refused) = match cell.value {
        Exposure::Documented => ("documented", None),
        Exposure::Mentioned => ("mentioned", None),
        Exposure::NotExposed => ("not_exposed", None),
        Exposure::NotExposedAs(refused) => ("mentioned", Some(refused)),
        Exposure::Unknown => ("unknown", None),
    };
    json!({ "value": word, "refused": refused, "section": cell.section })
}

fn names(roles: &[Role]) -> Vec<&'static str> {
    roles.iter().map(|role| role.name()).collect()
}
