//! What goes wrong, as data: how a task lives, and what becomes of each request in turn. A script knows the API and the
//! network, not the client.

use super::limits::Allowance;
use super::{Reply, Response, respond};
use crate::task::http_date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// One course of events.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// How a task lives.
    pub life: Life,
    /// What becomes of each submission, in turn; afterwards all goes well.
    pub submit: Vec<Fault>,
    /// What becomes of each question, in turn; afterwards all goes well.
    pub status: Vec<Fault>,
    /// How an unknown task is told.
    pub not_found: NotFound,
    /// What goes wrong with webhooks.
    pub webhook: WebhookFault,
}

/// What goes wrong with webhooks. The default is: nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebhookFault {
    /// How often each is sent even though it was taken; 0 and 1 are the same.
    pub copies: u32,
    /// The signature is made with a secret that is nobody's.
    pub forged: bool,
    /// How far in the past the timestamp is, in seconds.
    pub age_s: u64,
}

/// How a task lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Life {
    /// How long it waits.
    pub queued_ms: u64,
    /// How long it runs.
    pub running_ms: u64,
    /// How it ends.
    pub ends: Ending,
    /// For how long after its creation no question finds it.
    pub visible_after_ms: u64,
    /// For how long its result can be fetched.
    pub expires_after_ms: u64,
}

impl Default for Life {
    fn default() -> Self {
        Self {
            queued_ms: 5_000,
            running_ms: 55_000,
            ends: Ending::Completed,
            visible_after_ms: 0,
            expires_after_ms: 86_400_000,
        }
    }
}

/// How a task ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// With a video.
    Completed,
    /// Without one.
    Failed,
    /// By this word, for ever.
    Word(String),
}

/// How an unknown task is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotFound {
    /// 404 with a code.
    #[default]
    Documented,
    /// 400 with a message that is a code, as seen in the wild.
    Seen,
}

/// What becomes of one request. The default is: nothing goes wrong.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// For so many requests; 0 and 1 are the same.
    pub times: u32,
    /// The request never reaches the API.
    pub lost: bool,
    /// Whether the API works on the request although it answers something else. Without `say` it always does.
    pub accepts: bool,
    /// What is said instead of the honest answer.
    pub say: Option<Say>,
    /// What is changed in the honest answer; null takes a key out.
    pub patch: Map<String, Value>,
    /// Only the first half of the body arrives, and nobody notices.
    pub cut: bool,
    /// The body is padded with spaces to so many bytes.
    pub pad_to: usize,
    /// The `Retry-After` header, verbatim.
    pub retry_after: Option<String>,
    /// A `Retry-After` date, in seconds from the answer's own date.
    pub retry_after_date: Option<i64>,
    /// How far the answer's own date is off, in seconds.
    pub date_off: i64,
    /// The answer has no `Date`.
    pub no_date: bool,
    /// How the answer travels.
    pub delivery: Delivery,
}

/// A dishonest answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Say {
    /// The status.
    pub status: u16,
    /// The code, for the shapes that have one.
    #[serde(default)]
    pub code: Value,
    /// The shape of the body.
    #[serde(default)]
    pub shape: Shape,
    /// The body itself, for the shape `raw`.
    #[serde(default)]
    pub text: String,
}

/// The shape of a dishonest body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// `{"error": {"code", "message"}}`
    #[default]
    Object,
    /// `{"error": {"code", "message", "type"}}`
    Typed,
    /// `{"success": false, "message"}`
    Flat,
    /// `{"error": "..."}`
    Text,
    /// `{"message": code}`
    Message,
    /// `{"error": {"code", "message": {"message"}}}`
    Nested,
    /// A gateway's page.
    Html,
    /// As it stands in `text`.
    Raw,
}

/// How an answer travels.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// At once.
    #[default]
    Answer,
    /// Never: the connection breaks.
    Drop,
    /// Never: the connection stays open and silent.
    Hang,
    /// Late, by so many milliseconds.
    Delay(u64),
    /// Byte by byte, one in so many milliseconds.
    Trickle(u64),
}

impl Fault {
    pub(super) fn accepts(&self) -> bool {
        self.accepts || self.say.is_none()
    }

    pub(super) fn shape(&self, honest: Response, allowance: Allowance, now_ms: u64) -> Reply {
        let mut response = match &self.say {
            Some(say) => say.respond(),
            None => honest,
        };
        if !self.patch.is_empty() {
            response.body = patched(&response.body, &self.patch);
        }
        if self.cut {
            let half = response.body.chars().count() / 2;
            response.body = response.body.chars().take(half).collect();
        }
        let missing = self.pad_to.saturating_sub(response.body.len());
        response.body.extend(std::iter::repeat_n(' ', missing));
        response.headers.extend(allowance.into_iter().flatten());
        let seconds = (now_ms / 1_000).saturating_add_signed(self.date_off);
        let until = |later| http_date::format(seconds.saturating_add_signed(later));
        let retry_after = self.retry_after.clone().or_else(|| self.retry_after_date.map(until));
        response.headers.extend(retry_after.map(|value| ("Retry-After", value)));
        if !self.no_date {
            response.headers.push(("Date", until(0)));
        }
        Reply { response, delivery: self.delivery.clone() }
    }
}

impl Say {
    fn respond(&self) -> Response {
        let mut response = self.body();
        if (300..400).contains(&self.status) {
            response.headers.push(("Location", "/moved".to_owned()));
        }
        response
    }

    fn body(&self) -> Response {
        let (code, words) = (&self.code, "scripted");
        let body = match self.shape {
            Shape::Object => json!({"error": {"code": code, "message": words}}),
            Shape::Typed => {
                json!({"error": {"code": code, "message": words, "type": "scripted_error"}})
            }
            Shape::Flat => json!({"success": false, "message": words}),
            Shape::Text => json!({"error": words}),
            Shape::Message => json!({"message": code}),
            Shape::Nested => json!({"error": {"code": code, "message": {"message": words}}}),
            Shape::Html => {
                let headers = vec![("Content-Type", "text/html".to_owned())];
                let body = format!("<html><body><h1>{}</h1></body></html>", self.status);
                return Response { status: self.status, headers, body };
            }
            Shape::Raw => return respond(self.status, self.text.clone()),
        };
        respond(self.status, body.to_string())
    }
}

fn patched(body: &str, patch: &Map<String, Value>) -> String {
    let Ok(Value::Object(mut body)) = serde_json::from_str(body) else {
        return body.to_owned();
    };
    for (key, value) in patch {
        if value.is_null() {
            body.remove(key);
        } else {
            body.insert(key.clone(), value.clone());
        }
    }
    Value::Object(body).to_string()
}

/// How far a list of faults is used up.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    at: usize,
    used: u32,
}

impl Cursor {
    pub(super) fn struck(&self) -> usize {
        self.at + usize::from(self.used > 0)
    }

    pub(super) fn next<'a>(&mut self, faults: &'a [Fault]) -> Option<&'a Fault> {
        let fault = faults.get(self.at)?;
        self.used += 1;
        if self.used >= fault.times.max(1) {
            (self.at, self.used) = (self.at + 1, 0);
        }
        Some(fault)
    }
}
