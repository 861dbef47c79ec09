//! X.509 certificates in the three forms that a hierarchy has (RFC 5280 §4.1).
//!
//! A certificate is taken apart, built anew from its parts in the form that its
//! role demands, and compared byte for byte. So version, algorithms, extensions,
//! their order, their values and their criticality are all checked at once, and
//! nothing can be added. Independent of the writer in `profile`: the two agree
//! because both follow docs/format.md §6.

mod parts;

use certificate::{Digest, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::{
    DEVELOPMENT_POLICY, Purpose, Role, SignatureAlgorithm, SignatureRefused,
    tlv::{Element, element},
};

pub use parts::assemble;

const BOOLEAN_TRUE: &[u8] = b"\x01\x01\xff";
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const CONTEXT_3: u8 = 0xa3;

/// `[0] { INTEGER 2 }`: version 3.
const VERSION_3: &[u8] = b"\xa0\x03\x02\x01\x02";

/// The last arcs of `id-ce` (2.5.29) as OBJECT IDENTIFIER elements.
const SUBJECT_KEY_IDENTIFIER: &[u8] = b"\x06\x03\x55\x1d\x0e";
const KEY_USAGE: &[u8] = b"\x06\x03\x55\x1d\x0f";
const BASIC_CONSTRAINTS: &[u8] = b"\x06\x03\x55\x1d\x13";
const CERTIFICATE_POLICIES: &[u8] = b"\x06\x03\x55\x1d\x20";
const AUTHORITY_KEY_IDENTIFIER: &[u8] = b"\x06\x03\x55\x1d\x23";
const EXTENDED_KEY_USAGE: &[u8] = b"\x06\x03\x55\x1d\x25";

/// id-at-commonName
const COMMON_NAME: &[u8] = b"\x55\x04\x03";

/// A certificate taken apart. Nothing about it has been checked.
#[derive(Clone, Debug)]
pub struct X509<'a> {
    der: &'a [u8],
    tbs: &'a [u8],
    serial_number: &'a [u8],
    issuer: Element<'a>,
    validity: &'a [u8],
    not_before: Timestamp,
    not_after: Timestamp,
    subject: Element<'a>,
    key_algorithm: SignatureAlgorithm,
    public_key: &'a [u8],
    extensions: Vec<&'a [u8]>,
    algorithm: SignatureAlgorithm,
    signature: &'a [u8],
}

/// What a certificate has to be.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// Its place in the hierarchy.
    pub role: Role,
    /// Below a development root, or one itself.
    pub development: bool,
    /// The public key of its issuer.
    pub issuer_key: &'a [u8],
}

/// Why a certificate is not what it has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormRefused {
    /// Key usage or extended key usage are those of another role.
    Purpose,
    /// Anything else differs.
    Other,
}

impl<'a> X509<'a> {
    /// Takes a certificate apart. `None` where a part is missing, or an algorithm
    /// is not on the list.
    pub fn parse(der: &'a [u8]) -> Option<Self> {
        let [tbs, algorithm, signature] = Element::only(der)?.exactly()?;
        let fields = tbs.elements()?;
        // Version and extensions may be missing here; the form wants them.
        let versioned = fields.first()?.tag == 0xa0;
        let [serial_number, _, issuer, validity, subject, key, ..] = fields.get(usize::from(versioned)..)?
        else {
            return None;
        };
        let [not_before, not_after] = validity.exactly()?;
        let [key_algorithm, public_key] = key.exactly()?;
        let extensions = match fields.iter().find(|field| field.tag == CONTEXT_3) {
            Some(field) => {
                let [list] = field.exactly()?;
                list.elements()?.iter().map(|extension| extension.bytes).collect()
            }
            None => Vec::new(),
        };
        Some(Self {
            der,
            tbs: tbs.bytes,
            serial_number: serial_number.bytes,
            issuer: *issuer,
            validity: validity.bytes,
            not_before: instant(&not_before)?,
            not_after: instant(&not_after)?,
            subject: *subject,
            key_algorithm: SignatureAlgorithm::from_identifier(key_algorithm.bytes)?,
            public_key: whole_octets(&public_key)?,
            extensions,
            algorithm: SignatureAlgorithm::from_identifier(algorithm.bytes)?,
            signature: whole_octets(&signature)?,
        })
    }

    /// Checks that the certificate is, byte for byte, one of this form.
    pub fn check_form(&self, form: &Form<'_>) -> Result<(), FormRefused> {
        let extensions = extensions(form, self.public_key);
        if self.build(&extensions) == self.der && self.has_names() {
            return Ok(());
        }
        let differs = |oid: &[u8]| {
            let found = self.extensions.iter().copied().filter(|extension| names(extension, oid));
            found.ne(extensions.iter().map(Vec::as_slice).filter(|extension| names(extension, oid)))
        };
        let purpose = differs(KEY_USAGE) || differs(EXTENDED_KEY_USAGE);
        Err(if purpose { FormRefused::Purpose } else { FormRefused::Other })
    }

    /// Checks the signature on the certificate with the issuer's key.
    pub fn check_signature(&self, issuer_key: &[u8]) -> Result<(), SignatureRefused> {
        self.algorithm.check(issuer_key, self.tbs, self.signature)
    }

    /// The whole certificate.
    pub const fn der(&self) -> &'a [u8] {
        self.der
    }

    /// `serialNumber` as an element.
    pub const fn serial_number(&self) -> &'a [u8] {
        self.serial_number
    }

    /// `issuer` as an element.
    pub const fn issuer(&self) -> &'a [u8] {
        self.issuer.bytes
    }

    /// `subject` as an element.
    pub const fn subject(&self) -> &'a [u8] {
        self.subject.bytes
    }

    /// First and last instant of validity.
    pub const fn validity(&self) -> (Timestamp, Timestamp) {
        (self.not_before, self.not_after)
    }

    /// The algorithm of the key.
    pub const fn key_algorithm(&self) -> SignatureAlgorithm {
        self.key_algorithm
    }

    /// The public key.
    pub const fn public_key(&self) -> &'a [u8] {
        self.public_key
    }

    /// SHA-256 of the certificate.
    pub fn fingerprint(&self) -> Digest {
        Digest(Sha256::digest(self.der).into())
    }

    /// The common name of the subject; empty if it has none.
    pub fn subject_name(&self) -> String {
        common_name(&self.subject).unwrap_or_default()
    }

    /// The common name of the issuer; empty if it has none.
    pub fn issuer_name(&self) -> String {
        common_name(&self.issuer).unwrap_or_default()
    }

    /// A serial number as the hierarchy draws them: 16 octets, positive, no
    /// leading zero (RFC 5280 §4.1.2.2); and subjects that can be told to a person.
    fn has_names(&self) -> bool {
        let serial = matches!(self.serial_number, [0x02, 16, 0x40..=0x7f, ..]);
        serial && !self.subject_name().is_empty() && !self.issuer_name().is_empty()
    }

    fn build(&self, extensions: &[Vec<u8>]) -> Vec<u8> {
        let algorithm = self.algorithm.identifier();
        let extensions: Vec<&[u8]> = extensions.iter().map(Vec::as_slice).collect();
        let key = element(SEQUENCE, &[self.key_algorithm.identifier(), &bit_string(self.public_key)]);
        let tbs = element(
            SEQUENCE,
            &[
                VERSION_3,
                self.serial_number,
                algorithm,
                self.issuer.bytes,
                self.validity,
                self.subject.bytes,
                &key,
                &element(CONTEXT_3, &[&element(SEQUENCE, &extensions)]),
            ],
        );
        element(SEQUENCE, &[&tbs, algorithm, &bit_string(self.signature)])
    }
}

/// The extensions of a form, in their order.
fn extensions(form: &Form<'_>, public_key: &[u8]) -> Vec<Vec<u8>> {
    let mut extensions = Vec::new();
    let mut add = |oid: &[u8], critical: &[u8], value: &[u8]| {
        extensions.push(element(SEQUENCE, &[oid, critical, &element(OCTET_STRING, &[value])]));
    };
    // KeyUsage is a BIT STRING: keyCertSign + cRLSign; digitalSignature +
    // nonRepudiation; digitalSignature (RFC 5280 §4.2.1.3).
    let usage: &[u8] = match form.role {
        Role::Root => b"\x03\x02\x01\x06",
        Role::Issuing => b"\x03\x02\x06\xc0",
        Role::Status => b"\x03\x02\x07\x80",
    };
    if form.role == Role::Root {
        // A CA with path length 0: below the root there are only end entities.
        add(BASIC_CONSTRAINTS, BOOLEAN_TRUE, b"\x30\x06\x01\x01\xff\x02\x01\x00");
    }
    add(KEY_USAGE, BOOLEAN_TRUE, usage);
    if let Some(purpose) = form.role.purpose() {
        let purpose = element(OBJECT_IDENTIFIER, &[Purpose::key_purpose_id(purpose).as_bytes()]);
        add(EXTENDED_KEY_USAGE, BOOLEAN_TRUE, &element(SEQUENCE, &[&purpose]));
        let authority = element(0x80, &[&key_identifier(form.issuer_key)]);
        add(AUTHORITY_KEY_IDENTIFIER, &[], &element(SEQUENCE, &[&authority]));
    }
    add(SUBJECT_KEY_IDENTIFIER, &[], &element(OCTET_STRING, &[&key_identifier(public_key)]));
    if form.development {
        let policy = element(OBJECT_IDENTIFIER, &[DEVELOPMENT_POLICY.as_bytes()]);
        add(CERTIFICATE_POLICIES, &[], &element(SEQUENCE, &[&element(SEQUENCE, &[&policy])]));
    }
    extensions
}

/// RFC 7093 §2 method 1: the leftmost 160 bits of the SHA-256 of the key.
fn key_identifier(public_key: &[u8]) -> Vec<u8> {
    Sha256::digest(public_key).iter().take(20).copied().collect()
}

/// Whether an extension is the one with this OBJECT IDENTIFIER.
fn names(extension: &[u8], oid: &[u8]) -> bool {
    Element::only(extension).is_some_and(|extension| extension.content.starts_with(oid))
}

fn bit_string(octets: &[u8]) -> Vec<u8> {
    element(BIT_STRING, &[&[0], octets])
}

/// The octets of a BIT STRING without unused bits.
fn whole_octets<'a>(bits: &Element<'a>) -> Option<&'a [u8]> {
    bits.content.strip_prefix(&[0])
}

/// `Time` (RFC 5280 §4.1.2.5), to the second and in UTC.
fn instant(time: &Element<'_>) -> Option<Timestamp> {
    let digits = core::str::from_utf8(time.content).ok()?.strip_suffix('Z')?;
    let digits = match time.tag {
        // §4.1.2.5.1: years below 50 are of this century.
        UTC_TIME if digits.as_bytes().first()? < &b'5' => format!("20{digits}"),
        UTC_TIME => format!("19{digits}"),
        GENERALIZED_TIME => digits.to_owned(),
        _ => return None,
    };
    if digits.len() != 14 || !digits.is_ascii() {
        return None;
    }
    let (date, time) = digits.split_at(8);
    let (year, day) = date.split_at(4);
    let (month, day) = day.split_at(2);
    let (hour, rest) = time.split_at(2);
    let (minute, second) = rest.split_at(2);
    format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z").parse().ok()
}

fn common_name(name: &Element<'_>) -> Option<String> {
    name.elements()?.iter().find_map(|relative| {
        let [attribute] = relative.exactly()?;
        let [kind, value] = attribute.exactly()?;
        let text = core::str::from_utf8(value.content).ok()?;
        (kind.content == COMMON_NAME).then(|| text.to_owned())
    })
}

#[cfg(test)]
#[cfg(feature = "signing")]
mod tests;
