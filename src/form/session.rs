//! A request being filled in: takes one value at a time and tells what changed. It keeps the values and asks the rules;
//! after every step it says what a check of the whole would say.

use super::advice::{Changed, public};
use super::possible::{Possible, concerned, possible_of};
use super::values;
use super::values::{Converted, convert};
use crate::builder::{Built, Change, ChangeKind, build};
use crate::check::Desk;
use crate::check::pack::write_issue;
use crate::locale::EN;
use crate::report::{Issue, PathStep, Report};
use crate::request::node::{Node, held};
use crate::request::order::ordered;
use crate::request::tape::Tape;
use crate::request::{Field, Part, Root, Shape, Step, decimal};
use crate::rules::Options;
use serde_json::Value;

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

    /// Replaces the whole request. Any value will do, and the report says what is wrong with it.
    pub fn load(&mut self, draft: &Value) -> Delta {
        let step = self.core.load(held(draft).into_owned());
        self.delta(step)
    }

    /// Sets a field, an item or a part; null is a value, and leaving out is [`Session::unset`]. Text of form controls
    /// is converted where the field is a number or a boolean.
    pub fn set(&mut self, path: &[PathStep], value: &Value) -> Result<Delta, Misuse> {
        self.core.put(path, Some(held(value).into_owned())).map(|step| self.delta(step))
    }

    /// Leaves a field or a part out.
    pub fn unset(&mut self, path: &[PathStep]) -> Result<Delta, Misuse> {
        self.core.put(path, None).map(|step| self.delta(step))
    }

    /// Adds an item to a list, at its end if no place is given.
    pub fn add(&mut self, list: &str, item: &Value, at: Option<u32>) -> Result<Delta, Misuse> {
        self.core.insert(list, held(item).into_owned(), at).map(|step| self.delta(step))
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

    fn delta(&mut self, step: Progress) -> Delta {
        let report = self.report();
        let mut old: Vec<Option<Issue>> = core::mem::take(&mut self.issues).into_iter().map(Some).collect();
        for kept in step.kept.iter().flatten() {
            if let Some(issue) = old.get_mut(*kept as usize) {
                *issue = None;
            }
        }
        let new = report.issues.iter().zip(&step.kept).filter(|(_, kept)| kept.is_none());
        let delta = Delta {
            valid: step.valid,
            added: new.map(|(issue, _)| issue.clone()).collect(),
            removed: old.into_iter().flatten().collect(),
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
    /// What was possible after the last step; the reasons as bytes.
    possible: Vec<Possible<Vec<u8>>>,
    /// Whether the last step left the request far from every size.
    roomy: bool,
}

impl Core {
    pub(crate) fn new(options: Options) -> (Self, Progress) {
        let mut core = Core {
            request: Node::Object(Vec::new()),
            options,
            desk: Desk::default(),
            records: Vec::new(),
            possible: Vec::new(),
            roomy: false,
        };
        let step = core.settle(Vec::new(), &Field::ALL);
        (core, step)
    }

    pub(crate) fn load(&mut self, request: Node<'static>) -> Progress {
        self.request = request;
        self.settle(Vec::new(), &Field::ALL)
    }

    pub(crate) fn request(&self) -> &Node<'static> {
        &self.request
    }

    /// What is possible after the last step.
    pub(crate) fn possible(&self) -> &[Possible<Vec<u8>>] {
        &self.possible
    }

    pub(crate) fn put(&mut self, path: &[PathStep], value: Option<Node<'static>>) -> Result<Progress, Misuse> {
        let field = self.meant(path)?;
        let mut changes = Vec::new();
        let mut note = |kind, from, to: Option<&Node<'static>>, reason| {
            changes.push(Changed { path: path.to_vec(), kind, from: Some(from), to: to.cloned(), reason });
        };
        let value = match (value, path) {
            (Some(value), [_]) => match convert(field, &value) {
                Converted::As(to) => {
                    note(ChangeKind::Converted, value, Some(&to), values::FORM);
                    Some(to)
                }
                Converted::Nothing => {
                    note(ChangeKind::Dropped, value, None, values::EMPTY);
                    None
                }
                Converted::Same => Some(value),
            },
            (value, _) => value,
        };
        let plain = matches!(self.request, Node::Object(_)) && self.options.severities.is_empty();
        let steps: Vec<Step<'_>> = path.iter().map(PathStep::as_step).collect();
        match value {
            Some(value) => {
                let parents = steps.len().saturating_sub(1);
                for depth in 0..=parents {
                    let holder = steps.get(..depth).unwrap_or(&[]);
                    self.make_room(holder, matches!(steps.get(depth), Some(Step::Index(_))), &mut changes);
                }
                match self.request.at_mut(&steps) {
                    Some(place) => *place = value,
                    None => drop(self.request.add(&steps, value)),
                }
            }
            None => drop(self.request.remove(&steps)),
        }
        let some = if plain { concerned(field) } else { &Field::ALL };
        Ok(self.settle(changes, some))
    }

    pub(crate) fn insert(&mut self, list: &str, item: Node<'static>, at: Option<u32>) -> Result<Progress, Misuse> {
        let (field, len) = self.list(list)?;
        let index = at.unwrap_or(len);
        held_to(field, index, len.saturating_add(1), len)?;
        let mut changes = Vec::new();
        let path = [Step::Key(field.name()), Step::Index(index)];
        self.make_room(&[], false, &mut changes);
        self.make_room(path.get(..1).unwrap_or(&[]), true, &mut changes);
        self.request.add(&path, item);
        Ok(self.settle(changes, &Field::ALL))
    }

    pub(crate) fn remove(&mut self, list: &str, index: u32) -> Result<Progress, Misuse> {
        let (field, len) = self.list(list)?;
        held_to(field, index, len, len)?;
        let path = [Step::Key(field.name()), Step::Index(index)];
        let path = if len == 1 { path.get(..1).unwrap_or(&path) } else { &path };
        self.request.remove(path);
        Ok(self.settle(Vec::new(), &Field::ALL))
    }

    pub(crate) fn move_item(&mut self, list: &str, from: u32, to: u32) -> Result<Progress, Misuse> {
        let (field, len) = self.list(list)?;
        held_to(field, from, len, len)?;
        held_to(field, to, len, len)?;
        if let Some(item) = self.request.remove(&[Step::Key(field.name()), Step::Index(from)]) {
            self.request.add(&[Step::Key(field.name()), Step::Index(to)], item);
        }
        Ok(self.settle(Vec::new(), &Field::ALL))
    }

    /// The field that a path leads into, where every step of it exists.
    fn meant(&self, path: &[PathStep]) -> Result<Field, Misuse> {
        let unknown = |step: &PathStep| match step {
            PathStep::Key(key) => Misuse::UnknownField(key.clone()),
            PathStep::Index(index) => Misuse::UnknownField(decimal(*index)),
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
                    [PathStep::Key(key), inside @ ..] if Part::from_name(key, shape).is_some() => {
                        inside.first().map_or(Ok(field), |step| Err(unknown(step)))
                    }
                    [step, ..] => Err(unknown(step)),
                }
            }
            (Shape::Metadata, [PathStep::Key(_), step, ..]) | (_, [step, ..]) => Err(unknown(step)),
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

    /// The list of that name, and how many items it has.
    fn list(&self, name: &str) -> Result<(Field, u32), Misuse> {
        let field = Field::from_name(name).ok_or_else(|| Misuse::UnknownField(name.to_owned()))?;
        match field.shape() {
            Shape::Urls | Shape::Media | Shape::Tools => Ok((field, self.len(field))),
            _ => Err(Misuse::NotAList(field.name())),
        }
    }

    /// Makes the list or the object that a value is to go into, in place of any other value.
    fn make_room(&mut self, path: &[Step<'_>], list: bool, changes: &mut Vec<Changed<'static>>) {
        let empty = || if list { Node::Array(Vec::new()) } else { Node::Object(Vec::new()) };
        match self.request.at_mut(path) {
            Some(Node::Array(_)) if list => {}
            Some(Node::Object(_)) if !list => {}
            Some(other) => {
                let from = Some(core::mem::replace(other, empty())).filter(|from| *from != Node::Undefined);
                let path = path.iter().copied().map(PathStep::from).collect();
                let replaced = |from| Changed {
                    path,
                    kind: ChangeKind::Set,
                    from: Some(from),
                    to: Some(empty()),
                    reason: values::REPLACED,
                };
                changes.extend(from.map(replaced));
            }
            None => drop(self.request.add(path, empty())),
        }
    }

    /// Checks again and tells what changed; `some` are the fields of which something else may be possible now.
    fn settle(&mut self, changes: Vec<Changed<'static>>, some: &[Field]) -> Progress {
        let Core { request, options, desk, .. } = self;
        let (valid, records, read) = desk.node(request, options, |checked| {
            let records = checked.findings.iter().zip(checked.repairs(Some(request))).map(|(finding, patch)| {
                let mut tape = Tape::default();
                write_issue(&mut tape, &checked, finding, None, patch);
                tape.bytes
            });
            (checked.is_valid(), records.collect::<Vec<_>>(), checked.draft.root == Root::Object)
        });
        let before = |index: usize| self.records.get(index).map_or(&[][..], Vec::as_slice);
        let order = ordered(self.records.len(), &|one, two| before(one).cmp(before(two)));
        let kept = |record: &Vec<u8>| {
            let found = order.binary_search_by(|index| before(*index).cmp(record)).ok()?;
            order.get(found).map(|index| *index as u32)
        };
        let mut step = Progress {
            valid,
            kept: records.iter().map(kept).collect(),
            issues: records.concat(),
            changes,
            ..Progress::default()
        };
        self.records = records;
        let roomy = read && is_roomy(request, options);
        let some = if roomy && self.roomy { some } else { &Field::ALL };
        self.roomy = roomy;
        if some.is_empty() {
            return step;
        }
        let now = possible_of(desk, request, options, some);
        for state in &now {
            let before = self.possible.iter().find(|before| before.field == state.field);
            let same_state = |before: &Possible<_>| {
                (before.required, &before.unavailable, &before.left)
                    == (state.required, &state.unavailable, &state.left)
            };
            if !before.is_some_and(same_state) {
                step.availability.push(state.field);
            }
            if before.is_none_or(|before| before.options != state.options) {
                step.options.push(state.field);
            }
        }
        for state in now {
            match self.possible.iter_mut().find(|before| before.field == state.field) {
                Some(before) => *before = state,
                None => self.possible.push(state),
            }
        }
        step
    }
}

fn held_to(list: Field, index: u32, bound: u32, len: u32) -> Result<(), Misuse> {
    if index < bound { Ok(()) } else { Err(Misuse::IndexOutOfRange { list: list.name(), index, len }) }
}

/// Whether whatever is tried on a request stays below every size.
fn is_roomy(request: &Node<'_>, options: &Options) -> bool {
    /// More than any limit of the page, and enough for what callers set.
    const MOST_ADDED: u32 = 64;
    let limits = options.limits();
    let few = [options.reference_videos, options.reference_audios].into_iter().flatten().all(|own| own < MOST_ADDED);
    let (nodes, bytes) = request.size();
    few && nodes + 4 * (MOST_ADDED as usize) < limits.nodes as usize && bytes.saturating_add(16 << 10) < limits.bytes
}
