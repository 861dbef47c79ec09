//! Fields of forms: a label, the control, a hint, and what is wrong with it.

use leptos::prelude::*;

use crate::{Language, text::Phrase};

/// How a field is filled in, where that needs words.
#[derive(Clone, Copy, Default)]
pub struct Hint(Option<Phrase>);

impl From<Phrase> for Hint {
    fn from(phrase: Phrase) -> Self {
        Self(Some(phrase))
    }
}

impl From<Option<Phrase>> for Hint {
    fn from(phrase: Option<Phrase>) -> Self {
        Self(phrase)
    }
}

/// A line of text.
#[component]
pub fn Field(
    language: Language,
    /// The `id` of the control.
    id: &'static str,
    label: Phrase,
    value: RwSignal<String>,
    /// The `type` of the control.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] inputmode: &'static str,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] hint: Hint,
    /// What the server, or the page, says is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label.say(language)} {required.then(|| required_mark(language))}</label>
            <input
                id=id
                type=kind
                autocomplete=autocomplete
                inputmode=(!inputmode.is_empty()).then_some(inputmode)
                required=required
                spellcheck="false"
                autocapitalize="off"
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby=described_by(id)
            />
            {notes(id, language, hint.0, error)}
        </div>
    }
}

/// Several lines of text.
#[component]
pub fn Area(
    language: Language,
    /// The `id` of the control.
    id: &'static str,
    label: Phrase,
    value: RwSignal<String>,
    #[prop(default = 1000)] maxlength: u32,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] hint: Hint,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label.say(language)} {required.then(|| required_mark(language))}</label>
            <textarea
                id=id
                rows="4"
                maxlength=maxlength
                required=required
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby=described_by(id)
            ></textarea>
            {notes(id, language, hint.0, error)}
        </div>
    }
}

/// One of a list. The first option, with an empty code, stands for no choice.
#[component]
pub fn Choice(
    language: Language,
    /// The `id` of the control.
    id: &'static str,
    label: Phrase,
    /// The code chosen.
    value: RwSignal<String>,
    /// Codes and what they are called.
    options: Vec<(String, String)>,
    /// What no choice is called.
    none: Phrase,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] hint: Hint,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(code, name)| {
            let chosen = code.clone();
            view! { <option value=code prop:selected=move || value.with(|value| *value == chosen)>{name}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=id>{label.say(language)} {required.then(|| required_mark(language))}</label>
            <select
                id=id
                required=required
                on:change:target=move |event| value.set(event.target().value())
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby=described_by(id)
            >
                <option value="" prop:selected=move || value.with(String::is_empty)>{none.say(language)}</option>
                {options}
            </select>
            {notes(id, language, hint.0, error)}
        </div>
    }
}

fn described_by(id: &str) -> String {
    format!("{id}-hint {id}-error")
}

fn required_mark(language: Language) -> impl IntoView {
    view! { <span class="required">{crate::text::office::REQUIRED.say(language)}</span> }
}

fn notes(
    id: &'static str,
    language: Language,
    hint: Option<Phrase>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        {hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint.say(language)}</p> })}
        <p class="field-error" id=format!("{id}-error")>
            {move || error.get().map(|error| crate::text::problem::in_language(language, &error))}
        </p>
    }
}
