//! Reference audio with nothing to look at.

use super::Rule;
use crate::report::{Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "audio-without-visual",
    severity: Severities::always(Severity::Error),
    field: Some(Field::AudioWithRoles),
    section: "Body / audio_with_roles",
    check: |facts, findings| {
        let visual = facts.has(&[Field::ImageUrls, Field::ImageWithRoles, Field::VideoWithRoles]);
        if facts.list(Field::AudioWithRoles).items > 0 && visual == Some(false) {
            findings.field(Field::AudioWithRoles);
        }
    },
    ..Rule::BLANK
};
