//! 撤銷, 廢止 in two steps: the decision, from whose ground the legal basis and the
//! reach follow; then what it hits and what it spares, and the certificate number
//! typed by hand before anything is sent.
//!
//! Hooks for tests: field "撤銷、廢止事由 Ground", "處分日期", "處分公文文號"; button
//! "列出受影響的證書 Show what it hits"; tables "將失效的證書" and "不受影響的證書"; field
//! "請輸入證書字號以確認 Type the certificate number to go on"; button "送出 Send".

use certificate::api::{AnnulmentPreview, CaseDetail, Ground, NewAnnulment, ReferenceData};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{super::case_table, Desk, act::send};
use crate::{
    Language,
    components::{Choice, Fact, Field, FormTrouble, waiting},
    loader::Loader,
    navigation::focus,
    text::{ministry as words, office},
};

const HIT: &str = "annulment-hit";

/// What is typed, and what it would do.
#[derive(Clone, Copy)]
struct Typed {
    ground: RwSignal<String>,
    date: RwSignal<String>,
    letter: RwSignal<String>,
    number: RwSignal<String>,
    wrong_date: RwSignal<bool>,
    /// The second step.
    previewed: RwSignal<Option<(NewAnnulment, AnnulmentPreview)>>,
}

/// Both steps; going back keeps what was typed.
pub(super) fn form(language: Language, desk: Desk, case: CaseDetail) -> impl IntoView {
    let client = desk.client;
    let reference = Loader::start(move |leaving| client.reference(leaving));
    let empty = || RwSignal::new(String::new());
    let typed = Typed {
        ground: empty(),
        date: empty(),
        letter: empty(),
        number: empty(),
        wrong_date: RwSignal::new(false),
        previewed: RwSignal::new(None),
    };
    let case = StoredValue::new(case);
    view! {
        {waiting(language, reference)}
        {move || match typed.previewed.get() {
            None => {
                reference
                    .load()
                    .with(|load| load.value().map(|reference| decision(language, desk, typed, case, reference)))
                    .into_any()
            }
            Some((annulment, preview)) => effect(language, desk, typed, case, annulment, preview).into_any(),
        }}
    }
}

fn decision(
    language: Language,
    desk: Desk,
    typed: Typed,
    case: StoredValue<CaseDetail>,
    reference: &ReferenceData,
) -> impl IntoView + use<> {
    let kind = case.with_value(|case| case.summary.kind);
    let grounds: Vec<Ground> =
        reference.grounds.iter().filter(|ground| ground.kind == kind).cloned().collect();
    let options = grounds.iter().map(|ground| (ground.code.clone(), ground.name.clone())).collect();
    let chosen = Memo::new(move |_| {
        typed.ground.with(|code| grounds.iter().find(|ground| ground.code == *code).cloned())
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(ground) = chosen.get_untracked() else { return focus("annulment-ground") };
        let date = super::super::typed_date(typed.date);
        typed.wrong_date.set(date.is_none());
        let Some(decision_date) = date else { return focus("annulment-date") };
        let annulment = NewAnnulment {
            case_id: case.with_value(|case| case.summary.id.clone()),
            reach: ground.reach,
            ground: ground.code,
            decision_date,
            document_number: typed.letter.with_untracked(|letter| letter.trim().to_owned()),
        };
        desk.form.submit(desk.client.preview_annulment(annulment.clone()), move |preview| {
            typed.previewed.set(Some((annulment, preview)));
            focus(HIT);
        });
    };
    let date_error = Signal::derive(move || {
        if typed.wrong_date.get() {
            return Some(words::NOT_A_DATE.say(language).to_owned());
        }
        desk.form.error("decision_date").get()
    });
    view! {
        <form class="form" on:submit=submit>
            <p>{words::ANNUL_EFFECT.say(language)}</p>
            <FormTrouble language=language form=desk.form />
            <Choice
                language=language
                id="annulment-ground"
                label=words::ANNUL_GROUND
                value=typed.ground
                options=options
                none=office::PLEASE_CHOOSE
                required=true
                error=desk.form.error("ground")
            />
            {move || chosen.get().map(|ground| consequences(language, case, &ground))}
            <div class="fields">
                <Field language=language id="annulment-date" label=words::DECISION_DATE value=typed.date required=true hint=words::DATE_HINT error=date_error />
                <Field language=language id="annulment-letter" label=words::LETTER value=typed.letter required=true error=desk.form.error("document_number") />
            </div>
            {send(language, desk, words::SHOW_REACH, false)}
        </form>
    }
}

/// What follows from a ground.
fn consequences(language: Language, case: StoredValue<CaseDetail>, ground: &Ground) -> impl IntoView + use<> {
    let rank = case.with_value(|case| case.summary.rank);
    let reach = words::reach(ground.reach, rank).say(language).to_owned();
    let legal_basis = ground.legal_basis.clone();
    view! {
        <dl class="plain-facts" aria-live="polite">
            <Fact label=words::LEGAL_BASIS.say(language)>{legal_basis}</Fact>
            <Fact label=words::REACH.say(language)>{reach}</Fact>
        </dl>
    }
}

fn effect(
    language: Language,
    desk: Desk,
    typed: Typed,
    case: StoredValue<CaseDetail>,
    annulment: NewAnnulment,
    preview: AnnulmentPreview,
) -> impl IntoView {
    let number = case.with_value(|case| case.summary.certificate_number.clone());
    let expected = number.to_string();
    let is_typed = Memo::new(move |_| typed.number.with(|typed| typed.trim() == expected));
    let any = !preview.hit.is_empty();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !is_typed.get_untracked() {
            return focus("annulment-number");
        }
        let number = number.clone();
        desk.form.submit(desk.client.annul(annulment.clone()), move |annulment| {
            desk.done(words::annulled(&number, annulment.state));
        });
    };
    let when = if preview.needs_approval { words::FOUR_EYES } else { words::AT_ONCE };
    let number = case.with_value(|case| case.summary.certificate_number.to_string());
    view! {
        <form class="form" on:submit=submit>
            <h3 id=HIT tabindex="-1">{words::HIT.say(language)}</h3>
            {if any {
                case_table(language, words::HIT, &preview.hit).into_any()
            } else {
                view! { <p class="empty">{words::NO_HIT.say(language)}</p> }.into_any()
            }}
            <h3>{words::SPARED.say(language)}</h3>
            {if preview.spared.is_empty() {
                view! { <p class="soft">{words::NO_SPARED.say(language)}</p> }.into_any()
            } else {
                case_table(language, words::SPARED, &preview.spared).into_any()
            }}
            <p class="warning">{when.say(language)}</p>
            <FormTrouble language=language form=desk.form />
            <Field language=language id="annulment-number" label=words::TYPE_NUMBER value=typed.number required=true />
            <p class="hint" translate="no">{number}</p>
            <p class="acts end">
                <button
                    type="button"
                    class="button"
                    on:click=move |_| {
                        desk.form.clear();
                        typed.previewed.set(None);
                    }
                >
                    {words::BACK.say(language)}
                </button>
                <button
                    type="submit"
                    class="button danger"
                    disabled=move || !(any && is_typed.get())
                    aria-disabled=move || desk.form.is_busy().then_some("true")
                >
                    {move || if desk.form.is_busy() { office::BUSY } else { words::SEND_ANNULMENT }.say(language)}
                </button>
            </p>
        </form>
    }
}
