//! A request being filled in: takes one value at a time and tells what changed. It keeps the values and asks the rules;
//! after every step it says what a check of the whole would say.

use super::advice::{Changed, public};
use super::values::{Converted, convert};
use super::{possible, values};
use crate::builder::{Built, Change, ChangeKind, build};
use crate::check::Desk;
use crate::check::pack::write_issue;
use crate::locale::EN;
use crate::report::{Issue, PathStep, Report};
use crate::request::node::{Node, from_serde};
use crate::request::tape::Tape;
use crate::request::{Field, Part, Shape, Step};
use crate::rules::Options;
use serde_json::Value;
use std::collections::BTreeMap;

/// A call that no form can mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misuse {
    /// There is no such field or part.
    UnknownField(String),
    /// There is no such item.
    IndexOutOfRange {
        /// The list.
        list: &'static str,
        /// The index asked for.
        index: u32,
        /// How many items it has.
        len: u32,
    },
    /// The field is no list.
    NotAList(&'static str),
}

/// What a step changed: a page redraws only these.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Delta {
    /// Whether the request has no error now.
    pub valid: bool,
    /// Issues that were not there, or said something else.
    pub added: Vec<Issue>,
    /// Issues that are gone, or say something else now.
    pub removed: Vec<Issue>,
    /// Fields whose availability, requirement or room changed.
    pub availability: Vec<Field>,
    /// Fields whose options changed.
    pub options: Vec<Field>,
    /// What was converted or dropped on the way in.
    pub changes: Vec<Change>,
}

/// A request being filled in.
#[derive(Debug)]
pub struct Session {
    core: Core,
    issues: Vec<Issue>,
}

impl Session {
    /// An empty request.
    pub fn new(options: Options) -> Self {
        let (core, step) = Core::new(options);
        let mut session = Session { core, issues: Vec::new() };
        session.delta(step);
        session
    }

    /// Replaces the whole request. What is larger than every limit leaves it as it was, and is said by
    /// [`crate::validate`].
    pub fn load(&mut self, draft: &Value) -> Delta {
        let node = from_serde(draft, self.core.options.limits()).map(Node::into_owned);
        let step = match node {
            Ok(node) => self.core.load(node),
            Err(_) => self.core.settle(false, Vec::new()),
        };
        self.delta(step)
    }

    /// Sets a field, an item or a part; null is a value, and leaving out is [`Session::unset`]. Text of form controls
    /// is converted where the field is a number or a boolean.
    pub fn set(&mut self, path: &[PathStep], value: &Value) -> Result<Delta, Misuse> {
        let node = self.node(value);
        self.core.put(path, Some(node)).map(|step| self.delta(step))
    }

    /// Leaves a field or a part out.
    pub fn unset(&mut self, path: &[PathStep]) -> Result<Delta, Misuse> {
        self.core.put(path, None).map(|step| self.delta(step))
    }

    /// Adds an item to a list, at its end if no place is given.
    pub fn add(&mut self, list: &str, item: &Value, at: Option<u32>) -> Result<Delta, Misuse> {
        let node = self.node(item);
        self.core.insert(list, node, at).map(|step| self.delta(step))
    }

    /// Takes an item out of a list; a list that is empty then is left out.
    pub fn remove(&mut self, list: &str, index: u32) -> Result<Delta, Misuse> {
        self.core.remove(list, index).map(|step| self.delta(step))
    }

    /// Moves an item within its list.
    pub fn move_item(&mut self, list: &str, from: u32, to: u32) -> Result<Delta, Misuse> {
        self.core.move_item(list, from, to).map(|step| self.delta(step))
    }

    /// The request as it stands.
    pub fn snapshot(&self) -> Value {
        self.core.request.to_json()
    }

    /// What a check of the snapshot says.
    pub fn report(&mut self) -> Report {
        let Core { request, options, desk, .. } = &mut self.core;
        desk.node(request, options, |checked| checked.report(Some(request), &EN))
    }

    /// Builds the request as it stands.
    pub fn build(&self) -> Built {
        build(&self.snapshot(), &self.core.options)
    }

    fn node(&self, value: &Value) -> Node<'static> {
        from_serde(value, self.core.options.limits()).unwrap_or(Node::Null).into_owned()
    }

    fn delta(&mut self, step: Progress) -> Delta {
        let report = self.report();
        let kept: Vec<usize> = step.kept.iter().flatten().map(|index| *index as usize).collect();
        let old = core::mem::take(&mut self.issues);
        let new = report.issues.iter().zip(&step.kept).filter(|(_, kept)| kept.is_none());
        let delta = Delta {
            valid: step.valid,
            added: new.map(|(issue, _)| issue.clone()).collect(),
            removed: old
                .into_iter()
                .enumerate()
                .filter(|(index, _)| !kept.contains(index))
                .map(|(_, issue)| issue)
                .collect(),
            availability: step.availability,
            options: step.options,
            changes: public(&step.changes),
        };
        self.issues = report.issues;
        delta
    }
}

/// What a step did, before anything is put into words.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    pub(crate) valid: bool,
    /// The issues now, as bytes.
    pub(crate) issues: Vec<u8>,
    /// For each issue now, which of those before says the same.
    pub(crate) kept: Vec<Option<u32>>,
    pub(crate) availability: Vec<Field>,
    pub(crate) options: Vec<Field>,
    pub(crate) changes: Vec<Changed<'static>>,
}

/// The session without words.
#[derive(Debug)]
pub(crate) struct Core {
    request: Node<'static>,
    options: Options,
    desk: Desk,
    /// The issues of the last step, as bytes.
    records: Vec<Vec<u8>>,
    possible: Vec<(Field, possible::Summary)>,
}

impl Core {
    pub(crate) fn new(options: Options) -> (Self, Progress) {
        let mut core = Core {
            request: Node::Object(Vec::new()),
            options,
            desk: Desk::default(),
            records: Vec::new(),
            possible: Vec::new(),
        };
        let step = core.settle(true, Vec::new());
        (core, step)
    }

    pub(crate) fn load(&mut self, request: Node<'static>) -> Progress {
        self.request = request;
        self.settle(true, Vec::new())
    }

    pub(crate) fn request(&self) -> &Node<'static> {
        &self.request
    }

    pub(crate) fn put(&mut self, path: &[PathStep], value: Option<Node<'static>>) -> Result<Progress, Misuse> {
        let field = self.meant(path)?;
        let mut changes = Vec::new();
        let value = match (value, path) {
            (Some(value), [_]) => match convert(field, &value) {
                Converted::As(to) => {
                    let (from, to_node) = (Some(value), Some(to.clone()));
                    let (path, kind) = (path.to_vec(), ChangeKind::Converted);
                    changes.push(Changed { path, kind, from, to: to_node, reason: values::FORM });
                    Some(to)
                }
                Converted::Nothing => {
                    let (path, kind) = (path.to_vec(), ChangeKind::Dropped);
                    changes.push(Changed { path, kind, from: Some(value), to: None, reason: values::EMPTY });
                    None
                }
                Converted::Same => Some(value),
            },
            (value, _) => value,
        };
        if !matches!(self.request, Node::Object(_)) {
            self.request = Node::Object(Vec::new());
        }
        let steps: Vec<Step<'_>> = path.iter().map(PathStep::as_step).collect();
        self.make_room(field, &steps);
        match (value, self.request.at_mut(&steps)) {
            (Some(value), Some(place)) => *place = value,
            (Some(value), None) => drop(self.request.add(&steps, value)),
            (None, _) => drop(self.request.remove(&steps)),
        }
        let weighty =
            !matches!(field, Field::Prompt | Field::ClientBusinessId | Field::TraceId | Field::Metadata | Field::Seed);
        Ok(self.settle(weighty, changes))
    }

    pub(crate) fn insert(&mut self, list: &str, item: Node<'static>, at: Option<u32>) -> Result<Progress, Misuse> {
        let (field, items) = self.items(list, true)?;
        let len = items.len() as u32;
        let index = at.unwrap_or(len);
        if index > len {
            return Err(Misuse::IndexOutOfRange { list: field.name(), index, len });
        }
        items.insert(index as usize, item);
        Ok(self.settle(true, Vec::new()))
    }

    pub(crate) fn remove(&mut self, list: &str, index: u32) -> Result<Progress, Misuse> {
        let (field, items) = self.items(list, false)?;
        if index as usize >= items.len() {
            return Err(Misuse::IndexOutOfRange { list: field.name(), index, len: items.len() as u32 });
        }
        items.remove(index as usize);
        if items.is_empty() {
            self.request.remove(&[Step::Key(field.name())]);
        }
        Ok(self.settle(true, Vec::new()))
    }

    pub(crate) fn move_item(&mut self, list: &str, from: u32, to: u32) -> Result<Progress, Misuse> {
        let (field, items) = self.items(list, false)?;
        let len = items.len() as u32;
        if let Some(index) = [from, to].into_iter().find(|index| *index >= len) {
            return Err(Misuse::IndexOutOfRange { list: field.name(), index, len });
        }
        let item = items.remove(from as usize);
        items.insert(to as usize, item);
        Ok(self.settle(true, Vec::new()))
    }

    /// The field that a path leads into, where every step of it exists.
    fn meant(&self, path: &[PathStep]) -> Result<Field, Misuse> {
        let unknown = |step: &PathStep| match step {
            PathStep::Key(key) => Misuse::UnknownField(key.clone()),
            PathStep::Index(index) => Misuse::UnknownField(index.to_string()),
        };
        let Some((first, rest)) = path.split_first() else { return Err(Misuse::UnknownField(String::new())) };
        let field = match first {
            PathStep::Key(key) => Field::from_name(key).ok_or_else(|| unknown(first))?,
            PathStep::Index(_) => return Err(unknown(first)),
        };
        match (field.shape(), rest) {
            (_, []) | (Shape::Metadata, [PathStep::Key(_)]) => Ok(field),
            (shape @ (Shape::Urls | Shape::Media | Shape::Tools), [PathStep::Index(index), part @ ..]) => {
                let len = self.len(field);
                if *index >= len {
                    return Err(Misuse::IndexOutOfRange { list: field.name(), index: *index, len });
                }
                match part {
                    [] => Ok(field),
                    [PathStep::Key(key)] if Part::from_name(key, shape).is_some() => Ok(field),
                    [step, ..] => Err(unknown(step)),
                }
            }
            (_, [step, ..]) => Err(unknown(step)),
        }
    }

    fn len(&self, field: Field) -> u32 {
        let found = match &self.request {
            Node::Object(entries) => entries.iter().find(|(key, _)| key == field.name()),
            _ => None,
        };
        match found {
            Some((_, Node::Array(items))) => items.len() as u32,
            _ => 0,
        }
    }

    /// Makes the item or the object that a path leads into, where there is another value.
    fn make_room(&mut self, field: Field, path: &[Step<'_>]) {
        let (Some((_, parent)), true) = (path.split_last(), path.len() > 1) else { return };
        let is_list = parent.len() == 1 && !matches!(field.shape(), Shape::Metadata);
        match self.request.at_mut(parent) {
            Some(Node::Object(_)) if !is_list => {}
            Some(Node::Array(_)) if is_list => {}
            Some(other) => *other = Node::Object(Vec::new()),
            None => drop(self.request.add(parent, Node::Object(Vec::new()))),
        }
    }

    /// The items of a list, which is made where it is none and `make` says so.
    fn items(&mut self, list: &str, make: bool) -> Result<(Field, &mut Vec<Node<'static>>), Misuse> {
        let field = Field::from_name(list).ok_or_else(|| Misuse::UnknownField(list.to_owned()))?;
        if !matches!(field.shape(), Shape::Urls | Shape::Media | Shape::Tools) {
            return Err(Misuse::NotAList(field.name()));
        }
        let path = [Step::Key(field.name())];
        if make && !matches!(self.request, Node::Object(_)) {
            self.request = Node::Object(Vec::new());
        }
        if make && !matches!(self.request.at_mut(&path), Some(Node::Array(_))) {
            self.request.add(&path, Node::Array(Vec::new()));
        }
        match self.request.at_mut(&path) {
            Some(Node::Array(items)) => Ok((field, items)),
            _ => Err(Misuse::IndexOutOfRange { list: field.name(), index: 0, len: 0 }),
        }
    }

    /// Checks again and tells what changed. What is possible is asked again only where the step can matter to it.
    fn settle(&mut self, weighty: bool, changes: Vec<Changed<'static>>) -> Progress {
        let Core { request, options, desk, .. } = self;
        let (valid, records) = desk.node(request, options, |checked| {
            let records = checked.findings.iter().zip(checked.repairs(Some(request))).map(|(finding, patch)| {
                let mut tape = Tape::default();
                write_issue(&mut tape, &checked, finding, None, patch.as_ref());
                tape.bytes
            });
            (checked.is_valid(), records.collect::<Vec<_>>())
        });
        let before: BTreeMap<&[u8], u32> = self.records.iter().map(Vec::as_slice).zip(0..).collect();
        let mut step = Progress {
            valid,
            kept: records.iter().map(|record| before.get(record.as_slice()).copied()).collect(),
            issues: records.concat(),
            changes,
            ..Progress::default()
        };
        self.records = records;
        if weighty {
            let now = possible::summaries(&mut self.desk, &self.request, &self.options);
            for (field, summary) in &now {
                let before = self.possible.iter().find(|(of, _)| of == field).map(|(_, summary)| summary);
                if before.is_none_or(|before| before.field != summary.field) {
                    step.availability.push(*field);
                }
                if before.is_none_or(|before| before.options != summary.options) {
                    step.options.push(*field);
                }
            }
            self.possible = now;
        }
        step
    }
}
