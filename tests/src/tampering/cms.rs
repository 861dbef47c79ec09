//! The signature value in other forms than ours, signed with the issuing key: only
//! rebuilding it and comparing sees all of them.

mod algorithms;
mod attributes;
mod encoding;
mod form;

use super::{
    bytes::gap,
    case::{Case, Family},
    draft::Covered,
    envelope::Envelope,
    genuine::Genuine,
};

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family =
        Family::new("cms", "RFC 5652 §5.1, §5.3; pyHanko: fifty keyless variants of a padded gap");
    form::cases(&mut family, genuine);
    encoding::cases(&mut family, genuine);
    family.source("RFC 8419 §3.1; ISO/TS 32002; ETSI TS 119 312");
    algorithms::cases(&mut family, genuine);
    let form = family.cases();
    let mut family = Family::new("cms-attributes", "RFC 5652 §11; EN 319 142-1 §6.3; RFC 5035");
    attributes::cases(&mut family, genuine);
    [form, family.cases()].concat()
}

/// A file whose signature value was changed before it was signed.
fn signed(genuine: &Genuine, change: impl Fn(&mut Envelope, &Covered)) -> Vec<u8> {
    genuine.draft().seal(|covered| {
        let mut envelope = Envelope::new(&genuine.issuing, &covered.digest());
        change(&mut envelope, covered);
        gap(&envelope.sign(&genuine.issuing).to_bytes())
    })
}

/// A file whose signature value was changed after it was signed: what everybody
/// can do who can make a gap of another size.
fn changed(genuine: &Genuine, change: impl Fn(&mut Envelope)) -> Vec<u8> {
    genuine.draft().seal(|covered| {
        let mut envelope = Envelope::signed(&genuine.issuing, &covered.digest());
        change(&mut envelope);
        gap(&envelope.to_bytes())
    })
}

/// A file with other bytes of a good signature value.
fn spelled(genuine: &Genuine, spell: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    genuine
        .draft()
        .seal(|covered| gap(&spell(&Envelope::signed(&genuine.issuing, &covered.digest()).to_bytes())))
}
