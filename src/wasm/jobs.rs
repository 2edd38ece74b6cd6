//! Tasks, errors and jobs of the API: JSON text in, JSON text out.
//!
//! A job's machine lives here under a number of the driver's own. An instance that trapped takes its machines along:
//! the driver then finds its number unknown, and goes on from the last record that it was given.

#![allow(unreachable_pub, reason = "exports must be pub, and this room is private to Rust")]

use crate::task::json::{joined, put, quote};
use crate::task::wire::{parse_error as read_error, read_task};
use crate::task::{Action, Event, Job, Now, Poll, PollPolicy, Record, Submit, SubmitPolicy, SubmitRecord, WatchRecord, written};
use std::cell::RefCell;
use std::mem::ManuallyDrop;
use wasm_bindgen::prelude::wasm_bindgen;

/// The task in a JSON text, as a JSON object; the code of what is wrong with it, which is no JSON object.
#[wasm_bindgen(skip_typescript)]
pub fn parse_task(json: &str) -> String {
    match read_task(json, usize::MAX) {
        Ok(mut task) => written(&mut task),
        Err(fault) => fault.code().to_owned(),
    }
}

/// What an error answer says, as a JSON object.
#[wasm_bindgen(skip_typescript)]
pub fn parse_error(status: u16, body: &str) -> String {
    written(&mut read_error(status, body))
}

enum Machine {
    Submit(Box<Submit>),
    Poll(Box<Poll>),
}

thread_local! {
    /// The machines that have not come to their end.
    static JOBS: ManuallyDrop<RefCell<Vec<(u32, Machine)>>> = const { ManuallyDrop::new(RefCell::new(Vec::new())) };
}

fn with<T>(work: impl FnOnce(&mut Vec<(u32, Machine)>) -> T) -> T {
    JOBS.with(|jobs| match jobs.try_borrow_mut() {
        Ok(mut jobs) => work(&mut jobs),
        // No call re-enters, because nothing in here calls JavaScript: an earlier one trapped, and this instance is lost.
        Err(_) => ::core::arch::wasm32::unreachable(),
    })
}

/// The argument that is to blame, and why.
type Misuse = (&'static str, String);

/// Keeps a machine, or says which argument is to blame, and on the next line what was expected.
fn keep(number: u32, machine: Result<Machine, Misuse>) -> Option<String> {
    match machine {
        Ok(machine) => {
            with(|jobs| jobs.push((number, machine)));
            None
        }
        Err((argument, fault)) => Some(joined(&[argument, "\none that can be used; ", &fault])),
    }
}

/// Opens a submission of a body under a business id, or says which argument is to blame.
#[wasm_bindgen(skip_typescript)]
pub fn job_submit(number: u32, body: String, client_business_id: &str) -> Option<String> {
    keep(number, submit("request.client_business_id", client_business_id, SubmitRecord::new(body)))
}

fn submit(argument: &'static str, client_business_id: &str, record: SubmitRecord) -> Result<Machine, Misuse> {
    match Submit::boxed(client_business_id, record, SubmitPolicy::default()) {
        Ok(machine) => Ok(Machine::Submit(machine)),
        Err(fault) => Err((argument, fault.message().to_owned())),
    }
}

/// Opens a watch of a task id or a business id.
#[wasm_bindgen(skip_typescript)]
pub fn job_watch(number: u32, id: String, policy: &str) -> Option<String> {
    keep(number, watch("id", None, WatchRecord::new(id), policy).map(Machine::Poll))
}

fn watch(argument: &'static str, id: Option<String>, record: WatchRecord, policy: &str) -> Result<Box<Poll>, Misuse> {
    Poll::boxed(id, record, poll_policy(policy)?).map_err(|fault| (argument, fault.message().to_owned()))
}

/// Opens what a record tells of: a new run of it, or the same one whose machine was lost.
#[wasm_bindgen(skip_typescript)]
pub fn job_resume(number: u32, record: &str, policy: &str, same_run: bool) -> Option<String> {
    keep(number, resumed(record, policy, same_run))
}

fn resumed(record: &str, policy: &str, same_run: bool) -> Result<Machine, Misuse> {
    let Record { client_business_id: id, saved_at_ms, job, .. } =
        Record::from_json(record).map_err(|fault| ("record", fault.message()))?;
    match job {
        Job::Submit(job) => submit("record", id.as_deref().unwrap_or_default(), job),
        Job::Watch(job) => {
            let mut machine = watch("record", id, job, policy)?;
            if same_run {
                machine.go_on(saved_at_ms);
            } else {
                machine.begin_anew();
            }
            Ok(Machine::Poll(machine))
        }
    }
}

/// The documented policy with the caller's values.
fn poll_policy(json: &str) -> Result<PollPolicy, Misuse> {
    PollPolicy::from_json(json).map_err(|name| {
        let mut fault = String::new();
        quote(&mut fault, &name);
        put(&mut fault, " cannot");
        ("options.polling", fault)
    })
}

/// Takes an event and says what to do, both as JSON; nothing where there is no such job. The last step closes it.
#[wasm_bindgen(skip_typescript)]
pub fn job_step(number: u32, event: &str, wall_ms: f64, mono_ms: f64, chance: f64) -> Option<String> {
    // The one part of an event that can be unreadable is a record that somebody else filed.
    let event = Event::from_json(event)
        .unwrap_or_else(|| Event::StoreFailed("what is on file under this id cannot be read".to_owned()));
    let now = Now { wall_ms: wall_ms as u64, mono_ms: mono_ms as u64, chance };
    with(|jobs| {
        let (_, machine) = jobs.iter_mut().find(|(known, _)| *known == number)?;
        let mut step = match machine {
            Machine::Submit(machine) => machine.step(&event, &now),
            Machine::Poll(machine) => machine.step(&event, &now),
        };
        if matches!(step.action, Action::Done { .. }) {
            jobs.retain(|(known, _)| *known != number);
        }
        Some(written(&mut step))
    })
}

/// Everything needed to go on with a job after this moment.
#[wasm_bindgen(skip_typescript)]
pub fn job_record(number: u32) -> Option<String> {
    with(|jobs| {
        jobs.iter().find(|(known, _)| *known == number).map(|(_, machine)| match machine {
            Machine::Submit(machine) => written(&mut machine.record()),
            Machine::Poll(machine) => written(&mut machine.record()),
        })
    })
}

/// How many jobs have not come to their end.
#[wasm_bindgen(skip_typescript)]
pub fn job_count() -> usize {
    with(|jobs| jobs.len())
}
