//! A flag that is raised once, and futures that wait for it. It knows nothing of what is flagged.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

#[derive(Default)]
struct State {
    raised: bool,
    next: u64,
    waiting: BTreeMap<u64, Waker>,
}

#[derive(Clone, Default)]
pub(super) struct Flag(Rc<RefCell<State>>);

impl Flag {
    pub(super) fn raise(&self) {
        let waiting = {
            let mut state = self.0.borrow_mut();
            state.raised = true;
            std::mem::take(&mut state.waiting)
        };
        // Outside of the borrow: whoever is woken may look at the flag at once.
        waiting.into_values().for_each(Waker::wake);
    }

    pub(super) fn is_raised(&self) -> bool {
        self.0.borrow().raised
    }

    pub(super) fn raised(&self) -> Raised {
        let mut state = self.0.borrow_mut();
        state.next += 1;
        Raised { flag: self.clone(), id: state.next }
    }
}

/// Ready once the flag is raised. Leaves nothing behind when it is dropped.
pub(super) struct Raised {
    flag: Flag,
    id: u64,
}

impl Future for Raised {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.flag.0.borrow_mut();
        if state.raised {
            return Poll::Ready(());
        }
        state.waiting.insert(self.id, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Raised {
    fn drop(&mut self) {
        self.flag.0.borrow_mut().waiting.remove(&self.id);
    }
}
