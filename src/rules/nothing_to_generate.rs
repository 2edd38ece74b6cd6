//! Neither a prompt nor media.

use super::Rule;
use crate::report::{Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "nothing-to-generate",
    severity: Severities::always(Severity::Error),
    field: Some(Field::Prompt),
    reads: &[Field::Prompt],
    section: "Input Combinations",
    check: |facts, findings| {
        if facts.is_absent(Field::Prompt) && facts.has(&Field::MEDIA) == Some(false) {
            findings.field(Field::Prompt);
        }
    },
    ..Rule::BLANK
};
