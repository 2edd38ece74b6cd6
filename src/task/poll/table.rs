//! The machine of a watch, as a table. It names what is done and does not know how.

use crate::task::table::{Row, named, row};

named! {
    /// What the machine waits for.
    State { Idle, Sleeping, Asking, Ended }
}

named! {
    /// Events, sorted by what they mean.
    Signal {
        Start,
        Due,
        Early,
        /// The time allowed for waiting is over.
        Deadline,
        Running,
        /// Running, by a word nobody has heard of, for the first time.
        Unheard,
        Completed,
        /// Completed, but no URL is named.
        NoUrl,
        /// No URL, read again and again.
        NeverAUrl,
        Failed,
        /// Not visible yet, so shortly after the submission.
        Hidden,
        Gone,
        Denied,
        CouldNotAsk,
        /// Could not ask, once too often.
        BudgetSpent,
        /// The API asks for a longer silence than a watch sits through.
        LongWait,
        Abort,
    }
}

named! {
    /// What a transition does.
    Does {
        SleepFirst, SleepOn, Ask, TellAndSleep, TellUnheardAndSleep, SleepAndReread, SleepAsUsual, BackOff,
        EndCompleted, EndWithoutUrl, EndFailed, EndGone, EndDenied, PauseDeadline, PauseBudget, PauseLongWait, EndAborted,
    }
}

/// The machine. A pair that is not listed changes nothing.
// INVARIANT: `Ask` leaves `Sleeping` only, so there is one request at a time, and never one beside a timer.
// INVARIANT: only what the API says of the task ends it as failed.
pub(super) static TABLE: [Row<State, Signal, Does>; 20] = {
    use Does as D;
    use Signal as On;
    use State as S;
    [
        row(S::Idle, On::Start, S::Sleeping, D::SleepFirst),
        row(S::Idle, On::Abort, S::Ended, D::EndAborted),
        row(S::Sleeping, On::Due, S::Asking, D::Ask),
        row(S::Sleeping, On::Early, S::Sleeping, D::SleepOn),
        row(S::Sleeping, On::Deadline, S::Ended, D::PauseDeadline),
        row(S::Sleeping, On::Abort, S::Ended, D::EndAborted),
        row(S::Asking, On::Running, S::Sleeping, D::TellAndSleep),
        row(S::Asking, On::Unheard, S::Sleeping, D::TellUnheardAndSleep),
        row(S::Asking, On::Completed, S::Ended, D::EndCompleted),
        row(S::Asking, On::NoUrl, S::Sleeping, D::SleepAndReread),
        row(S::Asking, On::NeverAUrl, S::Ended, D::EndWithoutUrl),
        row(S::Asking, On::Failed, S::Ended, D::EndFailed),
        row(S::Asking, On::Hidden, S::Sleeping, D::SleepAsUsual),
        row(S::Asking, On::Gone, S::Ended, D::EndGone),
        row(S::Asking, On::Denied, S::Ended, D::EndDenied),
        row(S::Asking, On::CouldNotAsk, S::Sleeping, D::BackOff),
        row(S::Asking, On::BudgetSpent, S::Ended, D::PauseBudget),
        row(S::Asking, On::LongWait, S::Ended, D::PauseLongWait),
        row(S::Asking, On::Deadline, S::Ended, D::PauseDeadline),
        row(S::Asking, On::Abort, S::Ended, D::EndAborted),
    ]
};
