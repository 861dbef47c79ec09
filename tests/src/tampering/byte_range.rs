//! Universal signature forgery and other anomalies of the byte range.

use certificate::FindingCode::{CmsMalformed, DigestMismatch, SignatureByteRange, SignatureDictionary};

use super::{
    bytes::{find, replace},
    case::{Case, Family},
    draft::Draft,
    genuine::Genuine,
};

const FORGERY: &str = "Mladenov et al., 1 Trillion Dollar Refund (CCS 2019), USF";

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family = Family::new("universal-forgery", FORGERY);
    outsider(&mut family, genuine);
    let forgery = family.cases();
    let mut family = Family::new("byte-range", "ISO 32000-2 §12.8.1, table 255; pyHanko: coverage anomalies");
    insider(&mut family, genuine);
    [forgery, family.cases()].concat()
}

/// The numbers of the byte range.
fn range(file: &[u8]) -> [usize; 4] {
    let at = find(file, b"/ByteRange[").expect("a byte range") + 11;
    let end = at + find(&file[at..], b"]").expect("a byte range");
    let text = core::str::from_utf8(&file[at..end]).expect("numbers are text");
    let numbers: Vec<usize> = text.split(' ').map(|number| number.parse().expect("a number")).collect();
    numbers.try_into().expect("four numbers")
}

/// Without a key: the old signature value, around which the range is forged.
fn outsider(family: &mut Family, genuine: &Genuine) {
    let [_, a, b, c] = range(&genuine.file);
    for (name, value, why) in [
        ("range-null", " null".to_owned(), "a null range made viewers skip the digest"),
        ("range-empty", "[]".to_owned(), "an empty range covers nothing"),
        ("range-zeros", "[0 0 0 0]".to_owned(), "a range of nothing has a digest of nothing"),
        ("range-negative", format!("[0 {a} {b} -{c}]"), "a negative length wraps around"),
        ("range-negative-start", format!("[-1 {a} {b} {c}]"), "a negative start reads before the file"),
        ("range-number", " 0".to_owned(), "a number where an array is expected"),
        ("range-name", "/None".to_owned(), "a name where an array is expected"),
        ("range-dictionary", "<<>>".to_owned(), "a dictionary where an array is expected"),
        ("range-strings", format!("[(0)({a})({b})({c})]"), "strings where numbers are expected"),
        ("range-nulls", "[null null null null]".to_owned(), "nulls where numbers are expected"),
        ("range-nested", format!("[[0 {a}][{b} {c}]]"), "nested arrays where numbers are expected"),
        ("range-indirect", " 1 0 R".to_owned(), "a reference that leads to no range"),
    ] {
        let draft = genuine.draft().with_range(move |_| format!("/ByteRange{value}>>\nendobj\n"));
        family.refuse(name, SignatureByteRange, draft.sign_with_old_value(), why);
    }
    let missing = || genuine.draft().with_range(|_| ">>\nendobj\n".to_owned());
    family.refuse(
        "range-missing",
        SignatureByteRange,
        missing().sign_with_old_value(),
        "a missing range made viewers skip the digest",
    );
    for (name, value, code, why) in [
        ("contents-null", " null", SignatureDictionary, "a null signature must not be a good one"),
        ("contents-empty", "<>", CmsMalformed, "an empty signature must not be a good one"),
        ("contents-zero", "<00>", CmsMalformed, "a zero signature must not be a good one"),
        ("contents-literal", "()", SignatureDictionary, "an empty string must not be a good one"),
    ] {
        family.refuse(name, code, genuine.draft().seal(|_| value.as_bytes().to_vec()), why);
    }
    let unsigned = |mut draft: Draft| {
        draft.dictionary = replace(&draft.dictionary, "/Contents", "");
        draft.seal(|_| Vec::new())
    };
    family.refuse(
        "contents-missing",
        SignatureDictionary,
        unsigned(genuine.draft()),
        "a missing signature must not be a good one",
    );
    family.refuse(
        "both-missing",
        SignatureDictionary,
        unsigned(missing()),
        "neither signature nor range: nothing is left to check",
    );
    family.refuse(
        "page-changed",
        DigestMismatch,
        replace(&genuine.file, "/Title<FEFF", "/Title<FEFE"),
        "the simplest change: one digit of a signed byte",
    );
}

/// With the key: digest, offsets and signature agree, the range is spelled or
/// measured in another way.
fn insider(family: &mut Family, genuine: &Genuine) {
    let mut refuse = |name, change: fn(String) -> String, why| {
        let file = genuine.draft().with_range(change).sign(&genuine.issuing);
        family.refuse(name, SignatureByteRange, file, why);
    };
    refuse(
        "leading-zeros",
        |tail| tail.replacen("/ByteRange[0 ", "/ByteRange[0 0", 1),
        "one spelling of a number",
    );
    refuse(
        "plus-sign",
        |tail| tail.replacen("/ByteRange[0 ", "/ByteRange[0 +", 1),
        "one spelling of a number",
    );
    refuse("minus-zero", |tail| tail.replacen("/ByteRange[0 ", "/ByteRange[-0 ", 1), "one spelling of zero");
    refuse(
        "reals",
        |tail| tail.replacen("/ByteRange[0 ", "/ByteRange[0.0 ", 1),
        "reals where integers belong",
    );
    refuse(
        "double-space",
        |tail| tail.replacen("/ByteRange[0 ", "/ByteRange[0  ", 1),
        "one spelling of an array",
    );
    refuse(
        "line-feed",
        |tail| tail.replacen("/ByteRange[0 ", "/ByteRange[0\n", 1),
        "one spelling of an array",
    );
    refuse(
        "comment",
        |tail| tail.replacen("/ByteRange[0 ", "/ByteRange[0%\n", 1),
        "a comment between numbers",
    );
    refuse(
        "space-before",
        |tail| tail.replacen("/ByteRange[", "/ByteRange [", 1),
        "one spelling of a dictionary",
    );
    refuse(
        "escaped-name",
        |tail| tail.replacen("/ByteRange", "/#42yteRange", 1),
        "the same key, spelled with #",
    );
    refuse(
        "start-one",
        |tail| tail.replacen("/ByteRange[0 ", "/ByteRange[1 ", 1),
        "the first byte is not covered",
    );
    refuse("three-numbers", |tail| numbers(&tail, |n| format!("[0 {} {}]", n[1], n[2])), "three numbers");
    refuse(
        "five-numbers",
        |tail| numbers(&tail, |n| format!("[0 {} {} {} 0]", n[1], n[2], n[3])),
        "an odd number of values",
    );
    refuse(
        "six-numbers",
        |tail| numbers(&tail, |n| format!("[0 {} {} {} {} 0]", n[1], n[2], n[3], n[2] + n[3])),
        "a third span that is empty",
    );
    refuse(
        "two-gaps",
        |tail| numbers(&tail, |n| format!("[0 100 {} {} {} {}]", 200, n[1] - 200, n[2], n[3])),
        "a second gap hides a hundred bytes from the digest",
    );
    refuse(
        "shorter",
        |tail| numbers(&tail, |n| format!("[0 {} {} {}]", n[1], n[2], n[3].saturating_sub(1))),
        "the last byte of the file is not covered",
    );
    refuse(
        "longer",
        |tail| numbers(&tail, |n| format!("[0 {} {} {}]", n[1], n[2], n[3] + 1)),
        "beyond the end",
    );
    refuse(
        "gap-too-wide-before",
        |tail| numbers(&tail, |n| format!("[0 {} {} {}]", n[1] - 9, n[2], n[3])),
        "the key Contents itself is not covered",
    );
    refuse(
        "gap-too-wide-behind",
        |tail| numbers(&tail, |n| format!("[0 {} {} {}]", n[1], n[2] + 10, n[3].saturating_sub(10))),
        "the key ByteRange itself is not covered",
    );
    refuse(
        "gap-inside-brackets",
        |tail| numbers(&tail, |n| format!("[0 {} {} {}]", n[1] + 1, n[2] - 1, n[3] + 1)),
        "the angle brackets are covered, as early writers did",
    );
    refuse(
        "overlap",
        |tail| numbers(&tail, |n| format!("[0 {} {} {}]", n[1] + 40, n[1], n[3])),
        "overlapping spans",
    );
    refuse(
        "swapped-spans",
        |tail| numbers(&tail, |n| format!("[{} {} 0 {}]", n[2], n[3], n[1])),
        "the spans in another order are another message",
    );
    refuse(
        "huge",
        |tail| numbers(&tail, |n| format!("[0 {} {} 18446744073709551615]", n[1], n[2])),
        "a length that overflows when it is added",
    );
    refuse(
        "wraps-in-32-bits",
        |tail| numbers(&tail, |n| format!("[0 {} {} {}]", n[1] as u64 + (1 << 32), n[2], n[3])),
        "the same number modulo 2^32",
    );
    refuse(
        "whole-file",
        |tail| numbers(&tail, |n| format!("[0 {}]", n[2] + n[3])),
        "no gap at all: the signature cannot cover itself",
    );
    refuse(
        "twice",
        |tail| {
            let end = tail.find("]>>").expect("a byte range") + 1;
            format!("{}{tail}", &tail[..end])
        },
        "two ranges: the one that is checked and the one that is shown",
    );
    refuse("extra-key", |tail| tail.replacen("]>>", "]/Name(Minister)>>", 1), "a key behind the range");
    refuse(
        "build-properties",
        |tail| tail.replacen("]>>", "]/Prop_Build<</App<</Name/Other>>>>>>", 1),
        "what another program would write",
    );
}

/// The text behind the gap with another byte range.
fn numbers(tail: &str, value: impl Fn([usize; 4]) -> String) -> String {
    let numbers = range(tail.as_bytes());
    let end = tail.find(']').expect("a byte range") + 1;
    format!("/ByteRange{}{}", value(numbers), &tail[end..])
}
