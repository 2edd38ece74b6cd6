//! The only place where a number or an option of the API stands, each with the section that states it.

use super::{Cell, Defaults, Exposure, Limit, Model, Page, Role};
use crate::edition::Edition;

const MODEL: &str = "Body / model";
const DURATION: &str = "Body / duration";
const ASPECT_RATIO: &str = "Body / aspect_ratio";
const IMAGE_URLS: &str = "Body / image_urls";
const IMAGES: &str = "Body / image_with_roles";
const VIDEOS: &str = "Body / video_with_roles";
const AUDIOS: &str = "Body / audio_with_roles";
const RESOLUTION: &str = "Body / resolution";
const GENERATE_AUDIO: &str = "Body / generate_audio";
const LAST_FRAME: &str = "Body / return_last_frame";
const TOOLS: &str = "Body / tools";
const PROMPT: &str = "Body / prompt";
const CAPABILITIES: &str = "Capabilities";

const fn cell<T>(value: T, section: &'static str) -> Cell<T> {
    // No call of the npm package tells where a fact is stated.
    Cell { value, section: if cfg!(feature = "npm") { "" } else { section } }
}

const FRAMES_AND_REFERENCES: &[Role] = &[Role::FirstFrame, Role::LastFrame, Role::ReferenceImage];
const REFERENCES: &[Role] = &[Role::ReferenceImage];
const UP_TO_4K: &[&str] = &["480p", "720p", "1080p", "4k"];
const UP_TO_720P: &[&str] = &["480p", "720p"];

/// What `seedance-2` has in 2026-06; the other columns are written as differences to a column.
const SEEDANCE_2_IN_06: Model = Model {
    name: "seedance-2",
    positioning: "higher quality",
    resolutions: cell(UP_TO_4K, RESOLUTION),
    listed_durations: cell(&[], CAPABILITIES),
    auto_duration: cell(true, DURATION),
    image_roles: cell(FRAMES_AND_REFERENCES, IMAGES),
    video_roles: cell(&[Role::ReferenceVideo], VIDEOS),
    audio_roles: cell(&[Role::ReferenceAudio], AUDIOS),
    reference_images: cell(Limit::AtMost(9), IMAGES),
    reference_videos: cell(Limit::DependsOnChannel, CAPABILITIES),
    reference_audios: cell(Limit::DependsOnChannel, CAPABILITIES),
    image_urls: cell(true, IMAGE_URLS),
    generate_audio: cell(Exposure::Documented, GENERATE_AUDIO),
    return_last_frame: cell(Exposure::Mentioned, CAPABILITIES),
    tools: cell(Exposure::Unknown, CAPABILITIES),
    n: cell(Exposure::Mentioned, CAPABILITIES),
    count: cell(Exposure::Mentioned, CAPABILITIES),
    media_mode: cell(Exposure::Mentioned, CAPABILITIES),
};

const FAST_IN_06: Model = Model {
    name: "seedance-2-fast",
    positioning: "faster previews",
    resolutions: cell(UP_TO_720P, RESOLUTION),
    ..SEEDANCE_2_IN_06
};

const MINI_IN_06: Model = Model {
    name: "seedance-2-mini",
    positioning: "lower-cost drafts",
    resolutions: cell(UP_TO_720P, RESOLUTION),
    listed_durations: cell(&[4, 8, 10, 12, 15], CAPABILITIES),
    auto_duration: cell(false, DURATION),
    image_roles: cell(REFERENCES, IMAGES),
    reference_videos: cell(Limit::AtMost(3), VIDEOS),
    reference_audios: cell(Limit::AtMost(3), AUDIOS),
    image_urls: cell(false, IMAGE_URLS),
    generate_audio: cell(Exposure::NotExposed, GENERATE_AUDIO),
    return_last_frame: cell(Exposure::NotExposed, CAPABILITIES),
    n: cell(Exposure::NotExposed, CAPABILITIES),
    count: cell(Exposure::NotExposed, CAPABILITIES),
    media_mode: cell(Exposure::NotExposedAs("frame"), CAPABILITIES),
    ..SEEDANCE_2_IN_06
};

const SEEDANCE_2_IN_08: Model = Model {
    return_last_frame: cell(Exposure::Documented, LAST_FRAME),
    tools: cell(Exposure::Documented, TOOLS),
    media_mode: cell(Exposure::Unknown, CAPABILITIES),
    ..SEEDANCE_2_IN_06
};

const FAST_IN_08: Model = Model {
    name: FAST_IN_06.name,
    positioning: FAST_IN_06.positioning,
    resolutions: FAST_IN_06.resolutions,
    ..SEEDANCE_2_IN_08
};

const MINI_IN_08: Model = Model {
    listed_durations: cell(&[], CAPABILITIES),
    image_roles: SEEDANCE_2_IN_08.image_roles,
    image_urls: cell(true, IMAGE_URLS),
    generate_audio: cell(Exposure::Documented, GENERATE_AUDIO),
    return_last_frame: SEEDANCE_2_IN_08.return_last_frame,
    tools: SEEDANCE_2_IN_08.tools,
    media_mode: SEEDANCE_2_IN_08.media_mode,
    ..MINI_IN_06
};

/// Edition 2026-06.
pub static E2026_06: Page = Page {
    edition: Edition::E2026_06,
    models: &[SEEDANCE_2_IN_06, FAST_IN_06, MINI_IN_06],
    aspect_ratios: cell(&["21:9", "16:9", "4:3", "1:1", "3:4", "9:16"], ASPECT_RATIO),
    duration: cell((4, 15), DURATION),
    auto_durations: cell(&[0, -1], DURATION),
    first_frames: cell(1, IMAGES),
    last_frames: cell(1, IMAGES),
    tools: cell(&[], TOOLS),
    data_urls: cell(false, IMAGES),
    prompt: cell(None, PROMPT),
    bytes: 1 << 20,
    defaults: DEFAULTS_IN_06,
};

const DEFAULTS_IN_06: Defaults = Defaults {
    model: cell("seedance-2", MODEL),
    duration: cell(0, DURATION),
    resolution: cell("720p", RESOLUTION),
    generate_audio: cell(true, GENERATE_AUDIO),
    return_last_frame: cell(None, LAST_FRAME),
};

/// Edition 2026-08.
pub static E2026_08: Page = Page {
    edition: Edition::E2026_08,
    models: &[SEEDANCE_2_IN_08, FAST_IN_08, MINI_IN_08],
    aspect_ratios: cell(&["21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "adaptive"], ASPECT_RATIO),
    duration: cell((4, 15), DURATION),
    auto_durations: cell(&[0, -1], DURATION),
    first_frames: cell(1, IMAGES),
    last_frames: cell(1, IMAGES),
    tools: cell(&["web_search"], TOOLS),
    data_urls: cell(true, IMAGES),
    prompt: cell(Some((500, 1000)), PROMPT),
    bytes: 24 << 20,
    defaults: Defaults { return_last_frame: cell(Some(false), LAST_FRAME), ..DEFAULTS_IN_06 },
};
