//! Which models could take a request, and the smallest change that makes it fit another one.

use super::{Fault, errors, introduced};
use crate::builder::{Change, ChangeKind};
use crate::capability::{Page, Role};
use crate::check::{Desk, apply, validate};
use crate::report::{PathStep, Report};
use crate::request::node::{Node, from_serde};
use crate::request::{Field, Part, Shape, Step};
use crate::rules::{Options, rule_at};
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
    /// Each change, the model included.
    pub changes: Vec<Change>,
    /// What the rules say of it.
    pub report: Report,
}

/// How a request does on each model of the edition.
pub fn models_for(draft: &Value, options: &Options) -> Vec<ModelFit> {
    let Ok(node) = from_serde(draft, options.limits()) else { return Vec::new() };
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

/// Moves a request to another model with as few changes as it takes to introduce no error. Errors that were there
/// before stay for their owner to see to.
pub fn switch_model(draft: &Value, model: &str, options: &Options) -> Switched {
    let node = from_serde(draft, options.limits()).unwrap_or(Node::Object(Vec::new()));
    let (node, changes) = switch(&mut Desk::default(), &node, model, options);
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
    /// The code of the rule that asked for it, or a word of this module.
    pub(crate) reason: &'static str,
}

pub(crate) fn public(changes: &[Changed<'_>]) -> Vec<Change> {
    changes
        .iter()
        .map(|change| Change {
            path: change.path.clone(),
            kind: change.kind,
            from: change.from.as_ref().map(Node::to_json),
            to: change.to.as_ref().map(Node::to_json),
            reason: change.reason.to_owned(),
        })
        .collect()
}

/// The request with another model and nothing else changed.
pub(crate) fn moved<'a>(node: &Node<'a>, model: &str) -> Node<'a> {
    let mut moved = match node {
        Node::Object(_) => node.clone(),
        _ => Node::Object(Vec::new()),
    };
    moved.add(&[Step::Key(Field::Model.name())], Node::Text(model.to_owned().into()));
    moved
}

/// Why the model itself changed.
pub(crate) const CHOSEN: &str = "chosen";

/// What [`switch_model`] does, on a tree.
pub(crate) fn switch<'a>(
    desk: &mut Desk,
    node: &Node<'a>,
    model: &str,
    options: &Options,
) -> (Node<'a>, Vec<Changed<'a>>) {
    let before = errors(desk, node, options);
    let mut current = moved(node, model);
    let path = vec![PathStep::Key(Field::Model.name().to_owned())];
    let mut old = node.clone();
    let from = old.remove(&[Step::Key(Field::Model.name())]);
    let to = Some(Node::Text(model.to_owned().into()));
    let mut changes = vec![];
    if from != to {
        changes.push(Changed { path, kind: ChangeKind::Set, from, to, reason: CHOSEN });
    }
    loop {
        let faults = errors(desk, &current, options);
        let new = faults.iter().filter(|fault| !before.contains(fault)).count();
        let Some(fault) = introduced(&before, &faults) else { break };
        let reason = rule_at(fault.0).map_or("", |rule| rule.code);
        let better = candidates(desk, &current, fault, options).into_iter().find_map(|(path, to)| {
            let mut changed = current.clone();
            let from = changed.at_mut(&steps(&path)).cloned();
            match &to {
                Some(to) => *changed.at_mut(&steps(&path))? = to.clone(),
                None => drop(changed.remove(&steps(&path))?),
            }
            let after = errors(desk, &changed, options);
            let left = after.iter().filter(|fault| !before.contains(fault)).count();
            // Removing an item moves the ones behind it, so fewer new errors is what counts, not which.
            let kind = if to.is_some() { ChangeKind::Set } else { ChangeKind::Dropped };
            (left < new).then_some((changed, Changed { path, kind, from, to, reason }))
        });
        let Some((changed, change)) = better else { break };
        current = changed;
        changes.push(change);
    }
    (current, changes)
}

/// What could resolve an error, the least loss first: another value of the same meaning, then leaving it out.
fn candidates<'a>(
    desk: &mut Desk,
    node: &Node<'a>,
    fault: &Fault,
    options: &Options,
) -> Vec<(Vec<PathStep>, Option<Node<'a>>)> {
    let page = Page::of(options.edition);
    let path = fault.1.as_slice();
    let field = match path.first() {
        Some(PathStep::Key(key)) => Field::from_name(key),
        _ => None,
    };
    let mut candidates = fixed(desk, node, fault, options);
    let set = |value: &'static str| (path.to_vec(), Some(Node::Text(value.into())));
    match (field, path) {
        (Some(Field::Resolution), [_]) => {
            // The best of what is offered there: the tables list resolutions from low to high.
            let offered = page.models.iter().flat_map(|model| model.resolutions.value.iter().rev());
            candidates.extend(offered.map(|resolution| set(resolution)));
        }
        (Some(_), [_, PathStep::Index(_), PathStep::Key(part)]) if part == Part::Role.name() => {
            candidates.extend(Role::ALL.iter().rev().map(|role| set(role.name())));
        }
        _ => {}
    }
    match path {
        [list, index @ PathStep::Index(_), ..] => candidates.push((vec![list.clone(), index.clone()], None)),
        [key] => {
            // Of a list that holds too many the last one goes first.
            if let (Some(Shape::Media), Some(Node::Array(items))) =
                (field.map(Field::shape), node.clone().at_mut(&steps(path)))
            {
                let last = (items.len() as u32).saturating_sub(1);
                candidates.push((vec![key.clone(), PathStep::Index(last)], None));
            }
            candidates.push((path.to_vec(), None));
        }
        _ => candidates.push((path.to_vec(), None)),
    }
    candidates
}

/// The fix on offer, as changes of whole fields.
fn fixed<'a>(
    desk: &mut Desk,
    node: &Node<'a>,
    fault: &Fault,
    options: &Options,
) -> Vec<(Vec<PathStep>, Option<Node<'a>>)> {
    let repaired = desk.node(node, options, |checked| {
        let finding = checked.findings.iter().find(|finding| {
            finding.rule == fault.0 && checked.owned_path(finding.place).as_slice() == fault.1.as_slice()
        })?;
        apply(node, &checked.repair(finding, node)?)
    });
    let (Some(mut repaired), [key @ PathStep::Key(_)]) = (repaired, fault.1.as_slice()) else { return Vec::new() };
    let value = repaired.at_mut(&steps(core::slice::from_ref(key))).cloned();
    vec![(vec![key.clone()], value)]
}

fn steps(path: &[PathStep]) -> Vec<Step<'_>> {
    path.iter().map(PathStep::as_step).collect()
}
