//! A field that the page names without documenting it for the model chosen.

use super::{InSchema, Points, Rule};
use crate::capability::Exposure;
use crate::report::{Param, Severities, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "field-undocumented",
    severity: Severities::always(Severity::Warning),
    section: "Capabilities",
    schema: InSchema::NeverInvalid,
    points: Points::Key,
    check: |facts, findings| {
        let Some(model) = facts.model else { return };
        for field in facts.present() {
            let value = facts.draft.value(field);
            let undocumented = match facts.exposure(field) {
                Some(Exposure::Mentioned) => true,
                Some(Exposure::NotExposedAs(refused)) => value.text() != Some(refused),
                _ => false,
            };
            if undocumented && !value.is_absent() {
                findings.field(field).word(Param::Key, field.name()).model(model);
            }
        }
    },
    ..Rule::BLANK
};
