//! Both ways of giving images at once.

use super::Rule;
use crate::report::{Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "image-urls-with-roles",
    severity: Severities::always(Severity::Error),
    field: Some(Field::ImageUrls),
    section: "Body / image_urls",
    check: |facts, findings| {
        if facts.list(Field::ImageUrls).items > 0 && facts.list(Field::ImageWithRoles).items > 0 {
            findings.field(Field::ImageUrls);
        }
    },
    ..Rule::BLANK
};
