//! The signs of the verdicts. Each has a shape of its own, so that colour is
//! never the only difference. Hidden from screen readers: the words stand beside.

use certificate::Verdict;
use leptos::prelude::*;

/// The sign of a verdict, or of a check that was not completed.
#[component]
pub fn VerdictIcon(verdict: Option<Verdict>) -> impl IntoView {
    match verdict {
        // A disc with a tick.
        Some(Verdict::Current) => view! {
            <svg class="verdict-icon" viewBox="0 0 48 48" aria-hidden="true">
                <circle class="plate" cx="24" cy="24" r="22" />
                <path class="sign" d="M13.5 24.8l7.2 7.2 14-15.2" />
            </svg>
        }
        .into_any(),
        // A triangle with an exclamation mark.
        Some(Verdict::Superseded) => view! {
            <svg class="verdict-icon" viewBox="0 0 48 48" aria-hidden="true">
                <path class="plate" d="M24 4l22 39H2z" />
                <path class="sign" d="M24 18.5v12 M24 35.4v1.4" />
            </svg>
        }
        .into_any(),
        // An octagon with a bar, as on a void stamp.
        Some(Verdict::Revoked) => view! {
            <svg class="verdict-icon" viewBox="0 0 48 48" aria-hidden="true">
                <path class="plate" d="M15 2h18l13 13v18L33 46H15L2 33V15z" />
                <path class="sign" d="M12.5 24h23" />
            </svg>
        }
        .into_any(),
        // A disc with a cross.
        Some(Verdict::NotRecognised) => view! {
            <svg class="verdict-icon" viewBox="0 0 48 48" aria-hidden="true">
                <circle class="plate" cx="24" cy="24" r="22" />
                <path class="sign" d="M16 16l16 16 M32 16L16 32" />
            </svg>
        }
        .into_any(),
        // A ring with a question mark.
        Some(Verdict::StatusUnknown) => view! {
            <svg class="verdict-icon" viewBox="0 0 48 48" aria-hidden="true">
                <circle class="ring" cx="24" cy="24" r="20" />
                <path class="sign open" d="M18 19.2c0-3.4 2.7-5.7 6.1-5.7s6 2.2 6 5.4c0 4.6-6 4.8-6 9.4 M24.1 33.2v1.6" />
            </svg>
        }
        .into_any(),
        // A ring with dots.
        None => view! {
            <svg class="verdict-icon" viewBox="0 0 48 48" aria-hidden="true">
                <circle class="ring" cx="24" cy="24" r="20" />
                <path class="sign open" d="M14.6 24h.8 M23.6 24h.8 M32.6 24h.8" />
            </svg>
        }
        .into_any(),
    }
}
