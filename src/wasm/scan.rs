//! The sieve in front of the rules: numbers in, numbers out.

#![allow(unreachable_pub, reason = "exports must be pub, and this room is private to Rust")]

use crate::check::sieve::Sieve;
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static SIEVE: RefCell<Sieve> = const { RefCell::new(Sieve::new()) };
}

fn with<R>(call: impl FnOnce(&mut Sieve) -> R) -> R {
    SIEVE.with(|sieve| match sieve.try_borrow_mut() {
        Ok(mut sieve) => call(&mut sieve),
        // No call re-enters: an earlier one trapped, and this instance is lost.
        Err(_) => ::core::arch::wasm32::unreachable(),
    })
}

/// Where to write text.
#[wasm_bindgen(skip_typescript)]
pub fn text() -> usize {
    with(|sieve| sieve.text.as_mut_ptr() as usize)
}

/// Where [`Sieve::left`] stands.
#[wasm_bindgen(skip_typescript)]
pub fn left() -> usize {
    with(|sieve| sieve.left.as_mut_ptr() as usize)
}

/// [`Sieve::accepts`]
#[wasm_bindgen(skip_typescript)]
pub fn accepts(length: usize, edition: usize) -> bool {
    with(|sieve| sieve.accepts(length, edition))
}

/// [`Sieve::sift`]
#[wasm_bindgen(skip_typescript)]
pub fn sift(length: usize, edition: usize, tells: bool) -> usize {
    with(|sieve| sieve.sift(length, edition, tells))
}
