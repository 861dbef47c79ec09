//! Line ends that were translated, as file transfer in text mode, `unix2dos` or
//! version control do it.
//!
//! A certificate writes its line ends as LF, so LF → CR LF shows in its header, and
//! CR LF → LF in offsets that no longer fit. Some bytes of its compressed streams
//! may be CR LF by chance; text mode keeps those apart and can always be undone,
//! other programs cannot.

use crate::{
    Cause, Outcome,
    form::{self, ByteRange},
    search::{contains, find_all},
};

/// Recognises a translation, and undoes the usual one.
pub(crate) fn translated(file: &[u8]) -> Option<Outcome> {
    let cause = Cause::LineEndings;
    if begins_with_lines(file, b"\r\n") {
        return Some(Outcome::likely(cause, Some(without_returns(file))));
    }
    let replaced = begins_with_lines(file, b"\r");
    (replaced || shortened(file)).then(|| Outcome::likely(cause, None))
}

/// Whether the lines of our header end like that.
fn begins_with_lines(file: &[u8], end: &[u8]) -> bool {
    let lines = form::HEADER.split_inclusive(|byte| *byte == b'\n').map(|line| line.trim_ascii_end());
    let header: Vec<u8> = lines.flat_map(|line| [line, end]).flatten().copied().collect();
    file.strip_prefix(header.as_slice()).is_some_and(|rest| !rest.starts_with(b"\n"))
}

/// CR LF → LF.
fn without_returns(file: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(file.len());
    let mut from = 0;
    for at in find_all(file, b"\r\n") {
        bytes.extend_from_slice(file.get(from..at).unwrap_or_default());
        from = at.saturating_add(1);
    }
    bytes.extend_from_slice(file.get(from..).unwrap_or_default());
    bytes
}

/// Whether bytes are missing in the middle of a whole certificate, and none of
/// them can be found that a translation takes away.
fn shortened(file: &[u8]) -> bool {
    let moved = form::displaced(file)
        .is_some_and(|(gap, ByteRange { start, length, .. })| gap < start && file.len() < length);
    moved && form::begun(file) && form::ended(file) && !contains(file, b"\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file in our form that has CR LF in a stream.
    fn certificate() -> Vec<u8> {
        let dictionary = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:)/Contents";
        let mut file =
            [form::HEADER, b"stream\n\x80\r\n\xff\r\n\nendstream\nendobj\n", dictionary.as_bytes()].concat();
        let gap = file.len();
        let tail = |rest: usize| format!("/ByteRange[0 {gap} {} {rest}]>>\n%%EOF\n", gap + 4);
        let rest = (1..).find(|rest| tail(*rest).len() == *rest).unwrap();
        file.extend(b"<00>");
        file.extend(tail(rest).bytes());
        file
    }

    fn replaced(from: &str, to: &str) -> Vec<u8> {
        let text: String = certificate().into_iter().map(char::from).collect();
        text.replace(from, to).chars().map(|c| u8::try_from(c).unwrap()).collect()
    }

    #[track_caller]
    fn check(changed: &[u8], restored: Option<&[u8]>) {
        let outcome = translated(changed).unwrap();
        assert_eq!(outcome.diagnosis.cause, Cause::LineEndings);
        assert_eq!(outcome.restored.as_deref(), restored);
    }

    #[test]
    fn text_mode_is_undone_even_where_cr_lf_stood_before() {
        check(&replaced("\n", "\r\n"), Some(&certificate()));
    }

    #[test]
    fn what_cannot_be_undone_is_still_named() {
        check(&replaced("\r\n", "\n"), None);
        check(&replaced("\r", ""), None);
        check(&replaced("\n", "\r"), None);
    }

    #[test]
    fn a_certificate_and_other_files_are_left_alone() {
        assert_eq!(translated(&certificate()), None);
        assert_eq!(translated(b"%PDF-1.7\r\n%\xb5\xb5\xb5\xb5\r\n1 0 obj\r\n"), None);
    }
}
