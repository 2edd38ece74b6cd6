//! What several rules ask about a draft, worked out once. Knows the words of the rule book, and no rule.

use super::Options;
use crate::capability::{Exposure, Limit, Model, Page, Role};
use crate::report::{Findings, Param};
use crate::request::url::Judgement;
use crate::request::{Draft, Field, Fields, Item, Part, Place, Shape, Value, is_blank};

/// What a media list holds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct List {
    /// Items, whatever they are.
    pub(crate) items: u32,
    /// It is of the wrong type, so nothing can be said of what it holds.
    pub(crate) wrong: bool,
    /// Items of each role, in the order of [`Role::ALL`].
    roles: [u32; 5],
    /// It has items without a usable role.
    pub(crate) unusable: bool,
}

impl List {
    pub(crate) fn of(&self, role: Role) -> u32 {
        self.roles.get(role as usize).copied().unwrap_or(0)
    }
}

/// A draft in the eyes of one edition and one caller.
#[derive(Debug)]
pub struct Facts<'d, 'a> {
    pub(crate) draft: &'d Draft<'a>,
    pub(crate) options: &'d Options,
    pub(crate) page: &'static Page,
    /// The model, where it is one of the edition's.
    pub(crate) model: Option<&'static Model>,
    lists: [List; 4],
    /// Bit `f`: field `f` is there.
    present: u32,
    /// Bit `f`: field `f` is documented and its own value is of another type.
    pub(crate) wrong: u32,
}

impl<'d, 'a> Facts<'d, 'a> {
    pub(crate) fn of(draft: &'d Draft<'a>, options: &'d Options) -> Self {
        let page = Page::of(options.edition);
        let model = draft.value(Field::Model).text().and_then(|name| page.model(name));
        let mut facts = Facts { draft, options, page, model, lists: [List::default(); 4], present: 0, wrong: 0 };
        for (slot, index) in draft.slots.iter().zip(0u32..) {
            facts.present |= u32::from(!slot.value.is_absent()) << index;
        }
        for field in facts.present() {
            if !fits(field.shape(), draft.value(field)) && facts.is_documented(field) {
                facts.wrong |= 1 << field as u32;
            }
        }
        for (index, field) in Field::MEDIA.into_iter().enumerate() {
            let list = facts.count(field);
            if let Some(slot) = facts.lists.get_mut(index) {
                *slot = list;
            }
        }
        facts
    }

    fn count(&self, field: Field) -> List {
        let items = self.draft.list(field);
        let mut list = List { items: items.len() as u32, wrong: self.is_wrong(field), ..List::default() };
        if field == Field::ImageUrls {
            return list;
        }
        let offered = self.roles(field);
        for item in items {
            match item.known_role.filter(|role| offered.contains(role)) {
                Some(role) => {
                    if let Some(count) = list.roles.get_mut(role as usize) {
                        *count += 1;
                    }
                }
                None => list.unusable = true,
            }
        }
        list
    }

    /// The fields that are there, whatever their values.
    pub(crate) fn present(&self) -> Fields {
        Fields(self.present)
    }

    /// Whether the edition documents the field for any model.
    pub(crate) fn is_documented(&self, field: Field) -> bool {
        match field.shape() {
            Shape::Any => false,
            _ => match exposures(field) {
                None => true,
                Some(of) => self.page.models.iter().any(|model| *of(model) == Exposure::Documented),
            },
        }
    }

    /// How the edition speaks of a field for the model chosen; nothing while the model is not known.
    pub(crate) fn exposure(&self, field: Field) -> Option<Exposure> {
        match exposures(field) {
            Some(of) => self.model.map(of).copied(),
            None => Some(Exposure::Documented),
        }
    }

    /// Whether the field is documented and its own value is of another type.
    pub(crate) fn is_wrong(&self, field: Field) -> bool {
        self.wrong & 1 << field as u32 != 0
    }

    /// The text of a field that is there and not blank.
    pub(crate) fn text(&self, field: Field) -> Option<&'a str> {
        self.draft.value(field).text().filter(|text| !is_blank(text))
    }

    /// The integer of a field that is one.
    pub(crate) fn integer(&self, field: Field) -> Option<f64> {
        match *self.draft.value(field) {
            Value::Number(number) if is_integer(number) => Some(number),
            _ => None,
        }
    }

    /// Whether the field counts as absent: no key, a blank string or an empty array. What is of the wrong type is there.
    pub(crate) fn is_absent(&self, field: Field) -> bool {
        match *self.draft.value(field) {
            Value::Absent => true,
            Value::Text(text) => is_blank(text) && !self.is_wrong(field),
            Value::Array { len, .. } => len == 0 && !self.is_wrong(field),
            _ => false,
        }
    }

    pub(crate) fn list(&self, field: Field) -> &List {
        const NONE: List = List { items: 0, wrong: false, roles: [0; 5], unusable: false };
        // The lists of media stand next to each other among the fields.
        const { assert!(Field::MEDIA[3] as usize == Field::MEDIA[0] as usize + 3) };
        self.lists.get((field as usize).wrapping_sub(Field::MEDIA[0] as usize)).unwrap_or(&NONE)
    }

    /// The lists that hold items without a usable role.
    pub(crate) fn lists_with_unusable_roles(&self) -> impl Iterator<Item = Field> {
        Field::MEDIA.into_iter().filter(|list| self.list(*list).unusable)
    }

    /// Whether any list has items; nothing where only a list of the wrong type could tell.
    pub(crate) fn has(&self, fields: &[Field]) -> Option<bool> {
        if fields.iter().any(|field| self.list(*field).items > 0) {
            Some(true)
        } else if fields.iter().any(|field| self.list(*field).wrong) {
            None
        } else {
            Some(false)
        }
    }

    /// The roles of a list on the model chosen; while it is not known, those that any model has.
    pub(crate) fn roles(&self, field: Field) -> &'static [Role] {
        // INVARIANT: in each edition the first model has every role that any has; a test holds the table to it.
        let Some(model) = self.model.or(self.page.models.first()) else { return &[] };
        match field {
            Field::ImageWithRoles => model.image_roles.value,
            Field::VideoWithRoles => model.video_roles.value,
            Field::AudioWithRoles => model.audio_roles.value,
            _ => &[],
        }
    }

    pub(crate) fn usable_role(&self, field: Field, name: &str) -> Option<Role> {
        Role::from_name(name).filter(|role| self.roles(field).contains(role))
    }

    /// Adds a finding for each image of a role after the first few, at its role.
    pub(crate) fn add_images(
        &self,
        findings: &mut Findings<'a>,
        role: Role,
        few: u32,
        add: impl Fn(&mut Findings<'a>),
    ) {
        let mut count = 0;
        for (item, index) in self.draft.list(Field::ImageWithRoles).iter().zip(0u32..) {
            count += u32::from(item.known_role == Some(role));
            if item.known_role == Some(role) && count > few {
                findings.part(Field::ImageWithRoles, index, Part::Role);
                add(findings);
            }
        }
    }

    /// The reference videos and the reference audios, the limit of the model chosen, and the caller's.
    pub(crate) fn reference_limit(&self, field: Field) -> Option<(u32, Limit, Option<u32>)> {
        let model = self.model?;
        Some(match field {
            Field::VideoWithRoles => {
                (self.list(field).of(Role::ReferenceVideo), model.reference_videos.value, self.options.reference_videos)
            }
            _ => {
                (self.list(field).of(Role::ReferenceAudio), model.reference_audios.value, self.options.reference_audios)
            }
        })
    }

    /// Every media URL that is a string: where it stands, and what it is. None of them if all are so plain that no rule
    /// on URLs can speak.
    pub(crate) fn urls(&self) -> Urls<'d, 'a> {
        let lists: &[Field] = if self.draft.odd_urls { &Field::MEDIA } else { &[] };
        Urls { draft: self.draft, lists, list: Field::ImageUrls, items: &[], index: 0 }
    }

    /// Adds a finding for each media URL that its judgement speaks against.
    #[inline(never)]
    pub(crate) fn add_urls(&self, findings: &mut Findings<'a>, against: fn(&Judgement<'_>) -> bool) {
        for url in self.urls() {
            if against(url.judgement) {
                findings.add(url.place).actual(url.value);
            }
        }
    }

    /// The callback URL, where it is text and not blank.
    #[inline(never)]
    pub(crate) fn callback(&self) -> Option<(&'d Judgement<'a>, &'d Value<'a>)> {
        self.text(Field::CallbackUrl)?;
        Some((self.draft.callback.as_ref()?, self.draft.value(Field::CallbackUrl)))
    }

    /// The business ids that are text and not blank: at the top, and in `metadata`.
    pub(crate) fn business_ids(&self) -> [Option<&'a str>; 2] {
        [self.business_id(false), self.business_id(true)]
    }

    #[inline(never)]
    fn business_id(&self, inside: bool) -> Option<&'a str> {
        if !inside {
            return self.text(Field::ClientBusinessId);
        }
        let object = self.draft.value(Field::Metadata).is_object();
        self.draft.metadata_id.value.text().filter(|text| object && !is_blank(text))
    }

    /// Adds a finding for each business id that something speaks against.
    pub(crate) fn add_ids(&self, findings: &mut Findings<'a>, against: impl Fn(&str) -> bool) {
        for inside in [false, true] {
            if let Some(id) = self.business_id(inside)
                && against(id)
            {
                let [top, below] = BUSINESS_IDS;
                findings.add(if inside { below } else { top }).text(Param::Actual, id);
            }
        }
    }
}

/// Where business ids stand.
pub(crate) const BUSINESS_IDS: [Place<'static>; 2] =
    [Place::Field(Field::ClientBusinessId), Place::MetadataKey(Field::ClientBusinessId.name())];

/// How the edition speaks of a field, for the fields on which models differ.
#[inline(never)]
pub(crate) fn exposures(field: Field) -> Option<fn(&Model) -> &Exposure> {
    Some(match field {
        Field::GenerateAudio => |model| &model.generate_audio.value,
        Field::ReturnLastFrame => |model| &model.return_last_frame.value,
        Field::Tools => |model| &model.tools.value,
        Field::N => |model| &model.n.value,
        Field::Count => |model| &model.count.value,
        Field::MediaMode => |model| &model.media_mode.value,
        _ => return None,
    })
}

/// A media URL of a draft.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MediaUrl<'d, 'a> {
    pub(crate) list: Field,
    pub(crate) place: Place<'a>,
    pub(crate) judgement: &'d Judgement<'a>,
    pub(crate) value: &'d Value<'a>,
}

/// The media URLs of some lists.
#[derive(Debug)]
pub(crate) struct Urls<'d, 'a> {
    draft: &'d Draft<'a>,
    /// The lists behind the one that is read.
    lists: &'static [Field],
    list: Field,
    items: &'d [Item<'a>],
    index: u32,
}

impl<'d, 'a> Iterator for Urls<'d, 'a> {
    type Item = MediaUrl<'d, 'a>;

    #[inline(never)]
    fn next(&mut self) -> Option<MediaUrl<'d, 'a>> {
        loop {
            let Some((item, items)) = self.items.split_first() else {
                let (&list, lists) = self.lists.split_first()?;
                *self = Urls { draft: self.draft, lists, list, items: self.draft.list(list), index: 0 };
                continue;
            };
            let (list, index) = (self.list, self.index);
            (self.items, self.index) = (items, index + 1);
            if let Some(judgement) = &item.judgement {
                let place = match list {
                    Field::ImageUrls => Place::Item(list, index),
                    _ => Place::Part(list, index, Part::Url),
                };
                return Some(MediaUrl { list, place, judgement, value: &item.url.value });
            }
        }
    }
}

/// Whether a value is of a documented type, or absent.
pub(crate) fn fits(shape: Shape, value: &Value<'_>) -> bool {
    match (shape, *value) {
        (_, Value::Absent) | (Shape::Any, _) => true,
        (Shape::Text, Value::Text(_)) | (Shape::Boolean, Value::Bool(_)) | (Shape::Metadata, Value::Object) => true,
        (Shape::Integer, Value::Number(number)) => is_integer(number),
        (Shape::Urls | Shape::Media | Shape::Tools, Value::Array { .. }) => true,
        _ => false,
    }
}

fn is_integer(number: f64) -> bool {
    number.is_finite() && number.trunc() == number
}
