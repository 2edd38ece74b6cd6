//! The one room where JavaScript is spoken: the exports of the npm package and its allocator. Decides nothing.
//!
//! Each module of the package is the same crate with one of these features; what is not exported is not linked.

// The default allocator is most of a small module; this one is a third of its size.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[cfg(feature = "npm")]
mod core;
#[cfg(feature = "npm-emulator")]
mod emulator;
#[cfg(feature = "npm-jobs")]
mod jobs;
#[cfg(feature = "npm-scan")]
mod scan;
