//! `/ministry`: what waits for the issuing unit, and the notes of the schools.
//!
//! Hooks for tests: list of figures, each a link with `data-figure`; heading "學校回報
//! Notes of schools", each note with `data-note` and the button "標示為已處理 number".

use certificate::api::{Note, Stage, Summary};
use leptos::prelude::*;

use crate::{
    Language,
    client::Client,
    components::{FormTrouble, Instant, loaded},
    form::Form,
    frame::CurrentLanguage,
    loader::Loader,
    navigation::{PageLink, TITLE},
    outcome::Outcome,
    route::Page,
    text::{Phrase, ministry as words},
};

/// What the page works with. Copies share one state.
#[derive(Clone, Copy)]
struct Desk {
    client: Client,
    outcome: Outcome,
    summary: Loader<Summary>,
    notes: Loader<Vec<Note>>,
    settling: Form,
}

/// The page.
#[component]
pub fn DashboardPage() -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let client = expect_context::<Client>();
    let desk = Desk {
        client,
        outcome: expect_context::<Outcome>(),
        summary: Loader::start(move |leaving| client.summary(leaving)),
        notes: Loader::start(move |leaving| client.open_notes(leaving)),
        settling: Form::new("settle-trouble"),
    };
    view! {
        <h1 id=TITLE tabindex="-1">{move || words::TITLE.say(current.get())}</h1>
        <p class="lead">{move || words::LEAD.say(current.get())}</p>
        {move || {
            let language = current.get();
            loaded(language, desk.summary, move |summary| figures(language, summary))
        }}
        <section id="notes">
            <h2>{move || words::NOTES.say(current.get())}</h2>
            {move || {
                let language = current.get();
                view! {
                    <FormTrouble language=language form=desk.settling />
                    {loaded(language, desk.notes, move |notes| note_list(language, desk, notes))}
                }
            }}
        </section>
    }
}

fn figures(language: Language, summary: &Summary) -> AnyView {
    let stage = |stage| Page::Cases(Some(stage));
    let figure = |name: &'static str, label: Phrase, count: u64, page: Page| {
        view! {
            <li data-figure=name data-waits=(count > 0).to_string()>
                <PageLink page=page>
                    <strong>{count}</strong>
                    <span>{label.say(language)}</span>
                </PageLink>
            </li>
        }
    };
    view! {
        <ul class="figures">
            {figure("approved", words::SUM_APPROVED, summary.approved, Page::Issues)}
            {figure("issuing", words::SUM_ISSUING, summary.issuing, Page::Issues)}
            {figure("failed", words::SUM_FAILED, summary.failed, stage(Stage::Failed))}
            {figure("unconfirmed", words::SUM_UNCONFIRMED, summary.unconfirmed, stage(Stage::Unconfirmed))}
            {figure("proposed-annulments", words::SUM_PROPOSED, summary.proposed_annulments, Page::Annulments)}
            // The notes stand below; the link leads to the same page.
            <li data-figure="open-notes" data-waits=(summary.open_notes > 0).to_string()>
                <a href="#notes">
                    <strong>{summary.open_notes}</strong>
                    <span>{words::SUM_NOTES.say(language)}</span>
                </a>
            </li>
        </ul>
    }
    .into_any()
}

fn note_list(language: Language, desk: Desk, notes: &[Note]) -> AnyView {
    if notes.is_empty() {
        return view! { <p class="empty">{words::NO_NOTES.say(language)}</p> }.into_any();
    }
    let settle = move |note: Note| {
        desk.settling.submit(desk.client.settle(note.id.clone()), move |_| {
            desk.outcome.say(words::settled(&note.certificate_number));
            desk.notes.refresh();
            desk.summary.refresh();
        });
    };
    let item = move |note: Note| {
        let label = words::of_number(language, words::SETTLE, &note.certificate_number);
        let settled = note.clone();
        let page = Page::Case(note.case_id);
        let number = note.certificate_number.to_string();
        view! {
            <li data-note=note.id>
                <p>
                    <PageLink page=page>{number}</PageLink>
                    " " {note.submitting_school} " " <bdi>{note.author}</bdi> " "
                    <span class="soft"><Instant language=language at=note.at /></span>
                </p>
                <p class="note-text">{note.text}</p>
                <p>
                    <button type="button" class="button small" aria-label=label on:click=move |_| settle(settled.clone())>
                        {words::SETTLE.say(language)}
                    </button>
                </p>
            </li>
        }
    };
    view! { <ul class="note-list">{notes.iter().cloned().map(item).collect_view()}</ul> }.into_any()
}
