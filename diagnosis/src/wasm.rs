//! The diagnosis as a worker of a browser page, loaded only after a refusal: the
//! only file that knows about a browser.
//!
//! ```text
//! → { id, file: ArrayBuffer }
//! ← { ready: true } once, then
//!   { id, diagnosis: JSON of Diagnosis, restored: ArrayBuffer | null } for each request
//! ```
//!
//! The page judges `restored` with the strict verifier and then asks
//! `Diagnosis::confirmed_by`. A worker that dies or is silent for too long is
//! ended; the refusal stands without a reason.

use js_sys::{ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure, prelude::wasm_bindgen};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::{Limits, diagnose};

/// Starts to listen.
#[wasm_bindgen(start)]
pub fn start() -> Result<(), JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
    let reply_to = scope.clone();
    let on_message =
        Closure::<dyn FnMut(MessageEvent) -> Result<(), JsValue>>::new(move |event: MessageEvent| {
            reply_to.post_message(&answer(&event.data())?)
        });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let ready = Object::new();
    Reflect::set(&ready, &"ready".into(), &true.into())?;
    scope.post_message(&ready)
}

fn answer(request: &JsValue) -> Result<JsValue, JsValue> {
    let file = Reflect::get(request, &"file".into())?;
    let file: &ArrayBuffer = file.dyn_ref().ok_or("not an ArrayBuffer")?;
    let outcome = diagnose(&Uint8Array::new(file).to_vec(), &Limits::default());
    let diagnosis =
        serde_json::to_string(&outcome.diagnosis).map_err(|_| "the diagnosis could not be written")?;
    let restored =
        outcome.restored.map_or(JsValue::NULL, |bytes| Uint8Array::from(bytes.as_slice()).buffer().into());
    let reply = Object::new();
    Reflect::set(&reply, &"id".into(), &Reflect::get(request, &"id".into())?)?;
    Reflect::set(&reply, &"diagnosis".into(), &diagnosis.into())?;
    Reflect::set(&reply, &"restored".into(), &restored)?;
    Ok(reply.into())
}
