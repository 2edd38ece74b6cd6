//! No model, though the page requires one.

use super::{RepairOf, Rule};
use crate::report::{Arg, Fresh, Op, Param, Severities, Severity};
use crate::request::{Field, Place, Step};

pub(crate) static RULE: Rule = Rule {
    code: "model-missing",
    severity: Severities::always(Severity::Error),
    field: Some(Field::Model),
    section: "Body / model",
    check: |facts, findings| {
        if facts.is_absent(Field::Model) {
            findings.add(
                Place::Field(Field::Model),
                &[
                    (Param::Allowed, Arg::Models(facts.page.models)),
                    (Param::Default, Arg::Word(facts.page.defaults.model.value)),
                ],
            );
        }
    },
    repair: Some(|facts, _| {
        let default = Fresh::Word(facts.page.defaults.model.value);
        Some(RepairOf(vec![Op::Add(vec![Step::Key(Field::Model.name())], default)]))
    }),
    ..Rule::BLANK
};
