//! Every format gives the same cases, and no bytes do harm.

use std::{
    collections::BTreeMap,
    io::{Cursor, Write as _},
};

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{columns::COLUMNS, template::TemplateFile, *};

const HEADER: [&str; 14] = [
    "類別",
    "核定公文文號",
    "姓名",
    "身分證號",
    "生日",
    "性別",
    "審查等級",
    "審查類別",
    "學校代碼",
    "送審學校",
    "起資年月",
    "證書字號",
    "審查結果",
    "支援電子證書",
];
const ROW: [&str; 14] = [
    "university",
    "樣字第1號",
    "林試",
    "F120000011",
    "58-04-16",
    "男",
    "教授",
    "專門著作",
    "9901",
    "樣本大學",
    "115/02",
    "教字第000104號",
    "審定通過",
    "是",
];
const JPEG: &[u8] = b"\xff\xd8\xff\xe0 a picture";

fn rules() -> Rules {
    Rules {
        derive_prefix: false,
        electronic_from: "2014-01-01".parse().unwrap(),
        schools: BTreeMap::new(),
        review_categories: BTreeMap::new(),
    }
}

fn with(changes: &[(&str, &str)]) -> Vec<String> {
    let mut row: Vec<String> = ROW.iter().map(|cell| (*cell).to_owned()).collect();
    for (column, cell) in changes {
        row[HEADER.iter().position(|name| name == column).unwrap()] = (*cell).to_owned();
    }
    row
}

fn csv<R: IntoIterator<Item = C>, C: AsRef<[u8]>>(rows: impl IntoIterator<Item = R>) -> Vec<u8> {
    let mut writer = ::csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    rows.into_iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn xlsx(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}

fn texts(sheet: &mut Worksheet, rows: &[Vec<String>]) {
    for (index, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            sheet.write(index, column, cell).unwrap();
        }
    }
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in entries {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook with one part replaced.
fn with_part(workbook: &[u8], part: &str, edit: impl Fn(&str) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut entries = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = str::from_utf8(entry.name_raw()).unwrap().to_owned();
        let mut content = String::new();
        std::io::Read::read_to_string(&mut entry, &mut content).unwrap();
        let content = if name == part { edit(&content) } else { content };
        entries.push((name, content));
    }
    let entries: Vec<_> = entries.iter().map(|(name, content)| (name.as_str(), content.as_bytes())).collect();
    zip(&entries)
}

fn seen(roster: &Roster) -> Vec<(u64, &str, &str)> {
    let problems = roster.problems.iter();
    problems.map(|problem| (problem.row, problem.column.as_str(), problem.reason.as_str())).collect()
}

/// The only problem, and no case.
#[track_caller]
fn check_refused(bytes: &[u8], words: &str) {
    let roster = read(bytes, None, &rules());
    assert!(roster.cases.is_empty());
    match seen(&roster).as_slice() {
        [(_, _, reason)] => assert!(reason.contains(words), "{reason}"),
        problems => panic!("expected one problem: {problems:?}"),
    }
}

/// The places of the problems of a file in CSV.
#[track_caller]
fn check_places(rows: &[Vec<String>], rules: &Rules, expected: &[(u64, &str)]) {
    let roster = read(&csv(rows), None, rules);
    let places: Vec<_> = seen(&roster).into_iter().map(|(row, column, _)| (row, column)).collect();
    assert_eq!(places, expected);
}

fn header() -> Vec<String> {
    HEADER.map(str::to_owned).to_vec()
}

#[track_caller]
fn only_case(bytes: &[u8]) -> (String, CaseDetails) {
    let mut roster = read(bytes, None, &rules());
    assert_eq!(seen(&roster), []);
    assert_eq!(roster.cases.len(), 1);
    let case = roster.cases.remove(0);
    (case.document_number, case.details)
}

#[test]
fn synonyms_and_order_of_the_header_do_not_matter() {
    let expected = only_case(&csv([HEADER, ROW]));
    let renamed = HEADER.map(|name| match name {
        "審查等級" => "職級",
        "起資年月" => "年資 起算",
        "證書字號" => "*證書編號",
        "身分證號" => "國民身分證統一編號",
        name => name,
    });
    let reversed = csv([renamed.into_iter().rev(), ROW.into_iter().rev()]);
    assert_eq!(only_case(&reversed), expected);
}

#[test]
fn what_is_missing_in_the_header_is_named_once() {
    let rows = [header(), with(&[]), with(&[])].map(|mut row| {
        row.remove(10);
        row.remove(3);
        row
    });
    check_places(&rows, &rules(), &[(1, "身分證號"), (1, "起資年月")]);
}

#[test]
fn columns_nobody_knows_are_named_but_never_data() {
    let add = |extra: &str, cell: &str| {
        let mut rows = [header(), with(&[])];
        rows[0].push(extra.to_owned());
        rows[1].push(cell.to_owned());
        rows
    };
    check_places(&add("電話", "02"), &rules(), &[(1, "電話")]);
    check_places(&add("F120000011", "02"), &rules(), &[(1, "第 15 欄 column 15")]);
    check_places(&add("姓名", "02"), &rules(), &[(1, "姓名")]);
    check_places(&add("", "02"), &rules(), &[(1, "第 15 欄 column 15")]);
    check_places(&add("", ""), &rules(), &[]);
    check_places(&add("備註", "02"), &rules(), &[]);
}

#[test]
fn a_roster_without_rows_is_refused() {
    check_refused(&csv([HEADER]), "no rows");
    check_refused(b"", "empty");
    check_refused(b"\xef\xbb\xbf\r\n,,\r\n", "empty");
}

#[test]
fn the_day_of_approval_is_compared_where_there_is_one() {
    let dated = |day: &str| {
        let mut rows = [header(), with(&[])];
        rows[0].push("核定日期".to_owned());
        rows[1].push(day.to_owned());
        rows
    };
    check_places(&dated("103-01-01"), &rules(), &[]);
    check_places(&dated("102-12-31"), &rules(), &[(2, "核定日期")]);
    check_places(&dated("103-13-01"), &rules(), &[(2, "核定日期")]);
    check_places(&dated(""), &rules(), &[]);
    // Without the other column the day decides alone, and has to be there.
    let alone = |day: &str| {
        dated(day).map(|mut row| {
            row.remove(13);
            row
        })
    };
    check_places(&alone("103-01-01"), &rules(), &[]);
    check_places(&alone(""), &rules(), &[(2, "核定日期")]);
    let neither = [header(), with(&[])].map(|row| row[..13].to_vec());
    check_places(&neither, &rules(), &[(1, "支援電子證書")]);
    check_places(&[header(), with(&[("支援電子證書", "否")])], &rules(), &[(2, "支援電子證書")]);
}

#[test]
fn bare_digits_get_a_prefix_only_by_setting() {
    let rows = [header(), with(&[("證書字號", "000104")])];
    check_places(&rows, &rules(), &[(2, "證書字號")]);
    let deriving = Rules { derive_prefix: true, ..rules() };
    let roster = read(&csv(&rows), None, &deriving);
    assert_eq!(roster.cases[0].details.certificate_number().to_string(), "教字第000104號");
}

#[test]
fn reference_data_are_checked_where_they_are_loaded() {
    let loaded = Rules {
        schools: [("9901".to_owned(), "樣本大學".to_owned())].into(),
        review_categories: [("S2".to_owned(), "專門著作".to_owned())].into(),
        ..rules()
    };
    check_places(&[header(), with(&[])], &loaded, &[]);
    check_places(&[header(), with(&[("學校代碼", "9902")])], &loaded, &[(2, "學校代碼")]);
    check_places(&[header(), with(&[("送審學校", "別的大學")])], &loaded, &[(2, "送審學校")]);
    check_places(&[header(), with(&[("審查類別", "文憑送審")])], &loaded, &[(2, "審查類別")]);
    let coded = read(&csv([header(), with(&[("審查類別", "S2")])]), None, &loaded);
    let CaseDetails::University(case) = &coded.cases[0].details else { panic!("a university case") };
    assert_eq!(case.review_category.as_deref(), Some("專門著作"));
    check_places(&[header(), with(&[("學校代碼", "12")])], &rules(), &[(2, "學校代碼")]);
}

#[test]
fn cells_of_a_sheet_read_as_a_clerk_sees_them() {
    let expected = only_case(&csv([HEADER, ROW]));
    let workbook = xlsx(|sheet| {
        texts(sheet, &[header(), with(&[])]);
        sheet.write(1, 8, 9901).unwrap();
        let day = ExcelDateTime::from_ymd(1969, 4, 16).unwrap();
        sheet.write_with_format(1, 4, day, &Format::new().set_num_format("[$-404]e/m/d")).unwrap();
        sheet.write(1, 10, 11502).unwrap();
        sheet.write_with_format(1, 11, 104, &Format::new().set_num_format("\"教字第\"000000\"號\"")).unwrap();
    });
    assert_eq!(only_case(&workbook), expected);
}

#[test]
fn a_sheet_far_from_its_corner_is_read_at_its_rows() {
    let workbook = xlsx(|sheet| {
        for (column, (name, cell)) in (0..).zip(HEADER.iter().zip(with(&[("身分證號", "F120000012")]))) {
            sheet.write(4, column, *name).unwrap();
            sheet.write(900_000, column, cell).unwrap();
        }
        sheet.write(1_000_000, 100, "  ").unwrap();
    });
    assert_eq!(seen(&read(&workbook, None, &rules()))[0].0, 900_001);
}

#[test]
fn formulas_and_faults_are_named_at_their_cells() {
    let workbook = xlsx(|sheet| {
        texts(sheet, &[header(), with(&[])]);
        sheet.write(1, 2, Formula::new("=\"林\"&\"試\"").set_result("林試")).unwrap();
        sheet.write(1, 9, Formula::new("='[other.xlsx]Sheet1'!A1").set_result("樣本大學")).unwrap();
        sheet.write(1, 5, true).unwrap();
        let instant = ExcelDateTime::from_ymd(1969, 4, 16).unwrap().and_hms(1, 0, 0).unwrap();
        sheet.write_with_format(1, 4, instant, &Format::new().set_num_format("yyyy-mm-dd hh:mm")).unwrap();
        sheet.write_with_format(1, 8, 0.9901, &Format::new().set_num_format("0.00%")).unwrap();
    });
    let roster = read(&workbook, None, &rules());
    let columns: Vec<_> = seen(&roster).into_iter().map(|(row, column, _)| (row, column)).collect();
    assert_eq!(columns, [(2, "姓名"), (2, "生日"), (2, "學校代碼"), (2, "送審學校")]);
}

#[test]
fn a_roster_on_two_sheets_is_refused() {
    let mut workbook = Workbook::new();
    texts(workbook.add_worksheet(), &[header(), with(&[])]);
    texts(workbook.add_worksheet(), &[header(), with(&[("證書字號", "教字第000105號")])]);
    check_refused(&workbook.save_to_buffer().unwrap(), "first sheet");
}

#[test]
fn a_hidden_sheet_is_not_the_roster() {
    let mut workbook = Workbook::new();
    let hidden = workbook.add_worksheet();
    texts(hidden, &[header(), with(&[("姓名", "陳範例")])]);
    hidden.set_hidden(true);
    let shown = workbook.add_worksheet();
    texts(shown, &[header(), with(&[])]);
    shown.set_active(true);
    assert_eq!(only_case(&workbook.save_to_buffer().unwrap()), only_case(&csv([HEADER, ROW])));
}

#[test]
fn templates_import_as_they_are_once_the_samples_are_real() {
    for file in [TemplateFile::Csv, TemplateFile::Xlsx] {
        let template = file.content().unwrap();
        assert_eq!(template, file.content().unwrap(), "the same bytes every time");
        check_refused(&template, "no rows");
    }
    let text = String::from_utf8(TemplateFile::Csv.content().unwrap()).unwrap();
    assert!(
        text.starts_with("\u{feff}類別,") && text.lines().next().unwrap().split(',').count() == COLUMNS.len()
    );
    let filled = zip(&[("roster.csv", text.replace('#', "").as_bytes()), ("photo.jpg", JPEG)]);
    let roster = read(&filled, None, &rules());
    assert_eq!(seen(&roster), []);
    assert_eq!(roster.cases.len(), 2);
    assert_eq!(roster.cases[1].photo.as_deref(), Some(JPEG));
}

#[test]
fn photos_are_taken_from_the_archive_by_their_last_name() {
    let text = String::from_utf8(TemplateFile::Csv.content().unwrap()).unwrap().replace('#', "");
    let check = |entries: &[(&str, &[u8])], words: &str| {
        let entries: Vec<_> =
            [("名冊.csv", text.as_bytes())].into_iter().chain(entries.iter().copied()).collect();
        let roster = read(&zip(&entries), None, &rules());
        let reasons: Vec<_> = seen(&roster).into_iter().map(|(_, _, reason)| reason).collect();
        if words.is_empty() {
            assert_eq!(reasons, Vec::<&str>::new());
        } else {
            assert!(reasons.len() == 1 && reasons[0].contains(words), "{reasons:?}");
        }
    };
    check(&[("../../etc/photo.jpg", JPEG), ("__MACOSX/._photo.jpg", b"\0")], "");
    check(&[], "no such photo");
    check(&[("photo.jpg", b"\x89PNG\r\n\x1a\n\0")], "not a JPEG");
    check(&[("a/photo.jpg", JPEG), ("b/photo.jpg", JPEG)], "same name");
    check(&[("photo.jpg", &[JPEG, &[7; 300_000]].concat())], "300 kB");
    check(&[("photo.jpg", JPEG), ("second.csv", b"a,b")], "more than one roster");
    check(&[("photo.jpg", JPEG), ("inner.zip", &zip(&[("a.csv", b"a")]))], "more than one roster");
    check_refused(&zip(&[("photo.jpg", JPEG)]), "no roster");
    check_refused(&zip(&[("inner.zip", &zip(&[("a.csv", b"a")]))]), "ZIP in a ZIP");
}

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

#[test]
fn problems_end_where_nobody_reads_on() {
    let problem = |row| of_row(row, "姓名", "空白 empty");
    let arranged = arrange((1..=1_500).rev().map(problem).collect());
    assert_eq!(arranged.len(), MAX_PROBLEMS + 1);
    assert_eq!((arranged[0].row, arranged[999].row, arranged[1_000].row), (1, 1_000, 0));
    assert!(arranged[1_000].reason.contains("500 more"));
    assert_eq!(arrange(vec![problem(1)]).len(), 1);
}

/// Text of names: of every plane, or of those that Big5 has.
fn any_name() -> impl Strategy<Value = String> {
    prop_oneof!["[\u{4e00}-\u{9fa5}]{1,8}", "[一丁七三上下丈不且王陳林]{2,4}", "[𠀀-𠀿A-Z a-z'.,\"-]{1,12}"]
        .prop_filter("printable", |name| name.parse::<certificate::PrintableText>().is_ok())
}

prop_compose! {
    fn any_row()(
        name in any_name(),
        school in any_name(),
        serial in 0..1_000_000_u32,
        (year, month, day) in (40..100_i32, 1..=12_u8, 1..=28_u8),
        rank in 0..4_usize,
        sex in prop_oneof![Just("男"), Just("女"), Just("")],
    ) -> Vec<String> {
        let rank = certificate::Rank::ALL[rank].zh();
        with(&[
            ("姓名", &name),
            ("送審學校", &school),
            ("證書字號", &format!("教字第{serial:06}號")),
            ("生日", &format!("{year}-{month:02}-{day:02}")),
            ("審查等級", rank),
            ("性別", sex),
        ])
    }
}

fn details(bytes: &[u8]) -> Vec<CaseDetails> {
    let roster = read(bytes, None, &rules());
    assert_eq!(seen(&roster), []);
    roster.cases.into_iter().map(|case| case.details).collect()
}

proptest! {
    #[test]
    fn every_format_gives_the_same_cases(rows in prop::collection::vec(any_row(), 1..5)) {
        let all: Vec<_> = [header()].into_iter().chain(rows.clone()).collect();
        let plain = csv(&all);
        let expected = details(&plain);
        prop_assert_eq!(expected.len(), rows.len());
        prop_assert_eq!(&details(&[b"\xef\xbb\xbf", &plain[..]].concat()), &expected);
        let workbook = xlsx(|sheet| texts(sheet, &all));
        prop_assert_eq!(&details(&workbook), &expected);
        prop_assert_eq!(&details(&zip(&[("a/名冊.csv", &plain)])), &expected);
        prop_assert_eq!(&details(&zip(&[("roster.xlsx", &workbook)])), &expected);
        let (big5, _, has_unmappable) = encoding_rs::BIG5.encode(str::from_utf8(&plain).unwrap());
        if !has_unmappable {
            prop_assert_eq!(&details(&big5), &expected);
        }
    }

    #[test]
    fn any_bytes_give_cases_or_problems(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let roster = read(&bytes, None, &rules());
        prop_assert!(roster.cases.is_empty() && !roster.problems.is_empty());
    }

    #[test]
    fn a_changed_workbook_never_panics(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = zip(&[("roster.xlsx", &xlsx(|sheet| texts(sheet, &[header(), with(&[])]))), ("a.jpg", JPEG)]);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let roster = read(&bytes, None, &rules());
        prop_assert!(roster.cases.len() + roster.problems.len() > 0);
    }

    /// Under the checksums: what the parts themselves say.
    #[test]
    fn a_changed_part_never_panics(
        part in prop::sample::select(vec![
            "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "_rels/.rels",
            "xl/_rels/workbook.xml.rels", "[Content_Types].xml",
        ]),
        at in any::<prop::sample::Index>(),
        length in 0..40_usize,
        words in prop_oneof![
            "\\PC{0,12}",
            prop::sample::select(vec!["<c>", "</row>", "<row r=\"0\"/>", "<c r=\"A0\"/>", "99999999999999999999", "<f/>", "&x;", "\" "])
                .prop_map(str::to_owned),
        ],
    ) {
        let plain = xlsx(|sheet| {
            texts(sheet, &[header(), with(&[])]);
            sheet.write_with_format(1, 8, 9901, &Format::new().set_num_format("0000")).unwrap();
        });
        let changed = with_part(&plain, part, |content| {
            let characters: Vec<char> = content.chars().collect();
            let at = at.index(characters.len());
            let rest = &characters[(at + length).min(characters.len())..];
            characters[..at].iter().collect::<String>() + &words + &rest.iter().collect::<String>()
        });
        let _ = read(&changed, None, &rules());
    }

    #[test]
    fn no_reason_repeats_a_cell(secret in "[A-Z][0-9]{9}|[\u{4e00}-\u{9fa5}]{9}", column in 0..HEADER.len()) {
        let row = with(&[(HEADER[column], &format!("{secret}\u{200b}"))]);
        for rows in [[header(), row.clone()], [row.clone(), header()]] {
            for problem in read(&csv(&rows), None, &rules()).problems {
                prop_assert!(!problem.reason.contains(&secret) && !problem.column.contains(&secret));
            }
        }
    }
}
