//! 證書確認作業

use certificate::api::SchoolCase;

use super::{Phrase, Sentence};
use crate::{
    Language,
    confirmation::{Filter, TakenBack},
};

phrases! {
    /// Page title, wording of the real system
    TITLE = "證書確認作業", "Confirm certificates";
    /// What the page is for.
    LEAD =
        "輸入核定公文文號，檢視每份證書的版面與資料，勾選無誤者後確認。確認後教師即可下載。",
        "Enter the number of the approval letter, look at the layout and the data of each certificate, tick those \
         that are right, and confirm. The teacher can then download it.";
    /// Label, wording of the real system
    DOCUMENT_NUMBER = "核定公文文號", "Approval document number";
    /// Hint
    DOCUMENT_NUMBER_HINT =
        "教育部核定公文上的文號，請完整輸入。",
        "As it stands on the ministry’s letter, in full.";
    /// Fetches the rows.
    SHOW = "查詢", "Show";
    /// Nothing found.
    NONE_FOUND =
        "查無此核定公文文號下，由貴校送審且審定通過的案件。請核對文號；補換發案件若非貴校送審，由教育部確認。",
        "No approved case of your school under this number. Check the number; a replacement that another school \
         submitted is confirmed by the ministry.";
    /// Names the table.
    TABLE = "證書確認清單", "Certificates to confirm";
    /// Names the filter.
    FILTER = "顯示", "Show";
    /// A filter
    ALL_ROWS = "全部", "All";
    /// Ticks all, wording of the real system
    SELECT_ALL = "全選", "Select all";
    /// Un-ticks all
    SELECT_NONE = "全不選", "Select none";
    /// What the keyboard does in the table
    KEYS =
        "按住 Shift 點選可勾選一整段。鍵盤：↑↓ 換列，空白鍵勾選，Esc 回到「確認」按鈕。",
        "Hold Shift to tick a range. Keyboard: ↑ and ↓ go from row to row, Space ticks, Esc goes back to “Confirm”.";
    /// Before what the version before stated
    FORMER = "前一版：", "Before:";
    /// Confirms, wording of the real system
    CONFIRM = "確認", "Confirm";
    /// Opens the preview, wording of the real system
    BROWSE = "瀏覽證書", "View certificate";
    /// Column of the ticks
    TICK = "確認", "Confirm";
    /// Column of how far it is
    STATE = "狀態", "State";
    /// Column
    NAME = "姓名", "Name";
    /// Column
    IDENTITY_NUMBER = "身分證號", "ID No.";
    /// Column
    BIRTH_DATE = "生日", "Born";
    /// Column
    SEX = "性別", "Sex";
    /// Column
    RANK = "審查等級", "Rank";
    /// Column
    REVIEW_CATEGORY = "審查類別", "Review category";
    /// Column
    SCHOOL_CODE = "學校代碼", "School code";
    /// Column
    SUBMITTING_SCHOOL = "送審學校", "Submitting school";
    /// Column
    SENIORITY_START = "起資年月", "Seniority from";
    /// Column
    CERTIFICATE_NUMBER = "證書字號", "Certificate No.";
    /// A row whose certificate was downloaded.
    DOWNLOADED = "已下載", "Downloaded";
    /// An item that differs from the version before.
    CHANGED = "已變更", "changed";
    /// What it means.
    CHANGED_NOTE =
        "標示「已變更」的項目與前一版不同；劃線者為前一版的內容。",
        "Items marked “changed” differ from the version before, whose text is struck out.";

    /// Heading of the data beside the preview
    DATA = "案件資料", "Data of the case";
    /// The row before.
    PREVIOUS = "上一筆", "Previous";
    /// The row after.
    NEXT = "下一筆", "Next";
    /// Ticks the row that is looked at.
    TICK_THIS = "資料與版面無誤，勾選待確認", "Layout and data are right: tick for confirmation";
    /// The row that is looked at is confirmed.
    THIS_CONFIRMED = "這份證書已確認。", "This certificate is confirmed.";
    /// The row that is looked at cannot be ticked.
    THIS_FIXED = "這份證書目前不能確認。", "This certificate cannot be confirmed now.";
    /// Heading of the note
    WRONG = "資料有誤？", "Something wrong?";
    /// What to do then.
    WRONG_ADVICE =
        "請勿確認。把錯誤之處告訴發證單位；更正後會再出現在這裡。",
        "Do not confirm. Tell the issuing unit what is wrong; the corrected certificate will appear here again.";
    /// Label of the note
    NOTE = "給發證單位的說明", "Note to the issuing unit";
    /// Hint of the note
    NOTE_HINT = "最多 1,000 字。", "At most 1,000 characters.";
    /// Sends the note
    SEND_NOTE = "送出說明", "Send the note";
    /// There are open notes
    OPEN_NOTES = "已回報，待處理", "Reported, open";

    /// Heading of the warning
    UNCONFIRM = "取消確認", "Take the confirmation back";
    /// What it does.
    UNCONFIRM_EFFECT =
        "取消後，這份證書會從教師的下載清單移除，無法再下載；證書的效力不變。",
        "The certificate leaves the teacher’s list and cannot be downloaded any more; its validity does not change.";
    /// It was downloaded.
    UNCONFIRM_DOWNLOADED =
        "教師已下載過這份證書：已下載的證書仍然有效。",
        "The teacher has downloaded it already: a downloaded copy stays valid.";
    /// It was not.
    UNCONFIRM_NOT_DOWNLOADED = "教師尚未下載這份證書。", "The teacher has not downloaded it yet.";
}

/// 尚未確認(n/m), wording of the real system.
pub fn counter(language: Language, filter: Filter, count: usize, total: usize) -> String {
    let word = match filter {
        Filter::All => ALL_ROWS,
        Filter::Unconfirmed => super::office::UNCONFIRMED,
        Filter::Confirmed => super::office::CONFIRMED,
    }
    .say(language);
    match (filter, language) {
        (Filter::All, Language::Chinese) => format!("{word}({total})"),
        (Filter::All, Language::English) => format!("{word} ({total})"),
        (_, Language::Chinese) => format!("{word}({count}/{total})"),
        (_, Language::English) => format!("{word} ({count}/{total})"),
    }
}

/// How many rows are ticked.
pub fn selected(language: Language, count: usize) -> String {
    match language {
        Language::Chinese => format!("已勾選 {count} 筆"),
        Language::English => format!("{count} selected"),
    }
}

/// The button that confirms.
pub fn confirm_selected(language: Language, count: usize) -> String {
    match language {
        Language::Chinese => format!("確認({count})"),
        Language::English => format!("Confirm ({count})"),
    }
}

/// The name of a row's tick.
pub fn tick_of(language: Language, case: &SchoolCase) -> String {
    match language {
        Language::Chinese => format!("確認 {} {}", case.name, case.certificate_number),
        Language::English => format!("Confirm {} {}", case.name, case.certificate_number),
    }
}

/// The name of a row's preview.
pub fn browse_of(language: Language, case: &SchoolCase) -> String {
    match language {
        Language::Chinese => format!("瀏覽證書 {} {}", case.name, case.certificate_number),
        Language::English => format!("View certificate {} {}", case.name, case.certificate_number),
    }
}

/// Where a row is among those shown.
pub fn description(language: Language, case: &SchoolCase) -> String {
    match language {
        Language::Chinese => format!("{} 證書預覽，{}", case.name, case.certificate_number),
        Language::English => {
            format!("Preview of the certificate of {}, {}", case.name, case.certificate_number)
        }
    }
}

/// After a confirmation.
pub fn confirmed(count: u32) -> Sentence {
    Sentence {
        zh: format!("已確認 {count} 筆。教師現在可以下載，請通知教師。"),
        en: match count {
            1 => "1 certificate confirmed. The teacher can download it now; please tell the teacher."
                .to_owned(),
            _ => format!(
                "{count} certificates confirmed. The teachers can download them now; please tell them."
            ),
        },
    }
}

/// After a confirmation was undone at once.
pub fn taken_back(back: &TakenBack) -> Sentence {
    let mut said = Sentence {
        zh: format!("已復原 {} 筆，教師無法再下載。", back.count),
        en: format!("Undone: {} no longer confirmed; the teachers cannot download them.", back.count),
    };
    let mut add = |zh: String, en: String| {
        said.zh += &zh;
        said.en += &en;
    };
    if back.downloaded > 0 {
        let count = back.downloaded;
        add(
            format!("其中 {count} 筆教師已下載，已下載的檔案仍然有效，無法收回。"),
            format!(" {count} had been downloaded: those copies stay valid and cannot be taken back."),
        );
    }
    if back.any_later_version {
        add(
            "其中的新版證書：前一版的狀態不會恢復。".to_owned(),
            " Where a version was replaced, the status of the one before does not come back.".to_owned(),
        );
    }
    if !back.left.is_empty() {
        let count = back.left.len();
        add(
            format!("還有 {count} 筆仍為已確認，請稍候再按「復原」。"),
            format!(" {count} are still confirmed: wait a moment and press “Undo” again."),
        );
    }
    said
}

/// After a confirmation was taken back.
pub fn unconfirmed(case: &SchoolCase, downloaded: bool) -> Sentence {
    let (zh, en) = if downloaded {
        ("已下載的證書仍然有效。", " A downloaded copy stays valid.")
    } else {
        ("教師尚未下載。", " It has not been downloaded.")
    };
    Sentence {
        zh: format!("已取消確認 {}，教師無法再下載。{zh}", case.certificate_number),
        en: format!(
            "The confirmation of {} was taken back; the teacher cannot download it any more.{en}",
            case.certificate_number
        ),
    }
}

/// After a note was sent.
pub fn noted(case: &SchoolCase) -> Sentence {
    Sentence {
        zh: format!("已將 {} 的說明送交發證單位。更正前請勿確認。", case.certificate_number),
        en: format!(
            "The note on {} was sent to the issuing unit. Do not confirm before it is corrected.",
            case.certificate_number
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_undo_says_what_it_cannot_undo() {
        let mut back = TakenBack { count: 3, ..TakenBack::default() };
        let said = taken_back(&back);
        assert!(said.zh.contains("3 筆") && !said.zh.contains("已下載的檔案"), "{said:?}");
        back.downloaded = 1;
        back.any_later_version = true;
        back.left = vec![certificate::api::ConfirmedCase { id: "a".to_owned(), version: 1 }];
        let said = taken_back(&back);
        for words in ["無法收回", "不會恢復", "還有 1 筆"] {
            assert!(said.zh.contains(words), "{words}: {said:?}");
        }
        assert!(said.en.contains("stay valid") && said.en.contains("still confirmed"), "{said:?}");
    }

    #[test]
    fn the_wording_of_the_real_system_is_kept_letter_by_letter() {
        assert_eq!(TITLE.zh, "證書確認作業");
        assert_eq!(DOCUMENT_NUMBER.zh, "核定公文文號");
        assert_eq!((SELECT_ALL.zh, CONFIRM.zh, BROWSE.zh), ("全選", "確認", "瀏覽證書"));
        assert_eq!(counter(Language::Chinese, Filter::Unconfirmed, 3, 10), "尚未確認(3/10)");
        assert_eq!(counter(Language::Chinese, Filter::Confirmed, 7, 10), "已確認(7/10)");
        let columns = [
            NAME,
            IDENTITY_NUMBER,
            BIRTH_DATE,
            SEX,
            RANK,
            REVIEW_CATEGORY,
            SCHOOL_CODE,
            SUBMITTING_SCHOOL,
            SENIORITY_START,
            CERTIFICATE_NUMBER,
        ];
        assert_eq!(
            columns.map(|column| column.zh).join("、"),
            "姓名、身分證號、生日、性別、審查等級、審查類別、學校代碼、送審學校、起資年月、證書字號"
        );
    }
}
