//! Edits of byte strings.

/// Where `needle` starts first.
pub(super) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

/// Where `needle` starts last.
pub(super) fn find_last(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).rposition(|window| window == needle)
}

/// A copy in which the first `from` is `to`.
#[track_caller]
pub(super) fn replace(bytes: &[u8], from: impl AsRef<[u8]>, to: impl AsRef<[u8]>) -> Vec<u8> {
    let (from, to) = (from.as_ref(), to.as_ref());
    let Some(at) = find(bytes, from) else {
        panic!("`{}` is not in the genuine file", String::from_utf8_lossy(from))
    };
    splice(bytes, at, from.len(), to)
}

/// A copy with `removed` bytes at `at` replaced.
pub(super) fn splice(bytes: &[u8], at: usize, removed: usize, inserted: &[u8]) -> Vec<u8> {
    [&bytes[..at], inserted, &bytes[at + removed..]].concat()
}

/// Hexadecimal in lower case between angle brackets: the gap as we write it.
pub(super) fn gap(bytes: &[u8]) -> Vec<u8> {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("<{digits}>").into_bytes()
}

/// The bytes behind hexadecimal digits.
pub(super) fn from_hex(digits: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).expect("a gap holds digits") as u8;
    digits.chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}
