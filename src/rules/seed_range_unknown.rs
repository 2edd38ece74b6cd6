//! A seed outside the range that such services commonly take; the page states none.

use super::seed_unsafe::SAFE;
use super::{InSchema, Rule};
use crate::report::{Arg, Param, Severities, Severity};
use crate::request::{Field, Place};

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
            findings.add(
                Place::Field(Field::Seed),
                &[
                    (Param::Actual, Arg::Number(seed)),
                    (Param::Min, Arg::Number(*COMMON.start())),
                    (Param::Max, Arg::Number(*COMMON.end())),
                ],
            );
        }
    },
    ..Rule::BLANK
};
