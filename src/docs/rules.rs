//! The rule book as data: what each code means, how much it weighs where, and what its words are made of.

use super::banner;
use crate::edition::Edition;
use crate::locale::{EN, Phrase};
use crate::report::Severity;
use crate::rules::{FILES, InSchema, RULES, Rule};
use serde_json::{Map, Value, json};

pub(super) fn files() -> [(String, String); 2] {
    let all: Value = RULES.iter().zip(FILES).map(|(rule, file)| document(rule, file)).collect();
    let json = format!("{all:#}\n");
    let banner = banner("//", "src/rules/ and src/locale/en.rs");
    [
        ("pkg-template/generated/rules.json".to_owned(), json),
        (
            "pkg-template/generated/rules.js".to_owned(),
            format!(
                "{banner}/** by number, without what the tables and the built-in language have */\nexport default {};\n",
                without_known(all)
            ),
        ),
    ]
}

/// What JavaScript does not have of the rules elsewhere.
fn without_known(mut all: Value) -> Value {
    for fact in all.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        fact.retain(|name, _| !["code", "section", "message", "help", "fix"].contains(&name.as_str()));
    }
    all
}

fn document(rule: &Rule, file: &str) -> Value {
    let severity: Map<String, Value> = Edition::ALL
        .into_iter()
        .map(|edition| (edition.name().to_owned(), json!(rule.severity.of(edition).map(Severity::name))))
        .collect();
    let (schema, schema_reason) = match rule.schema {
        InSchema::Yes => (true, None),
        InSchema::No(reason) => (false, Some(reason)),
        InSchema::NeverInvalid => (false, Some("the rule never makes a request invalid")),
    };
    let (message, help, fix) = phrase(rule).map_or(("", "", ""), |phrase| (phrase.message, phrase.help, phrase.fix));
    json!({
        "code": rule.code,
        "summary": summary(rule, file),
        "severity": severity,
        "field": rule.field.map(|field| field.name()),
        "section": rule.section,
        "schema": schema,
        "schema_reason": schema_reason,
        "fixable": rule.repair.is_some(),
        "message": message,
        "help": optional(help),
        "fix": optional(fix),
        "params": params(&[message, help, fix]),
    })
}

fn optional(template: &str) -> Option<&str> {
    Some(template).filter(|template| !template.is_empty())
}

fn phrase(rule: &Rule) -> Option<&'static Phrase> {
    EN.phrases.iter().find(|phrase| phrase.code == rule.code)
}

/// The names in the templates, each once, in the order in which they are met.
fn params<'t>(templates: &[&'t str]) -> Vec<&'t str> {
    let mut names = Vec::new();
    for template in templates {
        for name in template.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name) {
            let name = name.strip_prefix("term:").unwrap_or(name);
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// What the rule is about: the first line of its file, or the comment above it where several share one.
pub(super) fn summary(rule: &Rule, file: &str) -> String {
    let path = format!("{}/src/rules/{file}.rs", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let name = rule.code.replace('-', "_");
    let line = if name == file {
        text.lines().next().and_then(|line| line.strip_prefix("//! "))
    } else {
        let shared = format!("pub(crate) static {}: Rule", name.to_uppercase());
        let above = text.lines().zip(text.lines().skip(1)).find(|(_, below)| below.starts_with(&shared));
        above.and_then(|(line, _)| line.strip_prefix("/// "))
    };
    line.unwrap_or_default().to_owned()
}
