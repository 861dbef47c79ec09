//! What went wrong with a request. The server says the reason in both languages
//! in one text; here it is shown in one.

use certificate::api::ProblemKind;

use super::Phrase;
use crate::{Language, trouble::Trouble};

phrases! {
    /// The server could not be reached.
    AWAY = "目前無法連線到伺服器", "The server cannot be reached";
    /// What to do then.
    AWAY_ADVICE =
        "請檢查網路後再試一次；您輸入的內容仍保留在這裡。",
        "Check the network and try again; what you typed is still here.";
    /// The answer was not understood.
    GARBLED = "收到無法辨識的回應", "The answer could not be understood";
    /// What to do then.
    GARBLED_ADVICE =
        "網路可能要求先登入（例如旅館或校園網路），或系統正在更新。請稍後再試。",
        "The network may want you to log in first, or the system is being updated. Try again in a moment.";
    /// `not-found`
    NOT_FOUND = "查無資料", "Nothing found";
    /// What to do then.
    NOT_FOUND_ADVICE =
        "可能已不存在，或不屬於您的帳號可以查看的範圍。請檢查網址或輸入的內容。",
        "It may be gone, or not be yours to see. Check the address or what you typed.";
    /// `method-not-allowed`, `foreign-origin`
    NOT_ALLOWED = "系統不接受這個要求", "The system does not take this request";
    /// `too-large`
    TOO_LARGE = "檔案太大", "The file is too large";
    /// The page itself found something.
    SLIPS = "請補正下列欄位，尚未送出", "Please see to these fields; nothing was sent yet";
    /// A field that was left empty.
    MISSING = "此欄必填", "This field has to be filled in";
    /// A day that cannot be read.
    NOT_A_DATE = "請輸入日期，例：112-09-01", "Please give a date, for example 112-09-01";
    /// A certificate number that is not the one asked for.
    OTHER_NUMBER = "與這張證書的字號不同", "This is not the number of the certificate";
    /// `invalid`
    INVALID = "內容有誤，未儲存任何變更", "Something is not right; nothing was stored";
    /// `sign-in-required`
    SIGN_IN_REQUIRED = "您已登出或登入已逾時", "You are signed out, or your session has ended";
    /// What to do then.
    SIGN_IN_ADVICE =
        "請重新登入後再試一次；您輸入的內容仍保留在這裡。",
        "Sign in again and repeat; what you typed is still here.";
    /// `sign-in-refused`
    SIGN_IN_REFUSED = "無法登入", "Signing in was refused";
    /// What to do then. It does not tell which of these it is.
    SIGN_IN_REFUSED_ADVICE =
        "帳號、密碼或驗證碼不正確，或帳號暫時鎖定。連續 5 次失敗後鎖定 15 分鐘。",
        "The account, the password or the code is wrong, or the account is locked for now. After 5 failures it is \
         locked for 15 minutes.";
    /// `step-required`
    STEP_REQUIRED = "登入尚未完成", "Signing in is not complete";
    /// `forbidden`
    FORBIDDEN = "您的帳號沒有這項權限", "Your account may not do this";
    /// `too-many-requests`
    TOO_MANY = "要求次數過多", "Too many requests";
    /// What to do then.
    TOO_MANY_ADVICE = "請稍候一分鐘再試。", "Wait a minute and try again.";
    /// `conflict`
    CONFLICT = "目前的狀態不允許這項操作", "The state of things does not allow this";
    /// `unavailable`
    UNAVAILABLE = "服務暫時無法使用", "The service is not available now";
    /// `internal`
    INTERNAL = "系統發生錯誤", "Something went wrong on our side";
    /// What to do about either.
    LATER_ADVICE =
        "請稍後再試；仍然如此時，請通知系統管理者。",
        "Try again later; if that does not help, tell the operator of the system.";
}

/// What happened, in a few words.
pub fn heading(trouble: &Trouble) -> Phrase {
    match trouble {
        Trouble::Away => AWAY,
        Trouble::Garbled => GARBLED,
        Trouble::Problem(problem) => match problem.kind {
            ProblemKind::NotFound => NOT_FOUND,
            ProblemKind::MethodNotAllowed | ProblemKind::ForeignOrigin => NOT_ALLOWED,
            ProblemKind::TooLarge => TOO_LARGE,
            ProblemKind::Invalid => INVALID,
            ProblemKind::SignInRequired => SIGN_IN_REQUIRED,
            ProblemKind::SignInRefused => SIGN_IN_REFUSED,
            ProblemKind::StepRequired => STEP_REQUIRED,
            ProblemKind::Forbidden => FORBIDDEN,
            ProblemKind::TooManyRequests => TOO_MANY,
            ProblemKind::Conflict => CONFLICT,
            ProblemKind::Unavailable => UNAVAILABLE,
            ProblemKind::Internal => INTERNAL,
        },
    }
}

/// What more there is to say. Where the server knows the case better than a
/// general sentence, it speaks.
pub fn sentences(language: Language, trouble: &Trouble) -> Vec<String> {
    let own = |phrase: Phrase| vec![phrase.say(language).to_owned()];
    let Trouble::Problem(problem) = trouble else {
        return own(if *trouble == Trouble::Away { AWAY_ADVICE } else { GARBLED_ADVICE });
    };
    match problem.kind {
        ProblemKind::SignInRequired | ProblemKind::StepRequired => own(SIGN_IN_ADVICE),
        ProblemKind::SignInRefused => own(SIGN_IN_REFUSED_ADVICE),
        ProblemKind::TooManyRequests => own(TOO_MANY_ADVICE),
        ProblemKind::Unavailable | ProblemKind::Internal => own(LATER_ADVICE),
        ProblemKind::NotFound => own(NOT_FOUND_ADVICE),
        ProblemKind::MethodNotAllowed
        | ProblemKind::ForeignOrigin
        | ProblemKind::TooLarge
        | ProblemKind::Invalid
        | ProblemKind::Forbidden
        | ProblemKind::Conflict => {
            // The title says in general what the detail says of this case.
            let text = in_language(language, problem.detail.as_deref().unwrap_or(&problem.title));
            let is_new = !text.is_empty() && text != heading(trouble).say(language);
            is_new.then_some(text).into_iter().collect()
        }
    }
}

/// The last part of the `type`, a stable hook.
pub fn slug(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Away => "away",
        Trouble::Garbled => "garbled",
        Trouble::Problem(problem) => match problem.kind {
            ProblemKind::NotFound => "not-found",
            ProblemKind::MethodNotAllowed => "method-not-allowed",
            ProblemKind::TooLarge => "too-large",
            ProblemKind::Invalid => "invalid",
            ProblemKind::SignInRequired => "sign-in-required",
            ProblemKind::SignInRefused => "sign-in-refused",
            ProblemKind::StepRequired => "step-required",
            ProblemKind::Forbidden => "forbidden",
            ProblemKind::ForeignOrigin => "foreign-origin",
            ProblemKind::TooManyRequests => "too-many-requests",
            ProblemKind::Conflict => "conflict",
            ProblemKind::Unavailable => "unavailable",
            ProblemKind::Internal => "internal",
        },
    }
}

/// One language of a text that says the same first in Chinese and then in English.
/// English begins with its first two words in a row; a text that cannot be taken
/// apart is shown whole.
pub fn in_language(language: Language, text: &str) -> String {
    let Some(start) = start_of_english(text) else { return text.to_owned() };
    let (zh, en) = text.split_at(start);
    match language {
        Language::Chinese => zh.trim().to_owned(),
        Language::English => en.trim().to_owned(),
    }
}

/// Where the first two English words in a row begin, after something Chinese.
fn start_of_english(text: &str) -> Option<usize> {
    let first = text.find(is_chinese)?;
    let mut before = None;
    let mut place = first;
    for part in text[first..].split_inclusive(|c: char| c == ' ' || is_chinese(c)) {
        let word = part.trim_end();
        let is_english = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic());
        let is_alphabetic = word.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
        match before {
            Some(start) if is_english => return Some(start),
            _ => before = (is_english && is_alphabetic && part.ends_with(' ')).then_some(place),
        }
        place += part.len();
    }
    None
}

/// An ideograph or a full-width mark.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, zh: &str, en: &str) {
        assert_eq!(in_language(Language::Chinese, text), zh);
        assert_eq!(in_language(Language::English, text), en);
    }

    #[test]
    fn one_language_of_two_is_shown() {
        check("找不到此網址 No such address", "找不到此網址", "No such address");
        check(
            "公開網址只支援 GET。Public addresses take GET only.",
            "公開網址只支援 GET。",
            "Public addresses take GET only.",
        );
    }

    #[test]
    fn chinese_within_the_english_part_stays_there() {
        check(
            "格式不符 Not in the form needed: a date is written 112-09-01, 中華民國112年9月1日 or 2023-09-01",
            "格式不符",
            "Not in the form needed: a date is written 112-09-01, 中華民國112年9月1日 or 2023-09-01",
        );
        check(
            "不是證書字號 a number is written 教字第142195號",
            "不是證書字號",
            "a number is written 教字第142195號",
        );
        check("密碼至少 12 個字元 At least 12 characters", "密碼至少 12 個字元", "At least 12 characters");
    }

    #[test]
    fn what_cannot_be_taken_apart_is_shown_whole() {
        for whole in ["沒有英文", "no Chinese at all", "格式錯誤 XLSX", ""] {
            check(whole, whole, whole);
        }
    }
}
