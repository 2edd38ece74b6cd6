//! What a journey must never show, looked for at each request, at each ending and at the end of all.

use super::{Actor, Violation, World};
use seedance_request::task::{Billed, Job, Method, Outcome, Phase};

impl World<'_> {
    pub(super) fn check_sending(&mut self, at: usize, method: Method) {
        let actor = &self.actors[at];
        if actor.aborted {
            self.violations.push(Violation::SentAfterAbort);
        }
        let least = if method == Method::Post { 5_000 } else { 500 };
        if let Some((last, sent_ms)) = actor.last_sent_ms
            && last == method
            && !self.jumped
            && self.now_ms - sent_ms < least
        {
            self.violations.push(Violation::HotRetry);
        }
        if method == Method::Post {
            let under_way = |other: &Actor| {
                other
                    .pending
                    .as_ref()
                    .is_some_and(|pending| pending.is_post)
            };
            if self.actors.iter().any(under_way) {
                self.violations.push(Violation::TwoPostsAtOnce);
            }
            let filed = self.store.as_ref().is_some_and(
                |record| matches!(&record.job, Job::Submit(job) if job.phase == Phase::Sending),
            );
            if !filed {
                self.violations.push(Violation::NotFiledBeforeSending);
            }
        }
        self.actors[at].last_sent_ms = Some((method, self.now_ms));
    }

    pub(super) fn check_time(&mut self, at: usize) {
        let actor = &self.actors[at];
        // The storage takes its time too: a second for all of it.
        if self.now_ms - actor.started_ms > actor.limit_ms + 1_000 {
            self.violations.push(Violation::Overdue);
        }
    }

    pub(super) fn judge(&mut self) {
        let charges: u32 = self.emulator.charges().values().sum();
        if charges > self.allowed_charges {
            self.violations.push(Violation::DuplicateCharge);
        }
        if self.posts > 3 * self.words {
            self.violations.push(Violation::TooManyPosts);
        }
        if self
            .actors
            .iter()
            .any(|actor| !actor.gone && actor.outcome.is_none())
        {
            self.violations.push(Violation::Stuck);
        }
        if charges == 0 {
            return;
        }
        let on_file = self.store.as_ref().is_some_and(|record| match &record.job {
            Job::Watch(_) => true,
            Job::Submit(job) => job.in_doubt || job.phase == Phase::Sending,
        });
        let told = self
            .actors
            .iter()
            .filter_map(|actor| actor.outcome.as_ref())
            .any(|outcome| matches!(outcome, Outcome::Completed { .. } | Outcome::Failed { .. }));
        if !on_file && !told {
            self.violations.push(Violation::LostTask);
        }
        let lies = self.actors.iter().any(|actor| {
            let says_no = actor
                .outcome
                .as_ref()
                .and_then(Outcome::failure)
                .is_some_and(|failure| failure.billed == Billed::No);
            actor.charged > 0 && says_no
        });
        if lies {
            self.violations.push(Violation::FalseAllClear);
        }
    }
}
