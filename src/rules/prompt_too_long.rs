//! A prompt longer than the page advises.

use super::prompt_text::length;
use super::{InSchema, Rule};
use crate::report::{Arg, Param, Severities, Severity};
use crate::request::{Field, Place};

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
            findings.add(
                Place::Field(Field::Prompt),
                &[
                    (Param::Count, Arg::Number(f64::from(count))),
                    (Param::Max, Arg::Number(f64::from(most))),
                    (Param::Reason, Arg::Word(unit)),
                ],
            );
        }
    },
    ..Rule::BLANK
};
