//! What a check found: findings that borrow the draft while rules run, issues that own what they say afterwards.
//! Knows no words: a finding carries a code and parameters, and [`crate::locale`] phrases them.

use crate::capability::{Model, Role};
use crate::edition::{Edition, PerEdition};
use crate::request::node::Node;
use crate::request::order::{ordered, ordered_apart};
use crate::request::tape::{Tape, tag};
use crate::request::{
    Draft, Field, LooseKey, Part, Place, Step, Value, is_white_space, next_character, push_decimal, run, starts_with,
    trim_start, word_length,
};
use std::cmp::Ordering;

/// How much an issue weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Severity {
    /// The API refuses the request, or cannot use it.
    Error,
    /// The page contradicts itself, is silent where money is at stake, or the value would be ignored.
    Warning,
    /// The page recommends otherwise.
    Advice,
}

impl Severity {
    /// Every severity, heaviest first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Advice];

    /// As callers spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
        }
    }
}

/// The severity of a rule in each edition; nothing where an edition does not have the rule.
pub type Severities = PerEdition<Option<Severity>>;

impl Severities {
    /// The same in every edition.
    pub const fn always(severity: Severity) -> Self {
        PerEdition::both(Some(severity))
    }

    /// Only in edition 2026-06.
    pub const fn only_06(severity: Severity) -> Self {
        PerEdition::each(Some(severity), None)
    }

    /// Only in edition 2026-08.
    pub const fn only_08(severity: Severity) -> Self {
        PerEdition::each(None, Some(severity))
    }
}

macro_rules! params {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// The name of a parameter of an issue.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Param {
            $($(#[$doc])* $variant,)*
        }

        impl Param {
            /// Every name, in the order of their numbers.
            pub const ALL: &'static [Param] = &[$(Param::$variant,)*];

            /// As templates and callers spell it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Param::$variant => $name,)*
                }
            }
        }
    };
}

params! {
    /// The value found; strings are cut and redacted.
    Actual = "actual",
    /// The type or kind found, as a term.
    Found = "found",
    /// The type or kind wanted, as a term.
    Expected = "expected",
    /// The values that would do.
    Allowed = "allowed",
    /// The smallest value that would do.
    Min = "min",
    /// The largest value or count that would do.
    Max = "max",
    /// How many there are.
    Count = "count",
    /// The model chosen.
    Model = "model",
    /// The key found.
    Key = "key",
    /// The value or key probably meant.
    Nearest = "nearest",
    /// Why, as a term.
    Reason = "reason",
    /// The role found.
    Role = "role",
    /// The documented default.
    Default = "default",
}

/// The value of a parameter.
#[derive(Clone, Copy, Debug)]
pub enum Arg<'a> {
    /// A number.
    Number(f64),
    /// Text of the request: shown cut and redacted.
    Text(&'a str),
    /// A word of this library's own tables.
    Word(&'static str),
    /// Several of them.
    Words(&'static [&'static str]),
    /// Several numbers.
    Numbers(&'static [u32]),
    /// The names of models.
    Models(&'static [Model]),
    /// The names of roles.
    Roles(&'static [Role]),
}

/// How many parameters one finding can carry.
pub(crate) const MOST_PARAMS: usize = 4;

/// One fault, while the draft is there.
#[derive(Clone, Copy, Debug)]
pub struct Finding<'a> {
    /// Position of its rule in the list of rules.
    pub(crate) rule: u8,
    pub(crate) severity: Severity,
    pub(crate) place: Place<'a>,
    /// Where its text begins, where the finding knows better than its place.
    pub(crate) at: Option<u32>,
    pub(crate) args: [Option<(Param, Arg<'a>)>; MOST_PARAMS],
}

impl<'a> Finding<'a> {
    /// The parameter of that name.
    pub(crate) fn arg(&self, param: Param) -> Option<Arg<'a>> {
        self.args.iter().flatten().find(|(name, _)| *name == param).map(|(_, arg)| *arg)
    }
}

impl Default for Finding<'_> {
    fn default() -> Self {
        Finding { rule: 0, severity: Severity::Error, place: Place::Root, at: None, args: [None; MOST_PARAMS] }
    }
}

/// The findings of one check, as rules add them: a place, then the parameters in the order in which they are shown.
#[derive(Debug)]
pub struct Findings<'a> {
    pub(crate) list: Vec<Finding<'a>>,
    pub(crate) rule: u8,
    pub(crate) severity: Severity,
}

// Each of these is called by many rules, so it stands on its own and takes what fits a call.
impl<'a> Findings<'a> {
    pub(crate) fn new(list: Vec<Finding<'a>>) -> Self {
        Findings { list, rule: 0, severity: Severity::Error }
    }

    /// Adds a finding of the rule that is running.
    #[inline(never)]
    pub(crate) fn add(&mut self, place: Place<'a>) -> &mut Self {
        let (rule, severity) = (self.rule, self.severity);
        self.list.push(Finding { rule, severity, place, ..Finding::default() });
        self
    }

    #[inline(never)]
    pub(crate) fn field(&mut self, field: Field) -> &mut Self {
        self.add(Place::Field(field))
    }

    #[inline(never)]
    pub(crate) fn item(&mut self, list: Field, index: u32) -> &mut Self {
        self.add(Place::Item(list, index))
    }

    #[inline(never)]
    pub(crate) fn part(&mut self, list: Field, index: u32, part: Part) -> &mut Self {
        self.add(Place::Part(list, index, part))
    }

    /// The offset where the text of the finding begins, where the finding knows better than its place.
    pub(crate) fn at(&mut self, at: u32) -> &mut Self {
        if let Some(finding) = self.list.last_mut() {
            finding.at = Some(at);
        }
        self
    }

    #[inline(never)]
    fn with(&mut self, param: Param, arg: Arg<'a>) -> &mut Self {
        if let Some(finding) = self.list.last_mut()
            && let Some(slot) = finding.args.iter_mut().find(|slot| slot.is_none())
        {
            *slot = Some((param, arg));
        }
        self
    }

    #[inline(never)]
    pub(crate) fn number(&mut self, param: Param, number: f64) -> &mut Self {
        self.with(param, Arg::Number(number))
    }

    #[inline(never)]
    pub(crate) fn count(&mut self, param: Param, count: u32) -> &mut Self {
        self.number(param, f64::from(count))
    }

    #[inline(never)]
    pub(crate) fn text(&mut self, param: Param, text: &'a str) -> &mut Self {
        self.with(param, Arg::Text(text))
    }

    #[inline(never)]
    pub(crate) fn word(&mut self, param: Param, word: &'static str) -> &mut Self {
        self.with(param, Arg::Word(word))
    }

    #[inline(never)]
    pub(crate) fn words(&mut self, param: Param, words: &'static [&'static str]) -> &mut Self {
        self.with(param, Arg::Words(words))
    }

    pub(crate) fn numbers(&mut self, param: Param, numbers: &'static [u32]) -> &mut Self {
        self.with(param, Arg::Numbers(numbers))
    }

    pub(crate) fn models(&mut self, param: Param, models: &'static [Model]) -> &mut Self {
        self.with(param, Arg::Models(models))
    }

    pub(crate) fn roles(&mut self, param: Param, roles: &'static [Role]) -> &mut Self {
        self.with(param, Arg::Roles(roles))
    }

    /// Adds a finding about a key that belongs to nothing known, where there still is such a place.
    #[inline(never)]
    pub(crate) fn loose(&mut self, draft: &Draft<'a>, key: &LooseKey<'a>) -> &mut Self {
        match draft.place_of(key) {
            Some(place) => self.add(place).at(key.at).text(Param::Key, key.name),
            None => self,
        }
    }

    /// The model chosen.
    #[inline(never)]
    pub(crate) fn model(&mut self, model: &'static Model) -> &mut Self {
        self.word(Param::Model, model.name)
    }

    /// A value of the request.
    #[inline(never)]
    pub(crate) fn actual(&mut self, value: &Value<'a>) -> &mut Self {
        self.with(
            Param::Actual,
            match *value {
                Value::Text(text) | Value::Broken(text) => Arg::Text(text),
                Value::Number(number) => Arg::Number(number),
                Value::Data(long) => Arg::Text(long.head),
                other => Arg::Word(other.term()),
            },
        )
    }

    /// Puts the findings into the order of reports, and drops what says the same of the same place: the last in the
    /// text stays, because the last value counts, but for the rule on repetition itself.
    pub(crate) fn settle(&mut self, draft: &Draft<'a>, on_repetition: u8) {
        if self.list.len() < 2 {
            return;
        }
        let at = |position: u64| self.list.get(position as usize);
        let order = ordered_apart(self.list.len(), &|one, two| {
            let (Some(one), Some(two)) = (at(one), at(two)) else { return Ordering::Equal };
            compare(draft, one.place, two.place)
                .then(one.severity.cmp(&two.severity))
                .then(one.rule.cmp(&two.rule))
                .then_with(|| if one.rule == on_repetition { one.at.cmp(&two.at) } else { two.at.cmp(&one.at) })
        });
        let mut list = Vec::new();
        for later in order.into_iter().filter_map(|position| self.list.get(position)) {
            let said = |earlier: &Finding<'a>| {
                later.rule == earlier.rule && compare(draft, later.place, earlier.place) == Ordering::Equal
            };
            if !list.last().is_some_and(said) {
                list.push(*later);
            }
        }
        self.list = list;
    }
}

/// The order of places: fields as [`Field`] lists them, then other keys by their bytes; parents before children.
fn compare<'a>(draft: &Draft<'a>, one: Place<'a>, two: Place<'a>) -> Ordering {
    let ranks = (rank(one), rank(two));
    if ranks.0.max(ranks.1) < NO_RANK {
        return ranks.0.cmp(&ranks.1);
    }
    let (mut left, mut right) = (Vec::new(), Vec::new());
    draft.path(one, &mut left);
    draft.path(two, &mut right);
    // Only what stands in a list of the page has parts.
    let item = matches!(left.as_slice(), [Step::Key(list), Step::Index(_), ..] if Field::from_name(list).is_some());
    for (depth, (left, right)) in left.iter().zip(&right).enumerate() {
        let order = match (left, right) {
            (Step::Index(left), Step::Index(right)) => left.cmp(right),
            (Step::Key(left), Step::Key(right)) => {
                let depth = if item || depth == 0 { depth } else { 1 };
                rank_of_key(depth, left).cmp(&rank_of_key(depth, right)).then_with(|| left.cmp(right))
            }
            (Step::Index(_), Step::Key(_)) => Ordering::Less,
            (Step::Key(_), Step::Index(_)) => Ordering::Greater,
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    left.len().cmp(&right.len())
}

/// A number that orders the keys at a depth; in front of those that the page does not know.
#[inline(never)]
fn rank_of_key(depth: usize, key: &str) -> u32 {
    match depth {
        0 => Field::from_name(key).map_or(u32::MAX, |field| field as u32),
        2 => Part::ALL.into_iter().find(|part| part.name() == key).map_or(u32::MAX, |part| part as u32),
        _ => 0,
    }
}

/// Beyond every rank.
const NO_RANK: u64 = u64::MAX;

/// A number that orders the places that have no key of the caller's in them.
#[inline(never)]
fn rank(place: Place<'_>) -> u64 {
    let (field, index, part) = match place {
        Place::Root => return 0,
        Place::Field(field) => (field, 0, 0),
        Place::Item(field, index) => (field, index as u64 + 1, 0),
        Place::Part(field, index, part) => (field, index as u64 + 1, part as u64 + 1),
        Place::ItemKey(..) | Place::MetadataKey(_) | Place::Key(_) | Place::Deep(..) => return NO_RANK,
    };
    (field as u64 + 1) << 40 | index << 4 | part
}

/// What a repair brings into a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fresh {
    /// A word of this library's own tables.
    Word(&'static str),
    /// An empty list.
    List,
    /// An item with a role, and nothing else yet.
    Item(Role),
}

impl Fresh {
    /// Writes it for JavaScript.
    pub(crate) fn write(self, tape: &mut Tape) {
        match self {
            Fresh::Word(word) => return tape.text(word),
            Fresh::List => tape.byte(tag::ARRAY),
            Fresh::Item(role) => {
                tape.byte(tag::OBJECT);
                tape.key(Part::Role.name());
                tape.text(role.name());
            }
        }
        tape.byte(tag::END);
    }

    /// As a part of a tree.
    pub(crate) fn node<'a>(self) -> Node<'a> {
        match self {
            Fresh::Word(word) => Node::Text(word.into()),
            Fresh::List => Node::Array(Vec::new()),
            Fresh::Item(role) => Node::Object(vec![(Part::Role.name().into(), Node::Text(role.name().into()))]),
        }
    }
}

/// A repair. INVARIANT: it neither reads nor writes outside the request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Patch<'a> {
    /// One step of RFC 6902.
    Step(Op<'a>),
    /// The URLs of a list become items with a role in another list, which has none: many steps, told apart by
    /// [`Patch::steps`] and done at once on a tape.
    GiveRoles { from: Field, to: Field, count: u32, role: Role },
}

/// One step of repairing a request: RFC 6902. Its places are known without the draft.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Op<'a> {
    Add(Place<'a>, Fresh),
    Replace(Place<'a>, Fresh),
    Remove(Place<'a>),
    Move(Place<'a>, Place<'a>),
}

impl<'a> Patch<'a> {
    /// The patch in the terms of RFC 6902 alone.
    pub(crate) fn steps(self) -> impl Iterator<Item = Op<'a>> {
        let last = match self {
            Patch::Step(_) => 0,
            Patch::GiveRoles { count, .. } => 2 * count + 1,
        };
        (0..=last).map(move |number| self.step(number, last))
    }

    #[inline(never)]
    fn step(&self, number: u32, last: u32) -> Op<'a> {
        match *self {
            Patch::Step(op) => op,
            Patch::GiveRoles { to, .. } if number == 0 => Op::Add(Place::Field(to), Fresh::List),
            Patch::GiveRoles { from, .. } if number == last => Op::Remove(Place::Field(from)),
            Patch::GiveRoles { to, count, role, .. } if number <= count => {
                Op::Add(Place::Item(to, number - 1), Fresh::Item(role))
            }
            Patch::GiveRoles { from, to, .. } => {
                // From the last to the first, so that no list closes up behind each step.
                let index = last - 1 - number;
                Op::Move(Place::Item(from, index), Place::Part(to, index, Part::Url))
            }
        }
    }
}

/// A step of a path that owns its key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(untagged)]
pub enum PathStep {
    /// Into an object.
    Key(String),
    /// Into an array.
    Index(u32),
}

impl PathStep {
    /// The same step, borrowed.
    pub fn as_step(&self) -> Step<'_> {
        match self {
            PathStep::Key(key) => Step::Key(key),
            PathStep::Index(index) => Step::Index(*index),
        }
    }
}

impl From<Step<'_>> for PathStep {
    fn from(step: Step<'_>) -> Self {
        match step {
            Step::Key(key) => PathStep::Key(key.to_owned()),
            Step::Index(index) => PathStep::Index(index),
        }
    }
}

/// The JSON Pointer of a path: RFC 6901.
pub fn to_pointer(path: &[PathStep]) -> String {
    let mut pointer = Vec::new();
    path.iter().for_each(|step| point(&mut pointer, step.as_step()));
    // INVARIANT: what is put in front of ASCII is ASCII, so this is UTF-8 as the keys are.
    String::from_utf8(pointer).unwrap_or_default()
}

/// One more step of a JSON Pointer.
pub(crate) fn point(pointer: &mut Vec<u8>, step: Step<'_>) {
    push(pointer, "/");
    match step {
        Step::Index(index) => push_decimal(pointer, index),
        Step::Key(key) => {
            for byte in key.bytes() {
                match byte {
                    b'~' => push(pointer, "~0"),
                    b'/' => push(pointer, "~1"),
                    _ => pointer.push(byte),
                }
            }
        }
    }
}

/// Where an issue stands in the text that was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Position {
    /// Bytes before it.
    pub offset: usize,
    /// UTF-16 units before it.
    #[serde(skip)]
    pub utf16_offset: usize,
    /// From 1.
    pub line: usize,
    /// From 1, in UTF-16 units.
    pub column: usize,
}

impl Position {
    /// The positions of byte offsets in a text, in one pass; `offsets` need not be sorted.
    pub(crate) fn of_all(text: &[u8], offsets: &[usize]) -> Vec<Position> {
        let order = ordered(offsets.len(), &|one, two| offsets.get(one).cmp(&offsets.get(two)));
        let mut positions = vec![Position { offset: 0, utf16_offset: 0, line: 1, column: 1 }; offsets.len()];
        let mut here = Position { offset: 0, utf16_offset: 0, line: 1, column: 1 };
        // A byte order mark is no column.
        let mark = if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        for index in order {
            let offset = offsets.get(index).copied().unwrap_or(0);
            for (at, byte) in text.get(here.offset..offset).unwrap_or(&[]).iter().enumerate() {
                // Continuation bytes are no unit; four-byte characters are two.
                let units = match byte {
                    0x80..=0xbf => 0,
                    0xf0.. => 2,
                    _ => 1,
                };
                here.utf16_offset += units;
                let next = text.get(here.offset + at + 1);
                if *byte == b'\n' || (*byte == b'\r' && next != Some(&b'\n')) {
                    (here.line, here.column) = (here.line + 1, 1);
                } else if here.offset + at >= mark {
                    here.column += units;
                }
            }
            here.offset = here.offset.max(offset);
            if let Some(position) = positions.get_mut(index) {
                *position = Position { offset, ..here };
            }
        }
        positions
    }
}

/// Where the API says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Source {
    /// The edition's name.
    pub edition: &'static str,
    /// The section of its page.
    pub section: &'static str,
}

/// A repair on offer: applying `patch` to the request removes the issue and adds no error.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Fix {
    /// What it does, in the report's language.
    pub title: String,
    /// RFC 6902.
    pub patch: serde_json::Value,
}

/// One fault of a request.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Issue {
    /// The rule, by its stable name.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// From the request's root.
    pub path: Vec<PathStep>,
    /// The path as a JSON Pointer.
    pub pointer: String,
    /// One sentence: the value and what is allowed.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What the message is made of.
    pub params: serde_json::Map<String, serde_json::Value>,
    /// Where the API says so.
    pub source: Source,
    /// A repair, where there is an obvious one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// Where it stands, for text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

impl serde::Serialize for Severity {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Report {
    /// True exactly when no issue is an error.
    pub valid: bool,
    /// The edition that was asked.
    pub edition: &'static str,
    /// Every issue, in the order of the page.
    pub issues: Vec<Issue>,
    /// The codes whose severity the caller changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub overridden: Vec<&'static str>,
}

impl Report {
    /// The issues of one severity.
    pub fn of(&self, severity: Severity) -> impl Iterator<Item = &Issue> {
        self.issues.iter().filter(move |issue| issue.severity == severity)
    }

    /// The errors.
    pub fn errors(&self) -> impl Iterator<Item = &Issue> {
        self.of(Severity::Error)
    }

    /// The warnings.
    pub fn warnings(&self) -> impl Iterator<Item = &Issue> {
        self.of(Severity::Warning)
    }

    /// The advice.
    pub fn advice(&self) -> impl Iterator<Item = &Issue> {
        self.of(Severity::Advice)
    }

    /// The issues of each field, by the first step of their path; root findings stand under the empty name.
    pub fn by_field(&self) -> std::collections::BTreeMap<&str, Vec<&Issue>> {
        let mut fields = std::collections::BTreeMap::<&str, Vec<&Issue>>::new();
        for issue in &self.issues {
            let name = match issue.path.first() {
                Some(PathStep::Key(key)) => key.as_str(),
                _ => "",
            };
            fields.entry(name).or_default().push(issue);
        }
        fields
    }

    /// The error of a caller's edition name, so that every door says the same.
    pub fn edition(&self) -> Option<Edition> {
        Edition::from_name(self.edition)
    }
}

/// The most characters of a value that anything shows.
pub const MOST_SHOWN: usize = 60;

/// Text of a request as messages show it: secrets redacted, then cut.
///
/// Redacted are the userinfo and the query of URLs, also where they are malformed, `sk-…` and `Bearer …`. What is cut
/// ends in `…`.
pub fn shown(text: &str) -> String {
    // INVARIANT: only whole characters are pushed, and cuts are made between them.
    String::from_utf8(shown_bytes(text)).unwrap_or_default()
}

/// The same as bytes.
pub(crate) fn shown_bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    let mut word = Word::default();
    loop {
        let here = rest;
        let Some(character) = next_character(&mut rest) else { break };
        let shown = here.get(..here.len() - rest.len()).unwrap_or("");
        // Few characters begin a secret: the rest need not be looked at twice.
        let begins = !word.inside && matches!(character, 's' | 'S' | 'b' | 'B');
        if begins && starts_with(here.as_bytes(), "sk-") {
            push(&mut out, "sk-…");
            rest = from(here, 3);
            rest = from(rest, run(rest.as_bytes(), is_token));
            word.inside = true;
            continue;
        }
        if begins && starts_with(here.as_bytes(), "bearer") {
            let token = trim_start(from(here, 6));
            if token.len() + 6 < here.len() {
                push(&mut out, "Bearer …");
                rest = from(token, word_length(token));
                word = Word::at(out.len());
                continue;
            }
        }
        match character {
            _ if is_white_space(character) => word = Word::at(out.len() + shown.len()),
            ':' if starts_with(here.as_bytes(), "://") => {
                push(&mut out, "://");
                rest = from(here, 3);
                word = Word { url: true, authority: Some(out.len()), ..Word::at(out.len()) };
                continue;
            }
            '@' => {
                if let Some(start) = word.secret.or(word.authority) {
                    out.truncate(start);
                    push(&mut out, CUT);
                }
            }
            '?' | '#' | '&' if (word.url && character == '?') || is_pair(rest.as_bytes()) => {
                push(&mut out, shown);
                push(&mut out, CUT);
                let hash = run(rest.as_bytes(), |byte| byte != b'#');
                rest = from(rest, hash.min(word_length(rest)));
                word = Word { url: word.url, ..Word::at(out.len()) };
                continue;
            }
            '/' | '\\' | '?' | '#' => {
                // What was a number behind a colon was a port.
                let secret = word.secret.filter(|_| !word.digits);
                word = Word { url: word.url, secret, ..Word::at(out.len() + 1) };
            }
            ':' if !matches!(rest.as_bytes(), [b'/' | b'\\', ..]) && word.secret.is_none() => {
                (word.secret, word.digits) = (Some(word.segment), true);
            }
            _ => word.digits &= character.is_ascii_digit(),
        }
        word.inside = character.is_ascii_alphanumeric() || character == '_';
        push(&mut out, shown);
        // Enough for the cut, unless userinfo is still open and may take back what was pushed.
        if word.authority.is_none() && word.secret.is_none() && out.len() > MOST_SHOWN * 8 {
            break;
        }
    }
    cut(&mut out, !rest.is_empty());
    out
}

/// What is known of the word that is being shown; positions are those of what is shown of it.
#[derive(Clone, Copy, Debug, Default)]
struct Word {
    /// It holds `://`.
    url: bool,
    /// Where its authority begins, while that lasts.
    authority: Option<usize>,
    /// Where the piece between slashes begins.
    segment: usize,
    /// Where the piece begins that holds a colon: with an `@` behind, it was a name and a password.
    secret: Option<usize>,
    /// Nothing but digits stand behind that colon.
    digits: bool,
    /// The last character was a letter, a digit or `_`.
    inside: bool,
}

impl Word {
    fn at(segment: usize) -> Word {
        Word { segment, ..Word::default() }
    }
}

/// Whether a name and `=` follow.
fn is_pair(text: &[u8]) -> bool {
    let name = run(text, |next| is_token(next) && next != b'=');
    name > 0 && text.get(name) == Some(&b'=')
}

/// What stands for what was left out.
const CUT: &str = "…";

fn cut(text: &mut Vec<u8>, more: bool) {
    let (mut count, mut end) = (0, text.len());
    for (at, byte) in text.iter().enumerate() {
        // Each character has one byte that does not continue another.
        count += usize::from(byte & 0xc0 != 0x80);
        if count == MOST_SHOWN {
            end = end.min(at);
        }
    }
    if more || count > MOST_SHOWN {
        text.truncate(end);
        push(text, CUT);
    }
}

#[inline(never)]
fn push(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

#[inline(never)]
fn from(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or("")
}

fn is_token(next: u8) -> bool {
    next.is_ascii_alphanumeric() || matches!(next, b'-' | b'_' | b'.' | b'~' | b'+' | b'/' | b'=')
}
