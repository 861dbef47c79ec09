//! How far a certificate is, and what the public list says of it, in words.

use certificate::{Status, api::Stage};
use leptos::prelude::*;

use crate::{Language, text};

/// 尚未確認, 已確認 and what comes before.
#[component]
pub fn StageMark(language: Language, stage: Stage) -> impl IntoView {
    view! {
        <span class="mark-word" data-stage=stage.code()>{text::office::stage(stage).say(language)}</span>
    }
}

/// 現行, 非最新版本 or 已撤銷.
#[component]
pub fn StatusMark(language: Language, status: Status) -> impl IntoView {
    view! {
        <span class="mark-word" data-status=status.code()>
            {text::office::status(status).say(language)}
        </span>
    }
}
