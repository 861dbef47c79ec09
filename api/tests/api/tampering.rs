//! A genuine file with one thing changed is never current.

use std::time::Duration;

use certificate::{FindingCode, Report, Verdict};
use keys::{Anchors, Hierarchy, Profile, Purpose};
use verifier_wasm::{StatusEvidence, Verifier};

use super::support::{TestUnit, hours_later, now};

struct Genuine {
    test: TestUnit,
    file: Vec<u8>,
    token: String,
}

impl Genuine {
    async fn new() -> Self {
        let test = TestUnit::with_certificates().await;
        let file = test.file("教字第000201號").await;
        let token = test.unit.publish(now()).await.unwrap();
        Self { test, file, token }
    }

    fn verify_all(&self, files: impl Iterator<Item = Vec<u8>>, mut judge: impl FnMut(Report)) {
        let anchors = self.test.unit.anchors();
        let evidence = StatusEvidence { token: Some(self.token.as_bytes()), newest_seen: None };
        let verifier = Verifier::new(&anchors, evidence, now());
        files.for_each(|file| judge(verifier.verify(&file)));
    }

    #[track_caller]
    fn check(&self, file: Vec<u8>, expected: FindingCode) {
        self.verify_all([file].into_iter(), |report| {
            assert_eq!(report.verdict, Verdict::NotRecognised);
            assert!(report.claims.is_none(), "claims of a file that is not authentic are not shown");
            let codes: Vec<_> = report.findings.iter().map(|finding| finding.code).collect();
            assert!(codes.contains(&expected), "expected {expected}, found {codes:?}");
        });
    }

    fn position(&self, needle: &[u8]) -> usize {
        self.file.windows(needle.len()).position(|window| window == needle).unwrap()
    }

    fn replaced(&self, from: &[u8], to: &[u8]) -> Vec<u8> {
        let at = self.position(from);
        [&self.file[..at], to, &self.file[at + from.len()..]].concat()
    }
}

/// A step that is coprime to the sizes of the structures, so that every part of
/// the file is met; the whole of it is walked by the corpus work.
const STRIDE: usize = 37;

#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_byte_is_never_current() {
    let genuine = Genuine::new().await;
    let flipped = (0..genuine.file.len()).step_by(STRIDE).map(|at| {
        let mut file = genuine.file.clone();
        file[at] ^= 1 << (at % 8);
        file
    });
    genuine.verify_all(flipped, |report| assert_eq!(report.verdict, Verdict::NotRecognised));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_file_is_never_current() {
    let genuine = Genuine::new().await;
    let truncated = (0..genuine.file.len()).step_by(STRIDE).map(|length| genuine.file[..length].to_vec());
    genuine.verify_all(truncated, |report| assert_eq!(report.verdict, Verdict::NotRecognised));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_may_stand_before_or_after() {
    let genuine = Genuine::new().await;
    genuine.check([b"\n".as_slice(), &genuine.file].concat(), FindingCode::FileNotPdf);
    genuine.check([&genuine.file, b"\n".as_slice()].concat(), FindingCode::PdfEnd);
    genuine.check([&genuine.file, b"\0".as_slice()].concat(), FindingCode::PdfEnd);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_revision_is_refused() {
    let genuine = Genuine::new().await;
    let update = b"9 0 obj\n<</Type/Annot>>\nendobj\nxref\n9 1\n0000000000 00000 n \ntrailer\n<</Size 10/Prev 1>>\nstartxref\n1\n%%EOF\n";
    genuine.check([&genuine.file, update.as_slice()].concat(), FindingCode::PdfCrossReference);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gap_takes_no_other_spelling() {
    let genuine = Genuine::new().await;
    let start = genuine.position(b"/Contents<3082") + b"/Contents<".len();
    let mut upper = genuine.file.clone();
    let letter = (start..).find(|&at| upper[at].is_ascii_lowercase()).unwrap();
    upper[letter].make_ascii_uppercase();
    genuine.check(upper, FindingCode::SignatureContents);
    genuine.check(genuine.replaced(b"/Contents<3082", b"/Contents< 3082"), FindingCode::PdfCrossReference);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_byte_range_is_the_whole_file() {
    let genuine = Genuine::new().await;
    genuine.check(genuine.replaced(b"/ByteRange[0 ", b"/ByteRange[1 "), FindingCode::SignatureByteRange);
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_claims_are_found_out() {
    let genuine = Genuine::new().await;
    let changed = genuine.replaced("\"rank\":\"professor\"".as_bytes(), "\"rank\":\"profess0r\"".as_bytes());
    genuine.check(changed.clone(), FindingCode::DigestMismatch);
    genuine.check(changed, FindingCode::ClaimsMalformed);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_hierarchy_with_the_same_organisation_is_a_stranger() {
    let genuine = Genuine::new().await;
    let folder = tempfile::tempdir().unwrap();
    let theirs =
        Hierarchy::create(&folder.path().join("h"), Profile::Development, "Test", None, now()).unwrap();
    let anchors: Anchors = [theirs.root().clone()].into_iter().collect();
    for anchors in [anchors, Anchors::default()] {
        let evidence = StatusEvidence { token: Some(genuine.token.as_bytes()), newest_seen: None };
        let report = Verifier::new(&anchors, evidence, now()).verify(&genuine.file);
        assert_eq!(report.verdict, Verdict::NotRecognised);
        assert_eq!(report.findings[0].code, FindingCode::SignerUnknown);
        assert!(report.signer.is_none() && report.claims.is_none());
    }
}

/// A list of the right name, signed by `signer`.
async fn forged_list(signer: &dyn keys::Signer, validity: Duration) -> String {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("x.sqlite").display());
    let db = api::Db::open(&url).await.unwrap();
    let publication = api::Publication { uri: "http://127.0.0.1:8080/status/1", validity, now: now() };
    api::publish(&db, signer, publication).await.unwrap()
}

impl Genuine {
    fn judge_by(&self, token: &str, at: certificate::Timestamp) -> Report {
        let anchors = self.test.unit.anchors();
        let evidence = StatusEvidence { token: Some(token.as_bytes()), newest_seen: None };
        Verifier::new(&anchors, evidence, at).verify(&self.file)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_issuing_key_cannot_sign_a_status_list() {
    let genuine = Genuine::new().await;
    let token = forged_list(&genuine.test.key(Purpose::DocumentSigning), Duration::from_secs(3600)).await;
    let report = genuine.judge_by(&token, now());
    assert_eq!(report.verdict, Verdict::StatusUnknown);
    assert_eq!(report.findings[0].code, FindingCode::StatusSigner);
    assert_eq!(report.findings[0].found.as_deref(), Some("signer.purpose"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_made_to_last_for_years_expires_after_a_month() {
    let genuine = Genuine::new().await;
    let years = Duration::from_secs(5 * 365 * 86_400);
    let token = forged_list(&genuine.test.key(Purpose::StatusSigning), years).await;
    assert_eq!(genuine.judge_by(&token, now()).verdict, Verdict::Current);
    let report = genuine.judge_by(&token, hours_later(31 * 24));
    assert_eq!(report.verdict, Verdict::StatusUnknown);
    assert_eq!(report.findings[0].code, FindingCode::StatusExpired);
}
