//! The business id where it is accepted but not recommended.

use super::{InSchema, RepairOf, Rule};
use crate::report::{Op, Severities, Severity};
use crate::request::{Field, Place};

const ID: &str = Field::ClientBusinessId.name();

pub(crate) static RULE: Rule = Rule {
    code: "business-id-in-metadata",
    severity: Severities::always(Severity::Advice),
    field: Some(Field::Metadata),
    reads: &[Field::ClientBusinessId],
    section: "Body / client_business_id",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        let inside = facts.business_ids().find(|(place, _)| *place == Place::MetadataKey(ID));
        let top = facts.text(Field::ClientBusinessId);
        if inside.is_some_and(|(_, id)| top.is_none_or(|top| top == id)) {
            findings.add(Place::MetadataKey(ID));
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
