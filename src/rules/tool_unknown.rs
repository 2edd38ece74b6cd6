//! A tool that the edition does not have.

use super::nearest::{fold, unique};
use super::{RepairOf, Rule};
use crate::report::{actual, Arg, Fresh, Op, Param, Severities, Severity};
use crate::request::{Field, Part, Place, Step, Value};

pub(crate) static RULE: Rule = Rule {
    code: "tool-unknown",
    severity: Severities::only_08(Severity::Error),
    field: Some(Field::Tools),
    section: "Body / tools",
    check: |facts, findings| {
        let allowed = (Param::Allowed, Arg::Words(facts.page.tools.value));
        for (item, index) in facts.draft.list(Field::Tools).iter().zip(0u32..) {
            if !item.itself.value.is_object() {
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
    repair: Some(|facts, finding| {
        let Place::Part(field, index, _) = finding.place else { return None };
        let kind = facts.draft.item(field, index)?.kind.value.text()?;
        let nearest = unique(&fold(kind)?, facts.page.tools.value.iter().copied(), |tool| tool)?;
        let path = vec![Step::Key(field.name()), Step::Index(index), Step::Key(Part::Type.name())];
        Some(RepairOf(vec![Op::Replace(path, Fresh::Word(nearest))]))
    }),
    ..Rule::BLANK
};
