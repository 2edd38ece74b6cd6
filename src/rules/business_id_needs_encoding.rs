//! A business id that must be percent-encoded to be looked up.

use super::business_id_unusable::is_unusable;
use super::{InSchema, Rule};
use crate::report::{Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "business-id-needs-encoding",
    severity: Severities::always(Severity::Warning),
    field: Some(Field::ClientBusinessId),
    section: "Body / client_business_id",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        facts.add_ids(findings, |id| !id.bytes().all(plain) && !is_unusable(id));
    },
    ..Rule::BLANK
};
