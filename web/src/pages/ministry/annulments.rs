//! `/ministry/annulments`: what was proposed, decided and undone. Four eyes: nobody
//! approves an own proposal.
//!
//! Hooks for tests: list of annulments, each with `data-annulment` and `data-state`
//! ("proposed", "in-force", "rejected", "reinstated"); buttons "核准 number", "不核准
//! number", "效力復原 number", each of which opens the dialog `#decide`; the fields of
//! a reinstatement are "法令依據", "處分日期" and "處分公文文號".

use certificate::api::{Annulment, AnnulmentState, NewReinstatement};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{TypedNumber, number_slip, typed_date};
use crate::{
    Language,
    client::Client,
    components::{Dialog, Fact, Field, FormTrouble, Instant, close_dialog, loaded},
    form::{Form, Slip},
    frame::CurrentLanguage,
    loader::Loader,
    navigation::{PageLink, TITLE},
    outcome::Outcome,
    route::Page,
    text::{Phrase, ministry as words, office},
    visitor::Visitor,
};

const DECIDE: &str = "decide";

/// What may be done about an annulment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Decision {
    Approve,
    Reject,
    Reinstate,
}

/// What the page works with. Copies share one state.
#[derive(Clone, Copy)]
struct Desk {
    client: Client,
    outcome: Outcome,
    visitor: Visitor,
    annulments: Loader<Vec<Annulment>>,
    deciding: RwSignal<Option<(Annulment, Decision)>>,
    form: Form,
}

/// The page.
#[component]
pub fn AnnulmentsPage() -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let client = expect_context::<Client>();
    let desk = Desk {
        client,
        outcome: expect_context::<Outcome>(),
        visitor: expect_context::<Visitor>(),
        annulments: Loader::start(move |leaving| client.annulments(leaving)),
        deciding: RwSignal::new(None),
        form: Form::new("decide-trouble"),
    };
    view! {
        <h1 id=TITLE tabindex="-1">{move || words::ANNULMENTS.say(current.get())}</h1>
        <p class="lead">{move || words::ANNULMENTS_LEAD.say(current.get())}</p>
        {move || {
            let language = current.get();
            loaded(language, desk.annulments, move |annulments| list(language, desk, annulments))
        }}
        {move || desk.deciding.get().map(|(annulment, decision)| dialog(current.get(), desk, annulment, decision))}
    }
}

fn list(language: Language, desk: Desk, annulments: &[Annulment]) -> AnyView {
    if annulments.is_empty() {
        return view! { <p class="empty">{words::NO_ANNULMENTS.say(language)}</p> }.into_any();
    }
    let items = annulments.iter().cloned().map(|annulment| item(language, desk, annulment)).collect_view();
    view! { <ul class="note-list more">{items}</ul> }.into_any()
}

fn item(language: Language, desk: Desk, annulment: Annulment) -> impl IntoView {
    let page = Page::Case(annulment.case_id.clone());
    let number = annulment.certificate_number.to_string();
    let (id, state, name) = (annulment.id.clone(), annulment.state, annulment.name.clone());
    view! {
        <li data-annulment=id data-state=state.code()>
            <p class="case-head">
                <strong><PageLink page=page>{number}</PageLink></strong>
                <span>{name}</span>
                <span class="mark-word" data-stage=mark(state)>
                    {words::annulment_state(state).say(language).to_owned()}
                </span>
            </p>
            {facts(language, &annulment)}
            {acts(language, desk, annulment)}
        </li>
    }
}

/// What an annulment says, here and on the page of its case.
pub(super) fn facts(language: Language, annulment: &Annulment) -> impl IntoView + use<> {
    let hit: Vec<_> = annulment.hit.iter().map(ToString::to_string).collect();
    let reach = words::reach(annulment.reach, annulment.rank).say(language).to_owned();
    let Annulment {
        legal_basis, document_number, proposed_by, decided_by, proposed_at, decision_date, ..
    } = annulment.clone();
    view! {
        <dl class="plain-facts">
            <Fact label=words::REACH.say(language)>{reach}</Fact>
            <Fact label=words::LEGAL_BASIS.say(language)>{legal_basis}</Fact>
            <Fact label=words::DECISION_DATE.say(language)>{office::day(language, decision_date)}</Fact>
            <Fact label=words::LETTER.say(language)>{document_number}</Fact>
            <Fact label=words::PROPOSED_BY.say(language)>
                <bdi>{proposed_by}</bdi> " " <span class="soft"><Instant language=language at=proposed_at /></span>
            </Fact>
            {decided_by
                .map(|officer| {
                    view! { <Fact label=words::DECIDED_BY.say(language)><bdi>{officer}</bdi></Fact> }
                })}
            {(!hit.is_empty())
                .then(|| view! { <Fact label=words::HIT_COLUMN.say(language)>{hit.join("、")}</Fact> })}
        </dl>
    }
}

fn acts(language: Language, desk: Desk, annulment: Annulment) -> impl IntoView {
    let (is_issuer, is_own) = desk.visitor.visit().with_untracked(|visit| {
        let own = visit.session().is_some_and(|session| session.account == annulment.proposed_by);
        (visit.roles().contains(&certificate::api::Role::Issuer), own)
    });
    let decisions: &[Decision] = match annulment.state {
        _ if !is_issuer => &[],
        AnnulmentState::Proposed if is_own => &[],
        AnnulmentState::Proposed => &[Decision::Approve, Decision::Reject],
        AnnulmentState::InForce => &[Decision::Reinstate],
        AnnulmentState::Rejected | AnnulmentState::Reinstated => &[],
    };
    let waits = is_issuer && is_own && annulment.state == AnnulmentState::Proposed;
    let button = move |decision: Decision| {
        let subject = annulment.clone();
        view! {
            <button
                type="button"
                class="button small"
                aria-label=words::of_number(language, decision.name(), &annulment.certificate_number)
                on:click=move |_| desk.deciding.set(Some((subject.clone(), decision)))
            >
                {decision.name().say(language)}
            </button>
        }
    };
    view! {
        {waits.then(|| view! { <p class="note">{words::OWN_PROPOSAL.say(language)}</p> })}
        <p class="acts">{decisions.iter().copied().map(button).collect_view()}</p>
    }
}

impl Decision {
    const fn name(self) -> Phrase {
        match self {
            Self::Approve => words::APPROVE,
            Self::Reject => words::REJECT,
            Self::Reinstate => words::REINSTATE,
        }
    }

    /// Whether it changes what a certificate is worth.
    const fn needs_number(self) -> bool {
        matches!(self, Self::Approve | Self::Reinstate)
    }

    const fn effect(self) -> Phrase {
        match self {
            Self::Approve => words::APPROVE_EFFECT,
            Self::Reject => words::REJECT_EFFECT,
            Self::Reinstate => words::REINSTATE_EFFECT,
        }
    }
}

fn dialog(language: Language, desk: Desk, annulment: Annulment, decision: Decision) -> impl IntoView {
    let basis = RwSignal::new(String::new());
    let date = RwSignal::new(String::new());
    let letter = RwSignal::new(String::new());
    let typed_number = RwSignal::new(String::new());
    let number = annulment.certificate_number.clone();
    let id = annulment.id.clone();
    let decide = move |event: SubmitEvent| {
        event.prevent_default();
        let number = number.clone();
        let mut slips = Vec::new();
        if decision == Decision::Reinstate {
            slips.extend([
                Slip::missing("reinstate-basis", basis),
                Slip::of_day("reinstate-date", date),
                Slip::missing("reinstate-letter", letter),
            ]);
        }
        if decision.needs_number() {
            slips.push(number_slip("decide-number", typed_number, &number));
        }
        if !desk.form.accepts(slips) {
            return;
        }
        let done = move |annulment: Annulment| {
            close_dialog(DECIDE);
            desk.outcome.say(words::annulled(&number, annulment.state));
            desk.annulments.refresh();
            // The button that opened the dialog is drawn anew.
            crate::navigation::focus(TITLE);
        };
        let (client, id) = (desk.client, id.clone());
        match decision {
            Decision::Approve => desk.form.submit(client.approve(id), done),
            Decision::Reject => desk.form.submit(client.reject(id), done),
            Decision::Reinstate => {
                let Some(decision_date) = typed_date(date) else { return };
                let text = |field: RwSignal<String>| field.with_untracked(|typed| typed.trim().to_owned());
                let reinstatement = NewReinstatement {
                    legal_basis: text(basis),
                    decision_date,
                    document_number: text(letter),
                };
                desk.form.submit(client.reinstate(id, reinstatement), done);
            }
        }
    };
    let subject = format!("{} {}", annulment.name, annulment.certificate_number);
    let fields = (decision == Decision::Reinstate).then(|| {
        view! {
            <Field language=language id="reinstate-basis" label=words::LEGAL_BASIS value=basis required=true error=desk.form.field("legal_basis", "reinstate-basis", words::LEGAL_BASIS) />
            <Field language=language id="reinstate-date" label=words::DECISION_DATE value=date required=true hint=words::DATE_HINT error=desk.form.field("decision_date", "reinstate-date", words::DECISION_DATE) />
            <Field language=language id="reinstate-letter" label=words::LETTER value=letter required=true error=desk.form.field("document_number", "reinstate-letter", words::LETTER) />
        }
    });
    let danger = decision == Decision::Approve;
    view! {
        <Dialog
            id=DECIDE
            heading=decision.name().say(language)
            on_close=move || {
                desk.deciding.set(None);
                desk.form.clear();
            }
        >
            <p><strong>{subject}</strong></p>
            <p class=if danger { "warning" } else { "" }>{decision.effect().say(language)}</p>
            {facts(language, &annulment)}
            <form class="form" novalidate=true on:submit=decide>
                <FormTrouble language=language form=desk.form />
                {fields}
                {decision
                    .needs_number()
                    .then(|| {
                        let number = annulment.certificate_number.clone();
                        view! {
                            <TypedNumber language=language id="decide-number" typed=typed_number number=number form=desk.form />
                        }
                    })}
                <p class="acts end">
                    <button type="button" class="button" on:click=move |_| close_dialog(DECIDE)>
                        {office::CANCEL.say(language)}
                    </button>
                    <button
                        type="submit"
                        class="button"
                        class:danger=danger
                        class:primary=!danger
                        aria-disabled=move || desk.form.is_busy().then_some("true")
                    >
                        {decision.name().say(language)}
                    </button>
                </p>
            </form>
        </Dialog>
    }
}

/// Whose colour a state has.
const fn mark(state: AnnulmentState) -> &'static str {
    match state {
        AnnulmentState::Proposed => "unconfirmed",
        AnnulmentState::InForce => "failed",
        AnnulmentState::Rejected | AnnulmentState::Reinstated => "approved",
    }
}
