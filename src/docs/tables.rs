//! The numbers that both sides of the tape share, for the JavaScript side.

use super::banner;
use crate::edition::Edition;
use crate::report::{Param, Severity};
use crate::request::read::data_kind;
use crate::request::tape::{STOPS, names, tag};
use crate::request::{Field, Foreign, MOST_DATA, MOST_LEVELS, MOST_NODES, MOST_TEXT};
use crate::rules::RULES;
use serde_json::{Value, json};

pub(super) fn file() -> (String, String) {
    let tags = [
        ("UNDEFINED", tag::UNDEFINED),
        ("NULL", tag::NULL),
        ("FALSE", tag::FALSE),
        ("TRUE", tag::TRUE),
        ("NUMBER", tag::NUMBER),
        ("SMALL", tag::SMALL),
        ("TEXT", tag::TEXT),
        ("BROKEN", tag::BROKEN),
        ("DATA", tag::DATA),
        ("ARRAY", tag::ARRAY),
        ("OBJECT", tag::OBJECT),
        ("FOREIGN", tag::FOREIGN),
        ("STOP", tag::STOP),
        ("KEY", tag::KEY),
        ("END", tag::END),
    ];
    let mut text = banner("//", "src/request/tape.rs, src/rules.rs and src/capability/table.rs");
    for (name, tag) in tags {
        text += &format!("export const {name} = {tag};\n");
    }
    for (index, (_, name)) in STOPS.iter().enumerate() {
        text += &format!("export const STOP_{name} = {index};\n");
    }
    for (index, kind) in Foreign::ALL.iter().enumerate() {
        text += &format!("export const FOREIGN_{} = {index};\n", kind.term().to_uppercase());
    }
    let limits = [
        ("MOST_NODES", MOST_NODES as usize),
        ("MOST_LEVELS", MOST_LEVELS as usize),
        ("MOST_TEXT", MOST_TEXT),
        ("MOST_DATA", MOST_DATA),
    ];
    for (name, limit) in limits {
        text += &format!("export const {name} = {limit};\n");
    }
    let list = |values: Vec<Value>| Value::Array(values).to_string();
    let pages: Vec<_> = Edition::ALL.into_iter().map(crate::capability::Page::of).collect();
    let data_kinds: serde_json::Map<_, _> =
        Field::ALL.into_iter().filter_map(|field| Some((field.name().to_owned(), json!(data_kind(field)?)))).collect();
    let lists = [
        ("NAMES", "the keys that cross as one byte", list(names().map(Value::from).collect())),
        ("EDITIONS", "by number", list(Edition::ALL.iter().map(|edition| edition.name().into()).collect())),
        (
            "EDITION_BYTES",
            "the most bytes of a request, by edition",
            list(pages.iter().map(|page| page.bytes.into()).collect()),
        ),
        (
            "EDITION_DATA",
            "whether data: URLs are taken, by edition",
            list(pages.iter().map(|page| page.data_urls.value.into()).collect()),
        ),
        ("SEVERITIES", "by number", list(Severity::ALL.iter().map(|severity| severity.name().into()).collect())),
        ("PARAMS", "by number", list(Param::ALL.iter().map(|param| param.name().into()).collect())),
        ("CODES", "of the rules, by number", list(RULES.iter().map(|rule| rule.code.into()).collect())),
        ("SECTIONS", "of the rules, by number", list(RULES.iter().map(|rule| rule.section.into()).collect())),
        (
            "MEDIA_LISTS",
            "in the order of their fields",
            list(Field::MEDIA.iter().map(|list| list.name().into()).collect()),
        ),
        ("DATA_KINDS", "the media kind of data: URLs, by field", Value::Object(data_kinds).to_string()),
    ];
    for (name, what, values) in lists {
        text += &format!("/** {what} */\nexport const {name} = {values};\n");
    }
    ("pkg-template/generated/tables.js".to_owned(), text)
}
