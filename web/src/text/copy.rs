//! The words about the code on a printed certificate. The ministry's system has no
//! such code, so none of them is official; none of them is a word of success.

use certificate::{CodeReason, CodeVerdict};

use super::{Phrase, REVOKED_HEADING, STATUS_UNKNOWN_HEADING};

phrases! {
    /// The code is signed and the certificate in force.
    CURRENT_HEADING = "請核對紙本", "Compare the Paper";
    /// What that means.
    CURRENT =
        "教育部簽發過載有下列各項的證書，該證書目前有效；您手上的是影本",
        "The Ministry of Education issued a certificate with the items below, and it is in force. What you hold is \
         a copy";
    /// The code is signed and there is a newer version.
    SUPERSEDED_HEADING = "已非最新版本", "Not the Newest Version";
    /// What that means.
    SUPERSEDED =
        "這份影本所依據的證書已有新版本，請向教育部發證單位確認",
        "There is a newer version of the certificate that this copy was made from; please check with the issuing \
         unit of the Ministry of Education";
    /// The code is signed and the certificate annulled or revoked.
    REVOKED =
        "這份影本所依據的證書業經教育部撤銷或廢止",
        "The Ministry of Education has annulled or revoked the certificate that this copy was made from";
    /// The code is signed, the list could not be used.
    UNKNOWN =
        "驗證碼的簽章正確，但目前無法確認證書的最新狀態；您手上的是影本",
        "The code is properly signed, but the newest status could not be read. What you hold is a copy";
    /// The code is not signed by the ministry.
    REFUSED_HEADING = "驗證碼不符", "Code Not Recognised";
    /// What that means.
    REFUSED =
        "這不是教育部簽發的驗證碼，或內容已有更動",
        "This is not a code that the Ministry of Education signed, or it was changed";

    /// The heading above the items.
    COMPARE = "請將下列各項與紙本逐一核對", "Compare these with the paper, one by one";
    /// How to, and why.
    COMPARE_HOW =
        "驗證碼可以被複製到別的文件上。紙本的姓名、證書字號和其他各項必須與下列內容完全相同；只要有一項不同，就不要採信。",
        "A code can be copied onto another document. Name, certificate number and every other item on the paper must \
         be exactly as shown here. If one of them differs, do not accept the paper.";
    /// What the code leaves out.
    MASKED =
        "驗證碼只收錄身分證號的前三碼，也不含照片。",
        "The code holds only the first three characters of the identity number, and no photo.";
    /// Some texts are cut.
    SHORTENED = "以「…」結尾的項目只收錄開頭部分。", "Of an item that ends with “…” it holds only the beginning.";
    /// What would be more.
    ORIGINAL =
        "要驗證證書本身，請向持證人索取原始的 PDF 檔案，再於此頁驗證。",
        "To check the certificate itself, ask the holder for the original PDF file and verify it on this page.";
    /// Checks again with a fresh list.
    AGAIN = "重新查詢狀態", "Check the status again";

    /// The text is no code, or a part of one.
    INCOMPLETE =
        "連結中的驗證碼不完整或無法判讀。請再掃描一次，並讓整個二維條碼都在畫面內。",
        "The code in the link is incomplete or cannot be read. Scan it again with the whole symbol in view.";
    /// A newer page may know more.
    NEWER =
        "驗證碼採用較新的格式。請重新載入此頁，再掃描一次。",
        "The code has a newer format. Reload this page and scan it again.";
    /// The signature is not the ministry's.
    FOREIGN =
        "驗證碼的簽章不屬於教育部的發證系統，或簽章後內容有所更動。請勿採信這份紙本；如有疑問，請向教育部發證單位確認。",
        "The signature of the code is not one of the Ministry’s issuing system, or the code was changed after it was \
         signed. Do not accept the paper. If in doubt, ask the issuing unit of the Ministry of Education.";
}

/// The short words, set large, and the sentence below them.
pub const fn heading(verdict: CodeVerdict) -> (Phrase, Phrase) {
    match verdict {
        CodeVerdict::CopyOfCurrent => (CURRENT_HEADING, CURRENT),
        CodeVerdict::CopyOfSuperseded => (SUPERSEDED_HEADING, SUPERSEDED),
        CodeVerdict::CopyOfRevoked => (REVOKED_HEADING, REVOKED),
        CodeVerdict::CopyStatusUnknown => (STATUS_UNKNOWN_HEADING, UNKNOWN),
        CodeVerdict::CopyNotRecognised => (REFUSED_HEADING, REFUSED),
    }
}

/// Why a code is not recognised, and what to do.
pub const fn reason(reason: CodeReason) -> Phrase {
    match reason {
        CodeReason::NotACode | CodeReason::Malformed => INCOMPLETE,
        CodeReason::NewerFormat => NEWER,
        CodeReason::Signer | CodeReason::Signature | CodeReason::Specimen => FOREIGN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    #[test]
    fn no_word_about_a_copy_is_one_of_success() {
        for verdict in CodeVerdict::ALL {
            let (heading, sentence) = heading(verdict);
            assert_ne!(heading, text::CURRENT_HEADING);
            assert_ne!(sentence, text::CURRENT);
            assert!(!heading.zh.contains("成功") && !sentence.zh.contains("成功"));
        }
    }

    #[test]
    fn a_code_in_force_is_said_to_be_on_a_copy() {
        for verdict in [CodeVerdict::CopyOfCurrent, CodeVerdict::CopyStatusUnknown] {
            let (_, sentence) = heading(verdict);
            assert!(sentence.zh.contains("影本") && sentence.en.contains("copy"));
        }
    }
}
