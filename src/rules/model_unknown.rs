//! A model that the edition does not have.

use super::nearest::{fold, unique};
use super::{Facts, RepairOf, Rule};
use crate::report::{Param, Severities, Severity};
use crate::request::{Field, position};

pub(crate) static RULE: Rule = Rule {
    code: "model-unknown",
    severity: Severities::always(Severity::Error),
    field: Some(Field::Model),
    section: "Body / model",
    check: |facts, findings| {
        let Some(name) = facts.text(Field::Model) else { return };
        if facts.model.is_some() {
            return;
        }
        findings.field(Field::Model).text(Param::Actual, name).models(Param::Allowed, facts.page.models);
        if let Some(nearest) = spelt_almost(facts, name).or_else(|| named_otherwise(facts, name)) {
            findings.word(Param::Nearest, nearest);
        }
    },
    repair: Some(|facts, finding| {
        RepairOf::word(finding, spelt_almost(facts, facts.text(Field::Model)?)?)
    }),
    ..Rule::BLANK
};

fn spelt_almost(facts: &Facts<'_, '_>, name: &str) -> Option<&'static str> {
    unique(name, facts.page.models.iter().map(|model| model.name))
}

/// The model that a vendor's own or an older spelling means: by the longest ending that names a variant.
fn named_otherwise(facts: &Facts<'_, '_>, name: &str) -> Option<&'static str> {
    let folded = fold(name)?;
    let plain = facts.page.defaults.model.value;
    position(folded.as_str(), "seedance")?;
    let variant = facts.page.models.iter().find(|model| {
        let ending = model.name.strip_prefix(plain).and_then(|ending| ending.strip_prefix("-"));
        ending.is_some_and(|ending| position(folded.as_str(), ending).is_some())
    });
    Some(variant.map_or(plain, |model| model.name))
}
