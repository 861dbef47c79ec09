//! Who is here: nobody, somebody in the middle of signing in, or somebody with
//! roles. A session that ends while a page is open interrupts the page and does
//! not close it, so that nothing typed is lost.

use certificate::api::{Role, Session, SignInStep};
use leptos::prelude::*;

use crate::{route::Page, trouble::Trouble};

/// What is known about the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visit {
    /// The server was not heard yet.
    Pending,
    /// The server could not say.
    Failed(Trouble),
    /// Nobody is signed in.
    Nobody,
    /// Somebody is, perhaps with a step left.
    Open(Session),
}

/// What the frame shows at a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Wait.
    Pending,
    /// The session could not be read.
    Failed(Trouble),
    /// The forms of signing in.
    SignIn,
    /// The page is not for these roles.
    Forbidden,
    /// The page, for this account.
    Page(Page, String),
}

impl Visit {
    /// The step of signing in that comes next; `None` when there is none left or
    /// nobody has begun.
    pub const fn step(&self) -> Option<SignInStep> {
        match self {
            Self::Open(session) => session.next_step,
            Self::Pending | Self::Failed(_) | Self::Nobody => None,
        }
    }

    /// The session, once signing in is complete.
    pub const fn session(&self) -> Option<&Session> {
        match self {
            Self::Open(session) if session.next_step.is_none() => Some(session),
            _ => None,
        }
    }

    /// What somebody may do.
    pub fn roles(&self) -> &[Role] {
        self.session().map_or(&[], |session| &session.roles)
    }

    /// What stands at `page` for this visit.
    pub fn shown(&self, page: &Page) -> Shown {
        if page.is_public() && *page != Page::SignIn {
            return Shown::Page(page.clone(), String::new());
        }
        match (self, self.session()) {
            (Self::Pending, _) => Shown::Pending,
            (Self::Failed(trouble), _) => Shown::Failed(trouble.clone()),
            (_, None) => Shown::SignIn,
            (_, Some(session)) if page.is_for(&session.roles) => {
                Shown::Page(page.clone(), session.account.clone())
            }
            (_, Some(_)) => Shown::Forbidden,
        }
    }
}

/// The visit, for every page. Copies are the same.
#[derive(Clone, Copy)]
pub struct Visitor {
    visit: RwSignal<Visit>,
    interrupted: RwSignal<bool>,
    returns: RwSignal<u32>,
}

impl Visitor {
    /// Provides the visit to all below.
    pub fn provide() -> Self {
        let visitor = Self {
            visit: RwSignal::new(Visit::Pending),
            interrupted: RwSignal::new(false),
            returns: RwSignal::new(0),
        };
        provide_context(visitor);
        visitor
    }

    /// The visit.
    pub const fn visit(self) -> RwSignal<Visit> {
        self.visit
    }

    /// Takes note of what the server says about the session.
    pub fn note(self, outcome: Result<Option<Session>, Trouble>) {
        self.visit.set(match outcome {
            Ok(Some(session)) => Visit::Open(session),
            Ok(None) => Visit::Nobody,
            Err(trouble) => Visit::Failed(trouble),
        });
    }

    /// The session is over although a page is open.
    pub fn interrupt(self) {
        // While nobody is signed in, the page itself asks.
        if self.visit.with_untracked(|visit| visit.session().is_some()) {
            self.interrupted.set(true);
        }
    }

    /// Whether the page waits for somebody to sign in again.
    pub fn is_interrupted(self) -> bool {
        self.interrupted.get()
    }

    /// Somebody has signed in again.
    pub fn resume(self, session: Session) {
        self.visit.set(Visit::Open(session));
        self.interrupted.set(false);
        self.returns.update(|returns| *returns += 1);
    }

    /// Nobody signs in again for now: the page stays, and the next act asks anew.
    pub fn pause(self) {
        self.interrupted.set(false);
    }

    /// Signed out: the page closes.
    pub fn leave(self) {
        self.interrupted.set(false);
        self.visit.set(Visit::Nobody);
    }

    /// How often somebody came back; what failed for want of a session is fetched
    /// again when this changes.
    pub fn returns(self) -> u32 {
        self.returns.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(roles: Vec<Role>, next_step: Option<SignInStep>) -> Visit {
        Visit::Open(Session {
            account: "school".to_owned(),
            roles,
            next_step,
            idle_until: "2026-11-22T05:07:00Z".parse().unwrap(),
            ends_at: "2026-11-22T09:07:00Z".parse().unwrap(),
        })
    }

    fn school() -> Vec<Role> {
        vec![Role::School { code: "0001".to_owned() }]
    }

    #[test]
    fn a_page_waits_for_signing_in_and_for_each_of_its_steps() {
        assert_eq!(Visit::Pending.shown(&Page::Confirm), Shown::Pending);
        assert_eq!(Visit::Nobody.shown(&Page::Confirm), Shown::SignIn);
        for step in [SignInStep::SecondFactor, SignInStep::SecondFactorEnrolment, SignInStep::PasswordChange]
        {
            let visit = session(school(), Some(step));
            assert_eq!(visit.shown(&Page::Confirm), Shown::SignIn);
            assert_eq!((visit.step(), visit.roles()), (Some(step), [].as_slice()));
        }
        assert_eq!(
            session(school(), None).shown(&Page::Confirm),
            Shown::Page(Page::Confirm, "school".to_owned())
        );
    }

    #[test]
    fn a_page_of_another_role_is_not_shown() {
        assert_eq!(session(school(), None).shown(&Page::Ministry), Shown::Forbidden);
    }

    #[test]
    fn what_is_public_needs_no_session() {
        for visit in [Visit::Pending, Visit::Nobody, Visit::Failed(Trouble::Away)] {
            assert!(matches!(visit.shown(&Page::Announcements), Shown::Page(Page::Announcements, _)));
        }
    }

    #[test]
    fn a_server_that_is_away_is_not_nobody_signed_in() {
        assert_eq!(Visit::Failed(Trouble::Away).shown(&Page::Confirm), Shown::Failed(Trouble::Away));
    }
}
