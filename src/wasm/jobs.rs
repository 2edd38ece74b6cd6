//! Tasks and errors of the API, from JSON text to JavaScript objects.

#![allow(unreachable_pub, reason = "exports must be pub, and this room is private to Rust")]

use crate::task::wire::{NotATask, parse_error as read_error, parse_task as read_task};
use serde::Serialize;
use serde_json::Value;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The task in a JSON text, as an object; the code of what is wrong with it, as a string.
#[wasm_bindgen(skip_typescript)]
pub fn parse_task(json: &str) -> JsValue {
    let task = serde_json::from_str::<Value>(json).map_err(|_| NotATask::NotJson).and_then(|value| read_task(&value));
    match task {
        Ok(task) => object(&task),
        Err(fault) => JsValue::from_str(fault.code()),
    }
}

/// What an error answer says, as an object.
#[wasm_bindgen(skip_typescript)]
pub fn parse_error(status: u16, body: &str) -> JsValue {
    object(&read_error(status, body))
}

/// Plain objects, not Maps, and no undefined.
fn object(value: &impl Serialize) -> JsValue {
    // The shapes have string keys and numbers that doubles hold, so nothing in them can be refused.
    value.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::UNDEFINED)
}
