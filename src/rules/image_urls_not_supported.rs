//! `image_urls` on a model that does not take it.

use super::image_urls_discouraged::give_roles;
use super::Rule;
use crate::report::{Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "image-urls-not-supported",
    severity: Severities::only_06(Severity::Error),
    field: Some(Field::ImageUrls),
    section: "Body / image_urls",
    check: |facts, findings| {
        let Some(model) = facts.model else { return };
        if facts.list(Field::ImageUrls).items > 0 && !model.image_urls.value {
            findings.field(Field::ImageUrls).model(model);
        }
    },
    repair: Some(give_roles),
    ..Rule::BLANK
};
