//! One journey in virtual time: pages with machines on one side, the emulator on the other, a storage and a lock that
//! the pages share. The driver in here does what any driver does, and nothing else: send, sleep, store, report.

mod judge;
mod trace;

use super::plan::{AfterUnknown, Blow, Click, Plan};
use super::rng::{Fnv, Rng};
use seedance_request::emulator::{Delivery, Emulator, Reply, Request, Settings, Tier};
use seedance_request::task::{
    Action, Answer, Billed, Event, Filing, Job, Method, Notice, Now, Outcome, Outgoing, Phase, Poll, Record, Step,
    Submit,
};

pub(crate) const BUSINESS_ID: &str = "order 7/ü";
const BODY: &str = r#"{"model":"seedance-2","prompt":"a cat","client_business_id":"order 7/ü"}"#;
const OTHER_BODY: &str = r#"{"model":"seedance-2","prompt":"a dog","client_business_id":"order 7/ü"}"#;
/// 16 June 2026.
const EPOCH_MS: u64 = 1_781_577_600_000;
/// More than any journey can need.
const MOST_STEPS: usize = 20_000;

/// A driver with a fault of its own, to prove that the checks can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    None,
    /// Takes a 500 for a refusal.
    ResubmitOn500,
    /// Takes a network error for a refusal.
    ResubmitOnNetworkError,
    /// Files the record when the POST is answered.
    MintAfterSend,
    /// Looks once, and sends again when nothing is found.
    LookOnceThenResubmit,
    /// Lets every tab have the lock.
    NoLock,
    /// Drops the record of an aborted submission.
    ForgetOnAbort,
    /// Goes on after an abort.
    DeafToAbort,
    /// Retries without any wait.
    NoBackoff,
    /// Has no deadline.
    NoDeadline,
}

/// What a journey must never show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Violation {
    DuplicateCharge,
    /// A charged task that no ending and no record tells of.
    LostTask,
    /// An ending that says "not billed" of a charged task.
    FalseAllClear,
    Overdue,
    SentAfterAbort,
    TwoPostsAtOnce,
    TooManyPosts,
    NotFiledBeforeSending,
    HotRetry,
    LongWait,
    ProgressBackwards,
    Stuck,
    Endless,
    BadRecord,
}

enum Machine {
    Submit(Submit),
    Poll(Poll),
}

impl Machine {
    fn step(&mut self, event: &Event, now: &Now) -> Step {
        match self {
            Self::Submit(machine) => machine.step(event, now),
            Self::Poll(machine) => machine.step(event, now),
        }
    }

    fn fired(&self) -> Option<usize> {
        match self {
            Self::Submit(machine) => machine.fired(),
            Self::Poll(machine) => machine.fired(),
        }
    }

    fn record(&self) -> Record {
        match self {
            Self::Submit(machine) => machine.record(),
            Self::Poll(machine) => machine.record(),
        }
    }
}

/// What is under way for an actor.
struct Pending {
    at_ms: u64,
    event: Event,
    write: Option<Box<Record>>,
    is_post: bool,
}

/// One promise of one page.
struct Actor {
    click: Click,
    machine: Machine,
    pending: Option<Pending>,
    started_ms: u64,
    limit_ms: u64,
    aborted: bool,
    confirmed: bool,
    rechecked: bool,
    resumed: bool,
    posts: u32,
    charged: u32,
    last_sent_ms: Option<(Method, u64)>,
    progress: f64,
    outcome: Option<Outcome>,
    gone: bool,
}

pub(crate) struct Counts {
    pub(crate) submit: Vec<u64>,
    pub(crate) poll: Vec<u64>,
}

impl Counts {
    pub(crate) fn new() -> Self {
        let rows = |count| vec![0; count];
        Self {
            submit: rows(seedance_request::task::submit::table().len()),
            poll: rows(seedance_request::task::poll::table().len()),
        }
    }
}

/// What came of a journey.
pub(crate) struct Journey {
    pub(crate) hash: u64,
    pub(crate) violations: Vec<Violation>,
    /// How each promise was settled in the end; none for a promise that is still open.
    pub(crate) outcomes: Vec<Option<Outcome>>,
    /// How each machine ended, in order.
    pub(crate) endings: Vec<Outcome>,
    /// What was on file, and how many POSTs were sent, when `blow_at_step` befell.
    pub(crate) at_blow: Option<(Option<Record>, u32)>,
    pub(crate) stored: Option<Record>,
    pub(crate) charges: u32,
    pub(crate) posts: u32,
    pub(crate) gets: u32,
    pub(crate) steps: usize,
    pub(crate) ms: u64,
    pub(crate) struck: (usize, usize),
    /// What befell an open promise, as bits of [`HAZARDS`].
    pub(crate) hazards: u32,
    pub(crate) sleeps: Vec<u32>,
    /// When each GET was sent.
    pub(crate) asked_ms: Vec<u64>,
    pub(crate) log: Vec<String>,
}

/// What may befall a promise that is still open.
pub(crate) const HAZARDS: [&str; 9] = [
    "reload",
    "lost machine",
    "abort",
    "clock jump",
    "freeze",
    "page shown",
    "double click",
    "second tab",
    "storage fault",
];
const DOUBLE_CLICK: u32 = 6;
const SECOND_TAB: u32 = 7;
const STORAGE_FAULT: u32 = 8;

impl Blow {
    fn hazard(self) -> u32 {
        match self {
            Self::Reload { .. } => 0,
            Self::Restore { .. } => 1,
            Self::Abort { .. } => 2,
            Self::Jump { .. } => 3,
            Self::Freeze { .. } => 4,
            Self::Show { .. } => 5,
        }
    }

    /// The tab that it befalls; none for what befalls all of them.
    fn tab(self) -> Option<usize> {
        match self {
            Self::Reload { tab, .. } | Self::Restore { tab } | Self::Abort { tab } | Self::Show { tab } => Some(tab),
            Self::Jump { .. } | Self::Freeze { .. } => None,
        }
    }
}

pub(crate) struct World<'a> {
    plan: &'a Plan,
    bug: Bug,
    rng: Rng,
    trace: Fnv,
    counts: &'a mut Counts,
    emulator: Emulator,
    now_ms: u64,
    wall_off_ms: i64,
    frozen_ms: u64,
    set_back_ms: u64,
    actors: Vec<Actor>,
    boots: Vec<(u64, usize)>,
    store: Option<Box<Record>>,
    storage_calls: u64,
    lock: Option<usize>,
    next_click: usize,
    next_blow: usize,
    stepped: bool,
    allowed_charges: u32,
    words: u32,
    posts: u32,
    gets: u32,
    steps: usize,
    hazards: u32,
    jumped: bool,
    violations: Vec<Violation>,
    sleeps: Vec<u32>,
    asked_ms: Vec<u64>,
    late_write: Option<Box<Record>>,
    endings: Vec<Outcome>,
    at_blow: Option<(Option<Record>, u32)>,
    log: Option<Vec<String>>,
}

impl<'a> World<'a> {
    pub(crate) fn new(plan: &'a Plan, bug: Bug, counts: &'a mut Counts, with_log: bool) -> Self {
        let script = plan.script.clone();
        Self {
            plan,
            bug,
            rng: Rng::new(plan.seed),
            trace: Fnv::new(),
            counts,
            emulator: Emulator::new(Settings { script, tier: Tier::Unlimited, ..Settings::default() }),
            now_ms: 0,
            wall_off_ms: 0,
            frozen_ms: 0,
            set_back_ms: 0,
            actors: Vec::new(),
            boots: Vec::new(),
            store: None,
            storage_calls: 0,
            lock: None,
            next_click: 0,
            next_blow: 0,
            stepped: false,
            allowed_charges: 1,
            words: 1,
            posts: 0,
            gets: 0,
            steps: 0,
            hazards: 0,
            jumped: false,
            violations: Vec::new(),
            sleeps: Vec::new(),
            asked_ms: Vec::new(),
            late_write: None,
            endings: Vec::new(),
            at_blow: None,
            log: with_log.then(Vec::new),
        }
    }

    pub(crate) fn run(mut self) -> Journey {
        while self.steps < MOST_STEPS && self.advance() {}
        if self.steps >= MOST_STEPS {
            self.violations.push(Violation::Endless);
        }
        self.judge();
        Journey {
            hash: self.trace.0,
            violations: self.violations,
            charges: self.emulator.charges().values().sum(),
            struck: self.emulator.struck(),
            hazards: self.hazards,
            outcomes: self.actors.into_iter().filter(|actor| !actor.gone).map(|actor| actor.outcome).collect(),
            endings: self.endings,
            at_blow: self.at_blow,
            stored: self.store.map(|record| *record),
            posts: self.posts,
            gets: self.gets,
            steps: self.steps,
            ms: self.now_ms,
            sleeps: self.sleeps,
            asked_ms: self.asked_ms,
            log: self.log.unwrap_or_default(),
        }
    }

    /// The next thing that happens, whatever it is. At the same moment: blows, clicks, boots, then the machines in turn.
    fn advance(&mut self) -> bool {
        let blow = self.plan.blows.get(self.next_blow).map(|(at, _)| *at);
        let click = self.plan.clicks.get(self.next_click).map(|click| click.at_ms);
        let boot = self.boots.iter().enumerate().map(|(at, (when, _))| (*when, at)).min();
        let actor = self
            .actors
            .iter()
            .enumerate()
            .filter_map(|(at, actor)| actor.pending.as_ref().map(|pending| (pending.at_ms, at)))
            .min();
        let times = [click, blow, boot.map(|(when, _)| when), actor.map(|(when, _)| when)];
        // Once every promise is settled, what would befall the pages later is of no interest.
        let idle = actor.is_none() && boot.is_none() && click.is_none();
        let Some(next) = times.into_iter().flatten().min().filter(|_| !idle) else {
            return false;
        };
        self.now_ms = self.now_ms.max(next);
        if click == Some(next) {
            self.click();
        } else if blow == Some(next) {
            self.next_blow += 1;
            self.befall(self.plan.blows[self.next_blow - 1].1);
        } else if let Some((_, at)) = boot.filter(|(when, _)| *when == next) {
            let (_, tab) = self.boots.swap_remove(at);
            self.boot(tab);
        } else if let Some((_, at)) = actor {
            self.deliver(at);
        }
        if let Some((step, blow)) = self.plan.blow_at_step
            && !self.stepped
            && self.steps > step
        {
            self.stepped = true;
            self.at_blow = Some((self.store.as_deref().cloned(), self.posts));
            self.befall(blow);
        }
        true
    }

    // Clicks and blows.

    fn click(&mut self) {
        let click = self.plan.clicks[self.next_click].clone();
        self.next_click += 1;
        if self.next_click > 1 {
            self.words += 1;
            if self.is_open(None) {
                self.hazards |= 1 << if self.is_open(Some(click.tab)) { DOUBLE_CLICK } else { SECOND_TAB };
            }
            // Where the earlier job has come to its end, this is a new one.
            let over =
                |actor: &Actor| matches!(actor.outcome, Some(Outcome::Completed { .. } | Outcome::Failed { .. }));
            self.allowed_charges += u32::from(self.actors.iter().any(over));
        }
        let body = if click.other_body { OTHER_BODY } else { BODY };
        let machine = Submit::new(body.to_owned(), BUSINESS_ID, self.submit_policy()).unwrap();
        self.begin(click, Machine::Submit(machine), Event::Start);
    }

    fn submit_policy(&self) -> seedance_request::task::SubmitPolicy {
        let mut policy = self.plan.submit.clone();
        match self.bug {
            Bug::LookOnceThenResubmit => policy.look_window_ms = 0,
            Bug::NoBackoff => (policy.look_floor_ms, policy.look_backoff_ms, policy.backoff_ms) = (0, 0, 0),
            _ => {}
        }
        policy
    }

    fn poll_policy(&self) -> seedance_request::task::PollPolicy {
        let mut policy = self.plan.poll.clone();
        if self.bug == Bug::NoDeadline {
            policy.deadline_ms = u64::MAX;
        }
        policy
    }

    fn begin(&mut self, click: Click, machine: Machine, event: Event) {
        let limit_ms = match machine {
            Machine::Submit(_) => self.plan.submit.longest_ms(),
            Machine::Poll(_) => self.plan.poll.deadline_ms,
        };
        self.actors.push(Actor {
            click,
            machine,
            pending: None,
            started_ms: self.now_ms,
            limit_ms,
            aborted: false,
            confirmed: false,
            rechecked: false,
            resumed: false,
            posts: 0,
            charged: 0,
            last_sent_ms: None,
            progress: 0.0,
            outcome: None,
            gone: false,
        });
        self.set_off(self.actors.len() - 1, &event);
    }

    fn set_off(&mut self, at: usize, event: &Event) {
        if self.plan.stillborn_percent > 0 && self.rng.percent(self.plan.stillborn_percent) {
            return self.abort(at);
        }
        self.tell(at, event);
    }

    /// Whether a promise is open, in this tab or in any.
    fn is_open(&self, tab: Option<usize>) -> bool {
        self.actors
            .iter()
            .any(|actor| actor.outcome.is_none() && !actor.gone && tab.is_none_or(|tab| tab == actor.click.tab))
    }

    fn befall(&mut self, blow: Blow) {
        if self.is_open(blow.tab()) {
            self.hazards |= 1 << blow.hazard();
        }
        self.note(|| format!("{blow:?}"));
        self.trace.bytes(b"blow");
        match blow {
            Blow::Reload { tab, gap_ms } => {
                for at in 0..self.actors.len() {
                    let actor = &mut self.actors[at];
                    if actor.click.tab == tab && actor.outcome.is_none() && !actor.gone {
                        actor.gone = true;
                        actor.pending = None;
                        self.release(at);
                    }
                }
                self.late_write = None;
                self.boots.push((self.now_ms + gap_ms, tab));
            }
            Blow::Restore { tab } => {
                for at in 0..self.actors.len() {
                    let actor = &self.actors[at];
                    if actor.click.tab == tab && actor.outcome.is_none() && !actor.gone {
                        self.restore(at);
                    }
                }
            }
            Blow::Abort { tab } => {
                for at in 0..self.actors.len() {
                    let actor = &self.actors[at];
                    if actor.click.tab == tab && actor.outcome.is_none() && !actor.gone {
                        self.abort(at);
                    }
                }
            }
            Blow::Jump { by_ms } => {
                self.jumped = true;
                self.wall_off_ms += by_ms;
                self.set_back_ms += by_ms.min(0).unsigned_abs();
            }
            Blow::Freeze { for_ms } => self.freeze(for_ms),
            Blow::Show { tab } => {
                for at in 0..self.actors.len() {
                    let actor = &self.actors[at];
                    if actor.click.tab == tab && actor.outcome.is_none() && !actor.gone {
                        self.tell(at, &Event::Visible);
                    }
                }
            }
        }
    }

    fn freeze(&mut self, for_ms: u64) {
        self.jumped = true;
        self.frozen_ms += for_ms;
        self.now_ms += for_ms;
        for actor in &mut self.actors {
            actor.limit_ms += for_ms;
            if let Some(pending) = &mut actor.pending {
                pending.at_ms = pending.at_ms.max(self.now_ms);
            }
        }
    }

    /// The page is back: it goes on with whatever is on file.
    fn boot(&mut self, tab: usize) {
        let Some(record) = self.store.clone() else {
            return;
        };
        let Ok(record) = Record::from_json(&record.to_json()) else {
            return self.violations.push(Violation::BadRecord);
        };
        let machine = match record.job {
            Job::Submit(job) => Submit::resume(BUSINESS_ID, job, self.submit_policy()).map(Machine::Submit),
            Job::Watch(job) => Poll::resume(record.client_business_id, job, self.poll_policy()).map(Machine::Poll),
        };
        let Ok(machine) = machine else {
            return self.violations.push(Violation::BadRecord);
        };
        let click = self.plan.clicks[0].clone();
        self.begin(Click { tab, ..click }, machine, Event::Start);
    }

    /// The machine is lost, the promise is not.
    fn restore(&mut self, at: usize) {
        let record = self.actors[at].machine.record();
        let Ok(record) = Record::from_json(&record.to_json()) else {
            return self.violations.push(Violation::BadRecord);
        };
        let machine = match record.job {
            // Nothing was filed yet, and nobody else has seen the record: it begins again.
            Job::Submit(job) if job.phase == Phase::New && !self.actors[at].resumed => {
                Submit::new(job.body, BUSINESS_ID, self.submit_policy()).map(Machine::Submit)
            }
            Job::Submit(job) => Submit::resume(BUSINESS_ID, job, self.submit_policy()).map(Machine::Submit),
            Job::Watch(job) => {
                Poll::restore(record.client_business_id, record.saved_at_ms, job, self.poll_policy()).map(Machine::Poll)
            }
        };
        let Ok(machine) = machine else {
            return self.violations.push(Violation::BadRecord);
        };
        let actor = &mut self.actors[at];
        // With its monotonic clock a lost machine loses the guard against a wall clock that was set back meanwhile.
        actor.limit_ms += self.set_back_ms;
        if matches!(machine, Machine::Submit(_)) {
            // A look-up window begins anew.
            actor.limit_ms += self.plan.submit.longest_ms();
        }
        actor.machine = machine;
        actor.pending = None;
        actor.last_sent_ms = None;
        self.release(at);
        // The caller's word was for the machine that is lost: nobody gives it a second time.
        self.tell(at, &Event::Start);
    }

    fn abort(&mut self, at: usize) {
        if self.bug == Bug::DeafToAbort {
            self.actors[at].aborted = true;
            return;
        }
        let stray = self.actors[at].pending.take();
        self.actors[at].aborted = true;
        self.tell(at, &Event::AbortRequested);
        // It is gone on from already.
        if !self.actors[at].aborted {
            return;
        }
        if self.actors[at].outcome.is_none() {
            self.violations.push(Violation::SentAfterAbort);
        }
        // What was under way may still arrive.
        if let Some(stray) = stray {
            let now = self.now();
            if self.actors[at].machine.step(&stray.event, &now).action != Action::Wait {
                self.violations.push(Violation::SentAfterAbort);
            }
        }
    }

    // The driver.

    fn now(&mut self) -> Now {
        Now {
            wall_ms: (EPOCH_MS + self.now_ms).saturating_add_signed(self.wall_off_ms),
            mono_ms: self.now_ms - self.frozen_ms,
            chance: self.rng.chance(),
        }
    }

    fn deliver(&mut self, at: usize) {
        let Some(mut pending) = self.actors[at].pending.take() else {
            return;
        };
        if let Some(record) = pending.write.take() {
            self.store = Some(record);
        }
        if pending.is_post {
            if let Some(record) = self.late_write.take() {
                self.store = Some(record);
            }
            let status = match &mut pending.event {
                Event::Answer(answer) if self.bug == Bug::ResubmitOn500 && answer.status == 500 => &mut answer.status,
                Event::NetworkError(_) if self.bug == Bug::ResubmitOnNetworkError => {
                    pending.event = Event::Answer(Answer { status: 429, ..Answer::default() });
                    return self.tell(at, &pending.event);
                }
                _ => return self.tell(at, &pending.event),
            };
            *status = 429;
        }
        self.tell(at, &pending.event);
    }

    fn tell(&mut self, at: usize, event: &Event) {
        self.steps += 1;
        let now = self.now();
        self.trace_event(event);
        let actor = &mut self.actors[at];
        let step = actor.machine.step(event, &now);
        if let Some(row) = actor.machine.fired() {
            match actor.machine {
                Machine::Submit(_) => self.counts.submit[row] += 1,
                Machine::Poll(_) => self.counts.poll[row] += 1,
            }
        }
        if self.log.is_some() {
            let now_ms = self.now_ms;
            self.note(|| format!("{now_ms} #{at} {event:?} -> {:?} {:?}", step.notice, step.action));
        }
        self.trace_step(&step);
        if let Some(Notice::Progress { progress, .. }) = &step.notice {
            if *progress < self.actors[at].progress {
                self.violations.push(Violation::ProgressBackwards);
            }
            self.actors[at].progress = *progress;
        }
        self.act(at, step.action);
    }

    fn act(&mut self, at: usize, action: Action) {
        match action {
            Action::Wait => {}
            Action::Claim { .. } => self.claim(at),
            Action::Store { record } => self.file(at, record),
            Action::Sleep { ms } => {
                self.sleeps.push(ms);
                if ms > 120_000 {
                    self.violations.push(Violation::LongWait);
                }
                // Timers fire a little early now and then.
                let early = if ms > 2 && self.rng.percent(4) { 1 + self.rng.below(u64::from(ms) / 2) } else { 0 };
                self.wait(at, u64::from(ms) - early, Event::Woke);
            }
            Action::Send(outgoing) => self.send(at, &outgoing),
            Action::Done { outcome, record, filing } => self.finish(at, *outcome, record, filing),
        }
    }

    fn wait(&mut self, at: usize, ms: u64, event: Event) {
        self.actors[at].pending = Some(Pending { at_ms: self.now_ms + ms, event, write: None, is_post: false });
    }

    fn storage_fails(&mut self) -> bool {
        self.storage_calls += 1;
        let fails = self.plan.storage_fails.contains(&(self.storage_calls - 1));
        self.hazards |= u32::from(fails) << STORAGE_FAULT;
        fails
    }

    fn claim(&mut self, at: usize) {
        let event = if self.storage_fails() {
            Event::StoreFailed("quota".to_owned())
        } else if self.bug == Bug::NoLock {
            Event::Claimed(None)
        } else if self.lock.is_some_and(|owner| owner != at) {
            Event::Busy(self.store.clone())
        } else {
            self.lock = Some(at);
            Event::Claimed(self.store.clone())
        };
        let ms = 1 + self.rng.below(20);
        self.wait(at, ms, event);
    }

    fn file(&mut self, at: usize, record: Box<Record>) {
        let ms = 1 + self.rng.below(30);
        if self.storage_fails() {
            return self.wait(at, ms, Event::StoreFailed("quota".to_owned()));
        }
        self.wait(at, ms, Event::Stored);
        if self.bug == Bug::MintAfterSend {
            self.late_write = Some(record);
        } else if self.plan.lazy_storage {
            self.actors[at].pending.as_mut().unwrap().write = Some(record);
        } else {
            self.store = Some(record);
        }
    }

    fn send(&mut self, at: usize, outgoing: &Outgoing) {
        let is_post = outgoing.method == Method::Post;
        self.check_sending(at, outgoing.method);
        let request = Request {
            method: if is_post { "POST" } else { "GET" }.to_owned(),
            path: outgoing.path.clone(),
            headers: Vec::new(),
            body: outgoing.body.clone().unwrap_or_default(),
        };
        let charged: u32 = self.emulator.charges().values().sum();
        let reply = self.emulator.handle(&request, EPOCH_MS + self.now_ms);
        let actor = &mut self.actors[at];
        actor.charged += self.emulator.charges().values().sum::<u32>() - charged;
        if is_post {
            actor.posts += 1;
            self.posts += 1;
        } else {
            self.gets += 1;
            self.asked_ms.push(self.now_ms);
        }
        let (ms, event) = self.travel(reply, u64::from(outgoing.timeout_ms));
        self.wait(at, ms, event);
        self.actors[at].pending.as_mut().unwrap().is_post = is_post;
    }

    fn travel(&mut self, reply: Reply, timeout_ms: u64) -> (u64, Event) {
        let latency = 20 + self.rng.below(480);
        let takes = match reply.delivery {
            Delivery::Answer => latency,
            Delivery::Drop => {
                return (latency.min(timeout_ms), Event::NetworkError("Failed to fetch".to_owned()));
            }
            Delivery::Hang => return (timeout_ms, Event::Timeout),
            Delivery::Delay(ms) => latency + ms,
            Delivery::Trickle(ms) => latency + ms * reply.response.body.len() as u64,
        };
        if takes >= timeout_ms {
            return (timeout_ms, Event::Timeout);
        }
        let response = reply.response;
        let header = |name| response.header(name).map(str::to_owned);
        let answer = Answer {
            status: response.status,
            retry_after: header("Retry-After"),
            date: header("Date"),
            content_type: header("Content-Type"),
            body: response.body,
        };
        (takes, Event::Answer(answer))
    }

    fn finish(&mut self, at: usize, outcome: Outcome, record: Box<Record>, filing: Filing) {
        self.actors[at].pending = None;
        self.endings.push(outcome.clone());
        let forget = self.bug == Bug::ForgetOnAbort && matches!(outcome, Outcome::Aborted { .. });
        // Whoever submits holds the lock; a watch leaves alone what a newer job has filed.
        let ours = self.lock == Some(at) || self.store.as_ref().is_none_or(|on_file| record.is_of_same_task(on_file));
        match filing {
            _ if forget => self.store = None,
            _ if !ours => {}
            Filing::Keep => self.store = Some(record.clone()),
            Filing::Forget => self.store = None,
            Filing::Leave => {}
        }
        self.release(at);
        self.check_time(at);
        match outcome {
            Outcome::Accepted { .. } => {
                let Job::Watch(job) = record.job else {
                    return self.violations.push(Violation::BadRecord);
                };
                self.go_on(
                    at,
                    Machine::Poll(Poll::resume(record.client_business_id, job, self.poll_policy()).unwrap()),
                    Event::Start,
                );
            }
            Outcome::Unknown { .. } => self.after_unknown(at, outcome, *record),
            // The caller changed his mind, and then again.
            Outcome::Aborted { ref failure }
                if failure.billed == Billed::No && self.actors[at].click.resumes && !self.actors[at].resumed =>
            {
                let actor = &mut self.actors[at];
                (actor.resumed, actor.aborted) = (true, false);
                let Job::Submit(job) = record.job else {
                    return self.violations.push(Violation::BadRecord);
                };
                self.words += 1;
                let machine = Submit::resume(BUSINESS_ID, job, self.submit_policy()).unwrap();
                self.go_on(at, Machine::Submit(machine), Event::Start);
            }
            Outcome::Paused { .. } if self.actors[at].click.resumes && !self.actors[at].resumed => {
                self.actors[at].resumed = true;
                let Job::Watch(job) = record.job else {
                    return self.violations.push(Violation::BadRecord);
                };
                self.go_on(
                    at,
                    Machine::Poll(Poll::resume(record.client_business_id, job, self.poll_policy()).unwrap()),
                    Event::Start,
                );
            }
            _ => self.actors[at].outcome = Some(outcome),
        }
    }

    fn after_unknown(&mut self, at: usize, outcome: Outcome, record: Record) {
        let actor = &self.actors[at];
        let wish = match actor.click.after_unknown {
            _ if self.bug == Bug::LookOnceThenResubmit && !actor.confirmed => AfterUnknown::Confirm,
            AfterUnknown::Recheck if !actor.rechecked => AfterUnknown::Recheck,
            AfterUnknown::Confirm if !actor.confirmed => AfterUnknown::Confirm,
            _ => AfterUnknown::Leave,
        };
        if wish == AfterUnknown::Leave {
            self.actors[at].outcome = Some(outcome);
            return;
        }
        let Job::Submit(job) = record.job else {
            return self.violations.push(Violation::BadRecord);
        };
        let machine = Machine::Submit(Submit::resume(BUSINESS_ID, job, self.submit_policy()).unwrap());
        if wish == AfterUnknown::Recheck {
            self.actors[at].rechecked = true;
            return self.go_on(at, machine, Event::Start);
        }
        self.actors[at].confirmed = true;
        if self.bug != Bug::LookOnceThenResubmit {
            self.allowed_charges += 1;
        }
        self.words += 1;
        self.go_on(at, machine, Event::Confirmed);
    }

    fn go_on(&mut self, at: usize, machine: Machine, event: Event) {
        let limit_ms = match machine {
            Machine::Submit(_) => self.plan.submit.longest_ms(),
            Machine::Poll(_) => self.plan.poll.deadline_ms,
        };
        let actor = &mut self.actors[at];
        actor.machine = machine;
        actor.started_ms = self.now_ms;
        actor.limit_ms = limit_ms;
        actor.last_sent_ms = None;
        self.set_off(at, &event);
    }

    fn release(&mut self, at: usize) {
        if self.lock == Some(at) {
            self.lock = None;
        }
    }
}
