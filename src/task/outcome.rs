//! How a job can end, and what an error tells its reader: what happened, whether it cost money, what may be done next.
//!
//! Nothing here knows how an ending is reached.

use super::redact::shown;
use super::wire::{ApiFailure, Task};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Whether the job was charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Billed {
    /// Provably not.
    No,
    /// It cannot be told.
    Maybe,
    /// The task exists and was completed.
    Yes,
}

/// An error as a value. Its texts are redacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// A stable word: the API's own code where it gave one, else one of ours.
    pub code: Cow<'static, str>,
    /// One sentence for a reader.
    pub message: String,
    /// Whether doing the same again can succeed and is free of risk.
    pub retryable: bool,
    /// Whether it cost money.
    pub billed: Billed,
    /// The task, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_id: Option<String>,
    /// The caller's id of the job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_business_id: Option<String>,
    /// The HTTP status, where there was an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The beginning of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// How long the API asked to be left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
}

impl Failure {
    #[inline(never)]
    pub(super) fn boxed(code: &'static str, message: &str) -> Box<Self> {
        Box::new(Self {
            code: Cow::Borrowed(code),
            message: message.to_owned(),
            retryable: false,
            billed: Billed::Maybe,
            task_id: None,
            client_business_id: None,
            status: None,
            body: None,
            retry_after_ms: None,
        })
    }

    /// No answer at all. The words are the driver's and may quote anything, a header included.
    pub(super) fn network(words: &str) -> Box<Self> {
        let words = if words.is_empty() { "the request got no answer" } else { words };
        Self::boxed("network_error", &shown(words))
    }

    pub(super) fn aborted() -> Box<Self> {
        Self::boxed("aborted", "the caller stopped waiting")
    }

    pub(super) fn from_api(api: ApiFailure, retry_after_ms: Option<u64>) -> Box<Self> {
        let mut failure = Self::boxed("", "");
        failure.code = Cow::Owned(api.code);
        failure.message = api.message;
        failure.status = Some(api.status);
        failure.body = api.body;
        failure.retry_after_ms = retry_after_ms;
        failure
    }
}

/// Why a watch stopped before its task ended. The job itself goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pause {
    /// The time allowed for waiting is over.
    Deadline,
    /// Too many requests in a row got no usable answer.
    CouldNotAsk,
    /// The API asked for a longer silence than a watch sits through.
    LongRetryAfter,
}

/// How a machine ended. The record that comes along resumes whatever can be resumed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    /// The API has the task.
    Accepted {
        /// The task as first seen.
        task: Task,
    },
    /// The API said no, or nothing was ever sent.
    Rejected {
        /// Why.
        failure: Failure,
    },
    /// The submission may or may not have been accepted. Never sent again without the caller's word.
    #[serde(rename_all = "camelCase")]
    Unknown {
        /// The last thing that went wrong.
        failure: Failure,
        /// When the submission was sent, by the wall clock.
        sent_at_ms: Option<u64>,
    },
    /// The task is done and names its video.
    Completed {
        /// The task.
        task: Task,
    },
    /// The task failed.
    Failed {
        /// The task.
        task: Task,
        /// Why.
        failure: Failure,
    },
    /// The task is done, and the API names no video, asked again and again.
    CompletedWithoutUrl {
        /// The task.
        task: Task,
        /// Why that is an error.
        failure: Failure,
    },
    /// The watch stopped; the job did not.
    Paused {
        /// Why.
        reason: Pause,
        /// The last thing that went wrong.
        failure: Failure,
    },
    /// The caller stopped it.
    Aborted {
        /// What is known at that moment.
        failure: Failure,
    },
}

impl Outcome {
    /// The error of an ending that is one.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Accepted { .. } | Self::Completed { .. } => None,
            Self::Rejected { failure }
            | Self::Unknown { failure, .. }
            | Self::Failed { failure, .. }
            | Self::CompletedWithoutUrl { failure, .. }
            | Self::Paused { failure, .. }
            | Self::Aborted { failure } => Some(failure),
        }
    }

    /// The name of the ending.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Rejected { .. } => "rejected",
            Self::Unknown { .. } => "unknown",
            Self::Completed { .. } => "completed",
            Self::Failed { .. } => "failed",
            Self::CompletedWithoutUrl { .. } => "completed-without-url",
            Self::Paused { .. } => "paused",
            Self::Aborted { .. } => "aborted",
        }
    }
}
