//! The trace of a journey: a hash of every event and every step, and a log for readers.

use super::World;
use seedance_request::task::{Action, Event, Notice, Step};

impl World<'_> {
    pub(super) fn note(&mut self, line: impl FnOnce() -> String) {
        if let Some(log) = &mut self.log {
            log.push(line());
        }
    }

    pub(super) fn trace_event(&mut self, event: &Event) {
        self.trace.number(self.now_ms);
        let (tag, text) = match event {
            Event::Start => (0, ""),
            Event::Confirmed => (1, ""),
            Event::Claimed(found) => (2 + 100 * u64::from(found.is_some()), ""),
            Event::Busy(found) => (3 + 100 * u64::from(found.is_some()), ""),
            Event::Stored => (4, ""),
            Event::StoreFailed(words) => (5, words.as_str()),
            Event::Answer(answer) => (1_000 + u64::from(answer.status), answer.body.as_str()),
            Event::NetworkError(words) => (7, words.as_str()),
            Event::Timeout => (8, ""),
            Event::Woke => (9, ""),
            Event::Visible => (10, ""),
            Event::AbortRequested => (11, ""),
        };
        self.trace.number(tag);
        // Long bodies are padding.
        self.trace.bytes(text.as_bytes().get(..1_000).unwrap_or(text.as_bytes()));
    }

    pub(super) fn trace_step(&mut self, step: &Step) {
        match &step.notice {
            None => self.trace.number(0),
            Some(Notice::Progress { progress, unheard_of, .. }) => {
                self.trace.number(1 + u64::from(*unheard_of));
                self.trace.number(progress.to_bits());
            }
            Some(Notice::Trouble { code, in_a_row, wait_ms }) => {
                self.trace.bytes(code.as_bytes());
                self.trace.number(u64::from(*in_a_row) << 32 | wait_ms);
            }
        }
        match &step.action {
            Action::Claim { .. } => self.trace.number(10),
            Action::Store { record } => self.trace.number(record.saved_at_ms),
            Action::Send(outgoing) => {
                self.trace.bytes(outgoing.path.as_bytes());
                self.trace.number(u64::from(outgoing.timeout_ms));
            }
            Action::Sleep { ms } => self.trace.number(u64::from(*ms)),
            Action::Wait => self.trace.number(11),
            Action::Done { outcome, filing, .. } => {
                self.trace.bytes(outcome.name().as_bytes());
                self.trace.number(*filing as u64);
            }
        }
    }
}
