//! How a submission ends, and what is said and filed then.

use super::{Reading, Submit, quietly};
use crate::task::action::{Action, Filing, Now, Step};
use crate::task::outcome::{Billed, Failure, Outcome};
use crate::task::record::{Job, Phase, WatchRecord, mark};

impl Submit {
    pub(super) fn end_accepted(&mut self, reading: Reading, now: &Now) -> Step {
        let outcome = self.accept(reading, now);
        self.done(outcome)
    }

    pub(super) fn end_rejected(&mut self, reading: Reading, retryable: bool) -> Step {
        let (mut failure, _) = self.note(reading);
        failure.retryable = retryable;
        self.reject(failure)
    }

    pub(super) fn end_other(&self) -> Step {
        let words = "this business id is taken by another request that has not come to an end";
        self.reject(Failure::boxed("business_id_in_use", words))
    }

    pub(super) fn end_unknown(&mut self, reading: Reading) -> Step {
        let (failure, _) = self.note(reading);
        self.done(self.unknown(failure))
    }

    pub(super) fn end_aborted(&mut self) -> Step {
        let in_doubt = self.memory.in_doubt;
        // What was to be sent was not.
        if !in_doubt && self.memory.phase == Phase::Sending {
            self.memory.phase = if self.memory.attempts == 0 { Phase::New } else { Phase::Refused };
        }
        let mut failure = self.named(Failure::aborted(), self.billed());
        failure.retryable = !in_doubt;
        self.done(Outcome::Aborted { failure: *failure })
    }

    #[inline(never)]
    fn done(&self, outcome: Outcome) -> Step {
        let filing = match &outcome {
            _ if !self.owner => Filing::Leave,
            Outcome::Accepted { .. } | Outcome::Unknown { .. } => Filing::Keep,
            Outcome::Aborted { failure } if failure.billed != Billed::No => Filing::Keep,
            _ => Filing::Forget,
        };
        quietly(Action::Done { outcome: Box::new(outcome), record: Box::new(self.record()), filing })
    }

    fn accept(&mut self, reading: Reading, now: &Now) -> Outcome {
        match reading {
            Reading::Task(task) => {
                let mut watch = Box::new(WatchRecord::new(task.id.clone()));
                watch.task_id = Some(task.id.clone());
                watch.submitted_at_ms = Some(self.memory.sent_at_ms.unwrap_or(now.wall_ms));
                watch.request_mark = Some(mark(&self.memory.body));
                watch.task = Some(task);
                self.accepted = Some(watch);
            }
            Reading::Record(record) => {
                if let Job::Watch(watch) = record.job {
                    self.accepted = Some(Box::new(watch));
                }
            }
            Reading::Nothing | Reading::Trouble { .. } => {}
        }
        match self.accepted.as_ref().and_then(|watch| watch.task.as_ref()) {
            Some(task) => Outcome::Accepted { task: (**task).clone() },
            None => self.unknown(self.last_failure()),
        }
    }

    #[inline(never)]
    fn reject(&self, failure: Box<Failure>) -> Step {
        // A refusal now does not undo the doubt about an earlier POST.
        self.done(if self.memory.in_doubt {
            self.unknown(failure)
        } else {
            Outcome::Rejected { failure: *self.named(failure, self.billed()) }
        })
    }

    #[inline(never)]
    fn unknown(&self, failure: Box<Failure>) -> Outcome {
        let mut failure = self.named(failure, Billed::Maybe);
        // Doing the same again is what must not be done.
        failure.retryable = false;
        Outcome::Unknown { failure: *failure, sent_at_ms: self.memory.sent_at_ms }
    }

    fn billed(&self) -> Billed {
        // Somebody may have gone on from the same record before.
        if self.memory.in_doubt || self.resumed { Billed::Maybe } else { Billed::No }
    }

    fn named(&self, mut failure: Box<Failure>, billed: Billed) -> Box<Failure> {
        failure.billed = billed;
        failure.client_business_id = Some(self.client_business_id.clone());
        failure
    }
}
