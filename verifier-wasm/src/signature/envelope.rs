//! The parts of a signature value, not yet trusted.

use certificate::{Finding, FindingCode};
use der::{Decode as _, Encode as _, Reader as _, SliceReader, asn1::AnyRef};
use sha2::{Digest as _, Sha256};
use x509_cert::Certificate;

use super::template::{self, Parts};
use crate::pdf::Form;

/// Parts of a SignedData whose bytes are exactly the ones we would have written.
/// Neither the digest nor the signature has been checked yet.
pub(crate) struct Envelope {
    certificate: Vec<u8>,
    parsed: Certificate,
    certificate_hash: [u8; 32],
    digest: [u8; 64],
    signature: [u8; 64],
}

impl Envelope {
    /// Reads the gap.
    pub(crate) fn check(form: &Form<'_>) -> Result<Self, Finding> {
        let at = |code| Finding::new(code).at(form.contents_at);
        let bytes = hex_bytes(form.contents).ok_or_else(|| at(FindingCode::SignatureContents))?;
        let raw = RawParts::parse(&bytes).map_err(|_| at(FindingCode::CmsMalformed))?;
        let parsed =
            Certificate::from_der(raw.certificate).map_err(|_| at(FindingCode::CmsSigningCertificate))?;
        let tbs = parsed.tbs_certificate();
        let encoded = tbs.issuer().to_der().and_then(|issuer| Ok((issuer, tbs.serial_number().to_der()?)));
        let (issuer, serial_number) = encoded.map_err(|_| at(FindingCode::CmsSigningCertificate))?;
        let certificate_hash: [u8; 32] = Sha256::digest(raw.certificate).into();
        let parts = Parts {
            certificate: raw.certificate,
            issuer: &issuer,
            serial_number: &serial_number,
            certificate_hash: &certificate_hash,
            digest: &raw.digest,
            signature: &raw.signature,
        };
        if template::content_info(&parts) != bytes {
            return Err(at(FindingCode::CmsNotCanonical));
        }
        Ok(Self {
            certificate: raw.certificate.to_vec(),
            parsed,
            certificate_hash,
            digest: raw.digest,
            signature: raw.signature,
        })
    }

    /// The signing certificate in DER, and parsed.
    pub(crate) fn unverified_certificate(&self) -> (&[u8], &Certificate) {
        (&self.certificate, &self.parsed)
    }

    pub(super) const fn unverified_digest(&self) -> &[u8] {
        &self.digest
    }

    pub(super) const fn unverified_signature(&self) -> &[u8] {
        &self.signature
    }

    /// What the signature is over: rebuilt, not copied from the file.
    pub(super) fn signed_attributes(&self) -> Vec<u8> {
        template::signed_attributes(&self.digest, &self.certificate_hash)
    }
}

/// The places of the three values a template needs.
struct RawParts<'a> {
    certificate: &'a [u8],
    digest: [u8; 64],
    signature: [u8; 64],
}

impl<'a> RawParts<'a> {
    /// Walks to the values; what it passes over is checked by the rebuilding.
    fn parse(bytes: &'a [u8]) -> der::Result<Self> {
        let [_, content] = elements(AnyRef::from_der(bytes)?)?;
        let [signed_data] = elements(content)?;
        let [_, _, _, certificates, signer_infos] = elements(signed_data)?;
        let [signer_info] = elements(signer_infos)?;
        let [_, _, _, attributes, _, signature] = elements(signer_info)?;
        let [_, _, message_digest] = elements(attributes)?;
        let [_, values] = elements(message_digest)?;
        let [digest] = elements(values)?;
        let fixed = |value: AnyRef<'_>| {
            <[u8; 64]>::try_from(value.value()).map_err(|_| der::Error::from(der::ErrorKind::Failed))
        };
        Ok(Self { certificate: certificates.value(), digest: fixed(digest)?, signature: fixed(signature)? })
    }
}

/// The N elements inside a constructed value, and no more.
fn elements<'a, const N: usize>(value: AnyRef<'a>) -> der::Result<[AnyRef<'a>; N]> {
    let mut reader = SliceReader::new(value.value())?;
    let mut elements = Vec::with_capacity(N);
    for _ in 0..N {
        elements.push(AnyRef::decode(&mut reader)?);
    }
    reader.finish()?;
    elements.try_into().map_err(|_| der::ErrorKind::Failed.into())
}

fn hex_bytes(digits: &[u8]) -> Option<Vec<u8>> {
    let (pairs, rest) = digits.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}
