//! The life of a certificate.

use api::{Refusal, Reinstating};
use certificate::{AnnotationMark, CodeVerdict, Digest, FindingCode, ItemCode, Rank, Verdict, api::CaseData};
use sha2::{Digest as _, Sha256};

use super::support::{ROSTER, TestUnit, hours_later, now, number, officer, refusal, renamed};

fn reinstating() -> Reinstating {
    Reinstating {
        legal_basis: "訴願決定".to_owned(),
        decision_date: "115-11-21".parse().unwrap(),
        document_number: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_issued_certificate_is_current() {
    let test = TestUnit::with_certificates().await;
    for listed in test.unit.list().await.unwrap() {
        let file = test.file(&listed.certificate_number).await;
        let report = test.report(&file).await;
        assert_eq!(report.verdict, Verdict::Current, "{:?}", report.findings);
        assert_eq!(Some(report.fingerprint.to_string()), listed.fingerprint);
        assert!(report.claims.unwrap().specimen, "a development key makes specimens only");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_certificate_is_superseded_and_the_new_one_current() {
    let test = TestUnit::with_certificates().await;
    let old = test.file("教字第000201號").await;
    test.replace("教字第000201號", renamed("陳更名")).await;
    let new = test.file("教字第000201號").await;
    assert_eq!(test.verdict(&old).await, Verdict::Superseded);
    let report = test.report(&new).await;
    assert_eq!(report.verdict, Verdict::Current);
    let annotation = report.claims.unwrap().annotation.unwrap();
    assert_eq!((annotation.mark, annotation.reason.as_str()), (AnnotationMark::Replacement, "姓名變更"));
    assert_eq!(test.unit.export(&number("教字第000201號"), Some(1)).await.unwrap(), old);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_replacement_keeps_what_the_first_changed() {
    let test = TestUnit::with_certificates().await;
    test.replace("教字第000201號", renamed("陳更名")).await;
    let second = CaseData { birth_date: Some("65-12-04".to_owned()), ..Default::default() };
    test.replace("教字第000201號", second).await;
    let claims = test.report(&test.file("教字第000201號").await).await.claims.unwrap().to_json();
    assert!(claims.contains("陳更名") && claims.contains("1976-12-04"), "{claims}");
}

#[tokio::test(flavor = "multi_thread")]
async fn annulment_hits_that_rank_and_every_higher_one_and_nobody_else() {
    let test = TestUnit::with_certificates().await;
    let annulment = test.annul("講字第000101號", Some(Rank::AssociateProfessor)).await.unwrap();
    assert_eq!(annulment.hit, [number("副字第000103號"), number("教字第000104號")]);
    for (certificate, expected) in [
        ("講字第000101號", Verdict::Current),
        ("助理字第000102號", Verdict::Current),
        ("副字第000103號", Verdict::Revoked),
        ("教字第000104號", Verdict::Revoked),
        ("教字第000201號", Verdict::Current),
        ("樣教字第000301號", Verdict::Current),
    ] {
        assert_eq!(test.verdict(&test.file(certificate).await).await, expected, "{certificate}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_reinstatement_the_same_bytes_are_current_again() {
    let test = TestUnit::with_certificates().await;
    let file = test.file("副字第000103號").await;
    let annulment = test.annul("副字第000103號", Some(Rank::AssociateProfessor)).await.unwrap();
    assert_eq!(test.verdict(&file).await, Verdict::Revoked);
    let undone = test.unit.reinstate(&annulment.id, &reinstating(), officer()).await.unwrap();
    assert_eq!(undone.hit, annulment.hit);
    assert_eq!(test.verdict(&file).await, Verdict::Current);
    assert_eq!(test.file("副字第000103號").await, file);
    let again = test.unit.reinstate(&annulment.id, &reinstating(), officer()).await;
    assert_eq!(refusal(again), Refusal::NotInForce, "an act is undone once");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_annulled_certificate_is_not_replaced() {
    let test = TestUnit::with_certificates().await;
    test.confirm("教字第000201號").await.unwrap();
    test.annul("教字第000201號", Some(Rank::Professor)).await.unwrap();
    let refused = test.order_replacement("教字第000201號", renamed("陳更名")).await;
    assert_eq!(refusal(refused), Refusal::Annulled);
}

#[tokio::test(flavor = "multi_thread")]
async fn ranks_belong_to_university_certificates_only() {
    let test = TestUnit::with_certificates().await;
    assert_eq!(refusal(test.annul("講字第000101號", None).await), Refusal::GroundDoesNotFit);
    assert!(test.annul("樣教字第000301號", Some(Rank::Professor)).await.is_err());
    assert!(test.annul("樣教字第000301號", None).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn issuing_again_issues_nothing() {
    let test = TestUnit::with_certificates().await;
    assert_eq!(test.issue().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_whose_file_was_lost_before_it_was_recorded_is_made_again_byte_for_byte() {
    let test = TestUnit::with_certificates().await;
    let before = test.file("教字第000201號").await;
    // As a crash between storing and recording leaves it, and with the file gone.
    forget_files(&test).await;
    let test = test.restart().await;
    assert!(test.unit.export(&number("教字第000201號"), None).await.is_err(), "pending files are not served");
    assert_eq!(test.issue().await, ROSTER.len());
    assert_eq!(test.file("教字第000201號").await, before);
}

async fn forget_files(test: &TestUnit) {
    let mut connection = test.connect().await;
    sqlx::raw_sql("update certificate set file = null").execute(&mut connection).await.unwrap();
    let files = test.data().join("files");
    std::fs::remove_dir_all(&files).unwrap();
    // The photo of the K-12 case is not made again.
    let photo = include_bytes!("../../templates/sample-photo.jpg");
    let vault = api::Vault::open(&test.data().join("storage.keys")).unwrap();
    api::FileStore::open(&files, vault).unwrap().put(photo).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_refuses_change_and_deletion() {
    let test = TestUnit::with_certificates().await;
    let mut connection = test.connect().await;
    for statement in ["update event set account = 'somebody else'", "delete from event"] {
        let refused = sqlx::raw_sql(statement).execute(&mut connection).await;
        assert!(refused.unwrap_err().to_string().contains("append-only"), "{statement}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_status_is_ever_told_from_a_list_that_is_missing_stale_or_old() {
    use verifier_wasm::{StatusEvidence, verify};
    let test = TestUnit::with_certificates().await;
    let file = test.file("教字第000201號").await;
    let older = test.unit.publish(now()).await.unwrap();
    let anchors = test.unit.anchors();
    let check = |token: Option<&str>, newest_seen, at, expected| {
        let evidence = StatusEvidence { token: token.map(str::as_bytes), newest_seen };
        let report = verify(&file, &anchors, evidence, at);
        assert_eq!(report.verdict, Verdict::StatusUnknown);
        assert_eq!(report.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [expected]);
    };
    check(None, None, now(), FindingCode::StatusMissing);
    check(Some(&older), None, hours_later(25), FindingCode::StatusExpired);
    check(Some(&older), Some(u64::MAX), now(), FindingCode::StatusOlderThanSeen);
    check(Some("<!doctype html>"), None, now(), FindingCode::StatusMalformed);
    let (unsigned, _) = older.rsplit_once('.').unwrap();
    check(Some(&format!("{unsigned}.")), None, now(), FindingCode::StatusSignature);
    check(Some(unsigned), None, now(), FindingCode::StatusMalformed);
    let forged = older.replacen('A', "B", 1);
    let report =
        verify(&file, &anchors, StatusEvidence { token: Some(forged.as_bytes()), newest_seen: None }, now());
    assert_eq!(report.verdict, Verdict::StatusUnknown);
    let yesterday = "2026-11-21T05:07:00Z".parse().unwrap();
    check(Some(&older), None, yesterday, FindingCode::StatusFromTheFuture);
    let years_ago = "2020-01-01T00:00:00Z".parse().unwrap();
    check(Some(&older), None, years_ago, FindingCode::ClockFarFromList);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_every_script_are_found_on_the_page_that_prints_them() {
    const NAMES: [&str; 12] = [
        "ffi fl Þórður Änne",
        "Jean‐Luc O’Neill-Smith",
        "Nguyễn Thị Ánh",
        "Иван Петров",
        "Ελένη",
        "שלום",
        "王 小明",
        "陳(小)明‧巴特勒",
        "Ⅷ㐂𠮷𠮷",
        "Māori e\u{301}",
        "歐陽娜娜之非常非常長的名字甲乙丙丁戊己庚辛壬癸子丑寅卯",
        "Wolfeschlegelsteinhausenbergerdorff Hubert Blaine",
    ];
    let test = TestUnit::empty().await;
    let row = |index: usize, name| {
        ROSTER[4].replace("陳𠮷範", name).replace("000201", &format!("{:06}", 700_000 + index))
    };
    let rows: Vec<String> = NAMES.iter().enumerate().map(|(index, name)| row(index, name)).collect();
    test.import(&rows.iter().map(String::as_str).collect::<Vec<_>>()).await.unwrap();
    // The check before a certificate is handed out reads the page.
    assert_eq!(test.issue().await, NAMES.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_without_a_glyph_is_refused_and_stays_pending() {
    let test = TestUnit::empty().await;
    // U+1F600 is printable and in no Kai font.
    let row = ROSTER[4].replace("陳𠮷範", "陳\u{1f600}");
    test.import(&[&row]).await.unwrap();
    let mut failures: Vec<_> = test.press().await.into_iter().map(Result::unwrap_err).collect();
    assert_eq!(failures.len(), 1);
    assert_eq!(failures.remove(0).reason, "no font has the character U+1F600 in name");
    assert_eq!(test.unit.list().await.unwrap()[0].stage, "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_on_paper_is_of_its_certificate_and_follows_its_status() {
    let test = TestUnit::with_certificates().await;
    let certificate = "副字第000103號";
    let claims = test.report(&test.file(certificate).await).await.claims.unwrap();
    let report = test.code_report(certificate, 1).await;
    assert_eq!(report.verdict, CodeVerdict::CopyOfCurrent, "{:?}", report.findings);
    let statement = report.statement.unwrap();
    assert!(statement.belongs_to(Digest(Sha256::digest(claims.to_json()).into())));
    let printed = claims.items.printed();
    for (stated, printed) in statement.stated.items.iter().zip(&printed) {
        assert_eq!(stated.code, printed.code);
        let masked = printed.code == ItemCode::IdentityNumber;
        assert_eq!(stated.value == printed.value, !masked, "{:?}", stated.code);
    }
    assert_eq!(statement.stated.items.len(), printed.len());

    test.replace(certificate, renamed("陳更名")).await;
    assert_eq!(test.code_report(certificate, 1).await.verdict, CodeVerdict::CopyOfSuperseded);
    assert_eq!(test.code_report(certificate, 2).await.verdict, CodeVerdict::CopyOfCurrent);
    test.annul(certificate, Some(Rank::AssociateProfessor)).await.unwrap();
    assert_eq!(test.code_report(certificate, 2).await.verdict, CodeVerdict::CopyOfRevoked);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_of_a_certificate_is_the_same_every_time() {
    let test = TestUnit::with_certificates().await;
    let link = async || test.unit.code_link(&number("樣教字第000301號"), None).await.unwrap();
    assert_eq!(link().await, link().await);
    assert!(link().await.as_str().starts_with("HTTP"));
}
