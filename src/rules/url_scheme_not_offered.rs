//! A URL of a scheme that the list and the edition do not take.

use super::{Facts, Rule};
use crate::report::{Param, Severities, Severity};
use crate::request::read::data_kind;
use crate::request::url::{DataUrl, Form};
use crate::request::{Field, starts_with};

pub(crate) static RULE: Rule = Rule {
    code: "url-scheme-not-offered",
    severity: Severities::always(Severity::Error),
    section: "Body / image_with_roles",
    check: |facts, findings| {
        const LINKS: &[&str] = &["https", "asset"];
        const LINKS_AND_DATA: &[&str] = &["https", "asset", "data"];
        for url in facts.urls() {
            let offered = match url.judgement.form {
                Form::Data(data) => is_offered_data(facts, url.list, data),
                Form::OtherScheme(_) => false,
                _ => true,
            };
            if !offered {
                let data = facts.page.data_urls.value && data_kind(url.list).is_some();
                let allowed = if data { LINKS_AND_DATA } else { LINKS };
                findings.add(url.place).actual(url.value).words(Param::Allowed, allowed);
            }
        }
        if let Some((judgement, value)) = facts.callback()
            && !matches!(judgement.form, Form::Web | Form::Malformed(_) | Form::Blank) {
                findings.field(Field::CallbackUrl).actual(value).words(Param::Allowed, &["https"]);
            }
    },
    ..Rule::BLANK
};

/// Whether the edition takes `data:` URLs of that kind in that list, in base64.
pub(crate) fn is_offered_data(facts: &Facts<'_, '_>, list: Field, url: DataUrl<'_>) -> bool {
    let of_kind = |kind: &str| {
        // The judge gives the media type without its scheme.
        let rest = url.media.as_bytes();
        starts_with(rest, kind) && rest.get(kind.len()) == Some(&b'/') && rest.len() > kind.len() + 1
    };
    facts.page.data_urls.value && url.base64 && data_kind(list).is_some_and(of_kind)
}
