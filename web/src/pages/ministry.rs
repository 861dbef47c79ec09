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

use certificate::{Date, api::CaseSummary};
use leptos::prelude::*;

use crate::{
    Language,
    components::{StageMark, StatusMark},
    navigation::PageLink,
    route::Page,
    text::{self, Phrase, ministry as words, office},
};

/// Cases as a table, each with a link to all about it.
fn case_table(language: Language, caption: Phrase, cases: &[CaseSummary]) -> impl IntoView + use<> {
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
    let rows = cases.iter().cloned().map(|case| case_row(language, case)).collect_view();
    view! {
        <div class="table-scroll">
            <table class="table cards dense">
                <caption class="hidden-text">{caption.say(language)}</caption>
                <thead>
                    <tr>{head.map(|column| view! { <th scope="col">{column.say(language)}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
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
            <td data-label=words::IDENTITY_NUMBER.say(language)>{case.identity_number}</td>
            <td data-label=words::RANK.say(language)>{rank}</td>
            <td data-label=words::SUBMITTING_SCHOOL.say(language)>{case.submitting_school}</td>
            <td data-label=words::DOCUMENT_NUMBER.say(language)>{case.document_number}</td>
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
