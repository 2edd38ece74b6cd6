//! A tool beside media: tools are for text alone.

use super::Rule;
use crate::report::{Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "web-search-with-media",
    severity: Severities::only_08(Severity::Error),
    field: Some(Field::Tools),
    section: "Body / tools",
    check: |facts, findings| {
        if !facts.draft.list(Field::Tools).is_empty() && facts.has(&Field::MEDIA) == Some(true) {
            findings.field(Field::Tools);
        }
    },
    ..Rule::BLANK
};
