//! A key that the page does not know, at the top or in an item.

use super::nearest::{fold, unique};
use super::{Facts, InSchema, exposures, Points, RepairOf, Rule};
use crate::capability::Exposure;
use crate::report::{Arg, Finding, Findings, Op, Param, Severities, Severity};
use crate::request::{Field, Part, Place, Shape, Step, Value};

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
        let slot = facts.draft.slot(field);
        let unknown = |of: fn(&_) -> Exposure| facts.page.models.iter().all(|model| of(model) == Exposure::Unknown);
        if !slot.value.is_absent() && exposures(field).is_some_and(unknown) {
            findings.add(Place::Field(field), &[(Param::Key, Arg::Word(field.name()))]);
        }
    }
    for (place, key) in facts.draft.loose_keys() {
        let nearest = match place {
            Place::Key(name) => nearest_field(facts, name).map(Field::name),
            Place::ItemKey(field, _, name) if facts.is_documented(field) => nearest_part(field, name).map(Part::name),
            _ => continue,
        };
        let nearest = nearest.map(|name| (Param::Nearest, Arg::Word(name)));
        let key_param = (Param::Key, Arg::Text(key.name));
        match nearest {
            Some(nearest) => findings.add_at(place, Some(key.at), &[key_param, nearest]),
            None => findings.add_at(place, Some(key.at), &[key_param]),
        }
    }
}

fn nearest_field(facts: &Facts<'_, '_>, name: &str) -> Option<Field> {
    let folded = fold(name)?;
    let alias = ALIASES.iter().find(|(alias, _)| *alias == folded.as_str()).map(|(_, field)| *field);
    alias
        .or_else(|| unique(&folded, Field::ALL.into_iter().filter(|field| facts.is_documented(*field)), Field::name))
        .filter(|field| facts.is_documented(*field))
}

fn nearest_part(field: Field, name: &str) -> Option<Part> {
    let parts = match field.shape() {
        Shape::Tools => &Part::ALL[2..],
        _ => &Part::ALL[..2],
    };
    unique(&fold(name)?, parts.iter().copied(), Part::name)
}

fn rename<'a>(facts: &Facts<'_, 'a>, finding: &Finding<'a>) -> Option<RepairOf<'a>> {
    let Some(Arg::Word(nearest)) = finding.arg(Param::Nearest) else { return None };
    let mut from = Vec::new();
    facts.draft.path(finding.place, &mut from);
    let mut to = from.clone();
    *to.last_mut()? = Step::Key(nearest);
    let taken = match finding.place {
        Place::Key(_) => facts.draft.value(Field::from_name(nearest)?) != Value::Absent,
        Place::ItemKey(field, index, _) => {
            let item = facts.draft.item(field, index)?;
            let part = Part::from_name(nearest, field.shape())?;
            let slot = match part {
                Part::Url => item.url,
                Part::Role => item.role,
                Part::Type => item.kind,
            };
            !slot.value.is_absent()
        }
        _ => true,
    };
    // What is there under the right name is not overwritten.
    if taken { None } else { Some(RepairOf(vec![Op::Move(from, to)])) }
}
