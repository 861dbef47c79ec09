//! The acts that change data: correction before the confirmation, 補發 and 換發
//! after it.

use certificate::api::{CaseData, CaseDetail, Correction, NewReplacement, ReplacementGround};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{super::typed_date, Desk, act::send};
use crate::{
    Language,
    case_data::TypedCase,
    components::{Area, CaseFields, Choice, Field, FormTrouble},
    navigation::focus,
    text::{ministry as words, office},
};

/// Every field with what is there; only what differs is sent.
pub(super) fn correction(language: Language, desk: Desk, case: CaseDetail) -> impl IntoView {
    let typed = TypedCase::filled(case.summary.kind, &case.data);
    let unchanged = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let data = typed.changes(&case.data);
        unchanged.set(data == CaseData::default());
        if unchanged.get_untracked() {
            return focus("nothing-changed");
        }
        let number = case.summary.certificate_number.clone();
        let correction = Correction { version: case.summary.version, data };
        let act = desk.client.correct(case.summary.id.clone(), correction);
        desk.form.submit(act, move |_| desk.done(words::corrected(&number)));
    };
    view! {
        <form class="form" on:submit=submit>
            <p>{words::CORRECT_EFFECT.say(language)}</p>
            <FormTrouble language=language form=desk.form />
            {move || unchanged.get().then(|| nothing_changed(language))}
            <CaseFields language=language typed=typed form=desk.form />
            {send(language, desk, words::SEND_CORRECTION, false)}
        </form>
    }
}

fn nothing_changed(language: Language) -> impl IntoView {
    view! {
        <div class="trouble" role="alert" id="nothing-changed" tabindex="-1">
            <p>{words::NOTHING_CHANGED.say(language)}</p>
        </div>
    }
}

/// A ground and a reason, and for 換發 what changes.
pub(super) fn replacement(language: Language, desk: Desk, case: CaseDetail) -> impl IntoView {
    let typed = TypedCase::filled(case.summary.kind, &case.data);
    let ground = RwSignal::new(String::new());
    let reason = RwSignal::new(String::new());
    let paper_date = RwSignal::new(String::new());
    let wrong_date = RwSignal::new(false);
    let is_paper = case.versions.is_empty();
    let grounds = ReplacementGround::ALL
        .map(|ground| {
            let name = words::replacement_ground(ground).say(language).to_owned();
            (ground.code().to_owned(), name)
        })
        .to_vec();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let code = ground.get_untracked();
        let chosen = ReplacementGround::ALL.into_iter().find(|known| known.code() == code);
        let Some(ground) = chosen else { return focus("replacement-ground") };
        let paper_issue_date = if is_paper { typed_date(paper_date) } else { None };
        wrong_date.set(is_paper && paper_issue_date.is_none());
        if wrong_date.get_untracked() {
            return focus("paper-issue-date");
        }
        let number = case.summary.certificate_number.clone();
        let replacement = NewReplacement {
            case_id: case.summary.id.clone(),
            version: case.summary.version,
            ground,
            reason: reason.with_untracked(|reason| reason.trim().to_owned()),
            paper_issue_date,
            data: typed.changes(&case.data),
        };
        desk.form.submit(desk.client.replace(replacement), move |_| desk.done(words::replaced(&number)));
    };
    let date_error = Signal::derive(move || {
        if wrong_date.get() {
            return Some(words::NOT_A_DATE.say(language).to_owned());
        }
        desk.form.error("paper_issue_date").get()
    });
    view! {
        <form class="form" on:submit=submit>
            <p>{words::REPLACE_EFFECT.say(language)}</p>
            <FormTrouble language=language form=desk.form />
            <Choice
                language=language
                id="replacement-ground"
                label=words::GROUND
                value=ground
                options=grounds
                none=office::PLEASE_CHOOSE
                required=true
                error=desk.form.error("ground")
            />
            <Area
                language=language
                id="replacement-reason"
                label=words::REASON
                value=reason
                maxlength=200
                required=true
                hint=words::REASON_HINT
                error=desk.form.error("reason")
            />
            {is_paper
                .then(|| {
                    view! {
                        <Field
                            language=language
                            id="paper-issue-date"
                            label=words::PAPER_ISSUE_DATE
                            value=paper_date
                            required=true
                            hint=words::DATE_HINT
                            error=date_error
                        />
                    }
                })}
            <CaseFields language=language typed=typed form=desk.form />
            {send(language, desk, words::SEND_REPLACEMENT, false)}
        </form>
    }
}
