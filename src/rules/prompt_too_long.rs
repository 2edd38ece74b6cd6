//! A prompt longer than the page advises.

use super::prompt_text::length;
use super::{InSchema, Rule};
use crate::report::{Param, Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "prompt-too-long",
    severity: Severities::only_08(Severity::Advice),
    field: Some(Field::Prompt),
    section: "Body / prompt",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        let Some((most_ideographs, most_words)) = facts.page.prompt.value else { return };
        let Some(prompt) = facts.text(Field::Prompt) else { return };
        let (ideographs, words) = length(prompt);
        let over = [("ideographs", ideographs, most_ideographs), ("words", words, most_words)];
        if let Some((unit, count, most)) = over.into_iter().find(|(_, count, most)| count > most) {
            findings.field(Field::Prompt).count(Param::Count, count).count(Param::Max, most).word(Param::Reason, unit);
        }
    },
    ..Rule::BLANK
};
