//! The tables of the README: what each model takes, what each rule means, what the JSON Schema leaves out. Writes
//! between the markers only; every other sentence of the README is written by hand.

use super::fields::{default, documented_anywhere, exposure, is_documented, limit, options, roles};
use crate::capability::{Exposure, Limit, Model, Page};
use crate::edition::Edition;
use crate::report::Severity;
use crate::request::{Field, MOST_DATA, MOST_LEVELS, MOST_NODES, MOST_TEXT};
use crate::rules::{FILES, InSchema, RULES, Rule};
use std::fmt::Write as _;

pub(super) fn file() -> (String, String) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let mut text = std::fs::read_to_string(path).unwrap_or_default();
    for (name, block) in [("capabilities", capabilities()), ("rules", index()), ("schema", left_out())] {
        text = between(&text, name, &block).unwrap_or(text);
    }
    ("README.md".to_owned(), text)
}

/// The text with another block between the markers of that name; nothing where it has no such markers.
fn between(text: &str, name: &str, block: &str) -> Option<String> {
    let (before, rest) = text.split_once(&format!("<!-- generated: {name} -->"))?;
    let (_, after) = rest.split_once("<!-- /generated -->")?;
    Some(format!("{before}<!-- generated: {name} -->\n{block}<!-- /generated -->{after}"))
}

fn capabilities() -> String {
    let mut text = String::new();
    for edition in Edition::ALL {
        let page = Page::of(edition);
        let note = if edition == Edition::default() { " (default)" } else { "" };
        let _ = write!(text, "\n### Edition {}{note}\n\n| |", edition.name());
        for model in page.models {
            let _ = write!(text, " `{}` |", model.name);
        }
        let _ = write!(text, "\n|---|{}\n", "---|".repeat(page.models.len()));
        for (what, cell) in ROWS {
            let cells: Vec<String> = page.models.iter().map(|model| cell(model, page)).collect();
            let _ = writeln!(text, "| {what} | {} |", cells.join(" | "));
        }
        for field in documented_anywhere().filter(|field| differs(*field)) {
            let cells: Vec<&str> = page.models.iter().map(|model| said(exposure(field, model).value)).collect();
            let _ = writeln!(text, "| `{}` | {} |", field.name(), cells.join(" | "));
        }
        text.push('\n');
        common(&mut text, page);
    }
    text
}

type Row = (&'static str, fn(&Model, &Page) -> String);

const ROWS: &[Row] = &[
    ("For", |model, _| model.positioning.to_owned()),
    ("Length in seconds", |model, page| {
        let (shortest, longest) = page.duration.value;
        let mut text = format!("{shortest} to {longest}");
        if model.auto_duration.value {
            let automatic: Vec<String> = page.auto_durations.value.iter().map(|value| format!("`{value}`")).collect();
            let _ = write!(text, ", automatic ({})", automatic.join(", "));
        }
        if !model.listed_durations.value.is_empty() {
            let listed: Vec<String> = model.listed_durations.value.iter().map(u32::to_string).collect();
            let _ = write!(text, "; the page's table lists {}", listed.join(", "));
        }
        text
    }),
    ("Resolution", |model, _| code(model.resolutions.value.iter().copied())),
    ("Images", |model, page| list(Field::ImageWithRoles, model, page)),
    ("Videos", |model, page| list(Field::VideoWithRoles, model, page)),
    ("Audio", |model, page| list(Field::AudioWithRoles, model, page)),
];

fn list(field: Field, model: &Model, page: &Page) -> String {
    let roles = roles(field, model).map_or(&[][..], |roles| roles.value);
    let parts: Vec<String> = roles
        .iter()
        .map(|role| match limit(*role, model, page).value {
            Limit::AtMost(most) => format!("`{}`: {most}", role.name()),
            Limit::DependsOnChannel => format!("`{}`: depends on the channel", role.name()),
        })
        .collect();
    parts.join("<br>")
}

/// Whether the page makes a difference between models or editions for a field.
fn differs(field: Field) -> bool {
    let all = || Edition::ALL.into_iter().flat_map(|edition| Page::of(edition).models);
    all().any(|model| exposure(field, model).value != Exposure::Documented)
}

const fn said(exposure: Exposure) -> &'static str {
    match exposure {
        Exposure::Documented => "yes",
        Exposure::Mentioned | Exposure::NotExposedAs(_) => "not documented",
        Exposure::NotExposed => "no",
        Exposure::Unknown => "not on the page",
    }
}

fn common(text: &mut String, page: &Page) {
    let _ = writeln!(text, "- `aspect_ratio`: {}", code(options(Field::AspectRatio, page).into_iter()));
    if is_documented(Field::Tools, page) {
        let _ = writeln!(text, "- `tools`: {}", code(options(Field::Tools, page).into_iter()));
    }
    let defaults: Vec<String> = Field::ALL
        .into_iter()
        .filter_map(|field| Some(format!("`{}: {}`", field.name(), default(field, page)?)))
        .collect();
    let _ = writeln!(text, "- Documented defaults: {}", defaults.join(", "));
    let data = if page.data_urls.value { ", or base64 `data:` URLs for images and audio" } else { "" };
    let _ = writeln!(text, "- Media: https URLs, `asset://` references{data}");
    if let Some((ideographs, words)) = page.prompt.value {
        let _ = writeln!(text, "- Prompt: at most {ideographs} Chinese characters or {words} words are advised");
    }
    let data = if page.data_urls.value { format!(", {} for a `data:` URL", size(MOST_DATA)) } else { String::new() };
    let _ = writeln!(
        text,
        "- Read at most: {} in all, {} for one string{data}, {MOST_NODES} values, {MOST_LEVELS} levels",
        size(page.bytes as usize),
        size(MOST_TEXT)
    );
}

fn size(bytes: usize) -> String {
    if bytes >= 1 << 20 { format!("{} MiB", bytes >> 20) } else { format!("{} KiB", bytes >> 10) }
}

fn code<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn index() -> String {
    let mut text = String::from("\n| Code |");
    for edition in Edition::ALL {
        let _ = write!(text, " {} |", edition.name());
    }
    let _ = write!(text, " Meaning | Section of the page |\n|---|{}---|---|\n", "---|".repeat(Edition::ALL.len()));
    for (rule, file) in RULES.iter().zip(FILES) {
        let _ = write!(text, "| `{}` |", rule.code);
        for edition in Edition::ALL {
            let _ = write!(text, " {} |", rule.severity.of(edition).map_or("", Severity::name));
        }
        let _ = writeln!(text, " {} | {} |", super::rules::summary(rule, file), rule.section);
    }
    text.push('\n');
    text
}

/// The rules that can make a request invalid and that the schema cannot express, by the reason why.
fn left_out() -> String {
    let mut reasons: Vec<(&str, Vec<&Rule>)> = Vec::new();
    for rule in RULES {
        let InSchema::No(reason) = rule.schema else { continue };
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, rules)) => rules.push(rule),
            None => reasons.push((reason, vec![rule])),
        }
    }
    let mut text = String::from("\n");
    for (reason, rules) in reasons {
        let _ = writeln!(text, "- {}: {reason}", code(rules.iter().map(|rule| rule.code)));
    }
    text.push('\n');
    text
}
