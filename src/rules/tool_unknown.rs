//! A tool that the edition does not have.

use super::Rule;
use crate::report::{Arg, Param, Severities, Severity, actual};
use crate::request::{Field, Part, Place, Value};

pub(crate) static RULE: Rule = Rule {
    code: "tool-unknown",
    severity: Severities::only_08(Severity::Error),
    field: Some(Field::Tools),
    section: "Body / tools",
    check: |facts, findings| {
        let allowed = (Param::Allowed, Arg::Words(facts.page.tools.value));
        for (item, index) in facts.draft.list(Field::Tools).iter().zip(0u32..) {
            if item.itself.value != Value::Object {
                continue;
            }
            let place = Place::Part(Field::Tools, index, Part::Type);
            match item.kind.value {
                Value::Absent => findings.add(place, &[allowed]),
                Value::Text(kind) if !facts.page.tools.value.contains(&kind) => {
                    findings.add(place, &[allowed, actual(item.kind.value)]);
                }
                _ => {}
            }
        }
    },
    ..Rule::BLANK
};
