//! A user name or a password inside a media URL.

use super::{InSchema, Rule};
use crate::report::{Severities, Severity, actual};
use crate::request::url::Form;

pub(crate) static RULE: Rule = Rule {
    code: "url-has-credentials",
    severity: Severities::always(Severity::Warning),
    section: "Body / image_with_roles",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        for url in facts.urls().filter(|url| url.judgement.form == Form::Web && url.judgement.credentials) {
            findings.add(url.place, &[actual(url.value)]);
        }
    },
    ..Rule::BLANK
};
