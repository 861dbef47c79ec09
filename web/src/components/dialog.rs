//! A modal dialog of the browser's own: it keeps the focus, closes with Escape,
//! and gives the focus back.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlDialogElement};

use crate::{frame::CurrentLanguage, text::office as words};

/// A dialog that is open as long as it is on the page.
#[component]
pub fn Dialog(
    /// Its `id`, by which [`close_dialog`] finds it.
    id: &'static str,
    #[prop(into)] heading: String,
    /// As large as the screen allows.
    #[prop(optional)]
    wide: bool,
    /// Called once it was closed, however; takes it off the page.
    on_close: impl Fn() + 'static,
    children: Children,
) -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = element.get()
            && !dialog.open()
        {
            // Fails only for what is not on the page.
            let _ = dialog.show_modal();
        }
    });
    // The browser tells of the end a moment later. By then the next dialog can be open,
    // which is not over.
    let closed = move |event: Event| {
        let dialog: HtmlDialogElement = event_target(&event);
        if dialog.is_connected() && !dialog.open() {
            on_close();
        }
    };
    let heading_id = format!("{id}-heading");
    let labelled_by = heading_id.clone();
    view! {
        <dialog id=id class="dialog" class:wide=wide aria-labelledby=labelled_by node_ref=element on:close=closed>
            <div class="dialog-head">
                <h2 id=heading_id>{heading}</h2>
                <button type="button" class="button quiet small" on:click=move |_| close_dialog(id)>
                    {move || words::CLOSE.say(current.get())}
                </button>
            </div>
            <div class="dialog-body">{children()}</div>
        </dialog>
    }
}

/// Closes a dialog; the focus goes back to where it was.
pub fn close_dialog(id: &str) {
    if let Some(dialog) =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlDialogElement>().ok())
    {
        dialog.close();
    }
}
