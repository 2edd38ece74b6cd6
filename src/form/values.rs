//! What forms give: text for everything, keys with brackets, gaps, blanks. Turns it into the values of a request and
//! lists what it changed.

use super::advice::{Cause, Changed};
use crate::builder::{Change, ChangeKind};
use crate::report::PathStep;
use crate::request::node::{Entries, Node, from_serde, settle_alike};
use crate::request::order::arrange;
use crate::request::{FIELD_COUNT, Field, Shape, Step, is_blank, trim};
use crate::rules::Options;
use serde_json::Value;
use std::borrow::Cow;

/// Why a value changed: text became the number or the boolean that the field is documented to hold.
pub(crate) const FORM: Cause = Cause::Word("form-value");
/// Why a value went: nothing was entered.
pub(crate) const EMPTY: Cause = Cause::Word("empty-value");
/// Why a value went: another was set in its place, or inside it.
pub(crate) const REPLACED: Cause = Cause::Word("replaced");
/// Why an item moved: the indices of its list had a gap.
const GAP: Cause = Cause::Word("gap");

/// A request from the entries of a form, in order: keys by the grammar `key([n])?(.key)?`, also `list.0.key`.
pub fn from_entries(entries: &[(String, String)]) -> (Value, Vec<Change>) {
    let nodes =
        entries.iter().map(|(key, value)| (Cow::Borrowed(key.as_str()), Node::Text(Cow::Borrowed(value.as_str()))));
    let (node, changes) = tidy_entries(nodes);
    (node.to_json(), super::advice::public(&changes))
}

/// A request whose typed fields may hold the text of form controls.
pub fn with_form_values(draft: &Value, options: &Options) -> (Value, Vec<Change>) {
    let Ok(mut node) = from_serde(draft, options.limits()) else { return (draft.clone(), Vec::new()) };
    let changes = convert_all(&mut node);
    (node.to_json(), super::advice::public(&changes))
}

/// The path that a form key means; a key outside the grammar is one step, as it stands.
pub(crate) fn parse_key(key: &str) -> Vec<PathStep> {
    try_parse(key).unwrap_or_else(|| vec![PathStep::Key(key.to_owned())])
}

fn try_parse(key: &str) -> Option<Vec<PathStep>> {
    let end = key.find(['[', '.']).unwrap_or(key.len());
    let (name, mut rest) = key.split_at_checked(end)?;
    let mut path = vec![PathStep::Key(name.to_owned())];
    while !rest.is_empty() {
        let (step, after) = match rest.strip_prefix('[') {
            Some(inside) => {
                let (index, after) = inside.split_once(']')?;
                (PathStep::Index(index_of(index)?), after)
            }
            None => {
                let inside = rest.strip_prefix('.')?;
                let end = inside.find(['[', '.']).unwrap_or(inside.len());
                let (name, after) = inside.split_at_checked(end)?;
                let step = match index_of(name) {
                    Some(index) if path.len() == 1 => PathStep::Index(index),
                    _ => PathStep::Key(name.to_owned()),
                };
                (step, after)
            }
        };
        path.push(step);
        rest = after;
    }
    let names = path.iter().all(|step| !matches!(step, PathStep::Key(name) if name.is_empty()));
    (names && path.len() <= 3).then_some(path)
}

fn index_of(digits: &str) -> Option<u32> {
    let plain = !digits.is_empty() && digits.len() <= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.bytes().fold(0, |index, digit| index * 10 + u32::from(digit - b'0')))
}

/// Entries in order to a request: the last entry of a key wins, lists close up, blank items go.
pub(crate) fn tidy_entries<'a>(
    entries: impl Iterator<Item = (Cow<'a, str>, Node<'a>)>,
) -> (Node<'a>, Vec<Changed<'a>>) {
    let mut request: Entries<'a> = Vec::new();
    let mut inner: Vec<(String, (String, Node<'a>))> = Vec::new();
    let mut parts: Vec<(String, Given<'a>)> = Vec::new();
    // Behind the last item of each list so far.
    let mut ends = [0; FIELD_COUNT];
    for ((key, value), time) in entries.zip(0..) {
        let mut path = parse_key(&key).into_iter();
        let (name, index, part) = match (path.next(), path.next(), path.next()) {
            (Some(PathStep::Key(name)), None, _) => match Field::from_name(&name) {
                Some(field) if field.shape() == Shape::Urls => {
                    let end = ends.get(field as usize).copied().unwrap_or(0);
                    (name, end, None)
                }
                _ => {
                    request.push((Cow::Owned(name), value));
                    continue;
                }
            },
            (Some(PathStep::Key(name)), Some(PathStep::Key(key)), None) => {
                inner.push((name, (key, value)));
                continue;
            }
            (Some(PathStep::Key(name)), Some(PathStep::Index(index)), None) => (name, index, None),
            (Some(PathStep::Key(name)), Some(PathStep::Index(index)), Some(PathStep::Key(part))) => {
                (name, index, Some(part))
            }
            _ => {
                request.push((key, value));
                continue;
            }
        };
        if let Some(end) = Field::from_name(&name).and_then(|field| ends.get_mut(field as usize)) {
            *end = (*end).max(index + 1);
        }
        parts.push((name, Given { index, part, value, time }));
    }
    settle_alike(&mut request);
    for (name, entries) in by_name(inner) {
        let mut entries = entries.into_iter().map(|(key, value)| (Cow::Owned(key), value)).collect();
        settle_alike(&mut entries);
        request.push((Cow::Owned(name), Node::Object(entries)));
    }
    // What one key says and another says otherwise: `metadata` beside `metadata.a`.
    let mut clashes = Vec::new();
    let mut losses = Vec::new();
    for (name, parts) in by_name(parts) {
        let items = closed_up(items_of(&name, parts, &mut clashes), |index, kind, from, to, reason| {
            let path = vec![PathStep::Key(name.clone()), PathStep::Index(index)];
            losses.push((request.len(), Some(Changed { path, kind, from: Some(from), to, reason })));
        });
        if !items.is_empty() {
            request.push((Cow::Owned(name), Node::Array(items)));
        }
    }
    let names: Vec<String> = request.iter().map(|(name, _)| name.to_string()).collect();
    for (position, from) in settle_alike(&mut request) {
        let path = names.get(position).map(|name| PathStep::Key(name.clone())).into_iter().collect();
        losses.push((position, Some(replaced(path, from))));
    }
    arrange(&mut clashes, |(one, _), (two, _)| one.cmp(two));
    arrange(&mut losses, |(one, _), (two, _)| one.cmp(two));
    let mut changes: Vec<Changed<'a>> = clashes.into_iter().chain(losses).filter_map(|(_, change)| change).collect();
    let mut request = Node::Object(request);
    changes.append(&mut convert_all(&mut request));
    (request, changes)
}

/// What an entry says of an item of a list: its value, or one of its parts.
#[derive(Default)]
struct Given<'a> {
    index: u32,
    part: Option<String>,
    value: Node<'a>,
    /// How many entries came before.
    time: usize,
}

/// Something that happened, with what puts it in order.
type Timed<'a> = (usize, Option<Changed<'a>>);

fn replaced<'a>(path: Vec<PathStep>, from: Node<'a>) -> Changed<'a> {
    Changed { path, kind: ChangeKind::Dropped, from: Some(from), to: None, reason: REPLACED }
}

/// What is given under each name, the names in their order.
fn by_name<T: Default>(mut given: Vec<(String, T)>) -> Vec<(String, Vec<T>)> {
    arrange(&mut given, |(one, _), (two, _)| one.cmp(two));
    let mut groups: Vec<(String, Vec<T>)> = Vec::new();
    for (name, one) in given {
        match groups.last_mut() {
            Some((last, group)) if *last == name => group.push(one),
            _ => groups.push((name, vec![one])),
        }
    }
    groups
}

/// The items of a list by index. A value takes the place of parts that were given before, and they of it.
fn items_of<'a>(name: &str, mut given: Vec<Given<'a>>, clashes: &mut Vec<Timed<'a>>) -> Vec<(u32, Node<'a>)> {
    arrange(&mut given, |one, two| one.index.cmp(&two.index));
    // Whether an item is made of parts stands beside it: a value may be an object too.
    let mut items: Vec<(u32, bool, Node<'a>)> = Vec::new();
    for Given { index, part, value, time } in given {
        let (of_parts, item) = match items.last_mut() {
            Some((last, of_parts, item)) if *last == index => (of_parts, item),
            _ => {
                let empty = if part.is_some() { Node::Object(Vec::new()) } else { Node::Undefined };
                items.push((index, part.is_some(), empty));
                let Some((_, of_parts, item)) = items.last_mut() else { continue };
                (of_parts, item)
            }
        };
        let mut clash = |from: Node<'a>| {
            let path = vec![PathStep::Key(name.to_owned()), PathStep::Index(index)];
            clashes.push((time, Some(replaced(path, from))));
        };
        match (part, &mut *item) {
            (Some(part), Node::Object(parts)) if *of_parts => parts.push((Cow::Owned(part), value)),
            (Some(part), _) => {
                let parts = Node::Object(vec![(Cow::Owned(part), value)]);
                clash(core::mem::replace(item, parts));
                *of_parts = true;
            }
            (None, _) if *of_parts => {
                settle_parts(item);
                clash(core::mem::replace(item, value));
                *of_parts = false;
            }
            (None, _) => *item = value,
        }
    }
    let settled = |(index, of_parts, mut item): (u32, bool, Node<'a>)| {
        if of_parts {
            settle_parts(&mut item);
        }
        (index, item)
    };
    items.into_iter().map(settled).collect()
}

fn settle_parts(item: &mut Node<'_>) {
    if let Node::Object(parts) = item {
        settle_alike(parts);
    }
}

/// The items of a list without gaps and blanks; `note` hears of each change.
fn closed_up<'a>(
    list: Vec<(u32, Node<'a>)>,
    mut note: impl FnMut(u32, ChangeKind, Node<'a>, Option<Node<'a>>, Cause),
) -> Vec<Node<'a>> {
    let mut items = Vec::new();
    for (index, item) in list {
        if is_blank_item(&item) {
            note(index, ChangeKind::Dropped, item, None, EMPTY);
            continue;
        }
        let place = items.len() as u32;
        if index != place {
            let number = |index: u32| Node::Number(f64::from(index));
            note(place, ChangeKind::Converted, number(index), Some(number(place)), GAP);
        }
        items.push(item);
    }
    items
}

fn is_blank_item(item: &Node<'_>) -> bool {
    let blank = |node: &Node<'_>| matches!(node, Node::Text(text) if is_blank(text));
    match item {
        Node::Object(parts) => parts.iter().all(|(_, part)| blank(part)),
        other => blank(other),
    }
}

/// Converts the text of every typed field of a request.
pub(crate) fn convert_all<'a>(request: &mut Node<'a>) -> Vec<Changed<'a>> {
    let mut changes = Vec::new();
    for field in Field::ALL {
        let path = [Step::Key(field.name())];
        let Some(value) = request.at_mut(&path) else { continue };
        match convert(field, value) {
            Converted::As(to) => {
                let from = core::mem::replace(value, to.clone());
                changes.push(change(field, ChangeKind::Converted, from, Some(to), FORM));
            }
            Converted::Nothing => {
                let from = request.remove(&path);
                changes.extend(from.map(|from| change(field, ChangeKind::Dropped, from, None, EMPTY)));
            }
            Converted::Same => {}
        }
    }
    changes
}

fn change<'a>(field: Field, kind: ChangeKind, from: Node<'a>, to: Option<Node<'a>>, reason: Cause) -> Changed<'a> {
    Changed { path: vec![PathStep::Key(field.name().to_owned())], kind, from: Some(from), to, reason }
}

/// What the text of a control means for a field.
pub(crate) enum Converted<'a> {
    As(Node<'a>),
    /// A number or a choice was left empty.
    Nothing,
    Same,
}

pub(crate) fn convert<'a>(field: Field, value: &Node<'_>) -> Converted<'a> {
    let Node::Text(text) = value else { return Converted::Same };
    let text = trim(text);
    match field.shape() {
        Shape::Integer | Shape::Boolean if text.is_empty() => Converted::Nothing,
        Shape::Integer => integer(text).map_or(Converted::Same, |number| Converted::As(Node::Number(number))),
        Shape::Boolean => match text {
            "true" | "on" | "1" => Converted::As(Node::Bool(true)),
            "false" | "off" | "0" => Converted::As(Node::Bool(false)),
            _ => Converted::Same,
        },
        _ => Converted::Same,
    }
}

/// An optional sign and ASCII digits, as the nearest double; nothing beyond the largest, which JSON could not carry.
fn integer(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = crate::request::number::parse(digits.as_bytes());
    let signed = if text.starts_with('-') { -number } else { number };
    (plain && signed.is_finite()).then_some(signed)
}
