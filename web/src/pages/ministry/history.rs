//! Entries of the history as a table, on a case and in the audit trail.

use certificate::api::AuditEntry;
use leptos::prelude::*;

use crate::{
    Language,
    components::Instant,
    navigation::PageLink,
    route::Page,
    text::{Phrase, ministry as words},
};

/// The table, `with_case` if it is not all about one.
pub(super) fn table(
    language: Language,
    caption: Phrase,
    entries: Signal<Vec<AuditEntry>>,
    with_case: bool,
) -> impl IntoView {
    let mut head = vec![words::SEQUENCE, words::AT, words::OFFICER, words::ACTION];
    head.extend(with_case.then_some(words::CASE_COLUMN));
    head.extend([words::VERSION, words::DETAILS]);
    view! {
        <div class="table-region" role="region" aria-label=caption.say(language) tabindex="0">
            <table class="table cards dense">
                <caption class="hidden-text">{caption.say(language)}</caption>
                <thead>
                    <tr>{head.into_iter().map(|column| view! { <th scope="col">{column.say(language)}</th> }).collect_view()}</tr>
                </thead>
                <tbody>
                    <For
                        each=move || entries.get()
                        key=|entry| entry.sequence
                        children=move |entry| row(language, entry, with_case)
                    />
                </tbody>
            </table>
        </div>
    }
}

fn row(language: Language, entry: AuditEntry, with_case: bool) -> impl IntoView {
    let action = match words::action(&entry.action) {
        Some(phrase) => phrase.say(language).to_owned(),
        None => entry.action.clone(),
    };
    let details = entry
        .details
        .into_iter()
        .map(|(name, value)| {
            let value = words::detail_value(language, &name, &value);
            let name = words::detail_name(&name).map_or(name, |phrase| phrase.say(language).to_owned());
            (name, value)
        })
        .map(|(name, value)| view! { <span class="detail">{name} ": " <bdi>{value}</bdi></span> " " })
        .collect_view();
    let case = with_case.then(|| {
        let label = match (&entry.certificate_number, &entry.case_id) {
            (Some(number), _) => number.to_string(),
            (None, Some(id)) => id.clone(),
            (None, None) => String::new(),
        };
        let link = entry.case_id.map(|id| view! { <PageLink page=Page::Case(id)>{label}</PageLink> });
        view! { <td class="whole" data-label=words::CASE_COLUMN.say(language)>{link}</td> }
    });
    view! {
        <tr data-sequence=entry.sequence data-action=entry.action title=entry.digest.to_string()>
            <td data-label=words::SEQUENCE.say(language)>{entry.sequence}</td>
            <td class="whole" data-label=words::AT.say(language)><Instant language=language at=entry.at /></td>
            <td data-label=words::OFFICER.say(language)><bdi>{entry.account}</bdi></td>
            <td class="whole" data-label=words::ACTION.say(language)>{action}</td>
            {case}
            <td data-label=words::VERSION.say(language)>{entry.version}</td>
            <td class="details" data-label=words::DETAILS.say(language)>{details}</td>
        </tr>
    }
}
