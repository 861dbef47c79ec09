//! What was checked, in plain words.

use certificate::{Check, Outcome};

use super::Phrase;

phrases! {
    /// Opens the list.
    TITLE = "檢查了哪些項目", "What was checked";
    /// A check and what came of it.
    PASSED = "通過", "Passed";
    /// It did not pass.
    FAILED = "未通過", "Did not pass";
    /// It did not run.
    NOT_RUN = "未執行", "Not run";

    /// The file is built as certificates are.
    FORM = "檔案格式與本系統簽發的證書完全相同", "The file is built exactly as certificates are issued";
    /// Nothing was changed since.
    UNCHANGED =
        "簽章涵蓋整個檔案，簽發後沒有任何更動",
        "The signature covers the whole file, and nothing was changed since";
    /// The key is the ministry's.
    SIGNER = "簽章屬於教育部，且可用於簽發教師證書", "The signature is the Ministry’s, made to issue certificates";
    /// Page and data agree.
    PAGE = "頁面上印的內容與簽署的資料一致", "The page prints exactly what was signed";
    /// The list is good.
    LIST =
        "證書狀態清單由教育部簽署，且在有效期限內",
        "The list of states is signed by the Ministry and has not expired";
    /// The certificate is current.
    STANDING = "依清單，證書為最新版本且未撤銷、廢止", "By that list it is the newest version and not revoked";
}

/// What a check asks.
pub const fn check(check: Check) -> Phrase {
    match check {
        Check::Form => FORM,
        Check::Unchanged => UNCHANGED,
        Check::Signer => SIGNER,
        Check::Page => PAGE,
        Check::List => LIST,
        Check::Standing => STANDING,
    }
}

/// What came of it.
pub const fn outcome(outcome: Outcome) -> Phrase {
    match outcome {
        Outcome::Passed => PASSED,
        Outcome::Failed => FAILED,
        Outcome::NotRun => NOT_RUN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_says_something_of_its_own() {
        let said: std::collections::HashSet<_> = Check::ALL.map(|check| self::check(check).zh).into();
        assert_eq!(said.len(), Check::ALL.len());
    }
}
