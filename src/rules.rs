//! The rule book: the list of rules, what a rule is, and what rules may ask about a draft.
//! One rule is one file; this one knows none of them but by name.

mod facts;
pub(crate) mod nearest;
pub(crate) mod prompt_text;
mod reading;

use crate::capability::Limit;
use crate::edition::{Edition, PerEdition};
use crate::report::{Finding, Findings, Fresh, Op, Patch, Severities, Severity};
use crate::request::{Draft, Field, Limits, MOST_DATA, MOST_LEVELS, MOST_NODES, MOST_TEXT, Root, Stop};

pub(crate) use facts::{Facts, exposures};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use seed_unsafe::SAFE;

/// Whether the generated JSON Schema can express a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InSchema {
    /// It rejects exactly what the rule finds.
    Yes,
    /// It cannot, or not all of it, and why.
    No(&'static str),
    /// The rule never makes a request invalid, so there is nothing to express.
    NeverInvalid,
}

/// What the position of an issue points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Points {
    /// At the value.
    Value,
    /// At the key.
    Key,
}

/// One rule of the API.
#[derive(Debug)]
pub struct Rule {
    /// Its stable name.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severities,
    /// The field it speaks of, for the index; nothing where it speaks of any.
    pub field: Option<Field>,
    /// Fields it reads: it waits while one of them is itself of the wrong type.
    pub reads: &'static [Field],
    /// The section of the page it rests on.
    pub section: &'static str,
    /// Whether the JSON Schema has it.
    pub schema: InSchema,
    /// What its position points at.
    pub points: Points,
    /// Adds its findings.
    pub check: Check,
    /// The obvious repair, where there may be one; whether it helps is tried before it is offered.
    pub repair: Option<Repair>,
}

/// Finds faults.
pub type Check = for<'a> fn(&Facts<'_, 'a>, &mut Findings<'a>);
/// Makes a repair of a finding.
pub type Repair = for<'a> fn(&Facts<'_, 'a>, &Finding<'a>) -> Option<RepairOf<'a>>;

/// A repair before it was tried.
#[derive(Debug)]
pub struct RepairOf<'a>(pub(crate) Patch<'a>);

impl<'a> RepairOf<'a> {
    fn step(op: Op<'a>) -> Option<Self> {
        Some(RepairOf(Patch::Step(op)))
    }

    /// A word of this library's own tables in place of what the finding is about.
    fn word(finding: &Finding<'a>, word: &'static str) -> Option<Self> {
        RepairOf::step(Op::Replace(finding.place, Fresh::Word(word)))
    }
}

impl Rule {
    /// What most rules have; `..Rule::BLANK` after the rest.
    pub(crate) const BLANK: Rule = Rule {
        code: "",
        severity: PerEdition::both(None),
        field: None,
        reads: &[],
        section: "",
        schema: InSchema::Yes,
        points: Points::Value,
        check: |_, _| {},
        repair: None,
    };
}

/// The part of a rule that runs. Its words are not here, so a module that only runs rules carries none.
#[derive(Debug)]
pub(crate) struct Logic {
    severity: Severities,
    /// A bit for each field of [`Rule::reads`].
    reads: u32,
    /// Whether its position points at the key.
    pub(crate) at_key: bool,
    check: Check,
    pub(crate) repair: Option<Repair>,
}

impl Logic {
    const fn of(rule: &Rule) -> Logic {
        let mut reads = 0;
        let mut rest = rule.reads;
        while let [field, more @ ..] = rest {
            reads |= 1 << *field as u32;
            rest = more;
        }
        let at_key = matches!(rule.points, Points::Key);
        Logic { severity: rule.severity, reads, at_key, check: rule.check, repair: rule.repair }
    }
}

macro_rules! rules {
    (reading { $($reading:ident)* } $($stem:ident)*) => {
        $(mod $stem;)*

        /// Every rule, in the order of the index.
        pub static RULES: &[&Rule] = &[$(&reading::$reading,)* $(&$stem::RULE,)*];

        /// The file of each rule, in the same order.
        pub const FILES: &[&str] = &[$({ let _ = stringify!($reading); "reading" },)* $(stringify!($stem),)*];

        /// The position of each rule, by the name of its file or of its own.
        #[allow(dead_code, non_camel_case_types, clippy::upper_case_acronyms, reason = "one name for each rule, as the rule has it")]
        #[repr(u8)]
        pub(crate) enum At { $($reading,)* $($stem,)* }

        static CODES: &[&str] = &[$(reading::$reading.code,)* $($stem::RULE.code,)*];

        static LOGIC: &[Logic] = &[$(Logic::of(&reading::$reading),)* $(Logic::of(&$stem::RULE),)*];
    };
}

/// How many rules there are.
pub(crate) const COUNT: usize = RULES.len();

/// The name of the rule at a position.
pub(crate) fn code_at(index: u8) -> &'static str {
    CODES.get(index as usize).copied().unwrap_or("")
}

/// What runs of the rule at a position.
pub(crate) fn logic_at(index: u8) -> Option<&'static Logic> {
    LOGIC.get(index as usize)
}

rules! {
    reading { NOT_AN_OBJECT NOT_JSON DUPLICATE_KEY TOO_DEEP TOO_LARGE WRONG_TYPE }
    empty_value
    unknown_field
    field_undocumented
    field_not_exposed
    model_missing
    model_unknown
    prompt_missing
    nothing_to_generate
    prompt_too_long
    prompt_names_missing_media
    prompt_holds_url
    duration_out_of_range
    duration_auto_unsupported
    duration_not_listed
    duration_left_to_default
    aspect_ratio_unknown
    resolution_not_offered
    image_urls_with_roles
    image_urls_not_supported
    image_urls_discouraged
    image_urls_beside_references
    url_missing
    role_missing
    role_not_offered
    too_many_first_frames
    too_many_last_frames
    last_frame_alone
    too_many_reference_images
    too_many_reference_videos
    too_many_reference_audios
    channel_limit_unknown
    frame_and_reference_mixed
    audio_without_visual
    web_search_with_media
    tool_unknown
    url_malformed
    url_scheme_not_offered
    url_not_https
    url_has_credentials
    url_not_public
    asset_id_malformed
    media_kind_mismatch
    duplicate_reference
    callback_url_refused
    trace_id_without_callback
    business_id_in_metadata
    business_id_conflict
    business_id_unusable
    business_id_needs_encoding
    business_id_like_task_id
    metadata_shadows_field
    seed_unsafe
    seed_range_unknown
}

/// The rule of that code, and its position in [`RULES`].
pub fn rule(code: &str) -> Option<(u8, &'static Rule)> {
    RULES.iter().zip(0u8..).find(|(rule, _)| rule.code == code).map(|(rule, index)| (index, *rule))
}

/// The rule at a position of [`RULES`].
pub fn rule_at(index: u8) -> Option<&'static Rule> {
    RULES.get(index as usize).copied()
}

/// What a caller wants keys to be that the page does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownFields {
    /// Reported as warnings.
    #[default]
    Warn,
    /// Reported as errors.
    Error,
    /// Not reported.
    Allow,
}

/// How a caller wants a request to be checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// The edition of the page; the founding one by default.
    pub edition: Edition,
    /// What unknown keys are.
    pub unknown_fields: UnknownFields,
    /// Other severities, by position of the rule: nothing turns it off. The last entry of a rule counts.
    pub severities: Vec<(u8, Option<Severity>)>,
    /// The most reference videos of the caller's channel, where known.
    pub reference_videos: Option<u32>,
    /// The most reference audios of the caller's channel, where known.
    pub reference_audios: Option<u32>,
    /// Another total size in bytes.
    pub bytes: Option<usize>,
}

impl Options {
    /// The defaults of one edition.
    pub fn of(edition: Edition) -> Self {
        Options { edition, ..Options::default() }
    }

    /// Sets the severity of a rule; false where there is no such rule.
    pub fn set_severity(&mut self, code: &str, severity: Option<Severity>) -> bool {
        rule(code).map(|(index, _)| self.severities.push((index, severity))).is_some()
    }

    /// The sizes that reading holds to.
    pub(crate) fn limits(&self) -> Limits {
        let page = crate::capability::Page::of(self.edition);
        Limits {
            bytes: self.bytes.unwrap_or(page.bytes as usize),
            nodes: MOST_NODES,
            depth: MOST_LEVELS,
            text: MOST_TEXT,
            data: if page.data_urls.value { MOST_DATA } else { 0 },
        }
    }

    /// The caller's limit, and the table's.
    pub(crate) fn narrowed(limit: Limit, own: Option<u32>) -> Option<u32> {
        match (limit, own) {
            (Limit::AtMost(most), Some(own)) => Some(most.min(own)),
            (Limit::AtMost(most), None) => Some(most),
            (Limit::DependsOnChannel, own) => own,
        }
    }

    fn severity_of(&self, index: u8, documented: Option<Severity>) -> Option<Severity> {
        let documented = documented?;
        if let Some((_, severity)) = self.severities.iter().rfind(|(of, _)| *of == index) {
            return *severity;
        }
        match self.unknown_fields {
            UnknownFields::Error if index == At::unknown_field as u8 => Some(Severity::Error),
            UnknownFields::Allow if index == At::unknown_field as u8 => None,
            _ => Some(documented),
        }
    }
}

/// Runs every rule over a draft. `findings` come back in the order of reports.
pub(crate) fn check<'a>(draft: &Draft<'a>, options: &Options, findings: &mut Findings<'a>) {
    findings.list.clear();
    let facts = Facts::of(draft, options);
    // What could not be read to its end has one finding: why.
    let only = match draft.root {
        Root::Object => None,
        Root::Other(_) => Some(At::NOT_AN_OBJECT),
        Root::Stopped(Stop::Syntax) => Some(At::NOT_JSON),
        Root::Stopped(Stop::TooDeep) => Some(At::TOO_DEEP),
        Root::Stopped(_) => Some(At::TOO_LARGE),
    };
    let only = only.map(|rule| rule as u8);
    for (logic, index) in LOGIC.iter().zip(0u8..) {
        let waits = logic.reads & facts.wrong != 0;
        if waits || only.is_some_and(|only| only != index) {
            continue;
        }
        if let Some(severity) = options.severity_of(index, logic.severity.of(options.edition)) {
            (findings.rule, findings.severity) = (index, severity);
            (logic.check)(&facts, findings);
        }
    }
    findings.settle(draft, At::DUPLICATE_KEY as u8);
}
