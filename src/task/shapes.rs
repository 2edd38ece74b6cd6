//! What crosses the border of this room, member by member: each shape is listed once, for reading and for writing. What the
//! derived readers and writers take, refuse and write, in a fraction of their code, which a page has to load.

use super::action::{Action, Answer, Event, Filing, Method, Notice, Outgoing, Step};
use super::json::{Json, Passed, push_flag, push_real, push_whole, put, quote, write_passed};
use super::outcome::{Billed, Failure, Outcome, Pause};
use super::policy::PollPolicy;
use super::record::{Job, Phase, Record, SubmitRecord, WatchRecord};
use super::wire::{ApiFailure, Status, Task, TaskError, Video};

/// Something with members.
pub(crate) trait Shape {
    /// Hands each member to a scribe, which fills it in or writes it down.
    fn members(&mut self, scribe: &mut Scribe<'_>);
}

/// Something with members that is read as well.
pub(super) trait Readable: Shape {
    /// What a reader begins with.
    fn blank() -> Self;
}

/// The JSON text of something.
#[inline(never)]
pub(crate) fn written(shape: &mut dyn Shape) -> String {
    let mut scribe = Scribe { source: None, text: String::new(), sound: true };
    scribe.pass(shape);
    scribe.text
}

/// What a JSON value stands for.
#[inline(never)]
pub(super) fn read<T: Readable>(value: &Json) -> Option<Box<T>> {
    let mut shape = Box::new(T::blank());
    fill(&mut *shape, value).then_some(shape)
}

#[inline(never)]
fn fill(shape: &mut dyn Shape, value: &Json) -> bool {
    let mut scribe = Scribe { source: Some(value), text: String::new(), sound: true };
    scribe.pass(shape);
    scribe.sound
}

/// Reads members out of a source, or writes them where there is none. It goes on after a fault.
pub(crate) struct Scribe<'a> {
    source: Option<&'a Json>,
    text: String,
    sound: bool,
}

impl<'a> Scribe<'a> {
    fn refuse(&mut self) {
        self.sound = false;
    }

    /// What there is to read; nothing where the member is to be written, after its name.
    #[inline(never)]
    fn at(&mut self, name: &str) -> Option<&'a Json> {
        if self.source.is_none() {
            if self.text.as_bytes().last() != Some(&b'{') {
                put(&mut self.text, ",");
            }
            quote(&mut self.text, name);
            put(&mut self.text, ":");
        }
        self.source.map(|source| source.get(name))
    }

    /// Whether there is a member to read, or one to write.
    #[inline(never)]
    fn has(&self, name: &str, present: bool) -> bool {
        match self.source {
            Some(source) => !source.get(name).is_null(),
            None => present,
        }
    }

    /// Whether there is anything to read, null as well.
    fn is_given(&self, name: &str) -> bool {
        self.source.is_some_and(|source| source.member(name).is_some())
    }

    /// The members of what is read or written at this place.
    #[inline(never)]
    fn pass(&mut self, shape: &mut dyn Shape) {
        match self.source {
            None => {
                put(&mut self.text, "{");
                shape.members(self);
                put(&mut self.text, "}");
            }
            Some(Json::Object(_)) => shape.members(self),
            Some(_) => self.refuse(),
        }
    }

    #[inline(never)]
    fn shape(&mut self, name: &str, shape: &mut dyn Shape) {
        let outer = self.source;
        self.source = self.at(name);
        self.pass(shape);
        self.source = outer;
    }

    fn maybe_shape<T: Readable>(&mut self, name: &str, place: &mut Option<T>) {
        if self.has(name, place.is_some()) {
            self.shape(name, place.get_or_insert_with(T::blank));
        }
    }

    #[inline(never)]
    fn string(&mut self, name: &str, place: &mut String) {
        match self.at(name) {
            None => quote(&mut self.text, place),
            Some(Json::Text(text)) => *place = text.clone(),
            Some(_) => self.refuse(),
        }
    }

    #[inline(never)]
    fn maybe_string(&mut self, name: &str, place: &mut Option<String>) {
        if self.has(name, place.is_some()) {
            self.string(name, place.get_or_insert_default());
        }
    }

    #[inline(never)]
    fn whole(&mut self, name: &str, place: &mut u64) {
        match self.at(name) {
            None => push_whole(&mut self.text, *place),
            Some(Json::Whole(number)) => *place = *number,
            Some(_) => self.refuse(),
        }
    }

    #[inline(never)]
    fn maybe_whole(&mut self, name: &str, place: &mut Option<u64>) {
        if self.has(name, place.is_some()) {
            self.whole(name, place.get_or_insert_default());
        }
    }

    #[inline(never)]
    fn short(&mut self, name: &str, place: &mut u32) {
        let mut wide = u64::from(*place);
        self.whole(name, &mut wide);
        match u32::try_from(wide) {
            Ok(number) => *place = number,
            Err(_) => self.refuse(),
        }
    }

    #[inline(never)]
    fn status(&mut self, name: &str, place: &mut u16) {
        let mut wide = u64::from(*place);
        self.whole(name, &mut wide);
        match u16::try_from(wide) {
            Ok(number) => *place = number,
            Err(_) => self.refuse(),
        }
    }

    #[inline(never)]
    fn flag(&mut self, name: &str, place: &mut bool) {
        match self.at(name) {
            None => push_flag(&mut self.text, *place),
            Some(Json::Bool(value)) => *place = *value,
            Some(_) => self.refuse(),
        }
    }

    #[inline(never)]
    fn real(&mut self, name: &str, place: &mut f64) {
        match self.at(name).map(Json::as_f64) {
            None => push_real(&mut self.text, *place),
            Some(Some(number)) => *place = number,
            Some(None) => self.refuse(),
        }
    }

    /// The text that is read; nothing where one was written.
    #[inline(never)]
    fn either(&mut self, name: &str, written: &str) -> Option<&'a str> {
        let Some(found) = self.at(name) else {
            quote(&mut self.text, written);
            return None;
        };
        if found.as_str().is_none() {
            self.refuse();
        }
        found.as_str()
    }

    /// One of a list of words, by its place in the list.
    #[inline(never)]
    fn word(&mut self, name: &str, words: &[&str], at: usize) -> usize {
        let Some(word) = self.either(name, words.get(at).copied().unwrap_or_default()) else { return at };
        let known = words.iter().position(|known| *known == word);
        if known.is_none() {
            self.refuse();
        }
        known.unwrap_or(at)
    }

    /// A list that is empty where there is none.
    fn shapes<T: Readable>(&mut self, name: &str, place: &mut Vec<T>) {
        let Some(source) = self.source else {
            self.at(name);
            let mut before = "[";
            for shape in place.iter_mut() {
                put(&mut self.text, before);
                self.pass(shape);
                before = ",";
            }
            return put(&mut self.text, if place.is_empty() { "[]" } else { "]" });
        };
        match source.member(name) {
            None => {}
            Some(Json::List(items)) => {
                for item in items {
                    self.source = Some(item);
                    let mut shape = T::blank();
                    self.pass(&mut shape);
                    place.push(shape);
                }
                self.source = Some(source);
            }
            Some(_) => self.refuse(),
        }
    }

    fn passed(&mut self, name: &str, place: &mut Option<Passed>) {
        if self.has(name, place.is_some()) {
            match (self.at(name), &place) {
                (None, Some(value)) => write_passed(value, &mut self.text),
                (Some(value), _) => *place = Some(value.into()),
                _ => {}
            }
        }
    }

    fn null(&mut self, name: &str) {
        self.at(name);
        put(&mut self.text, "null");
    }

    #[inline(never)]
    fn tag(&mut self, name: &str, word: &str) {
        self.at(name);
        quote(&mut self.text, word);
    }
}

impl<T: Readable> Readable for Box<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }
}

impl<T: Shape> Shape for Box<T> {
    fn members(&mut self, scribe: &mut Scribe<'_>) {
        T::members(self, scribe);
    }
}

const EVENTS: [&str; 12] = [
    "start",
    "confirmed",
    "claimed",
    "busy",
    "stored",
    "storeFailed",
    "answer",
    "networkError",
    "timeout",
    "woke",
    "visible",
    "abortRequested",
];

impl Event {
    /// Reads an event.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let event = Json::read(text)?;
        let value = event.get("value");
        let name = event.get("type").as_str()?;
        let words = value.as_str().map(str::to_owned);
        Some(match EVENTS.iter().position(|known| *known == name)? {
            0 => Self::Start,
            1 => Self::Confirmed,
            2 => Self::Claimed(match event.member("value")? {
                Json::Null => None,
                record => Some(read(record)?),
            }),
            3 => Self::Busy(match value {
                Json::Null => None,
                record => read(record),
            }),
            4 => Self::Stored,
            5 => Self::StoreFailed(words?),
            6 => Self::Answer(*read(value)?),
            7 => Self::NetworkError(words?),
            8 => Self::Timeout,
            9 => Self::Woke,
            10 => Self::Visible,
            _ => Self::AbortRequested,
        })
    }
}

impl Readable for Answer {
    fn blank() -> Self {
        Self::default()
    }
}

impl Shape for Answer {
    fn members(&mut self, scribe: &mut Scribe<'_>) {
        if scribe.is_given("status") {
            scribe.status("status", &mut self.status);
        }
        scribe.maybe_string("retryAfter", &mut self.retry_after);
        scribe.maybe_string("date", &mut self.date);
        scribe.maybe_string("contentType", &mut self.content_type);
        if scribe.is_given("body") {
            scribe.string("body", &mut self.body);
        }
    }
}

impl Shape for Step {
    fn members(&mut self, scribe: &mut Scribe<'_>) {
        if let Some(notice) = &mut self.notice {
            scribe.shape("notice", notice);
        }
        scribe.shape("action", &mut self.action);
    }
}

impl Shape for Notice {
    fn members(&mut self, scribe: &mut Scribe<'_>) {
        match self {
            Self::Progress { task, progress, unheard_of } => {
                scribe.tag("type", "progress");
                scribe.shape("task", task);
                scribe.real("progress", progress);
                scribe.flag("unheardOf", unheard_of);
            }
            Self::Trouble { code, in_a_row, wait_ms } => {
                scribe.tag("type", "trouble");
                scribe.string("code", code);
                scribe.short("inARow", in_a_row);
                scribe.whole("waitMs", wait_ms);
            }
        }
    }
}

impl Shape for Action {
    fn members(&mut self, scribe: &mut Scribe<'_>) {
        match self {
            Self::Claim { client_business_id } => {
                scribe.tag("type", "claim");
                scribe.string("clientBusinessId", client_business_id);
            }
            Self::Store { record } => {
                scribe.tag("type", "store");
                scribe.shape("record", record);
            }
            Self::Send(Outgoing { method, path, body, timeout_ms, within_ms }) => {
                scribe.tag("type", "send");
                scribe.tag("method", if *method == Method::Get { "GET" } else { "POST" });
                scribe.string("path", path);
                scribe.maybe_string("body", body);
                scribe.short("timeoutMs", timeout_ms);
                if let Some(ms) = within_ms {
                    scribe.short("withinMs", ms);
                }
            }
            Self::Sleep { ms } => {
                scribe.tag("type", "sleep");
                scribe.short("ms", ms);
            }
            Self::Wait => scribe.tag("type", "wait"),
            Self::Done { outcome, record, filing } => {
                scribe.tag("type", "done");
                scribe.shape("outcome", outcome);
                scribe.shape("record", record);
                let filing = match filing {
                    Filing::Keep => "keep",
                    Filing::Forget => "forget",
                    Filing::Leave => "leave",
                };
                scribe.tag("filing", filing);
            }
        }
    }
}

impl Shape for Outcome {
    fn members(&mut self, scribe: &mut Scribe<'_>) {
        scribe.tag("outcome", self.name());
        if let Self::Paused { reason, .. } = self {
            let reason = match reason {
                Pause::Deadline => "deadline",
                Pause::CouldNotAsk => "could-not-ask",
                Pause::LongRetryAfter => "long-retry-after",
            };
            scribe.tag("reason", reason);
        }
        if let Self::Accepted { task }
        | Self::Completed { task }
        | Self::Failed { task, .. }
        | Self::CompletedWithoutUrl { task, .. } = self
        {
            scribe.shape("task", task);
        }
        if let Self::Rejected { failure }
        | Self::Unknown { failure, .. }
        | Self::Failed { failure, .. }
        | Self::CompletedWithoutUrl { failure, .. }
        | Self::Paused { failure, .. }
        | Self::Aborted { failure } = self
        {
            scribe.shape("failure", failure);
        }
        match self {
            Self::Unknown { sent_at_ms: Some(ms), .. } => scribe.whole("sentAtMs", ms),
            Self::Unknown { sent_at_ms: None, .. } => scribe.null("sentAtMs"),
            _ => {}
        }
    }
}

impl Readable for Record {
    fn blank() -> Self {
        Self::new(None, 0, Job::Watch(Readable::blank()))
    }
}

impl Shape for Record {
    fn members(&mut self, scribe: &mut Scribe<'_>) {
        scribe.short("version", &mut self.version);
        scribe.maybe_string("client_business_id", &mut self.client_business_id);
        scribe.whole("saved_at_ms", &mut self.saved_at_ms);
        scribe.shape("job", &mut self.job);
    }
}

impl Readable for Job {
    fn blank() -> Self {
        Self::Watch(Readable::blank())
    }
}

impl Shape for Job {
    fn members(&mut self, scribe: &mut Scribe<'_>) {
        let submits = scribe.word("kind", &["submit", "watch"], usize::from(matches!(self, Self::Watch(_)))) == 0;
        // Only a reader's blank can be of the other kind.
        if submits && let Self::Watch(_) = self {
            *self = Self::Submit(Readable::blank());
        }
        match self {
            Self::Submit(job) => job.members(scribe),
            Self::Watch(job) => job.members(scribe),
        }
    }
}

impl Readable for SubmitRecord {
    fn blank() -> Self {
        Self::new(String::new())
    }
}

impl Shape for SubmitRecord {
    fn members(&mut self, scribe: &mut Scribe<'_>) {
        const PHASES: [Phase; 4] = [Phase::New, Phase::Sending, Phase::Refused, Phase::InDoubt];
        scribe.string("body", &mut self.body);
        let phase = scribe.word("phase", &["new", "sending", "refused", "in_doubt"], self.phase as usize);
        self.phase = PHASES.get(phase).copied().unwrap_or(self.phase);
        scribe.short("attempts", &mut self.attempts);
        scribe.flag("in_doubt", &mut self.in_doubt);
        scribe.flag("too_early", &mut self.too_early);
        scribe.maybe_whole("sent_at_ms", &mut self.sent_at_ms);
        scribe.maybe_whole("not_before_ms", &mut self.not_before_ms);
        scribe.maybe_string("older_task_id", &mut self.older_task_id);
        scribe.maybe_shape("last_failure", &mut self.last_failure);
    }
}

impl Readable for WatchRecord {
    fn blank() -> Self {
        Self::new(String::new())
    }
}

impl Shape for WatchRecord {
    fn members(&mut self, scribe: &mut Scribe<'_>) {
        scribe.string("address", &mut self.address);
        scribe.maybe_string("task_id", &mut self.task_id);
        scribe.maybe_shape("task", &mut self.task);
        scribe.maybe_string("request_mark", &mut self.request_mark);
        scribe.maybe_whole("submitted_at_ms", &mut self.submitted_at_ms);
        scribe.real("progress", &mut self.progress);
        scribe.flag("told_unheard_of", &mut self.told_unheard_of);
        scribe.whole("age_ms", &mut self.age_ms);
        scribe.whole("due_ms", &mut self.due_ms);
        scribe.short("failures", &mut self.failures);
        scribe.short("rereads", &mut self.rereads);
    }
}

impl Readable for Failure {
    fn blank() -> Self {
        *Self::boxed("", "")
    }
}

impl Shape for Failure {
    fn members(&mut self, scribe: &mut Scribe<'_>) {
        const BILLED: [Billed; 3] = [Billed::No, Billed::Maybe, Billed::Yes];
        if let Some(code) = scribe.either("code", &self.code) {
            self.code = code.to_owned().into();
        }
        scribe.string("message", &mut self.message);
        scribe.flag("retryable", &mut self.retryable);
        let billed = scribe.word("billed", &["no", "maybe", "yes"], self.billed as usize);
        self.billed = BILLED.get(billed).copied().unwrap_or(self.billed);
        scribe.maybe_string("taskId", &mut self.task_id);
        scribe.maybe_string("clientBusinessId", &mut self.client_business_id);
        if scribe.has("status", self.status.is_some()) {
            scribe.status("status", self.status.get_or_insert_default());
        }
        scribe.maybe_string("body", &mut self.body);
        scribe.maybe_whole("retryAfterMs", &mut self.retry_after_ms);
    }
}

impl Shape for ApiFailure {
    fn members(&mut self, scribe: &mut Scribe<'_>) {
        scribe.status("status", &mut self.status);
        scribe.string("code", &mut self.code);
        scribe.maybe_string("kind", &mut self.kind);
        scribe.string("message", &mut self.message);
        scribe.maybe_string("body", &mut self.body);
        scribe.flag("fromApi", &mut self.from_api);
    }
}

impl Readable for Task {
    fn blank() -> Self {
        Self::blank()
    }
}

impl Shape for Task {
    fn members(&mut self, scribe: &mut Scribe<'_>) {
        scribe.string("id", &mut self.id);
        scribe.maybe_string("client_business_id", &mut self.client_business_id);
        scribe.maybe_string("model", &mut self.model);
        if let Some(status) = scribe.either("status", self.status.as_str()) {
            self.status = Status::from_wire(status);
        }
        scribe.string("raw_status", &mut self.raw_status);
        if scribe.has("progress", self.progress.is_some()) {
            scribe.real("progress", self.progress.get_or_insert_default());
        }
        scribe.maybe_whole("created_at", &mut self.created_at);
        scribe.maybe_whole("completed_at", &mut self.completed_at);
        scribe.maybe_whole("expires_at", &mut self.expires_at);
        scribe.shapes("videos", &mut self.videos);
        scribe.passed("usage", &mut self.usage);
        scribe.maybe_shape("error", &mut self.error);
    }
}

impl Readable for Video {
    fn blank() -> Self {
        Self { url: String::new(), format: None, last_frame_url: None }
    }
}

impl Shape for Video {
    fn members(&mut self, scribe: &mut Scribe<'_>) {
        scribe.string("url", &mut self.url);
        scribe.maybe_string("format", &mut self.format);
        scribe.maybe_string("last_frame_url", &mut self.last_frame_url);
    }
}

impl Readable for TaskError {
    fn blank() -> Self {
        Self { code: String::new(), message: String::new() }
    }
}

impl Shape for TaskError {
    fn members(&mut self, scribe: &mut Scribe<'_>) {
        scribe.string("code", &mut self.code);
        scribe.string("message", &mut self.message);
    }
}

/// A setting that is being looked for, and whether it was found and taken.
struct Setting<'a> {
    name: &'a str,
    value: Option<u64>,
    taken: bool,
}

impl Setting<'_> {
    #[inline(never)]
    fn long(&mut self, name: &str, place: &mut u64) {
        if let Some(value) = self.value
            && self.name == name
        {
            *place = value;
            self.taken = true;
        }
    }

    #[inline(never)]
    fn short(&mut self, name: &str, place: &mut u32) {
        let mut wide = u64::from(*place);
        self.long(name, &mut wide);
        match u32::try_from(wide) {
            Ok(value) => *place = value,
            Err(_) => self.taken = false,
        }
    }
}

impl PollPolicy {
    /// The documented policy with the values of a JSON object.
    ///
    /// # Errors
    /// The name of a setting that there is not, or that has another kind of value; empty where there is no object.
    pub fn from_json(text: &str) -> Result<Self, String> {
        Self::boxed_from_json(text).map(|policy| *policy)
    }

    #[inline(never)]
    pub(crate) fn boxed_from_json(text: &str) -> Result<Box<Self>, String> {
        let Some(Json::Object(settings)) = Json::read(text) else { return Err(String::new()) };
        let mut policy = Box::<Self>::default();
        for (name, value) in &settings {
            let mut setting = Setting { name, value: value.as_u64(), taken: false };
            policy.set(&mut setting);
            if !setting.taken {
                return Err(name.clone());
            }
        }
        Ok(policy)
    }

    #[inline(never)]
    fn set(&mut self, setting: &mut Setting<'_>) {
        setting.long("firstMs", &mut self.first_ms);
        setting.long("intervalMs", &mut self.interval_ms);
        setting.long("jitterPercent", &mut self.jitter_percent);
        setting.long("slowAfterMs", &mut self.slow_after_ms);
        setting.long("slowDivisor", &mut self.slow_divisor);
        setting.long("intervalMaxMs", &mut self.interval_max_ms);
        setting.short("askTimeoutMs", &mut self.ask_timeout_ms);
        setting.long("hiddenGraceMs", &mut self.hidden_grace_ms);
        setting.short("budget", &mut self.budget);
        setting.short("rereads", &mut self.rereads);
        setting.long("backoffMs", &mut self.backoff_ms);
        setting.long("maxWaitMs", &mut self.max_wait_ms);
        setting.long("retryAfterSpreadMs", &mut self.retry_after_spread_ms);
        setting.long("deadlineMs", &mut self.deadline_ms);
        let mut bytes = self.max_answer_bytes as u64;
        setting.long("maxAnswerBytes", &mut bytes);
        match usize::try_from(bytes) {
            Ok(bytes) => self.max_answer_bytes = bytes,
            Err(_) => setting.taken = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// A record with every member, and every value that each member can be spoiled by.
    #[test]
    fn reads_and_refuses_what_the_derived_readers_do() {
        let task = json!({
            "id": "t", "client_business_id": "b", "model": "m", "status": "in_progress", "raw_status": "running",
            "progress": 4.5, "created_at": 1, "completed_at": 2, "expires_at": 3,
            "videos": [{"url": "u", "format": "mp4", "last_frame_url": "l"}, {"url": "u"}],
            "usage": {"a": [1, null]}, "error": {"code": "c", "message": "m"}
        });
        let failure = json!({
            "code": "c", "message": "m", "retryable": true, "billed": "maybe", "taskId": "t", "clientBusinessId": "b",
            "status": 500, "body": "x", "retryAfterMs": 7
        });
        let submit = json!({
            "kind": "submit", "body": "{}", "phase": "in_doubt", "attempts": 1, "in_doubt": true, "too_early": false,
            "sent_at_ms": 1, "not_before_ms": 2, "last_failure": failure
        });
        let watch = json!({
            "kind": "watch", "address": "t", "task_id": "t", "task": task, "request_mark": "r", "submitted_at_ms": 1,
            "progress": 7.0, "told_unheard_of": true, "age_ms": 1, "due_ms": 2, "failures": 3, "rereads": 4
        });
        let mut compared = 0;
        for job in [submit, watch] {
            let whole = json!({"version": 1, "client_business_id": "b", "saved_at_ms": 5, "job": job});
            assert!(Record::from_json(&whole.to_string()).is_ok());
            for spoiled in spoil(&whole) {
                let ours = read::<Record>(&Json::from(&spoiled)).map(|record| *record);
                assert_eq!(ours, serde_json::from_value(spoiled.clone()).ok(), "{spoiled}");
                if let Some(mut record) = ours {
                    assert_eq!(written(&mut record), serde_json::to_string(&record).unwrap());
                }
                compared += 1;
            }
        }
        let answer = json!({"status": 200, "retryAfter": "5", "date": "d", "contentType": "t", "body": "x"});
        for event in [json!({"type": "answer", "value": answer}), json!({"type": "timeout"}), json!({"type": "other"})]
        {
            for spoiled in spoil(&event) {
                let text = spoiled.to_string();
                assert_eq!(Event::from_json(&text), serde_json::from_str(&text).ok(), "{text}");
                compared += 1;
            }
        }
        let policy = serde_json::to_value(PollPolicy::default()).unwrap();
        for spoiled in spoil(&policy) {
            let text = spoiled.to_string();
            assert_eq!(PollPolicy::from_json(&text).ok(), serde_json::from_str(&text).ok(), "{text}");
            compared += 1;
        }
        assert!(compared > 400, "{compared}");
    }

    /// Everything that is only ever written, with and without what may be left out.
    #[test]
    fn writes_what_the_derived_writers_do() {
        fn check<T: Shape + serde::Serialize>(mut shape: T) {
            assert_eq!(written(&mut shape), serde_json::to_string(&shape).unwrap());
        }
        let text = |text: &str| Some(text.to_owned());
        let bare = Task { id: "t".to_owned(), raw_status: "\u{1}\"\\/\n".to_owned(), ..Readable::blank() };
        let full = Task {
            client_business_id: text("b"),
            model: text("m"),
            status: Status::Unknown("\u{1f600}".to_owned()),
            progress: Some(1e-7),
            created_at: Some(1),
            completed_at: Some(2),
            expires_at: Some(u64::MAX),
            videos: vec![
                Video { url: "u".to_owned(), format: text("f"), last_frame_url: text("l") },
                Video { url: "v".to_owned(), ..Readable::blank() },
            ],
            usage: Some(json!({"a": [1, -1, 1.5, null, true, {}], "": "\t"})),
            error: Some(TaskError { code: "c".to_owned(), message: "m".to_owned() }),
            ..bare.clone()
        };
        let plain = *Failure::boxed("c", "m");
        let whole = Failure {
            retryable: true,
            billed: Billed::Yes,
            task_id: text("t"),
            client_business_id: text("b"),
            status: Some(500),
            body: text("x"),
            retry_after_ms: Some(7),
            ..plain.clone()
        };
        for (task, failure) in [(bare, plain), (full, whole)] {
            check(task.clone());
            check(ApiFailure {
                status: 404,
                code: "c".to_owned(),
                kind: failure.body.clone(),
                message: "m".to_owned(),
                body: failure.task_id.clone(),
                from_api: failure.retryable,
            });
            let mut watch = WatchRecord::new("t".to_owned());
            watch.task = Some(Box::new(task.clone()));
            let mut submit = SubmitRecord::new("{}".to_owned());
            submit.last_failure = Some(failure.clone());
            let record = Record::new(failure.client_business_id.clone(), 5, Job::Submit(submit));
            check(Record::new(None, 5, Job::Watch(watch)));
            for phase in [Phase::New, Phase::Sending, Phase::Refused, Phase::InDoubt] {
                check(SubmitRecord {
                    phase,
                    sent_at_ms: failure.retry_after_ms,
                    older_task_id: failure.task_id.clone(),
                    ..SubmitRecord::new(String::new())
                });
            }
            let pause = |reason| Outcome::Paused { reason, failure: failure.clone() };
            let outcomes = [
                Outcome::Accepted { task: task.clone() },
                Outcome::Rejected { failure: failure.clone() },
                Outcome::Unknown { failure: failure.clone(), sent_at_ms: failure.retry_after_ms },
                Outcome::Completed { task: task.clone() },
                Outcome::Failed { task: task.clone(), failure: failure.clone() },
                Outcome::CompletedWithoutUrl { task: task.clone(), failure: failure.clone() },
                pause(Pause::Deadline),
                pause(Pause::CouldNotAsk),
                pause(Pause::LongRetryAfter),
                Outcome::Aborted { failure: failure.clone() },
            ];
            let notices = [
                None,
                Some(Notice::Progress { task: Box::new(task), progress: 33.5, unheard_of: true }),
                Some(Notice::Trouble { code: "c".to_owned(), in_a_row: 3, wait_ms: 9 }),
            ];
            for filing in [Filing::Keep, Filing::Forget, Filing::Leave] {
                for outcome in &outcomes {
                    let (outcome, record) = (Box::new(outcome.clone()), Box::new(record.clone()));
                    check(Step { notice: None, action: Action::Done { outcome, record, filing } });
                }
            }
            for notice in notices {
                let send = |method, within_ms| {
                    let (path, body) = ("/v1".to_owned(), failure.body.clone());
                    Action::Send(Outgoing { method, path, body, timeout_ms: 1, within_ms })
                };
                for action in [
                    Action::Claim { client_business_id: "b".to_owned() },
                    Action::Store { record: Box::new(record.clone()) },
                    send(Method::Get, Some(4)),
                    send(Method::Post, None),
                    Action::Sleep { ms: u32::MAX },
                    Action::Wait,
                ] {
                    check(Step { notice: notice.clone(), action });
                }
            }
        }
    }

    /// Lists are left out as replacements: the derived readers take one for an object, member by member.
    /// The value itself, and it with each part in turn taken out or replaced.
    fn spoil(value: &Value) -> Vec<Value> {
        let others = [
            json!(null),
            json!(true),
            json!(-1),
            json!(7),
            json!(1.5),
            json!(70_000),
            json!(1e300),
            json!("x"),
            json!({}),
        ];
        let mut all = vec![value.clone()];
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    let mut without = members.clone();
                    without.shift_remove(key);
                    all.push(without.into());
                    for spoiled in spoil(member).into_iter().chain(others.clone()) {
                        let mut with = members.clone();
                        with.insert(key.clone(), spoiled);
                        all.push(with.into());
                    }
                }
                let mut more = members.clone();
                more.insert("surprise".to_owned(), json!(1));
                all.push(more.into());
            }
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    for spoiled in spoil(item).into_iter().chain(others.clone()) {
                        let mut with = items.clone();
                        with[at] = spoiled;
                        all.push(with.into());
                    }
                }
            }
            _ => {}
        }
        all
    }
}
