//! A labelled value, and an instant as a value.

use certificate::Timestamp;
use leptos::prelude::*;

use crate::{Language, text};

/// One row of a description list.
#[component]
pub fn Fact(
    /// What the value is.
    label: &'static str,
    /// The value.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="fact">
            <dt>{label}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

/// An instant as people in Taiwan read it, and in machine form beside it.
#[component]
pub fn Instant(language: Language, at: Timestamp) -> impl IntoView {
    let shown = match language {
        Language::Chinese => format!("{}（{}）", at.taiwan_roc(), text::TAIWAN_TIME.zh),
        Language::English => format!("{} ({})", at.taiwan_iso(), text::TAIWAN_TIME.en),
    };
    view! { <time datetime=at.to_string()>{shown}</time> }
}
