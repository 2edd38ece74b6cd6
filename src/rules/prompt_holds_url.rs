//! A URL in the prompt, where it is only text.

use super::prompt_text::first_url;
use super::{InSchema, Rule};
use crate::report::{Param, Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "prompt-holds-url",
    severity: Severities::always(Severity::Warning),
    field: Some(Field::Prompt),
    section: "Body / prompt",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        if let Some(url) = facts.text(Field::Prompt).and_then(first_url) {
            findings.field(Field::Prompt).text(Param::Actual, url);
        }
    },
    ..Rule::BLANK
};
