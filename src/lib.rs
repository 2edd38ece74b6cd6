//! Seedance 2 request rules.

#[cfg(feature = "emulator")]
pub mod emulator;
pub mod task;
