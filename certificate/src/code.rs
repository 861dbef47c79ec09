//! The code on a printed certificate (docs/format.md §8): what it states, as
//! signed octets and as a link.
//!
//! ```text
//! link   = page "/#C:" base41(code)
//! code   = body signature          ; signature: 64 octets, over PREFIX body
//! body   = [ 1, signer, items, annotation, list, index, claims, issued_at, specimen ]
//! signer = [ serial, not_before, days, generation, key, signature ]
//! items  = [ 0, name, birth_date, identity, number…, rank, seniority, school, issue_date ]
//!        / [ 1, name, birth_date, identity, number…, qualification, legal_basis, authority, nationality, issue_date ]
//! ```
//! Nothing here checks a signature. A code is a copy by nature: whoever has one
//! may print it anywhere, so it proves what was issued and never that this paper is
//! what was issued.

mod base41;
mod cbor;
mod items;
mod report;
mod wire;

pub use items::{CodeAnnotation, CodeItems, CodeText, K12Code, UniversityCode};
pub use report::{CodeReason, CodeReport, CodeStatement, CodeVerdict};

use crate::{Claims, Digest, Timestamp};

/// Begins every signed message, so that a signature of a code is one of nothing
/// else: signed attributes of a PDF begin with the octet `31`, a status list with
/// `eyJ`.
const PREFIX: &[u8] = b"dcert printed code 1\n";

/// Stands between the address of the page and the data.
const MARK: &str = "#C:";

/// Length of an Ed25519 signature.
const SIGNATURE: usize = 64;

/// More than a code is made long. A longer text is not read at all.
const MAX_OCTETS: usize = 1024;

/// What a code may take so that its symbol stays small enough to be scanned from
/// paper at 150 dpi: texts are shortened down to it (docs/decisions/0015).
const ROOM: usize = 400;

/// No text has more octets: 200 characters of at most four.
const LONGEST_TEXT: usize = 801;

/// What is left of a text however short the room is.
const SHORTEST_TEXT: usize = 30;

/// What a printed code states. Unverified until its signature was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeClaims {
    /// Who signed.
    pub signer: CodeSigner,
    /// The items that the paper shows, the identity number masked.
    pub items: CodeItems,
    /// 補發 or 換發.
    pub annotation: Option<CodeAnnotation>,
    /// The status list: the first octets of the SHA-256 digest of its URI.
    pub list: [u8; 8],
    /// The slot in the list.
    pub index: u32,
    /// The certificate it was made for: the first octets of the SHA-256 digest of
    /// its `certificate.json`.
    pub claims: [u8; 16],
    /// The instant of signing, that of the claims.
    pub issued_at: Timestamp,
    /// Signed with a development key.
    pub specimen: bool,
}

/// The parts of the issuing certificate that its root and the form of issuing
/// certificates do not give (docs/format.md §6). With a pinned root they are the
/// whole certificate again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSigner {
    /// `serialNumber`
    pub serial: [u8; 16],
    /// `notBefore`
    pub not_before: Timestamp,
    /// From `notBefore` to `notAfter`.
    pub days: u32,
    /// The number behind the word `issuing` in its name.
    pub generation: u32,
    /// The public key.
    pub key: [u8; 32],
    /// The root's signature.
    pub signature: [u8; SIGNATURE],
}

/// Digests that a code refers by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeDigests {
    /// Of the canonical text of the claims.
    pub claims: Digest,
    /// Of the URI of the status list.
    pub list: Digest,
}

/// A code as it was read. Says nothing about who made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnverifiedCode {
    /// What it states.
    pub claims: CodeClaims,
    /// What the signature is over.
    pub message: Vec<u8>,
    /// The signature.
    pub signature: [u8; SIGNATURE],
}

/// Why a text is not a code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodeError {
    /// No link of ours, or not all of it.
    #[error("the text is not the link of a printed code, or not all of it")]
    NotACode,
    /// Written by a newer version of the format.
    #[error("the printed code has the newer format {found}")]
    NewerFormat {
        /// The version it names.
        found: u32,
    },
    /// The characters are those of a code, but what they hold is not.
    #[error("the printed code cannot be read")]
    Malformed,
}

impl CodeClaims {
    /// What the code of a certificate states. Long texts are shortened until the
    /// code is small enough to be scanned, the name last.
    pub fn of(claims: &Claims, digests: CodeDigests, signer: CodeSigner) -> Self {
        let mut code = Self {
            signer,
            items: CodeItems::of(&claims.items),
            annotation: claims.annotation.as_ref().map(CodeAnnotation::of),
            list: digests.list_reference(),
            index: claims.status.index,
            claims: digests.claims_reference(),
            issued_at: claims.issued_at,
            specimen: claims.specimen,
        };
        code.shorten();
        code
    }

    fn shorten(&mut self) {
        for with_name in [false, true] {
            let mut limit = LONGEST_TEXT;
            while wire::write(self).len() + SIGNATURE > ROOM && limit > SHORTEST_TEXT {
                limit -= 3;
                self.items.cut(limit, with_name);
                if let Some(annotation) = &mut self.annotation {
                    annotation.reason.cut(limit);
                }
            }
        }
    }

    fn is_shortened(&self) -> bool {
        let reason = self.annotation.iter().map(|annotation| &annotation.reason);
        self.items.texts().into_iter().chain(reason).any(|text| text.shortened)
    }

    /// What the issuing key signs.
    pub fn message(&self) -> Vec<u8> {
        [PREFIX, &wire::write(self)].concat()
    }

    /// The link for the page at `origin` (`https://dcert.example`). Scheme and host
    /// are written in capitals, which a QR code keeps in less room (RFC 3986 §6.2.2.1).
    pub fn link(&self, origin: &str, signature: &[u8; SIGNATURE]) -> String {
        let code = [wire::write(self).as_slice(), signature].concat();
        format!("{}/{MARK}{}", origin.to_ascii_uppercase(), base41::encode(&code))
    }
}

impl UnverifiedCode {
    /// Reads a link, or what stands behind its `#`.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let data = text.rsplit_once('#').map_or(text, |(_, fragment)| fragment);
        let data = data.strip_prefix(&MARK[1..]).ok_or(CodeError::NotACode)?;
        if data.len() > MAX_OCTETS / 2 * 3 {
            return Err(CodeError::NotACode);
        }
        let code = base41::decode(data).ok_or(CodeError::NotACode)?;
        let (body, signature) = code.split_last_chunk().ok_or(CodeError::NotACode)?;
        let claims = wire::read(body)?;
        // One spelling only, whatever the reader tolerates.
        if wire::write(&claims) != body {
            return Err(CodeError::Malformed);
        }
        Ok(Self { message: claims.message(), claims, signature: *signature })
    }
}

impl CodeDigests {
    /// What a code keeps of the digest of a list's URI.
    pub fn list_reference(&self) -> [u8; 8] {
        first_octets(self.list)
    }

    /// What a code keeps of the digest of the claims.
    pub fn claims_reference(&self) -> [u8; 16] {
        first_octets(self.claims)
    }
}

fn first_octets<const N: usize>(digest: Digest) -> [u8; N] {
    core::array::from_fn(|place| digest.0[place])
}

#[cfg(test)]
mod tests;
