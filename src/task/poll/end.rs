//! How a watch ends, and what is said and filed then.

use super::table::Does;
use super::{Poll, Reading};
use crate::task::action::{Action, Filing, Step};
use crate::task::outcome::{Billed, Failure, Outcome, Pause};
use crate::task::wire::Task;

impl Poll {
    pub(super) fn end_with_task(&mut self, does: Does, reading: Reading) -> Step {
        let Reading::Task(task) = reading else {
            // These endings are read off a task; without one nothing is known.
            return self.pause(Pause::CouldNotAsk, reading);
        };
        self.learn(&task);
        let outcome = match does {
            Does::EndCompleted => Outcome::Completed { task: *task },
            Does::EndFailed => self.failed(*task),
            _ => self.without_url(*task),
        };
        self.done(outcome)
    }

    pub(super) fn end_refused(&mut self, reading: Reading) -> Step {
        let failure = self.last_word(reading, "rejected", "the API refuses to tell");
        self.done(Outcome::Rejected { failure: *failure })
    }

    pub(super) fn pause(&mut self, reason: Pause, reading: Reading) -> Step {
        let (code, words) = match reason {
            Pause::Deadline => ("deadline", "the time allowed for waiting is over; the task goes on"),
            Pause::CouldNotAsk => ("could_not_ask", "the API gave no usable answer"),
            Pause::LongRetryAfter => ("long_retry_after", "the API asked for a long silence"),
        };
        // What was last heard is no reason for a deadline.
        let reading = if reason == Pause::Deadline { Reading::Nothing } else { reading };
        let mut failure = self.last_word(reading, code, words);
        failure.retryable = true;
        self.done(Outcome::Paused { reason, failure: *failure })
    }

    pub(super) fn end_aborted(&self) -> Step {
        let mut failure = self.named(Failure::aborted(), Billed::Maybe);
        failure.retryable = true;
        self.done(Outcome::Aborted { failure: *failure })
    }

    #[inline(never)]
    fn done(&self, outcome: Outcome) -> Step {
        let filing = match outcome {
            Outcome::Completed { .. } | Outcome::Failed { .. } => Filing::Forget,
            // An id of which nobody ever heard may be that of a job to come.
            _ if self.memory.task.is_none() && self.memory.submitted_at_ms.is_none() => Filing::Leave,
            _ => Filing::Keep,
        };
        Step {
            notice: None,
            action: Action::Done { outcome: Box::new(outcome), record: Box::new(self.record()), filing },
        }
    }

    fn failed(&self, task: Task) -> Outcome {
        let mut failure = Failure::boxed("generation_failed", "the task failed");
        if let Some(error) = &task.error {
            failure.code = error.code.clone().into();
            if !error.message.is_empty() {
                failure.message = error.message.clone();
            }
        }
        Outcome::Failed { failure: *self.named(failure, Billed::Maybe), task }
    }

    fn without_url(&self, task: Task) -> Outcome {
        let words = "the task is completed, but the API names no video";
        let failure = self.named(Failure::boxed("completed_without_url", words), Billed::Yes);
        Outcome::CompletedWithoutUrl { task, failure: *failure }
    }

    fn last_word(&self, reading: Reading, code: &'static str, words: &str) -> Box<Failure> {
        let failure = match reading {
            Reading::Trouble { failure, .. } => failure,
            Reading::Nothing | Reading::Task(_) => Failure::boxed(code, words),
        };
        self.named(failure, Billed::Maybe)
    }

    #[inline(never)]
    fn named(&self, mut failure: Box<Failure>, billed: Billed) -> Box<Failure> {
        let seen = self.memory.task.as_ref();
        failure.billed = billed;
        failure.task_id = self.memory.task_id.clone();
        let id = self.client_business_id.as_ref().or_else(|| seen.and_then(|task| task.client_business_id.as_ref()));
        failure.client_business_id = id.cloned();
        failure
    }
}
