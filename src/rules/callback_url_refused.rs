//! A callback URL that the service would not call.

use super::{InSchema, Rule};
use crate::edition::PerEdition;
use crate::report::{Param, Severity};
use crate::request::url::Form;
use crate::request::Field;

pub(crate) static RULE: Rule = Rule {
    code: "callback-url-refused",
    severity: PerEdition::each(Some(Severity::Warning), Some(Severity::Error)),
    field: Some(Field::CallbackUrl),
    section: "Body / callback_url",
    schema: InSchema::No("a schema looks at the scheme of a URL, not at the rest"),
    check: |facts, findings| {
        let Some((judgement, value)) = facts.callback() else { return };
        if !matches!(judgement.form, Form::Web) {
            return;
        }
        let reasons = [
            (judgement.http, "not-https"),
            (judgement.credentials, "credentials"),
            (judgement.fragment, "fragment"),
            (judgement.not_public, "not-public"),
        ];
        if let Some((_, reason)) = reasons.into_iter().find(|(refused, _)| *refused) {
            findings.field(Field::CallbackUrl).actual(value).word(Param::Reason, reason);
        }
    },
    ..Rule::BLANK
};
