//! The acts of a case: their buttons, the dialog around each, and the acts that
//! need no more than a yes.

use certificate::{
    CertificateNumber,
    api::{CaseDetail, Confirmation, ConfirmedCase},
};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{Desk, annul, change};
use crate::{
    Language,
    case_acts::Act,
    client::case_preview,
    components::{Dialog, FormTrouble, Preview, close_dialog},
    text::{Phrase, ministry as words, office, school},
};

const ACT: &str = "act";

/// Closes the dialog.
pub(super) fn close() {
    close_dialog(ACT);
}

const fn name(act: Act) -> Phrase {
    match act {
        Act::Preview => words::PREVIEW,
        Act::Correct => words::CORRECT,
        Act::Confirm => words::CONFIRM,
        Act::Unconfirm => words::UNCONFIRM,
        Act::Replace => words::REPLACE,
        Act::Annul => words::ANNUL,
    }
}

/// A button for each act that is offered.
pub(super) fn buttons(
    language: Language,
    desk: Desk,
    case: &CaseDetail,
    offered: &[Act],
) -> impl IntoView + use<> {
    let button = |act: Act| {
        let case = case.clone();
        view! {
            <button
                type="button"
                class="button small"
                class:danger=act == Act::Annul
                on:click=move |_| desk.acting.set(Some((act, case.clone())))
            >
                {name(act).say(language)}
            </button>
        }
    };
    let buttons: Vec<_> = offered.iter().copied().map(button).collect();
    (!buttons.is_empty()).then(|| {
        view! {
            <section class="boxed" aria-label=words::ACTS.say(language)>
                <p class="acts">{buttons}</p>
            </section>
        }
    })
}

/// The dialog of an act.
pub(super) fn dialog(language: Language, desk: Desk, act: Act, case: CaseDetail) -> impl IntoView {
    let subject = words::subject(language, &case.summary);
    let content = match act {
        Act::Preview => {
            let address = case_preview(&case.summary.id);
            view! { <Preview language=language address=address description=subject.clone() /> }.into_any()
        }
        Act::Correct => change::correction(language, desk, case).into_any(),
        Act::Replace => change::replacement(language, desk, case).into_any(),
        Act::Annul => annul::form(language, desk, case).into_any(),
        Act::Confirm => confirmation(language, desk, case).into_any(),
        Act::Unconfirm => unconfirmation(language, desk, case).into_any(),
    };
    let close = move || {
        desk.acting.set(None);
        desk.form.clear();
    };
    let wide = matches!(act, Act::Preview | Act::Annul);
    view! {
        <Dialog id=ACT heading=name(act).say(language) wide=wide on_close=close>
            <p><strong>{subject}</strong></p>
            {content}
        </Dialog>
    }
}

/// The buttons below the form of an act.
pub(super) fn send(language: Language, desk: Desk, label: Phrase, danger: bool) -> impl IntoView {
    view! {
        <p class="acts end">
            <button type="button" class="button" on:click=move |_| close()>{office::CANCEL.say(language)}</button>
            <button
                type="submit"
                class="button"
                class:danger=danger
                class:primary=!danger
                aria-disabled=move || desk.form.is_busy().then_some("true")
            >
                {move || if desk.form.is_busy() { office::BUSY } else { label }.say(language)}
            </button>
        </p>
    }
}

fn confirmation(language: Language, desk: Desk, case: CaseDetail) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let confirmed = ConfirmedCase { id: case.summary.id.clone(), version: case.summary.version };
        let number = case.summary.certificate_number.clone();
        let act = desk.client.confirm_for_school(Confirmation { cases: vec![confirmed] });
        let id = case.summary.id.clone();
        desk.form.submit(act, move |_| {
            desk.done(words::confirmed(&number));
            let sentence = words::confirmed(&number);
            desk.outcome.say_with_undo(sentence, move || desk.take_back(id.clone(), number.clone()));
        });
    };
    view! {
        <form class="form" on:submit=submit>
            <p>{words::CONFIRM_EFFECT.say(language)}</p>
            <FormTrouble language=language form=desk.form />
            {send(language, desk, words::CONFIRM, false)}
        </form>
    }
}

impl Desk {
    /// Takes back the confirmation that was made a moment ago.
    fn take_back(self, case: String, number: CertificateNumber) {
        self.undoing.submit(self.client.unconfirm_for_school(case), move |answer| {
            self.done(words::unconfirmed(&number, answer.downloaded));
        });
    }
}

fn unconfirmation(language: Language, desk: Desk, case: CaseDetail) -> impl IntoView {
    let downloaded = case.summary.downloaded;
    let note = if downloaded { school::UNCONFIRM_DOWNLOADED } else { school::UNCONFIRM_NOT_DOWNLOADED };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let number = case.summary.certificate_number.clone();
        let act = desk.client.unconfirm_for_school(case.summary.id.clone());
        desk.form.submit(act, move |answer| desk.done(words::unconfirmed(&number, answer.downloaded)));
    };
    view! {
        <form class="form" on:submit=submit>
            <p>{school::UNCONFIRM_EFFECT.say(language)}</p>
            <p class=if downloaded { "warning" } else { "" }>{note.say(language)}</p>
            <FormTrouble language=language form=desk.form />
            {send(language, desk, words::UNCONFIRM, true)}
        </form>
    }
}
