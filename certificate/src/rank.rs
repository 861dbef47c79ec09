//! The four ranks of a university teacher (教育人員任用條例 Art. 14).

use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// An accredited rank. The order is the order of the ranks, so that "this rank
/// and every higher one" (該等級起) is a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// 講師
    Lecturer,
    /// 助理教授
    AssistantProfessor,
    /// 副教授
    AssociateProfessor,
    /// 教授
    Professor,
}

impl Rank {
    /// All ranks, lowest first.
    pub const ALL: [Self; 4] =
        [Self::Lecturer, Self::AssistantProfessor, Self::AssociateProfessor, Self::Professor];

    /// The rank in Chinese, as the certificate prints it.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Lecturer => "講師",
            Self::AssistantProfessor => "助理教授",
            Self::AssociateProfessor => "副教授",
            Self::Professor => "教授",
        }
    }

    /// The rank in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Lecturer => "Lecturer",
            Self::AssistantProfessor => "Assistant Professor",
            Self::AssociateProfessor => "Associate Professor",
            Self::Professor => "Professor",
        }
    }

    /// The code of the rank in files and on the command line, e.g. `associate-professor`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lecturer => "lecturer",
            Self::AssistantProfessor => "assistant-professor",
            Self::AssociateProfessor => "associate-professor",
            Self::Professor => "professor",
        }
    }
}

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The text names no rank.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a rank: expected 教授, 副教授, 助理教授 or 講師")]
pub struct ParseRankError;

impl FromStr for Rank {
    type Err = ParseRankError;

    /// Reads the Chinese word of a roster or the code.
    fn from_str(text: &str) -> Result<Self, ParseRankError> {
        Self::ALL.into_iter().find(|rank| rank.zh() == text || rank.code() == text).ok_or(ParseRankError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_ascend_from_lecturer_to_professor() {
        assert!(Rank::ALL.is_sorted());
        assert!(Rank::Lecturer < Rank::Professor);
    }

    #[test]
    fn both_spellings_parse_back() {
        for rank in Rank::ALL {
            assert_eq!(rank.zh().parse(), Ok(rank));
            assert_eq!(rank.code().parse(), Ok(rank));
        }
        assert_eq!("助教".parse::<Rank>(), Err(ParseRankError));
    }
}
