//! The binary interface: bytes in, bytes out, for a caller on the other side of a linear memory. Pure, and the same
//! natively and in WebAssembly; it knows no JavaScript. The bytes are those of [`crate::request`]'s tape.

mod form;

use crate::builder::{BASE_URL, Dropped, curl, empty_paths, endpoint, repair, tidy};
use crate::check::pack::{write_issues, write_path, write_repairs, write_untried};
use crate::check::{Desk, Lines, json_node};
use crate::edition::Edition;
use crate::form::Core;
use crate::report::{PathStep, Severity};
use crate::request::Stop;
use crate::request::node::Node;
use crate::request::tape::{Tape, TapeCursor, tag};
use crate::rules::{COUNT, Options, UnknownFields};

/// An absent number in the header.
const NONE: u32 = u32::MAX;

/// What stays between calls: the bytes handed over, the bytes handed back, and the allocations of a check.
#[derive(Debug, Default)]
pub struct Door {
    input: Vec<u8>,
    output: Tape,
    desk: Desk,
    /// The open forms, by handle.
    forms: Vec<Option<Core>>,
}

impl Door {
    /// As [`Door::default`], before anything runs.
    pub const fn new() -> Self {
        Door { input: Vec::new(), output: Tape { bytes: Vec::new() }, desk: Desk::new(), forms: Vec::new() }
    }

    /// Room for `length` bytes of input. It grows and never shrinks.
    pub fn reserve(&mut self, length: usize) -> &mut [u8] {
        if self.input.len() < length {
            self.input.resize(length, 0);
        }
        &mut self.input
    }

    /// What the last call wrote.
    pub fn output(&self) -> &[u8] {
        &self.output.bytes
    }

    /// Checks the tape of an object behind a header. Returns how many bytes of issues there are; 0 is none. Their fixes
    /// are left to [`Door::repairs`].
    pub fn check_tape(&mut self, length: usize) -> usize {
        self.on_tape(length, false)
    }

    /// The fixes of the issues of a tape, each tried, in the order of the issues; null for none.
    pub fn repairs(&mut self, length: usize) -> usize {
        self.on_tape(length, true)
    }

    #[inline(never)]
    fn on_tape(&mut self, length: usize, repairs: bool) -> usize {
        let Door { input, output, desk, .. } = self;
        output.bytes.clear();
        let header = header(input.get(..length).unwrap_or(&[]));
        // Without a header, an empty tape says the same as `broken`, and in fewer bytes of code.
        let repairs = repairs && header.is_some();
        let (options, tape) = header.unwrap_or_default();
        desk.tape(tape, &options, |checked| {
            if repairs {
                write_repairs(output, &checked, tape);
            } else if !checked.findings.is_empty() {
                write_untried(output, &checked);
            }
        });
        self.output.bytes.len()
    }

    /// Checks JSON text behind a header and the offsets of lone surrogates. Returns how many bytes of issues there are.
    pub fn check_text(&mut self, length: usize) -> usize {
        let Door { input, output, desk, .. } = self;
        output.bytes.clear();
        let Some((options, rest)) = header(input.get(..length).unwrap_or(&[])) else { return self.broken() };
        let Some((lone, text)) = lone_offsets(rest) else { return self.broken() };
        desk.json(text, &lone, &options, |checked| {
            if !checked.findings.is_empty() {
                let node = json_node(text, &lone, &options);
                write_issues(output, &checked, node.as_ref(), Some(text));
            }
        });
        self.output.bytes.len()
    }

    /// Checks whole lines of NDJSON behind a header. Writes, each in four bytes: lines, valid lines, invalid lines; for
    /// each of those its number, start and end; then how often each rule was broken.
    pub fn check_lines(&mut self, length: usize) -> usize {
        let Door { input, output, desk, .. } = self;
        output.bytes.clear();
        let Some((options, text)) = header(input.get(..length).unwrap_or(&[])) else { return self.broken() };
        let mut counts = vec![0u32; COUNT];
        let (mut lines, mut invalid) = (0u32, 0u32);
        (0..3).for_each(|_| output.integer(0));
        for range in Lines::of(text) {
            let valid = desk.json(text.get(range.clone()).unwrap_or(&[]), &[], &options, |checked| {
                for finding in checked.findings {
                    if let Some(count) = counts.get_mut(finding.rule as usize) {
                        *count += 1;
                    }
                }
                checked.is_valid()
            });
            if !valid {
                invalid += 1;
                [lines, range.start as u32, range.end as u32].into_iter().for_each(|number| output.integer(number));
            }
            lines += 1;
        }
        for (at, number) in [lines, lines - invalid, invalid].into_iter().enumerate() {
            output.put_integer(4 * at, number);
        }
        counts.into_iter().for_each(|count| output.integer(count));
        self.output.bytes.len()
    }

    /// Builds from the tape of an object: writes the request, the changes, and the issues.
    pub fn build(&mut self, length: usize) -> usize {
        let Door { input, output, desk, .. } = self;
        output.bytes.clear();
        let Some((options, tape)) = header(input.get(..length).unwrap_or(&[])) else { return self.broken() };
        let mut node = Node::read(&mut TapeCursor::new(tape)).ok();
        desk.tape(tape, &options, |checked| {
            let emptied = empty_paths(&checked);
            let mut issues = Tape::default();
            write_issues(&mut issues, &checked, node.as_ref(), None);
            let dropped = node.as_mut().map(|node| tidy(node, &emptied)).unwrap_or_default();
            node.as_ref().unwrap_or(&Node::Undefined).write(output);
            write_changes(output, &dropped);
            output.bytes.append(&mut issues.bytes);
        });
        self.output.bytes.len()
    }

    /// Applies the fixes of chosen findings. Behind the header stand how many there are and, in four bytes each, their
    /// positions among the issues; then the tape. Writes the request, the positions that were applied, and the issues
    /// that are left.
    pub fn fix(&mut self, length: usize) -> usize {
        let Door { input, output, desk, .. } = self;
        output.bytes.clear();
        let Some((options, rest)) = header(input.get(..length).unwrap_or(&[])) else { return self.broken() };
        let Some((chosen, tape)) = lone_offsets(rest) else { return self.broken() };
        let Ok(node) = Node::read(&mut TapeCursor::new(tape)) else { return self.broken() };
        let faults: Vec<(u8, Vec<PathStep>)> = desk.tape(tape, &options, |checked| {
            let finding = |index: &u32| checked.findings.get(*index as usize);
            let path = |place| checked.path(place).into_iter().map(PathStep::from).collect();
            chosen.iter().filter_map(finding).map(|finding| (finding.rule, path(finding.place))).collect()
        });
        let borrowed: Vec<(u8, &[PathStep])> = faults.iter().map(|(rule, path)| (*rule, path.as_slice())).collect();
        let (node, applied) = repair(node, &borrowed, &options);
        node.write(output);
        output.byte(tag::ARRAY);
        for index in applied {
            output.number(chosen.get(index).copied().map_or(-1.0, f64::from));
        }
        output.byte(tag::END);
        desk.node(&node, &options, |checked| write_issues(output, &checked, Some(&node), None));
        self.output.bytes.len()
    }

    /// The curl command for two texts behind each other, each with its length in four bytes: a base URL, then a body.
    /// An empty base URL is the vendor's.
    pub fn curl(&mut self, length: usize) -> usize {
        let Door { input, output, .. } = self;
        output.bytes.clear();
        let mut cursor = TapeCursor::new(input.get(..length).unwrap_or(&[]));
        if let (Ok(base_url), Ok(body)) = (cursor.text(), cursor.text()) {
            output.text(&curl(body, or_vendor(base_url)));
        }
        self.output.bytes.len()
    }

    /// The endpoint below a base URL, which stands behind its length in four bytes; an empty one is the vendor's.
    pub fn endpoint(&mut self, length: usize) -> usize {
        let Door { input, output, .. } = self;
        output.bytes.clear();
        if let Ok(base_url) = TapeCursor::new(input.get(..length).unwrap_or(&[])).text() {
            output.text(&endpoint(or_vendor(base_url)));
        }
        self.output.bytes.len()
    }

    /// A call that does not keep to the interface. INVARIANT: never taken by this library's own JavaScript; answering
    /// with an issue keeps it from passing for a valid request.
    fn broken(&mut self) -> usize {
        let Door { output, desk, .. } = self;
        output.bytes.clear();
        desk.stopped(Stop::Syntax, &Options::default(), |checked| write_untried(output, &checked));
        self.output.bytes.len()
    }
}

fn or_vendor(base_url: &str) -> &str {
    if base_url.is_empty() { BASE_URL } else { base_url }
}

/// The options in front of an input: edition, unknown fields, limits of videos, audios and bytes, severities.
fn header(input: &[u8]) -> Option<(Options, &[u8])> {
    let mut cursor = TapeCursor::new(input);
    let edition = Edition::from_index(cursor.byte().ok()? as usize)?;
    let unknown_fields = match cursor.byte().ok()? {
        0 => UnknownFields::Warn,
        1 => UnknownFields::Error,
        _ => UnknownFields::Allow,
    };
    let mut limit = || cursor.integer().ok().map(|limit| (limit != NONE).then_some(limit));
    let (reference_videos, reference_audios, bytes) = (limit()?, limit()?, limit()?);
    let bytes = bytes.map(|bytes| bytes as usize);
    let mut options =
        Options { edition, unknown_fields, severities: Vec::new(), reference_videos, reference_audios, bytes };
    for _ in 0..cursor.byte().ok()? {
        let rule = cursor.byte().ok()?;
        let severity = (cursor.byte().ok()? as usize).checked_sub(1);
        options.severities.push((rule, severity.and_then(|severity| Severity::ALL.get(severity).copied())));
    }
    Some((options, cursor.rest()))
}

/// A count and that many numbers, each in four bytes.
fn lone_offsets(input: &[u8]) -> Option<(Vec<u32>, &[u8])> {
    let mut cursor = TapeCursor::new(input);
    let count = cursor.integer().ok()?;
    let offsets = (0..count).map(|_| cursor.integer()).collect::<Result<Vec<_>, _>>().ok()?;
    Some((offsets, cursor.rest()))
}

/// Each change: path, the value that was there, and why.
fn write_changes(output: &mut Tape, dropped: &[Dropped<'_>]) {
    output.byte(tag::ARRAY);
    for (path, value, reason) in dropped {
        output.byte(tag::ARRAY);
        write_path(output, &path.iter().map(PathStep::as_step).collect::<Vec<_>>());
        value.as_ref().unwrap_or(&Node::Undefined).write(output);
        output.text(reason);
        output.byte(tag::END);
    }
    output.byte(tag::END);
}
