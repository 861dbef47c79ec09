//! The signature value in other forms than ours, signed with the issuing key.

use certificate::FindingCode;

use super::{
    bytes::gap,
    case::{Case, Family},
    der::{algorithm, integer, oid, sequence},
    envelope::{self, Envelope},
    genuine::Genuine,
};

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family = Family::new("cms", "RFC 5652 §5");
    form(&mut family, genuine);
    family.cases()
}

/// A file whose signature value was changed before it was signed.
fn signed(genuine: &Genuine, change: impl Fn(&mut Envelope)) -> Vec<u8> {
    genuine.draft().seal(|covered| {
        let mut envelope = Envelope::new(&genuine.issuing, &covered.digest());
        change(&mut envelope);
        gap(&envelope.sign(&genuine.issuing).to_bytes())
    })
}

fn form(family: &mut Family, genuine: &Genuine) {
    use FindingCode::{CmsAlgorithm, CmsMalformed, CmsNotCanonical};
    let mut refuse = |name, code, change: &dyn Fn(&mut Envelope), why| {
        family.refuse(name, code, signed(genuine, change), why);
    };
    refuse("version-3", CmsNotCanonical, &|value| value.version = integer(3), "one version, so one spelling");
    refuse("signer-version-3", CmsNotCanonical, &|value| value.signer().version = integer(3), "one version");
    refuse(
        "no-signer",
        CmsMalformed,
        &|value| value.signers.clear(),
        "a degenerate SignedData carries certificates and no signature",
    );
    refuse(
        "digest-null-parameters",
        CmsAlgorithm,
        &|value| value.signer().digest_algorithm = sequence(&[&oid(envelope::SHA_512), &[5, 0]]),
        "parameters beside SHA-512 (RFC 8419 §3.1)",
    );
    refuse(
        "sha-256",
        CmsAlgorithm,
        &|value| value.signer().digest_algorithm = algorithm(envelope::SHA_256),
        "another digest than the one that was signed",
    );
}
