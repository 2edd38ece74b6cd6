//! From any source of values to a [`Draft`]: which value belongs to which field. Knows no syntax and no rule.

use super::url::{Form, Judgement, MediaKind, judge};
use super::{
    DeepFault, Draft, Field, Foreign, Item, LongData, LooseKey, Owner, Part, Place, Root, Shape, Slot, Step, Stop,
    Value, Walk,
};
use crate::capability::Role;

/// The head of the next value: scalars whole, containers entered.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Head<'a> {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(&'a str),
    Broken(&'a str),
    Data(LongData<'a>),
    Array,
    Object,
    Foreign(Foreign),
}

/// A key of the object being read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key<'a> {
    pub(crate) name: &'a str,
    pub(crate) at: u32,
    /// Whether the object had this key before.
    pub(crate) repeated: bool,
}

/// A source of values: JSON bytes, the tape of a JavaScript object, a tree.
///
/// INVARIANT: every container whose head was returned is read to its end by `key` or `item`.
pub(crate) trait Cursor<'a> {
    /// The next value; `data` names the media kind whose `data:` URLs may be long here.
    fn head(&mut self, data: Option<&'static str>) -> Result<Head<'a>, Stop>;
    /// The next key of the innermost object, or its end.
    fn key(&mut self) -> Result<Option<Key<'a>>, Stop>;
    /// Whether the innermost array has another item.
    fn item(&mut self) -> Result<bool, Stop>;
    /// Where the head that came last begins, in bytes.
    fn at(&self) -> u32;
    /// Nothing may follow the request.
    fn finish(&mut self) -> Result<(), Stop>;
}

/// Reads a whole request. It cannot fail: what stopped it is kept as the draft's root.
pub(crate) fn read<'a, C: Cursor<'a> + ?Sized>(cursor: &mut C, draft: &mut Draft<'a>) {
    if let Err(stop) = read_root(cursor, draft) {
        draft.root = Root::Stopped(stop);
    }
}

fn read_root<'a, C: Cursor<'a> + ?Sized>(cursor: &mut C, draft: &mut Draft<'a>) -> Result<(), Stop> {
    let head = cursor.head(None)?;
    draft.root_at = cursor.at();
    if matches!(head, Head::Object) {
        while let Some(key) = cursor.key()? {
            read_field(cursor, draft, key)?;
        }
    } else {
        skip(cursor, draft, head, Place::Root, false)?;
        draft.root = Root::Other(value(head));
    }
    cursor.finish()
}

fn read_field<'a, C: Cursor<'a> + ?Sized>(cursor: &mut C, draft: &mut Draft<'a>, key: Key<'a>) -> Result<(), Stop> {
    let Some(field) = Field::from_name(key.name) else {
        if key.repeated {
            draft.deep_at(Place::Key(key.name), DeepFault::Repeated, key.at);
        }
        let head = cursor.head(None)?;
        if !matches!(head, Head::Undefined) {
            draft.loose.push(LooseKey { owner: Owner::Root, name: key.name, at: key.at });
        }
        return skip(cursor, draft, head, Place::Key(key.name), true);
    };
    if key.repeated {
        draft.deep_at(Place::Field(field), DeepFault::Repeated, key.at);
    }
    let head = cursor.head(None)?;
    let at = cursor.at();
    let value = match (field.shape(), head) {
        (Shape::Urls | Shape::Media | Shape::Tools, Head::Array) => read_list(cursor, draft, field)?,
        (Shape::Metadata, Head::Object) => {
            read_metadata(cursor, draft)?;
            Value::Object
        }
        (shape, head) => {
            // The type of a documented field is wrong as a whole; inside an undocumented one each fault is its own.
            let undocumented_somewhere = shape == Shape::Any || matches!(field, Field::ReturnLastFrame | Field::Tools);
            skip(cursor, draft, head, Place::Field(field), undocumented_somewhere)?;
            value(head)
        }
    };
    if field == Field::CallbackUrl {
        draft.callback = judged(value);
    }
    if let Some(slot) = draft.slots.get_mut(field as usize) {
        *slot = Slot { value, at, key_at: key.at };
    }
    Ok(())
}

fn read_list<'a, C: Cursor<'a> + ?Sized>(
    cursor: &mut C,
    draft: &mut Draft<'a>,
    field: Field,
) -> Result<Value<'a>, Stop> {
    let start = draft.items.len() as u32;
    while cursor.item()? {
        let head = cursor.head(if field.shape() == Shape::Urls { data_kind(field) } else { None })?;
        let itself = Slot { value: value(head), at: cursor.at(), key_at: cursor.at() };
        let mut item = Item { itself, ..Item::default() };
        let index = draft.items.len() as u32;
        if matches!(head, Head::Object) && field.shape() != Shape::Urls {
            read_item(cursor, draft, field, index - start, index, &mut item)?;
        } else {
            skip(cursor, draft, head, Place::Item(field, index - start), false)?;
            if field.shape() == Shape::Urls {
                item.url = itself;
            }
        }
        draft.odd_items |= match field.shape() {
            Shape::Urls => !matches!(head, Head::Text(_) | Head::Data(_)),
            _ => !item.is_even(),
        };
        if field != Field::Tools {
            item.judgement = judged(item.url.value);
            item.known_role = item.role.value.text().and_then(Role::from_name);
            draft.odd_urls |= item.judgement.is_some_and(|judgement| !judgement.is_plain(media_kind(field)));
        }
        draft.items.push(item);
    }
    Ok(Value::Array { start, len: draft.items.len() as u32 - start })
}

fn read_item<'a, C: Cursor<'a> + ?Sized>(
    cursor: &mut C,
    draft: &mut Draft<'a>,
    field: Field,
    index: u32,
    position: u32,
    item: &mut Item<'a>,
) -> Result<(), Stop> {
    while let Some(key) = cursor.key()? {
        let part = Part::from_name(key.name, field.shape());
        let place = part.map_or(Place::ItemKey(field, index, key.name), |part| Place::Part(field, index, part));
        if key.repeated {
            draft.deep_at(place, DeepFault::Repeated, key.at);
        }
        let head = cursor.head(if part == Some(Part::Url) { data_kind(field) } else { None })?;
        let slot = Slot { value: value(head), at: cursor.at(), key_at: key.at };
        skip(cursor, draft, head, place, part.is_none())?;
        match part {
            Some(Part::Url) => item.url = slot,
            Some(Part::Role) => item.role = slot,
            Some(Part::Type) => item.kind = slot,
            None if slot.value.is_absent() => {}
            None => draft.loose.push(LooseKey { owner: Owner::Item(field, position), name: key.name, at: key.at }),
        }
    }
    Ok(())
}

fn read_metadata<'a, C: Cursor<'a> + ?Sized>(cursor: &mut C, draft: &mut Draft<'a>) -> Result<(), Stop> {
    draft.generation += 1;
    draft.metadata_id = Slot::default();
    while let Some(key) = cursor.key()? {
        let place = Place::MetadataKey(key.name);
        if key.repeated {
            draft.deep_at(place, DeepFault::Repeated, key.at);
        }
        let typed = key.name == Field::ClientBusinessId.name();
        let head = cursor.head(None)?;
        let slot = Slot { value: value(head), at: cursor.at(), key_at: key.at };
        skip(cursor, draft, head, place, !typed)?;
        if typed {
            draft.metadata_id = slot;
        } else if !slot.value.is_absent() {
            draft.loose.push(LooseKey { owner: Owner::Metadata(draft.generation), name: key.name, at: key.at });
        }
    }
    Ok(())
}

/// Reads to the end of a value that no field looks into. With `inside`, values that JSON cannot carry are kept as
/// faults, the value itself included; repeated keys are kept at any depth.
fn skip<'a, C: Cursor<'a> + ?Sized>(
    cursor: &mut C,
    draft: &mut Draft<'a>,
    head: Head<'a>,
    place: Place<'a>,
    inside: bool,
) -> Result<(), Stop> {
    if let (Head::Foreign(foreign), true) = (head, inside) {
        let at = cursor.at();
        draft.deep_at(place, DeepFault::Foreign(foreign), at);
    }
    if !matches!(head, Head::Array | Head::Object) {
        return Ok(());
    }
    let mut walk = core::mem::take(&mut draft.walk);
    draft.path(place, &mut walk.trail);
    walk.levels.clear();
    walk.levels.push((matches!(head, Head::Array), 0));
    let result = skip_inside(cursor, draft, &mut walk, inside);
    draft.walk = walk;
    result
}

fn skip_inside<'a, C: Cursor<'a> + ?Sized>(
    cursor: &mut C,
    draft: &mut Draft<'a>,
    walk: &mut Walk<'a>,
    inside: bool,
) -> Result<(), Stop> {
    // Depth is bounded by the cursor, and this needs no recursion.
    let Walk { trail, levels } = walk;
    while let Some((array, next)) = levels.last_mut() {
        let step = if *array {
            if cursor.item()? { Some((Step::Index(*next), false, 0)) } else { None }
        } else {
            cursor.key()?.map(|key| (Step::Key(key.name), key.repeated, key.at))
        };
        let Some((step, repeated, at)) = step else {
            levels.pop();
            trail.pop();
            continue;
        };
        *next += 1;
        trail.push(step);
        if repeated {
            draft.deep_in(trail, DeepFault::Repeated, at);
        }
        match cursor.head(None)? {
            head @ (Head::Array | Head::Object) => levels.push((matches!(head, Head::Array), 0)),
            head => {
                if let (Head::Foreign(foreign), true) = (head, inside) {
                    draft.deep_in(trail, DeepFault::Foreign(foreign), cursor.at());
                }
                trail.pop();
            }
        }
    }
    Ok(())
}

impl<'a> Draft<'a> {
    fn deep_at(&mut self, place: Place<'a>, fault: DeepFault, at: u32) {
        self.deep.push((place, fault, at));
    }

    fn deep_in(&mut self, trail: &[Step<'a>], fault: DeepFault, at: u32) {
        let start = self.steps.len() as u32;
        self.steps.extend_from_slice(trail);
        self.deep.push((Place::Deep(start, trail.len() as u32), fault, at));
    }
}

/// What a URL is; of a long `data:` URL the payload was looked at where it stayed.
fn judged(value: Value<'_>) -> Option<Judgement<'_>> {
    match value {
        Value::Text(text) => Some(judge(text)),
        Value::Data(long) => {
            let mut judgement = judge(long.head);
            if let Form::Data(url) = &mut judgement.form {
                url.payload_sound = long.sound;
            }
            Some(judgement)
        }
        _ => None,
    }
}

const fn value<'a>(head: Head<'a>) -> Value<'a> {
    match head {
        Head::Undefined => Value::Absent,
        Head::Null => Value::Null,
        Head::Bool(bool) => Value::Bool(bool),
        Head::Number(number) => Value::Number(number),
        Head::Text(text) => Value::Text(text),
        Head::Broken(text) => Value::Broken(text),
        Head::Data(data) => Value::Data(data),
        Head::Array => Value::Array { start: 0, len: 0 },
        Head::Object => Value::Object,
        Head::Foreign(foreign) => Value::Foreign(foreign),
    }
}

/// The kind of media that a list holds.
pub(crate) const fn media_kind(list: Field) -> MediaKind {
    match list {
        Field::VideoWithRoles => MediaKind::Video,
        Field::AudioWithRoles => MediaKind::Audio,
        _ => MediaKind::Image,
    }
}

/// The media kind whose `data:` URLs a list takes in the editions that take any.
pub(crate) const fn data_kind(field: Field) -> Option<&'static str> {
    match field {
        Field::ImageUrls | Field::ImageWithRoles => Some("image"),
        Field::AudioWithRoles => Some("audio"),
        _ => None,
    }
}

/// How far a walk down a tree is on its way to a URL that may be a long `data:` URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Root,
    List(Field),
    Item(Field),
    /// It holds such a URL where it is a string.
    Url(&'static str),
    Elsewhere,
}

impl Way {
    /// One step down, into an object by its key.
    pub(crate) fn key(self, key: &str) -> Way {
        let way = match self {
            Way::Root => Field::from_name(key).filter(|field| data_kind(*field).is_some()).map(Way::List),
            Way::Item(field) if Part::from_name(key, field.shape()) == Some(Part::Url) => {
                data_kind(field).map(Way::Url)
            }
            _ => None,
        };
        way.unwrap_or(Way::Elsewhere)
    }

    /// One step down, into an array.
    pub(crate) fn index(self) -> Way {
        match self {
            Way::List(field) if field.shape() == Shape::Urls => data_kind(field).map_or(Way::Elsewhere, Way::Url),
            Way::List(field) => Way::Item(field),
            _ => Way::Elsewhere,
        }
    }

    /// The media kind whose `data:` URLs may be long here.
    pub(crate) fn data(self) -> Option<&'static str> {
        match self {
            Way::Url(kind) => Some(kind),
            _ => None,
        }
    }
}

/// Whether a text begins as a `data:` URL of that media kind, in any case.
pub(crate) fn is_data_of(kind: &str, text: &str) -> bool {
    let (scheme, rest) = ("data:", text.as_bytes());
    let starts =
        |rest: &[u8], word: &str| rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()));
    starts(rest, scheme)
        && rest.get(scheme.len()..).is_some_and(|rest| starts(rest, kind) && rest.get(kind.len()) == Some(&b'/'))
}
