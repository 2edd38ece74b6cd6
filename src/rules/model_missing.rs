//! No model, though the page requires one.

use super::{RepairOf, Rule};
use crate::report::{Fresh, Op, Param, Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "model-missing",
    severity: Severities::always(Severity::Error),
    field: Some(Field::Model),
    section: "Body / model",
    check: |facts, findings| {
        if facts.is_absent(Field::Model) {
            findings.field(Field::Model).models(Param::Allowed, facts.page.models).word(Param::Default, facts.page.defaults.model.value);
        }
    },
    repair: Some(|facts, finding| {
        RepairOf::step(Op::Add(finding.place, Fresh::Word(facts.page.defaults.model.value)))
    }),
    ..Rule::BLANK
};
