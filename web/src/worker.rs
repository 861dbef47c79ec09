//! The workers. What they do takes place beside the page, which never waits for
//! them and outlives them.

mod diagnosis;
mod errand;
mod message;
mod sight;
mod verifier;

pub use diagnosis::{Diagnostician, Opinion};
use message::Message;
pub use sight::{FirstPage, Sight};
pub use verifier::{Request, Subject, Verifier, build};

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, MessageEvent, Worker};

/// A script of a worker. The page names it in a `<meta>`, so that its address can
/// change with its content.
struct Script {
    meta: &'static str,
    /// The name that Trunk gives it.
    fallback: &'static str,
}

impl Script {
    fn address(&self) -> String {
        meta(self.meta).unwrap_or_else(|| self.fallback.to_owned())
    }
}

/// What a `<meta>` of the page says, where the build has written something.
pub fn meta(selector: &str) -> Option<String> {
    web_sys::window()?.document()?.query_selector(selector).ok()??.get_attribute("content")
}

/// A running worker; ends when dropped.
struct Running {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl Running {
    /// Starts a worker. `failed` is called when its script does not load, throws,
    /// or its module stops.
    fn start(
        script: &Script,
        mut received: impl FnMut(JsValue) + 'static,
        mut failed: impl FnMut() + 'static,
    ) -> Result<Self, JsValue> {
        let worker = Worker::new(&script.address())?;
        let on_message = Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| received(event.data()));
        let on_error = Closure::<dyn FnMut(_)>::new(move |event: Event| {
            event.prevent_default();
            failed();
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, _on_message: on_message, _on_error: on_error })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // What it has sent already must not be taken for a word of its successor;
        // an error on its way is nobody's any more, least of all the page's.
        self.worker.set_onmessage(None);
        self.worker.set_onmessageerror(None);
        IGNORE.with(|ignore| self.worker.set_onerror(Some(ignore.as_ref().unchecked_ref())));
        self.worker.terminate();
    }
}

thread_local! {
    /// Without a handler the browser reports the error of a worker as the page's.
    static IGNORE: Closure<dyn Fn(Event)> = Closure::new(|event: Event| event.prevent_default());
}

/// A field of a message; undefined where there is none.
fn field(message: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(message, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Reads a JSON text that is in the form of `T`.
pub fn read_json<T: certificate::Read>(text: &str) -> Option<T> {
    T::read(&Message::parse(&text.into())?)
}
