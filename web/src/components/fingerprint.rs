//! Fingerprints, which people compare and copy.

use certificate::Digest;
use leptos::{ev, prelude::*, task};
use wasm_bindgen_futures::JsFuture;

use crate::{
    Language,
    text::{self, Phrase},
};

/// A digest in groups of four digits. The gaps are drawn, not written: the text
/// itself is the 64 digits.
#[component]
pub fn Digits(digest: Digest) -> impl IntoView {
    let digits = digest.to_string();
    let groups: Vec<_> = digits
        .as_bytes()
        .chunks(4)
        .map(|group| view! { <span>{String::from_utf8_lossy(group).into_owned()}</span> })
        .collect();
    view! { <code class="digits" translate="no">{groups}</code> }
}

/// The digest of a file with a button that copies it.
#[component]
pub fn Fingerprint(language: Language, digest: Digest) -> impl IntoView {
    let outcome = RwSignal::new(None::<Phrase>);
    let copy = move |_: ev::MouseEvent| {
        let copying = window().navigator().clipboard().write_text(&digest.to_string());
        task::spawn_local(async move {
            let copied = JsFuture::from(copying).await.is_ok();
            outcome.try_set(Some(if copied { text::COPIED } else { text::COPY_FAILED }));
        });
    };
    view! {
        <Digits digest=digest />
        <span class="copy">
            <button type="button" class="button small" on:click=copy>{text::COPY.say(language)}</button>
            <span role="status">{move || outcome.get().map(|outcome| outcome.say(language))}</span>
        </span>
    }
}
