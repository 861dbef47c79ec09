//! `/ministry/issues`: batches of certificates that are being issued.
//!
//! Hooks for tests: field "核定公文文號 Approval document number", button "開始製證
//! Start"; table "批次清單 Batches", one row a batch with `data-batch` and
//! `data-state`; buttons "暫停 Pause", "繼續 Resume", "重試失敗案件 Try the failed ones
//! again"; link "檢視失敗案件 Show what failed".

use std::time::Duration;

use certificate::api::{Batch, BatchState, NewBatch, Stage};
use leptos::{ev::SubmitEvent, prelude::*};

use crate::{
    Language,
    client::Client,
    components::{Field, FormTrouble, Instant, waiting},
    form::Form,
    frame::CurrentLanguage,
    loader::Loader,
    navigation::{PageLink, TITLE},
    outcome::Outcome,
    route::Page,
    text::{Phrase, ministry as words, office},
};

/// How often the progress is asked for while something runs.
const PERIOD: Duration = Duration::from_secs(2);

/// What the page works with. Copies share one state.
#[derive(Clone, Copy)]
struct Desk {
    client: Client,
    outcome: Outcome,
    number: RwSignal<String>,
    batches: Loader<Vec<Batch>>,
    starting: Form,
    steering: Form,
}

/// The page.
#[component]
pub fn IssuesPage() -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let client = expect_context::<Client>();
    let desk = Desk {
        client,
        outcome: expect_context::<Outcome>(),
        number: RwSignal::new(String::new()),
        batches: Loader::start(move |leaving| client.batches(leaving)),
        starting: Form::new("start-trouble"),
        steering: Form::new("steer-trouble"),
    };
    follow(desk.batches);
    desk.tell_of_ends();
    view! {
        <h1 id=TITLE tabindex="-1">{move || words::ISSUES.say(current.get())}</h1>
        <p class="lead">{move || words::ISSUES_LEAD.say(current.get())}</p>
        {move || start(current.get(), desk)}
        <section>
            <h2>{move || words::BATCHES.say(current.get())}</h2>
            {move || {
                let language = current.get();
                view! {
                    <FormTrouble language=language form=desk.steering />
                    {waiting(language, desk.batches)}
                    {table(language, desk)}
                }
            }}
        </section>
    }
}

/// Asks again and again while a batch runs and somebody looks.
fn follow(batches: Loader<Vec<Batch>>) {
    let poll = move || {
        let running = batches.load().try_with_untracked(|load| {
            let any = |batches: &Vec<Batch>| batches.iter().any(|batch| batch.state == BatchState::Running);
            !load.is_pending() && load.value().is_some_and(any)
        });
        if running == Some(true) && !document().hidden() {
            batches.refresh();
        }
    };
    if let Ok(timer) = set_interval_with_handle(poll, PERIOD) {
        on_cleanup(move || timer.clear());
    }
}

impl Desk {
    /// Says when a batch that ran while somebody looked has come to its end.
    fn tell_of_ends(self) {
        Effect::new(move |ran: Option<Vec<String>>| {
            self.batches.load().with(|load| {
                let batches = load.value().map(Vec::as_slice).unwrap_or_default();
                let ran = ran.unwrap_or_default();
                let ended = |batch: &&Batch| batch.state == BatchState::Done && ran.contains(&batch.id);
                if let Some(batch) = batches.iter().find(ended) {
                    self.outcome.say(words::batch_ended(batch));
                }
                let running = batches.iter().filter(|batch| batch.state == BatchState::Running);
                running.map(|batch| batch.id.clone()).collect()
            })
        });
    }

    fn start(self, event: &SubmitEvent) {
        event.prevent_default();
        let number = self.number.with_untracked(|number| number.trim().to_owned());
        let batch = NewBatch { document_number: Some(number).filter(|number| !number.is_empty()) };
        self.starting.submit(self.client.issue(batch), move |batch| {
            self.number.set(String::new());
            self.outcome.say(words::batch_started(&batch));
            self.batches.refresh();
        });
    }

    fn steer(self, batch: String, state: BatchState) {
        self.steering.submit(self.client.steer_batch(batch, state), move |batch| {
            self.outcome.say(words::batch_steered(&batch));
            self.batches.refresh();
        });
    }
}

fn start(language: Language, desk: Desk) -> impl IntoView {
    view! {
        <form class="search" on:submit=move |event| desk.start(&event)>
            <FormTrouble language=language form=desk.starting />
            <Field
                language=language
                id="batch-document-number"
                label=words::DOCUMENT_NUMBER
                value=desk.number
                hint=words::ISSUE_HINT
                error=desk.starting.field("document_number", "batch-document-number", words::DOCUMENT_NUMBER)
            />
            <p class="acts">
                <button type="submit" class="button primary" aria-disabled=move || desk.starting.is_busy().then_some("true")>
                    {move || if desk.starting.is_busy() { office::BUSY } else { words::START_BATCH }.say(language)}
                </button>
            </p>
        </form>
    }
}

fn table(language: Language, desk: Desk) -> impl IntoView {
    let ids = Memo::new(move |_| {
        desk.batches.load().with(|load| {
            load.value().map(|batches| batches.iter().map(|batch| batch.id.clone()).collect::<Vec<_>>())
        })
    });
    let head =
        [words::AT, words::OFFICER, words::SCOPE, words::STATE, words::PROGRESS, words::FAILED, words::ACTS];
    move || {
        ids.get().map(|ids| {
            if ids.is_empty() {
                return view! { <p class="empty">{words::NO_BATCHES.say(language)}</p> }.into_any();
            }
            view! {
                <table class="table cards">
                    <caption class="hidden-text">{words::BATCHES.say(language)}</caption>
                    <thead>
                        <tr>{head.map(|column| view! { <th scope="col">{column.say(language)}</th> }).collect_view()}</tr>
                    </thead>
                    <tbody>{ids.into_iter().map(|id| row(language, desk, id)).collect_view()}</tbody>
                </table>
            }
            .into_any()
        })
    }
}

/// A row stays the same element while its figures change, so that the focus on its
/// buttons stays, too.
fn row(language: Language, desk: Desk, id: String) -> impl IntoView {
    let wanted = id.clone();
    let batch = Memo::new(move |_| {
        desk.batches.load().with(|load| load.value()?.iter().find(|batch| batch.id == wanted).cloned())
    });
    let state =
        Memo::new(move |_| batch.with(|batch| batch.as_ref().map(|batch| (batch.state, batch.failed > 0))));
    let first = batch.get_untracked()?;
    let scope = first.document_number.unwrap_or_else(|| words::ALL_APPROVED.say(language).to_owned());
    let cell = move |read: fn(&Batch) -> u32| move || batch.with(|batch| batch.as_ref().map(read));
    let acted = id.clone();
    Some(view! {
        <tr data-batch=id data-state=move || state.get().map(|(state, _)| state.code())>
            <td data-label=words::AT.say(language)><Instant language=language at=first.at /></td>
            <td data-label=words::OFFICER.say(language)><bdi>{first.officer}</bdi></td>
            <td data-label=words::SCOPE.say(language)>{scope}</td>
            <td class="whole" data-label=words::STATE.say(language)>
                {move || state.get().map(|(state, _)| words::batch_state(state).say(language).to_owned())}
            </td>
            <td data-label=words::PROGRESS.say(language)>
                <div>
                    <progress
                        max=move || batch.with(|batch| batch.as_ref().map(|batch| batch.total.max(1)))
                        prop:value=cell(|batch| batch.issued + batch.failed)
                        aria-label=words::PROGRESS.say(language)
                    ></progress>
                    <span class="soft">
                        {move || batch.with(|batch| batch.as_ref().map(|batch| words::progress(language, batch)))}
                    </span>
                </div>
            </td>
            <td data-label=words::FAILED.say(language)>{cell(|batch| batch.failed)}</td>
            <td data-label=words::ACTS.say(language)>
                <div class="acts">
                    {move || {
                        state.get().map(|(state, any_failed)| acts(language, desk, acted.clone(), state, any_failed))
                    }}
                </div>
            </td>
        </tr>
    })
}

fn acts(language: Language, desk: Desk, id: String, state: BatchState, any_failed: bool) -> impl IntoView {
    let button = move |label: Phrase, to: BatchState| {
        let id = id.clone();
        view! {
            <button type="button" class="button small" on:click=move |_| desk.steer(id.clone(), to)>
                {label.say(language)}
            </button>
        }
    };
    let steer = match state {
        BatchState::Running => Some(button(words::PAUSE, BatchState::Paused)),
        BatchState::Paused => Some(button(words::RESUME, BatchState::Running)),
        BatchState::Done if any_failed => Some(button(words::RETRY_FAILED, BatchState::Running)),
        BatchState::Done => None,
    };
    view! {
        {steer}
        {any_failed
            .then(|| {
                view! { <PageLink page=Page::Cases(Some(Stage::Failed))>{words::SHOW_FAILED.say(language)}</PageLink> }
            })}
    }
}
