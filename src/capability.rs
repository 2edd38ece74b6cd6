//! What each model takes in each edition: the words for it. The numbers and options stand in [`table`] alone.

pub mod table;

use crate::edition::Edition;

/// A fact of the page, with the section that states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell<T> {
    /// The fact.
    pub value: T,
    /// The section of the edition's page, by its headings.
    pub section: &'static str,
}

/// How many of something a request may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// At most this many.
    AtMost(u32),
    /// The page leaves it to the channel a request is routed to.
    DependsOnChannel,
}

/// What an item of a media list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The clip begins with this image.
    FirstFrame,
    /// The clip ends with this image.
    LastFrame,
    /// An image to take a subject or a style from.
    ReferenceImage,
    /// A clip to take motion or camera work from.
    ReferenceVideo,
    /// A sound to take rhythm or mood from.
    ReferenceAudio,
}

impl Role {
    /// Every role, in the order of the page.
    pub const ALL: [Role; 5] =
        [Role::FirstFrame, Role::LastFrame, Role::ReferenceImage, Role::ReferenceVideo, Role::ReferenceAudio];

    /// The page's spelling.
    pub const fn name(self) -> &'static str {
        match self {
            Role::FirstFrame => "first_frame",
            Role::LastFrame => "last_frame",
            Role::ReferenceImage => "reference_image",
            Role::ReferenceVideo => "reference_video",
            Role::ReferenceAudio => "reference_audio",
        }
    }

    /// The role of that spelling.
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.iter().copied().find(|role| role.name() == name)
    }

    /// Whether this role belongs to the frame mode.
    pub const fn is_frame(self) -> bool {
        matches!(self, Role::FirstFrame | Role::LastFrame)
    }
}

/// How a page speaks of a field for one model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// It has its own entry.
    Documented,
    /// It is named without being documented for this model.
    Mentioned,
    /// It is said not to be there for this model.
    NotExposed,
    /// One value is said not to be there; the field is otherwise only named.
    NotExposedAs(&'static str),
    /// The page does not know it.
    Unknown,
}

/// One model in one edition.
#[derive(Debug)]
pub struct Model {
    /// The wire name.
    pub name: &'static str,
    /// What the model is for, in two or three words.
    pub positioning: &'static str,
    /// `resolution` values.
    pub resolutions: Cell<&'static [&'static str]>,
    /// The lengths in seconds that the capability table lists; empty where it gives the whole range.
    pub listed_durations: Cell<&'static [u32]>,
    /// Whether the service may choose the length.
    pub auto_duration: Cell<bool>,
    /// Roles of `image_with_roles`.
    pub image_roles: Cell<&'static [Role]>,
    /// Roles of `video_with_roles`.
    pub video_roles: Cell<&'static [Role]>,
    /// Roles of `audio_with_roles`.
    pub audio_roles: Cell<&'static [Role]>,
    /// How many `reference_image`.
    pub reference_images: Cell<Limit>,
    /// How many `reference_video`.
    pub reference_videos: Cell<Limit>,
    /// How many `reference_audio`.
    pub reference_audios: Cell<Limit>,
    /// Whether `image_urls` is taken.
    pub image_urls: Cell<bool>,
    /// `generate_audio`.
    pub generate_audio: Cell<Exposure>,
    /// `return_last_frame`.
    pub return_last_frame: Cell<Exposure>,
    /// `tools`.
    pub tools: Cell<Exposure>,
    /// `n`.
    pub n: Cell<Exposure>,
    /// `count`.
    pub count: Cell<Exposure>,
    /// `media_mode`.
    pub media_mode: Cell<Exposure>,
}

/// What one edition says of all models alike, and its models.
#[derive(Debug)]
pub struct Page {
    /// Which edition.
    pub edition: Edition,
    /// The models, in the order of the page.
    pub models: &'static [Model],
    /// `aspect_ratio` values.
    pub aspect_ratios: Cell<&'static [&'static str]>,
    /// The shortest and the longest clip in seconds.
    pub duration: Cell<(u32, u32)>,
    /// The values of `duration` that mean automatic.
    pub auto_durations: Cell<&'static [i32]>,
    /// How many `first_frame`.
    pub first_frames: Cell<u32>,
    /// How many `last_frame`.
    pub last_frames: Cell<u32>,
    /// `tools[].type` values; empty where the edition has no tools.
    pub tools: Cell<&'static [&'static str]>,
    /// Whether images and audios may be `data:` URLs.
    pub data_urls: Cell<bool>,
    /// The longest advised prompt: Chinese, Japanese and Korean ideographs, and words. Nothing where the page is silent.
    pub prompt: Cell<Option<(u32, u32)>>,
    /// The most bytes of one request.
    pub bytes: u32,
    /// The documented defaults.
    pub defaults: Defaults,
}

/// The values the service is documented to take for absent fields.
#[derive(Debug)]
pub struct Defaults {
    /// `model`.
    pub model: Cell<&'static str>,
    /// `duration`.
    pub duration: Cell<i32>,
    /// `resolution`.
    pub resolution: Cell<&'static str>,
    /// `generate_audio`.
    pub generate_audio: Cell<bool>,
    /// `return_last_frame`, where the edition documents it.
    pub return_last_frame: Cell<Option<bool>>,
}

impl Page {
    /// The page of one edition.
    pub fn of(edition: Edition) -> &'static Page {
        match edition {
            Edition::E2026_06 => &table::E2026_06,
            Edition::E2026_08 => &table::E2026_08,
        }
    }

    /// The model of that name.
    pub fn model(&self, name: &str) -> Option<&'static Model> {
        self.models.iter().find(|model| model.name == name)
    }
}
