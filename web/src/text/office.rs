//! What the office pages have in common: frame, signing in, words of a
//! certificate's life.

use certificate::{
    Rank, Status,
    api::{Role, Session, SignInStep, Stage},
};

use super::{Phrase, Sentence};
use crate::{Language, route::Page};

phrases! {
    /// The product.
    PRODUCT = "電子教師證書", "Teacher Certificates";
    /// Names the menu.
    MENU = "主選單", "Main menu";
    /// While something is fetched.
    PENDING = "讀取中…", "Loading…";
    /// After a failure.
    TRY_AGAIN = "再試一次", "Try again";
    /// Closes a dialog.
    CLOSE = "關閉", "Close";
    /// Closes a dialog without doing anything.
    CANCEL = "取消", "Cancel";
    /// Takes a message away.
    DISMISS = "知道了", "Dismiss";
    /// Names the place where it stands what an act did.
    OUTCOME = "作業結果", "What was done";
    /// Takes an act back.
    UNDO = "復原", "Undo";
    /// Beside the label of a field that has to be filled in.
    REQUIRED = "必填", "required";
    /// The first option of a list.
    PLEASE_CHOOSE = "請選擇", "Please choose";
    /// The first option of a filter.
    ANY = "不限", "Any";
    /// While an act is under way.
    BUSY = "處理中…", "Working…";
    /// The picture of a certificate did not come.
    NO_PREVIEW = "目前無法顯示預覽。", "The preview cannot be shown now.";
    /// A page for other roles.
    FORBIDDEN = "您的帳號不能使用這個頁面", "This page is not for your account";
    /// What to do then.
    FORBIDDEN_ADVICE =
        "請從上方選單選擇您可以使用的作業；如需其他權限，請洽系統管理者。",
        "Choose from the menu above what your account may do. For other rights, ask the operator.";
    /// No such page.
    UNKNOWN = "查無此頁", "No such page";
    /// What to do then.
    UNKNOWN_ADVICE = "請檢查網址，或從上方選單選擇。", "Check the address, or choose from the menu above.";
    /// A value that is missing.
    NONE = "（無）", "(none)";

    /// Before the name of the account.
    SIGNED_IN_AS = "登入帳號：", "Signed in as:";
    /// Ends the session.
    SIGN_OUT = "登出", "Sign out";
    /// The page of signing in.
    SIGN_IN = "登入", "Sign in";
    /// What it is for.
    SIGN_IN_LEAD =
        "供學校人事單位、教師與教育部發證單位使用。驗證證書不需要登入。",
        "For school HR, teachers and the issuing unit of the ministry. Verifying a certificate needs no account.";
    /// When a page was asked for.
    SIGN_IN_FIRST = "請先登入，登入後會回到您要開啟的頁面。", "Please sign in; you will then get the page you asked for.";
    /// Label
    ACCOUNT = "帳號", "Account";
    /// Label
    PASSWORD = "密碼", "Password";
    /// Second step.
    SECOND_FACTOR = "第二因素驗證", "Second factor";
    /// What to do.
    SECOND_FACTOR_LEAD =
        "請開啟手機上的驗證器應用程式，輸入目前顯示的 6 位數字。",
        "Open the authenticator app on your phone and type the six digits it shows now.";
    /// Label
    CODE = "驗證碼", "Code";
    /// Hint
    CODE_HINT = "6 位數字，每 30 秒更新", "Six digits, new every 30 seconds";
    /// Sends a code.
    GIVE_CODE = "送出驗證碼", "Send the code";
    /// Setting up.
    ENROLMENT = "設定第二因素", "Set up the second factor";
    /// What to do.
    ENROLMENT_LEAD =
        "這個帳號需要第二因素。請用驗證器應用程式掃描下面的 QR 碼，再輸入它顯示的 6 位數字。",
        "This account needs a second factor. Scan the QR code with an authenticator app, then type the six digits \
         it shows.";
    /// Describes the picture.
    QR_CODE = "驗證器設定用的 QR 碼", "QR code for the authenticator";
    /// Label of the secret.
    SECRET = "無法掃描時，請手動輸入這組金鑰：", "If you cannot scan it, type this key:";
    /// Says that it is shown once.
    SECRET_ONCE = "這組金鑰只顯示這一次。", "The key is shown only this once.";
    /// Forced change.
    NEW_PASSWORD = "變更密碼", "Change the password";
    /// Why it is asked for.
    NEW_PASSWORD_WHY =
        "目前的密碼由他人提供，請先設定只有您知道的密碼。",
        "The password was given to you by somebody else. Choose one that only you know.";
    /// Label
    CURRENT_PASSWORD = "目前密碼", "Current password";
    /// Label
    PASSWORD_TO_BE = "新密碼", "New password";
    /// Label
    PASSWORD_REPEATED = "再輸入一次新密碼", "New password again";
    /// The rules.
    PASSWORD_RULES =
        "至少 12 個字元，含大寫、小寫、數字、符號中的三種（達 20 個字元則不限）；不得包含帳號，也不得與最近 3 次的密碼相同。",
        "At least 12 characters with three of upper case, lower case, digits and signs, or 20 characters; without the \
         account’s name, and not one of the last 3.";
    /// The two differ.
    PASSWORDS_DIFFER = "兩次輸入的新密碼不同", "The two new passwords differ";
    /// Sends the new password.
    SET_PASSWORD = "儲存新密碼", "Save the new password";
    /// Starts over with another account.
    OTHER_ACCOUNT = "改用其他帳號登入", "Sign in with another account";
    /// The session ended while a page was open.
    AGAIN = "登入已逾時，請重新登入", "Your session has ended: please sign in again";
    /// What that means.
    AGAIN_WHY =
        "您在頁面上輸入的內容仍保留著。登入後請再按一次剛才的按鈕。",
        "What you typed on the page is still there. Once signed in, press the button again.";

    /// Label of the roles.
    ROLES = "權限", "Roles";
    /// Label
    IDLE_UNTIL = "閒置登出時間", "Signed out when idle until";
    /// Label
    ENDS_AT = "登入有效至", "Session ends at the latest";
    /// The section about the account.
    ACCOUNT_FACTS = "帳號資料", "About this account";
    /// What the page says of the second factor.
    FACTOR_NOTE =
        "發證單位與稽核人員每次登入都需要驗證碼。手機遺失或更換時，請洽系統管理者重設第二因素。",
        "Issuers and auditors need a code whenever they sign in. If your phone is lost or replaced, ask the operator \
         to reset the second factor.";

    /// Page title
    ANNOUNCEMENTS = "公告", "Announcements";
    /// What it is.
    ANNOUNCEMENTS_TITLE =
        "撤銷、廢止教師證書公告",
        "Public list of annulled teacher certificates";
    /// What it holds.
    ANNOUNCEMENTS_LEAD =
        "依規定公告之高級中等以下學校及幼兒園教師證書，僅列證書字號與日期。",
        "Certificates of school and kindergarten teachers that the rules order to publish, by number and date only.";
    /// Nothing to list.
    NO_ANNOUNCEMENTS =
        "目前沒有公告。個別證書的狀態請用「證書驗證」查驗檔案。",
        "There are no announcements. To learn about one certificate, verify its file on the verification page.";
    /// Column
    DECISION_DATE = "處分日期", "Date of the decision";

    /// Stage
    APPROVED = "待製證", "Approved, not issued";
    /// Stage
    ISSUING = "製證中", "Being issued";
    /// Stage
    FAILED = "製證失敗", "Could not be issued";
    /// Stage, wording of the real system
    UNCONFIRMED = "尚未確認", "Unconfirmed";
    /// Stage, wording of the real system
    CONFIRMED = "已確認", "Confirmed";
    /// Status
    CURRENT = "有效", "In force";
    /// Status
    SUPERSEDED = "已換發新版", "Superseded";
    /// Status
    REVOKED = "已撤銷", "Revoked";
}

/// What a page is called in the menu and in the title of the window.
pub const fn page(page: &Page) -> Phrase {
    match page {
        Page::SignIn => SIGN_IN,
        Page::Confirm => super::school::TITLE,
        Page::Certificates => super::teacher::TITLE,
        Page::Ministry => super::ministry::TITLE,
        Page::Cases(_) => super::ministry::CASES,
        Page::Case(_) => super::ministry::CASE,
        Page::Import => super::ministry::IMPORT,
        Page::Issues => super::ministry::ISSUES,
        Page::Annulments => super::ministry::ANNULMENTS,
        Page::Audit => super::ministry::AUDIT,
        Page::Account => ACCOUNT,
        Page::Announcements => ANNOUNCEMENTS,
        Page::Unknown => UNKNOWN,
    }
}

/// The title of the window.
pub fn window_title(language: Language, at: &Page) -> String {
    match language {
        Language::Chinese => format!("{}｜{} dcert", page(at).zh, PRODUCT.zh),
        Language::English => format!("{} | {}, dcert", page(at).en, PRODUCT.en),
    }
}

/// What has to be done before the session is open.
pub const fn step(step: Option<SignInStep>) -> Phrase {
    match step {
        None => SIGN_IN,
        Some(SignInStep::SecondFactor) => SECOND_FACTOR,
        Some(SignInStep::SecondFactorEnrolment) => ENROLMENT,
        Some(SignInStep::PasswordChange) => NEW_PASSWORD,
    }
}

/// What a role is called.
pub fn role(role: &Role) -> Sentence {
    match role {
        Role::Teacher => Sentence { zh: "教師".to_owned(), en: "Teacher".to_owned() },
        Role::School { code } => {
            Sentence { zh: format!("學校人事單位（{code}）"), en: format!("School HR ({code})") }
        }
        Role::Issuer => Sentence { zh: "發證單位".to_owned(), en: "Issuing unit".to_owned() },
        Role::Auditor => Sentence { zh: "稽核".to_owned(), en: "Auditor".to_owned() },
    }
}

/// How far a certificate is.
pub const fn stage(stage: Stage) -> Phrase {
    match stage {
        Stage::Approved => APPROVED,
        Stage::Issuing => ISSUING,
        Stage::Failed => FAILED,
        Stage::Unconfirmed => UNCONFIRMED,
        Stage::Confirmed => CONFIRMED,
    }
}

/// What the public list says.
pub const fn status(status: Status) -> Phrase {
    match status {
        Status::Current => CURRENT,
        Status::Superseded => SUPERSEDED,
        Status::Revoked => REVOKED,
    }
}

/// 教授 …
pub const fn rank(rank: Rank) -> Phrase {
    Phrase { zh: rank.zh(), en: rank.en() }
}

/// A day: as ROC shorthand for readers of Chinese, ISO 8601 for others.
pub fn day(language: Language, day: certificate::Date) -> String {
    match language {
        Language::Chinese => day.roc_short(),
        Language::English => day.to_string(),
    }
}

/// A month, likewise.
pub fn month(language: Language, month: certificate::YearMonth) -> String {
    match language {
        Language::Chinese => month.roc_short(),
        Language::English => month.to_string(),
    }
}

/// After the end of a session.
pub fn signed_out() -> Sentence {
    Sentence { zh: "已登出。".to_owned(), en: "You are signed out.".to_owned() }
}

/// The session could not be ended.
pub fn not_signed_out() -> Sentence {
    Sentence {
        zh: "無法連線，尚未登出。請再試一次。".to_owned(),
        en: "The server cannot be reached; you are not signed out yet. Try again.".to_owned(),
    }
}

/// After a new password.
pub fn password_changed(session: &Session) -> Sentence {
    Sentence {
        zh: format!("帳號 {} 的密碼已變更。", session.account),
        en: format!("The password of {} was changed.", session.account),
    }
}
