//! Import: all or nothing, every problem at its row and column.

use certificate::api::{ImportOutcome, ReferenceEntry};

use super::support::{HEADER, ROSTER, TestUnit, officer};

#[track_caller]
fn check_problems(error: &anyhow::Error, expected: &[&str]) {
    let text = error.to_string();
    let problems: Vec<_> = text.lines().skip(1).collect();
    assert_eq!(problems, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn importing_the_same_roster_twice_changes_nothing() {
    let test = TestUnit::empty().await;
    let first = test.import(&ROSTER).await.unwrap();
    assert_eq!((first.imported, first.unchanged), (6, 0));
    let second = test.import(&ROSTER).await.unwrap();
    assert_eq!((second.imported, second.unchanged), (0, 6));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_cases_in_another_format_change_nothing() {
    let test = TestUnit::with_cases().await;
    let lines = [HEADER].into_iter().chain(ROSTER);
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0..).zip(lines) {
        sheet.write_row(row, 0, line.split(',')).unwrap();
    }
    let outcome = test.import_file(workbook.save_to_buffer().unwrap(), false).await;
    assert_eq!(outcome, ImportOutcome { stored: true, imported: 0, unchanged: 6, problems: Vec::new() });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_tells_and_stores_nothing() {
    let test = TestUnit::empty().await;
    let good = format!("{HEADER}\n{}\n", ROSTER.join("\n"));
    let outcome = test.import_file(good.clone().into(), true).await;
    assert_eq!(outcome, ImportOutcome { stored: false, imported: 6, unchanged: 0, problems: Vec::new() });
    let bad = good.replace("審定通過,是,,,,,\n", "審定通過,否,,,,,\n");
    let outcome = test.import_file(bad.into(), true).await;
    assert_eq!((outcome.stored, outcome.problems.len()), (false, 5));
    assert_eq!(test.issue().await, 0, "a dry run stored cases");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_given_twice_in_one_roster_is_refused() {
    let test = TestUnit::empty().await;
    let other = ROSTER[4].replace("000201", "000104").replace("副字", "教字");
    let error = test.import(&[ROSTER[3], &other]).await.unwrap_err();
    check_problems(
        &error,
        &["row 3, column 證書字號: 此字號已用於其他資料 this number is in use with other data"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn schools_and_categories_are_checked_once_they_are_loaded() {
    let test = TestUnit::empty().await;
    let reference = include_bytes!("../../reference/sample.toml");
    let counts = test.unit.import_reference(reference, officer()).await.unwrap();
    assert_eq!((counts.schools, counts.review_categories, counts.grounds), (Some(3), Some(4), Some(7)));
    let other = ROSTER[0].replace("9901", "0000").replace("文憑送審", "別的");
    let misnamed = ROSTER[1].replace("樣本大學", "樣本學院");
    let error = test.import(&[&other, &misnamed]).await.unwrap_err();
    check_problems(
        &error,
        &[
            "row 2, column 學校代碼: 參考資料沒有這個學校代碼 no school of the reference data has this code",
            "row 2, column 審查類別: 參考資料沒有這個審查類別 the reference data has no such category",
            "row 3, column 送審學校: 校名與學校代碼不符 the name does not agree with 學校代碼",
        ],
    );
    assert_eq!(test.import(&ROSTER).await.unwrap().imported, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reference_file_replaces_the_lists_that_it_holds() {
    let test = TestUnit::empty().await;
    let sample = include_bytes!("../../reference/sample.toml");
    test.unit.import_reference(sample, officer()).await.unwrap();
    let before = test.unit.reference().await.unwrap();
    let schools = "list,code,name\nschool,0001,甲大學\n";
    test.unit.import_reference(schools.as_bytes(), officer()).await.unwrap();
    let after = test.unit.reference().await.unwrap();
    assert_eq!(after.schools, [ReferenceEntry { code: "0001".to_owned(), name: "甲大學".to_owned() }]);
    assert_eq!((&after.grounds, &after.review_categories), (&before.grounds, &before.review_categories));
    let twice = "list,code,name\nschool,1,甲\nschool,1,乙\n";
    test.unit.import_reference(twice.as_bytes(), officer()).await.unwrap_err();
    assert_eq!(test.unit.reference().await.unwrap(), after);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_row_and_nothing_is_stored() {
    let test = TestUnit::empty().await;
    let bad = ROSTER[1].replace("F120000011", "F120000012");
    let error = test.import(&[ROSTER[0], &bad]).await.unwrap_err();
    check_problems(
        &error,
        &["row 3, column 身分證號: 證號的檢查碼不符 the check digit of the identity number is wrong"],
    );
    assert_eq!(test.issue().await, 0, "nothing was imported, so there is nothing to issue");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_problem_of_every_row_is_named() {
    let test = TestUnit::empty().await;
    let many = ROSTER[0].replace("58-04-16", "58-04-31").replace("講師", "助教").replace("104/08", "104/13");
    let refused = ROSTER[4].replace("審定通過", "審定未通過");
    let error = test.import(&[&many, &refused]).await.unwrap_err();
    check_problems(
        &error,
        &[
            "row 2, column 生日: 曆法上沒有這一天或這個月 there is no such day in the calendar",
            "row 2, column 審查等級: 應為教授、副教授、助理教授或講師 not a rank: expected 教授, 副教授, 助理教授 or 講師",
            "row 2, column 起資年月: 曆法上沒有這一天或這個月 there is no such day in the calendar",
            "row 3, column 審查結果: 只有「審定通過」的案件可以發證 only cases with 審定通過 can be issued",
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_in_use_with_other_data_is_refused() {
    let test = TestUnit::with_cases().await;
    let other = ROSTER[0].replace("林試", "林範例");
    let error = test.import(&[&other]).await.unwrap_err();
    check_problems(
        &error,
        &["row 2, column 證書字號: 此字號已用於其他資料 this number is in use with other data"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_has_one_birth_date() {
    let test = TestUnit::with_cases().await;
    let other = ROSTER[0].replace("58-04-16", "58-04-17").replace("000101", "000199");
    let error = test.import(&[&other]).await.unwrap_err();
    check_problems(
        &error,
        &[
            "row 2, column 生日: 此證號登記的生日不同 another birth date is on record for this identity number",
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_cannot_be_read_from_elsewhere() {
    let test = TestUnit::empty().await;
    let outside = ROSTER[5].replace("sample-photo.jpg", "../Cargo.toml");
    let error = test.import(&[&outside]).await.unwrap_err();
    check_problems(&error, &["row 2, column 照片: 只寫檔名，不含資料夾 a file name without a folder"]);
    let wrong_kind = ROSTER[5].replace("sample-photo.jpg", "wording.toml");
    let error = test.import(&[&wrong_kind]).await.unwrap_err();
    check_problems(&error, &["row 2, column 照片: 照片不是 JPEG 檔 not a JPEG picture"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_with_missing_cells_are_named() {
    let test = TestUnit::empty().await;
    let error = test.import(&["university,樣字第1號"]).await.unwrap_err();
    check_problems(&error, &["row 2, column : 欄數與標題列不同 another number of columns than the header"]);
}
