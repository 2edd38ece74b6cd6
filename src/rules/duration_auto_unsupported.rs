//! Automatic length on a model that has none.

use super::Rule;
use crate::report::{Param, Severities, Severity};
use crate::request::Field;

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
            findings.field(Field::Duration).number(Param::Actual, seconds).model(model).count(Param::Min, shortest).count(Param::Max, longest);
        }
    },
    ..Rule::BLANK
};
