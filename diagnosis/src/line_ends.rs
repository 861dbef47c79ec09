//! Line ends that were translated, as file transfer in text mode, `unix2dos` or
//! version control do it.
//!
//! A certificate writes its line ends as LF, so LF → CR LF shows in its header, and
//! CR LF → LF in offsets that no longer fit. Some bytes of its compressed streams
//! are CR LF by chance. Where the translation did not keep those apart, streams
//! that are too short tell how many are missing, and the check sum of their
//! compression tells where they were.

use miniz_oxide::inflate::{decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit};

use crate::{
    Cause, Limits, Outcome,
    form::{self, ByteRange},
    search::{contains, find, find_all, number},
};

/// Recognises and undoes a translation.
pub(crate) fn translated(file: &[u8], limits: &Limits) -> Option<Outcome> {
    let cause = Cause::LineEndings;
    if starts_with_lines(file, b"\r") {
        // Every CR may have been an LF or not: nothing tells.
        return Some(Outcome::likely(cause, None));
    }
    if starts_with_lines(file, b"\r\n") {
        return Some(Outcome::likely(cause, Some(repaired(&without_returns(file), limits))));
    }
    let (gap, ByteRange { start, length, .. }) = form::displaced(file)?;
    let shortened = form::begun(file) && form::ended(file) && gap < start && file.len() < length;
    if !shortened || contains(file, b"\r\n") {
        return None;
    }
    Some(Outcome::likely(cause, Some(repaired(file, limits))))
}

fn starts_with_lines(file: &[u8], end: &[u8]) -> bool {
    let mut rest = file;
    form::HEADER.split_inclusive(|byte| *byte == b'\n').all(|line| {
        let matched = line.strip_suffix(b"\n").and_then(|line| rest.strip_prefix(line)?.strip_prefix(end));
        rest = matched.unwrap_or_default();
        matched.is_some_and(|rest| !rest.starts_with(b"\n"))
    })
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

/// Gives every stream that is too short its CR back, as far as the budget goes.
fn repaired(file: &[u8], limits: &Limits) -> Vec<u8> {
    let mut attempts = limits.attempts;
    let mut bytes = Vec::with_capacity(file.len());
    let mut from = 0;
    for stream in find_all(file, b">>stream\n").filter_map(|at| Stream::at(file, at)) {
        if stream.start < from || stream.bytes.len() >= stream.length {
            continue;
        }
        let Some(whole) = stream.completed(&mut attempts, limits) else { continue };
        bytes.extend_from_slice(file.get(from..stream.start).unwrap_or_default());
        bytes.extend_from_slice(&whole);
        from = stream.start.saturating_add(stream.bytes.len());
    }
    bytes.extend_from_slice(file.get(from..).unwrap_or_default());
    bytes
}

/// A compressed stream in the spelling of a certificate (docs/format.md §2).
struct Stream<'a> {
    start: usize,
    bytes: &'a [u8],
    /// What its dictionary says.
    length: usize,
}

impl<'a> Stream<'a> {
    fn at(file: &'a [u8], end_of_dictionary: usize) -> Option<Self> {
        const LENGTH: &[u8] = b"<</Length ";
        let before = file.get(..end_of_dictionary)?;
        let start = end_of_dictionary.checked_add(b">>stream\n".len())?;
        let dictionary = before.get(memchr::memmem::rfind(before, LENGTH)?..)?;
        let (length, _) = number(dictionary.get(LENGTH.len()..)?)?;
        let rest = file.get(start..)?;
        // From where it may end at the earliest: a few CR are missing, no more.
        let least = length.checked_sub(MISSING)?;
        let bytes = rest.get(..least.checked_add(find(rest.get(least..)?, b"\nendstream\nendobj\n")?)?)?;
        contains(dictionary, b"/FlateDecode").then_some(Self { start, bytes, length })
    }

    /// The stream with CR before some of its LF, so that it decompresses to its
    /// check sum.
    fn completed(&self, attempts: &mut usize, limits: &Limits) -> Option<Vec<u8>> {
        let places: Vec<_> = find_all(self.bytes, b"\n").collect();
        let missing = self.length.checked_sub(self.bytes.len())?;
        combinations(places.len(), missing).find_map(|chosen| {
            *attempts = attempts.checked_sub(1)?;
            let chosen: Vec<_> = chosen.iter().filter_map(|index| places.get(*index).copied()).collect();
            let whole = with_returns(self.bytes, &chosen);
            decompress_to_vec_zlib_with_limit(&whole, limits.decompressed).is_ok().then_some(whole)
        })
    }
}

/// More chance CR LF than this in one stream cannot be found again anyway.
const MISSING: usize = 2;

/// All ways to choose so many of `0..all`, for one or two.
fn combinations(all: usize, chosen: usize) -> impl Iterator<Item = Vec<usize>> {
    let first = if (1..=MISSING).contains(&chosen) { 0..all } else { 0..0 };
    first.flat_map(move |one| {
        let single = (chosen == 1).then(|| vec![one]);
        let pairs = (0..if chosen == 2 { one } else { 0 }).map(move |two| vec![two, one]);
        single.into_iter().chain(pairs)
    })
}

fn with_returns(bytes: &[u8], places: &[usize]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(bytes.len().saturating_add(places.len()));
    let mut from = 0;
    for place in places {
        whole.extend_from_slice(bytes.get(from..*place).unwrap_or_default());
        whole.push(b'\r');
        from = *place;
    }
    whole.extend_from_slice(bytes.get(from..).unwrap_or_default());
    whole
}

/// A deflated stream, up to a limit.
pub(crate) fn inflated(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    decompress_to_vec_with_limit(bytes, limit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::count;

    /// A file in our form with a stream that has CR LF in it.
    fn certificate() -> Vec<u8> {
        let noise: Vec<u8> = (0..40_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let stream = (0..).map(|salt: u8| {
            let plain: Vec<u8> = noise.iter().map(|byte| byte ^ salt).collect();
            miniz_oxide::deflate::compress_to_vec_zlib(&plain, 6)
        });
        let stream = stream.into_iter().find(|stream| count(stream, b"\r\n") == 1).unwrap();
        let mut file = form::HEADER.to_vec();
        file.extend(format!("<</Length {}/Filter/FlateDecode>>stream\n", stream.len()).bytes());
        file.extend(stream);
        file.extend(b"\nendstream\nendobj\n");
        let gap = file.len()
            + b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:)/Contents".len();
        file.extend(b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:)/Contents<00>");
        let tail = |rest: usize| format!("/ByteRange[0 {gap} {} {rest}]>>\n%%EOF\n", gap + 4);
        let rest = (1..).find(|rest| tail(*rest).len() == *rest).unwrap();
        file.extend(tail(rest).bytes());
        file
    }

    fn replaced(file: &[u8], from: &str, to: &str) -> Vec<u8> {
        let text: String = file.iter().copied().map(char::from).collect();
        text.replace(from, to).chars().map(|c| c as u8).collect()
    }

    #[track_caller]
    fn check(changed: &[u8]) {
        let outcome = translated(changed, &Limits::default()).unwrap();
        assert_eq!(outcome.diagnosis.cause, Cause::LineEndings);
        assert_eq!(outcome.restored.unwrap(), certificate());
    }

    #[test]
    fn text_mode_is_undone() {
        check(&replaced(&certificate(), "\n", "\r\n"));
    }

    #[test]
    fn line_ends_that_were_there_before_are_found_again() {
        let file = replaced(&certificate(), "\r\n", "\u{1}").iter().flat_map(|byte| match byte {
            b'\n' => b"\r\n".to_vec(),
            other => vec![*other],
        });
        // unix2dos: what was CR LF stays so.
        let file: Vec<u8> = file.collect();
        let original_pairs = count(&replaced(&certificate(), "\r\n", "\u{1}"), b"\x01");
        let elsewhere = count(&replaced(&certificate(), "\r\n", ""), b"\x01");
        assert_eq!(original_pairs - elsewhere, 1, "the mark stands for the one pair");
        let place = find(&certificate(), b"\r\n").unwrap();
        let mark = replaced(&certificate(), "\r\n", "\u{1}");
        assert_eq!(mark[place], 1);
        let lines_before = count(&mark[..place], b"\n");
        let mut file = file;
        file[place + lines_before] = b'\r';
        file.insert(place + lines_before + 1, b'\n');
        check(&file);
    }

    #[test]
    fn the_other_direction_is_undone_too() {
        check(&replaced(&certificate(), "\r\n", "\n"));
    }

    #[test]
    fn what_cannot_be_undone_is_still_named() {
        let outcome = translated(&replaced(&certificate(), "\n", "\r"), &Limits::default()).unwrap();
        assert_eq!((outcome.diagnosis.cause, outcome.restored), (Cause::LineEndings, None));
        assert_eq!(translated(&certificate(), &Limits::default()), None);
    }
}
