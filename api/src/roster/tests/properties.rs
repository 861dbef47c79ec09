//! Every format gives the same cases, and no bytes do harm.

use proptest::prelude::*;

use super::*;

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
