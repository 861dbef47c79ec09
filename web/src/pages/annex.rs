//! Many files at once, receipts and printed copies. Rows live in a plain [`Batch`]; the page looks
//! at it a few times a second, however fast the files are checked, so that filling
//! the table never holds up the browser.

mod copy;
mod detail;
mod explanation;
mod exports;
mod first_page;
mod intake;
mod receipt;
mod runner;
mod table;

use std::time::Duration;

use certificate::Diagnosis;
use js_sys::Array;
use leptos::{prelude::*, task};
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlElement};

use self::{copy::Reading, intake::Source, receipt::Making, runner::Pool};
use crate::{
    Language,
    annex::shown_language,
    batch::{Batch, Look},
    client::{Freshness, StatusLists},
    receipt::Receipt,
    text::{Phrase, annex as words},
    worker::{Diagnostician, Sight, Verifier},
};

/// The page looks this often at what has changed.
const LOOKS: Duration = Duration::from_millis(250);

/// The `id` of the heading, which gets the focus.
const HEADING: &str = "annex-heading";

/// What the annex shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Nothing,
    Many,
    Receipt,
    Copy,
}

/// What the annex works with. All handles: copies share one state.
#[derive(Clone, Copy)]
pub struct Desk {
    mode: RwSignal<Mode>,
    language: RwSignal<Language>,
    batch: StoredValue<Batch, LocalStorage>,
    sources: StoredValue<Vec<Source>, LocalStorage>,
    /// The number of what was given last.
    set: StoredValue<u32, LocalStorage>,
    /// Counts up when there is something new to see.
    seen: RwSignal<u32>,
    /// A look is due already.
    due: StoredValue<bool, LocalStorage>,
    gathering: RwSignal<bool>,
    /// What went wrong with an archive or a receipt, by its name.
    notes: RwSignal<Vec<(String, Phrase)>>,
    receipts: RwSignal<Vec<Receipt>>,
    look: RwSignal<Look>,
    page: RwSignal<usize>,
    open: RwSignal<Option<usize>>,
    making: RwSignal<Making>,
    reading: RwSignal<Reading>,
    sight: StoredValue<Sight, LocalStorage>,
    diagnostician: StoredValue<Diagnostician, LocalStorage>,
    /// The refused file of the verdict that the page shows.
    refused: StoredValue<Option<File>, LocalStorage>,
    /// The file that was explained last, and how.
    explained: StoredValue<Option<(File, Option<Diagnosis>)>, LocalStorage>,
    /// For the codes of printed certificates; started with the first.
    for_codes: StoredValue<Option<Verifier>, LocalStorage>,
    lists: StoredValue<StatusLists, LocalStorage>,
    pool: StoredValue<Pool, LocalStorage>,
}

impl Desk {
    /// Fetches the list; workers start with the first file.
    pub fn open() -> Self {
        let lists = StatusLists::default();
        let _ = lists.fetch(Freshness::Recent);
        Self {
            mode: RwSignal::new(Mode::Nothing),
            language: RwSignal::new(shown_language()),
            batch: StoredValue::new_local(Batch::default()),
            sources: StoredValue::new_local(Vec::new()),
            set: StoredValue::new_local(0),
            seen: RwSignal::new(0),
            due: StoredValue::new_local(false),
            gathering: RwSignal::new(false),
            notes: RwSignal::new(Vec::new()),
            receipts: RwSignal::new(Vec::new()),
            look: RwSignal::new(Look::default()),
            page: RwSignal::new(0),
            open: RwSignal::new(None),
            making: RwSignal::new(Making::Working),
            reading: RwSignal::new(Reading::Working),
            sight: StoredValue::new_local(Sight::default()),
            diagnostician: StoredValue::new_local(Diagnostician::default()),
            refused: StoredValue::new_local(None),
            explained: StoredValue::new_local(None),
            for_codes: StoredValue::new_local(None),
            lists: StoredValue::new_local(lists),
            pool: StoredValue::new_local(Pool::default()),
        }
    }

    /// Checks all these files, and what is in these folders and archives.
    pub fn take(self, items: &Array) {
        self.reset();
        self.mode.set(Mode::Many);
        self.gathering.set(true);
        let items: Vec<_> = items.iter().collect();
        let set = self.set.get_value();
        task::spawn_local(async move {
            self.gather(set, items).await;
            if self.is_of(set) {
                self.gathering.set(false);
                self.see();
            }
        });
        task::spawn_local(focus(HEADING));
    }

    /// Makes the receipt of a file.
    pub fn make_receipt(self, items: &Array) {
        self.reset();
        if let Ok(file) = items.get(0).dyn_into::<File>() {
            self.making.set(Making::Working);
            self.mode.set(Mode::Receipt);
            task::spawn_local(self.judge_for_receipt(self.set.get_value(), file));
        }
    }

    /// Shows nothing, and ends what is under way.
    pub fn clear(self) {
        self.sight.get_value().dismiss();
        self.diagnostician.get_value().dismiss();
        self.refused.set_value(None);
        self.reset();
    }

    /// Shows nothing, and forgets what it had; the picture of the page stays.
    fn reset(self) {
        self.mode.set(Mode::Nothing);
        self.set.update_value(|set| *set = set.wrapping_add(1));
        self.batch.update_value(|batch| *batch = batch.cleared());
        self.sources.set_value(Vec::new());
        self.gathering.set(false);
        self.notes.set(Vec::new());
        self.receipts.set(Vec::new());
        self.look.set(Look::default());
        self.page.set(0);
        self.open.set(None);
    }

    /// Follows the language of the page.
    pub fn follow(self, language: Language) {
        self.language.set(language);
    }

    /// Whether what something was begun for is still shown.
    fn is_of(self, set: u32) -> bool {
        self.set.get_value() == set
    }

    /// Lets the page look soon.
    fn see(self) {
        if self.due.get_value() {
            return;
        }
        self.due.set_value(true);
        set_timeout(
            move || {
                self.due.set_value(false);
                self.seen.update(|seen| *seen = seen.wrapping_add(1));
            },
            LOOKS,
        );
    }

    /// What of the batch a view needs; followed.
    fn of_batch<T>(self, read: impl FnOnce(&Batch) -> T) -> T {
        self.seen.track();
        self.batch.with_value(read)
    }
}

/// The annex.
#[component]
pub fn AnnexPage(
    /// What it works with.
    desk: Desk,
) -> impl IntoView {
    move || {
        let language = desk.language.get();
        match desk.mode.get() {
            Mode::Nothing => ().into_any(),
            Mode::Many => many(language, desk).into_any(),
            Mode::Receipt => receipt::card(language, desk).into_any(),
            Mode::Copy => copy::card(language, desk).into_any(),
        }
    }
}

fn many(language: Language, desk: Desk) -> impl IntoView {
    view! {
        <section class="many" aria-labelledby=HEADING>
            <h2 id=HEADING tabindex="-1">{move || title(desk).say(language)}</h2>
            {move || table::progress(language, desk)}
            <p class="hidden-text" role="status">{move || table::announcement(language, desk)}</p>
            {move || table::notes(language, desk)}
            {move || receipt::comparisons(language, desk)}
            {table::tools(language, desk)}
            {move || table::rows(language, desk)}
            {move || desk.open.get().map(|index| detail::panel(language, desk, index))}
        </section>
    }
}

/// A receipt alone or with its file is not many files.
fn title(desk: Desk) -> Phrase {
    let many = desk.gathering.get() || desk.of_batch(|batch| batch.rows().len() > 1);
    if many { words::TITLE } else { words::TITLE_OF_ONE }
}

/// Moves the focus once the view is there.
async fn focus(id: &'static str) {
    task::tick().await;
    if let Some(element) =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok())
    {
        let _ = element.focus();
    }
}
