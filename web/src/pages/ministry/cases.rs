//! `/ministry/cases`: search and page through the cases. What is looked for goes in
//! the body of a request, never in an address.
//!
//! Hooks for tests: form "查詢條件 What to look for" with its labels; buttons "查詢
//! Search", "清除條件 Clear", "顯示更多 Show more"; table "案件清單 Cases found", one row a
//! case with `data-case`; link "匯出 CSV Export as CSV".

use certificate::{
    Kind, Rank, Status,
    api::{CaseQuery, CaseSummary, ReferenceData, Stage},
};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{LISTED, ListEnd, case_table};
use crate::{
    Language,
    client::{Client, case_export},
    components::{Choice, Field, FormTrouble},
    form::Form,
    frame::CurrentLanguage,
    loader::Loader,
    navigation::{TITLE, focus},
    text::{ministry as words, office},
    visitor::Visitor,
};

/// What is typed in the form. It outlives the page, so that whoever comes back from
/// a case finds the list again; it is never stored.
#[derive(Clone, Copy)]
pub struct Search {
    document_number: RwSignal<String>,
    certificate_number: RwSignal<String>,
    name: RwSignal<String>,
    identity_number: RwSignal<String>,
    school_code: RwSignal<String>,
    kind: RwSignal<String>,
    rank: RwSignal<String>,
    stage: RwSignal<String>,
    status: RwSignal<String>,
}

impl Search {
    /// Provides an empty form to all below.
    pub fn provide() {
        let empty = || RwSignal::new(String::new());
        provide_context(Self {
            document_number: empty(),
            certificate_number: empty(),
            name: empty(),
            identity_number: empty(),
            school_code: empty(),
            kind: empty(),
            rank: empty(),
            stage: empty(),
            status: empty(),
        });
    }

    fn fields(self) -> [RwSignal<String>; 9] {
        [
            self.document_number,
            self.certificate_number,
            self.name,
            self.identity_number,
            self.school_code,
            self.kind,
            self.rank,
            self.stage,
            self.status,
        ]
    }

    fn clear(self) {
        for field in self.fields() {
            field.set(String::new());
        }
    }

    fn query(self) -> CaseQuery {
        let text = |field: RwSignal<String>| {
            let value = field.get();
            Some(value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        let kind = self.kind.get();
        let status = self.status.get();
        let stage = self.stage.get();
        CaseQuery {
            document_number: text(self.document_number),
            certificate_number: text(self.certificate_number),
            name: text(self.name),
            identity_number: text(self.identity_number).map(|number| number.to_ascii_uppercase()),
            school_code: text(self.school_code),
            kind: kind.parse().ok(),
            rank: text(self.rank).and_then(|rank| rank.parse::<Rank>().ok()),
            stage: Stage::from_code(&stage),
            status: Status::from_code(&status),
            after: None,
            limit: None,
        }
    }
}

/// What was found so far.
#[derive(Clone, PartialEq)]
struct Found {
    query: CaseQuery,
    cases: Vec<CaseSummary>,
    next: Option<String>,
}

/// What the page works with. Copies share one state.
#[derive(Clone, Copy)]
struct Desk {
    client: Client,
    search: Search,
    form: Form,
    found: RwSignal<Option<Found>>,
    reference: Loader<ReferenceData>,
    /// Auditors look, and take nothing along.
    may_export: Memo<bool>,
}

/// The page.
#[component]
pub fn CasesPage(
    /// Looks for cases of this stage at once.
    stage: Option<Stage>,
) -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let client = expect_context::<Client>();
    let visitor = expect_context::<Visitor>();
    let search = expect_context::<Search>();
    if let Some(stage) = stage {
        search.clear();
        search.stage.set(stage.code().to_owned());
    }
    let may_export = Memo::new(move |_| {
        visitor.visit().with(|visit| visit.roles().contains(&certificate::api::Role::Issuer))
    });
    let reference = Loader::idle(move |leaving| client.reference(leaving));
    // Auditors may not read it, and type the code.
    if may_export.get_untracked() {
        reference.reload();
    }
    let desk = Desk {
        client,
        search,
        form: Form::new("search-trouble"),
        found: RwSignal::new(None),
        reference,
        may_export,
    };
    desk.look();
    view! {
        <h1 id=TITLE tabindex="-1">{move || words::CASES.say(current.get())}</h1>
        <p class="lead">{move || words::CASES_LEAD.say(current.get())}</p>
        {move || form(current.get(), desk)}
        {move || view! { <FormTrouble language=current.get() form=desk.form /> }}
        {move || view! { {found(current.get(), desk)} }}
    }
}

impl Desk {
    fn look(self) {
        let query = untrack(|| self.search.query());
        self.form.submit(self.client.search(query.clone()), move |page| {
            self.found.set(Some(Found { query, cases: page.cases, next: page.next }));
        });
    }

    fn look_further(self) {
        let Some(found) = self.found.get_untracked() else { return };
        let query = CaseQuery { after: found.next, ..found.query };
        self.form.submit(self.client.search(query), move |page| {
            self.found.update(|found| {
                if let Some(found) = found {
                    found.cases.extend(page.cases);
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
    let search = desk.search;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        desk.look();
    };
    let reset = move |_| {
        search.clear();
        desk.look();
    };
    let say =
        move |code: &str, phrase: crate::text::Phrase| (code.to_owned(), phrase.say(language).to_owned());
    let kinds = [Kind::University, Kind::K12].map(|kind| say(kind.code(), words::kind(kind))).to_vec();
    let ranks = Rank::ALL.into_iter().rev().map(|rank| say(rank.code(), office::rank(rank))).collect();
    let stages = Stage::ALL.map(|stage| say(stage.code(), office::stage(stage))).to_vec();
    let statuses = Status::ALL.map(|status| say(status.code(), office::status(status))).to_vec();
    view! {
        <form class="search" role="search" aria-label=words::SEARCH_FORM.say(language) novalidate=true on:submit=submit>
            <div class="fields">
                <Field language=language id="search-document-number" label=words::DOCUMENT_NUMBER value=search.document_number error=desk.form.field("document_number", "search-document-number", words::DOCUMENT_NUMBER) />
                <Field language=language id="search-certificate-number" label=words::CERTIFICATE_NUMBER value=search.certificate_number error=desk.form.field("certificate_number", "search-certificate-number", words::CERTIFICATE_NUMBER) />
                <Field language=language id="search-name" label=words::NAME value=search.name error=desk.form.field("name", "search-name", words::NAME) />
                <Field language=language id="search-identity-number" label=words::IDENTITY_NUMBER value=search.identity_number error=desk.form.field("identity_number", "search-identity-number", words::IDENTITY_NUMBER) />
                {move || school(language, desk)}
                <Choice language=language id="search-kind" label=words::KIND value=search.kind options=kinds none=office::ANY />
                <Choice language=language id="search-rank" label=words::RANK value=search.rank options=ranks none=office::ANY />
                <Choice language=language id="search-stage" label=words::STAGE value=search.stage options=stages none=office::ANY />
                <Choice language=language id="search-status" label=words::STATUS value=search.status options=statuses none=office::ANY />
            </div>
            <p class="acts">
                <button type="submit" class="button primary" aria-disabled=move || desk.form.is_busy().then_some("true")>
                    {move || if desk.form.is_busy() { office::BUSY } else { words::SEARCH }.say(language)}
                </button>
                <button type="button" class="button quiet" on:click=reset>{words::RESET.say(language)}</button>
            </p>
        </form>
    }
}

/// The school by name where the list is there, else by its code.
fn school(language: Language, desk: Desk) -> AnyView {
    let schools = desk.reference.load().with(|load| {
        load.value().map(|reference| {
            let option = |school: &certificate::api::ReferenceEntry| {
                (school.code.clone(), format!("{} {}", school.code, school.name))
            };
            reference.schools.iter().map(option).collect::<Vec<_>>()
        })
    });
    match schools.filter(|schools| !schools.is_empty()) {
        Some(schools) => view! {
            <Choice language=language id="search-school" label=words::SCHOOL value=desk.search.school_code options=schools none=office::ANY />
        }
        .into_any(),
        None => view! {
            <Field language=language id="search-school" label=words::SCHOOL_CODE value=desk.search.school_code error=desk.form.field("school_code", "search-school", words::SCHOOL_CODE) />
        }
        .into_any(),
    }
}

/// Nothing yet, nothing at all, or a table that only grows while more is fetched.
fn found(language: Language, desk: Desk) -> impl IntoView {
    let any =
        Memo::new(move |_| desk.found.with(|found| found.as_ref().map(|found| !found.cases.is_empty())));
    move || match any.get() {
        None => desk
            .form
            .is_busy()
            .then(|| view! { <p class="working" role="status">{office::PENDING.say(language)}</p> })
            .into_any(),
        Some(false) => {
            view! { <p class="empty" role="status">{words::NO_CASES.say(language)}</p> }.into_any()
        }
        Some(true) => {
            let cases = Signal::derive(move || {
                desk.found.with(|found| found.as_ref().map(|found| found.cases.clone()).unwrap_or_default())
            });
            let ended = Memo::new(move |_| {
                desk.found.with(|found| found.as_ref().is_none_or(|found| found.next.is_none()))
            });
            let count = Signal::derive(move || cases.with(Vec::len));
            view! {
                <section>
                    {case_table(language, words::CASE_TABLE, cases)}
                    <div class="acts more">
                        <ListEnd
                            language=language
                            count=count
                            ended=ended
                            is_busy=Signal::derive(move || desk.form.is_busy())
                            on_more=move || desk.look_further()
                        />
                        {move || export(language, desk)}
                    </div>
                </section>
            }
            .into_any()
        }
    }
}

fn export(language: Language, desk: Desk) -> impl IntoView {
    let address = desk.found.with(|found| found.as_ref().map(|found| case_export(&found.query)));
    address.filter(|_| desk.may_export.get()).map(|address| {
        view! {
            <a class="button" href=address download="cases.csv">{words::EXPORT.say(language)}</a>
            <span class="hint">{words::EXPORT_HINT.say(language)}</span>
        }
    })
}
