//! One submission per business id: within this module by a list, over tabs by the host's locks. It does not know what
//! is submitted.

use super::storage::PREFIX;
use super::world::{Host, Lock};
use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeSet;

thread_local! {
    /// The business ids with a submission under way, whichever client they belong to.
    static TAKEN: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// A business id that is this submission's alone until it is dropped.
pub(super) struct Claim {
    _lock: Box<dyn Any>,
    _taken: Taken,
}

struct Taken(String);

impl Drop for Taken {
    fn drop(&mut self) {
        TAKEN.with_borrow_mut(|taken| taken.remove(&self.0));
    }
}

/// Claims a business id, or finds it claimed.
pub(super) async fn claim(host: &dyn Host, business_id: &str) -> Option<Claim> {
    if !TAKEN.with_borrow_mut(|taken| taken.insert(business_id.to_owned())) {
        return None;
    }
    let taken = Taken(business_id.to_owned());
    match host.lock(&format!("{PREFIX}{business_id}")).await {
        Lock::Held(lock) => Some(Claim { _lock: lock, _taken: taken }),
        Lock::Busy => None,
    }
}
