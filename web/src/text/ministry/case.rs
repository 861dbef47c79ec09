//! A case: its list, its data, and what can be done with it.

use certificate::{
    Kind, Rank,
    api::{CaseSummary, Reach, ReplacementGround},
};

use crate::{
    Language,
    case_data::CaseField,
    text::{self, Phrase, Sentence},
};

phrases! {
    /// What the page is for.
    CASES_LEAD =
        "填入的條件須全部符合；姓名與身分證號須完整輸入。",
        "Everything given has to match; name and identity number are given whole.";
    /// Names the form
    SEARCH_FORM = "查詢條件", "What to look for";
    /// Sends the search
    SEARCH = "查詢", "Search";
    /// Empties the form
    RESET = "清除條件", "Clear";
    /// Names the table
    CASE_TABLE = "案件清單", "Cases found";
    /// Nothing found
    NO_CASES =
        "沒有符合條件的案件。請減少條件，或確認姓名、身分證號與文號是否完整；尚未匯入的案件請從「匯入名冊」匯入。",
        "No case matches. Give fewer conditions, or check that name, ID number and letter are complete; cases that \
         were not imported yet come in under “Import”.";
    /// Gets more rows
    MORE = "顯示更多", "Show more";
    /// Gets a file
    EXPORT = "匯出 CSV", "Export as CSV";
    /// What is not in the file's address
    EXPORT_HINT =
        "匯出依公文文號、證書字號、學校、種類、等級與狀態篩選；不以姓名或身分證號篩選。",
        "The export is filtered by letter, number, school, kind, rank and state; not by name or identity number.";
    /// Label
    DOCUMENT_NUMBER = "核定公文文號", "Approval document number";
    /// Label
    CERTIFICATE_NUMBER = "證書字號", "Certificate No.";
    /// Label
    NAME = "姓名", "Name";
    /// Label
    IDENTITY_NUMBER = "身分證號", "ID No.";
    /// Label
    SCHOOL = "學校", "School";
    /// Label
    SCHOOL_CODE = "學校代碼", "School code";
    /// Label
    SUBMITTING_SCHOOL = "送審學校", "Submitting school";
    /// Label
    KIND = "證書種類", "Kind";
    /// Kind
    UNIVERSITY = "專科以上學校教師", "University";
    /// Kind
    K12 = "高級中等以下學校及幼兒園教師", "School and kindergarten";
    /// Label
    RANK = "審查等級", "Rank";
    /// Label
    STAGE = "進度", "Progress";
    /// Label
    STATUS = "效力", "Validity";
    /// Label
    VERSION = "版本", "Version";
    /// Label
    BIRTH_DATE = "出生年月日", "Date of birth";
    /// Label
    SENIORITY_START = "年資起算", "Seniority from";
    /// Label
    SEX = "性別", "Sex";
    /// Label
    REVIEW_CATEGORY = "審查類別", "Review category";
    /// Label
    QUALIFICATION = "師資類科", "Teacher category and subject";
    /// Label
    LEGAL_BASIS = "法令依據", "Legal basis";
    /// Label
    ISSUING_AUTHORITY = "發證機關", "Issuing authority";
    /// Label
    NATIONALITY = "國籍或地區", "Nationality or region";
    /// Hint
    DATE_HINT = "例：112-09-01 或 2023-09-01", "E.g. 112-09-01 (ROC) or 2023-09-01";
    /// Hint
    MONTH_HINT = "例：111/02 或 2022-02", "E.g. 111/02 (ROC) or 2022-02";

    /// Heading
    ACTS = "作業", "What can be done";
    /// Nothing can be done
    NO_ACTS = "目前沒有可執行的作業。", "There is nothing to be done now.";
    /// Heading
    DATA = "現行資料", "Data in force";
    /// Heading
    VERSIONS = "證書版本", "Versions";
    /// No versions
    NO_VERSIONS =
        "尚未製證。請由發證單位在「批次製證」開始製證。",
        "Nothing was issued yet. The issuing unit starts that under “Batches”.";
    /// Heading
    HISTORY = "歷程", "History";
    /// Heading
    CASE_NOTES = "學校回報", "Notes of the school";
    /// Heading
    CASE_ANNULMENTS = "撤銷與廢止", "Annulments";
    /// Why it failed
    FAILURE = "製證失敗原因", "Why it could not be issued";
    /// Column
    ISSUE_DATE = "發給證書年月日", "Date of issue";
    /// Column
    ANNOTATION = "註記", "Annotation";
    /// Column
    DOWNLOADS = "下載次數", "Downloads";
    /// Column
    FINGERPRINT = "數位指紋", "Fingerprint";
    /// Column
    CHANGED = "變更項目", "Changed";
    /// Column
    AT = "時間", "Time";
    /// Column
    OFFICER = "帳號", "Account";
    /// Column
    ACTION = "動作", "Action";
    /// Column
    DETAILS = "說明", "Details";
    /// Column
    SEQUENCE = "序號", "No.";
    /// Column
    CASE_COLUMN = "案件", "Case";
    /// A note that is settled
    SETTLED = "已處理", "Settled";
    /// A note that is open
    OPEN = "待處理", "Open";

    /// Act
    PREVIEW = "瀏覽證書", "View certificate";
    /// Act
    CORRECT = "更正資料", "Correct the data";
    /// Sends it
    SEND_CORRECTION = "送出更正", "Send the correction";
    /// Nothing differs
    NOTHING_CHANGED = "沒有任何欄位有變更。", "Nothing was changed.";
    /// Act
    CONFIRM = "代為確認", "Confirm for the school";
    /// What it does
    CONFIRM_EFFECT =
        "由教育部代現職學校確認，教師隨即可以下載，請通知學校轉知教師。",
        "The ministry confirms in place of the school; the teacher can download at once. Tell the school.";
    /// Act
    UNCONFIRM = "取消確認", "Take the confirmation back";
    /// Act
    REPLACE = "補發、換發", "Replace or reissue";
    /// Before the list of what is typed
    PENDING_CHANGES = "將變更：", "This will change:";
    /// Label
    GROUND = "事由類別", "Ground";
    /// Label
    REASON = "事由", "Reason";
    /// Hint
    REASON_HINT = "依規定須註記時，會印在證書上。", "Printed on the certificate where the rules ask for it.";
    /// Label
    PAPER_ISSUE_DATE = "紙本證書發給日期", "Date of issue of the paper certificate";
    /// Sends it
    SEND_REPLACEMENT = "產生新版證書", "Make the new version";
    /// Act
    ANNUL = "撤銷、廢止", "Annul or revoke";
    /// First step
    ANNUL_EFFECT =
        "先填寫處分資料，系統會列出受影響的證書；確認無誤後才送出。",
        "Fill in the decision first; the certificates that it hits are then listed before anything is done.";
    /// Label
    ANNUL_GROUND = "撤銷、廢止事由", "Ground";
    /// Label
    REACH = "範圍", "Reach";
    /// Label
    DECISION_DATE = "處分日期", "Date of the decision";
    /// Label
    LETTER = "處分公文文號", "Number of the letter";
    /// Next step
    SHOW_REACH = "列出受影響的證書", "Show what it hits";
    /// Heading
    HIT = "將失效的證書", "These certificates will be revoked";
    /// Heading
    SPARED = "不受影響的證書", "These are not touched";
    /// Nothing is hit
    NO_HIT = "沒有會受影響的證書。", "It hits no certificate.";
    /// Nothing else
    NO_SPARED = "沒有其他證書。", "There are no others.";
    /// Four eyes
    FOUR_EYES =
        "送出後須由另一位承辦人核准才會生效。",
        "Once sent, it takes effect when another officer approves it.";
    /// At once
    AT_ONCE = "送出後立即生效，已下載的檔案也會驗證為已撤銷。", "It takes effect at once; downloaded files will verify as revoked, too.";
    /// Label
    TYPE_NUMBER = "請輸入證書字號以確認", "Type the certificate number to go on";
    /// Before the number that is to be typed
    NUMBER_TO_TYPE = "這張證書的字號：", "The number of this certificate:";
    /// Sends it
    SEND_ANNULMENT = "送出", "Send";
    /// Goes back a step
    BACK = "返回修改", "Back";
}

/// What an item is called.
pub const fn case_field(field: CaseField) -> Phrase {
    match field {
        CaseField::Name => NAME,
        CaseField::BirthDate => BIRTH_DATE,
        CaseField::IdentityNumber => text::IDENTITY_NUMBER,
        CaseField::Rank => RANK,
        CaseField::SeniorityStart => SENIORITY_START,
        CaseField::SubmittingSchool => SUBMITTING_SCHOOL,
        CaseField::SchoolCode => SCHOOL_CODE,
        CaseField::Sex => SEX,
        CaseField::ReviewCategory => REVIEW_CATEGORY,
        CaseField::Qualification => QUALIFICATION,
        CaseField::LegalBasis => LEGAL_BASIS,
        CaseField::IssuingAuthority => ISSUING_AUTHORITY,
        CaseField::Nationality => NATIONALITY,
    }
}

/// How it is written.
pub const fn case_field_hint(field: CaseField) -> Option<Phrase> {
    match field {
        CaseField::BirthDate => Some(DATE_HINT),
        CaseField::SeniorityStart => Some(MONTH_HINT),
        _ => None,
    }
}

/// A short name of a kind.
pub const fn kind(kind: Kind) -> Phrase {
    match kind {
        Kind::University => UNIVERSITY,
        Kind::K12 => K12,
    }
}

/// What a ground of a replacement is called, with 補發 or 換發.
pub fn replacement_ground(ground: ReplacementGround) -> Sentence {
    let (zh, en) = match ground {
        ReplacementGround::Lost => ("遺失", "paper certificate lost"),
        ReplacementGround::Damaged => ("毀損", "paper certificate damaged"),
        ReplacementGround::Changed => ("資料變更", "recorded data changed"),
        ReplacementGround::Clerical => ("誤繕", "error of the issuer"),
        ReplacementGround::PaperToElectronic => ("紙本改發電子（經核准）", "paper to electronic, by consent"),
    };
    match ground.mark().map(text::annotation_mark) {
        Some(mark) => Sentence { zh: format!("{}：{zh}", mark.zh), en: format!("{}: {en}", mark.en) },
        None => Sentence { zh: zh.to_owned(), en: en.to_owned() },
    }
}

/// How far an annulment reaches, for this rank.
pub fn reach(reach: Reach, rank: Option<Rank>) -> Sentence {
    match (reach, rank) {
        (Reach::FromRankUpward, Some(rank)) => Sentence {
            zh: format!("{}及以上各等級（該等級起）", rank.zh()),
            en: format!("{} and every higher rank", rank.en()),
        },
        (Reach::FromRankUpward, None) => {
            Sentence { zh: "該等級起".to_owned(), en: "the rank and every higher one".to_owned() }
        }
        (Reach::ThisOnly, _) => {
            Sentence { zh: "僅此證書".to_owned(), en: "this certificate only".to_owned() }
        }
    }
}

/// Who and which, in one line.
pub fn subject(language: Language, case: &CaseSummary) -> String {
    let rank = case.rank.map(|rank| text::office::rank(rank).say(language).to_owned()).unwrap_or_default();
    format!("{} {} {rank}", case.name, case.certificate_number).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{super::tests::check, *};

    #[test]
    fn every_ground_and_reach_speaks_both_languages() {
        for ground in ReplacementGround::ALL {
            check(&replacement_ground(ground));
        }
        for rank in [None, Some(Rank::Professor)] {
            check(&reach(Reach::FromRankUpward, rank));
            check(&reach(Reach::ThisOnly, rank));
        }
    }
}
