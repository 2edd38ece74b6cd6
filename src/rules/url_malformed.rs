//! A URL that is none, to some reader at least.

use super::url_scheme_not_offered::is_offered_data;
use super::{InSchema, Rule};
use crate::report::{Findings, Param, Severities, Severity};
use crate::request::url::{Form, Why};
use crate::request::{Field, Place, Value};

pub(crate) static RULE: Rule = Rule {
    code: "url-malformed",
    severity: Severities::always(Severity::Error),
    section: "Body / image_with_roles",
    schema: InSchema::No("a schema looks at the scheme of a URL, not at the rest"),
    check: |facts, findings| {
        for url in facts.urls() {
            let why = match url.judgement.form {
                Form::Data(data) if !data.payload_sound && is_offered_data(facts, url.list, data) => Why::DataPayload,
                Form::Malformed(why) => why,
                Form::Blank => {
                    findings.add(url.place).word(Param::Reason, "blank");
                    continue;
                }
                _ => continue,
            };
            add(findings, url.place, url.value, why);
        }
        if let Some((judgement, value)) = facts.callback()
            && let Form::Malformed(why) = judgement.form {
                add(findings, Place::Field(Field::CallbackUrl), value, why);
            }
    },
    ..Rule::BLANK
};

fn add<'a>(findings: &mut Findings<'a>, place: Place<'a>, value: &Value<'a>, why: Why) {
    let reason = match why {
        Why::Relative => "no-scheme",
        Why::WhiteSpace => "white-space",
        Why::ControlCharacter => "control-character",
        Why::Backslash => "backslash",
        Why::Slashes => "slashes",
        Why::EmptyHost => "empty-host",
        Why::Port => "port",
        Why::HostNotAscii => "host-not-ascii",
        Why::HostPercent => "host-percent",
        Why::HostForbidden => "host-forbidden",
        Why::Ipv6 => "ipv6",
        Why::NumericHost => "numeric-host",
        Why::DataPayload => "data-payload",
    };
    findings.add(place).word(Param::Reason, reason).actual(value);
}
