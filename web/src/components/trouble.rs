//! What stands where something could not be fetched or done.

use leptos::prelude::*;

use crate::{
    Language,
    form::Form,
    loader::Loader,
    text::{self, office as words},
    trouble::Trouble,
    visitor::Visitor,
};

/// Says what went wrong, what to do, and offers to try again where that may help.
#[component]
pub fn TroubleNotice(
    language: Language,
    trouble: Trouble,
    #[prop(optional)] id: &'static str,
    /// Called by "try again"; not offered for what is refused for good.
    on_retry: impl Fn() + 'static,
) -> impl IntoView {
    let again = trouble.is_worth_another_try();
    view! {
        <div class="trouble" role="alert" id=(!id.is_empty()).then_some(id) tabindex="-1" data-problem=text::problem::slug(&trouble)>
            {said(language, &trouble)}
            {again
                .then(|| {
                    view! {
                        <button type="button" class="button small" on:click=move |_| on_retry()>
                            {words::TRY_AGAIN.say(language)}
                        </button>
                    }
                })}
        </div>
    }
}

/// The notice of a form that was refused. It names the fields; what is wrong with
/// each stands beside it.
#[component]
pub fn FormTrouble(language: Language, form: Form) -> impl IntoView {
    let visitor = expect_context::<Visitor>();
    // Who has signed in again is not told any more to sign in.
    let returns_at_first = untrack(|| visitor.returns());
    Effect::new(move || {
        if visitor.returns() != returns_at_first {
            form.forget_sign_in();
        }
    });
    move || {
        form.trouble().map(|trouble| {
            view! {
                <div class="trouble" role="alert" id=form.notice() tabindex="-1" data-problem=text::problem::slug(&trouble)>
                    {said(language, &trouble)}
                </div>
            }
        })
    }
}

fn said(language: Language, trouble: &Trouble) -> impl IntoView + use<> {
    let sentences = text::problem::sentences(language, trouble);
    let fields: Vec<_> = trouble
        .fields()
        .iter()
        .map(|field| text::problem::in_language(language, &field.reason))
        .map(|reason| view! { <li>{reason}</li> })
        .collect();
    view! {
        <p class="trouble-heading">{text::problem::heading(trouble).say(language)}</p>
        {sentences.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
        {(!fields.is_empty()).then(|| view! { <ul>{fields}</ul> })}
    }
}

/// The four faces of something fetched: pending, failed, empty (which `ready`
/// shows, since only it knows) and ready.
pub fn loaded<T: Send + Sync + 'static>(
    language: Language,
    loader: Loader<T>,
    ready: impl Fn(&T) -> AnyView + Send + 'static,
) -> impl IntoView {
    view! {
        {waiting(language, loader)}
        {move || loader.load().with(|load| load.value().map(&ready))}
    }
}

/// The first two of the four.
pub fn waiting<T: Send + Sync + 'static>(language: Language, loader: Loader<T>) -> impl IntoView {
    move || {
        loader.load().with(|load| {
            let trouble = load.trouble().cloned().map(|trouble| {
                view! { <TroubleNotice language=language trouble=trouble on_retry=move || loader.refresh() /> }
            });
            let pending = (load.value().is_none() && load.is_pending()).then(|| {
                view! { <p class="working" role="status">{words::PENDING.say(language)}</p> }
            });
            view! {
                {trouble}
                {pending}
            }
        })
    }
}
