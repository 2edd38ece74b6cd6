//! A field of the request put into `metadata`, where it does nothing.

use super::{InSchema, Points, Rule};
use crate::report::{Severities, Severity};
use crate::request::{Field, Place};

pub(crate) static RULE: Rule = Rule {
    code: "metadata-shadows-field",
    severity: Severities::always(Severity::Warning),
    field: Some(Field::Metadata),
    section: "Body",
    schema: InSchema::NeverInvalid,
    points: Points::Key,
    check: |facts, findings| {
        for key in &facts.draft.loose {
            let shadows = Field::from_name(key.name).is_some_and(|field| facts.is_documented(field));
            if shadows && matches!(facts.draft.place_of(key), Some(Place::MetadataKey(_))) {
                findings.loose(facts.draft, key);
            }
        }
    },
    ..Rule::BLANK
};
