//! The acts that change data: correction before the confirmation, 補發 and 換發
//! after it.

use certificate::api::{CaseData, CaseDetail, Correction, NewReplacement, ReplacementGround};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{super::typed_date, Desk, act::send};
use crate::{
    Language,
    case_data::{CaseField, TypedCase, changes},
    components::{Area, CaseFields, Choice, Field, FormTrouble},
    form::Slip,
    navigation::focus,
    text::{ministry as words, office},
};

/// Every field with what is there; only what differs is sent.
pub(super) fn correction(language: Language, desk: Desk, case: CaseDetail) -> impl IntoView {
    let typed = TypedCase::filled(case.summary.kind, &case.data);
    let unchanged = RwSignal::new(false);
    let before = StoredValue::new(case.data.clone());
    let effect = words::correction_effect(&case.summary);
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
        <form class="form" novalidate=true on:submit=submit>
            <p>{effect.say(language).to_owned()}</p>
            <FormTrouble language=language form=desk.form />
            {move || unchanged.get().then(|| nothing_changed(language))}
            <CaseFields language=language typed=typed form=desk.form />
            {pending(language, typed, before)}
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

/// What is going to change, item by item, as it is typed.
fn pending(language: Language, typed: TypedCase, before: StoredValue<CaseData>) -> impl IntoView {
    let listed = move || {
        let now = typed.fields().iter().map(|field| (*field, typed.value(*field).get()));
        let data = before.with_value(|before| changes(before, now));
        let lines: Vec<_> = typed
            .fields()
            .iter()
            .filter(|field| field.read(&data).is_some())
            .map(|field| {
                let old = before.with_value(|before| shown(language, *field, before));
                view! {
                    <li>
                        {words::case_field(*field).say(language)} ": " <del>{old}</del> " → "
                        <ins>{shown(language, *field, &data)}</ins>
                    </li>
                }
            })
            .collect();
        (!lines.is_empty()).then(|| {
            view! {
                <div class="pending">
                    <p><strong>{words::PENDING_CHANGES.say(language)}</strong></p>
                    <ul>{lines}</ul>
                </div>
            }
        })
    };
    view! { <div aria-live="polite">{listed}</div> }
}

/// A value in words.
fn shown(language: Language, field: CaseField, data: &CaseData) -> String {
    let value = field.read(data).unwrap_or_default();
    match (field, value.parse()) {
        _ if value.is_empty() => office::NONE.say(language).to_owned(),
        (CaseField::Rank, Ok(rank)) => office::rank(rank).say(language).to_owned(),
        _ => value.to_owned(),
    }
}

/// A ground and a reason, and for 換發 what changes.
pub(super) fn replacement(language: Language, desk: Desk, case: CaseDetail) -> impl IntoView {
    let typed = TypedCase::filled(case.summary.kind, &case.data);
    let ground = RwSignal::new(String::new());
    let reason = RwSignal::new(String::new());
    let paper_date = RwSignal::new(String::new());
    let before = StoredValue::new(case.data.clone());
    let effect = words::replacement_effect(&case.summary);
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
        let paper_slip = is_paper.then(|| Slip::of_day("paper-issue-date", paper_date)).flatten();
        let reason_slip = Slip::missing("replacement-reason", reason);
        if !desk.form.accepts([Slip::missing("replacement-ground", ground), reason_slip, paper_slip]) {
            return;
        }
        let Some(ground) = chosen else { return };
        let paper_issue_date = if is_paper { typed_date(paper_date) } else { None };
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
    view! {
        <form class="form" novalidate=true on:submit=submit>
            <p class="warning">{effect.say(language).to_owned()}</p>
            <FormTrouble language=language form=desk.form />
            <Choice
                language=language
                id="replacement-ground"
                label=words::GROUND
                value=ground
                options=grounds
                none=office::PLEASE_CHOOSE
                required=true
                error=desk.form.field("ground", "replacement-ground", words::GROUND)
            />
            <Area
                language=language
                id="replacement-reason"
                label=words::REASON
                value=reason
                maxlength=200
                required=true
                hint=words::REASON_HINT
                error=desk.form.field("reason", "replacement-reason", words::REASON)
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
                            error=desk.form.field("paper_issue_date", "paper-issue-date", words::PAPER_ISSUE_DATE)
                        />
                    }
                })}
            <CaseFields language=language typed=typed form=desk.form />
            {pending(language, typed, before)}
            {send(language, desk, words::SEND_REPLACEMENT, false)}
        </form>
    }
}
