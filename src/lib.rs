//! Seedance 2 request rules.

pub mod task;
