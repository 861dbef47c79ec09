//! `/ministry/import`: a roster, first tried, then imported; all or nothing.
//!
//! Hooks for tests: file input "名冊檔案 Roster"; buttons "試算（不儲存） Try it (stores
//! nothing)" and "匯入 Import"; the result is the `section` with `data-import`
//! ("tried", "refused" or "stored"); table "需要修正的儲存格 Cells to be corrected".

use certificate::api::{ImportOutcome, RowProblem};
use leptos::{
    ev::{self, SubmitEvent},
    prelude::*,
};
use web_sys::{File, HtmlInputElement};

use crate::{
    Language,
    client::{Client, template},
    components::FormTrouble,
    form::Form,
    frame::CurrentLanguage,
    navigation::{PageLink, TITLE, focus},
    outcome::Outcome,
    route::Page,
    storage,
    text::{self, ministry as words, office},
    trouble::Trouble,
};

/// The `id` of the heading of the result.
const RESULT: &str = "import-result";

/// No more problems are drawn; whoever has more corrects these first.
const SHOWN_PROBLEMS: usize = 500;

/// What the page works with. Copies share one state.
#[derive(Clone, Copy)]
struct Desk {
    client: Client,
    said: Outcome,
    file: StoredValue<Option<File>, LocalStorage>,
    /// Its name.
    file_name: RwSignal<Option<String>>,
    outcome: RwSignal<Option<ImportOutcome>>,
    /// The roster whose outcome is not known: the page was left while it was imported.
    left: RwSignal<Option<String>>,
    form: Form,
}

/// The page.
#[component]
pub fn ImportPage() -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let desk = Desk {
        client: expect_context::<Client>(),
        said: expect_context::<Outcome>(),
        file: StoredValue::new_local(None),
        file_name: RwSignal::new(None),
        outcome: RwSignal::new(None),
        left: RwSignal::new(storage::import_under_way()),
        form: Form::new("import-trouble"),
    };
    desk.warn_of_leaving();
    view! {
        <h1 id=TITLE tabindex="-1">{move || words::IMPORT.say(current.get())}</h1>
        <p class="lead">{move || words::IMPORT_LEAD.say(current.get())}</p>
        {move || {
            let language = current.get();
            desk.left
                .get()
                .map(|file| view! { <p class="warning" data-left="">{words::import_left(&file).say(language).to_owned()}</p> })
        }}
        <p class="acts more">
            <span>{move || words::TEMPLATES.say(current.get())}</span>
            <a class="button small" href=template("roster.csv") download="roster.csv">"CSV"</a>
            <a class="button small" href=template("roster.xlsx") download="roster.xlsx">"XLSX"</a>
        </p>
        // Drawn once: a file that was chosen survives a switch of the language.
        <form class="form search" on:submit=move |event| desk.try_out(event)>
            <div class="field">
                <p class="field-name">{move || words::ROSTER.say(current.get())}</p>
                <p class="acts">
                    <input
                        id="roster"
                        type="file"
                        class="hidden-text"
                        accept=".csv,.xlsx,.zip"
                        aria-label=move || words::ROSTER.say(current.get())
                        on:change:target=move |event| desk.take(&event.target())
                    />
                    <label for="roster" class="button small">{move || text::CHOOSE.say(current.get())}</label>
                    <bdi class="soft">
                        {move || desk.file_name.get().unwrap_or_else(|| words::NO_ROSTER.say(current.get()).to_owned())}
                    </bdi>
                </p>
            </div>
            {move || view! { <FormTrouble language=current.get() form=desk.form /> }}
            {move || desk.form.is_busy().then(|| under_way(current.get()))}
            <p class="acts">
                <button type="submit" class="button" class:primary=move || !desk.is_ready() disabled=move || desk.file_name.with(Option::is_none)>
                    {move || if desk.form.is_busy() { office::BUSY } else { words::DRY_RUN }.say(current.get())}
                </button>
                <button
                    type="button"
                    class="button"
                    class:primary=move || desk.is_ready()
                    disabled=move || !desk.is_ready()
                    on:click=move |_| desk.send(false)
                >
                    {move || words::DO_IMPORT.say(current.get())}
                </button>
            </p>
        </form>
        {move || {
            let language = current.get();
            desk.outcome.with(|outcome| outcome.as_ref().map(|outcome| result(language, outcome)))
        }}
    }
}

impl Desk {
    fn take(self, input: &HtmlInputElement) {
        let file = input.files().and_then(|files| files.get(0));
        self.file_name.set(file.as_ref().map(File::name));
        self.file.set_value(file);
        // What was found out was about another file.
        self.outcome.set(None);
        self.form.clear();
    }

    /// Whether the file was tried and can be imported.
    fn is_ready(self) -> bool {
        self.outcome.with(|outcome| {
            outcome.as_ref().is_some_and(|outcome| !outcome.stored && outcome.problems.is_empty())
        })
    }

    /// The browser asks before somebody leaves while the answer is awaited.
    fn warn_of_leaving(self) {
        let handle = window_event_listener(ev::beforeunload, move |event| {
            if untrack(|| self.form.is_busy()) {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
    }

    fn try_out(self, event: SubmitEvent) {
        event.prevent_default();
        self.send(true);
    }

    fn send(self, dry_run: bool) {
        let Some(file) = self.file.get_value() else { return };
        let name = file.name();
        let act = async move {
            if !dry_run {
                storage::note_import(Some(&name));
            }
            let answer = self.client.import(file.into(), dry_run).await;
            // Without an answer nobody knows whether the roster was stored.
            if dry_run || !matches!(answer, Err(Trouble::Away | Trouble::Garbled)) {
                storage::note_import(None);
            } else {
                self.left.try_set(Some(name));
            }
            answer
        };
        self.form.submit(act, move |outcome| {
            self.left.set(None);
            if outcome.stored {
                self.said.say(words::import_outcome(&outcome));
            }
            self.outcome.set(Some(outcome));
            focus(RESULT);
        });
    }
}

fn under_way(language: Language) -> impl IntoView {
    view! {
        <div role="status">
            <p>{words::IMPORT_UNDER_WAY.say(language)}</p>
            <progress aria-label=words::IMPORT_UNDER_WAY.say(language)></progress>
        </div>
    }
}

fn result(language: Language, outcome: &ImportOutcome) -> impl IntoView + use<> {
    let state = match (outcome.stored, outcome.problems.is_empty()) {
        (true, _) => "stored",
        (false, true) => "tried",
        (false, false) => "refused",
    };
    let sentence = words::import_outcome(outcome).say(language).to_owned();
    let problems = outcome.problems.clone();
    let stored = outcome.stored;
    view! {
        <section data-import=state aria-labelledby=RESULT>
            <h2 id=RESULT tabindex="-1">{words::OUTCOME.say(language)}</h2>
            <p class=if problems.is_empty() { "" } else { "warning" }>{sentence}</p>
            {(!problems.is_empty()).then(|| problem_table(language, problems))}
            {stored
                .then(|| {
                    view! { <p class="more"><PageLink page=Page::Issues>{words::GO_ISSUE.say(language)}</PageLink></p> }
                })}
        </section>
    }
}

fn problem_table(language: Language, problems: Vec<RowProblem>) -> impl IntoView {
    let row = move |problem: RowProblem| {
        let place = if problem.row == 0 {
            words::WHOLE_FILE.say(language).to_owned()
        } else {
            problem.row.to_string()
        };
        let column = match (problem.row, problem.column.is_empty()) {
            (0, true) => String::new(),
            (_, true) => words::WHOLE_ROW.say(language).to_owned(),
            (_, false) => problem.column,
        };
        view! {
            <tr>
                <th scope="row" data-label=words::ROW.say(language)>{place}</th>
                <td data-label=words::COLUMN.say(language)>{column}</td>
                <td data-label=words::WHY.say(language)>{text::problem::in_language(language, &problem.reason)}</td>
            </tr>
        }
    };
    let head = [words::ROW, words::COLUMN, words::WHY];
    view! {
        <p class="hint">{words::PROBLEMS_ADVICE.say(language)}</p>
        <table class="table cards">
            <caption class="hidden-text">{words::PROBLEMS.say(language)}</caption>
            <thead>
                <tr>{head.map(|column| view! { <th scope="col">{column.say(language)}</th> }).collect_view()}</tr>
            </thead>
            <tbody>{problems.into_iter().take(SHOWN_PROBLEMS).map(row).collect_view()}</tbody>
        </table>
    }
}
