//! Made-up people, as many as a test needs, as rows of a roster.

use certificate::{IdentityNumber, Rank};

/// The holder of F120000011, to whom the teacher accounts of tests belong.
pub(super) const TEACHER: usize = 2_000_001;

/// The identity number with a serial; every serial has another one.
pub(super) fn identity_number(serial: usize) -> IdentityNumber {
    let with_check_digit = |digit: u32| format!("F1{serial:07}{digit}").parse().ok();
    (0..10).find_map(with_check_digit).expect("one digit fits")
}

/// A case of a university teacher.
pub(super) fn university(document: &str, number: &str, person: usize, rank: Rank, school: &str) -> String {
    let (holder, rank) = (identity_number(person), rank.zh());
    format!(
        "university,{document},林試,{holder},58-04-16,男,{rank},專門著作,{school},樣本大學,104/08,{number},審定通過,是,,,,,"
    )
}

/// A case of a school teacher.
pub(super) fn k12(document: &str, number: &str, person: usize) -> String {
    let holder = identity_number(person);
    format!(
        "k12,{document},林試,{holder},58-04-16,男,,,,,,{number},審定通過,是,中等學校語文領域國語文專長,師資培育法第十條,教育部,,sample-photo.jpg"
    )
}

/// So many professors of the school 9901, each a person of its own; persons and
/// certificate numbers begin at `first`.
pub(super) fn professors(document: &str, first: usize, count: usize) -> Vec<String> {
    let row = |person| university(document, &professor_number(person), person, Rank::Professor, "9901");
    (first..first + count).map(row).collect()
}

/// 證書字號 of one of [`professors`].
pub(super) fn professor_number(person: usize) -> String {
    format!("教字第{person:06}號")
}
