//! Tasks, errors and jobs of the API: JSON text in, JSON text out.
//!
//! A job's machine lives here under a number of the driver's own. An instance that trapped takes its machines along:
//! the driver then finds its number unknown, and goes on from the last record that it was given.

#![allow(unreachable_pub, reason = "exports must be pub, and this room is private to Rust")]

use crate::task::wire::{NotATask, parse_error as read_error, parse_task as read_task};
use crate::task::{Action, Event, Job, Now, Poll, PollPolicy, Record, Submit, SubmitPolicy};
use serde::Serialize;
use serde_json::Value;
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

/// The task in a JSON text, as a JSON object; the code of what is wrong with it, which is no JSON object.
#[wasm_bindgen(skip_typescript)]
pub fn parse_task(json: &str) -> String {
    let task = serde_json::from_str::<Value>(json).map_err(|_| NotATask::NotJson).and_then(|value| read_task(&value));
    match task {
        Ok(task) => text(&task),
        Err(fault) => fault.code().to_owned(),
    }
}

/// What an error answer says, as a JSON object.
#[wasm_bindgen(skip_typescript)]
pub fn parse_error(status: u16, body: &str) -> String {
    text(&read_error(status, body))
}

/// Strings, numbers and enums under string keys always have a JSON form.
fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

enum Machine {
    Submit(Submit),
    Poll(Poll),
}

thread_local! {
    /// The machines that have not come to their end.
    static JOBS: RefCell<Vec<(u32, Machine)>> = const { RefCell::new(Vec::new()) };
}

fn keep(number: u32, machine: Machine) {
    JOBS.with_borrow_mut(|jobs| jobs.push((number, machine)));
}

/// The argument that is to blame, and on the next line what was expected.
fn misuse(argument: &str, fault: impl std::fmt::Display) -> String {
    format!("{argument}\none that can be used; {fault}")
}

/// Opens a submission of a body under a business id, or says which argument is to blame.
#[wasm_bindgen(skip_typescript)]
pub fn job_submit(number: u32, body: String, client_business_id: &str) -> Option<String> {
    match Submit::new(body, client_business_id, SubmitPolicy::default()) {
        Ok(machine) => keep(number, Machine::Submit(machine)),
        Err(fault) => return Some(misuse("request.client_business_id", fault)),
    }
    None
}

/// Opens a watch of a task id or a business id.
#[wasm_bindgen(skip_typescript)]
pub fn job_watch(number: u32, id: &str, policy: &str) -> Option<String> {
    let machine = poll_policy(policy).and_then(|policy| Poll::new(id, policy).map_err(|fault| misuse("id", fault)));
    match machine {
        Ok(machine) => keep(number, Machine::Poll(machine)),
        Err(fault) => return Some(fault),
    }
    None
}

/// Opens what a record tells of: a new run of it, or the same one whose machine was lost.
#[wasm_bindgen(skip_typescript)]
pub fn job_resume(number: u32, record: &str, policy: &str, same_run: bool) -> Option<String> {
    match resumed(record, policy, same_run) {
        Ok(machine) => keep(number, machine),
        Err(fault) => return Some(fault),
    }
    None
}

fn resumed(record: &str, policy: &str, same_run: bool) -> Result<Machine, String> {
    let Record { client_business_id: id, saved_at_ms, job, .. } =
        Record::from_json(record).map_err(|fault| misuse("record", fault))?;
    let machine = match job {
        Job::Submit(job) => Submit::resume(&id.unwrap_or_default(), job, SubmitPolicy::default()).map(Machine::Submit),
        Job::Watch(job) if same_run => Poll::restore(id, saved_at_ms, job, poll_policy(policy)?).map(Machine::Poll),
        Job::Watch(job) => Poll::resume(id, job, poll_policy(policy)?).map(Machine::Poll),
    };
    machine.map_err(|fault| misuse("record", fault))
}

/// The documented policy with the caller's values.
fn poll_policy(json: &str) -> Result<PollPolicy, String> {
    PollPolicy::from_json(json).map_err(|name| misuse("options.polling", format_args!("{name:?} cannot")))
}

/// Takes an event and says what to do, both as JSON; nothing where there is no such job. The last step closes it.
#[wasm_bindgen(skip_typescript)]
pub fn job_step(number: u32, event: &str, wall_ms: f64, mono_ms: f64, chance: f64) -> Option<String> {
    // The one part of an event that can be unreadable is a record that somebody else filed.
    let event = Event::from_json(event)
        .unwrap_or_else(|| Event::StoreFailed("what is on file under this id cannot be read".to_owned()));
    let now = Now { wall_ms: wall_ms as u64, mono_ms: mono_ms as u64, chance };
    JOBS.with_borrow_mut(|jobs| {
        let at = jobs.iter().position(|(known, _)| *known == number)?;
        let step = match &mut jobs.get_mut(at)?.1 {
            Machine::Submit(machine) => machine.step(&event, &now),
            Machine::Poll(machine) => machine.step(&event, &now),
        };
        if matches!(step.action, Action::Done { .. }) {
            jobs.swap_remove(at);
        }
        Some(text(&step))
    })
}

/// Everything needed to go on with a job after this moment.
#[wasm_bindgen(skip_typescript)]
pub fn job_record(number: u32) -> Option<String> {
    JOBS.with_borrow(|jobs| {
        jobs.iter().find(|(known, _)| *known == number).map(|(_, machine)| match machine {
            Machine::Submit(machine) => machine.record().to_json(),
            Machine::Poll(machine) => machine.record().to_json(),
        })
    })
}

/// How many jobs have not come to their end.
#[wasm_bindgen(skip_typescript)]
pub fn job_count() -> usize {
    JOBS.with_borrow(Vec::len)
}
