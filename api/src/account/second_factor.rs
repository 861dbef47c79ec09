//! The second factor: a time-based code (TOTP, RFC 6238) of an authenticator.
//!
//! SHA-1, six digits, 30 seconds: what every authenticator supports. A code of the
//! step before or after counts, too (§5.2: one step for clocks that differ), and
//! every code once.

use anyhow::{Context as _, Result, anyhow};
use certificate::{
    Timestamp,
    api::{Enrolment, SignInStep},
};
use qrcode::{QrCode, render::svg};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use super::{AccountProblem, OpenSession, StepDone, lock, session, trail};
use crate::{
    db::{self, AccountRow},
    history::EventKind,
    unit::IssuingUnit,
};

/// RFC 4226 §4 recommends 160 bits.
const SECRET_BYTES: usize = 20;
/// How the authenticator names the service.
const SERVICE: &str = "dcert";

impl IssuingUnit {
    /// Makes a new secret, which takes the place of one that was not set up to the
    /// end.
    pub(crate) async fn offer_second_factor(
        &self,
        session: &OpenSession,
        now: Timestamp,
    ) -> Result<Enrolment, AccountProblem> {
        let mut tx = self.db.write().await?;
        let session = self.reload(&mut tx, session, now).await?;
        let awaited = matches!(session.next_step, None | Some(SignInStep::SecondFactorEnrolment));
        if !awaited || session.account.totp_enrolled != 0 {
            return Err(AccountProblem::UnexpectedFactor);
        }
        let secret = random_secret();
        let text = secret.to_base32();
        db::mark_second_factor_offered(&mut tx, &session.account.id, &self.seal(&session.account.id, &text))
            .await?;
        tx.commit().await?;
        Ok(enrolment(&session.account.name, text)?)
    }

    /// Takes a code: the first one of a new secret, or the one of this sign-in.
    pub(crate) async fn give_second_factor(
        &self,
        session: &OpenSession,
        code: &str,
        now: Timestamp,
    ) -> Result<StepDone, AccountProblem> {
        let mut tx = self.db.write().await?;
        let session = self.reload(&mut tx, session, now).await?;
        let account = &session.account;
        let is_enrolled = account.totp_enrolled != 0;
        if is_enrolled && session.row.second_factor != 0 {
            return Err(AccountProblem::UnexpectedFactor);
        }
        let step = self.step_of_code(account, code, now)?;
        let Some(step) = step.filter(|_| !lock::is_shut(account, now)) else {
            if !is_enrolled {
                return Err(AccountProblem::WrongCode);
            }
            trail::note(&mut tx, EventKind::SignInRefused, session.at(now)).await?;
            if lock::count_failure(&mut tx, account, session.address(), now).await? {
                db::delete_half_sessions_of(&mut tx, &account.id).await?;
            }
            tx.commit().await?;
            return Err(AccountProblem::Refused);
        };
        db::mark_second_factor_used(&mut tx, &account.id, step).await?;
        if !is_enrolled {
            trail::note(&mut tx, EventKind::SecondFactorEnrolled, session.at(now)).await?;
        }
        let renewed = session::renew(&mut tx, &session.row, true, now).await?;
        let done =
            self.finish_step(&mut tx, renewed, session.next_step.is_none(), session.address(), now).await?;
        tx.commit().await?;
        Ok(done)
    }

    /// The time step of a code that counts.
    fn step_of_code(
        &self,
        account: &AccountRow,
        code: &str,
        now: Timestamp,
    ) -> Result<Option<i64>, AccountProblem> {
        let sealed = account.totp_secret.as_deref().ok_or(AccountProblem::UnexpectedFactor)?;
        let text = self.vault.unseal_text(&place(&account.id), sealed).context("a second factor")?;
        let totp = totp(parse_secret(&text)?)?;
        let seconds = u64::try_from(now.unix()).context("a clock before 1970")?;
        let step = totp.check(code, seconds).and_then(|step| i64::try_from(step).ok());
        Ok(step.filter(|step| *step > account.totp_step))
    }

    pub(super) fn seal(&self, account_id: &str, secret: &str) -> String {
        self.vault.seal_text(&place(account_id), secret)
    }
}

fn place(account_id: &str) -> String {
    format!("account.totp_secret/{account_id}")
}

/// Whether a text is a secret that can be set up: Base32, at least 128 bits
/// (RFC 4226 §4).
pub(super) fn check_secret(text: &str) -> Result<()> {
    totp(parse_secret(text)?).map(drop)
}

fn parse_secret(text: &str) -> Result<Secret> {
    Secret::try_from_base32(text).map_err(|error| anyhow!("a secret in Base32: {error}"))
}

fn random_secret() -> Secret {
    let mut bits = [0; SECRET_BYTES];
    getrandom::fill(&mut bits).expect("the system gives random bytes");
    Secret::from(bits)
}

fn totp(secret: Secret) -> Result<Totp> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_skew(1)
        .with_secret(secret)
        .build()
        .map_err(|error| anyhow!("a second factor: {error}"))
}

/// Names of accounts need no escaping in a URI.
fn enrolment(account: &str, secret: String) -> Result<Enrolment> {
    let uri = format!(
        "otpauth://totp/{SERVICE}:{account}?secret={secret}&issuer={SERVICE}&algorithm=SHA1&digits=6&period=30"
    );
    let code = QrCode::new(&uri).context("a QR code")?;
    let qr_code = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    Ok(Enrolment { secret, uri, qr_code })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_base32_and_long_enough() {
        assert!(check_secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").is_ok());
        assert!(check_secret("GEZDGNBVGY3TQOJQ").is_err());
        assert!(check_secret("not base32!").is_err());
        assert!(check_secret("").is_err());
    }

    /// RFC 6238, appendix B, SHA-1, cut to six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let totp = totp(Secret::from(*b"12345678901234567890")).unwrap();
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(totp.generate(seconds).to_string(), code);
            assert_eq!(totp.check(code, seconds), Some(seconds / 30));
            assert_eq!(totp.check(code, seconds + 30), Some(seconds / 30), "one step late");
            assert_eq!(totp.check(code, seconds + 60), None, "two steps late");
        }
    }
}
