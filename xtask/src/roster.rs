//! Rosters of people who do not exist, for measuring.

use std::{fmt::Write, ops::Range};

const HEADER: &str = "類別,核定公文文號,姓名,身分證號,生日,性別,審查等級,審查類別,學校代碼,送審學校,起資年月,證書字號,審查結果,支援電子證書,師資類科,法令依據,發證機關,國籍或地區,照片";

const FAMILY_NAMES: [&str; 8] = ["陳", "林", "黃", "張", "李", "王", "歐陽", "諸葛"];
const GIVEN_NAMES: [&str; 7] = ["樣", "範例", "示範", "試", "例", "樣本", "仿"];
const RANKS: [(&str, &str); 4] = [("講師", "講"), ("助理教授", "助理"), ("副教授", "副"), ("教授", "教")];

/// A roster of these cases, each of another person; always the same.
pub fn generated(rows: Range<usize>) -> String {
    let mut roster = format!("{HEADER}\n");
    for row in rows {
        let name =
            format!("{}{}", FAMILY_NAMES[row % FAMILY_NAMES.len()], GIVEN_NAMES[row % GIVEN_NAMES.len()]);
        let (rank, prefix) = RANKS[row % RANKS.len()];
        let (year, month, day) = (50 + row % 30, 1 + row % 12, 1 + row % 28);
        let number = identity_number(row);
        writeln!(
            roster,
            "university,臺教高樣字第1150000100號,{name},{number},{year}-{month:02}-{day:02},女,{rank},專門著作,\
             9901,樣本大學,115/02,{prefix}字第{:06}號,審定通過,是,,,,,",
            500_000 + row
        )
        .expect("writing to a string does not fail");
    }
    roster
}

/// A synthetic national ID of the county with the letter F (value 15), with its
/// check digit. The sum of weights and digits must be a multiple of ten.
fn identity_number(serial: usize) -> String {
    let stem = format!("2{serial:07}");
    let digits = stem.bytes().map(|digit| usize::from(digit - b'0'));
    let sum = 1 + 5 * 9 + digits.zip((1..=8).rev()).map(|(digit, weight)| digit * weight).sum::<usize>();
    format!("F{stem}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_those_of_known_numbers() {
        assert_eq!(identity_number(2_345_678), "F223456786");
        assert_eq!(identity_number(0), "F200000008");
    }

    #[test]
    fn every_row_has_all_columns_and_its_own_numbers() {
        let roster = generated(100..600);
        let columns = HEADER.split(',').count();
        let mut keys: Vec<_> = roster
            .lines()
            .skip(1)
            .map(|row| {
                let cells: Vec<_> = row.split(',').collect();
                assert_eq!(cells.len(), columns, "{row}");
                (cells[3].to_owned(), cells[11].to_owned())
            })
            .collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 500);
    }
}
