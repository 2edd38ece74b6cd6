//! The transport of browsers and Node: `fetch`, with gloo-net's requests, headers and responses.
//!
//! Two things gloo-net does not do here. It does not send: its `send` traps when `fetch` rejects with anything but an
//! `Error` of this realm, as an abort with a reason does. It does not read bodies: its readers know no limit.

use super::error::Error;
use super::world::{LocalFuture, Transport};
use crate::builder::endpoint;
use crate::task::{Answer, Method, Outgoing, SUBMIT_PATH};
use gloo_net::http::{Headers, RequestBuilder, Response};
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader, RequestCache, RequestRedirect, Url};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch(request: &web_sys::Request) -> Result<JsValue, JsValue>;
}

/// Sends by `fetch` to one base URL.
pub(super) struct Fetch {
    endpoint: String,
    headers: Vec<(String, String)>,
    /// The key, as it is and as JSON and URLs may write it.
    key: Vec<String>,
}

/// A shorter key would be found everywhere.
const LEAST_KEY: usize = 8;

impl Fetch {
    pub(super) fn new(base_url: &str, key: Option<&str>, more: Vec<(String, String)>) -> Result<Self, Error> {
        let url = checked(base_url, key.is_some())?;
        let mut headers = vec![("accept".to_owned(), "application/json".to_owned())];
        headers.extend(more);
        headers.extend(key.map(|key| ("authorization".to_owned(), format!("Bearer {key}"))));
        // gloo-net throws at what is no header, so that is found out before. The value may be the key: it is not told.
        let tried = web_sys::Headers::new().map_err(|error| Error::misuse(words(&error)))?;
        for (name, value) in &headers {
            if tried.set(name, value).is_err() {
                return Err(Error::misuse(format!("the header {name:?} cannot be sent")));
            }
        }
        let authorized = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        let key = authorized
            .map(|(_, value)| value.split_once(' ').map_or(&**value, |(_, key)| key))
            .filter(|key| key.len() >= LEAST_KEY)
            .flat_map(|key| [key.to_owned(), key.replace('/', "\\/"), String::from(js_sys::encode_uri_component(key))])
            .collect();
        Ok(Self { endpoint: endpoint(&url), headers, key })
    }

    /// A text without the key, which an answer may repeat.
    fn hide(&self, text: String) -> String {
        self.key
            .iter()
            .fold(text, |text, form| if text.contains(form) { text.replace(form, "[redacted]") } else { text })
    }

    async fn answer(&self, outgoing: &Outgoing, max_bytes: usize) -> Result<Answer, String> {
        let cancel = Cancel(Some(AbortController::new().map_err(|error| words(&error))?));
        let request = self.request(outgoing, &cancel)?;
        let promise = fetch(&request).map_err(|error| words(&error))?;
        let answered = JsFuture::from(Promise::resolve(&promise)).await.map_err(|error| words(&error))?;
        let response: web_sys::Response =
            answered.dyn_into().map_err(|_| "fetch brought something other than a Response".to_owned())?;
        let response = Response::from(response);
        let headers = response.headers();
        let answer = Answer {
            status: response.status(),
            retry_after: headers.get("retry-after"),
            date: headers.get("date"),
            content_type: headers.get("content-type").map(|kind| self.hide(kind)),
            body: self.hide(body(&response, max_bytes).await?),
        };
        // A body over the limit is still under way, and is cancelled with everything else.
        if answer.body.len() <= max_bytes {
            cancel.disarm();
        }
        Ok(answer)
    }

    fn request(&self, outgoing: &Outgoing, cancel: &Cancel) -> Result<web_sys::Request, String> {
        let rest = outgoing.path.strip_prefix(SUBMIT_PATH).unwrap_or(&outgoing.path);
        let headers = Headers::new();
        for (name, value) in &self.headers {
            headers.set(name, value);
        }
        if outgoing.body.is_some() {
            headers.set("content-type", "application/json");
        }
        let method = match outgoing.method {
            Method::Get => gloo_net::http::Method::GET,
            Method::Post => gloo_net::http::Method::POST,
        };
        let signal = cancel.0.as_ref().map(AbortController::signal);
        let request = RequestBuilder::new(&format!("{}{rest}", self.endpoint))
            .method(method)
            .headers(headers)
            .redirect(RequestRedirect::Manual)
            .cache(RequestCache::NoStore)
            .abort_signal(signal.as_ref());
        let request = match &outgoing.body {
            Some(body) => request.body(body.as_str()),
            None => request.build(),
        };
        request.map(Into::into).map_err(|error| error.to_string())
    }
}

impl Transport for Fetch {
    fn send<'a>(&'a self, request: &'a Outgoing, max_bytes: usize) -> LocalFuture<'a, Result<Answer, String>> {
        Box::pin(async move { self.answer(request, max_bytes).await.map_err(|words| self.hide(words)) })
    }
}

/// Aborts its request when it is dropped, unless the answer is complete. It gives no reason: a reason of any kind is
/// what `fetch` rejects with.
struct Cancel(Option<AbortController>);

impl Cancel {
    fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for Cancel {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// The body as text, of at most one byte over the limit.
async fn body(response: &Response, max_bytes: usize) -> Result<String, String> {
    let Some(stream) = response.body() else {
        return Ok(String::new());
    };
    let reader = ReadableStreamDefaultReader::new(&stream).map_err(|error| words(&error))?;
    let mut bytes = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await.map_err(|error| words(&error))?;
        if property(&chunk, "done").is_truthy() {
            break;
        }
        let chunk: Uint8Array =
            property(&chunk, "value").dyn_into().map_err(|_| "the body is not made of bytes".to_owned())?;
        let left = max_bytes.saturating_add(1).saturating_sub(bytes.len());
        let taken = u32::try_from(left).unwrap_or(u32::MAX).min(chunk.length());
        bytes.extend(chunk.subarray(0, taken).to_vec());
        if bytes.len() > max_bytes {
            break;
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// A base URL that is safe to send to.
fn checked(base_url: &str, has_key: bool) -> Result<String, Error> {
    let global = js_sys::global();
    let page = property(&property(&global, "location"), "href").as_string();
    let url = match &page {
        Some(page) => Url::new_with_base(base_url, page),
        None => Url::new(base_url),
    };
    let url = url.map_err(|_| Error::misuse("the base URL is no URL"))?;
    if !url.username().is_empty() || !url.password().is_empty() || !url.search().is_empty() || !url.hash().is_empty() {
        return Err(Error::misuse("the base URL holds credentials, a query or a fragment"));
    }
    let host = url.hostname();
    let loopback = host == "localhost" || host == "[::1]" || host.starts_with("127.");
    let own = page.and_then(|page| Url::new(&page).ok()).is_some_and(|page| page.origin() == url.origin());
    match url.protocol().as_str() {
        "https:" => Ok(url.href()),
        "http:" if loopback || (own && !has_key) => Ok(url.href()),
        _ => Err(Error::misuse("the base URL must be https, or http on this machine")),
    }
}

pub(super) fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// What a thrown value says, whatever it is: anything can be thrown, and looking at it may throw again.
pub(super) fn words(thrown: &JsValue) -> String {
    if let Some(text) = thrown.as_string() {
        return text;
    }
    let texts: Vec<String> = ["name", "message"]
        .into_iter()
        .filter_map(|name| property(thrown, name).as_string())
        .filter(|text| !text.is_empty())
        .collect();
    if !texts.is_empty() {
        return texts.join(": ");
    }
    let kind = if thrown.is_null() { "null".to_owned() } else { thrown.js_typeof().as_string().unwrap_or_default() };
    format!("something was thrown that says nothing ({kind})")
}
