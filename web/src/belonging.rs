//! Does the code on the page of a document belong to that document? The text of the
//! page is that of whoever made the file, so agreement proves nothing; but a code
//! that was moved here from another certificate does not agree.

use certificate::{ItemCode, Stated};

/// What tells one certificate from another.
const TELLING: [ItemCode; 2] = [ItemCode::Name, ItemCode::CertificateNumber];

/// Every certificate says so of itself; a page whose text does not has none that
/// can be compared, such as a scan.
const CERTIFICATE: &str = "證書";

/// Stands for what a code leaves out at the end of a long text.
const CUT: char = '…';

/// The telling items that a code states and the text of the page does not.
pub fn missing(stated: &Stated, words: &str) -> Vec<ItemCode> {
    if !words.contains(CERTIFICATE) {
        return Vec::new();
    }
    let telling = stated.items.iter().filter(|item| TELLING.contains(&item.code));
    let absent = telling.filter(|item| {
        let value: String = item.value.zh.split_whitespace().collect();
        !words.contains(value.trim_end_matches(CUT))
    });
    absent.map(|item| item.code).collect()
}

#[cfg(test)]
mod tests {
    use certificate::{Bilingual, Kind, PrintedItem};

    use super::*;

    fn stated() -> Stated {
        let item = |code, zh: &str| PrintedItem { code, value: Bilingual { zh: zh.to_owned(), en: None } };
        Stated {
            kind: Kind::University,
            items: vec![
                item(ItemCode::Name, "王 小明"),
                item(ItemCode::Rank, "教授"),
                item(ItemCode::CertificateNumber, "教字第012345號"),
            ],
            annotation: None,
            issued_at: "2026-11-22T05:07:00Z".parse().unwrap(),
            specimen: false,
        }
    }

    #[track_caller]
    fn check(words: &str, expected: &[ItemCode]) {
        assert_eq!(missing(&stated(), words), expected, "{words}");
    }

    #[test]
    fn the_document_of_the_code_has_all_of_it() {
        check("大學教師證書王小明教字第012345號", &[]);
    }

    #[test]
    fn another_document_lacks_name_or_number() {
        check("大學教師證書王大明教字第012345號", &[ItemCode::Name]);
        check("大學教師證書王小明教字第999999號", &[ItemCode::CertificateNumber]);
        check("大學教師證書陳一教字第1號", &[ItemCode::Name, ItemCode::CertificateNumber]);
    }

    #[test]
    fn a_page_without_text_tells_nothing() {
        check("", &[]);
        check("printed with a browser", &[]);
    }

    #[test]
    fn of_a_text_that_was_cut_the_beginning_counts() {
        let mut stated = stated();
        stated.items[0].value.zh = "王小…".to_owned();
        assert_eq!(missing(&stated, "教師證書王小明教字第012345號"), []);
    }
}
