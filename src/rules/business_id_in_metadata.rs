//! The business id where it is accepted but not recommended.

use super::facts::BUSINESS_IDS;
use super::{InSchema, RepairOf, Rule};
use crate::report::{Op, Severities, Severity};
use crate::request::{Field, Place};

pub(crate) static RULE: Rule = Rule {
    code: "business-id-in-metadata",
    severity: Severities::always(Severity::Advice),
    field: Some(Field::Metadata),
    reads: &[Field::ClientBusinessId],
    section: "Body / client_business_id",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        if let [top, Some(inside)] = facts.business_ids()
            && top.is_none_or(|top| top == inside)
        {
            let [_, place] = BUSINESS_IDS;
            findings.add(place);
        }
    },
    repair: Some(|facts, finding| {
        let (top, inside) = (facts.draft.value(Field::ClientBusinessId), &facts.draft.metadata_id.value);
        RepairOf::step(match top.text() {
            Some(top) if inside.text() == Some(top) => Op::Remove(finding.place),
            _ => Op::Move(finding.place, Place::Field(Field::ClientBusinessId)),
        })
    }),
    ..Rule::BLANK
};
