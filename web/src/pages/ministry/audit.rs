//! `/ministry/audit`: the history, newest first.
//!
//! Hooks for tests: form "篩選條件 Filter" with its labels; table "稽核紀錄 Audit trail",
//! one row an entry with `data-sequence` and `data-action`; button "顯示更多 Show
//! more"; link "匯出 CSV Export as CSV".

use certificate::api::AuditEntry;
use leptos::{ev::SubmitEvent, prelude::*};

use super::history;
use crate::{
    Language,
    client::{AuditQuery, Client, Leaving, audit_export},
    components::{Choice, Field, FormTrouble},
    form::Form,
    frame::CurrentLanguage,
    navigation::TITLE,
    text::{ministry as words, office},
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
    /// Dates that cannot be read.
    wrong: RwSignal<[bool; 2]>,
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
        wrong: RwSignal::new([false; 2]),
        form: Form::new("audit-trouble"),
        found: RwSignal::new(None),
    };
    desk.look();
    view! {
        <h1 id=TITLE tabindex="-1">{move || words::AUDIT.say(current.get())}</h1>
        <p class="lead">{move || words::AUDIT_LEAD.say(current.get())}</p>
        {move || form(current.get(), desk)}
        {move || view! { <FormTrouble language=current.get() form=desk.form /> }}
        {move || found(current.get(), desk)}
    }
}

impl Desk {
    /// The filter; `None` when a date cannot be read.
    fn query(self) -> Option<AuditQuery> {
        let day = |field: RwSignal<String>| match field.get_untracked().trim() {
            "" => Some(String::new()),
            typed => typed.parse::<certificate::Date>().ok().map(|date| date.to_string()),
        };
        let days = [day(self.from), day(self.to)];
        self.wrong.set([days[0].is_none(), days[1].is_none()]);
        let [Some(from), Some(to)] = days else { return None };
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
        });
    }
}

fn form(language: Language, desk: Desk) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        desk.look();
    };
    let wrong = move |place: usize| {
        Signal::derive(move || {
            desk.wrong.with(|wrong| wrong[place]).then(|| words::NOT_A_DATE.say(language).to_owned())
        })
    };
    let actions = words::ACTIONS
        .iter()
        .map(|(code, phrase)| ((*code).to_owned(), phrase.say(language).to_owned()))
        .collect();
    view! {
        <form class="search" role="search" aria-label=words::AUDIT_FORM.say(language) on:submit=submit>
            <div class="fields">
                <Field language=language id="audit-account" label=words::OFFICER value=desk.account />
                <Choice language=language id="audit-action" label=words::ACTION value=desk.action options=actions none=office::ANY />
                <Field language=language id="audit-case" label=words::CASE_ID value=desk.case />
                <Field language=language id="audit-from" label=words::FROM value=desk.from hint=words::DATE_HINT error=wrong(0) />
                <Field language=language id="audit-to" label=words::TO value=desk.to hint=words::DATE_HINT error=wrong(1) />
            </div>
            <p class="acts">
                <button type="submit" class="button primary" aria-disabled=move || desk.form.is_busy().then_some("true")>
                    {move || if desk.form.is_busy() { office::BUSY } else { words::FILTER }.say(language)}
                </button>
            </p>
        </form>
    }
}

fn found(language: Language, desk: Desk) -> AnyView {
    let Some(found) = desk.found.get() else {
        return desk
            .form
            .is_busy()
            .then(|| view! { <p class="working" role="status">{office::PENDING.say(language)}</p> })
            .into_any();
    };
    if found.entries.is_empty() {
        return view! { <p class="empty" role="status">{words::NO_ENTRIES.say(language)}</p> }.into_any();
    }
    let more = found.next.is_some();
    view! {
        <section>
            {history::table(language, words::AUDIT_TABLE, &found.entries, true)}
            <p class="acts more">
                {if more {
                    view! {
                        <button type="button" class="button" on:click=move |_| desk.look_further()>
                            {words::MORE.say(language)}
                        </button>
                    }
                        .into_any()
                } else {
                    view! { <span class="soft">{words::NO_MORE.say(language)}</span> }.into_any()
                }}
                <a class="button" href=audit_export(&found.query) download="audit.csv">{words::EXPORT.say(language)}</a>
            </p>
        </section>
    }
    .into_any()
}
