//! ZIP files under limits: how many entries, how large each, how large together.
//! What an entry says of its own size is not believed; every entry is unpacked
//! and counted before anything else reads the file.

use std::io::{Cursor, Read as _};

use certificate::api::RowProblem;
use memchr::memmem;
use zip::ZipArchive;

use super::reasons::{SAVE_AS_XLSX, of_file};

/// Photos of one roster; a workbook has some twenty entries.
const MAX_ENTRIES: usize = 5_000;
/// All entries together.
const MAX_UNPACKED: u64 = 256 << 20;
/// A sheet of 20,000 rows has about 30 MB.
const MAX_SHEET: u64 = 64 << 20;
/// Formats, names of sheets: every other part of a workbook that is read.
const MAX_PART: u64 = 2 << 20;

/// What a ZIP file holds.
pub(super) enum Contents {
    /// The parts of a workbook, each within its limits.
    Workbook,
    /// Files by name.
    Files(Vec<(String, Vec<u8>)>),
}

/// Opens a ZIP file and unpacks it once.
pub(super) fn open(bytes: &[u8]) -> Result<Contents, RowProblem> {
    check_directory(bytes)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let names: Result<Vec<String>, _> =
        archive.file_names().map(|name| name.map(|name| name.to_ascii_lowercase())).collect();
    let names = names.map_err(|_| damaged())?;
    let has = |name: &str| names.iter().any(|known| known == name);
    if has("[content_types].xml") {
        if !names.iter().any(|name| name.ends_with("workbook.xml")) {
            return Err(of_file(SAVE_AS_XLSX));
        }
        unpack(&mut archive, check_part)?;
        return Ok(Contents::Workbook);
    }
    if has("mimetype") && has("content.xml") {
        return Err(of_file(SAVE_AS_XLSX));
    }
    let mut files = Vec::new();
    unpack(&mut archive, |name, content| {
        files.push((name.to_owned(), content));
        Ok(())
    })?;
    Ok(Contents::Files(files))
}

/// The reader makes room for as many entries as the directory promises, so a
/// promise of millions is refused first. Every entry has a signature of its own,
/// and only a directory in the 64-bit form can promise more than 65,535.
fn check_directory(bytes: &[u8]) -> Result<(), RowProblem> {
    let entries = memmem::find_iter(bytes, b"PK\x01\x02").take(MAX_ENTRIES + 1).count();
    let is_64_bit = memmem::find_iter(bytes, b"PK\x05\x06")
        .filter_map(|end| bytes.get(end.checked_sub(20)?..))
        .any(|before| before.starts_with(b"PK\x06\x07"));
    if entries > MAX_ENTRIES || is_64_bit {
        return Err(of_file("ZIP 超過 5,000 個檔案 the ZIP holds more than 5,000 files"));
    }
    Ok(())
}

fn unpack(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    mut take: impl FnMut(&str, Vec<u8>) -> Result<(), RowProblem>,
) -> Result<(), RowProblem> {
    let mut left = MAX_UNPACKED;
    for index in 0..archive.len() {
        if archive.by_index_raw(index).is_ok_and(|entry| entry.encrypted()) {
            return Err(of_file("ZIP 有密碼保護 the ZIP is protected by a password"));
        }
        let mut entry = archive.by_index(index).map_err(|_| damaged())?;
        let name = entry_name(entry.name_raw());
        let mut content = Vec::new();
        // One byte more than may be left tells that there is more.
        let length = entry.by_ref().take(left + 1).read_to_end(&mut content).map_err(|_| damaged())?;
        left = u64::try_from(length)
            .ok()
            .and_then(|length| left.checked_sub(length))
            .ok_or_else(|| of_file("ZIP 解開後超過 256 MiB the ZIP is larger than 256 MiB when unpacked"))?;
        take(&name, content)?;
    }
    Ok(())
}

/// Old Windows programs write names in the system's encoding and do not say so.
fn entry_name(raw: &[u8]) -> String {
    match str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::BIG5.decode_without_bom_handling(raw).0.into_owned(),
    }
}

/// A part of a workbook: small, unless it is a sheet or the strings of the sheets.
#[expect(clippy::needless_pass_by_value, reason = "the other user of `unpack` keeps the content")]
fn check_part(name: &str, content: Vec<u8>) -> Result<(), RowProblem> {
    let name = name.to_ascii_lowercase();
    if !name.ends_with(".xml") && !name.ends_with(".rels") {
        return Ok(());
    }
    let is_large = !name.ends_with("styles.xml")
        && (name.contains("worksheets/") || name.ends_with("sharedstrings.xml"));
    let limit = if is_large { MAX_SHEET } else { MAX_PART };
    if u64::try_from(content.len()).is_ok_and(|length| length > limit) {
        return Err(of_file(
            "活頁簿過大，請將資料複製到新的活頁簿 the workbook is too large: copy the rows into a new one",
        ));
    }
    let is_honest = str::from_utf8(&content).is_ok() && announced_strings(&content) <= content.len();
    is_honest.then_some(()).ok_or_else(damaged)
}

/// `uniqueCount="N"`: the reader of the strings makes room for so many at once.
/// Each takes some bytes of its part, so that a true count is below its length.
fn announced_strings(content: &[u8]) -> usize {
    const NAME: &[u8] = b"uniqueCount";
    memmem::find_iter(content, NAME).map(|at| count_after(&content[at + NAME.len()..])).max().unwrap_or(0)
}

/// The number in `="N"`; 0 where something else follows. Nobody writes much space
/// there: where the window ends first, the count is taken for any number.
fn count_after(rest: &[u8]) -> usize {
    const WINDOW: usize = 64;
    let is_cut = rest.len() > WINDOW;
    let window = &rest[..rest.len().min(WINDOW)];
    let opening = window.iter().take_while(|byte| b" \t\r\n='\"".contains(byte)).count();
    let digits = window[opening..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if is_cut && opening + digits == WINDOW {
        return usize::MAX;
    }
    let digits = str::from_utf8(&window[opening..opening + digits]).unwrap_or_default();
    if digits.is_empty() { 0 } else { digits.parse().unwrap_or(usize::MAX) }
}

/// Not a ZIP file after all, cut off, or packed in an unusual way.
fn damaged() -> RowProblem {
    of_file("檔案已損壞或格式不符 the file is damaged or not what it looks like")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_announced_count_is_read_however_it_is_spaced() {
        assert_eq!(announced_strings(b"<sst count=\"9\" uniqueCount=\"12\"/>"), 12);
        assert_eq!(announced_strings(b"<sst uniqueCount = '7'>"), 7);
        assert_eq!(announced_strings(b"<sst uniqueCount=\"99999999999999999999999\">"), usize::MAX);
        assert_eq!(announced_strings(b"<sst>"), 0);
        assert_eq!(announced_strings(b"<t>uniqueCount is a word, 7</t>"), 0);
        let spaced = format!("<sst uniqueCount{}=\"7\">", " ".repeat(100));
        assert_eq!(announced_strings(spaced.as_bytes()), usize::MAX);
        // Many of them are looked at once each.
        assert_eq!(announced_strings(&b"uniqueCount".repeat(1 << 20)), 0);
    }

    #[test]
    fn names_of_old_programs_are_big5() {
        assert_eq!(entry_name(&encoding_rs::BIG5.encode("照片").0), "照片");
        assert_eq!(entry_name("照片".as_bytes()), "照片");
    }
}
