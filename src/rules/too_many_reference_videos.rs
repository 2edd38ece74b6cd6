//! More reference videos than the model, or the caller's channel, takes.

use super::{Facts, InSchema, Options, Rule};
use crate::report::{Findings, Param, Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "too-many-reference-videos",
    severity: Severities::always(Severity::Error),
    field: Some(Field::VideoWithRoles),
    section: "Body / video_with_roles",
    schema: InSchema::Yes,
    check: |facts, findings| too_many(facts, findings, Field::VideoWithRoles),
    ..Rule::BLANK
};

/// More references in a list than its limit, where there is one.
pub(crate) fn too_many<'a>(facts: &Facts<'_, 'a>, findings: &mut Findings<'a>, list: Field) {
    let (Some(model), Some((count, limit, own))) = (facts.model, facts.reference_limit(list)) else { return };
    if let Some(most) = Options::narrowed(limit, own).filter(|most| count > *most) {
        findings.field(list).count(Param::Count, count).count(Param::Max, most).model(model);
    }
}
