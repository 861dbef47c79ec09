//! The page of verification and its annex: a program of its own for what most
//! visitors never need: many files at once, receipts, printed copies, and the picture
//! of a page. It is fetched when it is first asked for. The two talk by events of the document, so that neither is
//! linked into the other.
//!
//! ```text
//! annex → dcert:annex    it listens; or dcert:annex-away, its module did not load
//! page  → dcert:offer    { purpose: as in Purpose, items: [File | FileSystemEntry | string] }
//! page  → dcert:clear    the annex shows nothing
//! page  → dcert:language the language of the document has changed
//! ```

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use js_sys::{Array, Object, Reflect};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{CustomEvent, CustomEventInit};

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

/// The `id` of the place for the picture of the first page, which the annex shows
/// when it has one.
pub const PAGE_PLACE: &str = "first-page";

/// The `id` of the place for what was checked.
pub const CHECKS_PLACE: &str = "checks";

/// The `id` of the heading of a verdict of the page.
pub const RESULT_HEADING: &str = "result-heading";

/// What the annex is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To check many files, or files beside receipts.
    Many,
    /// To make the receipt of one file.
    Receipt,
    /// To check the code of a printed certificate, given as the link it is.
    Code,
    /// To look for such a code in a picture.
    Picture,
    /// To explain why a document was refused, and to look for a code on its page.
    Document,
    /// To list what was checked in [`CHECKS_PLACE`]; the codes of the verdict and of the
    /// first finding.
    Checks,
    /// To draw the first page of an authentic certificate into [`PAGE_PLACE`]. If that
    /// does not work, nothing is shown.
    FirstPage,
}

impl Purpose {
    /// As it stands in the event.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Many => "many",
            Self::Receipt => "receipt",
            Self::Code => "code",
            Self::Picture => "picture",
            Self::Document => "document",
            Self::FirstPage => "first-page",
            Self::Checks => "checks",
        }
    }

    /// What stands in the event.
    pub fn of_code(code: &str) -> Option<Self> {
        let all = [
            Self::Many,
            Self::Receipt,
            Self::Code,
            Self::Picture,
            Self::Document,
            Self::FirstPage,
            Self::Checks,
        ];
        all.into_iter().find(|purpose| purpose.code() == code)
    }

    /// Whether somebody asked for it. What nobody asked for fails in silence.
    const fn was_asked_for(self) -> bool {
        match self {
            Self::Many | Self::Receipt | Self::Code | Self::Picture => true,
            Self::Document | Self::FirstPage | Self::Checks => false,
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
pub struct Annex(Rc<Inside>);

struct Inside {
    state: RefCell<State>,
    /// Called when a part of the annex does not come.
    failed: JsValue,
}

enum State {
    /// Nobody has asked for it.
    Absent,
    /// It is on its way; these offers wait for it, and whether somebody asked for one.
    Coming(Array, bool),
    /// It listens.
    There,
}

impl Annex {
    /// Fetches nothing yet. `failed` is called when the annex does not come and
    /// somebody asked for it.
    pub fn new(failed: impl Fn() + 'static) -> Self {
        let annex = Self(Rc::new_cyclic(|inside: &Weak<Inside>| {
            let inside = inside.clone();
            let failed = Closure::<dyn Fn()>::new(move || {
                // Asked for again, it is fetched again.
                let state = inside.upgrade().map(|inside| inside.state.replace(State::Absent));
                if let Some(State::Coming(_, true)) = state {
                    failed();
                }
            });
            // The page lives as long as the document.
            Inside { state: RefCell::new(State::Absent), failed: failed.into_js_value() }
        }));
        let inside = Rc::downgrade(&annex.0);
        let ready = Closure::<dyn Fn()>::new(move || {
            let state = inside.upgrade().map(|inside| inside.state.replace(State::There));
            if let Some(State::Coming(waiting, _)) = state {
                waiting.iter().for_each(|offer| say(OFFER, &offer));
            }
        });
        let document = document();
        let _ = document.add_event_listener_with_callback(READY, ready.into_js_value().unchecked_ref());
        let _ = document.add_event_listener_with_callback(AWAY, annex.0.failed.unchecked_ref());
        annex
    }

    /// Hands something over.
    pub fn offer(&self, purpose: Purpose, items: &Array) {
        let offer = Object::new();
        for (key, value) in [("purpose", &JsValue::from(purpose.code())), ("items", items)] {
            // Cannot fail for a plain object.
            let _ = Reflect::set(&offer, &key.into(), value);
        }
        let mut state = self.0.state.borrow_mut();
        match &mut *state {
            State::There => {
                drop(state);
                say(OFFER, &offer);
            }
            State::Coming(waiting, asked) => {
                waiting.push(&offer);
                *asked |= purpose.was_asked_for();
            }
            State::Absent => {
                *state = State::Coming(Array::of1(&offer), purpose.was_asked_for());
                drop(state);
                self.fetch();
            }
        }
    }

    /// Takes away what the annex shows.
    pub fn clear(&self) {
        let mut state = self.0.state.borrow_mut();
        match &mut *state {
            State::There => {
                drop(state);
                say(CLEAR, &JsValue::NULL);
            }
            State::Coming(waiting, asked) => {
                waiting.set_length(0);
                *asked = false;
            }
            State::Absent => {}
        }
    }

    /// Puts the annex' script and style into the page. Attributes and not properties:
    /// the page sets attributes anyway.
    fn fetch(&self) {
        let parts = [
            ("meta[name=annex-style]", "link", "href", "rel", "stylesheet"),
            ("meta[name=annex-program]", "script", "src", "type", "module"),
        ];
        for (meta, tag, place, kind, value) in parts {
            // Cannot fail for these names.
            let _ = self.fetch_part(meta, tag, place, kind, value);
        }
    }

    fn fetch_part(&self, meta: &str, tag: &str, place: &str, kind: &str, value: &str) -> Option<()> {
        let document = document();
        // Address and integrity, apart by a space.
        let meta = document.query_selector(meta).ok()??.get_attribute("content")?;
        let (address, integrity) = meta.split_once(' ')?;
        let part = document.create_element(tag).ok()?;
        for (name, value) in [(kind, value), ("integrity", integrity), (place, address)] {
            part.set_attribute(name, value).ok()?;
        }
        part.add_event_listener_with_callback("error", self.0.failed.unchecked_ref()).ok()?;
        document.body()?.append_child(&part).ok()?;
        Some(())
    }
}
