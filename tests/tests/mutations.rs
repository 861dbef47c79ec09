//! Changed certificates are never authentic: every byte flipped, every truncation,
//! thousands of random edits. And no changed status list is ever believed.

#![cfg(feature = "journeys")]

use std::{
    ops::Range,
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use anyhow::Result;
use certificate::Verdict;
use e2e::{Office, tampering::Genuine};
use verifier_wasm::{StatusEvidence, Verifier, verify};

/// Issued once for all tests.
fn genuine() -> &'static Genuine {
    static GENUINE: OnceLock<Genuine> = OnceLock::new();
    GENUINE.get_or_init(|| {
        let issue = || -> Result<Genuine> {
            let (environment, office) = Office::find()?;
            Genuine::issue(&environment, &office)
        };
        issue().expect("certificates can be issued")
    })
}

/// Judges `count` mutants on all cores. A mutant is made from its number; `None` is
/// one that is no change. Gives how many were judged.
#[track_caller]
fn check(count: usize, mutant: impl Fn(usize) -> Option<Vec<u8>> + Sync) -> usize {
    let genuine = genuine();
    let anchors = genuine.anchors();
    let next = AtomicUsize::new(0);
    let judged = AtomicUsize::new(0);
    let accepted = Mutex::new(Vec::new());
    let work = || {
        let evidence = StatusEvidence { token: Some(&genuine.token), newest_seen: None };
        let verifier = Verifier::new(&anchors, evidence, genuine.now());
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return;
            }
            let Some(file) = mutant(number) else { continue };
            judged.fetch_add(1, Ordering::Relaxed);
            let verdict = verifier.verify(&file).verdict;
            if verdict != Verdict::NotRecognised {
                accepted.lock().expect("no thread panics").push((number, verdict));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let accepted = accepted.into_inner().expect("no thread panics");
    assert!(accepted.is_empty(), "authentic: {accepted:?}");
    judged.into_inner()
}

/// The content of the streams: bytes whose meaning is the same for all, signed data.
fn streams(file: &[u8]) -> Vec<Range<usize>> {
    let find = |from: usize, what: &[u8]| {
        let found = file[from..].windows(what.len()).position(|window| window == what);
        found.map(|at| from + at)
    };
    let mut streams = Vec::new();
    let mut at = 0;
    while let Some(start) = find(at, b">>stream\n") {
        let end = find(start, b"\nendstream\nendobj\n").expect("a stream ends");
        streams.push(start + 9..end);
        at = end;
    }
    streams
}

#[test]
fn every_flipped_byte_is_refused() {
    let file = &genuine().file;
    let streams = streams(file);
    let structural = |at: usize| !streams.iter().any(|stream| stream.contains(&at));
    // One bit that wanders with the place, everywhere; where structure is, also the bit
    // that tells upper from lower case.
    let mut flips: Vec<(usize, u8)> = (0..file.len()).map(|at| (at, 1 << (at % 8))).collect();
    let places: Vec<usize> = (0..file.len()).filter(|at| structural(*at)).collect();
    assert!(places.len() > 10_000, "only {} bytes of structure", places.len());
    let second = |at: usize| if at % 8 == 5 { 0x02 } else { 0x20 };
    flips.extend(places.iter().map(|at| (*at, second(*at))));
    let judged = check(flips.len(), |number| {
        let (at, pattern) = flips[number];
        let mut changed = file.clone();
        changed[at] ^= pattern;
        Some(changed)
    });
    assert_eq!(judged, flips.len());
}

#[test]
fn every_truncation_is_refused() {
    let file = &genuine().file;
    let judged = check(file.len(), |length| Some(file[..length].to_vec()));
    assert_eq!(judged, file.len());
    // Bytes lost in front.
    check(1_000, |removed| Some(file[removed + 1..].to_vec()));
}

/// A generator with a fixed seed (`SplitMix64`), so that a failure comes again.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ value >> 31
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound.max(1)).expect("a length");
        usize::try_from(self.next() % bound).expect("below a length")
    }

    /// A short range; in one of two cases within the last fifth of the file, where the
    /// signature and the table are.
    fn range(&mut self, length: usize) -> Range<usize> {
        let from = if self.below(2) == 0 { length - length / 5 } else { 0 };
        let start = from + self.below(length - from);
        let longest = 1 << self.below(12);
        let end = length.min(start + 1 + self.below(longest));
        start..end
    }
}

/// Words that mean something to a reader.
const WORDS: [&[u8]; 16] = [
    b"endobj\n",
    b"\nendstream",
    b"stream\n",
    b"7 0 obj\n",
    b"<<",
    b">>",
    b"null",
    b"/Contents<00>",
    b"/ByteRange[0 0 0 0]",
    b"/Type/Catalog",
    b"/OpenAction<</S/JavaScript/JS(1)>>",
    b"%",
    b"\0",
    b"0 R",
    b"startxref\n0\n%%EOF\n",
    b"trailer\n<</Size 1>>",
];

fn edit(file: &mut Vec<u8>, others: &[&[u8]], random: &mut Random) {
    let range = random.range(file.len());
    match random.below(9) {
        0 => file[range.start] = u8::try_from(random.below(256)).expect("an octet"),
        1 => {
            let octets: Vec<u8> = range.map(|_| u8::try_from(random.below(256)).expect("an octet")).collect();
            let at = random.below(file.len());
            file.splice(at..at, octets);
        }
        2 => drop(file.drain(range)),
        3 => {
            let copy = file[range].to_vec();
            let at = random.below(file.len());
            file.splice(at..at, copy);
        }
        4 => {
            // Overwrites with bytes from elsewhere: the length and every offset stay.
            let from = random.below(file.len() - range.len());
            let copy = file[from..from + range.len()].to_vec();
            file[range].copy_from_slice(&copy);
        }
        5 => file[range].reverse(),
        6 => {
            // The same place of another certificate.
            let other = others[random.below(others.len())];
            let end = range.end.min(other.len());
            let start = range.start.min(end);
            file.splice(range, other[start..end].iter().copied());
        }
        7 => {
            let word = WORDS[random.below(WORDS.len())];
            let end = file.len().min(range.start + random.below(2) * word.len());
            file.splice(range.start..end, word.iter().copied());
        }
        _ => {
            // A digit: the smallest change of a number.
            let digits = (0..file.len()).cycle().skip(range.start).take(file.len());
            if let Some(at) = digits.into_iter().find(|at| file[*at].is_ascii_digit()) {
                file[at] =
                    b'0' + (file[at] - b'0' + 1 + u8::try_from(random.below(9)).expect("a digit")) % 10;
            }
        }
    }
}

#[test]
fn random_edits_are_refused() {
    let Genuine { file, other, with_photo, .. } = genuine();
    let others: Vec<&[u8]> =
        [Some(other), with_photo.as_ref()].into_iter().flatten().map(Vec::as_slice).collect();
    let count = 24_000;
    let judged = check(count, |number| {
        let mut random = Random(u64::try_from(number).expect("a number"));
        let mut changed = file.clone();
        for _ in 0..=random.below(4) {
            edit(&mut changed, &others, &mut random);
        }
        (changed != *file && !changed.is_empty()).then_some(changed)
    });
    assert!(judged >= 20_000, "only {judged} edits changed anything");
}

#[test]
fn every_flipped_bit_of_a_status_list_is_unknown() {
    let genuine = genuine();
    let anchors = genuine.anchors();
    for at in 0..genuine.token.len() {
        for bit in 0..8 {
            let mut token = genuine.token.clone();
            token[at] ^= 1 << bit;
            let evidence = StatusEvidence { token: Some(&token), newest_seen: None };
            let verdict = verify(&genuine.file, &anchors, evidence, genuine.now()).verdict;
            assert_eq!(verdict, Verdict::StatusUnknown, "bit {bit} of byte {at}");
        }
    }
}
