//! 瀏覽證書: the 預覽 rendering beside the data of the case, the tick, and the note
//! to the issuing unit.

use certificate::api::SchoolCase;
use leptos::{ev::SubmitEvent, prelude::*};

use super::{Desk, rows::cells};
use crate::{
    Language,
    client::school_preview,
    components::{Area, Dialog, FormTrouble, Preview, StageMark},
    confirmation::{Tick, neighbours},
    form::Slip,
    text::{office, school as words},
};

/// The dialog.
const PREVIEW: &str = "preview";

impl Desk {
    /// Opens a case, or goes on to it. What is typed about another one is kept.
    pub(super) fn look_at(self, id: &str) {
        self.put_draft_away();
        let draft = self.drafts.with_value(|drafts| drafts.get(id).cloned());
        self.note.set(draft.unwrap_or_default());
        self.noting.clear();
        self.looked_at.set(Some(id.to_owned()));
    }

    fn put_draft_away(self) {
        if let Some(id) = self.looked_at.get_untracked() {
            let draft = self.note.get_untracked();
            self.drafts.update_value(|drafts| drop(drafts.insert(id, draft)));
        }
    }

    fn send_note(self, case: SchoolCase) {
        if !self.noting.accepts([Slip::missing("note", self.note)]) {
            return;
        }
        let text = self.note.with_untracked(|note| note.trim().to_owned());
        self.noting.submit(self.client.note(case.id.clone(), text), move |_| {
            self.note.set(String::new());
            self.drafts.update_value(|drafts| drop(drafts.remove(&case.id)));
            crate::components::close_dialog(PREVIEW);
            self.outcome.say(words::noted(&case));
            self.cases.refresh();
        });
    }
}

/// The dialog, for the case that is looked at.
pub(super) fn dialog(language: Language, desk: Desk) -> impl IntoView {
    let close = move || {
        desk.put_draft_away();
        desk.looked_at.set(None);
    };
    // The picture is not fetched again for every tick.
    let case =
        Memo::new(move |_| desk.looked_at.with(|id| desk.rows.with(|rows| rows.get(id.as_ref()?).cloned())));
    view! {
        <Dialog id=PREVIEW heading=words::BROWSE.say(language) wide=true on_close=close>
            {move || case.get().map(|case| content(language, desk, case))}
        </Dialog>
    }
}

fn content(language: Language, desk: Desk, case: SchoolCase) -> impl IntoView {
    let facts = cells(language, &case)
        .into_iter()
        .map(|cell| {
            view! {
                <div class="fact" class:is-changed=cell.changed>
                    <dt>{cell.label.say(language)}</dt>
                    <dd>
                        {cell.value}
                        {cell.changed.then(|| view! { " " <span class="changed">{words::CHANGED.say(language)}</span> })}
                        {cell
                            .former
                            .map(|former| {
                                view! { <p class="former">{words::FORMER.say(language)} " " <del>{former}</del></p> }
                            })}
                    </dd>
                </div>
            }
        })
        .collect_view();
    let any_changed = !case.changed.is_empty();
    view! {
        <div class="look">
            <Preview
                language=language
                address=school_preview(&case.id)
                description=words::description(language, &case)
            />
            <div class="look-side">
                {paging(language, desk, case.id.clone())}
                <section>
                    <h3>{words::DATA.say(language)} " " <StageMark language=language stage=case.stage /></h3>
                    <dl>{facts}</dl>
                    {any_changed.then(|| view! { <p class="hint">{words::CHANGED_NOTE.say(language)}</p> })}
                </section>
                {answer(language, desk, case.clone())}
                {note(language, desk, case)}
            </div>
        </div>
    }
}

fn paging(language: Language, desk: Desk, id: String) -> impl IntoView {
    let (previous, next) =
        untrack(|| desk.with(|cases| neighbours(cases, desk.filter.get(), &id)).unwrap_or_default());
    let button = move |to: Option<String>, label: &'static str| {
        view! {
            <button
                type="button"
                class="button small"
                disabled=to.is_none()
                on:click=move |_| {
                    if let Some(to) = &to {
                        desk.look_at(to);
                    }
                }
            >
                {label}
            </button>
        }
    };
    view! {
        <p class="acts">
            {button(previous, words::PREVIOUS.say(language))} {button(next, words::NEXT.say(language))}
        </p>
    }
}

/// The tick of this case, or why there is none.
fn answer(language: Language, desk: Desk, case: SchoolCase) -> AnyView {
    match Tick::of(&case) {
        Tick::Confirmed => view! { <p class="note">{words::THIS_CONFIRMED.say(language)}</p> }.into_any(),
        Tick::Fixed => view! { <p class="note">{words::THIS_FIXED.say(language)}</p> }.into_any(),
        Tick::Open => {
            let shown = case.clone();
            view! {
                <label class="tick-line">
                    <input
                        type="checkbox"
                        prop:checked=move || desk.selection.with(|ticked| ticked.contains(&shown))
                        on:click=move |_| desk.selection.update(|ticked| ticked.toggle(&case))
                    />
                    <span>{words::TICK_THIS.say(language)}</span>
                </label>
            }
            .into_any()
        }
    }
}

fn note(language: Language, desk: Desk, case: SchoolCase) -> impl IntoView {
    let reported = case.open_notes > 0;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        desk.send_note(case.clone());
    };
    view! {
        <section>
            <h3>{words::WRONG.say(language)}</h3>
            <p>{words::WRONG_ADVICE.say(language)}</p>
            {reported.then(|| view! { <p class="changed">{words::OPEN_NOTES.say(language)}</p> })}
            <form class="form" novalidate=true on:submit=submit>
                <FormTrouble language=language form=desk.noting />
                <Area
                    language=language
                    id="note"
                    label=words::NOTE
                    value=desk.note
                    required=true
                    hint=words::NOTE_HINT
                    error=desk.noting.field("text", "note", words::NOTE)
                />
                <p>
                    <button type="submit" class="button small" aria-disabled=move || desk.noting.is_busy().then_some("true")>
                        {move || if desk.noting.is_busy() { office::BUSY } else { words::SEND_NOTE }.say(language)}
                    </button>
                </p>
            </form>
        </section>
    }
}
