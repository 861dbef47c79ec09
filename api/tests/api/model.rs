//! Random sequences of acts, compared after every act with a simple model of what
//! must be so. Tried on the rules alone, a hundred thousand times in every run, and
//! on the issuing unit with its database and real files, as often as
//! `DCERT_MODEL_SEQUENCES` says (`cargo xtask model`: 100,000 times).
//!
//! What must be so, whatever the acts:
//!
//! 1. Nothing can be downloaded before its confirmation, and a download changes no
//!    status.
//! 2. Confirming and un-confirming never change the status of the certificate that
//!    is confirmed; un-confirming changes no status at all.
//! 3. Every case has exactly one newest version: versions are numbered without a
//!    gap, and only the newest is looked at, confirmed, corrected or replaced.
//! 4. Once a replacement was confirmed, no version before it is current ever again.
//! 5. An annulment hits its rank and every higher one of that holder, and nothing
//!    else.
//! 6. A revocation hits its rank of that holder, and nothing else.
//! 7. A reinstatement gives back exactly what its act took; what another act took,
//!    too, stays revoked.
//! 8. A version that was withdrawn is never current again.
//! 9. The public list says of every slot what the model says, and nothing of slots
//!    that nobody has.
//! 10. An act that is refused changes nothing: the history ends where it ended.
//! 11. A file once made keeps its bytes; only what was made is offered.
//! 12. What lists show is what the fold over the history says, and the chain of the
//!     history is whole.
//!
//! 1 to 8, 10 and 11 are checked by what is seen before and after each act; 9 by
//! comparing with the model, as everything else that can be seen; 12 at the end.

mod acts;
mod book;
mod rules;
mod unit;
mod watch;

use std::{cell::RefCell, mem::discriminant, num::NonZero, thread, time::Instant};

use proptest::{
    prop_assert, prop_assert_eq,
    test_runner::{Config, TestCaseError, TestError, TestRunner},
};

use acts::{Answer, Sequence, Subject, sequences};
use book::Book;
use watch::Watch;

/// Sequences that every run tries on the rules.
const ON_RULES: u32 = 100_000;
/// Sequences that a run tries on the issuing unit, unless told otherwise.
const ON_UNIT: u32 = 60;

#[test]
fn the_rules_agree_with_the_model_over_a_hundred_thousand_sequences() {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = ON_RULES.div_ceil(threads.try_into().unwrap());
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                try_sequences(share, 1024, 40, |sequence| {
                    let mut rules = rules::Rules::new(sequence.four_eyes);
                    run(sequence, &mut rules)?;
                    rules.check_fold();
                    Ok(())
                });
            });
        }
    });
}

#[test]
#[expect(clippy::print_stdout, reason = "the rate of a long run")]
fn the_issuing_unit_agrees_with_the_model() {
    let asked = std::env::var("DCERT_MODEL_SEQUENCES").ok().map(|text| text.parse().unwrap());
    let count = asked.unwrap_or(ON_UNIT);
    let start = Instant::now();
    let mut desk = unit::Desk::open();
    try_sequences(count, 64, 30, |sequence| run(sequence, &mut desk.begin(sequence.four_eyes)));
    desk.check();
    let seconds = start.elapsed().as_secs_f64();
    println!("{count} sequences in {seconds:.0} s, {:.1} a second", f64::from(count) / seconds);
}

/// Fails with the shortest sequence that fails.
fn try_sequences(
    count: u32,
    most_shrinks: u32,
    longest: usize,
    test: impl FnMut(&Sequence) -> Result<(), TestCaseError>,
) {
    let config = Config {
        cases: count,
        max_shrink_iters: most_shrinks,
        failure_persistence: None,
        ..Config::default()
    };
    let test = RefCell::new(test);
    let result = TestRunner::new(config)
        .run(&sequences(longest), |sequence| (test.try_borrow_mut().expect("one at a time"))(&sequence));
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, sequence)) => panic!("{reason}\n{sequence:#?}"),
        Err(aborted) => panic!("{aborted}"),
    }
}

/// Does every act on the subject and in the book, and compares.
fn run(sequence: &Sequence, subject: &mut impl Subject) -> Result<(), TestCaseError> {
    let mut book = Book::new(sequence.four_eyes);
    let mut watch = Watch::default();
    let mut before = subject.view();
    for (number, act) in sequence.acts.iter().enumerate() {
        let head = subject.head();
        let expected = book.act(act);
        let answer = subject.act(act);
        prop_assert!(agree(&answer, &expected), "act {number}: {answer:?} instead of {expected:?}");
        let after = subject.view();
        prop_assert_eq!(&after, &book.view(), "what is seen (left) after act {}", number);
        match &answer {
            Err(_) => {
                prop_assert_eq!(subject.head(), head, "act {} was refused and recorded something", number);
                prop_assert_eq!(&after, &before, "act {} was refused and changed something", number);
            }
            Ok(done) => watch.check(act, done, &before, &after),
        }
        before = after;
    }
    Ok(())
}

/// The same answer, or a refusal for the same reason.
fn agree(answer: &Answer, expected: &Answer) -> bool {
    match (answer, expected) {
        (Ok(answer), Ok(expected)) => answer == expected,
        (Err(answer), Err(expected)) => discriminant(answer) == discriminant(expected),
        _ => false,
    }
}
