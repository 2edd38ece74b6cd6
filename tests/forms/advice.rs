//! What a model switch costs, held against a search through everything it could have done instead.

use crate::random::{MODELS, Random, draft, options, rounds};
use seedance_request::builder::ChangeKind;
use seedance_request::form::{models_for, switch_model};
use seedance_request::report::PathStep;
use seedance_request::rules::Options;
use seedance_request::{Change, Edition, Report, validate};
use serde_json::{Value, json};
use std::collections::BTreeSet;

type Spots = BTreeSet<(&'static str, Vec<PathStep>)>;

fn spots(report: &Report) -> Spots {
    report.errors().map(|issue| (issue.code, issue.path.clone())).collect()
}

/// Follows errors through changes: items close up behind one that went, and images that moved keep their faults.
fn follow(errors: &Spots, change: &Change, grown: u32) -> Spots {
    let moved = |path: &[PathStep]| -> Option<Vec<PathStep>> {
        let mut path = path.to_vec();
        if let ([list, PathStep::Index(gone)], None, [of, PathStep::Index(index), ..]) =
            (change.path.as_slice(), &change.to, path.as_mut_slice())
            && list == of
        {
            if *gone == *index {
                return None;
            }
            *index -= u32::from(*gone < *index);
        }
        let images = PathStep::Key("image_urls".into());
        if change.path == [images.clone()] && change.to.is_none() && path.first() == Some(&images) {
            let [_, PathStep::Index(index)] = path.as_slice() else { return None };
            return Some(vec![
                PathStep::Key("image_with_roles".into()),
                PathStep::Index(index + grown),
                PathStep::Key("url".into()),
            ]);
        }
        Some(path)
    };
    errors.iter().filter_map(|(code, path)| Some((*code, moved(path)?))).collect()
}

fn apply(request: &mut Value, change: &Change) {
    let (last, parents) = change.path.split_last().expect("a change has a place");
    let holder = parents.iter().fold(request, |value, step| match step {
        PathStep::Key(key) => &mut value[key.as_str()],
        PathStep::Index(index) => &mut value[*index as usize],
    });
    let at = match last {
        PathStep::Key(key) => holder.get(key.as_str()),
        PathStep::Index(index) => holder.get(*index as usize),
    };
    assert_eq!(at, change.from.as_ref(), "what a change found");
    assert_eq!(change.kind == ChangeKind::Dropped, change.to.is_none());
    match (last, &change.to) {
        (PathStep::Key(key), Some(to)) => holder[key.as_str()] = to.clone(),
        (PathStep::Index(index), Some(to)) => holder[*index as usize] = to.clone(),
        (PathStep::Key(key), None) => drop(holder.as_object_mut().unwrap().shift_remove(key)),
        (PathStep::Index(index), None) => drop(holder.as_array_mut().unwrap().remove(*index as usize)),
    }
}

/// What the rules say that they did not, after changes.
fn brought(draft: &Value, changes: &[Change], after: &Value, options: &Options) -> Spots {
    let mut before = spots(&validate(draft, options));
    let length = |value: Option<&Value>| value.and_then(Value::as_array).map_or(0, Vec::len) as u32;
    let grown = length(draft.get("image_with_roles"));
    for change in changes {
        before = follow(&before, change, grown);
    }
    spots(&validate(after, options)).difference(&before).cloned().collect()
}

/// How many values are lost, and how many changes there are.
fn cost(draft: &Value, changes: &[Change]) -> (usize, usize) {
    let count = |value: &Value| value.as_array().map_or(1, |items| items.len().max(1));
    let urls_kept = changes.iter().any(|change| {
        change.path == [PathStep::Key("image_with_roles".into())]
            && change.to.as_ref().is_some_and(|to| to.as_array().is_some())
    });
    let lost = changes.iter().filter(|change| change.to.is_none()).map(|change| match change.path.as_slice() {
        [PathStep::Key(key)] if key == "image_urls" && urls_kept => 0,
        _ => change.from.as_ref().map_or(0, count),
    });
    let _ = draft;
    (lost.sum(), changes.len())
}

/// Every change that keeps a meaning or leaves something out.
fn every_change(draft: &Value) -> Vec<Change> {
    let mut all = Vec::new();
    let mut add = |path: Vec<PathStep>, from: &Value, to: Option<Value>| {
        let kind = if to.is_some() { ChangeKind::Set } else { ChangeKind::Dropped };
        all.push(Change { path, kind, from: Some(from.clone()), to, reason: String::new() });
    };
    for (key, value) in draft.as_object().into_iter().flatten().filter(|(key, _)| *key != "model") {
        let path = vec![PathStep::Key(key.clone())];
        if key == "resolution" {
            for resolution in ["480p", "720p", "1080p", "4k"] {
                add(path.clone(), value, Some(json!(resolution)));
            }
        }
        for (item, index) in value.as_array().into_iter().flatten().zip(0..) {
            let path = vec![PathStep::Key(key.clone()), PathStep::Index(index)];
            add(path.clone(), item, None);
            // A frame may become a reference; the other way round it would mean something else.
            if let Some(role) = item.get("role").filter(|role| *role == "first_frame" || *role == "last_frame") {
                let path = [path, vec![PathStep::Key("role".into())]].concat();
                add(path, role, Some(json!("reference_image")));
            }
        }
        add(path, value, None);
    }
    all
}

/// Whether some set of changes costs less and brings no error.
fn cheaper(
    draft: &Value,
    moved: &Value,
    model: &[Change],
    than: (usize, usize),
    options: &Options,
) -> Option<Vec<Change>> {
    // Later places first, so that a place in a list stays what it is.
    let mut all = every_change(moved);
    all.reverse();
    let mut sets: Vec<(Vec<usize>, Value)> = vec![(Vec::new(), moved.clone())];
    while let Some((set, request)) = sets.pop() {
        let changes: Vec<Change> = model.iter().cloned().chain(set.iter().map(|index| all[*index].clone())).collect();
        let cost = cost(draft, &changes);
        if cost >= than || cost.1 > than.1.max(5) {
            continue;
        }
        if brought(draft, &changes, &request, options).is_empty() {
            return Some(changes);
        }
        for (index, change) in all.iter().enumerate().skip(set.last().map_or(0, |last| last + 1)) {
            let inside = set.iter().any(|other| {
                let (one, two) = (&all[*other].path, &change.path);
                one.starts_with(two) || two.starts_with(one)
            });
            if !inside {
                let mut next = request.clone();
                apply(&mut next, change);
                sets.push(([set.clone(), vec![index]].concat(), next));
            }
        }
    }
    None
}

fn hold(draft: &Value, model: &str, options: &Options, said: &str, search: bool) {
    let said = format!("{said} to {model}");
    let switched = switch_model(draft, model, options);
    let mut again = if draft.is_object() { draft.clone() } else { json!({}) };
    let start = again.clone();
    for change in &switched.changes {
        apply(&mut again, change);
    }
    assert_eq!(again, switched.request, "{said}: the changes tell it all");
    assert_eq!(switched.report, validate(&switched.request, options), "{said}");
    assert_eq!(switched.request["model"], model, "{said}");
    let new = brought(&start, &switched.changes, &switched.request, options);
    let mut moved = start.clone();
    moved["model"] = json!(model);
    let count = usize::from(start["model"] != model);
    if !new.is_empty() {
        // A limit of none, say, and nothing else to generate from.
        let better = cheaper(&start, &moved, &switched.changes[..count], (usize::MAX, 5), options);
        assert_eq!(better, None, "{said}: brought {new:?}\n{:?}\n{}", switched.changes, switched.request);
    } else if search {
        let cost = cost(&start, &switched.changes);
        let better = cheaper(&start, &moved, &switched.changes[..count], cost, options);
        assert_eq!(better, None, "{said}: cheaper than {cost:?} {:?}", switched.changes);
    }
}

#[test]
fn a_switch_brings_no_error_and_loses_no_more_than_it_must() {
    let mut searched = 0;
    for round in 0..rounds(10_000) {
        let random = &mut Random::new(round as u64);
        let edition = *random.pick(&Edition::ALL);
        // A severity of the caller's may make an error of what no change can resolve.
        let options = Options { severities: Vec::new(), bytes: None, ..options(random, edition) };
        let draft = draft(random);
        let model = *random.pick(&MODELS);
        let said = format!("round {round}, {}, {draft}", edition.name());
        let cost = switch_model(&draft, model, &options).changes.len();
        let search = cost <= 4 && every_change(&draft).len() <= 24;
        searched += usize::from(search && cost > 1);
        hold(&draft, model, &options, &said, search);
    }
    println!("{searched} switches with changes searched");
}

#[test]
fn each_model_is_told_with_what_switching_to_it_would_do() {
    for round in 0..rounds(2_000) {
        let random = &mut Random::new(round as u64);
        let edition = *random.pick(&Edition::ALL);
        let options = options(random, edition);
        let draft = draft(random);
        let fits = models_for(&draft, &options);
        assert_eq!(fits.iter().map(|fit| fit.model).collect::<Vec<_>>(), MODELS, "{draft}");
        for fit in fits {
            let mut there = if draft.is_object() { draft.clone() } else { json!({}) };
            there["model"] = json!(fit.model);
            assert_eq!(fit.report, validate(&there, &options), "{draft}");
            assert_eq!(fit.fits, fit.report.valid, "{draft}");
            assert_eq!(fit.changes, switch_model(&draft, fit.model, &options).changes, "{draft}");
        }
    }
}

fn switched(draft: Value, model: &str, edition: Edition) -> (Value, Vec<String>) {
    let options = Options::of(edition);
    hold(&draft, model, &options, &draft.to_string(), true);
    let switched = switch_model(&draft, model, &options);
    let told = |change: &Change| {
        let path: Vec<String> = change.path.iter().map(|step| serde_json::to_string(step).unwrap()).collect();
        format!("{:?} {} {}", change.kind, path.join(" ").replace('"', ""), change.reason)
    };
    (switched.request, switched.changes.iter().map(told).collect())
}

#[test]
fn a_switch_keeps_what_it_can() {
    let image = |role: &str| json!({ "url": format!("asset://{role}"), "role": role });
    let old = Edition::E2026_06;
    let from = |rest: Value| {
        let mut draft = json!({ "model": "seedance-2", "prompt": "x", "duration": 5 });
        draft.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        draft
    };
    let mini = "seedance-2-mini";
    let (request, told) = switched(from(json!({ "resolution": "4k" })), mini, old);
    assert_eq!(request["resolution"], "720p");
    assert_eq!(told, ["Set model chosen", "Set resolution resolution-not-offered"]);
    let frames = json!({ "image_with_roles": [image("first_frame"), image("last_frame")] });
    let (request, _) = switched(from(frames), mini, old);
    assert_eq!(request["image_with_roles"][0], json!({ "url": "asset://first_frame", "role": "reference_image" }));
    assert_eq!(request["image_with_roles"][1], json!({ "url": "asset://last_frame", "role": "reference_image" }));
    let (request, told) = switched(from(json!({ "generate_audio": true, "duration": -1 })), mini, old);
    assert_eq!(request, json!({ "model": mini, "prompt": "x" }));
    assert_eq!(told.len(), 3);
    let references = json!({
        "image_with_roles": [image("reference_image")],
        "video_with_roles": (0..5).map(|i| json!({ "url": format!("asset://{i}"), "role": "reference_video" })).collect::<Vec<_>>(),
    });
    let (request, told) = switched(from(references), mini, old);
    assert_eq!(request["video_with_roles"].as_array().unwrap().len(), 3);
    assert_eq!(request["video_with_roles"][2]["url"], "asset://2");
    assert_eq!(request["image_with_roles"], json!([image("reference_image")]));
    assert_eq!(told.len(), 3);
    let urls = json!({ "image_urls": ["asset://a", "nowhere", "asset://b"] });
    let (request, told) = switched(from(urls), mini, old);
    assert_eq!(
        request["image_with_roles"],
        json!([
            { "role": "reference_image", "url": "asset://a" },
            { "role": "reference_image", "url": "nowhere" },
            { "role": "reference_image", "url": "asset://b" },
        ])
    );
    assert_eq!(told.len(), 3);
    let both = json!({ "image_urls": ["asset://a"], "image_with_roles": [image("reference_image")] });
    let (request, _) = switched(from(both), mini, old);
    assert_eq!(request["image_with_roles"].as_array().unwrap().len(), 2);
    // Nothing in the way: nothing but the model changes.
    let (_, told) = switched(from(json!({ "resolution": "4k" })), "seedance-2", old);
    assert_eq!(told, [""; 0]);
    let (_, told) = switched(from(json!({ "resolution": "720p", "zz": 1 })), "seedance-2-fast", old);
    assert_eq!(told, ["Set model chosen"]);
    let (_, told) = switched(from(json!({ "image_with_roles": [image("first_frame")] })), mini, Edition::E2026_08);
    assert_eq!(told, ["Set model chosen"]);
}

#[test]
fn a_model_that_is_not_known_is_taken_as_it_is() {
    let draft = json!({ "model": "seedance-2", "prompt": "x", "resolution": "4k" });
    for model in ["seedance-2.0", "", "x"] {
        let switched = switch_model(&draft, model, &Options::default());
        assert_eq!(switched.request, json!({ "model": model, "prompt": "x", "resolution": "4k" }));
        assert_eq!(switched.changes.len(), 1);
        assert!(!switched.report.valid);
    }
}
