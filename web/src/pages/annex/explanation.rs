//! What explains a verdict: what was checked, and what happened to a file that was
//! refused. A diagnosis can replace the reasons and nothing else.

use certificate::{Cause, Diagnosis, FindingCode, Verdict};
use js_sys::{Array, ArrayBuffer};
use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::File;

use super::{Desk, first_page::mark, intake::slice};
use crate::{
    Language,
    annex::shown_language,
    components::{Checks, reasons_id, sentences},
    handover,
    session::READ_LIMIT,
    text,
    worker::{Diagnostician, Opinion, Request, Subject, Verifier},
};

impl Desk {
    /// Lists what was checked below the verdict of the page.
    pub fn list_checks(self, items: &Array) {
        let verdict = items.get(0).as_string().and_then(|code| Verdict::from_code(&code));
        let first = items.get(1).as_string().and_then(|code| FindingCode::from_code(&code));
        let Some(verdict) = verdict else { return };
        put(handover::CHECKS_PLACE, move || {
            view! { <Checks language=shown_language() verdict=verdict first=first /> }
        });
    }

    /// Says below the verdict of the page what happened to the file it refused; looked
    /// for once, however often the verdict is shown anew.
    pub(super) async fn explain(self, file: &File) {
        let known = self.explained.with_value(|known| {
            known.as_ref().and_then(|(of, diagnosis)| (of == file).then(|| diagnosis.clone()))
        });
        let diagnosis = match known {
            Some(diagnosis) => diagnosis,
            None => {
                let diagnosis = match slice(file, 0, READ_LIMIT + 1).await {
                    Ok(bytes) => diagnosis_of(&self.diagnostician.get_value(), bytes.buffer()).await,
                    Err(_) => None,
                };
                self.explained.set_value(Some((file.clone(), diagnosis.clone())));
                diagnosis
            }
        };
        // Meanwhile another file may have been refused.
        let is_shown = self.refused.with_value(|refused| refused.as_ref() == Some(file));
        if let Some(diagnosis) = diagnosis.filter(|_| is_shown) {
            show(handover::RESULT_HEADING, &diagnosis, shown_language());
        }
        mark("dcert:diagnosis");
    }
}

/// What happened to a file. What was undone is judged by a verifier.
pub(super) async fn diagnosis_of(diagnostician: &Diagnostician, bytes: ArrayBuffer) -> Option<Diagnosis> {
    let Opinion { diagnosis, restored } = diagnostician.opinion(bytes).await?;
    let Some(file) = restored else { return Some(diagnosis) };
    // Whether it is authentic is the question, so it needs no list.
    let request = Request { subject: Subject::File(file), status: None, newest_seen: None };
    Some(match Verifier::start().verify(request).await {
        Ok(report) => diagnosis.confirmed_by(report.verdict),
        Err(_) => diagnosis,
    })
}

/// Puts what a diagnosis says in the place of the reasons below a heading; one that
/// knows nothing leaves them.
pub(super) fn show(heading_id: &str, diagnosis: &Diagnosis, language: Language) {
    if diagnosis.cause == Cause::Unknown {
        return;
    }
    let reasons = vec![text::diagnosis::sentence(diagnosis, language)];
    let steps = text::diagnosis::advice(&diagnosis.cause);
    put(&reasons_id(heading_id), move || sentences(language, reasons, steps));
}

/// Puts a view in the place of what an element of the page holds. The page never
/// looks at what is in there again; it takes the whole element away.
fn put<V: IntoView + 'static>(id: &str, view: impl FnOnce() -> V + 'static) {
    let Some(place) = document().get_element_by_id(id) else { return };
    place.replace_children_with_node_0();
    mount_to(place.unchecked_into(), view).forget();
}
