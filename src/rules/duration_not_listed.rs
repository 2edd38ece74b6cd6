//! A length that one part of the page allows and its capability table leaves out.

use super::{InSchema, Rule};
use crate::report::{Param, Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "duration-not-listed",
    severity: Severities::only_06(Severity::Warning),
    field: Some(Field::Duration),
    section: "Capabilities",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        let (Some(model), Some(seconds)) = (facts.model, facts.integer(Field::Duration)) else { return };
        let (shortest, longest) = facts.page.duration.value;
        let listed = model.listed_durations.value;
        if listed.is_empty() || !(f64::from(shortest)..=f64::from(longest)).contains(&seconds) {
            return;
        }
        if !listed.iter().any(|value| f64::from(*value) == seconds) {
            findings.field(Field::Duration).number(Param::Actual, seconds).model(model).numbers(Param::Allowed, listed);
        }
    },
    ..Rule::BLANK
};
