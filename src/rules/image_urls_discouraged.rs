//! `image_urls`, where the page recommends images with roles.

use super::{Facts, InSchema, RepairOf, Rule};
use crate::capability::Role;
use crate::report::{Patch, Finding, Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "image-urls-discouraged",
    severity: Severities::always(Severity::Advice),
    field: Some(Field::ImageUrls),
    section: "Body / image_urls",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        let supported = facts.model.is_none_or(|model| model.image_urls.value);
        let alone = facts.list(Field::ImageWithRoles).items == 0;
        if facts.list(Field::ImageUrls).items > 0 && supported && alone {
            findings.field(Field::ImageUrls);
        }
    },
    repair: Some(give_roles),
    ..Rule::BLANK
};

/// Moves the images to `image_with_roles`: one image becomes the first frame where the model has frames and nothing
/// stands beside it, else all become references. URLs are moved, not copied, however long they are.
pub(crate) fn give_roles<'a>(facts: &Facts<'_, 'a>, _: &Finding<'a>) -> Option<RepairOf<'a>> {
    if !facts.draft.value(Field::ImageWithRoles).is_absent() && !facts.is_absent(Field::ImageWithRoles) {
        return None;
    }
    let count = facts.list(Field::ImageUrls).items;
    let references = facts.list(Field::VideoWithRoles).items + facts.list(Field::AudioWithRoles).items;
    let frames = facts.usable_role(Field::ImageWithRoles, Role::FirstFrame.name()).is_some();
    let role = if count == 1 && references == 0 && frames { Role::FirstFrame } else { Role::ReferenceImage };
    Some(RepairOf(Patch::GiveRoles { from: Field::ImageUrls, to: Field::ImageWithRoles, count, role }))
}
