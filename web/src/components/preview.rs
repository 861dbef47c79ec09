//! The 預覽 rendering of a certificate, a picture that the server draws.

use leptos::prelude::*;

use crate::{Language, text::office as words};

/// The picture; in its place, what to do when it does not come.
#[component]
pub fn Preview(
    language: Language,
    /// Where the picture is.
    address: String,
    /// What it shows.
    description: String,
) -> impl IntoView {
    let failed = RwSignal::new(false);
    let attempt = RwSignal::new(0_u32);
    view! {
        <div class="preview">
            {move || {
                // A new element asks anew.
                let source = match attempt.get() {
                    0 => address.clone(),
                    attempt => format!("{address}?attempt={attempt}"),
                };
                view! {
                    <img
                        src=source
                        alt=description.clone()
                        hidden=move || failed.get()
                        on:error=move |_| failed.set(true)
                    />
                }
            }}
            {move || {
                failed
                    .get()
                    .then(|| {
                        view! {
                            <div class="trouble" role="alert">
                                <p>{words::NO_PREVIEW.say(language)}</p>
                                <button type="button" class="button small" on:click=move |_| {
                                    failed.set(false);
                                    attempt.update(|attempt| *attempt += 1);
                                }>{words::TRY_AGAIN.say(language)}</button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}
