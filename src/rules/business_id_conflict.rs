//! Two different business ids.

use super::facts::BUSINESS_IDS;
use super::{InSchema, Rule};
use crate::report::{Param, Severities, Severity};
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "business-id-conflict",
    severity: Severities::always(Severity::Error),
    field: Some(Field::Metadata),
    section: "Body / client_business_id",
    schema: InSchema::No("a schema cannot compare two values"),
    check: |facts, findings| {
        if let [Some(top), Some(inside)] = facts.business_ids()
            && top != inside
        {
            let [_, place] = BUSINESS_IDS;
            findings.add(place).text(Param::Actual, inside).text(Param::Expected, top);
        }
    },
    ..Rule::BLANK
};
