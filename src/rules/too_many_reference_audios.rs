//! More reference audios than the model, or the caller's channel, takes.

use super::Rule;
use super::too_many_reference_videos::too_many;
use crate::report::{Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "too-many-reference-audios",
    severity: Severities::always(Severity::Error),
    field: Some(Field::AudioWithRoles),
    section: "Body / audio_with_roles",
    check: |facts, findings| too_many(facts, findings, Field::AudioWithRoles),
    ..Rule::BLANK
};
