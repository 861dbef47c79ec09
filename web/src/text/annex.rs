//! Many files at once, and receipts.

use certificate::Verdict;

use super::{Phrase, failure, verdict_heading};
use crate::{
    Language,
    batch::{Column, Fault, Kind, archive::ArchiveError},
};

phrases! {
    /// Heading
    TITLE = "多份證書的驗證結果", "Results for many files";
    /// Heading, for one file or none
    TITLE_OF_ONE = "驗證結果", "Result";
    /// Names the table
    TABLE = "每個檔案的驗證結果", "The result of each file";
    /// Names the progress bar
    PROGRESS = "驗證進度", "Progress";
    /// Looks into folders and archives
    GATHERING = "正在讀取檔案清單", "Listing the files";
    /// Nothing in what was given
    NOTHING = "裡面沒有可以驗證的檔案。", "There is no file to verify in it.";
    /// What to do then
    NOTHING_ADVICE =
        "請確認資料夾或壓縮檔中有 PDF 證書，再重新選擇。",
        "Check that the folder or archive holds PDF certificates, and choose again.";
    /// Ends a run
    STOP = "停止", "Stop";
    /// Goes on
    RESUME = "繼續驗證", "Go on";
    /// Once more
    RETRY = "再試未完成的檔案", "Try the unfinished ones again";
    /// Export
    CSV = "匯出 CSV", "Export CSV";
    /// Export
    XLSX = "匯出 XLSX", "Export XLSX";
    /// Filter by words
    SEARCH = "尋找檔名、證書字號或姓名", "Find a file name, certificate number or name";
    /// Filter by kind
    ALL_KINDS = "全部", "All";
    /// Nothing is left of the filter
    NONE_SHOWN = "沒有符合條件的檔案。", "No file matches.";
    /// Takes the filter away
    SHOW_ALL = "顯示全部", "Show all";
    /// Page of the table
    PREVIOUS = "上一頁", "Previous page";
    /// Page of the table
    FOLLOWING = "下一頁", "Next page";
    /// Opens the details
    DETAILS = "詳細內容", "Details";
    /// Closes the details
    BACK = "回到列表", "Back to the list";
    /// Column
    NUMBER = "序號", "No.";
    /// Column
    FILE = "檔案", "File";
    /// Column
    OUTCOME = "結果", "Result";
    /// Column
    CERTIFICATE = "證書字號", "Certificate No.";
    /// Column
    HOLDER = "姓名", "Name";
    /// Column
    ACTS = "操作", "Actions";
    /// Column of exports
    REASON = "說明", "Explanation";
    /// Column of exports
    RANK = "等級或類科", "Rank or category";
    /// Column of exports
    SCHOOL = "學校或發證機關", "School or authority";
    /// Column of exports
    ISSUED = "發證日期", "Date of issue";
    /// Column of exports
    FINGERPRINT = "數位指紋（SHA-256）", "Fingerprint (SHA-256)";
    /// Column of exports
    JUDGED = "驗證時間（臺灣時間）", "Verified at (Taiwan time)";
    /// Column of exports
    LIST = "狀態清單版本", "Version of the status list";
    /// In exports
    SPECIMEN = "樣張", "Specimen";
    /// State of a row
    WAITING = "尚未驗證", "Not checked yet";
    /// State of a row
    INCOMPLETE = "無法完成驗證", "Check not completed";
    /// The entry has a password
    LOCKED = "壓縮檔中的這個檔案有密碼，請解壓縮後再驗證。", "This entry has a password: unpack the archive and verify the file.";
    /// The entry is packed in another way
    METHOD =
        "瀏覽器無法解開這個檔案的壓縮方式，請解壓縮後再驗證。",
        "The browser cannot unpack this entry: unpack the archive and verify the file.";
    /// The entry is damaged
    DAMAGED = "壓縮檔中的這個檔案已損壞，請重新取得壓縮檔。", "This entry is damaged: get the archive again.";
    /// The archive is too large
    BUDGET =
        "壓縮檔解開後過大，其餘檔案不再解開。請分批驗證。",
        "The archive unpacks to too much, so the rest is left packed. Verify it in parts.";
    /// No archive
    NOT_AN_ARCHIVE = "這個壓縮檔不完整或不是 ZIP 檔，請重新取得。", "This archive is incomplete or no ZIP file: get it again.";
    /// Too large an archive
    ARCHIVE_TOO_LARGE =
        "這個壓縮檔過大或分成多個檔案，請解壓縮後改選資料夾。",
        "This archive is too large or in several parts: unpack it and choose the folder.";
    /// Made to do harm
    OVERLAPPING =
        "這個壓縮檔的內容互相重疊，不是一般程式所製作，不予解開。",
        "The contents of this archive overlap, as no ordinary program writes them; it is left packed.";

    /// Heading of a receipt
    RECEIPT = "驗證收據", "Evidence receipt";
    /// What it is
    RECEIPT_LEAD =
        "這份收據記錄這部裝置上一次驗證的結果，除證書字號外不含個人資料。收據未經簽署，不能取代證書本身：\
         日後把收據與證書檔案一起拖放到驗證頁，就能確認是不是同一個檔案，並依當時的狀態重新驗證。",
        "This receipt records one check on this device. It holds no personal data beyond the certificate number. \
         It is not signed and does not stand for the certificate: drop it on the verification page together with \
         the certificate’s file, and the page says whether it is the same file and checks it anew.";
    /// Downloads the receipt
    RECEIPT_FILE = "下載收據（JSON）", "Download the receipt (JSON)";
    /// Prints the receipt
    RECEIPT_PRINT = "列印收據", "Print the receipt";
    /// Closes the receipt
    CLOSE = "關閉", "Close";
    /// While the file is judged for it
    RECEIPT_WORKING = "正在製作收據", "Making the receipt";
    /// It cannot be made
    RECEIPT_FAILED =
        "收據無法製作：驗證未能完成，或檔案過大而無法計算數位指紋。請再試一次。",
        "The receipt could not be made: the check was not completed, or the file is too large for a fingerprint. \
         Try again.";
    /// Label: version of the verifier
    VERIFIER = "驗證程式版本", "Version of the verifier";
    /// The verdict at the time
    THEN = "收據所記", "The receipt says";
    /// The verdict now
    NOW = "現在", "Now";
    /// The list of the time was kept
    KEPT = "（先前保存的清單）", " (a list kept from before)";
    /// Heading of the comparison
    RECEIPTS = "與收據比對", "Compared with receipts";
    /// The file is the one
    SAME_FILE = "這就是收據所記的檔案：數位指紋相同。", "This is the file of the receipt: the fingerprints are equal.";
    /// Its verdict is the same
    SAME_VERDICT = "結果與當時相同。", "The result is the same as it was.";
    /// Its verdict is another
    OTHER_VERDICT =
        "結果已與當時不同，請以現在的結果為準。",
        "The result is no longer what it was: go by the one of now.";
    /// The file is not among them
    NO_FILE =
        "這些檔案都不是收據所記的檔案：數位指紋不同。請選擇當時驗證的原始檔案，與收據一起拖放。",
        "None of these files is the one of the receipt: the fingerprints differ. Drop the original file together \
         with the receipt.";
    /// Only a receipt was dropped
    RECEIPT_ALONE =
        "這是驗證收據。請將當時驗證的 PDF 證書與收據一起拖放，即可比對。",
        "This is a receipt. Drop it together with the PDF certificate that was checked, and they are compared.";
    /// Files are still being checked
    COMPARING = "檔案驗證完成後即可比對。", "Compared once the files are checked.";
    /// Not every JSON is a receipt
    NOT_A_RECEIPT = "這個 JSON 檔案不是驗證收據", "This JSON file is no receipt";
}

/// The name of a column.
pub const fn column(column: Column) -> Phrase {
    match column {
        Column::Number => NUMBER,
        Column::File => FILE,
        Column::Outcome => OUTCOME,
        Column::Certificate => CERTIFICATE,
        Column::Holder => HOLDER,
    }
}

/// The short words for a kind of outcome.
pub fn kind(kind: Kind) -> Phrase {
    match kind {
        Kind::Verdict(order) => verdict_heading(Verdict::from(order)),
        Kind::Failed => INCOMPLETE,
        Kind::Open => WAITING,
    }
}

/// Why a row has no verdict, and what to do.
pub fn fault(fault: Fault, language: Language) -> String {
    match fault {
        Fault::Check(page) => {
            let (reason, advice) = failure(page);
            let gap = match language {
                Language::Chinese => "",
                Language::English => " ",
            };
            [reason.say(language), advice.say(language)].join(gap)
        }
        Fault::Locked => LOCKED.say(language).to_owned(),
        Fault::Method => METHOD.say(language).to_owned(),
        Fault::Damaged => DAMAGED.say(language).to_owned(),
        Fault::Budget => BUDGET.say(language).to_owned(),
    }
}

/// Why an archive was left closed.
pub const fn archive(error: ArchiveError) -> Phrase {
    match error {
        ArchiveError::NotAnArchive => NOT_AN_ARCHIVE,
        ArchiveError::TooLarge => ARCHIVE_TOO_LARGE,
        ArchiveError::Overlapping => OVERLAPPING,
    }
}

/// How far a run is.
pub fn progress(language: Language, done: usize, all: usize) -> String {
    match language {
        Language::Chinese => format!("已驗證 {done}／{all} 份"),
        Language::English => format!("{done} of {all} checked"),
    }
}

/// What a run came to, for the live region.
pub fn outcome(language: Language, counts: &[(Kind, usize)]) -> String {
    let parts = counts.iter().filter(|(_, count)| *count > 0).map(|(of, count)| match language {
        Language::Chinese => format!("{} {count} 份", kind(*of).say(language)),
        Language::English => format!("{}: {count}", kind(*of).say(language)),
    });
    let parts: Vec<_> = parts.collect();
    match language {
        Language::Chinese => format!("驗證完畢：{}。", parts.join("、")),
        Language::English => format!("All files are checked. {}.", parts.join(", ")),
    }
}

/// Where the table is.
pub fn page(language: Language, from: usize, to: usize, all: usize) -> String {
    match language {
        Language::Chinese => format!("第 {from}–{to} 筆，共 {all} 筆"),
        Language::English => format!("{from}–{to} of {all}"),
    }
}

/// Files beyond the limit.
pub fn left_out(language: Language, count: usize) -> String {
    match language {
        Language::Chinese => format!("檔案過多，其餘 {count} 個沒有列入。請分批驗證。"),
        Language::English => format!("Too many files: {count} were left out. Verify them in parts."),
    }
}

/// Opens the details of a file, for screen readers.
pub fn details_of(language: Language, name: &str) -> String {
    match language {
        Language::Chinese => format!("{}：{name}", DETAILS.zh),
        Language::English => format!("{}: {name}", DETAILS.en),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Failure;

    #[test]
    fn every_fault_and_kind_has_words_in_both_languages() {
        for of in Kind::ALL {
            assert_ne!(kind(of).zh, kind(of).en);
        }
        for of in
            [Fault::Check(Failure::Unreadable), Fault::Locked, Fault::Method, Fault::Damaged, Fault::Budget]
        {
            assert_ne!(fault(of, Language::Chinese), fault(of, Language::English));
        }
    }

    #[test]
    fn a_run_is_summed_up() {
        let counts = [(Kind::ALL[0], 498), (Kind::ALL[1], 0), (Kind::Failed, 2)];
        assert_eq!(outcome(Language::Chinese, &counts), "驗證完畢：驗證成功 498 份、無法完成驗證 2 份。");
        assert_eq!(
            outcome(Language::English, &counts),
            "All files are checked. Verification Successful: 498, Check not completed: 2."
        );
    }
}
