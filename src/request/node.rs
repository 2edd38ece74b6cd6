//! A request as a tree that can be changed: what fixes and builders work on, off the path of a plain check.

use super::order::ordered;
use super::read::{Cursor, Head, Key, Way};
use super::tape::{Tape, tag};
use super::{Foreign, Limits, LongData, Step, Stop};
use std::borrow::Cow;

/// A value of the tree. References name values that stayed on the JavaScript side.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Node<'a> {
    #[default]
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    /// An integer that no double holds: it is judged as its nearest double, and kept as it is.
    Large(serde_json::Number),
    Text(Cow<'a, str>),
    /// A string with a lone surrogate, whose characters stayed where they were.
    Broken(Cow<'a, str>, u32),
    Data {
        head: Cow<'a, str>,
        sound: bool,
        identity: u32,
        reference: u32,
    },
    Array(Vec<Node<'a>>),
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
    Foreign(Foreign, u32),
    /// A value at which reading stopped: a request that holds it reads the same.
    Stopped(Stop, u32),
}

/// A source that can also name the value it read last.
pub(crate) trait Referring<'a>: Cursor<'a> {
    fn reference(&self) -> u32;
}

impl<'a> Referring<'a> for super::tape::TapeCursor<'a> {
    fn reference(&self) -> u32 {
        super::tape::TapeCursor::reference(self)
    }
}

impl<'a> Referring<'a> for super::json::JsonCursor<'a> {
    fn reference(&self) -> u32 {
        0
    }
}

impl<'a> Node<'a> {
    /// The next value of a cursor. Cursors bound their depth, and so this recursion.
    pub(crate) fn read<C: Referring<'a>>(cursor: &mut C) -> Result<Node<'a>, Stop> {
        Node::read_on(cursor, Way::Root)
    }

    fn read_on<C: Referring<'a>>(cursor: &mut C, way: Way) -> Result<Node<'a>, Stop> {
        Ok(match cursor.head(way.data())? {
            Head::Absent => Node::Undefined,
            Head::Null => Node::Null,
            Head::Bool(bool) => Node::Bool(bool),
            Head::Number(number) => Node::Number(number),
            Head::Text(text) => Node::Text(Cow::Borrowed(text)),
            Head::Broken(text) => Node::Broken(Cow::Borrowed(text), cursor.reference()),
            Head::Data(long) => Node::Data {
                head: Cow::Borrowed(long.head),
                sound: long.sound,
                identity: long.identity,
                reference: cursor.reference(),
            },
            Head::Foreign(foreign) => Node::Foreign(foreign, cursor.reference()),
            Head::Array { .. } => {
                let mut items = Vec::new();
                while cursor.item()? {
                    items.push(Node::read_on(cursor, way.index())?);
                }
                Node::Array(items)
            }
            Head::Object => {
                let mut entries: Vec<(Cow<'a, str>, Node<'a>)> = Vec::new();
                let mut repeated = Vec::new();
                while let Some(key) = cursor.key()? {
                    let value = Node::read_on(cursor, way.key(key.name))?;
                    if key.repeated {
                        repeated.push(entries.len());
                    }
                    entries.push((Cow::Borrowed(key.name), value));
                }
                if !repeated.is_empty() {
                    settle(&mut entries, &|index| repeated.binary_search(&index).is_ok());
                }
                Node::Object(entries)
            }
        })
    }

    /// The same without borrows.
    pub(crate) fn into_owned<'b>(self) -> Node<'b> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Node::Undefined => Node::Undefined,
            Node::Null => Node::Null,
            Node::Bool(bool) => Node::Bool(bool),
            Node::Number(number) => Node::Number(number),
            Node::Large(number) => Node::Large(number),
            Node::Text(text) => Node::Text(own(text)),
            Node::Broken(text, reference) => Node::Broken(own(text), reference),
            Node::Data { head, sound, identity, reference } => {
                Node::Data { head: own(head), sound, identity, reference }
            }
            Node::Array(items) => Node::Array(items.into_iter().map(Node::into_owned).collect()),
            Node::Object(entries) => {
                Node::Object(entries.into_iter().map(|(key, value)| (own(key), value.into_owned())).collect())
            }
            Node::Foreign(foreign, reference) => Node::Foreign(foreign, reference),
            Node::Stopped(stop, reference) => Node::Stopped(stop, reference),
        }
    }

    /// As a value of `serde_json`; what JSON cannot carry is null.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Node::Undefined | Node::Null | Node::Foreign(..) | Node::Stopped(..) => Json::Null,
            Node::Bool(bool) => Json::Bool(*bool),
            Node::Number(number) => number_to_json(*number),
            Node::Large(number) => Json::Number(number.clone()),
            Node::Text(text) | Node::Broken(text, _) | Node::Data { head: text, .. } => Json::String(text.to_string()),
            Node::Array(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Node::Object(entries) => {
                Json::Object(entries.iter().map(|(key, value)| (key.to_string(), value.to_json())).collect())
            }
        }
    }

    /// How many values there are, and how many bytes their texts and keys have.
    pub(crate) fn size(&self) -> (usize, usize) {
        let sum = |(nodes, bytes): (usize, usize), (more, larger): (usize, usize)| (nodes + more, bytes + larger);
        match self {
            Node::Text(text) | Node::Broken(text, _) | Node::Data { head: text, .. } => (1, text.len()),
            Node::Array(items) => items.iter().map(Node::size).fold((1, 0), sum),
            Node::Object(entries) => {
                entries.iter().map(|(key, value)| sum(value.size(), (0, key.len()))).fold((1, 0), sum)
            }
            _ => (1, 0),
        }
    }

    /// The value at a path, to change it.
    pub(crate) fn at_mut(&mut self, path: &[Step<'_>]) -> Option<&mut Node<'a>> {
        path.iter().try_fold(self, |node, step| match (node, step) {
            (Node::Object(entries), Step::Key(key)) => {
                entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
            }
            (Node::Array(items), Step::Index(index)) => items.get_mut(*index as usize),
            _ => None,
        })
    }

    /// Takes the value at a path out; arrays close up.
    pub(crate) fn remove(&mut self, path: &[Step<'_>]) -> Option<Node<'a>> {
        let (last, parent) = path.split_last()?;
        match (self.at_mut(parent)?, last) {
            (Node::Object(entries), Step::Key(key)) => {
                let index = entries.iter().position(|(name, _)| name == key)?;
                take_out(entries, index).map(|(_, value)| value)
            }
            (Node::Array(items), Step::Index(index)) => take_out(items, *index as usize),
            _ => None,
        }
    }

    /// Puts a value at a path: a key is set, an array makes room. False where there is no such parent.
    pub(crate) fn add(&mut self, path: &[Step<'_>], value: Node<'a>) -> bool {
        let Some((last, parent)) = path.split_last() else {
            *self = value;
            return true;
        };
        match (self.at_mut(parent), last) {
            (Some(Node::Object(entries)), Step::Key(key)) => {
                match entries.iter_mut().find(|(name, _)| name == key) {
                    Some(entry) => entry.1 = value,
                    None => entries.push((Cow::Owned((*key).to_owned()), value)),
                }
                true
            }
            (Some(Node::Array(items)), Step::Index(index)) if *index as usize <= items.len() => {
                items.insert(*index as usize, value);
                true
            }
            _ => false,
        }
    }

    /// Writes it for JavaScript.
    pub(crate) fn write(&self, tape: &mut Tape) {
        match self {
            Node::Undefined => tape.byte(tag::UNDEFINED),
            Node::Null => tape.byte(tag::NULL),
            Node::Bool(bool) => tape.bool(*bool),
            Node::Number(number) => tape.number(*number),
            Node::Large(number) => tape.number(double(number)),
            Node::Text(text) => tape.text(text),
            Node::Broken(_, reference)
            | Node::Data { reference, .. }
            | Node::Foreign(_, reference)
            | Node::Stopped(_, reference) => {
                tape.byte(tag::FOREIGN);
                tape.byte(0);
                tape.integer(*reference);
            }
            Node::Array(items) => {
                tape.byte(tag::ARRAY);
                items.iter().for_each(|item| item.write(tape));
                tape.byte(tag::END);
            }
            Node::Object(entries) => {
                tape.byte(tag::OBJECT);
                for (key, value) in entries {
                    tape.key(key);
                    value.write(tape);
                }
                tape.byte(tag::END);
            }
        }
    }
}

/// The entries of an object: each with its key.
pub(crate) type Entries<'a> = Vec<(Cow<'a, str>, Node<'a>)>;

/// Lets the last value of a repeated key stand where the first was, and gives back what each repetition replaced.
fn settle<'a>(entries: &mut Entries<'a>, is_repeated: &dyn Fn(usize) -> bool) -> Vec<(usize, Node<'a>)> {
    let mut replaced = Vec::new();
    let name = |index: usize| entries.get(index).map_or("", |(name, _)| name.as_ref());
    let order = ordered(entries.len(), &|one, two| name(one).cmp(name(two)));
    let mut keep = vec![true; entries.len()];
    let mut first = 0;
    for index in order {
        if !is_repeated(index) {
            first = index;
            continue;
        }
        let value = entries.get_mut(index).map(|(_, value)| core::mem::replace(value, Node::Undefined));
        if let (Some((_, place)), Some(value)) = (entries.get_mut(first), value) {
            replaced.push((index, core::mem::replace(place, value)));
        }
        if let Some(kept) = keep.get_mut(index) {
            *kept = false;
        }
    }
    let mut keep = keep.into_iter();
    entries.retain(|_| keep.next().unwrap_or(true));
    replaced
}

/// The same where keys that look alike are one.
pub(crate) fn settle_alike<'a>(entries: &mut Entries<'a>) -> Vec<(usize, Node<'a>)> {
    let name = |index: usize| entries.get(index).map_or("", |(name, _)| name.as_ref());
    let order = ordered(entries.len(), &|one, two| name(one).cmp(name(two)));
    let mut repeated = vec![false; entries.len()];
    for (one, two) in order.iter().zip(order.iter().skip(1)) {
        if let Some(flag) = repeated.get_mut(*two) {
            *flag = name(*one) == name(*two);
        }
    }
    settle(entries, &|index| repeated.get(index).copied().unwrap_or(false))
}

/// Takes one out of a list, which closes up. Unlike `Vec::remove`, it has no panic.
fn take_out<T>(list: &mut Vec<T>, index: usize) -> Option<T> {
    let mut slots = list.get_mut(index..)?.iter_mut();
    let mut hole = slots.next()?;
    for slot in slots {
        core::mem::swap(hole, slot);
        hole = slot;
    }
    list.pop()
}

/// Reads a tree again, with the sizes of a request held against it.
#[derive(Debug)]
pub(crate) struct NodeCursor<'n, 'a> {
    /// The value that `head` gives next.
    next: Option<&'n Node<'a>>,
    levels: Vec<Level<'n, 'a>>,
    left: Left,
}

#[derive(Debug)]
enum Level<'n, 'a> {
    Array(core::slice::Iter<'n, Node<'a>>),
    Object(core::slice::Iter<'n, (Cow<'a, str>, Node<'a>)>),
}

impl<'n, 'a> NodeCursor<'n, 'a> {
    pub(crate) fn new(node: &'n Node<'a>, limits: Limits) -> Self {
        NodeCursor { next: Some(node), levels: Vec::new(), left: Left { limits, nodes: 0, bytes: 0 } }
    }
}

impl<'n, 'a: 'n> Cursor<'n> for NodeCursor<'n, 'a> {
    fn head(&mut self, data: Option<&'static str>) -> Result<Head<'n>, Stop> {
        let node = self.next.take().ok_or(Stop::Syntax)?;
        if *node != Node::Undefined {
            self.left.node()?;
        }
        if matches!(node, Node::Array(_) | Node::Object(_)) {
            self.left.level(self.levels.len())?;
        }
        Ok(match node {
            Node::Undefined => Head::Absent,
            Node::Null => Head::Null,
            Node::Bool(bool) => Head::Bool(*bool),
            Node::Number(number) => Head::Number(*number),
            Node::Large(number) => Head::Number(double(number)),
            Node::Text(text) => {
                self.left.text(text, data)?;
                Head::Text(text)
            }
            Node::Broken(text, _) => {
                self.left.text(text, data)?;
                Head::Broken(text)
            }
            Node::Data { head, sound, identity, .. } => {
                Head::Data(LongData { head, sound: *sound, identity: *identity })
            }
            Node::Foreign(foreign, _) => Head::Foreign(*foreign),
            Node::Stopped(stop, _) => return Err(*stop),
            Node::Array(items) => {
                self.levels.push(Level::Array(items.iter()));
                Head::ARRAY
            }
            Node::Object(entries) => {
                self.levels.push(Level::Object(entries.iter()));
                Head::Object
            }
        })
    }

    fn key(&mut self) -> Result<Option<Key<'n>>, Stop> {
        let Some(Level::Object(entries)) = self.levels.last_mut() else { return Err(Stop::Syntax) };
        let Some((name, value)) = entries.next() else {
            self.levels.pop();
            return Ok(None);
        };
        if *value != Node::Undefined {
            self.left.text(name, None)?;
        }
        self.next = Some(value);
        Ok(Some(Key { name, at: 0, repeated: false }))
    }

    fn item(&mut self) -> Result<bool, Stop> {
        let Some(Level::Array(items)) = self.levels.last_mut() else { return Err(Stop::Syntax) };
        self.next = items.next();
        if self.next.is_none() {
            self.levels.pop();
        }
        Ok(self.next.is_some())
    }

    fn at(&self) -> u32 {
        0
    }

    fn finish(&mut self) -> Result<(), Stop> {
        Ok(())
    }
}

/// What a request may still hold while it is read.
#[derive(Debug)]
struct Left {
    limits: Limits,
    nodes: u32,
    bytes: usize,
}

impl Left {
    fn node(&mut self) -> Result<(), Stop> {
        self.nodes += 1;
        if self.nodes > self.limits.nodes { Err(Stop::TooManyNodes) } else { Ok(()) }
    }

    fn level(&self, depth: usize) -> Result<(), Stop> {
        if depth >= self.limits.depth as usize { Err(Stop::TooDeep) } else { Ok(()) }
    }

    fn text(&mut self, text: &str, data: Option<&'static str>) -> Result<(), Stop> {
        self.limits.hold(text, data)?;
        self.bytes += text.len();
        if self.bytes > self.limits.bytes { Err(Stop::TooManyBytes) } else { Ok(()) }
    }
}

/// Below it every integer is a double.
const SAFE: f64 = 9_007_199_254_740_992.0;

fn double(number: &serde_json::Number) -> f64 {
    number.as_f64().unwrap_or(f64::NAN)
}

/// An integer beyond the doubles is kept as it is.
fn kept<'a>(number: &serde_json::Number) -> Node<'a> {
    if number.is_f64() || double(number).abs() < SAFE {
        Node::Number(double(number))
    } else {
        Node::Large(number.clone())
    }
}

/// A number as JSON spells it: integers without a fraction, what JSON has no spelling for as null.
pub(crate) fn number_to_json(number: f64) -> serde_json::Value {
    if number.trunc() == number && number.abs() < SAFE && !(number == 0.0 && number.is_sign_negative()) {
        (number as i64).into()
    } else {
        serde_json::Number::from_f64(number).map_or(serde_json::Value::Null, serde_json::Value::Number)
    }
}

/// A tree of `serde_json`, with the sizes of a request held against it before anything is copied.
pub(crate) fn from_serde(value: &serde_json::Value, limits: Limits) -> Result<Node<'_>, Stop> {
    copy(&mut Left { limits, nodes: 0, bytes: 0 }, value, Way::Root, 0)
}

/// The most levels of a tree that is kept whatever its size: more than any JSON text that `serde_json` reads, and few
/// enough for recursion.
const MOST_HELD_LEVELS: usize = 128;

/// A tree of `serde_json` as it is, whatever its size: sizes are held against it when it is checked. Containers below
/// the deepest level come out empty, where a request is long too deep.
pub(crate) fn held(value: &serde_json::Value) -> Node<'_> {
    hold(value, MOST_HELD_LEVELS)
}

fn hold(value: &serde_json::Value, levels: usize) -> Node<'_> {
    use serde_json::Value as Json;
    let inside = levels.checked_sub(1);
    match value {
        Json::Null => Node::Null,
        Json::Bool(bool) => Node::Bool(*bool),
        Json::Number(number) => kept(number),
        Json::String(text) => Node::Text(Cow::Borrowed(text)),
        Json::Array(items) => {
            Node::Array(inside.map_or(Vec::new(), |levels| items.iter().map(|item| hold(item, levels)).collect()))
        }
        Json::Object(entries) => Node::Object(inside.map_or(Vec::new(), |levels| {
            entries.iter().map(|(key, value)| (Cow::Borrowed(key.as_str()), hold(value, levels))).collect()
        })),
    }
}

fn copy<'a>(left: &mut Left, value: &'a serde_json::Value, way: Way, depth: usize) -> Result<Node<'a>, Stop> {
    use serde_json::Value as Json;
    left.node()?;
    if matches!(value, Json::Array(_) | Json::Object(_)) {
        left.level(depth)?;
    }
    Ok(match value {
        Json::Null => Node::Null,
        Json::Bool(bool) => Node::Bool(*bool),
        Json::Number(number) => kept(number),
        Json::String(text) => {
            left.text(text, way.data())?;
            Node::Text(Cow::Borrowed(text))
        }
        Json::Array(items) => {
            let items = items.iter().map(|item| copy(left, item, way.index(), depth + 1));
            Node::Array(items.collect::<Result<_, _>>()?)
        }
        Json::Object(entries) => {
            let mut copied = Vec::with_capacity(entries.len());
            for (key, value) in entries {
                left.text(key, None)?;
                copied.push((Cow::Borrowed(key.as_str()), copy(left, value, way.key(key), depth + 1)?));
            }
            Node::Object(copied)
        }
    })
}
