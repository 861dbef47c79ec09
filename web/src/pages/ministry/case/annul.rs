//! 撤銷, 廢止 in two steps: the decision, from whose ground the legal basis and the
//! reach follow; then what it hits and what it spares, and the certificate number
//! typed by hand before anything is sent.
//!
//! Hooks for tests: field "撤銷、廢止事由 Ground", "處分日期", "處分公文文號"; button
//! "列出受影響的證書 Show what it hits"; tables "將失效的證書" and "不受影響的證書"; field
//! "請輸入證書字號以確認 Type the certificate number to go on"; button "送出 Send".

use certificate::api::{AnnulmentPreview, CaseDetail, Ground, NewAnnulment, ReferenceData};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{
    super::{TypedNumber, case_table, number_slip, typed_date},
    Desk,
    act::send,
};
use crate::{
    Language,
    components::{Choice, Fact, Field, FormTrouble, waiting},
    form::Slip,
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
        let slips = [
            Slip::missing("annulment-ground", typed.ground),
            Slip::of_day("annulment-date", typed.date),
            Slip::missing("annulment-letter", typed.letter),
        ];
        if !desk.form.accepts(slips) {
            return;
        }
        let (Some(ground), Some(decision_date)) = (chosen.get_untracked(), typed_date(typed.date)) else {
            return;
        };
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
    view! {
        <form class="form" novalidate=true on:submit=submit>
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
                error=desk.form.field("ground", "annulment-ground", words::ANNUL_GROUND)
            />
            {move || chosen.get().map(|ground| consequences(language, case, &ground))}
            <div class="fields">
                <Field language=language id="annulment-date" label=words::DECISION_DATE value=typed.date required=true hint=words::DATE_HINT error=desk.form.field("decision_date", "annulment-date", words::DECISION_DATE) />
                <Field language=language id="annulment-letter" label=words::LETTER value=typed.letter required=true error=desk.form.field("document_number", "annulment-letter", words::LETTER) />
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
    let expected = number.clone();
    let any = !preview.hit.is_empty();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !desk.form.accepts([number_slip("annulment-number", typed.number, &expected)]) {
            return;
        }
        let number = number.clone();
        desk.form.submit(desk.client.annul(annulment.clone()), move |annulment| {
            desk.done(words::annulled(&number, annulment.state));
        });
    };
    let when = if preview.needs_approval { words::FOUR_EYES } else { words::AT_ONCE };
    let number = case.with_value(|case| case.summary.certificate_number.clone());
    view! {
        <form class="form" novalidate=true on:submit=submit>
            <h3 id=HIT tabindex="-1">{words::HIT.say(language)}</h3>
            {if any {
                case_table(language, words::HIT, Signal::stored(preview.hit)).into_any()
            } else {
                view! { <p class="empty">{words::NO_HIT.say(language)}</p> }.into_any()
            }}
            <h3>{words::SPARED.say(language)}</h3>
            {if preview.spared.is_empty() {
                view! { <p class="soft">{words::NO_SPARED.say(language)}</p> }.into_any()
            } else {
                case_table(language, words::SPARED, Signal::stored(preview.spared)).into_any()
            }}
            <p class="warning">{when.say(language)}</p>
            <FormTrouble language=language form=desk.form />
            <TypedNumber language=language id="annulment-number" typed=typed.number number=number form=desk.form />
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
                    disabled=!any
                    aria-disabled=move || desk.form.is_busy().then_some("true")
                >
                    {move || if desk.form.is_busy() { office::BUSY } else { words::SEND_ANNULMENT }.say(language)}
                </button>
            </p>
        </form>
    }
}
