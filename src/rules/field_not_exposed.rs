//! A field that the page says the model chosen does not have.

use super::{Points, RepairOf, Rule};
use crate::capability::Exposure;
use crate::report::{Arg, Op, Param, Severities, Severity};
use crate::request::{Place, Step, Value};

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
                Some(Exposure::NotExposedAs(refused)) => value == Value::Text(refused),
                _ => false,
            };
            if refused {
                findings.add(
                    Place::Field(field),
                    &[(Param::Key, Arg::Word(field.name())), (Param::Model, Arg::Word(model.name))],
                );
            }
        }
    },
    repair: Some(|_, finding| match finding.place {
        Place::Field(field) => Some(RepairOf(vec![Op::Remove(vec![Step::Key(field.name())])])),
        _ => None,
    }),
    ..Rule::BLANK
};
