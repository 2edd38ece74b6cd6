//! The client for Rust front ends, in Node and in Chromium: the transcripts through the real client in virtual time, and
//! its real transport against whatever `fetch` may do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]
#![cfg(target_arch = "wasm32")]

#[path = "../src/client/example.rs"]
#[allow(unreachable_pub, reason = "it is written as an app has it")]
mod example;
#[path = "common/figures.rs"]
mod figures;
#[path = "wasm_client/virtual_time.rs"]
mod virtual_time;

use figures::{figure, share, thousands};
use js_sys::{Array, Function, Promise, Reflect};
use seedance_request::client::{AbortHandle, Client, ClientBuilder, Confirmed, Error, Storage, Stored, Submitted};
use seedance_request::emulator::Script;
use seedance_request::task::{Billed, Failure, Job, Pause, PollPolicy, Record, SubmitPolicy, Task};
use seedance_request::{Options, Request, RequestBuilder};
use serde::Deserialize;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::{Future, IntoFuture, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;
use virtual_time::World;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

fn request() -> Request {
    RequestBuilder::new("seedance-2")
        .prompt("a cat")
        .client_business_id("order 7/ü")
        .build(&Options::default())
        .ok()
        .unwrap()
}

/// A course of events and how it ends.
#[derive(Deserialize)]
struct Transcript {
    name: String,
    script: Script,
    ends: String,
    code: Option<String>,
    billed: Option<Billed>,
    retryable: Option<bool>,
    reason: Option<Pause>,
    posts: Option<u32>,
    charges: Option<u32>,
    gets: Option<u32>,
    within_ms: Option<u64>,
}

fn transcripts() -> [Vec<Transcript>; 2] {
    [include_str!("transcripts/submit.json"), include_str!("transcripts/poll.json")]
        .map(|text| serde_json::from_str(text).unwrap())
}

/// An ending as the transcripts name it.
#[derive(Debug, Clone, PartialEq)]
struct Ending {
    name: &'static str,
    failure: Option<Failure>,
    reason: Option<Pause>,
}

fn watched(end: Result<Task, Error>) -> Ending {
    let (name, failure, reason) = match end {
        Ok(task) if task.status.as_str() == "failed" => ("failed", None, None),
        Ok(_) => ("completed", None, None),
        Err(Error::Paused { reason, failure, .. }) => ("paused", Some(*failure), Some(reason)),
        Err(Error::CompletedWithoutUrl { failure, .. }) => ("completed-without-url", Some(*failure), None),
        Err(Error::Rejected { failure, .. }) => ("rejected", Some(*failure), None),
        Err(Error::Unknown { failure, .. }) => ("unknown", Some(*failure), None),
        Err(Error::Aborted { failure, .. }) => ("aborted", Some(*failure), None),
        Err(other) => panic!("{other:?}"),
    };
    Ending { name, failure, reason }
}

/// Submits, and watches what was accepted: how each of the two ended.
async fn play(client: &Client) -> Vec<Ending> {
    match client.submit(&request()).await.unwrap() {
        Submitted::Accepted { record, .. } => {
            let accepted = Ending { name: "accepted", failure: None, reason: None };
            vec![accepted, watched(client.resume(&record).await)]
        }
        Submitted::Rejected { failure, .. } => vec![Ending { name: "rejected", failure: Some(*failure), reason: None }],
        Submitted::Unknown(unknown) => {
            vec![Ending { name: "unknown", failure: Some(*unknown.failure), reason: None }]
        }
    }
}

#[wasm_bindgen_test]
fn transcripts_end_as_documented() {
    let mut journeys = 0;
    for (scripts, is_submit) in transcripts().iter().zip([true, false]) {
        assert!(scripts.len() >= if is_submit { 64 } else { 48 });
        let mut endings = BTreeMap::new();
        for script in scripts {
            for seed in 0..share(50) {
                let world = World::new(seed, script.script.clone());
                let client = world.client();
                let played = world.run(play(&client));
                let ending = if is_submit { &played[0] } else { played.last().unwrap() };
                let told = format!("{}, seed {seed}: {ending:?}", script.name);
                assert_eq!(ending.name, script.ends, "{told}");
                let failure = ending.failure.as_ref();
                // A task that failed is told as a task: its failure is the task's own error.
                if ending.name != "failed" {
                    assert!(script.code.is_none() || script.code.as_deref() == failure.map(|f| &*f.code), "{told}");
                    assert!(script.billed.is_none() || script.billed == failure.map(|f| f.billed), "{told}");
                    assert!(script.retryable.is_none() || script.retryable == failure.map(|f| f.retryable), "{told}");
                }
                assert!(script.reason.is_none() || script.reason == ending.reason, "{told}");
                assert!(script.posts.is_none_or(|posts| posts == world.posts()), "{told}");
                assert!(script.charges.is_none_or(|charges| charges == world.charges()), "{told}");
                assert!(script.gets.is_none_or(|gets| gets == world.gets()), "{told}");
                assert!(script.within_ms.is_none_or(|limit| world.ms() <= limit), "{told}, {} ms", world.ms());
                assert!(world.charges() <= 1 && world.timers() == 0, "{told}");
                journeys += 1;
            }
            *endings.entry(&script.ends).or_insert(0) += 1;
        }
        let count = scripts.len();
        if is_submit {
            figure("R1", &format!("Rust client in {}: {count} submit fault scripts, 0 duplicate charges", place()));
        } else {
            figure("R3", &format!("Rust client in {}: {count} poll fault scripts end as documented", place()));
        }
        console_log!("{endings:?}");
    }
    let journeys = thousands(journeys);
    figure("R4", &format!("Rust client in {}: {journeys} journeys, all settled, 0 timers left", place()));
}

/// The page goes at any moment: its future is dropped. The next page goes on with what is on file: the same ending, no
/// more POSTs. Only when a POST was under way may it be unknown instead, because its answer is lost for good.
#[wasm_bindgen_test]
fn a_dropped_future_leaves_nothing_and_is_resumed() {
    let (mut drops, mut unknown, mut never_sent) = (0, 0, 0);
    for script in transcripts().iter().flatten() {
        let whole = World::new(1, script.script.clone());
        let client = whole.client();
        let want = whole.run(play(&client)).pop().unwrap();
        for moment in 0..whole.moments().min(share(250) as usize) {
            let world = World::new(1, script.script.clone());
            let client = world.client();
            world.run_moments(play(&client), moment);
            let told = format!("{}, dropped at moment {moment}", script.name);
            assert_eq!((world.timers(), world.requests()), (0, 0), "{told}: something is left");
            drops += 1;
            let client = world.client();
            let records = world.run(client.pending().into_future()).unwrap();
            assert!(records.len() <= 1, "{told}");
            let Some(record) = records.first() else {
                // Nothing is on file before the first POST, and again after the end.
                assert!(world.posts() == 0 || ["rejected", "completed", "failed"].contains(&want.name), "{told}");
                never_sent += usize::from(world.posts() == 0);
                continue;
            };
            let text = record.to_json();
            let sending = text.contains("\"phase\":\"sending\"");
            let end = watched(world.run(client.resume(record).into_future()));
            assert!(world.posts() <= whole.posts() && world.charges() <= whole.charges(), "{told}");
            assert!(end.name == want.name || (sending && end.name == "unknown"), "{told}: {end:?}, not {want:?}");
            unknown += usize::from(end.name != want.name);
        }
    }
    let told = format!("{unknown} unknown for a lost answer, {never_sent} before the first POST");
    figure("R8", &format!("Rust client in {}: {} drops, 0 extra POSTs; {told}", place(), thousands(drops)));
    assert!(drops > 1_000 && unknown > 0 && never_sent > 0);
}

#[wasm_bindgen_test]
fn a_double_click_is_one_submission() {
    let mut charges = 0;
    let clicks = share(500);
    for seed in 0..clicks {
        let world = World::new(seed, Script::default());
        let (one, two) = (world.client(), world.client());
        let request = request();
        let pair = futures_pair(one.run(&request).into_future(), two.run(&request).into_future());
        let (first, second) = world.run(pair);
        assert_eq!(first.unwrap().id, second.unwrap().id);
        assert_eq!((world.posts(), world.charges()), (1, 1));
        charges += world.charges();
    }
    figure("R1", &format!("Rust client in {}: {clicks} double clicks, {charges} charges", place()));
}

async fn futures_pair<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut done_a, mut done_b) = (None, None);
    poll_fn(|context| {
        if done_a.is_none()
            && let Poll::Ready(value) = a.as_mut().poll(context)
        {
            done_a = Some(value);
        }
        if done_b.is_none()
            && let Poll::Ready(value) = b.as_mut().poll(context)
        {
            done_b = Some(value);
        }
        match (done_a.take(), done_b.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            (a, b) => {
                (done_a, done_b) = (a, b);
                Poll::Pending
            }
        }
    })
    .await
}

/// Aborted at any moment: settled within 50 ms, nothing sent afterwards, and on file whatever may have been sent.
#[wasm_bindgen_test]
fn an_abort_settles_at_once_at_any_moment() {
    let mut aborts = 0;
    let mut longest = 0;
    let script: Script = serde_json::from_str(
        r#"{"life": {"queued_ms": 400000}, "submit": [{"say": {"status": 429}}, {"delivery": {"delay": 8000}}], "status": [{"lost": true, "delivery": "drop"}]}"#,
    )
    .unwrap();
    for hangs in [false, true] {
        for moment in 0..40 {
            let world = World::new(3, script.clone());
            let client = world.client();
            let stop = AbortHandle::new();
            let call = client.run(&request()).signal(&stop.signal()).into_future();
            let aborted = world.run_until(call, moment, || {
                world.storage_hangs(hangs);
                stop.abort();
            });
            let Some((end, posts, since)) = aborted else { break };
            let Err(Error::Aborted { failure, record }) = end else { panic!("moment {moment}: {end:?}") };
            assert_eq!(failure.code, "aborted");
            assert!(Record::from_json(&record.to_json()).is_ok());
            assert_eq!(world.posts(), posts, "moment {moment}: sent after the abort");
            assert_eq!((world.timers(), world.requests()), (0, 0), "moment {moment}");
            assert!(world.ms() - since <= 50, "moment {moment}: {} ms", world.ms() - since);
            longest = longest.max(world.ms() - since);
            aborts += 1;
            if !hangs && failure.billed != Billed::No {
                assert_eq!(world.run(client.pending().into_future()).unwrap().len(), 1, "moment {moment}");
            }
        }
    }
    figure("R5", &format!("Rust client in {}: {aborts} aborts, {longest} ms of virtual time at most", place()));
    assert!(aborts >= 40);
}

/// What both clients file, and under which names: pages that have both share it.
#[derive(Deserialize)]
struct Shared {
    prefix: String,
    key: String,
    request: Value,
    task: Value,
    records: [Record; 2],
}

fn shared() -> Shared {
    serde_json::from_str(include_str!("transcripts/shared.json")).unwrap()
}

#[wasm_bindgen_test]
fn a_watch_that_ends_late_leaves_alone_what_a_newer_job_has_filed() {
    let Shared { key, records: [sending, watching], .. } = shared();
    let newer = watching.to_json().replace("tsk_1", "tsk_2");
    let own = watching.to_json().replace("\"address\":\"tsk_1\"", "\"address\":\"order 7/\u{fc}\"");
    for (text, stays) in [(sending.to_json(), true), (newer, true), ("none of ours".to_owned(), true), (own, false)] {
        for aborts in [false, true] {
            let world = World::new(5, Script::default());
            let client = world.client();
            let ended = world.run(async {
                let Submitted::Accepted { record, .. } = client.submit(&request()).await.unwrap() else { panic!() };
                // The task of this world has a name of its own.
                let Job::Watch(watch) = &record.job else { panic!() };
                let text = text.replace("tsk_1", watch.task_id.as_deref().unwrap());
                let stop = AbortHandle::new();
                let call = client.resume(&record).signal(&stop.signal()).on_progress({
                    let (world, key, text) = (world.clone(), key.clone(), text.clone());
                    move |_| {
                        world.files(&key, &text);
                        if aborts {
                            stop.abort();
                        }
                    }
                });
                let ended = call.await;
                assert_eq!(ended.is_err(), aborts, "{ended:?}");
                (text, record)
            });
            let found = world.filed(&key);
            if stays {
                assert_eq!(found, Some(ended.0), "aborted: {aborts}");
            } else {
                assert_ne!(found, Some(ended.0), "aborted: {aborts}");
                assert_eq!(found.is_some(), aborts);
            }
        }
    }
}

#[wasm_bindgen_test]
fn records_are_those_that_the_npm_client_knows() {
    let Shared { key, request: wanted, records, .. } = shared();
    assert_eq!(request().value(), &wanted);
    for record in &records {
        // Filed by the npm client, it is gone on with: nothing is sent a second time.
        let world = World::new(5, Script::default());
        world.files(&key, &record.to_json());
        let client = world.client();
        let submitted = world.run(client.submit(&request()).into_future()).unwrap();
        assert_eq!(world.posts(), 0, "{submitted:?}");
        match (&record.job, &submitted) {
            (Job::Watch(watch), Submitted::Accepted { task, .. }) => assert_eq!(Some(&task.id), watch.task_id.as_ref()),
            (Job::Submit(_), Submitted::Unknown(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// In a page, through the browser's own storage and locks, on the same names.
#[wasm_bindgen_test]
async fn a_page_that_has_both_clients_sends_once() {
    use seedance_request::client::LocalStorage;
    let Some(storage) = LocalStorage::new() else {
        assert!(!is_page());
        return;
    };
    let Shared { prefix, key, task, records, .. } = shared();
    let area = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    let at = format!("{prefix}{key}");
    let probe = Probe::new();
    probe.fetch(&format!("() => Promise.resolve(new Response(JSON.stringify({task})))"));
    // What this client files, apart from the time.
    let client = quick(60_000).storage(storage).build().unwrap();
    let Submitted::Accepted { .. } = client.submit(&request()).await.unwrap() else { panic!("accepted") };
    let filed = Record::from_json(&area.get_item(&at).unwrap().unwrap()).unwrap();
    let [_, mut expected] = records.clone();
    expected.saved_at_ms = filed.saved_at_ms;
    if let (Job::Watch(expected), Job::Watch(filed)) = (&mut expected.job, &filed.job) {
        expected.submitted_at_ms = filed.submitted_at_ms;
    }
    assert_eq!(filed, expected);
    // What the other one filed.
    for record in &records {
        area.set_item(&at, &record.to_json()).unwrap();
        assert_eq!(client.pending().await.unwrap(), [record.clone()]);
        let before = probe.requests().len();
        let Submitted::Accepted { .. } = client.submit(&request()).await.unwrap() else { panic!("accepted") };
        assert!(probe.requests().split_off(before).iter().all(|request| request.method() == "GET"));
    }
    area.remove_item(&at).unwrap();
}

#[wasm_bindgen_test]
fn a_watch_tells_every_look_and_then_the_end() {
    let world = World::new(5, Script::default());
    let client = world.client();
    let looks = world.run(async {
        let Submitted::Accepted { task, .. } = client.submit(&request()).await.unwrap() else { panic!("accepted") };
        let mut watch = client.watch(&*task);
        let mut looks = Vec::new();
        while let Some(look) = watch.next().await {
            looks.push(look.unwrap());
        }
        assert!(watch.next().await.is_none());
        looks
    });
    assert!(looks.len() >= 4 && looks.windows(2).all(|pair| pair[0].progress <= pair[1].progress), "{looks:?}");
    let last = looks.last().unwrap();
    assert!(last.task.url().is_some() && last.progress == 100.0);
    assert!(world.run(client.pending().into_future()).unwrap().is_empty(), "a completed job is off the file");
}

#[wasm_bindgen_test]
fn a_watch_by_the_id_of_a_task_knows_from_what_is_on_file_how_young_the_task_is() {
    let script: Script = serde_json::from_str(r#"{"life": {"visible_after_ms": 20000}}"#).unwrap();
    let world = World::new(5, script);
    let client = world.client();
    world.run(async {
        let Submitted::Accepted { task, .. } = client.submit(&request()).await.unwrap() else { panic!("accepted") };
        world.files("x", "no record");
        assert!(world.client().wait(&*task.id).await.unwrap().url().is_some());
        let nobody = client.wait("tsk_vid_9").await.unwrap_err();
        assert_eq!((nobody.code(), nobody.billed(), world.posts()), ("task_not_found", Billed::Maybe, 1));
    });
}

#[wasm_bindgen_test]
fn a_hanging_storage_is_a_typed_refusal_and_nothing_is_sent() {
    let world = World::new(5, Script::default());
    let client = world.client();
    world.storage_hangs(true);
    let Submitted::Rejected { failure, .. } = world.run(client.submit(&request()).into_future()).unwrap() else {
        panic!("rejected");
    };
    assert_eq!((&*failure.code, failure.billed, world.posts()), ("record_not_stored", Billed::No, 0));
}

#[wasm_bindgen_test]
fn only_the_callers_word_sends_again() {
    let script: Script = serde_json::from_str(r#"{"submit": [{"lost": true, "delivery": "drop"}]}"#).unwrap();
    let world = World::new(5, script);
    let client = world.client();
    world.run(async {
        let Submitted::Unknown(unknown) = client.submit(&request()).await.unwrap() else { panic!("unknown") };
        let Submitted::Unknown(unknown) = unknown.recheck().await.unwrap() else { panic!("still unknown") };
        assert_eq!((world.posts(), unknown.sent_at_ms.is_some()), (1, true));
        let dead = client.wait("order-of-nobody").await.unwrap_err();
        assert!(world.filed("order-of-nobody").is_none(), "nothing is known of it: {dead:?}");
        let Submitted::Accepted { task, .. } = unknown.resubmit(Confirmed).await.unwrap() else { panic!("accepted") };
        assert_eq!((world.posts(), world.charges()), (2, 1));
        assert_eq!(client.retrieve(&*task).await.unwrap().id, task.id);
    });
}

#[wasm_bindgen_test]
fn a_minted_id_is_on_file_before_the_first_byte() {
    let world = World::new(5, Script::default());
    let client = world.client();
    let request = RequestBuilder::new("seedance-2").prompt("a cat").build(&Options::default()).ok().unwrap();
    let Submitted::Accepted { record, .. } = world.run(client.submit(&request).into_future()).unwrap() else {
        panic!("accepted");
    };
    let id = record.client_business_id.unwrap();
    let parts: Vec<usize> = id.split('-').map(str::len).collect();
    assert_eq!(parts, [8, 4, 4, 4, 12], "{id}");
    assert!(id.as_bytes()[14] == b'4' && b"89ab".contains(&id.as_bytes()[19]), "{id}");
    assert_eq!(world.filed_before_first_post(), Some(vec![id]));
}

// The real transport.

/// Replaces `fetch` and counts timers, listeners and unhandled rejections.
const PROBE: &str = r#"(() => {
  const G = globalThis;
  // Bound, because browsers call them on nothing else.
  const real = { fetch: G.fetch.bind(G), setTimeout: G.setTimeout.bind(G), clearTimeout: G.clearTimeout.bind(G) };
  const probe = { timers: new Set(), listeners: 0, everListened: 0, calls: [], unhandled: 0, frozen: false, real };
  const counted = (e) => { probe.unhandled++; if (e && e.preventDefault) e.preventDefault(); };
  if (typeof process === "object" && process.on) {
    process.on("unhandledRejection", counted);
    probe.off = () => process.off("unhandledRejection", counted);
  } else {
    G.addEventListener("unhandledrejection", counted);
    probe.off = () => G.removeEventListener("unhandledrejection", counted);
  }
  G.setTimeout = (f, ms) => {
    const id = real.setTimeout(() => { if (probe.frozen) return; probe.timers.delete(id); f(); }, ms);
    probe.timers.add(id);
    return id;
  };
  G.clearTimeout = (id) => { probe.timers.delete(id); real.clearTimeout(id); };
  const page = typeof G.addEventListener === "function" ? null : new EventTarget();
  const target = page || G;
  const own = { add: target.addEventListener, remove: target.removeEventListener };
  const docAdd = G.document && G.document.addEventListener, docRemove = G.document && G.document.removeEventListener;
  const add = (t, f) => function (...args) { probe.listeners++; probe.everListened++; return f.apply(t, args); };
  const remove = (t, f) => function (...args) { probe.listeners--; return f.apply(t, args); };
  G.addEventListener = add(target, own.add);
  G.removeEventListener = remove(target, own.remove);
  if (G.document) {
    G.document.addEventListener = add(G.document, docAdd);
    G.document.removeEventListener = remove(G.document, docRemove);
  }
  probe.fire = (name) => target.dispatchEvent(new Event(name));
  probe.use = (f) => { G.fetch = (r) => { probe.calls.push(r); return f(r, probe.calls.length); }; };
  probe.restore = () => {
    probe.off();
    Object.assign(G, real);
    if (page) { delete G.addEventListener; delete G.removeEventListener; }
    else { G.addEventListener = own.add; G.removeEventListener = own.remove; }
    if (G.document) { delete G.document.addEventListener; delete G.document.removeEventListener; }
  };
  probe.pause = (ms) => new Promise((r) => real.setTimeout(r, ms));
  return probe;
})()"#;

struct Probe(JsValue);

impl Probe {
    fn new() -> Self {
        Self(js_sys::eval(PROBE).unwrap())
    }

    fn get(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).unwrap()
    }

    fn number(&self, name: &str) -> u32 {
        self.get(name).as_f64().unwrap() as u32
    }

    fn call(&self, name: &str, argument: &JsValue) -> JsValue {
        self.get(name).unchecked_into::<Function>().call1(&self.0, argument).unwrap()
    }

    /// What `fetch` does from now on: a function of the request and the number of the call.
    fn fetch(&self, source: &str) {
        self.call("use", &js_sys::eval(source).unwrap_or_else(|error| panic!("{source}: {error:?}")));
    }

    async fn pause(&self, ms: u32) {
        JsFuture::from(self.call("pause", &ms.into()).unchecked_into::<Promise>()).await.unwrap();
    }

    fn requests(&self) -> Vec<web_sys::Request> {
        self.get("calls").unchecked_into::<Array>().iter().map(JsCast::unchecked_into).collect()
    }

    fn timers(&self) -> u32 {
        Reflect::get(&self.get("timers"), &"size".into()).unwrap().as_f64().unwrap() as u32
    }

    fn nothing_is_left(&self, told: &str) {
        assert_eq!((self.timers(), self.number("listeners")), (0, 0), "{told}: timers and listeners left");
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        let _ = self.get("restore").unchecked_into::<Function>().call0(&self.0);
    }
}

/// A client that loses patience early.
fn quick(timeout_ms: u32) -> ClientBuilder {
    Client::builder("https://api.example/v1/")
        .submit_policy(SubmitPolicy {
            post_timeout_ms: timeout_ms,
            look_timeout_ms: timeout_ms,
            look_window_ms: 5,
            look_floor_ms: 1,
            look_backoff_ms: 2,
            ..SubmitPolicy::default()
        })
        .poll_policy(PollPolicy { ask_timeout_ms: timeout_ms, ..PollPolicy::default() })
}

/// What may come of `fetch` that is no answer, and the code of it.
const REJECTIONS: [(&str, &str, &str); 22] = [
    ("undefined", "() => Promise.reject(undefined)", "network_error"),
    ("null", "() => Promise.reject(null)", "network_error"),
    ("a string", "() => Promise.reject('reason')", "network_error"),
    ("a number", "() => Promise.reject(7)", "network_error"),
    ("a bigint", "() => Promise.reject(7n)", "network_error"),
    ("a symbol", "() => Promise.reject(Symbol('reason'))", "network_error"),
    ("an object", "() => Promise.reject({ why: 1 })", "network_error"),
    ("a frozen object", "() => Promise.reject(Object.freeze(Object.create(null)))", "network_error"),
    (
        "an error of another realm",
        "(() => {
            if (typeof document === 'undefined') return () => Promise.reject(process.getBuiltinModule('vm').runInNewContext('new TypeError(\"far\")'));
            const frame = document.createElement('iframe');
            document.body.append(frame);
            const far = new frame.contentWindow.TypeError('far');
            return () => Promise.reject(far);
        })()",
        "network_error",
    ),
    ("an AbortError", "() => Promise.reject(new DOMException('stop', 'AbortError'))", "network_error"),
    ("a TypeError", "() => Promise.reject(new TypeError('Failed to fetch'))", "network_error"),
    ("a promise that never settles", "() => new Promise(() => {})", "timeout"),
    ("a throw", "() => { throw 'at once' }", "network_error"),
    (
        "a hostile proxy",
        "() => Promise.reject(new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 }, has() { throw 3 } }))",
        "network_error",
    ),
    ("getters that throw", "() => Promise.reject({ get name() { throw 1 }, get message() { throw 2 } })", "network_error"),
    ("no promise", "() => 5", "network_error"),
    ("no response", "() => Promise.resolve({ status: 200 })", "network_error"),
    ("a thenable that throws", "() => ({ then() { throw null } })", "network_error"),
    (
        "a body that breaks with a string",
        "() => Promise.resolve(new Response(new ReadableStream({ start(c) { c.error('broken') } })))",
        "network_error",
    ),
    (
        "a body that never ends",
        "() => Promise.resolve(new Response(new ReadableStream({ start(c) { c.enqueue(new Uint8Array([123])) } })))",
        "timeout",
    ),
    (
        "a body of strings",
        "() => Promise.resolve(new Response(new ReadableStream({ start(c) { c.enqueue('{}'); c.close() } })))",
        "network_error",
    ),
    (
        "a body without an end",
        "() => Promise.resolve(new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(100000)) } })))",
        "answer_too_large",
    ),
];

#[wasm_bindgen_test]
async fn whatever_fetch_does_every_call_settles_and_is_typed() {
    let probe = Probe::new();
    let (mut settled, mut posts) = (0, 0);
    for (shape, source, code) in REJECTIONS {
        probe.fetch(source);
        let before = probe.requests().len();
        // Only where the timeout is what is tested may it come first.
        let timeout_ms = if code == "timeout" { 60 } else { 60_000 };
        let end = quick(timeout_ms).build().unwrap().retrieve("tsk").await;
        let Err(Error::Paused { reason: Pause::CouldNotAsk, failure, .. }) = end else { panic!("{shape}: {end:?}") };
        assert_eq!((&*failure.code, failure.retryable), (code, true), "{shape}: {failure:?}");
        assert_eq!(probe.requests().len(), before + 1, "{shape}");
        probe.nothing_is_left(shape);

        let before = probe.requests().len();
        let Submitted::Unknown(unknown) = quick(timeout_ms).build().unwrap().submit(&request()).await.unwrap() else {
            panic!("{shape}: not unknown");
        };
        assert_eq!((&*unknown.failure.code, unknown.failure.retryable), (code, false), "{shape}");
        let sent = probe.requests().split_off(before);
        let methods: Vec<String> = sent.iter().map(web_sys::Request::method).collect();
        assert_eq!(methods.iter().filter(|method| *method == "POST").count(), 1, "{shape}: {methods:?}");
        assert_eq!(methods[0], "POST");
        probe.nothing_is_left(shape);
        settled += 2;
        posts += 1;
    }
    probe.pause(20).await;
    assert_eq!(probe.number("unhandled"), 0);
    let shapes = REJECTIONS.len();
    let told =
        format!("{shapes} shapes of rejection, {settled} calls settled, {posts} POSTs, 0 timers and listeners left");
    figure("R4", &format!("Rust client in {}: {told}", place()));
}

#[wasm_bindgen_test]
async fn an_abort_settles_whatever_fetch_makes_of_it() {
    let probe = Probe::new();
    let fetches = [
        ("deaf", "() => new Promise(() => {})"),
        ("reason", "(r) => new Promise((_, no) => r.signal.addEventListener('abort', () => no(r.signal.reason)))"),
        ("undefined", "(r) => new Promise((_, no) => r.signal.addEventListener('abort', () => no()))"),
        ("null", "(r) => new Promise((_, no) => r.signal.addEventListener('abort', () => no(null)))"),
        ("string", "(r) => new Promise((_, no) => r.signal.addEventListener('abort', () => no('stop')))"),
        ("throws", "(r) => { r.signal.addEventListener('abort', () => { no() }); return new Promise(() => {}) }"),
        ("late answer", "(r) => new Promise((y) => r.signal.addEventListener('abort', () => y(new Response('{}'))))"),
        ("real body", "() => Promise.resolve(new Response(new ReadableStream({})))"),
    ];
    let mut longest = 0.0_f64;
    for (name, source) in fetches.into_iter().filter(|(name, _)| *name != "throws") {
        for is_submit in [true, false] {
            probe.fetch(source);
            let client = Client::builder("https://api.example").build().unwrap();
            let before = probe.requests().len();
            let stop = AbortHandle::new();
            let aborted = Cell::new(0.0);
            let call = async {
                if is_submit {
                    client.submit(&request()).signal(&stop.signal()).await.map(drop)
                } else {
                    client.retrieve("tsk").signal(&stop.signal()).await.map(drop)
                }
            };
            let ((end, took), ()) = futures_pair(
                async {
                    let end = call.await;
                    (end, js_sys::Date::now() - aborted.get())
                },
                async {
                    while probe.requests().len() == before {
                        probe.pause(5).await;
                    }
                    aborted.set(js_sys::Date::now());
                    stop.abort();
                },
            )
            .await;
            let Err(Error::Aborted { failure, .. }) = end else { panic!("{name}: {end:?}") };
            assert_eq!(failure.code, "aborted");
            longest = longest.max(took);
            let sent = probe.requests().split_off(before);
            assert_eq!(sent.len(), 1, "{name}: sent after the abort");
            assert!(sent[0].signal().aborted(), "{name}: the request goes on");
            probe.nothing_is_left(name);
        }
    }
    probe.pause(20).await;
    assert_eq!(probe.number("unhandled"), 0);
    let shapes = (fetches.len() - 1) * 2;
    figure("R5", &format!("Rust client in {}: {shapes} shapes of abort, the slowest in {longest} ms", place()));
}

#[wasm_bindgen_test]
async fn a_dropped_call_cancels_its_request_and_its_timers() {
    let probe = Probe::new();
    probe.fetch("() => new Promise(() => {})");
    let client = Client::builder("https://api.example").build().unwrap();
    {
        let mut call = client.submit(&request()).into_future();
        let started = Rc::new(Cell::new(false));
        futures_pair(
            async {
                while probe.requests().is_empty() {
                    probe.pause(5).await;
                }
                started.set(true);
            },
            // Second, so that it sees at once what the first one did: nothing else wakes it before the POST times out.
            poll_fn(|context| {
                let pending = call.as_mut().poll(context).is_pending();
                assert!(pending);
                if started.get() { Poll::Ready(()) } else { Poll::Pending }
            }),
        )
        .await;
        assert_eq!((probe.requests().len(), probe.timers()), (1, 1));
    }
    assert!(probe.requests()[0].signal().aborted());
    probe.nothing_is_left("dropped while sending");
    // The lock went with it: the same id can be claimed at once, and what is on file says that a POST was under way.
    probe.fetch("() => Promise.resolve(new Response('{\"id\":\"tsk_1\",\"status\":\"queued\"}'))");
    let Submitted::Accepted { task, .. } = client.submit(&request()).await.unwrap() else { panic!("found") };
    assert_eq!((&*task.id, probe.requests().len()), ("tsk_1", 2));
    assert_eq!(probe.requests()[1].method(), "GET", "looked for, not sent again");
    let mut watch = client.watch(&*task);
    assert!(poll_fn(|context| Poll::Ready(pin!(watch.next()).poll(context).is_pending())).await);
    let during = (probe.timers(), probe.number("listeners"));
    assert!(during.0 == 1 && during.1 >= 2, "{during:?}");
    drop(watch);
    probe.nothing_is_left("dropped while watching");
}

/// Timers of a hidden page may sleep; the page's events wake a watch whose time has come.
#[wasm_bindgen_test]
async fn a_page_that_is_back_asks_at_once() {
    let probe = Probe::new();
    probe.fetch(
        "() => Promise.resolve(new Response('{\"id\":\"tsk\",\"status\":\"completed\",\"video_url\":\"/v.mp4\"}'))",
    );
    let client = Client::builder("https://api.example")
        .poll_policy(PollPolicy { first_ms: 40, ..PollPolicy::default() })
        .build()
        .unwrap();
    for event in ["online", "pageshow"] {
        Reflect::set(&probe.0, &"frozen".into(), &true.into()).unwrap();
        // A watch that begins from a submission waits before its first question.
        let record = r#"{"version":1,"saved_at_ms":0,"job":{"kind":"watch","address":"tsk","submitted_at_ms":99999999999999,"progress":0,"told_unheard_of":false,"age_ms":0,"due_ms":0,"failures":0,"rereads":0}}"#;
        let asked = probe.requests().len();
        let (end, ()) = futures_pair(client.resume(&Record::from_json(record).unwrap()).into_future(), async {
            probe.call("fire", &event.into());
            probe.pause(80).await;
            assert_eq!(probe.requests().len(), asked, "before its time nothing is asked");
            probe.call("fire", &event.into());
            probe.pause(1).await;
        })
        .await;
        assert_eq!(end.unwrap().url(), Some("/v.mp4"));
        probe.nothing_is_left(event);
    }
    assert!(probe.number("everListened") >= 4);
}

#[wasm_bindgen_test]
async fn requests_are_what_the_contract_says() {
    let probe = Probe::new();
    probe.fetch("() => Promise.resolve(new Response('{\"id\":\"tsk\",\"status\":\"queued\"}'))");
    for base in [
        "https://api.example",
        "https://api.example/",
        "https://api.example/v1/",
        "https://api.example/v1/videos/generations",
    ] {
        let client =
            Client::builder(base).api_key("sk-1").dangerously_allow_browser().header("x-app", "a").build().unwrap();
        client.retrieve("a/ü").await.unwrap();
        client.submit(&request()).await.unwrap();
    }
    let calls = probe.requests();
    assert_eq!(calls.len(), 8);
    for (call, is_post) in calls.iter().zip([false, true].into_iter().cycle()) {
        let path = if is_post { "" } else { "/a%2F%C3%BC" };
        assert_eq!(call.url(), format!("https://api.example/v1/videos/generations{path}"));
        assert_eq!(call.redirect(), web_sys::RequestRedirect::Manual);
        let header = |name: &str| call.headers().get(name).unwrap();
        assert_eq!(header("authorization").as_deref(), Some("Bearer sk-1"));
        assert_eq!(header("x-app").as_deref(), Some("a"));
        assert_eq!(header("content-type").is_some(), is_post);
        assert!(!call.signal().aborted(), "a complete answer is not aborted");
    }
}

#[wasm_bindgen_test]
async fn an_answer_that_repeats_the_key_is_kept_without_it() {
    let key = "canary/of-a-key";
    for said in ["canary/of-a-key", "canary\\/of-a-key", "canary%2Fof-a-key"] {
        let probe = Probe::new();
        let body = format!("{{\"error\":{{\"message\":\"no: {said}\"}}}}");
        probe.fetch(&format!("() => Promise.resolve(new Response({}, {{ status: 401 }}))", Value::from(body)));
        let builder = Client::builder("https://api.example").dangerously_allow_browser();
        let client = match said.contains('%') {
            true => builder.header("Authorization", format!("Bearer {key}")).build().unwrap(),
            false => builder.api_key(key).build().unwrap(),
        };
        let Submitted::Rejected { failure, record } = client.submit(&request()).await.unwrap() else {
            panic!("rejected")
        };
        assert!(failure.message.starts_with("no: "), "{failure:?}");
        assert!(!format!("{failure:?} {}", record.to_json()).contains("canary"), "{failure:?}");
        probe.fetch(&format!("() => Promise.reject(new TypeError({}))", Value::from(said)));
        let error = client.retrieve("a").await.unwrap_err();
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
}

#[wasm_bindgen_test]
fn what_cannot_work_is_refused_before_anything_is_sent() {
    let refused = |builder: ClientBuilder| match builder.build() {
        Err(Error::Misuse { message }) => {
            assert!(!message.contains("sk-secret"), "{message}");
            true
        }
        _ => false,
    };
    let with = |base: &str| Client::builder(base);
    let mut count = 0;
    for base in [
        "",
        "ftp://a.example",
        "https://u:p@a.example",
        "https://a.example?k=1",
        "https://a.example#f",
        "http://a.example",
        "javascript:0",
    ] {
        // In a browser an empty base is the page itself.
        if base.is_empty() && is_page() {
            continue;
        }
        assert!(refused(with(base)), "{base}");
        count += 1;
    }
    for base in ["https://a.example", "http://localhost:8080", "http://127.0.0.1:1/api", "http://[::1]:1"] {
        assert!(!refused(with(base)), "{base}");
        assert_eq!(refused(with(base).api_key("sk-secret")), is_page(), "{base}: a key in a browser needs a word");
        assert!(!refused(with(base).api_key("sk-secret").dangerously_allow_browser()), "{base}");
    }
    assert!(refused(with("https://a.example").api_key("sk-secret\nx").dangerously_allow_browser()));
    assert!(refused(with("https://a.example").api_key(" ").dangerously_allow_browser()));
    assert!(refused(with("https://a.example").header("bad name", "x")));
    assert!(!format!("{:?}", with("https://a.example").api_key("sk-secret")).contains("sk-secret"));
    console_log!("{} misuses refused", count + 3);
}

/// The example of the documentation, where there is no proxy: a typed ending, whatever the page.
#[wasm_bindgen_test]
async fn the_example_of_the_documentation_ends() {
    let probe = Probe::new();
    probe.fetch("() => Promise.resolve(new Response('{\"error\":{\"code\":\"forbidden\"}}', { status: 403 }))");
    let end = example::generate(&AbortHandle::new(), |_| {}).await;
    match end {
        Err(Error::Rejected { failure, .. }) => assert_eq!((failure.status, probe.requests().len()), (Some(403), 1)),
        // Without a page there is nothing that "/api" is relative to.
        Err(Error::Misuse { .. }) => assert!(!is_page()),
        other => panic!("{other:?}"),
    }
}

fn is_page() -> bool {
    !js_sys::eval("typeof document").unwrap().as_string().unwrap().starts_with("undefined")
}

fn place() -> &'static str {
    if is_page() { "Chromium" } else { "Node" }
}

/// Two tabs: one holds the lock of the business id, the other looks instead of sending.
#[wasm_bindgen_test]
async fn a_web_lock_held_elsewhere_keeps_a_second_tab_from_sending() {
    let has_locks = js_sys::eval("!!(globalThis.navigator && navigator.locks)").unwrap().is_truthy();
    let probe = Probe::new();
    if !has_locks {
        // Node 20 has none; a stand-in with the same contract.
        js_sys::eval(
            "Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { locks: { held: new Set(),
                async request(name, options, f) {
                    if (this.held.has(name)) return f(null);
                    this.held.add(name);
                    try { return await f({ name }) } finally { this.held.delete(name) }
                } } } })",
        )
        .unwrap();
    }
    js_sys::eval(
        "globalThis.otherTab = {}; otherTab.done = navigator.locks.request('seedance-request:job:order 7/\u{fc}', { ifAvailable: true },
            (lock) => new Promise((r) => { otherTab.got = !!lock; otherTab.release = r }))",
    )
    .unwrap();
    while js_sys::eval("otherTab.got").unwrap().is_undefined() {
        probe.pause(5).await;
    }
    probe.fetch("() => Promise.resolve(new Response('{\"id\":\"tsk_1\",\"status\":\"queued\"}'))");
    let client = quick(60_000).build().unwrap();
    let Submitted::Accepted { .. } = client.submit(&request()).await.unwrap() else { panic!("found") };
    let methods: Vec<String> = probe.requests().iter().map(web_sys::Request::method).collect();
    assert_eq!(methods, ["GET"], "the other tab's submission is looked for");
    js_sys::eval("otherTab.release()").unwrap();
    JsFuture::from(js_sys::eval("otherTab.done").unwrap().unchecked_into::<Promise>()).await.unwrap();
    let client = quick(60_000).build().unwrap();
    // A rejected submission lets go of its id before the next one asks for it.
    probe.fetch("(r, n) => Promise.resolve(n === 2 ? new Response('{}', { status: 400 }) : new Response('{\"id\":\"tsk_1\",\"status\":\"queued\"}'))");
    let Submitted::Rejected { .. } = client.submit(&request()).await.unwrap() else { panic!("rejected") };
    let Submitted::Accepted { .. } = client.submit(&request()).await.unwrap() else { panic!("accepted") };
    let methods: Vec<String> = probe.requests().iter().map(web_sys::Request::method).collect();
    assert_eq!(methods, ["GET", "POST", "POST"]);
    probe.pause(10).await;
    let free = "navigator.locks.request('seedance-request:job:order 7/\u{fc}', {}, (lock) => !!lock)";
    let free = JsFuture::from(js_sys::eval(free).unwrap().unchecked_into::<Promise>()).await.unwrap();
    assert!(free.is_truthy(), "the lock is released");
    console_log!("web locks: {}", if has_locks { "the platform's" } else { "a stand-in" });
}

#[wasm_bindgen_test]
async fn local_storage_keeps_records_over_reloads() {
    use seedance_request::client::LocalStorage;
    let Some(storage) = LocalStorage::with_prefix("test:") else {
        assert!(!is_page());
        return;
    };
    storage.set("a b", "1".to_owned()).await.unwrap();
    assert_eq!(LocalStorage::with_prefix("test:").unwrap().get("a b").await.unwrap().as_deref(), Some("1"));
    assert_eq!(LocalStorage::new().unwrap().list().await.unwrap(), Vec::<String>::new());
    assert_eq!(storage.list().await.unwrap(), ["a b"]);
    storage.delete("a b").await.unwrap();
    assert_eq!(storage.get("a b").await.unwrap(), None);
}

/// A storage that a test can watch and stop.
#[derive(Clone, Default)]
struct Desk {
    texts: Rc<RefCell<BTreeMap<String, String>>>,
    hangs: Rc<Cell<bool>>,
}

impl Desk {
    fn answer<'a, T: 'a>(&'a self, value: impl FnOnce() -> T + 'a) -> Stored<'a, T> {
        Box::pin(async move {
            if self.hangs.get() {
                std::future::pending::<()>().await;
            }
            Ok(value())
        })
    }
}

impl Storage for Desk {
    fn get<'a>(&'a self, key: &'a str) -> Stored<'a, Option<String>> {
        self.answer(|| self.texts.borrow().get(key).cloned())
    }

    fn set<'a>(&'a self, key: &'a str, text: String) -> Stored<'a, ()> {
        self.answer(move || drop(self.texts.borrow_mut().insert(key.to_owned(), text)))
    }

    fn delete<'a>(&'a self, key: &'a str) -> Stored<'a, ()> {
        self.answer(|| drop(self.texts.borrow_mut().remove(key)))
    }

    fn list(&self) -> Stored<'_, Vec<String>> {
        self.answer(|| self.texts.borrow().keys().cloned().collect())
    }
}
