//! Signatures that some implementations of Ed25519 accept and others refuse.

use certificate::FindingCode::SignatureInvalid;
use curve25519_dalek::{
    constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION},
    edwards::{CompressedEdwardsY, EdwardsPoint},
    scalar::Scalar,
};
use ed25519_dalek::SigningKey;
use sha2::{Digest as _, Sha256, Sha512};

use super::{
    bytes::gap,
    case::{Case, Family},
    der::octets,
    draft::Covered,
    envelope::Envelope,
    genuine::{Genuine, Identity},
    signing_cert::{SUBJECT_KEY_IDENTIFIER, SigningCert, extension, public_key},
};

/// The order of the base point, little-endian.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family =
        Family::new("ed25519", "Chalkias, Garillot, Nikolaenko: Taming the many EdDSAs (SSR 2020)");
    values(&mut family, genuine);
    points(&mut family, genuine);
    keys(&mut family, genuine);
    family.cases()
}

/// A file whose signature is made by `forge` from the message.
fn forged(genuine: &Genuine, signer: &Identity, forge: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    genuine.draft().seal(|covered: &Covered| {
        let mut envelope = Envelope::new(signer, &covered.digest());
        let message = envelope.signer().message();
        envelope.signer().signature = octets(&forge(&message));
        gap(&envelope.to_bytes())
    })
}

/// Changes of a good signature that need no key.
fn values(family: &mut Family, genuine: &Genuine) {
    family.source("RFC 8032 §5.1.7; Taming the many EdDSAs (SSR 2020)");
    let mut refuse = |name, change: fn(Vec<u8>) -> Vec<u8>, why| {
        let file = forged(genuine, &genuine.issuing, |message| change(genuine.issuing.sign(message)));
        family.refuse(name, SignatureInvalid, file, why);
    };
    refuse(
        "s-plus-order",
        |value| with_order(value, 1),
        "S + L is the same scalar: a second signature without the key",
    );
    refuse("s-plus-four-orders", |value| with_order(value, 4), "S + 4L still has 255 bits");
    refuse(
        "s-top-bits",
        |mut value| {
            value[63] |= 0xe0;
            value
        },
        "the three top bits of S were masked away by early implementations",
    );
    refuse("r-sign-flipped", |value| flipped(value, 31), "the sign of R is part of it");
    refuse("r-first-bit", |value| flipped(value, 0), "another point or none");
    refuse("s-first-bit", |value| flipped(value, 32), "another scalar");
    refuse("swapped", |value| [&value[32..], &value[..32]].concat(), "S and R the other way round");
    refuse("all-zero", |_| vec![0; 64], "the zeros of an empty place");
    refuse("all-ones", |_| vec![0xff; 64], "neither R nor S is one");
    refuse(
        "big-endian",
        |mut value| {
            value[..32].reverse();
            value[32..].reverse();
            value
        },
        "the other order of octets",
    );
    refuse(
        "s-zero",
        |mut value| {
            value[32..].fill(0);
            value
        },
        "a zero S",
    );
}

fn flipped(mut value: Vec<u8>, at: usize) -> Vec<u8> {
    value[at] ^= if at == 31 { 0x80 } else { 1 };
    value
}

fn with_order(mut value: Vec<u8>, times: u8) -> Vec<u8> {
    for _ in 0..times {
        let mut carry = 0;
        for (digit, order) in value[32..].iter_mut().zip(ORDER) {
            let sum = u16::from(*digit) + u16::from(order) + carry;
            *digit = sum as u8;
            carry = sum >> 8;
        }
    }
    value
}

/// The secret scalar of a key (RFC 8032 §5.1.5).
fn secret(key: &SigningKey) -> Scalar {
    let mut digits: [u8; 32] = Sha512::digest(key.to_bytes())[..32].try_into().expect("half of 64");
    digits[0] &= 248;
    digits[31] &= 63;
    digits[31] |= 64;
    Scalar::from_bytes_mod_order(digits)
}

fn challenge(r: &[u8], key: &[u8], message: &[u8]) -> Scalar {
    let digest = Sha512::new().chain_update(r).chain_update(key).chain_update(message).finalize();
    Scalar::from_bytes_mod_order_wide(&digest.as_slice().try_into().expect("64 octets"))
}

/// The equation with the cofactor, 8·S·B = 8·R + 8·k·A: what the most lenient
/// implementations check. A forgery that fails here, too, would prove nothing.
#[track_caller]
fn assert_lenient(key: &[u8; 32], message: &[u8], signature: &[u8]) {
    let point = |octets: &[u8]| {
        let octets = CompressedEdwardsY(octets.try_into().expect("32 octets"));
        octets.decompress().expect("a point of the curve")
    };
    let (r, s) = signature.split_at(32);
    let s = Scalar::from_bytes_mod_order(s.try_into().expect("32 octets"));
    let rest = s * ED25519_BASEPOINT_POINT - point(r) - challenge(r, key, message) * point(key);
    assert!(rest.is_small_order(), "not even a lenient implementation accepts this");
}

/// R of small order, or with a part of small order; the key is needed.
fn points(family: &mut Family, genuine: &Genuine) {
    let key = &genuine.issuing.key;
    let public = key.verifying_key().to_bytes();
    let mut refuse = |name, r: &dyn Fn(&Scalar) -> [u8; 32], nonce: Scalar, why| {
        let file = forged(genuine, &genuine.issuing, |message| {
            let r = r(&nonce);
            let s = nonce + challenge(&r, &public, message) * secret(key);
            let signature = [r, s.to_bytes()].concat();
            assert_lenient(&public, message, &signature);
            signature
        });
        family.refuse(name, SignatureInvalid, file, why);
    };
    let nonce = Scalar::from(0x1234_5678_u64);
    refuse(
        "r-identity",
        &|_| EIGHT_TORSION[0].compress().to_bytes(),
        Scalar::ZERO,
        "R is the neutral element: the equation holds and the nonce is known to all",
    );
    refuse(
        "r-order-8",
        &|_| EIGHT_TORSION[1].compress().to_bytes(),
        Scalar::ZERO,
        "R of small order holds only with the cofactor",
    );
    refuse(
        "r-with-torsion",
        &|nonce| (nonce * ED25519_BASEPOINT_POINT + EIGHT_TORSION[1]).compress().to_bytes(),
        nonce,
        "holds with the cofactor and not without: two verifiers disagree",
    );
    refuse(
        "r-identity-not-canonical",
        &|_| {
            // y = 1 written as 1 + p.
            let mut digits = [0xff; 32];
            digits[0] = 0xee;
            digits[31] = 0x7f;
            digits
        },
        Scalar::ZERO,
        "the neutral element in its other encoding",
    );
    refuse(
        "r-negative-zero",
        &|_| {
            let mut digits = EIGHT_TORSION[0].compress().to_bytes();
            digits[31] |= 0x80;
            digits
        },
        Scalar::ZERO,
        "x = 0 with the sign bit set",
    );
}

/// Keys of small order, certified by the root: anybody can sign with them.
fn keys(family: &mut Family, genuine: &Genuine) {
    let certified = |point: &[u8]| {
        let mut cert = SigningCert::of(&genuine.issuing.certificate);
        cert.key = public_key(point);
        // The identifier of a key is a hash of it (RFC 7093 §2).
        let identifier = octets(&Sha256::digest(point)[..20]);
        cert.extensions[3] = extension(SUBJECT_KEY_IDENTIFIER, false, &identifier);
        cert.sign(&genuine.root.key, &genuine.issuing.key)
    };
    let nonce = Scalar::from(77_u64);
    let r = (nonce * ED25519_BASEPOINT_POINT).compress().to_bytes();
    let universal = [r, nonce.to_bytes()].concat();
    let mut refuse = |name, point: [u8; 32], why| {
        let file = forged(genuine, &certified(&point), |message| {
            assert_lenient(&point, message, &universal);
            universal.clone()
        });
        family.refuse(name, SignatureInvalid, file, why);
    };
    refuse(
        "key-identity",
        EIGHT_TORSION[0].compress().to_bytes(),
        "under the neutral element one signature fits every message",
    );
    refuse(
        "key-order-2",
        EIGHT_TORSION[4].compress().to_bytes(),
        "under a key of order 2 a signature fits every other message",
    );
    refuse("key-order-8", EIGHT_TORSION[1].compress().to_bytes(), "a key of small order");
    refuse("key-zero", [0; 32], "y = 0 is a point of order 4");
    let no_point = forged(genuine, &certified(&[2; 32]), |_| universal.clone());
    family.refuse("key-no-point", SignatureInvalid, no_point, "no point of the curve");
    let mixed: EdwardsPoint = secret(&genuine.issuing.key) * ED25519_BASEPOINT_POINT + EIGHT_TORSION[1];
    let mixed = mixed.compress().to_bytes();
    let file = forged(genuine, &certified(&mixed), |message| {
        // A nonce whose challenge is no multiple of 8: only the cofactor hides the torsion.
        let mut nonce = Scalar::from(1_u64);
        loop {
            let r = (nonce * ED25519_BASEPOINT_POINT).compress().to_bytes();
            let challenge = challenge(&r, &mixed, message);
            if !challenge.to_bytes()[0].is_multiple_of(8) {
                let s = nonce + challenge * secret(&genuine.issuing.key);
                let signature = [r, s.to_bytes()].concat();
                assert_lenient(&mixed, message, &signature);
                return signature;
            }
            nonce += Scalar::ONE;
        }
    });
    family.refuse("key-with-torsion", SignatureInvalid, file, "holds with the cofactor and not without");
}
