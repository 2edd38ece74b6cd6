//! What reading itself finds: text that is no JSON, values no request can be, sizes beyond every limit, wrong types.

use super::facts::{Facts, fits};
use super::{InSchema, Points, Rule};
use crate::report::{Findings, Param, Severities, Severity};
use crate::request::{
    DeepFault, Draft, Field, MOST_DATA, MOST_LEVELS, MOST_NODES, MOST_TEXT, Part, Place, Root, Shape, Step, Stop, Value,
};

const BODY: &str = "Body";

/// The request is some other JSON value than an object.
pub(crate) static NOT_AN_OBJECT: Rule = Rule {
    code: "not-an-object",
    severity: Severities::always(Severity::Error),
    section: BODY,
    check: |facts, findings| {
        if let Root::Other(value) = facts.draft.root {
            findings.add(Place::Root).word(Param::Found, value.term());
        }
    },
    ..Rule::BLANK
};

/// Text that is not JSON.
pub(crate) static NOT_JSON: Rule = Rule {
    code: "not-json",
    severity: Severities::always(Severity::Error),
    section: BODY,
    schema: InSchema::No("a schema sees values, not text"),
    check: |facts, findings| {
        if matches!(facts.draft.root, Root::Stopped(Stop::Syntax)) {
            findings.add(Place::Root);
        }
    },
    ..Rule::BLANK
};

/// A key that occurs twice in one object of the text.
pub(crate) static DUPLICATE_KEY: Rule = Rule {
    code: "duplicate-key",
    severity: Severities::always(Severity::Error),
    section: BODY,
    schema: InSchema::No("a schema sees values, not text"),
    points: Points::Key,
    check: |facts, findings| {
        for (place, fault, at) in &facts.draft.deep {
            if *fault == DeepFault::Repeated {
                let mut path = Vec::new();
                facts.draft.path(*place, &mut path);
                let key = match path.last() {
                    Some(Step::Key(key)) => key,
                    _ => "",
                };
                findings.add(*place).at(*at).text(Param::Key, key);
            }
        }
    },
    ..Rule::BLANK
};

/// Nesting beyond every use.
pub(crate) static TOO_DEEP: Rule = Rule {
    code: "too-deep",
    severity: Severities::always(Severity::Error),
    section: BODY,
    schema: InSchema::No("a schema cannot count levels"),
    check: |facts, findings| {
        if matches!(facts.draft.root, Root::Stopped(Stop::TooDeep)) {
            findings.add(Place::Root).count(Param::Max, MOST_LEVELS);
        }
    },
    ..Rule::BLANK
};

/// A request beyond the sizes that are read.
pub(crate) static TOO_LARGE: Rule = Rule {
    code: "too-large",
    severity: Severities::always(Severity::Error),
    section: BODY,
    schema: InSchema::No("a schema cannot count bytes"),
    check: |facts, findings| {
        let Root::Stopped(stop) = facts.draft.root else { return };
        let limits = facts.options.limits();
        let (reason, most) = match stop {
            Stop::TooManyBytes => ("bytes", limits.bytes as f64),
            Stop::TooManyNodes => ("values", f64::from(MOST_NODES)),
            Stop::TextTooLong => ("string-bytes", MOST_TEXT as f64),
            Stop::DataTooLong => ("string-bytes", MOST_DATA as f64),
            Stop::Syntax | Stop::TooDeep => return,
        };
        findings.add(Place::Root).word(Param::Reason, reason).number(Param::Max, most);
    },
    ..Rule::BLANK
};

/// A documented field or part of an item with a value of another type.
pub(crate) static WRONG_TYPE: Rule = Rule {
    code: "wrong-type",
    severity: Severities::always(Severity::Error),
    section: BODY,
    check: wrong_type,
    ..Rule::BLANK
};

fn wrong_type<'a>(facts: &Facts<'_, 'a>, findings: &mut Findings<'a>) {
    let draft = facts.draft;
    for field in facts.present() {
        let shape = field.shape();
        if facts.is_wrong(field) {
            add(findings, Place::Field(field), shape, draft.value(field));
        }
        if !draft.odd_items || !matches!(shape, Shape::Urls | Shape::Media | Shape::Tools) {
            continue;
        }
        let documented = facts.is_documented(field);
        for (item, index) in draft.list(field).iter().zip(0u32..) {
            let itself = &item.itself.value;
            if shape == Shape::Urls {
                add_unless_text(findings, Place::Item(field, index), itself, true);
            } else if itself.is_object() {
                for part in Part::ALL {
                    let place = Place::Part(field, index, part);
                    add_unless_text(findings, place, &item.part(part).value, documented);
                }
            } else if speaks(itself, documented) {
                add(findings, Place::Item(field, index), Shape::Metadata, itself);
            }
        }
    }
    if draft.value(Field::Metadata).is_object() && !fits(Shape::Text, &draft.metadata_id.value) {
        add(findings, Place::MetadataKey(Field::ClientBusinessId.name()), Shape::Text, &draft.metadata_id.value);
    }
    for (place, fault, at) in &draft.deep {
        let DeepFault::Foreign(foreign) = fault else { continue };
        // What is documented and of the wrong type has said so as a whole.
        let has_said_so = match field_of(draft, *place) {
            Some(field) if facts.is_wrong(field) => true,
            Some(Field::Tools) => facts.is_documented(Field::Tools) && is_in_part(draft, *place),
            _ => false,
        };
        if !has_said_so {
            findings.add(*place).at(*at).word(Param::Expected, "json").word(Param::Found, foreign.term());
        }
    }
}

/// Whether a value that is out of place in a list is at fault: JSON could not carry a foreign one, whether or not the
/// edition knows the field.
fn speaks(value: &Value<'_>, documented: bool) -> bool {
    documented && !value.is_absent() || matches!(value, Value::Foreign(_))
}

fn add_unless_text<'a>(findings: &mut Findings<'a>, place: Place<'a>, value: &Value<'a>, documented: bool) {
    if !matches!(value, Value::Text(_) | Value::Data(_)) && speaks(value, documented) {
        add(findings, place, Shape::Text, value);
    }
}

fn add<'a>(findings: &mut Findings<'a>, place: Place<'a>, shape: Shape, value: &Value<'a>) {
    let expected = match shape {
        Shape::Text => "string",
        Shape::Integer => "integer",
        Shape::Boolean => "boolean",
        Shape::Urls | Shape::Media | Shape::Tools => "array",
        Shape::Metadata => "object",
        Shape::Any => "json",
    };
    findings.add(place).word(Param::Expected, expected).word(Param::Found, value.term());
}

/// Whether a place lies within what an item of a list has to be, or within a part that it may have.
fn is_in_part(draft: &Draft<'_>, place: Place<'_>) -> bool {
    let Place::Deep(start, _) = place else { return false };
    match draft.steps.get(start as usize + 2) {
        Some(Step::Key(key)) => Part::from_name(key, Shape::Tools).is_some(),
        _ => true,
    }
}

fn field_of(draft: &Draft<'_>, place: Place<'_>) -> Option<Field> {
    match place {
        Place::Field(field) => Some(field),
        Place::Deep(start, _) => match draft.steps.get(start as usize) {
            Some(Step::Key(key)) => Field::from_name(key),
            _ => None,
        },
        _ => None,
    }
}
