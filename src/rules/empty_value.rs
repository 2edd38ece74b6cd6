//! An empty array or a blank string where the API would find nothing.

use super::{InSchema, Rule};
use crate::report::{Severities, Severity};
use crate::request::{Field, Place, Shape, Value};

pub(crate) static RULE: Rule = Rule {
    code: "empty-value",
    severity: Severities::always(Severity::Warning),
    section: "Body",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        for field in facts.present() {
            let empty = match (field.shape(), facts.draft.value(field)) {
                // Other rules speak of a blank model or prompt.
                (Shape::Text, value) => !matches!(field, Field::Model | Field::Prompt) && value.is_blank(),
                (Shape::Urls | Shape::Media | Shape::Tools, Value::Array { len: 0, .. }) => facts.is_documented(field),
                _ => false,
            };
            if empty {
                findings.field(field);
            }
        }
        if facts.draft.value(Field::Metadata).is_object() && facts.draft.metadata_id.value.is_blank() {
            findings.add(Place::MetadataKey(Field::ClientBusinessId.name()));
        }
    },
    ..Rule::BLANK
};
