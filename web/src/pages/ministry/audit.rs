//! `/ministry/audit`: the history, newest first.
//!
//! Hooks for tests: form "篩選條件 Filter" with its labels; table "稽核紀錄 Audit trail",
//! one row an entry with `data-sequence` and `data-action`; button "顯示更多 Show
//! more"; link "匯出 CSV Export as CSV".

use certificate::api::AuditEntry;
use leptos::{ev::SubmitEvent, prelude::*};

use super::{LISTED, ListEnd, history};
use crate::{
    Language,
    client::{AuditQuery, Client, Leaving, audit_export},
    components::{Choice, Field, FormTrouble},
    form::{Form, Slip},
    frame::CurrentLanguage,
    navigation::{TITLE, focus},
    text::{ministry as words, office, problem},
};

/// What was found so far.
#[derive(Clone, PartialEq)]
struct Found {
    query: AuditQuery,
    entries: Vec<AuditEntry>,
    next: Option<i64>,
}

/// What the page works with. Copies share one state.
#[derive(Clone, Copy)]
struct Desk {
    client: Client,
    leaving: Leaving,
    account: RwSignal<String>,
    action: RwSignal<String>,
    case: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
    form: Form,
    found: RwSignal<Option<Found>>,
}

/// The page.
#[component]
pub fn AuditPage() -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let empty = || RwSignal::new(String::new());
    let desk = Desk {
        client: expect_context::<Client>(),
        leaving: Leaving::watch(),
        account: empty(),
        action: empty(),
        case: empty(),
        from: empty(),
        to: empty(),
        form: Form::new("audit-trouble"),
        found: RwSignal::new(None),
    };
    desk.look();
    view! {
        <h1 id=TITLE tabindex="-1">{move || words::AUDIT.say(current.get())}</h1>
        <p class="lead">{move || words::AUDIT_LEAD.say(current.get())}</p>
        {move || form(current.get(), desk)}
        {move || view! { <FormTrouble language=current.get() form=desk.form /> }}
        {move || view! { {found(current.get(), desk)} }}
    }
}

impl Desk {
    /// The filter; `None` when a date cannot be read.
    fn query(self) -> Option<AuditQuery> {
        let day = |field: RwSignal<String>| match field.get_untracked().trim() {
            "" => Some(String::new()),
            typed => typed.parse::<certificate::Date>().ok().map(|date| date.to_string()),
        };
        let (from, to) = (day(self.from), day(self.to));
        let slips = [
            Slip::when(from.is_none(), "audit-from", self.from, problem::NOT_A_DATE),
            Slip::when(to.is_none(), "audit-to", self.to, problem::NOT_A_DATE),
        ];
        if !self.form.accepts(slips) {
            return None;
        }
        let (from, to) = (from?, to?);
        Some(AuditQuery {
            account: self.account.get_untracked(),
            action: self.action.get_untracked(),
            case: self.case.get_untracked(),
            from,
            to,
        })
    }

    fn look(self) {
        let Some(query) = self.query() else { return };
        self.form.submit(self.client.audit(query.clone(), None, self.leaving), move |page| {
            self.found.set(Some(Found { query, entries: page.entries, next: page.next }));
        });
    }

    fn look_further(self) {
        let Some(found) = self.found.get_untracked() else { return };
        self.form.submit(self.client.audit(found.query, found.next, self.leaving), move |page| {
            self.found.update(|found| {
                if let Some(found) = found {
                    found.entries.extend(page.entries);
                    found.next = page.next;
                }
            });
            // The button that was pressed goes with the last page.
            if self.found.with_untracked(|found| found.as_ref().is_some_and(|found| found.next.is_none())) {
                focus(LISTED);
            }
        });
    }
}

fn form(language: Language, desk: Desk) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        desk.look();
    };
    let actions = words::ACTIONS
        .iter()
        .map(|(code, phrase)| ((*code).to_owned(), phrase.say(language).to_owned()))
        .collect();
    view! {
        <form class="search" role="search" aria-label=words::AUDIT_FORM.say(language) novalidate=true on:submit=submit>
            <div class="fields">
                <Field language=language id="audit-account" label=words::OFFICER value=desk.account />
                <Choice language=language id="audit-action" label=words::ACTION value=desk.action options=actions none=office::ANY />
                <Field language=language id="audit-case" label=words::CASE_ID value=desk.case />
                <Field language=language id="audit-from" label=words::FROM value=desk.from hint=words::DATE_HINT error=desk.form.field("from", "audit-from", words::FROM) />
                <Field language=language id="audit-to" label=words::TO value=desk.to hint=words::DATE_HINT error=desk.form.field("to", "audit-to", words::TO) />
            </div>
            <p class="acts">
                <button type="submit" class="button primary" aria-disabled=move || desk.form.is_busy().then_some("true")>
                    {move || if desk.form.is_busy() { office::BUSY } else { words::FILTER }.say(language)}
                </button>
            </p>
        </form>
    }
}

/// As on the page of cases.
fn found(language: Language, desk: Desk) -> impl IntoView {
    let any =
        Memo::new(move |_| desk.found.with(|found| found.as_ref().map(|found| !found.entries.is_empty())));
    move || match any.get() {
        None => desk
            .form
            .is_busy()
            .then(|| view! { <p class="working" role="status">{office::PENDING.say(language)}</p> })
            .into_any(),
        Some(false) => {
            view! { <p class="empty" role="status">{words::NO_ENTRIES.say(language)}</p> }.into_any()
        }
        Some(true) => {
            let entries = Signal::derive(move || {
                desk.found.with(|found| found.as_ref().map(|found| found.entries.clone()).unwrap_or_default())
            });
            let ended = Memo::new(move |_| {
                desk.found.with(|found| found.as_ref().is_none_or(|found| found.next.is_none()))
            });
            let address =
                move || desk.found.with(|found| found.as_ref().map(|found| audit_export(&found.query)));
            view! {
                <section>
                    {history::table(language, words::AUDIT_TABLE, entries, true)}
                    <div class="acts more">
                        <ListEnd
                            language=language
                            count=Signal::derive(move || entries.with(Vec::len))
                            ended=ended
                            is_busy=Signal::derive(move || desk.form.is_busy())
                            on_more=move || desk.look_further()
                        />
                        <a class="button" href=address download="audit.csv">{words::EXPORT.say(language)}</a>
                    </div>
                </section>
            }
            .into_any()
        }
    }
}
