//! A resolution that the model chosen does not make.

use super::nearest::{fold, unique};
use super::{RepairOf, Rule};
use crate::report::{Arg, Fresh, Op, Param, Severities, Severity};
use crate::request::{Field, Place, Step};

pub(crate) static RULE: Rule = Rule {
    code: "resolution-not-offered",
    severity: Severities::always(Severity::Error),
    field: Some(Field::Resolution),
    section: "Body / resolution",
    check: |facts, findings| {
        let Some(resolution) = facts.text(Field::Resolution) else { return };
        let actual = (Param::Actual, Arg::Text(resolution));
        match facts.model {
            Some(model) if !model.resolutions.value.contains(&resolution) => findings.add(
                Place::Field(Field::Resolution),
                &[
                    actual,
                    (Param::Model, Arg::Word(model.name)),
                    (Param::Allowed, Arg::Words(model.resolutions.value)),
                ],
            ),
            None if !facts.page.models.iter().any(|model| model.resolutions.value.contains(&resolution)) => {
                findings.add(Place::Field(Field::Resolution), &[actual]);
            }
            _ => {}
        }
    },
    repair: Some(|facts, _| {
        let resolution = facts.text(Field::Resolution)?;
        // What another model makes is a choice, not a slip of the hand.
        if facts.page.models.iter().any(|model| model.resolutions.value.contains(&resolution)) {
            return None;
        }
        let offered = facts.model?.resolutions.value;
        let nearest = unique(&fold(resolution)?, offered.iter().copied(), |resolution| resolution)?;
        let path = vec![Step::Key(Field::Resolution.name())];
        Some(RepairOf(vec![Op::Replace(path, Fresh::Word(nearest))]))
    }),
    ..Rule::BLANK
};
