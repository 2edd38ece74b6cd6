//! A media item without a role.

use super::Rule;
use crate::report::{Param, Severities, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "role-missing",
    severity: Severities::always(Severity::Error),
    section: "Body / image_with_roles",
    check: |facts, findings| {
        for field in facts.lists_with_unusable_roles() {
            for (item, index) in facts.draft.list(field).iter().zip(0u32..) {
                let role = item.role.value;
                if item.itself.value.is_object() && (role.is_absent() || role.is_blank()) {
                    findings.item(field, index).roles(Param::Allowed, facts.roles(field));
                }
            }
        }
    },
    ..Rule::BLANK
};
