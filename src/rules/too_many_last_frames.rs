//! More than one last frame.

use super::Rule;
use super::too_many_first_frames::later_ones;
use crate::capability::Role;
use crate::report::{Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "too-many-last-frames",
    severity: Severities::always(Severity::Error),
    field: Some(Field::ImageWithRoles),
    section: "Body / image_with_roles",
    check: |facts, findings| later_ones(facts, findings, Role::LastFrame, facts.page.last_frames.value),
    ..Rule::BLANK
};
