//! The reason of each finding and what a reader can do about it.

use certificate::FindingCode;

use super::Phrase;

/// Why a file got no better verdict: one sentence for each code; codes that mean
/// the same to a reader share it. The code itself stands in the technical details.
pub const fn reason(code: FindingCode) -> Phrase {
    use FindingCode as F;
    match code {
        F::FileEmpty => {
            Phrase { zh: "檔案沒有任何內容（0 位元組）。", en: "The file is empty (0 bytes)." }
        }
        F::FileTooLarge => Phrase {
            zh: "檔案過大，不可能是本系統簽發的證書。",
            en: "The file is too large: no certificate issued here comes near this size.",
        },
        F::FileNotPdf => Phrase { zh: "這不是 PDF 檔案。", en: "This is not a PDF file." },
        F::PdfHeader
        | F::PdfCrossReference
        | F::PdfTrailer
        | F::PdfObject
        | F::PdfCatalog
        | F::PdfUnexpected
        | F::PdfEmbeddedFile
        | F::PdfReference
        | F::PdfPage => Phrase {
            zh: "檔案結構與簽發時不同：可能曾列印成 PDF、另存新檔或經其他軟體處理，也可能不是本系統簽發的檔案。",
            en: "The file is not built as it was issued: it may have been printed to PDF, re-saved or \
                 processed by other software, or it may come from somewhere else.",
        },
        F::PdfEnd => Phrase {
            zh: "檔案結尾不完整，或在結尾之後多出其他內容：可能傳輸中斷，或簽發後曾被儲存或附加資料。",
            en: "The file is cut off, or something follows its end: the transfer may have broken off, or \
                 data was added after issue.",
        },
        F::PdfEncrypted => Phrase {
            zh: "檔案設有密碼或加密；本系統簽發的證書不加密。",
            en: "The file is encrypted or locked with a password; certificates issued here never are.",
        },
        F::PdfActiveContent => Phrase {
            zh: "檔案含有程式碼、動作或表單；本系統簽發的證書沒有這些內容。",
            en: "The file carries a script, an action or a form; certificates issued here never do.",
        },
        F::PdfTooComplex => Phrase {
            zh: "檔案結構異常複雜，檢查已停止。",
            en: "The file is unusually complex, so the check was stopped.",
        },
        F::SignatureMissing => Phrase {
            zh: "檔案中沒有教育部的電子簽章；列印、掃描或另存的檔案都不會保留簽章。",
            en: "The file carries no electronic signature of the Ministry of Education. A printed, scanned \
                 or re-saved copy does not keep it.",
        },
        F::SignatureField | F::SignatureDictionary | F::SignatureByteRange | F::SignatureContents => Phrase {
            zh: "電子簽章的形式與簽發時不同，檔案可能經過更動。",
            en: "The electronic signature is not in the form it was issued in; the file may have been \
                 altered.",
        },
        F::CmsMalformed
        | F::CmsNotCanonical
        | F::CmsAttributes
        | F::CmsUnsignedAttributes
        | F::CmsSigningCertificate => Phrase {
            zh: "電子簽章已損壞，或不是由本系統製作。",
            en: "The electronic signature is damaged or was not made by this system.",
        },
        F::CmsAlgorithm => Phrase {
            zh: "電子簽章採用本系統不接受的演算法。",
            en: "The electronic signature uses an algorithm that is not accepted.",
        },
        F::DigestMismatch => Phrase {
            zh: "檔案內容在簽發之後有所更動。",
            en: "The content of the file was changed after it was issued.",
        },
        F::SignatureInvalid => Phrase {
            zh: "電子簽章不正確：檔案或簽章已遭更動或損壞。",
            en: "The electronic signature does not verify: the file or the signature was altered or damaged.",
        },
        F::SignerUnknown => Phrase {
            zh: "簽章不屬於教育部的發證系統，檔案由其他單位或個人簽署。",
            en: "The signature is not one of the Ministry’s issuing system; someone else signed this file.",
        },
        F::SignerCertificate | F::SignerPurpose => Phrase {
            zh: "簽署所用的憑證不得用於簽發教師證書。",
            en: "The key that signed this file may not be used to issue teacher certificates.",
        },
        F::SignerOutsideValidity => Phrase {
            zh: "簽發當時，簽署所用的憑證不在有效期間內。",
            en: "The signing key was outside its period of validity when the file was signed.",
        },
        F::ClaimsMissing | F::ClaimsMalformed => Phrase {
            zh: "檔案中的證書資料缺漏或無法讀取。",
            en: "The certificate data inside the file is missing or cannot be read.",
        },
        F::ClaimsNewerFormat => Phrase {
            zh: "證書採用較新的格式，這個版本的驗證頁面還無法讀取。",
            en: "The certificate uses a newer format that this version of the page cannot read yet.",
        },
        F::ClaimsIssuedAt | F::ClaimsSpecimen => Phrase {
            zh: "證書資料與電子簽章的記載互相矛盾。",
            en: "The certificate data and the electronic signature contradict each other.",
        },
        F::PageText | F::PagePhoto => Phrase {
            zh: "頁面上所載的內容與檔案中的證書資料不符。",
            en: "What the page shows does not agree with the certificate data inside the file.",
        },
        F::StatusMissing => Phrase {
            zh: "目前無法取得證書狀態清單，不知道這份證書是否已撤銷或換發。",
            en: "The status list could not be fetched, so it is not known whether this certificate was \
                 revoked or replaced.",
        },
        F::StatusMalformed | F::StatusIndex | F::StatusValue => {
            Phrase { zh: "證書狀態清單無法判讀。", en: "The status list cannot be read." }
        }
        F::StatusSigner | F::StatusSignature => Phrase {
            zh: "證書狀態清單的簽章不正確，因此不予採用。",
            en: "The status list is not properly signed and was not used.",
        },
        F::StatusExpired => Phrase {
            zh: "手邊的證書狀態清單已逾有效時間。",
            en: "The status list at hand has expired.",
        },
        F::StatusFromTheFuture => Phrase {
            zh: "證書狀態清單的製作時間晚於這部裝置目前的時間。",
            en: "The status list was made later than the present time of this device.",
        },
        F::StatusOlderThanSeen => Phrase {
            zh: "取得的證書狀態清單比這個瀏覽器先前看過的舊，因此不予採用。",
            en: "The status list is older than one this browser has seen before and was not used.",
        },
        F::StatusOtherList => Phrase {
            zh: "取得的狀態清單不是這份證書所指定的清單。",
            en: "The status list is not the one this certificate names.",
        },
        F::ClockBeforeIssue => Phrase {
            zh: "這部裝置目前的時間早於證書的簽發時間。",
            en: "The clock of this device is set to a time before this certificate was issued.",
        },
        F::ClockFarFromList => Phrase {
            zh: "這部裝置的日期與證書狀態清單相差超過一年，裝置的時間很可能不正確。",
            en: "The date of this device and the status list are more than a year apart, so the clock of this \
                 device is very likely wrong.",
        },
    }
}

/// Something a reader can do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// The wrong file was picked.
    ChooseCertificate,
    /// Get the issued bytes again.
    DownloadAgain,
    /// A person has to decide.
    AskIssuer,
    /// The clock of the device may be wrong.
    CheckClock,
    /// A new list may be had in a moment.
    TryAgain,
    /// A newer page may know more.
    ReloadPage,
}

impl Advice {
    /// The advice as a sentence.
    pub const fn phrase(self) -> Phrase {
        match self {
            Self::ChooseCertificate => Phrase {
                zh: "請選擇從發證系統下載的 PDF 電子證書。",
                en: "Choose the PDF certificate as it was downloaded from the issuing system.",
            },
            Self::DownloadAgain => Phrase {
                zh: "請持證人從發證系統重新下載電子證書，不要列印、另存或以其他軟體修改，直接驗證下載的檔案。",
                en: "Ask the holder to download the certificate again from the issuing system and check that \
                     very file: not a printout, not a copy saved by other software.",
            },
            Self::AskIssuer => Phrase {
                zh: "仍有疑問時，請向教育部發證單位確認。",
                en: "If in doubt, ask the issuing unit of the Ministry of Education.",
            },
            Self::CheckClock => Phrase {
                zh: "請檢查這部裝置的日期與時間，再按「進行驗證」。",
                en: "Check the date and time of this device, then press “Verify”.",
            },
            Self::TryAgain => Phrase {
                zh: "請確認網路連線，稍後再按「進行驗證」。",
                en: "Check the network connection and press “Verify” again in a moment.",
            },
            Self::ReloadPage => Phrase {
                zh: "請重新載入此頁以取得最新版本，再驗證一次。",
                en: "Reload this page to get its newest version, then verify again.",
            },
        }
    }
}

/// What to do about a finding, most promising step first.
pub const fn advice(code: FindingCode) -> &'static [Advice] {
    use FindingCode as F;
    match code {
        F::FileEmpty | F::FileTooLarge | F::FileNotPdf => &[Advice::ChooseCertificate],
        F::PdfHeader
        | F::PdfEnd
        | F::PdfCrossReference
        | F::PdfTrailer
        | F::PdfEncrypted
        | F::PdfObject
        | F::PdfTooComplex
        | F::PdfCatalog
        | F::PdfActiveContent
        | F::PdfUnexpected
        | F::PdfEmbeddedFile
        | F::PdfReference
        | F::PdfPage
        | F::SignatureMissing
        | F::SignatureField
        | F::SignatureDictionary
        | F::SignatureByteRange
        | F::SignatureContents
        | F::CmsMalformed
        | F::CmsNotCanonical
        | F::CmsAlgorithm
        | F::CmsAttributes
        | F::CmsUnsignedAttributes
        | F::CmsSigningCertificate
        | F::DigestMismatch
        | F::SignatureInvalid
        | F::SignerUnknown
        | F::ClaimsMissing
        | F::ClaimsMalformed => &[Advice::DownloadAgain, Advice::AskIssuer],
        F::SignerCertificate
        | F::SignerPurpose
        | F::SignerOutsideValidity
        | F::ClaimsIssuedAt
        | F::ClaimsSpecimen
        | F::PageText
        | F::PagePhoto => &[Advice::AskIssuer],
        F::ClaimsNewerFormat | F::StatusOtherList => &[Advice::ReloadPage, Advice::AskIssuer],
        F::StatusFromTheFuture | F::ClockBeforeIssue | F::ClockFarFromList => {
            &[Advice::CheckClock, Advice::AskIssuer]
        }
        F::StatusMissing
        | F::StatusMalformed
        | F::StatusSigner
        | F::StatusSignature
        | F::StatusIndex
        | F::StatusValue => &[Advice::TryAgain, Advice::AskIssuer],
        F::StatusExpired | F::StatusOlderThanSeen => {
            &[Advice::TryAgain, Advice::CheckClock, Advice::AskIssuer]
        }
    }
}
