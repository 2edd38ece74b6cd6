//! Where records are kept: texts under keys. It knows nothing of what they say.

use super::world::LocalFuture;
use js_sys::Reflect;
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::{JsCast as _, JsValue};

/// In front of every key, among the locks and in `localStorage`. The npm client has the same: a page may have both.
pub(super) const PREFIX: &str = "seedance-request:job:";

/// What a storage answers; an error in words.
pub type Stored<'a, T> = LocalFuture<'a, Result<T, String>>;

/// Keeps one text per key.
pub trait Storage {
    /// Reads a text.
    fn get<'a>(&'a self, key: &'a str) -> Stored<'a, Option<String>>;
    /// Writes a text. It must be on file when the future ends.
    fn set<'a>(&'a self, key: &'a str, text: String) -> Stored<'a, ()>;
    /// Deletes a text.
    fn delete<'a>(&'a self, key: &'a str) -> Stored<'a, ()>;
    /// All keys.
    fn list(&self) -> Stored<'_, Vec<String>>;
}

fn done<'a, T: 'a>(value: Result<T, String>) -> Stored<'a, T> {
    Box::pin(std::future::ready(value))
}

/// Keeps texts as long as the page lives.
#[derive(Debug, Default)]
pub struct MemoryStorage(RefCell<BTreeMap<String, String>>);

impl MemoryStorage {
    /// An empty storage.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Storage for MemoryStorage {
    fn get<'a>(&'a self, key: &'a str) -> Stored<'a, Option<String>> {
        done(Ok(self.0.borrow().get(key).cloned()))
    }

    fn set<'a>(&'a self, key: &'a str, text: String) -> Stored<'a, ()> {
        self.0.borrow_mut().insert(key.to_owned(), text);
        done(Ok(()))
    }

    fn delete<'a>(&'a self, key: &'a str) -> Stored<'a, ()> {
        self.0.borrow_mut().remove(key);
        done(Ok(()))
    }

    fn list(&self) -> Stored<'_, Vec<String>> {
        done(Ok(self.0.borrow().keys().cloned().collect()))
    }
}

/// Keeps texts in the browser's `localStorage`, where the tabs of one origin share them and a reload finds them.
#[derive(Debug)]
pub struct LocalStorage {
    area: web_sys::Storage,
    prefix: String,
}

impl LocalStorage {
    /// The storage of this origin, under the keys of the npm client, so that a page may have both; nothing where there
    /// is none, as in a worker or where the user forbids it.
    #[must_use]
    pub fn new() -> Option<Self> {
        Self::with_prefix(PREFIX)
    }

    /// The storage of this origin, under keys with another beginning.
    #[must_use]
    pub fn with_prefix(prefix: &str) -> Option<Self> {
        let area = Reflect::get(&js_sys::global(), &JsValue::from_str("localStorage")).ok()?;
        let area = area.dyn_into().ok()?;
        Some(Self { area, prefix: prefix.to_owned() })
    }

    fn key(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    fn keys(&self) -> Result<Vec<String>, JsValue> {
        let mut keys = Vec::new();
        for at in 0..self.area.length()? {
            let key = self.area.key(at)?;
            keys.extend(key.as_deref().and_then(|key| key.strip_prefix(&self.prefix)).map(str::to_owned));
        }
        Ok(keys)
    }
}

impl Storage for LocalStorage {
    fn get<'a>(&'a self, key: &'a str) -> Stored<'a, Option<String>> {
        done(self.area.get_item(&self.key(key)).map_err(|error| super::fetch::words(&error)))
    }

    fn set<'a>(&'a self, key: &'a str, text: String) -> Stored<'a, ()> {
        done(self.area.set_item(&self.key(key), &text).map_err(|error| super::fetch::words(&error)))
    }

    fn delete<'a>(&'a self, key: &'a str) -> Stored<'a, ()> {
        done(self.area.remove_item(&self.key(key)).map_err(|error| super::fetch::words(&error)))
    }

    fn list(&self) -> Stored<'_, Vec<String>> {
        done(self.keys().map_err(|error| super::fetch::words(&error)))
    }
}
