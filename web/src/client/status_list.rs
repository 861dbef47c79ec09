//! The status list, the same for everybody and fetched without a cookie, so that
//! the server cannot learn which certificate is checked.

use std::{cell::RefCell, rc::Rc, time::Duration};

use js_sys::{Object, Promise, Reflect, Uint8Array};
use leptos::prelude::set_timeout_with_handle;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{
    AbortController, ReadableStreamDefaultReader, RequestCache, RequestCredentials, RequestInit, RequestMode,
    RequestRedirect, Response,
};

use crate::{session::ListOrigin, storage};

const STATUS_LIST: &str = "/status/1";
const STATUS_LIST_TYPE: &str = "application/statuslist+jwt";

/// A server that needs longer counts as away.
const PATIENCE: Duration = Duration::from_secs(8);

/// The verifier reads no longer token. What arrives is counted, not what was
/// announced: a short answer may unpack to gigabytes.
const LONGEST_LIST: usize = 2 << 20;

/// How old a list fetched by this page may be when a file arrives.
const FRESH: Duration = Duration::from_secs(60);

/// How fresh a list has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Fetched a moment ago is good enough.
    Recent,
    /// Ask the server again.
    Now,
}

/// A status list as text, with its origin.
#[derive(Clone, Debug)]
pub struct StatusList {
    /// The token, if there is one.
    pub token: Option<String>,
    /// Where it came from.
    pub origin: ListOrigin,
}

/// Fetches the status list and keeps the last one.
#[derive(Clone, Default)]
pub struct StatusLists(Rc<RefCell<Lists>>);

#[derive(Default)]
struct Lists {
    /// The last fetch: when it started, in milliseconds, and its promise, which
    /// any number of checks may await.
    fetch: Option<(f64, Promise)>,
    /// The last list that arrived.
    token: Option<String>,
}

impl StatusLists {
    /// Starts a fetch unless the last one is fresh enough. Returns before it is done.
    pub fn fetch(&self, freshness: Freshness) -> Promise {
        let now = js_sys::Date::now();
        let mut lists = self.0.borrow_mut();
        if freshness == Freshness::Recent
            && let Some((started, promise)) = &lists.fetch
            // A clock that was set back makes no list fresh.
            && (0.0..FRESH.as_secs_f64() * 1000.0).contains(&(now - started))
        {
            return promise.clone();
        }
        // Never rejects, since nobody may come to await a prefetch.
        let promise = future_to_promise(async { Ok(fetch_token().await.unwrap_or(JsValue::NULL)) });
        lists.fetch = Some((now, promise.clone()));
        promise
    }

    /// Waits for a fetch. If it fails, answers with the last list that arrived,
    /// else with the one kept from an earlier visit; the verifier decides whether
    /// it still proves anything.
    pub async fn list(&self, fetch: Promise) -> StatusList {
        let fetched = JsFuture::from(fetch.clone()).await;
        let mut lists = self.0.borrow_mut();
        if let Some(token) = fetched.ok().and_then(|token| token.as_string()) {
            lists.token = Some(token.clone());
            return StatusList { token: Some(token), origin: ListOrigin::Server };
        }
        // The next check asks again.
        lists.fetch.take_if(|(_, last)| Object::is(last, &fetch));
        match lists.token.clone().or_else(storage::list) {
            Some(token) => StatusList { token: Some(token), origin: ListOrigin::Kept },
            None => StatusList { token: None, origin: ListOrigin::Nowhere },
        }
    }
}

/// The body of `GET /status/1`. Anything else than a status list, such as the
/// log-in page of a hotel network, is an error.
async fn fetch_token() -> Result<JsValue, JsValue> {
    let window = web_sys::window().ok_or("no window")?;
    let abort = AbortController::new()?;
    let timer = {
        let abort = abort.clone();
        set_timeout_with_handle(move || abort.abort(), PATIENCE)?
    };
    let init = RequestInit::new();
    // Revalidates by ETag: an unchanged list costs no body.
    init.set_cache(RequestCache::NoCache);
    init.set_credentials(RequestCredentials::Omit);
    init.set_mode(RequestMode::SameOrigin);
    init.set_redirect(RequestRedirect::Error);
    init.set_signal(Some(&abort.signal()));
    let token = async {
        let response: Response =
            JsFuture::from(window.fetch_with_str_and_init(STATUS_LIST, &init)).await?.dyn_into()?;
        let media_type = response.headers().get("content-type")?.unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default().trim();
        if !response.ok() || !media_type.eq_ignore_ascii_case(STATUS_LIST_TYPE) {
            return Err(JsValue::from_str("not a status list"));
        }
        read_list(&response).await
    }
    .await;
    timer.clear();
    if token.is_err() {
        // Of an answer that was not read to its end, the rest is not wanted.
        abort.abort();
    }
    token.map(JsValue::from)
}

async fn read_list(response: &Response) -> Result<String, JsValue> {
    let body = response.body().ok_or("no body")?;
    let reader: ReadableStreamDefaultReader = body.get_reader().dyn_into()?;
    let mut list = Vec::new();
    loop {
        let part = JsFuture::from(reader.read()).await?;
        if Reflect::get(&part, &"done".into())?.is_truthy() {
            return String::from_utf8(list).map_err(|_| "not text".into());
        }
        let part: Uint8Array = Reflect::get(&part, &"value".into())?.dyn_into()?;
        list.append(&mut part.to_vec());
        if list.len() > LONGEST_LIST {
            return Err("too long".into());
        }
    }
}
