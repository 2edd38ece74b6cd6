//! The calls of forms: sessions by handle, what is possible, model advice, and the values that forms give.

use super::{Door, header};
use crate::builder::ChangeKind;
use crate::capability::Page;
use crate::check::pack::{write_issues, write_path};
use crate::form::{
    Cause, Changed, Core, Misuse, Possible, Progress, convert_all, moved, parse_key, possible, switch, tidy_entries,
};
use crate::report::PathStep;
use crate::request::node::Node;
use crate::request::read::{Cursor, Head};
use crate::request::tape::{Tape, TapeCursor, tag};
use crate::request::{Field, Stop};
use std::borrow::Cow;

/// What stands for the end of a list.
const AT_END: u32 = u32::MAX;

/// The first byte of an answer to a step.
mod status {
    pub(super) const DONE: u8 = 0;
    pub(super) const UNKNOWN_FIELD: u8 = 1;
    pub(super) const INDEX_OUT_OF_RANGE: u8 = 2;
    pub(super) const NOT_A_LIST: u8 = 3;
    /// There is no such form: it was freed, or its instance is gone.
    pub(super) const NO_FORM: u8 = 4;
}

impl Door {
    /// Opens a form behind a header. Writes its handle in four bytes, then the step.
    pub fn form_open(&mut self, length: usize) -> usize {
        let Some((options, _)) = header(self.input.get(..length).unwrap_or(&[])) else { return self.broken() };
        let (core, step) = Core::new(options);
        let handle = self.forms.iter().position(Option::is_none).unwrap_or_else(|| {
            self.forms.push(None);
            self.forms.len() - 1
        });
        if let Some(slot) = self.forms.get_mut(handle) {
            *slot = Some(core);
        }
        self.output.bytes.clear();
        self.output.integer(handle as u32);
        write_step(&mut self.output, Ok(step))
    }

    /// Closes a form: its handle in four bytes.
    pub fn form_close(&mut self, length: usize) -> usize {
        let handle = TapeCursor::new(self.input.get(..length).unwrap_or(&[])).integer();
        if let Some(slot) = handle.ok().and_then(|handle| self.forms.get_mut(handle as usize)) {
            *slot = None;
        }
        0
    }

    /// Replaces a form's request: handle, tape. Writes the step.
    pub fn form_load(&mut self, length: usize) -> usize {
        self.step(length, |core, cursor| Ok(Ok(core.load(read_value(cursor)))))
    }

    /// Sets or leaves out: handle, path, then the value or nothing. Writes the step.
    pub fn form_put(&mut self, length: usize) -> usize {
        self.step(length, |core, cursor| {
            let path = read_path(cursor)?;
            let value = if cursor.rest().is_empty() { None } else { Some(read_value(cursor)) };
            Ok(core.put(&path, value))
        })
    }

    /// Adds an item: handle, list, position, item. Writes the step.
    pub fn form_insert(&mut self, length: usize) -> usize {
        self.step(length, |core, cursor| {
            let (list, at) = (cursor.text()?, cursor.integer()?);
            Ok(core.insert(list, read_value(cursor), (at != AT_END).then_some(at)))
        })
    }

    /// Removes an item: handle, list, position. Writes the step.
    pub fn form_remove(&mut self, length: usize) -> usize {
        self.step(length, |core, cursor| Ok(core.remove(cursor.text()?, cursor.integer()?)))
    }

    /// Moves an item: handle, list, two positions. Writes the step.
    pub fn form_move(&mut self, length: usize) -> usize {
        self.step(length, |core, cursor| Ok(core.move_item(cursor.text()?, cursor.integer()?, cursor.integer()?)))
    }

    /// A form's request: handle. Writes its tape.
    pub fn form_snapshot(&mut self, length: usize) -> usize {
        let Door { input, output, forms, .. } = self;
        output.bytes.clear();
        let handle = TapeCursor::new(input.get(..length).unwrap_or(&[])).integer().unwrap_or(AT_END);
        if let Some(Some(core)) = forms.get(handle as usize) {
            core.request().write(output);
        }
        output.bytes.len()
    }

    /// What is possible in a form after its last step: handle. Writes what [`Door::possible`] does.
    pub fn form_possible(&mut self, length: usize) -> usize {
        let Door { input, output, forms, .. } = self;
        output.bytes.clear();
        let handle = TapeCursor::new(input.get(..length).unwrap_or(&[])).integer().unwrap_or(AT_END);
        if let Some(Some(core)) = forms.get(handle as usize) {
            output.byte(tag::ARRAY);
            core.possible().iter().for_each(|state| write_possible(output, state));
            output.byte(tag::END);
        }
        output.bytes.len()
    }

    /// The text of a path, by the grammar of form keys, to its steps.
    pub fn form_path(&mut self, length: usize) -> usize {
        let Door { input, output, .. } = self;
        output.bytes.clear();
        let Ok(key) = TapeCursor::new(input.get(..length).unwrap_or(&[])).text() else { return self.broken() };
        write_path(output, &parse_key(key).iter().map(PathStep::as_step).collect::<Vec<_>>());
        output.bytes.len()
    }

    /// What is possible for the tape of an object behind a header: for each field its name, whether it is required,
    /// why it is not available or null, its options or null (each a value, then why not or null), and how many more
    /// items of each role fit, or null.
    pub fn possible(&mut self, length: usize) -> usize {
        let Door { input, output, desk, .. } = self;
        output.bytes.clear();
        let Some((options, tape)) = header(input.get(..length).unwrap_or(&[])) else { return self.broken() };
        let node = read_whole(&mut TapeCursor::new(tape));
        output.byte(tag::ARRAY);
        for state in possible(desk, &node, &options) {
            write_possible(output, &state);
        }
        output.byte(tag::END);
        self.output.bytes.len()
    }

    /// How the tape of an object does on each model: name, whether it fits, changes, issues there.
    pub fn models(&mut self, length: usize) -> usize {
        let Door { input, output, desk, .. } = self;
        output.bytes.clear();
        let Some((options, tape)) = header(input.get(..length).unwrap_or(&[])) else { return self.broken() };
        let node = read_whole(&mut TapeCursor::new(tape));
        let models = Page::of(options.edition).models;
        output.integer(models.len() as u32);
        for model in models {
            output.text(model.name);
            let (_, changes) = switch(desk, &node, model.name, &options);
            write_changed(output, &changes);
            let there = moved(&node, model.name);
            desk.node(&there, &options, |checked| {
                output.bool(checked.is_valid());
                write_issues(output, &checked, Some(&there), None);
            });
        }
        self.output.bytes.len()
    }

    /// Moves to a model: behind the header its name, then the tape. Writes the request, the changes, the issues.
    pub fn switch_to(&mut self, length: usize) -> usize {
        let Door { input, output, desk, .. } = self;
        output.bytes.clear();
        let Some((options, rest)) = header(input.get(..length).unwrap_or(&[])) else { return self.broken() };
        let mut cursor = TapeCursor::new(rest);
        let Ok(model) = cursor.text() else { return self.broken() };
        let node = read_whole(&mut cursor);
        let (node, changes) = switch(desk, &node, model, &options);
        node.write(output);
        write_changed(output, &changes);
        desk.node(&node, &options, |checked| write_issues(output, &checked, Some(&node), None));
        self.output.bytes.len()
    }

    /// The entries of a form, keys and values in turn, to a request: writes it and the changes. Behind a value at which
    /// reading stopped stands its reference.
    pub fn entries(&mut self, length: usize) -> usize {
        let Door { input, output, .. } = self;
        output.bytes.clear();
        let mut cursor = TapeCursor::new(input.get(..length).unwrap_or(&[]));
        let mut entries = Vec::new();
        while !cursor.rest().is_empty() {
            let Ok(key) = cursor.text() else { return self.broken() };
            entries.push((Cow::Borrowed(key), read_value(&mut cursor)));
        }
        let (node, changes) = tidy_entries(entries.into_iter());
        node.write(output);
        write_changed(output, &changes);
        self.output.bytes.len()
    }

    /// The tape of an object whose typed fields hold text of controls: writes the request and the changes.
    pub fn convert(&mut self, length: usize) -> usize {
        let Door { input, output, .. } = self;
        output.bytes.clear();
        let tape = input.get(..length).unwrap_or(&[]);
        let Ok(mut node) = Node::read(&mut TapeCursor::new(tape)) else { return self.broken() };
        let changes = convert_all(&mut node);
        node.write(output);
        write_changed(output, &changes);
        self.output.bytes.len()
    }

    fn step(
        &mut self,
        length: usize,
        step: impl FnOnce(&mut Core, &mut TapeCursor<'_>) -> Result<Result<Progress, Misuse>, Stop>,
    ) -> usize {
        let Door { input, output, forms, .. } = self;
        output.bytes.clear();
        let mut cursor = TapeCursor::new(input.get(..length).unwrap_or(&[]));
        let handle = cursor.integer().unwrap_or(AT_END);
        let Some(Some(core)) = forms.get_mut(handle as usize) else {
            output.byte(status::NO_FORM);
            return output.bytes.len();
        };
        match step(core, &mut cursor) {
            Ok(done) => write_step(output, done),
            // INVARIANT: never taken by this library's own JavaScript.
            Err(_) => {
                output.byte(status::NO_FORM);
                output.bytes.len()
            }
        }
    }
}

/// A step: status, then validity, issues, which of the issues before each one repeats (or null), fields whose
/// availability and whose options changed, and changes.
fn write_step(output: &mut Tape, step: Result<Progress, Misuse>) -> usize {
    match step {
        Ok(step) => {
            output.byte(status::DONE);
            output.bool(step.valid);
            output.byte(tag::ARRAY);
            output.bytes.extend_from_slice(&step.issues);
            output.byte(tag::END);
            output.byte(tag::ARRAY);
            for kept in &step.kept {
                match kept {
                    Some(index) => output.number(f64::from(*index)),
                    None => output.byte(tag::NULL),
                }
            }
            output.byte(tag::END);
            write_fields(output, &step.availability);
            write_fields(output, &step.options);
            write_changed(output, &step.changes);
        }
        Err(Misuse::UnknownField(name)) => {
            output.byte(status::UNKNOWN_FIELD);
            output.text(&name);
        }
        Err(Misuse::IndexOutOfRange { list, index, len }) => {
            output.byte(status::INDEX_OUT_OF_RANGE);
            output.text(list);
            output.number(f64::from(index));
            output.number(f64::from(len));
        }
        Err(Misuse::NotAList(name)) => {
            output.byte(status::NOT_A_LIST);
            output.text(name);
        }
    }
    output.bytes.len()
}

fn write_fields(output: &mut Tape, fields: &[Field]) {
    output.byte(tag::ARRAY);
    fields.iter().for_each(|field| output.text(field.name()));
    output.byte(tag::END);
}

/// Each change: path, kind, what was there, what is there now, and why.
fn write_changed(output: &mut Tape, changes: &[Changed<'_>]) {
    output.byte(tag::ARRAY);
    for change in changes {
        output.byte(tag::ARRAY);
        write_path(output, &change.path.iter().map(PathStep::as_step).collect::<Vec<_>>());
        output.text(match change.kind {
            ChangeKind::Converted => "converted",
            ChangeKind::Dropped => "dropped",
            ChangeKind::Set => "set",
        });
        change.from.as_ref().unwrap_or(&Node::Undefined).write(output);
        change.to.as_ref().unwrap_or(&Node::Undefined).write(output);
        match change.reason {
            Cause::Rule(rule) => output.number(f64::from(rule)),
            Cause::Word(word) => output.text(word),
        }
        output.byte(tag::END);
    }
    output.byte(tag::END);
}

fn write_possible(output: &mut Tape, state: &Possible<Vec<u8>>) {
    output.byte(tag::ARRAY);
    output.text(state.field.name());
    output.bool(state.required);
    write_reason(output, state.unavailable.as_deref());
    match &state.options {
        None => output.byte(tag::NULL),
        Some(tried) => {
            output.byte(tag::ARRAY);
            for (value, reason) in tried {
                value.write(output);
                write_reason(output, reason.as_deref());
            }
            output.byte(tag::END);
        }
    }
    match &state.left {
        None => output.byte(tag::NULL),
        Some(left) => {
            output.byte(tag::OBJECT);
            for (role, left) in left {
                output.key(role.name());
                match left {
                    Some(left) => output.number(f64::from(*left)),
                    None => output.byte(tag::NULL),
                }
            }
            output.byte(tag::END);
        }
    }
    output.byte(tag::END);
}

/// Why not: an array of the rule's number and its parameters, or null.
fn write_reason(output: &mut Tape, reason: Option<&[u8]>) {
    match reason {
        Some(reason) => output.bytes.extend_from_slice(reason),
        None => output.byte(tag::NULL),
    }
}

/// A whole request; what reading could not end stays refused in it.
fn read_whole<'a>(cursor: &mut TapeCursor<'a>) -> Node<'a> {
    Node::read(cursor).unwrap_or_else(|stop| Node::Stopped(stop, AT_END))
}

/// A value for a form; where reading stopped at a size, that is what the form holds, with a reference behind it.
fn read_value(cursor: &mut TapeCursor<'_>) -> Node<'static> {
    match Node::read(cursor) {
        Ok(node) => node.into_owned(),
        Err(stop) => Node::Stopped(stop, cursor.integer().unwrap_or(AT_END)),
    }
}

fn read_path(cursor: &mut TapeCursor<'_>) -> Result<Vec<PathStep>, Stop> {
    let mut path = Vec::new();
    if !matches!(cursor.head(None)?, Head::Array { .. }) {
        return Err(Stop::Syntax);
    }
    while cursor.item()? {
        path.push(match cursor.head(None)? {
            Head::Text(key) => PathStep::Key(key.to_owned()),
            Head::Number(index) => PathStep::Index(index as u32),
            _ => return Err(Stop::Syntax),
        });
    }
    Ok(path)
}
