//! Watching a task to its end. Not being able to ask is not having failed, and a word nobody has heard of is no
//! ending: a watch ends when the API says so, or pauses with a record that resumes it.
//!
//! This file sends nothing but questions. It does not know how the task came to be.

mod end;
mod read;
mod table;

use super::action::{Action, Event, Method, Notice, Now, Outgoing, Step};
use super::clock::{Clock, between, sleep_ms};
use super::outcome::{Failure, Pause};
use super::path::{InvalidId, status_path};
use super::policy::PollPolicy;
use super::record::{Job, Record, WatchRecord};
use super::table::{Arrow, Named as _, arrows, find, mermaid};
use super::wire::Task;
use table::{Does, State, TABLE};

/// What was read out of an event on the way to its signal.
enum Reading {
    Nothing,
    Task(Box<Task>),
    Trouble { failure: Box<Failure>, wait_ms: u64 },
}

/// One watch.
#[derive(Debug, Clone)]
pub struct Poll {
    policy: PollPolicy,
    path: String,
    client_business_id: Option<String>,
    memory: WatchRecord,
    state: State,
    clock: Clock,
    /// Until then, in the machine's time, the task may not be visible yet.
    hidden_until_ms: u64,
    /// Whether the record's own due time still holds.
    goes_on: bool,
    fired: Option<usize>,
}

impl Poll {
    /// Watches a task by its id or by its business id.
    ///
    /// # Errors
    /// For an id that no path can carry.
    pub fn new(id: &str, policy: PollPolicy) -> Result<Self, InvalidId> {
        Self::boxed(None, WatchRecord::new(id.to_owned()), policy).map(|machine| *machine)
    }

    /// Watches on, from a record, in a new run: with all the time and patience of the policy.
    ///
    /// # Errors
    /// For an id that no path can carry.
    pub fn resume(
        client_business_id: Option<String>,
        record: WatchRecord,
        policy: PollPolicy,
    ) -> Result<Self, InvalidId> {
        let mut machine = Self::boxed(client_business_id, record, policy)?;
        machine.begin_anew();
        Ok(*machine)
    }

    /// Goes on with the same run after its process was lost: deadline, budget and the next due time stay.
    ///
    /// # Errors
    /// For an id that no path can carry.
    pub fn restore(
        client_business_id: Option<String>,
        saved_at_ms: u64,
        record: WatchRecord,
        policy: PollPolicy,
    ) -> Result<Self, InvalidId> {
        let mut machine = Self::boxed(client_business_id, record, policy)?;
        machine.go_on(saved_at_ms);
        Ok(*machine)
    }

    /// A machine in its place: it is large, and each time it is moved is code.
    #[inline(never)]
    pub(crate) fn boxed(
        client_business_id: Option<String>,
        memory: WatchRecord,
        policy: PollPolicy,
    ) -> Result<Box<Self>, InvalidId> {
        Ok(Box::new(Self {
            policy,
            path: status_path(&memory.address)?,
            client_business_id,
            memory,
            state: State::Idle,
            clock: Clock::default(),
            hidden_until_ms: 0,
            goes_on: false,
            fired: None,
        }))
    }

    pub(crate) fn begin_anew(&mut self) {
        let memory = &mut self.memory;
        (memory.age_ms, memory.due_ms, memory.failures, memory.rereads) = (0, 0, 0, 0);
    }

    pub(crate) fn go_on(&mut self, saved_at_ms: u64) {
        self.clock = Clock::since(self.memory.age_ms, saved_at_ms);
        self.goes_on = true;
    }

    /// Everything needed to go on after this moment.
    #[must_use]
    pub fn record(&self) -> Record {
        let mut watch = self.memory.clone();
        watch.age_ms = self.clock.elapsed_ms();
        Record::new(self.client_business_id.clone(), self.clock.wall_ms(), Job::Watch(watch))
    }

    /// Whether the machine is done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.state == State::Ended
    }

    /// The row of [`table`] that the last event took, if it took one.
    #[must_use]
    pub fn fired(&self) -> Option<usize> {
        self.fired
    }

    /// Takes one event.
    pub fn step(&mut self, event: &Event, now: &Now) -> Step {
        self.clock.tick(now);
        let Some((signal, reading)) = self.read(event, now) else {
            return self.ignore();
        };
        let Some((at, row)) = find(&TABLE, self.state, signal) else {
            return self.ignore();
        };
        self.fired = Some(at);
        self.state = row.to;
        self.perform(row.does, reading, now)
    }

    fn ignore(&mut self) -> Step {
        self.fired = None;
        Step { notice: None, action: Action::Wait }
    }

    fn perform(&mut self, does: Does, reading: Reading, now: &Now) -> Step {
        match does {
            Does::SleepFirst => self.sleep_first(now),
            Does::SleepOn => self.sleep(None),
            Does::Ask => self.ask(),
            Does::TellAndSleep => self.tell_and_sleep(reading, false, now),
            Does::TellUnheardAndSleep => {
                self.memory.told_unheard_of = true;
                self.tell_and_sleep(reading, true, now)
            }
            Does::SleepAndReread => {
                self.memory.rereads = self.memory.rereads.saturating_add(1);
                self.tell_and_sleep(reading, false, now)
            }
            Does::SleepAsUsual => {
                self.memory.failures = 0;
                self.sleep_for(self.interval_ms(now), None)
            }
            Does::BackOff => self.back_off(reading),
            Does::EndCompleted | Does::EndFailed | Does::EndWithoutUrl => self.end_with_task(does, reading),
            Does::EndGone | Does::EndDenied => self.end_refused(reading),
            Does::PauseDeadline => self.pause(Pause::Deadline, reading),
            Does::PauseBudget => self.pause(Pause::CouldNotAsk, reading),
            Does::PauseLongWait => self.pause(Pause::LongRetryAfter, reading),
            Does::EndAborted => self.end_aborted(),
        }
    }

    fn sleep_first(&mut self, now: &Now) -> Step {
        let elapsed = self.clock.elapsed_ms();
        // A submission in the future is a clock that was set back: it was just now.
        let since_submit = self.memory.submitted_at_ms.map(|at| now.wall_ms.saturating_sub(at));
        let left_of = |span: u64| span.saturating_sub(since_submit.unwrap_or(0));
        self.hidden_until_ms = match since_submit {
            Some(_) => elapsed.saturating_add(left_of(self.policy.hidden_grace_ms)),
            None => 0,
        };
        if !self.goes_on {
            self.memory.due_ms = elapsed.saturating_add(left_of(self.policy.first_ms));
        }
        self.sleep(None)
    }

    fn ask(&self) -> Step {
        let left = self.policy.deadline_ms.saturating_sub(self.clock.elapsed_ms());
        let timeout = u64::from(self.policy.ask_timeout_ms).min(left);
        Step {
            notice: None,
            action: Action::Send(Outgoing {
                method: Method::Get,
                path: self.path.clone(),
                body: None,
                timeout_ms: sleep_ms(timeout, 0),
                within_ms: Some(sleep_ms(left, 0)),
            }),
        }
    }

    fn tell_and_sleep(&mut self, reading: Reading, unheard_of: bool, now: &Now) -> Step {
        self.memory.failures = 0;
        let notice = match reading {
            Reading::Task(task) => {
                self.learn(&task);
                Some(Notice::Progress { progress: self.memory.progress, unheard_of, task })
            }
            Reading::Nothing | Reading::Trouble { .. } => None,
        };
        self.sleep_for(self.interval_ms(now), notice)
    }

    fn back_off(&mut self, reading: Reading) -> Step {
        self.memory.failures = self.memory.failures.saturating_add(1);
        let Reading::Trouble { failure, wait_ms } = reading else {
            return self.sleep_for(self.policy.max_wait_ms, None);
        };
        let notice = Notice::Trouble { code: failure.code.to_string(), in_a_row: self.memory.failures, wait_ms };
        self.sleep_for(wait_ms, Some(notice))
    }

    fn sleep_for(&mut self, wait_ms: u64, notice: Option<Notice>) -> Step {
        self.memory.due_ms = self.clock.elapsed_ms().saturating_add(wait_ms);
        self.sleep(notice)
    }

    fn sleep(&self, notice: Option<Notice>) -> Step {
        let due = self.memory.due_ms.min(self.policy.deadline_ms);
        Step { notice, action: Action::Sleep { ms: sleep_ms(due, self.clock.elapsed_ms()) } }
    }

    fn interval_ms(&self, now: &Now) -> u64 {
        let policy = &self.policy;
        let slow_for = self.clock.elapsed_ms().saturating_sub(policy.slow_after_ms);
        let grown = policy.interval_ms.saturating_add(slow_for / policy.slow_divisor.max(1));
        let middle = grown.min(policy.interval_max_ms.max(policy.interval_ms));
        let jitter = middle / 100 * policy.jitter_percent.min(100);
        between(middle.saturating_sub(jitter), middle.saturating_add(jitter), now.chance)
    }

    fn learn(&mut self, task: &Task) {
        self.memory.progress = self.memory.progress.max(task.progress.unwrap_or(0.0).clamp(0.0, 100.0));
        if self.memory.task_id.is_none() {
            self.memory.task_id = Some(task.id.clone());
        }
        if self.memory.task.is_none() {
            self.memory.task = Some(Box::new(task.clone()));
        }
    }
}

/// The transitions, by name.
pub fn table() -> impl ExactSizeIterator<Item = Arrow> {
    arrows(&TABLE)
}

/// The machine as a Mermaid state diagram.
#[must_use]
pub fn diagram() -> String {
    mermaid(State::Idle.name(), State::Ended.name(), table())
}
