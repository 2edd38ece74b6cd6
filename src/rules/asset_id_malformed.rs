//! An asset reference without a usable id.

use super::{InSchema, Rule};
use crate::report::{Severities, Severity};
use crate::request::url::Form;

pub(crate) static RULE: Rule = Rule {
    code: "asset-id-malformed",
    severity: Severities::always(Severity::Error),
    section: "Use Uploaded Assets",
    schema: InSchema::No("a schema looks at the scheme of a URL, not at the rest"),
    check: |facts, findings| {
        facts.add_urls(findings, |url| url.form == Form::AssetMalformed);
    },
    ..Rule::BLANK
};
