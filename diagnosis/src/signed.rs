//! The value of a signature: CMS `SignedData` (RFC 5652 §5), read leniently.
//!
//! Whoever signs may use any algorithm and any encoding, and it is only asked who
//! that claims to be. Only Ed25519, which certificates are signed with, is
//! computed, with the key in the file: that tells a damaged signature from a
//! stranger's and proves nothing.

use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest as _, Sha256, Sha512};

use crate::search::{after, contains};

const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
/// Parts of a signature value of ours that never change.
const ONE: &[u8] = b"\x02\x01\x01";
const SHA_512: &[u8] = b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03";
const ED25519: &[u8] = b"\x30\x05\x06\x03\x2b\x65\x70";
const ID_DATA: &[u8] = b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
const COMMON_NAME: &[u8] = b"\x55\x04\x03";
const ORGANISATION: &[u8] = b"\x55\x04\x0a";
/// The attribute message-digest with a SHA-512 value, up to the value.
const MESSAGE_DIGEST: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04\x31\x42\x04\x40";
/// The attribute signing-certificate-v2 as certificates have it, up to the SHA-256
/// value.
const SIGNING_CERTIFICATE: &[u8] =
    b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f\x31\x28\x30\x26\x30\x24\x30\x22\x04\x20";
/// An Ed25519 `SubjectPublicKeyInfo` (RFC 8410 §4) up to the key.
const ED25519_KEY: &[u8] = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";
/// The policy of development keys (docs/format.md §6).
const DEVELOPMENT: &[u8] = b"\x06\x09\x2b\x06\x01\x04\x01\x81\xfd\x59\x01";

/// A signature value.
pub(crate) struct Signed<'a> {
    certificate: &'a [u8],
    /// The content of the set of signed attributes.
    attributes: &'a [u8],
    value: &'a [u8],
    whole: &'a [u8],
}

impl<'a> Signed<'a> {
    pub(crate) fn parse(cms: &'a [u8]) -> Option<Self> {
        let (content_info, _) = Element::parse(cms)?;
        let mut children = content_info.children();
        let (kind, content) = children.next().zip(children.next())?;
        if kind.body != SIGNED_DATA {
            return None;
        }
        let (signed_data, _) = Element::parse(content.body)?;
        let parts: Vec<_> = signed_data.children().collect();
        let certificates = parts.iter().find(|part| part.tag == 0xa0)?;
        let (signer, _) = Element::parse(parts.last().filter(|part| part.tag == 0x31)?.body)?;
        let fields: Vec<_> = signer.children().collect();
        let attributes = fields.iter().find(|field| field.tag == 0xa0).map_or(&[][..], |field| field.body);
        let value = fields.iter().rfind(|field| field.tag == 0x04)?.body;
        let identifier = fields.get(1)?;
        let serial = identifier.children().last().map(|serial| serial.body);
        let mut all = certificates.children();
        let certificate = all.clone().find(|one| serial_number(one) == serial).or_else(|| all.next())?.whole;
        Some(Self { certificate, attributes, value, whole: cms })
    }

    /// Whether attributes and certificate belong to this signature value. `None` if
    /// it is made with an algorithm that certificates are not signed with.
    pub(crate) fn holds(&self) -> Option<bool> {
        let named = after(self.attributes, SIGNING_CERTIFICATE);
        if named.is_some_and(|digest| !digest.starts_with(&Sha256::digest(self.certificate))) {
            return Some(false);
        }
        let key = after(self.certificate, ED25519_KEY)?.first_chunk()?;
        Some(self.is_in_our_form() == Some(true) && self.verifies(key).is_some())
    }

    /// Whether the rest is what stands around these parts in a certificate
    /// (docs/format.md §4.1): damage there leaves the parts as they were.
    fn is_in_our_form(&self) -> Option<bool> {
        let mut fields = Element::parse(Element::parse(self.certificate)?.0.body)?.0.children();
        let serial = fields.find(|field| field.tag == 0x02)?;
        let issuer = fields.nth(1)?;
        let signer = [
            ONE,
            &tagged(0x30, &[issuer.whole, serial.whole])?,
            SHA_512,
            &tagged(0xa0, &[self.attributes])?,
            ED25519,
            &tagged(0x04, &[self.value])?,
        ];
        let certificates = tagged(0xa0, &[self.certificate])?;
        let signers = tagged(0x31, &[&tagged(0x30, &signer)?])?;
        let digests = tagged(0x31, &[SHA_512])?;
        let data = tagged(0x30, &[ONE, &digests, ID_DATA, &certificates, &signers])?;
        let kind = tagged(0x06, &[SIGNED_DATA])?;
        Some(self.whole == tagged(0x30, &[&kind, &tagged(0xa0, &[&data])?])?)
    }

    fn verifies(&self, key: &[u8; 32]) -> Option<()> {
        // What is signed is the set as such, not its place (RFC 5652 §5.4).
        let message = tagged(0x31, &[self.attributes])?;
        let signature = Signature::from_slice(self.value).ok()?;
        VerifyingKey::from_bytes(key).ok()?.verify_strict(&message, &signature).ok()
    }

    /// Whether the digest that was signed is that of these bytes.
    pub(crate) fn covers(&self, before: &[u8], behind: &[u8]) -> bool {
        let digest = Sha512::new().chain_update(before).chain_update(behind).finalize();
        after(self.attributes, MESSAGE_DIGEST).is_some_and(|signed| signed.starts_with(&digest))
    }

    /// Whether the key is one for development.
    pub(crate) fn is_specimen(&self) -> bool {
        contains(self.certificate, DEVELOPMENT)
    }

    /// The name the signer goes by.
    pub(crate) fn name(&self) -> Option<String> {
        signer_name(self.certificate)
    }
}

/// The name in the subject of an X.509 certificate: its common name, or else its
/// organisation (RFC 5280 §4.1.2.6).
pub(crate) fn signer_name(certificate: &[u8]) -> Option<String> {
    let (certificate, _) = Element::parse(certificate)?;
    let (body, _) = Element::parse(certificate.body)?;
    // version, serialNumber, signature, issuer, validity, subject; the first may be
    // left out.
    let subject = body.children().skip_while(|field| field.tag == 0xa0).nth(4)?;
    let attribute = |kind: &[u8]| {
        subject.children().flat_map(|set| set.children()).find_map(|attribute| {
            let mut parts = attribute.children();
            (parts.next()?.body == kind).then(|| parts.next())?
        })
    };
    attribute(COMMON_NAME).or_else(|| attribute(ORGANISATION)).and_then(|value| value.text())
}

fn serial_number<'a>(certificate: &Element<'a>) -> Option<&'a [u8]> {
    let (body, _) = Element::parse(certificate.body)?;
    body.children().find(|field| field.tag == 0x02).map(|serial| serial.body)
}

/// An element in DER with this content; none of ours is longer than 65,535 bytes.
fn tagged(tag: u8, parts: &[&[u8]]) -> Option<Vec<u8>> {
    let content = parts.concat();
    let [high, low] = u16::try_from(content.len()).ok()?.to_be_bytes();
    let head: &[u8] = match (high, low) {
        (0, ..0x80) => &[tag, low],
        (0, _) => &[tag, 0x81, low],
        _ => &[tag, 0x82, high, low],
    };
    Some([head, &content].concat())
}

/// Tag, length and content (ITU-T X.690 §8.1).
#[derive(Clone, Copy)]
struct Element<'a> {
    tag: u8,
    body: &'a [u8],
    whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// The first element and what follows it. One of indefinite length reaches to
    /// the end of what it stands in: its marks at the end are of no interest.
    fn parse(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (&[tag, first], rest) = bytes.split_first_chunk()?;
        let (length, rest) = match first {
            0x80 => (rest.len(), rest),
            0..0x80 => (usize::from(first), rest),
            _ => {
                let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                let number = |sum: usize, byte: &u8| sum.checked_mul(256)?.checked_add(usize::from(*byte));
                (length.iter().try_fold(0, number)?, rest)
            }
        };
        let (body, rest) = rest.split_at_checked(length)?;
        let whole = bytes.get(..bytes.len().checked_sub(rest.len())?)?;
        Some((Self { tag, body, whole }, rest))
    }

    fn children(&self) -> impl Iterator<Item = Self> + Clone + use<'a> {
        let mut rest = self.body;
        core::iter::from_fn(move || {
            let (child, behind) = Self::parse(rest)?;
            rest = behind;
            Some(child)
        })
    }

    /// A name as text, without what could disturb a sentence it is put into.
    fn text(&self) -> Option<String> {
        let text = match self.tag {
            0x1e => {
                let (units, _) = self.body.as_chunks();
                String::from_utf16_lossy(
                    &units.iter().map(|unit| u16::from_be_bytes(*unit)).collect::<Vec<_>>(),
                )
            }
            0x14 => self.body.iter().copied().map(char::from).collect(),
            _ => String::from_utf8_lossy(self.body).into_owned(),
        };
        crate::program::plain(&text)
    }
}
