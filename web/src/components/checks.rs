//! What was checked, with what came of it.

use certificate::{Check, FindingCode, Verdict};
use leptos::prelude::*;

use crate::{
    Language,
    text::{Phrase, checks},
};

/// Every check in its order, folded away.
#[component]
pub fn Checks(
    language: Language,
    verdict: Verdict,
    /// Where the checks ended.
    first: Option<FindingCode>,
) -> impl IntoView {
    let rows = Check::ALL.map(|check| {
        let outcome = check.outcome(verdict, first);
        let Phrase { zh, en } = checks::outcome(outcome);
        let said = match language {
            Language::Chinese => [zh, "："].concat(),
            Language::English => [en, ": "].concat(),
        };
        view! {
            <li data-outcome=outcome.code()>
                <strong>{said}</strong>
                {checks::check(check).say(language)}
            </li>
        }
    });
    view! {
        <details class="checks">
            <summary>{checks::TITLE.say(language)}</summary>
            <ol>{rows.into_iter().collect_view()}</ol>
        </details>
    }
}
