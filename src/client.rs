//! The client for Rust front ends in WebAssembly: sends what the machines of [`crate::task`] say, sleeps, files records.
//!
//! It decides nothing: what is sent again, when is asked next and when it is over is the machines' business. It knows no
//! rule either: it takes a [`Request`], which has passed them.
//!
//! ```ignore
#![doc = include_str!("client/example.rs")]
//! ```
//! It is no doctest because it needs wasm32; `tests/wasm_client.rs` compiles it there.
//!
//! A call that was cut off, by a reload or by an error with a record, goes on from [`Client::pending`] through
//! [`Client::resume`], and never submits a second time by itself.

mod abort;
mod call;
mod claim;
mod drive;
mod error;
mod fetch;
mod flag;
mod page;
mod storage;
mod watch;
mod world;

pub use abort::{AbortHandle, AbortSignal};
pub use call::{Call, Progress};
pub use error::Error;
pub use storage::{LocalStorage, MemoryStorage, Storage, Stored};
pub use watch::Watch;
pub use world::{Host, LocalFuture, Lock, Transport};

use crate::builder::Request;
use crate::task::{
    Event, Failure, InvalidId, Job, Outcome, Poll, PollPolicy, Record, Submit, SubmitPolicy, SubmitRecord, Task,
    WatchRecord,
};
use call::Terms;
use drive::{Machine, Road};
use error::settle;
use std::cell::RefCell;
use std::fmt::{self, Write as _};
use std::rc::Rc;

/// Submits jobs and watches them. Clones share everything.
#[derive(Clone)]
pub struct Client(Rc<Parts>);

struct Parts {
    transport: Rc<dyn Transport>,
    host: Rc<dyn Host>,
    storage: Rc<dyn Storage>,
    submit: SubmitPolicy,
    poll: PollPolicy,
}

/// What came of a submission.
#[derive(Debug, Clone)]
pub enum Submitted {
    /// The API has the task.
    Accepted {
        /// The task as first seen.
        task: Box<Task>,
        /// Watches it when it is resumed.
        record: Box<Record>,
    },
    /// The API said no, or nothing was ever sent.
    Rejected {
        /// Why.
        failure: Box<Failure>,
        /// How far it got.
        record: Box<Record>,
    },
    /// The submission may or may not have been accepted.
    Unknown(UnknownSubmission),
}

/// A submission without a clear answer, that was not found by its business id.
#[derive(Debug, Clone)]
pub struct UnknownSubmission {
    /// The last thing that went wrong.
    pub failure: Box<Failure>,
    /// Everything needed to go on later.
    pub record: Box<Record>,
    /// When it was sent, by the wall clock.
    pub sent_at_ms: Option<u64>,
    client: Client,
}

/// The caller's word that an unknown submission may be sent, and paid for, a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmed;

impl UnknownSubmission {
    /// Looks for it once more. Sends no submission.
    pub fn recheck(&self) -> Call<Submitted> {
        self.client.submit_on(self.record.clone(), Event::Start)
    }

    /// Looks for it once more, and submits it again if it is still not found.
    pub fn resubmit(&self, _: Confirmed) -> Call<Submitted> {
        self.client.submit_on(self.record.clone(), Event::Confirmed)
    }
}

/// What to watch.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    address: String,
    client_business_id: Option<String>,
}

impl From<&str> for Target {
    fn from(id: &str) -> Self {
        Self { address: id.to_owned(), client_business_id: None }
    }
}

impl From<String> for Target {
    fn from(id: String) -> Self {
        Self { address: id, client_business_id: None }
    }
}

impl From<&Task> for Target {
    fn from(task: &Task) -> Self {
        Self { address: task.id.clone(), client_business_id: task.client_business_id.clone() }
    }
}

impl Client {
    /// A client of the API, or of a proxy of it, at this base URL. A relative one is the page's own.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            base_url: base_url.into(),
            key: None,
            in_browser: false,
            headers: Vec::new(),
            transport: None,
            host: None,
            storage: None,
            submit: SubmitPolicy::default(),
            poll: PollPolicy::default(),
        }
    }

    /// Submits a request once. A request without a business id gets one, which is on file before the first byte is sent.
    pub fn submit(&self, request: &Request) -> Call<Submitted> {
        let (client, (body, id)) = (self.clone(), self.frozen(request));
        Call::new(async move |mut terms| {
            let machine = Submit::new(body, &id, client.0.submit.clone()).map_err(unusable)?;
            client.drive_submit(machine, Event::Start, &mut terms).await
        })
    }

    /// Asks once how a task is doing, by its id or its business id.
    pub fn retrieve(&self, id: impl Into<Target>) -> Call<Task> {
        let (client, Target { address, .. }) = (self.clone(), id.into());
        Call::new(async move |mut terms: Terms| {
            // One question is a watch without patience: the first look is the answer.
            let policy = PollPolicy { first_ms: 0, budget: 1, rereads: 0, ..client.0.poll.clone() };
            let mut machine = Poll::new(&address, policy).map_err(unusable)?;
            let seen = Rc::new(RefCell::new(None));
            let look = AbortHandle::new();
            let road = Road { storage: None, ..client.road(client.0.poll.max_answer_bytes) };
            terms.listeners.push({
                let (seen, look) = (seen.clone(), look.clone());
                Box::new(move |notice| {
                    if let Some(progress) = call::progress_of(notice) {
                        *seen.borrow_mut() = Some(progress.task);
                        look.abort();
                    }
                })
            });
            let first_look = async {
                look.signal().aborted().await;
                None
            };
            let end = async { Some(road.drive(&mut machine, Event::Start, &mut terms).await) };
            let ended = world::race(vec![Box::pin(first_look), Box::pin(end)]).await;
            match (seen.take(), ended) {
                (Some(task), _) => Ok(task),
                (None, Some(Ok((Outcome::CompletedWithoutUrl { task, .. }, _)))) => Ok(task),
                (None, Some(end)) => end.and_then(|(outcome, record)| settle(outcome, record)),
                (None, None) => Err(Error::misuse("the task was not told")),
            }
        })
    }

    /// Waits until a task is completed or failed.
    pub fn wait(&self, target: impl Into<Target>) -> Call<Task> {
        let (client, target) = (self.clone(), target.into());
        Call::new(async move |mut terms| Ok(client.watch_target(target, &mut terms).await?.task))
    }

    /// Watches a task, look by look.
    pub fn watch(&self, target: impl Into<Target>) -> Watch {
        let (client, target) = (self.clone(), target.into());
        Watch::new(Call::new(async move |mut terms| client.watch_target(target, &mut terms).await))
    }

    /// Submits a request and waits until its task is completed or failed.
    pub fn run(&self, request: &Request) -> Call<Task> {
        let (client, (body, id)) = (self.clone(), self.frozen(request));
        Call::new(async move |mut terms| {
            let machine = Submit::new(body, &id, client.0.submit.clone()).map_err(unusable)?;
            client.submit_and_watch(machine, &mut terms).await.map_err(Error::of_run)
        })
    }

    /// The jobs on file, each to be [resumed](Client::resume).
    pub fn pending(&self) -> Call<Vec<Record>> {
        let client = self.clone();
        Call::new(async move |_| {
            let failed = |words| Error::misuse(format!("the storage cannot be read: {words}"));
            client.road(0).in_time(drive::STORAGE_MS, client.on_file()).await.map_err(failed)
        })
    }

    async fn on_file(&self) -> Result<Vec<Record>, String> {
        let storage = &self.0.storage;
        let mut records = Vec::new();
        for key in storage.list().await? {
            let text = storage.get(&key).await?;
            // What another version filed, or somebody else, is not ours to resume.
            records.extend(text.and_then(|text| Record::from_json(&text).ok()));
        }
        Ok(records)
    }

    /// Goes on with a job from its record. An unknown submission is looked for, never sent again; nor is one that is not on
    /// file any more, for somebody may have gone on from the same record.
    pub fn resume(&self, record: &Record) -> Call<Task> {
        let (client, record) = (self.clone(), record.clone());
        Call::new(async move |mut terms: Terms| match record.job {
            Job::Watch(watch) => Ok(client.watch_record(record.client_business_id, watch, &mut terms).await?.task),
            Job::Submit(job) => {
                let machine = client.submission(record.client_business_id.as_deref(), job)?;
                client.submit_and_watch(machine, &mut terms).await
            }
        })
    }

    fn submit_on(&self, record: Box<Record>, first: Event) -> Call<Submitted> {
        let client = self.clone();
        Call::new(async move |mut terms: Terms| {
            let Record { client_business_id, job, .. } = *record;
            let Job::Submit(job) = job else { return Err(Error::misuse("the record is not that of a submission")) };
            let machine = client.submission(client_business_id.as_deref(), job)?;
            client.drive_submit(machine, first, &mut terms).await
        })
    }

    fn submission(&self, business_id: Option<&str>, job: SubmitRecord) -> Result<Submit, Error> {
        Submit::resume(business_id.unwrap_or_default(), job, self.0.submit.clone()).map_err(unusable)
    }

    async fn drive_submit(&self, mut machine: Submit, first: Event, terms: &mut Terms) -> Result<Submitted, Error> {
        let (outcome, record) = self.drive(&mut machine, first, terms, self.0.submit.max_answer_bytes).await?;
        match outcome {
            Outcome::Rejected { failure } => Ok(Submitted::Rejected { failure: Box::new(failure), record }),
            Outcome::Unknown { failure, sent_at_ms } => {
                let failure = Box::new(failure);
                Ok(Submitted::Unknown(UnknownSubmission { failure, record, sent_at_ms, client: self.clone() }))
            }
            other => settle(other, record.clone()).map(|task| Submitted::Accepted { task: Box::new(task), record }),
        }
    }

    async fn submit_and_watch(&self, mut machine: Submit, terms: &mut Terms) -> Result<Task, Error> {
        let (outcome, record) = self.drive(&mut machine, Event::Start, terms, self.0.submit.max_answer_bytes).await?;
        let task = settle(outcome, record.clone())?;
        match record.job {
            Job::Watch(watch) => Ok(self.watch_record(record.client_business_id, watch, terms).await?.task),
            Job::Submit(_) => Ok(task),
        }
    }

    async fn watch_target(&self, target: Target, terms: &mut Terms) -> Result<Progress, Error> {
        let Target { address, client_business_id } = target;
        let key = client_business_id.as_deref().unwrap_or(&address);
        let on_file = self.road(0).in_time(drive::STORAGE_MS, self.0.storage.get(key)).await.ok().flatten();
        // What is on file of this very task knows when it was submitted and how far it got.
        if let Some(Record { client_business_id, job: Job::Watch(watch), .. }) =
            on_file.and_then(|text| Record::from_json(&text).ok())
            && [Some(&watch.address), watch.task_id.as_ref(), client_business_id.as_ref()].contains(&Some(&address))
        {
            return self.watch_record(client_business_id, watch, terms).await;
        }
        let end = self.watch_record(client_business_id, WatchRecord::new(address.clone()), terms).await;
        // An id alone does not tell how young its task is. What is on file of it does, under whichever key.
        if let Err(Error::Rejected { failure, .. }) = &end
            && !matches!(failure.status, Some(401 | 403))
            && let Some((client_business_id, watch)) = self.watch_on_file(&address).await
        {
            return self.watch_record(client_business_id, watch, terms).await;
        }
        end
    }

    /// What is on file of a task, by its id.
    async fn watch_on_file(&self, id: &str) -> Option<(Option<String>, WatchRecord)> {
        let records = self.road(0).in_time(drive::STORAGE_MS, self.on_file()).await.unwrap_or_default();
        records.into_iter().find_map(|record| match record.job {
            Job::Watch(watch) if watch.task_id.as_deref() == Some(id) => Some((record.client_business_id, watch)),
            _ => None,
        })
    }

    async fn watch_record(
        &self,
        business_id: Option<String>,
        watch: WatchRecord,
        terms: &mut Terms,
    ) -> Result<Progress, Error> {
        let mut policy = self.0.poll.clone();
        policy.deadline_ms = terms.timeout_ms.unwrap_or(policy.deadline_ms);
        let max_bytes = policy.max_answer_bytes;
        let mut machine = Poll::resume(business_id, watch, policy).map_err(unusable)?;
        let (outcome, record) = self.drive(&mut machine, Event::Start, terms, max_bytes).await?;
        let progress = match &record.job {
            Job::Watch(watch) => watch.progress,
            Job::Submit(_) => 0.0,
        };
        Ok(Progress { task: settle(outcome, record)?, progress, unheard_of: false })
    }

    async fn drive(
        &self,
        machine: &mut dyn Machine,
        first: Event,
        terms: &mut Terms,
        max_bytes: usize,
    ) -> Result<(Outcome, Box<Record>), Error> {
        self.road(max_bytes).drive(machine, first, terms).await
    }

    fn road(&self, max_bytes: usize) -> Road<'_> {
        Road { transport: &*self.0.transport, host: &*self.0.host, storage: Some(&*self.0.storage), max_bytes }
    }

    /// The bytes of a request, and its business id, minted where it has none.
    fn frozen(&self, request: &Request) -> (String, String) {
        let given = [request.value().get(BUSINESS_ID), request.value().pointer("/metadata/client_business_id")];
        if let Some(id) = given.into_iter().flatten().find_map(|id| id.as_str().filter(|id| !id.is_empty())) {
            return (request.json(), id.to_owned());
        }
        let id = uuid(self.0.host.entropy());
        let mut value = request.value().clone();
        if let Some(fields) = value.as_object_mut() {
            fields.insert(BUSINESS_ID.to_owned(), id.clone().into());
        }
        (value.to_string(), id)
    }
}

const BUSINESS_ID: &str = "client_business_id";

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client")
    }
}

fn unusable(error: InvalidId) -> Error {
    Error::misuse(error.to_string())
}

/// A random UUID, version 4.
fn uuid(entropy: [u8; 16]) -> String {
    let bits = (u128::from_be_bytes(entropy) & !(0xf << 76 | 0b11 << 62)) | 0x4 << 76 | 0b10 << 62;
    let mut text = String::with_capacity(36);
    for (shift, digits) in [(96, 8), (80, 4), (64, 4), (48, 4), (0, 12)] {
        let part = (bits >> shift) & ((1 << (digits * 4)) - 1);
        let dash = if text.is_empty() { "" } else { "-" };
        let _ = write!(text, "{dash}{part:0width$x}", width = digits as usize);
    }
    text
}

/// Sets up a [`Client`].
#[must_use]
pub struct ClientBuilder {
    base_url: String,
    key: Option<String>,
    in_browser: bool,
    headers: Vec<(String, String)>,
    transport: Option<Rc<dyn Transport>>,
    host: Option<Rc<dyn Host>>,
    storage: Option<Rc<dyn Storage>>,
    submit: SubmitPolicy,
    poll: PollPolicy,
}

impl ClientBuilder {
    /// Sends this key. In a browser everybody can read it there, so it is refused unless it is
    /// [allowed](ClientBuilder::dangerously_allow_browser): let a proxy hold it.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Sends the key even from a browser.
    pub fn dangerously_allow_browser(mut self) -> Self {
        self.in_browser = true;
        self
    }

    /// Sends one more header with each request.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Keeps records there instead of in memory.
    pub fn storage(mut self, storage: impl Storage + 'static) -> Self {
        self.storage = Some(Rc::new(storage));
        self
    }

    /// Sends by this instead of by `fetch`. Base URL, key and headers are then its own business.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Rc::new(transport));
        self
    }

    /// Takes clock, chance, timers and locks from there instead of from the page.
    pub fn host(mut self, host: impl Host + 'static) -> Self {
        self.host = Some(Rc::new(host));
        self
    }

    /// Submits by these numbers.
    pub fn submit_policy(mut self, policy: SubmitPolicy) -> Self {
        self.submit = policy;
        self
    }

    /// Watches by these numbers.
    pub fn poll_policy(mut self, policy: PollPolicy) -> Self {
        self.poll = policy;
        self
    }

    /// The client.
    ///
    /// # Errors
    /// For a base URL, a key or a header that cannot be used.
    pub fn build(self) -> Result<Client, Error> {
        let transport = match self.transport {
            Some(transport) => transport,
            None => {
                if self.key.is_some() && !self.in_browser && page::is_browser() {
                    return Err(Error::misuse(
                        "an API key in a browser can be read by everybody: let a proxy hold it, or allow it explicitly",
                    ));
                }
                if self.key.as_deref().is_some_and(|key| key.trim().is_empty()) {
                    return Err(Error::misuse("the API key is empty"));
                }
                Rc::new(fetch::Fetch::new(&self.base_url, self.key.as_deref(), self.headers)?)
            }
        };
        Ok(Client(Rc::new(Parts {
            transport,
            host: self.host.unwrap_or_else(|| Rc::new(page::Page)),
            storage: self.storage.unwrap_or_else(|| Rc::new(MemoryStorage::new())),
            submit: self.submit,
            poll: self.poll,
        })))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the key and the headers.
        f.debug_struct("ClientBuilder").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}
