//! What a field is for, in one sentence of our own: for types, schemas and capabilities alike. Knows no option and no
//! number; those stand in the table.

use crate::capability::{Cell, Exposure, Limit, Model, Page, Role};
use crate::edition::Edition;
use crate::request::{Field, Shape};
use serde_json::{Value, json};

/// What the field is for.
pub(super) const fn describe(field: Field) -> &'static str {
    match field {
        Field::Model => "Which model makes the video.",
        Field::Prompt => "What should happen in the video: scene, action, camera, style, sound.",
        Field::ClientBusinessId => "Your own id of the job, by which it can be looked up later.",
        Field::Duration => "Length of the video in whole seconds.",
        Field::AspectRatio => "Width to height of the video.",
        Field::ImageUrls => "Images without a role; `image_with_roles` says what each is for.",
        Field::ImageWithRoles => "Images, each with its role: either frames or references.",
        Field::VideoWithRoles => "Videos to take motion or camera work from.",
        Field::AudioWithRoles => "Sounds to take rhythm or mood from; they need an image or a video beside them.",
        Field::Resolution => "Resolution of the video.",
        Field::GenerateAudio => "Whether the video gets a sound track that fits it.",
        Field::ReturnLastFrame => "Whether the result also holds the last frame as an image.",
        Field::Seed => "A whole number that makes results repeatable as far as the service allows.",
        Field::Tools => "Tools that the model may use; for text without media only.",
        Field::CallbackUrl => "Where the service reports the end of the job.",
        Field::TraceId => "An id that the service passes through.",
        Field::N | Field::Count => "How many videos; not documented for this API.",
        Field::MediaMode => "How media is used; not documented for this API.",
        Field::Metadata => "Keys of your own.",
    }
}

/// Whether a request must have the field.
pub(super) const fn is_required(field: Field) -> bool {
    matches!(field, Field::Model)
}

/// How a page speaks of a field for one model.
pub(super) fn exposure(field: Field, model: &Model) -> Cell<Exposure> {
    match field {
        Field::GenerateAudio => model.generate_audio,
        Field::ReturnLastFrame => model.return_last_frame,
        Field::Tools => model.tools,
        Field::N => model.n,
        Field::Count => model.count,
        Field::MediaMode => model.media_mode,
        Field::ImageUrls if !model.image_urls.value => {
            Cell { value: Exposure::NotExposed, section: model.image_urls.section }
        }
        _ => Cell { value: Exposure::Documented, section: section(field) },
    }
}

/// Whether the edition documents the field for any model.
pub(super) fn is_documented(field: Field, page: &Page) -> bool {
    page.models.iter().any(|model| exposure(field, model).value == Exposure::Documented)
}

/// The fields that some edition documents, in order.
pub(super) fn documented_anywhere() -> impl Iterator<Item = Field> {
    Field::ALL
        .into_iter()
        .filter(|field| Edition::ALL.into_iter().any(|edition| is_documented(*field, Page::of(edition))))
}

/// The roles of a list on a model; none where the field is no list with roles.
pub(super) const fn roles(field: Field, model: &Model) -> Option<Cell<&'static [Role]>> {
    match field {
        Field::ImageWithRoles => Some(model.image_roles),
        Field::VideoWithRoles => Some(model.video_roles),
        Field::AudioWithRoles => Some(model.audio_roles),
        _ => None,
    }
}

/// The most items of a role in a request for a model.
pub(super) fn limit(role: Role, model: &Model, page: &Page) -> Cell<Limit> {
    let of = |count: Cell<u32>| Cell { value: Limit::AtMost(count.value), section: count.section };
    match role {
        Role::FirstFrame => of(page.first_frames),
        Role::LastFrame => of(page.last_frames),
        Role::ReferenceImage => model.reference_images,
        Role::ReferenceVideo => model.reference_videos,
        Role::ReferenceAudio => model.reference_audios,
    }
}

/// The documented default of a field.
pub(super) fn default(field: Field, page: &Page) -> Option<Value> {
    let defaults = &page.defaults;
    Some(match field {
        Field::Model => json!(defaults.model.value),
        Field::Duration => json!(defaults.duration.value),
        Field::Resolution => json!(defaults.resolution.value),
        Field::GenerateAudio => json!(defaults.generate_audio.value),
        Field::ReturnLastFrame => json!(defaults.return_last_frame.value?),
        _ => return None,
    })
}

/// The options of a field that any model of the edition has, in the order of the page; none where it has no list.
pub(super) fn options(field: Field, page: &Page) -> Vec<&'static str> {
    match field {
        Field::Model => page.models.iter().map(|model| model.name).collect(),
        Field::AspectRatio => page.aspect_ratios.value.to_vec(),
        Field::Tools => page.tools.value.to_vec(),
        Field::Resolution => union(page.models.iter().map(|model| model.resolutions.value)),
        _ => Vec::new(),
    }
}

/// Every value once, in the order in which it is met first.
fn union(lists: impl Iterator<Item = &'static [&'static str]>) -> Vec<&'static str> {
    let mut all = Vec::new();
    for value in lists.flatten().copied() {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    all
}

/// The page's entry on a field.
pub(super) const fn section(field: Field) -> &'static str {
    match field {
        Field::Model => "Body / model",
        Field::Prompt => "Body / prompt",
        Field::ClientBusinessId | Field::Metadata => "Body / client_business_id",
        Field::Duration => "Body / duration",
        Field::AspectRatio => "Body / aspect_ratio",
        Field::ImageUrls => "Body / image_urls",
        Field::ImageWithRoles => "Body / image_with_roles",
        Field::VideoWithRoles => "Body / video_with_roles",
        Field::AudioWithRoles => "Body / audio_with_roles",
        Field::Resolution => "Body / resolution",
        Field::GenerateAudio => "Body / generate_audio",
        Field::ReturnLastFrame => "Body / return_last_frame",
        Field::Seed => "Body / seed",
        Field::Tools => "Body / tools",
        Field::CallbackUrl => "Body / callback_url",
        Field::TraceId => "Body / trace_id",
        Field::N | Field::Count | Field::MediaMode => "Capabilities",
    }
}

/// The name of a shape, and the JSON type it is written in.
pub(super) const fn shape(shape: Shape) -> (&'static str, Option<&'static str>) {
    match shape {
        Shape::Text => ("text", Some("string")),
        Shape::Integer => ("integer", Some("integer")),
        Shape::Boolean => ("boolean", Some("boolean")),
        Shape::Urls => ("urls", Some("array")),
        Shape::Media => ("media", Some("array")),
        Shape::Tools => ("tools", Some("array")),
        Shape::Metadata => ("metadata", Some("object")),
        Shape::Any => ("any", None),
    }
}
