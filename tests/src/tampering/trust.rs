//! Signers that nobody vouches for, and keys used for what they are not for.

use certificate::{
    FindingCode::{
        CmsNotCanonical, CmsSigningCertificate, DigestMismatch, SignatureInvalid, SignerCertificate,
        SignerPurpose, SignerUnknown, StatusSigner,
    },
    Verdict,
};
use ed25519_dalek::SigningKey;

use super::{
    bytes::gap,
    case::{Case, Family, List},
    der::{element, sequence},
    envelope::Envelope,
    genuine::{Genuine, Identity},
    signing_cert::{BASIC_CONSTRAINTS, SigningCert, extension},
};

/// Keys of the attacker's.
pub(super) fn own_key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

/// An attacker's hierarchy that copies every name, serial number, key identifier
/// and instant of the genuine one.
pub(super) struct Impostor {
    pub(super) root: Identity,
    pub(super) issuing: Identity,
    pub(super) status: Identity,
}

impl Impostor {
    pub(super) fn of(genuine: &Genuine) -> Self {
        let (root, issuing, status) = (own_key(1), own_key(2), own_key(3));
        let copy =
            |of: &Identity, key: &SigningKey| SigningCert::of(&of.certificate).for_key(key).sign(&root, key);
        Self {
            root: copy(&genuine.root, &root),
            issuing: copy(&genuine.issuing, &issuing),
            status: copy(&genuine.status, &status),
        }
    }
}

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family =
        Family::new("key-substitution", "RFC 5280 §6.1: a path is checked by keys, not by names");
    substitution(&mut family, genuine);
    let substitution = family.cases();
    let mut family = Family::new("cross-purpose", "RFC 9336 §3; RFC 5280 §4.2.1.12; docs/format.md §6");
    purposes(&mut family, genuine);
    [substitution, family.cases()].concat()
}

fn substitution(family: &mut Family, genuine: &Genuine) {
    let draft = genuine.draft();
    let impostor = Impostor::of(genuine);
    family.refuse(
        "same-names",
        SignerUnknown,
        draft.sign(&impostor.issuing),
        "a hierarchy that copies every name, serial number and key identifier",
    );
    let list = List::Own(genuine.list().signer(&impostor.status.certificate).sign(&impostor.status));
    family.push(
        "same-names-and-list",
        draft.sign(&impostor.issuing),
        list,
        (Verdict::NotRecognised, Some(SignerUnknown)),
        "the same with a list of its own",
    );
    let genuine_cert = SigningCert::of(&genuine.issuing.certificate);
    let mut own = genuine_cert.clone().for_key(&own_key(4));
    own.issuer.clone_from(&own.subject);
    family.refuse(
        "self-signed",
        SignerUnknown,
        draft.sign(&own.sign(&own_key(4), &own_key(4))),
        "a certificate that vouches for itself",
    );
    let own = genuine_cert.clone().for_key(&own_key(4));
    family.refuse(
        "self-signed-with-issuer-name",
        SignerUnknown,
        draft.sign(&own.sign(&own_key(4), &own_key(4))),
        "signed with its own key, but naming the root as issuer",
    );
    family.refuse(
        "reissued-by-impostor",
        SignerUnknown,
        draft.sign(&genuine_cert.sign(&impostor.root.key, &genuine.issuing.key)),
        "the genuine key certified by an impostor's root of the same name",
    );
    let mut other = genuine_cert.clone();
    other.issuer = SigningCert::of(&genuine.issuing.certificate).subject;
    family.refuse(
        "other-issuer-name",
        SignerUnknown,
        draft.sign(&other.sign(&genuine.root.key, &genuine.issuing.key)),
        "signed by the root, but naming another issuer",
    );
    let substitute = Identity { certificate: genuine.issuing.certificate.clone(), key: own_key(4) };
    family.refuse(
        "genuine-certificate-own-key",
        SignatureInvalid,
        draft.sign(&substitute),
        "the genuine certificate beside a signature of another key",
    );
    let swapped = draft.seal(|covered| {
        let mut envelope = Envelope::signed(&genuine.issuing, &covered.digest());
        envelope.certificates = Some(vec![impostor.issuing.certificate.clone()]);
        gap(&envelope.to_bytes())
    });
    family.refuse(
        "certificate-swapped",
        CmsSigningCertificate,
        swapped,
        "the certificate is exchanged under a signature that names another (RFC 5035 §1)",
    );
    let mut forged = genuine.draft();
    forged.edit_claims("\"rank\":\"professor\"", "\"rank\":\"lecturer\"");
    family.refuse(
        "old-signature-new-claims",
        DigestMismatch,
        forged.sign_with_old_value(),
        "the old signature over new claims",
    );
    let mut production = genuine_cert.clone();
    production.extensions.pop();
    let mut draft = genuine.draft();
    draft.edit_claims("\"specimen\":true", "\"specimen\":false");
    family.refuse(
        "production-look",
        SignerUnknown,
        draft.sign(&production.for_key(&own_key(2)).sign(&own_key(1), &own_key(2))),
        "a hierarchy of the attacker's that does not call itself a specimen",
    );
}

fn purposes(family: &mut Family, genuine: &Genuine) {
    let draft = genuine.draft();
    family.refuse(
        "status-key",
        SignerPurpose,
        draft.sign(&genuine.status),
        "the key of the list signs a certificate",
    );
    family.refuse(
        "root-key",
        SignerPurpose,
        draft.sign(&genuine.root),
        "the root itself signs a certificate",
    );
    let with_status_certificate =
        Identity { certificate: genuine.status.certificate.clone(), key: genuine.issuing.key.clone() };
    family.refuse(
        "status-certificate",
        SignerPurpose,
        draft.sign(&with_status_certificate),
        "the certificate of the status key beside a signature of the issuing key",
    );
    let list = genuine.list().signer(&genuine.issuing.certificate);
    family.push(
        "issuing-key-signs-list",
        genuine.file.clone(),
        List::Own(list.sign(&genuine.issuing)),
        (Verdict::StatusUnknown, Some(StatusSigner)),
        "the issuing key signs a list",
    );
    let list = genuine.list().signer(&genuine.root.certificate);
    family.push(
        "root-key-signs-list",
        genuine.file.clone(),
        List::Own(list.sign(&genuine.root)),
        (Verdict::StatusUnknown, Some(StatusSigner)),
        "the root itself signs a list",
    );
    let mut leaf = SigningCert::of(&genuine.issuing.certificate).for_key(&own_key(5));
    leaf.issuer = SigningCert::of(&genuine.issuing.certificate).subject;
    family.refuse(
        "issuing-key-certifies",
        SignerUnknown,
        draft.sign(&leaf.sign(&genuine.issuing.key, &own_key(5))),
        "an issuing key makes another issuing key: the path would be too long",
    );
    let mut authority = SigningCert::of(&genuine.issuing.certificate).for_key(&own_key(6));
    let constraints = sequence(&[&element(1, &[&[0xff]])]);
    authority.extensions.insert(0, extension(BASIC_CONSTRAINTS, true, &constraints));
    let authority = authority.sign(&genuine.root.key, &own_key(6));
    let below = leaf.sign(&authority.key, &own_key(5));
    let chained = draft.seal(|covered| {
        let mut envelope = Envelope::signed(&below, &covered.digest());
        envelope.certificates = Some(vec![below.certificate.clone(), authority.certificate.clone()]);
        gap(&envelope.to_bytes())
    });
    family.refuse(
        "intermediate-authority",
        CmsNotCanonical,
        chained,
        "an authority between root and signer: the root allows none (path length 0)",
    );
    family.refuse(
        "authority-signs",
        SignerCertificate,
        draft.sign(&authority),
        "a certificate of an authority signs a certificate of a teacher",
    );
}
