//! The verifier as a worker of a browser page.
//!
//! ```text
//! → { id, file: ArrayBuffer, status: ArrayBuffer | null, newest_seen: number | null, now: number }
//! → { id, code: string, status, newest_seen, now }, with the feature `codes`
//! ← { ready: true } once, then for each request { id, report: JSON of Summary } of a
//!   file, or { id, copy: JSON of CodeReport } of a printed code
//! ```
//! A request in any other form is an error of the worker, which the page hears of;
//! it starts another worker then.

use std::sync::LazyLock;

use certificate::{Summary, Timestamp};
use js_sys::{ArrayBuffer, Object, Reflect, Uint8Array};
use keys::Anchors;
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure, prelude::wasm_bindgen};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::{instant, whole_number};
use crate::{StatusEvidence, Verifier};

/// Starts to listen.
#[wasm_bindgen(start)]
pub fn start() -> Result<(), JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
    let mut desk = Desk::default();
    let reply_to = scope.clone();
    let on_message =
        Closure::<dyn FnMut(MessageEvent) -> Result<(), JsValue>>::new(move |event: MessageEvent| {
            let request = event.data();
            let (kind, report) = desk.answer(&request)?;
            let reply = Object::new();
            Reflect::set(&reply, &"id".into(), &field(&request, "id")?)?;
            Reflect::set(&reply, &kind.into(), &report.into())?;
            reply_to.post_message(&reply)
        });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let ready = Object::new();
    Reflect::set(&ready, &"ready".into(), &true.into())?;
    scope.post_message(&ready)
}

/// The embedded anchors, read once in the life of the worker.
static ANCHORS: LazyLock<Anchors> = LazyLock::new(Anchors::embedded);

/// Keeps the last list, read and checked: most files come with the same one.
#[derive(Default)]
struct Desk(Option<(Option<Vec<u8>>, Verifier<'static>)>);

impl Desk {
    /// What the answer is about, and the answer.
    fn answer(&mut self, request: &JsValue) -> Result<(&'static str, String), JsValue> {
        let token = field(request, "status")?;
        let token = if token.is_null() { None } else { Some(bytes(&token)?) };
        let newest_seen = field(request, "newest_seen")?.as_f64().map(whole_number);
        let now = field(request, "now")?.as_f64().and_then(instant).ok_or("now is not an instant")?;
        let verifier = self.verifier(token, newest_seen, now);
        #[cfg(feature = "codes")]
        if let Some(code) = field(request, "code")?.as_string() {
            return Ok(("copy", written(serde_json::to_string(&verifier.verify_code(&code)))?));
        }
        let report = verifier.verify(&bytes(&field(request, "file")?)?);
        Ok(("report", written(serde_json::to_string(&Summary::from(report)))?))
    }

    fn verifier(
        &mut self,
        token: Option<Vec<u8>>,
        newest_seen: Option<u64>,
        now: Timestamp,
    ) -> &Verifier<'static> {
        let kept = self.0.take().filter(|(kept, _)| *kept == token);
        let (token, mut verifier) = kept.unwrap_or_else(|| {
            let evidence = StatusEvidence { token: token.as_deref(), newest_seen };
            let verifier = Verifier::new(&ANCHORS, evidence, now);
            (token, verifier)
        });
        verifier.judge_at(now, newest_seen);
        &self.0.insert((token, verifier)).1
    }
}

fn written(report: serde_json::Result<String>) -> Result<String, JsValue> {
    report.map_err(|_| "the report could not be written".into())
}

fn field(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &name.into())
}

fn bytes(value: &JsValue) -> Result<Vec<u8>, JsValue> {
    let buffer: &ArrayBuffer = value.dyn_ref().ok_or("not an ArrayBuffer")?;
    Ok(Uint8Array::new(buffer).to_vec())
}
