//! How a call can fail: every way with the fields a caller needs to go on.

use crate::task::{Billed, Failure, Job, Outcome, Pause, Record, Task};
use std::fmt;

/// Why a call did not bring what it was made for.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The client was used in a way that cannot work. Nothing was sent.
    Misuse {
        /// How.
        message: String,
    },
    /// The caller stopped it. The job itself may go on.
    Aborted {
        /// What is known at that moment.
        failure: Box<Failure>,
        /// Resumes it.
        record: Box<Record>,
    },
    /// The API said no.
    Rejected {
        /// Why.
        failure: Box<Failure>,
        /// How far it got.
        record: Box<Record>,
    },
    /// The submission may or may not have been accepted, and was not sent again.
    Unknown {
        /// The last thing that went wrong.
        failure: Box<Failure>,
        /// Looks once more when it is resumed.
        record: Box<Record>,
        /// When the submission was sent, by the wall clock.
        sent_at_ms: Option<u64>,
    },
    /// The watch stopped; the job did not.
    Paused {
        /// Why.
        reason: Pause,
        /// The last thing that went wrong.
        failure: Box<Failure>,
        /// Resumes it.
        record: Box<Record>,
    },
    /// The task is done, and the API names no video.
    CompletedWithoutUrl {
        /// The task.
        task: Box<Task>,
        /// Why that is an error.
        failure: Box<Failure>,
        /// Asks again when it is resumed.
        record: Box<Record>,
    },
}

impl Error {
    pub(super) fn misuse(message: impl Into<String>) -> Self {
        Self::Misuse { message: message.into() }
    }

    /// The same as an error of a call that submits: once the job was accepted, the same again would be a second job.
    pub(super) fn of_run(mut self) -> Self {
        match &mut self {
            Self::Misuse { .. } => {}
            Self::Aborted { failure, record }
            | Self::Rejected { failure, record }
            | Self::Unknown { failure, record, .. }
            | Self::Paused { failure, record, .. }
            | Self::CompletedWithoutUrl { failure, record, .. } => {
                failure.retryable &= !matches!(record.job, Job::Watch(_));
            }
        }
        self
    }

    /// What is known of the failure.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Misuse { .. } => None,
            Self::Aborted { failure, .. }
            | Self::Rejected { failure, .. }
            | Self::Unknown { failure, .. }
            | Self::Paused { failure, .. }
            | Self::CompletedWithoutUrl { failure, .. } => Some(failure),
        }
    }

    /// What [`Client::resume`](super::Client::resume) takes.
    #[must_use]
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Misuse { .. } => None,
            Self::Aborted { record, .. }
            | Self::Rejected { record, .. }
            | Self::Unknown { record, .. }
            | Self::Paused { record, .. }
            | Self::CompletedWithoutUrl { record, .. } => Some(record),
        }
    }

    /// A stable word for what went wrong.
    #[must_use]
    pub fn code(&self) -> &str {
        self.failure().map_or("misuse", |failure| &failure.code)
    }

    /// Whether doing the same again can succeed and is free of risk.
    #[must_use]
    pub fn retryable(&self) -> bool {
        self.failure().is_some_and(|failure| failure.retryable)
    }

    /// Whether it cost money.
    #[must_use]
    pub fn billed(&self) -> Billed {
        self.failure().map_or(Billed::No, |failure| failure.billed)
    }

    /// The task, where it is known.
    #[must_use]
    pub fn task_id(&self) -> Option<&str> {
        self.failure()?.task_id.as_deref()
    }

    /// The caller's id of the job.
    #[must_use]
    pub fn client_business_id(&self) -> Option<&str> {
        self.failure()?.client_business_id.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Misuse { message } => f.write_str(message),
            Self::Unknown { failure, .. } => {
                write!(f, "it is not known whether the submission was accepted: {}", failure.message)
            }
            _ => f.write_str(self.failure().map_or("", |failure| &failure.message)),
        }
    }
}

impl std::error::Error for Error {}

/// The task of a good ending; the error of any other. A task that failed is an answer, not an error.
pub(super) fn settle(outcome: Outcome, record: Box<Record>) -> Result<Task, Error> {
    match outcome {
        Outcome::Accepted { task } | Outcome::Completed { task } | Outcome::Failed { task, .. } => Ok(task),
        Outcome::Rejected { failure } => Err(Error::Rejected { failure: Box::new(failure), record }),
        Outcome::Unknown { failure, sent_at_ms } => {
            Err(Error::Unknown { failure: Box::new(failure), record, sent_at_ms })
        }
        Outcome::CompletedWithoutUrl { task, failure } => {
            Err(Error::CompletedWithoutUrl { task: Box::new(task), failure: Box::new(failure), record })
        }
        Outcome::Paused { reason, failure } => Err(Error::Paused { reason, failure: Box::new(failure), record }),
        Outcome::Aborted { failure } => Err(Error::Aborted { failure: Box::new(failure), record }),
    }
}
