//! Every visible sentence, in both languages side by side: a missing
//! translation does not compile. Codes are matched without a wildcard arm, so a
//! new finding or verdict needs its words before the site builds.

/// Fixed sentences, each in both languages, and the list of them for the test that
/// reads them all.
macro_rules! phrases {
    ($($(#[$doc:meta])+ $name:ident = $zh:literal, $en:literal;)*) => {
        $($(#[$doc])+ pub const $name: Phrase = Phrase { zh: $zh, en: $en };)*

        /// Every fixed sentence, for the test that reads them all.
        #[cfg(test)]
        pub(in crate::text) const ALL: &[Phrase] = &[$($name,)*];
    };
}

pub mod annex;
pub mod checks;
pub mod copy;
pub mod diagnosis;
mod finding;
pub mod ministry;
pub mod office;
mod phrases;
pub mod problem;
pub mod school;
pub mod sight;
pub mod teacher;

use certificate::{AnnotationMark, ItemCode, Kind, Verdict};

pub use finding::{Advice, advice, reason};
pub use phrases::*;

use crate::{Language, session::Failure};

/// A sentence in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Traditional Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Phrase {
    /// The sentence in one language.
    pub const fn say(self, language: Language) -> &'static str {
        match language {
            Language::Chinese => self.zh,
            Language::English => self.en,
        }
    }
}

/// A sentence with values in it, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Traditional Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Sentence {
    /// The sentence in one language.
    pub fn say(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}

impl From<Phrase> for Sentence {
    fn from(phrase: Phrase) -> Self {
        Self { zh: phrase.zh.to_owned(), en: phrase.en.to_owned() }
    }
}

/// The short words of a verdict, set large.
pub const fn verdict_heading(verdict: Verdict) -> Phrase {
    match verdict {
        Verdict::Current => CURRENT_HEADING,
        Verdict::Superseded => SUPERSEDED_HEADING,
        Verdict::Revoked => REVOKED_HEADING,
        Verdict::NotRecognised => NOT_RECOGNISED_HEADING,
        Verdict::StatusUnknown => STATUS_UNKNOWN_HEADING,
    }
}

/// What a verdict means, in one sentence.
pub const fn verdict_sentence(verdict: Verdict) -> Phrase {
    match verdict {
        Verdict::Current => CURRENT,
        Verdict::Superseded => SUPERSEDED,
        Verdict::Revoked => REVOKED,
        Verdict::NotRecognised => NOT_RECOGNISED,
        Verdict::StatusUnknown => STATUS_UNKNOWN,
    }
}

/// What to do about a verdict that comes without findings.
pub const fn verdict_advice(verdict: Verdict) -> Option<Phrase> {
    match verdict {
        Verdict::Superseded => Some(SUPERSEDED_ADVICE),
        Verdict::Revoked => Some(REVOKED_ADVICE),
        Verdict::Current | Verdict::NotRecognised | Verdict::StatusUnknown => None,
    }
}

/// The short words in place of a verdict, and what they mean.
pub const fn failure_heading(failure: Failure) -> (Phrase, Phrase) {
    if failure.is_of_verifier() {
        (STATUS_UNKNOWN_HEADING, VERIFIER_FAILED)
    } else {
        (INCOMPLETE_HEADING, INCOMPLETE)
    }
}

/// Why the page could not check a file, and what to do next.
pub const fn failure(failure: Failure) -> (Phrase, Phrase) {
    match failure {
        Failure::NothingDropped => (NOTHING_DROPPED, NOTHING_DROPPED_ADVICE),
        Failure::AnnexAway => (ANNEX_AWAY, ANNEX_AWAY_ADVICE),
        Failure::Unreadable => (UNREADABLE, UNREADABLE_ADVICE),
        Failure::VerifierDied => (VERIFIER_DIED, VERIFIER_ADVICE),
        Failure::VerifierSilent => (VERIFIER_SILENT, VERIFIER_ADVICE),
        Failure::VerifierGarbled => (VERIFIER_GARBLED, VERIFIER_ADVICE),
    }
}

/// The label of an item. Chinese as in the regulation of the kind; English as in
/// its official translation where there is one.
pub const fn item(code: ItemCode, kind: Kind) -> Phrase {
    match code {
        ItemCode::Name => NAME,
        ItemCode::BirthDate => BIRTH_DATE,
        ItemCode::IdentityNumber => IDENTITY_NUMBER,
        ItemCode::Rank => RANK,
        ItemCode::CertificateNumber => CERTIFICATE_NUMBER,
        ItemCode::SeniorityStart => SENIORITY_START,
        ItemCode::SubmittingSchool => SUBMITTING_SCHOOL,
        ItemCode::IssueDate => match kind {
            Kind::University => UNIVERSITY_ISSUE_DATE,
            Kind::K12 => K12_ISSUE_DATE,
        },
        ItemCode::Qualification => QUALIFICATION,
        ItemCode::LegalBasis => LEGAL_BASIS,
        ItemCode::IssuingAuthority => ISSUING_AUTHORITY,
        ItemCode::Nationality => NATIONALITY,
    }
}

/// The name of a kind of certificate.
pub const fn kind(kind: Kind) -> Phrase {
    match kind {
        Kind::University => UNIVERSITY,
        Kind::K12 => K12,
    }
}

/// 補發 or 換發.
pub const fn annotation_mark(mark: AnnotationMark) -> Phrase {
    match mark {
        AnnotationMark::Reissue => Phrase { zh: mark.zh(), en: "Reissued" },
        AnnotationMark::Replacement => Phrase { zh: mark.zh(), en: "Replaced" },
    }
}

/// Whom to ask, as the build was told in `DCERT_CONTACT`: Chinese, a bar, English. A
/// build that was told nothing names nobody: the sentences say which office it is.
pub fn contact(language: Language) -> Option<&'static str> {
    let (zh, en) = option_env!("DCERT_CONTACT")?.split_once('|')?;
    Some(Phrase { zh, en }.say(language).trim()).filter(|contact| !contact.is_empty())
}

/// A file size, exact to the byte, with the rounded value people know.
pub fn size(language: Language, bytes: u64) -> String {
    const KIB: u64 = 1024;
    const MIB: u64 = KIB * KIB;
    let exact = grouped(bytes);
    let exact = match (language, bytes) {
        (Language::Chinese, _) => format!("{exact} 位元組"),
        (Language::English, 1) => format!("{exact} byte"),
        (Language::English, _) => format!("{exact} bytes"),
    };
    let (unit, name) = match bytes {
        0..KIB => return exact,
        KIB..MIB => (KIB, "KiB"),
        MIB.. => (MIB, "MiB"),
    };
    // No file has a length near the end of the type.
    let tenths = (bytes.saturating_mul(10).saturating_add(unit / 2)) / unit;
    let rounded = format!("{}.{} {name}", tenths / 10, tenths % 10);
    match language {
        Language::Chinese => format!("{rounded}（{exact}）"),
        Language::English => format!("{rounded} ({exact})"),
    }
}

/// An identity number of which the server says only the beginning.
pub fn cut(beginning: &str) -> String {
    format!("{beginning}…")
}

/// `1234567` → `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use certificate::FindingCode;

    use super::*;

    #[track_caller]
    fn check_complete(phrase: Phrase) {
        assert!(!phrase.zh.trim().is_empty() && !phrase.en.trim().is_empty(), "{phrase:?}");
        assert_ne!(phrase.zh, phrase.en);
        let ideograph = |c| matches!(c, '\u{4e00}'..='\u{9fff}');
        assert!(phrase.zh.contains(ideograph) && !phrase.en.contains(ideograph), "{phrase:?}");
    }

    #[test]
    fn every_phrase_speaks_both_languages() {
        let office = [
            annex::ALL,
            checks::ALL,
            copy::ALL,
            office::ALL,
            school::ALL,
            teacher::ALL,
            ministry::ALL,
            ministry::OF_CASES,
            problem::ALL,
            sight::ALL,
        ];
        for phrase in office.into_iter().flatten().chain(ALL) {
            check_complete(*phrase);
        }
        for mark in [AnnotationMark::Reissue, AnnotationMark::Replacement] {
            check_complete(annotation_mark(mark));
        }
    }

    #[test]
    fn every_finding_has_a_reason_and_a_next_step() {
        for code in FindingCode::ALL {
            check_complete(reason(*code));
            assert!(!advice(*code).is_empty(), "{code}");
            advice(*code).iter().copied().map(Advice::phrase).for_each(check_complete);
        }
    }

    #[test]
    fn the_official_wording_is_kept_letter_by_letter() {
        for (verdict, heading, sentence) in [
            (Verdict::Current, "驗證成功", "電子證書符合教育部發證內容"),
            (Verdict::Superseded, "驗證警告", "電子證書已非最新版本，請向教育部發證單位確認"),
            (Verdict::NotRecognised, "驗證失敗", "電子證書未受教育部認證"),
        ] {
            assert_eq!(verdict_heading(verdict).zh, heading);
            assert_eq!(verdict_sentence(verdict).zh, sentence);
        }
        assert_eq!(verdict_heading(Verdict::Current).en, "Verification Successful");
    }

    #[test]
    fn sizes_are_exact_and_rounded() {
        for (bytes, zh, en) in [
            (0, "0 位元組", "0 bytes"),
            (1, "1 位元組", "1 byte"),
            (1023, "1,023 位元組", "1,023 bytes"),
            (62_464, "61.0 KiB（62,464 位元組）", "61.0 KiB (62,464 bytes)"),
            (209_715_200, "200.0 MiB（209,715,200 位元組）", "200.0 MiB (209,715,200 bytes)"),
        ] {
            assert_eq!(size(Language::Chinese, bytes), zh);
            assert_eq!(size(Language::English, bytes), en);
        }
    }
}
