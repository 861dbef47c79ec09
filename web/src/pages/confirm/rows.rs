//! The table of 證書確認作業: a tick, the ten columns, the state, 瀏覽證書.

use certificate::{
    ItemCode, Status,
    api::{SchoolCase, SchoolCases, Stage},
};
use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{Desk, KEYS};
use crate::{
    Language,
    components::{StageMark, StatusMark},
    confirmation::{Tick, step},
    navigation::focus,
    text::{self, Phrase, office, school as words},
};

/// One value of a row.
pub(super) struct Cell {
    pub label: Phrase,
    pub value: String,
    pub changed: bool,
    /// What the version before stated, if that was something else.
    pub former: Option<String>,
}

/// The ten columns, in the order and the shapes of the real system.
pub(super) fn cells(language: Language, case: &SchoolCase) -> [Cell; 10] {
    let cell = |label, item: Option<ItemCode>, value: String| Cell {
        label,
        value,
        changed: item.is_some_and(|item| case.changed.contains(&item)),
        former: item.and_then(|item| former(language, case, item)),
    };
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        cell(words::NAME, Some(ItemCode::Name), case.name.clone()),
        cell(words::IDENTITY_NUMBER, Some(ItemCode::IdentityNumber), text::cut(&case.identity_number)),
        cell(words::BIRTH_DATE, Some(ItemCode::BirthDate), office::day(language, case.birth_date)),
        cell(words::SEX, None, optional(&case.sex)),
        cell(words::RANK, Some(ItemCode::Rank), office::rank(case.rank).say(language).to_owned()),
        cell(words::REVIEW_CATEGORY, None, optional(&case.review_category)),
        cell(words::SCHOOL_CODE, None, case.school_code.clone()),
        cell(words::SUBMITTING_SCHOOL, Some(ItemCode::SubmittingSchool), case.submitting_school.clone()),
        cell(
            words::SENIORITY_START,
            Some(ItemCode::SeniorityStart),
            office::month(language, case.seniority_start),
        ),
        cell(
            words::CERTIFICATE_NUMBER,
            Some(ItemCode::CertificateNumber),
            case.certificate_number.serial().to_owned(),
        ),
    ]
}

fn former(language: Language, case: &SchoolCase, item: ItemCode) -> Option<String> {
    let value = case.former.iter().find(|former| former.code == item).map(|former| &former.value)?;
    Some(match (item, language, &value.en) {
        (ItemCode::IdentityNumber, ..) => text::cut(&value.zh),
        (_, Language::English, Some(en)) => en.clone(),
        _ => value.zh.clone(),
    })
}

const COLUMNS: [Phrase; 10] = [
    words::NAME,
    words::IDENTITY_NUMBER,
    words::BIRTH_DATE,
    words::SEX,
    words::RANK,
    words::REVIEW_CATEGORY,
    words::SCHOOL_CODE,
    words::SUBMITTING_SCHOOL,
    words::SENIORITY_START,
    words::CERTIFICATE_NUMBER,
];

/// The table. A row stays the same elements while its case changes, so that the
/// focus stays, too.
pub(super) fn table(language: Language, desk: Desk) -> impl IntoView {
    let shown = move || {
        let filter = desk.filter.get();
        let ids = |cases: &SchoolCases| {
            let shown = cases.cases.iter().filter(|case| filter.shows(case));
            shown.map(|case| case.id.clone()).collect::<Vec<_>>()
        };
        desk.with(ids).unwrap_or_default()
    };
    let head = [words::TICK].into_iter().chain(COLUMNS).chain([words::STATE, words::BROWSE]);
    view! {
        <div
            class="table-region"
            role="region"
            aria-label=words::TABLE.say(language)
            aria-describedby=KEYS
            tabindex="0"
            on:keydown=move |event| walk(&event)
        >
            <table class="table cards dense confirm-table">
                <caption class="hidden-text">{words::TABLE.say(language)}</caption>
                <thead>
                    <tr>{head.map(|column| view! { <th scope="col">{column.say(language)}</th> }).collect_view()}</tr>
                </thead>
                <tbody>
                    <For each=shown key=Clone::clone children=move |id| row(language, desk, id) />
                </tbody>
            </table>
        </div>
    }
}

fn row(language: Language, desk: Desk, id: String) -> impl IntoView {
    let wanted = id.clone();
    let case = Memo::new(move |_| desk.rows.with(|rows| rows.get(&wanted).cloned()));
    let first = case.get_untracked()?;
    let browse = words::browse_of(language, &first);
    let shown = id.clone();
    Some(view! {
        <tr data-case=shown data-stage=move || case.with(|case| case.as_ref().map(|case| case.stage.code()))>
            <td class="tick" data-label=words::TICK.say(language)>{tick(language, desk, case, &first)}</td>
            {move || case.with(|case| case.as_ref().map(|case| values(language, case)))}
            <td data-label=words::STATE.say(language)>
                {move || case.with(|case| case.as_ref().map(|case| state(language, case)))}
            </td>
            <td class="browse">
                <button type="button" class="button small" aria-label=browse on:click=move |_| desk.look_at(&id)>
                    {words::BROWSE.say(language)}
                </button>
            </td>
        </tr>
    })
}

fn values(language: Language, case: &SchoolCase) -> impl IntoView + use<> {
    cells(language, case)
        .into_iter()
        .enumerate()
        .map(|(column, cell)| {
            let full = (column == 9).then(|| case.certificate_number.to_string());
            let changed = cell
                .changed
                .then(|| view! { " " <span class="changed">{words::CHANGED.say(language)}</span> });
            let content = view! { {cell.value} {changed} };
            if column == 0 {
                view! { <th scope="row" class="name" data-label=cell.label.say(language)>{content}</th> }
                    .into_any()
            } else {
                view! { <td data-label=cell.label.say(language) title=full>{content}</td> }.into_any()
            }
        })
        .collect_view()
}

fn state(language: Language, case: &SchoolCase) -> impl IntoView + use<> {
    let (stage, status) = (case.stage, case.status);
    let downloaded = stage == Stage::Confirmed && case.downloaded;
    let noted = case.open_notes > 0;
    view! {
        <StageMark language=language stage=stage />
        {(status != Status::Current).then(|| view! { " " <StatusMark language=language status=status /> })}
        {downloaded.then(|| view! { " " <span class="soft">{words::DOWNLOADED.say(language)}</span> })}
        {noted.then(|| view! { " " <span class="changed">{words::OPEN_NOTES.say(language)}</span> })}
    }
}

impl Desk {
    /// Ticks or un-ticks a row; with Shift, ticks all from the last one to this.
    fn tick(self, case: &SchoolCase, to_here: bool) {
        let from = self.last_ticked.get_value().filter(|_| to_here);
        self.last_ticked.set_value(Some(case.id.clone()));
        let Some(from) = from else { return self.selection.update(|ticked| ticked.toggle(case)) };
        let filter = self.filter.get_untracked();
        untrack(|| {
            self.with(|cases| {
                self.selection.update(|ticked| ticked.tick_range(cases, filter, &from, &case.id));
            })
        });
    }
}

/// Goes from row to row within a column of controls, and back to the button.
fn walk(event: &KeyboardEvent) {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let Some(here) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let selector = match here.closest("td.tick, td.browse") {
        Ok(Some(cell)) if cell.class_list().contains("tick") => "td.tick input:not(:disabled)",
        Ok(Some(_)) => "td.browse button",
        _ => return,
    };
    if event.key() == "Escape" {
        event.prevent_default();
        return focus(super::CONFIRM);
    }
    let Ok(Some(body)) = here.closest("tbody") else { return };
    let Ok(controls) = body.query_selector_all(selector) else { return };
    let count = controls.length();
    let Some(place) = (0..count).find(|place| controls.item(*place).as_ref() == Some(here.as_ref())) else {
        return;
    };
    let to = usize::try_from(place).ok().zip(usize::try_from(count).ok());
    let to = to.and_then(|(place, count)| step(&event.key(), place, count));
    let Some(to) = to.and_then(|to| u32::try_from(to).ok()) else { return };
    event.prevent_default();
    if let Some(control) = controls.item(to).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
        let _ = control.focus();
    }
}

/// The tick of a row: what 確認 takes, or what was confirmed.
fn tick(
    language: Language,
    desk: Desk,
    case: Memo<Option<SchoolCase>>,
    first: &SchoolCase,
) -> impl IntoView + use<> {
    let label = words::tick_of(language, first);
    let checked = move || {
        case.with(|case| {
            case.as_ref().is_some_and(|case| match Tick::of(case) {
                Tick::Fixed => false,
                Tick::Open => desk.selection.with(|ticked| ticked.contains(case)),
                Tick::Confirmed => true,
            })
        })
    };
    let fixed = move || case.with(|case| case.as_ref().is_none_or(|case| Tick::of(case) == Tick::Fixed));
    let click = move |event: MouseEvent| {
        let Some(case) = case.get_untracked() else { return };
        match Tick::of(&case) {
            Tick::Fixed => {}
            Tick::Open => {
                let is_ticked = || desk.selection.with_untracked(|ticked| ticked.contains(&case));
                let before = is_ticked();
                desk.tick(&case, event.shift_key());
                if is_ticked() == before {
                    // The browser must not un-tick what a range keeps.
                    event.prevent_default();
                }
            }
            Tick::Confirmed => {
                // Stays ticked unless the dialog is answered.
                event.prevent_default();
                desk.unconfirmed.set(Some(case));
            }
        }
    };
    view! {
        <label class="tick-box">
            <input type="checkbox" aria-label=label prop:checked=checked disabled=fixed on:click=click />
        </label>
    }
}
