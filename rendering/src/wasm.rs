//! The renderer as a worker of a browser page, fetched when the first document is
//! to be seen: the only file that knows about a browser.
//!
//! ```text
//! → { id, file: ArrayBuffer }
//! ← { ready: true } once, then for each request
//!   { id, page: { width, height, pixels: ArrayBuffer, codes: [string], words: string } | null }
//! ```

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure, prelude::wasm_bindgen};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::{FirstPage, first_page};

/// Starts to listen.
#[wasm_bindgen(start)]
pub fn start() -> Result<(), JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
    let reply_to = scope.clone();
    let on_message =
        Closure::<dyn FnMut(MessageEvent) -> Result<(), JsValue>>::new(move |event: MessageEvent| {
            answer(&reply_to, &event.data())
        });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let ready = object([("ready", true.into())])?;
    scope.post_message(&ready)
}

fn answer(scope: &DedicatedWorkerGlobalScope, request: &JsValue) -> Result<(), JsValue> {
    let file = Reflect::get(request, &"file".into())?;
    let file: &ArrayBuffer = file.dyn_ref().ok_or("not an ArrayBuffer")?;
    let id = Reflect::get(request, &"id".into())?;
    let (page, handed_over) = match first_page(Uint8Array::new(file).to_vec()) {
        Some(page) => message(&page)?,
        None => (JsValue::NULL, Array::new()),
    };
    scope.post_message_with_transfer(&object([("id", id), ("page", page)])?.into(), &handed_over)
}

/// The page, with its pixels as something that is handed over and not copied.
fn message(page: &FirstPage) -> Result<(JsValue, Array), JsValue> {
    let pixels = Uint8Array::from(page.rgba.as_slice()).buffer();
    let codes: Array = page.codes.iter().map(JsValue::from).collect();
    let message = object([
        ("width", page.width.into()),
        ("height", page.height.into()),
        ("pixels", pixels.clone().into()),
        ("codes", codes.into()),
        ("words", page.words.as_str().into()),
    ])?;
    Ok((message.into(), Array::of1(&pixels)))
}

fn object<const N: usize>(fields: [(&str, JsValue); N]) -> Result<Object, JsValue> {
    let object = Object::new();
    for (key, value) in fields {
        Reflect::set(&object, &key.into(), &value)?;
    }
    Ok(object)
}
