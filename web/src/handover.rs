//! The page of verification and its annex: a program of its own for what most
//! visitors never need, many files at once and receipts. It is fetched when it is
//! first asked for. The two talk by events of the document, so that neither is
//! linked into the other.
//!
//! ```text
//! annex → dcert:annex    it listens; or dcert:annex-away, its module did not load
//! page  → dcert:offer    { purpose: "many" | "receipt", items: [File | FileSystemEntry] }
//! page  → dcert:clear    the annex shows nothing
//! page  → dcert:language the language of the document has changed
//! ```

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Object, Reflect};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{CustomEvent, CustomEventInit, Event, HtmlLinkElement, HtmlScriptElement};

/// The annex listens.
pub const READY: &str = "dcert:annex";
/// Its module did not load.
const AWAY: &str = "dcert:annex-away";
/// Something for the annex.
pub const OFFER: &str = "dcert:offer";
/// The annex shows nothing.
pub const CLEAR: &str = "dcert:clear";
/// The language has changed.
pub const LANGUAGE: &str = "dcert:language";

/// The `id` of the place where the annex shows what it has.
pub const PLACE: &str = "annex";

/// What the annex is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To check many files, or files beside receipts.
    Many,
    /// To make the receipt of one file.
    Receipt,
}

impl Purpose {
    /// As it stands in the event.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Many => "many",
            Self::Receipt => "receipt",
        }
    }
}

/// Says something to the other program.
pub fn say(name: &str, detail: &JsValue) {
    let init = CustomEventInit::new();
    init.set_detail(detail);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
        // Fails only for an event that is being dispatched.
        let _ = document().dispatch_event(&event);
    }
}

/// The annex, seen from the page. Clones are the same.
#[derive(Clone)]
pub struct Annex(Rc<RefCell<State>>);

enum State {
    /// Nobody has asked for it.
    Absent,
    /// It is on its way; this waits for it.
    Coming(JsValue),
    /// It listens.
    There,
}

impl Annex {
    /// Fetches nothing yet. `failed` is called when the annex does not come.
    pub fn new(failed: impl Fn() + 'static) -> Self {
        let annex = Self(Rc::new(RefCell::new(State::Absent)));
        let shared = annex.0.clone();
        let ready = Closure::<dyn Fn()>::new(move || {
            if let State::Coming(waiting) = shared.replace(State::There) {
                say(OFFER, &waiting);
            }
        });
        let shared = annex.0.clone();
        let failed = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            // Asked for again, it is fetched again.
            if event.type_() == AWAY || event.target().is_some_and(|target| is_script(&target)) {
                shared.replace(State::Absent);
                failed();
            }
        });
        // The page lives as long as the document. An element that does not load says
        // so to itself alone, and to whoever listens on the way to it.
        let (ready, failed) = (ready.into_js_value(), failed.into_js_value());
        let document = document();
        let _ = document.add_event_listener_with_callback(READY, ready.unchecked_ref());
        let _ = document.add_event_listener_with_callback(AWAY, failed.unchecked_ref());
        let _ = document.add_event_listener_with_callback_and_bool("error", failed.unchecked_ref(), true);
        annex
    }

    /// Hands something over.
    pub fn offer(&self, purpose: Purpose, items: &Array) {
        let offer = Object::new();
        for (key, value) in [("purpose", &JsValue::from(purpose.code())), ("items", items)] {
            // Cannot fail for a plain object.
            let _ = Reflect::set(&offer, &key.into(), value);
        }
        let absent = match &mut *self.0.borrow_mut() {
            State::There => return say(OFFER, &offer),
            State::Coming(waiting) => {
                *waiting = offer.into();
                return;
            }
            State::Absent => State::Coming(offer.into()),
        };
        self.0.replace(absent);
        fetch();
    }

    /// Takes away what the annex shows.
    pub fn clear(&self) {
        match &mut *self.0.borrow_mut() {
            State::There => say(CLEAR, &JsValue::NULL),
            state @ State::Coming(_) => *state = State::Coming(JsValue::NULL),
            State::Absent => {}
        }
    }
}

fn is_script(target: &web_sys::EventTarget) -> bool {
    target.dyn_ref::<HtmlScriptElement>().is_some_and(|script| script.src().contains("/annex"))
}

fn both_owned((one, other): (&str, &str)) -> (String, String) {
    (one.to_owned(), other.to_owned())
}

/// Puts the annex' script and style into the page.
fn fetch() {
    // Address and integrity, apart by a space.
    let meta = |name: &str| {
        let meta = document().query_selector(&["meta[name=annex-", name, "]"].concat()).ok().flatten()?;
        let (address, integrity) = meta.get_attribute("content")?.split_once(' ').map(both_owned)?;
        Some((address, integrity))
    };
    let Some(head) = document().head() else { return };
    if let (Some((address, integrity)), Ok(link)) = (meta("style"), document().create_element("link")) {
        let link: HtmlLinkElement = link.unchecked_into();
        link.set_rel("stylesheet");
        link.set_integrity(&integrity);
        link.set_href(&address);
        let _ = head.append_child(&link);
    }
    if let (Some((address, integrity)), Ok(script)) = (meta("program"), document().create_element("script")) {
        let script: HtmlScriptElement = script.unchecked_into();
        script.set_type("module");
        script.set_integrity(&integrity);
        script.set_src(&address);
        let _ = head.append_child(&script);
    }
}
