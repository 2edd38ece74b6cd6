//! No length on a model that lacks the documented default.

use super::{InSchema, Rule};
use crate::report::{Param, Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "duration-left-to-default",
    severity: Severities::always(Severity::Warning),
    field: Some(Field::Duration),
    section: "Body / duration",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        let Some(model) = facts.model else { return };
        let default = facts.page.defaults.duration.value;
        let automatic = facts.page.auto_durations.value.contains(&default);
        if facts.is_absent(Field::Duration) && automatic && !model.auto_duration.value {
            findings.field(Field::Duration).model(model).number(Param::Default, f64::from(default));
        }
    },
    ..Rule::BLANK
};
