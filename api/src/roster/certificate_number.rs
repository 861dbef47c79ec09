//! 證書字號 in the three ways in which rosters have it: whole, as digits with the
//! prefix in a column of its own, or as digits whose prefix follows from the rank.

use certificate::{CertificateNumber, Rank};

use super::{columns::Column, reasons::Explain as _};

/// What a row says of its number.
pub(super) struct Parts<'a> {
    /// 證書字號
    pub(super) number: &'a str,
    /// 字別
    pub(super) prefix: &'a str,
    /// The rank, where bare digits get the prefix of it.
    pub(super) rank: Option<Rank>,
}

/// Fewer digits have lost the zeros in front of them: numbers have five or six
/// (domain 3.4), and zeros count.
const MIN_BARE_DIGITS: usize = 5;

impl Parts<'_> {
    /// The number, or the column and the reason.
    pub(super) fn join(&self) -> Result<CertificateNumber, (Column, String)> {
        let refuse = |reason: &str| Err((Column::CertificateNumber, reason.to_owned()));
        let explain =
            |error: certificate::CertificateNumberError| (Column::CertificateNumber, error.reason());
        let prefix = bare_prefix(self.prefix);
        if !self.number.bytes().all(|byte| byte.is_ascii_digit()) {
            let number: CertificateNumber = self.number.parse().map_err(explain)?;
            return if prefix.is_empty() || prefix == number.prefix() {
                Ok(number)
            } else {
                Err((Column::NumberPrefix, "與證書字號不符 does not agree with 證書字號".to_owned()))
            };
        }
        if self.number.len() < MIN_BARE_DIGITS {
            return refuse(
                "只有數字時應有五或六位，開頭的零要保留 bare digits are five or six, zeros in front included",
            );
        }
        match (prefix, self.rank) {
            ("", None) => refuse(
                "缺字別：寫成 教字第142195號，或另填字別欄 the prefix is missing: write 教字第142195號, or fill the column 字別",
            ),
            ("", Some(rank)) => CertificateNumber::new(prefix_of(rank), self.number).map_err(explain),
            (prefix, _) => CertificateNumber::new(prefix, self.number)
                .map_err(|error| (Column::NumberPrefix, error.reason())),
        }
    }
}

/// 教, however it is written: 教, 教字, 教字第
fn bare_prefix(text: &str) -> &str {
    let text = text.strip_suffix('第').unwrap_or(text);
    text.strip_suffix('字').unwrap_or(text)
}

/// The prefixes seen in public (domain 3.4); whether they are the rule is not
/// known, so that a setting decides whether they are used.
const fn prefix_of(rank: Rank) -> &'static str {
    match rank {
        Rank::Professor => "教",
        Rank::AssociateProfessor => "副",
        Rank::AssistantProfessor => "助理",
        Rank::Lecturer => "講",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(number: &str, prefix: &str, rank: Option<Rank>, expected: Result<&str, Column>) {
        let joined = Parts { number, prefix, rank }.join();
        let joined = joined.map(|number| number.to_string()).map_err(|(column, _)| column);
        assert_eq!(joined.as_deref().map_err(|column| *column), expected);
    }

    #[test]
    fn a_whole_number_stands_for_itself() {
        check("教字第142195號", "", None, Ok("教字第142195號"));
        check("教字第142195號", "教字", None, Ok("教字第142195號"));
        check("教字第142195號", "副", None, Err(Column::NumberPrefix));
        check("教字142195號", "", None, Err(Column::CertificateNumber));
    }

    #[test]
    fn digits_take_the_prefix_of_its_column() {
        for prefix in ["助理", "助理字", "助理字第"] {
            check("009123", prefix, None, Ok("助理字第009123號"));
        }
        check("009123", "A", None, Err(Column::NumberPrefix));
        check("9123", "助理", None, Err(Column::CertificateNumber));
    }

    #[test]
    fn digits_take_the_prefix_of_the_rank_only_where_the_setting_says_so() {
        check("009123", "", None, Err(Column::CertificateNumber));
        check("009123", "", Some(Rank::AssistantProfessor), Ok("助理字第009123號"));
        check("009123", "副", Some(Rank::AssistantProfessor), Ok("副字第009123號"));
    }
}
