//! A field that the page says the model chosen does not have.

use super::{Points, RepairOf, Rule};
use crate::capability::Exposure;
use crate::report::{Op, Param, Severities, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "field-not-exposed",
    severity: Severities::always(Severity::Error),
    section: "Capabilities",
    points: Points::Key,
    check: |facts, findings| {
        let Some(model) = facts.model else { return };
        for field in facts.present() {
            let value = facts.draft.value(field);
            let refused = match facts.exposure(field) {
                Some(Exposure::NotExposed) => !value.is_absent(),
                Some(Exposure::NotExposedAs(refused)) => value.text() == Some(refused),
                _ => false,
            };
            if refused {
                findings.field(field).word(Param::Key, field.name()).model(model);
            }
        }
    },
    repair: Some(|_, finding| RepairOf::step(Op::Remove(finding.place))),
    ..Rule::BLANK
};
