//! The reading of answers that both machines share: is it a task, is it ours, and if not, what went wrong.

use super::action::Answer;
use super::json::joined;
use super::outcome::Failure;
use super::retry_after::read_retry_after;
use super::wire::{self, ApiFailure, Task};

/// The task of a 2xx answer.
pub(super) fn task_of(answer: &Answer, max_bytes: usize) -> Result<Task, Box<Failure>> {
    wire::read_task(&answer.body, max_bytes).map_err(|why| {
        let message = match &answer.content_type {
            Some(kind) if why == wire::NotATask::NotJson => {
                joined(&[why.message(), " (it says it is ", &super::redact(kind), ")"])
            }
            _ => why.message().to_owned(),
        };
        Box::new(Failure::new(why.code(), message).with_status(answer.status, readable(answer, max_bytes)))
    })
}

/// What an answer outside 2xx says.
pub(super) fn error_of(answer: &Answer, max_bytes: usize) -> ApiFailure {
    wire::parse_error(answer.status, readable(answer, max_bytes))
}

/// The wait that an answer asks for.
pub(super) fn asked_ms(answer: &Answer) -> Option<u64> {
    read_retry_after(answer.retry_after.as_deref(), answer.date.as_deref()).ms()
}

pub(super) fn another_task(answer: &Answer, max_bytes: usize) -> Failure {
    Failure::new("answer_of_another_task", "the answer describes another task than the one asked for")
        .with_status(answer.status, readable(answer, max_bytes))
}

pub(super) fn is_success(answer: &Answer) -> bool {
    (200..300).contains(&answer.status)
}

/// A body over the limit is not looked into.
fn readable(answer: &Answer, max_bytes: usize) -> &str {
    if answer.body.len() > max_bytes { "" } else { &answer.body }
}
