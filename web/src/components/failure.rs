//! What stands in place of a verdict when there is none.

use certificate::Verdict;
use leptos::prelude::*;

use super::VerdictIcon;
use crate::{
    Language,
    session::Failure,
    text::{self, Phrase},
};

/// Says why the check was not completed and what to do. Neither green nor red:
/// it says nothing about the certificate. A verifier that failed looks like a
/// status that is unknown.
#[component]
pub fn FailureNotice(
    language: Language,
    /// The `id` of the heading, which gets the focus.
    heading_id: &'static str,
    failure: Failure,
    /// What can be done next.
    acts: AnyView,
) -> impl IntoView {
    let verdict = failure.is_of_verifier().then_some(Verdict::StatusUnknown);
    incomplete(language, heading_id, verdict, text::failure_heading(failure), text::failure(failure), acts)
}

/// The same in other words: a heading and its sentence, a reason and what to do.
pub fn incomplete(
    language: Language,
    heading_id: &'static str,
    verdict: Option<Verdict>,
    (heading, sentence): (Phrase, Phrase),
    (reason, advice): (Phrase, Phrase),
    acts: AnyView,
) -> impl IntoView {
    view! {
        <section class="result" data-verdict=verdict.map_or("incomplete", Verdict::code) aria-labelledby=heading_id>
            <div class="result-head">
                <VerdictIcon verdict=verdict />
                <h2 id=heading_id tabindex="-1">
                    <span class="verdict">{heading.say(language)}</span>
                    " "
                    <span class="verdict-sentence">{sentence.say(language)}</span>
                </h2>
            </div>
            <div class="result-body">
                <section>
                    <h3>{text::REASONS.say(language)}</h3>
                    <p>{reason.say(language)}</p>
                    <h3>{text::NEXT_STEPS.say(language)}</h3>
                    <p>{advice.say(language)}</p>
                </section>
                {contact(language)}
            </div>
            <p class="next">{acts}</p>
        </section>
    }
}

/// Whom to ask, where the site knows it.
pub fn contact(language: Language) -> impl IntoView {
    text::contact(language).map(|whom| view! { <p class="contact">{text::CONTACT.say(language)} {whom}</p> })
}
