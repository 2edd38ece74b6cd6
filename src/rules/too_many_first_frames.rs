//! More than one first frame.

use super::{Facts, InSchema, Rule};
use crate::capability::Role;
use crate::report::{Findings, Param, Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "too-many-first-frames",
    severity: Severities::always(Severity::Error),
    field: Some(Field::ImageWithRoles),
    section: "Body / image_with_roles",
    schema: InSchema::Yes,
    check: |facts, findings| later_ones(facts, findings, Role::FirstFrame, facts.page.first_frames.value),
    ..Rule::BLANK
};

/// Every image of a frame role after the first `most`.
pub(crate) fn later_ones<'a>(facts: &Facts<'_, 'a>, findings: &mut Findings<'a>, role: Role, most: u32) {
    // A role that the model does not have is not counted.
    if facts.list(Field::ImageWithRoles).of(role) > most {
        facts.add_images(findings, role, most, |findings| {
            findings.count(Param::Max, most);
        });
    }
}
