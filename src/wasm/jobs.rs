//! Tasks, errors and jobs of the API: JSON text in, JSON text out.
//!
//! A job's machine lives here under a number of the driver's own. An instance that trapped takes its machines along:
//! the driver then finds its number unknown, and goes on from the last record that it was given.

#![allow(unreachable_pub, reason = "exports must be pub, and this room is private to Rust")]

use crate::task::json::{joined, put, quote};
use crate::task::wire::{parse_error as read_error, read_task};
use crate::task::{
    Action, Event, Job, Now, Poll, PollPolicy, Record, Submit, SubmitPolicy, SubmitRecord, WatchRecord, written,
};
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

/// Opens a machine, or says which argument is to blame, and on the next line what was expected. What `text` is, `kind`
/// tells: 0 is a body to submit under the id, 1 nothing, for a watch of the id, 2 a record, for a new run of it, and
/// 3 a record, for the same run, whose machine was lost.
#[wasm_bindgen(skip_typescript)]
pub fn job_open(number: u32, kind: u32, text: &str, id: &str, policy: &str) -> Option<String> {
    match opened(kind, text, id, policy) {
        Ok(machine) => {
            with(|jobs| jobs.push((number, machine)));
            None
        }
        Err((argument, fault)) => Some(joined(&[argument, "\none that can be used; ", &fault])),
    }
}

fn opened(kind: u32, text: &str, id: &str, policy: &str) -> Result<Machine, (&'static str, String)> {
    let (argument, record) = match kind {
        0 => {
            let record = Record::new(Some(id.to_owned()), 0, Job::Submit(SubmitRecord::new(text.to_owned())));
            ("request.client_business_id", Box::new(record))
        }
        1 => ("id", Box::new(Record::new(None, 0, Job::Watch(WatchRecord::new(id.to_owned()))))),
        _ => ("record", Record::boxed_from_json(text).map_err(|fault| ("record", fault.message()))?),
    };
    let machine = match record.job {
        Job::Submit(job) => {
            let id = record.client_business_id.as_deref().unwrap_or_default();
            Submit::boxed(id, job, SubmitPolicy::default()).map(|mut machine| {
                if kind != 0 {
                    machine.go_on();
                }
                Machine::Submit(machine)
            })
        }
        Job::Watch(job) => Poll::boxed(record.client_business_id, job, *poll_policy(policy)?).map(|mut machine| {
            match kind {
                3 => machine.go_on(record.saved_at_ms),
                _ => machine.begin_anew(),
            }
            Machine::Poll(machine)
        }),
    };
    machine.map_err(|fault| (argument, fault.message().to_owned()))
}

/// The documented policy with the caller's values.
#[inline(never)]
fn poll_policy(json: &str) -> Result<Box<PollPolicy>, (&'static str, String)> {
    PollPolicy::boxed_from_json(json).map_err(|name| {
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
    let event = match Event::from_json(event) {
        Some(event) => event,
        None => Event::StoreFailed("what is on file under this id cannot be read".to_owned()),
    };
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
