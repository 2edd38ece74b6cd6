//! The machine of a submission, as a table. It names what is done and does not know how.

use crate::task::table::{Row, named, row};

named! {
    /// What the machine waits for.
    State { Idle, Claiming, Storing, Posting, Noting, Waiting, Pausing, Looking, Ended }
}

named! {
    /// Events, sorted by what they mean.
    Signal {
        Start,
        /// Start, by the caller's word that it may be sent again.
        Confirm,
        /// The id is ours and new.
        Fresh,
        /// The id is ours; every POST so far was refused.
        FoundRefused,
        /// The id is ours; a POST may have got through.
        FoundInDoubt,
        /// The job was accepted already.
        FoundAccepted,
        /// The id belongs to another request.
        FoundOther,
        Busy,
        Stored,
        NotStored,
        Accepted,
        /// Provably not created, and it may be sent again.
        Refused,
        /// Provably not created, and it has been sent often enough.
        RefusedForGood,
        Rejected,
        /// It cannot be told.
        Ambiguous,
        Seen,
        NotSeen,
        /// Not seen, and the window is over.
        NeverSeen,
        /// Not seen, the window is over, and the caller said that it may be sent again.
        SendAgain,
        CouldNotLook,
        /// No usable answer, and the window is over.
        LookedInVain,
        Due,
        Early,
        Abort,
    }
}

named! {
    /// What a transition does.
    Does {
        Claim, ClaimToSendAgain, File, FileAgain, Post, FileRefusal, TakeOver, SleepOn,
        Look, LookInDoubt, LookForOther, DoubtThenAwaitLook, AwaitLook,
        EndAccepted, EndRejected, EndRefused, EndNotStored, EndOther, EndUnknown, EndAborted, DoubtThenEndAborted,
    }
}

/// The machine. A pair that is not listed changes nothing.
// INVARIANT: only `Post` sends a POST, and only `Stored` leads there, so no byte leaves before its record is filed.
// INVARIANT: from `Ambiguous`, only `SendAgain` leads back to a POST, once for each word of the caller's.
pub(super) static TABLE: [Row<State, Signal, Does>; 36] = {
    use Does as D;
    use Signal as On;
    use State as S;
    [
        row(S::Idle, On::Start, S::Claiming, D::Claim),
        row(S::Idle, On::Confirm, S::Claiming, D::ClaimToSendAgain),
        row(S::Idle, On::Abort, S::Ended, D::EndAborted),
        row(S::Claiming, On::Fresh, S::Storing, D::File),
        row(S::Claiming, On::FoundRefused, S::Waiting, D::TakeOver),
        row(S::Claiming, On::FoundInDoubt, S::Looking, D::LookInDoubt),
        row(S::Claiming, On::FoundAccepted, S::Ended, D::EndAccepted),
        row(S::Claiming, On::FoundOther, S::Ended, D::EndOther),
        row(S::Claiming, On::Busy, S::Looking, D::LookForOther),
        row(S::Claiming, On::NotStored, S::Ended, D::EndNotStored),
        row(S::Claiming, On::Abort, S::Ended, D::EndAborted),
        row(S::Storing, On::Stored, S::Posting, D::Post),
        row(S::Storing, On::NotStored, S::Ended, D::EndNotStored),
        row(S::Storing, On::Abort, S::Ended, D::EndAborted),
        row(S::Posting, On::Accepted, S::Ended, D::EndAccepted),
        row(S::Posting, On::Refused, S::Noting, D::FileRefusal),
        row(S::Posting, On::RefusedForGood, S::Ended, D::EndRefused),
        row(S::Posting, On::Rejected, S::Ended, D::EndRejected),
        row(S::Posting, On::Ambiguous, S::Pausing, D::DoubtThenAwaitLook),
        row(S::Posting, On::Abort, S::Ended, D::DoubtThenEndAborted),
        // A refusal that cannot be filed is only forgotten: what is on file says "sending", which is looked for.
        row(S::Noting, On::Stored, S::Waiting, D::SleepOn),
        row(S::Noting, On::NotStored, S::Waiting, D::SleepOn),
        row(S::Noting, On::Abort, S::Ended, D::EndAborted),
        row(S::Waiting, On::Due, S::Storing, D::File),
        row(S::Waiting, On::Early, S::Waiting, D::SleepOn),
        row(S::Waiting, On::Abort, S::Ended, D::EndAborted),
        row(S::Pausing, On::Due, S::Looking, D::Look),
        row(S::Pausing, On::Early, S::Pausing, D::SleepOn),
        row(S::Pausing, On::Abort, S::Ended, D::EndAborted),
        row(S::Looking, On::Seen, S::Ended, D::EndAccepted),
        row(S::Looking, On::NotSeen, S::Pausing, D::AwaitLook),
        row(S::Looking, On::NeverSeen, S::Ended, D::EndUnknown),
        row(S::Looking, On::SendAgain, S::Storing, D::FileAgain),
        row(S::Looking, On::CouldNotLook, S::Pausing, D::AwaitLook),
        row(S::Looking, On::LookedInVain, S::Ended, D::EndUnknown),
        row(S::Looking, On::Abort, S::Ended, D::EndAborted),
    ]
};
