//! One job after its request is built: submitted once, watched to its end.
//!
//! Two machines, [`Submit`] and [`Poll`], turn `(state, event, now)` into one [`Step`]. A driver sends, sleeps and
//! stores what a step says and reports back what came of it; it decides nothing.
//!
//! This room knows no clock, no chance, no socket and no storage: all four come in with events. It never sees a key.

mod action;
mod answer;
mod clock;
pub mod http_date;
pub(crate) mod json;
mod outcome;
mod path;
pub mod policy;
pub mod poll;
mod record;
mod redact;
mod retry_after;
mod shapes;
pub mod submit;
mod table;
pub mod wire;

pub use action::{Action, Answer, Event, Filing, Method, Notice, Now, Outgoing, Step};
pub use json::Passed;
pub use outcome::{Billed, Failure, Outcome, Pause};
pub use path::{InvalidId, SUBMIT_PATH, status_path};
pub use policy::{PollPolicy, SubmitPolicy};
pub use poll::Poll;
pub use record::{Job, Phase, Record, RecordError, SubmitRecord, WatchRecord};
pub use redact::redact;
pub use retry_after::{RetryAfter, read_retry_after};
#[cfg(all(target_arch = "wasm32", feature = "npm-jobs"))]
pub(crate) use shapes::written;
pub use submit::Submit;
pub use table::Arrow;
pub use wire::{ApiFailure, NotATask, Status, Task, TaskError, Video, parse_error, parse_task, read_task};
