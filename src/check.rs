//! From an input to a report: reads a draft through one of the doors, runs the rules, and tries the repairs on offer.
//! Knows the doors and no rule.

pub(crate) mod accept;
pub(crate) mod pack;
#[doc(hidden)]
pub mod sieve;

use crate::locale::{Catalog, EN};
use crate::report::{
    Arg, Finding, Findings, Fix, Issue, Op, Param, Patch, PathStep, Position, Report, Severity, Source, shown,
    to_pointer,
};
use crate::request::json::{JsonBuffers, JsonCursor, marks, seek};
use crate::request::node::{Node, NodeCursor, from_serde};
use crate::request::read::read;
use crate::request::tape::{Tape, TapeCursor};
use crate::request::{Buffers, Draft, Part, Place, Root, Step, Stop, edit, emptied};
use crate::rules::{COUNT, Facts, Options, RULES, check, logic_at, rule_at};

/// Checks a JSON value. Never fails and never panics: what is wrong with it is in the report.
pub fn validate(request: &serde_json::Value, options: &Options) -> Report {
    validate_in(request, options, &EN)
}

/// [`validate`] in the words of another catalog.
pub fn validate_in(request: &serde_json::Value, options: &Options, catalog: &Catalog) -> Report {
    match from_serde(request, options.limits()) {
        Ok(node) => Desk::default().node(&node, options, |checked| checked.report(Some(&node), catalog)),
        Err(stop) => Desk::default().stopped(stop, options, |checked| checked.report(None, catalog)),
    }
}

/// Checks a request as JSON text. Issues carry their position; a key that occurs twice is one.
pub fn validate_json(text: impl AsRef<[u8]>, options: &Options) -> Report {
    validate_json_in(text, options, &EN)
}

/// [`validate_json`] in the words of another catalog.
pub fn validate_json_in(text: impl AsRef<[u8]>, options: &Options, catalog: &Catalog) -> Report {
    let text = text.as_ref();
    let mut desk = Desk::default();
    desk.json(text, &[], options, |checked| {
        // Only a repair needs the tree.
        let node = if checked.findings.is_empty() { None } else { json_node(text, &[], options) };
        let mut report = checked.report(node.as_ref(), catalog);
        let offsets = checked.offsets();
        for (issue, position) in report.issues.iter_mut().zip(Position::of_all(text, &offsets)) {
            issue.position = Some(position);
        }
        report
    })
}

/// What bulk checking found: NDJSON, one request a line.
#[derive(Clone, Debug)]
pub struct LinesReport<'a> {
    /// How many lines there are.
    pub lines: usize,
    /// How many of them hold a valid request.
    pub valid: usize,
    /// The others, from 0, with where they begin and end.
    invalid: Vec<(usize, core::ops::Range<usize>)>,
    /// How often each rule was broken, by position in the list of rules.
    counts: Vec<u32>,
    text: &'a [u8],
    options: Options,
}

impl LinesReport<'_> {
    /// The lines with errors, from 0.
    pub fn invalid_lines(&self) -> impl Iterator<Item = usize> {
        self.invalid.iter().map(|(line, _)| *line)
    }

    /// How often each code was found, in the order of the index.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, u32)> {
        RULES.iter().zip(&self.counts).filter(|(_, count)| **count > 0).map(|(rule, count)| (rule.code, *count))
    }

    /// The report of an invalid line, read again.
    pub fn report(&self, line: usize) -> Option<Report> {
        let (_, range) = self.invalid.iter().find(|(of, _)| *of == line)?;
        Some(validate_json(self.text.get(range.clone())?, &self.options))
    }
}

/// Checks NDJSON in one pass: lines end at LF, a CR before it is ignored, an empty last line is no line.
pub fn validate_lines<'a>(text: &'a [u8], options: &Options) -> LinesReport<'a> {
    let mut desk = Desk::default();
    let mut report = LinesReport {
        lines: 0,
        valid: 0,
        invalid: Vec::new(),
        counts: vec![0; RULES.len()],
        text,
        options: options.clone(),
    };
    for range in Lines::of(text) {
        let line = text.get(range.clone()).unwrap_or(&[]);
        let valid = desk.json(line, &[], options, |checked| {
            for finding in checked.findings {
                if let Some(count) = report.counts.get_mut(finding.rule as usize) {
                    *count += 1;
                }
            }
            checked.is_valid()
        });
        if valid {
            report.valid += 1;
        } else {
            report.invalid.push((report.lines, range));
        }
        report.lines += 1;
    }
    report
}

/// The lines of NDJSON, as ranges.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    text: &'a [u8],
    from: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn of(text: &'a [u8]) -> Self {
        Lines { text, from: 0 }
    }
}

impl Iterator for Lines<'_> {
    type Item = core::ops::Range<usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.from..).filter(|rest| !rest.is_empty())?;
        let length = seek(rest, 0, |word| marks(word, b'\n'));
        let start = self.from;
        self.from += length + 1;
        let end = match rest.get(..length) {
            Some([.., b'\r']) => start + length - 1,
            _ => start + length,
        };
        Some(start..end)
    }
}

/// The allocations of a check, kept for the next one.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    draft: Buffers,
    json: JsonBuffers,
    findings: Vec<Finding<'static>>,
}

/// A draft and what the rules said of it.
#[derive(Debug)]
pub(crate) struct Checked<'c, 'a> {
    pub(crate) draft: &'c Draft<'a>,
    pub(crate) findings: &'c [Finding<'a>],
    pub(crate) options: &'c Options,
}

impl Desk {
    /// As [`Desk::default`], before anything runs.
    pub(crate) const fn new() -> Self {
        Desk { draft: Buffers::new(), json: JsonBuffers::new(), findings: Vec::new() }
    }

    /// Through the text door. `lone` are the offsets of U+FFFD that stand for lone surrogates.
    pub(crate) fn json<R>(
        &mut self,
        text: &[u8],
        lone: &[u32],
        options: &Options,
        then: impl FnOnce(Checked<'_, '_>) -> R,
    ) -> R {
        let limits = options.limits();
        if text.len() > limits.bytes {
            return self.stopped(Stop::TooManyBytes, options, then);
        }
        let mut draft = Draft::new(core::mem::take(&mut self.draft));
        let mut cursor = JsonCursor::new(text, lone, &mut self.json, limits);
        read(&mut cursor, &mut draft);
        if matches!(draft.root, Root::Stopped(_)) {
            draft.root_at = cursor.position() as u32;
        }
        let keys = cursor.into_keys();
        let result = Self::finish(&mut self.findings, &mut self.draft, &mut draft, options, then);
        self.json.keep(keys);
        result
    }

    /// Through the object door.
    pub(crate) fn tape<R>(&mut self, tape: &[u8], options: &Options, then: impl FnOnce(Checked<'_, '_>) -> R) -> R {
        let mut draft = self.draft_of(tape);
        Self::finish(&mut self.findings, &mut self.draft, &mut draft, options, then)
    }

    #[inline(never)]
    fn draft_of<'a>(&mut self, tape: &'a [u8]) -> Draft<'a> {
        let mut draft = Draft::new(core::mem::take(&mut self.draft));
        read(&mut TapeCursor::new(tape), &mut draft);
        draft
    }

    /// A tree that holds to the sizes already.
    pub(crate) fn node<R>(&mut self, node: &Node<'_>, options: &Options, then: impl FnOnce(Checked<'_, '_>) -> R) -> R {
        let mut draft = Draft::new(core::mem::take(&mut self.draft));
        read(&mut NodeCursor::new(node, options.limits()), &mut draft);
        Self::finish(&mut self.findings, &mut self.draft, &mut draft, options, then)
    }

    /// What was refused before it was read.
    pub(crate) fn stopped<R>(&mut self, stop: Stop, options: &Options, then: impl FnOnce(Checked<'_, '_>) -> R) -> R {
        let mut draft = Draft::new(core::mem::take(&mut self.draft));
        draft.root = Root::Stopped(stop);
        Self::finish(&mut self.findings, &mut self.draft, &mut draft, options, then)
    }

    fn finish<'a, R>(
        kept: &mut Vec<Finding<'static>>,
        buffers: &mut Buffers,
        draft: &mut Draft<'a>,
        options: &Options,
        then: impl FnOnce(Checked<'_, '_>) -> R,
    ) -> R {
        let findings = found(kept, draft, options);
        let result = then(Checked { draft, findings: &findings, options });
        give_back(kept, buffers, draft, findings);
        result
    }
}

// Each caller of a check has its own copy of what surrounds these two, so they stand on their own.

#[inline(never)]
fn found<'a>(kept: &mut Vec<Finding<'static>>, draft: &Draft<'a>, options: &Options) -> Vec<Finding<'a>> {
    let mut findings = Findings::new(emptied(core::mem::take(kept)));
    check(draft, options, &mut findings);
    findings.list
}

#[inline(never)]
fn give_back<'a>(
    kept: &mut Vec<Finding<'static>>,
    buffers: &mut Buffers,
    draft: &mut Draft<'a>,
    findings: Vec<Finding<'a>>,
) {
    *kept = emptied(findings);
    *buffers = draft.take_buffers();
}

/// The tree of a text that was read without stopping.
pub(crate) fn json_node<'a>(text: &'a [u8], lone: &[u32], options: &Options) -> Option<Node<'a>> {
    // The cursor borrows its buffers as long as its text, so the tree's own strings are copied out of escapes.
    let mut buffers = JsonBuffers::default();
    let text: &[u8] = text;
    let mut cursor = JsonCursor::new(text, lone, &mut buffers, options.limits());
    Node::read(&mut cursor).ok().map(Node::into_owned)
}

/// The most fixes one report offers: each is tried on a copy of the request.
pub(crate) const MOST_FIXES: usize = 64;

impl<'a> Checked<'_, 'a> {
    pub(crate) fn is_valid(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }

    /// The repair of each finding, where there is one that helps; `request` is what was checked.
    pub(crate) fn repairs<P: Repairable + ?Sized>(&self, request: Option<&P>) -> Vec<Option<Patch<'a>>> {
        let mut repairs = Vec::new();
        self.each_repair(request, |patch| repairs.push(patch));
        repairs
    }

    /// The same, one by one.
    pub(crate) fn each_repair<P: Repairable + ?Sized>(
        &self,
        request: Option<&P>,
        mut then: impl FnMut(Option<Patch<'a>>),
    ) {
        let facts = Facts::of(self.draft, self.options);
        let before = Tally::of(self.findings);
        let mut desk = Desk::new();
        for (finding, tried) in self.findings.iter().zip(self.may_be_repaired()) {
            let request = request.filter(|_| tried);
            then(request.and_then(|request| self.helpful(&mut desk, &facts, &before, finding, request)));
        }
    }

    /// Whether there is a repair of each finding to be tried.
    pub(crate) fn may_be_repaired(&self) -> impl Iterator<Item = bool> {
        let mut left = MOST_FIXES;
        self.findings.iter().map(move |finding| {
            let tried = left > 0 && logic_at(finding.rule).is_some_and(|rule| rule.repair.is_some());
            left -= usize::from(tried);
            tried
        })
    }

    /// The repair of one finding, where there is one that helps.
    pub(crate) fn repair<P: Repairable + ?Sized>(&self, finding: &Finding<'a>, request: &P) -> Option<Patch<'a>> {
        let facts = Facts::of(self.draft, self.options);
        self.helpful(&mut Desk::new(), &facts, &Tally::of(self.findings), finding, request)
    }

    /// The same; a patch helps if it removes its finding and adds no error.
    fn helpful<P: Repairable + ?Sized>(
        &self,
        desk: &mut Desk,
        facts: &Facts<'_, 'a>,
        before: &Tally,
        finding: &Finding<'a>,
        request: &P,
    ) -> Option<Patch<'a>> {
        let patch = logic_at(finding.rule)?.repair?(facts, finding)?.0;
        let after = request.repaired(&patch, desk, self.options)?;
        after.is_better(before, finding.rule).then_some(patch)
    }

    pub(crate) fn path(&self, place: Place<'a>) -> Vec<Step<'a>> {
        let mut path = Vec::new();
        self.draft.path(place, &mut path);
        path
    }

    pub(crate) fn owned_path(&self, place: Place<'a>) -> Vec<PathStep> {
        self.path(place).into_iter().map(PathStep::from).collect()
    }

    /// Where each finding stands in the text.
    pub(crate) fn offsets(&self) -> Vec<usize> {
        self.findings
            .iter()
            .map(|finding| {
                let key = logic_at(finding.rule).is_some_and(|rule| rule.at_key);
                finding.at.unwrap_or_else(|| self.draft.offset(finding.place, key)) as usize
            })
            .collect()
    }

    /// The report; `request` is the tree that was checked, without which no fix is offered.
    pub(crate) fn report(&self, request: Option<&Node<'_>>, catalog: &Catalog) -> Report {
        let repairs = self.repairs(request);
        let issues = self.findings.iter().zip(repairs).filter_map(|(finding, patch)| {
            let rule = rule_at(finding.rule)?;
            let path = self.owned_path(finding.place);
            let params = params(finding);
            let words = catalog.phrase(rule.code, &params);
            Some(Issue {
                code: rule.code,
                severity: finding.severity,
                pointer: to_pointer(&path),
                path,
                message: words.message,
                help: words.help,
                source: Source { edition: self.options.edition.name(), section: rule.section },
                fix: patch.map(|patch| Fix {
                    title: words.fix.unwrap_or_default(),
                    patch: serde_json::Value::Array(patch.steps().map(op_to_json).collect()),
                }),
                params,
                position: None,
            })
        });
        let issues: Vec<Issue> = issues.collect();
        let mut overridden: Vec<u8> = self.options.severities.iter().map(|(rule, _)| *rule).collect();
        overridden.sort_unstable();
        overridden.dedup();
        Report {
            valid: self.is_valid(),
            edition: self.options.edition.name(),
            issues,
            overridden: overridden.into_iter().filter_map(|rule| Some(rule_at(rule)?.code)).collect(),
        }
    }
}

/// How often each rule was broken, and how often that was an error.
#[derive(Debug)]
pub(crate) struct Tally([(u32, u32); COUNT]);

impl Tally {
    fn of(findings: &[Finding<'_>]) -> Tally {
        let mut tally = Tally([(0, 0); COUNT]);
        for finding in findings {
            if let Some((all, errors)) = tally.0.get_mut(finding.rule as usize) {
                *all += 1;
                *errors += u32::from(finding.severity == Severity::Error);
            }
        }
        tally
    }

    /// Whether there is less of one rule, and no more errors of any.
    fn is_better(&self, before: &Tally, rule: u8) -> bool {
        let mut rules = self.0.iter().zip(&before.0).zip(0u8..);
        let mut less = false;
        rules.all(|((after, before), index)| {
            less |= index == rule && after.0 < before.0;
            after.1 <= before.1
        }) && less
    }
}

/// What a patch can be tried on.
pub(crate) trait Repairable {
    /// What there is to find after a patch; nothing where the patch does not fit.
    fn repaired(&self, patch: &Patch<'_>, desk: &mut Desk, options: &Options) -> Option<Tally>;
}

impl Repairable for Node<'_> {
    fn repaired(&self, patch: &Patch<'_>, desk: &mut Desk, options: &Options) -> Option<Tally> {
        let node = apply(self, *patch)?;
        Some(desk.node(&node, options, |after| Tally::of(after.findings)))
    }
}

impl Repairable for [u8] {
    fn repaired(&self, patch: &Patch<'_>, desk: &mut Desk, options: &Options) -> Option<Tally> {
        let mut tape = Tape { bytes: edit::copied(self) };
        edit_tape(&mut tape, patch)?;
        // A tape is as large as its reader lets it be; this one nobody read.
        let limits = options.limits();
        let (nodes, bytes) = edit::size(&tape)?;
        if nodes > limits.nodes || bytes > limits.bytes {
            return None;
        }
        Some(desk.tape(&tape.bytes, options, |after| Tally::of(after.findings)))
    }
}

fn edit_tape(tape: &mut Tape, patch: &Patch<'_>) -> Option<()> {
    let mut value = Tape::default();
    match patch {
        Patch::Step(Op::Add(_, fresh) | Op::Replace(_, fresh)) => fresh.write(&mut value),
        Patch::Step(Op::Remove(from) | Op::Move(from, _)) => value.bytes = taken(tape, from)?,
        Patch::GiveRoles { from, role, .. } => {
            let urls = taken(tape, &Place::Field(*from))?;
            value = edit::items(&urls, (Part::Role.name(), role.name()), Part::Url.name())?;
        }
    }
    let to = match patch {
        Patch::Step(Op::Add(to, _) | Op::Replace(to, _) | Op::Move(_, to)) => *to,
        Patch::Step(Op::Remove(_)) => return Some(()),
        Patch::GiveRoles { to, .. } => Place::Field(*to),
    };
    edit::put(tape, &path(to), &value.bytes, matches!(patch, Patch::Step(Op::Replace(..))))
}

#[inline(never)]
fn taken(tape: &mut Tape, from: &Place<'_>) -> Option<Vec<u8>> {
    edit::remove(tape, &path(*from))
}

/// The request after a patch, or nothing where the patch does not fit it.
pub(crate) fn apply<'n>(request: &Node<'n>, patch: Patch<'_>) -> Option<Node<'n>> {
    let mut repaired = request.clone();
    for op in patch.steps() {
        let done = match op {
            Op::Add(place, value) => repaired.add(&path(place), value.node()),
            Op::Replace(place, value) => repaired.at_mut(&path(place)).map(|there| *there = value.node()).is_some(),
            Op::Remove(place) => repaired.remove(&path(place)).is_some(),
            Op::Move(from, to) => {
                let value = repaired.remove(&path(from))?;
                repaired.add(&path(to), value)
            }
        };
        if !done {
            return None;
        }
    }
    Some(repaired)
}

fn path(place: Place<'_>) -> Vec<Step<'_>> {
    let mut path = Vec::new();
    place.path(&mut path);
    path
}

fn op_to_json(op: Op<'_>) -> serde_json::Value {
    let pointer = |place| to_pointer(&path(place).into_iter().map(PathStep::from).collect::<Vec<_>>());
    match op {
        Op::Add(place, value) => {
            serde_json::json!({ "op": "add", "path": pointer(place), "value": value.node().to_json() })
        }
        Op::Replace(place, value) => {
            serde_json::json!({ "op": "replace", "path": pointer(place), "value": value.node().to_json() })
        }
        Op::Remove(place) => serde_json::json!({ "op": "remove", "path": pointer(place) }),
        Op::Move(from, to) => serde_json::json!({ "op": "move", "from": pointer(from), "path": pointer(to) }),
    }
}

/// What a finding's message is made of.
pub(crate) fn params(finding: &Finding<'_>) -> serde_json::Map<String, serde_json::Value> {
    let mut params = serde_json::Map::new();
    for (name, arg) in finding.args.iter().flatten() {
        params.insert(Param::name(*name).to_owned(), arg_to_json(*arg));
    }
    params
}

fn arg_to_json(arg: Arg<'_>) -> serde_json::Value {
    match arg {
        Arg::Number(number) => crate::request::node::number_to_json(number),
        Arg::Text(text) => shown(text).into(),
        Arg::Word(word) => word.into(),
        Arg::Words(words) => words.to_vec().into(),
        Arg::Numbers(numbers) => numbers.to_vec().into(),
        Arg::Models(models) => models.iter().map(|model| model.name).collect::<Vec<_>>().into(),
        Arg::Roles(roles) => roles.iter().map(|role| role.name()).collect::<Vec<_>>().into(),
    }
}
