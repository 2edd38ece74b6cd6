//! What a client needs of the world: something that sends, and something that keeps time, chance and locks. Both can be
//! replaced, by a test or by a front end with a transport of its own; neither decides anything.

use crate::task::{Answer, Now, Outgoing};
use std::any::Any;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

/// A future of one thread, boxed.
pub type LocalFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Sends requests to the API or to a proxy of it.
pub trait Transport {
    /// Sends one request and reads its answer, of the body at most one byte more than `max_bytes`. Dropping the future
    /// cancels the request. An error says in words why there is no complete answer. Redirects are not followed.
    fn send<'a>(&'a self, request: &'a Outgoing, max_bytes: usize) -> LocalFuture<'a, Result<Answer, String>>;
}

/// Clock, chance, timers, page and locks.
pub trait Host {
    /// The time of both clocks, and a fresh random number.
    fn now(&self) -> Now;

    /// Random bytes for an id that nobody else will mint.
    fn entropy(&self) -> [u8; 16];

    /// Sleeps. Dropping the future clears the timer.
    fn sleep(&self, ms: u32) -> LocalFuture<'_, ()>;

    /// Ends when the page becomes visible, online or restored again. Dropping the future removes the listeners.
    fn visible(&self) -> LocalFuture<'_, ()> {
        Box::pin(std::future::pending())
    }

    /// Takes a lock that pages of one origin share. Where there are no such locks, everybody gets it: within one module
    /// the client itself lets only one submission have a business id.
    fn lock<'a>(&'a self, name: &'a str) -> LocalFuture<'a, Lock> {
        let _ = name;
        Box::pin(std::future::ready(Lock::Held(Box::new(()))))
    }
}

/// What came of asking for a lock.
pub enum Lock {
    /// It is held until this value is dropped.
    Held(Box<dyn Any>),
    /// Somebody else holds it.
    Busy,
}

/// The value of the first future that is ready, in this order. A later one is not even begun while an earlier one is
/// ready, so a timer behind an answer that is already there is never set.
pub(super) async fn race<T>(mut runners: Vec<LocalFuture<'_, T>>) -> T {
    poll_fn(|context| {
        for runner in &mut runners {
            if let Poll::Ready(value) = runner.as_mut().poll(context) {
                return Poll::Ready(value);
            }
        }
        Poll::Pending
    })
    .await
}
