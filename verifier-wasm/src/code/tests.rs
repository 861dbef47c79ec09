use std::sync::LazyLock;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use certificate::{
    AnnotationMark, CertificateNumber, Claims, CodeDigests, CodeVerdict, FORMAT_VERSION, Items, Nonce, Rank,
    Status, StatusReference, UniversityItems,
};
use keys::{Hierarchy, Profile, Signer, x509_cert::der::Encode as _};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::verify;

const LIST: &str = "https://dcert.example/status/1";
const ISSUED: &str = "2026-11-22T05:07:00Z";
const SLOTS: usize = 131_072;
const SLOT: u32 = 48_213;

/// A hierarchy and what it signs.
struct Office {
    hierarchy: Hierarchy,
    _folder: tempfile::TempDir,
}

static OFFICE: LazyLock<Office> = LazyLock::new(Office::open);

impl Office {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("h");
        let hierarchy =
            Hierarchy::create(&path, Profile::Development, "Test", None, instant(ISSUED)).unwrap();
        Self { hierarchy, _folder: folder }
    }

    fn anchors(&self) -> Anchors {
        [self.hierarchy.root().clone()].into_iter().collect()
    }

    fn signer(&self, purpose: Purpose) -> keys::FileSigner {
        self.hierarchy.signer(purpose, None).unwrap()
    }

    fn code(&self, claims: &Claims) -> CodeClaims {
        let der = self.hierarchy.issuing().certificate().to_der().unwrap();
        let parts = X509::parse(&der).unwrap().parts(self.hierarchy.root()).unwrap();
        CodeClaims::of(claims, digests(claims), parts)
    }

    fn link(&self, code: &CodeClaims) -> String {
        self.signed(code, Purpose::DocumentSigning, &code.message())
    }

    fn signed(&self, code: &CodeClaims, purpose: Purpose, message: &[u8]) -> String {
        let signature = self.signer(purpose).sign(message).unwrap();
        code.link("https://dcert.example", signature.as_slice().try_into().unwrap())
    }

    /// A list that says this of the one slot.
    fn list(&self, uri: &str, status: Status) -> Vec<u8> {
        let mut slots = vec![0; SLOTS / 4];
        slots[SLOT as usize / 4] = status.bits() << (2 * (SLOT % 4));
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&slots, 9);
        let signer = self.signer(Purpose::StatusSigning);
        let cert = Base64::encode_string(&signer.certificate().to_der().unwrap());
        let now = instant(ISSUED).unix();
        let header = format!(r#"{{"alg":"EdDSA","typ":"statuslist+jwt","x5c":["{cert}"]}}"#);
        let list = Base64UrlUnpadded::encode_string(&packed);
        let payload = format!(
            r#"{{"sub":"{uri}","iat":{now},"exp":{},"ttl":1,"version":1,"status_list":{{"bits":2,"lst":"{list}"}}}}"#,
            now + 86_400
        );
        let encode = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
        let message = format!("{}.{}", encode(&header), encode(&payload));
        let signature = Base64UrlUnpadded::encode_string(&signer.sign(message.as_bytes()).unwrap());
        format!("{message}.{signature}").into_bytes()
    }

    fn judge(&self, text: &str, list: Option<&[u8]>) -> CodeReport {
        let evidence = StatusEvidence { token: list, newest_seen: None };
        verify_code(text, &self.anchors(), evidence, instant("2026-11-22T06:00:00Z"))
    }
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn claims() -> Claims {
    Claims {
        format: FORMAT_VERSION,
        items: Items::University(UniversityItems {
            name: "林曉晴".parse().unwrap(),
            birth_date: "78-04-16".parse().unwrap(),
            identity_number: "F123456784".parse().unwrap(),
            rank: Rank::Professor,
            certificate_number: CertificateNumber::new("教", "142195").unwrap(),
            seniority_start: "111/02".parse().unwrap(),
            submitting_school: "樣本大學".parse().unwrap(),
            issue_date: "115-11-22".parse().unwrap(),
        }),
        annotation: Some(certificate::Annotation {
            mark: AnnotationMark::Reissue,
            original_issue_date: "103-08-15".parse().unwrap(),
            reason: "遺失".parse().unwrap(),
        }),
        status: StatusReference { list: LIST.to_owned(), index: SLOT },
        nonce: Nonce([7; 16]),
        issued_at: instant(ISSUED),
        specimen: true,
    }
}

fn digests(claims: &Claims) -> CodeDigests {
    CodeDigests {
        claims: Digest(Sha256::digest(claims.to_json()).into()),
        list: Digest(Sha256::digest(&claims.status.list).into()),
    }
}

#[track_caller]
fn refused(text: &str, reason: CodeReason) {
    let report = OFFICE.judge(text, Some(&OFFICE.list(LIST, Status::Current)));
    assert_eq!((report.verdict, report.reason), (CodeVerdict::CopyNotRecognised, Some(reason)), "{text}");
    assert!(report.statement.is_none() && report.signer.is_none());
}

#[test]
fn the_list_decides_what_the_copy_is_of() {
    let link = OFFICE.link(&OFFICE.code(&claims()));
    for (status, verdict) in [
        (Status::Current, CodeVerdict::CopyOfCurrent),
        (Status::Superseded, CodeVerdict::CopyOfSuperseded),
        (Status::Revoked, CodeVerdict::CopyOfRevoked),
    ] {
        let report = OFFICE.judge(&link, Some(&OFFICE.list(LIST, status)));
        assert_eq!((report.verdict, report.findings.len(), report.reason), (verdict, 0, None));
        let statement = report.statement.unwrap();
        assert_eq!(statement.stated.items[0].value.zh, "林曉晴");
        assert!(statement.stated.specimen && statement.stated.annotation.is_some());
        assert!(statement.belongs_to(digests(&claims()).claims));
        assert_eq!(report.signer.unwrap().name, "SPECIMEN development issuing 1");
    }
}

#[test]
fn the_link_of_a_code_is_no_certificate() {
    let link = OFFICE.link(&OFFICE.code(&claims()));
    let list = OFFICE.list(LIST, Status::Current);
    let evidence = StatusEvidence { token: Some(&list), newest_seen: None };
    let report = verify(link.as_bytes(), &OFFICE.anchors(), evidence, instant("2026-11-22T06:00:00Z"));
    assert_eq!(report.verdict, certificate::Verdict::NotRecognised);
}

#[test]
fn without_a_usable_list_the_items_are_shown_and_the_status_is_unknown() {
    let link = OFFICE.link(&OFFICE.code(&claims()));
    let other = OFFICE.list("https://dcert.example/status/2", Status::Current);
    let foreign = Office::open().list(LIST, Status::Current);
    for (list, finding) in [
        (None, FindingCode::StatusMissing),
        (Some(&b"nothing"[..]), FindingCode::StatusMalformed),
        (Some(&other), FindingCode::StatusOtherList),
        (Some(&foreign), FindingCode::StatusSigner),
    ] {
        let report = OFFICE.judge(&link, list);
        assert_eq!(report.verdict, CodeVerdict::CopyStatusUnknown);
        assert_eq!(report.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [finding]);
        assert!(report.statement.is_some());
    }
    let list = OFFICE.list(LIST, Status::Current);
    let evidence = StatusEvidence { token: Some(&list), newest_seen: None };
    for (now, finding) in [
        ("2026-11-23T06:00:00Z", FindingCode::StatusExpired),
        ("2026-11-22T04:59:00Z", FindingCode::StatusFromTheFuture),
    ] {
        let report = verify_code(&link, &OFFICE.anchors(), evidence, instant(now));
        assert_eq!(report.verdict, CodeVerdict::CopyStatusUnknown);
        assert_eq!(report.findings[0].code, finding);
    }
}

#[test]
fn other_items_under_the_same_signature_are_refused() {
    let mut other = claims();
    let Items::University(items) = &mut other.items else { panic!("another kind") };
    items.name = "王大明".parse().unwrap();
    let signature = OFFICE.signer(Purpose::DocumentSigning).sign(&OFFICE.code(&claims()).message()).unwrap();
    let link = OFFICE.code(&other).link("https://dcert.example", signature.as_slice().try_into().unwrap());
    refused(&link, CodeReason::Signature);
}

#[test]
fn a_signature_for_anything_else_is_none_for_a_code() {
    let code = OFFICE.code(&claims());
    let message = code.message();
    let body = message.strip_prefix(b"dcert printed code 1\n").unwrap();
    // The same key on the same octets, without the words that say what for.
    refused(&OFFICE.signed(&code, Purpose::DocumentSigning, body), CodeReason::Signature);
    refused(&OFFICE.signed(&code, Purpose::StatusSigning, &message), CodeReason::Signature);
    // What the issuing key signs in a PDF begins with the tag SET OF, what the status
    // key signs with base64url of `{"`.
    assert!(!message.starts_with(b"\x31") && !message.starts_with(b"eyJ"));
}

#[test]
fn a_status_certificate_cannot_vouch_for_a_code() {
    let mut code = OFFICE.code(&claims());
    let der = OFFICE.hierarchy.status().certificate().to_der().unwrap();
    let cert = X509::parse(&der).unwrap();
    code.signer.serial = cert.serial_number()[2..].try_into().unwrap();
    code.signer.key = cert.public_key().try_into().unwrap();
    code.signer.signature = der[der.len() - 64..].try_into().unwrap();
    refused(&OFFICE.signed(&code, Purpose::StatusSigning, &code.message()), CodeReason::Signer);
}

#[test]
fn a_hierarchy_of_ones_own_is_not_trusted() {
    let other = Office::open();
    refused(&other.link(&other.code(&claims())), CodeReason::Signer);
    // The own key in the ministry's certificate.
    let mut code = OFFICE.code(&claims());
    code.signer.key = other.code(&claims()).signer.key;
    refused(&other.signed(&code, Purpose::DocumentSigning, &code.message()), CodeReason::Signer);
    assert!(OFFICE.judge(&OFFICE.link(&OFFICE.code(&claims())), None).statement.is_some());
}

#[test]
fn a_key_signs_only_while_its_certificate_is_valid() {
    let mut late = claims();
    late.issued_at = instant("2035-01-01T00:00:00Z");
    refused(&OFFICE.link(&OFFICE.code(&late)), CodeReason::Signer);
}

#[test]
fn a_development_key_signs_nothing_but_specimens() {
    let mut official = claims();
    official.specimen = false;
    refused(&OFFICE.link(&OFFICE.code(&official)), CodeReason::Specimen);
}

#[test]
fn what_is_no_code_gets_its_reason() {
    let link = OFFICE.link(&OFFICE.code(&claims()));
    refused("", CodeReason::NotACode);
    refused("https://example.com/", CodeReason::NotACode);
    refused(&link[..link.len() - 1], CodeReason::NotACode);
    refused(
        "#C:000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
        CodeReason::Malformed,
    );
}

proptest! {
    #[test]
    fn one_changed_character_is_never_recognised(place: prop::sample::Index, with in "[0-9A-Z$./:-]") {
        static LINK: LazyLock<String> = LazyLock::new(|| OFFICE.link(&OFFICE.code(&claims())));
        let start = LINK.find('#').unwrap() + 3;
        let at = start + place.index(LINK.len() - start);
        prop_assume!(LINK[at..=at] != with);
        let mut changed = LINK.clone();
        changed.replace_range(at..=at, &with);
        let report = OFFICE.judge(&changed, None);
        prop_assert_eq!(report.verdict, CodeVerdict::CopyNotRecognised);
        prop_assert!(report.statement.is_none());
    }

    #[test]
    fn nothing_made_up_is_recognised(text in "\\PC{0,80}|#C:[0-9A-Z$./:-]{0,400}") {
        let report = OFFICE.judge(&text, None);
        prop_assert_eq!(report.verdict, CodeVerdict::CopyNotRecognised);
    }
}
