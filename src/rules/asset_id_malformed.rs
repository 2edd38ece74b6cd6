//! An asset reference without a usable id.

use super::{InSchema, Rule};
use crate::report::{Severities, Severity, actual};
use crate::request::url::Form;

pub(crate) static RULE: Rule = Rule {
    code: "asset-id-malformed",
    severity: Severities::always(Severity::Error),
    section: "Use Uploaded Assets",
    schema: InSchema::No("a schema looks at the scheme of a URL, not at the rest"),
    check: |facts, findings| {
        for url in facts.urls().filter(|url| url.judgement.form == Form::AssetMalformed) {
            findings.add(url.place, &[actual(url.value)]);
        }
    },
    ..Rule::BLANK
};
