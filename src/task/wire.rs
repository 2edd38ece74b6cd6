//! What the API says, read tolerantly: tasks in every documented shape, errors in every shape seen.
//!
//! It knows words and places. It does not know which answer is good news to whom: the machines do.

use super::json::{Json, Passed, percentage, push_whole, whole};
use super::redact::shown;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// Where a task stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum Status {
    /// It waits.
    Queued,
    /// It runs.
    InProgress,
    /// It is done.
    Completed,
    /// It will never be done.
    Failed,
    /// A word nobody has heard of, which is no ending.
    Unknown(String),
}

impl Status {
    /// Reads the documented words, those seen besides them, and the upper-case ones of webhooks.
    #[must_use]
    pub fn from_wire(word: &str) -> Self {
        let is = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
        if is(&["queued", "pending", "submitted"]) {
            Self::Queued
        } else if is(&["in_progress", "processing", "running"]) {
            Self::InProgress
        } else if is(&["completed", "succeeded", "success"]) {
            Self::Completed
        } else if is(&["failed", "failure", "cancelled", "expired"]) {
            Self::Failed
        } else {
            Self::Unknown(word.to_owned())
        }
    }

    /// The documented word, or the unheard-of one.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Queued => "queued",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Unknown(word) => word,
        }
    }
}

impl From<String> for Status {
    fn from(word: String) -> Self {
        Self::from_wire(&word)
    }
}

impl From<Status> for String {
    fn from(status: Status) -> Self {
        match status {
            Status::Unknown(word) => word,
            known => known.as_str().to_owned(),
        }
    }
}

/// One result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Video {
    /// Where it is.
    pub url: String,
    /// Its container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Where its last frame is, if that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_frame_url: Option<String>,
}

/// Why a task failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskError {
    /// The API's code.
    pub code: String,
    /// Its words, which are localised and redacted here.
    pub message: String,
}

/// A task as the API last described it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// The API's id.
    pub id: String,
    /// The caller's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_business_id: Option<String>,
    /// The model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// The word that was sent for it.
    pub raw_status: String,
    /// The progress as it was sent, in percent. It may go backwards; a watch shows the highest so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<f64>,
    /// Seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<u64>,
    /// Seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<u64>,
    /// From then on the results are gone. Seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<u64>,
    /// The results, first one first.
    #[serde(default)]
    pub videos: Vec<Video>,
    /// What was used, as it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Passed>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<TaskError>,
}

impl Task {
    pub(super) fn blank() -> Self {
        Self {
            id: String::new(),
            client_business_id: None,
            model: None,
            status: Status::Queued,
            raw_status: String::new(),
            progress: None,
            created_at: None,
            completed_at: None,
            expires_at: None,
            videos: Vec::new(),
            usage: None,
            error: None,
        }
    }

    /// The first result's address.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.videos.first().map(|video| video.url.as_str())
    }
}

/// Why something is no task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotATask {
    /// It is longer than any task.
    TooLarge,
    /// It is not JSON, or JSON that was cut off.
    NotJson,
    /// It is not a JSON object.
    NotAnObject,
    /// It names no id.
    NoId,
    /// It names no status.
    NoStatus,
    /// It calls itself something else.
    OtherObject,
}

impl NotATask {
    /// The code of this fault.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "answer_too_large",
            Self::NotJson => "answer_not_json",
            Self::NotAnObject | Self::NoId | Self::NoStatus | Self::OtherObject => "answer_not_a_task",
        }
    }

    pub(super) fn message(self) -> &'static str {
        match self {
            Self::TooLarge => "the answer is too large",
            Self::NotJson => "the answer is not complete JSON",
            Self::NotAnObject => "the answer is not a JSON object",
            Self::NoId => "the answer names no task id",
            Self::NoStatus => "the answer names no status",
            Self::OtherObject => "the answer describes something other than a task",
        }
    }
}

impl fmt::Display for NotATask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for NotATask {}

/// Reads a task from an answer's text.
///
/// # Errors
/// When the text is no task.
pub fn read_task(body: &str, max_bytes: usize) -> Result<Task, NotATask> {
    if body.len() > max_bytes {
        return Err(NotATask::TooLarge);
    }
    task_of(&Json::read(body).ok_or(NotATask::NotJson)?)
}

/// Reads a task from parsed JSON.
///
/// # Errors
/// When the value is no task.
pub fn parse_task(value: &Value) -> Result<Task, NotATask> {
    task_of(&Json::from(value))
}

fn task_of(body: &Json) -> Result<Task, NotATask> {
    if !matches!(body, Json::Object(_)) {
        return Err(NotATask::NotAnObject);
    }
    if filled(body.get("object")).is_some_and(|object| object != "generation.task") {
        return Err(NotATask::OtherObject);
    }
    let id = text(body, "id").or_else(|| text(body, "task_id")).ok_or(NotATask::NoId)?;
    let raw_status = filled(body.get("status")).ok_or(NotATask::NoStatus)?;
    let usage = body.get("usage");
    let mut task = Task::blank();
    task.id = id;
    put_text(&mut task.client_business_id, body, "client_business_id");
    put_text(&mut task.model, body, "model");
    task.raw_status = shown(raw_status);
    task.status = Status::from_wire(&task.raw_status);
    task.progress = percent(body.get("progress"));
    put_seconds(&mut task.created_at, body, "created_at");
    put_seconds(&mut task.completed_at, body, "completed_at");
    put_seconds(&mut task.expires_at, body, "expires_at");
    push_videos(&mut task.videos, body);
    if !usage.is_null() {
        task.usage = Some(usage.into());
    }
    task.error = task_error(body.get("error"));
    Ok(task)
}

/// Results, from whichever documented place has any.
fn push_videos(found: &mut Vec<Video>, body: &Json) {
    for list in [body.get("result").get("data"), body.get("data")] {
        if let Json::List(items) = list
            && found.is_empty()
        {
            items.iter().for_each(|item| push_video(found, item));
        }
    }
    if found.is_empty() {
        push_video(found, body);
    }
}

#[inline(never)]
fn push_video(found: &mut Vec<Video>, item: &Json) {
    if let Some(url) = text(item, "url").or_else(|| text(item, "video_url")) {
        let mut video = Video { url, format: None, last_frame_url: None };
        put_text(&mut video.format, item, "format");
        put_text(&mut video.last_frame_url, item, "last_frame_url");
        found.push(video);
    }
}

fn task_error(error: &Json) -> Option<TaskError> {
    if error.is_null() {
        return None;
    }
    let code = error.get("code");
    let code = code.number_text().or_else(|| filled(code).map(str::to_owned));
    Some(TaskError {
        code: shown(code.as_deref().unwrap_or("generation_failed")),
        message: message_of(error).unwrap_or_default(),
    })
}

/// What an error answer says, whatever its shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiFailure {
    /// The HTTP status.
    pub status: u16,
    /// The API's own word; where it gave a number or nothing, the documented word for the status.
    pub code: String,
    /// The API's `error.type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its words, redacted. They are localised: show them, never compare them.
    pub message: String,
    /// The beginning of the answer, redacted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Whether the answer has one of the API's own shapes. A gateway's page has not.
    pub from_api: bool,
}

/// The API's words for a task it does not know.
const NO_SUCH_TASK: [&str; 2] = ["task_not_exist", "task_not_found"];

impl ApiFailure {
    /// Whether the API itself says that there is no such task.
    #[must_use]
    pub fn is_no_such_task(&self) -> bool {
        self.from_api && (self.status == 404 || (self.status == 400 && NO_SUCH_TASK.contains(&self.code.as_str())))
    }
}

/// Reads an error answer.
#[must_use]
pub fn parse_error(status: u16, body: &str) -> ApiFailure {
    let value = Json::read(body).unwrap_or(Json::Null);
    let error = value.get("error");
    let message = message_of(error).or_else(|| message_of(&value));
    let from_api = !error.is_null() || value.member("message").is_some();
    let code = named(error.get("code")).or_else(|| named(value.get("code"))).or_else(|| sole_word(&value, error));
    ApiFailure {
        status,
        code: code.map_or_else(|| default_code(status), shown),
        kind: filled(error.get("type")).map(shown),
        message: message.unwrap_or_else(|| with_number("the API answered with status ", status)),
        body: Some(shown(body)).filter(|text| !text.is_empty()),
        from_api,
    }
}

/// The one code that is documented to come in the place of a message.
fn sole_word<'a>(value: &'a Json, error: &'a Json) -> Option<&'a str> {
    let place = if error.is_null() { value.get("message") } else { error };
    place.as_str().filter(|text| NO_SUCH_TASK.contains(text))
}

fn default_code(status: u16) -> String {
    match status {
        400 => "invalid_request",
        401 => "unauthorized",
        402 => "insufficient_quota",
        403 => "forbidden",
        404 => "task_not_found",
        422 => "content_policy_violation",
        429 => "rate_limit_exceeded",
        500 => "internal_error",
        _ => return with_number("http_", status),
    }
    .to_owned()
}

fn with_number(words: &str, status: u16) -> String {
    let mut text = words.to_owned();
    push_whole(&mut text, u64::from(status));
    text
}

/// The message of an error: the error itself, its message, or that one's message.
fn message_of(error: &Json) -> Option<String> {
    let message = error.member("message").unwrap_or(error);
    let text = message.member("message").unwrap_or(message).as_str()?;
    Some(shown(text))
}

/// A code that is a word. Numbers repeat the status, as text or not.
fn named(code: &Json) -> Option<&str> {
    filled(code).filter(|code| !code.bytes().all(|byte| byte.is_ascii_digit()))
}

#[inline(never)]
fn put_text(place: &mut Option<String>, body: &Json, key: &str) {
    *place = text(body, key);
}

#[inline(never)]
fn text(body: &Json, key: &str) -> Option<String> {
    filled(body.get(key)).map(str::to_owned)
}

fn filled(value: &Json) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

fn percent(value: &Json) -> Option<f64> {
    match value {
        Json::Text(text) => percentage(text),
        other => other.as_f64(),
    }
}

#[inline(never)]
fn put_seconds(place: &mut Option<u64>, body: &Json, key: &str) {
    *place = match body.get(key) {
        Json::Text(text) => whole(match text.as_bytes() {
            [b'+', number @ ..] | number => number,
        }),
        Json::Whole(number) => Some(*number),
        other => other.as_f64().filter(|number| *number >= 0.0).map(|number| number as u64),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_known_status_word() {
        for (words, want) in [
            (&["queued", "pending", "submitted", "QUEUED"][..], Status::Queued),
            (&["in_progress", "processing", "running", "IN_PROGRESS"], Status::InProgress),
            (&["completed", "succeeded", "success", "SUCCESS"], Status::Completed),
            (&["failed", "cancelled", "expired", "FAILURE"], Status::Failed),
        ] {
            for word in words {
                assert_eq!(Status::from_wire(word), want, "{word}");
            }
        }
        for word in ["unknown", "zombie", "", "completed "] {
            assert_eq!(Status::from_wire(word), Status::Unknown(word.to_owned()));
        }
    }

    #[test]
    fn the_url_in_every_documented_place() {
        for place in [
            json!({"result": {"type": "video", "data": [{"url": "u", "format": "mp4"}]}}),
            json!({"result": {"data": [{"video_url": "u"}]}}),
            json!({"result": {"data": [null, {"url": ""}, {"url": "u"}]}}),
            json!({"data": [{"url": "u"}]}),
            json!({"result": {"data": []}, "data": [{"url": "u"}]}),
            json!({"video_url": "u"}),
        ] {
            let mut body = json!({"id": "t", "status": "completed"});
            body.as_object_mut().unwrap().extend(place.as_object().unwrap().clone());
            assert_eq!(parse_task(&body).unwrap().url(), Some("u"), "{place}");
        }
        for place in [json!({"result": null}), json!({"result": {"data": {}}}), json!({"data": 5, "video_url": 7})] {
            let mut body = json!({"id": "t", "status": "completed"});
            body.as_object_mut().unwrap().extend(place.as_object().unwrap().clone());
            assert_eq!(parse_task(&body).unwrap().url(), None, "{place}");
        }
    }

    #[test]
    fn a_whole_task() {
        let task = parse_task(&json!({
            "id": "tsk_vid_1", "client_business_id": "order-1", "object": "generation.task", "model": "seedance-2",
            "status": "completed", "progress": "100%", "created_at": 1_781_577_600, "completed_at": 1_781_577_700.0,
            "expires_at": "1781664100", "usage": {"tool_usage": {"web_search": 2}},
            "result": {"type": "video", "data": [{"url": "https://files/v.mp4", "format": "mp4", "last_frame_url": "https://files/l.png"}]}
        }))
        .unwrap();
        assert_eq!(task.progress, Some(100.0));
        assert_eq!(
            (task.created_at, task.completed_at, task.expires_at),
            (Some(1_781_577_600), Some(1_781_577_700), Some(1_781_664_100))
        );
        assert_eq!(task.videos[0].last_frame_url.as_deref(), Some("https://files/l.png"));
        assert_eq!(task.usage, Some(json!({"tool_usage": {"web_search": 2}})));
        let text = serde_json::to_string(&task).unwrap();
        assert_eq!(serde_json::from_str::<Task>(&text).unwrap(), task);
    }

    #[test]
    fn what_is_no_task() {
        for (body, want) in [
            ("", NotATask::NotJson),
            ("<html>", NotATask::NotJson),
            (r#"{"id":"t","sta"#, NotATask::NotJson),
            ("null", NotATask::NotAnObject),
            ("[]", NotATask::NotAnObject),
            (r#"{"status":"queued"}"#, NotATask::NoId),
            (r#"{"id":7,"status":"queued"}"#, NotATask::NoId),
            (r#"{"id":"","status":"queued"}"#, NotATask::NoId),
            (r#"{"id":"t"}"#, NotATask::NoStatus),
            (r#"{"id":"t","status":null}"#, NotATask::NoStatus),
            (r#"{"id":"t","status":"queued","object":"list"}"#, NotATask::OtherObject),
        ] {
            assert_eq!(read_task(body, 1_000), Err(want), "{body}");
        }
        assert_eq!(read_task(r#"{"id":"t","status":"queued"}"#, 27), Err(NotATask::TooLarge));
        assert!(read_task(r#"{"id":"t","status":"queued"}"#, 28).is_ok());
    }

    #[test]
    fn errors_in_every_shape() {
        for (status, body, code, message) in [
            (401, r#"{"error":{"code":401,"message":"m","type":"authentication_error"}}"#, "unauthorized", "m"),
            (401, r#"{"error":{"code":"401","message":"m"}}"#, "unauthorized", "m"),
            (429, r#"{"error":{"code":"rate_limit_exceeded","message":"m"}}"#, "rate_limit_exceeded", "m"),
            (400, r#"{"success":false,"message":"m"}"#, "invalid_request", "m"),
            (500, r#"{"error":"m"}"#, "internal_error", "m"),
            (400, r#"{"message":"task_not_exist"}"#, "task_not_exist", "task_not_exist"),
            (400, r#"{"error":"task_not_exist"}"#, "task_not_exist", "task_not_exist"),
            (422, r#"{"error":{"code":"x","message":{"message":"m"}}}"#, "x", "m"),
            (503, r#"{"code":"rate_limit_unavailable","message":"m"}"#, "rate_limit_unavailable", "m"),
            (502, "<html>Bad gateway</html>", "http_502", "the API answered with status 502"),
            (504, "", "http_504", "the API answered with status 504"),
            (500, "null", "internal_error", "the API answered with status 500"),
        ] {
            let failure = parse_error(status, body);
            assert_eq!((failure.code.as_str(), failure.message.as_str()), (code, message), "{body}");
        }
        assert_eq!(
            parse_error(401, r#"{"error":{"code":401,"type":"authentication_error"}}"#).kind.as_deref(),
            Some("authentication_error")
        );
    }

    #[test]
    fn only_the_api_can_say_that_a_task_does_not_exist() {
        for (status, body, want) in [
            (404, r#"{"error":{"code":404,"message":"nicht gefunden"}}"#, true),
            (404, r#"{"error":{"code":"task_not_found","message":"m"}}"#, true),
            (404, r#"{"success":false,"message":"m"}"#, true),
            (404, "<html>404</html>", false),
            (404, "", false),
            (400, r#"{"message":"task_not_exist"}"#, true),
            (400, r#"{"error":{"code":"task_not_exist","message":"m"}}"#, true),
            (400, r#"{"error":{"code":"invalid_request","message":"task_not_exist"}}"#, false),
            (400, r#"{"message":"the task_not_exist"}"#, false),
            (500, r#"{"message":"task_not_exist"}"#, false),
        ] {
            assert_eq!(parse_error(status, body).is_no_such_task(), want, "{status} {body}");
        }
    }

    #[test]
    fn kept_text_holds_no_key() {
        let failure = parse_error(
            401,
            r#"{"error":{"code":"sk-canary","type":"sk-canary","message":"bad key Bearer sk-canary"}}"#,
        );
        assert!(!serde_json::to_string(&failure).unwrap().contains("canary"));
        let task = parse_task(
            &json!({"id": "t", "status": "sk-canary", "error": {"code": "sk-canary", "message": "sk-canary"}}),
        )
        .unwrap();
        assert!(!format!("{task:?}").contains("canary"));
    }
}
