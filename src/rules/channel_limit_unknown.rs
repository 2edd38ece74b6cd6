//! More references than any documented limit, on a model whose limit depends on the channel.

use super::{Facts, InSchema, Rule};
use crate::capability::{Limit, Model};
use crate::report::{Param, Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "channel-limit-unknown",
    severity: Severities::always(Severity::Warning),
    section: "Capabilities",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        let Some(model) = facts.model else { return };
        for list in [Field::VideoWithRoles, Field::AudioWithRoles] {
            let Some((count, Limit::DependsOnChannel, None)) = facts.reference_limit(list) else { continue };
            if let Some(documented) = documented_somewhere(facts, list).filter(|most| count > *most) {
                findings.field(list).count(Param::Count, count).count(Param::Max, documented).model(model);
            }
        }
    },
    ..Rule::BLANK
};

/// The only number the page gives for such a list, whichever model has it.
fn documented_somewhere(facts: &Facts<'_, '_>, list: Field) -> Option<u32> {
    let limit = |model: &Model| match list {
        Field::VideoWithRoles => model.reference_videos.value,
        _ => model.reference_audios.value,
    };
    facts.page.models.iter().find_map(|model| match limit(model) {
        Limit::AtMost(most) => Some(most),
        Limit::DependsOnChannel => None,
    })
}
