//! A business id that cannot stand in a path.

use super::Rule;
use crate::report::{Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "business-id-unusable",
    severity: Severities::always(Severity::Error),
    field: Some(Field::ClientBusinessId),
    section: "Body / client_business_id",
    check: |facts, findings| facts.add_ids(findings, is_unusable),
    ..Rule::BLANK
};

/// Control characters, and the two segments that a path resolves away.
pub(crate) fn is_unusable(id: &str) -> bool {
    id == "." || id == ".." || id.bytes().any(|byte| byte < 0x20 || byte == 0x7f)
}
