//! Issues as bytes: what crosses to JavaScript, and what a session compares to tell what changed.

use super::Checked;
use crate::report::{Arg, Finding, Op, Patch, PathStep, Position, shown, steps, to_pointer};
use crate::request::Step;
use crate::request::node::Node;
use crate::request::tape::{Tape, tag};

/// Each issue: rule, how many bytes follow but for the patch, severity, whether a position follows (offset, UTF-16 offset,
/// line, column), path, parameters (count, then name and value), and a patch or null: the one that helps, tried on the
/// tree that was checked.
pub(crate) fn write_issues(output: &mut Tape, checked: &Checked<'_, '_>, tree: Option<&Node<'_>>, text: Option<&[u8]>) {
    let mut patches = checked.repairs(tree).into_iter();
    write_each(output, checked, text, &mut |output| write_patch_or_null(output, patches.next().flatten().as_ref()));
}

/// The same with true in place of each patch that is still to be tried.
pub(crate) fn write_untried(output: &mut Tape, checked: &Checked<'_, '_>) {
    let mut untried = checked.may_be_repaired();
    write_each(output, checked, None, &mut |output| {
        output.byte(if untried.next() == Some(true) { tag::TRUE } else { tag::NULL });
    });
}

fn write_each(output: &mut Tape, checked: &Checked<'_, '_>, text: Option<&[u8]>, patch: &mut dyn FnMut(&mut Tape)) {
    let positions = text.map(|text| Position::of_all(text, &checked.offsets()));
    output.byte(tag::ARRAY);
    for (index, finding) in checked.findings.iter().enumerate() {
        let position = positions.as_ref().and_then(|positions| positions.get(index));
        write_finding_at(output, checked, finding, position);
        patch(output);
    }
    output.byte(tag::END);
}

/// The repair of each finding, or null, in the order of [`write_untried`], tried on the tape that was checked.
pub(crate) fn write_repairs(output: &mut Tape, checked: &Checked<'_, '_>, tape: &[u8]) {
    output.byte(tag::ARRAY);
    for patch in checked.repairs(Some(tape)) {
        write_patch_or_null(output, patch.as_ref());
    }
    output.byte(tag::END);
}

/// One issue, as [`write_issues`] writes each.
pub(crate) fn write_issue<'a>(
    output: &mut Tape,
    checked: &Checked<'_, 'a>,
    finding: &Finding<'a>,
    position: Option<&Position>,
    patch: Option<&Patch<'a>>,
) {
    write_finding_at(output, checked, finding, position);
    write_patch_or_null(output, patch);
}

fn write_patch_or_null(output: &mut Tape, patch: Option<&Patch<'_>>) {
    match patch {
        Some(patch) => write_patch(output, patch),
        None => output.byte(tag::NULL),
    }
}

fn write_finding_at<'a>(
    output: &mut Tape,
    checked: &Checked<'_, 'a>,
    finding: &Finding<'a>,
    position: Option<&Position>,
) {
    // The rule stands first: it is never taken for the end of the list.
    output.byte(finding.rule);
    let start = output.bytes.len();
    output.integer(0);
    output.byte(finding.severity as u8);
    output.byte(u8::from(position.is_some()));
    if let Some(at) = position {
        for number in [at.offset, at.utf16_offset, at.line, at.column] {
            output.integer(number as u32);
        }
    }
    write_path(output, &checked.path(finding.place));
    write_params(output, finding);
    // Whoever knows the same bytes from before need not read them.
    let length = (output.bytes.len() - start) as u32 - 4;
    output.put_integer(start, length);
}

/// A rule's number and its parameters by name, as an array.
pub(crate) fn write_finding(output: &mut Tape, finding: &Finding<'_>) {
    output.byte(tag::ARRAY);
    output.number(f64::from(finding.rule));
    output.byte(tag::OBJECT);
    for (name, arg) in finding.args.iter().flatten() {
        output.key(name.name());
        write_arg(output, *arg);
    }
    output.byte(tag::END);
    output.byte(tag::END);
}

fn write_params(output: &mut Tape, finding: &Finding<'_>) {
    output.byte(finding.args.iter().flatten().count() as u8);
    for (name, arg) in finding.args.iter().flatten() {
        output.byte(*name as u8);
        write_arg(output, *arg);
    }
}

pub(crate) fn write_path(output: &mut Tape, path: &[Step<'_>]) {
    output.byte(tag::ARRAY);
    for step in path {
        match step {
            Step::Key(key) => output.text(key),
            Step::Index(index) => output.number(f64::from(*index)),
        }
    }
    output.byte(tag::END);
}

fn write_arg(output: &mut Tape, arg: Arg<'_>) {
    let mut list = |words: &mut dyn Iterator<Item = &'static str>| {
        output.byte(tag::ARRAY);
        words.for_each(|word| output.text(word));
        output.byte(tag::END);
    };
    match arg {
        Arg::Words(words) => list(&mut words.iter().copied()),
        Arg::Models(models) => list(&mut models.iter().map(|model| model.name)),
        Arg::Roles(roles) => list(&mut roles.iter().map(|role| role.name())),
        Arg::Numbers(numbers) => {
            output.byte(tag::ARRAY);
            numbers.iter().for_each(|number| output.number(f64::from(*number)));
            output.byte(tag::END);
        }
        Arg::Number(number) => output.number(number),
        Arg::Text(text) => output.text(&shown(text)),
        Arg::Word(word) => output.text(word),
    }
}

fn write_patch(output: &mut Tape, patch: &Patch<'_>) {
    let pointer = |path: &[Step<'_>]| to_pointer(&path.iter().map(|step| PathStep::from(*step)).collect::<Vec<_>>());
    output.byte(tag::ARRAY);
    for op in &steps(patch) {
        let (name, from, path, value) = match op {
            Op::Add(path, value) => ("add", None, path, Some(value)),
            Op::Replace(path, value) => ("replace", None, path, Some(value)),
            Op::Remove(path) => ("remove", None, path, None),
            Op::Move(from, path) => ("move", Some(from), path, None),
            Op::GiveRoles { .. } => continue,
        };
        output.byte(tag::OBJECT);
        output.key("op");
        output.text(name);
        if let Some(from) = from {
            output.key("from");
            output.text(&pointer(from));
        }
        output.key("path");
        output.text(&pointer(path));
        if let Some(value) = value {
            output.key("value");
            value.write(output);
        }
        output.byte(tag::END);
    }
    output.byte(tag::END);
}
