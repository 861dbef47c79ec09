//! An issuing certificate as the few parts that its root does not give: what a
//! printed code has room for (docs/format.md §8.3). Put together below a pinned
//! root they are the certificate again, byte for byte, and it is checked like any
//! other.

use core::time::Duration;

use certificate::{CodeSigner, Timestamp};

use super::{
    COMMON_NAME, Element, Form, GENERALIZED_TIME, SEQUENCE, UTC_TIME, X509, common_name, element, extensions,
};
use crate::{Anchor, Role, SignatureAlgorithm};

const INTEGER: u8 = 0x02;
const SET: u8 = 0x31;
const DAY: u64 = 86_400;

impl X509<'_> {
    /// The parts of an issuing certificate below `root`; `None` if they would not
    /// make the same certificate again.
    pub fn parts(&self, root: &Anchor) -> Option<CodeSigner> {
        let (not_before, not_after) = self.validity();
        let seconds = u64::try_from(not_after.unix().checked_sub(not_before.unix())?).ok()?;
        let name = self.subject_name();
        let parts = CodeSigner {
            serial: Element::only(self.serial_number)?.content.try_into().ok()?,
            not_before,
            days: u32::try_from(seconds / DAY).ok()?,
            generation: name.rsplit_once(' ')?.1.parse().ok()?,
            key: self.public_key.try_into().ok()?,
            signature: self.signature.try_into().ok()?,
        };
        (assemble(&parts, root)? == self.der).then_some(parts)
    }
}

/// The issuing certificate that these parts are below `root`. Nothing about it has
/// been checked.
pub fn assemble(parts: &CodeSigner, root: &Anchor) -> Option<Vec<u8>> {
    let issuer = Element::only(root.subject())?;
    let subject = subject(&issuer, parts.generation)?;
    let serial_number = element(INTEGER, &[&parts.serial]);
    let lifetime = Duration::from_secs(u64::from(parts.days).saturating_mul(DAY));
    let not_after = parts.not_before.after(lifetime);
    let validity = element(SEQUENCE, &[&time(parts.not_before), &time(not_after)]);
    let cert = X509 {
        der: &[],
        tbs: &[],
        serial_number: &serial_number,
        issuer,
        validity: &validity,
        not_before: parts.not_before,
        not_after,
        subject: Element::only(&subject)?,
        key_algorithm: SignatureAlgorithm::Ed25519,
        public_key: &parts.key,
        extensions: Vec::new(),
        algorithm: SignatureAlgorithm::Ed25519,
        signature: &parts.signature,
    };
    let form =
        Form { role: Role::Issuing, development: root.is_development(), issuer_key: root.public_key() };
    Some(cert.build(&extensions(&form, &parts.key)))
}

/// The root's name with `issuing 1` in place of `root 1a2b3c4d`.
fn subject(root: &Element<'_>, generation: u32) -> Option<Vec<u8>> {
    let name = common_name(root)?;
    let (mark, _) = name.rsplit_once("root ")?;
    let name = format!("{mark}issuing {generation}");
    let relative = |relative: &Element<'_>| {
        let [attribute] = relative.exactly()?;
        let [kind, value] = attribute.exactly()?;
        if kind.content != COMMON_NAME {
            return Some(relative.bytes.to_vec());
        }
        let value = element(value.tag, &[name.as_bytes()]);
        Some(element(SET, &[&element(SEQUENCE, &[kind.bytes, &value])]))
    };
    let relatives = root.elements()?.iter().map(relative).collect::<Option<Vec<_>>>()?;
    Some(element(root.tag, &relatives.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

/// `Time` as RFC 5280 §4.1.2.5 wants it: `UTCTime` through the year 2049.
fn time(instant: Timestamp) -> Vec<u8> {
    let digits: String = instant.to_string().chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("20").filter(|short| *short < "5") {
        Some(short) => element(UTC_TIME, &[short.as_bytes(), b"Z"]),
        None => element(GENERALIZED_TIME, &[digits.as_bytes(), b"Z"]),
    }
}
