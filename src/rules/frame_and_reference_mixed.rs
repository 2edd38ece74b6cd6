//! Frames and references in one request.

use super::Rule;
use crate::capability::Role;
use crate::report::{Param, Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "frame-and-reference-mixed",
    severity: Severities::always(Severity::Error),
    section: "Body / image_with_roles",
    check: |facts, findings| {
        let images = facts.list(Field::ImageWithRoles);
        if images.of(Role::FirstFrame) + images.of(Role::LastFrame) == 0 {
            return;
        }
        facts.add_images(findings, Role::ReferenceImage, 0, |findings| {
            findings.word(Param::Role, Role::ReferenceImage.name());
        });
        let others = [(Field::VideoWithRoles, Role::ReferenceVideo), (Field::AudioWithRoles, Role::ReferenceAudio)];
        for (list, reference) in others {
            if facts.list(list).of(reference) > 0 {
                findings.field(list).word(Param::Role, reference.name());
            }
        }
    },
    ..Rule::BLANK
};
