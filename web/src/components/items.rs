//! What the certificate states.

use certificate::{Bilingual, Stated, StatedAnnotation};
use leptos::prelude::*;

use super::Fact;
use crate::{Language, text};

/// The items as the certificate prints them, in its order.
#[component]
pub fn ItemList(language: Language, stated: Stated) -> impl IntoView {
    let kind = stated.kind;
    let rows = stated
        .items
        .into_iter()
        .map(|item| {
            view! {
                <Fact label=text::item(item.code, kind).say(language)>{printed(language, item.value)}</Fact>
            }
        })
        .collect_view();
    view! {
        <section class="items">
            <h3>{text::ITEMS.say(language)}</h3>
            <dl>
                <Fact label=text::KIND.say(language)>{text::kind(kind).say(language)}</Fact>
                {rows}
                {stated.annotation.map(|annotation| annotation_rows(language, annotation))}
            </dl>
        </section>
    }
}

fn annotation_rows(language: Language, annotation: StatedAnnotation) -> impl IntoView {
    view! {
        <Fact label=text::ANNOTATION.say(language)>{text::annotation_mark(annotation.mark).say(language)}</Fact>
        <Fact label=text::ORIGINAL_ISSUE_DATE.say(language)>
            {printed(language, annotation.original_issue_date)}
        </Fact>
        <Fact label=text::ANNOTATION_REASON.say(language)>
            <span lang="zh-TW">{annotation.reason}</span>
        </Fact>
    }
}

/// The printed value. An English reader gets the English form where there is
/// one, and always the text that stands on the certificate, to compare.
fn printed(language: Language, value: Bilingual) -> impl IntoView {
    let translated = match language {
        Language::Chinese => None,
        Language::English => value.en,
    };
    let has_translation = translated.is_some();
    view! {
        {translated.map(|text| view! { <span class="translated">{text}</span> " " })}
        <span lang="zh-TW" class="printed" class:beside=has_translation>{value.zh}</span>
    }
}
