//! `/`: one PDF in, one verdict out. More than one, folders, archives, receipts,
//! pictures and links with a printed code go to the annex ([`crate::handover`]).
//!
//! A file that arrives is checked at once, with a status list at most a minute
//! old; 「進行驗證」 checks it again with a list fetched anew. What supports a verdict
//! (the picture of page 1, what was checked) and what explains a refusal (a diagnosis,
//! which can replace the reason and nothing else) is added by the annex, too.
//! Performance marks `dcert:file` and `dcert:verdict` frame the time a person waits.

mod link;

use std::time::Duration;

use js_sys::{Array, ArrayBuffer};
use leptos::{ev, leptos_dom::helpers::WindowListenerHandle, prelude::*, task};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DataTransfer, DragEvent, File, HtmlElement, HtmlInputElement};

use crate::{
    Language,
    client::{Freshness, StatusLists},
    components::{DropZone, FailureNotice, VerdictView},
    frame::CurrentLanguage,
    handover::{self, Annex, Purpose, RESULT_HEADING},
    judge::judge,
    session::{Chosen, Failure, Judgement, READ_LIMIT, Run, Session, Stage},
    text,
    worker::Verifier,
};

/// The `id` of the file input, which labels and buttons all over the page open.
const FILE_INPUT: &str = "file";

/// What the page works with. All handles: copies share one state.
#[derive(Clone, Copy)]
struct Desk {
    session: RwSignal<Session>,
    file: StoredValue<Option<File>, LocalStorage>,
    lists: StoredValue<StatusLists, LocalStorage>,
    verifier: StoredValue<Verifier, LocalStorage>,
    annex: StoredValue<Annex, LocalStorage>,
}

/// The page.
#[component]
pub fn VerifyPage() -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let desk = Desk::open();
    let dragging = accept_drops(desk);
    link::accept(desk);
    let session = desk.session;
    let stage = Memo::new(move |_| session.with(|session| session.stage().clone()));
    let chosen = Memo::new(move |_| session.with(|session| session.chosen().cloned()));

    view! {
        <main
            id="main"
            tabindex="-1"
            class="measure"
            class:dragging=move || dragging.get()
            class:started=move || stage.with(|stage| *stage != Stage::Idle)
        >
            {move || introduction(current.get())}
            {move || {
                view! {
                    <DropZone
                        language=current.get()
                        input_id=FILE_INPUT
                        chosen=chosen.get()
                        dragging=dragging.get()
                        on_input=move |input: HtmlInputElement| desk.take_from_input(&input)
                        on_verify=move || desk.verify_again()
                    />
                }
            }}
            // Says the outcome to screen readers; sits in the page from the start, or
            // it would not be heard.
            <p class="hidden-text" role="status">
                {move || stage.with(|stage| announcement(stage, current.get()))}
            </p>
            {move || stage.with(|stage| result(desk, stage, chosen.get(), current.get()))}
            <div id=handover::PLACE></div>
            // Until the annex is there; the style hides it then.
            {move || (stage.with(|stage| *stage == Stage::HandedOver))
                .then(|| view! { <p class="working">{text::WORKING.say(current.get())} "…"</p> })}
        </main>
    }
}

impl Desk {
    /// Verifier and list come behind what the reader sees first, and are there when a
    /// file is.
    fn open() -> Self {
        let session = RwSignal::new(Session::default());
        let away = move || {
            session.update(|session| session.refuse(Failure::AnnexAway));
            task::spawn_local(show_result());
        };
        let desk = Self {
            session,
            file: StoredValue::new_local(None),
            lists: StoredValue::new_local(StatusLists::default()),
            verifier: StoredValue::new_local(Verifier::idle()),
            annex: StoredValue::new_local(Annex::new(away)),
        };
        request_animation_frame(move || set_timeout(move || desk.warm_up(), Duration::ZERO));
        desk
    }

    fn warm_up(self) {
        self.verifier.with_value(Verifier::warm_up);
        let _ = self.lists.get_value().fetch(Freshness::Recent);
    }

    fn take_from_input(self, input: &HtmlInputElement) {
        let items = input.files().map(|files| Array::from(&files)).unwrap_or_default();
        // Choosing the same file again is a change, too.
        input.set_value("");
        if items.length() > 0 {
            self.take_all(&items);
        }
    }

    fn take_drop(self, dropped: &DataTransfer) {
        let items = offered(dropped);
        if items.length() > 0 {
            return self.take_all(&items);
        }
        self.leave_file();
        self.session.update(|session| session.refuse(Failure::NothingDropped));
        task::spawn_local(show_result());
    }

    /// One file stays here; everything else is for the annex.
    fn take_all(self, items: &Array) {
        let alone = (items.length() == 1).then(|| items.get(0).dyn_into::<File>().ok()).flatten();
        match alone.filter(|file| !is_for_annex(&file.name())) {
            Some(file) => self.take(file),
            None => self.hand_over(Purpose::Many, items),
        }
    }

    fn hand_over(self, purpose: Purpose, items: &Array) {
        self.leave_file();
        self.session.update(Session::hand_over);
        self.annex.get_value().offer(purpose, items);
    }

    fn leave_file(self) {
        self.file.set_value(None);
        self.annex.get_value().clear();
    }

    fn take(self, file: File) {
        mark("dcert:file");
        self.annex.get_value().clear();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a file length is a whole number"
        )]
        let chosen = Chosen { name: file.name(), size: file.size() as u64 };
        self.file.set_value(Some(file.clone()));
        if let Some(run) = self.session.try_update(|session| session.choose(chosen)) {
            task::spawn_local(self.check(run, file, Freshness::Recent));
        }
    }

    /// Has the annex do something with the file.
    fn offer(self, purpose: Purpose) {
        if let Some(file) = self.file.get_value() {
            self.annex.get_value().offer(purpose, &Array::of1(&file));
        }
    }

    /// Checks the file once more with a fresh list; without a file, asks for one.
    fn verify_again(self) {
        let Some(file) = self.file.get_value() else { return choose_file() };
        if let Some(run) = self.session.try_update(Session::again).flatten() {
            mark("dcert:file");
            task::spawn_local(self.check(run, file, Freshness::Now));
        }
    }

    async fn check(self, run: Run, file: File, freshness: Freshness) {
        let outcome = self.judge(&file, freshness).await;
        if !self.session.with_untracked(|session| session.is_newest(run)) {
            return;
        }
        let refused = outcome.as_ref().is_ok_and(Judgement::calls_for_diagnosis);
        // The name makes no picture of a file, so the verifier has a look first.
        if refused && file.type_().starts_with("image/") {
            return self.hand_over(Purpose::Picture, &Array::of1(&file));
        }
        if self.session.try_update(|session| session.finish(run, outcome)) == Some(true) {
            show_result().await;
        }
    }

    async fn judge(self, file: &File, freshness: Freshness) -> Result<Judgement, Failure> {
        let lists = self.lists.get_value();
        // Under way while the file is read.
        let fetch = lists.fetch(freshness);
        let bytes = read(file).await.map_err(|_| Failure::Unreadable)?;
        judge(&lists, fetch, &self.verifier.get_value(), bytes).await
    }
}

/// What a drop brought: files, and folders as their entries.
fn offered(dropped: &DataTransfer) -> Array {
    let offered = Array::new();
    let items = dropped.items();
    for item in (0..items.length()).filter_map(|index| items.get(index)) {
        // A folder has no type. Asking for the entry of each of 500 files would hold the
        // page up.
        let entry = if item.type_().is_empty() { item.webkit_get_as_entry().ok().flatten() } else { None };
        let folder = entry.filter(|entry| entry.is_directory());
        if let Some(folder) = folder {
            offered.push(&folder);
        } else if let Ok(Some(file)) = item.get_as_file() {
            offered.push(&file);
        }
    }
    offered
}

/// Archives and receipts, by their names: an archive in the name of a certificate
/// is refused like any other file.
fn is_for_annex(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".zip") || name.ends_with(".json")
}

/// The bytes of a file, or of its beginning when it is too large.
async fn read(file: &Blob) -> Result<ArrayBuffer, JsValue> {
    #[expect(clippy::cast_precision_loss, reason = "the limit is far below 2^53")]
    let end = file.size().min((READ_LIMIT + 1) as f64);
    let part = file.slice_with_f64_and_f64(0.0, end)?;
    JsFuture::from(part.array_buffer()).await?.dyn_into()
}

/// Takes files dropped anywhere on the page; whether one hovers over it.
fn accept_drops(desk: Desk) -> ReadSignal<bool> {
    let (dragging, set_dragging) = signal(false);
    let hover = move |event: DragEvent| {
        // Or the browser opens the file in place of the page.
        event.prevent_default();
        set_dragging.set(true);
    };
    let leave = move |event: DragEvent| {
        if event.related_target().is_none() {
            set_dragging.set(false);
        }
    };
    let drop_files = move |event: DragEvent| {
        event.prevent_default();
        set_dragging.set(false);
        if let Some(dropped) = event.data_transfer() {
            desk.take_drop(&dropped);
        }
    };
    let handles = [
        window_event_listener(ev::dragover, hover),
        window_event_listener(ev::dragleave, leave),
        window_event_listener(ev::drop, drop_files),
    ];
    on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
    dragging
}

/// Opens the file picker.
fn choose_file() {
    if let Some(input) =
        document().get_element_by_id(FILE_INPUT).and_then(|input| input.dyn_into::<HtmlElement>().ok())
    {
        input.click();
    }
}

/// Moves the focus to the result once it is on the page.
async fn show_result() {
    task::tick().await;
    if let Some(heading) = document()
        .get_element_by_id(RESULT_HEADING)
        .and_then(|heading| heading.dyn_into::<HtmlElement>().ok())
    {
        let _ = heading.focus();
    }
    mark("dcert:verdict");
}

fn mark(name: &str) {
    if let Some(performance) = window().performance() {
        // A measurement more or less changes nothing for the reader.
        let _ = performance.mark(name);
    }
}

/// What the page does and promises.
fn introduction(language: Language) -> impl IntoView {
    view! {
        <div class="introduction">
            <h1>{text::TITLE.say(language)}</h1>
            <p class="lead">{text::LEAD.say(language)}</p>
            <div class="promise">
                <p>{text::PROMISE.say(language)}</p>
                <details>
                    <summary>{text::PROMISE_HOW.say(language)}</summary>
                    <p>{text::PROMISE_PROOF.say(language)}</p>
                </details>
            </div>
        </div>
    }
}

/// What screen readers hear, apart from the heading that gets the focus.
fn announcement(stage: &Stage, language: Language) -> String {
    let (heading, sentence) = match stage {
        Stage::Idle | Stage::HandedOver => return String::new(),
        Stage::Working => return text::WORKING.say(language).to_owned(),
        Stage::Judged(judgement) => {
            let verdict = judgement.report.verdict;
            (text::verdict_heading(verdict), text::verdict_sentence(verdict))
        }
        Stage::Failed(failure) => (text::failure_heading(*failure).0, text::failure(*failure).0),
    };
    let colon = match language {
        Language::Chinese => "：",
        Language::English => ": ",
    };
    [heading.say(language), sentence.say(language)].join(colon)
}

/// What stands below the drop zone.
fn result(desk: Desk, stage: &Stage, chosen: Option<Chosen>, language: Language) -> AnyView {
    match stage {
        Stage::Idle | Stage::HandedOver => ().into_any(),
        Stage::Working => view! { <p class="working">{text::WORKING.say(language)} "…"</p> }.into_any(),
        Stage::Judged(judgement) => {
            complete(desk, judgement);
            view! {
                <VerdictView
                    language=language
                    heading_id=RESULT_HEADING
                    judgement=Judgement::clone(judgement)
                    chosen=chosen
                    picture=view! { <figure class="first-page" id=handover::PAGE_PLACE hidden=true></figure> }
                        .into_any()
                    checks=view! { <div id=handover::CHECKS_PLACE></div> }.into_any()
                    acts=acts(desk, language)
                />
            }
            .into_any()
        }
        Stage::Failed(failure) => {
            let acts = next_file(language);
            view! { <FailureNotice language=language heading_id=RESULT_HEADING failure=*failure acts=acts /> }
                .into_any()
        }
    }
}

/// Has the annex add to a verdict what is not needed at once, when the places for it
/// are there: what was checked, the first page of what is authentic (no forgery is
/// shown beside our words), and what happened to what was refused.
fn complete(desk: Desk, judgement: &Judgement) {
    let report = &judgement.report;
    let first = report.findings.first().map_or("", |finding| finding.code.code());
    let checked = Array::of2(&report.verdict.code().into(), &first.into());
    let is_authentic = report.stated.is_some();
    let calls_for_diagnosis = judgement.calls_for_diagnosis();
    task::spawn_local(async move {
        task::tick().await;
        desk.annex.get_value().offer(Purpose::Checks, &checked);
        if is_authentic {
            desk.offer(Purpose::FirstPage);
        }
        if calls_for_diagnosis {
            desk.offer(Purpose::Document);
        }
    });
}

/// What can be done after a verdict.
fn acts(desk: Desk, language: Language) -> AnyView {
    view! {
        {next_file(language)}
        <button type="button" class="button quiet" on:click=move |_| desk.offer(Purpose::Receipt)>
            {text::MAKE_RECEIPT.say(language)}
        </button>
        <span>{text::NEXT_FILE_HINT.say(language)}</span>
    }
    .into_any()
}

fn next_file(language: Language) -> AnyView {
    view! {
        <button type="button" class="button" on:click=move |_| choose_file()>
            {text::NEXT_FILE.say(language)}
        </button>
    }
    .into_any()
}
