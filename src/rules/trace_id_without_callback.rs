//! A trace id that nothing would pass through.

use super::{InSchema, Rule};
use crate::report::{Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "trace-id-without-callback",
    severity: Severities::only_06(Severity::Warning),
    field: Some(Field::TraceId),
    reads: &[Field::CallbackUrl],
    section: "Body / trace_id",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        if facts.text(Field::TraceId).is_some() && facts.is_absent(Field::CallbackUrl) {
            findings.field(Field::TraceId);
        }
    },
    ..Rule::BLANK
};
