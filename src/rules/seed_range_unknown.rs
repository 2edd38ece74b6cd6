//! A seed outside the range that such services commonly take; the page states none.

use super::seed_unsafe::SAFE;
use super::{InSchema, Rule};
use crate::report::{Param, Severities, Severity};
use crate::request::Field;

const COMMON: core::ops::RangeInclusive<f64> = -1.0..=4_294_967_295.0;

pub(crate) static RULE: Rule = Rule {
    code: "seed-range-unknown",
    severity: Severities::always(Severity::Warning),
    field: Some(Field::Seed),
    section: "Body / seed",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        let Some(seed) = facts.integer(Field::Seed) else { return };
        if seed.abs() <= SAFE && !COMMON.contains(&seed) {
            findings.field(Field::Seed).number(Param::Actual, seed).number(Param::Min, *COMMON.start()).number(Param::Max, *COMMON.end());
        }
    },
    ..Rule::BLANK
};
