//! A call that is described first and made when it is awaited.

use super::abort::AbortSignal;
use super::error::Error;
use super::world::LocalFuture;
use crate::task::{Notice, Task};
use std::fmt;
use std::future::IntoFuture;

/// A fresh look at a task.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// What the API said. Its own `progress` may go backwards.
    pub task: Task,
    /// The highest progress so far, in percent, which is the one to show.
    pub progress: f64,
    /// True once, when the status is a word nobody has heard of.
    pub unheard_of: bool,
}

type Listener = Box<dyn FnMut(&Notice)>;
type Start<T> = Box<dyn FnOnce(Terms) -> LocalFuture<'static, Result<T, Error>>>;

/// How a call is made.
#[derive(Default)]
pub(super) struct Terms {
    pub(super) signal: Option<AbortSignal>,
    pub(super) listeners: Vec<Listener>,
    pub(super) timeout_ms: Option<u64>,
}

/// A call of a [`Client`](super::Client). It begins when it is awaited; dropping that future cancels its request, clears
/// its timer and removes its listeners.
#[must_use = "nothing is sent before the call is awaited"]
pub struct Call<T> {
    terms: Terms,
    start: Start<T>,
}

impl<T> Call<T> {
    pub(super) fn new<F>(start: impl FnOnce(Terms) -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, Error>> + 'static,
    {
        Self { terms: Terms::default(), start: Box::new(|terms| Box::pin(start(terms))) }
    }

    /// Stops the call when this signal is aborted: it ends as [`Error::Aborted`] with a record on file.
    pub fn signal(mut self, signal: &AbortSignal) -> Self {
        self.terms.signal = Some(signal.clone());
        self
    }

    /// Is told of every fresh look at the task.
    pub fn on_progress(self, mut listener: impl FnMut(&Progress) + 'static) -> Self {
        self.on_notice(move |notice| {
            if let Some(progress) = progress_of(notice) {
                listener(&progress);
            }
        })
    }

    /// Is told of everything on the way: progress, and attempts that did not get through.
    pub fn on_notice(mut self, listener: impl FnMut(&Notice) + 'static) -> Self {
        self.terms.listeners.push(Box::new(listener));
        self
    }

    /// Watches for this long instead of the policy's deadline.
    pub fn timeout_ms(mut self, timeout_ms: u64) -> Self {
        self.terms.timeout_ms = Some(timeout_ms);
        self
    }
}

impl<T> IntoFuture for Call<T> {
    type Output = Result<T, Error>;
    type IntoFuture = LocalFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        (self.start)(self.terms)
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Call")
    }
}

pub(super) fn progress_of(notice: &Notice) -> Option<Progress> {
    match notice {
        Notice::Progress { task, progress, unheard_of } => {
            Some(Progress { task: (**task).clone(), progress: *progress, unheard_of: *unheard_of })
        }
        Notice::Trouble { .. } => None,
    }
}
