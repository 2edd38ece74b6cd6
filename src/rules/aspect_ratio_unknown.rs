//! An aspect ratio that the edition does not list.

use super::nearest::unique;
use super::{RepairOf, Rule};
use crate::report::{Param, Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "aspect-ratio-unknown",
    severity: Severities::always(Severity::Error),
    field: Some(Field::AspectRatio),
    section: "Body / aspect_ratio",
    check: |facts, findings| {
        let Some(ratio) = facts.text(Field::AspectRatio) else { return };
        let listed = facts.page.aspect_ratios.value;
        if !listed.contains(&ratio) {
            findings.field(Field::AspectRatio).text(Param::Actual, ratio).words(Param::Allowed, listed);
        }
    },
    repair: Some(|facts, finding| {
        let ratio = facts.text(Field::AspectRatio)?;
        let nearest = unique(ratio, facts.page.aspect_ratios.value.iter().copied())?;
        RepairOf::word(finding, nearest)
    }),
    ..Rule::BLANK
};
