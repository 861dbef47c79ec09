//! Signing in and out, the second factor, the password.

use certificate::api::{Enrolment, PasswordChange, SecondFactor, Session, SignIn};

use super::http::{Body, Call, Client};
use crate::trouble::Trouble;

const SESSION: &str = "/api/session";
const SECOND_FACTOR: &str = "/api/session/second-factor";
const PASSWORD: &str = "/api/session/password";

impl Client {
    /// Who is signed in, if anybody is.
    pub async fn session(self) -> Result<Option<Session>, Trouble> {
        let session: Option<Session> = self.act("GET", SESSION.to_owned()).await?;
        if session.is_none() {
            self.session_is_over();
        }
        Ok(session)
    }

    /// The first step.
    pub async fn sign_in(self, sign_in: SignIn) -> Result<Session, Trouble> {
        self.send("POST", SESSION.to_owned(), &sign_in).await
    }

    /// The end.
    pub async fn sign_out(self) -> Result<(), Trouble> {
        let call = Call { method: "DELETE", address: SESSION.to_owned(), body: Body::None, leaving: None };
        self.ask(call).await.map(drop)
    }

    /// Begins to set the second factor up.
    pub async fn enrol(self) -> Result<Enrolment, Trouble> {
        self.act("POST", SECOND_FACTOR.to_owned()).await
    }

    /// Gives the code of the second factor, of a new one, too.
    pub async fn give_code(self, code: SecondFactor) -> Result<Session, Trouble> {
        self.send("PUT", SECOND_FACTOR.to_owned(), &code).await
    }

    /// Changes the own password.
    pub async fn change_password(self, change: PasswordChange) -> Result<Session, Trouble> {
        self.send("PUT", PASSWORD.to_owned(), &change).await
    }
}
