//! The columns of a roster: the one list of what a header may say, what it means,
//! and what the template explains. Names are those of 證書確認作業 (S0) with the
//! synonyms that the regulations and other screens use.

use Column::*;

/// A column of a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Column {
    Kind,
    DocumentNumber,
    Name,
    IdentityNumber,
    BirthDate,
    Sex,
    Rank,
    ReviewCategory,
    SchoolCode,
    SubmittingSchool,
    SeniorityStart,
    NumberPrefix,
    CertificateNumber,
    ApprovalDate,
    Outcome,
    SupportsElectronic,
    Qualification,
    LegalBasis,
    IssuingAuthority,
    Nationality,
    Photo,
}

/// A column with the names it goes by, the usual one first, and what belongs in it.
pub(super) struct Meaning {
    pub(super) column: Column,
    pub(super) names: &'static [&'static str],
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
}

const fn meaning(
    column: Column,
    names: &'static [&'static str],
    zh: &'static str,
    en: &'static str,
) -> Meaning {
    Meaning { column, names, zh, en }
}

/// Every column, in the order of the template.
pub(super) const COLUMNS: [Meaning; 21] = [
    meaning(
        Kind,
        &["類別", "證書類別", "證書種類"],
        "university（專科以上學校教師）或 k12（高級中等以下學校及幼兒園教師）",
        "university or k12",
    ),
    meaning(
        DocumentNumber,
        &["核定公文文號", "核定文號", "公文文號"],
        "核定公文的文號",
        "number of the approval letter",
    ),
    meaning(Name, &["姓名", "中文姓名", "教師姓名"], "證書上印的姓名", "name as the certificate prints it"),
    meaning(
        IdentityNumber,
        &[
            "身分證號",
            "身分證字號",
            "身分證統一編號",
            "國民身分證統一編號",
            "國民身分證統一編號或居留證統一證號",
            "居留證統一證號",
            "身份證號",
            "身份證字號",
        ],
        "國民身分證統一編號或居留證統一證號，英文字母大寫",
        "national ID number or resident number, letters in upper case",
    ),
    meaning(
        BirthDate,
        &["生日", "出生年月日", "出生日期"],
        "78-04-16、0780416、中華民國78年4月16日或 1989-04-16",
        "78-04-16, 0780416, 中華民國78年4月16日 or 1989-04-16",
    ),
    meaning(Sex, &["性別"], "不印在證書上，可空白", "never printed; may be empty"),
    meaning(
        Rank,
        &["審查等級", "審定等級", "送審等級", "職級"],
        "教授、副教授、助理教授或講師",
        "教授, 副教授, 助理教授 or 講師",
    ),
    meaning(ReviewCategory, &["審查類別", "送審類別"], "不印在證書上，可空白", "never printed; may be empty"),
    meaning(
        SchoolCode,
        &["學校代碼", "學校代號"],
        "四個字元，開頭的零要保留",
        "four characters, zeros in front included",
    ),
    meaning(
        SubmittingSchool,
        &["送審學校", "學校名稱"],
        "證書上印的校名",
        "school as the certificate prints it",
    ),
    meaning(
        SeniorityStart,
        &["起資年月", "年資起算", "年資起算年月"],
        "111/02、11102、中華民國111年2月或 2022-02",
        "111/02, 11102, 中華民國111年2月 or 2022-02",
    ),
    meaning(
        NumberPrefix,
        &["字別", "證書字別"],
        "證書字號欄只有數字時填字別，如 教、副、助理、講；否則空白",
        "the prefix, where the number column holds digits only; otherwise empty",
    ),
    meaning(
        CertificateNumber,
        &["證書字號", "證書編號", "證書號碼", "教師證書字號"],
        "教字第142195號；或數字 142195，另填字別",
        "教字第142195號; or digits with the prefix in its own column",
    ),
    meaning(
        ApprovalDate,
        &["核定日期", "核定年月日"],
        "可空白；填了就與電子證書起始日比較",
        "may be empty; compared with the first day of electronic certificates",
    ),
    meaning(Outcome, &["審查結果", "審定結果"], "只收「審定通過」", "only 審定通過 is taken"),
    meaning(SupportsElectronic, &["支援電子證書", "電子證書"], "只收「是」", "only 是 is taken"),
    meaning(
        Qualification,
        &["師資類科", "師資類科學科、領域、群科、專長"],
        "k12：師資類科或其學科、領域、群科、專長",
        "k12: what the certificate qualifies for",
    ),
    meaning(LegalBasis, &["法令依據"], "k12：法令依據", "k12: legal basis"),
    meaning(IssuingAuthority, &["發證機關"], "k12：發證機關", "k12: issuing authority"),
    meaning(
        Nationality,
        &["國籍或地區", "國籍"],
        "k12：非本國籍者填國籍或地區",
        "k12: nationality or region, for holders from elsewhere",
    ),
    meaning(
        Photo,
        &["照片", "照片檔名"],
        "k12：JPEG 檔名，與名冊放在同一個 ZIP",
        "k12: name of the JPEG file, in one ZIP with the roster",
    ),
];

/// Columns of a clerk's own that are passed over.
const PASSED_OVER: [&str; 4] = ["序號", "項次", "備註", "備考"];

impl Column {
    /// The usual name.
    pub(crate) fn name(self) -> &'static str {
        COLUMNS.iter().find(|meaning| meaning.column == self).map_or("", |meaning| meaning.names[0])
    }

    /// The column that a header cell names.
    pub(super) fn find(name: &str) -> Option<Self> {
        COLUMNS.iter().find(|meaning| meaning.names.contains(&name)).map(|meaning| meaning.column)
    }
}

/// Whether a header cell names a column without meaning.
pub(super) fn is_passed_over(name: &str) -> bool {
    PASSED_OVER.contains(&name)
}

/// A header cell without the spaces, line breaks and marks that forms put in.
pub(super) fn plain_name(cell: &str) -> String {
    cell.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '＊' | '\u{feff}')).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_name_means_two_columns() {
        let names: Vec<_> = COLUMNS.iter().flat_map(|meaning| meaning.names).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        assert!(PASSED_OVER.iter().all(|name| Column::find(name).is_none()));
    }

    #[test]
    fn a_name_is_found_however_the_form_sets_it() {
        assert_eq!(Column::find(&plain_name(" 身分證\n統一編號＊")), Some(IdentityNumber));
        assert_eq!(Column::find(&plain_name("\u{feff}類　別")), Some(Kind));
        assert_eq!(Column::find("電話"), None);
    }
}
