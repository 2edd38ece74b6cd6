//! A request being filled in: what is still possible, what a model switch would cost, and a session that takes one
//! value at a time. All of it is found by trying and asking the rules; no condition of theirs is written twice.

mod advice;
mod possible;
mod session;
mod values;

pub use advice::{ModelFit, Switched, models_for, switch_model};
pub use possible::{FieldState, OptionState, Reason, options_for};
pub use session::{Delta, Misuse, Session};
pub use values::{from_entries, with_form_values};

pub(crate) use advice::{Changed, moved, switch};
pub(crate) use possible::{Broken, Possible, possible};
pub(crate) use session::{Core, Progress};
pub(crate) use values::{convert_all, tidy_entries};

use crate::check::Desk;
use crate::report::{PathStep, Severity};
use crate::request::node::Node;
use crate::rules::Options;

/// An error, as far as comparing reports asks: its rule and where it stands.
pub(crate) type Fault = (u8, Vec<PathStep>);

/// The errors of a request, in the order of reports.
pub(crate) fn errors(desk: &mut Desk, node: &Node<'_>, options: &Options) -> Vec<Fault> {
    desk.node(node, options, |checked| {
        let error = checked.findings.iter().filter(|finding| finding.severity == Severity::Error);
        error.map(|finding| (finding.rule, checked.owned_path(finding.place))).collect()
    })
}

/// The first error that was not there before.
pub(crate) fn introduced<'f>(before: &[Fault], after: &'f [Fault]) -> Option<&'f Fault> {
    after.iter().find(|fault| !before.contains(fault))
}
