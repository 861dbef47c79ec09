//! `/sign-in`, and every page that needs somebody while nobody is signed in:
//! account and password, then whatever step is left.
//!
//! Hooks for tests: `h1` "登入 Sign in" (or the step); fields "帳號 Account",
//! "密碼 Password", "驗證碼 Code", "目前密碼", "新密碼", "再輸入一次新密碼"; buttons
//! "登入 Sign in", "送出驗證碼 Send the code", "儲存新密碼 Save the new password";
//! the secret of an enrolment is `code` with `data-secret`.

use certificate::api::{Enrolment, PasswordChange, SecondFactor, Session, SignIn, SignInStep};
use leptos::{ev::SubmitEvent, prelude::*, task};

use crate::{
    Language,
    client::Client,
    components::{Field, FormTrouble, TroubleNotice},
    form::{Form, Slip},
    frame::CurrentLanguage,
    loader::Loader,
    navigation::{TITLE, focus},
    route::Page,
    text::office as words,
    visitor::{Visit, Visitor},
};

/// The page.
#[component]
pub fn SignInPage(
    /// The page that will be there afterwards.
    asked_for: Page,
) -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let visitor = expect_context::<Visitor>();
    let step = Memo::new(move |_| visitor.visit().with(Visit::step));
    view! {
        <div class="narrow">
            <h1 id=TITLE tabindex="-1">{move || words::step(step.get()).say(current.get())}</h1>
            {move || {
                let lead = if asked_for == Page::SignIn { words::SIGN_IN_LEAD } else { words::SIGN_IN_FIRST };
                step.get().is_none().then(|| view! { <p class="lead">{lead.say(current.get())}</p> })
            }}
            <SignInSteps on_done=move |session| visitor.note(Ok(Some(session))) again=false />
        </div>
    }
}

/// What is typed on the way. The fields outlive a switch of the language.
#[derive(Clone, Copy)]
struct Typed {
    account: RwSignal<String>,
    password: RwSignal<String>,
    code: RwSignal<String>,
    new: RwSignal<String>,
    repeated: RwSignal<String>,
}

/// The steps, one form after the other.
#[component]
pub fn SignInSteps(
    /// Called with the open session.
    on_done: impl Fn(Session) + Copy + Send + Sync + 'static,
    /// The session ended while a page was open: begins with the password, although
    /// the visitor is known.
    again: bool,
) -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let client = expect_context::<Client>();
    let visitor = expect_context::<Visitor>();
    let account =
        visitor.visit().with_untracked(|visit| visit.session().map(|session| session.account.clone()));
    let typed = Typed {
        account: RwSignal::new(account.unwrap_or_default()),
        password: RwSignal::new(String::new()),
        code: RwSignal::new(String::new()),
        new: RwSignal::new(String::new()),
        repeated: RwSignal::new(String::new()),
    };
    let begun = if again { None } else { visitor.visit().with_untracked(Visit::step) };
    let step = RwSignal::new(begun);
    let proceed = move |session: Session| match session.next_step {
        None => on_done(session),
        Some(next) => {
            typed.code.set(String::new());
            step.set(Some(next));
            focus(match next {
                SignInStep::SecondFactor | SignInStep::SecondFactorEnrolment => "code",
                SignInStep::PasswordChange => "new-password",
            });
            if !again {
                visitor.note(Ok(Some(session)));
            }
        }
    };
    // Begun once, however often the form is drawn.
    let enrolment = Loader::idle(move |_| client.enrol());
    Effect::new(move || {
        if step.get() == Some(SignInStep::SecondFactorEnrolment) {
            enrolment.reload();
        }
    });
    let start_over = move |_| {
        task::spawn_local(async move {
            // Whatever comes of it, the next step is the first.
            let _ = client.sign_out().await;
            step.try_set(None);
            typed.password.try_set(String::new());
            if !again {
                visitor.leave();
            }
        });
    };
    move || {
        let language = current.get();
        let form = match step.get() {
            None => view! { <Credentials language=language typed=typed proceed=proceed /> }.into_any(),
            Some(SignInStep::SecondFactor) => {
                view! { <Code language=language typed=typed proceed=proceed lead=true /> }.into_any()
            }
            Some(SignInStep::SecondFactorEnrolment) => {
                view! { <Enrol language=language typed=typed enrolment=enrolment proceed=proceed /> }.into_any()
            }
            Some(SignInStep::PasswordChange) => view! {
                <p>{words::NEW_PASSWORD_WHY.say(language)}</p>
                <NewPassword language=language current=typed.password new=typed.new repeated=typed.repeated proceed=proceed />
            }
            .into_any(),
        };
        view! {
            {form}
            {step
                .get()
                .map(|_| {
                    view! {
                        <p class="aside">
                            <button type="button" class="button quiet small" on:click=start_over>
                                {words::OTHER_ACCOUNT.say(language)}
                            </button>
                        </p>
                    }
                })}
        }
    }
}

#[component]
fn Credentials(
    language: Language,
    typed: Typed,
    proceed: impl Fn(Session) + Copy + 'static,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let form = Form::new("sign-in-trouble");
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !form.accepts([Slip::missing("account", typed.account), Slip::missing("password", typed.password)])
        {
            return;
        }
        let sign_in = SignIn {
            account: typed.account.get_untracked().trim().to_owned(),
            password: typed.password.get_untracked(),
        };
        form.submit(client.sign_in(sign_in), proceed);
    };
    view! {
        <form class="form" novalidate=true on:submit=submit>
            <FormTrouble language=language form=form />
            <Field
                language=language
                id="account"
                label=words::ACCOUNT
                value=typed.account
                autocomplete="username"
                required=true
                error=form.field("account", "account", words::ACCOUNT)
            />
            <Field
                language=language
                id="password"
                label=words::PASSWORD
                value=typed.password
                kind="password"
                autocomplete="current-password"
                required=true
                error=form.field("password", "password", words::PASSWORD)
            />
            <p>
                <button type="submit" class="button primary" aria-disabled=move || form.is_busy().then_some("true")>
                    {move || if form.is_busy() { words::BUSY } else { words::SIGN_IN }.say(language)}
                </button>
            </p>
        </form>
    }
}

#[component]
fn Code(
    language: Language,
    typed: Typed,
    proceed: impl Fn(Session) + Copy + 'static,
    /// Says where the code comes from.
    lead: bool,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let form = Form::new("code-trouble");
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !form.accepts([Slip::missing("code", typed.code)]) {
            return;
        }
        let code = typed.code.get_untracked().split_whitespace().collect();
        form.submit(client.give_code(SecondFactor { code }), proceed);
    };
    view! {
        <form class="form" novalidate=true on:submit=submit>
            {lead.then(|| view! { <p>{words::SECOND_FACTOR_LEAD.say(language)}</p> })}
            <FormTrouble language=language form=form />
            <Field
                language=language
                id="code"
                label=words::CODE
                value=typed.code
                autocomplete="one-time-code"
                inputmode="numeric"
                required=true
                hint=words::CODE_HINT
                error=form.field("code", "code", words::CODE)
            />
            <p>
                <button type="submit" class="button primary" aria-disabled=move || form.is_busy().then_some("true")>
                    {move || if form.is_busy() { words::BUSY } else { words::GIVE_CODE }.say(language)}
                </button>
            </p>
        </form>
    }
}

#[component]
fn Enrol(
    language: Language,
    typed: Typed,
    enrolment: Loader<Enrolment>,
    proceed: impl Fn(Session) + Copy + 'static,
) -> impl IntoView {
    view! {
        <p>{words::ENROLMENT_LEAD.say(language)}</p>
        {move || {
            enrolment
                .load()
                .with(|load| match (load.value(), load.trouble()) {
                    (Some(enrolment), _) => view! { <Secret language=language enrolment=enrolment.clone() /> }.into_any(),
                    (None, Some(trouble)) => {
                        view! {
                            <TroubleNotice language=language trouble=trouble.clone() on_retry=move || enrolment.refresh() />
                        }
                            .into_any()
                    }
                    (None, None) => view! { <p class="working">{words::PENDING.say(language)}</p> }.into_any(),
                })
        }}
        <Code language=language typed=typed proceed=proceed lead=false />
    }
}

#[component]
fn Secret(language: Language, enrolment: Enrolment) -> impl IntoView {
    // As a picture it can run nothing, whatever is in it.
    let picture = format!(
        "data:image/svg+xml;charset=utf-8,{}",
        String::from(js_sys::encode_uri_component(&enrolment.qr_code))
    );
    let groups: Vec<_> = enrolment
        .secret
        .as_bytes()
        .chunks(4)
        .map(|group| view! { <span>{String::from_utf8_lossy(group).into_owned()}</span> })
        .collect();
    view! {
        <div class="enrolment">
            <img class="qr-code" src=picture alt=words::QR_CODE.say(language) width="220" height="220" />
            <div>
                <p>{words::SECRET.say(language)}</p>
                <p><code class="digits" data-secret="" translate="no">{groups}</code></p>
                <p class="hint">{words::SECRET_ONCE.say(language)}</p>
            </div>
        </div>
    }
}

/// A new password, typed twice. Also on `/account`.
#[component]
pub(super) fn NewPassword(
    language: Language,
    current: RwSignal<String>,
    new: RwSignal<String>,
    repeated: RwSignal<String>,
    proceed: impl Fn(Session) + Copy + 'static,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let form = Form::new("password-trouble");
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let differ = new.get_untracked() != repeated.get_untracked();
        let repetition = Slip::missing("repeated-password", repeated);
        let slips = [
            Slip::missing("current-password", current),
            Slip::missing("new-password", new),
            repetition.or_else(|| Slip::when(differ, "repeated-password", repeated, words::PASSWORDS_DIFFER)),
        ];
        if !form.accepts(slips) {
            return;
        }
        let change = PasswordChange { current: current.get_untracked(), new: new.get_untracked() };
        form.submit(client.change_password(change), proceed);
    };
    view! {
        <form class="form" novalidate=true on:submit=submit>
            <FormTrouble language=language form=form />
            <Field
                language=language
                id="current-password"
                label=words::CURRENT_PASSWORD
                value=current
                kind="password"
                autocomplete="current-password"
                required=true
                error=form.field("current", "current-password", words::CURRENT_PASSWORD)
            />
            <Field
                language=language
                id="new-password"
                label=words::PASSWORD_TO_BE
                value=new
                kind="password"
                autocomplete="new-password"
                required=true
                hint=words::PASSWORD_RULES
                error=form.field("new", "new-password", words::PASSWORD_TO_BE)
            />
            <Field
                language=language
                id="repeated-password"
                label=words::PASSWORD_REPEATED
                value=repeated
                kind="password"
                autocomplete="new-password"
                required=true
                error=form.field("repeated", "repeated-password", words::PASSWORD_REPEATED)
            />
            <p>
                <button type="submit" class="button primary" aria-disabled=move || form.is_busy().then_some("true")>
                    {move || if form.is_busy() { words::BUSY } else { words::SET_PASSWORD }.say(language)}
                </button>
            </p>
        </form>
    }
}
