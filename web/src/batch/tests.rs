use certificate::{Bilingual, Digest, PrintedItem, Stated, Summary};

use super::*;
use crate::session::ListOrigin;

pub fn judged(verdict: Verdict, certificate: Option<(&str, &str)>) -> Judgement {
    let item = |code, text: &str| PrintedItem { code, value: Bilingual { zh: text.to_owned(), en: None } };
    let stated = certificate.map(|(number, name)| Stated {
        kind: certificate::Kind::University,
        items: vec![item(ItemCode::CertificateNumber, number), item(ItemCode::Name, name)],
        annotation: None,
        issued_at: "2026-11-22T05:07:00Z".parse().unwrap(),
        specimen: false,
    });
    let report = Summary {
        verdict,
        findings: Vec::new(),
        stated,
        fingerprint: Digest([7; 32]),
        size: 9,
        signer: None,
        list: None,
        judged_at: "2026-11-22T05:07:00Z".parse().unwrap(),
    };
    Judgement { report, list_origin: ListOrigin::Server }
}

fn batch(names: &[&str]) -> Batch {
    let mut batch = Batch::default();
    for name in names {
        assert!(batch.add((*name).to_owned(), 9));
    }
    batch
}

fn finish(batch: &mut Batch, outcome: Result<Judgement, Fault>) {
    let index = batch.take_next(false).unwrap();
    assert!(batch.finish(batch.run(), index, outcome));
}

fn shown(batch: &Batch, look: &Look) -> Vec<String> {
    batch.shown(look).into_iter().map(|index| batch.rows()[index].name.clone()).collect()
}

#[test]
fn rows_are_taken_once_each_in_their_order() {
    let mut batch = batch(&["a", "b"]);
    assert_eq!(batch.take_next(false), Some(0));
    assert_eq!(batch.take_next(true), Some(1));
    assert_eq!(batch.take_next(false), None);
}

#[test]
fn one_bad_file_never_stops_the_rest() {
    let mut batch = batch(&["bad", "good"]);
    finish(&mut batch, Err(Fault::Check(Failure::VerifierDied)));
    finish(&mut batch, Ok(judged(Verdict::Current, None)));
    assert_eq!((batch.done(), batch.count(Kind::Failed)), (2, 1));
}

#[test]
fn large_files_are_left_to_the_one_who_takes_all() {
    let mut batch = Batch::default();
    batch.add("large".to_owned(), LARGE + 1);
    batch.add("small".to_owned(), LARGE);
    assert_eq!(batch.take_next(true), Some(1));
    assert_eq!(batch.take_next(true), None);
    assert_eq!(batch.take_next(false), Some(0));
}

#[test]
fn after_a_stop_nothing_is_taken_up_and_late_answers_are_dropped() {
    let mut batch = batch(&["a", "b"]);
    let (run, index) = (batch.run(), batch.take_next(false).unwrap());
    batch.stop();
    assert_eq!(batch.take_next(false), None);
    assert!(!batch.finish(run, index, Ok(judged(Verdict::Current, None))));
    assert_eq!(batch.count(Kind::Open), 2);
    batch.resume();
    assert_eq!(batch.take_next(false), Some(0), "what was being checked is checked anew");
    assert!(!batch.finish(run, 0, Ok(judged(Verdict::Current, None))), "by the new run only");
}

#[test]
fn what_another_try_may_change_is_tried_again() {
    let mut batch = batch(&["good", "unknown", "locked", "died"]);
    finish(&mut batch, Ok(judged(Verdict::Current, None)));
    assert!(!batch.is_worth_a_retry());
    finish(&mut batch, Ok(judged(Verdict::StatusUnknown, None)));
    finish(&mut batch, Err(Fault::Locked));
    finish(&mut batch, Err(Fault::Check(Failure::Unreadable)));
    assert!(batch.is_worth_a_retry());
    batch.retry();
    assert_eq!(
        (batch.take_next(false), batch.take_next(false), batch.take_next(false)),
        (Some(1), Some(3), None)
    );
}

#[test]
fn more_than_the_most_are_counted_and_left_out() {
    let mut batch = Batch::default();
    for _ in 0..MOST_ROWS {
        assert!(batch.add(String::new(), 0));
    }
    assert!(!batch.add("one too many".to_owned(), 0));
    assert_eq!((batch.rows().len(), batch.left_out()), (MOST_ROWS, 1));
}

#[test]
fn a_filter_and_an_order_choose_what_is_shown() {
    let mut batch = batch(&["10.pdf", "2.pdf", "1.pdf"]);
    finish(&mut batch, Ok(judged(Verdict::Current, Some(("教字第142195號", "周路徑")))));
    finish(&mut batch, Ok(judged(Verdict::NotRecognised, None)));
    finish(&mut batch, Ok(judged(Verdict::Revoked, Some(("副字第041234號", "Mayaw")))));
    let mut look = Look::default();
    assert_eq!(shown(&batch, &look), ["10.pdf", "2.pdf", "1.pdf"]);
    look.order_by(Column::File);
    assert_eq!(shown(&batch, &look), ["1.pdf", "2.pdf", "10.pdf"]);
    look.order_by(Column::File);
    assert_eq!(shown(&batch, &look), ["10.pdf", "2.pdf", "1.pdf"]);
    look.order_by(Column::Outcome);
    assert_eq!(shown(&batch, &look), ["2.pdf", "1.pdf", "10.pdf"], "what needs a person comes first");
    look.order_by(Column::Certificate);
    assert_eq!(shown(&batch, &look), ["1.pdf", "10.pdf", "2.pdf"], "without a number comes last");
    look.words = " mAYAW ".to_owned();
    assert_eq!(shown(&batch, &look), ["1.pdf"]);
    look.words.clear();
    look.kind = Some(Kind::Verdict(Order::NotRecognised));
    assert_eq!(shown(&batch, &look), ["2.pdf"]);
}

#[test]
fn every_row_is_of_one_kind() {
    let mut batch = batch(&["a", "b", "c", "d", "e", "f", "g"]);
    for verdict in Verdict::ALL {
        finish(&mut batch, Ok(judged(verdict, None)));
        assert_eq!(Verdict::from(Order::from(verdict)), verdict);
    }
    finish(&mut batch, Err(Fault::Damaged));
    assert_eq!(Kind::ALL.map(|kind| batch.count(kind)), [1; 7]);
}
