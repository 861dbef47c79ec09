//! What stands in place of a verdict when there is none.

use leptos::prelude::*;

use super::VerdictIcon;
use crate::{Language, session::Failure, text};

/// Says why the check was not completed and what to do. Neither green nor red:
/// it says nothing about the certificate.
#[component]
pub fn FailureNotice(
    language: Language,
    /// The `id` of the heading, which gets the focus.
    heading_id: &'static str,
    failure: Failure,
) -> impl IntoView {
    let (reason, advice) = text::failure(failure);
    view! {
        <section class="result" data-verdict="incomplete" aria-labelledby=heading_id>
            <div class="result-head">
                <VerdictIcon verdict=None />
                <h2 id=heading_id tabindex="-1">
                    <span class="verdict">{text::INCOMPLETE_HEADING.say(language)}</span>
                    " "
                    <span class="verdict-sentence">{text::INCOMPLETE.say(language)}</span>
                </h2>
            </div>
            <div class="result-body">
                <section>
                    <h3>{text::REASONS.say(language)}</h3>
                    <p>{reason.say(language)}</p>
                    <h3>{text::NEXT_STEPS.say(language)}</h3>
                    <p>{advice.say(language)}</p>
                </section>
            </div>
        </section>
    }
}
