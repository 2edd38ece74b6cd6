//! A field of the request put into `metadata`, where it does nothing.

use super::{InSchema, Points, Rule};
use crate::report::{Param, Severities, Severity};
use crate::request::{Field, Place};

pub(crate) static RULE: Rule = Rule {
    code: "metadata-shadows-field",
    severity: Severities::always(Severity::Warning),
    field: Some(Field::Metadata),
    section: "Body",
    schema: InSchema::NeverInvalid,
    points: Points::Key,
    check: |facts, findings| {
        for (place, key) in facts.draft.loose_keys() {
            let shadows = Field::from_name(key.name).is_some_and(|field| facts.is_documented(field));
            if matches!(place, Place::MetadataKey(_)) && shadows {
                findings.add(place).at(key.at).text(Param::Key, key.name);
            }
        }
    },
    ..Rule::BLANK
};
