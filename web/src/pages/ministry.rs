//! 發證作業: one file a page.

mod annulments;
mod audit;
mod case;
mod cases;
mod dashboard;
mod history;
mod import;
mod issues;

pub use annulments::AnnulmentsPage;
pub use audit::AuditPage;
pub use case::CasePage;
pub use cases::{CasesPage, Search};
pub use dashboard::DashboardPage;
pub use import::ImportPage;
pub use issues::IssuesPage;

use certificate::{CertificateNumber, Date, api::CaseSummary};
use leptos::prelude::*;

use crate::{
    Language,
    components::{Field, StageMark, StatusMark},
    form::{Form, Slip},
    navigation::PageLink,
    route::Page,
    text::{self, Phrase, ministry as words, office},
};

/// Cases as a table, each with a link to all about it. A row stays the same elements
/// while others come, so that the focus stays, too.
fn case_table(language: Language, caption: Phrase, cases: Signal<Vec<CaseSummary>>) -> impl IntoView {
    let head = [
        words::CERTIFICATE_NUMBER,
        words::NAME,
        words::IDENTITY_NUMBER,
        words::RANK,
        words::SUBMITTING_SCHOOL,
        words::DOCUMENT_NUMBER,
        words::VERSION,
        words::STAGE,
        words::STATUS,
    ];
    view! {
        <div class="table-region" role="region" aria-label=caption.say(language) tabindex="0">
            <table class="table cards dense pinned">
                <caption class="hidden-text">{caption.say(language)}</caption>
                <thead>
                    <tr>{head.map(|column| view! { <th scope="col">{column.say(language)}</th> }).collect_view()}</tr>
                </thead>
                <tbody>
                    <For
                        each=move || cases.get()
                        key=|case| case.id.clone()
                        children=move |case| case_row(language, case)
                    />
                </tbody>
            </table>
        </div>
    }
}

fn case_row(language: Language, case: CaseSummary) -> impl IntoView {
    let rank = case.rank.map(|rank| office::rank(rank).say(language));
    let notes = (case.open_notes > 0)
        .then(|| view! { " " <span class="changed">{text::school::OPEN_NOTES.say(language)}</span> });
    let number = case.certificate_number.to_string();
    let page = Page::Case(case.id.clone());
    view! {
        <tr data-case=case.id>
            <th scope="row" class="whole" data-label=words::CERTIFICATE_NUMBER.say(language)>
                <PageLink page=page>{number}</PageLink>
            </th>
            <td data-label=words::NAME.say(language)>{case.name}</td>
            <td data-label=words::IDENTITY_NUMBER.say(language)>{text::cut(&case.identity_number)}</td>
            <td data-label=words::RANK.say(language)>{rank}</td>
            <td data-label=words::SUBMITTING_SCHOOL.say(language)>{case.submitting_school}</td>
            <td class="whole" data-label=words::DOCUMENT_NUMBER.say(language)>{case.document_number}</td>
            <td data-label=words::VERSION.say(language)>{(case.version > 0).then_some(case.version)}</td>
            <td data-label=words::STAGE.say(language)><StageMark language=language stage=case.stage /> {notes}</td>
            <td data-label=words::STATUS.say(language)>
                {(case.version > 0).then(|| view! { <StatusMark language=language status=case.status /> })}
            </td>
        </tr>
    }
}

/// A day as it was typed, in any shape that a roster may have, too.
fn typed_date(typed: RwSignal<String>) -> Option<Date> {
    typed.with_untracked(|typed| typed.trim().parse().ok())
}

/// The `id` of what says how much is listed.
const LISTED: &str = "listed";

/// How many rows there are, and the way to more of them.
#[component]
fn ListEnd(
    language: Language,
    #[prop(into)] count: Signal<usize>,
    /// There are no more.
    #[prop(into)]
    ended: Signal<bool>,
    is_busy: Signal<bool>,
    on_more: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    view! {
        <span id=LISTED class="soft" role="status" tabindex="-1">
            {move || words::listed(language, count.get(), ended.get())}
        </span>
        {move || {
            (!ended.get())
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button"
                            aria-disabled=move || is_busy.get().then_some("true")
                            on:click=move |_| on_more()
                        >
                            {words::MORE.say(language)}
                        </button>
                    }
                })
        }}
    }
}

/// The field into which the number of a certificate is typed by hand before something
/// is done that changes what the certificate is worth.
#[component]
fn TypedNumber(
    language: Language,
    id: &'static str,
    typed: RwSignal<String>,
    /// What is to be typed.
    number: CertificateNumber,
    form: Form,
) -> impl IntoView {
    let error = form.field("typed_number", id, words::TYPE_NUMBER);
    view! {
        <div class="typed-number">
            <p class="hint">{words::NUMBER_TO_TYPE.say(language)} " " <strong translate="no">{number.to_string()}</strong></p>
            <Field language=language id=id label=words::TYPE_NUMBER value=typed required=true error=error />
        </div>
    }
}

/// What is wrong with the number that was typed.
fn number_slip(id: &'static str, typed: RwSignal<String>, number: &CertificateNumber) -> Option<Slip> {
    let other = typed.with_untracked(|typed| !is_same_number(typed, number));
    Slip::missing(id, typed).or_else(|| Slip::when(other, id, typed, text::problem::OTHER_NUMBER))
}

/// As people type it: an input method may give digits of full width, and spaces.
fn is_same_number(typed: &str, number: &CertificateNumber) -> bool {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        _ => c,
    };
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
    typed == number.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_may_be_typed_with_an_input_method() {
        let number = "教字第142195號".parse().unwrap();
        assert!(is_same_number("教字第142195號", &number));
        assert!(is_same_number(" 教字第 １４２１９５ 號", &number));
        assert!(!is_same_number("教字第142196號", &number));
        assert!(!is_same_number("", &number));
    }
}
