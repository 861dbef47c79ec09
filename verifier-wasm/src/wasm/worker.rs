//! The verifier as a worker of a browser page.
//!
//! ```text
//! → { id, file: ArrayBuffer, status: ArrayBuffer | null, newest_seen: number | null, now: number }
//! ← { ready: true } once, then { id, report: JSON of Summary } for each request
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
            let report = desk.answer(&request)?;
            let reply = Object::new();
            Reflect::set(&reply, &"id".into(), &field(&request, "id")?)?;
            Reflect::set(&reply, &"report".into(), &report.into())?;
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
    fn answer(&mut self, request: &JsValue) -> Result<String, JsValue> {
        let file = bytes(&field(request, "file")?)?;
        let token = field(request, "status")?;
        let token = if token.is_null() { None } else { Some(bytes(&token)?) };
        let newest_seen = field(request, "newest_seen")?.as_f64().map(whole_number);
        let now = field(request, "now")?.as_f64().and_then(instant).ok_or("now is not an instant")?;
        let report = self.verifier(token, newest_seen, now).verify(&file);
        serde_json::to_string(&Summary::from(report)).map_err(|_| "the report could not be written".into())
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

fn field(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &name.into())
}

fn bytes(value: &JsValue) -> Result<Vec<u8>, JsValue> {
    let buffer: &ArrayBuffer = value.dyn_ref().ok_or("not an ArrayBuffer")?;
    Ok(Uint8Array::new(buffer).to_vec())
}
