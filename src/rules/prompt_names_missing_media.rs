//! A prompt that speaks of "image 3" when there are fewer.

use super::prompt_text::{Noun, mentions};
use super::{InSchema, Rule};
use crate::report::{Arg, Param, Severities, Severity};
use crate::request::{Field, Place};

pub(crate) static RULE: Rule = Rule {
    code: "prompt-names-missing-media",
    severity: Severities::always(Severity::Warning),
    field: Some(Field::Prompt),
    section: "Body / prompt",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        let Some(prompt) = facts.text(Field::Prompt) else { return };
        for mention in mentions(prompt) {
            let lists: &[Field] = match mention.noun {
                Noun::Image => &[Field::ImageUrls, Field::ImageWithRoles],
                Noun::Video => &[Field::VideoWithRoles],
                Noun::Audio => &[Field::AudioWithRoles],
            };
            let count: u32 = lists.iter().map(|list| facts.list(*list).items).sum();
            let known = !lists.iter().any(|list| facts.list(*list).wrong);
            if known && mention.number > count {
                findings.add(
                    Place::Field(Field::Prompt),
                    &[
                        (Param::Actual, Arg::Text(mention.text)),
                        (Param::Found, Arg::Word(mention.noun.term())),
                        (Param::Count, Arg::Number(f64::from(count))),
                    ],
                );
                return;
            }
        }
    },
    ..Rule::BLANK
};
