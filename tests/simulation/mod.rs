//! Deterministic simulation: one seed is one journey. `run` takes a range of seeds and sums up what came of them; it
//! has no clock and no threads of its own, so that the same range gives the same sum on every target.

pub(crate) mod plan;
pub(crate) mod rng;
pub(crate) mod world;

use plan::{Catalogue, Plan};
use rng::Fnv;
use seedance_request::task::Outcome;
use std::collections::BTreeMap;
use std::ops::Range;
pub(crate) use world::{Bug, Counts, HAZARDS, Journey, Violation, World};

/// What came of a range of seeds.
pub(crate) struct Summary {
    pub(crate) journeys: u64,
    pub(crate) steps: u64,
    /// The hash of all traces, in order.
    pub(crate) hash: u64,
    pub(crate) submit_rows: Vec<u64>,
    pub(crate) poll_rows: Vec<u64>,
    /// In how many journeys each fault of the catalogue struck.
    pub(crate) faults: Vec<(String, u64)>,
    /// In how many journeys each hazard befell an open promise.
    pub(crate) hazards: Vec<u64>,
    /// Journeys with a charge, and those of them whose task was told to its end.
    pub(crate) charged: (u64, u64),
    pub(crate) sleeps: u64,
    pub(crate) longest_sleep_ms: u32,
    pub(crate) outcomes: BTreeMap<&'static str, u64>,
    /// The first seed of each kind of violation, and how many there were.
    pub(crate) violations: BTreeMap<Violation, (u64, u64)>,
}

pub(crate) fn run(seeds: Range<u64>, bug: Bug) -> Summary {
    let catalogue = Catalogue::load();
    let mut counts = Counts::new();
    let mut hash = Fnv::new();
    let mut struck = vec![0_u64; catalogue.presets.len()];
    let mut outcomes = BTreeMap::new();
    let mut violations = BTreeMap::new();
    let mut hazards = vec![0; HAZARDS.len()];
    let (mut journeys, mut steps, mut charged, mut sleeps, mut longest_sleep_ms) = (0, 0, (0, 0), 0, 0);
    for seed in seeds {
        let plan = Plan::from_seed(seed, &catalogue);
        let journey = World::new(&plan, bug, &mut counts, false).run();
        journeys += 1;
        steps += journey.steps as u64;
        hash.number(journey.hash);
        for at in struck_faults(&plan, &journey) {
            struck[at] += 1;
        }
        for (at, count) in hazards.iter_mut().enumerate() {
            *count += u64::from(journey.hazards >> at & 1);
        }
        if journey.charges > 0 {
            charged.0 += 1;
            charged.1 += u64::from(journey.outcomes.iter().flatten().any(is_end_of_task));
        }
        sleeps += journey.sleeps.len() as u64;
        longest_sleep_ms = journey.sleeps.iter().copied().fold(longest_sleep_ms, u32::max);
        for outcome in &journey.outcomes {
            *outcomes.entry(outcome.as_ref().map_or("none", |outcome| outcome.name())).or_insert(0) += 1;
        }
        for violation in journey.violations {
            violations.entry(violation).or_insert((seed, 0)).1 += 1;
        }
    }
    let names = catalogue.presets.into_iter().map(|preset| preset.name);
    Summary {
        journeys,
        steps,
        hash: hash.0,
        submit_rows: counts.submit,
        poll_rows: counts.poll,
        faults: names.zip(struck).collect(),
        hazards,
        charged,
        sleeps,
        longest_sleep_ms,
        outcomes,
        violations,
    }
}

fn is_end_of_task(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Completed { .. } | Outcome::Failed { .. })
}

fn struck_faults(plan: &Plan, journey: &Journey) -> Vec<usize> {
    let (submit, status) = journey.struck;
    let life = plan.life.filter(|_| journey.charges > 0 && journey.gets > 0);
    let mut faults: Vec<usize> = plan
        .submit_faults
        .iter()
        .take(submit)
        .chain(plan.status_faults.iter().take(status))
        .copied()
        .chain(life)
        .collect();
    faults.sort_unstable();
    faults.dedup();
    faults
}

/// One journey again, with a log of every event and action.
pub(crate) fn replay(seed: u64, bug: Bug) -> Journey {
    let plan = Plan::from_seed(seed, &Catalogue::load());
    World::new(&plan, bug, &mut Counts::new(), true).run()
}
