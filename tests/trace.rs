//! The same seeds leave the same trace, natively and as wasm in Node and in Chromium: every event, action and outcome of
//! the journeys of tests/simulation, in one hash.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "common/figures.rs"]
mod figures;
#[path = "simulation/mod.rs"]
#[allow(dead_code)]
mod simulation;

use figures::{figure, share, thousands};
use simulation::{Bug, run};

const SEEDS: u64 = 10_000;
/// Of a tenth of the seeds, and of all. Whoever changes what the machines or the emulator do, or the plans of the
/// journeys, writes the new ones down.
const TRACES: [u64; 2] = [0xe8bc_61e1_a884_d6f8, 0x02e5_a868_87f0_9f06];

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn the_same_seeds_leave_the_same_trace() {
    let seeds = share(SEEDS);
    let summary = run(0..seeds, Bug::None);
    let (count, steps) = (thousands(seeds), thousands(summary.steps));
    figure("R9", &format!("{}: {count} seeds, {steps} steps, trace {:016x}", target(), summary.hash));
    let trace = TRACES[usize::from(seeds == SEEDS)];
    assert_eq!(format!("{:016x}", summary.hash), format!("{trace:016x}"));
    assert_ne!(run(1..seeds + 1, Bug::None).hash, summary.hash);
}

#[cfg(not(target_arch = "wasm32"))]
fn target() -> &'static str {
    "native"
}

#[cfg(target_arch = "wasm32")]
fn target() -> &'static str {
    if js_sys::eval("typeof document").is_ok_and(|kind| kind == "object") { "wasm in Chromium" } else { "wasm in Node" }
}
