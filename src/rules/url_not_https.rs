//! Media over plain http.

use super::{InSchema, Rule};
use crate::report::{Severities, Severity, actual};
use crate::request::url::Form;

pub(crate) static RULE: Rule = Rule {
    code: "url-not-https",
    severity: Severities::always(Severity::Warning),
    section: "Body / image_with_roles",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        for url in facts.urls().filter(|url| url.judgement.form == Form::Web && url.judgement.http) {
            findings.add(url.place, &[actual(url.value)]);
        }
    },
    ..Rule::BLANK
};
