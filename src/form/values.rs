//! What forms give: text for everything, keys with brackets, gaps, blanks. Turns it into the values of a request and
//! lists what it changed.

use super::advice::Changed;
use crate::builder::{Change, ChangeKind};
use crate::report::PathStep;
use crate::request::node::{Node, from_serde};
use crate::request::{Field, Shape, Step, is_blank, trim};
use crate::rules::Options;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Why a value changed: text became the number or the boolean that the field is documented to hold.
pub(crate) const FORM: &str = "form-value";
/// Why a value went: nothing was entered.
pub(crate) const EMPTY: &str = "empty-value";
/// Why a value went: another was set in its place, or inside it.
pub(crate) const REPLACED: &str = "replaced";
/// Why an item moved: the indices of its list had a gap.
const GAP: &str = "gap";

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
    let mut request = Keyed::default();
    let mut objects: BTreeMap<String, Keyed<'a>> = BTreeMap::new();
    let mut lists: BTreeMap<String, BTreeMap<u32, Entry<'a>>> = BTreeMap::new();
    let mut changes = Vec::new();
    // What one key says and another says otherwise: `metadata` beside `metadata.a`.
    let mut replaced = |path: &[Step<'_>], from: Node<'a>| {
        let path = path.iter().copied().map(PathStep::from).collect();
        changes.push(Changed { path, kind: ChangeKind::Dropped, from: Some(from), to: None, reason: REPLACED });
    };
    for (key, value) in entries {
        let mut path = parse_key(&key).into_iter();
        match (path.next(), path.next(), path.next()) {
            (Some(PathStep::Key(name)), None, _) => {
                if Field::from_name(&name).is_some_and(|field| field.shape() == Shape::Urls) {
                    let list = lists.entry(name).or_default();
                    let next = list.last_key_value().map_or(0, |(last, _)| last + 1);
                    list.insert(next, Entry::Value(value));
                } else {
                    request.put(name, value);
                }
            }
            (Some(PathStep::Key(name)), Some(PathStep::Key(inner)), None) => {
                objects.entry(name).or_default().put(inner, value);
            }
            (Some(PathStep::Key(name)), Some(PathStep::Index(index)), None) => {
                let item = lists.entry(name.clone()).or_default().entry(index).or_insert(Entry::Value(Node::Undefined));
                if let Entry::Parts(parts) = core::mem::replace(item, Entry::Value(value)) {
                    replaced(&[Step::Key(&name), Step::Index(index)], Node::Object(parts.entries));
                }
            }
            (Some(PathStep::Key(name)), Some(PathStep::Index(index)), Some(PathStep::Key(part))) => {
                let list = lists.entry(name.clone()).or_default();
                let item = list.entry(index).or_insert_with(|| Entry::Parts(Keyed::default()));
                if let Entry::Value(other) = item {
                    replaced(&[Step::Key(&name), Step::Index(index)], other.clone());
                    *item = Entry::Parts(Keyed::default());
                }
                if let Entry::Parts(parts) = item {
                    parts.put(part, value);
                }
            }
            _ => drop(request.put(key.into_owned(), value)),
        }
    }
    for (name, object) in objects {
        if let Some(other) = request.put(name.clone(), Node::Object(object.entries)) {
            replaced(&[Step::Key(&name)], other);
        }
    }
    for (name, list) in lists {
        let items = closed_up(&name, list, &mut changes);
        if items.is_empty() {
            continue;
        }
        if let Some(from) = request.put(name.clone(), Node::Array(items)) {
            let path = vec![PathStep::Key(name)];
            changes.push(Changed { path, kind: ChangeKind::Dropped, from: Some(from), to: None, reason: REPLACED });
        }
    }
    let mut request = Node::Object(request.entries);
    changes.extend(convert_all(&mut request));
    (request, changes)
}

/// The entries of an object, found by key and kept in the order of their first.
#[derive(Default)]
struct Keyed<'a> {
    places: BTreeMap<String, usize>,
    entries: Vec<(Cow<'a, str>, Node<'a>)>,
}

impl<'a> Keyed<'a> {
    /// Sets a key, and gives back what it was set to before.
    fn put(&mut self, key: String, value: Node<'a>) -> Option<Node<'a>> {
        let place = self.places.get(&key).and_then(|place| self.entries.get_mut(*place));
        if let Some((_, old)) = place {
            return Some(core::mem::replace(old, value));
        }
        self.places.insert(key.clone(), self.entries.len());
        self.entries.push((Cow::Owned(key), value));
        None
    }
}

/// An item of a list while entries come in.
enum Entry<'a> {
    Value(Node<'a>),
    Parts(Keyed<'a>),
}

/// The items of a list without gaps and blanks.
fn closed_up<'a>(name: &str, list: BTreeMap<u32, Entry<'a>>, changes: &mut Vec<Changed<'a>>) -> Vec<Node<'a>> {
    let mut items = Vec::new();
    for (index, item) in list {
        let item = match item {
            Entry::Value(value) => value,
            Entry::Parts(parts) => Node::Object(parts.entries),
        };
        let path = |index: u32| vec![PathStep::Key(name.to_owned()), PathStep::Index(index)];
        if is_blank_item(&item) {
            let kind = ChangeKind::Dropped;
            changes.push(Changed { path: path(index), kind, from: Some(item), to: None, reason: EMPTY });
            continue;
        }
        let place = items.len() as u32;
        if index != place {
            changes.push(Changed {
                path: path(place),
                kind: ChangeKind::Converted,
                from: Some(Node::Number(f64::from(index))),
                to: Some(Node::Number(f64::from(place))),
                reason: GAP,
            });
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

fn change<'a>(
    field: Field,
    kind: ChangeKind,
    from: Node<'a>,
    to: Option<Node<'a>>,
    reason: &'static str,
) -> Changed<'a> {
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
