//! Looking for words in bytes.

use memchr::memmem;

/// Whether the words are there.
pub(crate) fn contains(bytes: &[u8], words: &[u8]) -> bool {
    memmem::find(bytes, words).is_some()
}

/// Where the words begin first.
pub(crate) fn find(bytes: &[u8], words: &[u8]) -> Option<usize> {
    memmem::find(bytes, words)
}

/// Where the words begin last.
pub(crate) fn find_last(bytes: &[u8], words: &[u8]) -> Option<usize> {
    memmem::rfind(bytes, words)
}

/// Every place where the words begin.
pub(crate) fn find_all(bytes: &[u8], words: &[u8]) -> impl Iterator<Item = usize> {
    memmem::find_iter(bytes, words)
}

/// How many times the words are there.
pub(crate) fn count(bytes: &[u8], words: &[u8]) -> usize {
    memmem::find_iter(bytes, words).count()
}

/// What follows the first occurrence of the words.
pub(crate) fn after<'a>(bytes: &'a [u8], words: &[u8]) -> Option<&'a [u8]> {
    bytes.get(find(bytes, words)?.checked_add(words.len())?..)
}

/// The bytes before the first occurrence of the words, or all of them.
pub(crate) fn before<'a>(bytes: &'a [u8], words: &[u8]) -> &'a [u8] {
    find(bytes, words).and_then(|end| bytes.get(..end)).unwrap_or(bytes)
}

/// The first so many bytes, or all of them.
pub(crate) fn head(bytes: &[u8], length: usize) -> &[u8] {
    bytes.get(..length).unwrap_or(bytes)
}

/// The last so many bytes, or all of them.
pub(crate) fn tail(bytes: &[u8], length: usize) -> &[u8] {
    bytes.get(bytes.len().saturating_sub(length)..).unwrap_or(bytes)
}

/// A decimal number behind white space, and what follows it.
pub(crate) fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let bytes = bytes.trim_ascii_start();
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = bytes.split_at_checked(digits)?;
    Some((str::from_utf8(digits).ok()?.parse().ok()?, rest))
}
