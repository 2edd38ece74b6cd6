//! Frames and references in one request.

use super::Rule;
use crate::capability::Role;
use crate::report::{Arg, Param, Severities, Severity};
use crate::request::{Field, Part, Place};

pub(crate) static RULE: Rule = Rule {
    code: "frame-and-reference-mixed",
    severity: Severities::always(Severity::Error),
    section: "Body / image_with_roles",
    check: |facts, findings| {
        let images = facts.list(Field::ImageWithRoles);
        if images.of(Role::FirstFrame) + images.of(Role::LastFrame) == 0 {
            return;
        }
        let role = |role: Role| [(Param::Role, Arg::Word(role.name()))];
        for index in facts.positions(Field::ImageWithRoles, Role::ReferenceImage) {
            findings.add(Place::Part(Field::ImageWithRoles, index, Part::Role), &role(Role::ReferenceImage));
        }
        let others = [(Field::VideoWithRoles, Role::ReferenceVideo), (Field::AudioWithRoles, Role::ReferenceAudio)];
        for (list, reference) in others {
            if facts.list(list).of(reference) > 0 {
                findings.add(Place::Field(list), &role(reference));
            }
        }
    },
    ..Rule::BLANK
};
