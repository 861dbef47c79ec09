//! A list of the right key is bounded by the verifier, not by what it says. What
//! attackers can do to files and lists is in the corpus of the crate `e2e`.

use std::time::Duration;

use certificate::{FindingCode, Report, Timestamp, Verdict};
use keys::Purpose;
use verifier_wasm::{StatusEvidence, verify};

use super::support::{TestUnit, hours_later, now};

/// A list of the right name for so long a time.
async fn list(test: &TestUnit, validity: Duration) -> String {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("x.sqlite").display());
    let db = api::Db::open(&url).await.unwrap();
    let publication = api::Publication { uri: "http://127.0.0.1:8080/status/1", validity, now: now() };
    api::publish(&db, &test.key(Purpose::StatusSigning), publication).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_made_to_last_for_years_expires_after_a_month() {
    let test = TestUnit::with_certificates().await;
    let file = test.file("教字第000201號").await;
    let token = list(&test, Duration::from_secs(5 * 365 * 86_400)).await;
    let judge = |at: Timestamp| -> Report {
        let evidence = StatusEvidence { token: Some(token.as_bytes()), newest_seen: None };
        verify(&file, &test.unit.anchors(), evidence, at)
    };
    assert_eq!(judge(now()).verdict, Verdict::Current);
    let report = judge(hours_later(31 * 24));
    assert_eq!(report.verdict, Verdict::StatusUnknown);
    assert_eq!(report.findings[0].code, FindingCode::StatusExpired);
}
