//! What the state of things allows: confirmation, correction, replacement,
//! annulment, download.

use api::{Refusal, Reinstating, Scope};
use certificate::{
    AnnotationMark, Kind, Rank, Status, Verdict,
    api::{
        AnnulmentState, BatchState, CaseData, CaseQuery, Confirmation, ConfirmedCase, Correction, NewBatch,
        NewReplacement, Reach, ReplacementGround, Stage,
    },
};

use super::support::{TestUnit, ground, number, officer, press, refusal, renamed, second_officer};

const PROFESSOR: &str = "教字第000201號";
const K12: &str = "樣教字第000301號";
const SCHOOL: Scope<'static> = Scope::School("9901");
const OTHER_SCHOOL: Scope<'static> = Scope::School("9902");

async fn stage(test: &TestUnit, certificate: &str) -> (Stage, Status) {
    let id = test.case(certificate).await.id;
    let summary = test.unit.case_detail(&id).await.unwrap().summary;
    (summary.stage, summary.status)
}

async fn correct(test: &TestUnit, certificate: &str, data: CaseData) -> anyhow::Result<()> {
    let case = test.case(certificate).await;
    test.unit.correct(&case.id, &Correction { version: case.version, data }, officer()).await
}

fn only(case: ConfirmedCase) -> Confirmation {
    Confirmation { cases: vec![case] }
}

/// The certificates that the holder of a number may see.
async fn teacher(test: &TestUnit, identity_number: &str) -> Vec<certificate::api::TeacherCertificate> {
    let index = test.identity_index(identity_number);
    test.unit.teacher_certificates(&index).await.unwrap()
}

const CHEN: &str = "B220000028";

async fn download(test: &TestUnit, identity_number: &str) -> anyhow::Result<Vec<u8>> {
    let index = test.identity_index(identity_number);
    let newest = test.unit.teacher_certificates(&index).await?.remove(0);
    Ok(test.unit.download(&index, &newest.id, officer()).await?.bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_can_be_downloaded_before_its_confirmation() {
    let test = TestUnit::with_certificates().await;
    assert_eq!(teacher(&test, CHEN).await, []);
    let case = test.case(PROFESSOR).await.id;
    let certificate = test.unit.case_detail(&case).await.unwrap().versions[0].certificate_id.clone();
    let index = test.identity_index(CHEN);
    let early = test.unit.download(&index, &certificate, officer()).await;
    assert_eq!(refusal(early), Refusal::NotFound, "not even with its id");

    assert_eq!(test.confirm(PROFESSOR).await.unwrap(), 1);
    assert_eq!(download(&test, CHEN).await.unwrap(), test.file(PROFESSOR).await, "the stored bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_downloaded_by_its_holder_only() {
    let test = TestUnit::with_certificates().await;
    test.confirm(PROFESSOR).await.unwrap();
    let certificate = teacher(&test, CHEN).await.remove(0).id;
    let somebody = test.identity_index("F120000011");
    let refused = test.unit.download(&somebody, &certificate, officer()).await;
    assert_eq!(refusal(refused), Refusal::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn confirming_twice_confirms_once() {
    let test = TestUnit::with_certificates().await;
    assert_eq!(test.confirm(PROFESSOR).await.unwrap(), 1);
    assert_eq!(test.confirm(PROFESSOR).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn confirmation_is_all_or_nothing() {
    let test = TestUnit::with_certificates().await;
    let good = test.case(PROFESSOR).await;
    let stale = ConfirmedCase { version: 7, ..test.case(K12).await };
    let refused =
        test.unit.confirm(Scope::Ministry, &Confirmation { cases: vec![good, stale] }, officer()).await;
    assert_eq!(refusal(refused), Refusal::VersionChanged);
    assert_eq!(stage(&test, PROFESSOR).await.0, Stage::Unconfirmed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_reaches_its_own_cases_only() {
    let test = TestUnit::with_certificates().await;
    let case = test.case(PROFESSOR).await;
    let foreign = test.unit.confirm(OTHER_SCHOOL, &only(case.clone()), officer()).await;
    assert_eq!(refusal(foreign), Refusal::NotFound);
    let k12 = test.unit.confirm(SCHOOL, &only(test.case(K12).await), officer()).await;
    assert_eq!(refusal(k12), Refusal::NotFound, "k12 certificates are the ministry's");
    assert_eq!(test.unit.confirm(SCHOOL, &only(case.clone()), officer()).await.unwrap().confirmed, 1);
    assert_eq!(refusal(test.unit.unconfirm(OTHER_SCHOOL, &case.id, officer()).await), Refusal::NotFound);
    assert_eq!(refusal(test.unit.school_cases("9902", "樣字第2號").await), Refusal::NotFound);
    let cases = test.unit.school_cases("9901", "樣字第2號").await.unwrap();
    assert_eq!((cases.unconfirmed, cases.confirmed, cases.cases.len()), (0, 1, 1));
    assert_eq!(cases.cases[0].identity_number, "B22", "cut as the ministry's lists cut it");
}

#[tokio::test(flavor = "multi_thread")]
async fn un_confirming_takes_the_download_away_and_leaves_the_copy_valid() {
    let test = TestUnit::with_certificates().await;
    test.confirm(PROFESSOR).await.unwrap();
    let copy = download(&test, CHEN).await.unwrap();
    let case = test.case(PROFESSOR).await;
    assert!(
        test.unit.unconfirm(SCHOOL, &case.id, officer()).await.unwrap().downloaded,
        "the clerk is warned"
    );
    assert_eq!(teacher(&test, CHEN).await, []);
    assert_eq!(test.verdict(&copy).await, Verdict::Current);
    assert_eq!(refusal(test.unit.unconfirm(SCHOOL, &case.id, officer()).await), Refusal::NotConfirmed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_withdraws_the_unreleased_file_and_makes_a_new_one() {
    let test = TestUnit::with_certificates().await;
    let wrong = test.file(PROFESSOR).await;
    correct(&test, PROFESSOR, renamed("陳更正")).await.unwrap();
    assert_eq!(test.verdict(&wrong).await, Verdict::Revoked);
    assert_eq!(stage(&test, PROFESSOR).await.0, Stage::Issuing);
    assert_eq!(test.issue().await, 1);
    let report = test.report(&test.file(PROFESSOR).await).await;
    assert_eq!(report.verdict, Verdict::Current);
    let claims = report.claims.unwrap();
    assert_eq!(claims.annotation, None, "a correction before the confirmation is no replacement");
    assert!(claims.to_json().contains("陳更正"));
    let cases = test.unit.school_cases("9901", "樣字第2號").await.unwrap().cases;
    assert_eq!(cases[0].changed, [certificate::ItemCode::Name], "the school sees what changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_sees_what_the_version_before_stated_of_its_own_cases_only() {
    let test = TestUnit::with_certificates().await;
    let first = test.unit.school_cases("9901", "樣字第2號").await.unwrap().cases.remove(0);
    assert!(first.former.is_empty(), "nothing comes before the first version");
    let changes = CaseData { identity_number: Some("H220000006".to_owned()), ..renamed("陳更正") };
    correct(&test, PROFESSOR, changes).await.unwrap();
    test.issue().await;
    let cases = test.unit.school_cases("9901", "樣字第2號").await.unwrap().cases;
    let former: Vec<_> = cases[0].former.iter().map(|item| (item.code, item.value.zh.as_str())).collect();
    let cut = &CHEN[..3];
    let expected =
        [(certificate::ItemCode::Name, first.name.as_str()), (certificate::ItemCode::IdentityNumber, cut)];
    assert_eq!(former, expected);
    assert!(!serde_json::to_string(&cases).unwrap().contains(CHEN), "the former number is cut, too");
    assert_eq!(refusal(test.unit.school_cases("9902", "樣字第2號").await), Refusal::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_looked_at_before_a_correction_is_not_confirmed() {
    let test = TestUnit::with_certificates().await;
    let seen = test.case(PROFESSOR).await;
    correct(&test, PROFESSOR, renamed("陳更正")).await.unwrap();
    test.issue().await;
    let refused = test.unit.confirm(SCHOOL, &only(seen), officer()).await;
    assert_eq!(refusal(refused), Refusal::VersionChanged);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_the_holders_hands_is_replaced_and_not_corrected() {
    let test = TestUnit::with_certificates().await;
    test.confirm(PROFESSOR).await.unwrap();
    assert_eq!(refusal(correct(&test, PROFESSOR, renamed("陳更正")).await), Refusal::Confirmed);
    download(&test, CHEN).await.unwrap();
    let case = test.case(PROFESSOR).await;
    test.unit.unconfirm(SCHOOL, &case.id, officer()).await.unwrap();
    assert_eq!(refusal(correct(&test, PROFESSOR, renamed("陳更正")).await), Refusal::Downloaded);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_that_cannot_be_taken_is_named() {
    let test = TestUnit::with_certificates().await;
    let data = CaseData {
        birth_date: Some("65-13-01".to_owned()),
        identity_number: Some("A123".to_owned()),
        qualification: Some("國文".to_owned()),
        ..renamed("陳更正")
    };
    let Refusal::Invalid(fields) = refusal(correct(&test, PROFESSOR, data).await) else {
        panic!("not invalid")
    };
    let names: Vec<_> = fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(names, ["birth_date", "identity_number", "qualification"]);
    assert_eq!(refusal(correct(&test, PROFESSOR, renamed("陳𠮷範")).await), Refusal::NothingChanged);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_version_is_superseded_when_the_new_one_is_confirmed_and_not_before() {
    let test = TestUnit::with_certificates().await;
    test.confirm(PROFESSOR).await.unwrap();
    let old = test.file(PROFESSOR).await;
    test.order_replacement(PROFESSOR, renamed("陳更名")).await.unwrap();
    assert_eq!(test.verdict(&old).await, Verdict::Current);
    assert_eq!(test.issue().await, 1);
    assert_eq!(test.verdict(&old).await, Verdict::Current);
    assert_eq!(download(&test, CHEN).await.unwrap(), old, "the holder still has the old one");
    test.confirm(PROFESSOR).await.unwrap();
    assert_eq!(test.verdict(&old).await, Verdict::Superseded);
    let listed = teacher(&test, CHEN).await;
    assert_eq!(
        listed.iter().map(|one| (one.version, one.status)).collect::<Vec<_>>(),
        [(2, Status::Current), (1, Status::Superseded)]
    );
    let index = test.identity_index(CHEN);
    let refused = test.unit.download(&index, &listed[1].id, officer()).await;
    assert_eq!(refusal(refused), Refusal::Superseded);
    // Taking the confirmation back does not bring the old version back.
    test.unit.unconfirm(SCHOOL, &test.case(PROFESSOR).await.id, officer()).await.unwrap();
    assert_eq!(test.verdict(&old).await, Verdict::Superseded);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_identity_number_takes_the_holder_and_the_account_along() {
    let test = TestUnit::with_certificates().await;
    let data = CaseData { identity_number: Some("F900000011".to_owned()), ..Default::default() };
    test.replace(PROFESSOR, data).await;
    assert_eq!(teacher(&test, "F900000011").await.len(), 2);
    assert_eq!(teacher(&test, CHEN).await, []);
    let taken = CaseData { identity_number: Some("F120000011".to_owned()), ..Default::default() };
    let Refusal::Invalid(fields) = refusal(test.order_replacement(PROFESSOR, taken).await) else {
        panic!("another holder's number was taken")
    };
    assert_eq!(fields[0].field, "identity_number");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_paper_certificate_is_reissued_as_electronic_with_its_date() {
    let test = TestUnit::with_cases().await;
    let case = test.case(PROFESSOR).await;
    let mut replacement = NewReplacement {
        case_id: case.id,
        version: 0,
        ground: ReplacementGround::Lost,
        reason: "遺失".to_owned(),
        paper_issue_date: None,
        data: CaseData::default(),
    };
    let refused = test.unit.replace(&replacement, officer()).await;
    assert!(matches!(refusal(refused), Refusal::Invalid(_)), "the date of the paper is asked for");
    replacement.paper_issue_date = Some("104-08-15".parse().unwrap());
    test.unit.replace(&replacement, officer()).await.unwrap();
    test.issue().await;
    let claims = test.report(&test.file(PROFESSOR).await).await.claims.unwrap();
    let annotation = claims.annotation.unwrap();
    assert_eq!(annotation.mark, AnnotationMark::Reissue);
    assert_eq!(annotation.original_issue_date, "104-08-15".parse().unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_officer_approves_what_the_first_proposed() {
    let test = TestUnit::with_four_eyes().await;
    let file = test.file("副字第000103號").await;
    let annulment = test.annul("副字第000103號", Some(Rank::AssociateProfessor)).await.unwrap();
    assert_eq!(annulment.state, AnnulmentState::Proposed);
    assert_eq!(test.verdict(&file).await, Verdict::Current, "a proposal changes nothing");
    let own = test.unit.approve_annulment(&annulment.id, officer()).await;
    assert_eq!(refusal(own), Refusal::OwnProposal);
    let approved = test.unit.approve_annulment(&annulment.id, second_officer()).await.unwrap();
    assert_eq!(approved.state, AnnulmentState::InForce);
    assert_eq!(approved.hit, [number("副字第000103號"), number("教字第000104號")]);
    assert_eq!(test.verdict(&file).await, Verdict::Revoked);
    let again = test.unit.approve_annulment(&annulment.id, second_officer()).await;
    assert_eq!(refusal(again), Refusal::NotProposed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_proposal_changes_nothing() {
    let test = TestUnit::with_four_eyes().await;
    let annulment = test.annul(PROFESSOR, Some(Rank::Professor)).await.unwrap();
    test.unit.reject_annulment(&annulment.id, second_officer()).await.unwrap();
    let late = test.unit.approve_annulment(&annulment.id, second_officer()).await;
    assert_eq!(refusal(late), Refusal::NotProposed);
    assert_eq!(stage(&test, PROFESSOR).await.1, Status::Current);
}

#[tokio::test(flavor = "multi_thread")]
async fn revocation_hits_one_rank_only() {
    let test = TestUnit::with_certificates().await;
    let ground = ground(Kind::University, Reach::ThisOnly);
    let annulling = test.annulling("副字第000103號", None, ground).await;
    let revoked = test.unit.annul(&annulling, officer()).await.unwrap();
    assert_eq!(revoked.hit, [number("副字第000103號")]);
    assert_eq!(stage(&test, "教字第000104號").await.1, Status::Current);
    assert_eq!(stage(&test, "副字第000103號").await.1, Status::Revoked);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_two_acts_hit_needs_two_reinstatements() {
    let test = TestUnit::with_certificates().await;
    let file = test.file("教字第000104號").await;
    let upward = test.annul("副字第000103號", Some(Rank::AssociateProfessor)).await.unwrap();
    let professor = test.annul("教字第000104號", Some(Rank::Professor)).await.unwrap();
    let undo = Reinstating {
        legal_basis: "訴願決定".to_owned(),
        decision_date: "115-11-21".parse().unwrap(),
        document_number: Some("樣字第10號".to_owned()),
    };
    test.unit.reinstate(&upward.id, &undo, officer()).await.unwrap();
    assert_eq!(test.verdict(&test.file("副字第000103號").await).await, Verdict::Current);
    assert_eq!(test.verdict(&file).await, Verdict::Revoked);
    test.unit.reinstate(&professor.id, &undo, officer()).await.unwrap();
    assert_eq!(test.verdict(&file).await, Verdict::Current);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_annulled_before_its_issue_is_not_issued() {
    let test = TestUnit::with_cases().await;
    test.annul(PROFESSOR, Some(Rank::Professor)).await.unwrap();
    assert_eq!(test.issue().await, 5);
    assert_eq!(stage(&test, PROFESSOR).await, (Stage::Approved, Status::Revoked));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_annulled_certificate_is_neither_confirmed_nor_downloaded() {
    let test = TestUnit::with_certificates().await;
    test.confirm(PROFESSOR).await.unwrap();
    test.annul(PROFESSOR, Some(Rank::Professor)).await.unwrap();
    assert_eq!(refusal(download(&test, CHEN).await), Refusal::Annulled);
    assert_eq!(teacher(&test, CHEN).await[0].status, Status::Revoked, "and it is shown as such");
    assert_eq!(refusal(test.confirm(PROFESSOR).await), Refusal::Annulled);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_batch_waits_and_resumes_where_it_was() {
    let test = TestUnit::with_cases().await;
    let batch = test.unit.start_batch(NewBatch::default(), officer()).await.unwrap();
    assert_eq!((batch.total, batch.issued), (6, 0));
    test.unit.set_batch_state(&batch.id, BatchState::Paused, officer()).await.unwrap();
    assert!(test.unit.press(press(), officer()).await.unwrap().is_empty());
    test.unit.set_batch_state(&batch.id, BatchState::Running, officer()).await.unwrap();
    assert_eq!(test.unit.press(press(), officer()).await.unwrap().len(), 6);
    assert!(test.unit.press(press(), officer()).await.unwrap().is_empty());
    let done = test.unit.batch(&batch.id).await.unwrap();
    assert_eq!((done.state, done.issued, done.failed), (BatchState::Done, 6, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_tries_again_what_failed_when_it_is_resumed() {
    let test = TestUnit::empty().await;
    // U+1F600 is printable and in no Kai font.
    let row = super::support::ROSTER[4].replace("陳𠮷範", "陳\u{1f600}");
    test.import(&[&row]).await.unwrap();
    let batch = test.unit.start_batch(NewBatch::default(), officer()).await.unwrap();
    assert!(test.unit.press(press(), officer()).await.unwrap()[0].is_err());
    assert_eq!(stage(&test, PROFESSOR).await.0, Stage::Failed);
    assert!(test.unit.press(press(), officer()).await.unwrap().is_empty());
    assert_eq!(test.unit.batch(&batch.id).await.unwrap().failed, 1);
    test.unit.set_batch_state(&batch.id, BatchState::Running, officer()).await.unwrap();
    assert!(test.unit.press(press(), officer()).await.unwrap()[0].is_err());
    // What cannot be printed is corrected.
    correct(&test, PROFESSOR, renamed("陳更正")).await.unwrap();
    assert_eq!(test.issue().await, 1);
    assert_eq!(stage(&test, PROFESSOR).await.0, Stage::Unconfirmed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_by_every_field_and_pages_through_everything() {
    let test = TestUnit::with_certificates().await;
    let found = |query: CaseQuery| {
        let unit = &test.unit;
        async move { unit.search(query).await.unwrap().cases.len() }
    };
    let any = CaseQuery::default;
    assert_eq!(found(any()).await, 6);
    assert_eq!(found(CaseQuery { name: Some("林試".to_owned()), ..any() }).await, 4);
    assert_eq!(found(CaseQuery { identity_number: Some(CHEN.to_owned()), ..any() }).await, 1);
    assert_eq!(found(CaseQuery { certificate_number: Some(K12.to_owned()), ..any() }).await, 1);
    assert_eq!(found(CaseQuery { document_number: Some("樣字第1號".to_owned()), ..any() }).await, 4);
    assert_eq!(found(CaseQuery { school_code: Some("9901".to_owned()), ..any() }).await, 5);
    assert_eq!(found(CaseQuery { kind: Some(Kind::K12), ..any() }).await, 1);
    assert_eq!(found(CaseQuery { rank: Some(Rank::Professor), ..any() }).await, 2);
    assert_eq!(found(CaseQuery { stage: Some(Stage::Confirmed), ..any() }).await, 0);
    assert_eq!(found(CaseQuery { status: Some(Status::Current), ..any() }).await, 6);
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = test.unit.search(CaseQuery { after, limit: Some(4), ..any() }).await.unwrap();
        seen.extend(page.cases.into_iter().map(|case| case.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_reach_the_issuing_unit_and_are_settled() {
    let test = TestUnit::with_certificates().await;
    let case = test.case(PROFESSOR).await.id;
    let foreign = test.unit.write_note(OTHER_SCHOOL, &case, "姓名有誤", officer()).await;
    assert_eq!(refusal(foreign), Refusal::NotFound);
    let note = test.unit.write_note(SCHOOL, &case, " 姓名有誤 ", officer()).await.unwrap();
    assert_eq!(test.unit.open_notes().await.unwrap(), std::slice::from_ref(&note));
    assert_eq!(test.unit.summary().await.unwrap().open_notes, 1);
    let settled = test.unit.settle_note(&note.id, second_officer()).await.unwrap();
    assert!(settled.settled_at.is_some());
    assert_eq!(test.unit.open_notes().await.unwrap(), []);
    assert!(test.unit.write_note(SCHOOL, &case, " ", officer()).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_holds_no_name_no_number_of_a_person_and_no_reason() {
    let test = TestUnit::with_certificates().await;
    test.replace(PROFESSOR, renamed("陳更名")).await;
    download(&test, CHEN).await.unwrap();
    test.annul(PROFESSOR, Some(Rank::Professor)).await.unwrap();
    let mut connection = test.connect().await;
    let rows: Vec<(String,)> =
        sqlx::query_as("select details from event").fetch_all(&mut connection).await.unwrap();
    for (details,) in rows {
        for personal in ["陳", "更名", "B22", "1976"] {
            assert!(!details.contains(personal), "{details}");
        }
    }
    assert_eq!(test.unit.check_history().await.unwrap().faults, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_names_a_person_is_in_the_database_or_a_file_as_clear_text() {
    let test = TestUnit::with_certificates().await;
    let mut found = Vec::new();
    for entry in walk(test.data()) {
        let bytes = std::fs::read(&entry).unwrap();
        for personal in ["陳𠮷範", "B220000028", "1976-12-03", "%PDF-"] {
            let is_roster = entry.extension().is_some_and(|extension| extension == "csv");
            if !is_roster && bytes.windows(personal.len()).any(|window| window == personal.as_bytes()) {
                found.push(format!("{personal} in {}", entry.display()));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.append(&mut walk(&path)) } else { files.push(path) }
    }
    files
}
