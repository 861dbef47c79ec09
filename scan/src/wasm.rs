//! The reader as a worker of a browser page, fetched when the first picture is
//! chosen: the only file that knows about a browser.
//!
//! ```text
//! → { id, picture: Blob }
//! ← { ready: true } once, then for each request
//!   { id, outcome: "read" | "unreadable" | "too-large", texts: [string] }
//! ```
//!
//! The browser unpacks the picture, in whatever kind it knows, and turns it the
//! way up that the camera noted.

use js_sys::{Array, ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, DedicatedWorkerGlobalScope, ImageBitmap, MessageEvent, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d,
};

use crate::{Picture, Size, read};

/// Starts to listen.
#[wasm_bindgen(start)]
pub fn start() -> Result<(), JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
    let reply_to = scope.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        spawn_local(answer(reply_to.clone(), event.data()));
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let ready = Object::new();
    Reflect::set(&ready, &"ready".into(), &true.into())?;
    scope.post_message(&ready)
}

/// Why there is nothing to read.
enum Refusal {
    /// The browser cannot unpack it.
    Unreadable,
    /// Nobody should unpack it.
    TooLarge,
}

impl From<JsValue> for Refusal {
    fn from(_: JsValue) -> Self {
        Self::Unreadable
    }
}

async fn answer(scope: DedicatedWorkerGlobalScope, request: JsValue) {
    let (outcome, texts) = match texts(&scope, &request).await {
        Ok(texts) => ("read", texts),
        Err(Refusal::Unreadable) => ("unreadable", Vec::new()),
        Err(Refusal::TooLarge) => ("too-large", Vec::new()),
    };
    let texts: Array = texts.iter().map(JsValue::from).collect();
    let reply = Object::new();
    let id = Reflect::get(&request, &"id".into()).unwrap_or_default();
    for (key, value) in [("id", &id), ("outcome", &outcome.into()), ("texts", &texts.into())] {
        // Cannot fail for a plain object.
        let _ = Reflect::set(&reply, &key.into(), value);
    }
    // Fails only for what cannot be copied.
    let _ = scope.post_message(&reply);
}

async fn texts(scope: &DedicatedWorkerGlobalScope, request: &JsValue) -> Result<Vec<String>, Refusal> {
    let blob: Blob = Reflect::get(request, &"picture".into())?.dyn_into()?;
    check_size(&blob).await?;
    let bitmap: ImageBitmap =
        JsFuture::from(scope.create_image_bitmap_with_blob(&blob)?).await?.dyn_into()?;
    let picture = pixels(&bitmap);
    bitmap.close();
    Ok(read(&picture?))
}

/// A size is at the beginning, behind a preview and notes of the camera at most.
async fn check_size(blob: &Blob) -> Result<(), Refusal> {
    const HEAD: f64 = 1_048_576.0;
    const MOST_BYTES: f64 = 134_217_728.0;
    if blob.size() > MOST_BYTES {
        return Err(Refusal::TooLarge);
    }
    let head: Promise = blob.slice_with_f64_and_f64(0.0, HEAD)?.array_buffer();
    let head: ArrayBuffer = JsFuture::from(head).await?.dyn_into()?;
    let size = Size::of(&Uint8Array::new(&head).to_vec());
    if size.is_none_or(Size::is_bearable) { Ok(()) } else { Err(Refusal::TooLarge) }
}

/// The pixels, at most as many as the smallest canvas of a browser takes.
fn pixels(bitmap: &ImageBitmap) -> Result<Picture, Refusal> {
    const MOST: f64 = 16_000_000.0;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let scale = (MOST / (width * height)).sqrt().min(1.0);
    let (width, height) = ((width * scale).floor().max(1.0), (height * scale).floor().max(1.0));
    let canvas = OffscreenCanvas::new(width as u32, height as u32)?;
    let context = canvas.get_context("2d")?.ok_or(Refusal::Unreadable)?;
    let context: OffscreenCanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height)?;
    let data = context.get_image_data(0.0, 0.0, width, height)?;
    Picture::from_rgba(width as usize, height as usize, &data.data()).ok_or(Refusal::TooLarge)
}
