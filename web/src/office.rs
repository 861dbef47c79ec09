//! The pages of schools, teachers and the ministry in their frame: menu, route,
//! signing in, and what was done.
//!
//! Hooks for tests: `navigation` "主選單 Main menu" with one link a page; button
//! "登出 Sign out"; every page has one `h1`; what an act did stands in the
//! `role=status` with `data-outcome`, beside it the button "復原 Undo" where it can be
//! taken back.

use certificate::api::Role;
use leptos::{ev::MouseEvent, prelude::*, task};

use crate::{
    Language,
    client::Client,
    components::{Dialog, TroubleNotice},
    frame::{CurrentLanguage, Frame},
    navigation::{Navigator, PageLink, TITLE, focus},
    outcome::{Outcome, Undo},
    pages::{
        account::AccountPage,
        announcements::AnnouncementsPage,
        certificates::CertificatesPage,
        confirm::ConfirmPage,
        ministry,
        sign_in::{SignInPage, SignInSteps},
    },
    route::Page,
    text::{self, office as words},
    visitor::{Shown, Visitor},
};

/// The dialog that asks to sign in again.
const AGAIN: &str = "sign-in-again";

/// The site at every address but `/`.
#[component]
pub fn Office() -> impl IntoView {
    let current = CurrentLanguage::provide();
    let navigator = Navigator::provide();
    let visitor = Visitor::provide();
    let client = Client::new(visitor);
    provide_context(client);
    ministry::Search::provide();
    let outcome = Outcome::provide();
    let ask = move || {
        task::spawn_local(async move { visitor.note(client.session().await) });
    };
    ask();

    let page = Memo::new(move |_| navigator.page());
    let shown = Memo::new(move |_| visitor.visit().with(|visit| visit.shown(&page.get())));
    Effect::new(move || document().set_title(&text::office::window_title(current.get(), &page.get())));
    // A person who moved hears and sees where; who just arrived begins at the top.
    Effect::new(move |before: Option<Shown>| {
        let shown = shown.get();
        if before.is_some_and(|before| before != Shown::Pending && before != shown) {
            focus(TITLE);
        }
        shown
    });
    Effect::new(move |before: Option<Page>| {
        let page = page.get();
        // What was said belongs to the page where it was done; leaving the system is
        // done everywhere.
        if before.is_some_and(|before| before != page) && page != Page::SignIn {
            outcome.clear();
        }
        page
    });
    // Who has signed in is taken to work; a page that was asked for stays.
    Effect::new(move || {
        let home = visitor.visit().with(|visit| visit.session().map(|session| Page::home(&session.roles)));
        if let Some(home) = home.filter(|_| page.get() == Page::SignIn) {
            navigator.replace(home);
        }
    });

    view! {
        <Frame product=words::PRODUCT menu=move || view! { <SignOut /> }>
            <Menu page=page />
            <main id="main" tabindex="-1" class="measure wide">
                {move || match shown.get() {
                    Shown::Pending => view! { <Waiting /> }.into_any(),
                    Shown::Failed(trouble) => {
                        view! {
                            <h1 id=TITLE tabindex="-1">{words::PRODUCT.say(current.get())}</h1>
                            <TroubleNotice language=current.get() trouble=trouble on_retry=ask />
                        }
                            .into_any()
                    }
                    Shown::SignIn => view! { <SignInPage asked_for=page.get_untracked() /> }.into_any(),
                    Shown::Forbidden => view! { <Forbidden /> }.into_any(),
                    Shown::Page(page, _) => open(page),
                }}
            </main>
            <OutcomeBar outcome=outcome />
            {move || visitor.is_interrupted().then(|| sign_in_again(current.get(), visitor))}
        </Frame>
    }
}

/// What an act did, and the way back. Whoever has read it goes on with the page.
#[component]
fn OutcomeBar(outcome: Outcome) -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let leave = move || {
        outcome.clear();
        focus("main");
    };
    let undo_button = move |undo: Undo| {
        let take_back = move |_: MouseEvent| {
            leave();
            undo();
        };
        view! {
            <button type="button" class="button small" data-undo="" on:click=take_back>
                {words::UNDO.say(current.get())}
            </button>
        }
    };
    let dismiss_button = move || {
        view! {
            <button type="button" class="button small" on:click=move |_| leave()>
                {words::DISMISS.say(current.get())}
            </button>
        }
    };
    view! {
        <section class="outcome" aria-label=move || words::OUTCOME.say(current.get()) class:idle=move || outcome.get().is_none()>
            <p role="status" data-outcome="">
                {move || outcome.get().map(|said| said.sentence.say(current.get()).to_owned())}
            </p>
            {move || outcome.get().map(|said| view! { {said.undo.map(undo_button)} {dismiss_button()} })}
        </section>
    }
}

fn open(page: Page) -> AnyView {
    match page {
        Page::Confirm => view! { <ConfirmPage /> }.into_any(),
        Page::Certificates => view! { <CertificatesPage /> }.into_any(),
        Page::Ministry => view! { <ministry::DashboardPage /> }.into_any(),
        Page::Cases(stage) => view! { <ministry::CasesPage stage=stage /> }.into_any(),
        Page::Case(case) => view! { <ministry::CasePage case=case /> }.into_any(),
        Page::Import => view! { <ministry::ImportPage /> }.into_any(),
        Page::Issues => view! { <ministry::IssuesPage /> }.into_any(),
        Page::Annulments => view! { <ministry::AnnulmentsPage /> }.into_any(),
        Page::Audit => view! { <ministry::AuditPage /> }.into_any(),
        Page::Account => view! { <AccountPage /> }.into_any(),
        Page::Announcements => view! { <AnnouncementsPage /> }.into_any(),
        Page::SignIn => view! { <Waiting /> }.into_any(),
        Page::Unknown => view! { <Unknown /> }.into_any(),
    }
}

/// The main menu: what the roles allow, and what everybody has.
#[component]
fn Menu(page: Memo<Page>) -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let visitor = expect_context::<Visitor>();
    let roles = Memo::new(move |_| visitor.visit().with(|visit| visit.roles().to_vec()));
    let link = move |language: Language, target: Page| {
        let label = words::page(&target).say(language);
        let here = target.clone();
        let at = Signal::derive(move || here.is_at(&page.get()));
        view! { <li><PageLink page=target current=at>{label}</PageLink></li> }
    };
    view! {
        <nav class="menu" aria-label=move || words::MENU.say(current.get())>
            <ul class="measure wide">
                {move || {
                    let language = current.get();
                    roles
                        .with(|roles: &Vec<Role>| Page::menu(roles))
                        .into_iter()
                        .map(|target| link(language, target))
                        .collect_view()
                }}
                <li class="menu-public"><a href="/">{move || text::TITLE.say(current.get())}</a></li>
                {move || link(current.get(), Page::Announcements)}
                {move || {
                    visitor
                        .visit()
                        .with(|visit| visit.session().is_some())
                        .then(|| link(current.get(), Page::Account))
                }}
            </ul>
        </nav>
    }
}

/// Who is signed in, and the way out.
#[component]
fn SignOut() -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let visitor = expect_context::<Visitor>();
    let client = expect_context::<Client>();
    let outcome = expect_context::<Outcome>();
    let navigator = expect_context::<Navigator>();
    let sign_out = move |_| {
        task::spawn_local(async move {
            match client.sign_out().await {
                Err(trouble) if !trouble.asks_to_sign_in() => {
                    outcome.say(words::not_signed_out());
                }
                _ => {
                    visitor.leave();
                    navigator.go(Page::SignIn);
                    outcome.say(words::signed_out());
                }
            }
        });
    };
    move || {
        let account = visitor.visit().with(|visit| visit.session().map(|session| session.account.clone()))?;
        let language = current.get();
        Some(view! {
            <span class="signed-in">
                <span class="hidden-text">{words::SIGNED_IN_AS.say(language)}</span>
                <bdi>{account}</bdi>
            </span>
            <button type="button" class="button quiet" on:click=sign_out>
                {words::SIGN_OUT.say(language)}
            </button>
        })
    }
}

/// Above the page that was interrupted; what was typed in it stays.
fn sign_in_again(language: Language, visitor: Visitor) -> impl IntoView {
    view! {
        <Dialog id=AGAIN heading=words::AGAIN.say(language) on_close=move || {
            // Escape: whoever does not sign in again leaves the page as it is and is
            // asked at the next act.
            visitor.pause();
        }>
            <p>{words::AGAIN_WHY.say(language)}</p>
            <SignInSteps on_done=move |session| visitor.resume(session) again=true />
        </Dialog>
    }
}

#[component]
fn Waiting() -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    view! { <p class="working">{move || words::PENDING.say(current.get())}</p> }
}

#[component]
fn Forbidden() -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    view! {
        <h1 id=TITLE tabindex="-1">{move || words::FORBIDDEN.say(current.get())}</h1>
        <p class="lead">{move || words::FORBIDDEN_ADVICE.say(current.get())}</p>
    }
}

#[component]
fn Unknown() -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    view! {
        <h1 id=TITLE tabindex="-1">{move || words::UNKNOWN.say(current.get())}</h1>
        <p class="lead">{move || words::UNKNOWN_ADVICE.say(current.get())}</p>
    }
}
