//! The code on a printed certificate (docs/format.md §8): is it one that the
//! ministry made, and what does the list say of the certificate?
//!
//! Whatever comes of it is about a copy. The types are apart from those of files,
//! so that no proof about a code can stand for one about a file.

use certificate::{
    CodeClaims, CodeError, CodeReason, CodeReport, Digest, Finding, FindingCode, SignerFacts, Timestamp,
    UnverifiedCode,
};
use keys::{
    Anchors, Purpose, SignatureAlgorithm,
    x509::{X509, assemble},
};

use crate::{StatusEvidence, Verifier, status::CheckedToken, trust::Trusted, verdict::conclude_code};

/// A code whose form, signer and signature were checked. Only
/// [`AuthenticCode::check`] makes one.
pub(crate) struct AuthenticCode {
    claims: CodeClaims,
    signer: SignerFacts,
    anchor: Digest,
}

/// Why a code is refused.
struct Refused(CodeReason, Option<Finding>);

impl AuthenticCode {
    fn check(text: &str, anchors: &Anchors) -> Result<Self, Refused> {
        let code = UnverifiedCode::parse(text).map_err(|error| match error {
            CodeError::NewerFormat { .. } => Refused(CodeReason::NewerFormat, None),
            CodeError::Malformed => Refused(CodeReason::Malformed, None),
            _ => Refused(CodeReason::NotACode, None),
        })?;
        let signer =
            signer(&code.claims, anchors).map_err(|finding| Refused(CodeReason::Signer, Some(finding)))?;
        signer
            .check_signature(SignatureAlgorithm::Ed25519, &code.message, &code.signature)
            .ok_or(Refused(CodeReason::Signature, None))?;
        if signer.facts().development != code.claims.specimen {
            return Err(Refused(CodeReason::Specimen, None));
        }
        Ok(Self { claims: code.claims, signer: signer.facts().clone(), anchor: signer.anchor() })
    }

    pub(crate) const fn claims(&self) -> &CodeClaims {
        &self.claims
    }

    /// Fingerprint of the root behind the signer.
    pub(crate) const fn anchor(&self) -> Digest {
        self.anchor
    }
}

/// The issuing certificate, put together below the root that signed it, and
/// checked like that of a file.
fn signer(claims: &CodeClaims, anchors: &Anchors) -> Result<Trusted, Finding> {
    let unknown = || Finding::new(FindingCode::SignerUnknown);
    let certificate = |anchor| {
        let der = assemble(&claims.signer, anchor)?;
        let signed = X509::parse(&der)?.check_signature(anchor.public_key()).is_ok();
        signed.then_some(der)
    };
    let der = anchors.iter().find_map(certificate).ok_or_else(unknown)?;
    let signing_cert = X509::parse(&der).ok_or_else(unknown)?;
    Trusted::check(&signing_cert, Purpose::DocumentSigning, claims.issued_at, anchors)
}

impl Verifier<'_> {
    /// Checks the code on a printed certificate: its link, or what stands behind
    /// the `#`.
    pub fn verify_code(&self, text: &str) -> CodeReport {
        let (code, refused) = match AuthenticCode::check(text, self.anchors()) {
            Ok(code) => (Some(code), None),
            Err(refused) => (None, Some(refused)),
        };
        let standing = code.as_ref().map(|code| self.fresh_list()?.standing_of_copy(code));
        let (standing, unknown) = match standing {
            Some(Ok(standing)) => (Some(standing), None),
            Some(Err(finding)) => (None, Some(finding)),
            None => (None, None),
        };
        let (reason, finding) = match refused {
            Some(Refused(reason, finding)) => (Some(reason), finding),
            None => (None, unknown),
        };
        CodeReport {
            verdict: conclude_code(code.as_ref(), standing.as_ref()),
            reason,
            findings: finding.into_iter().collect(),
            statement: code.as_ref().map(|code| code.claims.statement()),
            signer: code.map(|code| code.signer),
            list: self.list().ok().map(CheckedToken::facts),
            judged_at: self.now(),
        }
    }
}

/// Checks the code on a printed certificate: its text, the pinned roots, what is
/// known about status, and the instant to judge at.
pub fn verify_code(text: &str, anchors: &Anchors, status: StatusEvidence<'_>, now: Timestamp) -> CodeReport {
    Verifier::new(anchors, status, now).verify_code(text)
}

#[cfg(test)]
mod tests;
