//! Scripted courses of events with their documented endings. The scripts are data, in `tests/transcripts/`, and every
//! other runner reads the same files.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "common/figures.rs"]
mod figures;
#[path = "simulation/mod.rs"]
#[allow(dead_code)]
mod simulation;

use figures::{figure, share, thousands};
use seedance_request::emulator::Script;
use seedance_request::task::{
    Action, Answer, Billed, Event, Job, Now, Outcome, Pause, Phase, Poll, PollPolicy, RetryAfter, Submit, SubmitPolicy,
    read_retry_after,
};
use serde::Deserialize;
use simulation::plan::{Blow, Plan};
use simulation::{Bug, Counts, Journey, World};
use std::collections::BTreeMap;

/// A course of events and how it ends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Transcript {
    name: String,
    script: Script,
    ends: String,
    code: Option<String>,
    billed: Option<Billed>,
    retryable: Option<bool>,
    reason: Option<Pause>,
    posts: Option<u32>,
    charges: Option<u32>,
    gets: Option<u32>,
    within_ms: Option<u64>,
}

/// How often each script is played with `LONG=1`.
const SEEDS: u64 = 200;

fn submit_scripts() -> Vec<Transcript> {
    let scripts: Vec<Transcript> = serde_json::from_str(include_str!("transcripts/submit.json")).unwrap();
    assert!(scripts.len() >= 64);
    scripts
}

fn poll_scripts() -> Vec<Transcript> {
    let scripts: Vec<Transcript> = serde_json::from_str(include_str!("transcripts/poll.json")).unwrap();
    assert!(scripts.len() >= 48);
    scripts
}

fn play(script: &Script, seed: u64, blow: Option<(usize, Blow)>) -> Journey {
    let plan = Plan { blow_at_step: blow, ..Plan::plain(seed, script.clone()) };
    World::new(&plan, Bug::None, &mut Counts::new(), true).run()
}

impl Transcript {
    /// Holds an ending against the documented one.
    fn check(&self, ending: &Outcome, journey: &Journey) -> Result<(), String> {
        let failure = ending.failure();
        let mut wrong = Vec::new();
        if ending.name() != self.ends {
            wrong.push(format!("ends as {ending:?}, not as {}", self.ends));
        }
        if let Some(code) = &self.code
            && failure.is_none_or(|failure| failure.code != *code)
        {
            wrong.push(format!("code is not {code}: {failure:?}"));
        }
        if self.billed.is_some() && self.billed != failure.map(|failure| failure.billed) {
            wrong.push(format!("billed: {failure:?}"));
        }
        if self.retryable.is_some() && self.retryable != failure.map(|failure| failure.retryable) {
            wrong.push(format!("retryable: {failure:?}"));
        }
        if let Some(want) = self.reason
            && !matches!(ending, Outcome::Paused { reason, .. } if *reason == want)
        {
            wrong.push(format!("reason is not {want:?}"));
        }
        for (what, want, have) in [
            ("posts", self.posts, journey.posts),
            ("charges", self.charges, journey.charges),
            ("gets", self.gets, journey.gets),
        ] {
            if want.is_some_and(|want| want != have) {
                wrong.push(format!("{what}: {have}, not {want:?}"));
            }
        }
        if self.within_ms.is_some_and(|limit| journey.ms > limit) {
            wrong.push(format!("took {} ms", journey.ms));
        }
        if !journey.violations.is_empty() {
            wrong.push(format!("{:?}", journey.violations));
        }
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(format!("{}: {}\n{}", self.name, wrong.join("; "), journey.log.join("\n")))
        }
    }
}

#[test]
fn submissions_end_as_documented() {
    let mut endings = BTreeMap::new();
    for script in submit_scripts() {
        for seed in 0..share(SEEDS) {
            let journey = play(&script.script, seed, None);
            script.check(&journey.endings[0], &journey).unwrap();
        }
        *endings.entry(script.ends).or_insert(0) += 1;
    }
    let (scripts, journeys) = counted(&endings);
    figure("R1", &format!("{scripts} submit fault scripts, {journeys} journeys, 0 duplicate charges"));
    figure("R2", &format!("{scripts} submit fault scripts, each found or typed: {endings:?}"));
}

#[test]
fn watches_end_as_documented() {
    let mut endings = BTreeMap::new();
    for script in poll_scripts() {
        for seed in 0..share(SEEDS) {
            let journey = play(&script.script, seed, None);
            script.check(journey.endings.last().unwrap(), &journey).unwrap();
        }
        *endings.entry(script.ends).or_insert(0) += 1;
    }
    let (scripts, journeys) = counted(&endings);
    figure("R3", &format!("{scripts} poll fault scripts, {journeys} journeys, all end as documented: {endings:?}"));
}

fn counted(endings: &BTreeMap<String, u64>) -> (u64, String) {
    let scripts = endings.values().sum();
    (scripts, thousands(scripts * share(SEEDS)))
}

/// A page that is reloaded, or a machine that is lost, at any step: the same ending without one more POST. Only when a
/// POST was under way may the ending be unknown instead, because its answer is lost for good.
#[test]
fn a_reload_at_any_step_changes_no_ending() {
    let (mut reloads, mut unknown, mut never_sent) = (0, 0, 0);
    // Long watches repeat themselves.
    let most = share(600) as usize;
    let mut scripts = submit_scripts();
    scripts.extend(poll_scripts());
    for script in scripts {
        let whole = play(&script.script, 1, None);
        let want = whole.outcomes[0].as_ref().unwrap();
        for step in 0..whole.steps.min(most) {
            for blow in [Blow::Reload { tab: 0, gap_ms: 300 }, Blow::Restore { tab: 0 }] {
                let again = play(&script.script, 1, Some((step, blow)));
                let told = || format!("{}, {blow:?} at step {step}:\n{}", script.name, again.log.join("\n"));
                assert_eq!(again.violations, [], "{}", told());
                assert!(again.posts <= whole.posts && again.charges <= whole.charges, "{}", told());
                reloads += 1;
                let Some((on_file, posts)) = &again.at_blow else {
                    continue;
                };
                let sending = matches!(
                    on_file.as_ref().map(|record| &record.job),
                    Some(Job::Submit(job)) if job.phase == Phase::Sending
                );
                match again.outcomes.first() {
                    Some(Some(outcome)) if outcome.name() == want.name() => {}
                    Some(Some(Outcome::Unknown { .. })) if sending => unknown += 1,
                    None if on_file.is_none() && *posts == 0 => never_sent += 1,
                    outcome => panic!("{outcome:?} instead of {want:?}; {}", told()),
                }
            }
        }
    }
    let reloads = thousands(reloads);
    figure(
        "R8",
        &format!(
            "{reloads} reloads and lost machines, 0 extra POSTs, 0 other endings; {unknown} unknown for a lost answer, \
             {never_sent} with nothing on file"
        ),
    );
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RetryAfterCase {
    value: String,
    date: Option<String>,
    ms: Option<u64>,
}

#[test]
fn every_retry_after_is_read_and_kept_within_bounds() {
    let cases: Vec<RetryAfterCase> = serde_json::from_str(include_str!("transcripts/retry_after.json")).unwrap();
    assert!(cases.len() >= 40);
    let count = cases.len();
    let (mut waits_seen, mut longest) = (0, 0);
    for RetryAfterCase { value, date, ms } in cases {
        let want = ms.map_or(RetryAfter::Unreadable, RetryAfter::Wait);
        assert_eq!(read_retry_after(Some(&value), date.as_deref()), want, "{value:?}, {date:?}");
        let answer = Answer { status: 429, retry_after: Some(value.clone()), date: date.clone(), ..Answer::default() };
        for chance in [0.0, 0.3, 0.999_999] {
            let waits = [sleep_after_poll(&answer, chance), sleep_after_submit(&answer, chance)];
            for wait in waits {
                match (ms, wait) {
                    (Some(120_001..), wait) => {
                        assert_eq!(wait, None, "{value}: beyond two minutes nobody waits")
                    }
                    (asked, Some(wait)) => {
                        assert!((asked.unwrap_or(0).max(5_000)..=120_000).contains(&wait), "{value}: {wait}");
                        waits_seen += 1;
                        longest = wait.max(longest);
                    }
                    (_, None) => panic!("{value}: gave up"),
                }
            }
        }
    }
    figure("R6", &format!("{count} values, {waits_seen} waits, 0 hot retries, the longest {longest} ms"));
}

fn sleep_after_poll(answer: &Answer, chance: f64) -> Option<u64> {
    let mut poll = Poll::new("tsk", PollPolicy::default()).unwrap();
    let now = Now { wall_ms: 1_000_000, mono_ms: 0, chance };
    poll.step(&Event::Start, &now);
    poll.step(&Event::Woke, &Now { wall_ms: 1_005_000, mono_ms: 5_000, chance });
    match poll.step(&Event::Answer(answer.clone()), &Now { wall_ms: 1_005_100, mono_ms: 5_100, chance }).action {
        Action::Sleep { ms } => Some(u64::from(ms)),
        Action::Done { .. } => None,
        other => panic!("{other:?}"),
    }
}

fn sleep_after_submit(answer: &Answer, chance: f64) -> Option<u64> {
    let mut submit = Submit::new("{}".to_owned(), "b", SubmitPolicy::default()).unwrap();
    let now = Now { wall_ms: 1_000_000, mono_ms: 0, chance };
    for event in [Event::Start, Event::Claimed(None), Event::Stored, Event::Answer(answer.clone())] {
        if let Action::Done { .. } = submit.step(&event, &now).action {
            return None;
        }
    }
    match submit.step(&Event::Stored, &now).action {
        Action::Sleep { ms } => Some(u64::from(ms)),
        other => panic!("{other:?}"),
    }
}

/// A thousand watches that began together and lose the API together must not come back together.
#[test]
fn a_herd_comes_back_spread_out() {
    let outages = [
        ("no answer", Event::NetworkError(String::new())),
        ("503", Event::Answer(Answer { status: 503, ..Answer::default() })),
        (
            "503, Retry-After 30",
            Event::Answer(Answer { status: 503, retry_after: Some("30".to_owned()), ..Answer::default() }),
        ),
        (
            "429, Retry-After 5",
            Event::Answer(Answer { status: 429, retry_after: Some("5".to_owned()), ..Answer::default() }),
        ),
    ];
    let herds = share(100);
    for (name, trouble) in outages {
        let with = (0..herds).map(|seed| busiest_second(&trouble, seed, |rng| rng.chance())).max().unwrap();
        let without = busiest_second(&trouble, 0, |_| 0.5);
        let percent = with as f64 * 100.0 / without as f64;
        figure(
            "R7",
            &format!("{name}: {herds} herds of 1,000, at most {with} in one second, {percent:.1} % of no jitter"),
        );
        assert_eq!(without, 1_000);
        assert!(with * 100 <= without * 15, "{name}: {with} of {without}");
    }
}

fn busiest_second(trouble: &Event, seed: u64, chance: impl Fn(&mut simulation::rng::Rng) -> f64) -> usize {
    const OUTAGE_ENDS_MS: u64 = 200_000;
    let mut seconds: BTreeMap<u64, usize> = BTreeMap::new();
    let mut rng = simulation::rng::Rng::new(7 + seed);
    for _ in 0..1_000 {
        let mut poll = Poll::new("tsk", PollPolicy::default()).unwrap();
        let mut at_ms = 0;
        let mut step = poll.step(&Event::Start, &Now { wall_ms: 0, mono_ms: 0, chance: chance(&mut rng) });
        let mut asked = 0;
        while let Action::Sleep { ms } = step.action {
            at_ms += u64::from(ms);
            let now = |rng: &mut _| Now { wall_ms: at_ms, mono_ms: at_ms, chance: chance(rng) };
            poll.step(&Event::Woke, &now(&mut rng));
            asked += 1;
            // The first question comes before anybody knows of an outage.
            if asked > 1 {
                *seconds.entry(at_ms / 1_000).or_insert(0) += 1;
            }
            if at_ms >= OUTAGE_ENDS_MS {
                break;
            }
            step = poll.step(trouble, &now(&mut rng));
        }
    }
    seconds.into_values().max().unwrap()
}
