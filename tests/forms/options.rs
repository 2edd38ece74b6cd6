//! What is possible, found again by taking each option in a copy and checking that.

use crate::random::{LISTS, MODELS, Random, draft, options, rounds};
use seedance_request::form::{FieldState, Reason, options_for};
use seedance_request::report::PathStep;
use seedance_request::request::Field;
use seedance_request::rules::Options;
use seedance_request::{Edition, Issue, Report, validate};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn spot(issue: &Issue) -> (&'static str, &[PathStep]) {
    (issue.code, &issue.path)
}

/// The first error of a report that another has not, errors on the field itself apart.
fn first_new<'r>(before: &Report, after: &'r Report, field: &str) -> Option<&'r Issue> {
    let on_field = |issue: &Issue| issue.path == [PathStep::Key(field.to_owned())];
    after.errors().find(|issue| !before.errors().any(|old| !on_field(old) && spot(old) == spot(issue)))
}

fn with(draft: &Value, field: &str, value: Value) -> Value {
    let mut draft = draft.clone();
    draft[field] = value;
    draft
}

fn appended(draft: &Value, list: &str, item: Value) -> Value {
    let mut items = draft[list].as_array().cloned().unwrap_or_default();
    items.push(item);
    with(draft, list, Value::Array(items))
}

fn roles(list: &str) -> &'static [&'static str] {
    match list {
        "image_with_roles" => &["first_frame", "last_frame", "reference_image"],
        "video_with_roles" => &["reference_video"],
        "audio_with_roles" => &["reference_audio"],
        _ => &[],
    }
}

/// The values to try for a field without options.
fn probes(draft: &Value, field: Field) -> Vec<Value> {
    let texts = |values: &[&str]| values.iter().map(|value| json!(value)).collect();
    match field.name() {
        "prompt" => texts(&["a cat"]),
        "trace_id" => texts(&["order"]),
        "client_business_id" => {
            [draft["metadata"].get("client_business_id").cloned(), Some(json!("order"))].into_iter().flatten().collect()
        }
        "callback_url" => texts(&["https://example.org/done"]),
        "seed" => vec![json!(7)],
        "metadata" => vec![json!({}), json!({ "note": "x" })],
        name => panic!("no values for {name}"),
    }
}

fn reason_of(issue: &Issue) -> Reason {
    Reason { code: issue.code, message: issue.message.clone(), params: issue.params.clone() }
}

/// How many more items of a role fit, one added after the other; nothing where more fit than any limit allows.
fn left(draft: &Value, list: &str, role: &str, options: &Options) -> Option<u32> {
    let before = validate(draft, options);
    let most = 9.max(options.reference_videos.unwrap_or(3)).max(options.reference_audios.unwrap_or(3));
    let mut grown = draft.clone();
    for count in 0..=most {
        grown = appended(&grown, list, json!({ "url": format!("asset://more-{count}"), "role": role }));
        if first_new(&before, &validate(&grown, options), list).is_some() {
            return Some(count);
        }
    }
    None
}

fn hold(draft: &Value, options: &Options, said: &str) {
    let states = options_for(draft, options);
    let empty = json!({});
    let draft = if draft.is_object() { draft } else { &empty };
    let before = validate(draft, options);
    for (field, state) in &states {
        let name = field.name();
        let said = format!("{said}: {name}");
        let mut without = draft.clone();
        without.as_object_mut().unwrap().shift_remove(name);
        let at_field = |issue: &Issue| issue.path == [PathStep::Key(name.to_owned())];
        assert_eq!(state.required, validate(&without, options).errors().any(at_field), "{said}: required");
        let mut tried: Vec<Option<Reason>> = Vec::new();
        let mut take = |taken: &Value| {
            let after = validate(taken, options);
            let broken = first_new(&before, &after, field.name()).map(reason_of);
            tried.push(broken.clone());
            broken
        };
        if let Some(listed) = &state.options {
            for option in listed {
                let broken = take(&with(draft, name, option.value.clone()));
                assert_eq!(option.reason, broken, "{said} = {}", option.value);
                assert_eq!(option.available, broken.is_none(), "{said} = {}", option.value);
            }
        } else if !roles(name).is_empty() {
            for role in roles(name) {
                take(&appended(draft, name, json!({ "url": "asset://new", "role": role })));
            }
        } else if LISTS.contains(&name) {
            let item = if name == "tools" { json!({ "type": "web_search" }) } else { json!("asset://new") };
            take(&appended(draft, name, item));
        } else {
            for value in probes(draft, *field) {
                take(&with(draft, name, value));
            }
        }
        let available = tried.iter().any(Option::is_none);
        assert_eq!(state.available, available, "{said}: available");
        // Where there are no options the reason may speak of a value that stands for all.
        let code = |reason: &Option<Reason>| reason.as_ref().map(|reason| reason.code);
        assert_eq!(code(&state.reason), if available { None } else { code(&tried[0]) }, "{said}: why not");
        if state.options.is_some() && !available {
            assert_eq!(state.reason, tried[0], "{said}: why not");
        }
        let rooms: BTreeMap<&str, Option<u32>> =
            roles(name).iter().map(|role| (*role, left(draft, name, role, options))).collect();
        assert_eq!(state.left.clone().unwrap_or_default(), rooms, "{said}: left");
    }
}

#[test]
fn an_option_is_available_exactly_when_taking_it_introduces_no_error() {
    for round in 0..rounds(20_000) {
        let random = &mut Random::new(round as u64);
        let edition = *random.pick(&Edition::ALL);
        let options = options(random, edition);
        // Close to a size the very length of a sample would tell; the sessions go there.
        let options = Options { bytes: options.bytes.filter(|bytes| *bytes == 0), ..options };
        let draft = draft(random);
        hold(&draft, &options, &format!("round {round}, {options:?}, {draft}"));
    }
}

fn state_of(draft: &Value, field: Field, options: &Options) -> FieldState {
    let (_, state) = options_for(draft, options).into_iter().find(|(of, _)| *of == field).expect("a documented field");
    state
}

fn codes(draft: &Value, field: Field, options: &Options) -> Vec<(Value, Option<&'static str>)> {
    let listed = state_of(draft, field, options).options.unwrap_or_default();
    listed.into_iter().map(|option| (option.value, option.reason.map(|reason| reason.code))).collect()
}

#[test]
fn every_documented_field_is_listed_with_the_values_of_its_edition() {
    for edition in Edition::ALL {
        let options = Options::of(edition);
        let listed = options_for(&json!({}), &options);
        let names: Vec<&str> = listed.iter().map(|(field, _)| field.name()).collect();
        assert_eq!(names.contains(&"tools"), edition == Edition::E2026_08);
        assert_eq!(names.contains(&"return_last_frame"), edition == Edition::E2026_08);
        assert!(["n", "count", "media_mode"].iter().all(|name| !names.contains(name)));
        let of = |field| codes(&json!({}), field, &options).into_iter().map(|(value, _)| value).collect::<Vec<_>>();
        assert_eq!(of(Field::Model), MODELS.map(|model| json!(model)));
        assert_eq!(of(Field::Resolution), ["480p", "720p", "1080p", "4k"].map(|value| json!(value)));
        assert_eq!(
            of(Field::Duration),
            [json!(0), json!(-1)].into_iter().chain((4..=15).map(|n| json!(n))).collect::<Vec<_>>()
        );
        assert_eq!(of(Field::AspectRatio).contains(&json!("adaptive")), edition == Edition::E2026_08);
        assert!(state_of(&json!({}), Field::Model, &options).required);
        assert!(state_of(&json!({}), Field::Prompt, &options).required);
        let with_media = json!({ "image_urls": ["asset://a"] });
        assert!(!state_of(&with_media, Field::Prompt, &options).required);
    }
}

#[test]
fn what_the_page_rules_out_is_not_on_offer() {
    let old = Options::of(Edition::E2026_06);
    let new = Options::of(Edition::E2026_08);
    let image = |role: &str| json!({ "url": format!("asset://{role}"), "role": role });
    for options in [&old, &new] {
        let framed = json!({ "model": "seedance-2", "image_with_roles": [image("first_frame")] });
        let images = state_of(&framed, Field::ImageWithRoles, options).left.unwrap();
        assert_eq!(images["reference_image"], Some(0));
        assert_eq!(images["first_frame"], Some(0));
        assert_eq!(images["last_frame"], Some(1));
        for field in [Field::VideoWithRoles, Field::AudioWithRoles] {
            let state = state_of(&framed, field, options);
            assert_eq!(state.reason.unwrap().code, "frame-and-reference-mixed");
        }
        let referenced = json!({ "model": "seedance-2", "image_with_roles": [image("reference_image")] });
        let left = state_of(&referenced, Field::ImageWithRoles, options).left.unwrap();
        assert_eq!((left["reference_image"], left["first_frame"], left["last_frame"]), (Some(8), Some(0), Some(0)));
        assert_eq!(state_of(&referenced, Field::VideoWithRoles, options).left.unwrap()["reference_video"], None);
        let mini = json!({ "model": "seedance-2-mini", "prompt": "x" });
        let resolutions = codes(&mini, Field::Resolution, options);
        assert!(resolutions.contains(&(json!("4k"), Some("resolution-not-offered"))));
        assert!(resolutions.contains(&(json!("720p"), None)));
        let durations = codes(&mini, Field::Duration, options);
        assert!(durations.contains(&(json!(0), Some("duration-auto-unsupported"))));
        assert!(durations.contains(&(json!(-1), Some("duration-auto-unsupported"))));
        assert!(durations.contains(&(json!(5), None)));
        assert_eq!(state_of(&mini, Field::VideoWithRoles, options).left.unwrap()["reference_video"], Some(3));
        let sharp = json!({ "model": "seedance-2", "prompt": "x", "resolution": "4k" });
        let models = codes(&sharp, Field::Model, options);
        assert_eq!(models[2], (json!("seedance-2-mini"), Some("resolution-not-offered")));
    }
    let mini = json!({ "model": "seedance-2-mini", "prompt": "x" });
    assert_eq!(state_of(&mini, Field::GenerateAudio, &old).reason.unwrap().code, "field-not-exposed");
    assert!(state_of(&mini, Field::GenerateAudio, &new).available);
    assert_eq!(state_of(&mini, Field::ImageUrls, &old).reason.unwrap().code, "image-urls-not-supported");
    let left = state_of(&mini, Field::ImageWithRoles, &old).left.unwrap();
    assert_eq!((left["first_frame"], left["reference_image"]), (Some(0), Some(9)));
    let silent = json!({ "model": "seedance-2", "prompt": "x" });
    assert_eq!(state_of(&silent, Field::AudioWithRoles, &old).reason.unwrap().code, "audio-without-visual");
}

#[test]
fn a_list_over_its_limit_has_no_room_and_a_large_limit_is_counted_out() {
    let videos = |count: usize| {
        let item = |index| json!({ "url": format!("asset://v{index}"), "role": "reference_video" });
        Value::Array((0..count).map(item).collect())
    };
    let mini = json!({ "model": "seedance-2-mini", "prompt": "x", "video_with_roles": videos(5) });
    let channel = Options { reference_videos: Some(2500), ..Options::default() };
    for options in [&Options::default(), &channel] {
        assert_eq!(state_of(&mini, Field::VideoWithRoles, options).left.unwrap()["reference_video"], Some(0));
    }
    let own = json!({ "model": "seedance-2", "prompt": "x", "video_with_roles": videos(5) });
    let state = state_of(&own, Field::VideoWithRoles, &channel);
    assert_eq!(state.left.unwrap()["reference_video"], Some(2495));
    // The caller's number for videos says nothing of audios.
    assert_eq!(state_of(&own, Field::AudioWithRoles, &channel).left.unwrap()["reference_audio"], None);
    // More than any request can hold: what its size leaves room for. Root, two scalars, a list, three values an item.
    let endless = Options { reference_videos: Some(u32::MAX), ..Options::default() };
    let state = state_of(&json!({ "model": "seedance-2", "prompt": "x" }), Field::VideoWithRoles, &endless);
    assert_eq!(state.left.unwrap()["reference_video"], Some((10_000 - 4) / 3));
}
