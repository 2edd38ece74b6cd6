//! A length that no model makes.

use super::Rule;
use crate::report::{Param, Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "duration-out-of-range",
    severity: Severities::always(Severity::Error),
    field: Some(Field::Duration),
    section: "Body / duration",
    check: |facts, findings| {
        let Some(seconds) = facts.integer(Field::Duration) else { return };
        let (shortest, longest) = facts.page.duration.value;
        let automatic = facts.page.auto_durations.value.iter().any(|auto| f64::from(*auto) == seconds);
        if !automatic && !(f64::from(shortest)..=f64::from(longest)).contains(&seconds) {
            findings.field(Field::Duration).number(Param::Actual, seconds).count(Param::Min, shortest).count(Param::Max, longest);
        }
    },
    ..Rule::BLANK
};
