//! A last frame without a first.

use super::Rule;
use crate::capability::Role;
use crate::report::{Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "last-frame-alone",
    severity: Severities::always(Severity::Error),
    field: Some(Field::ImageWithRoles),
    section: "Body / image_with_roles",
    check: |facts, findings| {
        let images = facts.list(Field::ImageWithRoles);
        // An item without a usable role may be the first frame that is looked for.
        if images.of(Role::LastFrame) == 0 || images.of(Role::FirstFrame) > 0 || images.unusable {
            return;
        }
        facts.add_images(findings, Role::LastFrame, 0, |_| {});
    },
    ..Rule::BLANK
};
