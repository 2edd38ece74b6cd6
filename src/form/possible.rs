//! What is still possible: each field and each option, tried on a copy of the request. An option is available exactly
//! when taking it introduces no error whose rule and place were not there; what stands at the field itself is about the
//! value that it holds now, and excuses no other.

use super::{Errors, is_error};
use crate::capability::{Exposure, Limit, Model, Page, Role};
use crate::check::Desk;
use crate::check::pack::write_finding;
use crate::locale::EN;
use crate::report::Finding;
use crate::request::node::{Node, held};
use crate::request::tape::Tape;
use crate::request::{Field, MOST_NODES, Part, Place, Shape, Step, decimal};
use crate::rules::{Options, code_at};
use serde_json::{Map, Value};

/// Why something is not possible.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Reason {
    /// The rule it would break.
    pub code: &'static str,
    /// The rule's message.
    pub message: String,
    /// What the message is made of.
    pub params: Map<String, Value>,
}

/// One option of a field.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct OptionState {
    /// The value it sets.
    pub value: Value,
    /// Whether taking it introduces no error.
    pub available: bool,
    /// The error it would introduce.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// What is possible for one field.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct FieldState {
    /// Whether some value of it introduces no error.
    pub available: bool,
    /// Whether leaving it out is an error.
    pub required: bool,
    /// Why it is not available.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Its options, where it has a list of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<OptionState>>,
    /// For media lists: how many more items of each role fit; nothing where the channel decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<std::collections::BTreeMap<&'static str, Option<u32>>>,
}

/// What is possible for every field that the edition documents, in the order of the page. What is no object is taken
/// for an empty request.
pub fn options_for(draft: &Value, options: &Options) -> Vec<(Field, FieldState)> {
    possible::<Reason>(&mut Desk::default(), &held(draft), options)
        .into_iter()
        .map(|state| {
            let option = |(value, reason): (Node<'_>, Option<Reason>)| OptionState {
                value: value.to_json(),
                available: reason.is_none(),
                reason,
            };
            let field = FieldState {
                available: state.unavailable.is_none(),
                required: state.required,
                reason: state.unavailable,
                options: state.options.map(|tried| tried.into_iter().map(option).collect()),
                left: state.left.map(|left| left.into_iter().map(|(role, left)| (role.name(), left)).collect()),
            };
            (state.field, field)
        })
        .collect()
}

/// What is kept of the finding that says why something is not possible. No function pointer: the build takes whatever
/// has the signature of a rule for something that a check may call.
pub(crate) trait Why: Clone {
    fn of(finding: &Finding<'_>) -> Self;
}

impl Why for Reason {
    fn of(finding: &Finding<'_>) -> Self {
        let code = code_at(finding.rule);
        let params = crate::check::params(finding);
        Reason { code, message: EN.phrase(code, &params).message, params }
    }
}

/// For JavaScript, and to compare.
impl Why for Vec<u8> {
    fn of(finding: &Finding<'_>) -> Self {
        let mut tape = Tape::default();
        write_finding(&mut tape, finding);
        tape.bytes
    }
}

/// For whoever asks only whether.
impl Why for () {
    fn of(_: &Finding<'_>) -> Self {}
}

/// How many more items of each role fit; nothing where the channel decides.
pub(crate) type Room = Vec<(Role, Option<u32>)>;

/// What is possible for one field.
#[derive(Debug, PartialEq)]
pub(crate) struct Possible<R> {
    pub(crate) field: Field,
    pub(crate) required: bool,
    pub(crate) unavailable: Option<R>,
    /// Each option, with why it is not available.
    pub(crate) options: Option<Vec<(Node<'static>, Option<R>)>>,
    pub(crate) left: Option<Room>,
}

/// Tries every field and option of an edition on a request.
pub(crate) fn possible<R: Why>(desk: &mut Desk, node: &Node<'_>, options: &Options) -> Vec<Possible<R>> {
    possible_of(desk, node, options, &Field::ALL)
}

/// The same of some fields.
pub(crate) fn possible_of<R: Why>(
    desk: &mut Desk,
    node: &Node<'_>,
    options: &Options,
    some: &[Field],
) -> Vec<Possible<R>> {
    let mut node = match node {
        Node::Object(_) | Node::Stopped(..) => node.clone(),
        _ => Node::Object(Vec::new()),
    };
    let before = Errors::of(desk, &node, options);
    for key in fields(options).map(|field| [Step::Key(field.name())]) {
        if node.at_mut(&key).is_none() {
            node.add(&key, Node::Undefined);
        }
    }
    let mut trial = Trial { desk, node, options, before, page: Page::of(options.edition) };
    fields(options).filter(|field| some.contains(field)).map(|field| trial.field(field)).collect()
}

/// The fields of which something else may be possible once a field has another value, as long as severities are the
/// page's and the request is far from every size. INVARIANT: a step's report of changes rests on it, and is held
/// against trying everything.
pub(crate) const fn concerned(field: Field) -> &'static [Field] {
    match field {
        Field::Prompt | Field::Seed | Field::TraceId | Field::CallbackUrl => &[],
        Field::Duration => &[Field::Model, Field::Duration],
        Field::Resolution => &[Field::Model, Field::Resolution],
        Field::GenerateAudio => &[Field::Model, Field::GenerateAudio],
        Field::ReturnLastFrame => &[Field::Model, Field::ReturnLastFrame],
        Field::AspectRatio => &[Field::AspectRatio],
        Field::ClientBusinessId | Field::Metadata => &[Field::ClientBusinessId, Field::Metadata],
        _ => &Field::ALL,
    }
}

/// The fields that the edition documents for any model.
pub(crate) fn fields(options: &Options) -> impl Iterator<Item = Field> {
    let models = Page::of(options.edition).models;
    Field::ALL.into_iter().filter(move |field| {
        let documented = |of: fn(&Model) -> &Exposure| models.iter().any(|model| *of(model) == Exposure::Documented);
        field.shape() != Shape::Any && crate::rules::exposures(*field).is_none_or(documented)
    })
}

/// A request on which values are tried; every field has an entry.
/// INVARIANT: after each try it is what it was before.
struct Trial<'t, 'a> {
    desk: &'t mut Desk,
    node: Node<'a>,
    options: &'t Options,
    before: Errors,
    page: &'static Page,
}

impl<'a> Trial<'_, 'a> {
    fn field<R: Why>(&mut self, field: Field) -> Possible<R> {
        let required = self.is_required(field);
        let mut taken = Vec::new();
        let values = self.values(field);
        let has_options = values.is_some();
        let before = self.before.beside(field);
        for value in values.unwrap_or_else(|| self.samples(field)) {
            let broken = self.taking(field, value.clone(), &before);
            taken.push((value, broken));
        }
        let available = taken.iter().any(|(_, broken)| broken.is_none());
        Possible {
            field,
            required,
            unavailable: if available { None } else { taken.first().and_then(|(_, broken)| broken.clone()) },
            options: has_options.then_some(taken),
            left: (field.shape() == Shape::Media)
                .then(|| self.roles(field).into_iter().map(|role| (role, self.left(field, role, &before))).collect()),
        }
    }

    /// Whether leaving a field out is an error there.
    fn is_required(&mut self, field: Field) -> bool {
        let old = self.swap(field, Node::Undefined);
        let required = self.desk.node(&self.node, self.options, |checked| {
            checked.findings.iter().any(|finding| is_error(finding) && finding.place == Place::Field(field))
        });
        self.swap(field, old);
        required
    }

    /// The first error that a value of a field introduces; of a list, that one more such item does.
    fn taking<R: Why>(&mut self, field: Field, value: Node<'static>, before: &Errors) -> Option<R> {
        if is_list(field) {
            return self.adding(field, vec![value], before);
        }
        let old = self.swap(field, value);
        let broken = self.broken(before);
        self.swap(field, old);
        broken
    }

    /// The first error that more items of a list introduce.
    fn adding<R: Why>(&mut self, field: Field, more: Vec<Node<'static>>, before: &Errors) -> Option<R> {
        let key = [Step::Key(field.name())];
        let Some(Node::Array(items)) = self.node.at_mut(&key) else {
            let old = self.swap(field, Node::Array(more));
            let broken = self.broken(before);
            self.swap(field, old);
            return broken;
        };
        let len = items.len();
        items.extend(more);
        let broken = self.broken(before);
        if let Some(Node::Array(items)) = self.node.at_mut(&key) {
            items.truncate(len);
        }
        broken
    }

    fn broken<R: Why>(&mut self, before: &Errors) -> Option<R> {
        self.desk.node(&self.node, self.options, |checked| before.new_in(&checked).next().map(R::of))
    }

    /// Puts a value where a field is and gives back what was there.
    fn swap(&mut self, field: Field, value: Node<'a>) -> Node<'a> {
        match self.node.at_mut(&[Step::Key(field.name())]) {
            Some(place) => core::mem::replace(place, value),
            None => value,
        }
    }

    /// Every value that the edition lists for a field, on any model.
    fn values(&self, field: Field) -> Option<Vec<Node<'static>>> {
        let text = |value: &'static str| Node::Text(value.into());
        let number = |value: i64| Node::Number(value as f64);
        Some(match field {
            Field::Model => self.page.models.iter().map(|model| text(model.name)).collect(),
            Field::AspectRatio => self.page.aspect_ratios.value.iter().copied().map(text).collect(),
            Field::Resolution => {
                let mut all: Vec<&'static str> = Vec::new();
                for resolution in self.page.models.iter().flat_map(|model| model.resolutions.value) {
                    if !all.contains(resolution) {
                        all.push(resolution);
                    }
                }
                all.into_iter().map(text).collect()
            }
            Field::Duration => {
                let (shortest, longest) = self.page.duration.value;
                let automatic = self.page.auto_durations.value.iter().map(|auto| number(i64::from(*auto)));
                let mut all: Vec<Node<'static>> = automatic.collect();
                // Not chained: to collect such a range could overflow, as far as its type knows.
                (shortest..=longest).for_each(|seconds| all.push(number(i64::from(seconds))));
                all
            }
            Field::GenerateAudio | Field::ReturnLastFrame => vec![Node::Bool(true), Node::Bool(false)],
            _ => return None,
        })
    }

    /// The roles that any model of the edition has in a list.
    fn roles(&self, field: Field) -> Vec<Role> {
        let of = |model: &Model| match field {
            Field::VideoWithRoles => model.video_roles.value,
            Field::AudioWithRoles => model.audio_roles.value,
            _ => model.image_roles.value,
        };
        Role::ALL.into_iter().filter(|role| self.page.models.iter().any(|model| of(model).contains(role))).collect()
    }

    /// How many more items of a role fit before one introduces an error; nothing where no number is known. An error on
    /// the list itself counts even if it was there: a list that is over its limit has no room left.
    fn left(&mut self, field: Field, role: Role, before: &Errors) -> Option<u32> {
        let (limit, own): (fn(&Model) -> Limit, _) = match field {
            Field::VideoWithRoles => (|model| model.reference_videos.value, self.options.reference_videos),
            Field::AudioWithRoles => (|model| model.reference_audios.value, self.options.reference_audios),
            _ => (|model| model.reference_images.value, None),
        };
        let known = self.page.models.iter().filter_map(|model| match limit(model) {
            Limit::AtMost(most) => Some(most),
            Limit::DependsOnChannel => None,
        });
        // One more than every limit that may apply: where even that fits, none does.
        let most = known.chain(own).max().unwrap_or(0).saturating_add(1).min(MOST_NODES);
        let mut fits = |count: u32| {
            let more = (0..count).map(|index| item(role, index)).collect();
            self.adding::<()>(field, more, before).is_none()
        };
        if fits(most) {
            return None;
        }
        // The first may be an error that more of them would take away again: a prompt may name a third.
        if !fits(1) {
            return Some(0);
        }
        // Beyond it, once an item more is an error so are two, and a caller's limit may be large: so halve.
        let (mut low, mut high) = (1, most);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if fits(middle) { low = middle } else { high = middle }
        }
        Some(low)
    }

    /// Values that stand for all that a field without options can hold: it is available if one of them is.
    fn samples(&mut self, field: Field) -> Vec<Node<'static>> {
        let text = |text: &'static str| Node::Text(text.into());
        match (field, field.shape()) {
            (_, Shape::Media) => self.roles(field).into_iter().map(|role| item(role, 0)).collect(),
            (_, Shape::Urls) => vec![text(SAMPLE_URL)],
            (_, Shape::Tools) => vec![tool(self.page)],
            (_, Shape::Integer) => vec![Node::Number(1.0)],
            (_, Shape::Metadata) => vec![Node::Object(Vec::new())],
            (Field::CallbackUrl, _) => vec![text("https://example.com/")],
            // The id may stand in two places, as long as it is the same one.
            (Field::ClientBusinessId, _) => {
                let inside = [Step::Key(Field::Metadata.name()), Step::Key(field.name())];
                let inside = self.node.at_mut(&inside).cloned().map(Node::into_owned);
                inside.into_iter().chain([text("a")]).collect()
            }
            _ => vec![text("a")],
        }
    }
}

const fn is_list(field: Field) -> bool {
    matches!(field.shape(), Shape::Urls | Shape::Media | Shape::Tools)
}

const SAMPLE_URL: &str = "asset://sample";

/// A media item, each index with a URL of its own.
fn item(role: Role, index: u32) -> Node<'static> {
    let mut url = SAMPLE_URL.to_owned();
    url.push_str(&decimal(index));
    Node::Object(vec![
        (Part::Url.name().into(), Node::Text(url.into())),
        (Part::Role.name().into(), Node::Text(role.name().into())),
    ])
}

fn tool(page: &Page) -> Node<'static> {
    let kind = page.tools.value.first().copied().unwrap_or("");
    Node::Object(vec![(Part::Type.name().into(), Node::Text(kind.into()))])
}
