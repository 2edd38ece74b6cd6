//! A watch as a stream: every fresh look, then the end.

use super::abort::AbortSignal;
use super::call::{Call, Progress, progress_of};
use super::error::Error;
use super::world::LocalFuture;
use futures_core::Stream;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::future::IntoFuture as _;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// Every fresh look at a task, the last of them completed or failed; then nothing more. An error is the last item too.
/// Asking begins with the first poll; dropping the stream ends it.
#[must_use = "nothing is asked before the stream is polled"]
pub struct Watch {
    call: Option<Call<Progress>>,
    under_way: Option<LocalFuture<'static, Result<Progress, Error>>>,
    news: Rc<RefCell<VecDeque<Result<Progress, Error>>>>,
}

impl Watch {
    pub(super) fn new(call: Call<Progress>) -> Self {
        let news = Rc::<RefCell<VecDeque<_>>>::default();
        let told = news.clone();
        let call = call.on_notice(move |notice| told.borrow_mut().extend(progress_of(notice).map(Ok)));
        Self { call: Some(call), under_way: None, news }
    }

    /// Ends the stream with [`Error::Aborted`] when this signal is aborted.
    pub fn signal(mut self, signal: &AbortSignal) -> Self {
        self.call = self.call.map(|call| call.signal(signal));
        self
    }

    /// Watches for this long instead of the policy's deadline.
    pub fn timeout_ms(mut self, timeout_ms: u64) -> Self {
        self.call = self.call.map(|call| call.timeout_ms(timeout_ms));
        self
    }

    /// The next item, for callers without a crate of stream combinators.
    pub async fn next(&mut self) -> Option<Result<Progress, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for Watch {
    type Item = Result<Progress, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(call) = self.call.take() {
            self.under_way = Some(call.into_future());
        }
        if let Some(under_way) = &mut self.under_way
            && let Poll::Ready(end) = under_way.as_mut().poll(context)
        {
            self.under_way = None;
            self.news.borrow_mut().push_back(end);
        }
        let next = self.news.borrow_mut().pop_front();
        match next {
            Some(item) => Poll::Ready(Some(item)),
            None if self.under_way.is_none() => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}
