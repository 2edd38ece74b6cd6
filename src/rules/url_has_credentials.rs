//! A user name or a password inside a media URL.

use super::{InSchema, Rule};
use crate::report::{Severities, Severity};
use crate::request::url::Form;

pub(crate) static RULE: Rule = Rule {
    code: "url-has-credentials",
    severity: Severities::always(Severity::Warning),
    section: "Body / image_with_roles",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        facts.add_urls(findings, |url| matches!(url.form, Form::Web) && url.credentials);
    },
    ..Rule::BLANK
};
