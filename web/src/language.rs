//! The two languages of the site.

/// A language that every sentence of the site exists in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Traditional Chinese as used in Taiwan; the language of the certificates.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// The BCP 47 tag, for the `lang` attribute and for storage.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-TW",
            Self::English => "en",
        }
    }

    /// The language the switch leads to.
    pub const fn other(self) -> Self {
        match self {
            Self::Chinese => Self::English,
            Self::English => Self::Chinese,
        }
    }

    /// The language of exactly this tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        [Self::Chinese, Self::English].into_iter().find(|language| language.tag() == tag)
    }

    /// The language for a reader with these preferences, best first. Every kind
    /// of Chinese leads to Chinese; a reader of neither language gets English,
    /// and one who says nothing gets the language of the certificates.
    pub fn preferred<'a>(tags: impl IntoIterator<Item = &'a str>) -> Self {
        let mut any = false;
        for tag in tags {
            any = true;
            let primary = tag.split('-').next().unwrap_or(tag);
            if primary.eq_ignore_ascii_case("zh") {
                return Self::Chinese;
            }
            if primary.eq_ignore_ascii_case("en") {
                return Self::English;
            }
        }
        if any { Self::English } else { Self::Chinese }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tags: &[&str], expected: Language) {
        assert_eq!(Language::preferred(tags.iter().copied()), expected, "{tags:?}");
    }

    #[test]
    fn the_first_language_we_speak_wins() {
        check(&["zh-TW", "en"], Language::Chinese);
        check(&["en-GB", "zh-TW"], Language::English);
        check(&["ja", "zh-Hant", "en"], Language::Chinese);
        check(&["EN-us"], Language::English);
    }

    #[test]
    fn a_reader_of_neither_gets_english_and_silence_gets_chinese() {
        check(&["vi", "id-ID"], Language::English);
        check(&["zhuang"], Language::English);
        check(&[], Language::Chinese);
    }

    #[test]
    fn tags_read_back() {
        for language in [Language::Chinese, Language::English] {
            assert_eq!(Language::from_tag(language.tag()), Some(language));
            assert_eq!(language.other().other(), language);
        }
        assert_eq!(Language::from_tag("zh"), None);
    }
}
