//! What probably happened to a refused file, and what a reader can do about it.

use certificate::{Addition, Cause, Certainty, Diagnosis};

use super::{Advice, Phrase, grouped};
use crate::Language;

/// What happened, in one sentence; a guess says that it is one.
pub fn sentence(diagnosis: &Diagnosis, language: Language) -> String {
    let sentence = happened(&diagnosis.cause, language);
    let (zh, en) = match diagnosis.certainty {
        Certainty::Certain => (
            format!("{sentence}還原後的檔案已通過驗證。"),
            format!("{sentence} With that undone, the file is authentic."),
        ),
        Certainty::Likely => (sentence.clone(), sentence),
        // Unknown is no guess, but the absence of one.
        Certainty::Unsure if diagnosis.cause == Cause::Unknown => (sentence.clone(), sentence),
        Certainty::Unsure => (format!("可能的原因：{sentence}"), format!("Possibly: {sentence}")),
    };
    match language {
        Language::Chinese => zh,
        Language::English => en,
    }
}

/// What to do next, most promising step first.
pub const fn advice(cause: &Cause) -> &'static [Advice] {
    match cause {
        Cause::Empty | Cause::NotPdf { .. } | Cause::OrdinaryPdf { .. } => {
            &[Advice::ChooseCertificate, Advice::AskIssuer]
        }
        Cause::Scan { .. }
        | Cause::Printed { .. }
        | Cause::ReSaved { .. }
        | Cause::Edited { .. }
        | Cause::Encrypted
        | Cause::CutOff { .. }
        | Cause::LineEndings
        | Cause::TextEncoding
        | Cause::Base64
        | Cause::TrailingBytes { .. }
        | Cause::LeadingBytes { .. }
        | Cause::Altered
        | Cause::DamagedSignature
        | Cause::Unknown => &[Advice::DownloadAgain, Advice::AskIssuer],
        Cause::SignedBySomeoneElse { .. } | Cause::Specimen => &[Advice::AskIssuer],
        Cause::NewerFormat { .. } => &[Advice::ReloadPage, Advice::AskIssuer],
    }
}

fn happened(cause: &Cause, language: Language) -> String {
    match language {
        Language::Chinese => zh(cause),
        Language::English => en(cause),
    }
}

fn zh(cause: &Cause) -> String {
    let by = |program: &Option<String>| {
        program.as_ref().map_or(String::new(), |name| format!("（以 {name} 製作）"))
    };
    match cause {
        Cause::Empty => "檔案沒有任何內容，可能是下載未完成。".to_owned(),
        Cause::NotPdf { kind: Some(kind) } => match kind.as_str() {
            "TXT" => "這是純文字檔，不是 PDF 證書。".to_owned(),
            kind => format!("這是 {kind} 檔案，不是 PDF 證書。"),
        },
        Cause::NotPdf { kind: None } => "這不是 PDF 檔案。".to_owned(),
        Cause::OrdinaryPdf { program } => {
            format!("這是一般的 PDF 檔案{}，沒有本系統簽發證書的跡象。", by(program))
        }
        Cause::Scan { program } => {
            format!("這個 PDF 只含影像{}，應是紙本或畫面的掃描、拍照或截圖，不帶電子簽章。", by(program))
        }
        Cause::Printed { program } => {
            format!("這是由證書列印或轉存成的 PDF{}，外觀相似，但電子簽章並未隨之保留。", by(program))
        }
        Cause::ReSaved { program: Some(name) } => {
            format!("證書曾以 {name} 開啟後另存，檔案內容已重新寫過，電子簽章因此失效。")
        }
        Cause::ReSaved { program: None } => {
            "證書曾以其他軟體開啟後另存，檔案內容已重新寫過，電子簽章因此失效。".to_owned()
        }
        Cause::Edited { added, program } => {
            let program = program.as_ref().map_or(String::new(), |name| format!("以 {name} "));
            format!("證書簽發後曾被{program}修改並儲存，新增了{}。", listed(added, Language::Chinese))
        }
        Cause::Encrypted => "證書簽發後被加上密碼或加密。".to_owned(),
        Cause::CutOff { missing: Some(count) } => {
            format!("檔案不完整，結尾少了 {} 位元組，可能是下載或傳送中斷。", grouped(*count))
        }
        Cause::CutOff { missing: None } => "檔案不完整，缺少結尾，可能是下載或傳送中斷。".to_owned(),
        Cause::LineEndings => "檔案在傳送時被當成文字檔，換行字元遭到轉換。".to_owned(),
        Cause::TextEncoding => "檔案曾被當成文字儲存，其中非文字的內容已遭轉換或取代。".to_owned(),
        Cause::Base64 => "這是 PDF 以郵件編碼（Base64 等）寫成的文字，尚未還原成 PDF 檔案。".to_owned(),
        Cause::TrailingBytes { count } => {
            format!("檔案結尾之後多出 {} 位元組，可能是郵件或下載系統所附加。", grouped(*count))
        }
        Cause::LeadingBytes { count } => {
            format!("檔案開頭之前多出 {} 位元組，可能是郵件或下載系統所附加。", grouped(*count))
        }
        Cause::Altered => "檔案形式與簽發時相同，但部分內容已遭更動或損壞。".to_owned(),
        Cause::DamagedSignature => "檔案中的電子簽章本身已損壞。".to_owned(),
        Cause::SignedBySomeoneElse { signer: Some(name) } => {
            format!("檔案由他人簽署，而非教育部。簽署者自稱「{name}」，此名稱未經查證。")
        }
        Cause::SignedBySomeoneElse { signer: None } => "檔案由他人簽署，而非教育部。".to_owned(),
        Cause::Specimen => "這是測試用的樣張，不具任何證明效力。".to_owned(),
        Cause::NewerFormat { version } => {
            format!("證書採用較新的格式（第 {version} 版），這個驗證頁面還無法判讀。")
        }
        Cause::Unknown => "無法從檔案看出實際原因。".to_owned(),
    }
}

fn en(cause: &Cause) -> String {
    let by = |program: &Option<String>| {
        program.as_ref().map_or(String::new(), |name| format!(" (made with {name})"))
    };
    match cause {
        Cause::Empty => "The file has no content; the download may not have finished.".to_owned(),
        Cause::NotPdf { kind: Some(kind) } => match kind.as_str() {
            "TXT" => "This is a plain text file, not a certificate in PDF.".to_owned(),
            kind => format!("This is a file of the kind {kind}, not a certificate in PDF."),
        },
        Cause::NotPdf { kind: None } => "This is not a PDF file.".to_owned(),
        Cause::OrdinaryPdf { program } => {
            format!("This is an ordinary PDF{}; nothing in it points to a certificate issued here.", by(program))
        }
        Cause::Scan { program } => format!(
            "This PDF holds nothing but images{}: a scan, a photograph or a screenshot, which carries no \
             electronic signature.",
            by(program)
        ),
        Cause::Printed { program } => format!(
            "This PDF was printed or exported from a certificate{}: it looks alike, but the electronic \
             signature is not kept.",
            by(program)
        ),
        Cause::ReSaved { program } => {
            let program = program.as_deref().unwrap_or("some program");
            format!(
                "The certificate was opened and saved again with {program}, which wrote the file anew and so \
                 broke the electronic signature."
            )
        }
        Cause::Edited { added, program } => {
            let program = program.as_ref().map_or(String::new(), |name| format!(" with {name}"));
            format!(
                "The certificate was changed{program} and saved after it was issued; what was added: {}.",
                listed(added, Language::English)
            )
        }
        Cause::Encrypted => "The certificate was encrypted or given a password after it was issued.".to_owned(),
        Cause::CutOff { missing: Some(1) } => {
            "The file is incomplete: the last byte is missing. The download or transfer may have broken off."
                .to_owned()
        }
        Cause::CutOff { missing: Some(count) } => format!(
            "The file is incomplete: {} bytes are missing at the end. The download or transfer may have \
             broken off.",
            grouped(*count)
        ),
        Cause::CutOff { missing: None } => {
            "The file is incomplete: its end is missing. The download or transfer may have broken off.".to_owned()
        }
        Cause::LineEndings => {
            "The file was transferred as if it were text, and its line ends were converted.".to_owned()
        }
        Cause::TextEncoding => {
            "The file was stored as if it were text, and what is not text in it was converted or replaced."
                .to_owned()
        }
        Cause::Base64 => {
            "This is the text form in which mail carries a PDF (such as Base64), not yet turned back into the PDF."
                .to_owned()
        }
        Cause::TrailingBytes { count } => format!(
            "{} after the end of the file; a mail or download system may have added them.",
            extra(*count)
        ),
        Cause::LeadingBytes { count } => format!(
            "{} before the beginning of the file; a mail or download system may have added them.",
            extra(*count)
        ),
        Cause::Altered => {
            "The file is still in the form it was issued in, but part of its content was altered or damaged."
                .to_owned()
        }
        Cause::DamagedSignature => "The electronic signature in the file is itself damaged.".to_owned(),
        Cause::SignedBySomeoneElse { signer: Some(name) } => format!(
            "Someone other than the Ministry of Education signed this file. The signature names “{name}”, \
             which nobody has checked."
        ),
        Cause::SignedBySomeoneElse { signer: None } => {
            "Someone other than the Ministry of Education signed this file.".to_owned()
        }
        Cause::Specimen => "This is a specimen made for tests; it proves nothing.".to_owned(),
        Cause::NewerFormat { version } => format!(
            "The certificate uses a newer format (version {version}) that this page cannot read yet."
        ),
        Cause::Unknown => "The file does not show what happened to it.".to_owned(),
    }
}

fn extra(count: u64) -> String {
    match count {
        1 => "One extra byte stands".to_owned(),
        _ => format!("{} extra bytes stand", grouped(count)),
    }
}

/// What was added, as a list in a sentence.
fn listed(added: &[Addition], language: Language) -> String {
    let added = if added.is_empty() { &[Addition::Other] } else { added };
    let names: Vec<_> = added.iter().map(|addition| addition_name(*addition).say(language)).collect();
    names.join(match language {
        Language::Chinese => "、",
        Language::English => ", ",
    })
}

const fn addition_name(addition: Addition) -> Phrase {
    match addition {
        Addition::Annotation => Phrase { zh: "註解或圖記", en: "a note or drawing" },
        Addition::FormEntry => Phrase { zh: "表單欄位或填寫內容", en: "a form field or entry" },
        Addition::Page => Phrase { zh: "頁面內容", en: "a page or page content" },
        Addition::Signature => Phrase { zh: "另一個簽章", en: "another signature" },
        Addition::Metadata => Phrase { zh: "文件資訊", en: "document information" },
        Addition::Attachment => Phrase { zh: "附加檔案", en: "an attached file" },
        Addition::Script => Phrase { zh: "程式碼或動作", en: "a script or an action" },
        Addition::Other => Phrase { zh: "其他資料", en: "other data" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn causes() -> Vec<Cause> {
        let some = || Some("qpdf".to_owned());
        let mut causes = vec![
            Cause::Empty,
            Cause::Encrypted,
            Cause::LineEndings,
            Cause::TextEncoding,
            Cause::Base64,
            Cause::Altered,
            Cause::DamagedSignature,
            Cause::Specimen,
            Cause::NewerFormat { version: 7 },
            Cause::Unknown,
        ];
        for value in [None, some()] {
            causes.extend([
                Cause::NotPdf { kind: value.clone() },
                Cause::OrdinaryPdf { program: value.clone() },
                Cause::Scan { program: value.clone() },
                Cause::Printed { program: value.clone() },
                Cause::ReSaved { program: value.clone() },
                Cause::Edited { added: vec![Addition::Signature], program: value.clone() },
                Cause::SignedBySomeoneElse { signer: value },
            ]);
        }
        for count in [1, 1234] {
            causes.extend([
                Cause::CutOff { missing: Some(count) },
                Cause::TrailingBytes { count },
                Cause::LeadingBytes { count },
            ]);
        }
        causes.push(Cause::CutOff { missing: None });
        causes
    }

    #[track_caller]
    fn check(cause: Cause, language: Language, words: &[&str]) {
        let said = sentence(&Diagnosis::likely(cause), language);
        for word in words {
            assert!(said.contains(word), "`{word}` is not in: {said}");
        }
    }

    #[test]
    fn every_cause_has_a_sentence_in_both_languages_and_a_next_step() {
        let ideograph = |c| matches!(c, '\u{4e00}'..='\u{9fff}');
        for cause in causes() {
            for diagnosis in [Diagnosis::likely(cause.clone()), Diagnosis::unsure(cause.clone())] {
                let zh = sentence(&diagnosis, Language::Chinese);
                let en = sentence(&diagnosis, Language::English);
                assert!(zh.contains(ideograph) && zh.ends_with('。'), "{zh}");
                assert!(!en.contains(ideograph) && en.ends_with('.'), "{en}");
                assert!(!en.contains("{") && !zh.contains("{"), "{en} {zh}");
            }
            assert!(!advice(&cause).is_empty(), "{cause:?}");
        }
    }

    #[test]
    fn the_values_are_said() {
        for language in [Language::Chinese, Language::English] {
            let name = Some("Ghostscript".to_owned());
            check(Cause::ReSaved { program: name.clone() }, language, &["Ghostscript"]);
            check(Cause::Printed { program: name.clone() }, language, &["Ghostscript"]);
            check(Cause::Scan { program: name.clone() }, language, &["Ghostscript"]);
            check(Cause::OrdinaryPdf { program: name.clone() }, language, &["Ghostscript"]);
            check(Cause::Edited { added: vec![], program: name }, language, &["Ghostscript"]);
            check(Cause::CutOff { missing: Some(12_345) }, language, &["12,345"]);
            check(Cause::TrailingBytes { count: 4096 }, language, &["4,096"]);
            check(Cause::LeadingBytes { count: 4096 }, language, &["4,096"]);
            check(Cause::NotPdf { kind: Some("HEIC".to_owned()) }, language, &["HEIC"]);
            check(Cause::NewerFormat { version: 7 }, language, &["7"]);
        }
    }

    #[test]
    fn a_name_in_a_signature_is_marked_as_unchecked() {
        let signer = || Cause::SignedBySomeoneElse { signer: Some("Ministry of Education".to_owned()) };
        check(signer(), Language::Chinese, &["「Ministry of Education」", "未經查證"]);
        check(signer(), Language::English, &["“Ministry of Education”", "nobody has checked"]);
    }

    #[test]
    fn everything_added_is_listed() {
        let added = vec![Addition::Annotation, Addition::Signature];
        let edited = || Cause::Edited { added: added.clone(), program: None };
        check(edited(), Language::Chinese, &["註解或圖記、另一個簽章"]);
        check(edited(), Language::English, &["a note or drawing, another signature"]);
    }

    #[test]
    fn a_guess_says_that_it_is_one_and_a_proof_that_it_is_proved() {
        let cut = Cause::CutOff { missing: None };
        assert!(sentence(&Diagnosis::unsure(cut.clone()), Language::Chinese).starts_with("可能"));
        assert!(sentence(&Diagnosis::unsure(cut.clone()), Language::English).starts_with("Possibly"));
        let proved = Diagnosis { cause: cut, certainty: Certainty::Certain };
        assert!(sentence(&proved, Language::English).ends_with("the file is authentic."));
    }
}
