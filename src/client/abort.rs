//! Stopping a call by hand. Dropping the call's future stops it too, but then nobody files how far it got.

use super::flag::Flag;
use std::fmt;

/// Stops every call that was given its [signal](AbortHandle::signal).
#[derive(Clone, Default)]
pub struct AbortHandle(Flag);

impl AbortHandle {
    /// A handle that stops nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops the calls: each ends as [`Error::Aborted`](super::Error::Aborted), with the record to resume it by.
    pub fn abort(&self) {
        self.0.raise();
    }

    /// What a call listens to.
    #[must_use]
    pub fn signal(&self) -> AbortSignal {
        AbortSignal(self.0.clone())
    }
}

impl fmt::Debug for AbortHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AbortHandle({})", if self.0.is_raised() { "aborted" } else { "idle" })
    }
}

/// Listens to an [`AbortHandle`].
#[derive(Clone)]
pub struct AbortSignal(Flag);

impl AbortSignal {
    /// Whether it was aborted.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.0.is_raised()
    }

    /// Ends when it is aborted.
    pub async fn aborted(&self) {
        self.0.raised().await;
    }
}

impl fmt::Debug for AbortSignal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AbortSignal({})", if self.is_aborted() { "aborted" } else { "idle" })
    }
}
