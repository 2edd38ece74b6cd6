//! What an event means to a watch: the one place that looks into answers. It changes nothing.

use super::table::{Signal, State};
use super::{Poll, Reading};
use crate::task::action::{Event, Now};
use crate::task::answer::{Refusal, heard};
use crate::task::outcome::Failure;
use crate::task::policy::{backoff_ms, wait_ms};
use crate::task::wire::{Status, Task};

impl Poll {
    pub(super) fn read(&self, event: &Event, now: &Now) -> Option<(Signal, Reading)> {
        match (self.state, event) {
            (State::Ended, _) => None,
            (_, Event::AbortRequested) => Some((Signal::Abort, Reading::Nothing)),
            (State::Idle, Event::Start) => Some((Signal::Start, Reading::Nothing)),
            (State::Sleeping, Event::Woke | Event::Visible) => Some((self.read_time(), Reading::Nothing)),
            (State::Asking, event) => {
                let heard = heard(event, self.policy.max_answer_bytes, &|task| self.is_ours(task))?;
                Some(self.before_deadline(self.read_heard(heard, now)))
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
        let sleeps_on =
            matches!(signal, Signal::Running | Signal::Unheard | Signal::NoUrl | Signal::Hidden | Signal::CouldNotAsk);
        if sleeps_on && self.clock.elapsed_ms() >= self.policy.deadline_ms {
            return (Signal::Deadline, reading);
        }
        (signal, reading)
    }

    fn read_heard(&self, heard: Result<Box<Task>, Refusal>, now: &Now) -> (Signal, Reading) {
        let Refusal { failure, no_such_task } = match heard {
            Ok(task) => return (self.read_task(&task), Reading::Task(task)),
            Err(refusal) => refusal,
        };
        if no_such_task {
            let hidden = self.clock.elapsed_ms() < self.hidden_until_ms;
            return (if hidden { Signal::Hidden } else { Signal::Gone }, trouble(failure, 0));
        }
        if matches!(failure.status, Some(401 | 403)) {
            return (Signal::Denied, trouble(failure, 0));
        }
        self.could_not_ask(failure, now)
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

    fn could_not_ask(&self, failure: Box<Failure>, now: &Now) -> (Signal, Reading) {
        let policy = &self.policy;
        let in_a_row = self.memory.failures.saturating_add(1);
        let own = backoff_ms(policy.backoff_ms, policy.max_wait_ms, in_a_row, now.chance);
        match wait_ms(failure.retry_after_ms, own, policy.retry_after_spread_ms, policy.max_wait_ms, now.chance) {
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
                    || task.client_business_id.as_ref().is_none_or(|id| *id == self.memory.address)
            }
        }
    }
}

fn trouble(failure: Box<Failure>, wait_ms: u64) -> Reading {
    Reading::Trouble { failure, wait_ms }
}
