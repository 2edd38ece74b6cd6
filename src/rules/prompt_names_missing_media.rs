//! A prompt that speaks of "image 3" when there are fewer.

use super::prompt_text::{Noun, mentions};
use super::{InSchema, Rule};
use crate::report::{Param, Severities, Severity};
use crate::request::Field;

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
            let (mut count, mut known) = (0, true);
            for list in lists.iter().map(|list| facts.list(*list)) {
                count += list.items;
                known &= !list.wrong;
            }
            if known && mention.number > count {
                findings.field(Field::Prompt).text(Param::Actual, mention.text).word(Param::Found, mention.noun.term()).count(Param::Count, count);
                return;
            }
        }
    },
    ..Rule::BLANK
};
