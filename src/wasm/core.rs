//! Checking, building and forms: every call is bytes in, bytes out.

#![allow(unreachable_pub, reason = "exports must be pub, and this room is private to Rust")]

use crate::door::Door;
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static DOOR: RefCell<Door> = const { RefCell::new(Door::new()) };
}

fn with(call: impl FnOnce(&mut Door) -> usize) -> usize {
    DOOR.with(|door| match door.try_borrow_mut() {
        Ok(mut door) => call(&mut door),
        // No call re-enters, because nothing in here calls JavaScript: an earlier one trapped, and this instance is
        // lost. Any answer could pass for a clean report, so there is none.
        Err(_) => ::core::arch::wasm32::unreachable(),
    })
}

/// Where to write `length` bytes of input.
#[wasm_bindgen(skip_typescript)]
pub fn reserve(length: usize) -> usize {
    with(|door| door.reserve(length).as_mut_ptr() as usize)
}

/// Where the last call wrote.
#[wasm_bindgen(skip_typescript)]
pub fn output() -> usize {
    with(|door| door.output().as_ptr() as usize)
}

macro_rules! calls {
    ($($(#[$doc:meta])* $name:ident)*) => {
        $($(#[$doc])*
        #[wasm_bindgen(skip_typescript)]
        pub fn $name(length: usize) -> usize {
            // Called by name, not through a pointer: the build then sees which call needs what, and splits by it.
            with(|door| door.$name(length))
        })*
    };
}

calls! {
    /// [`Door::check_tape`]
    check_tape
    /// [`Door::repairs`]
    repairs
    /// [`Door::check_text`]
    check_text
    /// [`Door::check_lines`]
    check_lines
    /// [`Door::build`]
    build
    /// [`Door::fix`]
    fix
    /// [`Door::curl`]
    curl
    /// [`Door::form_open`]
    form_open
    /// [`Door::form_close`]
    form_close
    /// [`Door::form_load`]
    form_load
    /// [`Door::form_put`]
    form_put
    /// [`Door::form_insert`]
    form_insert
    /// [`Door::form_remove`]
    form_remove
    /// [`Door::form_move`]
    form_move
    /// [`Door::form_snapshot`]
    form_snapshot
    /// [`Door::form_possible`]
    form_possible
    /// [`Door::form_path`]
    form_path
    /// [`Door::possible`]
    possible
    /// [`Door::models`]
    models
    /// [`Door::switch_to`]
    switch_to
    /// [`Door::entries`]
    entries
    /// [`Door::convert`]
    convert
    /// [`Door::endpoint`]
    endpoint
}
