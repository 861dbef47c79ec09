//! `/ministry/cases/{id}`: all about a case, and what can be done about it.
//!
//! Hooks for tests: `h1` "案件資料 Case"; section "作業 What can be done" with a button
//! for each act, which opens the dialog `#act`: "瀏覽證書 View certificate", "更正資料
//! Correct the data", "代為確認 Confirm for the school", "取消確認 Take the confirmation
//! back", "補發、換發 Replace or reissue", "撤銷、廢止 Annul or revoke". Tables "證書版本
//! Versions" (rows with `data-version`) and "歷程 History".

mod act;
mod annul;
mod change;

use certificate::api::{CaseDetail, CaseVersion, Note};
use leptos::prelude::*;

use super::{annulments, history};
use crate::{
    Language,
    case_acts::{Act, acts},
    case_data::CaseField,
    client::Client,
    components::{Digits, Fact, FormTrouble, Instant, StageMark, StatusMark, loaded},
    form::Form,
    frame::CurrentLanguage,
    loader::Loader,
    navigation::{TITLE, focus},
    outcome::Outcome,
    text::{self, Sentence, ministry as words, office},
    visitor::Visitor,
};

/// What the page works with. Copies share one state.
#[derive(Clone, Copy)]
struct Desk {
    client: Client,
    outcome: Outcome,
    case: Loader<CaseDetail>,
    /// What is being done, and about the case as it was then.
    acting: RwSignal<Option<(Act, CaseDetail)>>,
    form: Form,
    undoing: Form,
}

impl Desk {
    /// An act is done.
    fn done(self, sentence: Sentence) {
        act::close();
        self.outcome.say(sentence);
        self.case.refresh();
        // The button that opened the dialog is drawn anew.
        focus(TITLE);
    }
}

/// The page.
#[component]
pub fn CasePage(
    /// Its id.
    case: String,
) -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let client = expect_context::<Client>();
    let visitor = expect_context::<Visitor>();
    let desk = Desk {
        client,
        outcome: expect_context::<Outcome>(),
        case: Loader::start(move |leaving| client.case(case.clone(), leaving)),
        acting: RwSignal::new(None),
        form: Form::new("act-trouble"),
        undoing: Form::new("undo-trouble"),
    };
    view! {
        <h1 id=TITLE tabindex="-1">{move || words::CASE.say(current.get())}</h1>
        {move || view! { <FormTrouble language=current.get() form=desk.undoing /> }}
        {move || {
            let language = current.get();
            loaded(language, desk.case, move |case| detail(language, desk, visitor, case))
        }}
        {move || desk.acting.get().map(|(act, case)| act::dialog(current.get(), desk, act, case))}
    }
}

fn detail(language: Language, desk: Desk, visitor: Visitor, case: &CaseDetail) -> AnyView {
    let offered = visitor.visit().with_untracked(|visit| acts(case, visit.roles()));
    let subject = words::subject(language, &case.summary);
    let (stage, status, issued) = (case.summary.stage, case.summary.status, case.summary.version > 0);
    let failure = case.failure.clone();
    view! {
        <p class="case-head">
            <strong>{subject}</strong>
            <StageMark language=language stage=stage />
            {issued.then(|| view! { <StatusMark language=language status=status /> })}
        </p>
        {failure
            .map(|failure| {
                view! {
                    <div class="trouble">
                        <p class="trouble-heading">{words::FAILURE.say(language)}</p>
                        <p>{text::problem::in_language(language, &failure)}</p>
                    </div>
                }
            })}
        {act::buttons(language, desk, case, &offered)}
        <div class="columns">
            {data(language, case)} {notes(language, &case.notes)}
        </div>
        {annulment_list(language, case)}
        <section>
            <h2>{words::VERSIONS.say(language)}</h2>
            {versions(language, &case.versions)}
        </section>
        <section>
            <h2>{words::HISTORY.say(language)}</h2>
            {history::table(language, words::HISTORY, Signal::stored(case.history.clone()), false)}
        </section>
    }
    .into_any()
}

/// The length of an identity number; an auditor gets the beginning only.
const WHOLE_NUMBER: usize = 10;

fn data(language: Language, case: &CaseDetail) -> impl IntoView + use<> {
    let rows = CaseField::of(case.summary.kind)
        .iter()
        .map(|field| {
            let value = field.read(&case.data).unwrap_or_default().to_owned();
            let value = match (field, value.parse::<certificate::Rank>()) {
                (CaseField::Rank, Ok(rank)) => office::rank(rank).say(language).to_owned(),
                (CaseField::IdentityNumber, _) if value.len() < WHOLE_NUMBER => text::cut(&value),
                _ => value,
            };
            view! { <Fact label=words::case_field(*field).say(language)>{value}</Fact> }
        })
        .collect_view();
    let kind = words::kind(case.summary.kind).say(language);
    let document_number = case.summary.document_number.clone();
    view! {
        <section>
            <h2>{words::DATA.say(language)}</h2>
            <dl class="items">
                <Fact label=words::KIND.say(language)>{kind}</Fact>
                <Fact label=words::DOCUMENT_NUMBER.say(language)>{document_number}</Fact>
                {rows}
            </dl>
        </section>
    }
}

fn notes(language: Language, notes: &[Note]) -> impl IntoView + use<> {
    let item = move |note: Note| {
        let state = if note.settled_at.is_some() { words::SETTLED } else { words::OPEN };
        view! {
            <li data-note=note.id>
                <p>
                    <bdi>{note.author}</bdi> " " <span class="soft"><Instant language=language at=note.at /></span> " "
                    <span class="mark-word">{state.say(language)}</span>
                </p>
                <p class="note-text">{note.text}</p>
            </li>
        }
    };
    (!notes.is_empty()).then(|| {
        view! {
            <section>
                <h2>{words::CASE_NOTES.say(language)}</h2>
                <ul class="note-list">{notes.iter().cloned().map(item).collect_view()}</ul>
            </section>
        }
    })
}

fn annulment_list(language: Language, case: &CaseDetail) -> impl IntoView + use<> {
    let items: Vec<_> = case
        .annulments
        .iter()
        .map(|annulment| {
            view! {
                <li data-annulment=annulment.id.clone() data-state=annulment.state.code()>
                    <p><strong>{words::annulment_state(annulment.state).say(language).to_owned()}</strong></p>
                    {annulments::facts(language, annulment)}
                </li>
            }
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <section>
                <h2>{words::CASE_ANNULMENTS.say(language)}</h2>
                <ul class="note-list">{items}</ul>
            </section>
        }
    })
}

fn versions(language: Language, versions: &[CaseVersion]) -> AnyView {
    if versions.is_empty() {
        return view! { <p class="empty">{words::NO_VERSIONS.say(language)}</p> }.into_any();
    }
    let head = [
        words::VERSION,
        words::ISSUE_DATE,
        words::STAGE,
        words::STATUS,
        words::ANNOTATION,
        words::CHANGED,
        words::DOWNLOADS,
        words::FINGERPRINT,
    ];
    let rows = versions.iter().cloned().map(|version| version_row(language, version)).collect_view();
    view! {
        <div class="table-scroll">
            <table class="table cards">
                <caption class="hidden-text">{words::VERSIONS.say(language)}</caption>
                <thead>
                    <tr>{head.map(|column| view! { <th scope="col">{column.say(language)}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn version_row(language: Language, version: CaseVersion) -> impl IntoView {
    let annotation = version.annotation.map(|annotation| {
        format!(
            "{} {} {}",
            text::annotation_mark(annotation.mark).say(language),
            office::day(language, annotation.original_issue_date),
            annotation.reason
        )
    });
    let changed: Vec<_> = version
        .changed
        .iter()
        .map(|item| text::item(*item, certificate::Kind::University).say(language))
        .collect();
    view! {
        <tr data-version=version.version>
            <th scope="row" data-label=words::VERSION.say(language)>{version.version}</th>
            <td data-label=words::ISSUE_DATE.say(language)>{office::day(language, version.issue_date)}</td>
            <td data-label=words::STAGE.say(language)><StageMark language=language stage=version.stage /></td>
            <td data-label=words::STATUS.say(language)><StatusMark language=language status=version.status /></td>
            <td data-label=words::ANNOTATION.say(language)>{annotation}</td>
            <td data-label=words::CHANGED.say(language)>{changed.join("、")}</td>
            <td data-label=words::DOWNLOADS.say(language)>{version.downloads}</td>
            <td data-label=words::FINGERPRINT.say(language)>
                {version.fingerprint.map(|digest| view! { <Digits digest=digest /> })}
            </td>
        </tr>
    }
}
