//! A key that the page does not know, at the top or in an item.

use super::nearest::{fold, unique};
use super::{Facts, InSchema, exposures, Points, RepairOf, Rule};
use crate::capability::Exposure;
use crate::report::{Arg, Finding, Findings, Op, Param, Severities, Severity};
use crate::request::{Field, Part, Place, Shape};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-field",
    severity: Severities::always(Severity::Warning),
    section: "Body",
    schema: InSchema::NeverInvalid,
    points: Points::Key,
    check,
    repair: Some(rename),
    ..Rule::BLANK
};

/// Words that other services use, folded, for fields of this one.
const ALIASES: &[(&str, Field)] = &[
    ("ratio", Field::AspectRatio),
    ("size", Field::Resolution),
    ("quality", Field::Resolution),
    ("seconds", Field::Duration),
    ("length", Field::Duration),
    ("images", Field::ImageWithRoles),
    ("image", Field::ImageWithRoles),
    ("videos", Field::VideoWithRoles),
    ("video", Field::VideoWithRoles),
    ("audios", Field::AudioWithRoles),
    ("sound", Field::GenerateAudio),
    ("text", Field::Prompt),
    ("webhook", Field::CallbackUrl),
    ("webhookurl", Field::CallbackUrl),
    ("businessid", Field::ClientBusinessId),
];

fn check<'a>(facts: &Facts<'_, 'a>, findings: &mut Findings<'a>) {
    for field in facts.present() {
        let unknown = |of: fn(&_) -> &Exposure| facts.page.models.iter().all(|model| *of(model) == Exposure::Unknown);
        if exposures(field).is_some_and(unknown) {
            findings.field(field).word(Param::Key, field.name());
        }
    }
    for key in &facts.draft.loose {
        let nearest = match facts.draft.place_of(key) {
            Some(Place::Key(name)) => nearest_field(facts, name),
            Some(Place::ItemKey(field, _, name)) if facts.is_documented(field) => nearest_part(field, name),
            _ => continue,
        };
        findings.loose(facts.draft, key);
        if let Some(nearest) = nearest {
            findings.word(Param::Nearest, nearest);
        }
    }
}

fn nearest_field(facts: &Facts<'_, '_>, name: &str) -> Option<&'static str> {
    let folded = fold(name)?;
    match ALIASES.iter().find(|(alias, _)| *alias == folded.as_str()) {
        Some((_, field)) if facts.is_documented(*field) => Some(field.name()),
        Some(_) => None,
        None => unique(name, Field::ALL.into_iter().filter(|field| facts.is_documented(*field)).map(Field::name)),
    }
}

fn nearest_part(field: Field, name: &str) -> Option<&'static str> {
    let parts = match field.shape() {
        Shape::Tools => &Part::ALL[2..],
        _ => &Part::ALL[..2],
    };
    unique(name, parts.iter().map(|part| part.name()))
}

fn rename<'a>(facts: &Facts<'_, 'a>, finding: &Finding<'a>) -> Option<RepairOf<'a>> {
    let Some(Arg::Word(nearest)) = finding.arg(Param::Nearest) else { return None };
    let (to, there) = match finding.place {
        Place::Key(_) => (Place::Key(nearest), facts.draft.value(Field::from_name(nearest)?)),
        Place::ItemKey(field, index, _) => {
            let part = Part::from_name(nearest, field.shape())?;
            (Place::Part(field, index, part), &facts.draft.item(field, index)?.part(part).value)
        }
        _ => return None,
    };
    // What is there under the right name is not overwritten.
    if there.is_absent() { RepairOf::step(Op::Move(finding.place, to)) } else { None }
}
