//! A tool that the edition does not have.

use super::nearest::unique;
use super::{RepairOf, Rule};
use crate::report::{Param, Severities, Severity};
use crate::request::{Field, Part, Place, Value};

pub(crate) static RULE: Rule = Rule {
    code: "tool-unknown",
    severity: Severities::only_08(Severity::Error),
    field: Some(Field::Tools),
    section: "Body / tools",
    check: |facts, findings| {
        let allowed = facts.page.tools.value;
        for (item, index) in facts.draft.list(Field::Tools).iter().zip(0u32..) {
            let known = match item.kind.value {
                Value::Absent => false,
                Value::Text(kind) => allowed.contains(&kind),
                _ => true,
            };
            if item.itself.value.is_object() && !known {
                findings.part(Field::Tools, index, Part::Type).words(Param::Allowed, allowed);
                if !item.kind.value.is_absent() {
                    findings.actual(&item.kind.value);
                }
            }
        }
    },
    repair: Some(|facts, finding| {
        let Place::Part(field, index, _) = finding.place else { return None };
        let kind = facts.draft.item(field, index)?.kind.value.text()?;
        let nearest = unique(kind, facts.page.tools.value.iter().copied())?;
        RepairOf::word(finding, nearest)
    }),
    ..Rule::BLANK
};
