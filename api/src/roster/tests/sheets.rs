//! Cells and sheets of a workbook.

use super::*;

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
