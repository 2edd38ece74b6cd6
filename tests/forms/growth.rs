//! What a step costs grows with the request, never with its square: counted in allocations, on lists of hundreds and
//! of thousands of items, each of them at fault.

use crate::random::MODELS;
use seedance_request::form::{Session, from_entries, models_for, options_for, switch_model};
use seedance_request::report::PathStep;
use seedance_request::rules::Options;
use serde_json::{Value, json};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// Counts the bytes that this thread asks for.
struct Counting;

thread_local! {
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

#[allow(unsafe_code, reason = "an allocator is unsafe to implement")]
// SAFETY: everything is the system allocator's; counting touches no memory of its own.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = BYTES.try_with(|bytes| bytes.set(bytes.get() + layout.size()));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn bytes_of(work: impl FnOnce()) -> usize {
    let before = BYTES.get();
    work();
    BYTES.get() - before
}

/// A request of many items with an error or two each.
fn crowded(kind: &str, count: usize) -> Value {
    let item = |index: usize| match kind {
        "frames" => json!({ "url": format!("asset://{index}"), "role": "first_frame" }),
        "references" => json!({ "url": "nowhere", "role": "reference_image" }),
        "videos" => json!({ "url": format!("asset://{index}"), "role": "reference_video" }),
        _ => json!({ "url": "", "role": "x" }),
    };
    let list = if kind == "videos" { "video_with_roles" } else { "image_with_roles" };
    json!({ "model": "seedance-2", "prompt": "x", list: (0..count).map(item).collect::<Vec<_>>() })
}

#[test]
fn no_step_is_quadratic() {
    let options = Options { reference_videos: Some(2), ..Options::default() };
    let key = |name: &str| PathStep::Key(name.to_owned());
    let (few, many) = (300, 3000);
    let mut faults = Vec::new();
    let mut hold = |what: String, work: &dyn Fn(usize) -> usize| {
        let (few_bytes, many_bytes) = (work(few), work(many));
        // Ten times the items: ten times the bytes, and a little more for trees and growth; a square would be a hundred.
        if many_bytes > few_bytes * 20 {
            faults.push(format!("{what}: {few_bytes} bytes for {few} items, {many_bytes} for {many}"));
        }
    };
    for kind in ["frames", "references", "videos", "nothing"] {
        let list = if kind == "videos" { "video_with_roles" } else { "image_with_roles" };
        let loaded = |count| {
            let mut session = Session::new(options.clone());
            session.load(&crowded(kind, count));
            session
        };
        let step = |count: usize, call: &dyn Fn(&mut Session)| {
            let mut session = loaded(count);
            bytes_of(|| call(&mut session))
        };
        hold(format!("{kind}: load"), &|count| bytes_of(|| drop(loaded(count))));
        hold(format!("{kind}: duration"), &|count| {
            step(count, &|session| drop(session.set(&[key("duration")], &json!(5))))
        });
        hold(format!("{kind}: model"), &|count| {
            step(count, &|session| drop(session.set(&[key("model")], &json!(MODELS[2]))))
        });
        hold(format!("{kind}: remove"), &|count| step(count, &|session| drop(session.remove(list, 0))));
        hold(format!("{kind}: unset"), &|count| step(count, &|session| drop(session.unset(&[key(list)]))));
        hold(format!("{kind}: options"), &|count| bytes_of(|| drop(options_for(&crowded(kind, count), &options))));
        for model in MODELS {
            hold(format!("{kind}: {model}"), &|count| {
                bytes_of(|| drop(switch_model(&crowded(kind, count), model, &options)))
            });
        }
        hold(format!("{kind}: models"), &|count| bytes_of(|| drop(models_for(&crowded(kind, count), &options))));
    }
    let text = |count: usize, key: &dyn Fn(usize) -> String| {
        let entries: Vec<(String, String)> = (0..count * 3).map(|index| (key(index), "x".into())).collect();
        bytes_of(|| drop(from_entries(&entries)))
    };
    hold("keys".into(), &|count| text(count, &|index| format!("key{index}")));
    hold("items".into(), &|count| text(count, &|index| format!("image_with_roles[{}].url", index / 3 * 2)));
    hold("metadata".into(), &|count| text(count, &|index| format!("metadata.key{index}")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
