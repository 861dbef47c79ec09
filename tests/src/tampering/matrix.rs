//! Everything a verdict depends on, in every combination.
//!
//! The verdict that each combination must get is stated here once more, from
//! docs/format.md §1 and §7 and without a look at the verifier.

use std::iter;

use certificate::{
    FindingCode::{self, *},
    Timestamp, Verdict,
};
use ed25519_dalek::SigningKey;
use keys::{Anchor, Anchors};
use sha2::{Digest as _, Sha256};

use super::{
    bytes::{find, find_last, replace, splice},
    genuine::{Genuine, Identity},
    signing_cert::SigningCert,
    status::with_slot,
    token::Token,
    trust::{Impostor, own_key},
};

macro_rules! factor {
    ($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$value_doc])* $value,)* }

        impl $name {
            const ALL: &[Self] = &[$(Self::$value,)*];
        }
    };
}

factor! {
    /// The signature value.
    Signature {
        /// As issued.
        Good,
        /// A digit of the Ed25519 signature is another one.
        Changed,
    }
}

factor! {
    /// The bytes of the file.
    Structure {
        /// As issued.
        Good,
        /// A bit of the page's content is another one.
        Changed,
        /// A line feed follows the end.
        Longer,
    }
}

factor! {
    /// Whom the verifier trusts.
    Trust {
        /// The root of the certificate.
        Root,
        /// That root, behind one that copies its name.
        RootAndImpostor,
        /// The copy alone.
        Impostor,
        /// Nobody.
        Nobody,
    }
}

factor! {
    /// The bits in the certificate's slot.
    Slot {
        /// 0
        Current,
        /// 1
        Revoked,
        /// 2
        Undefined,
        /// 3
        Superseded,
    }
}

factor! {
    /// The list at hand.
    List {
        /// Signed, fresh, the newest seen.
        Good,
        /// There is none.
        Missing,
        /// Half of it.
        Truncated,
        /// Signed by the issuing key.
        WrongPurpose,
        /// Signed by the status key of the impostor.
        OtherHierarchy,
        /// A payload changed under its signature.
        BadlySigned,
        /// Its `exp` has come.
        Expired,
        /// One of a higher version was seen before.
        OlderThanSeen,
        /// Another list's `sub`.
        OtherList,
        /// Too short for the certificate's slot.
        Short,
    }
}

factor! {
    /// The clock of the device, beside the instant at which the list was made.
    Clock {
        /// A minute later.
        Right,
        /// Ten minutes behind: the list comes from the future.
        Behind,
        /// Right for the list, but an hour before the certificate was issued.
        BeforeIssue,
        /// Two years behind.
        YearsBehind,
        /// Forty days ahead: no list is taken for so long.
        WeeksAhead,
        /// Two years ahead.
        YearsAhead,
    }
}

/// One combination.
#[derive(Clone, Copy, Debug)]
pub struct Combination {
    /// The signature value.
    pub signature: Signature,
    /// The bytes of the file.
    pub structure: Structure,
    /// Whom the verifier trusts.
    pub trust: Trust,
    /// The bits in the slot.
    pub slot: Slot,
    /// The list at hand.
    pub list: List,
    /// The clock.
    pub clock: Clock,
}

impl Combination {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        let with_clock =
            |combination: Self| Clock::ALL.iter().map(move |&clock| Self { clock, ..combination });
        let with_list = |combination: Self| List::ALL.iter().map(move |&list| Self { list, ..combination });
        let with_slot = |combination: Self| Slot::ALL.iter().map(move |&slot| Self { slot, ..combination });
        let with_trust =
            |combination: Self| Trust::ALL.iter().map(move |&trust| Self { trust, ..combination });
        let with_structure = |combination: Self| {
            Structure::ALL.iter().map(move |&structure| Self { structure, ..combination })
        };
        let with_signature = |combination: Self| {
            Signature::ALL.iter().map(move |&signature| Self { signature, ..combination })
        };
        iter::once(Self {
            signature: Signature::Good,
            structure: Structure::Good,
            trust: Trust::Root,
            slot: Slot::Current,
            list: List::Good,
            clock: Clock::Right,
        })
        .flat_map(with_signature)
        .flat_map(with_structure)
        .flat_map(with_trust)
        .flat_map(with_slot)
        .flat_map(with_list)
        .flat_map(with_clock)
    }

    /// The verdict it must get and its first reason.
    pub fn expected(&self) -> (Verdict, Option<FindingCode>) {
        let refusal = match (self.structure, self.trust, self.signature) {
            (Structure::Longer, _, _) => Some(PdfEnd),
            (Structure::Changed, _, _) => Some(DigestMismatch),
            (Structure::Good, Trust::Impostor | Trust::Nobody, _) => Some(SignerUnknown),
            (Structure::Good, _, Signature::Changed) => Some(SignatureInvalid),
            (Structure::Good, Trust::Root | Trust::RootAndImpostor, Signature::Good) => None,
        };
        if refusal.is_some() {
            return (Verdict::NotRecognised, refusal);
        }
        if let Some(doubt) = self.doubt() {
            return (Verdict::StatusUnknown, Some(doubt));
        }
        match self.slot {
            Slot::Current => (Verdict::Current, None),
            Slot::Revoked => (Verdict::Revoked, None),
            Slot::Superseded => (Verdict::Superseded, None),
            Slot::Undefined => (Verdict::StatusUnknown, Some(StatusValue)),
        }
    }

    /// Why the list proves nothing about an authentic certificate.
    fn doubt(&self) -> Option<FindingCode> {
        let known_impostor = self.trust == Trust::RootAndImpostor;
        match (self.list, self.clock) {
            (List::Missing, _) => Some(StatusMissing),
            (List::Truncated, _) => Some(StatusMalformed),
            (List::WrongPurpose, _) => Some(StatusSigner),
            (List::OtherHierarchy, _) if !known_impostor => Some(StatusSigner),
            (List::BadlySigned, _) => Some(StatusSignature),
            (_, Clock::YearsBehind | Clock::YearsAhead) => Some(ClockFarFromList),
            (_, Clock::Behind) => Some(StatusFromTheFuture),
            (_, Clock::WeeksAhead) | (List::Expired, Clock::Right) => Some(StatusExpired),
            (List::Expired, Clock::BeforeIssue) => Some(StatusExpired),
            (List::OlderThanSeen, _) => Some(StatusOlderThanSeen),
            (_, Clock::BeforeIssue) => Some(ClockBeforeIssue),
            // A good signature of a hierarchy that is trusted, but for others.
            (List::OtherHierarchy, Clock::Right) => Some(StatusSigner),
            (List::OtherList, Clock::Right) => Some(StatusOtherList),
            (List::Short, Clock::Right) => Some(StatusIndex),
            (List::Good, Clock::Right) => None,
        }
    }
}

/// Makes what the combinations are made of.
pub struct Matrix<'g> {
    genuine: &'g Genuine,
    /// The certificate as if it were issued an hour after the list was made.
    issued_later: Vec<u8>,
    impostor: Impostor,
}

/// An impostor whose own verifiers would accept him: the key identifiers, too, are
/// those of his keys.
fn accepted_impostor(genuine: &Genuine) -> Impostor {
    let [root, issuing, status] = [1, 2, 3].map(own_key);
    let identifier = |key: &SigningKey| Sha256::digest(key.verifying_key().as_bytes())[..20].to_vec();
    let pairs =
        [(&genuine.root.key, &root), (&genuine.issuing.key, &issuing), (&genuine.status.key, &status)]
            .map(|(theirs, own)| (identifier(theirs), identifier(own)));
    let copy = |of: &Identity, key: &SigningKey| {
        let mut cert = SigningCert::of(&of.certificate).for_key(key);
        for extension in &mut cert.extensions {
            for (theirs, own) in &pairs {
                if let Some(at) = find(extension, theirs) {
                    *extension = splice(extension, at, theirs.len(), own);
                }
            }
        }
        cert.sign(&root, key)
    };
    Impostor {
        root: copy(&genuine.root, &root),
        issuing: copy(&genuine.issuing, &issuing),
        status: copy(&genuine.status, &status),
    }
}

/// The version of the list, and one that was seen before.
const VERSION: u64 = 1_000;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

impl<'g> Matrix<'g> {
    /// From a genuine certificate and its keys.
    pub fn of(genuine: &'g Genuine) -> Self {
        let later = Timestamp::from_unix(genuine.list().issued_at() + HOUR).expect("of this century");
        let issued_later = genuine.insider(|draft| {
            let (issued_at, later) = (draft.instant(), later.to_string());
            let digits = |instant: &str| instant.replace(|c: char| !c.is_ascii_digit(), "");
            draft.edit_claims(&issued_at, &later);
            draft.dictionary = replace(&draft.dictionary, digits(&issued_at), digits(&later));
        });
        Self { genuine, issued_later, impostor: accepted_impostor(genuine) }
    }

    /// The file.
    pub fn file(&self, combination: &Combination) -> Vec<u8> {
        let mut file = match combination.clock {
            Clock::BeforeIssue => self.issued_later.clone(),
            _ => self.genuine.file.clone(),
        };
        if combination.signature == Signature::Changed {
            // The value ends with the signature, whose last octet is the top of S.
            let at = find(&file, b">/ByteRange").expect("a gap") - 10;
            let digit = if file[at] == b'0' { b"1" } else { b"0" };
            file = splice(&file, at, 1, digit);
        }
        match combination.structure {
            Structure::Good => {}
            Structure::Changed => {
                let font = find_last(&file, b"/FontFile2 ").expect("a font");
                let content = font + find(&file[font..], b"stream\n").expect("a stream") + 7;
                let length = find(&file[content..], b"\nendstream").expect("the end of the stream");
                file[content + length / 2] ^= 1;
            }
            Structure::Longer => file.push(b'\n'),
        }
        file
    }

    /// The pinned roots.
    pub fn anchors(&self, combination: &Combination) -> Anchors {
        let (genuine, impostor) = (&self.genuine.root, &self.impostor.root);
        let roots: &[&Identity] = match combination.trust {
            Trust::Root => &[genuine],
            Trust::RootAndImpostor => &[impostor, genuine],
            Trust::Impostor => &[impostor],
            Trust::Nobody => &[],
        };
        let anchor = |root: &&Identity| Anchor::from_der(&root.certificate).expect("a root");
        roots.iter().map(anchor).collect()
    }

    /// The list.
    pub fn token(&self, combination: &Combination) -> Option<Vec<u8>> {
        let bits = match combination.slot {
            Slot::Current => 0,
            Slot::Revoked => 1,
            Slot::Undefined => 2,
            Slot::Superseded => 3,
        };
        let token = self.versioned(with_slot(self.genuine, bits));
        let good = || token.clone().sign(&self.genuine.status);
        let by = |signer: &Identity| token.clone().signer(&signer.certificate).sign(signer);
        Some(match combination.list {
            List::Good | List::OlderThanSeen => good(),
            List::Missing => return None,
            List::Truncated => good()[..good().len() / 2].to_vec(),
            List::WrongPurpose => by(&self.genuine.issuing),
            List::OtherHierarchy => by(&self.impostor.status),
            List::BadlySigned => {
                let signature = good();
                let signature = signature.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
                let other = token.payload("\"ttl\":", "\"ttl\":1").message();
                [other.as_bytes(), b".", signature].concat()
            }
            List::Expired => {
                let expired = format!("\"exp\":{}", token.issued_at() + 30);
                let exp = format!("\"exp\":{}", token.expires_at());
                token.payload(&exp, &expired).sign(&self.genuine.status)
            }
            List::OtherList => token.payload("/status/1", "/status/2").sign(&self.genuine.status),
            List::Short => {
                let none = miniz_oxide::deflate::compress_to_vec_zlib(&[], 6);
                token.packed(&none).sign(&self.genuine.status)
            }
        })
    }

    /// The highest version seen before.
    pub fn newest_seen(&self, combination: &Combination) -> Option<u64> {
        Some(if combination.list == List::OlderThanSeen { VERSION + 1 } else { VERSION })
    }

    /// What the clock shows.
    pub fn now(&self, combination: &Combination) -> Timestamp {
        let offset = match combination.clock {
            Clock::Right | Clock::BeforeIssue => 60,
            Clock::Behind => -600,
            Clock::YearsBehind => -730 * DAY,
            Clock::WeeksAhead => 40 * DAY,
            Clock::YearsAhead => 730 * DAY,
        };
        let now = self.genuine.list().issued_at() + offset;
        Timestamp::from_unix(now).expect("an instant of this century")
    }

    fn versioned(&self, token: Token) -> Token {
        let (_, rest) = token.payload.split_once("\"version\":").expect("a list has a version");
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        token.payload(&format!("\"version\":{digits}"), &format!("\"version\":{VERSION}"))
    }
}
