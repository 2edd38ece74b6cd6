//! The emulator: every call takes JSON text and gives plain objects. What a delivery does to a `Response` is the package's matter.

#![allow(unreachable_pub, reason = "exports must be pub, and this room is private to Rust")]

use crate::emulator::{Emulator, Preset, Request, Script, Settings, Tier, presets};
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    /// By handle; a closed one leaves its place to the next.
    static OPEN: RefCell<Vec<Option<Emulator>>> = const { RefCell::new(Vec::new()) };
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Setup {
    script: Script,
    tier: Tier,
    require_key: bool,
    result_url: String,
    webhook_secrets: Vec<String>,
}

/// Opens an emulator and returns its handle; throws what is wrong with the settings, as a string.
#[wasm_bindgen(skip_typescript)]
pub fn open(setup: &str) -> Result<usize, String> {
    let setup: Setup = read(setup)?;
    let emulator = Emulator::new(Settings {
        script: setup.script,
        tier: setup.tier,
        require_key: setup.require_key,
        result_url: setup.result_url,
        webhook_secrets: setup.webhook_secrets,
        verdict: None,
    });
    OPEN.with_borrow_mut(|open| {
        let free = open.iter().position(Option::is_none);
        match free.and_then(|at| open.get_mut(at).map(|place| (at, place))) {
            Some((at, place)) => {
                *place = Some(emulator);
                Ok(at)
            }
            None => {
                open.push(Some(emulator));
                Ok(open.len() - 1)
            }
        }
    })
}

/// Closes an emulator; its handle is void.
#[wasm_bindgen(skip_typescript)]
pub fn close(handle: usize) {
    OPEN.with_borrow_mut(|open| open.get_mut(handle).map(Option::take));
}

/// Answers a request with a reply; `verdict` is null or `[status, message]`.
#[wasm_bindgen(skip_typescript)]
pub fn answer(handle: usize, request: &str, verdict: &str, now_ms: f64) -> Result<JsValue, String> {
    let request: Request = read(request)?;
    let verdict: Option<(u16, String)> = read(verdict)?;
    with(handle, |emulator| write(&emulator.handle_judged(&request, verdict, time(now_ms))))
}

/// The tasks accepted so far.
#[wasm_bindgen(skip_typescript)]
pub fn tasks(handle: usize) -> Result<JsValue, String> {
    with(handle, |emulator| write(emulator.tasks()))
}

/// The charges, each behind its business id: an id may be a name that no plain object can have.
#[wasm_bindgen(skip_typescript)]
pub fn charges(handle: usize) -> Result<JsValue, String> {
    with(handle, |emulator| write(&emulator.charges().iter().collect::<Vec<_>>()))
}

/// Whether the result of a task can be fetched.
#[wasm_bindgen(skip_typescript)]
pub fn has_result(handle: usize, task_id: &str, now_ms: f64) -> Result<bool, String> {
    with(handle, |emulator| emulator.has_result(task_id, time(now_ms)))
}

/// Lets one more fault strike.
#[wasm_bindgen(skip_typescript)]
pub fn inject(handle: usize, preset: &str) -> Result<(), String> {
    let preset: Preset = read(preset)?;
    with(handle, |emulator| emulator.inject(&preset))
}

/// The webhooks due by now.
#[wasm_bindgen(skip_typescript)]
pub fn due_webhooks(handle: usize, now_ms: f64) -> Result<JsValue, String> {
    with(handle, |emulator| write(&emulator.due_webhooks(time(now_ms))))
}

/// When the next webhook is due, or never.
#[wasm_bindgen(skip_typescript)]
pub fn next_webhook(handle: usize) -> Result<f64, String> {
    with(handle, |emulator| emulator.next_webhook_ms().map_or(f64::INFINITY, |at| at as f64))
}

/// Takes the receiver's status; 0 for no answer.
#[wasm_bindgen(skip_typescript)]
pub fn webhook_answered(handle: usize, webhook_id: &str, status: u16, now_ms: f64) -> Result<(), String> {
    with(handle, |emulator| emulator.webhook_answered(webhook_id, Some(status), time(now_ms)))
}

/// The catalogue of faults.
#[wasm_bindgen(skip_typescript)]
pub fn catalogue() -> JsValue {
    write(&presets())
}

fn with<T>(handle: usize, call: impl FnOnce(&mut Emulator) -> T) -> Result<T, String> {
    OPEN.with_borrow_mut(|open| match open.get_mut(handle) {
        Some(Some(emulator)) => Ok(call(emulator)),
        _ => Err("the emulator is closed".to_owned()),
    })
}

fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

/// Plain objects, not Maps, and no undefined. What is written here has string keys and numbers that doubles hold, so
/// nothing in it can be refused.
fn write(value: &(impl Serialize + ?Sized)) -> JsValue {
    value.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::UNDEFINED)
}

/// A float is cut to the range of the integer, and no time before 1970 is asked for.
fn time(ms: f64) -> u64 {
    ms as u64
}
