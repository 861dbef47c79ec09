//! Accounts: signing in, the second factor, the password.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// `POST /api/session`
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Name of the account.
    pub account: String,
    /// Its password.
    pub password: String,
}

/// `PUT /api/session/second-factor`: the six digits that the authenticator shows
/// (RFC 6238).
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondFactor {
    /// Six digits.
    pub code: String,
}

/// `PUT /api/session/password`
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password so far.
    pub current: String,
    /// The new one.
    pub new: String,
}

/// `POST /api/session/second-factor`: what an authenticator needs, given once.
#[derive(Clone, Serialize, Deserialize)]
pub struct Enrolment {
    /// The secret in Base32, to be typed.
    pub secret: String,
    /// `otpauth://` URI, as a QR code holds it.
    pub uri: String,
    /// The QR code as an SVG document.
    pub qr_code: String,
}

/// The answer to every step of signing in, and to `GET /api/session`, which is
/// `null` where nobody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Name of the account.
    pub account: String,
    /// What its holder may do. Empty until [`Session::next_step`] is `None`.
    pub roles: Vec<Role>,
    /// What has to be done before anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<SignInStep>,
    /// Without a request until then the session ends.
    pub idle_until: Timestamp,
    /// The session ends then at the latest.
    pub ends_at: Timestamp,
}

/// What may stand between a password and a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInStep {
    /// The code of the second factor.
    SecondFactor,
    /// Setting the second factor up: `POST`, then `PUT /api/session/second-factor`.
    SecondFactorEnrolment,
    /// A password that was given by somebody else has to be changed.
    PasswordChange,
}

/// What an account may do. One account may hold several.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "kebab-case")]
pub enum Role {
    /// Downloads the own certificates.
    Teacher,
    /// 學校人事單位: confirms the cases of one school.
    School {
        /// 學校代碼
        code: String,
    },
    /// 發證單位: imports, issues, corrects, replaces, annuls.
    Issuer,
    /// Reads the history.
    Auditor,
}
