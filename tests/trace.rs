//! The same seeds leave the same trace, natively and as wasm in Node and in Chromium: every event, action and outcome of
//! the journeys of tests/simulation, in one hash.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "simulation/mod.rs"]
#[allow(dead_code)]
mod simulation;

use simulation::{Bug, run};

const SEEDS: u64 = 1_000;
/// Whoever changes what the machines or the emulator do, or the plans of the journeys, writes the new one down.
const TRACE: u64 = 0x58d1_2f55_926f_c8ab;

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn the_same_seeds_leave_the_same_trace() {
    let summary = run(0..SEEDS, Bug::None);
    let line = format!("trace of the seeds 0..{SEEDS}, {} steps: {:016x}", summary.steps, summary.hash);
    #[cfg(not(target_arch = "wasm32"))]
    println!("{line}");
    #[cfg(target_arch = "wasm32")]
    wasm_bindgen_test::console_log!("{line}");
    assert_eq!(format!("{:016x}", summary.hash), format!("{TRACE:016x}"));
    assert_ne!(run(1..SEEDS + 1, Bug::None).hash, summary.hash);
}
