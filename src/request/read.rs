//! From any source of values to a [`Draft`]: which value belongs to which field. Knows no syntax and no rule.

use super::url::{Form, Judgement, MediaKind, judge};
use super::{DeepFault, Draft, Field, Item, LooseKey, Owner, Part, Place, Root, Shape, Slot, Step, Stop, Value, Walk};
use crate::capability::Role;

/// The head of the next value: scalars whole, containers entered. Of an array it knows no items yet.
pub(crate) type Head<'a> = Value<'a>;

/// A key of the object being read.
#[derive(Clone, Copy, Debug, Default)]
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
    let mut root = Slot::default();
    read_head(cursor, None, &mut root)?;
    draft.root_at = root.at;
    if root.value.is_object() {
        let mut key = Key::default();
        while read_key(cursor, &mut key)? {
            read_field(cursor, draft, &key)?;
        }
    } else {
        skip(cursor, draft, &root.value, Place::Root, Kept::Nothing)?;
        draft.root = Root::Other(root.value);
    }
    cursor.finish()
}

// A result as large as a value is long code wherever it is asked for, so these write where the value is to stand.

#[cfg_attr(target_arch = "wasm32", inline(never))]
fn read_head<'a, C: Cursor<'a> + ?Sized>(
    cursor: &mut C,
    data: Option<&'static str>,
    slot: &mut Slot<'a>,
) -> Result<(), Stop> {
    slot.value = cursor.head(data)?;
    slot.at = cursor.at();
    Ok(())
}

/// Whether the innermost object has another key, which is put there.
#[cfg_attr(target_arch = "wasm32", inline(never))]
fn read_key<'a, C: Cursor<'a> + ?Sized>(cursor: &mut C, key: &mut Key<'a>) -> Result<bool, Stop> {
    let next = cursor.key()?;
    *key = next.unwrap_or_default();
    Ok(next.is_some())
}

fn read_field<'a, C: Cursor<'a> + ?Sized>(cursor: &mut C, draft: &mut Draft<'a>, key: &Key<'a>) -> Result<(), Stop> {
    let mut slot = Slot { key_at: key.at, ..Slot::default() };
    let Some(field) = Field::from_name(key.name) else {
        read_value(cursor, draft, key, Place::Key(key.name), None, Kept::All, &mut slot)?;
        add_loose(draft, Owner::Root, key, &slot);
        return Ok(());
    };
    let place = Place::Field(field);
    if key.repeated {
        draft.deep_at(place, DeepFault::Repeated, key.at);
    }
    read_head(cursor, None, &mut slot)?;
    let shape = field.shape();
    match (shape, &slot.value) {
        (Shape::Urls | Shape::Media | Shape::Tools, Value::Array { .. }) => {
            slot.value = read_list(cursor, draft, field)?;
        }
        (Shape::Metadata, Value::Object) => read_metadata(cursor, draft)?,
        _ => {
            // The type of a documented field is wrong as a whole; inside an undocumented one each fault is its own.
            let undocumented_somewhere = shape == Shape::Any || matches!(field, Field::ReturnLastFrame | Field::Tools);
            skip(cursor, draft, &slot.value, place, if undocumented_somewhere { Kept::All } else { Kept::Nothing })?;
        }
    }
    if field == Field::CallbackUrl {
        draft.callback = judged(&slot.value);
    }
    if let Some(place) = draft.slots.get_mut(field as usize) {
        *place = slot;
    }
    Ok(())
}

/// Reads a value that no field looks into, faults of its key included.
#[inline(never)]
fn read_value<'a, C: Cursor<'a> + ?Sized>(
    cursor: &mut C,
    draft: &mut Draft<'a>,
    key: &Key<'a>,
    place: Place<'a>,
    data: Option<&'static str>,
    kept: Kept,
    slot: &mut Slot<'a>,
) -> Result<(), Stop> {
    if key.repeated {
        draft.deep_at(place, DeepFault::Repeated, key.at);
    }
    slot.key_at = key.at;
    read_head(cursor, data, slot)?;
    skip(cursor, draft, &slot.value, place, kept)
}

/// Keeps a key that belongs to nothing known, unless it is as good as absent.
#[inline(never)]
fn add_loose<'a>(draft: &mut Draft<'a>, owner: Owner, key: &Key<'a>, slot: &Slot<'a>) {
    if !slot.value.is_absent() {
        draft.loose.push(LooseKey { owner, name: key.name, at: key.at });
    }
}

fn read_list<'a, C: Cursor<'a> + ?Sized>(
    cursor: &mut C,
    draft: &mut Draft<'a>,
    field: Field,
) -> Result<Value<'a>, Stop> {
    let start = draft.items.len() as u32;
    let urls = field.shape() == Shape::Urls;
    while cursor.item()? {
        let mut item = Item::default();
        read_head(cursor, if urls { data_kind(field) } else { None }, &mut item.itself)?;
        item.itself.key_at = item.itself.at;
        let value = item.itself.value;
        let position = draft.items.len() as u32;
        if value.is_object() && !urls {
            read_item(cursor, draft, field, position - start, position, &mut item)?;
        } else {
            skip(cursor, draft, &value, Place::Item(field, position - start), Kept::within(field))?;
        }
        if urls {
            item.url = item.itself;
            draft.odd_items |= !matches!(value, Value::Text(_) | Value::Data(_));
        } else {
            draft.odd_items |= !item.is_even();
        }
        if field != Field::Tools {
            item.judgement = judged(&item.url.value);
            item.known_role = item.role.value.text().and_then(Role::from_name);
            draft.odd_urls |= item.judgement.as_ref().is_some_and(|judgement| !judgement.is_plain(media_kind(field)));
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
    let mut key = Key::default();
    while read_key(cursor, &mut key)? {
        let part = Part::from_name(key.name, field.shape());
        let place = part.map_or(Place::ItemKey(field, index, key.name), |part| Place::Part(field, index, part));
        let data = if part == Some(Part::Url) { data_kind(field) } else { None };
        let mut other = Slot::default();
        let slot = match part {
            Some(Part::Url) => &mut item.url,
            Some(Part::Role) => &mut item.role,
            Some(Part::Type) => &mut item.kind,
            None => &mut other,
        };
        let kept = if part.is_none() { Kept::All } else { Kept::within(field) };
        read_value(cursor, draft, &key, place, data, kept, slot)?;
        if part.is_none() {
            add_loose(draft, Owner::Item(field, position), &key, slot);
        }
    }
    Ok(())
}

fn read_metadata<'a, C: Cursor<'a> + ?Sized>(cursor: &mut C, draft: &mut Draft<'a>) -> Result<(), Stop> {
    draft.generation += 1;
    draft.metadata_id = Slot::default();
    let mut key = Key::default();
    while read_key(cursor, &mut key)? {
        let typed = key.name == Field::ClientBusinessId.name();
        let mut slot = Slot::default();
        let kept = if typed { Kept::Nothing } else { Kept::All };
        read_value(cursor, draft, &key, Place::MetadataKey(key.name), None, kept, &mut slot)?;
        if typed {
            draft.metadata_id = slot;
        } else {
            let owner = Owner::Metadata(draft.generation);
            add_loose(draft, owner, &key, &slot);
        }
    }
    Ok(())
}

/// Which values that JSON cannot carry are kept as faults.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Nothing,
    /// Those in the value; of itself its field speaks.
    Inside,
    All,
}

impl Kept {
    /// What is kept of a value that is no item, or of a part of one. Where a field is not documented, each fault in it is
    /// its own.
    fn within(field: Field) -> Kept {
        if field == Field::Tools { Kept::Inside } else { Kept::Nothing }
    }
}

/// Reads to the end of a value that no field looks into. Repeated keys are kept at any depth.
fn skip<'a, C: Cursor<'a> + ?Sized>(
    cursor: &mut C,
    draft: &mut Draft<'a>,
    value: &Value<'a>,
    place: Place<'a>,
    kept: Kept,
) -> Result<(), Stop> {
    if let (Value::Foreign(foreign), Kept::All) = (*value, kept) {
        let at = cursor.at();
        draft.deep_at(place, DeepFault::Foreign(foreign), at);
    }
    let array = matches!(value, Value::Array { .. });
    if !array && !value.is_object() {
        return Ok(());
    }
    let mut walk = core::mem::take(&mut draft.walk);
    draft.path(place, &mut walk.trail);
    walk.levels.clear();
    walk.levels.push((array, 0));
    let result = skip_inside(cursor, draft, &mut walk, kept != Kept::Nothing);
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
    let (mut key, mut slot) = (Key::default(), Slot::default());
    while let Some((array, next)) = levels.last_mut() {
        key.repeated = false;
        let more = if *array { cursor.item()? } else { read_key(cursor, &mut key)? };
        if !more {
            levels.pop();
            trail.pop();
            continue;
        }
        trail.push(if *array { Step::Index(*next) } else { Step::Key(key.name) });
        *next += 1;
        if key.repeated {
            draft.deep_in(trail, DeepFault::Repeated, key.at);
        }
        read_head(cursor, None, &mut slot)?;
        let array = matches!(slot.value, Value::Array { .. });
        if array || slot.value.is_object() {
            levels.push((array, 0));
            continue;
        }
        if let (Value::Foreign(foreign), true) = (slot.value, inside) {
            draft.deep_in(trail, DeepFault::Foreign(foreign), slot.at);
        }
        trail.pop();
    }
    Ok(())
}

impl<'a> Draft<'a> {
    #[inline(never)]
    fn deep_at(&mut self, place: Place<'a>, fault: DeepFault, at: u32) {
        self.deep.push((place, fault, at));
    }

    #[inline(never)]
    fn deep_in(&mut self, trail: &[Step<'a>], fault: DeepFault, at: u32) {
        let start = self.steps.len() as u32;
        self.steps.extend_from_slice(trail);
        self.deep.push((Place::Deep(start, trail.len() as u32), fault, at));
    }
}

/// What a URL is; of a long `data:` URL the payload was looked at where it stayed.
#[inline(never)]
fn judged<'a>(value: &Value<'a>) -> Option<Judgement<'a>> {
    match *value {
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
