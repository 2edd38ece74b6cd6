//! What goes into a machine and what comes out of it, the same for both machines and for every driver.
//!
//! These are plain values. Nothing here knows which event is welcome in which state: that is the tables' business.

use super::outcome::Outcome;
use super::record::Record;
use super::wire::Task;
use serde::{Deserialize, Serialize};

/// The world outside at the moment of an event.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Now {
    /// The wall clock, in milliseconds since 1970. It may jump either way.
    pub wall_ms: u64,
    /// A clock that never goes back. It may stand still while the device sleeps, and it starts anew with the process.
    pub mono_ms: u64,
    /// A fresh random number in `[0, 1)`. Anything else is read as the nearest bound.
    pub chance: f64,
}

/// An HTTP answer, as far as a decision can depend on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Answer {
    /// The status; 0 stands for an answer whose status is hidden, such as a redirect that was not followed.
    pub status: u16,
    /// The `Retry-After` header, verbatim.
    pub retry_after: Option<String>,
    /// The `Date` header, verbatim: a `Retry-After` date is read against it, never against the local clock.
    pub date: Option<String>,
    /// The `Content-Type` header: used to describe an answer that is not JSON, never to decide.
    pub content_type: Option<String>,
    /// The body. A driver may stop reading one byte past the policy's limit.
    pub body: String,
}

/// What a driver reports to a machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "type", content = "value")]
pub enum Event {
    /// Begin, or go on from a restored record.
    Start,
    /// Begin by the caller's explicit word that an unknown submission may be sent again. The machine looks first.
    Confirmed,
    /// The business id is ours alone now; with it whatever the storage holds under it.
    Claimed(Option<Box<Record>>),
    /// Somebody else is at work on this business id; with what is on file under it, where that can be read.
    Busy(#[serde(default)] Option<Box<Record>>),
    /// The record is on file.
    Stored,
    /// The storage failed, with its words.
    StoreFailed(String),
    /// An answer arrived in full.
    Answer(Answer),
    /// The request ended without an answer, with the driver's words.
    NetworkError(String),
    /// The request's own time ran out.
    Timeout,
    /// The sleep is over.
    Woke,
    /// The page is visible, online or restored again.
    Visible,
    /// The caller wants to stop.
    AbortRequested,
}

/// The two methods the API knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Reads a task.
    Get,
    /// Submits a task.
    Post,
}

/// A request to send. Host, key and content type are the driver's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outgoing {
    /// The method.
    pub method: Method,
    /// The path, percent-encoded.
    pub path: String,
    /// The body of a POST: the frozen bytes, sent as they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// After this long without a complete answer the driver gives up and reports [`Event::Timeout`].
    pub timeout_ms: u32,
    /// The same with the time that a driver lets the request wait for its turn, where there is such a bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_ms: Option<u32>,
}

/// What becomes of the record on file when a machine is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Filing {
    /// Write the record that comes with the outcome.
    Keep,
    /// Delete it: nothing is left to resume.
    Forget,
    /// Do not touch it: somebody else owns it.
    Leave,
}

/// The one thing a driver does next. A new action replaces the sleep or the request that was under way.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Action {
    /// Take the business id for this machine alone, read what is stored under it, and answer
    /// [`Event::Claimed`], [`Event::Busy`] or [`Event::StoreFailed`]. Held until [`Action::Done`].
    #[serde(rename_all = "camelCase")]
    Claim {
        /// The id to lock and to look up in the storage.
        client_business_id: String,
    },
    /// Write the record under its [key](Record::key), then answer [`Event::Stored`] or [`Event::StoreFailed`].
    Store {
        /// What to write.
        record: Box<Record>,
    },
    /// Send, then answer [`Event::Answer`], [`Event::NetworkError`] or [`Event::Timeout`].
    Send(Outgoing),
    /// Sleep, then answer [`Event::Woke`]. Never more than a 31-bit timer can hold.
    Sleep {
        /// How long.
        ms: u32,
    },
    /// Nothing new: keep to what is under way.
    Wait,
    /// The end. Cancel what is under way, settle the caller, file the record.
    Done {
        /// How it ended.
        outcome: Box<Outcome>,
        /// The record as it stands.
        record: Box<Record>,
        /// What to do with it.
        filing: Filing,
    },
}

/// News for the caller, given before the action of the same step is taken.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Notice {
    /// A fresh look at the task.
    #[serde(rename_all = "camelCase")]
    Progress {
        /// What the API said; its `progress` is the raw one.
        task: Box<Task>,
        /// The highest progress so far, which is the one to show.
        progress: f64,
        /// True once, when the status is a word nobody has heard of.
        unheard_of: bool,
    },
    /// An attempt did not get through; it is made again after the wait.
    #[serde(rename_all = "camelCase")]
    Trouble {
        /// What went wrong, as a code.
        code: String,
        /// How often in a row.
        in_a_row: u32,
        /// When it is made again.
        wait_ms: u64,
    },
}

/// The answer of a machine to one event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// News, if there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
    /// What to do.
    pub action: Action,
}
