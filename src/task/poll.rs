//! Watching a task to its end. Not being able to ask is not having failed, and a word nobody has heard of is no
//! ending: a watch ends when the API says so, or pauses with a record that resumes it.
//!
//! This file sends nothing but questions. It does not know how the task came to be.

use super::action::{Action, Answer, Event, Filing, Method, Notice, Now, Outgoing, Step};
use super::answer::{another_task, asked_ms, error_of, is_success, task_of};
use super::clock::{Clock, between, sleep_ms};
use super::diagram::{Arrow, mermaid, named};
use super::outcome::{Billed, Failure, Outcome, Pause};
use super::path::{InvalidId, status_path};
use super::policy::{PollPolicy, backoff_ms, wait_ms};
use super::record::{Job, Record, WatchRecord};
use super::wire::{Status, Task};

named! {
    /// What the machine waits for.
    State { Idle, Sleeping, Asking, Ended }
}

named! {
    /// Events, sorted by what they mean.
    Signal {
        Start,
        Due,
        Early,
        /// The time allowed for waiting is over.
        Deadline,
        Running,
        /// Running, by a word nobody has heard of, for the first time.
        Unheard,
        Completed,
        /// Completed, but no URL is named.
        NoUrl,
        /// No URL, read again and again.
        NeverAUrl,
        Failed,
        /// Not visible yet, so shortly after the submission.
        Hidden,
        Gone,
        Denied,
        CouldNotAsk,
        /// Could not ask, once too often.
        BudgetSpent,
        /// The API asks for a longer silence than a watch sits through.
        LongWait,
        Abort,
    }
}

named! {
    /// What a transition does.
    Does {
        SleepFirst, SleepOn, Ask, TellAndSleep, TellUnheardAndSleep, SleepAndReread, SleepAsUsual, BackOff,
        EndCompleted, EndWithoutUrl, EndFailed, EndGone, EndDenied, PauseDeadline, PauseBudget, PauseLongWait, EndAborted,
    }
}

struct Transition(State, Signal, State, Does);

/// The machine. A pair that is not listed changes nothing.
// INVARIANT: `Ask` leaves `Sleeping` only, so there is one request at a time, and never one beside a timer.
// INVARIANT: only what the API says of the task ends it as failed.
static TABLE: [Transition; 20] = {
    use Does as D;
    use Signal as On;
    use State as S;
    [
        Transition(S::Idle, On::Start, S::Sleeping, D::SleepFirst),
        Transition(S::Idle, On::Abort, S::Ended, D::EndAborted),
        Transition(S::Sleeping, On::Due, S::Asking, D::Ask),
        Transition(S::Sleeping, On::Early, S::Sleeping, D::SleepOn),
        Transition(S::Sleeping, On::Deadline, S::Ended, D::PauseDeadline),
        Transition(S::Sleeping, On::Abort, S::Ended, D::EndAborted),
        Transition(S::Asking, On::Running, S::Sleeping, D::TellAndSleep),
        Transition(S::Asking, On::Unheard, S::Sleeping, D::TellUnheardAndSleep),
        Transition(S::Asking, On::Completed, S::Ended, D::EndCompleted),
        Transition(S::Asking, On::NoUrl, S::Sleeping, D::SleepAndReread),
        Transition(S::Asking, On::NeverAUrl, S::Ended, D::EndWithoutUrl),
        Transition(S::Asking, On::Failed, S::Ended, D::EndFailed),
        Transition(S::Asking, On::Hidden, S::Sleeping, D::SleepAsUsual),
        Transition(S::Asking, On::Gone, S::Ended, D::EndGone),
        Transition(S::Asking, On::Denied, S::Ended, D::EndDenied),
        Transition(S::Asking, On::CouldNotAsk, S::Sleeping, D::BackOff),
        Transition(S::Asking, On::BudgetSpent, S::Ended, D::PauseBudget),
        Transition(S::Asking, On::LongWait, S::Ended, D::PauseLongWait),
        Transition(S::Asking, On::Deadline, S::Ended, D::PauseDeadline),
        Transition(S::Asking, On::Abort, S::Ended, D::EndAborted),
    ]
};

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
    last_failure: Option<Failure>,
    fired: Option<usize>,
}

impl Poll {
    /// Watches a task by its id or by its business id.
    ///
    /// # Errors
    /// For an id that no path can carry.
    pub fn new(id: &str, policy: PollPolicy) -> Result<Self, InvalidId> {
        Self::with(None, WatchRecord::new(id.to_owned()), policy)
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
        let fresh = WatchRecord {
            age_ms: 0,
            due_ms: 0,
            failures: 0,
            rereads: 0,
            ..record
        };
        Self::with(client_business_id, fresh, policy)
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
        let clock = Clock::since(record.age_ms, saved_at_ms);
        let machine = Self::with(client_business_id, record, policy)?;
        Ok(Self {
            clock,
            goes_on: true,
            ..machine
        })
    }

    fn with(
        client_business_id: Option<String>,
        memory: WatchRecord,
        policy: PollPolicy,
    ) -> Result<Self, InvalidId> {
        Ok(Self {
            policy,
            path: status_path(&memory.address)?,
            client_business_id,
            memory,
            state: State::Idle,
            clock: Clock::default(),
            hidden_until_ms: 0,
            goes_on: false,
            last_failure: None,
            fired: None,
        })
    }

    /// Everything needed to go on after this moment.
    #[must_use]
    pub fn record(&self) -> Record {
        let watch = WatchRecord {
            age_ms: self.clock.elapsed_ms(),
            ..self.memory.clone()
        };
        Record::new(
            self.client_business_id.clone(),
            self.clock.wall_ms(),
            Job::Watch(watch),
        )
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
        let row = TABLE
            .iter()
            .position(|row| row.0 == self.state && row.1 == signal);
        let Some(Transition(_, _, to, does)) = row.and_then(|row| TABLE.get(row)) else {
            return self.ignore();
        };
        self.fired = row;
        self.state = *to;
        self.perform(*does, reading, now)
    }

    fn ignore(&mut self) -> Step {
        self.fired = None;
        Step {
            notice: None,
            action: Action::Wait,
        }
    }

    // What an event means.

    fn read(&self, event: &Event, now: &Now) -> Option<(Signal, Reading)> {
        match (self.state, event) {
            (State::Ended, _) => None,
            (_, Event::AbortRequested) => Some((Signal::Abort, Reading::Nothing)),
            (State::Idle, Event::Start) => Some((Signal::Start, Reading::Nothing)),
            (State::Sleeping, Event::Woke | Event::Visible) => {
                Some((self.read_time(), Reading::Nothing))
            }
            (State::Asking, Event::Answer(answer)) => {
                Some(self.before_deadline(self.read_answer(answer, now)))
            }
            (State::Asking, Event::NetworkError(words)) => {
                Some(self.before_deadline(self.could_not_ask(Failure::network(words), None, now)))
            }
            (State::Asking, Event::Timeout) => {
                Some(self.before_deadline(self.could_not_ask(Failure::timeout(), None, now)))
            }
            _ => None,
        }
    }

    fn read_time(&self) -> Signal {
        let elapsed = self.clock.elapsed_ms();
        if elapsed >= self.policy.deadline_ms {
            Signal::Deadline
        } else if elapsed >= self.memory.due_ms {
            Signal::Due
        } else {
            Signal::Early
        }
    }

    /// An ending that arrives late is still the ending; anything else is not worth another wait.
    fn before_deadline(&self, (signal, reading): (Signal, Reading)) -> (Signal, Reading) {
        let sleeps_on = matches!(
            signal,
            Signal::Running
                | Signal::Unheard
                | Signal::NoUrl
                | Signal::Hidden
                | Signal::CouldNotAsk
        );
        if sleeps_on && self.clock.elapsed_ms() >= self.policy.deadline_ms {
            return (Signal::Deadline, reading);
        }
        (signal, reading)
    }

    fn read_answer(&self, answer: &Answer, now: &Now) -> (Signal, Reading) {
        let limit = self.policy.max_answer_bytes;
        if is_success(answer) {
            return match task_of(answer, limit) {
                Ok(task) if self.is_ours(&task) => {
                    (self.read_task(&task), Reading::Task(Box::new(task)))
                }
                Ok(_) => self.could_not_ask(another_task(answer, limit), None, now),
                Err(failure) => self.could_not_ask(*failure, None, now),
            };
        }
        let api = error_of(answer, limit);
        let no_such_task = api.is_no_such_task();
        let asked = asked_ms(answer);
        let failure = Failure::from_api(api, asked);
        if no_such_task {
            let hidden = self.clock.elapsed_ms() < self.hidden_until_ms;
            return (
                if hidden { Signal::Hidden } else { Signal::Gone },
                trouble(failure, 0),
            );
        }
        if matches!(answer.status, 401 | 403) {
            return (Signal::Denied, trouble(failure, 0));
        }
        self.could_not_ask(failure, asked, now)
    }

    fn read_task(&self, task: &Task) -> Signal {
        match &task.status {
            Status::Completed if task.url().is_some() => Signal::Completed,
            Status::Completed if self.memory.rereads < self.policy.rereads => Signal::NoUrl,
            Status::Completed => Signal::NeverAUrl,
            Status::Failed => Signal::Failed,
            Status::Unknown(_) if !self.memory.told_unheard_of => Signal::Unheard,
            Status::Queued | Status::InProgress | Status::Unknown(_) => Signal::Running,
        }
    }

    fn could_not_ask(
        &self,
        failure: Failure,
        asked_ms: Option<u64>,
        now: &Now,
    ) -> (Signal, Reading) {
        let policy = &self.policy;
        let in_a_row = self.memory.failures.saturating_add(1);
        let own = backoff_ms(policy.backoff_ms, policy.max_wait_ms, in_a_row, now.chance);
        match wait_ms(
            asked_ms,
            own,
            policy.retry_after_spread_ms,
            policy.max_wait_ms,
            now.chance,
        ) {
            None => (Signal::LongWait, trouble(failure, 0)),
            Some(_) if in_a_row >= policy.budget => (Signal::BudgetSpent, trouble(failure, 0)),
            Some(wait) => (Signal::CouldNotAsk, trouble(failure, wait)),
        }
    }

    fn is_ours(&self, task: &Task) -> bool {
        match &self.memory.task_id {
            Some(id) => task.id == *id,
            // Asked by an id of either kind: a task that names neither it nor any business id may still be the one.
            None => {
                task.id == self.memory.address
                    || task
                        .client_business_id
                        .as_ref()
                        .is_none_or(|id| *id == self.memory.address)
            }
        }
    }

    // What is done about it.

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
            _ => self.end(does, reading),
        }
    }

    fn sleep_first(&mut self, now: &Now) -> Step {
        let elapsed = self.clock.elapsed_ms();
        // A submission in the future is a clock that was set back: it was just now.
        let since_submit = self
            .memory
            .submitted_at_ms
            .map(|at| now.wall_ms.saturating_sub(at));
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
        let left = self
            .policy
            .deadline_ms
            .saturating_sub(self.clock.elapsed_ms());
        let timeout = u64::from(self.policy.ask_timeout_ms).min(left);
        Step {
            notice: None,
            action: Action::Send(Outgoing {
                method: Method::Get,
                path: self.path.clone(),
                body: None,
                timeout_ms: sleep_ms(timeout, 0),
            }),
        }
    }

    fn tell_and_sleep(&mut self, reading: Reading, unheard_of: bool, now: &Now) -> Step {
        self.memory.failures = 0;
        let notice = match reading {
            Reading::Task(task) => {
                self.learn(&task);
                Some(Notice::Progress {
                    progress: self.memory.progress,
                    unheard_of,
                    task,
                })
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
        let notice = Notice::Trouble {
            code: failure.code.clone().into_owned(),
            in_a_row: self.memory.failures,
            wait_ms,
        };
        self.last_failure = Some(*failure);
        self.sleep_for(wait_ms, Some(notice))
    }

    fn sleep_for(&mut self, wait_ms: u64, notice: Option<Notice>) -> Step {
        self.memory.due_ms = self.clock.elapsed_ms().saturating_add(wait_ms);
        self.sleep(notice)
    }

    fn sleep(&self, notice: Option<Notice>) -> Step {
        let due = self.memory.due_ms.min(self.policy.deadline_ms);
        Step {
            notice,
            action: Action::Sleep {
                ms: sleep_ms(due, self.clock.elapsed_ms()),
            },
        }
    }

    fn interval_ms(&self, now: &Now) -> u64 {
        let policy = &self.policy;
        let slow_for = self.clock.elapsed_ms().saturating_sub(policy.slow_after_ms);
        let grown = policy
            .interval_ms
            .saturating_add(slow_for / policy.slow_divisor.max(1));
        let middle = grown.min(policy.interval_max_ms.max(policy.interval_ms));
        let jitter = middle / 100 * policy.jitter_percent.min(100);
        between(
            middle.saturating_sub(jitter),
            middle.saturating_add(jitter),
            now.chance,
        )
    }

    fn learn(&mut self, task: &Task) {
        self.memory.progress = self
            .memory
            .progress
            .max(task.progress.unwrap_or(0.0).clamp(0.0, 100.0));
        if self.memory.task_id.is_none() {
            self.memory.task_id = Some(task.id.clone());
        }
        if self.client_business_id.is_none() {
            self.client_business_id.clone_from(&task.client_business_id);
        }
    }

    // How it ends.

    fn end(&mut self, does: Does, reading: Reading) -> Step {
        let outcome = match reading {
            Reading::Task(task) => {
                self.learn(&task);
                self.end_with_task(does, *task)
            }
            Reading::Trouble { failure, .. } => {
                self.last_failure = Some(*failure);
                self.end_without_task(does)
            }
            Reading::Nothing => self.end_without_task(does),
        };
        let filing = match outcome {
            Outcome::Completed { .. } | Outcome::Failed { .. } => Filing::Forget,
            _ => Filing::Keep,
        };
        let action = Action::Done {
            outcome: Box::new(outcome),
            record: Box::new(self.record()),
            filing,
        };
        Step {
            notice: None,
            action,
        }
    }

    fn end_with_task(&self, does: Does, task: Task) -> Outcome {
        match does {
            Does::EndCompleted => Outcome::Completed { task },
            Does::EndWithoutUrl => {
                let words = "the task is completed, but the API names no video";
                let failure = self.named(Failure::new("completed_without_url", words), Billed::Yes);
                Outcome::CompletedWithoutUrl { task, failure }
            }
            Does::EndFailed => {
                let mut failure = Failure::new("generation_failed", "the task failed");
                if let Some(error) = &task.error {
                    failure.code = error.code.clone().into();
                    if !error.message.is_empty() {
                        failure.message.clone_from(&error.message);
                    }
                }
                Outcome::Failed {
                    failure: self.named(failure, Billed::Maybe),
                    task,
                }
            }
            _ => self.end_without_task(does),
        }
    }

    fn end_without_task(&self, does: Does) -> Outcome {
        let last = |code, words: &str| {
            let mut failure = self
                .last_failure
                .clone()
                .unwrap_or_else(|| Failure::new(code, words));
            failure.retryable = true;
            self.named(failure, Billed::Maybe)
        };
        let pause = |reason, code, words: &str| Outcome::Paused {
            reason,
            failure: last(code, words),
        };
        match does {
            Does::PauseBudget => pause(
                Pause::CouldNotAsk,
                "could_not_ask",
                "the API gave no usable answer",
            ),
            Does::PauseLongWait => pause(
                Pause::LongRetryAfter,
                "long_retry_after",
                "the API asked for a long silence",
            ),
            Does::EndGone | Does::EndDenied => Outcome::Rejected {
                failure: Failure {
                    retryable: false,
                    ..last("rejected", "the API refuses to tell")
                },
            },
            Does::EndAborted => Outcome::Aborted {
                failure: self.named(
                    Failure {
                        retryable: true,
                        ..Failure::aborted()
                    },
                    Billed::Maybe,
                ),
            },
            _ => {
                let failure = Failure::new(
                    "deadline",
                    "the time allowed for waiting is over; the task goes on",
                );
                let failure = self.named(
                    Failure {
                        retryable: true,
                        ..failure
                    },
                    Billed::Maybe,
                );
                Outcome::Paused {
                    reason: Pause::Deadline,
                    failure,
                }
            }
        }
    }

    fn named(&self, mut failure: Failure, billed: Billed) -> Failure {
        failure.billed = billed;
        failure.task_id.clone_from(&self.memory.task_id);
        failure
            .client_business_id
            .clone_from(&self.client_business_id);
        failure
    }
}

fn trouble(failure: Failure, wait_ms: u64) -> Reading {
    Reading::Trouble {
        failure: Box::new(failure),
        wait_ms,
    }
}

/// The transitions, by name.
pub fn table() -> impl ExactSizeIterator<Item = Arrow> {
    TABLE.iter().map(|Transition(from, on, to, does)| Arrow {
        from: from.name(),
        on: on.name(),
        to: to.name(),
        does: does.name(),
    })
}

/// The machine as a Mermaid state diagram.
#[must_use]
pub fn diagram() -> String {
    mermaid(State::Idle.name(), State::Ended.name(), table())
}
