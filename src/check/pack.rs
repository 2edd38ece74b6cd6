//! Issues as bytes: what crosses to JavaScript, and what a session compares to tell what changed.

use super::Checked;
use crate::report::{Arg, Finding, Op, Patch, Position, point, shown_bytes};
use crate::request::node::Node;
use crate::request::tape::{Tape, tag};
use crate::request::{Place, Step};

/// Each issue: rule, how many bytes follow but for the patch, severity, whether a position follows (offset, UTF-16 offset,
/// line, column), path, parameters (count, then name and value), and a patch or null: the one that helps, tried on the
/// tree that was checked.
pub(crate) fn write_issues(output: &mut Tape, checked: &Checked<'_, '_>, tree: Option<&Node<'_>>, text: Option<&[u8]>) {
    let positions = text.map(|text| Position::of_all(text, &checked.offsets())).unwrap_or_default();
    output.byte(tag::ARRAY);
    for (index, (finding, patch)) in checked.findings.iter().zip(checked.repairs(tree)).enumerate() {
        write_issue(output, checked, finding, positions.get(index), patch);
    }
    output.byte(tag::END);
}

/// The same with true in place of each patch that is still to be tried.
pub(crate) fn write_untried(output: &mut Tape, checked: &Checked<'_, '_>) {
    output.byte(tag::ARRAY);
    for (finding, untried) in checked.findings.iter().zip(checked.may_be_repaired()) {
        write_finding_at(output, checked, finding, None);
        output.byte(if untried { tag::TRUE } else { tag::NULL });
    }
    output.byte(tag::END);
}

/// The repair of each finding, or null, in the order of [`write_untried`], tried on the tape that was checked.
pub(crate) fn write_repairs(output: &mut Tape, checked: &Checked<'_, '_>, tape: &[u8]) {
    output.byte(tag::ARRAY);
    checked.each_repair(Some(tape), |patch| write_patch_or_null(output, patch));
    output.byte(tag::END);
}

/// One issue, as [`write_issues`] writes each.
pub(crate) fn write_issue<'a>(
    output: &mut Tape,
    checked: &Checked<'_, 'a>,
    finding: &Finding<'a>,
    position: Option<&Position>,
    patch: Option<Patch<'a>>,
) {
    write_finding_at(output, checked, finding, position);
    write_patch_or_null(output, patch);
}

fn write_patch_or_null(output: &mut Tape, patch: Option<Patch<'_>>) {
    let Some(patch) = patch else { return output.byte(tag::NULL) };
    output.byte(tag::ARRAY);
    patch.steps().for_each(|op| write_op(output, &op));
    output.byte(tag::END);
}

#[inline(never)]
fn write_op(output: &mut Tape, op: &Op<'_>) {
    let (name, path) = match op {
        Op::Add(path, _) => ("add", path),
        Op::Replace(path, _) => ("replace", path),
        Op::Remove(path) => ("remove", path),
        Op::Move(_, path) => ("move", path),
    };
    output.byte(tag::OBJECT);
    output.key("op");
    output.text(name);
    if let Op::Move(from, _) = op {
        write_pointer(output, "from", from);
    }
    write_pointer(output, "path", path);
    if let Op::Add(_, value) | Op::Replace(_, value) = op {
        output.key("value");
        value.write(output);
    }
    output.byte(tag::END);
}

#[inline(never)]
fn write_pointer(output: &mut Tape, key: &str, place: &Place<'_>) {
    output.key(key);
    output.byte(tag::TEXT);
    let start = output.bytes.len();
    output.integer(0);
    for step in place.steps().into_iter().flatten() {
        point(&mut output.bytes, step);
    }
    output.put_length(start);
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
    output.put_length(start);
}

/// A rule's number and its parameters by name, as an array.
pub(crate) fn write_finding(output: &mut Tape, finding: &Finding<'_>) {
    output.byte(tag::ARRAY);
    output.number(f64::from(finding.rule));
    output.byte(tag::OBJECT);
    for (name, arg) in finding.args.iter().flatten() {
        output.key(name.name());
        write_arg(output, arg);
    }
    output.byte(tag::END);
    output.byte(tag::END);
}

fn write_params(output: &mut Tape, finding: &Finding<'_>) {
    output.byte(finding.args.iter().flatten().count() as u8);
    for (name, arg) in finding.args.iter().flatten() {
        output.byte(*name as u8);
        write_arg(output, arg);
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

fn write_arg(output: &mut Tape, arg: &Arg<'_>) {
    match *arg {
        Arg::Number(number) => return output.number(number),
        Arg::Text(text) => {
            output.byte(tag::TEXT);
            return output.bare_bytes(&shown_bytes(text));
        }
        Arg::Word(word) => return output.text(word),
        _ => output.byte(tag::ARRAY),
    }
    match *arg {
        Arg::Words(words) => words.iter().for_each(|word| output.text(word)),
        Arg::Models(models) => models.iter().for_each(|model| output.text(model.name)),
        Arg::Roles(roles) => roles.iter().for_each(|role| output.text(role.name())),
        Arg::Numbers(numbers) => numbers.iter().for_each(|number| output.number(f64::from(*number))),
        _ => {}
    }
    output.byte(tag::END);
}
