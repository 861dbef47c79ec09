//! Is the file one that the ministry issued, unchanged?

use certificate::{Claims, ClaimsError, Digest, Finding, FindingCode, SignerFacts};
use keys::{Anchors, Purpose, x509::X509};

use crate::{
    Limits,
    page::Agreeing,
    pdf::{self, Form, Frame},
    signature::{Envelope, Intact, Signed},
    trust::Trusted,
};

/// A file whose form, digest, signature, signer and claims were all checked.
/// Only [`Authentic::check`] makes one.
pub(crate) struct Authentic {
    claims: Claims,
    signer: SignerFacts,
    anchor: Digest,
}

impl Authentic {
    /// Runs every check. The reasons come in the order of docs/format.md.
    pub(crate) fn check(file: &[u8], anchors: &Anchors, limits: &Limits) -> Result<Self, Vec<Finding>> {
        if file.len() > limits.file_bytes {
            let finding =
                Finding::new(FindingCode::FileTooLarge).expected(limits.file_bytes).found(file.len());
            return Err(vec![finding]);
        }
        let form = read(file, limits).map_err(|finding| {
            // What the file is says more to a person than where reading stopped.
            vec![pdf::recognise(file).unwrap_or(finding)]
        })?;
        Self::check_form(&form, anchors, limits)
    }

    /// From here on every reason is collected: an honest user with a spoiled
    /// file deserves all of them.
    fn check_form(form: &Form<'_>, anchors: &Anchors, limits: &Limits) -> Result<Self, Vec<Finding>> {
        let envelope = Envelope::check(form).map_err(|finding| vec![finding])?;
        let mut findings = Vec::new();
        let mut note = |finding| findings.push(finding);

        let intact = Intact::check(form, &envelope).map_err(&mut note);
        let claims = parse_claims(form).map_err(&mut note);
        let trusted = claims.as_ref().ok().map(|claims| {
            let signing_cert = X509::parse(envelope.unverified_certificate())
                .ok_or_else(|| Finding::new(FindingCode::CmsSigningCertificate))?;
            Trusted::check(&signing_cert, Purpose::DocumentSigning, claims.issued_at, anchors)
        });
        let trusted = trusted.and_then(|trusted| trusted.map_err(&mut note).ok());
        let signed = trusted.as_ref().map(|trusted| Signed::check(&envelope, trusted).map_err(&mut note));
        if let (Some(trusted), Ok(claims)) = (&trusted, &claims)
            && trusted.facts().development != claims.specimen
        {
            note(Finding::new(FindingCode::ClaimsSpecimen));
        }
        let agreeing =
            claims.as_ref().ok().map(|claims| Agreeing::check(form, claims, limits).map_err(&mut note));
        match (intact, claims, trusted, signed, agreeing) {
            (Ok(intact), Ok(claims), Some(trusted), Some(Ok(signed)), Some(Ok(agreeing)))
                if findings.is_empty() =>
            {
                Ok(Self::new(intact, signed, agreeing, trusted, claims))
            }
            _ => Err(findings),
        }
    }

    /// Takes the proof of every check.
    fn new(_: Intact, _: Signed, _: Agreeing, trusted: Trusted, claims: Claims) -> Self {
        Self { claims, signer: trusted.facts().clone(), anchor: trusted.anchor() }
    }

    pub(crate) const fn claims(&self) -> &Claims {
        &self.claims
    }

    pub(crate) const fn signer(&self) -> &SignerFacts {
        &self.signer
    }

    /// Fingerprint of the root behind the signer.
    pub(crate) const fn anchor(&self) -> Digest {
        self.anchor
    }
}

fn read<'a>(file: &'a [u8], limits: &Limits) -> Result<Form<'a>, Finding> {
    Form::check(file, Frame::check(file, limits)?)
}

/// Claims in canonical form that name the instant of the signature dictionary.
fn parse_claims(form: &Form<'_>) -> Result<Claims, Finding> {
    let claims = Claims::parse(form.claims).map_err(|error| match error {
        ClaimsError::NewerFormat { found } => Finding::new(FindingCode::ClaimsNewerFormat).found(found),
        _ => Finding::new(FindingCode::ClaimsMalformed),
    })?;
    let issued_at = claims.issued_at.to_string();
    let digits = issued_at.bytes().filter(u8::is_ascii_digit);
    if digits.eq(form.signed_at.iter().copied()) {
        Ok(claims)
    } else {
        Err(Finding::new(FindingCode::ClaimsIssuedAt).expected(issued_at))
    }
}
