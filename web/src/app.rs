//! The page of verification in its frame.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::{
    frame::{CurrentLanguage, Frame},
    handover,
    pages::verify::VerifyPage,
    text,
};

/// The site at `/`. It shows a plain link to the office pages and asks the server
/// nothing about a session.
#[component]
pub fn App() -> impl IntoView {
    let current = CurrentLanguage::provide();
    Effect::new(move || {
        document().set_title(text::WINDOW_TITLE.say(current.get()));
        handover::say(handover::LANGUAGE, &JsValue::NULL);
    });
    view! {
        <Frame
            product=text::PRODUCT
            menu=move || {
                view! { <a class="button quiet" href="/sign-in">{text::SIGN_IN.say(current.get())}</a> }
            }
        >
            <VerifyPage />
        </Frame>
    }
}
