//! `/confirm`: 證書確認作業.
//!
//! Hooks for tests: field "核定公文文號 Approval document number", button "查詢 Show";
//! group "顯示 Show" with the counters "尚未確認(n/m)" and "已確認(n/m)"; button
//! "全選 Select all", "全不選 Select none", "確認(n) Confirm (n)", and after it "復原 Undo";
//! table "證書確認清單", one row a
//! case with `data-case` and `data-stage`, in it a checkbox "確認 name number" and
//! the button "瀏覽證書 name number". The preview is a dialog, `#preview`, with the
//! buttons "上一筆 Previous", "下一筆 Next", and the field "給發證單位的說明 Note to the
//! issuing unit"; taking a confirmation back is the dialog `#unconfirm` with the
//! button "取消確認 Take the confirmation back".

mod look;
mod rows;

use std::collections::BTreeMap;

use certificate::api::{ConfirmedCase, ProblemKind, SchoolCase, SchoolCases};
use leptos::{ev::SubmitEvent, prelude::*};

use crate::{
    Language,
    client::{Client, Leaving},
    components::{Dialog, Field, FormTrouble, close_dialog, waiting},
    confirmation::{Filter, Selection, TakenBack},
    form::{Form, Slip},
    frame::CurrentLanguage,
    loader::Loader,
    navigation::{TITLE, focus},
    outcome::Outcome,
    text::{office, school as words},
    trouble::Trouble,
};

/// The dialog that warns before a confirmation is taken back.
const UNCONFIRM: &str = "unconfirm";

/// The button that confirms, to which the keyboard comes back from the table.
const CONFIRM: &str = "confirm";

/// What the keyboard does in the table.
const KEYS: &str = "confirm-keys";

/// What the page works with. Copies share one state.
#[derive(Clone, Copy)]
struct Desk {
    client: Client,
    outcome: Outcome,
    /// What stands in the field.
    typed: RwSignal<String>,
    /// What was asked for.
    asked: RwSignal<String>,
    asking: Form,
    cases: Loader<SchoolCases>,
    /// Its rows by their id.
    rows: Memo<BTreeMap<String, SchoolCase>>,
    filter: RwSignal<Filter>,
    selection: RwSignal<Selection>,
    /// The row ticked last, where a range begins.
    last_ticked: StoredValue<Option<String>>,
    confirming: Form,
    /// The case in the preview.
    looked_at: RwSignal<Option<String>>,
    /// What is typed about each case and was not sent.
    drafts: StoredValue<BTreeMap<String, String>>,
    note: RwSignal<String>,
    noting: Form,
    /// The case whose confirmation is to be taken back.
    unconfirmed: RwSignal<Option<SchoolCase>>,
    unconfirming: Form,
}

/// What the table is about.
#[derive(Clone, PartialEq)]
struct Asked {
    document_number: String,
    is_empty: bool,
}

/// The page.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let desk = Desk::open();
    // What is fetched anew changes rows, not the table.
    let asked = Memo::new(move |_| {
        desk.with(|cases| Asked {
            document_number: cases.document_number.clone(),
            is_empty: cases.cases.is_empty(),
        })
    });
    let is_looking = Memo::new(move |_| desk.looked_at.with(Option::is_some));
    view! {
        <h1 id=TITLE tabindex="-1">{move || words::TITLE.say(current.get())}</h1>
        <p class="lead">{move || words::LEAD.say(current.get())}</p>
        {move || question(current.get(), desk)}
        {move || {
            let language = current.get();
            view! {
                {move || match desk.is_unknown() {
                    true => view! { <p class="empty" role="status">{words::NONE_FOUND.say(language)}</p> }.into_any(),
                    false => waiting(language, desk.cases).into_any(),
                }}
                {move || asked.with(|asked| asked.clone().map(|asked| list(language, desk, asked)))}
            }
        }}
        {move || is_looking.get().then(|| look::dialog(current.get(), desk))}
        {move || desk.unconfirmed.get().map(|case| warning(current.get(), desk, case))}
    }
}

impl Desk {
    fn open() -> Self {
        let client = expect_context::<Client>();
        let asked = RwSignal::new(String::new());
        let fetch = move |leaving: Leaving| client.school_cases(asked.get_untracked(), leaving);
        let cases = Loader::idle(fetch);
        let rows = Memo::new(move |_| {
            let by_id = |cases: &SchoolCases| {
                cases.cases.iter().map(|case| (case.id.clone(), case.clone())).collect()
            };
            cases.load().with(|load| load.value().map(by_id).unwrap_or_default())
        });
        Self {
            client,
            outcome: expect_context::<Outcome>(),
            typed: RwSignal::new(String::new()),
            asked,
            asking: Form::new("ask-trouble"),
            cases,
            rows,
            filter: RwSignal::new(Filter::default()),
            selection: RwSignal::new(Selection::default()),
            last_ticked: StoredValue::new(None),
            confirming: Form::new("confirm-trouble"),
            looked_at: RwSignal::new(None),
            drafts: StoredValue::new(BTreeMap::new()),
            note: RwSignal::new(String::new()),
            noting: Form::new("note-trouble"),
            unconfirmed: RwSignal::new(None),
            unconfirming: Form::new("unconfirm-trouble"),
        }
    }

    fn ask(self) {
        if !self.asking.accepts([Slip::missing("document-number", self.typed)]) {
            return;
        }
        self.asked.set(self.typed.with_untracked(|typed| typed.trim().to_owned()));
        self.selection.update(Selection::clear);
        self.filter.set(Filter::All);
        self.confirming.clear();
        self.outcome.clear();
        self.cases.reload();
    }

    /// Whether the number names nothing of this school.
    fn is_unknown(self) -> bool {
        self.cases.load().with(|load| load.trouble().and_then(Trouble::kind) == Some(ProblemKind::NotFound))
    }

    /// Reads the rows that are there.
    fn with<R>(self, read: impl FnOnce(&SchoolCases) -> R) -> Option<R> {
        self.cases.load().with(|load| load.value().map(read))
    }

    fn confirm(self) {
        let confirmation =
            untrack(|| self.with(|cases| self.selection.with(|ticked| ticked.to_confirmation(cases))));
        let Some(confirmation) = confirmation.filter(|confirmation| !confirmation.cases.is_empty()) else {
            return;
        };
        let cases = self.cases;
        let asked = confirmation.cases.clone();
        self.outcome.clear();
        let act = async move {
            let answer = self.client.confirm_at_school(confirmation).await;
            // Refused, too, the rows are not as they were looked at.
            cases.refresh();
            answer
        };
        self.confirming.submit(act, move |answer| {
            self.selection.update(Selection::clear);
            let sentence = words::confirmed(answer.confirmed);
            // With fewer, somebody else has confirmed some, and those are not taken back.
            if usize::try_from(answer.confirmed) == Ok(asked.len()) {
                self.outcome.say_with_undo(sentence, move || self.take_back(asked.clone()));
            } else {
                self.outcome.say(sentence);
            }
        });
    }

    /// Takes back what was confirmed a moment ago, case by case.
    fn take_back(self, confirmed: Vec<ConfirmedCase>) {
        let act = async move {
            let outcome = self.unconfirm_all(confirmed).await;
            self.cases.refresh();
            outcome
        };
        self.confirming.submit(act, move |back| {
            let sentence = words::taken_back(&back);
            if back.left.is_empty() {
                self.outcome.say(sentence);
            } else {
                self.outcome.say_with_undo(sentence, move || self.take_back(back.left.clone()));
            }
        });
    }

    /// Fails only if nothing could be taken back.
    async fn unconfirm_all(self, confirmed: Vec<ConfirmedCase>) -> Result<TakenBack, Trouble> {
        let mut back = TakenBack::default();
        for (place, case) in confirmed.iter().enumerate() {
            match self.client.unconfirm_at_school(case.id.clone()).await {
                Ok(answer) => back.note(case, answer.downloaded),
                // Somebody else was faster.
                Err(trouble) if trouble.kind() == Some(ProblemKind::Conflict) => {}
                Err(trouble) if back.count == 0 => return Err(trouble),
                Err(_) => {
                    back.left = confirmed[place..].to_vec();
                    break;
                }
            }
        }
        Ok(back)
    }

    fn unconfirm(self, case: SchoolCase) {
        self.unconfirming.submit(self.client.unconfirm_at_school(case.id.clone()), move |answer| {
            close_dialog(UNCONFIRM);
            self.outcome.say(words::unconfirmed(&case, answer.downloaded));
            self.cases.refresh();
        });
    }
}

/// Which document number.
fn question(language: Language, desk: Desk) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        desk.ask();
    };
    view! {
        <FormTrouble language=language form=desk.asking />
        <form class="question" role="search" novalidate=true on:submit=submit>
            <Field
                language=language
                id="document-number"
                label=words::DOCUMENT_NUMBER
                value=desk.typed
                required=true
                hint=words::DOCUMENT_NUMBER_HINT
                error=desk.asking.field("document_number", "document-number", words::DOCUMENT_NUMBER)
            />
            <button type="submit" class="button primary">{words::SHOW.say(language)}</button>
        </form>
    }
}

fn list(language: Language, desk: Desk, asked: Asked) -> AnyView {
    if asked.is_empty {
        return view! { <p class="empty">{words::NONE_FOUND.say(language)}</p> }.into_any();
    }
    view! {
        <section>
            <p class="list-title">
                <span>{words::DOCUMENT_NUMBER.say(language)}</span>
                " "
                <strong>{asked.document_number}</strong>
            </p>
            {toolbar(language, desk)}
            <FormTrouble language=language form=desk.confirming />
            <p class="hint keys" id=KEYS>{words::KEYS.say(language)}</p>
            {rows::table(language, desk)}
        </section>
    }
    .into_any()
}

/// Counters, 全選, 確認.
fn toolbar(language: Language, desk: Desk) -> impl IntoView {
    let label = move |filter| {
        desk.with(|cases| {
            let total = cases.cases.len();
            let count = match filter {
                Filter::All => total,
                Filter::Unconfirmed => usize::try_from(cases.unconfirmed).unwrap_or(total),
                Filter::Confirmed => usize::try_from(cases.confirmed).unwrap_or(total),
            };
            words::counter(language, filter, count, total)
        })
    };
    let counters = Filter::ALL.map(|filter| {
        view! {
            <button
                type="button"
                class="button small"
                aria-pressed=move || (desk.filter.get() == filter).to_string()
                on:click=move |_| desk.filter.set(filter)
            >
                {move || label(filter)}
            </button>
        }
    });
    let ticked = Memo::new(move |_| {
        desk.with(|cases| desk.selection.with(|ticked| ticked.count(cases))).unwrap_or_default()
    });
    let any_left = Memo::new(move |_| {
        let filter = desk.filter.get();
        desk.with(|cases| desk.selection.with(|ticked| ticked.leaves_any(cases, filter))) == Some(true)
    });
    let select_all = move |_| {
        let filter = desk.filter.get_untracked();
        untrack(|| desk.with(|cases| desk.selection.update(|ticked| ticked.tick_all(cases, filter))));
    };
    view! {
        <div class="toolbar">
            <div class="counters" role="group" aria-label=words::FILTER.say(language)>{counters.collect_view()}</div>
            <div class="acts">
                <span class="soft" role="status">{move || words::selected(language, ticked.get())}</span>
                <button
                    type="button"
                    class="button small"
                    aria-disabled=move || (!any_left.get()).then_some("true")
                    on:click=select_all
                >
                    {words::SELECT_ALL.say(language)}
                </button>
                <button
                    type="button"
                    class="button small"
                    aria-disabled=move || (ticked.get() == 0).then_some("true")
                    on:click=move |_| desk.selection.update(Selection::clear)
                >
                    {words::SELECT_NONE.say(language)}
                </button>
                <button
                    id=CONFIRM
                    type="button"
                    class="button small primary"
                    // Keeps the focus when there is nothing left to confirm.
                    aria-disabled=move || (ticked.get() == 0 || desk.confirming.is_busy()).then_some("true")
                    on:click=move |_| desk.confirm()
                >
                    {move || {
                        if desk.confirming.is_busy() {
                            office::BUSY.say(language).to_owned()
                        } else {
                            words::confirm_selected(language, ticked.get())
                        }
                    }}
                </button>
                {move || undo_button(language, desk)}
            </div>
        </div>
    }
}

/// The way back also stands beside the button that was pressed, so that the keyboard need
/// not go through the table to it.
fn undo_button(language: Language, desk: Desk) -> impl IntoView {
    desk.outcome.get().and_then(|said| said.undo).map(|undo| {
        let take_back = move |_| {
            desk.outcome.clear();
            focus(CONFIRM);
            undo();
        };
        view! {
            <button type="button" class="button small" on:click=take_back>{office::UNDO.say(language)}</button>
        }
    })
}

/// Before a confirmation is taken back.
fn warning(language: Language, desk: Desk, case: SchoolCase) -> impl IntoView {
    let downloaded =
        if case.downloaded { words::UNCONFIRM_DOWNLOADED } else { words::UNCONFIRM_NOT_DOWNLOADED };
    let subject = format!("{} {}", case.name, case.certificate_number);
    let has_copy = case.downloaded;
    view! {
        <Dialog
            id=UNCONFIRM
            heading=words::UNCONFIRM.say(language)
            on_close=move || {
                desk.unconfirmed.set(None);
                desk.unconfirming.clear();
            }
        >
            <p><strong>{subject}</strong></p>
            <p>{words::UNCONFIRM_EFFECT.say(language)}</p>
            <p class=if has_copy { "warning" } else { "" }>{downloaded.say(language)}</p>
            <FormTrouble language=language form=desk.unconfirming />
            <p class="acts end">
                <button type="button" class="button" on:click=move |_| close_dialog(UNCONFIRM)>
                    {office::CANCEL.say(language)}
                </button>
                <button
                    type="button"
                    class="button danger"
                    aria-disabled=move || desk.unconfirming.is_busy().then_some("true")
                    on:click=move |_| desk.unconfirm(case.clone())
                >
                    {words::UNCONFIRM.say(language)}
                </button>
            </p>
        </Dialog>
    }
}
