//! Which models could take a request, and the smallest change that makes it fit another one.

use super::Errors;
use crate::builder::{Change, ChangeKind};
use crate::capability::{Page, Role};
use crate::check::{Checked, Desk, apply, validate};
use crate::report::{Arg, Finding, Param, PathStep, Report};
use crate::request::node::{Node, held};
use crate::request::{Field, Part, Shape, Step};
use crate::rules::{Options, code_at};
use serde_json::Value;

/// How a request does on one model.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelFit {
    /// The model.
    pub model: &'static str,
    /// Whether the request is valid there as it is.
    pub fits: bool,
    /// What the rules say of it there.
    pub report: Report,
    /// What [`switch_model`] would change, the model itself included.
    pub changes: Vec<Change>,
}

/// A request that was moved to another model.
#[derive(Clone, Debug, PartialEq)]
pub struct Switched {
    /// The request there.
    pub request: Value,
    /// Each change in the order in which it was made, the model included.
    pub changes: Vec<Change>,
    /// What the rules say of it.
    pub report: Report,
}

/// How a request does on each model of the edition.
pub fn models_for(draft: &Value, options: &Options) -> Vec<ModelFit> {
    let node = held(draft);
    let mut desk = Desk::default();
    Page::of(options.edition)
        .models
        .iter()
        .map(|model| {
            let report = validate(&moved(&node, model.name).to_json(), options);
            let (_, changes) = switch(&mut desk, &node, model.name, options);
            ModelFit { model: model.name, fits: report.valid, report, changes: public(&changes) }
        })
        .collect()
}

/// Moves a request to another model with as little loss as it takes to introduce no error, and then with as few
/// changes. Errors that were there before stay for their owner to see to, and so does a model that is not known.
pub fn switch_model(draft: &Value, model: &str, options: &Options) -> Switched {
    let (node, changes) = switch(&mut Desk::default(), &held(draft), model, options);
    let request = node.to_json();
    Switched { report: validate(&request, options), request, changes: public(&changes) }
}

/// A change whose values are still of the tree.
#[derive(Clone, Debug)]
pub(crate) struct Changed<'a> {
    pub(crate) path: Vec<PathStep>,
    pub(crate) kind: ChangeKind,
    pub(crate) from: Option<Node<'a>>,
    pub(crate) to: Option<Node<'a>>,
    pub(crate) reason: Cause,
}

/// Why something changed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cause {
    /// The rule that asked for it, by its number: JavaScript has the names of rules.
    Rule(u8),
    /// A word for what is no rule.
    Word(&'static str),
}

impl Cause {
    fn name(self) -> &'static str {
        match self {
            Cause::Rule(rule) => code_at(rule),
            Cause::Word(word) => word,
        }
    }
}

pub(crate) fn public(changes: &[Changed<'_>]) -> Vec<Change> {
    changes
        .iter()
        .map(|change| Change {
            path: change.path.clone(),
            kind: change.kind,
            from: change.from.as_ref().map(Node::to_json),
            to: change.to.as_ref().map(Node::to_json),
            reason: change.reason.name().to_owned(),
        })
        .collect()
}

/// The request with another model and nothing else changed.
pub(crate) fn moved<'a>(node: &Node<'a>, model: &str) -> Node<'a> {
    let mut moved = match node {
        Node::Object(_) | Node::Stopped(..) => node.clone(),
        _ => Node::Object(Vec::new()),
    };
    moved.add(&[Step::Key(Field::Model.name())], Node::Text(model.to_owned().into()));
    moved
}

/// Why the model itself changed.
pub(crate) const CHOSEN: Cause = Cause::Word("chosen");

/// What [`switch_model`] does, on a tree.
pub(crate) fn switch<'a>(
    desk: &mut Desk,
    node: &Node<'a>,
    model: &str,
    options: &Options,
) -> (Node<'a>, Vec<Changed<'a>>) {
    let path = [Step::Key(Field::Model.name())];
    let from = node.clone().at_mut(&path).cloned();
    let mut current = moved(node, model);
    let mut changes = Vec::new();
    if from.as_ref() != current.at_mut(&path).map(|to| &*to) {
        let to = current.at_mut(&path).cloned();
        changes.push(Changed { path: owned(&path), kind: ChangeKind::Set, from, to, reason: CHOSEN });
    }
    let before = Errors::of(desk, node, options);
    let (mut current, before, made) = eased(desk, current, before, options);
    changes.extend(made);
    // A field may have to go although that brings another error, which another change then takes away.
    for alike in kinds(&new_faults(desk, &current, &before, options)) {
        let Some((there, before, made)) = without_field(&current, &before, alike) else { continue };
        let (there, before, more) = eased(desk, there, before, options);
        if new_faults(desk, &there, &before, options).is_empty() {
            current = there;
            changes.extend(made);
            changes.extend(more);
            break;
        }
    }
    let start = moved(node, model);
    Field::MEDIA.into_iter().for_each(|list| join(&mut changes, list, &start, &current));
    (current, changes)
}

/// A list that went item by item went as a whole.
fn join<'a>(changes: &mut Vec<Changed<'a>>, list: Field, start: &Node<'a>, end: &Node<'a>) {
    let path = [Step::Key(list.name())];
    let is_of = |change: &Changed<'_>| change.path.first().is_some_and(|step| step.as_step() == Step::Key(list.name()));
    let own = || changes.iter().filter(|change| is_of(change));
    if own().count() < 2 || own().any(|change| change.to.is_some()) || end.clone().at_mut(&path).is_some() {
        return;
    }
    let Some(first) = changes.iter().position(is_of) else { return };
    let mut index = 0;
    changes.retain(|change| {
        index += 1;
        index - 1 == first || !is_of(change)
    });
    if let Some(change) = changes.get_mut(first) {
        (change.path, change.from) = (owned(&path), start.clone().at_mut(&path).cloned());
    }
}

/// Takes away errors that the model brought, as long as each change leaves fewer of them than there were.
fn eased<'a>(
    desk: &mut Desk,
    mut current: Node<'a>,
    mut before: Errors,
    options: &Options,
) -> (Node<'a>, Errors, Vec<Changed<'a>>) {
    let mut changes = Vec::new();
    loop {
        let faults = new_faults(desk, &current, &before, options);
        let better = kinds(&faults).find_map(|alike| {
            let reason = rule_of(alike)?;
            ways(&current, alike, options).iter().find_map(|way| {
                most_of(way, |edits, solved| {
                    let (there, made) = edited(&current, edits, reason)?;
                    let before = before.after(&made);
                    let left = new_faults(desk, &there, &before, options).len();
                    (left + solved <= faults.len()).then_some((there, before, made))
                })
            })
        });
        let Some((there, known, made)) = better else { break };
        (current, before) = (there, known);
        changes.extend(made);
    }
    (current, before, changes)
}

/// The request without the field of an error.
fn without_field<'a>(
    node: &Node<'a>,
    before: &Errors,
    alike: &[Fault<'a>],
) -> Option<(Node<'a>, Errors, Vec<Changed<'a>>)> {
    let field = alike.first()?.path.get(..1)?;
    let (there, made) = edited(node, vec![&(field.to_vec(), None)], rule_of(alike)?)?;
    let before = before.after(&made);
    Some((there, before, made))
}

/// The rule that errors of a kind break.
fn rule_of(alike: &[Fault<'_>]) -> Option<Cause> {
    Some(Cause::Rule(alike.first()?.rule))
}

/// An error that the model brought.
#[derive(Debug)]
struct Fault<'a> {
    rule: u8,
    path: Vec<PathStep>,
    /// How many there are too many, where the rule counts.
    excess: usize,
    /// The fix on offer.
    fix: Vec<Edit<'a>>,
}

/// A value to set, or a place to leave out.
type Edit<'a> = (Vec<PathStep>, Option<Node<'a>>);

fn new_faults<'a>(desk: &mut Desk, node: &Node<'a>, before: &Errors, options: &Options) -> Vec<Fault<'a>> {
    desk.node(node, options, |checked| {
        let mut repaired = Vec::new();
        let new = before.new_in(&checked).map(|finding| {
            // One fix of a kind is enough to see whether it helps, and each costs a check.
            let untried = !repaired.contains(&finding.rule);
            repaired.push(finding.rule);
            Fault {
                rule: finding.rule,
                path: checked.owned_path(finding.place),
                excess: excess(finding),
                fix: if untried { fix(&checked, finding, node) } else { Vec::new() },
            }
        });
        // The model is what was asked for.
        new.filter(|fault| fault.path != [PathStep::Key(Field::Model.name().to_owned())]).collect()
    })
}

fn excess(finding: &Finding<'_>) -> usize {
    let number = |param| match finding.arg(param) {
        Some(Arg::Number(number)) => Some(number as usize),
        _ => None,
    };
    let over = number(Param::Count).zip(number(Param::Max)).map(|(count, most)| count.saturating_sub(most));
    over.unwrap_or(0).max(1)
}

/// The fix of a finding as edits of whole fields.
fn fix<'a>(checked: &Checked<'_, '_>, finding: &Finding<'_>, node: &Node<'a>) -> Vec<Edit<'a>> {
    let Some(mut repaired) = checked.repair(finding, node).and_then(|patch| apply(node, patch)) else {
        return Vec::new();
    };
    let mut old = node.clone();
    let edit = |field: Field| {
        let key = [Step::Key(field.name())];
        let value = repaired.at_mut(&key).cloned();
        (old.at_mut(&key).map(|old| &*old) != value.as_ref()).then(|| (owned(&key), value))
    };
    Field::ALL.into_iter().filter_map(edit).collect()
}

/// Runs of errors of one rule in one field.
fn kinds<'f, 'a>(faults: &'f [Fault<'a>]) -> impl Iterator<Item = &'f [Fault<'a>]> {
    let mut rest = faults;
    core::iter::from_fn(move || {
        let first = rest.first()?;
        let alike = |fault: &&Fault<'a>| fault.rule == first.rule && fault.path.first() == first.path.first();
        let (run, others) = rest.split_at_checked(rest.iter().take_while(alike).count())?;
        rest = others;
        Some(run)
    })
}

/// What could resolve errors of a kind, the least loss first. Each way has a share for each error it can resolve, and
/// helps as far as its first shares do.
fn ways<'a>(node: &Node<'a>, alike: &[Fault<'a>], options: &Options) -> Vec<Way<'a>> {
    let Some(first) = alike.first() else { return Vec::new() };
    let mut ways = Vec::new();
    let mut node = node.clone();
    let field = match first.path.first() {
        Some(PathStep::Key(key)) => Field::from_name(key),
        _ => None,
    };
    let text = |value: &'static str| Some(Node::Text(value.into()));
    match (field, first.path.as_slice()) {
        (Some(Field::Resolution), path @ [_]) => {
            // The best of what is offered: the tables list resolutions from low to high.
            let models = Page::of(options.edition).models.iter();
            let offered = models.flat_map(|model| model.resolutions.value.iter().rev());
            ways.extend(offered.map(|resolution| vec![vec![(path.to_vec(), text(resolution))]]));
        }
        (Some(Field::ImageWithRoles | Field::VideoWithRoles | Field::AudioWithRoles), _) => {
            // A frame that cannot be one may still be a reference: those at fault, else all of them.
            let frames = items(&mut node, Field::ImageWithRoles, Role::is_frame);
            let at_fault = |fault: &Fault<'_>| {
                let item = fault.path.get(..2)?;
                frames.get(frames.binary_search_by(|frame| frame.as_slice().cmp(item)).ok()?)
            };
            let to_reference = |frame: &Vec<PathStep>| {
                let mut path = frame.clone();
                path.push(PathStep::Key(Part::Role.name().to_owned()));
                (path, text(Role::ReferenceImage.name()))
            };
            ways.push(alike.iter().filter_map(at_fault).map(|frame| vec![to_reference(frame)]).collect());
            ways.push(vec![frames.iter().map(to_reference).collect()]);
        }
        _ => {}
    }
    ways.push(vec![first.fix.clone()]);
    match (field, first.path.as_slice()) {
        (Some(Field::ImageUrls), [key]) => {
            ways.push(vec![as_references(&mut node)]);
            ways.push(vec![vec![(vec![key.clone()], None)]]);
        }
        (_, [_, PathStep::Index(_), ..]) => {
            let item = |fault: &Fault<'_>| fault.path.get(..2).map(|item| vec![(item.to_vec(), None)]);
            ways.push(alike.iter().filter_map(item).collect());
        }
        (Some(list), [key]) => {
            if list.shape() == Shape::Media {
                // Of a list that holds too many the last ones go.
                let mut places = items(
                    &mut node,
                    list,
                    match list {
                        Field::VideoWithRoles => |role| role == Role::ReferenceVideo,
                        Field::AudioWithRoles => |role| role == Role::ReferenceAudio,
                        _ => |role| role == Role::ReferenceImage,
                    },
                );
                let last = places.split_off(places.len().saturating_sub(first.excess));
                ways.push(vec![last.into_iter().map(|path| (path, None)).collect()]);
            }
            ways.push(vec![vec![(vec![key.clone()], None)]]);
        }
        _ => ways.push(vec![vec![(first.path.clone(), None)]]),
    }
    ways.retain(|way| way.iter().any(|share| !share.is_empty()));
    ways
}

/// One way to resolve errors of a kind: a share of edits for each of them.
type Way<'a> = Vec<Vec<Edit<'a>>>;

/// The items of a list whose role is one of some.
fn items(node: &mut Node<'_>, list: Field, of: fn(Role) -> bool) -> Vec<Vec<PathStep>> {
    let role = |item: &Node<'_>| match item {
        Node::Object(parts) => parts.iter().find_map(|(key, value)| match value {
            Node::Text(text) if key == Part::Role.name() => Role::ALL.into_iter().find(|role| role.name() == text),
            _ => None,
        }),
        _ => None,
    };
    let Some(Node::Array(items)) = node.at_mut(&[Step::Key(list.name())]) else { return Vec::new() };
    let places = items.iter().zip(0u32..).filter(|(item, _)| role(item).is_some_and(of));
    places.map(|(_, index)| owned(&[Step::Key(list.name()), Step::Index(index)])).collect()
}

/// The images without roles as references behind those that have one.
fn as_references<'a>(node: &mut Node<'a>) -> Vec<Edit<'a>> {
    let (from, to) = ([Step::Key(Field::ImageUrls.name())], [Step::Key(Field::ImageWithRoles.name())]);
    let mut all = match node.at_mut(&to) {
        Some(Node::Array(items)) => items.clone(),
        Some(Node::Undefined) | None => Vec::new(),
        Some(_) => return Vec::new(),
    };
    let Some(Node::Array(urls)) = node.at_mut(&from) else { return Vec::new() };
    all.extend(urls.iter().map(|url| {
        let role = Node::Text(Role::ReferenceImage.name().into());
        Node::Object(vec![(Part::Url.name().into(), url.clone()), (Part::Role.name().into(), role)])
    }));
    vec![(owned(&from), None), (owned(&to), Some(Node::Array(all)))]
}

/// Takes as many shares of a way as help: all of them where they do, else by halving.
fn most_of<'a, T>(way: &Way<'a>, mut attempt: impl FnMut(Vec<&Edit<'a>>, usize) -> Option<T>) -> Option<T> {
    let (mut low, mut high, mut middle) = (0, way.len() + 1, way.len());
    let mut best = None;
    while low < middle && middle < high {
        match attempt(way.iter().take(middle).flatten().collect(), middle) {
            Some(helped) => (low, best) = (middle, Some(helped)),
            None => high = middle,
        }
        middle = low + (high - low) / 2;
    }
    best
}

/// The request after edits, and them as changes. The last goes first, so that places in lists stay what they are.
fn edited<'a>(node: &Node<'a>, edits: Vec<&Edit<'a>>, reason: Cause) -> Option<(Node<'a>, Vec<Changed<'a>>)> {
    let mut edited = node.clone();
    let mut changes = Vec::new();
    let whole = whole_list(&mut edited, &edits);
    for (path, to) in whole.as_ref().map_or(edits, |whole| vec![whole]).into_iter().rev() {
        let steps: Vec<Step<'_>> = path.iter().map(PathStep::as_step).collect();
        let from = edited.at_mut(&steps).cloned();
        match (to, edited.at_mut(&steps)) {
            (Some(to), Some(place)) => *place = to.clone(),
            (Some(to), None) => drop(edited.add(&steps, to.clone()).then_some(())?),
            (None, _) => drop(edited.remove(&steps)?),
        }
        let kind = if to.is_some() { ChangeKind::Set } else { ChangeKind::Dropped };
        changes.push(Changed { path: path.clone(), kind, from, to: to.clone(), reason });
    }
    Some((edited, changes))
}

/// One edit for many, where they leave no item of a list.
fn whole_list<'a>(node: &mut Node<'a>, edits: &[&Edit<'a>]) -> Option<Edit<'a>> {
    let [([list, PathStep::Index(_)], None), ..] = edits.first().map(|edit| (edit.0.as_slice(), &edit.1)).as_slice()
    else {
        return None;
    };
    match node.at_mut(&[list.as_step()]) {
        Some(Node::Array(items)) if items.len() == edits.len() => Some((vec![list.clone()], None)),
        _ => None,
    }
}

impl Errors {
    /// The same errors where they stand after changes: items close up when one goes, and images may move to the list
    /// with roles.
    fn after(&self, changes: &[Changed<'_>]) -> Errors {
        let mut errors: Vec<(u8, Vec<PathStep>)> = self.sorted.clone();
        // Each run of dropped items is counted at once: a change at a time would be quadratic.
        let mut gone: Vec<(&PathStep, u32)> = Vec::new();
        for change in changes {
            if let ([list, PathStep::Index(index)], None) = (change.path.as_slice(), &change.to) {
                gone.push((list, *index));
            }
        }
        gone.reverse();
        errors.retain_mut(|(_, path)| {
            let [list, PathStep::Index(index), ..] = path.as_mut_slice() else { return true };
            let before = gone.partition_point(|(_, item)| item < index) as u32;
            let stays = !gone.iter().skip(before as usize).take(1).any(|(of, item)| *of == &*list && item == index);
            if gone.first().is_some_and(|(of, _)| *of == &*list) {
                *index -= before;
            }
            stays
        });
        let images = [PathStep::Key(Field::ImageUrls.name().to_owned())];
        let with_roles = [PathStep::Key(Field::ImageWithRoles.name().to_owned())];
        let left = changes.iter().find(|change| change.path == images && change.to.is_none());
        let came = changes.iter().find(|change| change.path == with_roles && change.to.is_some());
        if let (Some(left), Some(came)) = (left, came) {
            let len = |node: &Option<Node<'_>>| match node {
                Some(Node::Array(items)) => items.len() as u32,
                _ => 0,
            };
            let behind = len(&came.to).saturating_sub(len(&left.from));
            for (_, path) in &mut errors {
                if let [PathStep::Key(list), PathStep::Index(index)] = path.as_mut_slice()
                    && list == Field::ImageUrls.name()
                {
                    let place = [
                        Step::Key(Field::ImageWithRoles.name()),
                        Step::Index(*index + behind),
                        Step::Key(Part::Url.name()),
                    ];
                    *path = owned(&place);
                }
            }
        }
        Errors::new(errors)
    }
}

fn owned(path: &[Step<'_>]) -> Vec<PathStep> {
    path.iter().copied().map(PathStep::from).collect()
}
