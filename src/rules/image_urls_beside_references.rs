//! `image_urls` beside references: the page does not say which mode the images then take.

use super::{InSchema, Rule};
use crate::capability::Role;
use crate::report::{Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "image-urls-beside-references",
    severity: Severities::always(Severity::Warning),
    field: Some(Field::ImageUrls),
    section: "Body / image_urls",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        let references = facts.list(Field::VideoWithRoles).of(Role::ReferenceVideo)
            + facts.list(Field::AudioWithRoles).of(Role::ReferenceAudio);
        if facts.list(Field::ImageUrls).items > 0 && references > 0 {
            findings.field(Field::ImageUrls);
        }
    },
    ..Rule::BLANK
};
