//! The status list: a signed Token Status List (`statuslist+jwt`) that holds two
//! bits for every certificate there is.

mod token;

use core::time::Duration;

use certificate::{CodeClaims, Digest, Finding, FindingCode, Status, StatusReference, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::{authenticity::Authentic, code::AuthenticCode};

pub(crate) use token::CheckedToken;

/// A clock may run behind the server's by this much before a list seems to come
/// from the future.
const CLOCK_SKEW: Duration = Duration::from_secs(300);

/// No list proves anything for longer than this, whatever its `exp` says: a stolen
/// key of long ago must not speak for today.
const MAX_VALIDITY: Duration = Duration::from_secs(31 * 86_400);

/// A list and a clock that are further apart than this do not differ by neglect:
/// the clock of the device is set wrong.
const CLOCK_DOUBT: Duration = Duration::from_secs(366 * 86_400);

/// What is known about status, as the caller gives it.
#[derive(Clone, Copy, Debug, Default)]
pub struct StatusEvidence<'a> {
    /// The newest list at hand: the body of `GET /status/1`.
    pub token: Option<&'a [u8]>,
    /// The highest version of a list ever seen; an older one is refused.
    pub newest_seen: Option<u64>,
}

/// A list that may be judged by at an instant: signed by a status key of a
/// pinned root, fresh, and not older than one seen before. Only
/// [`FreshList::check`] makes one.
pub(crate) struct FreshList<'t> {
    token: &'t CheckedToken,
    now: Timestamp,
}

/// What a fresh list says of an authentic certificate. Only
/// [`FreshList::standing`] makes one.
pub(crate) struct Standing(Status);

impl Standing {
    pub(crate) const fn status(&self) -> Status {
        self.0
    }
}

/// What a fresh list says of the certificate that a printed code was made for. Only
/// [`FreshList::standing_of_copy`] makes one.
pub(crate) struct CopyStanding(Status);

impl CopyStanding {
    pub(crate) const fn status(&self) -> Status {
        self.0
    }
}

impl<'t> FreshList<'t> {
    /// Judges a list by the clock and by what was seen before.
    pub(crate) fn check(
        token: &'t CheckedToken,
        newest_seen: Option<u64>,
        now: Timestamp,
    ) -> Result<Self, Finding> {
        let facts = token.facts();
        if now > facts.issued_at.after(CLOCK_DOUBT) || facts.issued_at > now.after(CLOCK_DOUBT) {
            return Err(Finding::new(FindingCode::ClockFarFromList).expected(facts.issued_at).found(now));
        }
        if facts.issued_at > now.after(CLOCK_SKEW) {
            return Err(Finding::new(FindingCode::StatusFromTheFuture).expected(now).found(facts.issued_at));
        }
        let expires_at = facts.expires_at.min(facts.issued_at.after(MAX_VALIDITY));
        if now >= expires_at {
            return Err(Finding::new(FindingCode::StatusExpired).expected(now).found(expires_at));
        }
        if let Some(seen) = newest_seen.filter(|seen| facts.version < *seen) {
            return Err(Finding::new(FindingCode::StatusOlderThanSeen).expected(seen).found(facts.version));
        }
        Ok(Self { token, now })
    }

    /// Looks up an authentic certificate.
    pub(crate) fn standing(&self, certificate: &Authentic) -> Result<Standing, Finding> {
        let claims = certificate.claims();
        self.check_clock(claims.issued_at)?;
        self.check_same_hierarchy(certificate.anchor())?;
        self.token.status(&claims.status).map(Standing)
    }

    /// Looks up the certificate that an authentic code was made for.
    pub(crate) fn standing_of_copy(&self, code: &AuthenticCode) -> Result<CopyStanding, Finding> {
        let claims = code.claims();
        self.check_clock(claims.issued_at)?;
        self.check_same_hierarchy(code.anchor())?;
        self.token.status_of_code(claims).map(CopyStanding)
    }

    fn check_clock(&self, issued_at: Timestamp) -> Result<(), Finding> {
        if issued_at > self.now.after(CLOCK_SKEW) {
            return Err(Finding::new(FindingCode::ClockBeforeIssue).expected(issued_at).found(self.now));
        }
        Ok(())
    }

    /// A status key of one hierarchy says nothing about certificates of another.
    fn check_same_hierarchy(&self, anchor: Digest) -> Result<(), Finding> {
        if self.token.anchor() == anchor { Ok(()) } else { Err(Finding::new(FindingCode::StatusSigner)) }
    }
}

/// The two bits of a slot; four slots share a byte, the first in the lowest bits
/// (Token Status List §4.1).
fn bits(list: &[u8], index: u32) -> Option<u8> {
    let byte = list.get(usize::try_from(index / 4).ok()?)?;
    Some(byte.wrapping_shr((index % 4).wrapping_mul(2)) & 3)
}

impl CheckedToken {
    fn status(&self, reference: &StatusReference) -> Result<Status, Finding> {
        if reference.list != self.list() {
            return Err(Finding::new(FindingCode::StatusOtherList)
                .expected(&reference.list)
                .found(self.list()));
        }
        self.slot(reference.index)
    }

    /// A code names the list by the beginning of the digest of its URI.
    fn status_of_code(&self, code: &CodeClaims) -> Result<Status, Finding> {
        if !Sha256::digest(self.list()).starts_with(&code.list) {
            return Err(Finding::new(FindingCode::StatusOtherList).found(self.list()));
        }
        self.slot(code.index)
    }

    fn slot(&self, index: u32) -> Result<Status, Finding> {
        let bits = bits(self.slots(), index).ok_or_else(|| Finding::new(FindingCode::StatusIndex))?;
        Status::from_bits(bits).ok_or_else(|| Finding::new(FindingCode::StatusValue).found(bits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_slot_is_in_the_lowest_bits() {
        let list = [0b11_10_01_00, 0b00_00_00_11];
        assert_eq!((0..5).map(|index| bits(&list, index)).collect::<Vec<_>>(), [0, 1, 2, 3, 3].map(Some));
        assert_eq!(bits(&list, 8), None);
        assert_eq!(bits(&list, u32::MAX), None);
    }
}
