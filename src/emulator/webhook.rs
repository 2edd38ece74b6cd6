//! The API's webhooks: what is sent, how it is signed, when it is sent again. The sending itself is somebody else's.

use super::script::{Ending, WebhookFault};
use super::{AcceptedTask, Settings, generation_failed};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The waits before each repetition.
const RETRIES_MS: [u64; 7] = [10_000, 30_000, 120_000, 600_000, 3_600_000, 21_600_000, 86_400_000];

/// A webhook to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WebhookDelivery {
    /// The webhook's id, the same for every repetition.
    pub id: String,
    /// Where it goes.
    pub url: String,
    /// Its headers.
    pub headers: Vec<(&'static str, String)>,
    /// Its body.
    pub body: String,
}

#[derive(Debug)]
struct Pending {
    id: String,
    url: String,
    body: String,
    due_ms: u64,
    attempt: usize,
    fault: WebhookFault,
    copies: u32,
    sent: bool,
}

#[derive(Debug)]
pub(super) struct Webhooks {
    secrets: Vec<String>,
    pending: Vec<Pending>,
    count: u64,
}

impl Webhooks {
    pub(super) fn new(secrets: Vec<String>) -> Self {
        Self { secrets, pending: Vec::new(), count: 0 }
    }

    pub(super) fn plan(&mut self, url: &str, task: &AcceptedTask, settings: &Settings) {
        let (kind, status, result, error) = match task.life.ends {
            Ending::Completed => ("generation.completed", "SUCCESS", task.result(settings), Value::Null),
            Ending::Failed => ("generation.failed", "FAILURE", Value::Null, generation_failed()),
            // A task that never ends is never told.
            Ending::Word(_) => return,
        };
        self.count += 1;
        let id = format!("whk_{:016}", self.count);
        let ends_at = task.ends_at_ms();
        let body = json!({
            "id": id, "type": kind, "api_version": "v1", "created_at": ends_at / 1_000,
            "data": {
                "task_id": task.id, "client_business_id": task.client_business_id, "task_type": "video",
                "model": task.model, "status": status, "progress": "100%", "result": result, "error": error,
                "submitted_at": task.created_at_ms / 1_000, "finished_at": ends_at / 1_000,
            },
        });
        self.pending.push(Pending {
            id,
            url: url.to_owned(),
            body: body.to_string(),
            due_ms: ends_at,
            attempt: 0,
            fault: settings.script.webhook,
            copies: settings.script.webhook.copies.max(1),
            sent: false,
        });
    }

    pub(super) fn next_ms(&self) -> Option<u64> {
        self.pending.iter().filter(|pending| !pending.sent).map(|pending| pending.due_ms).min()
    }

    pub(super) fn due(&mut self, now_ms: u64) -> Vec<WebhookDelivery> {
        let secrets = &self.secrets;
        let due = self.pending.iter_mut().filter(|pending| !pending.sent && pending.due_ms <= now_ms);
        due.map(|pending| {
            pending.sent = true;
            let timestamp = (now_ms / 1_000).saturating_sub(pending.fault.age_s).to_string();
            let forged = [String::from("nobody's secret")];
            let secrets = if pending.fault.forged { &forged } else { secrets.as_slice() };
            let signature = sign(secrets, &pending.id, &timestamp, &pending.body);
            WebhookDelivery {
                id: pending.id.clone(),
                url: pending.url.clone(),
                headers: vec![
                    ("Content-Type", "application/json".to_owned()),
                    ("X-ToAPIs-Webhook-Id", pending.id.clone()),
                    ("X-ToAPIs-Webhook-Timestamp", timestamp),
                    ("X-ToAPIs-Webhook-Signature", signature),
                ],
                body: pending.body.clone(),
            }
        })
        .collect()
    }

    pub(super) fn answered(&mut self, id: &str, status: Option<u16>, now_ms: u64) {
        let Some(at) = self.pending.iter().position(|pending| pending.sent && pending.id == id) else {
            return;
        };
        let Some(pending) = self.pending.get_mut(at) else {
            return;
        };
        let taken = status.is_some_and(|status| (200..300).contains(&status));
        let wait = if taken {
            pending.copies -= 1;
            (pending.copies > 0).then_some(0)
        } else {
            RETRIES_MS.get(pending.attempt).copied()
        };
        match wait {
            Some(wait) => {
                pending.attempt += usize::from(!taken);
                pending.due_ms = now_ms.saturating_add(wait);
                pending.sent = false;
            }
            None => {
                self.pending.swap_remove(at);
            }
        }
    }
}

/// The signature header: one `v1=` of HMAC-SHA256 per secret, over id, timestamp and raw body.
#[must_use]
pub fn sign(secrets: &[String], id: &str, timestamp: &str, body: &str) -> String {
    let mut header = String::new();
    for secret in secrets {
        let mut mac = hmac_sha256::HMAC::new(secret);
        for part in [id, ".", timestamp, ".", body] {
            mac.update(part);
        }
        header.push_str(if header.is_empty() { "v1=" } else { ",v1=" });
        for byte in mac.finalize() {
            // Writing to a String cannot fail.
            let _ = write!(header, "{byte:02x}");
        }
    }
    header
}
