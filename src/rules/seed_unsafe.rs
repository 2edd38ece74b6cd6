//! A seed that JavaScript cannot hold exactly.

use super::Rule;
use crate::report::{Param, Severities, Severity};
use crate::request::Field;

/// The largest integer up to which doubles hold every integer: 2^53 - 1.
pub(crate) const SAFE: f64 = 9_007_199_254_740_991.0;

pub(crate) static RULE: Rule = Rule {
    code: "seed-unsafe",
    severity: Severities::always(Severity::Error),
    field: Some(Field::Seed),
    section: "Body / seed",
    check: |facts, findings| {
        if let Some(seed) = facts.integer(Field::Seed).filter(|seed| seed.abs() > SAFE) {
            findings.field(Field::Seed).number(Param::Actual, seed).number(Param::Max, SAFE);
        }
    },
    ..Rule::BLANK
};
