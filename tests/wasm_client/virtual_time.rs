//! A world without JavaScript for the real client: the emulator at the end of a scripted network, a storage, and a clock
//! that moves only when nobody has anything else to do.

use super::Desk;
use seedance_request::client::{Client, Host, LocalFuture, Transport};
use seedance_request::emulator::{Delivery, Emulator, Request, Script, Settings, Tier};
use seedance_request::task::{Answer, Method, Now, Outgoing, PollPolicy, SubmitPolicy};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// 16 June 2026.
const EPOCH_MS: u64 = 1_781_577_600_000;
/// Tasks are small, and a body at the real limit only costs time.
const MAX_ANSWER_BYTES: usize = 16_384;

struct Inner {
    now_ms: Cell<u64>,
    moments: Cell<usize>,
    seed: Cell<u64>,
    timers: RefCell<BTreeMap<u64, u64>>,
    next_timer: Cell<u64>,
    emulator: RefCell<Emulator>,
    desk: Desk,
    requests: Cell<u32>,
    posts: Cell<u32>,
    gets: Cell<u32>,
    filed_before_first_post: RefCell<Option<Vec<String>>>,
}

#[derive(Clone)]
pub(super) struct World(Rc<Inner>);

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl World {
    pub(super) fn new(seed: u64, script: Script) -> Self {
        let emulator = Emulator::new(Settings { script, tier: Tier::Unlimited, ..Settings::default() });
        Self(Rc::new(Inner {
            now_ms: Cell::new(0),
            moments: Cell::new(0),
            seed: Cell::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1)),
            timers: RefCell::default(),
            next_timer: Cell::new(0),
            emulator: RefCell::new(emulator),
            desk: Desk::default(),
            requests: Cell::new(0),
            posts: Cell::new(0),
            gets: Cell::new(0),
            filed_before_first_post: RefCell::default(),
        }))
    }

    /// A client of its own, as each page has one; the storage is shared.
    pub(super) fn client(&self) -> Client {
        let client = Client::builder("").transport(self.clone()).host(self.clone()).storage(self.0.desk.clone());
        let submit = SubmitPolicy { max_answer_bytes: MAX_ANSWER_BYTES, ..SubmitPolicy::default() };
        let poll = PollPolicy { max_answer_bytes: MAX_ANSWER_BYTES, ..PollPolicy::default() };
        client.submit_policy(submit).poll_policy(poll).build().unwrap()
    }

    /// Runs to the end.
    pub(super) fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.advance(pin!(future), usize::MAX).expect("it goes on")
    }

    /// Runs so many moments, then drops it.
    pub(super) fn run_moments<T>(&self, future: impl Future<Output = T>, moments: usize) {
        let _ = self.advance(pin!(future), moments);
    }

    /// Runs so many moments, then something happens, then on to the end. Nothing if it ended before; else the end, the
    /// number of POSTs before it happened, and when that was.
    pub(super) fn run_until<T>(
        &self,
        future: impl Future<Output = T>,
        moments: usize,
        happens: impl FnOnce(),
    ) -> Option<(T, u32, u64)> {
        let mut future = pin!(future);
        if self.advance(future.as_mut(), moments).is_some() {
            return None;
        }
        let (posts, since) = (self.posts(), self.ms());
        happens();
        Some((self.advance(future, usize::MAX).expect("it settles"), posts, since))
    }

    fn advance<T>(&self, mut future: Pin<&mut impl Future<Output = T>>, moments: usize) -> Option<T> {
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        let waker = Waker::from(woken.clone());
        let mut left = moments;
        while left > 0 {
            woken.0.store(false, Ordering::Relaxed);
            if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                return Some(value);
            }
            left -= 1;
            self.0.moments.set(self.0.moments.get() + 1);
            assert!(self.0.moments.get() < 20_000, "it never ends");
            if !woken.0.load(Ordering::Relaxed) {
                let next = self.0.timers.borrow().values().copied().min().expect("nothing will ever happen");
                self.0.now_ms.set(self.ms().max(next));
            }
        }
        None
    }

    pub(super) fn ms(&self) -> u64 {
        self.0.now_ms.get()
    }

    pub(super) fn moments(&self) -> usize {
        self.0.moments.get()
    }

    pub(super) fn posts(&self) -> u32 {
        self.0.posts.get()
    }

    pub(super) fn gets(&self) -> u32 {
        self.0.gets.get()
    }

    pub(super) fn charges(&self) -> u32 {
        self.0.emulator.borrow().charges().values().sum()
    }

    /// Timers set and neither fired nor cleared.
    pub(super) fn timers(&self) -> usize {
        self.0.timers.borrow().len()
    }

    /// Requests neither answered nor cancelled.
    pub(super) fn requests(&self) -> u32 {
        self.0.requests.get()
    }

    pub(super) fn storage_hangs(&self, hangs: bool) {
        self.0.desk.hangs.set(hangs);
    }

    /// What is on file under a key, and something else in its place.
    pub(super) fn filed(&self, key: &str) -> Option<String> {
        self.0.desk.texts.borrow().get(key).cloned()
    }

    pub(super) fn files(&self, key: &str, text: &str) {
        self.0.desk.texts.borrow_mut().insert(key.to_owned(), text.to_owned());
    }

    /// The keys that were on file when the first POST left.
    pub(super) fn filed_before_first_post(&self) -> Option<Vec<String>> {
        self.0.filed_before_first_post.borrow().clone()
    }

    fn random(&self) -> u64 {
        // xorshift64
        let mut seed = self.0.seed.get();
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        self.0.seed.set(seed);
        seed
    }
}

impl Host for World {
    fn now(&self) -> Now {
        let chance = (self.random() >> 11) as f64 / (1_u64 << 53) as f64;
        Now { wall_ms: EPOCH_MS + self.ms(), mono_ms: self.ms(), chance }
    }

    fn entropy(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes.fill_with(|| (self.random() >> 32) as u8);
        bytes
    }

    fn sleep(&self, ms: u32) -> LocalFuture<'_, ()> {
        Box::pin(Timer { world: self, ms: u64::from(ms), set: None })
    }
}

struct Timer<'a> {
    world: &'a World,
    ms: u64,
    set: Option<(u64, u64)>,
}

impl Future for Timer<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        let now = self.world.ms();
        let inner = &self.world.0;
        let due = match self.set {
            Some((_, due)) => due,
            None => {
                let (id, due) = (inner.next_timer.get(), now + self.ms);
                inner.next_timer.set(id + 1);
                inner.timers.borrow_mut().insert(id, due);
                self.set = Some((id, due));
                due
            }
        };
        if now >= due { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Drop for Timer<'_> {
    fn drop(&mut self) {
        if let Some((id, _)) = self.set {
            self.world.0.timers.borrow_mut().remove(&id);
        }
    }
}

/// Counts a request as long as it is under way.
struct UnderWay<'a>(&'a Cell<u32>);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl Transport for World {
    fn send<'a>(&'a self, outgoing: &'a Outgoing, max_bytes: usize) -> LocalFuture<'a, Result<Answer, String>> {
        Box::pin(async move {
            let inner = &self.0;
            inner.requests.set(inner.requests.get() + 1);
            let _under_way = UnderWay(&inner.requests);
            let is_post = outgoing.method == Method::Post;
            let count = if is_post { &inner.posts } else { &inner.gets };
            count.set(count.get() + 1);
            if is_post && inner.filed_before_first_post.borrow().is_none() {
                let keys = inner.desk.texts.borrow().keys().cloned().collect();
                *inner.filed_before_first_post.borrow_mut() = Some(keys);
            }
            let request = Request {
                method: if is_post { "POST" } else { "GET" }.to_owned(),
                path: outgoing.path.clone(),
                headers: Vec::new(),
                body: outgoing.body.clone().unwrap_or_default(),
            };
            let reply = inner.emulator.borrow_mut().handle(&request, EPOCH_MS + self.ms());
            let latency = 20 + self.random() % 480;
            let takes = match reply.delivery {
                Delivery::Answer => latency,
                Delivery::Drop => {
                    self.sleep(latency as u32).await;
                    return Err("Failed to fetch".to_owned());
                }
                Delivery::Hang => std::future::pending().await,
                Delivery::Delay(ms) => latency + ms,
                Delivery::Trickle(ms) => latency + ms * reply.response.body.len() as u64,
            };
            self.sleep(u32::try_from(takes).unwrap_or(u32::MAX)).await;
            let header = |name| reply.response.header(name).map(str::to_owned);
            let (retry_after, date, content_type) = (header("Retry-After"), header("Date"), header("Content-Type"));
            let mut body = reply.response.body;
            // As far as the real transport reads.
            let end = (max_bytes + 1..body.len()).find(|at| body.is_char_boundary(*at));
            body.truncate(end.unwrap_or(body.len()));
            Ok(Answer { status: reply.response.status, retry_after, date, content_type, body })
        })
    }
}
