//! What an event means to a submission: the one place that looks into answers. It changes nothing.

use super::table::{Signal, State};
use super::{Reading, Submit, trouble};
use crate::task::action::{Event, Now};
use crate::task::answer::{Refusal, heard};
use crate::task::clock::between;
use crate::task::http_date;
use crate::task::outcome::Failure;
use crate::task::policy::{backoff_ms, doubled, wait_ms};
use crate::task::record::{Job, Phase, Record, mark};
use crate::task::wire::Task;
use std::cell::Cell;

/// Dates of the API come in seconds, and from more than one of its machines.
const AGE_SLACK_MS: u64 = 60_000;

impl Submit {
    /// Tells by the way which task was found that is older than this submission.
    pub(super) fn read(&self, event: &Event, now: &Now, older: &Cell<Option<String>>) -> Option<(Signal, Reading)> {
        let plain = |signal| Some((signal, Reading::Nothing));
        match (self.state, event) {
            (State::Ended, _) => None,
            (_, Event::AbortRequested) => plain(Signal::Abort),
            (State::Idle, Event::Start) => plain(Signal::Start),
            (State::Idle, Event::Confirmed) => plain(Signal::Confirm),
            (State::Claiming, Event::Claimed(found)) => Some(self.read_claim(found.as_deref())),
            (State::Claiming, Event::Busy(found)) => {
                plain(if found.as_deref().is_some_and(|found| self.is_other(found)) {
                    Signal::FoundOther
                } else {
                    Signal::Busy
                })
            }
            // Without the storage nothing new is begun, but what may have been sent can still be looked for.
            (State::Claiming, Event::StoreFailed(_)) if self.memory.phase != Phase::New => plain(Signal::Busy),
            (State::Claiming | State::Storing | State::Noting, Event::StoreFailed(words)) => {
                let mut failure = Failure::network(words);
                failure.code = "record_not_stored".into();
                Some((Signal::NotStored, trouble(failure, None)))
            }
            (State::Storing | State::Noting, Event::Stored) => plain(Signal::Stored),
            (State::Waiting | State::Pausing, Event::Woke | Event::Visible) => {
                plain(if self.clock.elapsed_ms() >= self.due_ms { Signal::Due } else { Signal::Early })
            }
            (State::Posting | State::Looking, event) => {
                let looks = self.state == State::Looking;
                let is_ours = |task: &Task| {
                    let is_older = looks && self.is_older(task, event);
                    older.set(is_older.then(|| task.id.clone()));
                    self.is_ours(task) && !is_older
                };
                let mut heard = heard(event, self.policy.max_answer_bytes, &is_ours)?;
                if let (Err(refusal), Some(id)) = (&mut heard, older.take()) {
                    // Of this submission the API knows nothing.
                    refusal.no_such_task = true;
                    older.set(Some(id));
                }
                Some(if looks { self.read_look(heard, now) } else { self.read_post(heard, now) })
            }
            _ => None,
        }
    }

    fn read_claim(&self, found: Option<&Record>) -> (Signal, Reading) {
        // Whoever only watched the id, and saw nothing, left nothing to go on from.
        let is_bare = |record: &&Record| matches!(&record.job, Job::Watch(watch) if watch.task.is_none() && watch.submitted_at_ms.is_none());
        let Some(found) = found.filter(|record| !is_bare(record)) else {
            // A record that is gone was brought to an end by somebody else, or was never filed: either way, look. Even one
            // of before the first byte may have been gone on from, and its job be over.
            let is_new = self.memory.phase == Phase::New && !self.resumed;
            return (if is_new { Signal::Fresh } else { Signal::FoundInDoubt }, Reading::Nothing);
        };
        let signal = match &found.job {
            _ if self.is_other(found) => Signal::FoundOther,
            Job::Watch(watch) if watch.task.is_some() => Signal::FoundAccepted,
            Job::Watch(_) => Signal::FoundInDoubt,
            Job::Submit(theirs) if theirs.phase == Phase::Refused && !theirs.in_doubt => Signal::FoundRefused,
            Job::Submit(_) => Signal::FoundInDoubt,
        };
        (signal, Reading::Record(Box::new(found.clone())))
    }

    /// Whether a record is of another request under the same id.
    fn is_other(&self, record: &Record) -> bool {
        match &record.job {
            Job::Watch(watch) => watch.request_mark.as_ref().is_some_and(|theirs| *theirs != mark(&self.memory.body)),
            Job::Submit(theirs) => theirs.body != self.memory.body,
        }
    }

    fn read_post(&self, heard: Result<Box<Task>, Refusal>, now: &Now) -> (Signal, Reading) {
        let failure = match heard {
            Ok(task) => return (Signal::Accepted, Reading::Task(task)),
            Err(refusal) => refusal.failure,
        };
        let status = failure.status.unwrap_or_default();
        let refused = match status {
            429 => true,
            503 => failure.code == "rate_limit_unavailable",
            // Said twice it is no longer about early data, and proves nothing.
            425 => !self.memory.too_early,
            _ => false,
        };
        if refused {
            return self.refused(failure, now);
        }
        match status {
            400..=405 | 413 | 415 | 422 => (Signal::Rejected, trouble(failure, None)),
            _ => (Signal::Ambiguous, trouble(failure, None)),
        }
    }

    fn refused(&self, failure: Box<Failure>, now: &Now) -> (Signal, Reading) {
        let policy = &self.policy;
        let own = backoff_ms(policy.backoff_ms, policy.max_wait_ms, self.memory.attempts, now.chance);
        let asked = failure.retry_after_ms;
        match wait_ms(asked, own, policy.retry_after_spread_ms, policy.max_wait_ms, now.chance) {
            Some(wait) if self.memory.attempts < policy.max_attempts => (Signal::Refused, trouble(failure, Some(wait))),
            _ => (Signal::RefusedForGood, trouble(failure, None)),
        }
    }

    fn read_look(&self, heard: Result<Box<Task>, Refusal>, now: &Now) -> (Signal, Reading) {
        let Refusal { failure, no_such_task } = match heard {
            Ok(task) => return (Signal::Seen, Reading::Task(task)),
            Err(refusal) => refusal,
        };
        if no_such_task {
            let signal = match (self.window_is_over(), self.confirmed && self.owner) {
                (false, _) => Signal::NotSeen,
                (true, false) => Signal::NeverSeen,
                (true, true) => Signal::SendAgain,
            };
            return (signal, trouble(failure, Some(self.look_wait_ms(now))));
        }
        if matches!(failure.status, Some(401 | 403)) {
            return (Signal::LookedInVain, trouble(failure, None));
        }
        self.could_not_look(failure, now)
    }

    fn could_not_look(&self, failure: Box<Failure>, now: &Now) -> (Signal, Reading) {
        let policy = &self.policy;
        let own = self.look_wait_ms(now);
        let wait = wait_ms(failure.retry_after_ms, own, policy.retry_after_spread_ms, policy.max_wait_ms, now.chance);
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
        task.client_business_id.as_ref().is_none_or(|id| *id == self.client_business_id)
    }

    /// Whether a task that was found is of an earlier use of the id: known as that, or older by the API's clock than the
    /// first POST of this run is by ours. Each clock is held against itself alone, for neither need be right; and where an
    /// earlier run may have sent something, no age says anything.
    fn is_older(&self, task: &Task, event: &Event) -> bool {
        if self.memory.older_task_id.as_ref() == Some(&task.id) {
            return true;
        }
        let Event::Answer(answer) = event else { return false };
        let there = answer.date.as_deref().and_then(http_date::parse).zip(task.created_at);
        there.zip(self.posted_ms).is_some_and(|((date, created), posted_ms)| {
            let age_there_ms = u64::try_from(date).unwrap_or(0).saturating_sub(created).saturating_mul(1_000);
            let age_ms = self.clock.elapsed_ms().saturating_sub(posted_ms);
            age_there_ms > age_ms.saturating_add(AGE_SLACK_MS)
        })
    }

    fn window_is_over(&self) -> bool {
        self.clock.awake_ms() >= self.window_end_ms
    }

    /// Full jitter; the last look falls on the end of the window.
    pub(super) fn look_wait_ms(&self, now: &Now) -> u64 {
        let policy = &self.policy;
        let bound = doubled(policy.look_backoff_ms, self.looks.max(1)).min(policy.look_backoff_max_ms);
        let left = self.window_end_ms.saturating_sub(self.clock.awake_ms());
        between(policy.look_floor_ms, bound, now.chance).min(left).max(policy.look_floor_ms)
    }
}
