//! What happens in one journey: the faults of the API and of the network, the clicks, and what befalls the pages.

use super::rng::Rng;
use seedance_request::emulator::{Fault, NotFound, Preset, Route, Script};
use seedance_request::task::{PollPolicy, SubmitPolicy};

/// What a caller does about an unknown submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AfterUnknown {
    Leave,
    Recheck,
    Confirm,
}

#[derive(Debug, Clone)]
pub(crate) struct Click {
    pub(crate) at_ms: u64,
    pub(crate) tab: usize,
    pub(crate) after_unknown: AfterUnknown,
    /// Another request under the same business id.
    pub(crate) other_body: bool,
    /// The caller resumes this once a watch has paused.
    pub(crate) resumes: bool,
}

impl Click {
    pub(crate) fn at(at_ms: u64, tab: usize) -> Self {
        Self { at_ms, tab, after_unknown: AfterUnknown::Leave, other_body: false, resumes: false }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blow {
    /// The page is gone and comes back after a while.
    Reload { tab: usize, gap_ms: u64 },
    /// The machines of a tab are lost and restored from their snapshots, the page stays.
    Restore { tab: usize },
    /// The caller stops the jobs of a tab.
    Abort { tab: usize },
    /// The wall clock jumps.
    Jump { by_ms: i64 },
    /// The device sleeps: no timer fires, no monotonic time passes.
    Freeze { for_ms: u64 },
    /// The page is shown.
    Show { tab: usize },
}

#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) script: Script,
    pub(crate) clicks: Vec<Click>,
    pub(crate) blows: Vec<(u64, Blow)>,
    /// At the nth step of the whole journey this befalls, whatever the time.
    pub(crate) blow_at_step: Option<(usize, Blow)>,
    /// The storage fails at these calls, counted over claims and writes.
    pub(crate) storage_fails: Vec<u64>,
    /// How often a job is stopped before it begins.
    pub(crate) stillborn_percent: u64,
    /// Writes reach the storage only with their acknowledgement.
    pub(crate) lazy_storage: bool,
    pub(crate) submit: SubmitPolicy,
    pub(crate) poll: PollPolicy,
    /// Indices into the catalogue.
    pub(crate) submit_faults: Vec<usize>,
    pub(crate) status_faults: Vec<usize>,
    pub(crate) life: Option<usize>,
}

/// The catalogue by route, read once.
pub(crate) struct Catalogue {
    pub(crate) presets: Vec<Preset>,
    submit: Vec<usize>,
    status: Vec<usize>,
    life: Vec<usize>,
    refusals: Vec<usize>,
}

impl Catalogue {
    pub(crate) fn load() -> Self {
        // No journey has a receiver of webhooks.
        let presets = seedance_request::emulator::presets();
        let presets: Vec<Preset> = presets.into_iter().filter(|preset| preset.route != Route::Webhook).collect();
        let of = |route| (0..presets.len()).filter(|at| presets[*at].route == route).collect::<Vec<_>>();
        let refusals = of(Route::Submit)
            .into_iter()
            .filter(|at| {
                matches!(
                    presets[*at].name.as_str(),
                    "submit-429" | "submit-503-refused" | "submit-429-bare" | "submit-425"
                )
            })
            .collect();
        Self { submit: of(Route::Submit), status: of(Route::Status), life: of(Route::Life), refusals, presets }
    }
}

/// An answer of this size is too large here; the real limit only costs time.
const MAX_ANSWER_BYTES: usize = 16_384;

impl Plan {
    pub(crate) fn plain(seed: u64, script: Script) -> Self {
        Self {
            seed,
            script,
            clicks: vec![Click::at(0, 0)],
            blows: Vec::new(),
            blow_at_step: None,
            storage_fails: Vec::new(),
            stillborn_percent: 0,
            lazy_storage: false,
            submit: SubmitPolicy { max_answer_bytes: MAX_ANSWER_BYTES, ..SubmitPolicy::default() },
            poll: PollPolicy { max_answer_bytes: MAX_ANSWER_BYTES, ..PollPolicy::default() },
            submit_faults: Vec::new(),
            status_faults: Vec::new(),
            life: None,
        }
    }

    pub(crate) fn from_seed(seed: u64, catalogue: &Catalogue) -> Self {
        let mut rng = Rng::new(seed);
        let mut plan = Self::plain(rng.next(), Script::default());
        plan.draw_faults(&mut rng, catalogue);
        plan.draw_clicks(&mut rng);
        plan.draw_blows(&mut rng);
        if rng.percent(22) {
            plan.storage_fails.push(rng.below(4));
        }
        plan.stillborn_percent = 2;
        // A deadline that falls into the first questions.
        if rng.percent(12) {
            plan.poll.deadline_ms = if rng.percent(60) { 4_900 + rng.below(700) } else { 20_000 + rng.below(10_000) };
        }
        plan.lazy_storage = rng.percent(30);
        plan
    }

    fn draw_faults(&mut self, rng: &mut Rng, catalogue: &Catalogue) {
        if rng.percent(25) {
            for _ in 0..=rng.below(2) {
                self.submit_faults.push(*rng.pick(&catalogue.refusals));
            }
        }
        if rng.percent(70) {
            self.submit_faults.push(*rng.pick(&catalogue.submit));
        }
        let status_faults = rng.below(5);
        for _ in 0..status_faults {
            self.status_faults.push(*rng.pick(&catalogue.status));
        }
        if rng.percent(55) {
            self.life = Some(*rng.pick(&catalogue.life));
        }
        let fault = |at: &usize| catalogue.presets[*at].fault.clone();
        self.script.submit = self.submit_faults.iter().map(fault).collect();
        self.script.status = self.status_faults.iter().map(fault).collect();
        if let Some(at) = self.life {
            self.script.life = catalogue.presets[at].life.clone();
        }
        if rng.percent(30) {
            self.script.not_found = NotFound::Seen;
        }
        // A way through the whole look-up window.
        if rng.percent(6) {
            self.script.status.insert(0, Fault { lost: true, times: 40, ..Fault::default() });
            self.status_faults.clear();
        }
    }

    fn draw_clicks(&mut self, rng: &mut Rng) {
        if rng.percent(35) {
            let span = *rng.pick(&[600, 3_000, 30_000, 120_000]);
            let second = Click::at(rng.below(span), rng.below(2) as usize);
            let other_body = rng.percent(50);
            self.clicks.push(Click { other_body, ..second });
        }
        for click in &mut self.clicks {
            click.after_unknown = *rng.pick(&[AfterUnknown::Leave, AfterUnknown::Recheck, AfterUnknown::Confirm]);
            click.resumes = rng.percent(50);
        }
    }

    fn draw_blows(&mut self, rng: &mut Rng) {
        let count = if rng.percent(50) { 0 } else { 1 + rng.below(3) };
        for _ in 0..count {
            let tab = rng.below(2) as usize;
            // Most of what matters happens in the first seconds.
            let span = *rng.pick(&[600, 3_000, 20_000, 90_000, 900_000]);
            let blow = match rng.below(16) {
                0..=4 => Blow::Reload { tab, gap_ms: *rng.pick(&[50, 2_000, 40_000, 7_200_000]) },
                5 | 6 => Blow::Restore { tab },
                7..=9 => Blow::Abort { tab },
                10 | 11 => Blow::Jump { by_ms: *rng.pick(&[-3_600_000, -4_000, 4_000, 3_600_000]) },
                12 | 13 => Blow::Freeze { for_ms: *rng.pick(&[3_000, 60_000, 3_600_000]) },
                _ => Blow::Show { tab },
            };
            self.blows.push((rng.below(span), blow));
        }
        if rng.percent(3) {
            self.blows.push((0, Blow::Abort { tab: 0 }));
        }
        if rng.percent(36) {
            let abort = Blow::Abort { tab: 0 };
            let blow =
                *rng.pick(&[abort, abort, abort, Blow::Reload { tab: 0, gap_ms: 100 }, Blow::Restore { tab: 0 }]);
            // The fourth step of a refused submission is a write, the sixth of an accepted one a question.
            let step = *rng.pick(&[0, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6, 7, 9, 12]);
            self.blow_at_step = Some((step, blow));
        }
        self.blows.sort_by_key(|(at, _)| *at);
    }
}
