//! Submitting a job once. Submitting costs money, and the API promises no idempotency, so:
//!
//! - the business id is claimed and filed before the first byte is sent;
//! - only a POST that was provably refused is sent again;
//! - one without a clear answer is looked for by its business id, and ends as unknown if it is not found;
//! - after that, only the caller's explicit word sends again, and not before one more look.
//!
//! This file does not know how a task goes on once it is accepted.

use super::action::{Action, Answer, Event, Filing, Method, Notice, Now, Outgoing, Step};
use super::answer::{another_task, asked_ms, error_of, is_success, task_of};
use super::clock::{Clock, between, sleep_ms};
use super::diagram::{Arrow, mermaid, named};
use super::outcome::{Billed, Failure, Outcome};
use super::path::{InvalidId, SUBMIT_PATH, status_path};
use super::policy::{SubmitPolicy, backoff_ms, doubled, wait_ms};
use super::record::{Job, Phase, Record, SubmitRecord, WatchRecord, mark};
use super::wire::Task;

named! {
    /// What the machine waits for.
    State { Idle, Claiming, Storing, Posting, Noting, Waiting, Pausing, Looking, Ended }
}

named! {
    /// Events, sorted by what they mean.
    Signal {
        Start,
        /// Start, by the caller's word that it may be sent again.
        Confirm,
        /// The id is ours and new.
        Fresh,
        /// The id is ours; every POST so far was refused.
        FoundRefused,
        /// The id is ours; a POST may have got through.
        FoundInDoubt,
        /// The job was accepted already.
        FoundAccepted,
        /// The id belongs to another request.
        FoundOther,
        Busy,
        Stored,
        NotStored,
        Accepted,
        /// Provably not created, and it may be sent again.
        Refused,
        /// Provably not created, and it has been sent often enough.
        RefusedForGood,
        Rejected,
        /// It cannot be told.
        Ambiguous,
        Seen,
        NotSeen,
        /// Not seen, and the window is over.
        NeverSeen,
        /// Not seen, the window is over, and the caller said that it may be sent again.
        SendAgain,
        CouldNotLook,
        /// No usable answer, and the window is over.
        LookedInVain,
        Due,
        Early,
        Abort,
    }
}

named! {
    /// What a transition does.
    Does {
        Claim, ClaimToSendAgain, File, FileAgain, Post, FileRefusal, TakeOver, SleepOn,
        Look, LookInDoubt, LookForOther, DoubtThenAwaitLook, AwaitLook,
        EndAccepted, EndRejected, EndRefused, EndNotStored, EndOther, EndUnknown, EndAborted, DoubtThenEndAborted,
    }
}

struct Transition(State, Signal, State, Does);

/// The machine. A pair that is not listed changes nothing.
// INVARIANT: only `Post` sends a POST, and only `Stored` leads there, so no byte leaves before its record is filed.
// INVARIANT: from `Ambiguous`, only `SendAgain` leads back to a POST.
static TABLE: [Transition; 36] = {
    use Does as D;
    use Signal as On;
    use State as S;
    [
        Transition(S::Idle, On::Start, S::Claiming, D::Claim),
        Transition(S::Idle, On::Confirm, S::Claiming, D::ClaimToSendAgain),
        Transition(S::Idle, On::Abort, S::Ended, D::EndAborted),
        Transition(S::Claiming, On::Fresh, S::Storing, D::File),
        Transition(S::Claiming, On::FoundRefused, S::Waiting, D::TakeOver),
        Transition(S::Claiming, On::FoundInDoubt, S::Looking, D::LookInDoubt),
        Transition(S::Claiming, On::FoundAccepted, S::Ended, D::EndAccepted),
        Transition(S::Claiming, On::FoundOther, S::Ended, D::EndOther),
        Transition(S::Claiming, On::Busy, S::Looking, D::LookForOther),
        Transition(S::Claiming, On::NotStored, S::Ended, D::EndNotStored),
        Transition(S::Claiming, On::Abort, S::Ended, D::EndAborted),
        Transition(S::Storing, On::Stored, S::Posting, D::Post),
        Transition(S::Storing, On::NotStored, S::Ended, D::EndNotStored),
        Transition(S::Storing, On::Abort, S::Ended, D::EndAborted),
        Transition(S::Posting, On::Accepted, S::Ended, D::EndAccepted),
        Transition(S::Posting, On::Refused, S::Noting, D::FileRefusal),
        Transition(S::Posting, On::RefusedForGood, S::Ended, D::EndRefused),
        Transition(S::Posting, On::Rejected, S::Ended, D::EndRejected),
        Transition(S::Posting, On::Ambiguous, S::Pausing, D::DoubtThenAwaitLook),
        Transition(S::Posting, On::Abort, S::Ended, D::DoubtThenEndAborted),
        // A refusal that cannot be filed is only forgotten: what is on file says "sending", which is looked for.
        Transition(S::Noting, On::Stored, S::Waiting, D::SleepOn),
        Transition(S::Noting, On::NotStored, S::Waiting, D::SleepOn),
        Transition(S::Noting, On::Abort, S::Ended, D::EndAborted),
        Transition(S::Waiting, On::Due, S::Storing, D::File),
        Transition(S::Waiting, On::Early, S::Waiting, D::SleepOn),
        Transition(S::Waiting, On::Abort, S::Ended, D::EndAborted),
        Transition(S::Pausing, On::Due, S::Looking, D::Look),
        Transition(S::Pausing, On::Early, S::Pausing, D::SleepOn),
        Transition(S::Pausing, On::Abort, S::Ended, D::EndAborted),
        Transition(S::Looking, On::Seen, S::Ended, D::EndAccepted),
        Transition(S::Looking, On::NotSeen, S::Pausing, D::AwaitLook),
        Transition(S::Looking, On::NeverSeen, S::Ended, D::EndUnknown),
        Transition(S::Looking, On::SendAgain, S::Storing, D::FileAgain),
        Transition(S::Looking, On::CouldNotLook, S::Pausing, D::AwaitLook),
        Transition(S::Looking, On::LookedInVain, S::Ended, D::EndUnknown),
        Transition(S::Looking, On::Abort, S::Ended, D::EndAborted),
    ]
};

/// What was read out of an event on the way to its signal.
enum Reading {
    Nothing,
    Task(Box<Task>),
    Trouble {
        failure: Box<Failure>,
        wait_ms: Option<u64>,
    },
    Record(Box<Record>),
}

/// One submission.
#[derive(Debug, Clone)]
pub struct Submit {
    policy: SubmitPolicy,
    client_business_id: String,
    look_path: String,
    memory: SubmitRecord,
    accepted: Option<WatchRecord>,
    state: State,
    clock: Clock,
    /// Whether the business id is claimed by this machine. Only then may it send or file anything.
    owner: bool,
    confirmed: bool,
    looks: u32,
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
    pub fn new(
        body: String,
        client_business_id: &str,
        policy: SubmitPolicy,
    ) -> Result<Self, InvalidId> {
        let memory = SubmitRecord {
            body,
            phase: Phase::New,
            attempts: 0,
            in_doubt: false,
            too_early: false,
            sent_at_ms: None,
            not_before_ms: None,
            last_failure: None,
        };
        Self::with(memory, client_business_id, policy)
    }

    /// Goes on from a record, after a reload or by another tab. Begin with [`Event::Start`].
    ///
    /// # Errors
    /// For a business id that could not be looked up.
    pub fn resume(
        client_business_id: &str,
        record: SubmitRecord,
        policy: SubmitPolicy,
    ) -> Result<Self, InvalidId> {
        let mut machine = Self::with(record, client_business_id, policy)?;
        machine.settle_phase();
        Ok(machine)
    }

    fn with(
        memory: SubmitRecord,
        client_business_id: &str,
        policy: SubmitPolicy,
    ) -> Result<Self, InvalidId> {
        Ok(Self {
            policy,
            look_path: status_path(client_business_id)?,
            client_business_id: client_business_id.to_owned(),
            memory,
            accepted: None,
            state: State::Idle,
            clock: Clock::default(),
            owner: false,
            confirmed: false,
            looks: 0,
            due_ms: 0,
            window_end_ms: 0,
            fired: None,
        })
    }

    /// Everything needed to go on after this moment.
    #[must_use]
    pub fn record(&self) -> Record {
        let job = match &self.accepted {
            Some(watch) => Job::Watch(watch.clone()),
            None => Job::Submit(self.memory.clone()),
        };
        Record::new(
            Some(self.client_business_id.clone()),
            self.clock.wall_ms(),
            job,
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
        quietly(Action::Wait)
    }

    // What an event means.

    fn read(&self, event: &Event, now: &Now) -> Option<(Signal, Reading)> {
        let plain = |signal| Some((signal, Reading::Nothing));
        match (self.state, event) {
            (State::Ended, _) => None,
            (_, Event::AbortRequested) => plain(Signal::Abort),
            (State::Idle, Event::Start) => plain(Signal::Start),
            (State::Idle, Event::Confirmed) => plain(Signal::Confirm),
            (State::Claiming, Event::Claimed(found)) => Some(self.read_claim(found.as_deref())),
            (State::Claiming, Event::Busy) => plain(Signal::Busy),
            // Without the storage nothing new is begun, but what may have been sent can still be looked for.
            (State::Claiming, Event::StoreFailed(_)) if self.memory.phase != Phase::New => {
                plain(Signal::Busy)
            }
            (State::Claiming | State::Storing | State::Noting, Event::StoreFailed(words)) => {
                let mut failure = Failure::network(words);
                failure.code = "record_not_stored".into();
                Some((Signal::NotStored, trouble(failure, None)))
            }
            (State::Storing | State::Noting, Event::Stored) => plain(Signal::Stored),
            (State::Waiting | State::Pausing, Event::Woke | Event::Visible) => {
                plain(if self.clock.elapsed_ms() >= self.due_ms {
                    Signal::Due
                } else {
                    Signal::Early
                })
            }
            (State::Posting, Event::Answer(answer)) => Some(self.read_post(answer, now)),
            (State::Posting, Event::NetworkError(words)) => {
                Some((Signal::Ambiguous, trouble(Failure::network(words), None)))
            }
            (State::Posting, Event::Timeout) => {
                Some((Signal::Ambiguous, trouble(Failure::timeout(), None)))
            }
            (State::Looking, Event::Answer(answer)) => Some(self.read_look(answer, now)),
            (State::Looking, Event::NetworkError(words)) => {
                Some(self.could_not_look(Failure::network(words), None, now))
            }
            (State::Looking, Event::Timeout) => {
                Some(self.could_not_look(Failure::timeout(), None, now))
            }
            _ => None,
        }
    }

    fn read_claim(&self, found: Option<&Record>) -> (Signal, Reading) {
        let Some(found) = found else {
            // A record that is gone was brought to an end by somebody else, or was never filed: either way, look.
            let signal = if self.memory.phase == Phase::New {
                Signal::Fresh
            } else {
                Signal::FoundInDoubt
            };
            return (signal, Reading::Nothing);
        };
        let signal = match &found.job {
            Job::Watch(watch)
                if watch
                    .request_mark
                    .as_ref()
                    .is_some_and(|theirs| *theirs != mark(&self.memory.body)) =>
            {
                Signal::FoundOther
            }
            Job::Watch(watch) if watch.task.is_some() => Signal::FoundAccepted,
            Job::Watch(_) => Signal::FoundInDoubt,
            Job::Submit(theirs) if theirs.body != self.memory.body => Signal::FoundOther,
            Job::Submit(theirs) if theirs.phase == Phase::Refused && !theirs.in_doubt => {
                Signal::FoundRefused
            }
            Job::Submit(_) => Signal::FoundInDoubt,
        };
        (signal, Reading::Record(Box::new(found.clone())))
    }

    fn read_post(&self, answer: &Answer, now: &Now) -> (Signal, Reading) {
        let limit = self.policy.max_answer_bytes;
        if is_success(answer) {
            return match task_of(answer, limit) {
                Ok(task) if self.is_ours(&task) => {
                    (Signal::Accepted, Reading::Task(Box::new(task)))
                }
                Ok(_) => (
                    Signal::Ambiguous,
                    trouble(another_task(answer, limit), None),
                ),
                Err(failure) => (Signal::Ambiguous, trouble(*failure, None)),
            };
        }
        let api = error_of(answer, limit);
        let refused = match answer.status {
            429 => true,
            503 => api.code == "rate_limit_unavailable",
            // Said twice it is no longer about early data, and proves nothing.
            425 => !self.memory.too_early,
            _ => false,
        };
        let failure = Failure::from_api(api, asked_ms(answer));
        if refused {
            return self.refused(failure, now);
        }
        match answer.status {
            400..=405 | 413 | 415 | 422 => (Signal::Rejected, trouble(failure, None)),
            _ => (Signal::Ambiguous, trouble(failure, None)),
        }
    }

    fn refused(&self, failure: Failure, now: &Now) -> (Signal, Reading) {
        let policy = &self.policy;
        let own = backoff_ms(
            policy.backoff_ms,
            policy.max_wait_ms,
            self.memory.attempts,
            now.chance,
        );
        let asked = failure.retry_after_ms;
        match wait_ms(
            asked,
            own,
            policy.retry_after_spread_ms,
            policy.max_wait_ms,
            now.chance,
        ) {
            Some(wait) if self.memory.attempts < policy.max_attempts => {
                (Signal::Refused, trouble(failure, Some(wait)))
            }
            _ => (Signal::RefusedForGood, trouble(failure, None)),
        }
    }

    fn read_look(&self, answer: &Answer, now: &Now) -> (Signal, Reading) {
        let limit = self.policy.max_answer_bytes;
        if is_success(answer) {
            return match task_of(answer, limit) {
                Ok(task) if self.is_ours(&task) => (Signal::Seen, Reading::Task(Box::new(task))),
                Ok(_) => self.could_not_look(another_task(answer, limit), None, now),
                Err(failure) => self.could_not_look(*failure, None, now),
            };
        }
        let api = error_of(answer, limit);
        let no_such_task = api.is_no_such_task();
        let failure = Failure::from_api(api, asked_ms(answer));
        if no_such_task {
            let signal = match (self.window_is_over(), self.confirmed && self.owner) {
                (false, _) => Signal::NotSeen,
                (true, false) => Signal::NeverSeen,
                (true, true) => Signal::SendAgain,
            };
            return (signal, trouble(failure, Some(self.look_wait_ms(now))));
        }
        if matches!(answer.status, 401 | 403) {
            return (Signal::LookedInVain, trouble(failure, None));
        }
        let asked = failure.retry_after_ms;
        self.could_not_look(failure, asked, now)
    }

    fn could_not_look(
        &self,
        failure: Failure,
        asked_ms: Option<u64>,
        now: &Now,
    ) -> (Signal, Reading) {
        let policy = &self.policy;
        let own = self.look_wait_ms(now);
        let wait = wait_ms(
            asked_ms,
            own,
            policy.retry_after_spread_ms,
            policy.max_wait_ms,
            now.chance,
        );
        let left = self.window_end_ms.saturating_sub(self.clock.awake_ms());
        match wait {
            // The API's wish for silence outweighs one more look.
            Some(wait) if !self.window_is_over() && (wait <= own || wait <= left) => {
                (Signal::CouldNotLook, trouble(failure, Some(wait)))
            }
            _ => (Signal::LookedInVain, trouble(failure, None)),
        }
    }

    fn is_ours(&self, task: &Task) -> bool {
        task.client_business_id
            .as_ref()
            .is_none_or(|id| *id == self.client_business_id)
    }

    fn window_is_over(&self) -> bool {
        self.clock.awake_ms() >= self.window_end_ms
    }

    /// Full jitter; the last look falls on the end of the window.
    fn look_wait_ms(&self, now: &Now) -> u64 {
        let policy = &self.policy;
        let bound =
            doubled(policy.look_backoff_ms, self.looks.max(1)).min(policy.look_backoff_max_ms);
        let left = self.window_end_ms.saturating_sub(self.clock.awake_ms());
        between(policy.look_floor_ms, bound, now.chance)
            .min(left)
            .max(policy.look_floor_ms)
    }

    // What is done about it.

    fn perform(&mut self, does: Does, reading: Reading, now: &Now) -> Step {
        match does {
            Does::Claim => self.claim(),
            Does::ClaimToSendAgain => {
                self.confirmed = true;
                self.claim()
            }
            Does::File | Does::FileAgain => {
                self.owner = true;
                if does == Does::FileAgain {
                    self.memory.attempts = 0;
                    self.memory.too_early = false;
                }
                self.memory.phase = Phase::Sending;
                self.memory.sent_at_ms = Some(now.wall_ms);
                quietly(Action::Store {
                    record: Box::new(self.record()),
                })
            }
            Does::Post => {
                self.memory.attempts = self.memory.attempts.saturating_add(1);
                self.memory.sent_at_ms = Some(now.wall_ms);
                quietly(Action::Send(Outgoing {
                    method: Method::Post,
                    path: SUBMIT_PATH.to_owned(),
                    body: Some(self.memory.body.clone()),
                    timeout_ms: self.policy.post_timeout_ms,
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
            _ => self.end(does, reading, now),
        }
    }

    fn claim(&self) -> Step {
        quietly(Action::Claim {
            client_business_id: self.client_business_id.clone(),
        })
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
            action: Action::Store {
                record: Box::new(self.record()),
            },
        }
    }

    fn await_look(&mut self, failure: Failure, wait_ms: u64) -> Step {
        self.due_ms = self.clock.elapsed_ms().saturating_add(wait_ms);
        Step {
            notice: Some(trouble_notice(&failure, self.looks.max(1), wait_ms)),
            action: self.sleep(),
        }
    }

    fn look(&mut self) -> Step {
        self.looks = self.looks.saturating_add(1);
        quietly(Action::Send(Outgoing {
            method: Method::Get,
            path: self.look_path.clone(),
            body: None,
            timeout_ms: self.policy.look_timeout_ms,
        }))
    }

    fn sleep(&self) -> Action {
        Action::Sleep {
            ms: sleep_ms(self.due_ms, self.clock.elapsed_ms()),
        }
    }

    /// Opens the window in which an ambiguous submission is looked for. The caller's word to send again shortens it
    /// by what has passed since the submission, never below one look.
    fn open_window(&mut self, now: &Now) {
        let whole = self.policy.look_window_ms;
        let window = match self.memory.sent_at_ms {
            Some(sent) if self.confirmed => sent
                .saturating_add(whole)
                .saturating_sub(now.wall_ms)
                .min(whole),
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
        self.owner = true;
        if let Reading::Record(record) = reading
            && let Job::Submit(theirs) = record.job
        {
            self.memory = theirs;
            self.settle_phase();
        }
        let wait = self
            .memory
            .not_before_ms
            .unwrap_or(0)
            .saturating_sub(now.wall_ms)
            .min(self.policy.max_wait_ms);
        self.due_ms = self.clock.elapsed_ms().saturating_add(wait);
    }

    fn note(&mut self, reading: Reading) -> (Failure, Option<u64>) {
        match reading {
            Reading::Trouble { failure, wait_ms } => {
                self.memory.last_failure = Some((*failure).clone());
                (*failure, wait_ms)
            }
            _ => (self.last_failure(), None),
        }
    }

    fn last_failure(&self) -> Failure {
        self.memory
            .last_failure
            .clone()
            .unwrap_or_else(|| Failure::new("unknown", "it is not known how the submission ended"))
    }

    // How it ends.

    fn end(&mut self, does: Does, reading: Reading, now: &Now) -> Step {
        let outcome = match does {
            Does::EndAccepted => self.accept(reading, now),
            Does::EndRejected | Does::EndRefused | Does::EndNotStored => {
                let (mut failure, _) = self.note(reading);
                failure.retryable = does != Does::EndRejected;
                self.reject(failure)
            }
            Does::EndOther => {
                let words =
                    "this business id is taken by another request that has not come to an end";
                self.reject(Failure::new("business_id_in_use", words))
            }
            Does::DoubtThenEndAborted => {
                self.doubt();
                self.abort()
            }
            Does::EndAborted => self.abort(),
            _ => {
                let (failure, _) = self.note(reading);
                self.unknown(failure)
            }
        };
        let filing = match &outcome {
            _ if !self.owner => Filing::Leave,
            Outcome::Accepted { .. } | Outcome::Unknown { .. } => Filing::Keep,
            Outcome::Aborted { failure } if failure.billed != Billed::No => Filing::Keep,
            _ => Filing::Forget,
        };
        quietly(Action::Done {
            outcome: Box::new(outcome),
            record: Box::new(self.record()),
            filing,
        })
    }

    fn accept(&mut self, reading: Reading, now: &Now) -> Outcome {
        let watch = match reading {
            Reading::Task(task) => WatchRecord {
                task_id: Some(task.id.clone()),
                submitted_at_ms: Some(self.memory.sent_at_ms.unwrap_or(now.wall_ms)),
                task: Some(task.clone()),
                request_mark: Some(mark(&self.memory.body)),
                ..WatchRecord::new(task.id)
            },
            Reading::Record(record) => match record.job {
                Job::Watch(watch) => watch,
                Job::Submit(_) => return self.unknown(self.last_failure()),
            },
            Reading::Nothing | Reading::Trouble { .. } => return self.unknown(self.last_failure()),
        };
        match self.accepted.insert(watch).task.clone() {
            Some(task) => Outcome::Accepted { task: *task },
            None => self.unknown(self.last_failure()),
        }
    }

    fn reject(&self, failure: Failure) -> Outcome {
        // A refusal now does not undo the doubt about an earlier POST.
        if self.memory.in_doubt {
            return self.unknown(failure);
        }
        Outcome::Rejected {
            failure: self.named(failure, Billed::No),
        }
    }

    fn unknown(&self, failure: Failure) -> Outcome {
        let mut failure = self.named(failure, Billed::Maybe);
        failure.retryable = false;
        Outcome::Unknown {
            failure,
            sent_at_ms: self.memory.sent_at_ms,
        }
    }

    fn abort(&self) -> Outcome {
        let mut failure = Failure::aborted();
        failure.retryable = !self.memory.in_doubt;
        let billed = if self.memory.in_doubt {
            Billed::Maybe
        } else {
            Billed::No
        };
        Outcome::Aborted {
            failure: self.named(failure, billed),
        }
    }

    fn named(&self, mut failure: Failure, billed: Billed) -> Failure {
        failure.billed = billed;
        failure.client_business_id = Some(self.client_business_id.clone());
        failure
    }
}

fn quietly(action: Action) -> Step {
    Step {
        notice: None,
        action,
    }
}

fn trouble(failure: Failure, wait_ms: Option<u64>) -> Reading {
    Reading::Trouble {
        failure: Box::new(failure),
        wait_ms,
    }
}

fn trouble_notice(failure: &Failure, in_a_row: u32, wait_ms: u64) -> Notice {
    Notice::Trouble {
        code: failure.code.clone().into_owned(),
        in_a_row,
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
