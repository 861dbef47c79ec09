//! One request and its answer: JSON with the session's cookie, to this server
//! only.

use std::time::Duration;

use certificate::api::Problem;
use js_sys::ArrayBuffer;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, RequestCache, RequestCredentials, RequestInit, RequestMode, RequestRedirect, Response,
};

use crate::{trouble::Trouble, visitor::Visitor};

const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";

/// A server that needs longer counts as away. An import of thousands of rows
/// takes its time.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks the server, and tells the visitor's state when the session is over.
#[derive(Clone, Copy)]
pub struct Client {
    visitor: Visitor,
}

/// Ends what a view waits for when the view goes away.
#[derive(Clone, Copy)]
pub struct Leaving(StoredValue<Vec<AbortController>, LocalStorage>);

impl Leaving {
    /// For the view that is being built.
    pub fn watch() -> Self {
        let leaving = Self(StoredValue::new_local(Vec::new()));
        on_cleanup(move || {
            leaving.0.try_update_value(|open| open.drain(..).for_each(|fetch| fetch.abort()));
        });
        leaving
    }

    fn note(self, fetch: &AbortController) {
        if self.0.try_update_value(|open| open.push(fetch.clone())).is_none() {
            fetch.abort();
        }
    }
}

/// What a request carries.
pub(super) enum Body {
    /// Nothing.
    None,
    /// JSON.
    Json(String),
    /// A file as it is.
    File(JsValue),
}

/// One request.
pub(super) struct Call {
    pub method: &'static str,
    pub address: String,
    pub body: Body,
    pub leaving: Option<Leaving>,
}

/// An answer that was read to its end.
pub(super) struct Answer {
    pub ok: bool,
    pub text: String,
}

impl Client {
    /// A client that reports to this visitor.
    pub const fn new(visitor: Visitor) -> Self {
        Self { visitor }
    }

    /// `GET`, ended when the view goes away.
    pub(super) async fn get<T: DeserializeOwned>(
        self,
        address: String,
        leaving: Leaving,
    ) -> Result<T, Trouble> {
        let call = Call { method: "GET", address, body: Body::None, leaving: Some(leaving) };
        parse(&self.ask(call).await?)
    }

    /// An act with a body.
    pub(super) async fn send<T: DeserializeOwned>(
        self,
        method: &'static str,
        address: String,
        body: &impl Serialize,
    ) -> Result<T, Trouble> {
        let body = Body::Json(serde_json::to_string(body).map_err(|_| Trouble::Garbled)?);
        parse(&self.ask(Call { method, address, body, leaving: None }).await?)
    }

    /// An act without a body.
    pub(super) async fn act<T: DeserializeOwned>(
        self,
        method: &'static str,
        address: String,
    ) -> Result<T, Trouble> {
        parse(&self.ask(Call { method, address, body: Body::None, leaving: None }).await?)
    }

    /// The text of a good answer.
    pub(super) async fn ask(self, call: Call) -> Result<String, Trouble> {
        let answer = self.exchange(call).await?;
        if answer.ok { Ok(answer.text) } else { Err(self.trouble(&answer.text)) }
    }

    /// Whatever the server answered.
    pub(super) async fn exchange(self, call: Call) -> Result<Answer, Trouble> {
        let response = fetch(&call).await.map_err(|_| Trouble::Away)?;
        let media_type = response.headers().get("content-type").ok().flatten().unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let empty = response.status() == 204;
        if !empty && media_type != JSON && media_type != PROBLEM {
            return Err(Trouble::Garbled);
        }
        let text = JsFuture::from(response.text().map_err(|_| Trouble::Away)?);
        let text = text.await.map_err(|_| Trouble::Away)?.as_string().unwrap_or_default();
        Ok(Answer { ok: response.ok(), text })
    }

    /// A file as bytes.
    pub(super) async fn bytes(self, address: String, leaving: Leaving) -> Result<ArrayBuffer, Trouble> {
        let call = Call { method: "GET", address, body: Body::None, leaving: Some(leaving) };
        let response = fetch(&call).await.map_err(|_| Trouble::Away)?;
        if !response.ok() {
            let text = JsFuture::from(response.text().map_err(|_| Trouble::Away)?);
            let text = text.await.map_err(|_| Trouble::Away)?.as_string().unwrap_or_default();
            return Err(self.trouble(&text));
        }
        let bytes = JsFuture::from(response.array_buffer().map_err(|_| Trouble::Away)?);
        bytes.await.and_then(JsCast::dyn_into).map_err(|_| Trouble::Away)
    }

    /// The session that the page may count on is not there any more.
    pub(super) fn session_is_over(self) {
        self.visitor.interrupt();
    }

    /// The problem in an answer. One that signing in would solve is also the
    /// visitor's: a dialog asks for it above the page, which keeps what was typed.
    pub(super) fn trouble(self, text: &str) -> Trouble {
        let trouble = serde_json::from_str::<Problem>(text)
            .map_or(Trouble::Garbled, |problem| Trouble::Problem(Box::new(problem)));
        if trouble.asks_to_sign_in() {
            self.session_is_over();
        }
        trouble
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Trouble> {
    serde_json::from_str(text).map_err(|_| Trouble::Garbled)
}

async fn fetch(call: &Call) -> Result<Response, JsValue> {
    let window = web_sys::window().ok_or("no window")?;
    let abort = AbortController::new()?;
    // An act goes on without its view; a fetch for a view does not.
    if let Some(leaving) = call.leaving {
        leaving.note(&abort);
    }
    let timer = {
        let abort = abort.clone();
        set_timeout_with_handle(move || abort.abort(), PATIENCE)?
    };
    let init = RequestInit::new();
    init.set_method(call.method);
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_mode(RequestMode::SameOrigin);
    init.set_redirect(RequestRedirect::Error);
    init.set_signal(Some(&abort.signal()));
    let headers = web_sys::Headers::new()?;
    headers.set("accept", JSON)?;
    match &call.body {
        Body::None => {}
        Body::Json(text) => {
            headers.set("content-type", JSON)?;
            init.set_body(&JsValue::from_str(text));
        }
        Body::File(file) => {
            headers.set("content-type", "application/octet-stream")?;
            init.set_body(file);
        }
    }
    init.set_headers(&headers);
    let response = JsFuture::from(window.fetch_with_str_and_init(&call.address, &init)).await;
    timer.clear();
    response?.dyn_into()
}

/// A value as part of a query: everything but letters and digits is escaped.
pub(super) fn escaped(value: &str) -> String {
    js_sys::encode_uri_component(value).into()
}
