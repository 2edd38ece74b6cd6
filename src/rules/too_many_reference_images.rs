//! More reference images than any model takes.

use super::Rule;
use crate::capability::{Limit, Role};
use crate::report::{Param, Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "too-many-reference-images",
    severity: Severities::always(Severity::Error),
    field: Some(Field::ImageWithRoles),
    section: "Body / image_with_roles",
    check: |facts, findings| {
        let count = facts.list(Field::ImageWithRoles).of(Role::ReferenceImage);
        // While the model is not known, what the most generous one takes.
        let most = match facts.model {
            Some(model) => at_most(model.reference_images.value),
            None => facts.page.models.iter().map(|model| at_most(model.reference_images.value)).max().flatten(),
        };
        if let Some(most) = most.filter(|most| count > *most) {
            findings.field(Field::ImageWithRoles).count(Param::Count, count).count(Param::Max, most);
        }
    },
    ..Rule::BLANK
};

fn at_most(limit: Limit) -> Option<u32> {
    match limit {
        Limit::AtMost(most) => Some(most),
        Limit::DependsOnChannel => None,
    }
}
