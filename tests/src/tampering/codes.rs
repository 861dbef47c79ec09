//! Attacks on the code of a printed certificate (docs/format.md §8). As everywhere
//! here, links are taken apart and put together by builders of their own.

use certificate::{CodeReason, CodeVerdict, FindingCode};
use ed25519_dalek::SigningKey;

use super::{Genuine, Identity};

const MARK: &str = "#C:";
const PREFIX: &[u8] = b"dcert printed code 1\n";
const ALPHABET: &[u8; 41] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$-./:";

/// The order of the group (RFC 8032 §5.1), lowest octet first.
const ORDER: [u8; 32] = *b"\xed\xd3\xf5\x5c\x1a\x63\x12\x58\xd6\x9c\xf7\xa2\xde\xf9\xde\x14\
    \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10";

/// Where the fixed parts of a body are.
const FORMAT: usize = 1;
const KEY: usize = 31;
const ROOT_SIGNATURE: usize = 65;
const ITEMS: usize = 129;
/// The head of the name and its first character, in UTF-16.
const NAME: usize = ITEMS + 2;

/// One attack on a code, or a control.
#[derive(Clone, Debug)]
pub struct CodeCase {
    /// The name.
    pub name: &'static str,
    /// The text to verify.
    pub text: String,
    /// The verdict it must get.
    pub verdict: CodeVerdict,
    /// The reason it must get.
    pub reason: Option<CodeReason>,
    /// The finding it must get.
    pub finding: Option<FindingCode>,
}

/// A code taken apart.
#[derive(Clone)]
struct Draft {
    body: Vec<u8>,
    signature: Vec<u8>,
}

impl Draft {
    fn of(link: &str) -> Self {
        let (_, data) = link.trim().split_once(MARK).expect("a link has its mark");
        let mut body = decode(data);
        let signature = body.split_off(body.len() - 64);
        Self { body, signature }
    }

    fn text(&self) -> String {
        format!("https://example.org/{MARK}{}", encode(&[self.body.as_slice(), &self.signature].concat()))
    }

    /// Signs as the issuing unit does.
    fn sign(mut self, identity: &Identity) -> Self {
        self.signature = identity.sign(&[PREFIX, &self.body].concat());
        self
    }

    fn change(&self, change: impl FnOnce(&mut Vec<u8>)) -> Self {
        let mut draft = self.clone();
        change(&mut draft.body);
        draft
    }

    /// Where the slot is: in front of the digest of the claims, the instant and the
    /// specimen flag.
    fn index(&self) -> core::ops::Range<usize> {
        let end = self.body.len() - 23;
        // Behind the head and the eight octets of the list.
        let fits = |(length, head): &(usize, u8)| {
            self.body[end - length] == *head && self.body[end - length - 9] == 0x48
        };
        let (length, _) = [(3, 0x19), (5, 0x1a), (2, 0x18)].into_iter().find(fits).unwrap_or((1, 0));
        end - length..end
    }
}

/// All cases.
pub fn code_cases(genuine: &Genuine) -> Vec<CodeCase> {
    let draft = Draft::of(&genuine.code);
    let mut cases = vec![
        accepted("control-genuine", genuine.code.trim().to_owned()),
        accepted("control-signed-again", draft.clone().sign(&genuine.issuing).text()),
        // The items are the same; what a reader is told of them is what was signed.
        accepted(
            "control-shortened",
            draft.change(|body| body.insert(NAME, 0x81)).sign(&genuine.issuing).text(),
        ),
    ];
    cases.extend(spellings(&draft.text()));
    cases.extend(outsider(&draft, genuine));
    cases.extend(bodies(&draft, &genuine.issuing));
    cases.extend(statuses(&draft, &genuine.issuing));
    cases
}

/// Another text for the same octets, and parts of it.
fn spellings(text: &str) -> Vec<CodeCase> {
    let not_a_code = |name, text: String| refused(name, text, CodeReason::NotACode);
    let (_, data) = text.split_once(MARK).expect("a link has its mark");
    // A multiple of three characters is whole octets.
    let whole = data.len() / 3 * 3;
    vec![
        not_a_code("empty", String::new()),
        not_a_code("mark-alone", MARK.to_owned()),
        not_a_code("another-mark", text.replacen("#C:", "#D:", 1)),
        not_a_code("no-mark", data.to_owned()),
        not_a_code("lower-case", text.to_lowercase()),
        not_a_code("line-feed-at-the-end", format!("{text}\n")),
        not_a_code(
            "percent-encoded",
            text.replacen(data, &data.replace('$', "%24").replace('-', "%2D"), 1) + "%20",
        ),
        not_a_code("twice", format!("{text}{MARK}")),
        not_a_code("half-a-group", format!("#C:{}", &data[..whole - 2])),
        not_a_code("not-in-two-octets", format!("#C::::{}", &data[3..])),
        not_a_code("a-million-zeros", format!("#C:{}", "0".repeat(1 << 20))),
        refused("cut", format!("#C:{}", &data[..whole - 30]), CodeReason::Malformed),
        refused("zeros", format!("#C:{}", "0".repeat(600)), CodeReason::Malformed),
    ]
}

/// Without a key of the ministry.
fn outsider(draft: &Draft, genuine: &Genuine) -> Vec<CodeCase> {
    let own = Identity { certificate: Vec::new(), key: SigningKey::from_bytes(&[9; 32]) };
    let with_own_key = draft.change(|body| {
        body[KEY..KEY + 32].copy_from_slice(own.key.verifying_key().as_bytes());
    });
    let renamed = draft.change(|body| {
        body[NAME + 1..NAME + 3]
            .copy_from_slice("李".encode_utf16().next().expect("a character").to_be_bytes().as_slice())
    });
    let mut bare = draft.clone();
    bare.signature = genuine.issuing.sign(&bare.body);
    let mut malleable = draft.clone();
    add_order(&mut malleable.signature[32..]);
    let mut zero = draft.clone();
    zero.signature = vec![0; 64];
    let unsigned_root = draft.change(|body| body[ROOT_SIGNATURE] ^= 1).sign(&genuine.issuing);
    let signature = |name, draft: &Draft| refused(name, draft.text(), CodeReason::Signature);
    let signer = |name, draft: &Draft, finding| CodeCase {
        finding: Some(finding),
        ..refused(name, draft.text(), CodeReason::Signer)
    };
    vec![
        signature("another-name", &renamed),
        signature("signed-for-nothing", &bare),
        signature("signed-by-the-status-key", &draft.clone().sign(&genuine.status)),
        signature("signed-by-the-root", &draft.clone().sign(&genuine.root)),
        signature("signed-by-nobody", &draft.clone().sign(&own)),
        signature("malleable-signature", &malleable),
        signature("zero-signature", &zero),
        signer("own-key", &with_own_key.sign(&own), FindingCode::SignerUnknown),
        signer("changed-signature-of-the-root", &unsigned_root, FindingCode::SignerUnknown),
    ]
}

/// What only the issuing key could sign, and never does.
fn bodies(draft: &Draft, issuing: &Identity) -> Vec<CodeCase> {
    type Change = fn(&mut Vec<u8>);
    let malformed: [(&str, Change); 12] = [
        ("older-format", |body| body[FORMAT] = 0),
        ("format-in-two-octets", |body| drop(body.splice(FORMAT..=FORMAT, [0x18, 1]))),
        ("octet-behind", |body| body.push(0)),
        ("item-more", |body| {
            body[0] = 0x8a;
            body.push(0);
        }),
        ("indefinite-array", |body| {
            body[0] = 0x9f;
            body.push(0xff);
        }),
        ("tagged", |body| body.insert(0, 0xc1)),
        ("another-kind", |body| body[ITEMS + 1] = 2),
        ("right-to-left-override", |body| body[NAME + 1..NAME + 3].copy_from_slice(&[0x20, 0x2e])),
        ("half-a-character", |body| body[NAME + 1..NAME + 3].copy_from_slice(&[0xd8, 0])),
        ("array-as-name", |body| body[NAME] = 0x86),
        ("longer-than-the-code", |body| body[NAME] = 0x5b),
        ("flag-that-is-none", |body| *body.last_mut().expect("an octet") = 0xf6),
    ];
    let case = |(name, change): (&'static str, Change)| {
        refused(name, draft.change(change).sign(issuing).text(), CodeReason::Malformed)
    };
    let mut cases: Vec<_> = malformed.into_iter().map(case).collect();
    let newer = draft.change(|body| body[FORMAT] = 2).sign(issuing);
    cases.push(refused("newer-format", newer.text(), CodeReason::NewerFormat));
    let official = draft.change(|body| *body.last_mut().expect("an octet") = 0xf4).sign(issuing);
    cases.push(refused("no-specimen", official.text(), CodeReason::Specimen));
    // In the year 2106, long after the certificate of the key.
    let late = draft.change(|body| {
        let at = body.len() - 5;
        body[at..at + 4].fill(0xff);
    });
    cases.push(CodeCase {
        finding: Some(FindingCode::SignerOutsideValidity),
        ..refused("signed-too-late", late.sign(issuing).text(), CodeReason::Signer)
    });
    cases
}

/// Codes that are signed, and lists that say nothing about them.
fn statuses(draft: &Draft, issuing: &Identity) -> Vec<CodeCase> {
    let index = draft.index();
    let unknown = |name, draft: Draft, finding| CodeCase {
        name,
        text: draft.sign(issuing).text(),
        verdict: CodeVerdict::CopyStatusUnknown,
        reason: None,
        finding: Some(finding),
    };
    let beyond = draft.change(|body| drop(body.splice(index.clone(), [0x1a, 0xff, 0xff, 0xff, 0xff])));
    let other = draft.change(|body| body[index.start - 1] ^= 1);
    vec![
        unknown("slot-beyond-the-list", beyond, FindingCode::StatusIndex),
        unknown("another-list", other, FindingCode::StatusOtherList),
    ]
}

fn accepted(name: &'static str, text: String) -> CodeCase {
    CodeCase { name, text, verdict: CodeVerdict::CopyOfCurrent, reason: None, finding: None }
}

fn refused(name: &'static str, text: String, reason: CodeReason) -> CodeCase {
    CodeCase { name, text, verdict: CodeVerdict::CopyNotRecognised, reason: Some(reason), finding: None }
}

/// Adds the order of the group: the same equation holds for another signature.
fn add_order(scalar: &mut [u8]) {
    let mut carry = 0;
    for (octet, order) in scalar.iter_mut().zip(ORDER) {
        let sum = u16::from(*octet) + u16::from(order) + carry;
        *octet = (sum & 0xff) as u8;
        carry = sum >> 8;
    }
}

fn encode(octets: &[u8]) -> String {
    let group = |octets: &[u8]| {
        let number = octets.iter().fold(0, |number, octet| number << 8 | usize::from(*octet));
        let places = octets.len() + 1;
        (0..places)
            .map(move |place| char::from(ALPHABET[number / 41_usize.pow(place as u32) % 41]))
            .collect::<String>()
    };
    octets.chunks(2).map(group).collect()
}

fn decode(text: &str) -> Vec<u8> {
    let group = |characters: &[u8]| {
        let value =
            |character| ALPHABET.iter().position(|known| known == character).expect("of the alphabet");
        let number = characters.iter().rev().fold(0, |number, character| number * 41 + value(character));
        (number as u16).to_be_bytes()[3 - characters.len()..].to_vec()
    };
    text.as_bytes().chunks(3).flat_map(group).collect()
}
