//! Rosters in CSV (RFC 4180), in UTF-8 or in Big5.

use std::borrow::Cow;

use certificate::api::RowProblem;
use csv::{ReaderBuilder, StringRecord};

use super::{
    reasons::of_file,
    table::{Cell, Record, Table, collect},
};

/// Reads a CSV file.
pub(super) fn read(bytes: &[u8]) -> Result<Table, RowProblem> {
    let text = decode(bytes)?;
    // One kind of line end, so that blank lines can be counted.
    let text =
        if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.into_owned() };
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut row = 0;
    let records = reader.records().filter_map(Result::ok).map(|record| {
        row += 1 + blank_lines(&text, &record);
        Record { row, is_line: true, cells: record.iter().map(Cell::text).collect() }
    });
    collect(records)
}

/// Valid UTF-8 wins, with a byte order mark or without; Big5 is taken where every
/// byte means something in it.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, RowProblem> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(of_file(
            "檔案是 UTF-16，請另存為 CSV UTF-8 或 .xlsx the file is UTF-16: save it as CSV UTF-8 or as .xlsx",
        ));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = str::from_utf8(bytes) {
        return Ok(text.into());
    }
    match encoding_rs::BIG5.decode_without_bom_handling(bytes) {
        (text, false) => Ok(text),
        (_, true) => Err(of_file(
            "檔案既不是 UTF-8 也不是 Big5，請另存為 CSV UTF-8 或 .xlsx the file is neither UTF-8 nor Big5: save it as CSV UTF-8 or as .xlsx",
        )),
    }
}

/// The reader passes over blank lines, a spreadsheet counts them.
fn blank_lines(text: &str, record: &StringRecord) -> u64 {
    let start = record.position().and_then(|position| usize::try_from(position.byte()).ok());
    let rest = start.and_then(|start| text.as_bytes().get(start..)).unwrap_or_default();
    rest.iter().take_while(|byte| **byte == b'\n').fold(0, |lines, _| lines + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &[(u64, &[&str])]) {
        let table = read(bytes).unwrap();
        let records = [&table.header].into_iter().chain(&table.rows);
        let shown: Vec<(u64, Vec<&str>)> =
            records.map(|record| (record.row, record.cells.iter().map(Cell::shown).collect())).collect();
        let expected: Vec<_> = expected.iter().map(|(row, cells)| (*row, cells.to_vec())).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn utf_8_and_big5_read_alike() {
        check("姓名\n林試".as_bytes(), &[(1, &["姓名"]), (2, &["林試"])]);
        check("\u{feff}姓名\r\n林試\r\n".as_bytes(), &[(1, &["姓名"]), (2, &["林試"])]);
        check(&encoding_rs::BIG5.encode("姓名\n林試").0, &[(1, &["姓名"]), (2, &["林試"])]);
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_does() {
        let text = "\n姓名,生日\n\n\"a\n\nb\",1\n,\n#範例,2\nc,3\r\n\r\nd,4";
        check(
            text.as_bytes(),
            &[(2, &["姓名", "生日"]), (4, &["a\n\nb", "1"]), (7, &["c", "3"]), (9, &["d", "4"])],
        );
    }

    #[test]
    fn other_encodings_are_refused() {
        for bytes in [&b"\xff\xfea\0"[..], b"\xfe\xff\0a", b"\x80abc", b"\xa4"] {
            assert_eq!(read(bytes).err().unwrap().row, 0);
        }
    }
}
