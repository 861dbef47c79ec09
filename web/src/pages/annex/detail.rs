//! All about one row, as the page shows it for a single file. What happened to a
//! refused file is looked for when its details are opened.

use certificate::Diagnosis;
use leptos::{prelude::*, task};

use super::{Desk, focus, runner, table};
use crate::{
    Language,
    batch::State,
    components::VerdictView,
    session::Chosen,
    text::annex as words,
    worker::{Diagnostician, Opinion, Request, Subject, Verifier},
};

/// The `id` of the heading of the details.
const HEADING: &str = "details-heading";

/// Opens the details of a row.
pub fn open(desk: Desk, index: usize) {
    desk.open.set(Some(index));
    task::spawn_local(focus(HEADING));
}

/// The details of a row.
pub fn panel(language: Language, desk: Desk, index: usize) -> AnyView {
    let Some(row) = desk.batch.with_value(|batch| batch.rows().get(index).cloned()) else {
        return ().into_any();
    };
    let back = move || {
        view! {
            <button type="button" class="button" on:click=move |_| close(desk, index)>{words::BACK.say(language)}</button>
        }
    };
    match row.state {
        State::Waiting | State::Checking => ().into_any(),
        State::Failed(fault) => view! {
            <section class="many-details" aria-labelledby=HEADING>
                <h3 id=HEADING tabindex="-1"><bdi>{row.name}</bdi></h3>
                {table::fault(language, fault)}
                <p class="next">{back()}</p>
            </section>
        }
        .into_any(),
        State::Judged(judgement) => {
            let diagnosis = RwSignal::new(None::<Diagnosis>);
            if judgement.calls_for_diagnosis() {
                task::spawn_local(explain(desk, index, diagnosis));
            }
            let chosen = Chosen { name: row.name, size: row.size };
            view! {
                <div class="many-details">
                    <VerdictView
                        language=language
                        heading_id=HEADING
                        judgement=(*judgement).clone()
                        diagnosis=Memo::new(move |_| diagnosis.get())
                        chosen=Some(chosen)
                        acts=back().into_any()
                    />
                </div>
            }
            .into_any()
        }
    }
}

/// Back to the button that opened them.
fn close(desk: Desk, index: usize) {
    desk.open.set(None);
    let button = document().get_element_by_id(&format!("details-{index}"));
    if let Some(button) =
        button.and_then(|button| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(button).ok())
    {
        let _ = button.focus();
    }
}

async fn explain(desk: Desk, index: usize, diagnosis: RwSignal<Option<Diagnosis>>) {
    let Some(source) = desk.sources.with_value(|sources| sources.get(index).cloned()) else { return };
    let Ok(bytes) = runner::bytes(&source).await else { return };
    let Some(opinion) = Diagnostician::default().opinion(bytes).await else { return };
    let found = confirm(opinion).await;
    // The details may be closed by then.
    diagnosis.try_set(Some(found));
}

/// Has a verifier judge the restored bytes.
async fn confirm(Opinion { diagnosis, restored }: Opinion) -> Diagnosis {
    let Some(file) = restored else { return diagnosis };
    match Verifier::start()
        .verify(Request { subject: Subject::File(file), status: None, newest_seen: None })
        .await
    {
        Ok(report) => diagnosis.confirmed_by(report.verdict),
        Err(_) => diagnosis,
    }
}
