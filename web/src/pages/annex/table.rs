//! The table that fills as files are checked, fifty rows at a time, with what
//! stands above it: progress, filter, exports.

use leptos::{ev, prelude::*};
use web_sys::HtmlInputElement;

use super::{Desk, detail, exports};
use crate::{
    Language,
    batch::{Batch, Column, Fault, Kind, Look, Row, State},
    text::{self, annex as words},
};

/// Rows on a page of the table.
const PAGE: usize = 50;

/// The bar, and the button that fits.
pub fn progress(language: Language, desk: Desk) -> impl IntoView {
    let (done, all, running, retry) = desk
        .of_batch(|batch| (batch.done(), batch.rows().len(), batch.is_running(), batch.is_worth_a_retry()));
    let gathering = desk.gathering.get();
    let finished = done == all && !gathering;
    let act = move |label: text::Phrase, act: fn(&mut Batch)| {
        let clicked = move |_: ev::MouseEvent| {
            desk.batch.update_value(act);
            desk.start_lanes();
            desk.see();
        };
        view! { <button type="button" class="button small" on:click=clicked>{label.say(language)}</button> }
    };
    let button = if !finished && running {
        Some(act(words::STOP, Batch::stop))
    } else if !finished {
        Some(act(words::RESUME, Batch::resume))
    } else {
        retry.then(|| act(words::RETRY, Batch::retry))
    };
    view! {
        <div class="many-progress" hidden=finished && all == 0>
            <progress aria-label=words::PROGRESS.say(language) max=all.max(1).to_string() prop:value=done.to_string() />
            <span class="many-count" data-done=done.to_string() data-all=all.to_string() data-finished=finished.to_string()>
                {if gathering && all == 0 {
                    words::GATHERING.say(language).to_owned()
                } else {
                    words::progress(language, done, all)
                }}
            </span>
            {button}
        </div>
    }
}

/// What screen readers hear: the start, and the end with its sums.
pub fn announcement(language: Language, desk: Desk) -> String {
    let (done, all, counts) = desk.of_batch(|batch| {
        (batch.done(), batch.rows().len(), Kind::ALL.map(|kind| (kind, batch.count(kind))))
    });
    if desk.gathering.get() || done < all {
        return text::WORKING.say(language).to_owned();
    }
    if all == 0 { words::NOTHING.say(language).to_owned() } else { words::outcome(language, &counts) }
}

/// What could not be opened, what was left out.
pub fn notes(language: Language, desk: Desk) -> impl IntoView {
    let notes = desk.notes.get();
    let (left_out, empty) = desk.of_batch(|batch| (batch.left_out(), batch.rows().is_empty()));
    let nothing = empty && !desk.gathering.get() && desk.receipts.with(Vec::is_empty);
    view! {
        {nothing.then(|| view! {
            <p class="notice">{words::NOTHING.say(language)} " " {words::NOTHING_ADVICE.say(language)}</p>
        })}
        {(!notes.is_empty()).then(|| view! {
            <ul class="notice many-notes">
                {notes.into_iter().map(|(name, phrase)| view! {
                    <li><bdi>{name}</bdi> " – " {phrase.say(language)}</li>
                }).collect_view()}
            </ul>
        })}
        {(left_out > 0).then(|| view! { <p class="notice">{words::left_out(language, left_out)}</p> })}
    }
}

/// Filter and exports. Built once for a language, so that what is typed stays.
pub fn tools(language: Language, desk: Desk) -> impl IntoView {
    let search = move |input: HtmlInputElement| {
        desk.look.update(|look| look.words = input.value());
        desk.page.set(0);
    };
    view! {
        <div class="many-tools" hidden=move || desk.of_batch(|batch| batch.rows().is_empty())>
            <div class="many-kinds" role="group" aria-label=words::OUTCOME.say(language)>
                {move || kinds(language, desk)}
            </div>
            <label class="many-search">
                <span>{words::SEARCH.say(language)}</span>
                <input
                    type="search"
                    autocomplete="off"
                    prop:value=move || desk.look.with(|look| look.words.clone())
                    on:input:target=move |event| search(event.target())
                />
            </label>
            <div class="many-exports">
                <button type="button" class="button small" on:click=move |_| exports::csv(desk)>
                    {words::CSV.say(language)}
                </button>
                <button type="button" class="button small" on:click=move |_| exports::xlsx(desk)>
                    {words::XLSX.say(language)}
                </button>
            </div>
        </div>
    }
}

/// One button a kind with its count, which shows that kind alone.
fn kinds(language: Language, desk: Desk) -> impl IntoView {
    let (all, counts) =
        desk.of_batch(|batch| (batch.rows().len(), Kind::ALL.map(|kind| (kind, batch.count(kind)))));
    let chosen = desk.look.with(|look| look.kind);
    let button = move |kind: Option<Kind>, label: text::Phrase, count: usize| {
        let choose = move |_: ev::MouseEvent| {
            desk.look.update(|look| look.kind = kind);
            desk.page.set(0);
        };
        view! {
            <button
                type="button"
                class="button small"
                aria-pressed=(chosen == kind).to_string()
                data-kind=kind.map_or("all", Kind::code)
                on:click=choose
            >
                {label.say(language)} " " <span class="count">{count}</span>
            </button>
        }
    };
    let shown = counts.into_iter().filter(|(kind, count)| *count > 0 || chosen == Some(*kind));
    view! {
        {button(None, words::ALL_KINDS, all)}
        {shown.map(|(kind, count)| button(Some(kind), words::kind(kind), count)).collect_view()}
    }
}

/// A page of the table.
pub fn rows(language: Language, desk: Desk) -> AnyView {
    let look = desk.look.get();
    let page = desk.page.get();
    desk.of_batch(|batch| {
        if batch.rows().is_empty() {
            return ().into_any();
        }
        let shown = batch.shown(&look);
        if shown.is_empty() {
            return none_shown(language, desk).into_any();
        }
        let from = (page * PAGE).min((shown.len() - 1) / PAGE * PAGE);
        let to = (from + PAGE).min(shown.len());
        let lines: Vec<_> =
            shown[from..to].iter().map(|index| line(language, desk, *index, &batch.rows()[*index])).collect();
        view! {
            <div class="table-region">
                <table class="table cards">
                    <caption class="hidden-text">{words::TABLE.say(language)}</caption>
                    <thead>
                        <tr>
                            {Column::ALL.map(|column| heading(language, desk, &look, column)).collect_view()}
                            <th scope="col">{words::ACTS.say(language)}</th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
            {(shown.len() > PAGE).then(|| pages(language, desk, from, to, shown.len()))}
        }
        .into_any()
    })
}

fn none_shown(language: Language, desk: Desk) -> impl IntoView {
    view! {
        <p class="notice">
            {words::NONE_SHOWN.say(language)} " "
            <button type="button" class="button small" on:click=move |_| desk.look.set(Look::default())>
                {words::SHOW_ALL.say(language)}
            </button>
        </p>
    }
}

fn heading(language: Language, desk: Desk, look: &Look, column: Column) -> impl IntoView {
    let direction =
        (look.column == column).then_some(if look.descending { "descending" } else { "ascending" });
    view! {
        <th scope="col" aria-sort=direction>
            <button type="button" class="sort" on:click=move |_| desk.look.update(|look| look.order_by(column))>
                {words::column(column).say(language)}
            </button>
        </th>
    }
}

fn line(language: Language, desk: Desk, index: usize, row: &Row) -> impl IntoView {
    use certificate::ItemCode::{CertificateNumber, Name};
    let item = |code| row.printed(code).unwrap_or_default().to_owned();
    let name = row.name.clone();
    let label = words::details_of(language, &name);
    let has_details = !matches!(row.state, State::Waiting | State::Checking);
    view! {
        <tr data-kind=row.kind().code()>
            <td class="number" data-label=words::NUMBER.say(language)>{index + 1}</td>
            <th scope="row" data-label=words::FILE.say(language)><bdi>{name}</bdi></th>
            <td data-label=words::OUTCOME.say(language)>
                <span class="outcome-word" data-kind=row.kind().code()>{words::kind(row.kind()).say(language)}</span>
            </td>
            <td data-label=words::CERTIFICATE.say(language)>{item(CertificateNumber)}</td>
            <td data-label=words::HOLDER.say(language)>{item(Name)}</td>
            <td class="acts">
                {has_details.then(|| view! {
                    <button
                        type="button"
                        class="button small"
                        id=format!("details-{index}")
                        aria-label=label
                        on:click=move |_| detail::open(desk, index)
                    >
                        {words::DETAILS.say(language)}
                    </button>
                })}
            </td>
        </tr>
    }
}

fn pages(language: Language, desk: Desk, from: usize, to: usize, all: usize) -> impl IntoView {
    let go = move |label: text::Phrase, page: Option<usize>| {
        view! {
            <button
                type="button"
                class="button small"
                disabled=page.is_none()
                on:click=move |_| desk.page.set(page.unwrap_or_default())
            >
                {label.say(language)}
            </button>
        }
    };
    let page = from / PAGE;
    view! {
        <p class="many-pages">
            {go(words::PREVIOUS, page.checked_sub(1))}
            <span>{words::page(language, from + 1, to, all)}</span>
            {go(words::FOLLOWING, (to < all).then_some(page + 1))}
        </p>
    }
}

/// What stands in place of a report.
pub fn fault(language: Language, fault: Fault) -> impl IntoView {
    view! { <p class="notice">{words::fault(fault, language)}</p> }
}
