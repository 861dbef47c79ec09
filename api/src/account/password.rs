//! Passwords: how they are kept (Argon2id, RFC 9106) and what they must be
//! (附表十: complexity, not one of the last three).

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::{Context as _, Result, anyhow};
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::phc::PasswordHash,
};
use tokio::sync::Semaphore;

use crate::ids;

/// OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, 2 iterations, 1 lane, the
/// configuration it names first for new systems. Raise them as computers grow; a
/// stored password keeps the parameters it was made with.
const MEMORY_KIB: u32 = 19 * 1024;
const ITERATIONS: u32 = 2;
const LANES: u32 = 1;

const SHORTEST: usize = 12;
/// From here on length alone is enough.
const PHRASE: usize = 20;
/// Far beyond any password manager; a bound for the work of hashing.
const LONGEST: usize = 128;
const CLASSES: usize = 3;
const DISTINCT: usize = 5;

/// Why a password cannot be taken, in words for the person who chose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PasswordProblem {
    #[error("密碼至少 12 個字元 At least 12 characters")]
    TooShort,
    #[error("密碼至多 128 個字元 At most 128 characters")]
    TooLong,
    #[error(
        "密碼須含大寫、小寫、數字、符號中的三種，或達 20 個字元 Three of upper case, lower case, digits and signs, or 20 characters"
    )]
    TooSimple,
    #[error("密碼不得包含帳號 Not with the name of the account in it")]
    HoldsName,
    #[error("不得使用最近 3 次用過的密碼 Not one of the last 3 passwords")]
    UsedBefore,
}

/// Whether a password may be chosen for an account.
pub(super) fn check_rule(password: &str, account: &str) -> Result<(), PasswordProblem> {
    let length = password.chars().count();
    let distinct = password.chars().collect::<BTreeSet<_>>().len();
    if length < SHORTEST {
        Err(PasswordProblem::TooShort)
    } else if length > LONGEST {
        Err(PasswordProblem::TooLong)
    } else if distinct < DISTINCT || (length < PHRASE && classes(password) < CLASSES) {
        Err(PasswordProblem::TooSimple)
    } else if password.to_ascii_lowercase().contains(account) {
        Err(PasswordProblem::HoldsName)
    } else {
        Ok(())
    }
}

fn classes(password: &str) -> usize {
    let is_sign = |letter: char| !letter.is_ascii_alphanumeric();
    let classes: [&dyn Fn(char) -> bool; 4] = [
        &|letter| letter.is_ascii_uppercase(),
        &|letter| letter.is_ascii_lowercase(),
        &|letter| letter.is_ascii_digit(),
        &is_sign,
    ];
    classes.iter().filter(|is_in| password.chars().any(is_in)).count()
}

/// A password that nobody chose: 120 random bits in six groups, without letters
/// that look like others.
pub(super) fn random() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bits = [0_u8; 24];
    getrandom::fill(&mut bits).expect("the system gives random bytes");
    let groups: Vec<String> = bits
        .chunks(4)
        .map(|group| group.iter().map(|bits| char::from(LETTERS[usize::from(bits % 32)])).collect())
        .collect();
    groups.join("-")
}

/// Computes and compares password hashes, apart from the threads that answer
/// requests and no more at a time than there are processors.
pub(crate) struct Hasher {
    seats: Arc<Semaphore>,
    computed: AtomicU64,
}

impl Hasher {
    pub(crate) fn new() -> Self {
        let seats = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { seats: Arc::new(Semaphore::new(seats)), computed: AtomicU64::new(0) }
    }

    /// Whether this is the password behind `stored`. Without one the same work is
    /// done and the answer is no, so that the time does not tell the difference.
    pub(super) async fn check(&self, password: &str, stored: Option<&str>) -> Result<bool> {
        let password = password.to_owned();
        let stored = stored.map(str::to_owned);
        self.compute(move || match stored {
            Some(stored) => {
                let hash =
                    PasswordHash::new(&stored).map_err(|error| anyhow!("a stored password: {error}"))?;
                Ok(argon2().verify_password(password.as_bytes(), &hash).is_ok())
            }
            None => hash(&password).map(|_| false),
        })
        .await
    }

    /// The hash of a password in PHC form.
    pub(super) async fn hash(&self, password: &str) -> Result<String> {
        let password = password.to_owned();
        self.compute(move || hash(&password)).await
    }

    /// How many hashes were computed.
    pub(crate) fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _seat = self.seats.acquire().await.context("nobody closes the seats")?;
        self.computed.fetch_add(1, Ordering::Relaxed);
        tokio::task::spawn_blocking(work).await.context("a password was not hashed")?
    }
}

fn hash(password: &str) -> Result<String> {
    let salt = ids::random_bits();
    let hash: PasswordHash = argon2()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| anyhow!("a password was not hashed: {error}"))?;
    Ok(hash.to_string())
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, ITERATIONS, LANES, None).expect("parameters in range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(password: &str, expected: Result<(), PasswordProblem>) {
        assert_eq!(check_rule(password, "officer"), expected, "{password}");
    }

    #[test]
    fn a_password_is_long_and_mixed_or_very_long() {
        check("Abcdefgh1234", Ok(()));
        check("correct horse battery", Ok(()));
        check("一二三四五六七八九Abc1", Ok(()));
        check("Abcdefgh123", Err(PasswordProblem::TooShort));
        check("abcdefgh1234", Err(PasswordProblem::TooSimple));
        check("Aa1!Aa1!Aa1!", Err(PasswordProblem::TooSimple));
        check("aaaaaaaaaaaaaaaaaaaaaaaa", Err(PasswordProblem::TooSimple));
        check("My-OFFICER-12345", Err(PasswordProblem::HoldsName));
        check(&"Ab1-".repeat(33), Err(PasswordProblem::TooLong));
    }

    #[test]
    fn a_random_password_follows_the_rule_and_never_repeats() {
        let passwords: BTreeSet<_> = (0..100).map(|_| random()).collect();
        assert_eq!(passwords.len(), 100);
        for password in passwords {
            check(&password, Ok(()));
        }
    }

    #[tokio::test]
    async fn without_a_stored_password_the_same_work_is_done() {
        let hasher = Hasher::new();
        let stored = hasher.hash("Abcdefgh1234").await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert_eq!(hasher.computed(), 1);
        assert!(hasher.check("Abcdefgh1234", Some(&stored)).await.unwrap());
        assert_eq!(hasher.computed(), 2);
        assert!(!hasher.check("Abcdefgh1235", Some(&stored)).await.unwrap());
        assert_eq!(hasher.computed(), 3);
        assert!(!hasher.check("Abcdefgh1234", None).await.unwrap());
        assert_eq!(hasher.computed(), 4);
    }

    #[tokio::test]
    async fn equal_passwords_have_different_hashes() {
        let hasher = Hasher::new();
        assert_ne!(hasher.hash("Abcdefgh1234").await.unwrap(), hasher.hash("Abcdefgh1234").await.unwrap());
    }
}
