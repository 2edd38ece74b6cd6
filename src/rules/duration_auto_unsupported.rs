//! Automatic length on a model that has none.

use super::Rule;
use crate::report::{Arg, Param, Severities, Severity};
use crate::request::{Field, Place};

pub(crate) static RULE: Rule = Rule {
    code: "duration-auto-unsupported",
    severity: Severities::always(Severity::Error),
    field: Some(Field::Duration),
    section: "Body / duration",
    check: |facts, findings| {
        let (Some(model), Some(seconds)) = (facts.model, facts.integer(Field::Duration)) else { return };
        let automatic = facts.page.auto_durations.value.iter().any(|auto| f64::from(*auto) == seconds);
        if automatic && !model.auto_duration.value {
            let (shortest, longest) = facts.page.duration.value;
            findings.add(
                Place::Field(Field::Duration),
                &[
                    (Param::Actual, Arg::Number(seconds)),
                    (Param::Model, Arg::Word(model.name)),
                    (Param::Min, Arg::Number(f64::from(shortest))),
                    (Param::Max, Arg::Number(f64::from(longest))),
                ],
            );
        }
    },
    ..Rule::BLANK
};
