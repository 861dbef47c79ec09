//! The annex of the page of verification: many files at once, receipts, printed
//! copies, and the picture of a page. It stands below what the page shows and listens to what the page hands over
//! ([`crate::handover`]).

use js_sys::{Array, Reflect};
use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::CustomEvent;

use crate::{
    Language,
    handover::{self, Purpose},
    pages::annex::{AnnexPage, Desk},
};

/// Puts the annex into its place and says that it listens.
pub fn start() {
    let Some(place) = document().get_element_by_id(handover::PLACE) else { return };
    let owner = Owner::new();
    let desk = owner.with(Desk::open);
    listen(desk);
    // The annex lives as long as the document.
    std::mem::forget(owner);
    mount_to(place.unchecked_into(), move || view! { <AnnexPage desk=desk /> }).forget();
    handover::say(handover::READY, &JsValue::NULL);
}

fn listen(desk: Desk) {
    on(handover::OFFER, move |detail| {
        if let Some((purpose, items)) = offer(&detail) {
            accept(desk, purpose, &items);
        }
    });
    on(handover::CLEAR, move |_| desk.clear());
    on(handover::LANGUAGE, move |_| desk.follow(shown_language()));
}

/// The language of the document.
pub fn shown_language() -> Language {
    let tag = document().document_element().and_then(|root| root.get_attribute("lang"));
    tag.and_then(|tag| Language::from_tag(&tag)).unwrap_or(Language::Chinese)
}

fn accept(desk: Desk, purpose: Purpose, items: &Array) {
    match purpose {
        Purpose::Many => desk.take(items),
        Purpose::Receipt => desk.make_receipt(items),
        Purpose::Code => desk.take_code(items),
        Purpose::Picture => desk.take_picture(items),
        Purpose::Document => desk.look_at_document(items),
        Purpose::FirstPage => desk.draw_first_page(items),
        Purpose::Checks => desk.list_checks(items),
    }
}

fn offer(detail: &JsValue) -> Option<(Purpose, Array)> {
    let purpose = Purpose::of_code(&Reflect::get(detail, &"purpose".into()).ok()?.as_string()?)?;
    Some((purpose, Reflect::get(detail, &"items".into()).ok()?.dyn_into().ok()?))
}

fn on(name: &str, act: impl Fn(JsValue) + 'static) {
    let listener = Closure::<dyn Fn(CustomEvent)>::new(move |event: CustomEvent| act(event.detail()));
    // Cannot fail.
    let _ = document().add_event_listener_with_callback(name, listener.into_js_value().unchecked_ref());
}
