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

pub(crate) use advice::{Cause, Changed, moved, switch};
pub(crate) use possible::{Possible, possible};
pub(crate) use session::{Core, Progress};
pub(crate) use values::{convert_all, parse_key, tidy_entries};

use crate::check::{Checked, Desk};
use crate::report::{Finding, PathStep, Severity};
use crate::request::node::Node;
use crate::request::order::arrange;
use crate::request::{Field, Step};
use crate::rules::Options;
use std::cmp::Ordering;

/// The errors of a request, as far as comparing reports asks: each by its rule and where it stands.
#[derive(Debug)]
struct Errors {
    sorted: Vec<(u8, Vec<PathStep>)>,
}

impl Errors {
    fn of(desk: &mut Desk, node: &Node<'_>, options: &Options) -> Self {
        Errors::new(desk.node(node, options, |checked| {
            let owned = |finding: &Finding<'_>| (finding.rule, checked.owned_path(finding.place));
            checked.findings.iter().filter(|finding| is_error(finding)).map(owned).collect()
        }))
    }

    fn new(mut errors: Vec<(u8, Vec<PathStep>)>) -> Self {
        arrange(&mut errors, Ord::cmp);
        Errors { sorted: errors }
    }

    fn has(&self, rule: u8, path: &[Step<'_>]) -> bool {
        let order = |(of, known): &(u8, Vec<PathStep>)| -> Ordering {
            of.cmp(&rule).then_with(|| known.iter().map(PathStep::as_step).cmp(path.iter().copied()))
        };
        self.sorted.binary_search_by(order).is_ok()
    }

    /// The errors of a check that are not among these, in the order of reports.
    fn new_in<'c, 'a: 'c>(&'c self, checked: &'c Checked<'_, 'a>) -> impl Iterator<Item = &'c Finding<'a>> {
        let mut path = Vec::new();
        checked.findings.iter().filter(|finding| is_error(finding)).filter(move |finding| {
            checked.draft.path(finding.place, &mut path);
            !self.has(finding.rule, &path)
        })
    }

    /// The same errors but for those on a field itself.
    fn beside(&self, field: Field) -> Errors {
        let elsewhere = |(_, path): &&(u8, Vec<PathStep>)| match path.as_slice() {
            [PathStep::Key(name)] => name != field.name(),
            _ => true,
        };
        Errors { sorted: self.sorted.iter().filter(elsewhere).cloned().collect() }
    }
}

fn is_error(finding: &Finding<'_>) -> bool {
    finding.severity == Severity::Error
}
