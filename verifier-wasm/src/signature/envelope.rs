//! The parts of a signature value, not yet trusted.

use certificate::{Finding, FindingCode};
use keys::{SignatureAlgorithm, tlv::Element, x509::X509};
use sha2::{Digest as _, Sha256};

use super::template::{self, Parts, SHA_512};
use crate::pdf::Form;

/// Parts of a SignedData whose bytes are exactly the ones we would have written.
/// Neither the digest nor the signature has been checked yet.
pub(crate) struct Envelope {
    certificate: Vec<u8>,
    certificate_hash: [u8; 32],
    digest: Vec<u8>,
    algorithm: SignatureAlgorithm,
    signature: Vec<u8>,
}

impl Envelope {
    /// Reads the gap.
    pub(crate) fn check(form: &Form<'_>) -> Result<Self, Finding> {
        let at = |code| Finding::new(code).at(form.contents_at);
        let bytes = hex_bytes(form.contents).ok_or_else(|| at(FindingCode::SignatureContents))?;
        let raw = RawParts::parse(&bytes).ok_or_else(|| at(FindingCode::CmsMalformed))?;
        let algorithm = raw.algorithm().ok_or_else(|| at(FindingCode::CmsAlgorithm))?;
        if raw.has_unsigned_attributes {
            return Err(at(FindingCode::CmsUnsignedAttributes));
        }
        let digest = raw.digest().ok_or_else(|| at(FindingCode::CmsAttributes))?;
        let certificate = raw.certificate.ok_or_else(|| at(FindingCode::CmsSigningCertificate))?;
        let parsed = X509::parse(certificate).ok_or_else(|| at(FindingCode::CmsSigningCertificate))?;
        let certificate_hash: [u8; 32] = Sha256::digest(certificate).into();
        raw.check_attributes(&template::attributes(digest, &certificate_hash)).map_err(at)?;
        let rebuilt = template::content_info(&Parts {
            certificate,
            issuer: parsed.issuer(),
            serial_number: parsed.serial_number(),
            certificate_hash: &certificate_hash,
            digest,
            algorithm,
            signature: raw.signature,
        });
        if rebuilt != bytes {
            let same = rebuilt.iter().zip(&bytes).take_while(|(ours, theirs)| ours == theirs).count();
            let place = form.contents_at.saturating_add(same.saturating_mul(2));
            return Err(Finding::new(FindingCode::CmsNotCanonical).at(place));
        }
        Ok(Self {
            certificate: certificate.to_vec(),
            certificate_hash,
            digest: digest.to_vec(),
            algorithm,
            signature: raw.signature.to_vec(),
        })
    }

    /// The signing certificate in DER.
    pub(crate) fn unverified_certificate(&self) -> &[u8] {
        &self.certificate
    }

    pub(super) fn unverified_digest(&self) -> &[u8] {
        &self.digest
    }

    pub(super) const fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    pub(super) fn unverified_signature(&self) -> &[u8] {
        &self.signature
    }

    /// What the signature is over: rebuilt, not copied from the file.
    pub(super) fn signed_attributes(&self) -> Vec<u8> {
        template::signed_attributes(&self.digest, &self.certificate_hash)
    }
}

/// The parts that the template needs, and those that tell why it will not match.
struct RawParts<'a> {
    digest_algorithms: &'a [u8],
    certificate: Option<&'a [u8]>,
    digest_algorithm: &'a [u8],
    /// Each attribute whole; none where there are no signed attributes.
    attributes: Vec<Element<'a>>,
    signature_algorithm: &'a [u8],
    signature: &'a [u8],
    has_unsigned_attributes: bool,
}

const SIGNED_ATTRIBUTES: u8 = 0xa0;
const UNSIGNED_ATTRIBUTES: u8 = 0xa1;
const CERTIFICATES: u8 = 0xa0;

impl<'a> RawParts<'a> {
    /// Walks to the values; what it passes over is checked by the rebuilding.
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let [_, content] = Element::only(bytes)?.exactly()?;
        let [signed_data] = content.exactly()?;
        let fields = signed_data.elements()?;
        let [_, digest_algorithms, _, optional @ .., signer_infos] = fields.as_slice() else { return None };
        let certificates = optional.iter().find(|field| field.tag == CERTIFICATES);
        let certificate = certificates.and_then(|set| set.elements()?.first().map(|first| first.bytes));
        let signer_info = *signer_infos.elements()?.first()?;
        let fields = signer_info.elements()?;
        let [_, _, digest_algorithm, rest @ ..] = fields.as_slice() else { return None };
        let (attributes, rest) = match rest {
            [attributes, rest @ ..] if attributes.tag == SIGNED_ATTRIBUTES => (attributes.elements()?, rest),
            _ => (Vec::new(), rest),
        };
        let [signature_algorithm, signature, rest @ ..] = rest else { return None };
        Some(Self {
            digest_algorithms: digest_algorithms.content,
            certificate,
            digest_algorithm: digest_algorithm.bytes,
            attributes,
            signature_algorithm: signature_algorithm.bytes,
            signature: signature.content,
            has_unsigned_attributes: rest.iter().any(|field| field.tag == UNSIGNED_ATTRIBUTES),
        })
    }

    /// The signature algorithm, if all algorithms are the ones on the list and
    /// without parameters (RFC 8419 §3.1).
    fn algorithm(&self) -> Option<SignatureAlgorithm> {
        let accepted = self.digest_algorithms == SHA_512 && self.digest_algorithm == SHA_512;
        SignatureAlgorithm::from_identifier(self.signature_algorithm).filter(|_| accepted)
    }

    /// The SHA-512 digest in the third attribute, message-digest.
    fn digest(&self) -> Option<&'a [u8]> {
        let [_, _, message_digest] = self.attributes.as_slice() else { return None };
        let [_, values] = message_digest.exactly()?;
        let [digest] = values.exactly()?;
        (digest.content.len() == 64).then_some(digest.content)
    }

    /// Tells a signing-certificate-v2 that names another certificate apart from
    /// any other difference.
    fn check_attributes(&self, expected: &[Vec<u8>; 3]) -> Result<(), FindingCode> {
        let same = |place: usize| {
            let found = self.attributes.get(place).map(|attribute| attribute.bytes);
            found == expected.get(place).map(Vec::as_slice)
        };
        match [same(0), same(1), same(2)] {
            [true, true, true] => Ok(()),
            [true, false, true] => Err(FindingCode::CmsSigningCertificate),
            _ => Err(FindingCode::CmsAttributes),
        }
    }
}

fn hex_bytes(digits: &[u8]) -> Option<Vec<u8>> {
    let (pairs, rest) = digits.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}
