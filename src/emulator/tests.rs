//! The emulator against the documentation, request by request.

use super::*;
use crate::task::{Status, parse_error, read_task};

const NOW: u64 = 1_781_577_600_000;

fn post(emulator: &mut Emulator, body: &str, now_ms: u64) -> Response {
    let request = Request { method: "POST".into(), path: SUBMIT_PATH.into(), body: body.into(), ..Request::default() };
    emulator.handle(&request, now_ms).response
}

fn get(emulator: &mut Emulator, segment: &str, now_ms: u64) -> Response {
    let request = Request { method: "GET".into(), path: format!("{SUBMIT_PATH}/{segment}"), ..Request::default() };
    emulator.handle(&request, now_ms).response
}

fn order(id: &str) -> String {
    json!({"model": "seedance-2", "prompt": "a cat", "client_business_id": id}).to_string()
}

#[test]
fn a_task_is_found_by_either_id_and_lives_as_scripted() {
    let mut emulator = Emulator::new(Settings::default());
    let submitted = read_task(&post(&mut emulator, &order("a/ü"), NOW).body, 1_000).unwrap();
    assert!(submitted.id.starts_with("tsk_vid_") && submitted.id.len() == 34, "{}", submitted.id);
    assert_eq!(submitted.client_business_id.as_deref(), Some("a/ü"));
    for (later_ms, want) in
        [(0, Status::Queued), (5_000, Status::InProgress), (59_999, Status::InProgress), (60_000, Status::Completed)]
    {
        for segment in [submitted.id.as_str(), "a%2F%C3%BC"] {
            let task = read_task(&get(&mut emulator, segment, NOW + later_ms).body, 1_000).unwrap();
            assert_eq!((&task.id, &task.status), (&submitted.id, &want), "{later_ms}");
            assert_eq!(task.url().is_some(), want == Status::Completed);
        }
    }
    assert_eq!(emulator.charges().get("a/ü"), Some(&1));
    assert_eq!(get(&mut emulator, "%zz", NOW).status, 400);
    assert_eq!(get(&mut emulator, "%ff", NOW).status, 400);
}

#[test]
fn a_result_expires_and_the_task_does_not() {
    let mut emulator = Emulator::new(Settings::default());
    post(&mut emulator, &order("a"), NOW);
    let done = read_task(&get(&mut emulator, "a", NOW + 60_000).body, 1_000).unwrap();
    assert_eq!(done.expires_at, done.completed_at.map(|at| at + 86_400));
    let late = read_task(&get(&mut emulator, "a", NOW + 60_000 + 86_400_000).body, 1_000).unwrap();
    assert_eq!((late.status, late.videos.len()), (Status::Completed, 0));
}

#[test]
fn what_the_api_refuses() {
    let verdict: Verdict = |body| body.contains("forbidden").then(|| (422, "no".to_owned()));
    let settings = Settings { require_key: true, verdict: Some(verdict), ..Settings::default() };
    let mut emulator = Emulator::new(settings);
    assert_eq!(post(&mut emulator, &order("a"), NOW).status, 401);
    let mut send = |method: &str, path: &str, body: &str| {
        let headers = vec![("authorization".to_owned(), "bearer k".to_owned())];
        let request = Request { method: method.into(), path: path.into(), headers, body: body.into() };
        emulator.handle(&request, NOW).response
    };
    assert_eq!(send("POST", SUBMIT_PATH, "[]").status, 400);
    assert_eq!(send("POST", SUBMIT_PATH, "{}").status, 400);
    assert_eq!(send("POST", SUBMIT_PATH, &order("forbidden")).status, 422);
    assert_eq!(send("PUT", SUBMIT_PATH, "{}").status, 405);
    assert_eq!(send("GET", "/v1/models", "").status, 404);
    assert_eq!(send("GET", &format!("{SUBMIT_PATH}/nobody?x=1"), "").status, 404);
    assert_eq!(send("POST", SUBMIT_PATH, &order("a")).status, 200);
    assert_eq!(emulator.charges().values().sum::<u32>(), 1, "a refusal is free");
}

#[test]
fn allowances_per_ten_seconds_and_per_minute() {
    let mut emulator = Emulator::new(Settings::default());
    for count in 0..50 {
        let response = post(&mut emulator, &order(&count.to_string()), NOW);
        assert_eq!(response.header("X-RateLimit-Remaining"), Some((299 - count).to_string().as_str()));
    }
    let refused = post(&mut emulator, &order("51"), NOW + 3_500);
    assert_eq!((refused.status, refused.header("Retry-After")), (429, Some("7")));
    assert_eq!(refused.header("X-RateLimit-Category"), Some("async_submit"));
    assert_eq!(parse_error(429, &refused.body).code, "rate_limit_exceeded");
    for window in 1..6 {
        for count in 0..50 {
            assert_eq!(post(&mut emulator, &order(&format!("{window}-{count}")), NOW + window * 10_000).status, 200);
        }
    }
    assert_eq!(post(&mut emulator, &order("301"), NOW + 59_000).status, 429);
    assert_eq!(post(&mut emulator, &order("301"), NOW + 60_000).status, 200);
    for _ in 0..3_000 {
        assert_eq!(get(&mut emulator, "1", NOW + 60_000).status, 200);
    }
    assert_eq!(get(&mut emulator, "1", NOW + 60_000).header("X-RateLimit-Category"), Some("async_query"));
    assert_eq!(get(&mut emulator, "1", NOW + 60_000).status, 429);
}

#[test]
fn webhooks_are_signed_repeated_and_given_up() {
    let secrets = vec!["new".to_owned(), "old".to_owned()];
    let mut emulator = Emulator::new(Settings { webhook_secrets: secrets, ..Settings::default() });
    let body = json!({"model": "seedance-2", "client_business_id": "a", "callback_url": "https://me/hook"});
    post(&mut emulator, &body.to_string(), NOW);
    assert_eq!(emulator.next_webhook_ms(), Some(NOW + 60_000));
    assert!(emulator.due_webhooks(NOW + 59_999).is_empty());
    let mut now = NOW + 60_000;
    let mut waits = Vec::new();
    while let Some(due) = emulator.next_webhook_ms() {
        waits.push((due - now) / 1_000);
        now = due;
        let sent = emulator.due_webhooks(now).remove(0);
        assert!(emulator.due_webhooks(now).is_empty(), "once at a time");
        let timestamp = (now / 1_000).to_string();
        let signatures: Vec<String> = ["new", "old"]
            .iter()
            .map(|secret| {
                let signed = format!("{}.{timestamp}.{}", sent.id, sent.body);
                let mac = hmac_sha256::HMAC::mac(signed, secret);
                format!("v1={}", mac.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
            })
            .collect();
        assert!(sent.headers.contains(&("X-ToAPIs-Webhook-Signature", signatures.join(","))));
        emulator.webhook_answered(&sent.id, Some(302), now);
    }
    assert_eq!(waits, [0, 10, 30, 120, 600, 3_600, 21_600, 86_400]);
}

#[test]
fn a_taken_webhook_may_come_again() {
    let script = Script { webhook: WebhookFault { copies: 2, ..WebhookFault::default() }, ..Script::default() };
    let mut emulator = Emulator::new(Settings { script, ..Settings::default() });
    let body = json!({"model": "seedance-2", "callback_url": "https://me/hook"});
    post(&mut emulator, &body.to_string(), NOW);
    let mut ids = Vec::new();
    while let Some(due) = emulator.next_webhook_ms() {
        for sent in emulator.due_webhooks(due) {
            emulator.webhook_answered(&sent.id, Some(204), due);
            ids.push(sent.id);
        }
    }
    assert_eq!(ids.len(), 2);
    assert_eq!(ids.first(), ids.last());
}

/// The vector of RFC 4231, case 2.
#[test]
fn the_mac_is_hmac_sha256() {
    let mac = hmac_sha256::HMAC::mac("what do ya want for nothing?", "Jefe");
    assert_eq!(mac[..4], [0x5b, 0xdc, 0xc1, 0x46]);
    assert_eq!(mac[28..], [0x64, 0xec, 0x38, 0x43]);
}

#[test]
fn the_catalogue_is_readable_and_named_uniquely() {
    let written: Vec<Preset> = serde_json::from_str(include_str!("faults.json")).unwrap();
    let names: std::collections::BTreeSet<_> = written.iter().map(|preset| &preset.name).collect();
    assert!(written.len() >= 60);
    assert!(written.iter().all(|preset| preset.description.ends_with('.')));
    assert_eq!(names.len(), written.len());
    assert_eq!(presets(), written);
}
