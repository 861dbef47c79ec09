//! Files that are no roster, and files that mean harm.

use super::*;

#[test]
fn files_of_other_kinds_are_refused_with_advice() {
    check_refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest", "save it as .xlsx");
    let mut encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    check_refused(&encrypted, "password");
    check_refused(b"<html><table><tr><td>", "save it as .xlsx");
    check_refused(b"%PDF-1.7", "save it as .xlsx");
    check_refused(b"\xff\xfe\x5e\x98", "UTF-16");
    check_refused(b"a,b\n\x80\xff", "neither UTF-8 nor Big5");
    check_refused(b"PK\x03\x04 and no more", "damaged");
    check_refused(
        &zip(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.bin", b"")]),
        "save it as .xlsx",
    );
    check_refused(&zip(&[("mimetype", b"x"), ("content.xml", b"<x/>")]), "save it as .xlsx");
    check_refused(
        &zip(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>")]),
        "cannot be read",
    );
}

#[test]
fn more_rows_or_columns_than_the_limit_are_refused() {
    let row = csv([ROW]);
    let many = |rows: usize| [csv([HEADER]), row.repeat(rows)].concat();
    assert_eq!(read(&many(MAX_ROWS), None, &rules()).cases.len(), MAX_ROWS);
    check_refused(&many(MAX_ROWS + 1), "20,000 rows");
    check_refused(&many(300_000), "20,000 rows");
    check_refused(&[&csv([HEADER])[..], &b"x,".repeat(1_000_000)].concat(), "another number of columns");
    check_refused("姓名,".repeat(1_000_000).as_bytes(), "200 columns");
    check_refused(&vec![b'x'; MAX_FILE_BYTES + 1], "64 MiB");
    let wide = xlsx(|sheet| texts(sheet, &[(0..300).map(|column| column.to_string()).collect()]));
    check_refused(&wide, "200 columns");
    let long = xlsx(|sheet| {
        texts(sheet, &vec![vec!["x".to_owned()]; MAX_ROWS + 2]);
    });
    check_refused(&long, "20,000 rows");
}

#[test]
fn bombs_are_refused_before_they_unfold() {
    let zeros = vec![0; 50 << 20];
    let bomb =
        zip(&[("1", &zeros[..]), ("2", &zeros), ("3", &zeros), ("4", &zeros), ("5", &zeros), ("6", &zeros)]);
    assert!(bomb.len() < 1 << 20);
    check_refused(&bomb, "256 MiB");
    let plain = xlsx(|sheet| texts(sheet, &[header(), with(&[])]));
    let padded =
        |part: &str| with_part(&plain, part, |content| format!("{content}<!--{}-->", " ".repeat(3 << 20)));
    check_refused(&padded("xl/styles.xml"), "too large");
    check_refused(&padded("xl/workbook.xml"), "too large");
    assert_eq!(seen(&read(&padded("xl/sharedStrings.xml"), None, &rules())), []);
    let promise = with_part(&plain, "xl/sharedStrings.xml", |content| {
        content.replace("uniqueCount=\"", "uniqueCount=\"9999999999999")
    });
    check_refused(&promise, "damaged");
    let names: Vec<String> = (0..5_001).map(|name| name.to_string()).collect();
    let crowd: Vec<_> = names.iter().map(|name| (name.as_str(), &b"\xff\xd8\xff"[..])).collect();
    check_refused(&zip(&crowd), "5,000 files");
    // A directory in the 64-bit form may promise any number of entries.
    let end = plain.len() - 22;
    let locator = [b"PK\x06\x07".as_slice(), &[0; 16]].concat();
    check_refused(&[&plain[..end], &locator, &plain[end..]].concat(), "5,000 files");
}
