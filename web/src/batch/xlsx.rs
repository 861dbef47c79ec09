//! A spreadsheet of texts (ECMA-376, part 1, §18). Every cell is an inline string,
//! which no program computes. The parts lie in the archive as they are: a list of
//! 500 rows has some 150 kB, and a compressor would be larger than that.

use std::fmt::Write;

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;
const PACKAGE: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
/// Two styles: plain, and bold for the first row.
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>"#;

/// Cells to a file. The first row is the heading and stays in sight.
pub fn write(sheet_name: &str, rows: &[Vec<String>]) -> Vec<u8> {
    let workbook = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="{}" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        escaped(sheet_name)
    );
    archive(&[
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", PACKAGE),
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", BOOK),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", &sheet(rows)),
    ])
}

fn sheet(rows: &[Vec<String>]) -> String {
    let mut xml = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>"#,
    );
    for (index, width) in widths(rows).into_iter().enumerate() {
        let column = index + 1;
        // Writing to a string cannot fail, here and below.
        let _ = write!(xml, r#"<col min="{column}" max="{column}" width="{width}" customWidth="1"/>"#);
    }
    xml += "</cols><sheetData>";
    for (index, row) in rows.iter().enumerate() {
        let (number, style) = (index + 1, usize::from(index == 0));
        let _ = write!(xml, r#"<row r="{number}">"#);
        for (column, cell) in row.iter().enumerate() {
            let _ = write!(
                xml,
                r#"<c r="{}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
                letters(column),
                escaped(cell)
            );
        }
        xml += "</row>";
    }
    xml += "</sheetData></worksheet>";
    xml
}

/// A character of Chinese takes twice the room; between 8 and 60.
fn widths(rows: &[Vec<String>]) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |text: &String| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(width).max();
    (0..columns).map(|column| (widest(column).unwrap_or_default() + 2).clamp(8, 60)).collect()
}

/// 0 is `A`, 26 is `AA`.
fn letters(column: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(column % 26).unwrap_or_default());
    if column < 26 { letter.to_string() } else { format!("{}{letter}", letters(column / 26 - 1)) }
}

/// Text for XML; what XML cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => xml += "&amp;",
            '<' => xml += "&lt;",
            '>' => xml += "&gt;",
            '"' => xml += "&quot;",
            '\t' | '\n' | '\r' => xml.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => xml.push(c),
        }
    }
    xml
}

/// A ZIP archive of texts as they are (APPNOTE 6.3.10).
fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let at = length(bytes.len());
        let fields = fields(name, content);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&fields);
        bytes.extend(name.bytes());
        bytes.extend(content.bytes());
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&fields);
        // Comment, disk, attributes.
        directory.extend([0; 10]);
        directory.extend(at);
        directory.extend(name.bytes());
    }
    let (start, size) = (length(bytes.len()), length(directory.len()));
    let count = u16::try_from(files.len()).unwrap_or(u16::MAX).to_le_bytes();
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    for field in [count.as_slice(), &count, &size, &start, &[0, 0]] {
        bytes.extend(field);
    }
    bytes
}

/// Version 2.0, names in UTF-8, stored, the first of January 1980, no extra field:
/// what both headers of a file have in common.
fn fields(name: &str, content: &str) -> Vec<u8> {
    let size = length(content.len());
    let name = u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes();
    let start: [u8; 10] = [0x14, 0, 0, 0x08, 0, 0, 0, 0, 0x21, 0];
    [start.as_slice(), &crc32(content.as_bytes()).to_le_bytes(), &size, &size, &name, &[0, 0]].concat()
}

/// Twenty thousand rows have a few megabytes.
fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes()
}

/// CRC-32 as in ISO 3309, bit by bit: a file has a few hundred kilobytes.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use calamine::{Reader, Xlsx};

    use super::*;

    #[test]
    fn the_checksum_is_the_usual_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn another_program_reads_what_was_written() {
        let rows = [
            vec!["檔案".to_owned(), "結果".to_owned()],
            vec!["=1+1".to_owned(), "<a & \"b\">\u{1}\n𠮷".to_owned()],
        ];
        let file = write("驗證結果", &rows);
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(file)).unwrap();
        let sheet = book.worksheet_range("驗證結果").unwrap();
        let read: Vec<Vec<_>> =
            sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        assert_eq!(read[0], rows[0]);
        assert_eq!(read[1], ["=1+1", "<a & \"b\">\n𠮷"], "text, not a formula");
        assert!(book.worksheet_formula("驗證結果").unwrap().is_empty());
    }
}
