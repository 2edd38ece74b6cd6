//! The business id where it is accepted but not recommended.

use super::{InSchema, RepairOf, Rule};
use crate::report::{Op, Severities, Severity};
use crate::request::{Field, Place, Step, Value};

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
            findings.add(Place::MetadataKey(ID), &[]);
        }
    },
    repair: Some(|facts, _| {
        let inside = vec![Step::Key(Field::Metadata.name()), Step::Key(ID)];
        Some(RepairOf(vec![match facts.draft.value(Field::ClientBusinessId) {
            Value::Text(top) if facts.draft.metadata_id.value == Value::Text(top) => Op::Remove(inside),
            _ => Op::Move(inside, vec![Step::Key(ID)]),
        }]))
    }),
    ..Rule::BLANK
};
