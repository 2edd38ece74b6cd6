//! A resolution that the model chosen does not make.

use super::nearest::unique;
use super::{Facts, RepairOf, Rule};
use crate::report::{Param, Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "resolution-not-offered",
    severity: Severities::always(Severity::Error),
    field: Some(Field::Resolution),
    section: "Body / resolution",
    check: |facts, findings| {
        let Some(resolution) = facts.text(Field::Resolution) else { return };
        match facts.model {
            Some(model) => {
                let allowed = model.resolutions.value;
                if !allowed.contains(&resolution) {
                    findings.field(Field::Resolution).text(Param::Actual, resolution).model(model);
                    findings.words(Param::Allowed, allowed);
                }
            }
            None => {
                if !is_offered_anywhere(facts, resolution) {
                    findings.field(Field::Resolution).text(Param::Actual, resolution);
                }
            }
        }
    },
    repair: Some(|facts, finding| {
        let resolution = facts.text(Field::Resolution)?;
        // What another model makes is a choice, not a slip of the hand.
        if is_offered_anywhere(facts, resolution) {
            return None;
        }
        let offered = facts.model?.resolutions.value;
        let nearest = unique(resolution, offered.iter().copied())?;
        RepairOf::word(finding, nearest)
    }),
    ..Rule::BLANK
};

fn is_offered_anywhere(facts: &Facts<'_, '_>, resolution: &str) -> bool {
    facts.page.models.iter().any(|model| model.resolutions.value.contains(&resolution))
}
