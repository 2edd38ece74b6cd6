//! The API itself as a pure machine: an HTTP request as data and the time go in, an HTTP answer as data comes out, with
//! an instruction how to deliver it. Faults are scripted as data.
//!
//! It has no socket, clock or chance, and it links no validation rule: a hook may bring a verdict. It never keeps a key.

mod faults;
mod limits;
mod script;
mod webhook;

pub use faults::{Preset, Route, presets};
pub use limits::Tier;
pub use script::{Delivery, Ending, Fault, Life, NotFound, Say, Script, Shape, WebhookFault};
pub use webhook::{WebhookDelivery, sign};

use crate::task::{SUBMIT_PATH, http_date};
use limits::Limits;
use script::Cursor;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use webhook::Webhooks;

/// An HTTP request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers, names in any case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// An HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Headers, names in the API's own case.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

impl Response {
    /// A header by its name in the API's own case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }
}

/// An answer and how it travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reply {
    /// What the API says.
    pub response: Response,
    /// What the network makes of it.
    pub delivery: Delivery,
}

/// A verdict over a request body: nothing, or the status and message of its refusal.
pub type Verdict = fn(&str) -> Option<(u16, String)>;

/// How the emulator is set up.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What goes wrong, and when.
    pub script: Script,
    /// The allowance.
    pub tier: Tier,
    /// Whether requests without a bearer token are turned away.
    pub require_key: bool,
    /// Where results are said to be; `{id}` stands for the id of the task.
    pub result_url: String,
    /// The secrets webhooks are signed with, the current one first. Without any, a callback is refused.
    pub webhook_secrets: Vec<String>,
    /// Judges request bodies beyond their being JSON objects with a model.
    pub verdict: Option<Verdict>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            script: Script::default(),
            tier: Tier::Default,
            require_key: false,
            result_url: "/emulator/clip.mp4".to_owned(),
            webhook_secrets: vec!["emulator-secret".to_owned()],
            verdict: None,
        }
    }
}

/// A task the emulator accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AcceptedTask {
    /// Its id.
    pub id: String,
    /// The caller's id.
    pub client_business_id: Option<String>,
    /// The model.
    pub model: String,
    /// When it was accepted.
    pub created_at_ms: u64,
    #[serde(skip)]
    life: Life,
}

/// The API.
#[derive(Debug)]
pub struct Emulator {
    settings: Settings,
    limits: Limits,
    submit: Cursor,
    status: Cursor,
    tasks: Vec<AcceptedTask>,
    by_id: BTreeMap<String, usize>,
    charges: BTreeMap<String, u32>,
    webhooks: Webhooks,
}

impl Emulator {
    /// An API without tasks.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            limits: Limits::new(settings.tier),
            webhooks: Webhooks::new(settings.webhook_secrets.clone()),
            settings,
            submit: Cursor::default(),
            status: Cursor::default(),
            tasks: Vec::new(),
            by_id: BTreeMap::new(),
            charges: BTreeMap::new(),
        }
    }

    /// Answers a request that arrives at `now_ms`, in milliseconds since 1970.
    pub fn handle(&mut self, request: &Request, now_ms: u64) -> Reply {
        let verdict = self.settings.verdict.filter(|_| request.method == "POST");
        let verdict = verdict.and_then(|verdict| verdict(&request.body));
        self.handle_judged(request, verdict, now_ms)
    }

    /// The same, with a verdict over the body that was reached elsewhere.
    pub fn handle_judged(&mut self, request: &Request, verdict: Option<(u16, String)>, now_ms: u64) -> Reply {
        let path = request.path.split_once('?').map_or(request.path.as_str(), |(path, _)| path);
        let known = path.strip_prefix(SUBMIT_PATH).and_then(|rest| match rest {
            "" => Some(None),
            rest => rest.strip_prefix('/').filter(|id| !id.is_empty() && !id.contains('/')).map(Some),
        });
        match (known, request.method.as_str()) {
            (Some(None), "POST") => self.handle_submit(request, verdict, now_ms),
            (Some(Some(segment)), "GET") => self.handle_status(request, segment, now_ms),
            (Some(_), _) => plain(error(405, "method_not_allowed", "this route does not know this method"), now_ms),
            (None, _) => plain(error(404, "not_found", "there is no such route"), now_ms),
        }
    }

    /// The tasks accepted so far, oldest first.
    #[must_use]
    pub fn tasks(&self) -> &[AcceptedTask] {
        &self.tasks
    }

    /// How often each business id was charged; a task without one stands under its own id.
    #[must_use]
    pub fn charges(&self) -> &BTreeMap<String, u32> {
        &self.charges
    }

    /// How many entries of the script's lists have struck so far: of `submit` and of `status`.
    #[must_use]
    pub fn struck(&self) -> (usize, usize) {
        (self.submit.struck(), self.status.struck())
    }

    /// Lets one more fault strike, after those that wait on its route; a life or a webhook's fault holds from now on.
    pub fn inject(&mut self, preset: &Preset) {
        let script = &mut self.settings.script;
        match preset.route {
            Route::Submit => script.submit.push(preset.fault.clone()),
            Route::Status => script.status.push(preset.fault.clone()),
            Route::Life => script.life = preset.life.clone(),
            Route::Webhook => script.webhook = preset.webhook,
        }
    }

    /// Whether the result of a task can be fetched: from its completion until it expires.
    #[must_use]
    pub fn has_result(&self, task_id: &str, now_ms: u64) -> bool {
        let task = self.tasks.iter().find(|task| task.id == task_id);
        task.is_some_and(|task| {
            let ends_at_ms = task.ends_at_ms();
            let expires_at_ms = ends_at_ms.saturating_add(task.life.expires_after_ms);
            task.life.ends == Ending::Completed && (ends_at_ms..expires_at_ms).contains(&now_ms)
        })
    }

    /// The webhooks due by now. Report each with [`Emulator::webhook_answered`].
    pub fn due_webhooks(&mut self, now_ms: u64) -> Vec<WebhookDelivery> {
        self.webhooks.due(now_ms)
    }

    /// When the next webhook is due.
    #[must_use]
    pub fn next_webhook_ms(&self) -> Option<u64> {
        self.webhooks.next_ms()
    }

    /// Takes the receiver's status, or nothing if there was no answer in time.
    pub fn webhook_answered(&mut self, webhook_id: &str, status: Option<u16>, now_ms: u64) {
        self.webhooks.answered(webhook_id, status, now_ms);
    }

    fn handle_submit(&mut self, request: &Request, verdict: Option<(u16, String)>, now_ms: u64) -> Reply {
        let fault = self.submit.next(&self.settings.script.submit).cloned().unwrap_or_default();
        if fault.lost {
            return lost();
        }
        let allowance = match self.limits.submit(now_ms) {
            Ok(allowance) => allowance,
            Err(refusal) => return plain(refusal, now_ms),
        };
        let honest = if fault.accepts() {
            self.accept(request, verdict, now_ms)
        } else {
            error(500, "internal_error", "a scripted fault")
        };
        fault.shape(honest, allowance, now_ms)
    }

    fn accept(&mut self, request: &Request, verdict: Option<(u16, String)>, now_ms: u64) -> Response {
        if let Some(denied) = self.deny(request) {
            return denied;
        }
        let Ok(Value::Object(body)) = serde_json::from_str(&request.body) else {
            return error(400, "invalid_request", "the body is not a JSON object");
        };
        let text = |key: &str| body.get(key).and_then(Value::as_str);
        let Some(model) = text("model") else {
            return error(400, "invalid_request", "model is required");
        };
        if let Some((status, message)) = verdict {
            return error(status, "invalid_request", &message);
        }
        let callback_url = text("callback_url");
        if callback_url.is_some() && self.settings.webhook_secrets.is_empty() {
            return error(400, "webhook_not_configured", "there is no secret to sign webhooks with");
        }
        let business_id = text("client_business_id").or_else(|| {
            body.get("metadata").and_then(|metadata| metadata.get("client_business_id")).and_then(Value::as_str)
        });
        let id = task_id(now_ms, self.tasks.len());
        let task = AcceptedTask {
            id: id.clone(),
            client_business_id: business_id.map(str::to_owned),
            model: model.to_owned(),
            created_at_ms: now_ms,
            life: self.settings.script.life.clone(),
        };
        let answer = task.body(&self.settings, now_ms, Knowing::Submit);
        let at = self.tasks.len();
        *self.charges.entry(business_id.unwrap_or(&id).to_owned()).or_insert(0) += 1;
        if let Some(business_id) = business_id {
            self.by_id.insert(business_id.to_owned(), at);
        }
        self.by_id.insert(id, at);
        if let Some(url) = callback_url {
            self.webhooks.plan(url, &task, &self.settings);
        }
        self.tasks.push(task);
        ok(answer)
    }

    fn handle_status(&mut self, request: &Request, segment: &str, now_ms: u64) -> Reply {
        let fault = self.status.next(&self.settings.script.status).cloned().unwrap_or_default();
        if fault.lost {
            return lost();
        }
        let allowance = match self.limits.query(now_ms) {
            Ok(allowance) => allowance,
            Err(refusal) => return plain(refusal, now_ms),
        };
        let honest = self.look_up(request, segment, now_ms);
        fault.shape(honest, allowance, now_ms)
    }

    fn look_up(&self, request: &Request, segment: &str, now_ms: u64) -> Response {
        if let Some(denied) = self.deny(request) {
            return denied;
        }
        let Some(id) = percent_decode(segment) else {
            return error(400, "invalid_request", "the id is not UTF-8");
        };
        let task = self.by_id.get(&id).and_then(|at| self.tasks.get(*at));
        match task.filter(|task| task.is_visible(now_ms)) {
            Some(task) => ok(task.body(&self.settings, now_ms, Knowing::Status)),
            None => match self.settings.script.not_found {
                NotFound::Documented => error(404, "task_not_found", "there is no such task"),
                NotFound::Seen => respond(400, json!({"message": "task_not_exist"}).to_string()),
            },
        }
    }

    fn deny(&self, request: &Request) -> Option<Response> {
        let has_key = request.headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("authorization")
                && value
                    .split_once(' ')
                    .is_some_and(|(scheme, key)| scheme.eq_ignore_ascii_case("bearer") && !key.trim().is_empty())
        });
        (self.settings.require_key && !has_key).then(|| {
            let error = json!({"code": 401, "message": "the key is missing", "type": "authentication_error"});
            respond(401, json!({"error": error}).to_string())
        })
    }
}

/// Which route describes a task: the submit route tells only the base of it.
#[derive(PartialEq, Eq)]
enum Knowing {
    Submit,
    Status,
}

impl AcceptedTask {
    fn is_visible(&self, now_ms: u64) -> bool {
        now_ms >= self.created_at_ms.saturating_add(self.life.visible_after_ms)
    }

    fn ends_at_ms(&self) -> u64 {
        self.created_at_ms.saturating_add(self.life.queued_ms).saturating_add(self.life.running_ms)
    }

    fn body(&self, settings: &Settings, now_ms: u64, knowing: Knowing) -> String {
        let ended = knowing == Knowing::Status && now_ms >= self.ends_at_ms();
        let running_for = now_ms.saturating_sub(self.created_at_ms.saturating_add(self.life.queued_ms));
        let (status, progress) = match &self.life.ends {
            _ if now_ms < self.created_at_ms.saturating_add(self.life.queued_ms) => ("queued", 0),
            _ if !ended => ("in_progress", running_for.saturating_mul(95) / self.life.running_ms.max(1)),
            Ending::Completed => ("completed", 100),
            Ending::Failed => ("failed", 100),
            Ending::Word(word) => (word.as_str(), 95),
        };
        let mut body = Body {
            id: &self.id,
            client_business_id: self.client_business_id.as_deref(),
            object: "generation.task",
            model: &self.model,
            status,
            progress: progress.min(100),
            created_at: self.created_at_ms / 1_000,
            completed_at: None,
            expires_at: None,
            result: None,
            error: None,
        };
        if ended && self.life.ends == Ending::Completed {
            let expires_at_ms = self.ends_at_ms().saturating_add(self.life.expires_after_ms);
            body.completed_at = Some(self.ends_at_ms() / 1_000);
            body.expires_at = Some(expires_at_ms / 1_000);
            // The files are gone by then; the task is not.
            if now_ms < expires_at_ms {
                body.result = Some(self.result(settings));
            }
        }
        if ended && self.life.ends == Ending::Failed {
            body.error = Some(generation_failed());
        }
        serde_json::to_string(&body).unwrap_or_default()
    }

    fn result(&self, settings: &Settings) -> Value {
        let url = settings.result_url.replace("{id}", &self.id);
        let name = url.rsplit('/').next().unwrap_or_default();
        let format = name.rsplit_once('.').map_or("mp4", |(_, format)| format);
        json!({"type": "video", "data": [{"url": url, "format": format}]})
    }
}

fn generation_failed() -> Value {
    json!({"code": "generation_failed", "message": "the generation failed"})
}

#[derive(Serialize)]
struct Body<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_business_id: Option<&'a str>,
    object: &'a str,
    model: &'a str,
    status: &'a str,
    progress: u64,
    created_at: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    completed_at: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Value>,
}

/// Looks like the API's own: a time, then a number of its own.
fn task_id(now_ms: u64, count: usize) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut digits = [b'0'; 26];
    let mut fill = |range: std::ops::Range<usize>, mut number: u64| {
        for digit in digits.iter_mut().take(range.end).skip(range.start).rev() {
            *digit = usize::try_from(number % 32).ok().and_then(|at| ALPHABET.get(at).copied()).unwrap_or(b'0');
            number /= 32;
        }
    };
    fill(0..10, now_ms);
    fill(10..26, count as u64 + 1);
    let mut id = String::from("tsk_vid_");
    id.extend(digits.iter().map(|digit| char::from(*digit)));
    id
}

fn percent_decode(segment: &str) -> Option<String> {
    let mut bytes = segment.bytes();
    let mut decoded = Vec::with_capacity(segment.len());
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let high = char::from(bytes.next()?).to_digit(16)?;
        let low = char::from(bytes.next()?).to_digit(16)?;
        decoded.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(decoded).ok()
}

fn ok(body: String) -> Response {
    respond(200, body)
}

fn error(status: u16, code: &str, message: &str) -> Response {
    respond(status, json!({"error": {"code": code, "message": message}}).to_string())
}

fn respond(status: u16, body: String) -> Response {
    Response { status, headers: vec![("Content-Type", "application/json".to_owned())], body }
}

fn plain(mut response: Response, now_ms: u64) -> Reply {
    response.headers.push(("Date", http_date::format(now_ms / 1_000)));
    Reply { response, delivery: Delivery::Answer }
}

/// A request that never arrived has no answer; there is nothing to read.
fn lost() -> Reply {
    Reply { response: Response { status: 0, headers: Vec::new(), body: String::new() }, delivery: Delivery::Drop }
}

#[cfg(test)]
mod tests;
