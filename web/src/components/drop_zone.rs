//! Where a file is dropped or chosen, and the button that verifies it.

use leptos::{ev, prelude::*};
use web_sys::HtmlInputElement;

use crate::{Language, session::Chosen, text};

/// The drop zone, the file input and 「進行驗證」. The whole window takes drops;
/// this is where it says so.
#[component]
pub fn DropZone(
    language: Language,
    /// The `id` of the file input.
    input_id: &'static str,
    /// The file, once there is one.
    chosen: Option<Chosen>,
    /// A file hovers over the page.
    dragging: bool,
    /// Called when files were chosen.
    on_input: impl Fn(HtmlInputElement) + Clone + 'static,
    /// Called by 「進行驗證」.
    on_verify: impl Fn() + 'static,
) -> impl IntoView {
    let has_file = chosen.is_some();
    let invitation = if dragging { text::DROP_NOW } else { text::DROP_HERE };
    let choose = if has_file { text::CHOOSE_OTHER } else { text::CHOOSE };
    let take_folder = on_input.clone();
    view! {
        <section class="drop-zone" aria-label=text::DROP_ZONE.say(language)>
            <p class="invitation">
                <DocumentMark />
                <span>{invitation.say(language)}</span>
            </p>
            <p class="or" aria-hidden="true">{text::OR.say(language)}</p>
            <p class="choose">
                <input
                    type="file"
                    id=input_id
                    class="hidden-text"
                    multiple
                    accept="application/pdf,.pdf,image/*,.zip,.json"
                    on:change:target=move |event| on_input(event.target())
                />
                <label for=input_id class="button" class:primary=!has_file>{choose.say(language)}</label>
                <input type="file" id="folder" class="hidden-text" prop:webkitdirectory=true on:change:target=move |event| take_folder(event.target()) />
                <label for="folder" class="button quiet">{text::CHOOSE_FOLDER.say(language)}</label>
            </p>
            {(!has_file).then(|| view! { <p class="paper-hint">{text::sight::PAPER.say(language)}</p> })}
            <p class="many-hint">{text::MANY_HINT.say(language)}</p>
            <div class="chosen">
                {chosen_file(language, chosen)}
                <button
                    type="button"
                    class="button"
                    class:primary=has_file
                    on:click=move |_: ev::MouseEvent| on_verify()
                >
                    {text::VERIFY.say(language)}
                </button>
            </div>
        </section>
    }
}

fn chosen_file(language: Language, chosen: Option<Chosen>) -> impl IntoView {
    let name = match &chosen {
        Some(chosen) => chosen.name.clone(),
        None => text::NO_FILE.say(language).to_owned(),
    };
    let size = chosen.as_ref().map(|chosen| text::size(language, chosen.size));
    view! {
        <div class="chosen-file">
            <p class="chosen-name"><bdi>{name}</bdi></p>
            {size.map(|size| view! { <p class="chosen-size">{size}</p> })}
        </div>
    }
}

/// A sheet with an arrow onto it.
#[component]
fn DocumentMark() -> impl IntoView {
    view! {
        <svg class="document-mark" viewBox="0 0 48 48" aria-hidden="true">
            <path
                d="M11 5.5h18.5L38 14v28.5H11z M29 5.5V14.5h9"
                fill="none"
                stroke="currentColor"
                stroke-width="2"
                stroke-linejoin="round"
            />
            <path d="M24.5 20v13 M18.5 27.5l6 6 6-6" fill="none" stroke="currentColor" stroke-width="2.4" />
        </svg>
    }
}
