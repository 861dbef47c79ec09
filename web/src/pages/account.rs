//! `/account`: who is signed in, and the own password.
//!
//! Hooks for tests: `h1` "帳號 Account"; the fields of the password as on
//! `/sign-in`.

use certificate::api::Session;
use leptos::prelude::*;

use super::sign_in::NewPassword;
use crate::{
    Language,
    components::{Fact, Instant},
    frame::CurrentLanguage,
    navigation::TITLE,
    outcome::Outcome,
    text::office as words,
    visitor::Visitor,
};

/// The page.
#[component]
pub fn AccountPage() -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let visitor = expect_context::<Visitor>();
    let outcome = expect_context::<Outcome>();
    let [old, new, repeated] = [(); 3].map(|()| RwSignal::new(String::new()));
    let changed = move |session: Session| {
        for typed in [old, new, repeated] {
            typed.set(String::new());
        }
        outcome.say(words::password_changed(&session));
        visitor.note(Ok(Some(session)));
    };
    view! {
        <h1 id=TITLE tabindex="-1">{move || words::ACCOUNT.say(current.get())}</h1>
        {move || {
            let language = current.get();
            visitor.visit().with(|visit| visit.session().map(|session| facts(language, session)))
        }}
        <section class="narrow">
            <h2>{move || words::NEW_PASSWORD.say(current.get())}</h2>
            {move || {
                view! {
                    <NewPassword language=current.get() current=old new=new repeated=repeated proceed=changed />
                }
            }}
        </section>
        <section>
            <h2>{move || words::SECOND_FACTOR.say(current.get())}</h2>
            <p class="note">{move || words::FACTOR_NOTE.say(current.get())}</p>
        </section>
    }
}

fn facts(language: Language, session: &Session) -> impl IntoView + use<> {
    let roles: Vec<_> = session.roles.iter().map(|role| words::role(role).say(language).to_owned()).collect();
    let account = session.account.clone();
    let (idle_until, ends_at) = (session.idle_until, session.ends_at);
    let separator = match language {
        Language::Chinese => "、",
        Language::English => ", ",
    };
    view! {
        <section>
            <h2>{words::ACCOUNT_FACTS.say(language)}</h2>
            <dl class="plain-facts">
                <Fact label=words::ACCOUNT.say(language)><bdi>{account}</bdi></Fact>
                <Fact label=words::ROLES.say(language)>{roles.join(separator)}</Fact>
                <Fact label=words::IDLE_UNTIL.say(language)><Instant language=language at=idle_until /></Fact>
                <Fact label=words::ENDS_AT.say(language)><Instant language=language at=ends_at /></Fact>
            </dl>
        </section>
    }
}
