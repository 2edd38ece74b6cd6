//! A media URL on a host that the service cannot reach.

use super::{InSchema, Rule};
use crate::report::{Severities, Severity};
use crate::request::url::Form;

pub(crate) static RULE: Rule = Rule {
    code: "url-not-public",
    severity: Severities::always(Severity::Warning),
    section: "Body / image_with_roles",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        facts.add_urls(findings, |url| matches!(url.form, Form::Web) && url.not_public);
    },
    ..Rule::BLANK
};
