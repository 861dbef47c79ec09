//! The fixed sentences of the site.

use super::Phrase;

phrases! {
    /// The product.
    PRODUCT = "電子教師證書驗證", "Teacher Certificate Verification";
    /// The title of the window.
    WINDOW_TITLE = "證書驗證｜電子教師證書 dcert", "Verify a certificate | Teacher certificates, dcert";
    /// Jumps over the masthead.
    SKIP = "跳到主要內容", "Skip to main content";
    /// What the footer says of the site.
    FOOTER = "dcert 電子教師證書：簽發與驗證", "dcert: teacher certificates, issued and verified";
    /// Leads from the page of verification to the office pages.
    SIGN_IN = "登入", "Sign in";
    /// Before the version number.
    VERSION = "版本", "Version";
    /// Before the digest of the build.
    BUILD = "組建", "build";

    /// The heading of the page.
    TITLE = "證書驗證", "Verify a certificate";
    /// What the page does.
    LEAD =
        "選擇一份 PDF 電子教師證書，立即得知它是否由教育部簽發、內容有無更動、目前是否仍然有效。",
        "Choose a teacher certificate in PDF and see at once whether the Ministry of Education issued it, \
         whether it was changed, and whether it is still in force.";
    /// The promise.
    PROMISE =
        "檔案不會離開這部裝置。驗證全程在您的瀏覽器中進行，不上傳任何內容。",
        "The file never leaves this device. The check runs in your browser and nothing is uploaded.";
    /// Opens the explanation of the promise.
    PROMISE_HOW = "如何自行確認？", "How can I check that?";
    /// How to see that nothing is uploaded.
    PROMISE_PROOF =
        "開啟瀏覽器開發人員工具的「網路」面板再驗證：唯一的連線是下載證書狀態清單 /status/1，每個人下載的內容都相同，\
         伺服器無從得知您驗證哪一份證書。您也可以在頁面載入後中斷網路再驗證。本頁的程式可由原始碼重建，逐位元組相同；\
         頁尾的「組建」是它的摘要。",
        "Open the network panel of your browser’s developer tools and verify again: the only request is for the \
         status list, /status/1, which is the same for everybody, so the server cannot learn which certificate \
         you check. You can also disconnect from the network once this page has loaded. The programs of this page \
         can be built anew from their source, byte for byte; “build” at the foot of the page is their digest.";

    /// Names the drop zone.
    DROP_ZONE = "選擇證書檔案", "Choose a certificate file";
    /// Invites a drop.
    DROP_HERE = "將 PDF 證書拖放到這裡", "Drop the PDF certificate here";
    /// Shown while a file hovers over the page.
    DROP_NOW = "放開即開始驗證", "Release to verify";
    /// Between dropping and choosing.
    OR = "或", "or";
    /// Opens the file picker.
    CHOOSE = "選擇檔案", "Choose file";
    /// Opens the picker of folders.
    CHOOSE_FOLDER = "選擇資料夾", "Choose folder";
    /// More than one file.
    MANY_HINT =
        "也可以一次拖放多份證書、整個資料夾或 ZIP 壓縮檔，或將驗證收據與證書一起拖放。",
        "You can also drop many certificates, a folder or a ZIP archive, or a receipt together with its certificate.";
    /// Opens the file picker when a file is there already.
    CHOOSE_OTHER = "選擇其他檔案", "Choose another file";
    /// Starts the check, with a freshly fetched status list.
    VERIFY = "進行驗證", "Verify";
    /// Instead of a file name.
    NO_FILE = "尚未選擇檔案", "No file chosen yet";
    /// Label of the file.
    FILE = "檔案", "File";
    /// While the check runs.
    WORKING = "正在驗證", "Verifying";

    /// `current`, official wording.
    CURRENT_HEADING = "驗證成功", "Verification Successful";
    /// `current`, official wording.
    CURRENT =
        "電子證書符合教育部發證內容",
        "The certificate matches what the Ministry of Education issued";
    /// `superseded`, official wording.
    SUPERSEDED_HEADING = "驗證警告", "Verification Warning";
    /// `superseded`, official wording.
    SUPERSEDED =
        "電子證書已非最新版本，請向教育部發證單位確認",
        "A newer version of this certificate exists; please check with the issuing unit of the Ministry of \
         Education";
    /// What to do about an old version.
    SUPERSEDED_ADVICE =
        "請持證人提供換發後的最新版本。以下是這份舊版證書當時記載的內容。",
        "Ask the holder for the newest version. Below is what this earlier version stated.";
    /// `revoked`. The official wording is unconfirmed: a deployment sets it here
    /// and in [`REVOKED`].
    REVOKED_HEADING = "證書已撤銷", "Certificate Revoked";
    /// `revoked`; see [`REVOKED_HEADING`].
    REVOKED =
        "電子證書業經教育部撤銷或廢止",
        "The Ministry of Education has annulled or revoked this certificate";
    /// What to do about a revoked certificate.
    REVOKED_ADVICE =
        "請勿憑這份證書認定教師資格；如有疑問，請向教育部發證單位確認。以下是證書簽發時記載的內容。",
        "Do not accept this certificate as proof of a teacher’s qualification. If in doubt, ask the issuing unit \
         of the Ministry of Education. Below is what it stated when it was issued.";
    /// `not_recognised`, official wording.
    NOT_RECOGNISED_HEADING = "驗證失敗", "Verification Failed";
    /// `not_recognised`, official wording.
    NOT_RECOGNISED =
        "電子證書未受教育部認證",
        "This file is not recognised as a certificate of the Ministry of Education";
    /// Keeps an honest holder from the suspicion of forgery.
    NOT_RECOGNISED_NOTE =
        "驗證失敗表示這個檔案不是教育部簽發的原始檔案，不一定表示證書是偽造的。",
        "A failed check means that this is not the file the Ministry issued. It does not by itself mean that \
         the certificate is forged.";
    /// `status_unknown`.
    STATUS_UNKNOWN_HEADING = "無法確認", "Cannot Be Confirmed";
    /// `status_unknown`.
    STATUS_UNKNOWN =
        "電子證書的簽章正確，但目前無法確認最新狀態",
        "The signature is good, but the newest status could not be read";

    /// The page could not check the file.
    INCOMPLETE_HEADING = "無法完成驗證", "Check Not Completed";
    /// That is no statement about the certificate.
    INCOMPLETE =
        "這不代表證書有效或無效",
        "This says nothing about whether the certificate is valid";
    /// A drop without any file.
    NOTHING_DROPPED = "拖放的內容不是檔案。", "What was dropped is not a file.";
    /// What to do then.
    NOTHING_DROPPED_ADVICE =
        "請先將證書存成檔案，再拖放到此頁，或按「選擇檔案」。",
        "Save the certificate as a file first, then drop it here or press “Choose file”.";
    /// The program for many files and receipts did not load.
    ANNEX_AWAY =
        "驗證多個檔案與收據的程式無法載入。",
        "The program for many files and receipts could not be loaded.";
    /// What to do then.
    ANNEX_AWAY_ADVICE =
        "請確認網路連線後再試一次；也可以一次選擇一份 PDF 證書驗證。",
        "Check the network and try again, or verify one PDF certificate at a time.";
    /// The browser could not read the file.
    UNREADABLE =
        "瀏覽器無法讀取這個檔案：檔案可能已移動、改名、變更，或沒有讀取權限。",
        "The browser cannot read this file: it may have been moved, renamed or changed, or you may lack the \
         permission to read it.";
    /// What to do then.
    UNREADABLE_ADVICE =
        "請重新選擇檔案。檔案若在網路磁碟或雲端資料夾，請先複製到這部裝置。",
        "Choose the file again. If it is on a network drive or in a cloud folder, copy it to this device first.";
    /// The verifier failed, whatever the file.
    VERIFIER_FAILED =
        "驗證未能完成，這不代表證書有效或無效",
        "The check was not completed, which says nothing about whether the certificate is valid";
    /// The verifier stopped.
    VERIFIER_DIED =
        "驗證程式意外停止或無法載入。",
        "The verifier stopped unexpectedly or could not be loaded.";
    /// The verifier did not answer.
    VERIFIER_SILENT = "驗證程式逾時沒有回應。", "The verifier did not answer in time.";
    /// The verifier's answer was no report.
    VERIFIER_GARBLED = "驗證程式的回覆無法判讀。", "The answer of the verifier cannot be read.";
    /// What to do then.
    VERIFIER_ADVICE =
        "驗證程式已重新啟動，請按「進行驗證」再試一次；仍然失敗時，請重新載入此頁或更新瀏覽器。",
        "The verifier was started anew: press “Verify” to try again. If it fails again, reload this page or \
         update your browser.";

    /// Heading above the reasons.
    REASONS = "原因", "Reason";
    /// Heading above the next steps.
    NEXT_STEPS = "接下來該怎麼做", "What to do next";
    /// Before whom to ask.
    CONTACT = "聯絡窗口：", "Contact: ";
    /// Heading above the items.
    ITEMS = "證書記載事項", "What the certificate states";
    /// Heading above the facts.
    FACTS = "驗證依據", "What the result rests on";
    /// Opens the technical details.
    TECHNICAL = "技術細節", "Technical details";
    /// Checks another file.
    NEXT_FILE = "驗證下一份證書", "Verify another certificate";
    /// Makes a receipt of the check.
    MAKE_RECEIPT = "製作驗證收據", "Make a receipt";
    /// Another way to do so.
    NEXT_FILE_HINT = "也可以將檔案拖放到此頁的任何位置。", "You can also drop a file anywhere on this page.";

    /// The claims carry the specimen mark. The words 樣張 SPECIMEN stand on the
    /// page of the certificate too.
    SPECIMEN =
        "樣張 SPECIMEN：以測試金鑰簽發，不是正式證書",
        "SPECIMEN: signed with a test key, not an official certificate";
    /// The list could not be fetched; the browser's own copy was used.
    KEPT_LIST =
        "目前無法下載最新的證書狀態清單，本次依據這個瀏覽器先前保存的清單判定。",
        "The newest status list could not be fetched; this result rests on the list this browser kept.";

    /// Label: 姓名
    NAME = "姓名", "Name";
    /// Label: 出生年月日
    BIRTH_DATE = "出生年月日", "Date of birth";
    /// Label: 國民身分證統一編號或居留證統一證號
    IDENTITY_NUMBER =
        "國民身分證統一編號或居留證統一證號",
        "National ID No. or Resident Permit No.";
    /// Label: 審定等級
    RANK = "審定等級", "Accreditation level";
    /// Label: 證書字號
    CERTIFICATE_NUMBER = "證書字號", "Certificate No.";
    /// Label: 年資起算
    SENIORITY_START = "年資起算", "Starting date for associated seniority";
    /// Label: 送審學校
    SUBMITTING_SCHOOL = "送審學校", "Educational institution";
    /// Label of university certificates: 發給證書年月日
    UNIVERSITY_ISSUE_DATE = "發給證書年月日", "Date of issue";
    /// Label of K-12 certificates: 發證日期
    K12_ISSUE_DATE = "發證日期", "Date of issue";
    /// Label: 師資類科
    QUALIFICATION = "師資類科", "Teacher category and subject";
    /// Label: 法令依據
    LEGAL_BASIS = "法令依據", "Legal basis";
    /// Label: 發證機關
    ISSUING_AUTHORITY = "發證機關", "Issuing authority";
    /// Label: 國籍或地區
    NATIONALITY = "國籍或地區", "Nationality or region";
    /// Label: the kind of certificate
    KIND = "證書種類", "Kind of certificate";
    /// 專科以上學校教師證書
    UNIVERSITY = "專科以上學校教師證書", "Teacher’s Accreditation Level Certificate";
    /// 高級中等以下學校及幼兒園教師證書
    K12 =
        "高級中等以下學校及幼兒園教師證書",
        "Teacher Certificate for Senior Secondary Schools and Below and Preschools";
    /// Label: the mark of a reissue or replacement
    ANNOTATION = "註記", "Annotation";
    /// Label: 原發給日期
    ORIGINAL_ISSUE_DATE = "原發給日期", "Original date of issue";
    /// Label: 事由
    ANNOTATION_REASON = "事由", "Reason for the new issue";

    /// Label: the fingerprint
    FINGERPRINT = "數位指紋（SHA-256）", "Fingerprint (SHA-256)";
    /// Copies the fingerprint.
    COPY = "複製數位指紋", "Copy the fingerprint";
    /// After copying.
    COPIED = "已複製數位指紋", "Fingerprint copied";
    /// Copying is not allowed here.
    COPY_FAILED = "無法自動複製，請選取文字後複製", "Copying is not allowed here: select the text instead";
    /// Label: file size
    SIZE = "檔案大小", "File size";
    /// Label: the signer
    SIGNER = "簽署者", "Signed by";
    /// Label: fingerprint of the signing certificate
    SIGNER_FINGERPRINT = "簽署憑證的數位指紋", "Fingerprint of the signing certificate";
    /// Label: when the certificate was signed
    SIGNED_AT = "簽署時間", "Signed at";
    /// Label: the version of the list
    LIST_VERSION = "清單版本", "Version of the list";
    /// Label: when the list was made
    LIST_TIME = "清單時間", "Time of the list";
    /// Label: the end of the list's validity
    LIST_EXPIRY = "清單有效至", "List valid until";
    /// Label: when the file was judged
    JUDGED_AT = "驗證時間", "Verified at";
    /// After a time of day.
    TAIWAN_TIME = "臺灣時間", "Taiwan time";
    /// Before the place of a finding.
    AT_BYTE = "位置（位元組）", "At byte";
    /// Before the value that would have been right.
    EXPECTED = "應為", "Expected";
    /// Before the value found.
    FOUND = "實為", "Found";
}
