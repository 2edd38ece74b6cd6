//! A media item without a URL.

use super::Rule;
use crate::report::{Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "url-missing",
    severity: Severities::always(Severity::Error),
    section: "Body / image_with_roles",
    check: |facts, findings| {
        for field in [Field::ImageWithRoles, Field::VideoWithRoles, Field::AudioWithRoles] {
            for (item, index) in facts.draft.list(field).iter().zip(0u32..) {
                if item.itself.value.is_object() && item.url.value.is_absent() {
                    findings.item(field, index);
                }
            }
        }
    },
    ..Rule::BLANK
};
