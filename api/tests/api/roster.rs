//! Import: all or nothing, every problem at its row and column.

use super::support::{ROSTER, TestUnit};

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
async fn one_bad_row_and_nothing_is_stored() {
    let test = TestUnit::empty().await;
    let bad = ROSTER[1].replace("F120000011", "F120000012");
    let error = test.import(&[ROSTER[0], &bad]).await.unwrap_err();
    check_problems(&error, &["row 3, column 身分證號: the check digit of the identity number is wrong"]);
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
            "row 2, column 生日: there is no such day in the calendar",
            "row 2, column 審查等級: not a rank: expected 教授, 副教授, 助理教授 or 講師",
            "row 2, column 起資年月: there is no such day in the calendar",
            "row 3, column 審查結果: only cases with 審定通過 can be issued",
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_in_use_with_other_data_is_refused() {
    let test = TestUnit::with_cases().await;
    let other = ROSTER[0].replace("林試", "林範例");
    let error = test.import(&[&other]).await.unwrap_err();
    check_problems(&error, &["row 2, column 證書字號: this number is in use with other data"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_has_one_birth_date() {
    let test = TestUnit::with_cases().await;
    let other = ROSTER[0].replace("58-04-16", "58-04-17").replace("000101", "000199");
    let error = test.import(&[&other]).await.unwrap_err();
    check_problems(&error, &["row 2, column 生日: another birth date is on record for this identity number"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_cannot_be_read_from_elsewhere() {
    let test = TestUnit::empty().await;
    let outside = ROSTER[5].replace("sample-photo.jpg", "../Cargo.toml");
    let error = test.import(&[&outside]).await.unwrap_err();
    check_problems(&error, &["row 2, column 照片: a file name without a folder"]);
    let wrong_kind = ROSTER[5].replace("sample-photo.jpg", "wording.toml");
    let error = test.import(&[&wrong_kind]).await.unwrap_err();
    check_problems(&error, &["row 2, column 照片: not a JPEG picture"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_with_missing_cells_are_named() {
    let test = TestUnit::empty().await;
    let error = test.import(&["university,樣字第1號"]).await.unwrap_err();
    check_problems(
        &error,
        &["row 2, column (all): not UTF-8 text, or another number of columns than the header"],
    );
}
