//! 證書下載

use certificate::{Status, api::TeacherCertificate};

use super::{Phrase, Sentence};
use crate::Language;

phrases! {
    /// Page title
    TITLE = "證書下載", "Download certificates";
    /// What the page is for.
    LEAD =
        "您的電子教師證書，經學校人事單位確認後列在這裡，不限下載次數與期限。",
        "Your teacher certificates, as confirmed by your school. You may download them as often as you like, at any \
         time.";
    /// Nothing to list.
    EMPTY =
        "目前沒有可下載的證書。證書經學校人事單位確認後才會出現；如已接獲通知仍未看到，請洽學校人事單位。",
        "There is nothing to download yet. A certificate appears once your school has confirmed it; if you were \
         told so and see nothing, ask the HR office of your school.";
    /// Names the table.
    TABLE = "電子教師證書", "Teacher certificates";
    /// Column, wording of the real system
    RANK = "職級", "Rank";
    /// Column, wording of the real system
    CERTIFICATE_NUMBER = "證書編號", "Certificate No.";
    /// Column
    ISSUE_DATE = "發證日期", "Date of issue";
    /// Column
    STATE = "狀態", "State";
    /// Column
    ACTS = "作業", "Actions";
    /// Gets the file.
    DOWNLOAD = "下載", "Download";
    /// Checks the very file here.
    VERIFY_HERE = "在此驗證這份檔案", "Verify this file here";
    /// While that is done.
    VERIFYING = "正在下載並驗證…", "Downloading and verifying…";
    /// The bytes are those that were issued.
    SAME_BYTES =
        "數位指紋與發證紀錄相同：這正是教育部簽發的檔案。",
        "The fingerprint is the one on record: this is the very file that was issued.";
    /// They are not.
    OTHER_BYTES =
        "數位指紋與發證紀錄不同。請重新下載；仍然如此時請洽發證單位。",
        "The fingerprint is not the one on record. Download it again; if that does not help, ask the issuing unit.";
    /// A specimen
    SPECIMEN = "樣張", "Specimen";

    /// Heading of the advice
    ADVICE = "保存與提供證書", "Keeping and handing in the file";
    /// Advice
    ADVICE_AS_IS =
        "請直接保存並轉寄下載的檔案。用「列印成 PDF」或開啟後另存新檔，檔案內容會改變，驗證就會失敗。",
        "Keep and pass on the file as you downloaded it. “Print to PDF” or opening it and saving it again changes \
         the file, and it will fail verification.";
    /// Advice
    ADVICE_VERIFY =
        "收件單位可以在驗證頁面確認真偽，檔案不會離開對方的裝置。",
        "Whoever receives it can check it on the verification page; the file never leaves their device.";
    /// Link
    TO_VERIFICATION = "前往證書驗證頁面", "Go to the verification page";
    /// Of an old version
    SUPERSEDED_NOTE =
        "已換發新版，請使用最新的檔案。",
        "A newer version replaces it: use the newest file.";
    /// Of a revoked one
    REVOKED_NOTE =
        "已撤銷或廢止，檔案驗證時會顯示「證書已撤銷」。",
        "Annulled or revoked: the file shows “Certificate Revoked” when it is verified.";
}

/// What a state means for the holder.
pub const fn note(status: Status) -> Option<Phrase> {
    match status {
        Status::Current => None,
        Status::Superseded => Some(SUPERSEDED_NOTE),
        Status::Revoked => Some(REVOKED_NOTE),
    }
}

/// 職級, or of a K-12 certificate its 師資類科.
pub fn rank(language: Language, certificate: &TeacherCertificate) -> String {
    match (certificate.rank, &certificate.qualification) {
        (Some(rank), _) => super::office::rank(rank).say(language).to_owned(),
        (None, Some(qualification)) => qualification.clone(),
        (None, None) => super::office::NONE.say(language).to_owned(),
    }
}

/// The version, from the second on.
pub fn version(certificate: &TeacherCertificate) -> Option<Sentence> {
    (certificate.version > 1).then(|| Sentence {
        zh: format!("第\u{a0}{}\u{a0}版", certificate.version),
        en: format!("Version {}", certificate.version),
    })
}

/// Names a row's link or button.
pub fn of_certificate(language: Language, act: Phrase, certificate: &TeacherCertificate) -> String {
    format!("{} {}", act.say(language), certificate.certificate_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wording_of_the_real_system_is_kept_letter_by_letter() {
        assert_eq!((TITLE.zh, RANK.zh, CERTIFICATE_NUMBER.zh), ("證書下載", "職級", "證書編號"));
    }
}
