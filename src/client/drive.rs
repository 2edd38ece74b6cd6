//! The loop: does what a step says and reports back what came of it.
//!
//! Every decision is the machine's. This file knows which event answers which action, and nothing of answers, statuses
//! or waits.

use super::abort::AbortSignal;
use super::call::Terms;
use super::claim::{Claim, claim};
use super::error::Error;
use super::storage::Storage;
use super::world::{Host, LocalFuture, Transport, race};
use crate::task::{Action, Event, Filing, Now, Outcome, Outgoing, Poll, Record, Step, Submit};

/// A storage that takes longer has failed.
pub(super) const STORAGE_MS: u32 = 5_000;
/// An aborted call settles within this, whatever its storage does.
const LAST_WORDS_MS: u32 = 25;

pub(super) trait Machine {
    fn step(&mut self, event: &Event, now: &Now) -> Step;
}

impl Machine for Submit {
    fn step(&mut self, event: &Event, now: &Now) -> Step {
        Self::step(self, event, now)
    }
}

impl Machine for Poll {
    fn step(&mut self, event: &Event, now: &Now) -> Step {
        Self::step(self, event, now)
    }
}

/// What a drive goes through.
pub(super) struct Road<'a> {
    pub(super) transport: &'a dyn Transport,
    pub(super) host: &'a dyn Host,
    /// Nothing, where nothing is to be filed.
    pub(super) storage: Option<&'a dyn Storage>,
    pub(super) max_bytes: usize,
}

impl Road<'_> {
    /// Drives a machine to its end.
    pub(super) async fn drive(
        &self,
        machine: &mut dyn Machine,
        first: Event,
        terms: &mut Terms,
    ) -> Result<(Outcome, Box<Record>), Error> {
        let signal = terms.signal.clone();
        let mut claimed = None;
        let mut gave_up = false;
        let mut event = match &signal {
            Some(signal) if signal.is_aborted() => Event::AbortRequested,
            _ => first,
        };
        loop {
            let step = machine.step(&event, &self.host.now());
            if let Some(notice) = &step.notice {
                terms.listeners.iter_mut().for_each(|listener| listener(notice));
            }
            let happens: LocalFuture<'_, Event> = match &step.action {
                Action::Claim { client_business_id } => Box::pin(self.claim(client_business_id, &mut claimed)),
                Action::Store { record } => Box::pin(self.store(record)),
                Action::Send(outgoing) => Box::pin(self.send(outgoing)),
                Action::Sleep { ms } => Box::pin(self.sleep(*ms)),
                Action::Done { filing, .. } => {
                    let ms = if event == Event::AbortRequested { LAST_WORDS_MS } else { STORAGE_MS };
                    if let Action::Done { record, .. } = &step.action {
                        self.file(record, *filing, claimed.is_some(), ms).await;
                    }
                    drop(claimed);
                    return match step.action {
                        Action::Done { outcome, record, .. } => Ok((*outcome, record)),
                        _ => Err(Error::misuse("the job has no end")),
                    };
                }
                // Every event above has a row in its state, so this is never reached. Sending anything again would be
                // wrong: stop.
                Action::Wait if gave_up => return Err(Error::misuse("the job does not answer")),
                Action::Wait => {
                    gave_up = true;
                    Box::pin(std::future::ready(Event::AbortRequested))
                }
            };
            event = race(vec![aborted(signal.as_ref()), happens]).await;
        }
    }

    async fn claim(&self, business_id: &str, claimed: &mut Option<Claim>) -> Event {
        let found = self
            .in_time(STORAGE_MS, async {
                let ours = claim(self.host, business_id).await;
                let text = match self.storage {
                    Some(storage) => storage.get(business_id).await?,
                    None => None,
                };
                let record = text.map(|text| Record::from_json(&text)).transpose();
                match record.map_err(|error| error.to_string())?.map(Box::new) {
                    Some(record) if record.key() != Some(business_id) => {
                        Err("what is on file under this id is of something else".to_owned())
                    }
                    record => Ok((ours, record)),
                }
            })
            .await;
        match found {
            Ok((Some(ours), record)) => {
                *claimed = Some(ours);
                Event::Claimed(record)
            }
            Ok((None, record)) => Event::Busy(record),
            Err(words) => Event::StoreFailed(words),
        }
    }

    async fn store(&self, record: &Record) -> Event {
        let (Some(storage), Some(key)) = (self.storage, record.key()) else {
            return Event::Stored;
        };
        match self.in_time(STORAGE_MS, storage.set(key, record.to_json())).await {
            Ok(()) => Event::Stored,
            Err(words) => Event::StoreFailed(words),
        }
    }

    async fn send(&self, outgoing: &Outgoing) -> Event {
        race(vec![
            Box::pin(async {
                match self.transport.send(outgoing, self.max_bytes).await {
                    Ok(answer) => Event::Answer(answer),
                    Err(words) => Event::NetworkError(words),
                }
            }),
            Box::pin(async {
                self.host.sleep(outgoing.timeout_ms).await;
                Event::Timeout
            }),
        ])
        .await
    }

    async fn sleep(&self, ms: u32) -> Event {
        race(vec![
            Box::pin(async {
                self.host.sleep(ms).await;
                Event::Woke
            }),
            Box::pin(async {
                self.host.visible().await;
                Event::Visible
            }),
        ])
        .await
    }

    /// The outcome stands, whether or not it could be filed. Without the claim, what a newer job has filed stays.
    async fn file(&self, record: &Record, filing: Filing, claimed: bool, ms: u32) {
        let (Some(storage), Some(key)) = (self.storage, record.key()) else {
            return;
        };
        let filed = async {
            let on_file = if claimed { None } else { storage.get(key).await? };
            if on_file.is_some_and(|text| !Record::from_json(&text).is_ok_and(|theirs| record.is_of_same_task(&theirs)))
            {
                return Ok(());
            }
            match filing {
                Filing::Keep => storage.set(key, record.to_json()).await,
                Filing::Forget => storage.delete(key).await,
                Filing::Leave => Ok(()),
            }
        };
        let _ = self.in_time(ms, filed).await;
    }

    /// What a storage answers, unless it takes too long.
    pub(super) async fn in_time<T>(
        &self,
        ms: u32,
        answer: impl Future<Output = Result<T, String>>,
    ) -> Result<T, String> {
        race(vec![
            Box::pin(answer),
            Box::pin(async {
                self.host.sleep(ms).await;
                Err("the storage did not answer in time".to_owned())
            }),
        ])
        .await
    }
}

fn aborted(signal: Option<&AbortSignal>) -> LocalFuture<'_, Event> {
    Box::pin(async move {
        match signal {
            Some(signal) => signal.aborted().await,
            None => std::future::pending().await,
        }
        Event::AbortRequested
    })
}
