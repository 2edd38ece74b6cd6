//! A business id that looks like one of the service's own ids.

use super::{InSchema, Rule};
use crate::report::{Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "business-id-like-task-id",
    severity: Severities::always(Severity::Warning),
    field: Some(Field::ClientBusinessId),
    section: "Response / id",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| facts.add_ids(findings, |id| id.starts_with("tsk_") || id.starts_with("task_")),
    ..Rule::BLANK
};
