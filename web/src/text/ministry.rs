//! 發證作業: the words of its pages and of what their data says.

mod case;
mod history;
mod outcome;

pub use case::*;
pub use history::*;
pub use outcome::*;

#[cfg(test)]
pub(in crate::text) use case::ALL as OF_CASES;

use certificate::{
    CertificateNumber,
    api::{AnnulmentState, BatchState},
};

use super::{Phrase, Sentence};
use crate::Language;

phrases! {
    /// Page title
    TITLE = "發證作業", "Issuing";
    /// What the page is for.
    LEAD = "等待發證單位處理的事項。", "What waits for the issuing unit.";
    /// Page title
    CASES = "案件查詢", "Cases";
    /// Page title
    CASE = "案件資料", "Case";
    /// Page title
    IMPORT = "匯入名冊", "Import";
    /// Page title
    ISSUES = "批次製證", "Batches";
    /// Page title
    ANNULMENTS = "撤銷與廢止", "Annulments";
    /// Page title
    AUDIT = "稽核紀錄", "Audit trail";

    /// Figure
    SUM_APPROVED = "待製證案件", "Approved cases without a certificate";
    /// Figure
    SUM_ISSUING = "製證中", "Being issued";
    /// Figure
    SUM_FAILED = "製證失敗", "Could not be issued";
    /// Figure
    SUM_UNCONFIRMED = "待學校確認", "Waiting for their school";
    /// Figure
    SUM_NOTES = "學校回報待處理", "Open notes of schools";
    /// Figure
    SUM_PROPOSED = "撤銷、廢止待核准", "Annulments to approve";
    /// Heading
    NOTES = "學校回報", "Notes of schools";
    /// Nothing to list
    NO_NOTES =
        "沒有待處理的回報。學校在確認作業中回報的錯誤會列在這裡。",
        "There are no open notes. What schools report while they confirm appears here.";
    /// Settles a note
    SETTLE = "標示為已處理", "Mark as settled";
    /// Opens a case
    OPEN_CASE = "開啟案件", "Open the case";

    /// What the page is for
    IMPORT_LEAD =
        "名冊可為 CSV（UTF-8 或 Big5）、XLSX，或含照片的 ZIP。先試算，確認無誤後再匯入；有任何一列錯誤就全部不匯入。",
        "A roster is a CSV (UTF-8 or Big5), an XLSX, or a ZIP with photos. Try it first, then import; with one bad row \
         nothing is imported.";
    /// Heading
    TEMPLATES = "範本", "Templates";
    /// Label
    ROSTER = "名冊檔案", "Roster";
    /// Tries it
    DRY_RUN = "試算（不儲存）", "Try it (stores nothing)";
    /// Imports it
    DO_IMPORT = "匯入", "Import";
    /// No file
    NO_ROSTER = "尚未選擇檔案。", "No file was chosen yet.";
    /// While the answer is awaited
    IMPORT_UNDER_WAY =
        "正在讀取並檢查名冊，請勿關閉或離開這個頁面…",
        "The roster is being read and checked: please do not close or leave this page…";
    /// Heading
    OUTCOME = "結果", "Result";
    /// Names the table
    PROBLEMS = "需要修正的儲存格", "Cells to be corrected";
    /// Column
    ROW = "列", "Row";
    /// Column
    COLUMN = "欄位", "Column";
    /// Column
    WHY = "原因", "Reason";
    /// The file as a whole
    WHOLE_FILE = "整份檔案", "The whole file";
    /// The row as a whole
    WHOLE_ROW = "整列", "The whole row";
    /// What to do
    PROBLEMS_ADVICE =
        "未儲存任何資料。請修正後重新選擇檔案。",
        "Nothing was stored. Correct the file and choose it again.";
    /// Next step
    GO_ISSUE = "前往批次製證", "Go on to issuing";

    /// What the page is for
    ISSUES_LEAD =
        "為已匯入的核定案件製作證書。每份檔案都經驗證後才列為完成；中斷後會從中斷處繼續。",
        "Issues the certificates of approved cases. Each file counts only once it was verified; after a break it goes on \
         exactly where it was.";
    /// Hint
    ISSUE_HINT = "留空則處理全部待製證案件。", "Leave it empty for every approved case.";
    /// Starts
    START_BATCH = "開始製證", "Start";
    /// Heading
    BATCHES = "批次清單", "Batches";
    /// Nothing to list
    NO_BATCHES =
        "尚無批次。匯入名冊後，在上方按「開始製證」。",
        "There are no batches yet. Import a roster, then press “Start” above.";
    /// Column
    PROGRESS = "完成", "Done";
    /// Column
    FAILED = "失敗", "Failed";
    /// Column
    STATE = "狀態", "State";
    /// Column
    SCOPE = "對象", "For";
    /// For all
    ALL_APPROVED = "全部待製證案件", "Every approved case";
    /// Act
    PAUSE = "暫停", "Pause";
    /// Act
    RESUME = "繼續", "Resume";
    /// Act
    RETRY_FAILED = "重試失敗案件", "Try the failed ones again";
    /// Link
    SHOW_FAILED = "檢視失敗案件", "Show what failed";

    /// What the page is for
    ANNULMENTS_LEAD =
        "待核准的列在最前。提議人不能核准自己的提議。",
        "Those to be approved come first. Nobody approves an own proposal.";
    /// Nothing to list
    NO_ANNULMENTS =
        "尚無撤銷或廢止。請從「案件查詢」開啟案件，再選「撤銷、廢止」。",
        "There are no annulments. To begin one, open the case from “Cases” and choose “Annul or revoke”.";
    /// Act
    APPROVE = "核准", "Approve";
    /// Act
    REJECT = "不核准", "Reject";
    /// Own proposal
    OWN_PROPOSAL = "須由另一位承辦人核准。", "Another officer has to approve this.";
    /// Act
    REINSTATE = "效力復原", "Reinstate";
    /// What it does
    REINSTATE_EFFECT =
        "只復原這一次處分所影響的證書；原來的檔案會再次驗證成功。",
        "Undoes exactly this act: the certificates that it hit, and the same files verify again.";
    /// What approval does
    APPROVE_EFFECT =
        "核准後下列證書立即失效，已下載的檔案也會驗證為已撤銷。",
        "On approval these certificates are revoked at once; downloaded files verify as revoked, too.";
    /// What rejection does
    REJECT_EFFECT = "證書維持有效，這項提議結案。", "The certificates stay in force and the proposal is closed.";
    /// Column
    PROPOSED_BY = "提議", "Proposed by";
    /// Column
    DECIDED_BY = "核准或不核准", "Decided by";
    /// Column
    HIT_COLUMN = "受影響的證書", "Certificates";

    /// What the page is for
    AUDIT_LEAD =
        "誰在何時對哪個案件做了什麼；每筆以數位指紋串連，不能修改。",
        "Who did what to which case and when; each entry is chained to the one before it and cannot be changed.";
    /// Names the form
    AUDIT_FORM = "篩選條件", "Filter";
    /// Sends the filter
    FILTER = "篩選", "Filter";
    /// Label
    FROM = "起日", "From";
    /// Label
    TO = "迄日", "To";
    /// Label
    CASE_ID = "案件代碼", "Case id";
    /// Names the table
    AUDIT_TABLE = "稽核紀錄", "Audit trail";
    /// Nothing found
    NO_ENTRIES =
        "沒有符合條件的紀錄。請放寬起訖日期，或清除帳號與動作。",
        "No entry matches. Widen the dates, or clear account and action.";
}

/// Where an annulment stands.
pub fn annulment_state(state: AnnulmentState) -> Sentence {
    let (zh, en) = match state {
        AnnulmentState::Proposed => ("待核准", "To be approved"),
        AnnulmentState::InForce => ("已生效", "In force"),
        AnnulmentState::Rejected => ("未核准", "Rejected"),
        AnnulmentState::Reinstated => ("已復原", "Reinstated"),
    };
    Sentence { zh: zh.to_owned(), en: en.to_owned() }
}

/// What a batch does.
pub fn batch_state(state: BatchState) -> Sentence {
    let (zh, en) = match state {
        BatchState::Running => ("進行中", "Running"),
        BatchState::Paused => ("已暫停", "Paused"),
        BatchState::Done => ("已完成", "Done"),
    };
    Sentence { zh: zh.to_owned(), en: en.to_owned() }
}

/// How many rows a list shows, and whether these are all.
pub fn listed(language: Language, count: usize, ended: bool) -> String {
    match (language, ended) {
        (Language::Chinese, true) => format!("共 {count} 筆，已全部列出。"),
        (Language::Chinese, false) => format!("已列出 {count} 筆，還有更多。"),
        (Language::English, true) => format!("{count} in all."),
        (Language::English, false) => format!("The first {count}; there are more."),
    }
}

/// Names a row's link or button.
pub fn of_number(language: Language, act: Phrase, number: &CertificateNumber) -> String {
    format!("{} {number}", act.say(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    pub(super) fn check(sentence: &Sentence) {
        let ideograph = |c| matches!(c, '\u{4e00}'..='\u{9fff}');
        assert!(sentence.zh.contains(ideograph) && !sentence.en.contains(ideograph), "{sentence:?}");
    }

    #[test]
    fn every_word_of_the_wire_format_speaks_both_languages() {
        for state in [BatchState::Running, BatchState::Paused, BatchState::Done] {
            check(&batch_state(state));
        }
        for state in [
            AnnulmentState::Proposed,
            AnnulmentState::InForce,
            AnnulmentState::Rejected,
            AnnulmentState::Reinstated,
        ] {
            check(&annulment_state(state));
        }
    }
}
