//! Media without a prompt.

use super::{InSchema, Rule};
use crate::report::{Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "prompt-missing",
    severity: Severities::always(Severity::Warning),
    field: Some(Field::Prompt),
    reads: &[Field::Prompt],
    section: "Input Combinations",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        if facts.is_absent(Field::Prompt) && facts.has(&Field::MEDIA) == Some(true) {
            findings.field(Field::Prompt);
        }
    },
    ..Rule::BLANK
};
