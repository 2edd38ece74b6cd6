//! The reading of answers that both machines share: is it a task, is it ours, and if not, what went wrong.

use super::action::{Answer, Event};
use super::json::joined;
use super::outcome::Failure;
use super::redact::shown;
use super::retry_after::read_retry_after;
use super::wire::{self, Task};

/// What an answer says that does not have the task.
pub(super) struct Refusal {
    pub(super) failure: Box<Failure>,
    /// The API itself says that there is no such task.
    pub(super) no_such_task: bool,
}

/// What came of a request, where the event is the end of one: the task, if it is the one that was asked for.
#[inline(never)]
pub(super) fn heard(
    event: &Event,
    max_bytes: usize,
    is_ours: &dyn Fn(&Task) -> bool,
) -> Option<Result<Box<Task>, Refusal>> {
    let failure = match event {
        Event::Answer(answer) => return Some(read_answer(answer, max_bytes, is_ours)),
        Event::NetworkError(words) => Failure::network(words),
        Event::Timeout => Failure::boxed("timeout", "the request got no complete answer in time"),
        _ => return None,
    };
    Some(Err(Refusal { failure, no_such_task: false }))
}

fn read_answer(answer: &Answer, max_bytes: usize, is_ours: &dyn Fn(&Task) -> bool) -> Result<Box<Task>, Refusal> {
    // A body over the limit is not looked into.
    let readable = if answer.body.len() > max_bytes { "" } else { &answer.body };
    if !(200..300).contains(&answer.status) {
        let api = wire::parse_error(answer.status, readable);
        let asked_ms = read_retry_after(answer.retry_after.as_deref(), answer.date.as_deref()).ms();
        return Err(Refusal { no_such_task: api.is_no_such_task(), failure: Failure::from_api(api, asked_ms) });
    }
    let mut failure = match wire::read_task(&answer.body, max_bytes) {
        Ok(task) if is_ours(&task) => return Ok(Box::new(task)),
        Ok(_) => Failure::boxed("answer_of_another_task", "the answer describes another task than the one asked for"),
        Err(why) => {
            let mut failure = Failure::boxed(why.code(), why.message());
            if let Some(kind) = &answer.content_type
                && why == wire::NotATask::NotJson
            {
                failure.message = joined(&[why.message(), " (it says it is ", &super::redact(kind), ")"]);
            }
            failure
        }
    };
    failure.status = Some(answer.status);
    failure.body = Some(shown(readable)).filter(|text| !text.is_empty());
    Err(Refusal { failure, no_such_task: false })
}
