//! What an act has come to, in a sentence.

use certificate::{
    CertificateNumber,
    api::{AnnulmentState, Batch, CaseSummary, ImportOutcome},
};

use super::batch_state;
use crate::{Language, text::Sentence};

/// What a roster would do, or did.
pub fn import_outcome(outcome: &ImportOutcome) -> Sentence {
    let (new, known, bad) = (outcome.imported, outcome.unchanged, outcome.problems.len());
    if bad > 0 {
        return Sentence {
            zh: format!("有 {bad} 處需要修正，未匯入任何資料。"),
            en: format!("{bad} problems; nothing was imported."),
        };
    }
    match (outcome.stored, known) {
        (true, 0) => Sentence { zh: format!("已匯入 {new} 筆。"), en: format!("{new} cases imported.") },
        (true, _) => Sentence {
            zh: format!("已匯入 {new} 筆；另有 {known} 筆先前已匯入，沒有變更。"),
            en: format!("{new} cases imported; {known} were there already and are unchanged."),
        },
        (false, 0) => Sentence {
            zh: format!("試算結果：將匯入 {new} 筆。尚未儲存。"),
            en: format!("Trial: {new} cases would be imported. Nothing is stored yet."),
        },
        (false, _) => Sentence {
            zh: format!("試算結果：將匯入 {new} 筆；另有 {known} 筆先前已匯入，不會變更。尚未儲存。"),
            en: format!(
                "Trial: {new} cases would be imported; {known} are there already. Nothing is stored yet."
            ),
        },
    }
}

/// The page was left while a roster was being imported.
pub fn import_left(file: &str) -> Sentence {
    Sentence {
        zh: format!(
            "匯入「{file}」時離開了頁面或中斷連線，不知是否已儲存。請重新選擇同一份檔案並按「試算」：已儲存的案件會列為先前已匯入，\
             再匯入也不會重複。"
        ),
        en: format!(
            "The page was left, or the line broke, while “{file}” was being imported: whether it was stored is not known. \
             Choose the same file and press “Try it”: what was stored counts as there already, and is never stored twice."
        ),
    }
}

/// How far a batch is.
pub fn progress(language: Language, batch: &Batch) -> String {
    match language {
        Language::Chinese => format!("{} / {} 份", batch.issued, batch.total),
        Language::English => format!("{} of {}", batch.issued, batch.total),
    }
}

/// What a correction is going to do.
pub fn correction_effect(case: &CaseSummary) -> Sentence {
    let (number, version) = (&case.certificate_number, case.version);
    if version == 0 {
        return Sentence {
            zh: format!("{number} 尚未製證，將以更正後的資料製證。只需修改有誤的欄位。"),
            en: format!(
                "{number} was not issued yet and will be with the corrected data. Change only what is wrong."
            ),
        };
    }
    let next = version + 1;
    Sentence {
        zh: format!(
            "{number} 第 {version} 版的檔案作廢，驗證時顯示「證書已撤銷」；以更正後的資料製作第 {next} 版，再由學校確認。\
             只需修改有誤的欄位。"
        ),
        en: format!(
            "The file of version {version} of {number} is withdrawn and verifies as revoked; version {next} is issued with \
             the corrected data and waits for the school. Change only what is wrong."
        ),
    }
}

/// What a replacement is going to do.
pub fn replacement_effect(case: &CaseSummary) -> Sentence {
    let (number, version) = (&case.certificate_number, case.version);
    if version == 0 {
        return Sentence {
            zh: format!("將為紙本證書 {number} 製作電子證書第 1 版，經確認後教師可以下載。"),
            en: format!(
                "Makes version 1 of an electronic certificate for the paper certificate {number}; once it is confirmed the \
                 teacher can download it."
            ),
        };
    }
    let next = version + 1;
    Sentence {
        zh: format!(
            "將製作 {number} 第 {next} 版。第 {next} 版經確認後，第 {version} 版即非最新版本：教師手上的檔案驗證時顯示「驗證警告」，\
             這無法復原。"
        ),
        en: format!(
            "Makes version {next} of {number}. Once that is confirmed, version {version} is superseded: copies of it show a \
             verification warning, which cannot be undone."
        ),
    }
}

/// After a batch was started.
pub fn batch_started(batch: &Batch) -> Sentence {
    Sentence {
        zh: format!("已開始製證，共 {} 份。可離開此頁，製證會繼續。", batch.total),
        en: format!("Issuing {} certificates. You may leave this page; it goes on.", batch.total),
    }
}

/// After a batch has come to its end.
pub fn batch_ended(batch: &Batch) -> Sentence {
    let Batch { issued, failed, .. } = batch;
    match failed {
        0 => Sentence {
            zh: format!("批次已完成：製證 {issued} 份，沒有失敗。學校現在可以確認。"),
            en: format!("The batch is done: {issued} issued, none failed. The schools can confirm them now."),
        },
        _ => Sentence {
            zh: format!("批次已完成：製證 {issued} 份，失敗 {failed} 份。請檢視失敗案件，更正後再重試。"),
            en: format!(
                "The batch is done: {issued} issued, {failed} failed. See why, correct them, and try again."
            ),
        },
    }
}

/// After pausing or resuming.
pub fn batch_steered(batch: &Batch) -> Sentence {
    let state = batch_state(batch.state);
    Sentence { zh: format!("批次狀態：{}。", state.zh), en: format!("The batch: {}.", state.en) }
}

/// After a note was settled.
pub fn settled(number: &CertificateNumber) -> Sentence {
    Sentence {
        zh: format!("{number} 的回報已標示為已處理。"),
        en: format!("The note on {number} is settled."),
    }
}

/// After a correction.
pub fn corrected(number: &CertificateNumber) -> Sentence {
    Sentence {
        zh: format!("已更正 {number}。重新製證後，學校會在確認作業中看到新版。"),
        en: format!("{number} was corrected. The school sees the new version once it is issued."),
    }
}

/// After a confirmation for a school.
pub fn confirmed(number: &CertificateNumber) -> Sentence {
    Sentence {
        zh: format!("已確認 {number}，教師可以下載。請通知學校。"),
        en: format!("{number} is confirmed and can be downloaded. Please tell the school."),
    }
}

/// After a confirmation was taken back.
pub fn unconfirmed(number: &CertificateNumber, downloaded: bool) -> Sentence {
    if downloaded {
        Sentence {
            zh: format!("已取消確認 {number}；已下載的證書仍然有效。"),
            en: format!("The confirmation of {number} was taken back; a downloaded copy stays valid."),
        }
    } else {
        Sentence {
            zh: format!("已取消確認 {number}。"),
            en: format!("The confirmation of {number} was taken back."),
        }
    }
}

/// After a replacement.
pub fn replaced(number: &CertificateNumber) -> Sentence {
    Sentence {
        zh: format!("{number} 的新版證書已建立；確認後取代舊版。"),
        en: format!("A new version of {number} was made; it replaces the old one once it is confirmed."),
    }
}

/// After an annulment was sent, approved, rejected or undone.
pub fn annulled(number: &CertificateNumber, state: AnnulmentState) -> Sentence {
    match state {
        AnnulmentState::Proposed => Sentence {
            zh: format!("{number} 的撤銷、廢止已送出，待另一位承辦人核准。"),
            en: format!("The annulment of {number} waits for another officer’s approval."),
        },
        AnnulmentState::InForce => Sentence {
            zh: format!("{number} 的撤銷、廢止已生效。"),
            en: format!("The annulment of {number} is in force."),
        },
        AnnulmentState::Rejected => Sentence {
            zh: format!("{number} 的撤銷、廢止未核准，證書維持有效。"),
            en: format!("The annulment of {number} was rejected; the certificates stay in force."),
        },
        AnnulmentState::Reinstated => Sentence {
            zh: format!("{number} 的效力已復原，原檔案可再次驗證成功。"),
            en: format!("{number} is in force again; the same file verifies again."),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_roster_with_problems_says_that_nothing_was_stored() {
        let problem =
            certificate::api::RowProblem { row: 2, column: "姓名".to_owned(), reason: String::new() };
        let outcome = ImportOutcome { stored: false, imported: 0, unchanged: 0, problems: vec![problem] };
        assert!(import_outcome(&outcome).en.contains("nothing was imported"));
        let dry = ImportOutcome { problems: Vec::new(), imported: 3, ..outcome };
        assert!(import_outcome(&dry).zh.contains("尚未儲存"));
        assert!(import_outcome(&ImportOutcome { stored: true, ..dry }).zh.starts_with("已匯入 3 筆"));
    }
}
