//! The words about pictures of certificates, and about codes found in files that
//! are no originals.

use certificate::ItemCode;

use super::{Phrase, Sentence, VERIFIER_ADVICE, item};
use crate::copies::Unread;

phrases! {
    /// Beside the drop zone: what else may be chosen.
    PAPER =
        "手上是紙本？也可以選擇或拍攝證書上二維條碼的照片、掃描檔或螢幕截圖。",
        "A paper copy? Choose or take a photo, a scan or a screenshot of the square code on it.";

    /// There is no code in a picture.
    NO_CODE =
        "在這張圖片裡找不到可以判讀的二維條碼。圖片本身不是電子證書，無法驗證。",
        "No readable code was found in this picture. A picture itself is no electronic certificate and cannot be \
         verified.";
    /// What to do then.
    NO_CODE_ADVICE =
        "請再拍一次：光線充足、把紙攤平、靠近條碼並從正上方拍，讓整個條碼清楚地在畫面內。也可以向持證人索取原始的 PDF 檔案。",
        "Take another picture: more light, the paper flat, closer to the code and from straight above, with all of \
         the code sharp in view. Or ask the holder for the original PDF file.";
    /// The browser cannot unpack a picture.
    PICTURE_UNREADABLE =
        "瀏覽器無法開啟這張圖片：格式不支援，或檔案已損壞。",
        "The browser cannot open this picture: it does not know the format, or the file is damaged.";
    /// What to do then.
    PICTURE_UNREADABLE_ADVICE =
        "請將圖片轉存為 JPEG 或 PNG，或直接以螢幕截圖，再選擇一次。",
        "Save the picture as JPEG or PNG, or take a screenshot of it, and choose that.";
    /// A picture has too many pixels.
    PICTURE_TOO_LARGE = "這張圖片太大，無法判讀。", "This picture is too large to be read.";
    /// What to do then.
    PICTURE_TOO_LARGE_ADVICE =
        "請只拍攝或裁切出二維條碼的部分，再選擇一次。",
        "Take or cut out just the part with the code, and choose that.";
    /// The reader of codes stopped, or did not start.
    READER_DIED =
        "判讀條碼的程式沒有啟動、沒有回應或已停止。",
        "The program that reads codes did not start, did not answer, or stopped.";

    /// Above what the code in a refused file says.
    FOUND =
        "這個檔案的頁面上有驗證碼。檔案本身仍未通過驗證；以下只是驗證碼所載的內容。",
        "There is a code on the page of this file. The file itself is still not verified; below is only what the \
         code says.";
    /// Below the picture of a certificate.
    FIRST_PAGE = "檔案的第 1 頁，在這個裝置上繪製", "Page 1 of the file, drawn on this device";
}

/// Why there is nothing to say about a copy, and what to do next.
pub const fn unread(unread: Unread) -> (Phrase, Phrase) {
    match unread {
        Unread::NoCode => (NO_CODE, NO_CODE_ADVICE),
        Unread::PictureUnreadable => (PICTURE_UNREADABLE, PICTURE_UNREADABLE_ADVICE),
        Unread::PictureTooLarge => (PICTURE_TOO_LARGE, PICTURE_TOO_LARGE_ADVICE),
        Unread::ReaderDied => (READER_DIED, VERIFIER_ADVICE),
        Unread::Check(failure) => super::failure(failure),
    }
}

/// Says that the code is not that of the document: these items are not in its text.
pub fn foreign(stated: certificate::Kind, missing: &[ItemCode]) -> Sentence {
    let labels = missing.iter().map(|code| item(*code, stated));
    let (zh, en): (Vec<_>, Vec<_>) = labels.map(|label| (label.zh, label.en)).unzip();
    let (zh, en) = (zh.join("」與「"), en.join("” and “"));
    Sentence {
        zh: format!(
            "這個驗證碼與檔案內容不符：檔案的文字裡沒有驗證碼所載的「{zh}」。驗證碼可能是從別的證書移來的，或文字已遭更改；請勿採信。"
        ),
        en: format!(
            "This code does not belong to this file: “{en}” of the code is not in the file's text. The code may have \
             been moved here from another certificate, or the text was changed. Do not accept it."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_code_names_what_differs() {
        let said = foreign(certificate::Kind::University, &[ItemCode::Name, ItemCode::CertificateNumber]);
        for code in [ItemCode::Name, ItemCode::CertificateNumber] {
            let label = item(code, certificate::Kind::University);
            assert!(said.zh.contains(label.zh) && said.en.contains(label.en), "{said:?}");
        }
    }
}
