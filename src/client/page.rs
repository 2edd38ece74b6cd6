//! The host in browsers, workers and Node: clocks, chance, timers, page events and Web Locks.

use super::fetch::property;
use super::flag::Flag;
use super::world::{Host, LocalFuture, Lock, race};
use crate::task::Now;
use js_sys::{Function, Object, Promise, Reflect};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::EventTarget;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = performance, js_name = now)]
    fn performance_now() -> Result<f64, JsValue>;

    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]) -> Result<JsValue, JsValue>;

    // Node's timers are objects.
    #[wasm_bindgen(catch, js_name = setTimeout)]
    fn set_timeout(handler: &Function, ms: i32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue) -> Result<(), JsValue>;
}

pub(super) struct Page;

impl Host for Page {
    fn now(&self) -> Now {
        let wall = js_sys::Date::now();
        Now { wall_ms: wall as u64, mono_ms: performance_now().unwrap_or(wall) as u64, chance: js_sys::Math::random() }
    }

    fn entropy(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        if get_random_values(&mut bytes).is_err() {
            bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
        }
        bytes
    }

    fn sleep(&self, ms: u32) -> LocalFuture<'_, ()> {
        Box::pin(async move {
            let over = Flag::default();
            match Timer::new(ms, &over) {
                Some(_timer) => over.raised().await,
                // A world without timers has no use for waiting.
                None => std::future::pending().await,
            }
        })
    }

    fn visible(&self) -> LocalFuture<'_, ()> {
        Box::pin(async {
            let seen = Flag::default();
            let _listeners = Listeners::new(&seen);
            seen.raised().await;
        })
    }

    fn lock<'a>(&'a self, name: &'a str) -> LocalFuture<'a, Lock> {
        Box::pin(web_lock(name))
    }
}

struct Timer {
    id: JsValue,
    _handler: Closure<dyn FnMut()>,
}

impl Timer {
    fn new(ms: u32, over: &Flag) -> Option<Self> {
        let over = over.clone();
        let handler = Closure::new(move || over.raise());
        // A longer timer fires at once.
        let ms = i32::try_from(ms).unwrap_or(i32::MAX);
        let id = set_timeout(handler.as_ref().unchecked_ref(), ms).ok()?;
        Some(Self { id, _handler: handler })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        let _ = clear_timeout(&self.id);
    }
}

struct Listeners {
    added: Vec<(EventTarget, &'static str)>,
    handler: Closure<dyn FnMut()>,
}

impl Listeners {
    fn new(seen: &Flag) -> Self {
        let global: JsValue = js_sys::global().into();
        let document = property(&global, "document");
        let shown = document.clone();
        let seen = seen.clone();
        let handler = Closure::new(move || {
            if property(&shown, "visibilityState").as_string().is_none_or(|state| state == "visible") {
                seen.raise();
            }
        });
        let wanted = [(document, "visibilitychange"), (global.clone(), "online"), (global, "pageshow")];
        let mut listeners = Self { added: Vec::new(), handler };
        for (target, event) in wanted {
            if !property(&target, "addEventListener").is_function() {
                continue;
            }
            let target: EventTarget = target.unchecked_into();
            let callback = listeners.handler.as_ref().unchecked_ref();
            if target.add_event_listener_with_callback(event, callback).is_ok() {
                listeners.added.push((target, event));
            }
        }
        listeners
    }
}

impl Drop for Listeners {
    fn drop(&mut self) {
        let callback = self.handler.as_ref().unchecked_ref();
        for (target, event) in &self.added {
            let _ = target.remove_event_listener_with_callback(event, callback);
        }
    }
}

/// How far a request for a lock got.
#[derive(Default)]
struct Request {
    given_up: bool,
    granted: Option<bool>,
    release: Option<Function>,
}

/// Held until it is dropped.
struct Held {
    name: String,
    request: Rc<RefCell<Request>>,
    /// Settles when the lock is free again.
    free: Option<Promise>,
}

thread_local! {
    /// Locks that were let go and are not free yet: whoever asks meanwhile would take us for another tab.
    static RELEASING: RefCell<BTreeMap<String, Promise>> = const { RefCell::new(BTreeMap::new()) };
}

impl Drop for Held {
    fn drop(&mut self) {
        let release = {
            let mut request = self.request.borrow_mut();
            request.given_up = true;
            request.release.take()
        };
        let Some(free) = self.free.take() else { return };
        if let Some(release) = release {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
        let name = std::mem::take(&mut self.name);
        RELEASING.with_borrow_mut(|releasing| releasing.insert(name.clone(), free.clone()));
        spawn_local(async move {
            let _ = JsFuture::from(free.clone()).await;
            RELEASING.with_borrow_mut(|releasing| {
                if releasing.get(&name).is_some_and(|current| Object::is(current, &free)) {
                    releasing.remove(&name);
                }
            });
        });
    }
}

/// Asks for the lock without queueing. Where there are no locks, or they are forbidden, everybody holds it.
async fn web_lock(name: &str) -> Lock {
    let locks = property(&property(&js_sys::global(), "navigator"), "locks");
    let Ok(ask) = property(&locks, "request").dyn_into::<Function>() else {
        return Lock::Held(Box::new(()));
    };
    let releasing = RELEASING.with_borrow(|releasing| releasing.get(name).cloned());
    if let Some(free) = releasing {
        let _ = JsFuture::from(free).await;
    }
    let mut held = Held { name: name.to_owned(), request: Rc::default(), free: None };
    let answered = Flag::default();
    let callback = Closure::once_into_js({
        let (request, answered) = (held.request.clone(), answered.clone());
        move |lock: JsValue| -> JsValue {
            let mut request = request.borrow_mut();
            request.granted = Some(!lock.is_null());
            answered.raise();
            if lock.is_null() || request.given_up {
                return JsValue::UNDEFINED;
            }
            // The lock is held until this promise settles.
            Promise::new(&mut |resolve, _| request.release = Some(resolve)).into()
        }
    });
    let options = Object::new();
    let _ = Reflect::set(&options, &JsValue::from_str("ifAvailable"), &JsValue::TRUE);
    let Ok(asked) = ask.call3(&locks, &JsValue::from_str(name), &options, &callback) else {
        return Lock::Held(Box::new(()));
    };
    // The promise of the request ends with the lock; earlier only where locks are forbidden.
    let asked: Promise = Promise::resolve(&asked);
    held.free = Some(asked.clone());
    let refused = JsFuture::from(asked);
    race(vec![
        Box::pin(answered.raised()),
        Box::pin(async {
            let _ = refused.await;
        }),
    ])
    .await;
    let granted = held.request.borrow().granted;
    if granted == Some(false) { Lock::Busy } else { Lock::Held(Box::new(held)) }
}

/// Whether strangers can read what this module holds: a page, or a worker of one.
pub(super) fn is_browser() -> bool {
    let global: JsValue = js_sys::global().into();
    let has = |name| !property(&global, name).is_undefined();
    has("document") || (has("WorkerGlobalScope") && has("location"))
}
