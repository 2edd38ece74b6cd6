//! Seeded journeys of the client machines against the emulator.
//!
//! `JOURNEYS` sets how many there are, `FROM` the first seed, and `SEED` replays one with a log of all that happened:
//! `SEED=42 cargo test --test simulation replay -- --nocapture`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "common/figures.rs"]
mod figures;
#[path = "simulation/mod.rs"]
#[allow(dead_code)]
mod simulation;

use figures::{figure, thousands};
use seedance_request::task::{poll, submit};
use simulation::{Bug, HAZARDS, Summary, Violation, replay, run};
use std::ops::Range;

const JOURNEYS: u64 = 100_000;

#[test]
fn every_journey_keeps_its_promises() {
    let journeys = number("JOURNEYS").unwrap_or(JOURNEYS);
    let from = number("FROM").unwrap_or(0);
    let summary = run_on_all_cores(from..from + journeys);
    print(&summary);
    assert!(summary.violations.is_empty(), "{}", broken(&summary));
    if journeys < JOURNEYS {
        println!("coverage is left out below {JOURNEYS} journeys");
        return;
    }
    let mut thin: Vec<String> = Vec::new();
    for (arrow, count) in submit::table().zip(&summary.submit_rows).chain(poll::table().zip(&summary.poll_rows)) {
        if *count < 1_000 {
            thin.push(format!("{} x {}: {count}", arrow.from, arrow.on));
        }
    }
    for (name, count) in &summary.faults {
        if count * 100 < summary.journeys {
            thin.push(format!("{name}: {count}"));
        }
    }
    assert!(thin.is_empty(), "seen too seldom: {thin:#?}");
}

#[test]
fn planted_bugs_are_caught() {
    for (bug, kind) in [
        (Bug::ResubmitOn500, Violation::DuplicateCharge),
        (Bug::ResubmitOnNetworkError, Violation::DuplicateCharge),
        (Bug::MintAfterSend, Violation::LostTask),
        (Bug::LookOnceThenResubmit, Violation::DuplicateCharge),
        (Bug::NoLock, Violation::DuplicateCharge),
        (Bug::ForgetOnAbort, Violation::LostTask),
        (Bug::DeafToAbort, Violation::SentAfterAbort),
        (Bug::NoBackoff, Violation::HotRetry),
        (Bug::NoDeadline, Violation::Overdue),
    ] {
        let first = (0..10_000)
            .step_by(100)
            .find_map(|from| run(from..from + 100, bug).violations.get(&kind).map(|(seed, _)| *seed));
        let Some(seed) = first else { panic!("{bug:?} is not seen as {kind:?} within 10,000 seeds") };
        figure("R1", &format!("the planted bug {bug:?} is caught by seed {seed} as {kind:?}"));
    }
}

/// Seeds that once showed a fault, out of ten million.
#[test]
fn what_was_mended_stays_so() {
    for seed in [3_991_799, 4_968_373] {
        assert_eq!(replay(seed, Bug::None).violations, [], "{seed}");
    }
}

#[test]
fn replay_of_one_seed() {
    let asked = number("SEED");
    let journey = replay(asked.unwrap_or(0), Bug::None);
    if asked.is_some() {
        for line in &journey.log {
            println!("{line}");
        }
        println!("hash {:016x}, {} charges, outcomes {:?}", journey.hash, journey.charges, journey.outcomes);
    }
    assert!(!journey.log.is_empty());
    assert_eq!(journey.violations, []);
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.replace('_', "").parse().unwrap_or_else(|_| panic!("{name} is no number")))
}

/// Ranges are summed up in order, so the number of cores does not show in the result.
fn run_on_all_cores(seeds: Range<u64>) -> Summary {
    let cores = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let share = (seeds.end - seeds.start).div_ceil(cores).max(1);
    let parts: Vec<Range<u64>> = (0..cores)
        .map(|core| (seeds.start + core * share).min(seeds.end)..(seeds.start + (core + 1) * share).min(seeds.end))
        .collect();
    let sums: Vec<Summary> = std::thread::scope(|scope| {
        let threads: Vec<_> = parts.into_iter().map(|part| scope.spawn(move || run(part, Bug::None))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    sums.into_iter().reduce(add).unwrap()
}

fn add(mut left: Summary, right: Summary) -> Summary {
    left.journeys += right.journeys;
    left.steps += right.steps;
    left.charged.0 += right.charged.0;
    left.charged.1 += right.charged.1;
    left.sleeps += right.sleeps;
    left.longest_sleep_ms = left.longest_sleep_ms.max(right.longest_sleep_ms);
    for (sum, more) in left.hazards.iter_mut().zip(right.hazards) {
        *sum += more;
    }
    for (sum, more) in left.submit_rows.iter_mut().zip(right.submit_rows) {
        *sum += more;
    }
    for (sum, more) in left.poll_rows.iter_mut().zip(right.poll_rows) {
        *sum += more;
    }
    for (sum, more) in left.faults.iter_mut().zip(right.faults) {
        sum.1 += more.1;
    }
    for (name, more) in right.outcomes {
        *left.outcomes.entry(name).or_insert(0) += more;
    }
    for (kind, (seed, count)) in right.violations {
        left.violations.entry(kind).or_insert((seed, 0)).1 += count;
    }
    left
}

fn print(summary: &Summary) {
    println!("{} journeys, {} steps", summary.journeys, summary.steps);
    println!("outcomes {:?}", summary.outcomes);
    for (arrow, count) in submit::table().zip(&summary.submit_rows).chain(poll::table().zip(&summary.poll_rows)) {
        println!("{count:>9}  {} --{}--> {}", arrow.from, arrow.on, arrow.to);
    }
    for (name, count) in &summary.faults {
        println!("{:>6.2} %  {name}", *count as f64 * 100.0 / summary.journeys as f64);
    }
    let seen = |kinds: &[Violation]| {
        thousands(kinds.iter().filter_map(|kind| summary.violations.get(kind)).map(|(_, count)| *count).sum())
    };
    let journeys = thousands(summary.journeys);
    let hazards: Vec<String> =
        HAZARDS.iter().zip(&summary.hazards).map(|(name, count)| format!("{name} {}", thousands(*count))).collect();
    let duplicates = seen(&[Violation::DuplicateCharge, Violation::TwoPostsAtOnce, Violation::TooManyPosts]);
    figure("R1", &format!("{journeys} journeys, {duplicates} duplicate charges; with {}", hazards.join(", ")));
    let (charged, told) = summary.charged;
    let lost = seen(&[Violation::LostTask, Violation::FalseAllClear]);
    let (charged, told, on_file) = (thousands(charged), thousands(told), thousands(charged - told));
    figure("R2", &format!("{charged} journeys with a charge, {lost} lost; {told} told to the end, {on_file} on file"));
    let promises = thousands(summary.outcomes.values().sum());
    let (late, open) = (seen(&[Violation::Overdue]), seen(&[Violation::Stuck, Violation::Endless]));
    figure("R4", &format!("{promises} promises, {late} later than the deadline + 1 s, {open} never settled"));
    let after = seen(&[Violation::SentAfterAbort]);
    figure("R5", &format!("{} journeys with an abort, {after} with a request after it", thousands(summary.hazards[2])));
    let (hot, long) = (seen(&[Violation::HotRetry]), seen(&[Violation::LongWait]));
    let (sleeps, longest) = (thousands(summary.sleeps), summary.longest_sleep_ms);
    figure("R6", &format!("{sleeps} waits, {hot} hot retries, {long} over 120 s, the longest {longest} ms"));
}

fn broken(summary: &Summary) -> String {
    let lines = summary.violations.iter().map(|(kind, (seed, count))| {
        format!("{kind:?} {count} times; again: SEED={seed} cargo test --test simulation replay -- --nocapture\n")
    });
    lines.collect()
}
