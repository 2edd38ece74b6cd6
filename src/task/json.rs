//! Events, records and policies out of JSON values, by hand: what the derived readers take and refuse, in a fraction of
//! their code, which a page has to load. What a value means is not known here.

use super::action::{Answer, Event};
use super::outcome::{Billed, Failure};
use super::policy::PollPolicy;
use super::record::{Job, Phase, Record, SubmitRecord, WatchRecord};
use super::wire::{Status, Task, TaskError, Video};
use serde_json::{Map, Value};

/// Something that one JSON value stands for.
trait Read: Sized {
    fn read(value: &Value) -> Option<Self>;
}

/// A member that has to be there.
fn member<T: Read>(object: &Map<String, Value>, key: &str) -> Option<T> {
    T::read(object.get(key)?)
}

/// A member that may be missing or null; nothing if it is there and something else.
fn optional<T: Read>(object: &Map<String, Value>, key: &str) -> Option<Option<T>> {
    match object.get(key) {
        None | Some(Value::Null) => Some(None),
        Some(value) => T::read(value).map(Some),
    }
}

impl Read for String {
    fn read(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl Read for u64 {
    fn read(value: &Value) -> Option<Self> {
        value.as_u64()
    }
}

impl Read for u32 {
    fn read(value: &Value) -> Option<Self> {
        value.as_u64()?.try_into().ok()
    }
}

impl Read for u16 {
    fn read(value: &Value) -> Option<Self> {
        value.as_u64()?.try_into().ok()
    }
}

impl Read for f64 {
    fn read(value: &Value) -> Option<Self> {
        value.as_f64()
    }
}

impl Read for bool {
    fn read(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Read for Value {
    fn read(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(T::read).collect()
    }
}

impl<T: Read> Read for Box<T> {
    fn read(value: &Value) -> Option<Self> {
        T::read(value).map(Self::new)
    }
}

impl Event {
    /// Reads an event.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let event: Value = serde_json::from_str(text).ok()?;
        let value = event.get("value");
        let words = || String::read(value?);
        Some(match event.get("type")?.as_str()? {
            "start" => Self::Start,
            "confirmed" => Self::Confirmed,
            "claimed" => Self::Claimed(match value? {
                Value::Null => None,
                record => Some(Read::read(record)?),
            }),
            "busy" => Self::Busy,
            "stored" => Self::Stored,
            "storeFailed" => Self::StoreFailed(words()?),
            "answer" => Self::Answer(Read::read(value?)?),
            "networkError" => Self::NetworkError(words()?),
            "timeout" => Self::Timeout,
            "woke" => Self::Woke,
            "visible" => Self::Visible,
            "abortRequested" => Self::AbortRequested,
            _ => return None,
        })
    }
}

impl Read for Answer {
    fn read(value: &Value) -> Option<Self> {
        let object = value.as_object()?;
        Some(Self {
            status: object.get("status").map_or(Some(0), u16::read)?,
            retry_after: optional(object, "retryAfter")?,
            date: optional(object, "date")?,
            content_type: optional(object, "contentType")?,
            body: object.get("body").map_or(Some(String::new()), String::read)?,
        })
    }
}

impl Record {
    pub(super) fn from_value(value: &Value) -> Option<Self> {
        Read::read(value)
    }
}

impl Read for Record {
    fn read(value: &Value) -> Option<Self> {
        let object = value.as_object()?;
        Some(Self {
            version: member(object, "version")?,
            client_business_id: optional(object, "client_business_id")?,
            saved_at_ms: member(object, "saved_at_ms")?,
            job: member(object, "job")?,
        })
    }
}

impl Read for Job {
    fn read(value: &Value) -> Option<Self> {
        match value.get("kind")?.as_str()? {
            "submit" => Read::read(value).map(Self::Submit),
            "watch" => Read::read(value).map(Self::Watch),
            _ => None,
        }
    }
}

impl Read for SubmitRecord {
    fn read(value: &Value) -> Option<Self> {
        let object = value.as_object()?;
        Some(Self {
            body: member(object, "body")?,
            phase: match object.get("phase")?.as_str()? {
                "new" => Phase::New,
                "sending" => Phase::Sending,
                "refused" => Phase::Refused,
                "in_doubt" => Phase::InDoubt,
                _ => return None,
            },
            attempts: member(object, "attempts")?,
            in_doubt: member(object, "in_doubt")?,
            too_early: member(object, "too_early")?,
            sent_at_ms: optional(object, "sent_at_ms")?,
            not_before_ms: optional(object, "not_before_ms")?,
            last_failure: optional(object, "last_failure")?,
        })
    }
}

impl Read for WatchRecord {
    fn read(value: &Value) -> Option<Self> {
        let object = value.as_object()?;
        Some(Self {
            address: member(object, "address")?,
            task_id: optional(object, "task_id")?,
            task: optional(object, "task")?,
            request_mark: optional(object, "request_mark")?,
            submitted_at_ms: optional(object, "submitted_at_ms")?,
            progress: member(object, "progress")?,
            told_unheard_of: member(object, "told_unheard_of")?,
            age_ms: member(object, "age_ms")?,
            due_ms: member(object, "due_ms")?,
            failures: member(object, "failures")?,
            rereads: member(object, "rereads")?,
        })
    }
}

impl Read for Failure {
    fn read(value: &Value) -> Option<Self> {
        let object = value.as_object()?;
        Some(Self {
            code: String::read(object.get("code")?)?.into(),
            message: member(object, "message")?,
            retryable: member(object, "retryable")?,
            billed: match object.get("billed")?.as_str()? {
                "no" => Billed::No,
                "maybe" => Billed::Maybe,
                "yes" => Billed::Yes,
                _ => return None,
            },
            task_id: optional(object, "taskId")?,
            client_business_id: optional(object, "clientBusinessId")?,
            status: optional(object, "status")?,
            body: optional(object, "body")?,
            retry_after_ms: optional(object, "retryAfterMs")?,
        })
    }
}

impl Read for Task {
    fn read(value: &Value) -> Option<Self> {
        let object = value.as_object()?;
        Some(Self {
            id: member(object, "id")?,
            client_business_id: optional(object, "client_business_id")?,
            model: optional(object, "model")?,
            status: Status::from_wire(object.get("status")?.as_str()?),
            raw_status: member(object, "raw_status")?,
            progress: optional(object, "progress")?,
            created_at: optional(object, "created_at")?,
            completed_at: optional(object, "completed_at")?,
            expires_at: optional(object, "expires_at")?,
            videos: object.get("videos").map_or(Some(Vec::new()), Read::read)?,
            usage: optional(object, "usage")?,
            error: optional(object, "error")?,
        })
    }
}

impl Read for Video {
    fn read(value: &Value) -> Option<Self> {
        let object = value.as_object()?;
        Some(Self {
            url: member(object, "url")?,
            format: optional(object, "format")?,
            last_frame_url: optional(object, "last_frame_url")?,
        })
    }
}

impl Read for TaskError {
    fn read(value: &Value) -> Option<Self> {
        let object = value.as_object()?;
        Some(Self { code: member(object, "code")?, message: member(object, "message")? })
    }
}

impl PollPolicy {
    /// The documented policy with the values of a JSON object.
    ///
    /// # Errors
    /// The name of a setting that there is not, or that has another kind of value; empty where there is no object.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let settings: Value = serde_json::from_str(text).map_err(|_| String::new())?;
        let mut policy = Self::default();
        for (name, value) in settings.as_object().ok_or_else(String::new)? {
            policy.set(name, value).ok_or_else(|| name.clone())?;
        }
        Ok(policy)
    }

    fn set(&mut self, name: &str, value: &Value) -> Option<()> {
        let long = match name {
            "firstMs" => &mut self.first_ms,
            "intervalMs" => &mut self.interval_ms,
            "jitterPercent" => &mut self.jitter_percent,
            "slowAfterMs" => &mut self.slow_after_ms,
            "slowDivisor" => &mut self.slow_divisor,
            "intervalMaxMs" => &mut self.interval_max_ms,
            "hiddenGraceMs" => &mut self.hidden_grace_ms,
            "backoffMs" => &mut self.backoff_ms,
            "maxWaitMs" => &mut self.max_wait_ms,
            "retryAfterSpreadMs" => &mut self.retry_after_spread_ms,
            "deadlineMs" => &mut self.deadline_ms,
            _ => {
                let short = match name {
                    "askTimeoutMs" => &mut self.ask_timeout_ms,
                    "budget" => &mut self.budget,
                    "rereads" => &mut self.rereads,
                    "maxAnswerBytes" => {
                        self.max_answer_bytes = value.as_u64()?.try_into().ok()?;
                        return Some(());
                    }
                    _ => return None,
                };
                *short = Read::read(value)?;
                return Some(());
            }
        };
        *long = Read::read(value)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
            assert!(Record::from_value(&whole).is_some());
            for spoiled in spoil(&whole) {
                assert_eq!(Record::from_value(&spoiled), serde_json::from_value(spoiled.clone()).ok(), "{spoiled}");
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
