//! A business id that looks like one of the service's own ids.

use super::{InSchema, Rule};
use crate::report::{Param, Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "business-id-like-task-id",
    severity: Severities::always(Severity::Warning),
    field: Some(Field::ClientBusinessId),
    section: "Response / id",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        for (place, id) in facts.business_ids() {
            if id.starts_with("tsk_") || id.starts_with("task_") {
                findings.add(place).text(Param::Actual, id);
            }
        }
    },
    ..Rule::BLANK
};
