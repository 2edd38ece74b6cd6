//! A length that one part of the page allows and its capability table leaves out.

use super::{InSchema, Rule};
use crate::report::{Arg, Param, Severities, Severity};
use crate::request::{Field, Place};

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
            findings.add(
                Place::Field(Field::Duration),
                &[
                    (Param::Actual, Arg::Number(seconds)),
                    (Param::Model, Arg::Word(model.name)),
                    (Param::Allowed, Arg::Numbers(listed)),
                ],
            );
        }
    },
    ..Rule::BLANK
};
