//! What is kept of a job between two processes: versioned JSON that any tab can go on from. It never holds a key; the
//! driver adds that to each request and the machines never see it.

use super::json::{Json, joined, push_digits, push_whole, put};
use super::outcome::Failure;
use super::shapes::{read, written};
use super::wire::Task;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The version that is written.
const VERSION: u32 = 1;

/// Everything needed to go on with one job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The version of this shape.
    pub version: u32,
    /// The caller's id of the job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_business_id: Option<String>,
    /// When the record was made, by the wall clock.
    pub saved_at_ms: u64,
    /// The job itself.
    pub job: Job,
}

/// What there is to go on with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Job {
    /// A submission that has not come to an end.
    Submit(SubmitRecord),
    /// A task to watch.
    Watch(WatchRecord),
}

/// How far a submission got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing was filed and nothing sent.
    New,
    /// A POST is under way, or was when the process ended.
    Sending,
    /// Every POST so far was provably refused.
    Refused,
    /// A POST had no clear answer.
    InDoubt,
}

/// A submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SubmitRecord {
    /// The frozen bytes of the request.
    pub body: String,
    /// How far it got.
    pub phase: Phase,
    /// How many POSTs were sent since the caller's last word.
    pub attempts: u32,
    /// Whether any POST ever ended without a clear answer; only finding the task ends this doubt.
    pub in_doubt: bool,
    /// Whether the one repetition after a 425 is used up.
    pub too_early: bool,
    /// When the last POST was sent, by the wall clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at_ms: Option<u64>,
    /// Not before then is it sent again, by the wall clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before_ms: Option<u64>,
    /// The task of an earlier use of the business id, which a look found and which is not this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub older_task_id: Option<String>,
    /// The last thing that went wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_failure: Option<Failure>,
}

impl SubmitRecord {
    pub(crate) fn new(body: String) -> Self {
        Self {
            body,
            phase: Phase::New,
            attempts: 0,
            in_doubt: false,
            too_early: false,
            sent_at_ms: None,
            not_before_ms: None,
            older_task_id: None,
            last_failure: None,
        }
    }
}

/// A watch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WatchRecord {
    /// What is asked for: the task id or the business id.
    pub address: String,
    /// The task id, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_id: Option<String>,
    /// The task as first seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<Box<Task>>,
    /// A mark of the request's bytes, which tells another request under the same business id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_mark: Option<String>,
    /// When the task was submitted, by the wall clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitted_at_ms: Option<u64>,
    /// The highest progress so far.
    pub progress: f64,
    /// Whether an unheard-of status was told already.
    pub told_unheard_of: bool,
    /// How long this watch has lasted.
    pub age_ms: u64,
    /// When, in its own time, it asks next.
    pub due_ms: u64,
    /// How many questions in a row had no usable answer.
    pub failures: u32,
    /// How often a completed task named no URL.
    pub rereads: u32,
}

impl WatchRecord {
    /// A watch that has not begun.
    #[must_use]
    pub fn new(address: String) -> Self {
        Self {
            address,
            task_id: None,
            task: None,
            request_mark: None,
            submitted_at_ms: None,
            progress: 0.0,
            told_unheard_of: false,
            age_ms: 0,
            due_ms: 0,
            failures: 0,
            rereads: 0,
        }
    }
}

impl WatchRecord {
    fn task(&self) -> &str {
        self.task_id.as_deref().unwrap_or(&self.address)
    }
}

/// A mark of some bytes (FNV-1a): tells two requests of one caller apart, and guards against nobody.
pub(super) fn mark(bytes: &str) -> String {
    let hash = bytes
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mut text = String::new();
    push_digits(&mut text, hash, 16, 16);
    text.make_ascii_lowercase();
    text
}

/// Why a text is no record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordError {
    /// It does not have this shape.
    Malformed(String),
    /// It has another version.
    Version(u64),
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for RecordError {}

impl RecordError {
    #[inline(never)]
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Malformed(why) => joined(&["the record cannot be read: ", why]),
            Self::Version(version) => {
                let mut text = "the record has version ".to_owned();
                push_whole(&mut text, *version);
                put(&mut text, ", this library reads ");
                push_whole(&mut text, u64::from(VERSION));
                text
            }
        }
    }
}

impl Record {
    pub(crate) fn new(client_business_id: Option<String>, saved_at_ms: u64, job: Job) -> Self {
        Self { version: VERSION, client_business_id, saved_at_ms, job }
    }

    /// Reads a record.
    ///
    /// # Errors
    /// When the text is none, or one of another version.
    pub fn from_json(text: &str) -> Result<Self, RecordError> {
        Self::boxed_from_json(text).map(|record| *record)
    }

    /// The same in its place: a record is large, and each time it is moved is code.
    #[inline(never)]
    pub(crate) fn boxed_from_json(text: &str) -> Result<Box<Self>, RecordError> {
        let malformed = |why: &str| RecordError::Malformed(why.to_owned());
        let value = Json::read(text).ok_or_else(|| malformed("it is not JSON"))?;
        // The version first: another one may have any shape.
        match value.get("version").as_u64() {
            Some(version) if version == u64::from(VERSION) => {}
            Some(version) => return Err(RecordError::Version(version)),
            None => return Err(malformed("it has no version")),
        }
        read(&value).ok_or_else(|| malformed("it has another shape"))
    }

    /// What the record is filed under: the business id, or what a watch without one asks for. It never changes while
    /// a job is watched, so that whoever filed it can delete it.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        match (&self.client_business_id, &self.job) {
            (Some(id), _) => Some(id),
            (None, Job::Watch(watch)) => Some(&watch.address),
            (None, Job::Submit(_)) => None,
        }
    }

    /// Whether this record of a watch and that one are of the same task. A business id can be used again once its task
    /// has come to an end, so a watch that ends later may find what a newer job has filed: that is not its own.
    #[must_use]
    pub fn is_of_same_task(&self, other: &Self) -> bool {
        match (&self.job, &other.job) {
            (Job::Watch(one), Job::Watch(other)) => one.task() == other.task(),
            _ => false,
        }
    }

    /// Writes the record.
    #[must_use]
    pub fn to_json(&self) -> String {
        written(&mut self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_told_from_a_broken_record() {
        let record = Record::new(None, 5, Job::Watch(WatchRecord::new("t".to_owned())));
        assert_eq!(Record::from_json(&record.to_json()), Ok(record));
        assert_eq!(Record::from_json(r#"{"version":2,"anything":[]}"#), Err(RecordError::Version(2)));
        for broken in ["", "{}", "null", r#"{"version":1}"#, r#"{"version":1,"saved_at_ms":1,"job":{"kind":"sing"}}"#] {
            assert!(matches!(Record::from_json(broken), Err(RecordError::Malformed(_))), "{broken}");
        }
    }
}
