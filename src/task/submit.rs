//! Submitting a job once. Submitting costs money, and the API promises no idempotency, so:
//!
//! - the business id is claimed and filed before the first byte is sent;
//! - only a POST that was provably refused is sent again;
//! - one without a clear answer is looked for by its business id, and ends as unknown if it is not found;
//! - after that, only the caller's explicit word sends again, and not before one more look.
//!
//! This file does not know how a task goes on once it is accepted.

mod end;
mod read;
mod table;

use super::action::{Action, Event, Method, Notice, Now, Outgoing, Step};
use super::clock::{Clock, sleep_ms};
use super::outcome::Failure;
use super::path::{InvalidId, SUBMIT_PATH, status_path};
use super::policy::SubmitPolicy;
use super::record::{Job, Phase, Record, SubmitRecord, WatchRecord};
use super::table::{Arrow, Named as _, arrows, find, mermaid};
use super::wire::Task;
use std::cell::Cell;
use table::{Does, State, TABLE};

/// What was read out of an event on the way to its signal.
enum Reading {
    Nothing,
    Task(Box<Task>),
    Trouble { failure: Box<Failure>, wait_ms: Option<u64> },
    Record(Box<Record>),
}

/// One submission.
#[derive(Debug, Clone)]
pub struct Submit {
    policy: SubmitPolicy,
    client_business_id: String,
    look_path: String,
    memory: SubmitRecord,
    accepted: Option<Box<WatchRecord>>,
    state: State,
    clock: Clock,
    /// Whether the business id is claimed by this machine. Only then may it send or file anything.
    owner: bool,
    /// Whether the caller's word to send again is still to be used.
    confirmed: bool,
    /// Whether this goes on from a record that somebody may have gone on from before.
    resumed: bool,
    looks: u32,
    /// When, in the machine's time, the first POST was sent; nothing where an earlier run may have sent one.
    posted_ms: Option<u64>,
    due_ms: u64,
    /// In waking time, so that a wall clock set forward cannot cut the search short.
    window_end_ms: u64,
    fired: Option<usize>,
}

impl Submit {
    /// A submission of these bytes under this business id.
    ///
    /// # Errors
    /// For a business id that could not be looked up.
    pub fn new(body: String, client_business_id: &str, policy: SubmitPolicy) -> Result<Self, InvalidId> {
        Self::boxed(client_business_id, SubmitRecord::new(body), policy).map(|machine| *machine)
    }

    /// Goes on from a record, after a reload or by another tab. Begin with [`Event::Start`].
    ///
    /// # Errors
    /// For a business id that could not be looked up.
    pub fn resume(client_business_id: &str, record: SubmitRecord, policy: SubmitPolicy) -> Result<Self, InvalidId> {
        let mut machine = Self::boxed(client_business_id, record, policy)?;
        machine.go_on();
        Ok(*machine)
    }

    /// It goes on from a record.
    pub(crate) fn go_on(&mut self) {
        self.resumed = true;
    }

    /// The same in its place: a machine is large, and each time it is moved is code.
    #[inline(never)]
    pub(crate) fn boxed(
        client_business_id: &str,
        memory: SubmitRecord,
        policy: SubmitPolicy,
    ) -> Result<Box<Self>, InvalidId> {
        let mut machine = Box::new(Self {
            policy,
            look_path: status_path(client_business_id)?,
            client_business_id: client_business_id.to_owned(),
            memory,
            accepted: None,
            state: State::Idle,
            clock: Clock::default(),
            owner: false,
            confirmed: false,
            resumed: false,
            looks: 0,
            posted_ms: None,
            due_ms: 0,
            window_end_ms: 0,
            fired: None,
        });
        machine.settle_phase();
        Ok(machine)
    }

    /// Everything needed to go on after this moment.
    #[must_use]
    pub fn record(&self) -> Record {
        let job = match &self.accepted {
            Some(watch) => Job::Watch((**watch).clone()),
            None => Job::Submit(self.memory.clone()),
        };
        Record::new(Some(self.client_business_id.clone()), self.clock.wall_ms(), job)
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
        let older = Cell::new(None);
        let Some((signal, reading)) = self.read(event, now, &older) else {
            return self.ignore();
        };
        if let Some(id) = older.take() {
            self.memory.older_task_id = Some(id);
        }
        let Some((at, row)) = find(&TABLE, self.state, signal) else {
            return self.ignore();
        };
        self.fired = Some(at);
        self.state = row.to;
        self.perform(row.does, reading, now)
    }

    fn ignore(&mut self) -> Step {
        self.fired = None;
        quietly(Action::Wait)
    }

    fn perform(&mut self, does: Does, reading: Reading, now: &Now) -> Step {
        match does {
            Does::Claim => self.claim(),
            Does::ClaimToSendAgain => {
                self.confirmed = true;
                self.claim()
            }
            Does::File | Does::FileAgain => {
                self.owner = true;
                // A word is for one time.
                self.confirmed = false;
                if does == Does::FileAgain {
                    self.memory.attempts = 0;
                    self.memory.too_early = false;
                }
                self.memory.phase = Phase::Sending;
                self.memory.sent_at_ms = Some(now.wall_ms);
                quietly(Action::Store { record: Box::new(self.record()) })
            }
            Does::Post => {
                self.memory.attempts = self.memory.attempts.saturating_add(1);
                self.memory.sent_at_ms = Some(now.wall_ms);
                if !self.memory.in_doubt {
                    self.posted_ms.get_or_insert(self.clock.elapsed_ms());
                }
                quietly(Action::Send(Outgoing {
                    method: Method::Post,
                    path: SUBMIT_PATH.to_owned(),
                    body: Some(self.memory.body.clone()),
                    timeout_ms: self.policy.post_timeout_ms,
                    within_ms: None,
                }))
            }
            Does::FileRefusal => self.file_refusal(reading, now),
            Does::TakeOver => {
                self.take_over(reading, now);
                quietly(self.sleep())
            }
            Does::SleepOn => quietly(self.sleep()),
            Does::Look => self.look(),
            Does::LookInDoubt => {
                self.take_over(reading, now);
                self.doubt();
                self.open_window(now);
                self.look()
            }
            Does::LookForOther => {
                self.doubt();
                self.open_window(now);
                self.look()
            }
            Does::DoubtThenAwaitLook => {
                self.doubt();
                self.open_window(now);
                let (failure, _) = self.note(reading);
                let wait = self.look_wait_ms(now);
                self.await_look(failure, wait)
            }
            Does::AwaitLook => {
                let (failure, wait) = self.note(reading);
                self.await_look(failure, wait.unwrap_or(self.policy.look_floor_ms))
            }
            Does::EndAccepted => self.end_accepted(reading, now),
            Does::EndRejected => self.end_rejected(reading, false),
            Does::EndRefused | Does::EndNotStored => self.end_rejected(reading, true),
            Does::EndOther => self.end_other(),
            Does::EndUnknown => self.end_unknown(reading),
            Does::EndAborted => self.end_aborted(),
            Does::DoubtThenEndAborted => {
                self.doubt();
                self.end_aborted()
            }
        }
    }

    fn claim(&self) -> Step {
        quietly(Action::Claim { client_business_id: self.client_business_id.clone() })
    }

    fn file_refusal(&mut self, reading: Reading, now: &Now) -> Step {
        let (failure, wait) = self.note(reading);
        let wait = wait.unwrap_or(self.policy.max_wait_ms);
        self.memory.too_early |= failure.status == Some(425);
        self.memory.phase = Phase::Refused;
        self.memory.not_before_ms = Some(now.wall_ms.saturating_add(wait));
        self.due_ms = self.clock.elapsed_ms().saturating_add(wait);
        Step {
            notice: Some(trouble_notice(&failure, self.memory.attempts, wait)),
            action: Action::Store { record: Box::new(self.record()) },
        }
    }

    fn await_look(&mut self, failure: Box<Failure>, wait_ms: u64) -> Step {
        self.due_ms = self.clock.elapsed_ms().saturating_add(wait_ms);
        Step { notice: Some(trouble_notice(&failure, self.looks.max(1), wait_ms)), action: self.sleep() }
    }

    fn look(&mut self) -> Step {
        self.looks = self.looks.saturating_add(1);
        quietly(Action::Send(Outgoing {
            method: Method::Get,
            path: self.look_path.clone(),
            body: None,
            timeout_ms: self.policy.look_timeout_ms,
            within_ms: None,
        }))
    }

    fn sleep(&self) -> Action {
        Action::Sleep { ms: sleep_ms(self.due_ms, self.clock.elapsed_ms()) }
    }

    /// Opens the window in which an ambiguous submission is looked for. The caller's word to send again shortens it
    /// by what has passed since the submission, never below one look.
    fn open_window(&mut self, now: &Now) {
        let whole = self.policy.look_window_ms;
        let window = match self.memory.sent_at_ms {
            Some(sent) if self.confirmed => sent.saturating_add(whole).saturating_sub(now.wall_ms).min(whole),
            _ => whole,
        };
        self.window_end_ms = self.clock.awake_ms().saturating_add(window);
    }

    fn doubt(&mut self) {
        self.memory.phase = Phase::InDoubt;
        self.memory.in_doubt = true;
    }

    /// A POST that was under way when its process ended may have got through.
    fn settle_phase(&mut self) {
        if matches!(self.memory.phase, Phase::Sending | Phase::InDoubt) {
            self.doubt();
        }
    }

    /// Goes on with what is on file, which is never older than what this machine remembers.
    fn take_over(&mut self, reading: Reading, now: &Now) {
        (self.owner, self.resumed) = (true, false);
        if let Reading::Record(record) = reading
            && let Job::Submit(theirs) = record.job
        {
            self.memory = theirs;
            self.settle_phase();
        }
        let wait = self.memory.not_before_ms.unwrap_or(0).saturating_sub(now.wall_ms).min(self.policy.max_wait_ms);
        self.due_ms = self.clock.elapsed_ms().saturating_add(wait);
    }

    #[inline(never)]
    fn note(&mut self, reading: Reading) -> (Box<Failure>, Option<u64>) {
        match reading {
            Reading::Trouble { failure, wait_ms } => {
                self.memory.last_failure = Some((*failure).clone());
                (failure, wait_ms)
            }
            _ => (self.last_failure(), None),
        }
    }

    fn last_failure(&self) -> Box<Failure> {
        match &self.memory.last_failure {
            Some(failure) => Box::new(failure.clone()),
            None => Failure::boxed("unknown", "it is not known how the submission ended"),
        }
    }
}

fn quietly(action: Action) -> Step {
    Step { notice: None, action }
}

fn trouble(failure: Box<Failure>, wait_ms: Option<u64>) -> Reading {
    Reading::Trouble { failure, wait_ms }
}

fn trouble_notice(failure: &Failure, in_a_row: u32, wait_ms: u64) -> Notice {
    Notice::Trouble { code: failure.code.to_string(), in_a_row, wait_ms }
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
