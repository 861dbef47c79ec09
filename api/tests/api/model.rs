//! Random sequences of acts, compared after every act with a simple model of what
//! must be so. Tried on the rules alone and, less often, on the issuing unit with its
//! database and real files. A usual run tries some; `cargo xtask model` tries a
//! hundred thousand, and tells how long it takes.
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

/// How many sequences are tried on the rules, unless the variable says otherwise.
const ON_RULES: (&str, u32) = ("DCERT_MODEL_SEQUENCES", 5000);
/// How many are tried on the issuing unit.
const ON_UNIT: (&str, u32) = ("DCERT_MODEL_UNIT_SEQUENCES", 40);

fn asked((variable, usual): (&str, u32)) -> u32 {
    std::env::var(variable).map_or(usual, |text| text.parse().unwrap())
}

#[expect(clippy::print_stdout, reason = "how long a long run took")]
fn tell(what: &str, count: u32, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    println!("{what}: {count} sequences in {seconds:.1} s, {:.0} a second", f64::from(count) / seconds);
}

#[test]
fn the_rules_agree_with_the_model() {
    let (count, start) = (asked(ON_RULES), Instant::now());
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = count.div_ceil(threads.try_into().unwrap());
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
    tell("rules", count, start);
}

#[test]
fn the_issuing_unit_agrees_with_the_model() {
    let (count, start) = (asked(ON_UNIT), Instant::now());
    let mut desk = unit::Desk::open();
    try_sequences(count, 64, 30, |sequence| run(sequence, &mut desk.begin(sequence.four_eyes)));
    desk.check();
    tell("issuing unit", count, start);
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
