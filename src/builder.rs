//! From a draft to a request that can be sent: building, repairing, and the HTTP request and curl command it makes.
//! Changes nothing silently, sends nothing, and never sees a key.

use crate::check::{Checked, Desk, apply, validate_in};
use crate::locale::EN;
use crate::report::{Finding, Fix, Issue, PathStep, Report};
use crate::request::node::{Node, from_serde};
use crate::request::order::arrange;
use crate::request::{Field, Part, Step};
use crate::rules::{At, Options};
use serde_json::{Map, Value, json};

/// A request without errors, as it is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    value: Value,
}

impl Request {
    /// The request as a JSON value.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The bytes of the body.
    pub fn json(&self) -> String {
        self.value.to_string()
    }
}

/// What building did to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// Its type changed.
    Converted,
    /// It is gone.
    Dropped,
    /// It is new, or another.
    Set,
}

/// One change that was made to a draft.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Change {
    /// Where.
    pub path: Vec<PathStep>,
    /// What.
    pub kind: ChangeKind,
    /// What was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Value>,
    /// What is there now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Value>,
    /// Why: a code, or `undefined`.
    pub reason: String,
}

/// What came of building.
#[derive(Clone, Debug, PartialEq)]
pub struct Built {
    /// The draft with its keys in order, without what was empty; null where it nests too deep to be copied.
    pub request: Value,
    /// Each change that was made.
    pub changes: Vec<Change>,
    /// What the rules say of the draft.
    pub report: Report,
}

impl Built {
    /// The request, where the report has no error.
    pub fn ok(self) -> Result<Request, Report> {
        if self.report.valid { Ok(Request { value: self.request }) } else { Err(self.report) }
    }
}

/// Builds a request: keys in the order of the page, nothing that is empty. Adds no default, applies no fix and drops
/// no unknown key; each change is listed.
pub fn build(draft: &Value, options: &Options) -> Built {
    let report = validate_in(draft, options, &EN);
    let Ok(mut node) = from_serde(draft, options.limits()) else {
        return Built { request: copied(draft), changes: Vec::new(), report };
    };
    let emptied = Desk::default().node(&node, options, |checked| empty_paths(&checked));
    let changes = tidy(&mut node, &emptied);
    let changes = changes
        .into_iter()
        .map(|(path, from, reason)| Change {
            path,
            kind: ChangeKind::Dropped,
            from: from.map(|node| node.to_json()),
            to: None,
            reason: reason.to_owned(),
        })
        .collect();
    Built { request: node.to_json(), changes, report }
}

/// A copy of what was refused for its sizes; null where it nests so deep that copying it could overflow the stack.
fn copied(refused: &Value) -> Value {
    const MOST: usize = 256;
    let mut rest = vec![(refused, 0)];
    while let Some((value, depth)) = rest.pop() {
        if depth > MOST {
            return Value::Null;
        }
        match value {
            Value::Array(items) => rest.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Object(entries) => rest.extend(entries.values().map(|value| (value, depth + 1))),
            _ => {}
        }
    }
    refused.clone()
}

/// The places that `empty-value` named.
pub(crate) fn empty_paths(checked: &Checked<'_, '_>) -> Vec<Vec<PathStep>> {
    let named = |finding: &&Finding<'_>| finding.rule == At::empty_value as u8;
    checked.findings.iter().filter(named).map(|finding| checked.owned_path(finding.place)).collect()
}

const EMPTY: &str = "empty-value";

/// What was dropped: where, what, and why.
pub(crate) type Dropped<'a> = (Vec<PathStep>, Option<Node<'a>>, &'static str);

/// Drops what is empty or undefined, and puts the keys into the order of the page.
pub(crate) fn tidy<'a>(node: &mut Node<'a>, empty: &[Vec<PathStep>]) -> Vec<Dropped<'a>> {
    let mut dropped = Vec::new();
    drop_undefined(node, &mut Vec::new(), &mut dropped);
    for path in empty {
        let value = node.remove(&borrowed(path));
        dropped.push((path.clone(), value, EMPTY));
    }
    if let Node::Object(entries) = node {
        let rank = |key: &str| Field::from_name(key).map_or(Field::ALL.len(), |field| field as usize);
        arrange(entries, |(one, _), (two, _)| {
            rank(one).cmp(&rank(two)).then_with(|| match rank(one) {
                known if known < Field::ALL.len() => core::cmp::Ordering::Equal,
                _ => one.as_bytes().cmp(two.as_bytes()),
            })
        });
        for (key, list) in entries {
            let items = Field::MEDIA.into_iter().chain([Field::Tools]).any(|field| field.name() == key);
            if let (true, Node::Array(items)) = (items, list) {
                items.iter_mut().for_each(order_parts);
            }
        }
    }
    dropped
}

fn order_parts(item: &mut Node<'_>) {
    if let Node::Object(entries) = item {
        let rank = |key: &str| Part::ALL.iter().position(|part| part.name() == key).unwrap_or(usize::MAX);
        arrange(entries, |(one, _), (two, _)| rank(one).cmp(&rank(two)));
    }
}

// The recursion is as deep as the tree, which its reader bounds.
fn drop_undefined<'a>(node: &mut Node<'a>, path: &mut Vec<PathStep>, dropped: &mut Vec<Dropped<'a>>) {
    match node {
        Node::Object(entries) => entries.retain_mut(|(key, value)| {
            path.push(PathStep::Key(key.clone().into_owned()));
            let keep = *value != Node::Undefined;
            if keep {
                drop_undefined(value, path, dropped);
            } else {
                dropped.push((path.clone(), None, "undefined"));
            }
            path.pop();
            keep
        }),
        Node::Array(items) => {
            for (item, index) in items.iter_mut().zip(0u32..) {
                path.push(PathStep::Index(index));
                drop_undefined(item, path, dropped);
                path.pop();
            }
        }
        _ => {}
    }
}

/// What came of applying fixes.
#[derive(Clone, Debug, PartialEq)]
pub struct Repaired {
    /// The request after the fixes; null where it nests too deep to be copied.
    pub request: Value,
    /// The fixes that were applied, in the order of application.
    pub applied: Vec<Fix>,
    /// The fixes that no longer helped, and those that were not picked.
    pub skipped: Vec<Fix>,
    /// What the rules say now.
    pub report: Report,
}

/// Applies the fixes on offer that `pick` takes, in reverse document order, each tried again before it is applied.
pub fn apply_fixes(request: &Value, options: &Options, mut pick: impl FnMut(&Issue) -> bool) -> Repaired {
    let report = validate_in(request, options, &EN);
    let Ok(node) = from_serde(request, options.limits()) else {
        return Repaired { request: copied(request), applied: Vec::new(), skipped: Vec::new(), report };
    };
    let (chosen, unchosen): (Vec<&Issue>, Vec<&Issue>) =
        report.issues.iter().filter(|issue| issue.fix.is_some()).partition(|issue| pick(issue));
    let faults: Vec<(u8, &[PathStep])> =
        chosen.iter().filter_map(|issue| Some((crate::rules::rule(issue.code)?.0, issue.path.as_slice()))).collect();
    let (node, applied) = repair(node, &faults, options);
    let fix = |issue: &&Issue| issue.fix.clone();
    let applied_fixes = applied.iter().filter_map(|index| chosen.get(*index)?.fix.clone()).collect();
    let left = (0..chosen.len()).filter(|index| !applied.contains(index)).filter_map(|index| chosen.get(index));
    Repaired {
        applied: applied_fixes,
        skipped: left.filter_map(fix).chain(unchosen.iter().filter_map(fix)).collect(),
        report: Desk::default().node(&node, options, |checked| checked.report(Some(&node), &EN)),
        request: node.to_json(),
    }
}

/// Repairs the faults given, last first; returns the request and which faults were repaired.
pub(crate) fn repair<'a>(
    mut request: Node<'a>,
    faults: &[(u8, &[PathStep])],
    options: &Options,
) -> (Node<'a>, Vec<usize>) {
    let mut applied = Vec::new();
    for (index, (rule, path)) in faults.iter().enumerate().rev() {
        let repaired = Desk::default().node(&request, options, |checked| {
            let is_fault =
                |finding: &&Finding<'_>| finding.rule == *rule && checked.owned_path(finding.place).as_slice() == *path;
            let finding = checked.findings.iter().find(is_fault)?;
            apply(&request, checked.repair(finding, &request)?)
        });
        if let Some(repaired) = repaired {
            request = repaired;
            applied.push(index);
        }
    }
    (request, applied)
}

/// Names a request field by field; [`RequestBuilder::build`] says what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct RequestBuilder {
    draft: Map<String, Value>,
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $field:ident;)*) => {
        $($(#[$doc])*
        pub fn $name(self, value: impl Into<$type>) -> Self {
            self.set(Field::$field.name(), value.into())
        })*
    };
}

impl RequestBuilder {
    /// A request to a model.
    pub fn new(model: impl Into<String>) -> Self {
        RequestBuilder::default().set(Field::Model.name(), model.into())
    }

    /// Sets any key, known or not.
    pub fn set(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.draft.insert(key.to_owned(), value.into());
        self
    }

    setters! {
        /// Sets the prompt.
        prompt: String = Prompt;
        /// Sets the caller's own id.
        client_business_id: String = ClientBusinessId;
        /// Sets the length in seconds; 0 or -1 is automatic where the model has it.
        duration: i64 = Duration;
        /// Sets the aspect ratio, such as `16:9`.
        aspect_ratio: String = AspectRatio;
        /// Sets the resolution, such as `720p`.
        resolution: String = Resolution;
        /// Sets whether sound is generated.
        generate_audio: bool = GenerateAudio;
        /// Sets whether the last frame is returned (edition 2026-08).
        return_last_frame: bool = ReturnLastFrame;
        /// Sets the seed.
        seed: i64 = Seed;
        /// Sets the URL that is called when the job is done.
        callback_url: String = CallbackUrl;
        /// Sets the id that is passed through to the callback.
        trace_id: String = TraceId;
    }

    /// Adds a first frame.
    pub fn first_frame(self, url: impl Into<String>) -> Self {
        self.media(Field::ImageWithRoles, crate::capability::Role::FirstFrame, url.into())
    }

    /// Adds a last frame.
    pub fn last_frame(self, url: impl Into<String>) -> Self {
        self.media(Field::ImageWithRoles, crate::capability::Role::LastFrame, url.into())
    }

    /// Adds a reference image.
    pub fn reference_image(self, url: impl Into<String>) -> Self {
        self.media(Field::ImageWithRoles, crate::capability::Role::ReferenceImage, url.into())
    }

    /// Adds a reference video.
    pub fn reference_video(self, url: impl Into<String>) -> Self {
        self.media(Field::VideoWithRoles, crate::capability::Role::ReferenceVideo, url.into())
    }

    /// Adds a reference audio.
    pub fn reference_audio(self, url: impl Into<String>) -> Self {
        self.media(Field::AudioWithRoles, crate::capability::Role::ReferenceAudio, url.into())
    }

    /// Adds a tool by its type (edition 2026-08).
    pub fn tool(self, kind: impl Into<String>) -> Self {
        self.push(Field::Tools, json!({ Part::Type.name(): kind.into() }))
    }

    /// Sets a key of the caller's own in `metadata`.
    pub fn metadata(mut self, key: &str, value: impl Into<Value>) -> Self {
        let metadata = self.draft.entry(Field::Metadata.name()).or_insert_with(|| json!({}));
        if let Value::Object(entries) = metadata {
            entries.insert(key.to_owned(), value.into());
        }
        self
    }

    fn media(self, list: Field, role: crate::capability::Role, url: String) -> Self {
        self.push(list, json!({ Part::Url.name(): url, Part::Role.name(): role.name() }))
    }

    fn push(mut self, list: Field, item: Value) -> Self {
        let items = self.draft.entry(list.name()).or_insert_with(|| json!([]));
        if let Value::Array(items) = items {
            items.push(item);
        }
        self
    }

    /// Builds the request.
    pub fn build(self, options: &Options) -> Built {
        build(&Value::Object(self.draft), options)
    }
}

/// A request as data for any HTTP client. The key is the caller's to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// `POST`.
    pub method: &'static str,
    /// The endpoint.
    pub url: String,
    /// Name and value.
    pub headers: Vec<(&'static str, &'static str)>,
    /// JSON.
    pub body: String,
}

/// Where the vendor serves the API.
pub const BASE_URL: &str = "https://toapis.com";

/// The endpoint that takes submissions.
pub const PATH: &str = "/v1/videos/generations";

/// The endpoint below a base URL, however that was written: with a slash, with `/v1`, or with the whole path.
pub fn endpoint(base_url: &str) -> String {
    let mut base = base_url.trim_end_matches('/');
    base = base.strip_suffix(PATH).unwrap_or(base);
    base = base.trim_end_matches('/');
    base = base.strip_suffix("/v1").unwrap_or(base).trim_end_matches('/');
    let mut url = base.to_owned();
    url.push_str(PATH);
    url
}

/// The HTTP request that submits a job.
pub fn to_http_request(request: &Request, base_url: &str) -> HttpRequest {
    HttpRequest {
        method: "POST",
        url: endpoint(base_url),
        headers: vec![("content-type", "application/json"), ("accept", "application/json")],
        body: request.json(),
    }
}

/// The curl command that submits a job, for a POSIX shell. It never holds a key: the shell fills in
/// `$TOAPIS_API_KEY`.
pub fn to_curl(request: &Request, base_url: &str) -> String {
    curl(&request.json(), base_url)
}

pub(crate) fn curl(body: &str, base_url: &str) -> String {
    let mut command = String::from("curl --request POST \\\n  --url ");
    quote(&mut command, &endpoint(base_url));
    command.push_str(" \\\n  --header \"Authorization: Bearer $TOAPIS_API_KEY\" \\\n  --header ");
    quote(&mut command, "Content-Type: application/json");
    command.push_str(" \\\n  --data-raw ");
    quote(&mut command, body);
    command
}

/// One word for a POSIX shell: inside single quotes only the quote itself means anything.
fn quote(command: &mut String, word: &str) {
    command.push('\'');
    word.chars().for_each(|character| match character {
        '\'' => command.push_str("'\\''"),
        other => command.push(other),
    });
    command.push('\'');
}

fn borrowed(path: &[PathStep]) -> Vec<Step<'_>> {
    path.iter().map(PathStep::as_step).collect()
}
