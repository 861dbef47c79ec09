//! What stands where something could not be fetched or done.

use leptos::{ev::MouseEvent, prelude::*};

use crate::{
    Language,
    form::{Complaint, Form},
    loader::Loader,
    navigation::focus,
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
            <p class="trouble-heading">{text::problem::heading(&trouble).say(language)}</p>
            {text::problem::sentences(language, &trouble)
                .into_iter()
                .map(|sentence| view! { <p>{sentence}</p> })
                .collect_view()}
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

/// The notice of a form that was refused, or that the page did not send. It names the
/// fields and leads to them; what is wrong with each stands beside it, too.
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
        let slips = form.slips();
        if !slips.is_empty() {
            let heading = text::problem::SLIPS.say(language);
            return Some(notice(language, form, "slips", heading, Vec::new(), slips).into_any());
        }
        form.trouble().map(|trouble| {
            let heading = text::problem::heading(&trouble).say(language);
            let sentences = text::problem::sentences(language, &trouble);
            let slug = text::problem::slug(&trouble);
            notice(language, form, slug, heading, sentences, form.refusals()).into_any()
        })
    }
}

fn notice(
    language: Language,
    form: Form,
    slug: &'static str,
    heading: &'static str,
    sentences: Vec<String>,
    complaints: Vec<Complaint>,
) -> impl IntoView {
    let any = !complaints.is_empty();
    let complaints = complaints.into_iter().map(|complaint| line(language, complaint)).collect_view();
    view! {
        <div class="trouble" role="alert" id=form.notice() tabindex="-1" data-problem=slug>
            <p class="trouble-heading">{heading}</p>
            {sentences.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
            {any.then(|| view! { <ul>{complaints}</ul> })}
        </div>
    }
}

fn line(language: Language, complaint: Complaint) -> impl IntoView {
    let reason = text::problem::in_language(language, &complaint.reason);
    let separator = match language {
        Language::Chinese => "：",
        Language::English => ": ",
    };
    let link = complaint.field.map(|(id, label)| {
        let go = move |event: MouseEvent| {
            // The address stays: "back" does not go from field to field.
            event.prevent_default();
            focus(id);
        };
        view! { <a href=format!("#{id}") on:click=go>{label.say(language)}</a> {separator} }
    });
    view! { <li>{link} {reason}</li> }
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
