//! A request as somebody wrote it: [`Draft`] may be wrong in every way and borrows what it was read from.
//! Knows the fields and how values are read; judges none of them.

pub(crate) mod edit;
pub(crate) mod json;
pub(crate) mod node;
pub mod number;
pub(crate) mod order;
pub(crate) mod read;
pub(crate) mod tape;
pub mod url;

use self::url::Judgement;
use crate::capability::Role;

/// A field of the request, in the order in which issues are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Field {
    /// `model`
    Model,
    /// `prompt`
    Prompt,
    /// `client_business_id`
    ClientBusinessId,
    /// `duration`
    Duration,
    /// `aspect_ratio`
    AspectRatio,
    /// `image_urls`
    ImageUrls,
    /// `image_with_roles`
    ImageWithRoles,
    /// `video_with_roles`
    VideoWithRoles,
    /// `audio_with_roles`
    AudioWithRoles,
    /// `resolution`
    Resolution,
    /// `generate_audio`
    GenerateAudio,
    /// `return_last_frame`
    ReturnLastFrame,
    /// `seed`
    Seed,
    /// `tools`
    Tools,
    /// `callback_url`
    CallbackUrl,
    /// `trace_id`
    TraceId,
    /// `n`
    N,
    /// `count`
    Count,
    /// `media_mode`
    MediaMode,
    /// `metadata`
    Metadata,
}

/// The kind of value a field is documented to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A string.
    Text,
    /// An integer.
    Integer,
    /// A boolean.
    Boolean,
    /// An array of URLs.
    Urls,
    /// An array of `{url, role}`.
    Media,
    /// An array of `{type}`.
    Tools,
    /// An object of the caller's own keys.
    Metadata,
    /// No documented type.
    Any,
}

/// How many fields there are.
pub const FIELD_COUNT: usize = Field::ALL.len();

impl Field {
    /// Every field, in order.
    pub const ALL: [Field; 20] = [
        Field::Model,
        Field::Prompt,
        Field::ClientBusinessId,
        Field::Duration,
        Field::AspectRatio,
        Field::ImageUrls,
        Field::ImageWithRoles,
        Field::VideoWithRoles,
        Field::AudioWithRoles,
        Field::Resolution,
        Field::GenerateAudio,
        Field::ReturnLastFrame,
        Field::Seed,
        Field::Tools,
        Field::CallbackUrl,
        Field::TraceId,
        Field::N,
        Field::Count,
        Field::MediaMode,
        Field::Metadata,
    ];

    /// The lists of media, in order.
    pub const MEDIA: [Field; 4] =
        [Field::ImageUrls, Field::ImageWithRoles, Field::VideoWithRoles, Field::AudioWithRoles];

    /// The wire name.
    pub const fn name(self) -> &'static str {
        match self {
            Field::Model => "model",
            Field::Prompt => "prompt",
            Field::ClientBusinessId => "client_business_id",
            Field::Duration => "duration",
            Field::AspectRatio => "aspect_ratio",
            Field::ImageUrls => "image_urls",
            Field::ImageWithRoles => "image_with_roles",
            Field::VideoWithRoles => "video_with_roles",
            Field::AudioWithRoles => "audio_with_roles",
            Field::Resolution => "resolution",
            Field::GenerateAudio => "generate_audio",
            Field::ReturnLastFrame => "return_last_frame",
            Field::Seed => "seed",
            Field::Tools => "tools",
            Field::CallbackUrl => "callback_url",
            Field::TraceId => "trace_id",
            Field::N => "n",
            Field::Count => "count",
            Field::MediaMode => "media_mode",
            Field::Metadata => "metadata",
        }
    }

    /// The field of that wire name.
    pub fn from_name(name: &str) -> Option<Field> {
        // Few names have the same length, so this is a compare or two for every key of every request.
        let bounds = STARTS.get(name.len()).zip(STARTS.get(name.len() + 1));
        let alike = bounds.and_then(|(start, end)| BY_LENGTH.get(*start as usize..*end as usize)).unwrap_or(&[]);
        alike.iter().copied().find(|field| field.name() == name)
    }

    /// The field with that position in [`Field::ALL`].
    pub fn from_index(index: usize) -> Option<Field> {
        Field::ALL.get(index).copied()
    }

    /// What it holds where it is documented.
    pub const fn shape(self) -> Shape {
        match self {
            Field::Model
            | Field::Prompt
            | Field::ClientBusinessId
            | Field::AspectRatio
            | Field::Resolution
            | Field::CallbackUrl
            | Field::TraceId => Shape::Text,
            Field::Duration | Field::Seed => Shape::Integer,
            Field::GenerateAudio | Field::ReturnLastFrame => Shape::Boolean,
            Field::ImageUrls => Shape::Urls,
            Field::ImageWithRoles | Field::VideoWithRoles | Field::AudioWithRoles => Shape::Media,
            Field::Tools => Shape::Tools,
            Field::Metadata => Shape::Metadata,
            Field::N | Field::Count | Field::MediaMode => Shape::Any,
        }
    }
}

const LONGEST_NAME: usize = 18;
/// The fields by the length of their names, and where each length begins.
const BY_LENGTH: [Field; FIELD_COUNT] = by_length().0;
const STARTS: [u8; LONGEST_NAME + 2] = by_length().1;

#[allow(clippy::indexing_slicing, reason = "it runs when the library is compiled")]
const fn by_length() -> ([Field; FIELD_COUNT], [u8; LONGEST_NAME + 2]) {
    let (mut fields, mut starts) = ([Field::Model; FIELD_COUNT], [0; LONGEST_NAME + 2]);
    let (mut length, mut found) = (0, 0);
    while length <= LONGEST_NAME {
        starts[length] = found as u8;
        let mut index = 0;
        while index < FIELD_COUNT {
            if Field::ALL[index].name().len() == length {
                fields[found] = Field::ALL[index];
                found += 1;
            }
            index += 1;
        }
        length += 1;
    }
    starts[length] = found as u8;
    // Else a name is longer than the longest, and would not be found.
    assert!(found == FIELD_COUNT);
    (fields, starts)
}

/// Some fields, in their order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields(pub(crate) u32);

impl Iterator for Fields {
    type Item = Field;

    fn next(&mut self) -> Option<Field> {
        let field = Field::from_index(self.0.trailing_zeros() as usize)?;
        self.0 &= self.0 - 1;
        Some(field)
    }
}

/// A part of an item, in the order in which issues are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Part {
    /// `url` of a media item.
    Url,
    /// `role` of a media item.
    Role,
    /// `type` of a tool.
    Type,
}

impl Part {
    /// Every part, in order.
    pub const ALL: [Part; 3] = [Part::Url, Part::Role, Part::Type];

    /// The wire name.
    pub const fn name(self) -> &'static str {
        match self {
            Part::Url => "url",
            Part::Role => "role",
            Part::Type => "type",
        }
    }

    /// The part of that name in the items of a field of that shape.
    pub fn from_name(name: &str, shape: Shape) -> Option<Part> {
        match (name.as_bytes(), shape) {
            (b"url", Shape::Media) => Some(Part::Url),
            (b"role", Shape::Media) => Some(Part::Role),
            (b"type", Shape::Tools) => Some(Part::Type),
            _ => None,
        }
    }
}

/// Why a JavaScript value cannot be part of a JSON request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Foreign {
    /// `undefined` as an item of an array.
    Undefined,
    /// A function.
    Function,
    /// A symbol.
    Symbol,
    /// A bigint.
    BigInt,
    /// An instance of a class: a Map, a Date, a boxed value.
    Instance,
    /// An object that holds itself.
    Cycle,
    /// A hole in an array.
    Hole,
    /// An accessor that throws.
    Accessor,
    /// An object whose keys cannot be listed.
    Unlistable,
}

impl Foreign {
    /// Every kind, in the order of their numbers on the tape.
    pub const ALL: [Foreign; 9] = [
        Foreign::Undefined,
        Foreign::Function,
        Foreign::Symbol,
        Foreign::BigInt,
        Foreign::Instance,
        Foreign::Cycle,
        Foreign::Hole,
        Foreign::Accessor,
        Foreign::Unlistable,
    ];

    /// The term that messages use for it.
    pub const fn term(self) -> &'static str {
        match self {
            Foreign::Undefined => "undefined",
            Foreign::Function => "function",
            Foreign::Symbol => "symbol",
            Foreign::BigInt => "bigint",
            Foreign::Instance => "instance",
            Foreign::Cycle => "cycle",
            Foreign::Hole => "hole",
            Foreign::Accessor => "accessor",
            Foreign::Unlistable => "unlistable",
        }
    }
}

/// A value as it was read; containers that no rule looks into keep only their kind.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub enum Value<'a> {
    /// No key, or `undefined`.
    #[default]
    Absent,
    /// `null`
    Null,
    /// A boolean.
    Bool(bool),
    /// A number, as its nearest double; NaN and infinities where the source had them.
    Number(f64),
    /// A string.
    Text(&'a str),
    /// A string with a lone surrogate, which is shown as U+FFFD.
    Broken(&'a str),
    /// A `data:` URL too long to copy.
    Data(LongData<'a>),
    /// An array; for the lists, where their items are.
    Array {
        /// Position of the first item in the draft's items.
        start: u32,
        /// How many items.
        len: u32,
    },
    /// An object.
    Object,
    /// A value that JSON cannot carry.
    Foreign(Foreign),
}

/// A `data:` URL of which only the header was handed over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LongData<'a> {
    /// Everything up to the comma.
    pub head: &'a str,
    /// Whether the payload holds nothing but the base64 alphabet.
    pub sound: bool,
    /// Equal for equal URLs of one request.
    pub identity: u32,
}

impl<'a> Value<'a> {
    /// An array without items, or whose items were not read yet.
    pub(crate) const ARRAY: Value<'static> = Value::Array { start: 0, len: 0 };

    /// The string, where it is one.
    pub const fn text(self) -> Option<&'a str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether there is none. Comparing with [`Value::Absent`] would look at what the others hold.
    pub const fn is_absent(self) -> bool {
        matches!(self, Value::Absent)
    }

    /// Whether it is an object.
    pub const fn is_object(self) -> bool {
        matches!(self, Value::Object)
    }

    /// Whether it is a string of nothing but white space.
    pub fn is_blank(self) -> bool {
        self.text().is_some_and(is_blank)
    }

    /// The term that messages use for its type.
    pub fn term(self) -> &'static str {
        match self {
            Value::Absent => "undefined",
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_nan() => "nan",
            Value::Number(number) if number.is_infinite() => "infinite",
            Value::Number(number) if number.trunc() != number => "fraction",
            Value::Number(_) => "number",
            Value::Text(_) | Value::Data(_) => "string",
            Value::Broken(_) => "broken",
            Value::Array { .. } => "array",
            Value::Object => "object",
            Value::Foreign(foreign) => foreign.term(),
        }
    }
}

/// A value and where its text begins, in bytes; 0 where there is no text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slot<'a> {
    pub(crate) value: Value<'a>,
    pub(crate) at: u32,
    pub(crate) key_at: u32,
}

/// One entry of a list.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Item<'a> {
    /// The entry itself: a URL of `image_urls`, an object of the others.
    pub(crate) itself: Slot<'a>,
    pub(crate) url: Slot<'a>,
    pub(crate) role: Slot<'a>,
    pub(crate) kind: Slot<'a>,
    /// What its URL is, where it has one that is a string.
    pub(crate) judgement: Option<Judgement<'a>>,
    /// Its role, where that is one of the page's.
    pub(crate) known_role: Option<Role>,
}

impl<'a> Item<'a> {
    pub(crate) fn part(&self, part: Part) -> &Slot<'a> {
        match part {
            Part::Url => &self.url,
            Part::Role => &self.role,
            Part::Type => &self.kind,
        }
    }

    /// Whether each part is of its type, or absent.
    fn is_even(&self) -> bool {
        let text = |slot: &Slot<'_>| matches!(slot.value, Value::Absent | Value::Text(_) | Value::Data(_));
        self.itself.value.is_object() && text(&self.url) && text(&self.role) && text(&self.kind)
    }
}

/// Whose key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Root,
    /// By position among all items of the draft.
    Item(Field, u32),
    /// By generation: a repeated `metadata` key drops what the earlier one held.
    Metadata(u32),
}

/// A key that no field or part has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LooseKey<'a> {
    pub(crate) owner: Owner,
    pub(crate) name: &'a str,
    pub(crate) at: u32,
}

/// Something wrong at any depth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum DeepFault {
    Repeated,
    Foreign(Foreign),
}

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step<'a> {
    /// Into an object.
    Key(&'a str),
    /// Into an array.
    Index(u32),
}

/// Where a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// The request itself.
    Root,
    /// A field.
    Field(Field),
    /// An item of a list.
    Item(Field, u32),
    /// A part of an item.
    Part(Field, u32, Part),
    /// Another key of an item.
    ItemKey(Field, u32, &'a str),
    /// A key inside `metadata`.
    MetadataKey(&'a str),
    /// Another key of the request.
    Key(&'a str),
    /// Anything deeper: where its steps begin, and how many.
    Deep(u32, u32),
}

impl<'a> Place<'a> {
    /// The steps from the request's root; none to what only the draft knows.
    #[inline(never)]
    pub(crate) fn steps(self) -> [Option<Step<'a>>; 3] {
        let (field, index, key) = match self {
            Place::Root | Place::Deep(..) => return [None; 3],
            Place::Field(field) => (field.name(), None, None),
            Place::Item(field, index) => (field.name(), Some(index), None),
            Place::Part(field, index, part) => (field.name(), Some(index), Some(part.name())),
            Place::ItemKey(field, index, key) => (field.name(), Some(index), Some(key)),
            Place::MetadataKey(key) => (Field::Metadata.name(), None, Some(key)),
            Place::Key(key) => (key, None, None),
        };
        [Some(Step::Key(field)), index.map(Step::Index), key.map(Step::Key)]
    }

    /// The same as a list.
    #[inline(never)]
    pub(crate) fn path(self, out: &mut Vec<Step<'a>>) {
        for step in self.steps().into_iter().flatten() {
            out.push(step);
        }
    }
}

/// Why reading stopped before the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    Syntax,
    TooDeep,
    TooManyBytes,
    TooManyNodes,
    TextTooLong,
    DataTooLong,
}

/// What a whole request turned out to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Root<'a> {
    Object,
    /// Another JSON value.
    Other(Value<'a>),
    Stopped(Stop),
}

/// The sizes beyond which reading stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the text, or of all strings and keys of an object.
    pub bytes: usize,
    /// Values, the request included.
    pub nodes: u32,
    /// Nested containers, the request included.
    pub depth: u32,
    /// Bytes of one string.
    pub text: usize,
    /// Bytes of one `data:` URL where the edition takes it; 0 where it takes none.
    pub data: usize,
}

impl Limits {
    /// Holds the length of one string; `data` names the media kind whose `data:` URLs may be longer there.
    pub(crate) fn hold(&self, text: &str, data: Option<&'static str>) -> Result<(), Stop> {
        if text.len() <= self.text {
            return Ok(());
        }
        match data {
            Some(kind) if self.data > 0 && read::is_data_of(kind, text) => {
                if text.len() <= self.data {
                    Ok(())
                } else {
                    Err(Stop::DataTooLong)
                }
            }
            _ => Err(Stop::TextTooLong),
        }
    }
}

/// The most values a request may hold.
pub const MOST_NODES: u32 = 10_000;
/// The most levels a request may nest.
pub const MOST_LEVELS: u32 = 64;
/// The most bytes of one string.
pub const MOST_TEXT: usize = 256 << 10;
/// The most bytes of one `data:` URL.
pub const MOST_DATA: usize = 16 << 20;

/// A request as it was read: nothing is refused, what cannot be used is kept as what it is.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) root: Root<'a>,
    pub(crate) root_at: u32,
    pub(crate) slots: [Slot<'a>; FIELD_COUNT],
    pub(crate) items: Vec<Item<'a>>,
    pub(crate) loose: Vec<LooseKey<'a>>,
    pub(crate) generation: u32,
    pub(crate) metadata_id: Slot<'a>,
    pub(crate) callback: Option<Judgement<'a>>,
    /// Whether some media URL may be more than a public https URL of a file of its list's kind.
    pub(crate) odd_urls: bool,
    /// Whether some item may have another type, or a part of another type.
    pub(crate) odd_items: bool,
    pub(crate) deep: Vec<(Place<'a>, DeepFault, u32)>,
    pub(crate) steps: Vec<Step<'a>>,
    pub(crate) walk: Walk<'a>,
}

/// Where reading is inside a value that no field looks into.
#[derive(Debug, Default)]
pub(crate) struct Walk<'a> {
    /// From the request's root.
    pub(crate) trail: Vec<Step<'a>>,
    /// The containers entered, innermost last: whether it is an array, and how many values it had so far.
    pub(crate) levels: Vec<(bool, u32)>,
}

/// The buffers of a draft, kept from one request to the next so that reading allocates nothing.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    items: Vec<Item<'static>>,
    loose: Vec<LooseKey<'static>>,
    walk: Walk<'static>,
}

impl Buffers {
    pub(crate) const fn new() -> Self {
        Buffers { items: Vec::new(), loose: Vec::new(), walk: Walk { trail: Vec::new(), levels: Vec::new() } }
    }
}

impl<'a> Draft<'a> {
    #[inline(never)]
    pub(crate) fn new(buffers: Buffers) -> Self {
        Draft {
            root: Root::Object,
            root_at: 0,
            slots: [Slot::default(); FIELD_COUNT],
            items: emptied(buffers.items),
            loose: emptied(buffers.loose),
            generation: 0,
            metadata_id: Slot::default(),
            callback: None,
            odd_urls: false,
            odd_items: false,
            deep: Vec::new(),
            steps: Vec::new(),
            walk: Walk { trail: emptied(buffers.walk.trail), levels: buffers.walk.levels },
        }
    }

    /// Gives the buffers back.
    pub(crate) fn take_buffers(&mut self) -> Buffers {
        let Walk { trail, levels } = core::mem::take(&mut self.walk);
        let (items, loose) = (core::mem::take(&mut self.items), core::mem::take(&mut self.loose));
        Buffers { items: emptied(items), loose: emptied(loose), walk: Walk { trail: emptied(trail), levels } }
    }

    pub(crate) fn slot(&self, field: Field) -> &Slot<'a> {
        // INVARIANT: there is a slot for every field, so the fallback is never taken.
        const NONE: Slot<'static> = Slot { value: Value::Absent, at: 0, key_at: 0 };
        self.slots.get(field as usize).unwrap_or(&NONE)
    }

    pub(crate) fn value(&self, field: Field) -> &Value<'a> {
        &self.slot(field).value
    }

    /// The items of a list; none where it is absent or no array.
    pub(crate) fn list(&self, field: Field) -> &[Item<'a>] {
        match *self.value(field) {
            Value::Array { start, len } => self.items.get(start as usize..(start + len) as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// Where a key stands that belongs to nothing known; nowhere if a repeated key replaced what held it.
    #[inline(never)]
    pub(crate) fn place_of(&self, key: &LooseKey<'a>) -> Option<Place<'a>> {
        match key.owner {
            Owner::Root => Some(Place::Key(key.name)),
            Owner::Item(field, index) => match *self.value(field) {
                Value::Array { start, len } if index.wrapping_sub(start) < len => {
                    Some(Place::ItemKey(field, index - start, key.name))
                }
                _ => None,
            },
            Owner::Metadata(generation) if generation == self.generation && self.value(Field::Metadata).is_object() => {
                Some(Place::MetadataKey(key.name))
            }
            Owner::Metadata(_) => None,
        }
    }

    /// The steps from the request's root to a place, into `out`.
    pub(crate) fn path(&self, place: Place<'a>, out: &mut Vec<Step<'a>>) {
        out.clear();
        if let Place::Deep(start, len) = place {
            out.extend_from_slice(self.steps.get(start as usize..(start + len) as usize).unwrap_or(&[]));
        } else {
            place.path(out);
        }
    }

    /// Where the text of a place begins: of its key if `key`, else of its value, else of the nearest value around it.
    pub(crate) fn offset(&self, place: Place<'a>, key: bool) -> u32 {
        let of = |slot: &Slot<'a>, around: u32| match slot.value {
            Value::Absent => around,
            _ if key => slot.key_at,
            _ => slot.at,
        };
        match place {
            Place::Root => self.root_at,
            Place::Field(field) => of(self.slot(field), self.root_at),
            Place::Item(field, index) => self.item(field, index).map_or(self.root_at, |item| item.itself.at),
            Place::Part(field, index, part) => {
                self.item(field, index).map_or(self.root_at, |item| of(item.part(part), item.itself.at))
            }
            Place::MetadataKey(_) => of(&self.metadata_id, self.slot(Field::Metadata).at),
            // INVARIANT: findings on keys of no field bring their own offset.
            Place::Key(_) | Place::ItemKey(..) | Place::Deep(..) => self.root_at,
        }
    }

    pub(crate) fn item(&self, field: Field, index: u32) -> Option<&Item<'a>> {
        self.list(field).get(index as usize)
    }
}

/// An empty vector for another lifetime in the same allocation: collecting a vector's own iterator reuses it.
pub(crate) fn emptied<A, B: Default>(mut full: Vec<A>) -> Vec<B> {
    full.clear();
    full.into_iter().map(|_| B::default()).collect()
}

impl Default for Step<'_> {
    fn default() -> Self {
        Step::Index(0)
    }
}

impl Default for LooseKey<'_> {
    fn default() -> Self {
        LooseKey { owner: Owner::Root, name: "", at: 0 }
    }
}

/// What JavaScript's `trim()` removes.
#[inline(never)]
pub fn is_white_space(character: char) -> bool {
    matches!(
        character,
        '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{feff}'
    )
}

/// The text without white space at its ends.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_white_space)
}

/// Whether there is nothing but white space.
#[inline]
pub fn is_blank(text: &str) -> bool {
    // Most texts begin with a letter.
    !text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && trim_start(text).is_empty()
}

// A walk over characters is long code wherever it stands, so these stand on their own.

/// Takes the first character off a text.
#[cfg_attr(target_arch = "wasm32", inline(never))]
pub(crate) fn next_character(text: &mut &str) -> Option<char> {
    let mut characters = text.chars();
    let first = characters.next();
    *text = characters.as_str();
    first
}

/// The text from the first character on that is white space, or is not.
#[inline(never)]
fn from_first(text: &str, white_space: bool) -> &str {
    let mut rest = text;
    loop {
        let here = rest;
        match next_character(&mut rest) {
            Some(character) if is_white_space(character) != white_space => {}
            _ => return here,
        }
    }
}

/// The text without white space at its beginning.
pub(crate) fn trim_start(text: &str) -> &str {
    from_first(text, false)
}

/// How many bytes come before the first white space.
pub(crate) fn word_length(text: &str) -> usize {
    text.len() - from_first(text, true).len()
}

/// Whether a text begins with a word, in any case.
#[inline(never)]
pub(crate) fn starts_with(text: &[u8], word: &str) -> bool {
    text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
}

/// How many bytes at the beginning are of a kind.
pub(crate) fn run(text: &[u8], of: impl Fn(u8) -> bool) -> usize {
    text.iter().position(|byte| !of(*byte)).unwrap_or(text.len())
}

/// An index in decimal digits. The formatting of the standard library is a good part of a small module.
pub(crate) fn decimal(number: u32) -> String {
    let mut digits = Vec::new();
    push_decimal(&mut digits, number);
    String::from_utf8(digits).unwrap_or_default()
}

/// The same behind what is there.
pub(crate) fn push_decimal(out: &mut Vec<u8>, number: u32) {
    if number > 9 {
        push_decimal(out, number / 10);
    }
    out.push(b'0' + (number % 10) as u8);
}

/// Where a short word begins in a text.
pub(crate) fn position(text: &str, word: &str) -> Option<usize> {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let starts = |(at, byte): &(usize, &u8)| {
        word.first() == Some(*byte) && text.get(*at..).is_some_and(|rest| rest.starts_with(word))
    };
    text.iter().enumerate().find(starts).map(|(at, _)| at)
}
