//! What is still possible: each field and each option, tried on a copy of the request. An option is available exactly
//! when taking it introduces no error whose rule and place were not there.

use super::{Fault, errors, introduced};
use crate::capability::{Exposure, Limit, Page, Role};
use crate::check::Desk;
use crate::locale::EN;
use crate::report::PathStep;
use crate::request::node::{Node, from_serde};
use crate::request::{Field, Part, Shape, Step};
use crate::rules::{Options, rule_at};
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

/// What is possible for every field that the edition documents, in the order of the page.
pub fn options_for(draft: &Value, options: &Options) -> Vec<(Field, FieldState)> {
    let node = from_serde(draft, options.limits()).unwrap_or(Node::Object(Vec::new()));
    let mut desk = Desk::default();
    let reason = |desk: &mut Desk, node: &Node<'_>, fault: &Fault| reason(desk, node, options, fault);
    possible(&mut desk, &node, options)
        .into_iter()
        .map(|state| {
            let options = state.options.map(|tried| {
                tried
                    .into_iter()
                    .map(|(value, tried)| OptionState {
                        value: value.to_json(),
                        available: tried.is_none(),
                        reason: tried.and_then(|(fault, node)| reason(&mut desk, &node, &fault)),
                    })
                    .collect()
            });
            let field = FieldState {
                available: state.unavailable.is_none(),
                required: state.required,
                reason: state.unavailable.and_then(|(fault, node)| reason(&mut desk, &node, &fault)),
                options,
                left: state.left.map(|left| left.into_iter().map(|(role, left)| (role.name(), left)).collect()),
            };
            (state.field, field)
        })
        .collect()
}

fn reason(desk: &mut Desk, node: &Node<'_>, options: &Options, fault: &Fault) -> Option<Reason> {
    desk.node(node, options, |checked| {
        let finding = checked.findings.iter().find(|finding| {
            finding.rule == fault.0 && checked.owned_path(finding.place).as_slice() == fault.1.as_slice()
        })?;
        let code = rule_at(finding.rule)?.code;
        let params = crate::check::params(finding);
        Some(Reason { code, message: EN.phrase(code, &params).message, params })
    })
}

/// How many more items of each role fit; nothing where the channel decides.
pub(crate) type Room = Vec<(Role, Option<u32>)>;

/// What an attempt broke, with the request that it made.
pub(crate) type Broken<'a> = (Fault, Node<'a>);

/// What is possible for one field.
#[derive(Debug)]
pub(crate) struct Possible<'a> {
    pub(crate) field: Field,
    pub(crate) required: bool,
    pub(crate) unavailable: Option<Broken<'a>>,
    /// Each option, with what it would break.
    pub(crate) options: Option<Vec<(Node<'static>, Option<Broken<'a>>)>>,
    pub(crate) left: Option<Room>,
}

/// As much of what is possible as tells whether it changed.
#[derive(Debug, PartialEq)]
pub(crate) struct Summary {
    pub(crate) field: (bool, Option<Fault>, Option<Room>),
    pub(crate) options: Option<Vec<Option<Fault>>>,
}

pub(crate) fn summaries(desk: &mut Desk, node: &Node<'_>, options: &Options) -> Vec<(Field, Summary)> {
    let fault = |broken: &Option<Broken<'_>>| broken.as_ref().map(|(fault, _)| fault.clone());
    let summary = |state: &Possible<'_>| Summary {
        field: (state.required, fault(&state.unavailable), state.left.clone()),
        options: state.options.as_ref().map(|options| options.iter().map(|(_, broken)| fault(broken)).collect()),
    };
    possible(desk, node, options).iter().map(|state| (state.field, summary(state))).collect()
}

/// Tries every field and option of an edition on a request.
pub(crate) fn possible<'a>(desk: &mut Desk, node: &Node<'a>, options: &Options) -> Vec<Possible<'a>> {
    let node = match node {
        Node::Object(_) => node.clone(),
        _ => Node::Object(Vec::new()),
    };
    let before = errors(desk, &node, options);
    let mut trial = Trial { desk, node, options, before, page: Page::of(options.edition) };
    fields(options).map(|field| trial.field(field)).collect()
}

/// The fields that the edition documents for any model.
pub(crate) fn fields(options: &Options) -> impl Iterator<Item = Field> {
    let models = Page::of(options.edition).models;
    Field::ALL.into_iter().filter(move |field| {
        let documented = |of: fn(&crate::capability::Model) -> Exposure| {
            models.iter().any(|model| of(model) == Exposure::Documented)
        };
        field.shape() != Shape::Any && crate::rules::exposures(*field).is_none_or(documented)
    })
}

struct Trial<'t, 'a> {
    desk: &'t mut Desk,
    node: Node<'a>,
    options: &'t Options,
    before: Vec<Fault>,
    page: &'static Page,
}

impl<'a> Trial<'_, 'a> {
    /// What the request breaks, newly, after a change.
    fn breaks(&mut self, change: impl FnOnce(&mut Node<'a>)) -> Option<Broken<'a>> {
        let mut changed = self.node.clone();
        change(&mut changed);
        let after = errors(self.desk, &changed, self.options);
        introduced(&self.before, &after).cloned().map(|fault| (fault, changed))
    }

    /// The same, where an error on the list itself counts even if it was there: a list that is over its limit already
    /// has no room left.
    fn breaks_beside(&mut self, list: Field, change: impl FnOnce(&mut Node<'a>)) -> Option<Broken<'a>> {
        let on_list = |fault: &Fault| matches!(fault.1.as_slice(), [PathStep::Key(name)] if name == list.name());
        let beside: Vec<Fault> = self.before.iter().filter(|fault| !on_list(fault)).cloned().collect();
        let before = core::mem::replace(&mut self.before, beside);
        let broken = self.breaks(change);
        self.before = before;
        broken
    }

    fn field(&mut self, field: Field) -> Possible<'a> {
        let key = Step::Key(field.name());
        let mut without = self.node.clone();
        without.remove(&[key]);
        let at_field = |fault: &Fault| matches!(fault.1.as_slice(), [PathStep::Key(name)] if name == field.name());
        let required = errors(self.desk, &without, self.options).iter().any(at_field);
        let values = self.values(field);
        let options: Option<Vec<_>> = values.map(|values| {
            values
                .into_iter()
                .map(|value| {
                    let broken = self.breaks(|node| {
                        node.add(&[key], value.clone());
                    });
                    (value, broken)
                })
                .collect()
        });
        let left = (field.shape() == Shape::Media)
            .then(|| self.roles(field).into_iter().map(|role| (role, self.left(field, role))).collect::<Vec<_>>());
        let unavailable = match &options {
            Some(options) => first_if_all_break(options.iter().map(|(_, broken)| broken.clone())),
            None if field.shape() == Shape::Media => {
                let roles = self.roles(field);
                first_if_all_break(roles.into_iter().map(|role| self.breaks(|node| append(node, field, item(role)))))
            }
            None => self.breaks(|node| match (field, field.shape()) {
                (_, Shape::Urls) => append(node, field, Node::Text(PROBE_URL.into())),
                (_, Shape::Tools) => append(node, field, tool(self.page)),
                (_, shape) => {
                    node.add(&[key], probe(field, shape));
                }
            }),
        };
        Possible { field, required, unavailable, options, left }
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
                automatic.chain((shortest..=longest).map(|seconds| number(i64::from(seconds)))).collect()
            }
            Field::GenerateAudio | Field::ReturnLastFrame => vec![Node::Bool(true), Node::Bool(false)],
            _ => return None,
        })
    }

    /// The roles that any model of the edition has in a list.
    fn roles(&self, field: Field) -> Vec<Role> {
        let of = |model: &crate::capability::Model| match field {
            Field::VideoWithRoles => model.video_roles.value,
            Field::AudioWithRoles => model.audio_roles.value,
            _ => model.image_roles.value,
        };
        Role::ALL.into_iter().filter(|role| self.page.models.iter().any(|model| of(model).contains(role))).collect()
    }

    /// How many more items of a role fit before one introduces an error; nothing where no number is known.
    fn left(&mut self, field: Field, role: Role) -> Option<u32> {
        // One more than any limit of the table or of the caller is tried; past that only the channel can decide.
        let known = self.page.models.iter().flat_map(|model| {
            [model.reference_images.value, model.reference_videos.value, model.reference_audios.value]
        });
        let most = known
            .filter_map(|limit| match limit {
                Limit::AtMost(most) => Some(most),
                Limit::DependsOnChannel => None,
            })
            .chain([self.options.reference_videos, self.options.reference_audios].into_iter().flatten())
            .max()
            .unwrap_or(0);
        // Adding is monotonous: once an item more is an error, so are two. The caller's limit may be large, so halve.
        let fits = |trial: &mut Self, count: u32| {
            trial
                .breaks_beside(field, |node| {
                    for index in 0..count {
                        append(node, field, numbered_item(role, index));
                    }
                })
                .is_none()
        };
        if fits(self, most.saturating_add(1).min(MOST_TRIED)) {
            return None;
        }
        let (mut low, mut high) = (0, most.saturating_add(1).min(MOST_TRIED));
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if fits(self, middle) { low = middle } else { high = middle }
        }
        Some(low)
    }
}

fn first_if_all_break<'a>(mut tried: impl Iterator<Item = Option<Broken<'a>>>) -> Option<Broken<'a>> {
    let first = tried.next()??;
    tried.all(|broken| broken.is_some()).then_some(first)
}

/// No request holds more items than this, whatever a caller's limit says.
const MOST_TRIED: u32 = 1000;

const PROBE_URL: &str = "asset://probe";

fn probe(field: Field, shape: Shape) -> Node<'static> {
    match shape {
        Shape::Integer => Node::Number(1.0),
        Shape::Boolean => Node::Bool(true),
        Shape::Metadata => Node::Object(Vec::new()),
        _ if field == Field::CallbackUrl => Node::Text("https://example.com/".into()),
        _ => Node::Text("a".into()),
    }
}

fn item(role: Role) -> Node<'static> {
    numbered_item(role, 0)
}

fn numbered_item(role: Role, index: u32) -> Node<'static> {
    let url = match index {
        0 => PROBE_URL.to_owned(),
        index => [PROBE_URL, &"-".repeat(index as usize)].concat(),
    };
    Node::Object(vec![
        (Part::Url.name().into(), Node::Text(url.into())),
        (Part::Role.name().into(), Node::Text(role.name().into())),
    ])
}

fn tool(page: &Page) -> Node<'static> {
    let kind = page.tools.value.first().copied().unwrap_or("");
    Node::Object(vec![(Part::Type.name().into(), Node::Text(kind.into()))])
}

/// Adds an item to a list, which begins anew where it is no list.
fn append<'a>(node: &mut Node<'a>, field: Field, item: Node<'static>) {
    let key = Step::Key(field.name());
    match node.at_mut(&[key]) {
        Some(Node::Array(items)) => items.push(item.into_owned()),
        _ => {
            node.add(&[key], Node::Array(vec![item.into_owned()]));
        }
    }
}
