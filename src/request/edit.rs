//! Changes a tape where it lies: what a repair is tried on. Knows paths, and no field.

use super::Step;
use super::read::{Cursor, Head};
use super::tape::{Tape, TapeCursor, tag};
use core::ops::Range;

/// Where a value lies, and where its entry begins: at its key, if it has one.
struct Found {
    entry: usize,
    value: Range<usize>,
}

/// Takes the value at a path out; arrays close up.
pub(crate) fn remove(tape: &mut Tape, path: &[Step<'_>]) -> Option<Vec<u8>> {
    let Found { entry, value } = find(&tape.bytes, path)?;
    let taken = copied(tape.bytes.get(value.clone())?);
    splice(tape, entry..value.end, &[]);
    Some(taken)
}

/// Puts a value at a path: a key is set, an array makes room, unless it is to stand `over` what is there. Nothing where
/// there is no such parent.
pub(crate) fn put(tape: &mut Tape, path: &[Step<'_>], value: &[u8], over: bool) -> Option<()> {
    let last = path.split_last();
    match (find(&tape.bytes, path), last) {
        (Some(found), Some((Step::Index(_), _))) if !over => splice(tape, found.entry..found.entry, value),
        (Some(found), _) => splice(tape, found.value, value),
        (None, Some((last, parent))) if !over => {
            // Behind the last entry, in front of the end.
            let end = find(&tape.bytes, parent)?.value.end.checked_sub(1)?;
            let mut entry = Tape::default();
            if let Step::Key(key) = last {
                entry.key(key);
            }
            entry.bytes.extend_from_slice(value);
            splice(tape, end..end, &entry.bytes);
        }
        _ => return None,
    }
    Some(())
}

/// A list with an item for each value of another one: an entry that all have, then the value under a key.
pub(crate) fn items(list: &[u8], (with, text): (&str, &str), key: &str) -> Option<Tape> {
    let mut cursor = TapeCursor::new(list);
    let Head::Array { .. } = cursor.head(None).ok()? else { return None };
    let mut items = Tape::default();
    items.byte(tag::ARRAY);
    while cursor.item().ok()? {
        let value = cursor.rest();
        skip(&mut cursor)?;
        items.byte(tag::OBJECT);
        items.key(with);
        items.text(text);
        items.key(key);
        items.bytes.extend_from_slice(value.get(..value.len() - cursor.rest().len())?);
        items.byte(tag::END);
    }
    items.byte(tag::END);
    Some(items)
}

/// How many values there are, and how many bytes their texts and keys have.
pub(crate) fn size(tape: &Tape) -> Option<(u32, usize)> {
    let mut size = (0, 0);
    pass(&mut TapeCursor::new(&tape.bytes), &mut size)?;
    Some(size)
}

/// The same bytes. Unlike `to_vec`, it shares the code that pushes bytes.
pub(crate) fn copied(bytes: &[u8]) -> Vec<u8> {
    let mut copy = Vec::new();
    copy.extend_from_slice(bytes);
    copy
}

fn splice(tape: &mut Tape, place: Range<usize>, value: &[u8]) {
    let after = copied(tape.bytes.get(place.end..).unwrap_or(&[]));
    tape.bytes.truncate(place.start);
    tape.bytes.extend_from_slice(value);
    tape.bytes.extend_from_slice(&after);
}

fn find(tape: &[u8], path: &[Step<'_>]) -> Option<Found> {
    let mut cursor = TapeCursor::new(tape);
    let at = |cursor: &TapeCursor<'_>| tape.len() - cursor.rest().len();
    let (mut entry, mut value) = (0, 0);
    for step in path {
        match (cursor.head(None).ok()?, step) {
            (Head::Object, Step::Key(name)) => loop {
                entry = at(&cursor);
                let key = cursor.key().ok()??;
                value = at(&cursor);
                if key.name == *name {
                    break;
                }
                skip(&mut cursor)?;
            },
            (Head::Array { .. }, Step::Index(index)) => {
                for before in (0..=*index).rev() {
                    entry = at(&cursor);
                    value = entry;
                    if !cursor.item().ok()? {
                        return None;
                    }
                    if before > 0 {
                        skip(&mut cursor)?;
                    }
                }
            }
            _ => return None,
        }
    }
    skip(&mut cursor)?;
    Some(Found { entry, value: value..at(&cursor) })
}

fn skip(cursor: &mut TapeCursor<'_>) -> Option<()> {
    pass(cursor, &mut (0, 0))
}

/// Goes past a value, and adds to a size. Tapes are as deep as their reader lets them be, and so is this recursion.
fn pass(cursor: &mut TapeCursor<'_>, size: &mut (u32, usize)) -> Option<()> {
    size.0 += 1;
    match cursor.head(None).ok()? {
        Head::Text(text) | Head::Broken(text) => size.1 += text.len(),
        Head::Array { .. } => {
            while cursor.item().ok()? {
                pass(cursor, size)?;
            }
        }
        Head::Object => {
            while let Some(key) = cursor.key().ok()? {
                size.1 += key.name.len();
                pass(cursor, size)?;
            }
        }
        _ => {}
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::node::Node;

    fn tape(json: &str) -> Tape {
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        let mut tape = Tape::default();
        crate::request::node::held(&value).write(&mut tape);
        tape
    }

    fn json(tape: &Tape) -> String {
        Node::read(&mut TapeCursor::new(&tape.bytes)).unwrap().to_json().to_string()
    }

    fn value(word: &str) -> Vec<u8> {
        let mut tape = Tape::default();
        tape.text(word);
        tape.bytes
    }

    #[test]
    fn a_tape_changes_as_its_tree_does() {
        let mut edited = tape(r#"{"a":[1,{"b":[[],"x"]},2],"c":{"d":null}}"#);
        let deep = [Step::Key("a"), Step::Index(1), Step::Key("b"), Step::Index(1)];
        assert_eq!(remove(&mut edited, &deep), Some(value("x")));
        assert_eq!(json(&edited), r#"{"a":[1,{"b":[[]]},2],"c":{"d":null}}"#);
        assert_eq!(put(&mut edited, &[Step::Key("c"), Step::Key("d")], &value("y"), true), Some(()));
        assert_eq!(put(&mut edited, &[Step::Key("a"), Step::Index(0)], &value("first"), false), Some(()));
        assert_eq!(put(&mut edited, &[Step::Key("a"), Step::Index(4)], &value("last"), false), Some(()));
        assert_eq!(put(&mut edited, &[Step::Key("e")], &value("new"), false), Some(()));
        assert_eq!(put(&mut edited, &[Step::Key("c")], &value("set"), false), Some(()));
        assert_eq!(json(&edited), r#"{"a":["first",1,{"b":[[]]},2,"last"],"c":"set","e":"new"}"#);
        assert_eq!(remove(&mut edited, &[Step::Key("a"), Step::Index(0)]), Some(value("first")));
        assert_eq!(remove(&mut edited, &[Step::Key("a")]).map(|taken| taken.len() > 2), Some(true));
        assert_eq!(json(&edited), r#"{"c":"set","e":"new"}"#);
    }

    #[test]
    fn a_list_becomes_items_and_sizes_are_those_of_the_tree() {
        let list = tape(r#"["x",[1],{"y":2}]"#);
        let items = items(&list.bytes, ("role", "r"), "url").unwrap();
        assert_eq!(json(&items), r#"[{"role":"r","url":"x"},{"role":"r","url":[1]},{"role":"r","url":{"y":2}}]"#);
        let node = Node::read(&mut TapeCursor::new(&items.bytes)).unwrap();
        let (nodes, bytes) = node.size();
        assert_eq!(size(&items), Some((nodes as u32, bytes)));
        assert!(super::items(&value("x"), ("role", "r"), "url").is_none());
    }

    #[test]
    fn what_is_not_there_is_left_alone() {
        let mut edited = tape(r#"{"a":[1]}"#);
        let before = edited.bytes.clone();
        assert_eq!(remove(&mut edited, &[Step::Key("b")]), None);
        assert_eq!(remove(&mut edited, &[Step::Key("a"), Step::Index(1)]), None);
        assert_eq!(put(&mut edited, &[Step::Key("a"), Step::Key("b")], &value("x"), true), None);
        assert_eq!(put(&mut edited, &[Step::Key("b"), Step::Key("c")], &value("x"), false), None);
        assert_eq!(edited.bytes, before);
    }
}
