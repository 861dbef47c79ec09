//! What entries of the history say.

use certificate::api::ReplacementGround;

use super::{case_field, replacement_ground};
use crate::{
    Language,
    case_data::CaseField,
    text::{Phrase, office},
};

/// What may have been done, by its code in the history.
pub const ACTIONS: &[(&str, Phrase)] = &[
    ("imported", Phrase { zh: "匯入案件", en: "Imported" }),
    ("corrected", Phrase { zh: "更正資料", en: "Corrected" }),
    ("issued", Phrase { zh: "製證完成", en: "Issued" }),
    ("withdrawn", Phrase { zh: "作廢未發出的檔案", en: "Unreleased file withdrawn" }),
    ("replaced", Phrase { zh: "補發、換發", en: "New version ordered" }),
    ("confirmed", Phrase { zh: "確認", en: "Confirmed" }),
    ("unconfirmed", Phrase { zh: "取消確認", en: "Confirmation taken back" }),
    ("downloaded", Phrase { zh: "下載", en: "Downloaded" }),
    ("superseded", Phrase { zh: "舊版由新版取代", en: "Superseded" }),
    ("annulment-proposed", Phrase { zh: "提議撤銷、廢止", en: "Annulment proposed" }),
    ("annulment-rejected", Phrase { zh: "不核准撤銷、廢止", en: "Annulment rejected" }),
    ("annulled", Phrase { zh: "撤銷", en: "Annulled" }),
    ("revoked", Phrase { zh: "廢止", en: "Revoked" }),
    ("reinstated", Phrase { zh: "效力復原", en: "Reinstated" }),
    ("note-written", Phrase { zh: "學校回報", en: "Note of a school" }),
    ("note-settled", Phrase { zh: "回報已處理", en: "Note settled" }),
    ("batch-started", Phrase { zh: "開始製證", en: "Batch started" }),
    ("batch-paused", Phrase { zh: "暫停製證", en: "Batch paused" }),
    ("batch-resumed", Phrase { zh: "繼續製證", en: "Batch resumed" }),
    ("reference-imported", Phrase { zh: "載入參考資料", en: "Reference data loaded" }),
    ("exported", Phrase { zh: "匯出", en: "Exported" }),
    ("signed-in", Phrase { zh: "登入", en: "Signed in" }),
    ("sign-in-refused", Phrase { zh: "登入遭拒", en: "Sign-in refused" }),
    ("account-locked", Phrase { zh: "帳號鎖定", en: "Account locked" }),
    ("signed-out", Phrase { zh: "登出", en: "Signed out" }),
    ("password-changed", Phrase { zh: "變更密碼", en: "Password changed" }),
    ("second-factor-enrolled", Phrase { zh: "設定第二因素", en: "Second factor set up" }),
    ("account-added", Phrase { zh: "新增帳號", en: "Account added" }),
    ("account-disabled", Phrase { zh: "停用帳號", en: "Account disabled" }),
    ("account-enabled", Phrase { zh: "啟用帳號", en: "Account enabled" }),
    ("account-reset", Phrase { zh: "重設帳號", en: "Account reset" }),
    ("account-roles-changed", Phrase { zh: "變更帳號角色", en: "Roles of an account changed" }),
    ("backed-up", Phrase { zh: "備份", en: "Backed up" }),
    ("restored", Phrase { zh: "還原", en: "Restored" }),
    ("storage-key-changed", Phrase { zh: "更換儲存金鑰", en: "Storage key changed" }),
];

/// What more the history says, by its name there.
const DETAIL_NAMES: &[(&str, Phrase)] = &[
    ("legal_basis", Phrase { zh: "法令依據", en: "Legal basis" }),
    ("decision_date", Phrase { zh: "處分日期", en: "Date of the decision" }),
    ("document_number", Phrase { zh: "公文文號", en: "Letter" }),
    ("ground", Phrase { zh: "事由", en: "Ground" }),
    ("undoes", Phrase { zh: "復原的處分", en: "Undoes" }),
    ("fields", Phrase { zh: "變更欄位", en: "Fields" }),
    ("count", Phrase { zh: "筆數", en: "Count" }),
    ("fingerprint", Phrase { zh: "數位指紋", en: "Fingerprint" }),
    ("place", Phrase { zh: "來源位址", en: "From" }),
    ("account", Phrase { zh: "帳號", en: "Account" }),
    ("subject", Phrase { zh: "對象", en: "Subject" }),
];

/// What was done. A code that is not known here is shown as it is.
pub fn action(code: &str) -> Option<Phrase> {
    ACTIONS.iter().find(|(known, _)| *known == code).map(|(_, phrase)| *phrase)
}

/// What a detail of the history is called. A name that is not known here is shown
/// as it is.
pub fn detail_name(name: &str) -> Option<Phrase> {
    DETAIL_NAMES.iter().find(|(known, _)| *known == name).map(|(_, phrase)| *phrase)
}

/// What a detail of the history says: days in the calendar of the language, codes as
/// words. What is no known code is shown as it is.
pub fn detail_value(language: Language, name: &str, value: &str) -> String {
    let known = match name {
        "decision_date" => value.parse().ok().map(|day| office::day(language, day)),
        "ground" => ReplacementGround::ALL
            .into_iter()
            .find(|ground| ground.code() == value)
            .map(|ground| replacement_ground(ground).say(language).to_owned()),
        "fields" => {
            let words = value.split(", ").map(|code| {
                let field = CaseField::ALL.into_iter().find(|field| field.name() == code);
                field.map_or(code, |field| case_field(field).say(language))
            });
            let separator = if language == Language::Chinese { "、" } else { ", " };
            Some(words.collect::<Vec<_>>().join(separator))
        }
        _ => None,
    };
    known.unwrap_or_else(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sentence;

    #[test]
    fn details_of_the_history_are_words_and_days_of_the_reader() {
        for (name, value, zh, en) in [
            ("decision_date", "2026-11-20", "115-11-20", "2026-11-20"),
            ("fields", "name, birth_date", "姓名、出生年月日", "Name, Date of birth"),
            ("fields", "school", "school", "school"),
            ("ground", "45-44-1-2", "45-44-1-2", "45-44-1-2"),
            ("document_number", "changed", "changed", "changed"),
        ] {
            assert_eq!(detail_value(Language::Chinese, name, value), zh);
            assert_eq!(detail_value(Language::English, name, value), en);
        }
        assert!(detail_value(Language::Chinese, "ground", "changed").contains("資料變更"));
    }

    #[test]
    fn the_words_of_the_history_speak_both_languages() {
        for (code, phrase) in ACTIONS.iter().chain(DETAIL_NAMES) {
            super::super::tests::check(&Sentence::from(*phrase));
            assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || b"-_".contains(&byte)), "{code}");
        }
        assert_eq!(action("confirmed").map(|phrase| phrase.zh), Some("確認"));
        assert_eq!(action("something-new"), None);
    }
}
