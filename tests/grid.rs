//! Every combination of models, media, lengths, resolutions and ratios against an oracle of its own. The tables here are
//! written from the API page and the rule book, and deliberately not read from the crate.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]
#![allow(clippy::unreachable, reason = "a test may fail")]

use seedance_request::rules::Options;
use seedance_request::{Edition, validate};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const MODELS: [Option<&str>; 5] =
    [Some("seedance-2"), Some("seedance-2-fast"), Some("seedance-2-mini"), Some("seedance-3"), None];
const DURATIONS: [Option<i64>; 11] =
    [None, Some(-2), Some(-1), Some(0), Some(1), Some(3), Some(4), Some(9), Some(10), Some(15), Some(16)];
const RESOLUTIONS: [Option<&str>; 5] = [None, Some("720p"), Some("1080p"), Some("4k"), Some("4K")];
const RATIOS: [Option<&str>; 3] = [Some("21:9"), Some("adaptive"), Some("2:1")];
const EDITIONS: [Edition; 2] = [Edition::E2026_06, Edition::E2026_08];

const FIRST: Option<&str> = Some("first_frame");
const LAST: Option<&str> = Some("last_frame");
const REFERENCE: Option<&str> = Some("reference_image");
/// A role that no list has.
const COVER: Option<&str> = Some("cover");
/// A role of another list.
const VIDEO: Option<&str> = Some("reference_video");

/// The roles of the images.
const IMAGES: &[&[Option<&str>]] = &[
    &[],
    &[FIRST],
    &[LAST],
    &[FIRST, LAST],
    &[LAST, FIRST],
    &[FIRST, FIRST],
    &[LAST, LAST],
    &[REFERENCE],
    &[REFERENCE; 9],
    &[REFERENCE; 10],
    &[FIRST, REFERENCE],
    &[REFERENCE, LAST, REFERENCE],
    &[FIRST, LAST, FIRST, LAST, FIRST, REFERENCE],
    &[COVER],
    &[LAST, VIDEO],
    &[None, LAST, REFERENCE],
];
/// How many reference videos and reference audios.
const REFERENCES: [(usize, usize); 5] = [(0, 0), (1, 0), (0, 1), (4, 3), (3, 5)];
/// How many images without roles.
const URLS: [usize; 2] = [0, 2];

struct Mix {
    prompt: bool,
    urls: usize,
    images: &'static [Option<&'static str>],
    videos: usize,
    audios: usize,
}

struct Asked {
    edition: Edition,
    model: Option<&'static str>,
    duration: Option<i64>,
    resolution: Option<&'static str>,
    ratio: Option<&'static str>,
}

/// Code and pointer.
type Found = BTreeSet<(&'static str, String)>;

/// The findings that the page and the rule book call for.
fn oracle(asked: &Asked, mix: &Mix) -> Found {
    let mut found = Found::new();
    let mut say = |code: &'static str, pointer: &str| {
        found.insert((code, pointer.to_owned()));
    };
    let first_edition = asked.edition == Edition::E2026_06;
    let known = matches!(asked.model, Some("seedance-2" | "seedance-2-fast" | "seedance-2-mini"));
    let mini = asked.model == Some("seedance-2-mini");

    match asked.model {
        None => say("model-missing", "/model"),
        Some(_) if !known => say("model-unknown", "/model"),
        Some(_) => {}
    }

    let media = mix.urls + mix.images.len() + mix.videos + mix.audios;
    if !mix.prompt {
        say(if media == 0 { "nothing-to-generate" } else { "prompt-missing" }, "/prompt");
    }

    match asked.duration {
        None if mini => say("duration-left-to-default", "/duration"),
        None => {}
        Some(0 | -1) if mini => say("duration-auto-unsupported", "/duration"),
        Some(0 | -1) => {}
        Some(4 | 8 | 10 | 12 | 15) => {}
        Some(4..=15) if mini && first_edition => say("duration-not-listed", "/duration"),
        Some(4..=15) => {}
        Some(_) => say("duration-out-of-range", "/duration"),
    }

    let resolutions: &[&str] = match asked.model {
        Some("seedance-2-fast" | "seedance-2-mini") => &["480p", "720p"],
        _ => &["480p", "720p", "1080p", "4k"],
    };
    if asked.resolution.is_some_and(|resolution| !resolutions.contains(&resolution)) {
        say("resolution-not-offered", "/resolution");
    }

    let ratios: &[&str] = if first_edition {
        &["21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]
    } else {
        &["21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "adaptive"]
    };
    if asked.ratio.is_some_and(|ratio| !ratios.contains(&ratio)) {
        say("aspect-ratio-unknown", "/aspect_ratio");
    }

    if mix.urls > 0 {
        let beside_roles = !mix.images.is_empty();
        let refused = mini && first_edition;
        if beside_roles {
            say("image-urls-with-roles", "/image_urls");
        }
        if refused {
            say("image-urls-not-supported", "/image_urls");
        }
        if !beside_roles && !refused {
            say("image-urls-discouraged", "/image_urls");
        }
        if mix.videos + mix.audios > 0 {
            say("image-urls-beside-references", "/image_urls");
        }
    }

    // What the model does not offer is said, and counted nowhere.
    let offered: &[&str] =
        if mini && first_edition { &["reference_image"] } else { &["first_frame", "last_frame", "reference_image"] };
    let role_at = |index: usize| format!("/image_with_roles/{index}/role");
    let mut every_role_usable = true;
    for (index, role) in mix.images.iter().enumerate() {
        match role {
            None => say("role-missing", &format!("/image_with_roles/{index}")),
            Some(role) if !offered.contains(role) => say("role-not-offered", &role_at(index)),
            Some(_) => continue,
        }
        every_role_usable = false;
    }
    let with = |wanted: &str| -> Vec<usize> {
        let of = |role: &Option<&str>| *role == Some(wanted) && offered.contains(&wanted);
        mix.images.iter().enumerate().filter(|(_, role)| of(role)).map(|(index, _)| index).collect()
    };
    let (firsts, lasts, references) = (with("first_frame"), with("last_frame"), with("reference_image"));
    for index in firsts.iter().skip(1) {
        say("too-many-first-frames", &role_at(*index));
    }
    for index in lasts.iter().skip(1) {
        say("too-many-last-frames", &role_at(*index));
    }
    if firsts.is_empty() && every_role_usable {
        for index in &lasts {
            say("last-frame-alone", &role_at(*index));
        }
    }
    if references.len() > 9 {
        say("too-many-reference-images", "/image_with_roles");
    }
    for (list, count, code) in [
        ("/video_with_roles", mix.videos, "too-many-reference-videos"),
        ("/audio_with_roles", mix.audios, "too-many-reference-audios"),
    ] {
        if count > 3 && mini {
            say(code, list);
        } else if count > 3 && known {
            say("channel-limit-unknown", list);
        }
    }
    if !firsts.is_empty() || !lasts.is_empty() {
        for index in &references {
            say("frame-and-reference-mixed", &role_at(*index));
        }
        if mix.videos > 0 {
            say("frame-and-reference-mixed", "/video_with_roles");
        }
        if mix.audios > 0 {
            say("frame-and-reference-mixed", "/audio_with_roles");
        }
    }
    if mix.audios > 0 && mix.urls + mix.images.len() + mix.videos == 0 {
        say("audio-without-visual", "/audio_with_roles");
    }
    found
}

/// The media of a request, without anything that other rules would speak of.
fn draft(mix: &Mix) -> Map<String, Value> {
    let url = |name: &str, index: usize, ending: &str| format!("https://example.com/{name}-{index}.{ending}");
    let mut draft = Map::new();
    if mix.prompt {
        draft.insert("prompt".into(), json!("A paper boat drifts down a rainy street."));
    }
    if mix.urls > 0 {
        draft.insert("image_urls".into(), (0..mix.urls).map(|index| url("plain", index, "png")).collect());
    }
    let items = |roles: Vec<Option<&str>>, name: &str, ending: &str| -> Value {
        let item = |(index, role): (usize, Option<&str>)| match role {
            Some(role) => json!({ "url": url(name, index, ending), "role": role }),
            None => json!({ "url": url(name, index, ending) }),
        };
        roles.into_iter().enumerate().map(item).collect()
    };
    let lists = [
        ("image_with_roles", mix.images.to_vec(), "jpg"),
        ("video_with_roles", vec![Some("reference_video"); mix.videos], "mp4"),
        ("audio_with_roles", vec![Some("reference_audio"); mix.audios], "mp3"),
    ];
    for (list, roles, ending) in lists {
        if !roles.is_empty() {
            draft.insert(list.into(), items(roles, list, ending));
        }
    }
    draft
}

fn set(draft: &mut Map<String, Value>, key: &str, value: Option<impl Into<Value>>) {
    match value {
        Some(value) => drop(draft.insert(key.into(), value.into())),
        None => drop(draft.remove(key)),
    }
}

fn mixes() -> Vec<Mix> {
    let mut all = Vec::new();
    for prompt in [true, false] {
        for urls in URLS {
            for images in IMAGES {
                for (videos, audios) in REFERENCES {
                    all.push(Mix { prompt, urls, images, videos, audios });
                }
            }
        }
    }
    all
}

#[test]
fn every_combination_has_exactly_the_findings_of_the_page() {
    // All of them where that takes seconds; else a tenth, scattered over every axis.
    let all = !cfg!(debug_assertions) || std::env::var_os("LONG").is_some();
    let (mut combination, mut checked) = (0_u64, 0_u64);
    let mut faults = Vec::new();
    let mut codes = BTreeSet::new();
    for mix in mixes() {
        let mut request = draft(&mix);
        for edition in EDITIONS {
            let options = Options::of(edition);
            for model in MODELS {
                set(&mut request, "model", model);
                for duration in DURATIONS {
                    set(&mut request, "duration", duration);
                    for resolution in RESOLUTIONS {
                        set(&mut request, "resolution", resolution);
                        for ratio in RATIOS {
                            combination += 1;
                            if !all && (combination.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) % 10 != 0 {
                                continue;
                            }
                            set(&mut request, "aspect_ratio", ratio);
                            checked += 1;
                            let value = Value::Object(std::mem::take(&mut request));
                            let report = validate(&value, &options);
                            let found: Found =
                                report.issues.iter().map(|issue| (issue.code, issue.pointer.clone())).collect();
                            let expected = oracle(&Asked { edition, model, duration, resolution, ratio }, &mix);
                            codes.extend(expected.iter().map(|(code, _)| *code));
                            if (found != expected || found.len() != report.issues.len()) && faults.len() < 5 {
                                let name = edition.name();
                                faults.push(format!("{name} {value}\n  expected {expected:?}\n  found    {found:?}"));
                            }
                            let Value::Object(back) = value else { unreachable!() };
                            request = back;
                        }
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(combination >= 200_000 && checked >= combination / 11, "{checked} of {combination}");
    assert_eq!(codes.len(), 25, "rules that the oracle knows and the grid trips: {codes:?}");
    println!("{checked} of {combination} combinations");
}
