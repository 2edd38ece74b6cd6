//! An aspect ratio that the edition does not list.

use super::nearest::{fold, unique};
use super::{RepairOf, Rule};
use crate::report::{Arg, Fresh, Op, Param, Severities, Severity};
use crate::request::{Field, Place, Step};

pub(crate) static RULE: Rule = Rule {
    code: "aspect-ratio-unknown",
    severity: Severities::always(Severity::Error),
    field: Some(Field::AspectRatio),
    section: "Body / aspect_ratio",
    check: |facts, findings| {
        let Some(ratio) = facts.text(Field::AspectRatio) else { return };
        let listed = facts.page.aspect_ratios.value;
        if !listed.contains(&ratio) {
            findings.add(
                Place::Field(Field::AspectRatio),
                &[(Param::Actual, Arg::Text(ratio)), (Param::Allowed, Arg::Words(listed))],
            );
        }
    },
    repair: Some(|facts, _| {
        let ratio = facts.text(Field::AspectRatio)?;
        let nearest = unique(&fold(ratio)?, facts.page.aspect_ratios.value.iter().copied(), |ratio| ratio)?;
        let path = vec![Step::Key(Field::AspectRatio.name())];
        Some(RepairOf(vec![Op::Replace(path, Fresh::Word(nearest))]))
    }),
    ..Rule::BLANK
};
