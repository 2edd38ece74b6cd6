//! The rule book: the list of rules, what a rule is, and what rules may ask about a draft.
//! One rule is one file; this one knows none of them but by name.

mod facts;
pub(crate) mod nearest;
pub(crate) mod prompt_text;
mod reading;

use crate::capability::Limit;
use crate::edition::{Edition, PerEdition};
use crate::report::{Finding, Findings, Patch, Severities, Severity};
use crate::request::{Draft, Field, Limits, MOST_DATA, MOST_LEVELS, MOST_NODES, MOST_TEXT, Root};

pub(crate) use facts::Facts;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use seed_unsafe::SAFE;

/// Whether the generated JSON Schema can express a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InSchema {
    /// It rejects exactly what the rule finds.
    Yes,
    /// It cannot, and why.
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
    pub check: for<'a> fn(&Facts<'_, 'a>, &mut Findings<'a>),
    /// The obvious repair, where there may be one; whether it helps is tried before it is offered.
    pub repair: Option<for<'a> fn(&Facts<'_, 'a>, &Finding<'a>) -> Option<RepairOf<'a>>>,
}

/// A repair before it was tried.
#[derive(Debug)]
pub struct RepairOf<'a>(pub(crate) Patch<'a>);

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

macro_rules! rules {
    (reading { $($reading:ident)* } $($stem:ident)*) => {
        $(mod $stem;)*

        /// Every rule, in the order of the index.
        pub static RULES: &[&Rule] = &[$(&reading::$reading,)* $(&$stem::RULE,)*];

        /// The file of each rule, in the same order.
        pub const FILES: &[&str] = &[$({ let _ = stringify!($reading); "reading" },)* $(stringify!($stem),)*];

        fn run_all<'a>(facts: &Facts<'_, 'a>, asked: &Options, findings: &mut Findings<'a>) {
            let mut index = 0;
            $(run(index, &reading::$reading, facts, asked, findings); index += 1;)*
            $(run(index, &$stem::RULE, facts, asked, findings); index += 1;)*
            let _ = index;
        }
    };
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

    fn severity_of(&self, index: u8, rule: &Rule) -> Option<Severity> {
        let documented = rule.severity.of(self.edition)?;
        if self.severities.is_empty() && self.unknown_fields == UnknownFields::Warn {
            return Some(documented);
        }
        if let Some((_, severity)) = self.severities.iter().rfind(|(of, _)| *of == index) {
            return *severity;
        }
        match self.unknown_fields {
            UnknownFields::Error if rule.code == "unknown-field" => Some(Severity::Error),
            UnknownFields::Allow if rule.code == "unknown-field" => None,
            _ => Some(documented),
        }
    }
}

/// Runs every rule over a draft. `findings` come back in the order of reports.
pub(crate) fn check<'a>(draft: &Draft<'a>, options: &Options, findings: &mut Findings<'a>) {
    findings.list.clear();
    let facts = Facts::of(draft, options);
    if draft.root == Root::Object {
        run_all(&facts, options, findings);
    } else {
        // What could not be read to its end has one finding: why.
        let speaks = |rule: &Rule| matches!(rule.code, "not-an-object" | "not-json" | "too-deep" | "too-large");
        for (rule, index) in RULES.iter().zip(0u8..).filter(|(rule, _)| speaks(rule)) {
            run(index, rule, &facts, options, findings);
        }
    }
    findings.settle(draft, |rule| rule_at(rule).is_some_and(|rule| rule.code == reading::DUPLICATE_KEY.code));
}

#[inline(always)]
fn run<'a>(index: u8, rule: &Rule, facts: &Facts<'_, 'a>, options: &Options, findings: &mut Findings<'a>) {
    if rule.reads.iter().any(|field| facts.is_wrong(*field)) {
        return;
    }
    let severity = options.severity_of(index, rule);
    if severity.is_some() {
        (findings.rule, findings.severity) = (index, severity);
        (rule.check)(facts, findings);
    }
}
