use proptest::prelude::*;

use super::*;
use crate::{
    Annotation, AnnotationMark, CertificateNumber, Date, FORMAT_VERSION, IdentityNumber, Items, K12Items,
    Nonce, PrintableText, Rank, Read as _, StatusReference, UniversityItems, YearMonth,
};

fn signer() -> CodeSigner {
    CodeSigner {
        serial: [0x41; 16],
        not_before: "2026-11-22T05:07:00Z".parse().unwrap(),
        days: 1825,
        generation: 1,
        key: [0x22; 32],
        signature: [0x33; 64],
    }
}

const DIGESTS: CodeDigests = CodeDigests { claims: Digest([0xcc; 32]), list: Digest([0xdd; 32]) };

fn university() -> Items {
    Items::University(UniversityItems {
        name: "林曉晴".parse().unwrap(),
        birth_date: "78-04-16".parse().unwrap(),
        identity_number: "F123456784".parse().unwrap(),
        rank: Rank::Professor,
        certificate_number: CertificateNumber::new("教", "142195").unwrap(),
        seniority_start: "111/02".parse().unwrap(),
        submitting_school: "樣本大學".parse().unwrap(),
        issue_date: "115-11-22".parse().unwrap(),
    })
}

fn certificate(items: Items, annotation: Option<Annotation>) -> Claims {
    Claims {
        format: FORMAT_VERSION,
        items,
        annotation,
        status: StatusReference { list: "https://dcert.example/status/1".to_owned(), index: 48_213 },
        nonce: Nonce([7; 16]),
        issued_at: "2026-11-22T05:07:00Z".parse().unwrap(),
        specimen: true,
    }
}

fn code(claims: &Claims) -> CodeClaims {
    CodeClaims::of(claims, DIGESTS, signer())
}

fn link(claims: &CodeClaims) -> String {
    claims.link("https://dcert.example", &[0x55; 64])
}

/// The bytes of a body, in hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_body_is_the_known_answer_of_the_format() {
    let format = include_str!("../../../docs/format.md");
    let (_, section) = format.split_once("### 8.6").unwrap();
    let (_, block) = section.split_once("```text").unwrap();
    let known: String = block.split("```").next().unwrap().split_whitespace().collect();
    let code = code(&certificate(university(), None));
    let message = code.message();
    let body = message.strip_prefix(b"dcert printed code 1\n").unwrap();
    assert_eq!(hex(body), known);
    let link = link(&code);
    assert!(link.starts_with("HTTPS://DCERT.EXAMPLE/#C:"), "{link}");
    assert_eq!(link.len(), 25 + (body.len() + 64).div_ceil(2) * 3 - (body.len() % 2));
}

#[test]
fn what_is_written_is_read() {
    let code = code(&certificate(university(), None));
    let link = link(&code);
    let read = UnverifiedCode::parse(&link).unwrap();
    assert_eq!(read.message, code.message());
    assert_eq!(read.signature, [0x55; 64]);
    assert_eq!(read.claims, code);
    // A page gets what stands behind the `#` alone.
    assert_eq!(UnverifiedCode::parse(link.split_once('#').unwrap().1), Ok(read));
}

#[test]
fn the_rest_of_the_identity_number_is_nowhere() {
    let code = code(&certificate(university(), None));
    let message = String::from_utf8_lossy(&code.message()).into_owned();
    assert!(message.contains("F12") && !message.contains("3456784"));
    assert_eq!(code.items.printed()[2].value.zh, "F12*******");
}

#[test]
fn a_statement_is_read_as_it_was_written() {
    let reason = "遺失".parse().unwrap();
    let original_issue_date = "103-08-15".parse().unwrap();
    let annotation = Annotation { mark: AnnotationMark::Reissue, original_issue_date, reason };
    let report = CodeReport {
        verdict: CodeVerdict::CopyOfCurrent,
        reason: None,
        findings: Vec::new(),
        statement: Some(code(&certificate(university(), Some(annotation))).statement()),
        signer: None,
        list: None,
        judged_at: "2026-11-22T05:07:00Z".parse().unwrap(),
    };
    let value: serde_json::Value = serde_json::to_value(&report).unwrap();
    assert_eq!(value["statement"]["items"][0]["value"]["zh"], "林曉晴");
    assert_eq!(value["statement"]["annotation"]["original_issue_date"]["zh"], "中華民國103年8月15日");
    assert_eq!(CodeReport::read(&value), Some(report));
}

#[test]
fn a_code_belongs_to_one_document() {
    let statement = code(&certificate(university(), None)).statement();
    assert!(statement.belongs_to(DIGESTS.claims));
    assert!(!statement.belongs_to(DIGESTS.list));
}

#[test]
fn refuses_what_is_no_code() {
    let link = link(&code(&certificate(university(), None)));
    // Some whole groups of characters are missing, or a part of one.
    let body = link.len() - (link.len() - 25) % 3;
    let (cut, torn) = (&link[..body - 3], &link[..body - 2]);
    for (text, expected) in [
        ("", CodeError::NotACode),
        ("https://dcert.example/", CodeError::NotACode),
        ("#C:", CodeError::NotACode),
        ("C:00", CodeError::NotACode),
        (&link.to_lowercase(), CodeError::NotACode),
        (&format!("{link}\u{20}"), CodeError::NotACode),
        (&format!("#C:{}", "0".repeat(1 << 20)), CodeError::NotACode),
        (cut, CodeError::Malformed),
        (torn, CodeError::NotACode),
        (&format!("#C:{}", "0".repeat(300)), CodeError::Malformed),
    ] {
        assert_eq!(UnverifiedCode::parse(text), Err(expected), "{:.40}", text);
    }
}

#[test]
fn names_a_newer_format() {
    let body = b"\x84\x02\x63new\xf6\x00";
    let text = format!("#C:{}", base41::encode(&[body.as_slice(), &[0; 64]].concat()));
    assert_eq!(UnverifiedCode::parse(&text), Err(CodeError::NewerFormat { found: 2 }));
}

#[test]
fn another_spelling_of_the_same_is_refused() {
    let code = code(&certificate(university(), None));
    let body = wire::write(&code);
    // The slot 48213 in four octets instead of two.
    let place = body.windows(3).position(|window| window == [0x19, 0xbc, 0x55]).unwrap();
    let mut longer = body.clone();
    longer.splice(place..place + 3, [0x1a, 0, 0, 0xbc, 0x55]);
    assert_eq!(wire::read(&longer).unwrap(), code);
    let text = format!("#C:{}", base41::encode(&[longer.as_slice(), &[0; 64]].concat()));
    assert_eq!(UnverifiedCode::parse(&text), Err(CodeError::Malformed));
}

#[test]
fn long_texts_are_shortened_and_the_name_last() {
    let text = |text: String| text.parse::<PrintableText>().unwrap();
    let items = |name: usize, other: usize| {
        Items::K12(K12Items {
            name: text("王".repeat(name)),
            birth_date: "78-04-16".parse().unwrap(),
            identity_number: "F123456784".parse().unwrap(),
            photo: Digest([1; 32]),
            certificate_number: CertificateNumber::new("中等", "0000142195").unwrap(),
            qualification: text("科".repeat(other)),
            legal_basis: text("師資培育法第十條".to_owned()),
            issuing_authority: text("教育部".to_owned()),
            nationality: Some(text("越南".to_owned())),
            issue_date: "115-11-22".parse().unwrap(),
        })
    };
    let shown = |name, other| {
        let code = code(&certificate(items(name, other), None));
        assert!(wire::write(&code).len() + SIGNATURE <= ROOM);
        assert_eq!(UnverifiedCode::parse(&link(&code)).unwrap().claims, code);
        let CodeItems::K12(items) = code.items else { panic!("another kind") };
        (items.name, items.qualification, items.legal_basis)
    };
    let (name, qualification, basis) = shown(4, 200);
    assert!(!name.shortened && !basis.shortened);
    assert!(qualification.shortened && qualification.text.as_str().chars().count() >= 10);
    assert!(qualification.shown().ends_with("科…"));
    let (name, qualification, _) = shown(200, 200);
    assert!(name.shortened && qualification.shortened);
    let (name, qualification, _) = shown(4, 4);
    assert!(!name.shortened && !qualification.shortened);
}

#[test]
fn a_code_of_usual_texts_stays_below_three_hundred_octets() {
    let code = code(&certificate(university(), None));
    assert!(wire::write(&code).len() + SIGNATURE < 300);
}

fn any_text() -> impl Strategy<Value = PrintableText> {
    "[\u{4e00}-\u{9fff}\u{20000}-\u{20fff}a-zA-Z .'-]{1,200}"
        .prop_filter_map("not printable", |text| text.parse().ok())
}

fn any_date() -> impl Strategy<Value = Date> {
    (1880..2200_i32, 1..=12_u8, 1..=28_u8)
        .prop_map(|(year, month, day)| Date::from_ymd(year, month, day).unwrap())
}

prop_compose! {
    fn any_university()(
        name in any_text(),
        school in any_text(),
        birth_date in any_date(),
        issue_date in any_date(),
        rank in 0..4_usize,
        serial in "[0-9]{1,10}",
        month in (1900..2200_i32, 1..=12_u8),
    ) -> Items {
        let identity_number: IdentityNumber = "AB12345677".parse().unwrap();
        Items::University(UniversityItems {
            name,
            birth_date,
            identity_number,
            rank: Rank::ALL[rank],
            certificate_number: CertificateNumber::new("助理", &serial).unwrap(),
            seniority_start: YearMonth::from_ym(month.0, month.1).unwrap(),
            submitting_school: school,
            issue_date,
        })
    }
}

proptest! {
    #[test]
    fn every_certificate_has_a_code_that_reads_back(
        items in any_university(),
        reason in any_text(),
        date in any_date(),
        index: u32,
        mark: bool,
    ) {
        let mark = if mark { AnnotationMark::Reissue } else { AnnotationMark::Replacement };
        let annotation = Annotation { mark, original_issue_date: date, reason };
        let mut claims = certificate(items, Some(annotation));
        claims.status.index = index;
        let code = code(&claims);
        prop_assert!(wire::write(&code).len() + SIGNATURE <= ROOM);
        prop_assert_eq!(UnverifiedCode::parse(&link(&code)).unwrap().claims, code);
    }

    #[test]
    fn a_changed_octet_changes_the_message_or_is_refused(place in 0..400_usize, bit in 0..8_u32) {
        let code = code(&certificate(university(), None));
        let mut octets = [wire::write(&code).as_slice(), &[0x55; 64]].concat();
        let place = place % octets.len();
        octets[place] ^= 1_u8 << bit;
        if let Ok(read) = UnverifiedCode::parse(&format!("#C:{}", base41::encode(&octets))) {
            prop_assert!(read.message != code.message() || read.signature != [0x55; 64]);
        }
    }

    #[test]
    fn print_of_parse_is_identity(body: Vec<u8>, text in "#?C:[0-9A-Z$./:-]{0,300}|\\PC{0,40}") {
        for text in [text, format!("C:{}", base41::encode(&body))] {
            if let Ok(read) = UnverifiedCode::parse(&text) {
                let printed = read.claims.link("", &read.signature);
                prop_assert_eq!(printed.rsplit_once("C:"), text.rsplit_once("C:"));
            }
        }
    }
}
