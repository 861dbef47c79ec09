//! Rosters as schools send them. What the files of this folder share is here, too.

mod hostile;
mod properties;
mod sheets;

use std::{
    collections::BTreeMap,
    io::{Cursor, Write as _},
};

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
fn problems_end_where_nobody_reads_on() {
    let problem = |row| of_row(row, "姓名", "空白 empty");
    let arranged = arrange((1..=1_500).rev().map(problem).collect());
    assert_eq!(arranged.len(), MAX_PROBLEMS + 1);
    assert_eq!((arranged[0].row, arranged[999].row, arranged[1_000].row), (1, 1_000, 0));
    assert!(arranged[1_000].reason.contains("500 more"));
    assert_eq!(arrange(vec![problem(1)]).len(), 1);
}
