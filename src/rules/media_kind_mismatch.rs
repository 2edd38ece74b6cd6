//! A file of one kind in a list of another.

use super::{InSchema, Rule};
use crate::report::{Param, Severities, Severity};
use crate::request::read::media_kind;
use crate::request::url::{Form, MediaKind};

pub(crate) static RULE: Rule = Rule {
    code: "media-kind-mismatch",
    severity: Severities::always(Severity::Warning),
    section: "Body / image_with_roles",
    schema: InSchema::NeverInvalid,
    check: |facts, findings| {
        for url in facts.urls().filter(|url| matches!(url.judgement.form, Form::Web)) {
            let wanted = media_kind(url.list);
            if let Some(found) = url.judgement.kind.filter(|kind| *kind != wanted) {
                findings.add(url.place).actual(url.value).word(Param::Expected, term(wanted)).word(Param::Found, term(found));
            }
        }
    },
    ..Rule::BLANK
};

fn term(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image",
        MediaKind::Video => "video",
        MediaKind::Audio => "audio",
    }
}
